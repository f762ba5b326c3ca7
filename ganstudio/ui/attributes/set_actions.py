"""The gestures that change a model's attribute sets: questions asked, files written, and how to take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from ganstudio.errors import GanStudioError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift
from ganstudio.spec import LayerRange
from ganstudio.ui import theme
from ganstudio.ui.attributes.difference_dialog import DifferenceDialog
from ganstudio.ui.attributes.difference_task import difference_steps
from ganstudio.ui.attributes.entries import NO_LIMITS, AttributeEntry, as_direction, combined_vector, listed
from ganstudio.ui.attributes.library import AttributeLibrary, Removed
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.task import Task
from ganstudio.ui.widgets.folder_memory import FolderMemory
from ganstudio.ui.widgets.name_dialog import NameDialog
from ganstudio.words import heading, spoken, tr, trn
from ganstudio.workspace.attribute_layers import limits_file_of
from ganstudio.workspace.model_folder import AttributeKind, AttributeSet

_CSV = tr("Attributes (*.csv);;All files (*)")


class SetActions(QObject):
    """Asks, changes the sets, and tells; a refusal becomes a message.

    Signals:
        changed(str): The sets have changed; names the set that should now be seen, if any.
        renamed(str, str): Old and new name.
        removed(Removed): What was deleted, for taking it back.
        task_requested(Task): Work for the model's thread.
        message(str), status(str): What could not be done; what was done.
    """

    changed = Signal(str)
    renamed = Signal(str, str)
    removed = Signal(Removed)
    task_requested = Signal(Task)
    message = Signal(str)
    status = Signal(str)

    def __init__(self, window: QWidget) -> None:
        """Dialogs open above `window`."""
        super().__init__(window)
        self._window = window
        self._model: ModelContext | None = None
        self._library: AttributeLibrary | None = None
        self._comparing: Task[npt.NDArray[np.float32]] | None = None

    @property
    def sets(self) -> Mapping[AttributeKind, AttributeSet]:
        """The model's sets; none without a model."""
        return self._library.sets if self._library is not None else {}

    @property
    def limits(self) -> Mapping[str, LayerRange]:
        """The layers that the sets' attributes move, by name; all where there is none."""
        return self._library.limits if self._library is not None else NO_LIMITS

    def set_model(self, model: ModelContext | None) -> None:
        """Reads the sets of another model."""
        self._model = model
        self._library = None
        if model is None:
            return
        try:
            self._library = AttributeLibrary(model.folder, model.spec)
        except GanStudioError as error:
            self.message.emit(str(error))
        else:
            self._tell(self._library.problems)

    def refusal(self, name: str) -> str:
        """Why an attribute cannot be given that name; empty if it can."""
        return self._library.refusal(name) if self._library is not None else tr("Load a model first.")

    # New attributes

    def ask_combine(self, recipe: Recipe) -> None:
        """Asks for the name of the sliders' combination."""
        count = len(recipe.attributes)
        if not count:
            self.message.emit(tr("No slider is moved, so there is nothing to combine. Move some attributes first."))
            return
        question = (
            tr("Name of the attribute that does at 1.0 what this slider does:")
            if count == 1
            else tr("Name of the attribute that does at 1.0 what these {count} sliders do together:", count=count)
        )
        self._ask_name(tr("Combine sliders"), question, tr("Combine"), partial(self.combine, recipe))

    def combine(self, recipe: Recipe, name: str) -> None:
        """Makes one custom attribute of the recipe's sliders."""
        if self._model is not None:
            spec = self._model.spec
            self._add(name, lambda: combined_vector(recipe.attributes, spec))

    def ask_keep(self, entry: AttributeEntry) -> None:
        """Asks under which name an attribute, with its layer limit, is to be kept."""
        name = entry.name if entry.is_from_picture else f"{entry.name} {entry.layers.text}"
        self._ask_name(
            tr("Keep attribute"), tr("Name among your custom attributes:"), tr("Keep"), partial(self.keep, entry), name
        )

    def keep(self, entry: AttributeEntry, name: str) -> None:
        """Adds an attribute to the custom ones; its layer limit becomes part of its vector."""
        if self._model is not None:
            spec = self._model.spec
            self._add(name, lambda: combined_vector([entry.shift(1.0)], spec))

    def ask_difference(self) -> None:
        """Asks for two pictures and a name."""
        if self._model is None:
            return
        dialog = DifferenceDialog(self._model.workspace.portraits, self._window, refusal=self.refusal)
        dialog.chosen.connect(self.start_difference)
        dialog.show()  # not modal: pictures can be dragged from the film strip

    def start_difference(self, start: Path, end: Path, name: str) -> None:
        """Asks the model's thread for what leads from one picture to another; it becomes the attribute `name`."""
        if self._comparing is not None:
            self._comparing.drop()
        self._comparing = Task(
            tr("attribute difference"),
            partial(difference_steps, start=start, end=end),
            title=tr("Comparing {start} with {end}", start=start.name, end=end.name),
            found=partial(self._take_difference, name),
        )
        self.task_requested.emit(self._comparing)

    def _take_difference(self, name: str, difference: npt.NDArray[np.float32]) -> None:
        self._add(name, lambda: as_direction(difference))

    def keep_direction(self, name: str, shift: AttributeShift) -> None:
        """Adds a direction that was found to the custom attributes, limited to the layers it was found for."""

        def keep(library: AttributeLibrary) -> None:
            library.add(name, shift.vector)
            library.limit(name.strip(), LayerRange(first=shift.first, last=shift.last))

        if self._try(keep):
            self._done(tr("Added {name} to your custom attributes.", name=spoken(name)), "custom")

    # Files

    def ask_import(self) -> None:
        """Asks for a CSV file."""
        dialog = QFileDialog(self._window, tr("Import attributes"), "", _CSV)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._import_chosen)
        FolderMemory.of(self._window).follow(dialog, "attributes")
        dialog.open()

    def import_file(self, path: Path) -> None:
        """Adds a CSV file's attributes to the custom ones."""
        if self._library is None:
            self.message.emit(tr("Load a model first: attributes belong to a model."))
            return
        try:
            added, problems = self._library.import_file(path)
        except GanStudioError as error:
            self.message.emit(str(error))
            return
        self._tell(problems)
        if added:
            names = ", ".join(added[:3]) + (", …" if len(added) > 3 else "")
            self._done(
                trn(
                    "Imported {number} attribute: {names}.",
                    "Imported {number} attributes: {names}.",
                    len(added),
                    names=names,
                ),
                "custom",
            )

    def ask_export(self, entry: AttributeEntry) -> None:
        """Asks where one attribute is to be written."""
        dialog = QFileDialog(self._window, tr("Export {name}", name=spoken(entry.name)), f"{entry.name}.csv", _CSV)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(partial(self._export_chosen, entry))
        FolderMemory.of(self._window).follow(dialog, "attributes")
        dialog.open()

    def export(self, entry: AttributeEntry, path: Path) -> None:
        """Writes one attribute as a CSV row, and its layer limit, if it has one, into a file beside it."""
        if self._try(lambda library: library.export([entry], path)):
            beside, names = limits_file_of(path).name, {"name": entry.name, "path": path}
            self.status.emit(
                tr("Wrote {name} to {path}.", **names)
                if entry.layers.is_all
                else tr("Wrote {name} to {path}, and its layers to {beside} beside it.", **names, beside=beside)
            )

    # Layers, names, stars, deletion

    def limit(self, name: str, layers: LayerRange) -> None:
        """Keeps which layers an attribute of the sets moves."""
        if self._library is not None and self._library.kind_of(name) is not None:
            self._try(lambda library: library.limit(name, layers))

    def toggle_favorite(self, entry: AttributeEntry) -> None:
        """Gives or takes the star."""
        favorite = not entry.is_favorite
        if self._try(lambda library: library.set_favorite(entry.name, entry.vector, favorite=favorite)):
            self._done(
                tr("{name} is now a favorite.", name=heading(entry.name))
                if favorite
                else tr("{name} is no longer a favorite.", name=heading(entry.name))
            )

    def ask_rename(self, name: str) -> None:
        """Asks for another name."""
        self._ask_name(
            tr("Rename attribute"),
            tr("New name of {name}:", name=spoken(name)),
            tr("Rename"),
            partial(self.rename, name),
            name,
        )

    def rename(self, name: str, new_name: str) -> None:
        """Renames an attribute in every set that has it."""
        if self._try(lambda library: library.rename(name, new_name)):
            self.renamed.emit(name, new_name)
            self._done(tr("Renamed {name} to {new_name}.", name=spoken(name), new_name=spoken(new_name)))

    def ask_delete(self, entry: AttributeEntry) -> None:
        """Asks whether an attribute is to go."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("Delete attribute"))
        box.setText(tr("Delete the attribute “{name}” from {sets}?", name=spoken(entry.name), sets=listed(entry.kinds)))
        box.setInformativeText(tr("Pictures that use it keep it. You can undo this right afterwards."))
        delete = box.addButton(tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel).setIcon(QIcon())
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        theme.set_role(delete, "danger")
        delete.clicked.connect(partial(self.delete, entry.name))
        box.open()

    def delete(self, name: str) -> None:
        """Deletes an attribute from every set."""
        library = self._library
        if library is None:
            return
        try:
            removed = library.remove(name)
        except GanStudioError as error:
            self.message.emit(str(error))
            return
        self._done(tr("Deleted {name}.", name=spoken(name)))
        self.removed.emit(removed)

    def restore(self, removed: Removed) -> None:
        """Takes a deletion back."""
        if self._try(lambda library: library.restore(removed)):
            self._done(tr("{name} is back.", name=heading(removed.name)))

    def _add(self, name: str, vector: Callable[[], Array]) -> None:
        if self._try(lambda library: library.add(name, vector())):
            self._done(tr("Added {name} to your custom attributes.", name=spoken(name)), "custom")

    def _try(self, change: Callable[[AttributeLibrary], None]) -> bool:
        if self._library is None:
            self.message.emit(tr("Load a model first: attributes belong to a model."))
            return False
        try:
            change(self._library)
        except GanStudioError as error:
            self.message.emit(str(error))
            return False
        return True

    def _done(self, sentence: str, kind: str = "") -> None:
        self.changed.emit(kind)
        self.status.emit(sentence)

    def _tell(self, problems: tuple[str, ...] | list[str]) -> None:
        if problems:
            more = trn("({number} more rows were refused.)", "({number} more rows were refused.)", len(problems) - 1)
            self.message.emit(f"{problems[0]} {more}" if len(problems) > 1 else problems[0])

    def _ask_name(self, title: str, question: str, action: str, take: Callable[[str], None], name: str = "") -> None:
        dialog = NameDialog(title, question, self._window, name=name, action=action, refusal=self.refusal)
        dialog.named.connect(take)
        dialog.open()

    def _import_chosen(self, path: str) -> None:
        self.import_file(Path(path))

    def _export_chosen(self, entry: AttributeEntry, path: str) -> None:
        self.export(entry, Path(path))
