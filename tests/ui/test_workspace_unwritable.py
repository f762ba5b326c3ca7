"""A workspace on a disk that is full, read-only or somebody else's, while the window works in it."""

from __future__ import annotations

import errno
import json
import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton
from window_parts import MovingParts, window_parts

from ganstudio.jobs.catalogue import new_latents
from ganstudio.jobs.outputs import Outputs
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.workspace import Workspace
from unwritable import unwritable

WHY = pytest.mark.parametrize("why", [errno.EROFS, errno.ENOSPC, errno.EACCES])


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path, kind=MovingParts) as made:
        made.start()
        yield made


@pytest.fixture
def said(parts) -> list[str]:
    """What the red bar has said, one each time that it was shown."""
    heard: list[str] = []
    parts.window.bar.error_shown.connect(lambda: heard.append(parts.window.bar.sentence))
    return heard


def vary(parts: MovingParts, value: float) -> None:
    session = parts.window.bench.session
    parts.window.bench.edit(RecipeEdit(replace(session.recipe, variation=value), f"variation {value}"))
    parts.settle()


def go_on(parts: MovingParts, seeds: tuple[int, ...]) -> None:
    """Generates and edits, and waits until each was refused."""
    for seed in seeds:
        with parts.qtbot.waitSignal(parts.window.files.keeping.failed):
            parts.window.bench.generate(seed)
        parts.settle()


def primary(parts: MovingParts) -> QPushButton:
    return next(one for one in parts.window.bar.findChildren(QPushButton) if one.property("role") == "primary")


@WHY
def test_it_is_said_once_and_not_at_each_picture(parts, said, why):
    with unwritable(parts.workspace.root, why):
        go_on(parts, (5, 6, 7))
        assert len(said) == 1
        parts.window.bar.dismiss()
        go_on(parts, (8,))
        assert len(said) == 1
        assert "4 pictures" in parts.window.status._message.text()
        parts.window.action("save").trigger()
        parts.qtbot.waitUntil(lambda: len(said) == 2)
    parts.generate(9)
    parts.qtbot.waitUntil(lambda: len(parts.workspace.list_portraits()) == 5)
    with unwritable(parts.workspace.root, why):
        go_on(parts, (10,))
        assert len(said) == 3


def test_a_changed_picture_that_has_its_file_is_no_news_either(parts, said):
    parts.generate(5)
    with unwritable(parts.workspace.root):
        vary(parts, 0.2)
        go_on(parts, (6, 7))
    assert len(said) == 1


def test_the_work_goes_on_elsewhere_from_the_bar(parts, said, monkeypatch, tmp_path):
    other = tmp_path / "other"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(other))
    with unwritable(parts.workspace.root):
        go_on(parts, (5, 6))
        made = [step.recipe for step in parts.window.bench.session.history.steps[1:]]
        assert "Read-only file system" in said[0]
        assert primary(parts).text() == "Go on elsewhere…"
        QTest.mouseClick(primary(parts), Qt.MouseButton.LeftButton)
        parts.qtbot.waitUntil(lambda: parts.window.workspace.root == other)
        parts.qtbot.waitUntil(lambda: len(Workspace(other).list_portraits()) == 2)
    kept = {Portrait.open(file.path).recipe for file in Workspace(other).list_portraits()}
    assert kept == set(made)


@pytest.mark.parametrize("answer", ["Close anyway", "Cancel"])
def test_closing_asks_where_pictures_would_be_lost(parts, monkeypatch, answer):
    asked = []

    def press(box):
        asked.append(box.text())
        button = next(one for one in box.buttons() if one.text().replace("&", "") == answer)
        button.click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", press)
    with unwritable(parts.workspace.root):
        go_on(parts, (5,))
        vary(parts, 0.2)
        closed = parts.window.close()
        assert len(asked) == 1
        assert "1 picture" in asked[0]
    assert closed == (answer == "Close anyway")
    if not closed:
        assert parts.window.isVisible()
        assert primary(parts).text() == "Go on elsewhere…"
        edited = parts.window.bench.session.recipe
        assert parts.window.close()
        assert len(asked) == 1
        assert [Portrait.open(file.path).recipe for file in parts.workspace.list_portraits()] == [edited]


def test_closing_asks_nothing_where_all_is_kept_by_then(parts, monkeypatch):
    monkeypatch.setattr(QMessageBox, "exec", lambda box: pytest.fail(box.text()))
    with unwritable(parts.workspace.root):
        go_on(parts, (5,))
    assert parts.window.close()
    assert len(parts.workspace.list_portraits()) == 1


def test_a_model_whose_folder_cannot_be_made_is_opened_elsewhere(qtbot, qapp, tmp_path, monkeypatch):
    other = tmp_path / "other"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(other))
    shipped = tmp_path / "shipped"
    (shipped / ("0" * 32) / "map_deviations").mkdir(parents=True)
    for name in ("attributes.csv", "map_deviations/b8.csv"):
        (shipped / ("0" * 32) / name).write_text("")
    monkeypatch.setattr("ganstudio.workspace.workspace.BUILTIN_DATA", shipped)
    monkeypatch.setattr(Workspace.__init__, "__kwdefaults__", {"builtin_data": shipped})
    with window_parts(qtbot, qapp, tmp_path, kind=MovingParts) as made:
        bar = made.window.bar
        shutil.rmtree(made.workspace.data / ("0" * 32))
        with unwritable(made.workspace.root, errno.ENOSPC):
            made.window.open_model("fake.pt")
            made.window.show()
            qtbot.waitUntil(lambda: "No space left on device. What was there" in bar.sentence)
        assert primary(made).text() == "Go on elsewhere…"
        QTest.mouseClick(primary(made), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: made.window.bench.frame is not None)
        assert made.window.workspace.root == other
        assert made.opened == ["fake.pt", "fake.pt"]
        assert bar.sentence == ""


def test_a_workspace_without_sessions_says_once_that_they_are_not_kept(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path, kind=MovingParts) as made, unwritable(tmp_path / "workspace"):
        heard: list[str] = []
        made.window.bar.error_shown.connect(lambda: heard.append(made.window.bar.sentence))
        made.start()
        qtbot.waitUntil(lambda: bool(heard))
        go_on(made, (5,))
    assert len(heard) == 1
    assert "The steps of this session are not kept" in heard[0]


def test_the_session_left_there_is_shown(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path, kind=MovingParts) as made:
        made.start()
        made.generate(5)
        vary(made, 0.2)
        left = made.window.bench.session.history
    with unwritable(tmp_path / "workspace"), window_parts(qtbot, qapp, tmp_path, kind=MovingParts) as made:
        made.start()
        steps = made.window.bench.session.history.steps
        assert [step.recipe for step in steps] == [step.recipe for step in left.steps]


def test_a_lock_names_what_is_there(parts, said):
    with unwritable(parts.workspace.root):
        parts.window.batch.queue.add("New latents", new_latents(Recipe(), range(1)), Outputs())
        parts.qtbot.waitUntil(lambda: len(said) == 1)
    assert said[0].startswith(f"{parts.workspace.portraits} cannot be written")


def test_settings_that_cannot_be_kept_are_said_once(parts, said, tmp_path):
    from ganstudio.workspace.settings import SettingsFile

    kept = SettingsFile(tmp_path / "config" / "settings.json")
    parts.window.preferences._save = kept.save
    with unwritable(tmp_path / "config"):
        parts.window.preferences.change(theme="light")
        parts.window.preferences.change(theme="dark", live_update=False)
        assert len(said) == 1
        assert "until the window is closed" in said[0]
    parts.window.preferences.change(theme="light")
    assert json.loads((tmp_path / "config" / "settings.json").read_text())["live_update"] is False
