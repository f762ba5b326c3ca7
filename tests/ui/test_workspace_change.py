"""Another workspace chosen in the settings is worked in at once, with the picture and the history as they were."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_parts import MovingParts, WindowParts, window_parts

from ganstudio.jobs import catalogue
from ganstudio.jobs.outputs import Outputs
from ganstudio.recipe.document import Recipe
from ganstudio.ui.settings_dialog import SettingsDialog
from patience import WAIT_S


def strip_paths(parts) -> list[Path]:
    return [file.path for file in parts.window.strip.model.files]


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path, kind=MovingParts) as made:
        made.start()
        yield made


def choose_workspace(parts: WindowParts, folder: Path) -> None:
    """Types a folder into the settings and presses Enter."""

    def use() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SettingsDialog)
        dialog._workspace.setFocus()
        dialog._workspace.selectAll()
        QTest.keyClicks(dialog._workspace, str(folder))
        QTest.keyClick(dialog._workspace, Qt.Key.Key_Return)

    parts.window.activateWindow()
    parts.qtbot.waitUntil(parts.window.isActiveWindow)
    QTimer.singleShot(0, use)
    QTest.keyClick(parts.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)


def test_pictures_are_kept_in_the_new_workspace_at_once_and_nothing_on_screen_is_lost(parts, qtbot, tmp_path):
    parts.generate(5)
    recipe, history = parts.window.bench.session.recipe, parts.window.bench.session.history
    choose_workspace(parts, tmp_path / "other")
    qtbot.waitUntil(lambda: parts.window.workspace.root == tmp_path / "other")
    assert parts.window.preferences.settings.workspace == str(tmp_path / "other")
    assert (parts.window.bench.session.recipe, parts.window.bench.session.history) == (recipe, history)
    parts.settle()
    parts.window.activateWindow()
    qtbot.waitUntil(parts.window.isActiveWindow)
    with qtbot.waitSignal(parts.window.files.folders_changed):
        QTest.keyClick(parts.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert [path.name for path in (tmp_path / "other/portraits").glob("*.png")] == ["sample_000001.png"]
    qtbot.waitUntil(lambda: [path.parent.parent.name for path in strip_paths(parts)] == ["other"])
    assert len(parts.workspace.list_portraits()) == 1
    assert parts.window.bench.model.folder.path.is_relative_to(tmp_path / "other")


@pytest.mark.logs("beginning the job")  # the stand-in cannot draw what a job asks for
def test_while_jobs_run_the_workspace_stays_and_the_bar_says_why(parts, qtbot, tmp_path):
    queue = parts.window.batch.queue
    parts.studio.gate, parts.studio.started = threading.Event(), threading.Event()
    parts.window.bench.generate(3)
    assert parts.studio.started.wait(WAIT_S)  # the worker is held, and the job waits for it
    queue.add("a job", catalogue.new_latents(Recipe(), range(5)), Outputs())
    assert queue.is_busy
    root = parts.window.workspace.root
    choose_workspace(parts, tmp_path / "other")
    assert "batch jobs" in parts.window.bar.sentence
    assert (parts.window.workspace.root, parts.window.preferences.settings.workspace) == (root, "")
    parts.studio.gate.set()
    qtbot.waitUntil(lambda: not queue.is_busy)


def test_a_folder_that_cannot_be_used_is_refused_and_the_other_settings_are_taken(parts, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    choose_workspace(parts, tmp_path / "file")
    assert "cannot be used" in parts.window.bar.sentence
    assert parts.window.preferences.settings.workspace == ""


def test_jobs_of_the_new_workspace_are_looked_for(parts, qtbot, tmp_path):
    asked: list[str] = []
    parts.window.batch.queue.task_requested.connect(lambda request: asked.append(request.name))
    choose_workspace(parts, tmp_path / "other")
    qtbot.waitUntil(lambda: asked == ["find unfinished jobs"])


def test_another_model_in_the_same_workspace_is_no_move(parts, qtbot):
    model = parts.window.bench.model
    parts.window.status.say("nothing new")
    parts.window._show_model(replace(model, name="other"))
    assert parts.window.status._message.text() == "nothing new"
