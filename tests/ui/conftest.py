"""Every test here leaves no window, no thread and no logged Qt warning behind."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from ganstudio.ui.app import let_go_of_clipboard


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["ganstudio-tests", "-style", "Fusion"]


@pytest.fixture(scope="session", autouse=True)
def leaves_the_clipboard_empty(qapp: QApplication):
    """As the program does: what is left in it would be deleted after Python has ended."""
    yield
    let_go_of_clipboard()


@pytest.fixture(autouse=True)
def leaves_nothing_behind(qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path):
    monkeypatch.setenv("GANSTUDIO_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("GANSTUDIO_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.setattr("ganstudio.ui.theme.motion.desktop_is_still", lambda: False)  # whatever this desktop has
    threads_before = _python_threads()
    windows_before = set(qapp.topLevelWidgets())
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = [widget for widget in qapp.topLevelWidgets() if widget not in windows_before and widget.isVisible()]
    names = [f"{type(widget).__name__} {widget.windowTitle()!r}" for widget in left]
    for widget in left:
        widget.close()
    assert not names, f"windows left open: {names}"
    left_running = _python_threads() - threads_before
    assert not left_running, f"threads were left running: {left_running}"


def _python_threads() -> set[threading.Thread]:
    """Without Qt's threads, which Python goes on listing, once it has met them, after their end."""
    return {thread for thread in threading.enumerate() if type(thread).__name__ != "_DummyThread"}
