"""A session's journal gives back every step, after an end of any kind, to one window at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from ganstudio.errors import WorkspaceError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit
from ganstudio.recipe.history import History, Step
from ganstudio.recipe.latent import Seed
from ganstudio.workspace.journal import Journal, claim_journal, last_model

MODEL = "0" * 32


def step(number: int, *, size: int = 0) -> Step:
    maps = (ChannelWeight("b8", 3, 0.25), ChannelWeight("b8.conv0", number, 1.5))
    edit = SpatialEdit(name="mouth", resolution=2, selection=Array([[0.0, 1.0]]), weights=maps)
    shift = AttributeShift(name="smile", vector=Array([0.5, -1.0]), amount=float(number))
    recipe = Recipe(model=MODEL, latent=Seed(number), attributes=(shift,), edits=(edit,))
    return Step(label=f"step {number}", recipe=recipe, time=float(number), picture=number, size=size)


class Desk:
    """Claims journals in a folder, and closes them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / ".sessions"
        self.problems: list[str] = []
        self.claimed: list[Journal] = []

    def claim(self, model: str = MODEL, *, most_bytes: int = 1 << 20, anew: bool = False) -> Journal:
        journal = claim_journal(self.folder, model, "builtin", most_bytes=most_bytes, anew=anew)
        journal.start(self.problems.append)
        self.claimed.append(journal)
        return journal

    def write(self, *steps: Step) -> Path:
        journal = self.claim()
        self.tell(journal, *steps)
        journal.close()
        return self.file

    def tell(self, journal: Journal, *steps: Step) -> History:
        history = History(present=steps[0])
        journal.show_history(history)
        for one in steps[1:]:
            history = history.add(one)
            journal.show_history(history)
        return history

    @property
    def file(self) -> Path:
        (file,) = self.folder.glob("*.jsonl")
        return file


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    for journal in made.claimed:
        journal.close()


def test_the_steps_come_back_with_the_place_in_them(desk):
    journal = desk.claim()
    history = desk.tell(journal, step(1), step(2), step(3))
    for moved in (history.undo(), history.undo().undo(), history.undo()):
        journal.show_history(moved)
    journal.show_tab("Spatial")
    journal.show_file(3, "portraits/sample_000001.png")
    journal.close()
    left = desk.claim().left
    assert left.history == history.undo()
    assert left.tab == "Spatial"
    assert left.files == {3: "portraits/sample_000001.png"}


def test_a_step_after_an_undo_drops_what_could_be_redone(desk):
    journal = desk.claim()
    back = desk.tell(journal, step(1), step(2)).undo()
    journal.show_history(back)
    journal.show_history(back.add(step(3)))
    journal.close()
    assert desk.claim().left.history == History(past=(step(1),), present=step(3))


def test_a_step_that_was_completed_comes_back_once_as_it_was_at_last(desk):
    journal = desk.claim()
    history = desk.tell(journal, step(1), step(2))
    history = history.amend(step(3))
    journal.show_history(history)
    history = history.add(step(4))
    journal.show_history(history)
    journal.close()
    found = desk.claim().left.history
    assert [one.label for one in found.steps] == ["step 1", "step 3", "step 4"]


def test_a_session_that_is_open_is_left_alone(desk):
    first = desk.claim()
    desk.tell(first, step(1), step(2))
    second = desk.claim()
    assert second.left.history is None
    desk.tell(second, step(7))
    first.close()
    second.close()
    found = {desk.claim().left.history.present.label, desk.claim().left.history.present.label}
    assert found == {"step 2", "step 7"}


def test_a_session_belongs_to_its_model(desk):
    desk.write(step(1))
    assert desk.claim("1" * 32).left.history is None
    assert desk.claim().left.history == History(present=step(1))


def test_a_last_line_that_was_cut_costs_itself_alone(desk):
    file = desk.write(step(1), step(2), step(3))
    file.write_bytes(file.read_bytes()[:-40])
    journal = desk.claim()
    assert journal.left.history == History(past=(step(1),), present=step(2))
    journal.show_history(journal.left.history.add(step(4)))
    journal.close()
    assert desk.claim().left.history == History(past=(step(1), step(2)), present=step(4))


@pytest.mark.parametrize("cut", range(1, 400, 7))
def test_no_damage_keeps_a_journal_from_being_opened(desk, cut):
    file = desk.write(step(1), step(2))
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) - cut] + b"\xff{\x00\n")
    journal = desk.claim()
    desk.tell(journal, step(9))
    journal.close()
    assert not desk.problems


def test_the_oldest_steps_are_forgotten_beyond_the_bound(desk):
    desk.write(step(1, size=600), step(2, size=600), step(3, size=600))
    history = desk.claim(most_bytes=1300).left.history
    assert [one.label for one in history.steps] == ["step 2", "step 3"]


def test_a_journal_of_forgotten_steps_is_written_anew_when_it_is_opened(desk):
    steps = [step(number, size=1000) for number in range(4000)]
    file = desk.write(*steps)
    before = file.stat().st_size
    history = desk.claim(most_bytes=10_000).left.history
    assert file.stat().st_size < before / 100
    assert desk.claimed.pop().close() is None
    assert desk.claim(most_bytes=10_000).left.history == history
    assert history.present == steps[-1]


def test_equal_vectors_are_one_again(desk):
    desk.write(step(1), step(2))
    past, present = desk.claim().left.history.steps
    assert past.recipe.attributes[0].vector is present.recipe.attributes[0].vector


def test_maps_are_written_once(desk):
    file = desk.write(step(1), step(2), step(1), step(2))
    assert file.read_bytes().count(b"b8.conv0") == 2


def test_a_folder_that_went_away_is_told_and_not_made_again(desk):
    journal = desk.claim()
    desk.tell(journal, step(1))
    journal.close()
    journal = desk.claim()
    for file in sorted(desk.folder.iterdir()):
        file.unlink()
    desk.folder.rmdir()
    journal.show_history(journal.left.history.add(step(2)))
    journal.close()
    assert len(desk.problems) == 1
    assert not desk.folder.exists()


def test_the_last_model_is_that_of_the_session_left_last(desk):
    assert last_model(desk.folder) == ""
    desk.write(step(1))
    assert last_model(desk.folder) == "builtin"
    desk.claim()
    assert last_model(desk.folder) == "", "another window has it"


def test_sessions_that_are_a_link_out_of_the_workspace_are_not_written(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    root = tmp_path / "received"
    root.mkdir()
    (root / ".sessions").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with pytest.raises(WorkspaceError, match="is a link"):
        Desk(root).claim()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_journal_that_is_a_link_is_not_gone_on_with(tmp_path):
    desk = Desk(tmp_path)
    outside = desk.write(step(1)).rename(tmp_path / "outside.jsonl")
    (desk.folder / "20000101-000000-00000000.jsonl").symlink_to(outside)
    content = outside.read_bytes()
    journal = desk.claim()
    assert journal.left.history is None
    desk.tell(journal, step(2))
    journal.close()
    assert outside.read_bytes() == content
