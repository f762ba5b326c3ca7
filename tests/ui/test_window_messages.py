"""What the window says: what went wrong is seen, and goes once something went well; where folders and files are."""

from __future__ import annotations

import itertools
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_parts import drop, window_parts

from ganstudio.errors import CheckpointError
from ganstudio.interruption import check_interruption
from ganstudio.jobs.outputs import FilmOptions
from ganstudio.recipe.document import replace
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.ui.jobs.entries import FilmOrder, JobEntry, JobState
from ganstudio.ui.spatial.painting.tool_column import ToolColumn


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        yield made


@pytest.fixture
def refusing(parts, monkeypatch):
    """The window of a worker that refuses every model but the one that it has."""

    def refuse(command, tell):
        if not command.path.endswith("good.pt"):
            raise CheckpointError(f"{Path(command.path).name} is not a model.")
        return parts.studio

    monkeypatch.setattr(parts.window.bench.service._worker, "_open_studio", refuse)
    return parts


def test_after_a_refused_drop_the_status_bar_names_the_device_again(refusing, qtbot, tmp_path):
    window, path = refusing.window, tmp_path / "notes.txt"
    path.write_text("no model at all")
    before = window.status._device.text()
    with qtbot.waitSignal(window.bench.service.failed):
        drop(window, path)
    assert "notes.txt" in window.bar.sentence
    qtbot.waitUntil(lambda: window.status._device.text() == before)


@pytest.mark.parametrize("success", ["a picture", "a save", "an opened file", "a model"])
def test_what_went_wrong_goes_with_the_next_success(refusing, qtbot, tmp_path, success):
    window, path = refusing.window, tmp_path / "notes.txt"
    path.write_text("no model at all")
    saved = refusing.generate(3)
    window.left.quality.recipe_edited.emit(
        RecipeEdit(replace(window.bench.session.recipe, variation=0.4), "variation 0.40")
    )
    refusing.settle()
    with qtbot.waitSignal(window.bench.service.failed):
        drop(window.view, path)
    assert window.bar.sentence
    if success == "a picture":
        window.action("generate").trigger()
    elif success == "a save":
        window.action("save").trigger()
    elif success == "an opened file":
        drop(window.view, saved)
    else:
        (tmp_path / "good.pt").write_bytes(b"weights")
        drop(window.view, tmp_path / "good.pt")
    qtbot.waitUntil(lambda: window.bar.sentence == "")


def test_a_picture_that_was_on_its_way_does_not_hide_what_went_wrong_since(refusing, qtbot, tmp_path):
    window = refusing.window
    refusing.studio.gate = threading.Event()
    window.action("generate").trigger()
    window.files.open_file(tmp_path / "gone.png")
    assert "gone.png" in window.bar.sentence
    with qtbot.waitSignal(window.files.folders_changed):
        refusing.studio.gate.set()
    assert "gone.png" in window.bar.sentence


def no_file_manager(monkeypatch) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)


def test_without_a_file_manager_the_folder_is_named_and_its_path_can_be_copied(parts, monkeypatch):
    no_file_manager(monkeypatch)
    window, folder = parts.window, str(parts.workspace.portraits)
    window.action("open_portraits_folder").trigger()
    assert window.bar.sentence.endswith(folder)
    window.bar._action.click()
    assert QGuiApplication.clipboard().text() == folder


def test_an_opener_that_finds_no_file_manager_is_heard(parts, qtbot, monkeypatch, tmp_path):
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/asked\nexit $(cat {tmp_path}/code)\n')
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", str(opener.parent), prepend=":")
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    window, asked = parts.window, tmp_path / "asked"
    (tmp_path / "code").write_text("0")
    window.action("open_portraits_folder").trigger()
    qtbot.waitUntil(asked.exists)
    (tmp_path / "code").write_text("3")
    window.action("open_portraits_folder").trigger()
    qtbot.waitUntil(lambda: window.bar.sentence.endswith(str(parts.workspace.portraits)))
    assert asked.read_text() == 2 * f"{parts.workspace.portraits.as_uri()}\n"


def test_without_a_file_manager_reveal_names_the_folder(parts, monkeypatch):
    no_file_manager(monkeypatch)
    saved = parts.generate(3)
    parts.window.strip.reveal_requested.emit(saved)
    assert parts.window.bar.sentence.endswith(str(saved.parent))


def test_without_a_file_manager_a_job_says_where_its_files_are(parts, monkeypatch, tmp_path):
    no_file_manager(monkeypatch)
    window = parts.window
    film = FilmOrder(sources=(), target=tmp_path / "film.gif", options=FilmOptions())
    entry = JobEntry(number=1, title="Film", state=JobState.DONE, film=film, note="made")
    window.batch.queue.finished.emit(entry)
    assert str(tmp_path) in window.status._message.text()
    assert window.bar.sentence == ""  # nobody asked for the folder
    window.tab_set.jobs.folder_requested.emit(entry)
    assert window.bar.sentence.endswith(str(tmp_path))
    window.bar._action.click()
    assert QGuiApplication.clipboard().text() == str(tmp_path)


def test_without_a_file_manager_the_path_of_the_scripts_can_be_copied(parts, monkeypatch):
    no_file_manager(monkeypatch)
    parts.window.tab_set.spatial.script.form.folder_requested.emit()
    parts.window.bar._action.click()
    assert QGuiApplication.clipboard().text() == str(parts.workspace.scripts)


def test_a_message_moves_neither_the_picture_nor_anything_else(parts, tmp_path):
    before = parts.window.view.geometry()
    drop(parts.window.view, tmp_path / "gone.png")
    parts.qtbot.waitUntil(lambda: parts.window.bar.isVisible() and parts.window.bar.height() > 30)
    QApplication.processEvents()
    assert parts.window.view.geometry() == before
    bar = parts.window.bar
    assert bar.height() < 120
    assert bar.width() > parts.window.view.width() - 100
    tools = parts.window.view.findChild(ToolColumn)
    tools.show()
    assert tools.mapTo(parts.window, tools.rect().topRight()).x() < bar.mapTo(parts.window, QPoint()).x()


def test_escape_takes_a_message_away(parts, tmp_path):
    drop(parts.window.view, tmp_path / "gone.png")
    parts.window.activateWindow()
    parts.qtbot.waitUntil(parts.window.isActiveWindow)
    parts.window.view.setFocus()
    QTest.keyClick(parts.window.view, Qt.Key.Key_Escape)
    parts.qtbot.waitUntil(lambda: not parts.window.bar.isVisible())


def test_a_model_whose_loading_is_stopped_leaves_the_one_before(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as parts:
        window = parts.start()
        before = window.bench.model

        def load_for_ever(command, tell):
            for step in itertools.count(1):
                tell(step % 100, 100)
                check_interruption()
                time.sleep(0.01)

        window.bench.service._worker._open_studio = load_for_ever
        window.open_model("large.pkl")
        running = window.status._running
        qtbot.waitUntil(running.isVisible)
        with qtbot.waitSignal(window.bench.service.loading_failed):
            QTest.mouseClick(running.cancel, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(running.isHidden)
        assert window.bench.model is before
        assert window.bar.sentence == ""
        parts.generate(7)
