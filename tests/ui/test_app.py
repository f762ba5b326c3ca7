"""The application: a window with the settings' look, and unexpected errors in the bar instead of the end."""

from __future__ import annotations

import sys
import threading

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QScreen

from ganstudio.ui import app as application
from ganstudio.ui.app import GuiOptions, open_window
from ganstudio.ui.bench.frame import Failure
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
