"""Finds the doors of a window by walking its tree of objects, and says what can be seen of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QProgressBar,
    QScrollBar,
    QStackedWidget,
    QTabBar,
    QToolTip,
    QWidget,
)
from shiboken6 import getCppPointer, isValid

ALIKE = 2
"""Of rows or entries that differ in their name alone, so many are used."""


@dataclass(frozen=True)
class Door:
    """Something to use: a control, a menu of the bar, a tab, a shortcut, a context menu. `key` names it in a report."""

    key: str
    kind: str
    widget: QWidget
    place: int = 0
    action: QAction | QShortcut | None = None


def find_doors(top: QWidget) -> Iterator[Door]:
    for widget in _shown(top):
        if not widget.objectName().startswith("qt_"):
            yield from _doors_of(widget)
    own = [shortcut for shortcut in top.findChildren(QShortcut) if _is_of(shortcut, top)]  # not of a dialog of its own
    for action in (*top.actions(), *own):
        for place, keys in enumerate(shortcuts_of(action)):
            yield Door(f"shortcut {keys.toString()}", "shortcut", top, place=place, action=action)


def _is_of(shortcut: QShortcut, top: QWidget) -> bool:
    parent = shortcut.parent()
    return isinstance(parent, QWidget) and parent.window() is top


def _doors_of(widget: QWidget) -> Iterator[Door]:
    if isinstance(widget, QMenuBar):
        for action in widget.actions():
            yield Door(f"menu {_plain(action.text())}", "menu", widget, action=action)
    elif isinstance(widget, QTabBar):
        for place in range(widget.count()):
            yield Door(f"tab {_plain(widget.tabText(place))}", "tab", widget, place=place)
    elif (kind := _kind(widget)) is not None:
        yield Door(f"{kind} {_name(widget)}", kind, widget)
    if _has_context_menu(widget):
        yield Door(f"context {_name(widget)}", "context", widget)


def _kind(widget: QWidget) -> str | None:
    inside = widget.parentWidget()
    if isinstance(widget, QScrollBar) or isinstance(
        inside, QAbstractSpinBox | QComboBox | QTabBar | QScrollBar | QLineEdit
    ):
        return None
    kind = _kind_of_class(type(widget))
    return None if kind == "type" and widget.isReadOnly() else kind


@cache
def _kind_of_class(of: type) -> str | None:
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (QAbstractButton, "press"),
        (QComboBox, "choose"),
        (QAbstractSpinBox, "spin"),
        (QAbstractSlider, "slide"),
        ((QLineEdit, QPlainTextEdit), "type"),
        (QAbstractItemView, "row"),
    )
    kind = next((kind for types, kind in kinds if issubclass(of, types)), None)
    return "touch" if kind is None and _overrides(of, "mousePressEvent") else kind


@cache
def _overrides(of: type, method: str) -> bool:
    """Whether a class of the studio, not Qt's, answers this event."""
    return any(method in vars(kind) for kind in of.__mro__ if _is_of_the_studio(kind))


def _has_context_menu(widget: QWidget) -> bool:
    policies = (Qt.ContextMenuPolicy.CustomContextMenu, Qt.ContextMenuPolicy.ActionsContextMenu)
    return widget.contextMenuPolicy() in policies or _overrides(type(widget), "contextMenuEvent")


def _shown(above: QWidget) -> Iterator[QWidget]:
    """The visible widgets below one, in the order of the tree; of many rows of one kind only the first."""
    inside = [one for one in above.children() if isinstance(one, QWidget) and one.isVisible() and not one.isWindow()]
    rows = Counter(type(one) for one in inside if _is_of_the_studio(type(one)))
    met: Counter[type] = Counter()
    for widget in inside:
        kind = type(widget)
        met[kind] += 1
        if rows[kind] <= ALIKE + 2 or met[kind] <= ALIKE:
            yield widget
            yield from _shown(widget)


@cache
def _is_of_the_studio(of: type) -> bool:
    return not of.__module__.startswith("PySide6")


def _name(widget: QWidget) -> str:
    names = [_label(widget)]
    above = widget.parentWidget()
    while above is not None:
        if _is_of_the_studio(type(above)):
            names.append(type(above).__name__)
        above = above.parentWidget() if not above.isWindow() else None
    return "/".join(reversed(names))


def _label(widget: QWidget) -> str:
    text = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
    return f"{type(widget).__name__} {_plain(text or widget.objectName() or widget.toolTip())}".strip()


def _plain(text: str) -> str:
    """Without what counts: names differ in more than a number."""
    return re.sub(r"\d+", "#", text.replace("&", "").split("\n")[0])[:60]


def entries_of(menu: QMenu, opener: str) -> list[tuple[str, QAction]]:
    alike: dict[str, int] = {}
    entries = []
    for action in menu.actions():
        if action.isSeparator() or not action.isVisible():
            continue
        name = _plain(action.text())
        alike[name] = alike.get(name, 0) + 1
        if alike[name] <= ALIKE:
            entries.append((f"{opener} | {name}{'' if alike[name] == 1 else ' again'}", action))
    return entries


def shortcuts_of(action: QAction | QShortcut) -> list:
    return [action.key()] if isinstance(action, QShortcut) else action.shortcuts()


def address(action: QAction | QShortcut | None) -> set[int]:
    return {getCppPointer(action)[0]} if action is not None and isValid(action) else set()


def focused() -> int:
    """Which widget has the focus, told apart by its address: Python's own objects for it come and go."""
    widget = QApplication.focusWidget()
    return getCppPointer(widget)[0] if widget is not None else 0


def open_windows() -> list[QWidget]:
    types = (Qt.WindowType.Window, Qt.WindowType.Dialog)
    return [top for top in QApplication.topLevelWidgets() if top.isVisible() and top.windowType() in types]


def visible_in(top: QWidget) -> Iterator[QWidget]:
    """A window and all that shows in it; what is hidden is not entered, which is most of it."""
    yield top
    for below in top.children():
        if isinstance(below, QWidget) and below.isVisible() and not below.isWindow():
            yield from visible_in(below)


def count_controls(top: QWidget) -> int:
    return sum(_kind(widget) is not None for widget in visible_in(top))


def red_bars() -> list[QWidget]:
    tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
    return [one for top in tops for one in visible_in(top) if one.property("role") == "error"]


def is_usable(door: Door) -> bool:
    if not isValid(door.widget):
        return False
    return door.widget.isEnabled() and (door.action is None or door.action.isEnabled())


def is_chosen_already(door: Door) -> bool:
    """Whether it is the one button of a group that is down already, or the tab in front."""
    if door.kind == "tab":
        return door.widget.currentIndex() == door.place
    if door.kind != "press" or not door.widget.isChecked():
        return False
    group = door.widget.group()
    return door.widget.autoExclusive() or (group is not None and group.exclusive())


def has_one_entry(door: Door) -> bool:
    return isinstance(door.widget, QComboBox) and door.widget.count() < 2


def is_switch(door: Door) -> bool:
    if door.kind == "press":
        return door.widget.isCheckable() and not is_chosen_already(door)
    return isinstance(door.action, QAction) and door.action.isCheckable() and door.action.actionGroup() is None


def shown_tooltip(widget: QWidget, point: QPoint) -> str:
    """The tooltip as it shows there."""
    QToolTip.hideText()
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, point, widget.mapToGlobal(point)))
    text = QToolTip.text()
    QToolTip.hideText()
    return text


def says(widget: QWidget) -> tuple:
    said: tuple = (type(widget).__name__, widget.isEnabled(), widget.geometry().getRect())
    if isinstance(widget, QAbstractButton):
        return *said, widget.text(), widget.isChecked()
    if isinstance(widget, QLabel | QLineEdit):
        return *said, widget.text()
    if isinstance(widget, QPlainTextEdit):
        return *said, widget.toPlainText()
    if isinstance(widget, QComboBox):
        return *said, widget.currentText(), widget.count()
    if isinstance(widget, QAbstractSlider | QProgressBar):
        return *said, widget.value(), widget.maximum()
    if isinstance(widget, QStackedWidget | QTabBar):
        return *said, widget.currentIndex()
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        chosen = widget.selectionModel().selectedIndexes() if widget.selectionModel() is not None else []
        return *said, widget.model().rowCount(), [(index.row(), index.column()) for index in chosen]
    return said
