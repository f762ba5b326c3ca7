"""HoldingList: the best channels of a search, each with its figures and the same five faces after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ganstudio.recipe.style_names import map_name, style_code, style_name, style_words
from ganstudio.ui import theme
from ganstudio.ui.spatial.effects_view import EffectsView, map_words
from ganstudio.ui.spatial.holding.task import PICTURES, Held, Pixels, Unit
from ganstudio.ui.widgets.picture import Picture, to_qimage
from ganstudio.words import tr, trn

if TYPE_CHECKING:
    from ganstudio.analysis.holding import HoldingEffect

_GAP, _LINE, _SPACE = 4, 22, 10
_PAD = 6


class HoldingList(EffectsView):
    """Rows of pictures under their figures.

    Signals:
        chosen(Unit): A person chooses a channel: tuple[str, int].
    """

    chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Effects that hold"), parent)
        self._held: Held | None = None
        self._before: tuple[Picture, ...] = ()
        self._after: dict[Unit, tuple[Picture, ...]] = {}
        self._chosen: Unit | None = None
        self._current = -1
        self._pointed = QPoint(-1, -1)

    @property
    def effects(self) -> tuple[HoldingEffect, ...]:
        """Those shown, best first."""
        return self._held.effects if self._held is not None else ()

    @property
    def before(self) -> tuple[Pixels, ...]:
        """The faces as they are."""
        return self._held.before if self._held is not None else ()

    def strip(self, unit: Unit) -> tuple[Pixels, ...]:
        """The faces after a channel was changed; none while they are not made yet."""
        return self._held.after.get(unit, ()) if self._held is not None else ()

    def figures(self, effect: HoldingEffect) -> str:
        """On how many faces an effect holds, and its score, as they are shown."""
        if self._held is not None and self._held.is_final:
            return tr(
                "holds on {holds} of {tried} · {score:.0%} in this part",
                holds=effect.holds,
                tried=effect.tried,
                score=effect.score,
            )
        return trn(
            "{number} face so far · {score:.0%} in this part",
            "{number} faces so far · {score:.0%} in this part",
            effect.tried,
            score=effect.score,
        )

    def show_held(self, held: Held | None) -> None:
        """Shows what a search has found so far; None for nothing. No signal."""
        self._held = held
        self._before = tuple(Picture(to_qimage(pixels)) for pixels in held.before) if held is not None else ()
        pictures = held.after if held is not None else {}
        self._after = {
            unit: self._after.get(unit) or tuple(Picture(to_qimage(pixels)) for pixels in strip)
            for unit, strip in pictures.items()
        }
        self._current = min(self._current, len(self.effects) - 1)
        self.updateGeometry()
        self.update()

    def set_chosen(self, unit: Unit | None) -> None:
        """Marks a channel as the one in use. No signal."""
        self._chosen = unit
        self.update()

    def heightForWidth(self, width: int) -> int:
        """Of all rows."""
        rows = len(self.effects)
        return round(self._top(rows, width) - _SPACE) if rows else 0

    def row_rect(self, index: int) -> QRectF:
        """Where a row is."""
        top = self._top(index, self.width())
        return QRectF(0, top, self.width(), self._height(index, self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the faces as they are, then the rows."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        if self._before:
            painter.setPen(theme.current().color("text_quiet"))
            line = QRectF(_PAD, 0, self.width() - 2 * _PAD, _LINE)
            painter.drawText(
                line, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), tr("The faces before")
            )
            self._draw_strip(painter, self._before, _LINE)
        for index, effect in enumerate(self.effects):
            self._draw_row(painter, index, effect)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses a row."""
        index = self._at(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or index < 0:
            super().mousePressEvent(event)
            return
        self._choose(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Frames the row under the mouse, and shows the face under it as it was."""
        self._pointed = event.position().toPoint()
        over = self._at(self._pointed) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Shows all as they are after the change."""
        super().leaveEvent(event)
        self._pointed = QPoint(-1, -1)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move, Enter and Space choose."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and self.effects:
            self._current = min(max(self._current + step, 0), len(self.effects) - 1)
            self.setAccessibleDescription(self._words(self.effects[self._current]))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current >= 0:
            self._choose(self._current)
        else:
            super().keyPressEvent(event)

    def _draw_row(self, painter: QPainter, index: int, effect: HoldingEffect) -> None:
        colors = theme.current()
        row = self.row_rect(index).adjusted(0.5, 0.5, -0.5, -0.5)
        is_chosen = effect.unit == self._chosen
        is_style = self._held is not None and self._held.kind == "styles"
        has_focus = self.hasFocus() and index == self._current
        hovered = row.contains(QPointF(self._pointed))
        frame = "accent_text" if is_chosen or has_focus else "border_strong" if hovered else "border"
        painter.setPen(QPen(colors.color(frame), 2.0 if is_chosen else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(row, 4, 4)
        line = QRectF(row.left() + _PAD, row.top(), row.width() - 2 * _PAD, _LINE)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(colors.color("text"))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | middle), _name(effect, is_style=is_style))
        painter.setPen(colors.color("text_quiet"))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignRight | middle), self.figures(effect))
        strip = self._after.get(effect.unit)
        if strip:
            self._draw_strip(painter, strip, row.top() + _LINE)

    def _draw_strip(self, painter: QPainter, strip: tuple[Picture, ...], top: float) -> None:
        side = self._side(self.width())
        for number, after in enumerate(strip):
            place = QRectF(_PAD + number * (side + _GAP), top, side, side)
            picture = self._before[number] if place.contains(QPointF(self._pointed)) else after
            path = QPainterPath()
            path.addRoundedRect(place, 3, 3)
            painter.save()
            painter.setClipPath(path)
            picture.draw(painter, place, smooth=True)
            painter.restore()

    def _tip(self, index: int) -> str:
        return self._words(self.effects[index])

    def _words(self, effect: HoldingEffect) -> str:
        changes = {"inside": effect.inside, "elsewhere": effect.elsewhere, "score": effect.score}
        if self._held is not None and self._held.kind == "maps":
            what = map_words(effect.layer, effect.channel, effect.sign)
            changed = tr(
                "Changes the part by {inside:.1f} of 255 on average, and the rest, painted on that, by "
                "{elsewhere:.1f}: {score:.0%} of its effect is in this part",
                **changes,
            )
            use = tr("Click: becomes the tab's weight, as strong as shown.")
        else:
            what = _style_words(effect)
            changed = tr(
                "Changes the part by {inside:.1f} of 255 on average, the rest by {elsewhere:.1f}: {score:.0%} of its "
                "effect is in this part",
                **changes,
            )
            use = tr("Click: shifts that style channel on the whole picture, as strong as shown.")
        holds = tr(
            "It holds where it is at least half as strong as on average: on {holds} of {tried} faces\n"
            "A picture under the mouse is shown as it was.",
            holds=effect.holds,
            tried=effect.tried,
        )
        return f"{what}\n{changed}\n{holds} {use}"

    def _choose(self, index: int) -> None:
        self._current = index
        self._chosen = self.effects[index].unit
        self.update()
        self.chosen.emit(self._chosen)

    def _at(self, position: QPoint) -> int:
        hits = (index for index in range(len(self.effects)) if self.row_rect(index).contains(QPointF(position)))
        return next(hits, -1)

    def _top(self, index: int, width: int) -> float:
        above = _LINE + self._side(width) + _SPACE if self._before else 0.0
        return above + sum(self._height(number, width) + _SPACE for number in range(index))

    def _height(self, index: int, width: int) -> float:
        has_strip = bool(self._after.get(self.effects[index].unit))
        return _LINE + (self._side(width) + _PAD if has_strip else 0.0)

    @staticmethod
    def _side(width: int) -> float:
        return max(24.0, (width - 2 * _PAD - (PICTURES - 1) * _GAP) / PICTURES)


def _name(effect: HoldingEffect, *, is_style: bool) -> str:
    name = style_name(*effect.unit) if is_style else map_name(*effect.unit)
    return f"{name} {'+' if effect.sign > 0 else '−'}"


def _style_words(effect: HoldingEffect) -> str:
    name, code = style_words(*effect.unit), style_code(*effect.unit)
    if effect.sign > 0:
        return tr("{name} ({code}), added", name=name, code=code)
    return tr("{name} ({code}), taken away", name=name, code=code)
