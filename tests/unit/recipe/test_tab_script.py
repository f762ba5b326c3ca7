"""The script of a spatial tab in recipes and tab files: what is refused, what is kept, and files from before it."""

import json

import numpy as np
import pytest

from ganstudio.errors import RecipeError
from ganstudio.recipe.array import Array
from ganstudio.recipe.codec import decode, encode
from ganstudio.recipe.document import Recipe, check
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, TabScript
from ganstudio.workspace import Workspace
from recipes import small_spec


def recipe(*, detector="", **script):
    fields = {"file": "mine.py", "arguments": ("--a", "b c"), "maps": (ChannelWeight("b8", 3, 2.0),)} | script
    edit = SpatialEdit(
        name="mouth", resolution=8, selection=Array(np.zeros((8, 8))), detector=detector, script=TabScript(**fields)
    )
    return Recipe(edits=(edit,))


def test_a_recipe_keeps_the_script_of_a_tab():
    check(recipe(file="mine/parts.py"), small_spec())
    assert decode(encode(recipe(mode="run", always=True))) == recipe(mode="run", always=True)


@pytest.mark.parametrize(
    "file", ["", "../up.py", "/etc/x.py", "a/../../x.py", "C:\\x.py", "\\\\host\\x.py", "C:x.py", "./x.py", "a\0.py"]
)
def test_a_script_outside_the_scripts_folder_is_refused(file):
    with pytest.raises(RecipeError, match="no place in the scripts folder"):
        check(recipe(file=file), small_spec())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"detector": "mouth"}, "a detector and a script"),
        ({"mode": "often"}, "mode 'often' is unknown"),
        ({"time_limit_s": 0.0}, "time limit is 0"),
        ({"time_limit_s": float("nan")}, "time limit is nan"),
        ({"time_limit_s": 1e9}, "time limit is 1e"),
        ({"arguments": ("a\0",)}, "no argument can have"),
        ({"maps": (ChannelWeight("b8", 99, 1.0),)}, "map 99"),
        ({"maps": (ChannelWeight("b8", 0, float("inf")),)}, "not a finite number"),
    ],
)
def test_what_cannot_be_run_is_refused_in_words(changes, words):
    with pytest.raises(RecipeError, match=words):
        check(recipe(**changes), small_spec())


def test_recipes_from_before_scripts_still_open():
    document = json.loads(encode(Recipe(edits=(SpatialEdit(name="a", resolution=4, selection=Array(np.eye(4))),))))
    del document["recipe"]["edits"][0]["script"]
    assert decode(json.dumps(document)).edits[0].script is None


def test_tab_sets_from_before_scripts_still_open_and_new_ones_keep_them(tmp_path):
    folder = Workspace(tmp_path).model_folder("a" * 32, small_spec())
    folder.save_tabs("mine", recipe(mode="modify").edits)
    assert tuple(folder.load_tabs("mine")) == recipe(mode="modify").edits
    path = folder.path / "tabs_mine.json"
    document = json.loads(path.read_bytes())
    assert document["tabs"][0]["script"]["file"] == "mine.py"
    del document["tabs"][0]["script"]
    path.write_text(json.dumps(document))
    assert folder.load_tabs("mine")[0].script is None
