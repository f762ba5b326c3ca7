"""TabRule: Tab goes through a window as one reads it, whichever of its controls were made first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ganstudio.ui.widgets.window_rule import WindowRule, widget_of

LAST_IN_ROW = "last_in_row"
"""The property of a control after which Tab goes down, as from a search field to what was found."""


class TabRule(WindowRule):
    """Puts the controls into their order whenever Tab is pressed, as rows come and go meanwhile.

    From a control that gave its keys to the canvas, Tab goes on as if they were still there, until the mouse is pressed
    or the canvas has lost them.
    """

    def __init__(self, parent: QObject, canvas: QWidget) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._left: QWidget | None = None
        canvas.installEventFilter(self)

    def give_to_canvas(self, left: QWidget, reason: Qt.FocusReason) -> None:
        """Gives the canvas the keys of a control, or nothing where there is no canvas in sight."""
        if self._canvas.isVisible():
            self._canvas.setFocus(reason)
            self._left = left
        else:
            left.clearFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks at the key, and leaves it to the control that has the focus."""
        kind = event.type()
        if watched is self._canvas:
            if kind == QEvent.Type.FocusOut and self._canvas.isActiveWindow():
                self._left = None
        elif kind == QEvent.Type.MouseButtonPress:
            self._left = None
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            top = widget_of(watched) if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) else None
            if top is not None:
                self._go_back(top)
                order_as_read(top)
        return False

    def _go_back(self, top: QWidget) -> None:
        left, self._left = self._left, None
        if left is not None and isValid(left) and left.isVisible() and left.window() is top:
            left.setFocus(Qt.FocusReason.OtherFocusReason)


def give_keys_back(field: QWidget, reason: Qt.FocusReason = Qt.FocusReason.TabFocusReason) -> None:
    """Gives the picture the keys of a field, with the frame that says so unless for another `reason`."""
    rule = field.window().findChild(TabRule)
    if isinstance(rule, TabRule):
        rule.give_to_canvas(field, reason)
    else:
        field.clearFocus()


def order_as_read(top: QWidget) -> None:
    """Lets Tab go from left to right in a row, then down, and through one column after the other."""
    for before, after in pairwise(as_read(top)):
        QWidget.setTabOrder(before, after)


def as_read(widget: QWidget) -> Iterator[QWidget]:
    """What takes Tab in a widget, itself first, as it is read."""
    if (widget.focusProxy() or widget).focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget  # what hands the focus on is a stop, too, wherever the one stands that gets it
    inside = [one for one in widget.children() if isinstance(one, QWidget) and one.isVisible() and not one.isWindow()]
    for one in _read(inside):
        yield from as_read(one)


def _read(widgets: Sequence[QWidget]) -> Iterator[QWidget]:
    """Rows under one another, each of them of columns beside one another, and so on.

    Source: the recursive X-Y cut of pages (Nagy and Seth, 1984).
    """
    rows = _cut(widgets, lambda one: (one.y(), one.y() + one.height()))
    if len(rows) > 1:
        for row in rows:
            yield from _read(row)
        return
    columns = _cut(widgets, lambda one: (one.x(), one.x() + one.width()))
    if len(columns) > 1:
        columns.sort(key=lambda column: any(one.property(LAST_IN_ROW) for one in column))
        for column in columns:
            yield from _read(column)
    else:
        yield from sorted(widgets, key=lambda one: (one.y(), one.x()))  # they lie over one another


def _cut(widgets: Sequence[QWidget], extent: Callable[[QWidget], tuple[int, int]]) -> list[list[QWidget]]:
    """Groups with nothing across the line between them."""
    groups: list[list[QWidget]] = []
    reached = 0
    for one in sorted(widgets, key=extent):
        start, end = extent(one)
        if groups and start < reached:
            groups[-1].append(one)
        else:
            groups.append([one])
        reached = max(reached, end)
    return groups
