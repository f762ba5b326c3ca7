"""CanvasController: painting a spatial tab's selection on the picture, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from ganstudio.ui.bench.session import Phase
from ganstudio.ui.canvas.cell_painter import CellColors
from ganstudio.ui.canvas.image_view import ImageView
from ganstudio.ui.canvas.overlays import CursorOverlay, MapOverlay, OutlineOverlay, SelectionOverlay
from ganstudio.ui.canvas.pointer import PointerEvent, PointerKind
from ganstudio.ui.spatial.painting.cell_cursor import CellCursor
from ganstudio.ui.spatial.painting.grid import Cells, Grid, enlarged, paintable
from ganstudio.ui.spatial.painting.masks import Mask, Point
from ganstudio.ui.spatial.painting.selection import ERASE, painted
from ganstudio.ui.spatial.painting.stroke import Stroke, Tool
from ganstudio.ui.spatial.painting.tool_column import ACTIONS, SHOW, TOOLS, ToolColumn
from ganstudio.ui.spatial.state import SelectionState
from ganstudio.ui.spatial.tab import SpatialTab
from ganstudio.words import tr

_FOUND_OPACITY = 0.6
_SIGN_WORDS = {1: tr("paint"), -1: tr("paint −"), ERASE: tr("erase")}
_OUTLINES = {Tool.BOX: "box", Tool.ELLIPSE: "ellipse", Tool.LASSO: "line"}
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_PAINT_KEYS = {
    Qt.Key.Key_Return: 1,
    Qt.Key.Key_Enter: 1,
    Qt.Key.Key_Plus: 1,
    Qt.Key.Key_Minus: -1,
    Qt.Key.Key_Delete: ERASE,
    Qt.Key.Key_Backspace: ERASE,
}
_MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def _found_overlay(mask: Cells, colors: CellColors) -> MapOverlay:
    """What a detector finds: through it the picture is seen, and half sure is half as strong."""
    sure = 1.0 if mask.min() >= 0.0 and mask.max() <= 1.0 else None  # values that are kept have a scale of their own
    return MapOverlay(mask, smooth=True, colors=replace(colors, opacity=_FOUND_OPACITY), largest=sure)


class CanvasController(QObject):
    """Turns the view's mouse and keys into selections for the tab, and draws the tab's selection on the view.

    It lives as long as the view.

    Attributes:
        tools: The tool column over the picture.
    """

    def __init__(self, tab: SpatialTab, view: ImageView) -> None:
        super().__init__(view)
        self._tab = tab
        self._view = view
        self._state = tab.state
        self._painting, self._in_sight, self._watching = tab.isVisible(), False, False
        self._aims = False
        self._stroke: Stroke | None = None
        self._before: Cells | None = None
        self._cursor = CellCursor()
        self._difference: MapOverlay | None = None
        self._found: MapOverlay | None = None
        self._drawn_for: tuple[object, ...] | None = None
        self.tools = ToolColumn(view)
        view.set_corner_widget(self.tools)
        self.tools.action_chosen.connect(tab.act)
        self.tools.shown_toggled.connect(self._set_shown)
        view.pointer.connect(self._pointer)
        view.key_pressed.connect(self._key)
        tab.selection_shown.connect(self._show)
        tab.shown_changed.connect(self.set_painting)
        tab.difference_shown.connect(self._show_difference)
        tab.detector_shown.connect(self._show_found)
        self._key_slots: dict[str, Callable[[], None]] = {
            **{entry.key: partial(self.tools.choose, Tool(entry.name)) for entry in TOOLS},
            **{entry.key: partial(tab.act, entry.name) for entry in ACTIONS},
            SHOW.key: lambda: self._set_shown(not self._state.options.shown),
            "[": lambda: self.tools.set_brush_size(self.tools.brush_size - 1),
            "]": lambda: self.tools.set_brush_size(self.tools.brush_size + 1),
        }
        self.set_painting(self._painting)

    def set_painting(self, on: bool) -> None:
        """Whether the tools and the selection are on the picture (by itself: while the spatial tab is in sight)."""
        self._painting = on
        self._drop_stroke()
        self._view.set_overlay("difference", self._difference if on else None)
        self._view.set_overlay("detector", self._found if on else None)
        self._show(self._state)

    def keep_in_sight(self, on: bool) -> None:
        """Whether what is painted stays on the picture without the tools, while another tab is worked in."""
        self._in_sight = on
        self._show(self._state)

    def set_watching(self, watching: bool) -> None:
        """While a film is played, nothing can be painted on it."""
        self._watching = watching
        self._drop_stroke()
        self._show(self._state)

    @property
    def _ready(self) -> bool:
        return self._painting and not self._watching and self._state.edit is not None and self._view.has_image

    def _show(self, state: SelectionState) -> None:
        if state.edit is None or self._state.edit is None or state.edit.name != self._state.edit.name:
            self._drop_stroke()
        self._state = state
        edit, grid = state.edit, state.grid
        visible = self._painting and not self._watching and edit is not None
        self.tools.setVisible(visible)
        self.tools.set_shown(state.options.shown)
        if visible != self._aims:  # else the pointer is left as it is: over a part it has another shape
            self._aims = visible
            self._view.set_tool_cursor(Qt.CursorShape.CrossCursor if visible else Qt.CursorShape.ArrowCursor)
        if not visible:
            for name in ("cursor", "outline"):
                self._view.set_overlay(name, None)
        if not (visible or self._in_sight) or edit is None or grid is None:
            self._drawn_for = None
            self._view.set_overlay("selection", None)
            return
        shown_for = (edit.selection, edit.feather, grid, state.options)
        if shown_for != self._drawn_for:  # while only a multiplier is dragged, the boxes stay as they are
            self._drawn_for = shown_for
            self._view.set_overlay("selection", self._boxes(state))
        if visible:
            self._cursor.fit(grid.shape)
            self._show_cursor()

    def _boxes(self, state: SelectionState) -> SelectionOverlay | None:
        drawn = state.softened_cells()
        shown = state.options.shown and drawn is not None and drawn.any()
        return SelectionOverlay(drawn, self._colors()) if shown and drawn is not None else None

    def _show_difference(self, values: Cells | None) -> None:
        self._difference = None if values is None else MapOverlay(values, smooth=True, colors=self._colors())
        self._view.set_overlay("difference", self._difference if self._painting else None)

    def _show_found(self, mask: Cells | None) -> None:
        self._found = None if mask is None else _found_overlay(mask, self._colors())
        self._view.set_overlay("detector", self._found if self._painting else None)

    def _colors(self) -> CellColors:
        options = self._state.options
        return CellColors(blue_for_green=options.blue_for_green, opacity=options.opacity)

    def _pointer(self, event: PointerEvent) -> None:
        if not self._ready or self._state.grid is None:
            return
        point = _in_cells(event, self._state.grid)
        if event.kind is PointerKind.PRESS:
            self._press(event, point)
        elif event.kind is PointerKind.MOVE and self._stroke is not None:
            if self._stroke.move(point):
                self._paint(self._stroke, Phase.LIVE)
            self._show_outline(point)
        elif event.kind is PointerKind.RELEASE and self._stroke is not None:
            stroke, self._stroke = self._stroke, None
            stroke.move(point)
            self._paint(stroke, Phase.DONE)
            self._show_outline(point)
        elif event.kind in (PointerKind.HOVER, PointerKind.LEAVE):
            self._show_outline(point if event.kind is PointerKind.HOVER else None)

    def _press(self, event: PointerEvent, point: Point) -> None:
        if self._stroke is not None:  # the other button during a drag takes the drag back
            self._take_back()
            return
        grid, edit = self._state.grid, self._state.edit
        if grid is None or edit is None:
            return
        self._cursor.hide()
        self._show_cursor()
        erases = event.control or self.tools.tool is Tool.ERASER
        sign = ERASE if erases else -1 if event.right else 1
        self._before = paintable(edit.selection.numpy(), grid)
        self._stroke = Stroke(self.tools.tool, sign, point, grid.shape, diameter=self.tools.brush_size)
        self._paint(self._stroke, Phase.LIVE)
        self._show_outline(point)

    def _paint(self, stroke: Stroke, phase: Phase) -> None:
        if self._before is not None:
            self._put(self._before, stroke.mask, stroke.sign, phase)

    def _put(self, before: Cells, mask: Mask, sign: int, phase: Phase) -> None:
        selection = painted(before, enlarged(mask, before.shape), sign, no_overlap=self._state.options.no_overlap)
        self._tab.paint(selection, _SIGN_WORDS[sign], phase)

    def _take_back(self) -> None:
        if self._stroke is not None and self._before is not None:
            before, self._stroke = self._before, None
            self._tab.paint(before, "nothing", Phase.DONE)
        self._drop_stroke()

    def _drop_stroke(self) -> None:
        self._stroke = self._before = None
        self._view.set_overlay("outline", None)

    def _show_outline(self, point: Point | None) -> None:
        grid, tool = self._state.grid, self.tools.tool
        if point is None or grid is None:
            self._view.set_overlay("outline", None)
        elif tool.is_round:
            size = float(self.tools.brush_size)
            self._view.set_overlay("outline", OutlineOverlay((point,), grid.shape, "ring", size))
        elif self._stroke is not None:
            points = tuple(self._stroke.points)
            self._view.set_overlay("outline", OutlineOverlay(points, grid.shape, _OUTLINES[tool]))
        elif 0 <= point[0] < grid.columns and 0 <= point[1] < grid.rows:
            self._view.set_overlay("outline", OutlineOverlay((point,), grid.shape, "box"))
        else:
            self._view.set_overlay("outline", None)

    def _show_cursor(self) -> None:
        grid, cursor = self._state.grid, self._cursor
        if cursor.cell is None or cursor.anchor is None or grid is None:
            self._view.set_overlay("cursor", None)
        else:
            self._view.set_overlay("cursor", CursorOverlay(cursor.anchor, cursor.cell, grid.shape))

    def _set_shown(self, shown: bool) -> None:
        self._tab.set_options(replace(self._state.options, shown=shown))

    def _key(self, event: QKeyEvent) -> None:
        if not self._ready or event.modifiers() & _MODIFIERS or self._state.grid is None:
            return
        key, extend = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _STEPS:
            self._cursor.move(_STEPS[Qt.Key(key)], self._state.grid.shape, extend=extend)
            self._show_cursor()
            self._tab.status.emit(self._cursor.text(self._state.cells()))
        elif key in _PAINT_KEYS and self._cursor.cell is not None:
            self._paint_at_cursor(_PAINT_KEYS[Qt.Key(key)], self._state.grid)
        elif key == Qt.Key.Key_Escape and (self._stroke is not None or self._cursor.cell is not None):
            self._take_back()
            self._cursor.hide()
            self._show_cursor()
        elif _key_text(event) in self._key_slots:
            self._key_slots[_key_text(event)]()
        else:
            return
        event.accept()

    def _paint_at_cursor(self, sign: int, grid: Grid) -> None:
        if self._state.edit is not None:
            before = paintable(self._state.edit.selection.numpy(), grid)
            self._put(before, self._cursor.mask(grid.shape), sign, Phase.DONE)


def _in_cells(event: PointerEvent, grid: Grid) -> Point:
    return event.x * grid.columns, event.y * grid.rows


def _key_text(event: QKeyEvent) -> str:
    return QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
