"""SavedTabs: presets, that is tabs kept under a name in the model's folder, and files of tabs from anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.errors import GanStudioError
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.ui.bench.session import TakeBack
from ganstudio.ui.widgets import dialogs
from ganstudio.ui.widgets.name_dialog import NameDialog
from ganstudio.ui.widgets.thumbnail import thumbnail_png
from ganstudio.words import tr, trn
from ganstudio.workspace.tabs import open_tab_file, save_tab_file

if TYPE_CHECKING:
    from ganstudio.ui.bench.model_context import ModelContext
    from ganstudio.workspace import Deletion, ModelFolder, Workspace

BASIC = "basic"
"""The preset that new sessions start with."""
_PICTURE_PX = 72


@dataclass(frozen=True)
class Preset:
    """A saved set of tabs as it is listed: its name, a quiet text such as `3 tabs, 2 act`, a small PNG or nothing."""

    name: str
    note: str
    picture: bytes = b""


class SavedTabs(QObject):
    """The presets of the model that is loaded.

    Signals:
        presets_changed(tuple of Preset): They were looked up anew.
        message(str): What went wrong. status(str): What was done.
        undo_offered(TakeBack): Something was deleted; how to take that back.
    """

    presets_changed = Signal(tuple)
    message = Signal(str)
    status = Signal(str)
    undo_offered = Signal(TakeBack)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._folder: ModelFolder | None = None
        self._workspace: Workspace | None = None
        self._presets: tuple[Preset, ...] = ()
        self._image: npt.NDArray[np.uint8] | None = None

    def show_model(self, model: ModelContext | None) -> None:
        """Another model, with its folder in its workspace; None while there is none."""
        self._folder = model.folder if model is not None else None
        self._workspace = model.workspace if model is not None else None
        self._image = None
        self.look_up()

    def show_image(self, image: npt.NDArray[np.uint8]) -> None:
        """The picture on screen, uint8 [H, W] or [H, W, C], which goes with what is saved."""
        self._image = image

    def names(self) -> tuple[str, ...]:
        """The presets' names, as last looked up."""
        return tuple(preset.name for preset in self._presets)

    def look_up(self) -> tuple[Preset, ...]:
        """The presets, looked up anew."""
        folder = self._folder
        self._presets = tuple(_preset(folder, name) for name in folder.tab_sets()) if folder is not None else ()
        self.presets_changed.emit(self._presets)
        return self._presets

    def load(self, name: str) -> tuple[SpatialEdit, ...]:
        """The tabs of a preset; none, with a message, if it cannot be read."""
        folder = self._folder
        if folder is None:
            return ()
        try:
            return folder.load_tabs(name)
        except GanStudioError as error:
            self.message.emit(str(error))
            return ()

    def save(self, name: str, edits: tuple[SpatialEdit, ...]) -> None:
        """Keeps the tabs under that name, in place of older ones."""
        folder = self._folder
        if folder is not None and self._done(lambda: folder.save_tabs(name, edits, self._picture())):
            self.status.emit(tr("Saved {tabs} as “{name}”.", tabs=_tabs(len(edits)), name=name))

    def ask_and_save(self, edits: tuple[SpatialEdit, ...], suggestion: str = "") -> None:
        """Asks for a name and saves; asks again before an older preset is replaced."""
        self.look_up()
        question = (
            tr(
                "A name under which to keep the tab {tab}. A new session starts with what is named {basic}.",
                tab=edits[0].name,
                basic=BASIC,
            )
            if suggestion
            else tr(
                "A name under which to keep these tabs, with their selections and multipliers. "
                "A new session starts with what is named {basic}.",
                basic=BASIC,
            )
        )
        dialog = NameDialog(
            tr("Save tabs"), question, self._window, name=suggestion, action=tr("Save"), refusal=_refusal
        )
        dialog.named.connect(lambda name: self._save_if_meant(name, edits))
        dialog.exec()
        dialog.deleteLater()

    def ask_and_rename(self, name: str) -> None:
        """Asks for another name."""
        taken = set(self.names()) - {name}
        dialog = NameDialog(
            tr("Rename the preset"),
            tr("Another name for “{name}”.", name=name),
            self._window,
            name=name,
            action=tr("Rename"),
            refusal=lambda wanted: (
                tr("There is a preset named “{name}” already.", name=wanted) if wanted in taken else _refusal(wanted)
            ),
        )
        dialog.named.connect(lambda wanted: self._rename(name, wanted))
        dialog.exec()
        dialog.deleteLater()

    def delete(self, name: str) -> None:
        """Moves a preset to the workspace's trash, and offers to take that back; the tabs on screen stay."""
        folder, workspace = self._folder, self._workspace
        if folder is None or workspace is None:
            return
        deletions: list[Deletion] = []
        if self._done(lambda: deletions.append(workspace.delete([folder.tabs_path(name)]))):
            restore = partial(self._done, partial(workspace.restore, deletions[0]))
            self.undo_offered.emit(TakeBack(tr("Deleted the preset “{name}”.", name=name), restore))

    def ask_and_export(self, edits: tuple[SpatialEdit, ...], name: str) -> None:
        """Asks where to, and writes the tabs into a file of their own."""
        path = dialogs.ask_save_tabs(self._window, Path.home() / f"{name}.json")
        if path is not None and self._done(lambda: save_tab_file(path, edits, self._picture())):
            self.status.emit(tr("Saved {tabs} in {path}.", tabs=_tabs(len(edits)), path=path))

    def ask_and_export_preset(self, name: str) -> None:
        """Asks where to, and writes a preset into a file there."""
        folder = self._folder
        path = dialogs.ask_save_tabs(self._window, Path.home() / f"{name}.json")
        if folder is not None and path is not None and self._done(lambda: _copy(folder, name, path)):
            self.status.emit(tr("Saved “{name}” in {path}.", name=name, path=path))

    def ask_and_read(self) -> tuple[tuple[SpatialEdit, ...], str]:
        """Asks for a file, and gives its tabs and its name; no tabs if there is none to read."""
        path = dialogs.ask_tabs(self._window, Path.home())
        return self.read(path) if path is not None else ((), "")

    def read(self, path: Path) -> tuple[tuple[SpatialEdit, ...], str]:
        """The tabs of a file and its name; no tabs, with a message, if it cannot be read or is for another model."""
        if self._folder is None:
            self.message.emit(tr("No model is loaded. Open one in the Model menu, then add the tabs."))
            return (), path.name
        try:
            tabs = open_tab_file(path, self._folder.spec).tabs
        except GanStudioError as error:
            self.message.emit(str(error))
            return (), path.name
        if not tabs:
            self.message.emit(tr("{name} has no tabs in it. Choose another file.", name=path.name))
        return tabs, path.name

    def _picture(self) -> bytes:
        return b"" if self._image is None else thumbnail_png(self._image, _PICTURE_PX)

    def _rename(self, name: str, wanted: str) -> None:
        folder = self._folder
        if folder is not None and wanted != name and self._done(lambda: folder.rename_tabs(name, wanted)):
            self.status.emit(tr("“{name}” is called “{new_name}” now.", name=name, new_name=wanted))

    def _save_if_meant(self, name: str, edits: tuple[SpatialEdit, ...]) -> None:
        question = tr("Replace the preset “{name}”?", name=name)
        details = tr("The present tabs take the place of those in it.")
        if name not in self.names() or dialogs.confirm(self._window, question, details=details, action=tr("Replace")):
            self.save(name, edits)

    def _done(self, step: Callable[[], object]) -> bool:
        """Whether a step on the disk went well; says so if not."""
        try:
            step()
        except (GanStudioError, OSError) as error:
            self.message.emit(str(error))
            return False
        self.look_up()
        return True


def _preset(folder: ModelFolder, name: str) -> Preset:
    try:
        kept = folder.kept_tabs(name)
    except GanStudioError as error:
        return Preset(name, tr("cannot be read: {error}", error=error))
    acting = len([edit for edit in kept.tabs if edit.is_active])
    tabs = _tabs(len(kept.tabs))
    note = trn("{tabs}, {number} acts", "{tabs}, {number} act", acting, tabs=tabs) if acting else tabs
    return Preset(name, tr("{note} · there at the start", note=note) if name == BASIC else note, kept.picture)


def _copy(folder: ModelFolder, name: str, path: Path) -> None:
    kept = folder.kept_tabs(name)
    save_tab_file(path, kept.tabs, kept.picture)


def _tabs(number: int) -> str:
    return trn("{number} tab", "{number} tabs", number)


def _refusal(name: str) -> str:
    return "" if name else tr("Type a name.")
