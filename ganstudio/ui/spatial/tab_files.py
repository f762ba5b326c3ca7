"""SavedTabs: saving all tabs as a named set in the model's folder, and reading such sets back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.errors import GanStudioError
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.ui import dialogs
from ganstudio.ui.widgets.name_dialog import NameDialog

if TYPE_CHECKING:
    from ganstudio.workspace import ModelFolder

BASIC = "basic"
"""The set that new sessions start with."""


class SavedTabs(QObject):
    """The saved sets of the model that is loaded.

    Signals:
        message(str): What went wrong. status(str): What was done.
    """

    message = Signal(str)
    status = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._folder: ModelFolder | None = None
        self._names: tuple[str, ...] = ()

    def show_folder(self, folder: ModelFolder | None) -> None:
        """Another model's folder; None while there is none."""
        self._folder = folder
        self.look_up()

    def names(self) -> tuple[str, ...]:
        """The sets that can be loaded, as last looked up."""
        return self._names

    def look_up(self) -> tuple[str, ...]:
        """The sets that can be loaded, looked up anew."""
        self._names = tuple(self._folder.tab_sets()) if self._folder is not None else ()
        return self._names

    def load(self, name: str) -> tuple[SpatialEdit, ...]:
        """The tabs of a set; none, with a message, if it cannot be read."""
        if self._folder is None:
            return ()
        try:
            return self._folder.load_tabs(name)
        except GanStudioError as error:
            self.message.emit(str(error))
            return ()

    def save(self, name: str, edits: tuple[SpatialEdit, ...]) -> None:
        """Keeps the tabs as a set of that name, in place of an older one."""
        if self._folder is None:
            return
        try:
            self._folder.save_tabs(name, edits)
        except (GanStudioError, OSError) as error:
            self.message.emit(str(error))
            return
        self.look_up()
        self.status.emit(f"Saved {len(edits)} tabs as “{name}”.")

    def ask_and_save(self, edits: tuple[SpatialEdit, ...]) -> None:
        """Asks for a name and saves; asks again before an older set is replaced."""
        self.look_up()
        question = f"A name for this set of tabs. A new session starts with the set named {BASIC}."
        dialog = NameDialog("Save these tabs", question, self._window, action="Save", refusal=_refusal)
        dialog.named.connect(lambda name: self._save_if_meant(name, edits))
        dialog.exec()
        dialog.deleteLater()

    def ask_and_delete(self, name: str) -> None:
        """Deletes a set once that is confirmed; the tabs on screen stay."""
        details = "The tabs on screen stay as they are."
        if self._folder is None or not dialogs.confirm(
            self._window, f"Delete the saved tabs “{name}”?", details=details, action="Delete"
        ):
            return
        try:
            self._folder.delete_tabs(name)
        except GanStudioError as error:
            self.message.emit(str(error))
            return
        self.look_up()
        self.status.emit(f"Deleted the saved tabs “{name}”.")

    def _save_if_meant(self, name: str, edits: tuple[SpatialEdit, ...]) -> None:
        question, details = f"Replace the saved tabs “{name}”?", "The present tabs take their place."
        if name not in self._names or dialogs.confirm(self._window, question, details=details, action="Replace"):
            self.save(name, edits)


def _refusal(name: str) -> str:
    return "" if name else "Type a name."
