"""MainWindow: puts the parts together. What commands do is in the parts, who hears whom in `wiring`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QGridLayout,
    QLabel,
    QMainWindow,
    QTabWidget,
    QWidget,
)

from ganstudio.recipe.document import Recipe
from ganstudio.ui import actions, front_wiring, theme, wiring
from ganstudio.ui.action_table import window_actions
from ganstudio.ui.actions import ActionSpec
from ganstudio.ui.arrangement import Arrangement
from ganstudio.ui.bench.frame import Failure
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.render_service import RenderService
from ganstudio.ui.bench.workbench import Workbench
from ganstudio.ui.canvas.image_view import ImageView, local_files
from ganstudio.ui.files.picture_files import PictureFiles
from ganstudio.ui.files.picture_picker import PicturePicker
from ganstudio.ui.files.unkept import Unkept
from ganstudio.ui.files.workspace_watch import WorkspaceWatch
from ganstudio.ui.jobs.commands import BatchCommands
from ganstudio.ui.library.view import LibraryView
from ganstudio.ui.make.left_column import LeftColumn
from ganstudio.ui.preferences import Preferences
from ganstudio.ui.status_line import StatusLine
from ganstudio.ui.tab_set import TabSet
from ganstudio.ui.theme.motion import is_still
from ganstudio.ui.watch.controller import Watching
from ganstudio.ui.welcome.guide import Guide
from ganstudio.ui.welcome.start_card import SEEDS, StartCard
from ganstudio.ui.widgets import dialogs
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.enter_rule import EnterRule
from ganstudio.ui.widgets.error_bar import ErrorBar
from ganstudio.ui.widgets.folder_memory import FolderMemory
from ganstudio.ui.widgets.key_presses import KeyPresses
from ganstudio.ui.widgets.mouse_rule import MouseRule
from ganstudio.ui.widgets.picture_asking import PictureAsker
from ganstudio.ui.widgets.run_bar import RunBar
from ganstudio.ui.widgets.tab_rule import TabRule
from ganstudio.ui.window_commands import WindowCommands, wear
from ganstudio.words import chosen_language, language, tr, trn
from ganstudio.workspace import Settings, Workspace
from ganstudio.workspace.files import waiting_at_most

_LAST_WAIT_S = 1.0
"""So long another window may keep this one from saving its settings when it is closed."""
_TOOLS_WIDTH = 64
"""Beside the messages: the tools that paint selections stand there."""


class MainWindow(QMainWindow):
    """The studio's window; several may share one workspace.

    Attributes:
        reopens: Whether it is closed to be opened again at once, as in another language.

    Signals:
        closing(): It is being closed; what is under way ends now.
    """

    closing = Signal()

    specs: tuple[ActionSpec, ...] = ()
    """The table of actions; Qt may tell of a new palette before it is there."""

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
        self.preferences = Preferences(settings, save_settings, self)
        PictureAsker(lambda question: PicturePicker(self.workspace, question).open(), self)
        self.folder_memory = FolderMemory(self)
        self.folder_memory.restore(settings.folders)
        self.folder_memory.changed.connect(lambda folders: self.preferences.change(folders=folders))
        self._presses = KeyPresses()
        self._told_lost = False
        self._asked_model = "builtin"
        self.reopens = False
        self._device, self._precision = device, precision
        self.workspace = workspace
        self._make_parts(service)
        self._lay_out()
        self._join()
        self._show_settings()
        self._show_state()
        self.arrangement.restore(settings, self.tab_set.attributes.chips, self.tab_set.attributes.order)
        self._rules = MouseRule(self), TabRule(self, self.view), EnterRule(self)
        for button in self.findChildren(QAbstractButton):
            if button.focusPolicy() == Qt.FocusPolicy.StrongFocus:
                button.setFocusPolicy(
                    Qt.FocusPolicy.TabFocus
                )  # a click leaves the keys, Space above all, to the picture

    def open_model(self, path: str, recipe: Recipe | None = None, *, workspace: Workspace | None = None) -> None:
        """Loads a model file, or `builtin`, and then shows the recipe if one is given.

        With a workspace, the window moves there once the model has been loaded; it stays where it is otherwise.
        """
        self._asked_model = path
        settings = self.preferences.settings
        device, precision = self._device or settings.device, self._precision or settings.precision
        place = workspace or self.workspace
        self.files.keeping.keep_now()
        lost = self.bench.open_model(path, device=device, precision=precision, recipe=recipe, workspace=place)
        if lost:
            self.status.say(
                trn(
                    "{number} picture was not made: a model is loading.",
                    "{number} pictures were not made: a model is loading.",
                    lost,
                )
            )

    def greet(self) -> None:
        """Offers faces to begin with, to a person in a workspace without pictures, once the first of them is drawn."""
        if not self.preferences.settings.welcomed and not self.workspace.has_portraits():
            self.bench.first_seed = SEEDS[0]
            single = Qt.ConnectionType.SingleShotConnection
            self.bench.frame_shown.connect(lambda _: self.guide.offer_start(self.start), type=single)

    def move_to(self, workspace: Workspace) -> None:
        """Works in another workspace from now on, with the model and the picture on screen."""
        if self.bench.model is None:
            self._settle_in(workspace)
            self.open_model(self._asked_model)
        else:
            self._reopen_model(self.bench.model, workspace)

    def show_failure(self, failure: Failure) -> None:
        """Says what went wrong in the bar above the picture; where no model could be opened for it, with a way out."""
        if failure.is_unwritable and self.bench.model is None:
            self.unkept.offer(failure.sentence)
        else:
            self.bar.show_error(failure.sentence, details=failure.details)
        self._show_nothing_loaded()

    def action(self, name: str) -> QAction:
        """The action of that name."""
        return self.table[name]

    def event(self, event: QEvent) -> bool:
        """Leaves Space to a button that has the focus; everywhere else it generates, at each press."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and isinstance(QApplication.focusWidget(), QAbstractButton | QComboBox):
                event.accept()
                return True
            generate = self.table["generate"]
            if event.isAutoRepeat() and QKeySequence(event.keyCombination()) in generate.shortcuts():
                if self._presses.is_new(event):
                    generate.trigger()  # the shortcut itself takes it for a key that is held
                event.accept()
                return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes on; what is hidden while it has the keys gives them to the picture."""
        focused = self.focusWidget()
        if focused is not None and not focused.isVisible():
            focused.clearFocus()
            return True
        return super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape, where nothing else has a use for it, takes the message away."""
        if event.key() == Qt.Key.Key_Escape and self.bar.isVisible():
            self.bar.dismiss()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Keeps in mind which keys were let go."""
        self._presses.let_go(event)
        super().keyReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accepts a file."""
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Opens files, whatever they are."""
        self.files.open_files(local_files(event.mimeData()))

    def changeEvent(self, event: QEvent) -> None:
        """Draws icons anew in the colors of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            actions.tint(self.table, self.specs)

    def showEvent(self, event: QShowEvent) -> None:
        """Lets the rule of the mouse count, and gives the picture the keys: a button would take the first Space."""
        super().showEvent(event)
        if self.focusWidget() is None:
            self.view.setFocus()
        for rule in self._rules:
            rule.watch(self.windowHandle())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gives the panels another size when the window turns wide or narrow, tall or low."""
        super().resizeEvent(event)
        self.arrangement.follow_size()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remembers the window's place, then ends the worker; asks first where something would be lost."""
        if not (self.tab_set.feature_maps.records.may_close() and self.unkept.may_close()):
            event.ignore()
            return
        self.closing.emit()
        self.hide()
        with waiting_at_most(_LAST_WAIT_S):
            self.preferences.change(**self.arrangement.kept())
            self.preferences.keep()
        self.files.keeping.keep_now()  # drawn while what follows ends
        self.watch.close()
        self.tab_set.close()
        self.library.close_threads()
        self.bench.close()
        super().closeEvent(event)

    def _make_parts(self, service: RenderService) -> None:
        self.bar, self.run_bar, self.view, self.status = ErrorBar(), RunBar(), ImageView(), StatusLine(self)
        self.watching = Watching(self.view)
        self.watching.portraits = lambda: self.workspace.portraits
        self.watching.is_still = lambda: is_still(self.preferences.settings.movement)
        self.start, self.guide = StartCard(self.view), Guide(self, self.view)
        self.bench = Workbench(service, self)
        self.files = PictureFiles(self.bench, self.workspace, self.bar, self)
        self.watch = WorkspaceWatch(self.workspace, self)
        self.batch = BatchCommands(self)
        self.tabs = QTabWidget()
        self.tab_set = TabSet(self.tabs, self.view, self.workspace, self.batch.queue)
        self.strip = self.tab_set.strip
        self.library = LibraryView(self)
        self.library.show_workspace(self.workspace)
        self.arrangement = Arrangement(self, tabs=self.tabs, strip=self.strip)
        self.commands = WindowCommands(
            self,
            self.bench,
            self.preferences,
            self.arrangement,
            workspace=lambda: self.workspace,
            is_busy=lambda: self.batch.queue.is_busy,
        )
        self.specs = window_actions(
            bench=self.bench,
            generate=self._generate,
            files=self.files,
            view=self.view,
            batch=self.batch,
            attributes=self.tab_set.attributes,
            maps=self.tab_set.feature_maps,
            arrangement=self.arrangement,
            commands=self.commands,
            animate=self.tab_set.parts.chosen.animate,
            find_parts=self.tab_set.own_parts.find,
            start=self.start,
            guide=self.guide,
            library=self.library,
            close=self.close,
        )
        self.table = actions.build_actions(self, self.specs)
        self.left = LeftColumn(self.table)

    def _lay_out(self) -> None:
        middle = QWidget()
        column = QGridLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.run_bar, 0, 0, 1, 2)
        column.addWidget(self.view, 1, 0, 1, 2)
        column.addWidget(self.library, 1, 0, 1, 2)
        column.setRowStretch(1, 1)
        column.setColumnMinimumWidth(0, _TOOLS_WIDTH)
        column.setColumnStretch(1, 1)
        self._middle = column
        self._place_bar(False)
        self.library.shown_changed.connect(self._place_bar)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status)
        self.addActions(list(self.table.values()))
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after the pages', which is handed on to it
        self.tabs.setAccessibleName(tr("Tabs"))
        self.arrangement.put_left(self.left)
        panels = [dock.toggleViewAction() for dock in self.arrangement.docks]
        self.recent = actions.build_menus(self.menuBar(), self.specs, self.table, panels=panels)
        self.model_name = QLabel("", self)
        self.model_name.setProperty("role", "quiet")
        self.model_name.setContentsMargins(8, 8, 14, 0)
        self.menuBar().setCornerWidget(self.model_name)

    def _place_bar(self, in_library: bool) -> None:
        """Messages stand over the picture, where nothing moves; below the library, whose top is the search field."""
        self._middle.removeWidget(self.bar)
        if in_library:
            self._middle.addWidget(self.bar, 2, 0, 1, 2)
        else:
            self._middle.addWidget(self.bar, 0, 1, 2, 1, Qt.AlignmentFlag.AlignTop)
        self.bar.raise_()

    def _join(self) -> None:
        bench, commands, bar, status, tabs = self.bench, self.commands, self.bar, self.status, self.tab_set
        self.preferences.changed.connect(self._settings_changed)
        self.preferences.message.connect(bar.show_error)
        self.recent.aboutToShow.connect(partial(commands.fill_recent, self.recent))
        self.files.model_file_requested.connect(self.open_model)
        self.watch.lost.connect(self._show_lost)
        self.watch.found.connect(self._show_found)
        commands.model_requested.connect(self.open_model)
        commands.workspace_requested.connect(self.move_to)
        bench.model_changed.connect(self._show_model)
        bench.state_changed.connect(self._show_state)
        for failed in (bench.failed, bench.service.failed):
            failed.connect(self.show_failure)
        bench.service.model_loading.connect(self._show_loading)
        bench.service.loading_failed.connect(self._show_nothing_loaded)
        self.unkept = Unkept(
            self.files.keeping,
            bench.journaling,
            bar=bar,
            say=status.say,
            show_failure=self.show_failure,
            go_on_elsewhere=commands.go_on_elsewhere,
            window=self,
        )
        wiring.join_commands(commands, self.left, tabs, self.files, bar)
        wiring.join_palette(commands, self, bench, tabs, self.table)
        wiring.join_left(self.left, bench, bar, tabs, preferences=self.preferences, status=status)
        wiring.join_picture(self.view, bench, status, tabs, self.table)
        wiring.join_errors(bar, bench)
        wiring.join_files(self.files, self.view, status)
        wiring.join_tabs(tabs, bench, self.files, bar=bar, status=status, preferences=self.preferences)
        wiring.join_tabs_to_one_another(tabs, self.view)
        front_wiring.join_parts(tabs, bench, status)
        front_wiring.join_watching(
            self.watching,
            tabs,
            bench,
            self.files,
            queue=self.batch.queue,
            view=self.view,
            status=status,
            show_failure=self.show_failure,
        )
        front_wiring.join_library(
            self.library,
            tabs,
            self.files,
            view=self.view,
            arrangement=self.arrangement,
            bar=bar,
            status=status,
            actions=self.table,
            specs=self.specs,
        )
        front_wiring.join_start(self.start, self.guide, bench, self.preferences, self.table)
        front_wiring.join_lessons(
            self.guide,
            self.start,
            bench=bench,
            tabs=tabs,
            pages=self.tabs,
            watching=self.watching,
            queue=self.batch.queue,
            preferences=self.preferences,
            actions=self.table,
            window=self,
            view=self.view,
        )
        wiring.join_session(bench, self.tabs)
        wiring.join_placing(
            bench,
            tabs,
            self.run_bar,
            status,
            bar=self.bar,
            repeats=self.table["new_image_when_done"],
            show_failure=self.show_failure,
            window=self,
        )
        wiring.join_jobs(
            self.batch,
            tabs,
            bench,
            self.files,
            bar=bar,
            status=status,
            preferences=self.preferences,
            arrangement=self.arrangement,
            regenerate=self.table["batch_regenerate"],
            step_aside=self.showMinimized,
            is_watched=lambda: self.watching.is_on,
        )

    def _generate(self) -> None:
        if not self.left.make.enter_typed_seed():
            self.bench.generate()

    def _settle_in(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._told_lost = False
        self.watch.show_workspace(workspace)
        self.files.show_workspace(workspace)
        self.strip.show_workspace(workspace)
        self.library.show_workspace(workspace)
        self.status.say(tr("Working in {folder}", folder=workspace.root))

    def _reopen_model(self, model: ModelContext, workspace: Workspace | None = None) -> None:
        self.open_model("builtin" if model.path is None else str(model.path), workspace=workspace)

    def _show_model(self, model: ModelContext) -> None:
        self.bar.end_error()
        self.unkept.forget()
        if model.workspace.root != self.workspace.root:
            self._settle_in(model.workspace)
        self.setWindowTitle(f"{model.name} – GanStudio")
        self.model_name.setText(model.name)
        self.menuBar().setCornerWidget(self.model_name)  # only this makes the menu bar give it its new width
        self.left.show_model(model)
        self.status.show_model(model)
        self.status.end_loading()
        self.tab_set.show_model(model)

    def _show_loading(self, path: str) -> None:
        name = tr("the built-in model") if path == "builtin" else Path(path).name
        self.status.show_loading(name)
        self.view.set_empty_text(tr("Loading {name}…", name=name))

    def _show_lost(self) -> None:
        """Says so once, and again after another message, but not to who has taken it away."""
        sentence = tr(
            "The workspace {folder} is not there any more: it was moved, deleted or unmounted. "
            "Nothing is written there. Your work is kept in memory: put the folder back, or go on in another one.",
            folder=self.workspace.root,
        )
        if not self._told_lost:
            self.strip.refresh()
        if not self._told_lost or self.bar.sentence not in ("", sentence):
            self._told_lost = True
            self.bar.show_error(sentence, action=tr("Go on elsewhere…"), on_action=self.commands.go_on_elsewhere)

    def _show_found(self) -> None:
        self._told_lost = False
        self.bar.end_error()
        self.files.keeping.keep_unkept()
        self.strip.refresh()
        self.status.say(tr("{folder} is there again", folder=self.workspace.root))

    def _show_nothing_loaded(self) -> None:
        """Says so, where there was no model before either."""
        if self.bench.model is None:
            self.view.set_empty_text(tr("No model is loaded. Open one in the Model menu, or drop a model file here."))
            self.status.show_model(None)

    def _settings_changed(self, before: Settings, settings: Settings) -> None:
        self._show_settings()
        if settings.theme != before.theme:
            wear(settings.theme)
        if chosen_language(settings.language) not in (chosen_language(before.language), language):
            QTimer.singleShot(0, self, self._open_anew)  # the dialog is through by then
        moved = (before.device, before.precision) != (settings.device, settings.precision)
        if moved and self.bench.model is not None:
            self._device = self._precision = ""
            self._reopen_model(self.bench.model)

    def _open_anew(self) -> None:
        """Closes the window to have it opened in the language chosen, unless a person would rather let jobs end."""
        if self.batch.queue.is_busy and not dialogs.confirm(
            self,
            tr("Open the window anew in the other language?"),
            details=tr(
                "Jobs are running. They would stop, and could go on in the Jobs tab. "
                "Otherwise the language changes at the next start."
            ),
            action=tr("Open anew"),
        ):
            return
        self.reopens = True
        self.close()

    def _show_settings(self) -> None:
        settings = self.preferences.settings
        self.bench.session.most_bytes = settings.undo_mib << 20
        theme.move(still=settings.movement == "still")
        self.bench.set_live(settings.live_update)
        self.files.confirm_delete = settings.confirm_delete
        self.bench.keep_noise_seed = settings.keep_noise_seed
        self.left.noise.set_keep_seed(settings.keep_noise_seed)
        self.left.make.set_live_update(settings.live_update)
        self.table["live_update"].setChecked(settings.live_update)
        self.table["point_at_parts"].setChecked(settings.point_at_parts)
        self.tab_set.parts.set_on(settings.point_at_parts)
        self.table[f"theme_{settings.theme}"].setChecked(True)
        self.tab_set.show_settings(settings)
        self.batch.opens_folder = settings.open_folder_when_done

    def _show_state(self) -> None:
        for spec in self.specs:
            open_unless(self.table[spec.name], spec.closed())
        theme.set_role(self.left.make.update_button, "primary" if self.bench.stale else "")
