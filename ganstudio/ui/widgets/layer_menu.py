"""LayerMenu: a button that names the chosen layers and lets them be ticked in a menu."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from ganstudio.recipe.style_names import style_layer_name, style_layer_words
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.widgets.closed import NO_MODEL, open_unless
from ganstudio.words import tr, trn

_MOST_NAMED = 2
"""More layers are counted: their names would not fit into a narrow column."""
_LEAST_WIDTH = 96
_ROOM_BESIDE = 34
"""The arrow of the menu and the margins, in pixels."""


class LayerMenu(QPushButton):
    """At least one layer is always chosen, once a model is there; where there is no room for names, layers are counted.

    Signals:
        chosen_changed(object): tuple[str, ...] in the order of the network; a person's doing.
    """

    chosen_changed = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._channels: Mapping[str, int] = {}
        self._titles: Mapping[str, str] = {}
        self._counted: Callable[[int], str] = _maps
        self._shorter = ""
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.setAccessibleName(tr("Layers"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("text-align: left;")
        self.show_spec(None)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ticked layers, lowest first."""
        return tuple(action.data() for action in self._menu.actions() if action.isChecked())

    def show_spec(self, spec: GeneratorSpec | None) -> None:
        """Offers the layers of a model; the lowest is ticked. No signal."""
        layers = spec.layers if spec is not None else ()
        words = {
            one.name: tr("{title}   {layer}, {channels} maps", title=one.title, layer=one.name, channels=one.channels)
            for one in layers
        }
        self._titles = {layer.name: layer.title for layer in layers}
        self._offer(words, {layer.name: layer.channels for layer in layers}, _maps)

    def show_styles(self, spec: GeneratorSpec | None) -> None:
        """Offers the style layers of a model; the lowest is ticked. No signal."""
        layers = spec.style_layers if spec is not None else ()
        words = {
            one.name: tr(
                "{words}   {layer}, {channels} channels",
                words=style_layer_words(one.name),
                layer=one.name,
                channels=one.channels,
            )
            for one in layers
        }
        self._titles = {layer.name: style_layer_name(layer.name) for layer in layers}
        self._offer(words, {layer.name: layer.channels for layer in layers}, _channels)

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters: a long name makes no column wider."""
        return QSize(_LEAST_WIDTH, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The names if they fit, else how many layers they are, at last with an ellipsis."""
        del event
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.width() - _ROOM_BESIDE
        metrics = self.fontMetrics()
        if metrics.horizontalAdvance(self.text()) > room:
            option.text = metrics.elidedText(self._shorter, Qt.TextElideMode.ElideRight, room)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()

    def _offer(self, words: Mapping[str, str], channels: Mapping[str, int], counted: Callable[[int], str]) -> None:
        self._channels, self._counted = channels, counted
        self._menu.clear()
        for name, text in words.items():
            action = QAction(text, self._menu)
            action.setCheckable(True)
            action.setData(name)
            action.triggered.connect(self._ticked)
            self._menu.addAction(action)
        self.choose(tuple(words)[:1])
        open_unless(self, "" if words else NO_MODEL)

    def choose(self, names: Iterable[str]) -> None:
        """Ticks these. No signal."""
        wanted = set(names)
        for action in self._menu.actions():
            action.setChecked(action.data() in wanted)
        self._show()

    def _ticked(self) -> None:
        action = self.sender()
        if not self.chosen and isinstance(action, QAction):
            action.setChecked(True)
        self._show()
        self.chosen_changed.emit(self.chosen)

    def _show(self) -> None:
        total = sum(self._channels[name] for name in self.chosen)
        chosen = self.chosen
        names = ", ".join(self._titles[name] for name in chosen)
        number = tr("{count} layers", count=len(chosen)) if len(chosen) > 1 else names
        # Qt leaves out the padding of a left-aligned text, so a space stands in for it.
        longer, self._shorter = (
            "\u2002" + (f"{words} · {self._counted(total)}" if total else tr("no model")) for words in (names, number)
        )
        self.setText(longer if len(chosen) <= _MOST_NAMED else self._shorter)


def _maps(number: int) -> str:
    return trn("{number} map", "{number} maps", number)


def _channels(number: int) -> str:
    return trn("{number} channel", "{number} channels", number)
