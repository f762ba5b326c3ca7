"""PictureFiles: importing, saving, favorites, the clipboard, deleting. Files are touched in the worker alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ganstudio.errors import GanStudioError, WorkspaceError
from ganstudio.jobs.selections import cleared, to_detect
from ganstudio.recipe import codec
from ganstudio.recipe.document import Recipe, belongs_to, check, of_any_model, replace, with_what_fits
from ganstudio.recipe.edits import applied
from ganstudio.recipe.history import History
from ganstudio.recipe.portrait import Portrait
from ganstudio.spec import said_of_former
from ganstudio.ui.bench.task import Task, Work
from ganstudio.ui.bench.workbench import Workbench
from ganstudio.ui.files import file_tasks
from ganstudio.ui.files.file_kinds import WHERE_IT_BELONGS, FileKind, file_kind
from ganstudio.ui.files.file_tasks import Opened, Saved
from ganstudio.ui.files.keeping import Keeping
from ganstudio.ui.files.plan_sheets import PlanSheets
from ganstudio.ui.widgets import dialogs
from ganstudio.ui.widgets.error_bar import ErrorBar
from ganstudio.ui.widgets.folders import open_folder
from ganstudio.ui.widgets.name_dialog import NameDialog
from ganstudio.ui.widgets.picture import to_qimage
from ganstudio.words import tr, trn
from ganstudio.workspace import Deletion, Workspace
from ganstudio.workspace.files import check_name, inside

RECIPE_MIME = "application/x-ganstudio-recipe+json"
T = TypeVar("T")
_MOST_REMEMBERED = 2000


class PictureFiles(QObject):
    """Slots of the actions table that have to do with files.

    Signals:
        folders_changed(): Pictures were added, marked or deleted; the film strip reads its folders anew.
        on_screen(Path or None): The file of the picture on screen, if it is one.
        status(str): A sentence for the status bar.
        out_of_date(str): One that was said of the picture before.
        model_file_requested(str, recipe or None): Load this model, then show the recipe.
        passed_on(FileKind, Path): A file for another part of the window: tabs, detectors, attributes, a job, a film.
    """

    folders_changed = Signal()
    on_screen = Signal(object)
    status = Signal(str)
    out_of_date = Signal(str)
    model_file_requested = Signal(str, object)
    passed_on = Signal(FileKind, Path)

    def __init__(self, workbench: Workbench, workspace: Workspace, bar: ErrorBar, window: QWidget) -> None:
        super().__init__(window)
        self._bench = workbench
        self._workspace = workspace
        self._bar = bar
        self._window = window
        self.confirm_delete = True
        self._saved_to = Path.home()
        self._paths: dict[Recipe, Path] = {}
        self._left: tuple[Recipe, Path] | None = None
        """The picture that a session was left with, and its file, which may lack the last steps of a crash."""
        self.keeping = Keeping(workbench, self._is_saved, self)
        self.keeping.saved.connect(self._tell_saved)
        self._sheets = PlanSheets(window)
        self._sheets.task_requested.connect(workbench.service.start)
        self._sheets.file_requested.connect(self.open_file)
        self._sheets.recipe_requested.connect(self._locate)
        self.keeping.resumed.connect(self._take_left)
        self._said: tuple[int, str] | None = None
        """The number of the picture that was said to be saved last, and the sentence."""
        self._deleted: Deletion | None = None
        """What was deleted, while nothing has been done since."""
        workbench.session.recipe_changed.connect(self._tell_on_screen)
        workbench.session.recipe_changed.connect(self._forget_deleted)
        workbench.session.history_changed.connect(self._forget_said)

    def show_workspace(self, workspace: Workspace) -> None:
        """Works in another workspace: which pictures are saved there is not known yet."""
        self._workspace = workspace
        self._forget_deleted()
        self._paths.clear()
        self._left = None
        self._tell_on_screen(self._bench.session.recipe)

    def sample(self, name: str) -> Path | None:
        """The picture of that name that came with the model; None if it has none."""
        return _samples_of(self._bench.model.folder.path).get(name) if self._bench.model is not None else None

    def open_sample(self, name: str) -> None:
        """Opens a picture that came with the model."""
        path = self.sample(name)
        if path is not None:
            self.open_file(path)

    def open_file(self, path: str | Path) -> None:
        """Opens whatever a file is, by its content, or says where it belongs."""
        source = Path(path)
        if (source / "job.json").is_file():
            source = source / "job.json"
        elif source.is_dir():
            self._bar.show_error(
                tr("{name} is a folder. Drop the files in it, or the folder of a batch job.", name=source.name)
            )
            return
        try:
            kind = file_kind(source)
        except OSError as error:
            self._bar.show_error(
                tr("{name} could not be read: {reason}.", name=source.name, reason=error.strerror or error)
            )
            return
        if kind is FileKind.MODEL:
            self.model_file_requested.emit(str(source), None)
        elif kind in (FileKind.TABS, FileKind.DETECTORS, FileKind.ATTRIBUTES, FileKind.SHEET, FileKind.FILM):
            self.passed_on.emit(kind, source)
        elif kind is FileKind.PLOT:
            self._sheets.open(source)
        elif kind in WHERE_IT_BELONGS:
            self._say_where(kind, source)
        else:
            self._start(tr("opening {name}", name=source.name), file_tasks.read(source), self._show_opened)

    def open_files(self, paths: Sequence[str | Path]) -> None:
        """Opens the first of several files, and offers the next: each takes the place of the one before."""
        first, *others = paths
        if others:
            self._bar.show_notice(
                trn(
                    "{name} is opened first; {number:,} more file was given with it.",
                    "{name} is opened first; {number:,} more files were given with it.",
                    len(others),
                    name=Path(first).name,
                ),
                action=tr("Open {name}", name=Path(others[0]).name),
                on_action=partial(self.open_files, others),
            )
        self.open_file(first)

    def _say_where(self, kind: FileKind, source: Path) -> None:
        action = ""
        on_action: Callable[[], None] | None = None
        table = source.with_name(f"{source.stem.removesuffix('_layers')}.csv")
        if kind is FileKind.JOB:
            action, on_action = tr("Go on with the job"), partial(self.passed_on.emit, kind, source)
        elif kind is FileKind.LATENTS:
            action, on_action = tr("Make them again…"), partial(self.passed_on.emit, kind, source)
        elif kind is FileKind.SCRIPT and source.parent != self._workspace.scripts:
            action, on_action = tr("Copy it there"), partial(self._keep_script, source)
        elif kind is FileKind.LIMITS and table.exists() and table != source:
            action, on_action = tr("Import {name}", name=table.name), partial(self.open_file, table)
        sentence = WHERE_IT_BELONGS[kind].format(name=source.name, folder=source.parent.name)
        self._bar.show_error(sentence, action=action, on_action=on_action)

    def _keep_script(self, source: Path) -> None:
        place = self._workspace.scripts / source.name
        try:
            with (inside(place.parent, self._workspace.root) / place.name).open("xb") as copy:  # never over another one
                copy.write(source.read_bytes())
        except WorkspaceError as error:
            self._bar.show_error(str(error))
        except OSError as error:
            self._bar.show_error(
                tr(
                    "{name} could not be copied to {folder}: {reason}.",
                    name=source.name,
                    folder=place.parent,
                    reason=error.strerror or error,
                )
            )
        else:
            self.status.emit(tr("Copied to {file}", file=self._shown(place)))

    def import_picture(self) -> None:
        """Asks for a file and opens it."""
        path = dialogs.ask_picture(self._window, self._workspace.portraits)
        if path is not None:
            self.open_file(path)

    def open_model(self) -> None:
        """Asks for a model file and loads it."""
        recent = self._workspace.recent_models()
        path = dialogs.ask_model(self._window, recent[0].path.parent if recent else Path.home())
        if path is not None:
            self.model_file_requested.emit(str(path), None)

    def open_builtin_model(self) -> None:
        """Loads the built-in model."""
        self.model_file_requested.emit("builtin", None)

    def save(self) -> None:
        """Keeps the picture on screen in the portraits folder, once."""
        recipe = self._bench.session.recipe
        if self._is_saved(recipe):
            self._say_of_screen(tr("Saved already as {file}", file=self._shown(self._paths[recipe])))
            self._bar.end_error()
            return
        self._save(file_tasks.save(recipe, self._portrait()))

    def save_as(self) -> None:
        """Asks where, and saves the picture there."""
        recipe, portrait = self._bench.session.recipe, self._portrait()
        path = dialogs.ask_save(self._window, self._saved_to / "portrait")
        if path is not None:
            self._saved_to = path.parent
            self._save(file_tasks.save_as(recipe, portrait, path))

    def favorite(self) -> None:
        """Saves the picture if it was not, and marks it."""
        recipe, portrait = self._bench.session.recipe, self._portrait()
        known = self._paths.get(recipe)
        self._save(file_tasks.save(recipe, portrait, known=known, favorite=True))

    def name_version(self) -> None:
        """Asks for a name under which the picture on screen is kept until it is deleted."""
        self.name_version_of(self._bench.session.recipe)

    def name_version_of(self, recipe: Recipe) -> None:
        """Asks for a name under which a picture is kept, such as that of an earlier step."""
        frame = self._bench.frame
        portrait = frame.portrait if frame is not None and frame.recipe == recipe else None
        question = tr("A name for this state of the picture. It is kept in the versions folder until you delete it.")
        name = self._ask_version(tr("Name this version"), question, tr("Keep"))
        if name:
            work = file_tasks.name_version(recipe, portrait, name)
            task = Task(tr("keeping the version"), work, finished=self._tell_version)
            self._bench.service.finish(task)

    def rename_version(self, path: Path) -> None:
        """Asks for another name of a version."""
        name = self._ask_version(
            tr("Rename the version"), tr("Another name for “{name}”.", name=path.stem), tr("Rename"), known=path.stem
        )
        if name and name != path.stem:
            task = Task(tr("renaming"), file_tasks.rename_version(path, name), finished=self._tell_version)
            self._bench.service.finish(task)

    def _ask_version(self, title: str, question: str, action: str, *, known: str = "") -> str:
        """A name that is not taken; empty if none is given."""
        taken = {file.path.stem for file in self._workspace.list_portraits("versions")} - {known}
        refusal = partial(_refusal_of_version, taken=taken)
        dialog = NameDialog(title, question, self._window, name=known, action=action, refusal=refusal)
        names: list[str] = []
        dialog.named.connect(names.append)
        dialog.exec()
        dialog.deleteLater()
        return names[0] if names else ""

    def favorite_files(self, paths: list[Path]) -> None:
        """Marks pictures of the film strip."""
        task = Task(tr("marking favorites"), file_tasks.mark_favorites(paths), finished=self._tell_marked)
        self._bench.service.finish(task)

    def reveal(self, path: Path) -> None:
        """Shows the folder of a file in the desktop's file manager."""
        self.show_folder(path.parent)

    def copy_recipe_of(self, path: Path) -> None:
        """Puts the recipe of a file into the clipboard."""
        self._start(tr("reading {name}", name=path.name), file_tasks.read(path), self._copy_opened)

    def copy_recipe(self) -> None:
        """Puts the recipe into the clipboard, as JSON."""
        self._to_clipboard(self._bench.session.recipe)

    def copy_picture(self) -> None:
        """Puts the picture into the clipboard."""
        if self._bench.frame is not None:
            QGuiApplication.clipboard().setImage(to_qimage(self._bench.frame.image))
            self.status.emit(tr("Picture copied"))

    def paste_recipe(self) -> None:
        """Shows the picture whose recipe, or whose file, was copied."""
        files = [url.toLocalFile() for url in QGuiApplication.clipboard().mimeData().urls() if url.isLocalFile()]
        if files:
            self.open_files(files)
            return
        recipe = self._pasted()
        if recipe is not None:
            self._locate(recipe, tr("pasted recipe"))

    def paste_edits(self) -> None:
        """Puts the copied sliders, style shifts and edits onto this picture; offers those that fit if not all do."""
        pasted, model = self._pasted(), self._bench.model
        if pasted is None or model is None:
            return
        here = self._bench.session.recipe
        wanted = replace(here, attributes=pasted.attributes, edits=pasted.edits, styles=pasted.style_shifts)
        try:
            check(wanted, model.spec)
        except GanStudioError as error:
            fitting = with_what_fits(wanted, model.spec)
            some = bool(fitting.attributes or fitting.edits or fitting.style_shifts)
            self._bar.show_error(
                tr("The copied edits do not fit this model. {error}", error=error),
                action=tr("Paste those that fit") if some else "",
                on_action=(lambda: self._show_pasted(fitting, pasted)) if some else None,
            )
        else:
            self._show_pasted(wanted, pasted)

    def delete_samples(self) -> None:
        """Asks, and moves the pictures of the portraits folder to the trash."""
        paths = [file.path for file in self._workspace.list_portraits("portraits")]
        if not paths:
            self._bar.show_notice(tr("There are no samples to delete: the portraits folder is empty."))
            return
        question = trn(
            "Delete the one picture in the portraits folder?",
            "Delete all {number:,} pictures in the portraits folder?",
            len(paths),
        )
        self._delete(paths, question, tr("Favorites and batches stay."))

    def ask_delete(self, paths: list[Path]) -> None:
        """Asks, and moves pictures of the film strip to the trash."""
        one = tr("Delete {name}?", name=paths[0].name)
        several = tr("Delete these {number:,} pictures?", number=len(paths))
        self._delete(paths, one if len(paths) == 1 else several, "")

    def open_portraits_folder(self) -> None:
        """Shows the folder in the desktop's file manager."""
        self.show_folder(self._workspace.portraits)

    def show_folder(self, folder: Path) -> None:
        """Shows a folder in the desktop's file manager, or says where it is."""
        copy = partial(QGuiApplication.clipboard().setText, str(folder))
        open_folder(folder, lambda problem: self._bar.show_error(problem, action=tr("Copy the path"), on_action=copy))

    def _delete(self, paths: list[Path], question: str, note: str) -> None:
        details = trn(
            "{note} It goes to File, Deleted things, and can be taken back.",
            "{note} They go to File, Deleted things, and can be taken back.",
            len(paths),
            note=note,
        ).strip()
        if not self.confirm_delete or dialogs.confirm(self._window, question, details=details, action=tr("Delete")):
            self._start(tr("deleting"), file_tasks.delete(paths), self._tell_deleted)

    def _to_clipboard(self, recipe: Recipe) -> None:
        document = codec.encode(recipe)
        mime = QMimeData()
        mime.setData(RECIPE_MIME, document)
        mime.setText(document.decode())
        QGuiApplication.clipboard().setMimeData(mime)
        self.status.emit(tr("Recipe copied"))

    def _tell_on_screen(self, recipe: Recipe) -> None:
        left = self._left[1] if self._left is not None and self._left[0] == recipe else None
        self.on_screen.emit(self._paths.get(recipe, left))

    def _take_left(self, path: Path) -> None:
        self._left = self._bench.session.recipe, path
        self._tell_on_screen(self._bench.session.recipe)

    def _remember(self, recipe: Recipe, path: Path) -> None:
        if path.is_relative_to(self._workspace.root):
            for stale in [known for known, file in self._paths.items() if file == path and known != recipe]:
                del self._paths[stale]
            self._paths[recipe] = path
            while len(self._paths) > _MOST_REMEMBERED:
                self._paths.pop(next(iter(self._paths)))

    def _is_saved(self, recipe: Recipe) -> bool:
        known = self._paths.get(recipe)
        return known is not None and known.exists()

    def _portrait(self) -> Portrait | None:
        frame = self._bench.frame
        return frame.portrait if self._bench.frame_is_current and frame is not None else None

    def _start(self, name: str, work: Work[T], finished: Callable[[T], None]) -> None:
        task = Task(name, work, finished=self._end_error)
        task.finished.connect(finished)
        self._bench.service.start(task)

    def _save(self, work: Work[Saved]) -> None:
        """Saves what a person wants saved."""
        self._finish(work).finished.connect(self._end_error)

    def _finish(self, work: Work[Saved]) -> Task[Saved]:
        """Saves even if the window is closed right after."""
        task = Task(tr("saving"), work, finished=self._tell_saved)
        self._bench.service.finish(task)
        return task

    def _locate(self, recipe: Recipe, label: str) -> None:
        self._start(tr("opening {label}", label=label), file_tasks.locate(recipe, label), self._show_opened)

    def _end_error(self, _: object) -> None:
        self._bar.end_error()

    def _copy_opened(self, opened: Opened) -> None:
        self._to_clipboard(opened.recipe)

    def _show_opened(self, opened: Opened) -> None:
        model = self._bench.model
        if model is None or belongs_to(opened.recipe, model.identity):
            recipe = self._beside_tabs(opened.recipe)
            anew = to_detect(recipe, opened.recipe if opened.recipe.edits else self._bench.session.recipe)
            if opened.path is not None and opened.recipe.model:
                self._remember(recipe, opened.path)
            self._show(recipe, opened.label, own=None if opened.is_final else opened.path, anew=anew)
            if opened.note:
                self._bar.show_notice(f"{opened.label}: {opened.note}")
        elif opened.model_file is not None:
            file = opened.model_file
            name = tr("the built-in model") if file == "builtin" else Path(file).name
            self._bar.show_error(
                tr("{label} was made with another model, {name}.", label=opened.label, name=name),
                action=tr("Load that model"),
                on_action=lambda: self.model_file_requested.emit(file, opened.recipe),
            )
        else:
            self._bar.show_error(
                tr(
                    "{label} was made with another model, whose file has not been opened in this workspace "
                    "yet (md5 {model}). {former}Open that model in the Model menu, then open the "
                    "picture again.",
                    label=opened.label,
                    model=opened.recipe.model,
                    former=said_of_former(opened.recipe.model),
                ),
                action=tr("Try it with this model"),
                on_action=lambda: self._show(of_any_model(opened.recipe), opened.label),
            )

    def _beside_tabs(self, recipe: Recipe) -> Recipe:
        """A recipe without tabs, as a bare latent's, with those at hand at multiplier 0: its picture stays the same."""
        if recipe.edits:
            return recipe
        tabs = tuple(applied(edit, multiplier=0.0) for edit in self._bench.session.recipe.edits)
        return self._bench.adapt_new_image(replace(recipe, edits=tabs))

    def _show(self, recipe: Recipe, label: str, *, own: Path | None = None, anew: tuple[str, ...] = ()) -> None:
        """Opens a picture, if it fits the model.

        `own` is its file, if one follows its changes; the tabs `anew` are placed on it, see `Placing.place_opened`.
        """
        model = self._bench.model
        if model is None:
            return
        try:
            check(recipe, model.spec)
        except GanStudioError as error:
            self._bar.show_error(str(error))
            return
        if recipe == self._bench.session.recipe:
            self.status.emit(tr("{label} is the picture on screen", label=label))
        if own is not None:
            self.keeping.leave_for(own)
        self._bench.open(cleared(recipe, anew), label)
        if own is not None:
            self.keeping.opened_from(own)
        self._bench.placing.place_opened(self._bench.session.recipe, anew)

    def _show_pasted(self, wanted: Recipe, pasted: Recipe) -> None:
        """Tabs that follow a detector or a script are placed on this face, if they come from another one."""
        anew = to_detect(wanted, pasted)
        self._bench.show(cleared(wanted, anew), tr("pasted edits"))
        self._bench.placing.place_opened(self._bench.session.recipe, anew)

    def _pasted(self) -> Recipe | None:
        mime = QGuiApplication.clipboard().mimeData()
        text = mime.data(RECIPE_MIME).data() if mime.hasFormat(RECIPE_MIME) else mime.text().encode()
        if not bytes(text).lstrip().startswith(b"{"):
            self._bar.show_error(tr("There is no recipe in the clipboard. Copy one first, with Edit, Copy recipe."))
            return None
        try:
            return codec.decode(bytes(text))
        except GanStudioError as error:
            self._bar.show_error(tr("What was copied is not a recipe: {error}", error=error))
            return None

    def _tell_saved(self, saved: Saved) -> None:
        self._remember(saved.recipe, saved.path)
        self.folders_changed.emit()
        self._tell_on_screen(self._bench.session.recipe)
        if saved.favorite is not None:
            self._say_of_screen(tr("Kept as {file}", file=self._shown(saved.favorite)))
        elif self._is_of_screen(saved.recipe):
            self._say_of_screen(tr("Saved as {file}", file=self._shown(saved.path)))
        else:
            self.status.emit(tr("The picture before is saved as {file}", file=self._shown(saved.path)))

    def _is_of_screen(self, recipe: Recipe) -> bool:
        """Whether it is a state of the picture on screen, rather than of one that was left."""
        history = self._bench.session.history
        number = history.present.picture
        return any(step.picture == number and step.recipe == recipe for step in history.steps)

    def _say_of_screen(self, sentence: str) -> None:
        """Says what holds as long as the picture on screen stays there."""
        self._said = (self._bench.session.history.present.picture, sentence)
        self.status.emit(sentence)

    def _forget_said(self, history: History) -> None:
        if self._said is not None and self._said[0] != history.present.picture:
            _, sentence = self._said
            self._said = None
            self.out_of_date.emit(sentence)

    def _tell_version(self, path: Path) -> None:
        self.folders_changed.emit()
        self.status.emit(tr("Kept as {file}", file=self._shown(path)))

    def _tell_marked(self, number: int) -> None:
        self.folders_changed.emit()
        self.status.emit(trn("{number:,} picture marked as favorite", "{number:,} pictures marked as favorite", number))

    @property
    def has_just_deleted(self) -> bool:
        """Whether the last thing done was to delete pictures, which can be taken back."""
        return self._deleted is not None

    def undo(self) -> None:
        """Takes back what was done last: a deletion, or else the last change of the picture."""
        if self._deleted is not None:
            self._restore(self._deleted)
        else:
            self._bench.undo()

    def _forget_deleted(self) -> None:
        self._deleted = None

    def _tell_deleted(self, deletion: Deletion) -> None:
        self._deleted = deletion
        self._bench.state_changed.emit()
        self.folders_changed.emit()
        what = trn("{number:,} picture deleted.", "{number:,} pictures deleted.", len(deletion.moved))
        self._bar.show_notice(what, action=tr("Take back"), on_action=lambda: self._restore(deletion))

    def _restore(self, deletion: Deletion) -> None:
        self._forget_deleted()
        self._bench.state_changed.emit()
        self._bar.dismiss()
        self._start(tr("taking back"), file_tasks.restore(deletion), partial(self._tell_restored, len(deletion.moved)))

    def _tell_restored(self, wanted: int, number: int) -> None:
        self.folders_changed.emit()
        if number < wanted:
            gone = trn(
                "{number:,} picture is not in the trash any more, so it could not be taken back: it was put back or "
                "deleted for good by another window or program.",
                "{number:,} pictures are not in the trash any more, so they could not be taken back: they were put "
                "back or deleted for good by another window or program.",
                wanted - number,
            )
            self._bar.show_error(gone)
        self.status.emit(trn("{number:,} picture taken back", "{number:,} pictures taken back", number))

    def _shown(self, path: Path) -> str:
        root = self._workspace.root
        return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def _refusal_of_version(name: str, *, taken: Collection[str]) -> str:
    if name in taken:
        return tr("There is a version named “{name}” already.", name=name)
    try:
        check_name(name, tr("version"))
    except WorkspaceError as error:
        return str(error) if name else tr("Type a name.")
    return ""


@cache
def _samples_of(folder: Path) -> dict[str, Path]:
    """The pictures that came with a model, by name; looked for once, as menus ask often."""
    return {path.stem: path for path in folder.glob("sample_*.png")}
