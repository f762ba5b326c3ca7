"""CommandPalette: everything that can be done or gone to, found by typing some of its words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ganstudio.ui import theme
from ganstudio.ui.tab_set import TabSet
from ganstudio.ui.widgets.action_button import without_mnemonic
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.words import english, heading, tr

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_LINE_PX = 28
_ENTRY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class PaletteEntry:
    """One line.

    Attributes:
        text: What it is called. kind: where it is from, such as `Edit` or `attribute`. keys: its shortcut.
        also: What it is found by besides.
        tooltip: What it does; why it cannot now, too. is_open: whether it can be done now. run: does it.
    """

    text: str
    kind: str
    run: Callable[[], object]
    keys: str = ""
    also: str = ""
    tooltip: str = ""
    is_open: bool = True

    def place(self, words: Iterable[str]) -> int | None:
        """How far from the top it belongs where these words were typed; None if one of them is missing."""
        said = f"{self.text} {self.kind} {self.also}".lower()
        places = [said.find(word.lower()) for word in words]
        return None if -1 in places else min(places, default=0)


def entries_of(actions: Mapping[str, QAction], tabs: TabSet) -> list[PaletteEntry]:
    """The window's commands, attributes and spatial tabs."""
    entries = [_of_action(action) for name, action in actions.items() if name != "show_palette"]
    entries += [_of_attribute(name, tabs) for name in tabs.attributes.names]
    entries += [
        PaletteEntry(heading(name), tr("spatial tab"), partial(tabs.show_spatial, name), also=name)
        for name in tabs.spatial.names
    ]
    parts = tabs.parts
    entries += [
        PaletteEntry(heading(name), tr("part"), partial(parts.choose_name, name), also=name) for name in parts.names
    ]
    return entries


class CommandPalette(Dialog):
    """A line to type in, and what fits. Enter or a click does it.

    Attributes:
        field: The line. found: what fits, the best first.
    """

    def __init__(self, entries: Callable[[], Iterable[PaletteEntry]], parent: QWidget | None = None) -> None:
        """`entries` gives what there is now; see `look_up`."""
        super().__init__(parent)
        self.setWindowTitle(tr("Find a command"))
        self._look_up = entries
        self._entries: tuple[PaletteEntry, ...] = ()
        self._chosen: PaletteEntry | None = None
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("A command, an attribute or a spatial tab"))
        self.field.setAccessibleName(tr("What to find"))
        self.field.setToolTip(tr("Type some words of what you look for; Enter does what is marked"))
        self.field.installEventFilter(self)
        self.found = QListWidget(self)
        self.found.setAccessibleName(tr("What was found"))
        self.found.setToolTip(tr("A click does it"))
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._line = _Line(self.found)
        self.found.setItemDelegate(self._line)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self.found)
        self.resize(560, 420)
        self.field.textChanged.connect(self._find)
        self.field.returnPressed.connect(lambda: self._choose(self.found.currentItem()))
        self.found.itemClicked.connect(self._choose)
        self.look_up()

    def look_up(self) -> None:
        """Lists what there is by now, as when a model has been loaded meanwhile."""
        self._entries = tuple(self._look_up())
        self._find()

    def run(self) -> None:
        """Lets a person choose, and does what was chosen once the palette is gone."""
        self.exec()
        chosen = self._chosen
        self.deleteLater()
        if chosen is not None:
            chosen.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys move in the list while one types."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            self.found.event(event)
            return True
        return super().eventFilter(watched, event)

    def _find(self) -> None:
        words = self.field.text().split()
        placed = [(place, entry) for entry in self._entries if (place := entry.place(words)) is not None]
        self.found.clear()
        advance = self.found.fontMetrics().horizontalAdvance
        self._line.keys_px = max((advance(entry.keys) for _, entry in placed), default=0)
        for _, entry in sorted(placed, key=lambda pair: (not pair[1].is_open, pair[0])):
            keys = f"   {entry.keys}" if entry.keys else ""
            item = QListWidgetItem(f"{entry.text}   ({entry.kind}){keys}", self.found)
            item.setData(_ENTRY, entry)
            item.setToolTip(entry.tooltip)
            if not entry.is_open:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
        self.found.setCurrentRow(0)

    def _choose(self, item: QListWidgetItem | None) -> None:
        entry = item.data(_ENTRY) if item is not None else None
        if isinstance(entry, PaletteEntry) and entry.is_open:
            self._chosen = entry
            self.accept()


_BETWEEN_PX = 16
_SIDES = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)


class _Line(QStyledItemDelegate):
    """What it is called at the left; where it is from and its keys in columns at the right, quietly.

    Attributes:
        keys_px: Width of the widest keys; 0 where there are none.
    """

    keys_px = 0

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, _LINE_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry, colors = index.data(_ENTRY), theme.current()
        if not isinstance(entry, PaletteEntry):
            return
        area = QRect(option.rect).adjusted(0, 1, 0, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            chosen = option.state & QStyle.StateFlag.State_Selected
            painter.setBrush(colors.color("accent_soft" if chosen else "hover"))
            painter.drawRoundedRect(area, 4, 4)
        words = area.adjusted(10, 0, -10, 0)
        left, right = (int(side | Qt.AlignmentFlag.AlignVCenter) for side in _SIDES)
        painter.setPen(colors.color("text_quiet" if entry.is_open else "text_disabled"))
        keys = words.adjusted(words.width() - self.keys_px, 0, 0, 0)
        painter.drawText(keys, left, entry.keys)
        kinds = words.adjusted(0, 0, -(self.keys_px + _BETWEEN_PX) if self.keys_px else 0, 0)
        painter.drawText(kinds, right, entry.kind)
        metrics = painter.fontMetrics()
        room = kinds.width() - metrics.horizontalAdvance(entry.kind) - _BETWEEN_PX
        painter.setPen(colors.color("text" if entry.is_open else "text_disabled"))
        text = metrics.elidedText(entry.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(words, left, text)
        painter.restore()


def _of_attribute(name: str, tabs: TabSet) -> PaletteEntry:
    return PaletteEntry(heading(name), tr("attribute"), partial(tabs.show_attribute, name), also=name)


def _of_action(action: QAction) -> PaletteEntry:
    text = without_mnemonic(action.text())
    menus = [shown.title() for shown in action.associatedObjects() if isinstance(shown, QMenu)]
    return PaletteEntry(
        text,
        without_mnemonic(menus[0]) if menus else tr("command"),
        action.trigger,
        keys=action.shortcut().toString(),
        also=f"{without_mnemonic(english(action.text()))} {english(text)} {action.data() or ''}",
        tooltip=action.toolTip(),
        is_open=action.isEnabled(),
    )
