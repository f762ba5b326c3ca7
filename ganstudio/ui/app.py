"""The application: Qt, the theme, one window, one worker; and what happens to an error that nobody expected."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QObject, Qt, QTimer, QTranslator, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ganstudio.errors import WorkspaceError
from ganstudio.ui import theme
from ganstudio.ui.bench.frame import Failure
from ganstudio.ui.bench.render_service import RenderService
from ganstudio.ui.bench.render_worker import OpenModel
from ganstudio.ui.files.file_kinds import FileKind, file_kind
from ganstudio.ui.main_window import MainWindow
from ganstudio.ui.reopening import command, reopen
from ganstudio.ui.widgets import dialogs, roles
from ganstudio.ui.widgets.studio_style import StudioStyle
from ganstudio.words import LOCALES, language, tr
from ganstudio.workspace import Settings, Workspace, load_settings
from ganstudio.workspace.files import hardly_wait
from ganstudio.workspace.journal import last_model
from ganstudio.workspace.settings import SettingsFile, workspace_place

if TYPE_CHECKING:
    from ganstudio.api import Studio

_log = logging.getLogger(__name__)
_SIGNAL_CHECK_MS = 500
_LEAVE_S = 1.6
"""So long after its window was closed the program lives at the most."""
_SWITCH_SECONDS = 0.001
"""How long the render thread may keep Python from the main thread; Python's own 5 ms show while dragging."""
_WITHOUT_CLIPBOARD = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")
"""Platforms of Qt that have no clipboard of the desktop."""


@dataclass(frozen=True, kw_only=True)
class GuiOptions:
    """What the command line may ask of the window.

    Attributes:
        model: A model file, or `builtin`; empty for that of the session that was left last.
        open_file: A picture, recipe, latent or model to show first; empty for none.
        workspace: The workspace folder; None for the one of the settings, else the default one.
        device, precision: Instead of those of the settings; empty for these.
        settings_file: Where settings are kept; None for the user's own.
    """

    model: str = ""
    open_file: str = ""
    workspace: Path | None = None
    device: str = ""
    precision: str = ""
    settings_file: Path | None = None


def main(options: GuiOptions | None = None) -> int:
    """Shows the window, and gives the exit code when it is closed.

    Raises:
        WorkspaceError: The workspace folder cannot be used, and no other one was chosen.
    """
    chosen = options or GuiOptions()
    app = make_application(sys.argv[:1])
    settings = load_settings(chosen.settings_file)
    speak_qt(app)
    theme.apply(app, settings.theme)
    chosen, window = _open_somewhere(chosen, settings)
    following = _follow_system_theme(app, window)
    reporter = _Reporter(window.show_failure)
    sys.excepthook = reporter.report
    wake = _let_ctrl_c_through(window)

    def leave() -> None:
        if window.reopens:
            reopen(_again(chosen, settings, window))

    window.closing.connect(lambda: _leave_soon(leave))
    if not chosen.open_file:
        window.greet()
    collect_again(window)
    window.show()
    code = app.exec()
    let_go_of_clipboard()
    sys.excepthook = sys.__excepthook__
    leave()
    del following, wake
    return code


def let_go_of_clipboard() -> None:
    """Empties the clipboard where it is this program's alone and ends with it.

    WORKAROUND: there Qt deletes what was copied when Python has ended already, and PySide 6.11 crashes on that.
    """
    if QGuiApplication.platformName() in _WITHOUT_CLIPBOARD:
        QGuiApplication.clipboard().clear()


def make_application(arguments: list[str]) -> QApplication:
    """The QApplication, sharp at fractional scales."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(arguments)
    app.setOrganizationName("GanStudio")
    app.setApplicationName("GanStudio")
    app.setApplicationDisplayName("GanStudio")
    app.setDesktopFileName("ganstudio")
    app.setWindowIcon(theme.program_icon())
    app.setStyle(StudioStyle())
    roles.install(app)
    sys.setswitchinterval(_SWITCH_SECONDS)
    hardly_wait()
    return app


def speak_qt(app: QApplication) -> None:
    """Has what Qt says itself, such as on the buttons of its dialogs, in the language spoken."""
    if language == "en":
        return
    folders = {f"qtbase_{language}": QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)}
    folders["qt"] = str(LOCALES / language)  # what Qt's own translation leaves in English
    for name, folder in folders.items():
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)


def open_window(options: GuiOptions, settings: Settings) -> MainWindow:
    """A window on the workspace, with its worker; the model starts loading at once.

    Raises:
        WorkspaceError: The workspace folder cannot be used.
    """
    workspace = Workspace(workspace_place(options.workspace, settings))
    service = RenderService(_opener(workspace))
    window = MainWindow(
        service,
        workspace,
        settings,
        save_settings=SettingsFile(options.settings_file).save,
        device=options.device,
        precision=options.precision,
    )
    window.arrangement.fit_screen()
    is_model = not options.model and _is_model(options.open_file)
    window.open_model(options.open_file if is_model else options.model or _model_left(workspace))
    if options.open_file and not is_model:
        window.files.open_file(options.open_file)  # waits in line behind the model
    return window


def _open_somewhere(options: GuiOptions, settings: Settings) -> tuple[GuiOptions, MainWindow]:
    """The window, in another workspace where that one cannot be used: whoever clicked an icon sees no terminal."""
    wanted = options.workspace
    while True:
        try:
            window = open_window(options, settings)
        except WorkspaceError as error:
            _log.info("Shown: %s", error)
            elsewhere = dialogs.ask_instead_of(workspace_place(options.workspace, settings), str(error))
            if elsewhere is None:
                raise
            options = replace(options, workspace=elsewhere)
        else:
            if wanted is None and options.workspace is not None:
                window.preferences.change(workspace=str(options.workspace))
            return options, window


def _is_model(file: str) -> bool:
    try:
        return bool(file) and file_kind(Path(file)) is FileKind.MODEL
    except OSError:  # opening it says what is wrong
        return False


def _model_left(workspace: Workspace) -> str:
    left = last_model(workspace.sessions)
    return left if left and Path(left).is_file() else "builtin"


def collect_again(window: MainWindow) -> None:
    """Lets Python's collector of garbage go on at the first picture, or where there is none: see `cli.hurry`."""

    def begun() -> None:
        gc.freeze()  # what is there by now stays
        gc.enable()

    single = Qt.ConnectionType.SingleShotConnection
    window.bench.frame_shown.connect(lambda _: begun(), type=single)
    window.bench.service.loading_failed.connect(begun, type=single)


def _opener(workspace: Workspace) -> Callable[[OpenModel, Callable[[int, int], None]], Studio]:
    def open_studio(command: OpenModel, progress: Callable[[int, int], None]) -> Studio:
        from ganstudio.api import Studio  # imports torch, which takes seconds: here, in the worker's thread

        place = command.workspace or workspace
        return Studio(place, command.path, command.device, command.precision, progress=progress)

    return open_studio


def _again(started: GuiOptions, settings: Settings, window: MainWindow) -> list[str]:
    """The command line for the same window anew: with what it was started with, unless `settings` changed since."""
    model, now = window.bench.model, window.preferences.settings
    same_engine = (now.device, now.precision) == (settings.device, settings.precision)
    return command(
        model=started.model if model is None else "builtin" if model.path is None else str(model.path),
        workspace=started.workspace if now.workspace == settings.workspace else None,
        device=started.device if same_engine else "",
        precision=started.precision if same_engine else "",
    )


def _leave_soon(leave: Callable[[], None]) -> None:
    """Ends the program where something keeps it: what is to be kept is on the disk by then, or in the journal."""
    late = Timer(_LEAVE_S, _leave, (leave,))
    late.daemon = True
    late.start()


def _leave(leave: Callable[[], None]) -> None:
    leave()
    logging.shutdown()
    os._exit(0)


def _follow_system_theme(app: QApplication, window: MainWindow) -> QObject:
    def changed() -> None:
        if window.preferences.settings.theme == "system":
            theme.apply(app, "system")

    app.styleHints().colorSchemeChanged.connect(changed)
    return app.styleHints()


class _Reporter(QObject):
    """Brings an unexpected error from any thread to the bar of the window, and into the log."""

    happened = Signal(Failure)

    def __init__(self, show: Callable[[Failure], None]) -> None:
        super().__init__()
        self.happened.connect(show)

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """In the place of `sys.excepthook`."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        _log.critical("Unexpected error", exc_info=(kind, error, trace))
        details = "".join(traceback.format_exception(kind, error, trace))
        sentence = tr(
            "Something went wrong that should not: {error} ({kind}). The studio goes on.",
            error=error,
            kind=kind.__name__,
        )
        self.happened.emit(Failure(sentence, details))


def _let_ctrl_c_through(window: MainWindow) -> QTimer:
    """Qt's loop sleeps in C++, where Python sees no signal: look up now and then."""
    signal.signal(signal.SIGINT, lambda *_: window.close())
    timer = QTimer()
    timer.setInterval(_SIGNAL_CHECK_MS)
    timer.timeout.connect(_look_up)
    timer.start()
    return timer


def _look_up() -> None:
    """Nothing: it is enough that Python runs."""
