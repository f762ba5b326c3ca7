import json

import msgspec
import numpy as np
import pytest

from ganstudio.errors import RecipeError
from ganstudio.recipe import codec
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from recipes import full_recipe


def test_decoding_what_was_encoded_gives_an_equal_recipe():
    recipe = full_recipe()

    assert codec.decode(codec.encode(recipe)) == recipe


def test_encoding_is_the_same_text_each_time():
    assert codec.encode(full_recipe()) == codec.encode(full_recipe())


def test_a_newer_format_is_refused_with_both_numbers():
    document = codec.encode(Recipe()).replace(b'"format":1', b'"format":7')

    with pytest.raises(RecipeError, match=r"format 7.*format 1 to 2"):
        codec.decode(document)


def test_an_unknown_field_is_refused_by_its_name():
    document = json.loads(codec.encode(Recipe()))
    document["recipe"]["brightness"] = 3

    with pytest.raises(RecipeError, match="brightness"):
        codec.decode(json.dumps(document))


@pytest.mark.parametrize(
    "packed",
    [
        {"shape": [2], "float32": "!!!!"},
        {"shape": [2], "float32": "AAAA"},
        {"shape": [3], "float32": codec.pack_array(Array([1, 2]))["float32"]},
        {"shape": [-1], "float32": ""},
        {"shape": [1 << 40], "float32": ""},
        {"shape": [1], "float32": codec.pack_array(Array(np.zeros(100000)))["float32"]},
        [1, 2],
        7,
    ],
    ids=["base64", "zlib", "length", "negative", "huge", "bomb", "list", "number"],
)
def test_a_damaged_array_is_refused(packed):
    document = json.loads(codec.encode(full_recipe()))
    document["recipe"]["latent"]["values"] = packed

    with pytest.raises(RecipeError, match="damaged"):
        codec.decode(json.dumps(document))


@pytest.mark.parametrize("document", [b"", b"{}", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"format": "x"}', "hello"])
def test_what_is_no_recipe_is_refused(document):
    with pytest.raises(RecipeError, match="not a GanStudio recipe"):
        codec.decode(document)


def test_nan_in_an_array_is_refused():
    with pytest.raises(RecipeError, match="NaN"):
        Array([1.0, float("nan")])


def test_the_description_names_every_part():
    text = codec.describe(replace(full_recipe(), model="abc"))

    for word in ("abc", "w+ of 6", "psi: 0.7", "first 3", "smile", "mouth_open", "seeded 5", "Style mix"):
        assert word in text


def test_the_description_says_what_a_tab_does_and_on_how_many_cells():
    edit = full_recipe().edits[0]
    cells = int(np.count_nonzero(edit.selection.numpy()))
    assert 0 < cells != 32

    line = f"Spatial edit mouth_open: add x100 on 2 maps of b8, b16.conv0, {cells} cells"
    assert line in codec.describe(full_recipe()).splitlines()


def test_a_recipe_written_before_edits_could_be_held_opens_and_acts():
    document = json.loads(codec.encode(full_recipe()))
    for edit in document["recipe"]["edits"]:
        edit.pop("held", None)
    opened = codec.decode(json.dumps(document))
    assert opened == full_recipe()
    assert not any(edit.held for edit in opened.edits)


def test_a_held_edit_is_kept_as_such_and_described():
    recipe = full_recipe()
    first = msgspec.structs.replace(recipe.edits[0], held=True)
    held = replace(recipe, edits=(first, *recipe.edits[1:]))
    assert codec.decode(codec.encode(held)) == held
    assert first not in held.active_edits
    assert "(held: not applied)" in codec.describe(held)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ([codec.MAX_ARRAY_NUMBERS], "needs 67108864 bytes"),
        ([1, codec.MAX_ARRAY_NUMBERS + 1], "larger than any recipe's"),
    ],
)
def test_an_array_beyond_the_bound_is_refused_for_its_size(shape, words):
    document = json.loads(codec.encode(full_recipe()))
    document["recipe"]["latent"]["values"] = {"shape": shape, "float32": codec.pack_array(Array([1]))["float32"]}

    with pytest.raises(RecipeError, match=words):
        codec.decode(json.dumps(document))


def test_an_array_is_named_by_its_shape_and_range():
    assert repr(Array(np.zeros((0, 3)))) == "Array(shape=(0, 3))"
    assert repr(Array([[-1.5, 2.0]])) == "Array(shape=(1, 2), min=-1.5, max=2)"
