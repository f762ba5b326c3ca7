"""ToolColumn: the selection tools that float over the picture's upper left corner."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ganstudio.ui.spatial.painting.stroke import Tool
from ganstudio.ui.widgets.icons import IconButton
from ganstudio.ui.widgets.slider import Slider
from ganstudio.words import tr

LARGEST_BRUSH = 32
FIRST_BRUSH = 2
"""The brush's diameter at first, in cells, and after a double click on its slider."""


@dataclass(frozen=True)
class ColumnEntry:
    """One button: its name in signals, its icon, its key, and what it does."""

    name: str
    icon: str
    key: str
    tooltip: str


TOOLS = (
    ColumnEntry(Tool.BOX.value, "rectangle", "B", tr("Box: drag over the cells to select")),
    ColumnEntry(Tool.BRUSH.value, "brush", "P", tr("Brush: paint cells along the way")),
    ColumnEntry(Tool.LASSO.value, "lasso", "L", tr("Lasso: draw around the cells to select")),
    ColumnEntry(Tool.ELLIPSE.value, "ellipse", "O", tr("Ellipse: drag out a round selection")),
    ColumnEntry(Tool.ERASER.value, "eraser", "E", tr("Eraser: take cells out (or hold Ctrl with any tool)")),
)
ACTIONS = (
    ColumnEntry("mirror", "mirror", "M", tr("Mirror the selection left to right")),
    ColumnEntry("invert", "invert", "I", tr("Invert: select what is not selected")),
    ColumnEntry("grow", "grow", "G", tr("Grow the selection by one cell")),
    ColumnEntry("shrink", "shrink", "Shift+G", tr("Shrink the selection by one cell")),
    ColumnEntry("clear", "delete", "C", tr("Clear the selection")),
)
SHOW = ColumnEntry("show", "eye", "H", tr("Hide the selection's boxes"))


class ToolColumn(QFrame):
    """Buttons only; which cells they act on is known elsewhere.

    Signals:
        action_chosen(str): `mirror`, `invert`, `grow`, `shrink` or `clear` was clicked.
        shown_toggled(bool): The selection is to be shown, or hidden.
    """

    action_chosen = Signal(str)
    shown_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "floating")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.tool = Tool.BOX
        self.brush_size = FIRST_BRUSH
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(2)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, IconButton] = {}
        for entry in TOOLS:
            self._add(entry, checkable=True).clicked.connect(lambda _on, e=entry: self.choose(Tool(e.name)))
            self._group.addButton(self._buttons[entry.name])
        column.addWidget(_line())
        for entry in ACTIONS:
            self._add(entry).clicked.connect(lambda _on, e=entry: self.action_chosen.emit(e.name))
        column.addWidget(_line())
        self._add(SHOW, checkable=True).clicked.connect(lambda on: self.set_shown(not on, tell=True))
        self._options = _BrushOptions(self.parentWidget() or self)
        self._options.size_changed.connect(self.set_brush_size)
        self._options.hide()
        self._buttons[self.tool.value].setChecked(True)

    @property
    def options(self) -> QWidget:
        """The small panel with the brush's size, which floats beside the column."""
        return self._options

    def button(self, name: str) -> IconButton:
        """The button of a tool (by its value) or of an action (by its name)."""
        return self._buttons[name]

    def choose(self, tool: Tool) -> None:
        """Takes up a tool."""
        self.tool = tool
        self._buttons[tool.value].setChecked(True)
        self._place_options()

    def set_brush_size(self, size: int) -> None:
        """The diameter of brush and eraser, in cells."""
        size = min(max(size, 1), LARGEST_BRUSH)
        if size != self.brush_size:
            self.brush_size = size
            self._options.show_size(size)

    def set_shown(self, shown: bool, *, tell: bool = False) -> None:
        """Whether the selection's boxes are drawn."""
        button = self._buttons["show"]
        button.setChecked(not shown)
        button.set_icon_name("eye" if shown else "eye-off")
        words = SHOW.tooltip if shown else tr("Show the selection's boxes")
        button.setToolTip(f"{words} ({SHOW.key})")
        if tell:
            self.shown_toggled.emit(shown)

    def moveEvent(self, event: object) -> None:
        """Takes the brush panel along."""
        del event
        self._place_options()

    def showEvent(self, event: object) -> None:
        """Shows the brush panel with it."""
        del event
        self._place_options()

    def hideEvent(self, event: object) -> None:
        """Hides the brush panel with it."""
        del event
        self._options.hide()

    def _add(self, entry: ColumnEntry, *, checkable: bool = False) -> IconButton:
        button = IconButton(entry.icon, f"{entry.tooltip} ({entry.key})", self, checkable=checkable)
        button.setAccessibleName(re.split("[:：]", entry.tooltip)[0])
        button.setFixedSize(32, 30)
        self._buttons[entry.name] = button
        layout = self.layout()
        if layout is not None:
            layout.addWidget(button)
        return button

    def _place_options(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        if self._options.parentWidget() is not parent:
            self._options.setParent(parent)
        button = self._buttons[self.tool.value]
        self._options.adjustSize()
        self._options.move(self.geometry().right() + 9, self.y() + button.y() - 4)
        self._options.setVisible(self.tool.is_round and self.isVisible())
        self._options.raise_()


class _BrushOptions(QFrame):
    """The brush's size beside the tool column."""

    size_changed = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "floating")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        caption = QLabel(tr("Size"))
        caption.setProperty("role", "quiet")
        self._slider = Slider(1, LARGEST_BRUSH)
        self._slider.setFixedWidth(112)
        self._slider.setAccessibleName(tr("Brush size in cells"))
        self._slider.setToolTip(tr("Brush size in cells ([ and ]); a double click sets {size}", size=FIRST_BRUSH))
        self._number = QLabel()
        self._number.setProperty("role", "number")
        self._number.setFixedWidth(22)
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._slider.moved.connect(self.size_changed)
        self._slider.reset_requested.connect(lambda: self.size_changed.emit(FIRST_BRUSH))
        self.show_size(FIRST_BRUSH)
        for widget in (caption, self._slider, self._number):
            row.addWidget(widget)

    def show_size(self, size: int) -> None:
        self._slider.set_position(size)
        self._number.setText(str(size))


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("role", "line")
    line.setFixedHeight(1)
    return line
