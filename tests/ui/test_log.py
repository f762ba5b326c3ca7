"""What the window says of a failure is in the log, with its traceback, and the window says where the log is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox
from window_parts import window_parts

from ganstudio.workspace.logs import log_path, logging_to_file


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with logging_to_file(), window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        yield made


@pytest.mark.parametrize(
    "fault", [None, pytest.param(ZeroDivisionError("a fault"), marks=pytest.mark.logs("The picture could not be made"))]
)
def test_what_the_bar_shows_is_in_the_log_with_its_traceback(parts, qtbot, monkeypatch, fault):
    if fault is None:
        parts.studio.fail_on_seed = 13  # a refusal, in words
    else:

        def render(recipe, capture=(), draft=None):
            raise fault

        monkeypatch.setattr(parts.studio, "render_detailed", render)
    parts.window.bench.generate(13)
    qtbot.waitUntil(lambda: parts.window.bar.sentence != "")

    log = log_path().read_text()
    assert f"Shown: {parts.window.bar.sentence}" in log
    assert "Traceback (most recent call last)" in log
    assert "in render" in log


def test_help_says_where_the_log_is(parts):
    said: list[str] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.informativeText())
        QTest.keyClick(box, Qt.Key.Key_Escape)

    menu = next(menu for menu in parts.window.menuBar().findChildren(QMenu) if menu.title() == "&Help")
    menu.popup(parts.window.mapToGlobal(parts.window.rect().center()))
    QTimer.singleShot(0, look)
    QTest.keyClick(menu, Qt.Key.Key_A)
    assert f"Log: {log_path()}" in said[0]
