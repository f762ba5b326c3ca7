"""What becomes of a picture while and after its scripts have run."""

import msgspec
import numpy as np
import pytest

from ganstudio.analysis.script_steps import ScriptProblem, ScriptStep
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import AttributeShift, SpatialEdit, TabScript
from ganstudio.recipe.latent import Seed
from ganstudio.ui.bench.placing_task import failure_of, merged, runs_on_opened

FOUND = Array(np.eye(8, dtype=np.float32))


def tab(name="mouth", *, selection=None, **changes):
    return SpatialEdit(
        name=name, resolution=8, selection=selection or Array(np.zeros((8, 8))), multiplier=2.0, **changes
    )


BEFORE = Recipe(latent=Seed(1), edits=(tab(), tab("hair")))
PLACED = Recipe(latent=Seed(2), edits=(tab(selection=FOUND), tab("hair")))


def test_a_picture_is_shown_as_it_was_asked_for():
    assert merged(BEFORE, BEFORE, PLACED) == PLACED


def test_what_was_changed_meanwhile_stays_with_the_new_latent_and_the_selections_found():
    smile = AttributeShift(name="smile", vector=Array(np.ones(8)), amount=1.0)
    louder = msgspec.structs.replace(tab(), multiplier=9.0)
    added = tab("added")
    current = replace(BEFORE, attributes=(smile,), variation=0.5, edits=(louder, tab("hair"), added))
    after = merged(current, BEFORE, PLACED)
    assert (after.latent, after.variation, after.attributes) == (Seed(2), 0.5, (smile,))
    assert after.edits == (msgspec.structs.replace(louder, selection=FOUND), tab("hair"), added)


def test_a_tab_that_was_deleted_meanwhile_does_not_come_back():
    assert [edit.name for edit in merged(replace(BEFORE, edits=(tab("hair"),)), BEFORE, PLACED).edits] == ["hair"]


def test_a_selection_found_on_another_grid_is_not_put_on_the_one_that_a_person_has_chosen_meanwhile():
    finer = tab(selection=Array(np.ones((16, 16))))
    current = replace(BEFORE, edits=(finer, tab("hair")))
    assert merged(current, BEFORE, PLACED).edits[0].selection == finer.selection


@pytest.mark.parametrize(
    ("mode", "always", "painted", "runs"),
    [
        ("modify", False, False, True),
        ("modify", False, True, False),
        ("modify", True, True, True),
        ("off", True, True, True),
        ("off", False, False, False),
    ],
)
def test_which_scripts_run_on_a_picture_that_is_opened(mode, always, painted, runs):
    script = TabScript(file="mine.py", mode=mode, always=always)
    assert runs_on_opened(tab(script=script, selection=FOUND if painted else None)) is runs


def test_a_failure_says_what_became_of_the_picture_and_folds_what_scripts_said():
    scripts = (
        tab("a", script=TabScript(file="a.py", mode="modify")),
        tab("b", script=TabScript(file="b.py", always=True)),
    )
    problems = (ScriptProblem("a", "Script a.py failed. Mend it.\nTraceback"), ScriptProblem("b", "Too slow."))
    step = ScriptStep(recipe=Recipe(edits=scripts), problems=problems)
    new, shown = failure_of(step, is_new=True), failure_of(step, is_new=False)
    assert new.sentence == "Script a.py failed. Mend it. The picture was made; nothing is selected in 'a'."
    assert new.details == "Traceback\n\nTab 'b': Too slow."
    assert shown.sentence == "Script a.py failed. Mend it. The selection stays as it was."
