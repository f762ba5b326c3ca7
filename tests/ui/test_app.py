"""The application: a window with the settings' look, and unexpected errors in the bar instead of the end."""

from __future__ import annotations

import gc
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QSize, QTimer, QTranslator
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from ganstudio import words
from ganstudio.errors import WorkspaceError
from ganstudio.ui import app as application
from ganstudio.ui import reopening
from ganstudio.ui.app import GuiOptions, open_window
from ganstudio.ui.bench.frame import Failure
from ganstudio.ui.main_window import MainWindow
from ganstudio.workspace import Settings, load_settings


@pytest.mark.logs("Unexpected error")
def test_an_unexpected_error_is_shown_with_its_traceback(qtbot):
    shown: list[Failure] = []
    reporter = application._Reporter(shown.append)
    try:
        raise ValueError("seven")
    except ValueError:
        reporter.report(*sys.exc_info())
    assert "seven (ValueError)" in shown[0].sentence
    assert "Traceback" in shown[0].details


@pytest.mark.logs("Unexpected error")
def test_an_error_of_another_thread_is_shown_in_the_main_thread(qtbot):
    threads: list[threading.Thread] = []
    reporter = application._Reporter(lambda failure: threads.append(threading.current_thread()))

    def fail() -> None:
        error = ValueError("there")
        reporter.report(ValueError, error, None)

    worker = threading.Thread(target=fail)
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [threading.main_thread()]


def test_a_window_opens_without_a_model_file_and_says_so(qtbot, qapp, tmp_path):
    options = GuiOptions(
        model=str(tmp_path / "none.pkl"), workspace=tmp_path / "w", settings_file=tmp_path / "settings.json"
    )
    window = open_window(options, Settings())
    window.show()
    qtbot.waitUntil(lambda: "none.pkl" in window.bar.sentence)
    window.close()
    window.deleteLater()
    assert load_settings(tmp_path / "settings.json").window_geometry


def test_a_model_named_as_the_file_to_open_is_the_only_one_that_is_loaded(
    qtbot, qapp, tmp_path, monkeypatch, tiny_model
):
    loaded: list[str] = []
    monkeypatch.setattr(MainWindow, "open_model", lambda window, path, *rest, **more: loaded.append(path))
    options = GuiOptions(open_file=str(tiny_model), workspace=tmp_path / "w", settings_file=tmp_path / "settings.json")
    window = open_window(options, Settings())
    assert loaded == [str(tiny_model)]
    window.close()
    window.deleteLater()


def test_the_first_window_fits_the_screen_with_its_frame(qtbot, qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(QScreen, "availableSize", lambda screen: QSize(1600, 1000))
    options = GuiOptions(
        model=str(tmp_path / "none.pkl"), workspace=tmp_path / "w", settings_file=tmp_path / "settings.json"
    )
    window = open_window(options, Settings())
    window.show()
    qtbot.waitUntil(lambda: "none.pkl" in window.bar.sentence)
    assert 1500 < window.width() <= 1600
    assert 900 < window.height() < 970  # a title bar has 20 to 37 rows
    window.close()
    window.deleteLater()


def test_torch_is_not_imported_by_the_window_itself():
    import subprocess

    code = "import sys, ganstudio.ui.app; print('torch' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert answer.stdout.strip() == "False"


def reopened(monkeypatch, tmp_path, **changes) -> list[str]:
    """The command line of a window that is opened anew after its settings have changed."""
    lines: list[list[str]] = []
    monkeypatch.setattr(application, "reopen", lines.append)
    path = tmp_path / "settings.json"
    options = GuiOptions(
        model=str(tmp_path / "none.pkl"), workspace=tmp_path / "w", device="cpu", precision="fp32", settings_file=path
    )

    def change(window: MainWindow) -> None:
        window.preferences.change(**changes)
        window.reopens = True
        QTimer.singleShot(0, window, window.close)

    monkeypatch.setattr(MainWindow, "greet", change)
    monkeypatch.setattr(application, "make_application", lambda arguments: QApplication.instance())
    monkeypatch.setattr(application, "_leave_soon", lambda leave: None)
    assert application.main(options) == 0
    return lines[0]


@pytest.mark.parametrize("model", ["builtin", "none.pkl"])
def test_the_collector_waits_for_the_first_picture_and_then_goes_on(qtbot, qapp, tmp_path, monkeypatch, model):
    collects: list[bool] = []

    def look_on(window: MainWindow) -> None:
        collects.append(gc.isenabled())
        begun = window.bench.frame_shown if model == "builtin" else window.bench.service.loading_failed
        begun.connect(lambda *_: QTimer.singleShot(0, window, lambda: end(window)))

    def end(window: MainWindow) -> None:
        collects.append(gc.isenabled())
        window.close()

    monkeypatch.setattr(MainWindow, "greet", look_on)
    monkeypatch.setattr(application, "make_application", lambda arguments: QApplication.instance())
    monkeypatch.setattr(application, "_leave_soon", lambda leave: None)
    gc.disable()
    try:
        application.main(GuiOptions(model=model, workspace=tmp_path / "w", settings_file=tmp_path / "settings.json"))
    finally:
        gc.enable()
        gc.unfreeze()
    assert collects == [False, True]


def test_a_window_is_opened_anew_with_what_it_was_started_with(qtbot, qapp, tmp_path, monkeypatch):
    line = reopened(monkeypatch, tmp_path, theme="light")
    assert line[line.index("gui") :] == [
        *("gui", f"--model={tmp_path / 'none.pkl'}", f"--workspace={tmp_path / 'w'}", "--device=cpu"),
        "--precision=fp32",
    ]
    assert line[0] == sys.executable


def test_a_window_is_opened_anew_without_what_its_settings_say_since(qtbot, qapp, tmp_path, monkeypatch):
    line = reopened(monkeypatch, tmp_path, precision="exact", workspace=str(tmp_path / "other"))
    assert line[line.index("gui") :] == ["gui", f"--model={tmp_path / 'none.pkl'}"]


def test_the_program_that_takes_its_own_place_hears_of_the_systems_language_again(monkeypatch):
    begun: list[tuple[str, list[str], dict[str, str]]] = []
    monkeypatch.setattr(reopening.os, "execve", lambda *all_of_it: begun.append(all_of_it))
    monkeypatch.setattr(reopening.os, "name", "posix")
    monkeypatch.setattr(words, "_variable", "de")
    monkeypatch.setenv("LANGUAGE", "zh_CN")
    monkeypatch.setattr(reopening.logging, "shutdown", lambda: None)
    reopening.reopen(["python", "-m", "ganstudio"])
    assert begun[0][:2] == ("python", ["python", "-m", "ganstudio"])
    assert begun[0][2]["LANGUAGE"] == "de"


def test_a_package_that_brings_its_own_python_is_the_program_that_is_begun(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    line = reopening.command(model="builtin", workspace=None, device="", precision="")
    assert line == [sys.executable, "gui", "--model=builtin"]


def test_qt_has_its_own_words_in_each_language():
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    assert all((folder / f"qtbase_{code}.qm").is_file() for code in words.LANGUAGES)


def test_what_qt_says_itself_is_in_the_language_spoken(qapp, monkeypatch):
    monkeypatch.setattr(application, "language", "zh_CN")
    before = set(qapp.findChildren(QTranslator))
    application.speak_qt(qapp)
    try:
        assert QCoreApplication.translate("QFileDialog", "&Open") == "打开(&O)"
        assert QCoreApplication.translate("QFileDialog", "&Look in:") == "查找范围(&L)："
        assert QCoreApplication.translate("QFileDialog", "Files of &type:") == "文件类型(&T)："
        assert QCoreApplication.translate("QAbstractFileIconProvider", "Folder") == "文件夹"
        assert QCoreApplication.translate("QFileDialog", "a text that nobody knows") == "a text that nobody knows"
    finally:
        for translator in set(qapp.findChildren(QTranslator)) - before:
            qapp.removeTranslator(translator)


@pytest.mark.parametrize("named", [True, False])
def test_a_workspace_that_cannot_be_used_is_said_in_a_box_and_another_one_taken(
    qtbot, qapp, tmp_path, monkeypatch, named
):
    taken, asked = tmp_path / "taken", []
    taken.write_text("a file")

    def press(box: QMessageBox) -> int:
        asked.append(box.text())
        box.defaultButton().click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", press)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(tmp_path / "good"))
    options = GuiOptions(
        model=str(tmp_path / "none.pkl"),
        workspace=taken if named else None,
        settings_file=tmp_path / "settings.json",
    )
    settings = Settings(workspace=str(taken))
    opened, window = application._open_somewhere(options, settings)
    qtbot.addWidget(window)
    assert len(asked) == 1
    assert "cannot be used" in asked[0]
    assert window.workspace.root == opened.workspace == tmp_path / "good"
    kept = load_settings(tmp_path / "settings.json").workspace
    assert kept == ("" if named else str(tmp_path / "good"))
    window.close()


def test_who_takes_no_other_workspace_quits_with_the_sentence(qapp, tmp_path, monkeypatch):
    taken = tmp_path / "taken"
    taken.write_text("a file")
    monkeypatch.setattr(QMessageBox, "exec", lambda box: box.escapeButton().click())
    with pytest.raises(WorkspaceError, match="cannot be used"):
        application._open_somewhere(GuiOptions(workspace=taken), Settings())


def test_what_was_copied_does_not_crash_the_end_of_the_program_where_no_desktop_keeps_it():
    import os
    import subprocess

    code = (
        "from PySide6.QtCore import QMimeData\n"
        "from PySide6.QtGui import QGuiApplication\n"
        "from ganstudio.ui.app import let_go_of_clipboard, make_application\n"
        "app = make_application(['studio'])\n"
        "QGuiApplication.clipboard().setMimeData(QMimeData())\n"
        "let_go_of_clipboard()\n"
    )
    alone = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run([sys.executable, "-c", code], env=alone, check=False, timeout=120)
    assert ended.returncode == 0
