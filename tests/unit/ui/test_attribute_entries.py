"""Which rows the Attributes tab has, and what their sliders amount to together."""

import msgspec
import numpy as np
import pytest

from ganstudio.errors import RecipeError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift
from ganstudio.spec import LayerRange, LayerSpec, layer_bands
from ganstudio.ui.attributes.entries import as_direction, combined_vector, entries_of, entry_of, is_shown
from recipes import small_spec

SPEC = small_spec()
ONES, TWOS = Array(np.ones(8)), Array(np.full(8, 2.0))


def spec_of(resolution):
    layers, number = [], 0
    for side in (2**power for power in range(2, 11)):
        if side <= resolution:
            for part in ("", ".conv0") if side > 4 else ("",):
                layers.append(LayerSpec(name=f"b{side}{part}", height=side, width=side, channels=4, ws_index=number))
                number += 1
    return msgspec.structs.replace(SPEC, layers=tuple(layers), num_ws=number + 1)


def test_a_name_in_several_sets_is_one_row():
    entries = entries_of({"basic": {"smile": ONES}, "favorites": {"smile": ONES}}, Recipe(), ())
    assert list(entries) == ["smile"]
    assert entries["smile"].kinds == ("basic", "favorites")
    assert entries["smile"].is_favorite


def test_the_pictures_layers_win_and_its_vector_stays_its_own():
    recipe = Recipe(
        attributes=(
            AttributeShift(name="a", vector=ONES, amount=1.0, first=2),
            AttributeShift(name="b", vector=TWOS, amount=1.0),
        )
    )
    entries = entries_of({"basic": {"a": ONES, "b": ONES}}, recipe, ())
    assert entries["a"].layers == LayerRange(first=2)
    assert not entries["a"].is_from_picture
    assert entries["b"].vector == TWOS
    assert entries["b"].is_from_picture


def test_a_pictures_own_attribute_is_shown_whatever_sets_are_on():
    own = entry_of(AttributeShift(name="Own one", vector=ONES, amount=1.0))
    assert is_shown(own, (), "")
    assert is_shown(own, (), "ONE own")
    assert not is_shown(own, (), "two")


def test_sliders_add_up_to_one_vector():
    shifts = [AttributeShift(name="a", vector=ONES, amount=1.5), AttributeShift(name="b", vector=TWOS, amount=-0.5)]
    assert combined_vector(shifts, SPEC) == Array(np.full(8, 0.5))


def test_layers_moved_differently_need_a_direction_each():
    shifts = [AttributeShift(name="a", vector=ONES, amount=1.0, first=1, last=2)]
    combined = combined_vector(shifts, SPEC).numpy()
    assert combined.shape == (6, 8)
    assert combined.any(axis=1).tolist() == [False, True, True, False, False, False]


def test_nothing_moved_cannot_be_combined():
    with pytest.raises(RecipeError, match="nothing to combine"):
        combined_vector([], SPEC)


def test_a_direction_alike_on_all_layers_is_one_w():
    assert as_direction(np.ones((6, 8), np.float32)).shape == (8,)
    assert as_direction(np.eye(6, 8, dtype=np.float32)).shape == (6, 8)


@pytest.mark.parametrize(
    ("resolution", "bands"),
    [
        (1024, {"coarse": "0–2", "middle": "3–6", "fine": "7–"}),
        (64, {"coarse": "0–2", "middle": "3–6", "fine": "7–"}),
        (32, {"coarse": "0–2", "middle": "3–"}),
        (8, {"coarse": ""}),
        (16, {"coarse": "0–2", "middle": "3–"}),
    ],
)
def test_bands_of_layers_follow_the_resolutions(resolution, bands):
    assert {name: layers.text for name, layers in layer_bands(spec_of(resolution)).items()} == bands
