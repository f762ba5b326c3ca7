"""WindowCommands: the slots of the actions table that have to do with the window itself."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox

from ganstudio.errors import WorkspaceError
from ganstudio.ui import theme
from ganstudio.ui.files.trash_dialog import TrashDialog
from ganstudio.ui.settings_dialog import SettingsDialog
from ganstudio.ui.shortcuts_dialog import ShortcutsDialog
from ganstudio.workspace import Workspace
from ganstudio.workspace.logs import log_path
from ganstudio.workspace.settings import workspace_place

if TYPE_CHECKING:
    from ganstudio.ui.main_window import MainWindow

_MOST_RECENT = 10


class WindowCommands(QObject):
    """Zoom, theme, layout, dialogs."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def quit(self) -> None:
        """Closes the window."""
        self._window.close()

    def zoom_in(self) -> None:
        """Shows the picture larger."""
        self._window.view.zoom_by(1)

    def zoom_out(self) -> None:
        """Shows it smaller."""
        self._window.view.zoom_by(-1)

    def zoom_fit(self) -> None:
        """Shows all of it."""
        self._window.view.fit()

    def zoom_one_to_one(self) -> None:
        """Shows it pixel by pixel."""
        self._window.view.show_actual_size()

    def show_pixels(self, on: bool) -> None:
        """Shows an enlarged picture's pixels as blocks."""
        self._window.view.set_smooth(not on)

    def show_attributes(self) -> None:
        """Goes to the first tab."""
        self._show_tab(0)

    def show_spatial(self) -> None:
        """Goes to the second tab."""
        self._show_tab(1)

    def show_feature_maps(self) -> None:
        """Goes to the third tab."""
        self._show_tab(2)

    def show_jobs(self) -> None:
        """Goes to the fourth tab."""
        self._show_tab(3)

    def reset_attributes(self) -> None:
        """Sets every attribute to zero."""
        self._window.tab_set.attributes.reset_all()

    def find_attribute(self) -> None:
        """Goes to the search field of the Attributes tab."""
        self._show_tab(0)
        self._window.tab_set.attributes.focus_search()

    def type_seed(self) -> None:
        """Goes to the seed field, wherever it is."""
        self._window.left_dock.show()
        self._window.left_dock.raise_()
        self._window.left.focus_seed()

    def theme_dark(self, on: bool) -> None:
        """Chooses the dark theme."""
        self._choose_theme("dark", on)

    def theme_light(self, on: bool) -> None:
        """Chooses the light theme."""
        self._choose_theme("light", on)

    def theme_system(self, on: bool) -> None:
        """Follows the desktop."""
        self._choose_theme("system", on)

    def switch_theme(self) -> None:
        """Changes between dark and light."""
        self._choose_theme("light" if theme.current().name == "dark" else "dark", True)

    def full_screen(self, on: bool) -> None:
        """Uses the whole screen, and back."""
        if on:
            self._window.showFullScreen()
        else:
            self._window.showNormal()

    def reset_layout(self) -> None:
        """Puts the panels back."""
        self._window.arrangement.reset()

    def live_update(self, on: bool) -> None:
        """Lets the picture follow, or not."""
        self._window.change_settings(live_update=on)

    def show_settings(self) -> None:
        """Asks for settings."""
        dialog = SettingsDialog(self._window.settings, self._window.workspace.root, self._window)
        if dialog.exec():
            changes = dialog.changes()
            elsewhere = self._other_workspace(changes["workspace"])
            if elsewhere is None:
                changes["workspace"] = self._window.settings.workspace
            self._window.change_settings(**changes)
            if elsewhere is not None:
                self._window.move_to(elsewhere)
        dialog.deleteLater()

    def show_trash(self) -> None:
        """Lists what was deleted, to be put back or to go for good."""
        dialog = TrashDialog(self._window.workspace, self._window)
        dialog.restored.connect(self._window.files.folders_changed)
        dialog.restored.connect(self._window.tab_set.spatial.look_up_presets)
        dialog.exec()
        dialog.deleteLater()

    def show_shortcuts(self) -> None:
        """Lists all keys."""
        dialog = ShortcutsDialog(self._window.specs, self._window)
        dialog.exec()
        dialog.deleteLater()

    def show_about(self) -> None:
        """Says which version this is, and where things are."""
        model = self._window.bench.model
        facts = [f"Version {_version()}, Python {platform.python_version()}"]
        if model is not None:
            facts += [f"Model: {model.name} ({model.model_id})", f"Runs on {model.device}, {model.precision}"]
        facts += [f"Workspace: {self._window.workspace.root}", f"Log: {log_path()}"]
        box = QMessageBox(QMessageBox.Icon.NoIcon, "About GanStudio", "GanStudio", parent=self._window)
        box.setInformativeText("\n".join(facts))
        box.exec()

    def fill_recent(self) -> None:
        """Fills the menu of recent models when it opens."""
        menu = self._window.recent
        menu.clear()
        for number, model in enumerate(self._window.workspace.recent_models()[:_MOST_RECENT], start=1):
            action = QAction(f"&{number % 10} {model.name}" if number <= 10 else model.name, menu)
            action.setToolTip(str(model.path))
            action.setData(str(model.path))
            action.triggered.connect(self._open_recent)
            menu.addAction(action)
        if menu.isEmpty():
            menu.addAction("None yet: open a model file").setEnabled(False)

    def _open_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._window.open_model(str(action.data()))

    def _other_workspace(self, wanted: str) -> Workspace | None:
        """The workspace that the settings now name; None if it stays, or cannot be changed now, which is then told."""
        if wanted == self._window.settings.workspace:
            return None
        if self._window.batch.queue.is_busy:
            self._window.bar.show_error(
                "The workspace was not changed, as batch jobs are writing into this one. "
                "Let them end, or stop them in the Jobs tab, then change it again."
            )
            return None
        try:
            settings = msgspec.structs.replace(self._window.settings, workspace=wanted)
            return Workspace(workspace_place(settings=settings))
        except WorkspaceError as error:
            self._window.bar.show_error(str(error))
            return None

    def _choose_theme(self, name: str, on: bool) -> None:
        if on:
            self._window.change_settings(theme=name)
            self._window.wear(name)

    def _show_tab(self, index: int) -> None:
        self._window.right_dock.show()
        self._window.tabs.setCurrentIndex(index)
        self._window.tabs.currentWidget().setFocus()


def _version() -> str:
    try:
        return version("ganstudio")
    except PackageNotFoundError:
        return "of a clone"
