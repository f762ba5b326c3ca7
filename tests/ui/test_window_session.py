"""A window comes back as it was left, whatever ended it; two windows on a workspace keep to themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider
from window_parts import WindowParts, window_parts

from ganstudio import words
from ganstudio.recipe.document import replace
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.ui.main_window import MainWindow


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        yield made


def vary(window: MainWindow, value: float) -> None:
    edited = replace(window.bench.session.recipe, variation=value)
    window.bench.edit(RecipeEdit(edited, f"variation {value}"))


def test_the_next_window_shows_what_the_last_one_showed(qtbot, qapp, tmp_path, parts):
    parts.generate(5)
    for value in (0.1, 0.2, 0.3):
        vary(parts.window, value)
    parts.window.bench.undo()
    parts.window.action("show_spatial").trigger()
    left = parts.window.bench.session.history
    parts.window.close()
    with window_parts(qtbot, qapp, tmp_path) as again:
        window = again.start()
        assert window.bench.session.history == left
        assert window.bench.session.recipe.variation == 0.2
        assert window.tabs.tabText(window.tabs.currentIndex()) == "Spatial"
        window.action("redo").trigger()
        assert window.bench.session.recipe.variation == 0.3
        again.settle()


def test_the_steps_are_said_in_the_language_that_is_chosen_later(qtbot, qapp, tmp_path, parts, monkeypatch):
    window = parts.window
    parts.generate(5)
    window.tab_set.spatial.chips.add_menu.actions()[0].trigger()
    QTest.keyClick(window.left.quality.findChild(QSlider), Qt.Key.Key_Right)
    parts.settle()
    english = [step.label for step in window.bench.session.history.steps]
    assert english[:3] == ["start", "seed 5", "add tab"]
    window.close()
    monkeypatch.setattr(words, "_spoken", words._catalog("zh_CN"))
    with window_parts(qtbot, qapp, tmp_path) as again:
        steps = again.start().bench.session.history.steps
        chinese = [words.tr("start"), words.tr("seed {seed}", seed=5), words.tr("add {name}", name=words.spoken("tab"))]
        assert [step.label for step in steps[:3]] == chinese
        assert not set(chinese) & set(english)
        assert not {step.label for step in steps} & set(english)
        again.window.bench.undo()
        again.window.close()
    monkeypatch.setattr(words, "_spoken", words._catalog("en"))
    with window_parts(qtbot, qapp, tmp_path) as last:
        assert [step.label for step in last.start().bench.session.history.steps] == english


def test_a_second_window_has_a_session_of_its_own(qtbot, qapp, tmp_path, parts):
    parts.generate(5)
    vary(parts.window, 0.1)
    first = parts.window.bench.session.history
    with window_parts(qtbot, qapp, tmp_path) as other:
        window = other.start()
        assert window.bench.session.history.past == ()
        vary(window, 0.9)
        other.settle()
        second = window.bench.session.history
    vary(parts.window, 0.2)
    parts.settle()
    first = first.add(parts.window.bench.session.history.present)
    assert parts.window.bench.session.history == first
    parts.window.close()
    with window_parts(qtbot, qapp, tmp_path) as one, window_parts(qtbot, qapp, tmp_path) as two:
        found = [one.start().bench.session.history, two.start().bench.session.history]
        assert sorted(found, key=lambda history: len(history.past)) == [second, first]


def test_the_picture_on_screen_is_framed_in_the_strip_after_a_restart(qtbot, qapp, tmp_path, parts):
    path = parts.generate(5)
    assert parts.window.strip.view.strip_delegate.current == path
    parts.window.close()
    with window_parts(qtbot, qapp, tmp_path) as again:
        window = again.start()
        assert window.strip.view.strip_delegate.current == path
        vary(window, 0.1)
        assert window.strip.view.strip_delegate.current is None
        window.action("undo").trigger()
        assert window.strip.view.strip_delegate.current == path
        again.settle()


def test_a_model_that_is_opened_again_comes_back_as_it_was_left(qtbot, parts):
    vary(parts.window, 0.1)
    left = parts.window.bench.session.history
    for name in ("other", "0" * 32):
        parts.studio.model_id = name
        parts.studio.folder = parts.workspace.model_folder(name, parts.studio.spec)
        with qtbot.waitSignal(parts.window.bench.model_changed):
            parts.window.open_model(f"{name}.pt")
        parts.settle()
        if name == "other":
            assert parts.window.bench.session.history.past == ()
    assert parts.window.bench.session.history == left


def test_undo_forgets_the_oldest_steps_beyond_its_bound(parts: WindowParts):
    parts.window.preferences.change(undo_mib=1)
    for number in range(1, 700):
        vary(parts.window, number / 1000)
    history = parts.window.bench.session.history
    assert 400 < len(history.past) < 600
    assert history.present.recipe.variation == 0.699
    parts.settle()


def shown(path: Path) -> object:
    return Portrait.open(path).recipe


def leave(parts: WindowParts, seed: int, *, pictures: int) -> None:
    """Generates another picture; then so many are in the portraits folder."""
    parts.window.bench.generate(seed)
    parts.settle()
    parts.qtbot.waitUntil(lambda: len(parts.workspace.list_portraits()) == pictures)


def test_an_edited_picture_is_kept_in_its_own_file_when_the_next_is_generated(qtbot, parts):
    first = parts.generate(5)
    for value in (0.1, 0.2, 0.3):
        vary(parts.window, value)
    edited = parts.window.bench.session.recipe
    leave(parts, 6, pictures=2)
    assert shown(first) == edited


def test_an_edited_picture_is_kept_when_the_window_closes(qtbot, parts):
    first = parts.generate(5)
    vary(parts.window, 0.3)
    edited = parts.window.bench.session.recipe
    parts.window.close()
    assert shown(first) == edited
    assert len(parts.workspace.list_portraits()) == 1


def test_what_save_has_written_stays(qtbot, parts):
    first = parts.generate(5)
    vary(parts.window, 0.1)
    with qtbot.waitSignal(parts.window.files.folders_changed):
        parts.window.action("save").trigger()
    (second,) = {file.path for file in parts.workspace.list_portraits()} - {first}
    saved = parts.window.bench.session.recipe
    vary(parts.window, 0.2)
    edited = parts.window.bench.session.recipe
    leave(parts, 6, pictures=3)
    assert (shown(second), shown(first)) == (saved, edited)


def test_an_edited_favorite_becomes_a_picture_of_its_own_and_stays(qtbot, parts):
    first = parts.generate(5)
    favorite = parts.workspace.mark_favorite(first)
    before = favorite.read_bytes()
    parts.generate(6)
    with qtbot.waitSignal(parts.window.bench.frame_shown):
        parts.window.files.open_file(favorite)
    parts.settle()
    leave(parts, 7, pictures=3)  # it was opened and not changed: nothing is kept
    with qtbot.waitSignal(parts.window.bench.frame_shown):
        parts.window.files.open_file(favorite)
    vary(parts.window, 0.1)
    leave(parts, 8, pictures=5)
    assert favorite.read_bytes() == before


def test_a_sample_that_is_opened_and_edited_goes_on_in_its_file(qtbot, parts):
    first = parts.generate(5)
    parts.generate(6)
    with qtbot.waitSignal(parts.window.bench.frame_shown):
        parts.window.files.open_file(first)
    vary(parts.window, 0.1)
    edited = parts.window.bench.session.recipe
    leave(parts, 7, pictures=3)
    assert shown(first) == edited


def test_a_picture_that_goes_back_to_its_own_file_leaves_it_and_its_changes_become_a_picture(qtbot, parts):
    first = parts.generate(5)
    before = first.read_bytes()
    vary(parts.window, 0.3)
    edited = parts.window.bench.session.recipe
    parts.settle()
    parts.window.files.open_file(first)
    qtbot.waitUntil(lambda: parts.window.bench.session.recipe != edited)
    qtbot.waitUntil(lambda: len(parts.workspace.list_portraits()) == 2)
    parts.settle()
    (second,) = {file.path for file in parts.workspace.list_portraits()} - {first}
    assert (first.read_bytes(), shown(second)) == (before, edited)
    vary(parts.window, 0.1)
    changed = parts.window.bench.session.recipe
    leave(parts, 6, pictures=3)
    assert (shown(first), shown(second)) == (changed, edited)


def test_work_that_was_not_kept_is_kept_by_the_next_window_in_the_same_file(qtbot, qapp, tmp_path, parts):
    first = parts.generate(5)
    vary(parts.window, 0.1)
    edited = parts.window.bench.session.recipe
    parts.window.bench.close()  # as if it had been killed: nothing is kept
    assert shown(first) != edited
    with window_parts(qtbot, qapp, tmp_path) as again:
        again.start()
        leave(again, 6, pictures=2)
        assert shown(first) == edited


@pytest.mark.parametrize("place", ["../outside.png", "portraits/../../outside.png", "favorites/mine.png"])
def test_a_received_session_writes_over_no_file_but_a_portrait(qtbot, qapp, tmp_path, parts, place):
    path = parts.generate(5)
    parts.window.close()
    (journal,) = (parts.workspace.root / ".sessions").glob("*.jsonl")
    content = journal.read_text().replace(f"portraits/{path.name}", place)
    assert place in content
    journal.write_text(content)
    victim = parts.workspace.root / place
    victim.write_bytes(path.read_bytes())
    before = victim.read_bytes()
    with window_parts(qtbot, qapp, tmp_path) as again:
        window = again.start()
        vary(window, 0.9)
        again.settle()
        window.close()
    assert victim.read_bytes() == before


def test_what_save_has_written_stays_when_a_later_window_opens_and_changes_it(qtbot, qapp, tmp_path, parts):
    first = parts.generate(5)
    vary(parts.window, 0.1)
    with qtbot.waitSignal(parts.window.files.folders_changed):
        parts.window.action("save").trigger()
    (second,) = {file.path for file in parts.workspace.list_portraits()} - {first}
    saved = shown(second)
    parts.window.close()
    with window_parts(qtbot, qapp, tmp_path) as again:
        again.start()
        again.generate(6)
        with qtbot.waitSignal(again.window.bench.frame_shown):
            again.window.files.open_file(second)
        vary(again.window, 0.9)
        edited = again.window.bench.session.recipe
        again.settle()
        again.window.close()
        assert shown(second) == saved
        assert edited in [shown(file.path) for file in again.workspace.list_portraits()]
