"""A workspace that is deleted, renamed or unmounted while its window is open."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from window_parts import MovingParts, window_parts

from ganstudio.errors import WorkspaceError
from ganstudio.recipe.document import replace
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.workspace import Workspace
from ganstudio.workspace.pictures import Pictures


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path, kind=MovingParts) as made:
        made.start()
        yield made


def vary(parts: MovingParts, value: float) -> None:
    session = parts.window.bench.session
    parts.window.bench.edit(RecipeEdit(replace(session.recipe, variation=value), f"variation {value}"))
    parts.settle()


def delete(root: Path) -> None:
    shutil.rmtree(root)


def rename(root: Path) -> None:
    root.rename(root.with_name("elsewhere"))


def unmount(root: Path) -> None:
    """What is left of a disk that was unmounted: the folder that it was mounted on, another one, empty."""
    root.rename(root.with_name("disk"))
    root.mkdir()


def files_of(root: Path) -> list[Path]:
    return sorted(root.rglob("*")) if root.exists() else []


@pytest.mark.parametrize("loss", [delete, rename, unmount])
def test_it_is_said_at_once_and_nothing_is_made_again(qtbot, parts, loss):
    parts.generate(5)
    bar = parts.window.bar
    loss(parts.workspace.root)
    qtbot.waitUntil(lambda: "is not there any more" in bar.sentence)
    qtbot.waitUntil(lambda: len(parts.window.strip.model.files) == 0)
    if loss is not unmount:
        qtbot.waitUntil(lambda: parts.window.strip._empty.text() == "The workspace is not there any more.")
    vary(parts, 0.2)
    parts.window.bench.generate(6)
    parts.settle()
    parts.window.action("save").trigger()
    parts.window.action("favorite").trigger()
    parts.window.files.confirm_delete = False
    parts.window.action("delete_samples").trigger()
    detectors = parts.window.tab_set.spatial.detector.keeper
    from ganstudio.analysis.detectors import Detector
    from ganstudio.recipe.edits import ChannelWeight

    detectors.keep(Detector(name="mouth", weights=(ChannelWeight("b8", 1, 2.0),)))
    qtbot.waitUntil(lambda: parts.window.bench.frame_is_current)
    qtbot.wait(300)
    assert files_of(parts.workspace.root) == []
    assert "is not there any more" in bar.sentence


def test_the_work_goes_on_in_another_folder_with_what_could_not_be_written(qtbot, parts, monkeypatch, tmp_path):
    first = parts.generate(5)
    gone = parts.workspace.root
    shutil.rmtree(gone)
    bar = parts.window.bar
    qtbot.waitUntil(lambda: "is not there any more" in bar.sentence)
    parts.window.bench.generate(6)
    parts.settle()
    generated = parts.window.bench.session.recipe
    vary(parts, 0.2)
    edited = parts.window.bench.session.recipe
    history = parts.window.bench.session.history
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(tmp_path / "other"))
    buttons = bar.findChildren(QPushButton)
    offers = [button for button in buttons if button.property("role") == "primary"]
    qtbot.waitUntil(lambda: offers[0].isVisible() and offers[0].text() == "Go on elsewhere…")
    QTest.mouseClick(offers[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: parts.window.workspace.root == tmp_path / "other")
    assert parts.window.bench.session.history == history
    other = Workspace(tmp_path / "other")
    qtbot.waitUntil(lambda: len(other.list_portraits()) == 1)
    parts.window.close()
    kept = {Portrait.open(file.path).recipe for file in other.list_portraits()}
    assert kept == {edited}
    assert generated != edited
    assert not gone.exists()
    assert not first.exists()


def test_a_workspace_that_comes_back_is_worked_in_again(qtbot, parts):
    parts.generate(5)
    root = parts.workspace.root
    root.rename(root.with_name("elsewhere"))
    qtbot.waitUntil(lambda: "is not there any more" in parts.window.bar.sentence)
    parts.window.bench.generate(7)
    parts.settle()
    meanwhile = parts.window.bench.session.recipe
    root.with_name("elsewhere").rename(root)
    qtbot.waitUntil(lambda: "is not there any more" not in parts.window.bar.sentence)
    qtbot.waitUntil(lambda: len(parts.workspace.list_portraits()) == 2)
    assert meanwhile in [Portrait.open(file.path).recipe for file in parts.workspace.list_portraits()]
    path = parts.generate(6)
    assert path.exists()


@pytest.mark.parametrize("then", ["another picture", "the end"])
def test_what_a_full_disk_did_not_take_is_written_once_there_is_room(parts, monkeypatch, then):
    first = parts.generate(5)
    window, made = parts.window, []

    def refuse(_pictures: Pictures, _content: bytes) -> Path:
        raise WorkspaceError("The folder cannot be written: No space left on device.")

    with monkeypatch.context() as full:
        full.setattr(Pictures, "save_new", refuse)
        for seed in (6, 7, 8):
            with parts.qtbot.waitSignal(window.files.keeping.failed):
                window.bench.generate(seed)
            parts.settle()
            made.append(window.bench.session.recipe)
        assert "No space left" in window.bar.sentence
    if then == "another picture":
        parts.generate(9)
        parts.qtbot.waitUntil(lambda: len(parts.workspace.list_portraits()) == 5)
    else:
        window.close()
    kept = [Portrait.open(file.path).recipe for file in parts.workspace.list_portraits()]
    assert all(recipe in kept for recipe in made)
    assert first.exists()
