"""EffectGrid: the best maps of a search as small pictures; a click chooses one, Ctrl and a click several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ganstudio.recipe.style_names import map_layer_name
from ganstudio.ui import theme
from ganstudio.ui.spatial.effects_view import EffectsView, map_words
from ganstudio.ui.widgets.picture import Picture, to_qimage
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.analysis.find_maps import MapEffect

COLUMNS = 4
MOST = 12
_GAP, _CAPTION = 8, 18
_FAINT = 0.5
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -COLUMNS,
    Qt.Key.Key_Down: COLUMNS,
}

EffectKey = tuple[str, int]
"""Layer and map."""


def key_of(effect: MapEffect) -> EffectKey:
    """What identifies a map among those found."""
    return effect.layer, effect.channel


class EffectGrid(EffectsView):
    """Tiles with their captions.

    Signals:
        chosen_changed(object): tuple[EffectKey, ...], in the order of choice; a person's doing.
    """

    chosen_changed = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Maps found"), parent)
        self._effects: tuple[MapEffect, ...] = ()
        self._pictures: dict[EffectKey, Picture] = {}
        self._chosen: tuple[EffectKey, ...] = ()
        self._current = -1
        self._hovered = -1
        self._is_of_before = False

    @property
    def effects(self) -> Sequence[MapEffect]:
        """Those shown, best first."""
        return self._effects

    @property
    def chosen(self) -> tuple[EffectKey, ...]:
        """The chosen ones."""
        return self._chosen

    def show_effects(self, effects: Iterable[MapEffect]) -> None:
        """Shows these, best first; what is chosen stays chosen. No signal."""
        self._effects = tuple(effects)
        known = self._pictures
        self._pictures = {
            key_of(effect): known.get(key_of(effect)) or Picture(to_qimage(effect.picture)) for effect in self._effects
        }
        self._current = min(self._current, len(self._effects) - 1)
        self.updateGeometry()
        self.update()

    def show_of_before(self, is_of_before: bool) -> None:
        """Whether they were found on another face than that on screen: they are drawn fainter then, and say so."""
        self._is_of_before = is_of_before
        self.update()

    def set_chosen(self, keys: Iterable[EffectKey]) -> None:
        """Marks these as chosen. No signal."""
        self._chosen = tuple(keys)
        self.update()

    def heightForWidth(self, width: int) -> int:
        """Rows of tiles with their captions."""
        rows = -(-len(self._effects) // COLUMNS)
        return round(rows * (self._side(width) + _CAPTION + _GAP)) - (_GAP if rows else 0)

    def tile_rect(self, index: int) -> QRectF:
        """Where the picture of a tile is."""
        side = self._side(self.width())
        row, column = divmod(index, COLUMNS)
        return QRectF(column * (side + _GAP), row * (side + _CAPTION + _GAP), side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the tiles."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        for index, effect in enumerate(self._effects):
            self._draw(painter, index, effect)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses a tile; with Ctrl or Shift, besides the others."""
        index = self._at(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or index < 0:
            super().mousePressEvent(event)
            return
        self._current = index
        several = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        self._choose(index, add=bool(event.modifiers() & several))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Frames the tile under the mouse."""
        self._hover(self._at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Unframes it."""
        super().leaveEvent(event)
        self._hover(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter and Space choose, with Ctrl besides the others."""
        if event.key() in _STEPS and self._effects:
            moved = self._current + _STEPS[Qt.Key(event.key())] if self._current >= 0 else 0
            if 0 <= moved < len(self._effects):
                self._current = moved
                self.setAccessibleDescription(self._words(self._effects[moved]))
                self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current >= 0:
            self._choose(self._current, add=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        else:
            super().keyPressEvent(event)

    def _draw(self, painter: QPainter, index: int, effect: MapEffect) -> None:
        colors = theme.current()
        tile = self.tile_rect(index)
        is_chosen = key_of(effect) in self._chosen
        painter.save()
        path = QPainterPath()
        path.addRoundedRect(tile, 4, 4)
        painter.setClipPath(path)
        painter.setOpacity(_FAINT if self._is_of_before else 1.0)
        self._pictures[key_of(effect)].draw(painter, tile, smooth=True)
        painter.restore()
        has_focus = self.hasFocus() and index == self._current
        frame = "accent_text" if is_chosen or has_focus else "border_strong" if index == self._hovered else "border"
        painter.setPen(QPen(colors.color(frame), 2.5 if is_chosen else 1.5 if has_focus else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(tile.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(colors.color("text" if is_chosen else "text_quiet"))
        caption = QRectF(tile.left(), tile.bottom() + 1, tile.width(), _CAPTION)
        is_alone = len({one.layer for one in self._effects}) == 1
        layer = "" if is_alone else map_layer_name(effect.layer)
        where = f"{layer} · {effect.channel}" if layer else tr("map {channel}", channel=effect.channel)
        text = f"{where} {'+' if effect.sign > 0 else '−'}"
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(tile.width()))
        painter.drawText(caption, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), text)

    def _tip(self, index: int) -> str:
        return self._words(self._effects[index])

    def _words(self, effect: MapEffect) -> str:
        words = tr(
            "Changes the selection by {inside:.1f}, the rest by {outside:.2f} (of 255)\n"
            "Click: becomes the tab's weight. Ctrl and click: together with the others chosen.",
            inside=effect.inside,
            outside=effect.outside,
        )
        before = f"{tr('Found on the picture before')}\n" if self._is_of_before else ""
        return f"{before}{map_words(effect.layer, effect.channel, effect.sign)}\n{words}"

    def _choose(self, index: int, *, add: bool) -> None:
        key = key_of(self._effects[index])
        if not add:
            self._chosen = (key,)
        elif key in self._chosen:
            self._chosen = tuple(other for other in self._chosen if other != key)
        else:
            self._chosen = (*self._chosen, key)
        self.update()
        self.chosen_changed.emit(self._chosen)

    def _hover(self, index: int) -> None:
        if index != self._hovered:
            self._hovered = index
            self.setCursor(Qt.CursorShape.PointingHandCursor if index >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def _at(self, position: QPoint) -> int:
        hits = (index for index in range(len(self._effects)) if self.tile_rect(index).contains(position))
        return next(hits, -1)

    @staticmethod
    def _side(width: int) -> float:
        return max(24.0, (width - (COLUMNS - 1) * _GAP) / COLUMNS)
