"""WindowCommands: the slots of the actions table that have to do with the window itself."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox

from ganstudio.ui import theme
from ganstudio.ui.settings_dialog import SettingsDialog
from ganstudio.ui.shortcuts_dialog import ShortcutsDialog

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
        self._window.arrange()

    def live_update(self, on: bool) -> None:
        """Lets the picture follow, or not."""
        self._window.change_settings(live_update=on)

    def show_settings(self) -> None:
        """Asks for settings."""
        dialog = SettingsDialog(self._window.settings, self._window.workspace.root, self._window)
        if dialog.exec():
            workspace_before = self._window.settings.workspace
            self._window.change_settings(**dialog.changes())
            if self._window.settings.workspace != workspace_before:
                self._window.bar.show_notice("The other workspace folder is used from the next start.")
        dialog.deleteLater()

    def show_shortcuts(self) -> None:
        """Lists all keys."""
        dialog = ShortcutsDialog(self._window)
        dialog.exec()
        dialog.deleteLater()

    def show_about(self) -> None:
        """Says which version this is, and where things are."""
        model = self._window.bench.model
        facts = [f"Version {_version()}, Python {platform.python_version()}"]
        if model is not None:
            facts += [f"Model: {model.name} ({model.model_id})", f"Runs on {model.device}, {model.precision}"]
        facts.append(f"Workspace: {self._window.workspace.root}")
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
