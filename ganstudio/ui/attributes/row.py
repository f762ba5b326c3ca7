"""One attribute: its name, its slider, its value and its star."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from ganstudio.ui import theme
from ganstudio.ui.attributes.entries import POSITION_MAX, POSITIONS_PER_UNIT, AttributeEntry, listed
from ganstudio.ui.bench.face_parts import color_of
from ganstudio.ui.widgets.pixmap_cache import cached_icon
from ganstudio.ui.widgets.slider import Slider
from ganstudio.words import spoken, tr

ROW_HEIGHT = 30
_PAD = 8
_VALUE = 44
_STAR = 28
_ICON = 16
_SWATCH = 11


class AttributeRow(QWidget):
    """A row that paints all but its slider itself, so that hundreds of them stay light.

    Signals:
        moved(str, float): Name and amount while dragged.
        settled(str, float): Name and amount once done.
        star_clicked(str): The favorite's star.
        value_clicked(str): A click on the number, or Enter: it is to be typed.
        typing_begun(str, str): A digit, a sign or a point: the number is to be typed, and begins with it.
        menu_requested(str, QPoint): A context menu at a global place.
        step_requested(str, int): Up or down: the focus is to go to the row above (-1) or below (1).
    """

    moved = Signal(str, float)
    settled = Signal(str, float)
    star_clicked = Signal(str)
    value_clicked = Signal(str)
    typing_begun = Signal(str, str)
    menu_requested = Signal(str, QPoint)
    step_requested = Signal(str, int)

    def __init__(self, entry: AttributeEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.amount = 0.0
        self._name_width = 120
        self.slider = Slider(-POSITION_MAX, POSITION_MAX, self, centre_zero=True)
        self.slider.setPageStep(5)
        self.slider.moved.connect(self._moved)
        self.slider.settled.connect(self._settled)
        self.slider.reset_requested.connect(self.reset)
        self.slider.installEventFilter(self)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_entry(entry)

    def set_entry(self, entry: AttributeEntry) -> None:
        """Shows another state of the same attribute."""
        self.entry = entry
        self.setToolTip(self._description())
        self.slider.setToolTip(self._description())
        self._show_amount()

    def set_amount(self, amount: float) -> None:
        """Shows an amount, without a signal."""
        if amount != self.amount:
            self.amount = amount
            self.slider.set_position(round(amount * POSITIONS_PER_UNIT))
            self._show_amount()

    def set_name_width(self, width: int) -> None:
        """The room for the name; all rows have the same."""
        self._name_width = width
        self._place_slider()

    def reset(self) -> None:
        """Back to zero, as a change of its own."""
        self.type_amount(0.0)

    def type_amount(self, amount: float) -> None:
        """Sets an amount as a change of its own."""
        self.amount = amount
        self.slider.set_position(round(amount * POSITIONS_PER_UNIT))
        self._show_amount()
        self.settled.emit(self.entry.name, amount)

    @property
    def value_rect(self) -> QRect:
        """Where the number is."""
        return QRect(self.width() - _STAR - _VALUE, 0, _VALUE, self.height())

    @property
    def star_rect(self) -> QRect:
        """Where the star is."""
        return QRect(self.width() - _STAR, 0, _STAR, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name, what is special about it, number, star."""
        colors = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = self.underMouse()
        if hovered or self.slider.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.color("surface"))
            painter.drawRoundedRect(self.rect().adjusted(2, 1, -2, -1), 4, 4)
        self._paint_name(painter)
        painter.setPen(colors.color("text" if self.amount else "text_quiet"))
        painter.drawText(
            self.value_rect.adjusted(0, 0, -4, 0),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            format_amount(self.amount),
        )
        if hovered or self.entry.is_favorite or self.slider.hasFocus():
            self._paint_star(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The slider fills what name and number leave."""
        self._place_slider()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Shows the star."""
        super().enterEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the star or the number; elsewhere the slider takes the focus."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position().toPoint()
        if self.star_rect.contains(place):
            self.star_clicked.emit(self.entry.name)
        elif self.value_rect.contains(place):
            self.value_clicked.emit(self.entry.name)
        else:
            self.slider.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click on the name resets."""
        if event.position().x() < self.slider.x():
            self.reset()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Asks for the menu."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self.mapToGlobal(self.slider.geometry().center()) if by_key else event.globalPos()
        self.menu_requested.emit(self.entry.name, place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the slider that mean something to the row."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take_key(event)
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step_requested.emit(self.entry.name, 1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.reset()
        elif key == Qt.Key.Key_Asterisk:
            self.star_clicked.emit(self.entry.name)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.value_clicked.emit(self.entry.name)
        elif event.text() and event.text() in "0123456789.-":
            self.typing_begun.emit(self.entry.name, event.text())
        else:
            return False
        return True

    def _moved(self, position: int) -> None:
        self.amount = position / POSITIONS_PER_UNIT
        self._show_amount()
        self.moved.emit(self.entry.name, self.amount)

    def _settled(self, position: int) -> None:
        self.settled.emit(self.entry.name, self.amount)

    def _show_amount(self) -> None:
        self.slider.setAccessibleName(spoken(self.entry.name))
        self.slider.setAccessibleDescription(format_amount(self.amount))
        self.update()

    def _place_slider(self) -> None:
        left = _PAD + self._name_width
        self.slider.setGeometry(left, (self.height() - 24) // 2, max(40, self.value_rect.left() - left), 24)

    def _paint_name(self, painter: QPainter) -> None:
        colors = theme.current()
        room = QRect(_PAD, 0, self._name_width - 4, self.height())
        if self.entry.is_from_picture:
            mark = cached_icon("picture", _ICON, colors.text_quiet, self.devicePixelRatioF())
            painter.drawPixmap(room.left(), (self.height() - _ICON) // 2, mark)
            room.setLeft(room.left() + _ICON + 4)
        color = color_of(self.entry.name)
        if color:
            painter.setPen(QPen(colors.color("border_strong"), 1))
            painter.setBrush(QColor(color))
            painter.drawEllipse(QRectF(room.left() + 0.5, (self.height() - _SWATCH) / 2, _SWATCH, _SWATCH))
            room.setLeft(room.left() + _SWATCH + 6)
        limit = self.entry.layers.text
        metrics = self.fontMetrics()
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        limit_width = metrics.horizontalAdvance(limit) + 6 if limit else 0
        name = metrics.elidedText(spoken(self.entry.name), Qt.TextElideMode.ElideRight, room.width() - limit_width)
        painter.setPen(colors.color("text"))
        painter.drawText(room, flags, name)
        if limit:
            painter.setPen(colors.color("accent_text"))
            room.setLeft(room.left() + metrics.horizontalAdvance(name) + 6)
            painter.drawText(room, flags, limit)

    def _paint_star(self, painter: QPainter) -> None:
        colors = theme.current()
        filled = self.entry.is_favorite
        star: QPixmap = cached_icon(
            "star-filled" if filled else "star",
            _ICON,
            colors.star if filled else colors.text_quiet,
            self.devicePixelRatioF(),
        )
        area = self.star_rect
        painter.drawPixmap(area.center().x() - _ICON // 2 + 1, area.center().y() - _ICON // 2 + 1, star)

    def _description(self) -> str:
        entry = self.entry
        where = listed(entry.kinds) or tr("from the picture; this model's sets do not have it")
        lines = [tr("{name} ({where})", name=entry.name, where=where)]
        if entry.layers.text:
            lines.append(tr("Acts on style layers {numbers} only", numbers=entry.layers.text))
        hint = tr(
            "Drag to change; double-click for zero; type a number, or Enter; * for the star; arrows move between rows"
        )
        return "\n".join((*lines, hint))


def format_amount(amount: float) -> str:
    """`+1.2`, `−0.4`, `0`; more digits only where the slider cannot show them."""
    if amount == 0.0:
        return "0"
    digits = f"{abs(amount):.1f}" if abs(amount * 10 - round(amount * 10)) < 1e-6 else f"{abs(amount):.2f}"
    return f"{'+' if amount > 0 else '−'}{digits}"
