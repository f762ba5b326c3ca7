"""All feature maps of a layer as small pictures in one scrolling view that paints only what is seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from ganstudio.ui import theme
from ganstudio.ui.canvas.canvas_paint import draw_focus
from ganstudio.ui.canvas.feature_map_colors import Float32Array, MapColors
from ganstudio.ui.maps.map_pictures import MapPictures
from ganstudio.ui.widgets import roles
from ganstudio.ui.widgets.cell_grid import CAPTION, GAP, CellGrid, grid_in_sight
from ganstudio.words import tr

_LEAST_SIDE, _GREATEST_SIDE = 40, 200
_ROWS_SEEN = 3
"""Pictures get smaller, down to the least side, until so many rows are in sight."""


class FeatureMapGrid(QAbstractScrollArea):
    """A grid of maps, identified by channel; arrow keys move, Enter or a click chooses, Ctrl and the wheel zoom.

    Signals:
        map_chosen(int): A click or Enter on a channel.
        map_hovered(int): The channel under the mouse or made current by keys, -1 for none.
        menu_requested(int, QPoint): Channel and global place of a context menu.
    """

    map_chosen = Signal(int)
    map_hovered = Signal(int)
    menu_requested = Signal(int, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = MapPictures()
        self._order: list[int] = []
        self._least_side = 64
        self._chosen = self._current = self._hovered = -1
        self._marked: frozenset[int] = frozenset()
        self._empty = ("", "")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(tr("Feature maps"))
        roles.set_role(self, QAccessible.Role.List)

    def set_maps(self, maps: Float32Array | None) -> None:
        """Shows the maps of a layer, float32 [channels, h, w]; the order stays if the number of maps does."""
        self._pictures.set_maps(maps)
        count = len(self._pictures.maps)
        if len(self._order) != count:
            self._order = list(range(count))
            self._chosen = self._current = self._hovered = -1
            self.verticalScrollBar().setValue(0)
        self._lay_out()

    def set_order(self, channels: Iterable[int]) -> None:
        """The channels in the order in which they are to be shown; the chosen and current ones stay what they are."""
        self._order = [int(channel) for channel in channels]
        self._lay_out()

    def set_colors(self, colors: MapColors, *, common_scale: bool) -> None:
        """The colors, and whether all maps share one scale."""
        self._pictures.set_colors(colors, common_scale=common_scale)
        self.viewport().update()

    def set_chosen(self, channel: int) -> None:
        """Frames the map that lies over the image; -1 for none."""
        self._chosen = channel
        self.viewport().update()

    def set_marked(self, channels: Iterable[int]) -> None:
        """Puts a dot on these maps."""
        self._marked = frozenset(channels)
        self.viewport().update()

    def set_empty_text(self, title: str, hint: str) -> None:
        """What is written where there are no maps."""
        self._empty = (title, hint)
        self.viewport().update()

    def set_least_side(self, side: int) -> None:
        """The least side of a picture, in device-independent pixels."""
        self._least_side = min(_GREATEST_SIDE, max(_LEAST_SIDE, side))
        self._lay_out()

    @property
    def order(self) -> Sequence[int]:
        """The channels as they are shown."""
        return tuple(self._order)

    @property
    def current(self) -> int:
        """The channel that the keys act on, -1 for none."""
        return self._current

    def scroll_to(self, channel: int) -> None:
        """Brings a map into view and makes it current."""
        if channel not in self._order:
            return
        self._current = channel
        self.setAccessibleDescription(tr("map {channel}", channel=channel))
        bar, grid = self.verticalScrollBar(), self._grid
        top = grid.corner(self._order.index(channel))[1] - GAP
        bottom = top + grid.row_height + GAP
        bar.setValue(max(min(bar.value(), top), bottom - self.viewport().height()))
        self.viewport().update()

    def cell_rect(self, channel: int) -> QRect:
        """Where a map's picture lies in the viewport."""
        left, top = self._grid.corner(self._order.index(channel))
        return QRect(left, top - self.verticalScrollBar().value(), self._grid.side, self._grid.side)

    def channel_at(self, position: QPoint) -> int:
        """The channel at a place of the viewport, -1 between and below the maps."""
        place = self._grid.place_at(position.x(), position.y() + self.verticalScrollBar().value())
        return self._order[place] if place >= 0 else -1

    @property
    def _grid(self) -> CellGrid:
        room = self.viewport().size()
        return grid_in_sight(
            room.width(), room.height(), self._least_side, len(self._order), rows=_ROWS_SEEN, smallest=_LEAST_SIDE
        )

    def sizeHint(self) -> QSize:
        """Five columns, three rows."""
        return QSize(5 * (self._least_side + GAP) + 2 * GAP, 3 * (self._least_side + CAPTION + GAP) + GAP)

    def minimumSizeHint(self) -> QSize:
        """Three columns, one row."""
        return QSize(3 * (_LEAST_SIDE + GAP), self._least_side + CAPTION + 2 * GAP)

    def _lay_out(self) -> None:
        bar, grid = self.verticalScrollBar(), self._grid
        bar.setRange(0, max(0, grid.height - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(max(8, grid.row_height // 3))
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the rows in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.current().color("field"))
        if not self._order:
            self._paint_empty(painter)
            self._paint_focus(painter)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        grid, above = self._grid, self.verticalScrollBar().value()
        for place in grid.places_between(above + event.rect().top(), above + event.rect().bottom()):
            left, top = grid.corner(place)
            self._paint_map(painter, self._order[place], QRect(left, top - above, grid.side, grid.side))
        self._paint_focus(painter)

    def _paint_focus(self, painter: QPainter) -> None:
        """Around them all, as long as none of them has it."""
        if self.hasFocus() and self._current not in self._order:
            draw_focus(painter, self.viewport().rect())

    def _paint_map(self, painter: QPainter, channel: int, rect: QRect) -> None:
        picture = self._pictures.picture(channel, round(rect.width() * self.devicePixelRatioF()))
        fitted = QRect(QPoint(0, 0), picture.size().scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio))
        fitted.moveCenter(rect.center())
        smooth = not self._pictures.colors.signed or picture.height() > rect.height()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(fitted, picture)
        self._paint_frame(painter, rect, channel)
        self._paint_caption(painter, rect, channel)

    def _paint_frame(self, painter: QPainter, rect: QRect, channel: int) -> None:
        colors = theme.current()
        if channel == self._chosen:
            pen = QPen(colors.color("accent_text"), 2.0)
        elif channel == self._current and self.hasFocus():
            pen = QPen(colors.color("text"), 2.0)
        elif channel == self._hovered:
            pen = QPen(colors.color("border_strong"), 2.0)
        else:
            pen = QPen(colors.color("border"), 1.0)
        outset = pen.widthF() / 2.0
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(-outset, -outset, outset, outset), 3.0, 3.0)

    def _paint_caption(self, painter: QPainter, rect: QRect, channel: int) -> None:
        colors = theme.current()
        stands_out = channel in (self._chosen, self._hovered)
        line = QRect(rect.left(), rect.bottom() + 3, rect.width(), CAPTION)
        painter.setPen(colors.color("text" if stands_out else "text_quiet"))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(channel))
        if channel in self._marked:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.color("accent_text"))
            left = line.left() + painter.fontMetrics().horizontalAdvance(str(channel)) + 9.0
            painter.drawEllipse(QPointF(left, line.center().y() + 1.0), 3.0, 3.0)

    def _paint_empty(self, painter: QPainter) -> None:
        colors = theme.current()
        title, hint = self._empty
        area = self.viewport().rect().adjusted(2 * GAP, GAP, -2 * GAP, -GAP)
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
        painter.setFont(theme.font(12))
        hint_height = painter.boundingRect(area, flags, hint).height()
        top = area.center().y() - (hint_height + 26) // 2
        painter.setPen(colors.color("text_quiet"))
        painter.drawText(QRect(area.left(), top + 26, area.width(), hint_height), flags, hint)
        bold = theme.font()
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(colors.color("text"))
        painter.drawText(QRect(area.left(), top, area.width(), 22), flags, title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lays the pictures out anew."""
        super().resizeEvent(event)
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls; with Ctrl, makes the pictures larger or smaller."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_least_side(self._least_side + (8 if event.angleDelta().y() > 0 else -8))
            event.accept()
        else:
            super().wheelEvent(event)
            self._hover(self.channel_at(event.position().toPoint()))

    def viewportEvent(self, event: QEvent) -> bool:
        """A tooltip of the map under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            channel = self.channel_at(event.pos())
            text = (
                tr(
                    "Map {channel} · magnitude {magnitude:.4g}",
                    channel=channel,
                    magnitude=self._pictures.magnitude(channel),
                )
                if channel >= 0
                else ""
            )
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tells which map is under the mouse."""
        self._hover(self.channel_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """No map is under the mouse any more."""
        self._hover(-1)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses the map under the mouse."""
        channel = self.channel_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and channel >= 0:
            self._current = channel
            self.map_chosen.emit(channel)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Asks for a menu of the map under the mouse, or of the current one when a key asked."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        channel = self._current if by_key else self.channel_at(event.pos())
        if channel >= 0:
            center = self.viewport().mapToGlobal(self.cell_rect(channel).center())
            self.menu_requested.emit(channel, center if by_key else event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys, Home, End and pages move; Enter and Space choose."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current >= 0:
            self.map_chosen.emit(self._current)
            return
        step = self._steps().get(event.key())
        if step is None or not self._order:
            super().keyPressEvent(event)
            return
        place = self._order.index(self._current) + step if self._current in self._order else 0
        channel = self._order[min(max(place, 0), len(self._order) - 1)]
        self.scroll_to(channel)
        self.map_hovered.emit(channel)

    def _steps(self) -> dict[int, int]:
        columns = self._grid.columns
        page = max(1, self.viewport().height() // self._grid.row_height) * columns
        key = Qt.Key
        return {
            key.Key_Left: -1,
            key.Key_Right: 1,
            key.Key_Up: -columns,
            key.Key_Down: columns,
            key.Key_PageUp: -page,
            key.Key_PageDown: page,
            key.Key_Home: -len(self._order),
            key.Key_End: len(self._order),
        }

    def _hover(self, channel: int) -> None:
        if channel != self._hovered:
            self._hovered = channel
            self.map_hovered.emit(channel)
            self.viewport().update()
