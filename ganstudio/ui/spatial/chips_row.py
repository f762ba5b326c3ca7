"""ChipsRow: the spatial tabs as chips, with renaming in place and the menu of a tab."""

from __future__ import annotations

import re
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QMenu, QWidget

from ganstudio.recipe.edits import SpatialEdit
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.spatial.painting.grid import grid_at, grids
from ganstudio.ui.widgets.chip import Chip
from ganstudio.ui.widgets.closed import NO_MODEL, open_unless
from ganstudio.ui.widgets.flow_layout import FlowLayout
from ganstudio.words import heading, tr

_EDITOR_WIDTH = 140
_LEAST_EDITOR_WIDTH = 84
"""In less room than this, the field for a name reaches over the chip at its left."""


class ChipsRow(QWidget):
    """Shows the tabs and asks for changes; changes none itself.

    Signals:
        chosen(str): The tab to show.
        add_requested(int): A new tab at a resolution.
        rename_requested(str, str): A tab's name, and the name it is to have.
        delete_requested(str), duplicate_requested(str): A tab's name.
        resolution_requested(str, int): A tab's name, and the rows its grid is to have.
        save_requested(str), export_requested(str): A tab's name: keep it as a preset; write it into a file.
    """

    chosen = Signal(str)
    add_requested = Signal(int)
    rename_requested = Signal(str, str)
    delete_requested = Signal(str)
    duplicate_requested = Signal(str)
    resolution_requested = Signal(str, int)
    save_requested = Signal(str)
    export_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Spatial tabs"))
        self._spec: GeneratorSpec | None = None
        self._chips: dict[str, Chip] = {}
        self._current = ""
        self._editor: QLineEdit | None = None
        self._group = QButtonGroup(self)
        self._flow = FlowLayout(self, spacing=6)
        self.add_menu, self.presets_menu = QMenu(self), QMenu(self)
        self.add_chip = self._menu_chip(tr("+ Tab"), tr("Add a tab, painted on a grid of your choice"), self.add_menu)
        self.presets_chip = self._menu_chip(
            tr("Presets"),
            tr("Keep these tabs, put kept ones onto the picture, read and write files"),
            self.presets_menu,
        )
        self.show_spec(None)

    @property
    def chips(self) -> dict[str, Chip]:
        """The chips by tab name."""
        return dict(self._chips)

    @property
    def editor(self) -> QLineEdit | None:
        """The field in which a name is being typed, if one is."""
        return self._editor

    def show_spec(self, spec: GeneratorSpec | None) -> None:
        """Offers the resolutions of a model."""
        self._spec = spec
        self.add_menu.clear()
        for grid in grids(spec) if spec else ():
            words = tr("Add a tab on {grid}", grid=grid.text)
            self.add_menu.addAction(words, partial(self.add_requested.emit, grid.rows))
        open_unless(self, "" if spec is not None else NO_MODEL)

    def show_tabs(self, edits: tuple[SpatialEdit, ...], current: str) -> None:
        """Shows these tabs, with one of them chosen."""
        self._current = current
        if list(self._chips) != [edit.name for edit in edits]:
            self._rebuild(edits)
        for edit in edits:
            chip = self._chips[edit.name]
            grid = grid_at(self._spec, edit.resolution)
            chip.set_suffix(grid.short_text)
            chip.set_active(edit.is_active)
            chip.setChecked(edit.name == current)
            state = tr("acts on the picture") if edit.is_active else _why_idle(edit)
            chip.setToolTip(
                tr(
                    "{name}, painted on {grid}: {state}. Double-click or F2 renames, Delete deletes",
                    name=edit.name,
                    grid=grid.text,
                    state=state,
                )
            )

    def start_rename(self, name: str) -> None:
        """Opens a field over a chip, to type another name."""
        self._end_rename()
        self._flow.activate()
        chip = self._chips[name]
        editor = QLineEdit(name, self)
        editor.setAccessibleName(tr("Name of the tab"))
        editor.setToolTip(tr("Enter keeps the name, Escape leaves the old one"))
        room = self.width() - chip.x()
        width = min(max(chip.width(), _EDITOR_WIDTH), max(room, _LEAST_EDITOR_WIDTH))
        editor.ensurePolished()
        height = editor.sizeHint().height()  # higher than a chip: in the last row it would be cut
        y = min(chip.y() + (chip.height() - height) // 2, self.height() - height)
        editor.setGeometry(min(chip.x(), self.width() - width), max(0, y), width, height)
        editor.selectAll()
        editor.installEventFilter(self)
        editor.editingFinished.connect(lambda: self._finish_rename(name))
        editor.show()
        editor.raise_()
        editor.setFocus()
        self._editor = editor

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """F2 and Delete on a chip; Escape and leaving while a name is typed."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self._editor and event.key() == Qt.Key.Key_Escape:
                self._end_rename()
                return True
            name = next((name for name, chip in self._chips.items() if chip is watched), None)
            if name is not None and event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Delete):
                asked = self.start_rename if event.key() == Qt.Key.Key_F2 else self.delete_requested.emit
                asked(name)
                return True
        if watched is self._editor and event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            self._leave_editor(event.reason())
        return super().eventFilter(watched, event)

    def menu_for(self, name: str) -> QMenu:
        """The menu of one tab."""
        menu = QMenu(self)
        menu.addAction(tr("Rename\tF2"), lambda: self.start_rename(name))
        menu.addAction(tr("Duplicate"), lambda: self.duplicate_requested.emit(name))
        scales = menu.addMenu(tr("Paint on another grid"))
        for grid in grids(self._spec) if self._spec else ():
            scales.addAction(grid.text, partial(self.resolution_requested.emit, name, grid.rows))
        menu.addSeparator()
        menu.addAction(tr("Save this tab…"), lambda: self.save_requested.emit(name))
        menu.addAction(tr("Save this tab in a file…"), lambda: self.export_requested.emit(name))
        menu.addSeparator()
        menu.addAction(tr("Delete\tDel"), lambda: self.delete_requested.emit(name))
        return menu

    def _rebuild(self, edits: tuple[SpatialEdit, ...]) -> None:
        self._end_rename()
        focused = next((name for name, chip in self._chips.items() if chip.hasFocus()), None)
        for chip in self._chips.values():
            self._group.removeButton(chip)
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for index, edit in enumerate(edits):
            chip = Chip(heading(edit.name), parent=self)
            chip.installEventFilter(self)
            chip.clicked.connect(lambda _on, name=edit.name: self.chosen.emit(name))
            chip.rename_requested.connect(lambda name=edit.name: self.start_rename(name))
            chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            chip.customContextMenuRequested.connect(lambda at, name=edit.name: self._open_menu(name, at))
            self._group.addButton(chip)
            self._flow.insert_widget(index, chip)
            chip.show()
            self._chips[edit.name] = chip
        if focused is not None and self._current in self._chips:
            self._chips[self._current].setFocus()
        self.updateGeometry()

    def _open_menu(self, name: str, position: QPoint) -> None:
        self.chosen.emit(name)
        menu = self.menu_for(name)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._chips[name].mapToGlobal(position))

    def _menu_chip(self, text: str, tip: str, menu: QMenu) -> Chip:
        chip = Chip(text, "▾", self, dot=False, checkable=False)
        chip.setToolTip(tip)
        chip.setAccessibleName(re.split("[,，]", tip)[0])
        chip.clicked.connect(lambda: menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + 4))))
        self._flow.addWidget(chip)
        return chip

    def _leave_editor(self, reason: Qt.FocusReason) -> None:
        """Keeps the name when a person goes on elsewhere; Qt says nothing of a field in which nothing was typed."""
        elsewhere = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if self._editor is not None and not self._editor.isModified() and reason not in elsewhere:
            self._end_rename()

    def _finish_rename(self, name: str) -> None:
        if self._editor is not None:
            wanted = self._editor.text()
            self._end_rename()
            if wanted.strip() != name:
                self.rename_requested.emit(name, wanted)

    def _end_rename(self) -> None:
        if self._editor is not None:
            editor, self._editor = self._editor, None
            editor.hide()
            editor.deleteLater()


def _why_idle(edit: SpatialEdit) -> str:
    missing = []
    if not any(weight.weight for weight in edit.weights):
        missing.append(tr("no weights"))
    if not edit.selection.numpy().any():
        missing.append(tr("nothing selected"))
    if edit.multiplier == 0:
        missing.append(tr("multiplier 0"))
    if edit.held:
        missing.append(tr("placed by its detector, not applied yet"))
    return tr("does not act ({reasons})", reasons=", ".join(missing))
