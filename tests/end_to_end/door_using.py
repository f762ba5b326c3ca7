"""What a person does with each kind of door, in real events."""

from __future__ import annotations

from collections.abc import Callable

from door_finding import ALIKE, Door, shortcuts_of
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QWidget,
)
from shiboken6 import isValid

LEFT = Qt.MouseButton.LeftButton


def _reveal(widget: QWidget) -> None:
    """Scrolls to it, as one would."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()


def _middle(widget: QWidget) -> QPoint:
    """The middle of what can be seen of it."""
    seen = widget.visibleRegion().boundingRect()
    return (seen if not seen.isEmpty() else widget.rect()).center()


def _press(door: Door) -> None:
    _reveal(door.widget)
    middle = door.widget.rect().center()
    at_mark = QPoint(8, middle.y())  # beyond its text a click does nothing
    QTest.mouseClick(door.widget, LEFT, pos=at_mark if isinstance(door.widget, QCheckBox | QRadioButton) else middle)


def _pick_entries(door: Door) -> None:
    combo = door.widget
    _reveal(combo)
    key = Qt.Key.Key_Up if combo.currentIndex() == combo.count() - 1 else Qt.Key.Key_Down
    for _ in range(min(4, combo.count() - 1)):
        if isValid(combo) and combo.isVisible() and combo.isEnabled():
            combo.setFocus()
            QTest.keyClick(combo, key)
            QApplication.processEvents()


def _slide(door: Door) -> None:
    slider = door.widget
    _reveal(slider)
    middle, width = slider.height() // 2, slider.width()
    QTest.mousePress(slider, LEFT, pos=QPoint(width // 4, middle))
    for share in (0.4, 0.6, 0.7):
        QTest.mouseMove(slider, QPoint(round(share * width), middle))
    QTest.mouseRelease(slider, LEFT, pos=QPoint(round(0.7 * width), middle))
    if isValid(slider) and slider.isVisible():
        QTest.keyClick(slider, Qt.Key.Key_Left)


def _spin(door: Door) -> None:
    _reveal(door.widget)
    before = door.widget.text()
    QTest.keyClick(door.widget, Qt.Key.Key_Up)
    if isValid(door.widget) and door.widget.text() == before:
        QTest.keyClick(door.widget, Qt.Key.Key_Down)


def _type(door: Door) -> None:
    line = door.widget
    _reveal(line)
    QTest.mouseClick(line, LEFT)
    line.selectAll()
    QTest.keyClicks(line, "3" if text_of(line) == "2" else "2")
    if not _in_dialog(line):
        QTest.keyClick(line, Qt.Key.Key_Return)


def text_of(line: QWidget) -> str:
    return line.text() if isinstance(line, QLineEdit) else line.toPlainText()


def clear(line: QWidget) -> None:
    """Takes away what was typed where nothing was, such as a search."""
    line.setFocus()
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Backspace)


def _in_dialog(widget: QWidget) -> bool:
    return bool(widget.window().findChildren(QDialogButtonBox))


def _row(door: Door) -> None:
    view = door.widget
    _reveal(view)
    model = view.model()
    for row in range(min(ALIKE, model.rowCount() if model is not None else 0)):
        if not isValid(view) or not view.isVisible() or row >= model.rowCount():
            return
        at = view.visualRect(model.index(row, 0)).center()
        QTest.mouseClick(view.viewport(), LEFT, pos=at)
        QApplication.processEvents()
        if isValid(view) and view.isVisible():
            QTest.mouseDClick(view.viewport(), LEFT, pos=at)


def _touch(door: Door) -> None:
    widget = door.widget
    _reveal(widget)
    start = _middle(widget)
    QTest.mouseClick(widget, LEFT, pos=start)
    for button in (LEFT, Qt.MouseButton.RightButton):
        if not isValid(widget) or not widget.isVisible():
            return
        QTest.mousePress(widget, button, pos=start)
        for step in (3, 9, 15):
            QTest.mouseMove(widget, start + QPoint(step, step))
        QTest.mouseRelease(widget, button, pos=start + QPoint(15, 15))
        QApplication.processEvents()


def _context(door: Door) -> None:
    widget = door.widget
    _reveal(widget)
    at = _middle(widget)
    if isinstance(widget, QAbstractItemView):
        if widget.model() is None or not widget.model().rowCount():
            return
        at = widget.visualRect(widget.model().index(0, 0)).center()
        widget = widget.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)


def _menu(door: Door) -> None:
    QTest.mouseClick(door.widget, LEFT, pos=door.widget.actionGeometry(door.action).center())


def _tab(door: Door) -> None:
    QTest.mouseClick(door.widget, LEFT, pos=door.widget.tabRect(door.place).center())


def _shortcut(door: Door) -> None:
    keys = shortcuts_of(door.action)[door.place]
    door.widget.activateWindow()
    focus = QApplication.focusWidget()
    if isinstance(focus, QLineEdit | QPlainTextEdit | QAbstractSpinBox | QComboBox):
        focus.clearFocus()
    target = QApplication.focusWidget() or door.widget
    for place in range(keys.count()):
        QTest.keyClick(target, keys[place].key(), keys[place].keyboardModifiers())


ACTS: dict[str, Callable[[Door], None]] = {
    "press": _press,
    "choose": _pick_entries,
    "slide": _slide,
    "spin": _spin,
    "type": _type,
    "row": _row,
    "touch": _touch,
    "context": _context,
    "menu": _menu,
    "tab": _tab,
    "shortcut": _shortcut,
}
