import msgspec
import numpy as np
import pytest

from ganstudio.jobs import catalogue
from ganstudio.jobs.planned import PlannedPicture
from ganstudio.jobs.selections import to_detect
from ganstudio.jobs.sources import Seeds, folder, one
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.latent import LatentW, Seed, Truncation
from ganstudio.recipe.portrait import Portrait
from unit.jobs.plan_parts import attribute, tab

MOUTH = msgspec.structs.replace(tab("mouth", 10.0), detector="mouths", detector_mode="modify")
HAIR = tab("hair", 2.0)
SHOWN = Recipe(latent=Seed(4), edits=(MOUTH, HAIR), attributes=(attribute("smile", 1.0),))


def detected(plan):
    return [picture.detect for picture in plan.pictures() if isinstance(picture, PlannedPicture)]


def running(recipe):
    """The recipe with its first tab in mode `run`."""
    return replace(recipe, edits=(msgspec.structs.replace(recipe.edits[0], detector_mode="run"), *recipe.edits[1:]))


def test_sliders_of_the_shown_picture_keep_its_selections():
    assert detected(catalogue.spectrum(SHOWN, catalogue.attribute_axes(SHOWN, 3))) == [()] * 3
    assert detected(catalogue.combinatoric(SHOWN, catalogue.edit_axes(SHOWN, 2))) == [()] * 4
    assert detected(catalogue.regenerate(one(SHOWN))) == [()]


def test_new_latents_are_detected_also_with_the_seed_that_is_shown():
    assert detected(catalogue.new_latents(SHOWN, [4, 5])) == [("mouth",)] * 2
    assert detected(catalogue.strengths(Seeds(recipe=SHOWN, seeds=(1,)), catalogue.edit_axes(SHOWN, 1)[0])) == [
        ("mouth",)
    ]
    assert detected(catalogue.mix_matrix(SHOWN, [1], [2], first=0, last=1)) == [("mouth",)] * 3


@pytest.mark.parametrize(
    "change",
    [
        {"latent": Seed(5)},
        {"truncation": Truncation(psi=0.5)},
        {"variation": 0.3},
        {"base": LatentW(Array(np.zeros(8)))},
    ],
)
def test_another_face_is_detected(change):
    assert to_detect(SHOWN, SHOWN) == ()
    assert to_detect(replace(SHOWN, **change), SHOWN) == ("mouth",)


def test_every_frame_between_faces_is_detected():
    faces = [replace(SHOWN, latent=LatentW(Array(np.full(8, value)))) for value in (0.0, 1.0)]
    plan = catalogue.interpolation(*faces, 3)
    assert detected(plan) == [("mouth",)] * 3


def test_tabs_of_another_picture_are_detected_and_those_of_the_file_itself_stay(tmp_path):
    Portrait(np.zeros((16, 16, 3), np.uint8), replace(SHOWN, latent=Seed(9))).save(tmp_path / "a.png")
    other = msgspec.structs.replace(MOUTH, selection=Array(np.ones((8, 8))))
    files = folder(tmp_path)
    assert detected(catalogue.apply_sliders(files, replace(SHOWN, edits=(other,)))) == [("mouth",)]
    assert detected(catalogue.regenerate(files)) == [()]


def test_two_faces_with_one_detector_move_one_tab_however_their_selections_differ():
    ends = [
        replace(
            SHOWN,
            latent=LatentW(Array(np.zeros(8))),
            edits=(msgspec.structs.replace(MOUTH, selection=Array(np.full((8, 8), value)), multiplier=10 * value),),
        )
        for value in (1.0, 2.0)
    ]
    middle = [picture.recipe for picture in catalogue.interpolation(*ends, 3).pictures()][1]
    assert [(edit.name, edit.multiplier) for edit in middle.edits] == [("mouth", 15.0)]


def test_in_mode_run_a_new_face_is_left_unmodified_and_keeps_its_multiplier():
    (picture,) = catalogue.new_latents(running(SHOWN), [5]).pictures()
    edit = picture.recipe.edits[0]
    assert (edit.held, edit.multiplier, picture.recipe.active_edits) == (True, 10.0, (HAIR,))


def test_in_mode_run_a_job_that_varies_or_applies_the_tab_lets_it_act(tmp_path):
    template = running(SHOWN)
    axes = [axis for axis in catalogue.edit_axes(template, 2) if axis.name == "mouth"]
    made = list(catalogue.combinatoric(Seeds(recipe=template, seeds=(1, 2)), axes).pictures())
    assert not any(picture.recipe.edits[0].held for picture in made)
    Portrait(np.zeros((16, 16, 3), np.uint8), Recipe(latent=Seed(9))).save(tmp_path / "a.png")
    held = replace(template, edits=(msgspec.structs.replace(template.edits[0], held=True),))
    (applied,) = catalogue.apply_sliders(folder(tmp_path), held).pictures()
    assert applied.recipe.edits[0].is_active
