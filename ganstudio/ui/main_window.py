"""MainWindow: puts the parts together and joins their signals. What commands do is in the objects it joins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QMainWindow,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ganstudio.errors import WorkspaceError
from ganstudio.recipe.document import Recipe
from ganstudio.ui import actions, theme
from ganstudio.ui.action_table import window_actions
from ganstudio.ui.arrangement import Arrangement
from ganstudio.ui.batch_wiring import batch_context, wire_batch
from ganstudio.ui.bench.frame import Failure, Frame, TaskProgress
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.render_service import RenderService
from ganstudio.ui.bench.render_worker import LOADING
from ganstudio.ui.bench.workbench import Workbench
from ganstudio.ui.canvas.image_view import ImageView
from ganstudio.ui.command_states import usable_commands
from ganstudio.ui.docks import add_dock
from ganstudio.ui.files.picture_files import PictureFiles
from ganstudio.ui.jobs.commands import BatchCommands
from ganstudio.ui.left_wiring import wire_left
from ganstudio.ui.make.left_column import LeftColumn
from ganstudio.ui.placing_wiring import wire_placing
from ganstudio.ui.status_line import StatusLine, frame_caption
from ganstudio.ui.tab_set import TabSet
from ganstudio.ui.widgets.error_bar import ErrorBar
from ganstudio.ui.widgets.run_bar import RunBar
from ganstudio.ui.window_commands import WindowCommands
from ganstudio.workspace import Settings, Workspace


class MainWindow(QMainWindow):
    """The studio's window; several may share one workspace."""

    def __init__(
        self,
        service: RenderService,
        workspace: Workspace,
        settings: Settings,
        *,
        save_settings: Callable[[Settings], None],
        device: str = "",
        precision: str = "",
    ) -> None:
        """`device` and `precision`, where given, count instead of the settings' until these are changed."""
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle("GanStudio")
        self.setMinimumSize(1024, 680)
        self.setAcceptDrops(True)
        self.settings = settings
        self._device, self._precision = device, precision
        self._save_settings = save_settings
        self.workspace = workspace
        self.bar = ErrorBar()
        self.run_bar = RunBar()
        self.view = ImageView()
        self.bench = Workbench(service, self, live=settings.live_update)
        self.files = PictureFiles(self.bench, workspace, self.bar, self)
        self.commands = WindowCommands(self)
        self.batch = BatchCommands(self, lambda: batch_context(self))
        self.specs = window_actions(bench=self.bench, files=self.files, commands=self.commands, batch=self.batch)
        self.table = actions.build_actions(self, self.specs)
        self.addActions(list(self.table.values()))
        self.left = LeftColumn(self.table)
        self.tabs = QTabWidget()
        self.status = StatusLine(self)
        self._build_layout()
        docks = (self.left_dock, self.right_dock, self.strip_dock)
        panels = [dock.toggleViewAction() for dock in docks]
        self.recent = actions.build_menus(self.menuBar(), self.specs, self.table, panels=panels)
        self.recent.aboutToShow.connect(self.commands.fill_recent)
        self._connect()
        self._show_settings()
        self._show_state()
        self.arrangement = Arrangement(self, settings)
        for button in self.findChildren(QAbstractButton):
            if button.focusPolicy() == Qt.FocusPolicy.StrongFocus:
                button.setFocusPolicy(
                    Qt.FocusPolicy.TabFocus
                )  # a click leaves the keys, Space above all, to the picture

    def open_model(self, path: str, recipe: Recipe | None = None, *, workspace: Workspace | None = None) -> None:
        """Loads a model file, or `builtin`, and then shows the recipe if one is given.

        With a workspace, the window moves there once the model has been loaded; it stays where it is otherwise.
        """
        device, precision = self._device or self.settings.device, self._precision or self.settings.precision
        place = workspace or self.workspace
        self.bench.open_model(path, device=device, precision=precision, recipe=recipe, workspace=place)

    def move_to(self, workspace: Workspace) -> None:
        """Works in another workspace from now on, with the model and the picture on screen."""
        model = self.bench.model
        if model is None:
            self._settle_in(workspace)
        else:
            self.open_model("builtin" if model.path is None else str(model.path), workspace=workspace)

    def show_failure(self, failure: Failure) -> None:
        """Says what went wrong in the bar above the picture."""
        self.bar.show_error(failure.sentence, details=failure.details)
        if self.bench.model is None:
            self.view.set_empty_text("No model is loaded. Open one in the Model menu, or drop a model file here.")
            self.status.show_model(None)

    def change_settings(self, **changes: Any) -> None:
        """Changes settings, keeps them and acts on them."""
        before = self.settings
        self.settings = msgspec.structs.replace(before, **changes)
        if self.settings == before:
            return
        try:
            self._save_settings(self.settings)
        except WorkspaceError as error:
            self.bar.show_error(str(error))
        self._show_settings()
        moved = (before.device, before.precision) != (self.settings.device, self.settings.precision)
        if moved and self.bench.model is not None:
            self._device = self._precision = ""
            self.open_model("builtin" if self.bench.model.path is None else str(self.bench.model.path))

    def wear(self, name: str) -> None:
        """Gives the application a theme."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, name)

    def event(self, event: QEvent) -> bool:
        """Leaves Space to a button that has the focus; everywhere else it generates."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and isinstance(QApplication.focusWidget(), QAbstractButton | QComboBox):
                event.accept()
                return True
        return super().event(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accepts a file."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Opens a file, whatever it is."""
        for url in event.mimeData().urls()[:1]:
            self.files.open_file(Path(url.toLocalFile()))

    def changeEvent(self, event: QEvent) -> None:
        """Draws icons anew in the colors of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "table"):
            actions.tint(self.table, self.specs)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gives the panels another size when the window turns wide or narrow, tall or low."""
        super().resizeEvent(event)
        if hasattr(self, "arrangement"):
            self.arrangement.follow_size()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remembers the window's place, then ends the worker."""
        self.change_settings(**self.arrangement.kept())
        self.hide()
        self.tab_set.close()
        self.bench.service.close()
        super().closeEvent(event)

    def _build_layout(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.run_bar)
        column.addWidget(self.view, 1)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Tabs")
        self.tab_set = TabSet(self.tabs, self.view, self.workspace, self.batch.queue)
        self.strip = self.tab_set.strip
        sides = Qt.DockWidgetArea
        self.left_dock = add_dock(self, "make", "Make and compare", self.left, sides.LeftDockWidgetArea)
        self.right_dock = add_dock(self, "tabs", "Tabs", self.tabs, sides.RightDockWidgetArea)
        self.strip_dock = add_dock(self, "strip", "Film strip", self.strip, sides.BottomDockWidgetArea)
        for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
            self.setCorner(corner, sides.BottomDockWidgetArea)
        self.model_name = QLabel("", self)
        self.model_name.setProperty("role", "quiet")
        self.model_name.setContentsMargins(8, 8, 14, 0)
        self.menuBar().setCornerWidget(self.model_name)

    def _connect(self) -> None:
        bench, service = self.bench, self.bench.service
        wire_left(self)
        bench.session.recipe_changed.connect(self._show_recipe)
        bench.frame_shown.connect(self._show_frame)
        bench.picture_shown.connect(self._show_picture)
        bench.model_changed.connect(self._show_model)
        bench.comparison.comparison_changed.connect(self.view.set_comparison)
        bench.comparison.showing_previous_changed.connect(self.table["toggle_previous"].setChecked)
        bench.state_changed.connect(self._show_state)
        bench.failed.connect(self.show_failure)
        bench.task_titled.connect(self.status.name_task)
        service.failed.connect(self.show_failure)
        service.model_loading.connect(self._show_loading)
        service.task_progress.connect(self._show_task)
        service.task_finished.connect(self.status.end_task)
        self.status.cancel_asked.connect(service.cancel_task)
        self.files.status.connect(self.status.say)
        self.files.model_file_asked.connect(self.open_model)
        self.view.file_dropped.connect(self.files.open_file)
        self.view.space_tapped.connect(self.table["generate"].trigger)
        self.tab_set.switches_chosen.connect(lambda switches: self.change_settings(**switches))
        self.tab_set.connect_to(bench, self.files, self.bar, self.status)
        wire_placing(self)
        wire_batch(self, self.batch)

    def _show_recipe(self, recipe: Recipe) -> None:
        self.left.show_recipe(recipe)
        self.tab_set.show_recipe(recipe)

    def _settle_in(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.files.show_workspace(workspace)
        self.strip.show_workspace(workspace)
        self.status.say(f"Working in {workspace.root}")

    def _show_model(self, model: ModelContext) -> None:
        if model.workspace.root != self.workspace.root:
            self._settle_in(model.workspace)
        self.setWindowTitle(f"{model.name} – GanStudio")
        self.model_name.setText(model.name)
        self.menuBar().setCornerWidget(self.model_name)  # only this makes the menu bar give it its new width
        self.left.show_model(model)
        self.status.show_model(model)
        self.status.end_task(LOADING)
        self.tab_set.show_model(model)

    def _show_loading(self, path: str) -> None:
        name = "the built-in model" if path == "builtin" else Path(path).name
        self.status.show_loading(name)
        self.view.set_empty_text(f"Loading {name}…")

    def _show_picture(self, frame: Frame) -> None:
        self.view.show_image(frame.image)
        self.view.set_info(frame_caption(frame, self.bench.model))

    def _show_frame(self, frame: Frame) -> None:
        self._show_picture(frame)
        self.status.show_frame(frame)
        self.tab_set.show_frame(frame)

    def _show_task(self, progress: TaskProgress) -> None:
        self.status.show_task(progress, cancellable=progress.name != LOADING)
        self.tab_set.show_task(progress)

    def _show_settings(self) -> None:
        settings = self.settings
        self.bench.set_live(settings.live_update)
        self.files.confirm_delete = settings.confirm_delete
        self.bench.keep_noise_seed = settings.keep_noise_seed
        self.left.noise.set_keep_seed(settings.keep_noise_seed)
        self.left.make.set_live_update(settings.live_update)
        self.table["live_update"].setChecked(settings.live_update)
        self.table[f"theme_{settings.theme}"].setChecked(True)
        self.tab_set.show_settings(settings)
        self.batch.opens_folder = settings.open_folder_when_done

    def _show_state(self) -> None:
        for name, can in usable_commands(self.bench).items():
            self.table[name].setEnabled(can)
        theme.set_role(self.left.make.update_button, "primary" if self.bench.stale else "")

    def action(self, name: str) -> QAction:
        """The action of that name."""
        return self.table[name]
