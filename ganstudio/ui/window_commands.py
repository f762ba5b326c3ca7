"""WindowCommands: the slots of the actions table that have to do with the window itself."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QMessageBox

from ganstudio.errors import WorkspaceError
from ganstudio.ui import theme
from ganstudio.ui.actions import ActionSpec
from ganstudio.ui.arrangement import Arrangement
from ganstudio.ui.bench.workbench import Workbench
from ganstudio.ui.files.trash_dialog import TrashDialog
from ganstudio.ui.pages_window import PagesWindow
from ganstudio.ui.preferences import Preferences
from ganstudio.ui.settings_dialog import SettingsDialog
from ganstudio.ui.shortcuts_dialog import ShortcutsDialog
from ganstudio.ui.widgets import dialogs
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.folders import open_page
from ganstudio.version import documentation, full_version
from ganstudio.words import tr
from ganstudio.workspace import Workspace
from ganstudio.workspace.logs import log_path
from ganstudio.workspace.settings import workspace_place

_MOST_RECENT = 10


class WindowCommands(QObject):
    """Theme, tabs, dialogs.

    Signals:
        model_requested(str): That model file is to be loaded.
        workspace_requested(Workspace): Work goes on there.
        seed_requested(), search_requested(): The keys are to go to that field.
        palette_requested(): Everything that can be done is to be found by typing.
        restored(): Something came back from the trash.
        message(str): Why something could not be done.
    """

    model_requested = Signal(str)
    workspace_requested = Signal(Workspace)
    seed_requested = Signal()
    search_requested = Signal()
    palette_requested = Signal()
    restored = Signal()
    message = Signal(str)

    def __init__(
        self,
        window: QMainWindow,
        bench: Workbench,
        preferences: Preferences,
        arrangement: Arrangement,
        *,
        workspace: Callable[[], Workspace],
        is_busy: Callable[[], bool],
    ) -> None:
        """`workspace` gives the one worked in; `is_busy` whether jobs write into it."""
        super().__init__(window)
        self._window = window
        self._bench = bench
        self._preferences = preferences
        self._arrangement = arrangement
        self._workspace = workspace
        self._is_busy = is_busy

    def find_attribute(self) -> None:
        """Goes to the search field of the Attributes tab."""
        self._arrangement.show_tab(0)
        self.search_requested.emit()

    def type_seed(self) -> None:
        """Goes to the seed field, wherever it is."""
        self._arrangement.show_left()
        self.seed_requested.emit()

    def choose_theme(self, name: str, on: bool = True) -> None:
        """Chooses a theme, where its switch is turned on."""
        if on:
            self._preferences.change(theme=name)

    def switch_theme(self) -> None:
        """Changes between dark and light."""
        self.choose_theme("light" if theme.current().name == "dark" else "dark")

    def full_screen(self, on: bool) -> None:
        """Uses the whole screen, and back."""
        if on:
            self._window.showFullScreen()
        else:
            self._window.showNormal()

    def live_update(self, on: bool) -> None:
        """Lets the picture follow, or not."""
        self._preferences.change(live_update=on)

    def point_at_parts(self, on: bool) -> None:
        """Lights the part of the picture under the mouse, or not."""
        self._preferences.change(point_at_parts=on)

    def show_settings(self) -> None:
        """Asks for settings."""
        settings = self._preferences.settings
        dialog = SettingsDialog(settings, self._workspace().root, self._window)
        if dialog.exec():
            changes = dialog.changes()
            elsewhere = self._other_workspace(str(changes["workspace"]))
            if elsewhere is None:
                changes["workspace"] = settings.workspace
            self._preferences.change(**changes)
            if elsewhere is not None:
                self.workspace_requested.emit(elsewhere)
        dialog.deleteLater()

    def go_on_elsewhere(self) -> None:
        """Asks for a folder to go on in, as where the workspace is not there any more."""
        folder = dialogs.ask_folder(self._window, self._workspace().root.parent)
        if folder is None:
            return
        try:
            workspace = Workspace(folder)
        except WorkspaceError as error:
            self.message.emit(str(error))
        else:
            self._preferences.change(workspace=str(folder))
            self.workspace_requested.emit(workspace)

    def show_trash(self) -> None:
        """Lists what was deleted, to be put back or to go for good."""
        dialog = TrashDialog(self._workspace(), self._window)
        dialog.restored.connect(self.restored)
        dialog.exec()
        dialog.deleteLater()

    def show_shortcuts(self, specs: Iterable[ActionSpec]) -> None:
        """Lists all keys."""
        dialog = ShortcutsDialog(specs, self._window)
        dialog.exec()
        dialog.deleteLater()

    def show_documentation(self) -> None:
        """Opens the site's first page in the browser; where none was built, the pages as they are written."""
        page = documentation()
        if page is not None and page.suffix == ".md":
            PagesWindow(page, self._window).show()
        elif page is not None:
            open_page(page, self.message.emit)

    def show_about(self) -> None:
        """Says which version this is, and where things are."""
        model = self._bench.model
        facts = [tr("Version {version}, Python {python}", version=full_version(), python=platform.python_version())]
        if model is not None:
            facts.append(tr("Model: {name} ({md5})", name=model.name, md5=model.model_id))
            facts.append(tr("Runs on {device}, {precision}", device=model.device, precision=model.precision))
        facts.append(tr("Workspace: {folder}", folder=self._workspace().root))
        facts.append(tr("Log: {file}", file=log_path()))
        box = QMessageBox(QMessageBox.Icon.NoIcon, tr("About GanStudio"), "GanStudio", parent=self._window)
        box.setInformativeText("\n".join(facts))
        box.exec()

    def fill_recent(self, menu: QMenu) -> None:
        """Fills the menu of recent models when it opens."""
        menu.clear()
        for number, model in enumerate(self._workspace().recent_models()[:_MOST_RECENT], start=1):
            name = model.name.replace("&", "&&")
            action = QAction(f"&{number % 10} {name}" if number <= 10 else name, menu)
            action.setToolTip(str(model.path))
            action.setData(str(model.path))
            action.triggered.connect(self._open_recent)
            menu.addAction(action)
        if menu.isEmpty():
            open_unless(menu.addAction(tr("None yet")), tr("Open a model file first; it is listed here from then on."))

    def _open_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.model_requested.emit(str(action.data()))

    def _other_workspace(self, wanted: str) -> Workspace | None:
        """The workspace that the settings now name; None if it stays, or cannot be changed now, which is then told."""
        if wanted == self._preferences.settings.workspace:
            return None
        if self._is_busy():
            self.message.emit(
                tr(
                    "The workspace was not changed, as batch jobs are writing into this one. "
                    "Let them end, or stop them in the Jobs tab, then change it again."
                )
            )
            return None
        try:
            settings = msgspec.structs.replace(self._preferences.settings, workspace=wanted)
            return Workspace(workspace_place(settings=settings))
        except WorkspaceError as error:
            self.message.emit(str(error))
            return None


def wear(name: str) -> None:
    """Gives the application a theme."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply(app, name)
