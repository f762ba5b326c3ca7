"""PresetDelegate: paints a preset's row: small picture, name, what is in it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ganstudio.ui import theme
from ganstudio.ui.widgets import icons

PICTURE_PX = 36
ROW_PX = 44
_ICON_PX = 18


class PresetDelegate(QStyledItemDelegate):
    """Expects (note, QPixmap or None) as the item's UserRole."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One height for all."""
        del option, index
        return QSize(80, ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Picture, name, note; a frame around the current row while the list has the focus."""
        note, picture = index.data(Qt.ItemDataRole.UserRole)
        colors, state = theme.current(), option.state
        row = QRectF(option.rect).adjusted(0.5, 1.5, -0.5, -1.5)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.color("hover"))
            painter.drawRoundedRect(row, 4, 4)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colors.color("accent_text"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(row, 4, 4)
        area = row.toRect()
        _paint_picture(painter, QRect(area.left() + 4, area.top() + 3, PICTURE_PX, PICTURE_PX), picture)
        left = area.left() + PICTURE_PX + 14
        text = QRect(left, area.top() + 3, area.right() - left - 4, 18)
        _paint_text(painter, text, index.data(), "text")
        painter.setFont(theme.font(11))
        _paint_text(painter, text.translated(0, 17), note, "text_quiet")
        painter.restore()


def _paint_picture(painter: QPainter, area: QRect, picture: QPixmap | None) -> None:
    path = QPainterPath()
    path.addRoundedRect(QRectF(area), 4, 4)
    painter.save()
    painter.setClipPath(path)
    painter.fillRect(area, theme.current().color("groove"))
    if picture is not None:
        painter.drawPixmap(area, picture)
    else:
        inset = (PICTURE_PX - _ICON_PX) // 2
        icons.icon("layers").paint(painter, area.adjusted(inset, inset, -inset, -inset))
    painter.restore()


def _paint_text(painter: QPainter, area: QRect, text: str, color: str) -> None:
    painter.setPen(theme.current().color(color))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)
