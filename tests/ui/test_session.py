"""The session: live changes are shown, one drag is one step, undo and redo move through the steps."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import Seed
from ganstudio.ui.bench.session import Phase, RecipeEdit, Session


class Watch:
    def __init__(self, session: Session) -> None:
        self.shown: list[Recipe] = []
        self.histories: list = []
        session.recipe_changed.connect(self.shown.append)
        session.history_changed.connect(self.histories.append)


def variation(value: float) -> Recipe:
    return Recipe(variation=value)


@pytest.fixture
def session() -> Session:
    return Session(clock=lambda: 5.0)


def drag(session: Session, *values: float) -> None:
    for value in values:
        session.edit(RecipeEdit(variation(value), f"variation {value}", Phase.LIVE))
    session.edit(RecipeEdit(variation(values[-1]), f"variation {values[-1]}", Phase.DONE))


def test_a_drag_shows_each_value_and_keeps_one_step(session):
    watch = Watch(session)
    drag(session, 0.9, 0.8, 0.7)
    assert [recipe.variation for recipe in watch.shown] == [0.9, 0.8, 0.7]
    assert [step.label for step in session.history.past] == ["start"]
    assert session.history.present.label == "variation 0.7"
    assert session.history.present.time == 5.0


def test_undo_after_a_drag_returns_to_before_it(session):
    drag(session, 0.9, 0.8, 0.7)
    session.undo()
    assert session.recipe == Recipe()
    session.redo()
    assert session.recipe == variation(0.7)


def test_undo_in_the_middle_of_a_drag_takes_the_drag_back(session):
    session.edit(RecipeEdit(variation(0.4), "variation", Phase.LIVE))
    session.undo()
    assert session.recipe == Recipe()
    assert [step.recipe for step in session.history.future] == [variation(0.4)]


def test_a_drag_back_to_where_it_began_is_no_step(session):
    drag(session, 0.5, 1.0)
    assert session.history.past == ()
    assert session.recipe == Recipe()


def test_opening_is_a_step_that_can_be_undone(session):
    session.open(Recipe(latent=Seed(9)), "seed 9")
    session.undo()
    assert session.recipe == Recipe()


def test_a_restart_forgets_the_steps(session):
    drag(session, 0.5)
    watch = Watch(session)
    session.restart(Recipe(latent=Seed(3)), "other model")
    assert session.history.past == ()
    assert watch.shown == [Recipe(latent=Seed(3))]


def test_going_several_steps_tells_once(session):
    drag(session, 0.5)
    drag(session, 0.25)
    watch = Watch(session)
    session.go(-2)
    assert watch.shown == [Recipe()]
    session.go(2)
    assert session.recipe == variation(0.25)


def test_undo_at_the_beginning_tells_nothing(session):
    watch = Watch(session)
    session.undo()
    session.redo()
    assert watch.shown == []
    assert watch.histories == []


def picture_with_tabs() -> Recipe:
    """As it comes from a file: equal each time, and shared with nothing."""
    vector, selection = Array(np.ones(512, np.float32)), Array(np.ones((32, 32), np.float32))
    edit = SpatialEdit(name="mouth", resolution=32, selection=selection, weights=(ChannelWeight("b32", 7, 1.0),))
    return Recipe(attributes=(AttributeShift(name="smile", vector=vector, amount=1.0),), edits=(edit,))


def test_a_picture_that_is_opened_again_takes_no_memory_a_second_time(session):
    session.begin(picture_with_tabs(), "face.png")
    session.begin(Recipe(latent=Seed(3)), "seed 3")
    session.begin(picture_with_tabs(), "face.png")
    first, again = session.history.past[1].recipe, session.recipe
    assert again == picture_with_tabs()
    assert again.edits[0] is first.edits[0]
    assert again.attributes[0] is first.attributes[0]


def test_parts_of_steps_that_are_forgotten_are_not_kept(session):
    session.begin(picture_with_tabs(), "face.png")
    selection = weakref.ref(session.recipe.edits[0])
    session.restart(Recipe(), "other model")
    gc.collect()
    assert selection() is None
