"""Tabs whose selection a user's script places, through the Python API."""

import textwrap

import msgspec
import numpy as np
import pytest
from PIL import Image

from ganstudio.analysis.following import FollowingRenderer
from ganstudio.analysis.script_bundle import read_bundle
from ganstudio.analysis.script_consent import ScriptConsent
from ganstudio.analysis.script_steps import ScriptFolder, without_selections
from ganstudio.analysis.script_tabs import run_tab_scripts
from ganstudio.errors import ScriptError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, TabScript
from ganstudio.recipe.latent import Seed
from ganstudio.render import Renderer
from script_parts import agree, apply_scripts

FROM_SPEC = """
    import csv, os, sys
    directory, own = sys.argv[1], sys.argv[2:]
    assert sys.argv[0] == os.path.join("scripts", "mine.py"), sys.argv
    assert os.path.isfile(os.path.join("scripts", "mine.py")), os.getcwd()
    assert own[0] == "--level=0.5" and own[1].startswith("--image_path=") and len(own) == 2, own
    image = own[1].split("=", 1)[1]
    assert os.path.isfile(image) and os.path.dirname(image) == directory
    read = lambda *path: [[float(v) for v in row] for row in csv.reader(open(os.path.join(directory, *path)))]
    map_ = read("layer_1", "3.csv")
    selection = read("selections.csv")
    assert len(selection) == len(map_) == 8
    with open(os.path.join(directory, "spatial_map.csv"), "w", newline="") as out:
        csv.writer(out).writerows([[1.0 if v >= 0.5 else 0.0 for v in row] for row in map_])
"""
"""Written from the protocol's description alone, without numpy."""


@pytest.fixture
def renderer(tiny_generator):
    return Renderer(tiny_generator)


@pytest.fixture
def scripts(tmp_path):
    (tmp_path / "scripts").mkdir()
    return ScriptFolder(tmp_path / "scripts", ScriptConsent(tmp_path / "agreed"))


def write(scripts, name, body, *arguments, agreed=True):
    path = scripts.path / name
    path.write_text(textwrap.dedent(body))
    if agreed:
        agree(path, scripts.consent, *arguments)
    return path


def tab(name="mouth", **script):
    fields = {"file": "mine.py", "mode": "modify", "maps": (ChannelWeight("b8", 3, 2.0),)}
    return SpatialEdit(
        name=name,
        resolution=8,
        selection=Array(np.full((8, 8), 5.0)),
        weights=(ChannelWeight("b4", 0, 1.0),),
        multiplier=4.0,
        script=TabScript(**(fields | script)),
    )


def recipe(*edits, seed=3):
    return Recipe(latent=Seed(seed), edits=edits)


def map_of(renderer, seed=3):
    return renderer.render(recipe(seed=seed), capture=["b8"]).feature_maps["b8"][3]


def test_a_script_written_from_the_description_of_the_protocol_places_the_tab(renderer, scripts):
    write(scripts, "mine.py", FROM_SPEC, "--level=0.5")
    given = recipe(tab(arguments=("--level=0.5",), image_path=True))
    placed = apply_scripts(renderer, given, scripts).edits[0]
    np.testing.assert_array_equal(placed.selection.numpy(), 2 * map_of(renderer) >= 0.5)
    assert (placed.multiplier, placed.held) == (4.0, False)


def test_the_script_sees_the_unmodified_picture(renderer, scripts):
    write(
        scripts, "mine.py", "import sys; from PIL import Image; Image.open(sys.argv[1] + '/image.png').save('seen.png')"
    )
    apply_scripts(renderer, recipe(tab()), scripts)

    with Image.open(scripts.path.parent / "seen.png") as seen:
        np.testing.assert_array_equal(np.asarray(seen), renderer.render(recipe()).portrait.image)


def test_what_is_not_to_be_written_is_not_there(renderer, scripts):
    write(scripts, "mine.py", "import os, sys; print(sorted(os.listdir(sys.argv[1])))")
    *_, both = run_tab_scripts(renderer, recipe(tab()), scripts, tabs=["mouth"])
    *_, none = run_tab_scripts(renderer, recipe(tab(write_selection=False, write_image=False)), scripts, tabs=["mouth"])
    assert "image.png" in both.output
    assert "selections.csv" in both.output
    assert "layer_1" in none.output
    assert "image.png" not in none.output
    assert "selections.csv" not in none.output


def test_without_maps_of_its_own_a_script_gets_those_of_the_tab(renderer, scripts):
    write(scripts, "mine.py", "import glob, sys; print(sorted(glob.glob(sys.argv[1] + '/layer_*/*')))")
    *_, last = run_tab_scripts(renderer, recipe(tab(maps=())), scripts, tabs=["mouth"])
    assert "layer_0/0.csv" in last.output.replace("\\", "/")


ANSWER = "import sys; open(sys.argv[1] + '/spatial_map.csv', 'w').write('1,0\\n0,0')"


def test_the_modes_of_a_new_picture(renderer, scripts):
    write(scripts, "mine.py", ANSWER)
    off, run, modify, always = apply_scripts(
        renderer,
        recipe(tab("off", mode="off"), tab("run", mode="run"), tab("modify"), tab("always", mode="off", always=True)),
        scripts,
    ).edits
    corner = np.kron([[1, 0], [0, 0]], np.ones((4, 4)))
    assert (off.selection.numpy() == 5).all()
    for edit in (run, modify, always):
        np.testing.assert_array_equal(edit.selection.numpy(), corner)
    assert [edit.is_active for edit in (run, modify, always)] == [False, True, True]
    assert run.multiplier == 4.0


def test_a_picture_in_mode_run_is_the_unmodified_one(renderer, scripts):
    write(scripts, "mine.py", ANSWER)
    placed = apply_scripts(renderer, recipe(tab(mode="run")), scripts)
    np.testing.assert_array_equal(renderer.render(placed).portrait.image, renderer.render(recipe()).portrait.image)


def test_a_script_that_gives_nothing_back_leaves_the_selection(renderer, scripts):
    write(scripts, "mine.py", "pass")
    assert (apply_scripts(renderer, recipe(tab()), scripts).edits[0].selection.numpy() == 5).all()


def test_one_failing_script_does_not_keep_the_others_from_running(renderer, scripts):
    write(scripts, "mine.py", ANSWER)
    write(scripts, "bad.py", "raise ValueError('no mouth today')")
    given = recipe(tab("bad", file="bad.py"), tab("good"))
    *_, last = run_tab_scripts(renderer, given, scripts, tabs=["bad", "good"])
    assert (last.answered, last.pending, last.total) == (("good",), (), 2)
    assert last.problems[0].tab == "bad"
    assert "no mouth today" in last.problems[0].text
    assert (last.recipe.edits[0].selection.numpy() == 5).all()
    emptied = without_selections(last.recipe, ["bad"])
    assert not emptied.edits[0].selection.numpy().any()
    assert emptied.edits[1] == last.recipe.edits[1]


def test_nothing_runs_without_agreement_and_a_changed_file_asks_again(renderer, scripts):
    path = write(scripts, "mine.py", "open('ran', 'w')", agreed=False)
    with pytest.raises(ScriptError, match=r"Tab 'mouth': Script mine\.py has not been agreed to"):
        apply_scripts(renderer, recipe(tab()), scripts)
    assert not (scripts.path.parent / "ran").exists()
    agree(path, scripts.consent)
    apply_scripts(renderer, recipe(tab()), scripts)
    path.write_text("pass")
    with pytest.raises(ScriptError, match="changed since"):
        apply_scripts(renderer, recipe(tab()), scripts)


def test_a_missing_script_is_named(renderer, scripts):
    with pytest.raises(ScriptError, match=r"no script .*mine\.py"):
        apply_scripts(renderer, recipe(tab()), scripts)


def test_agreements_are_kept_with_the_users_settings_and_not_in_the_workspace(tmp_path, monkeypatch):
    monkeypatch.setenv("GANSTUDIO_CONFIG", str(tmp_path / "config"))
    path = tmp_path / "scripts" / "script.py"
    path.parent.mkdir()
    path.write_text("pass")
    agree(path)
    assert (tmp_path / "config" / "agreed_scripts.json").is_file()
    assert ScriptConsent().covers(read_bundle(path, tmp_path))


def test_jobs_run_a_script_once_a_face_and_the_picture_says_where(renderer, scripts):
    write(scripts, "mine.py", ANSWER + "; open('ran', 'a').write('x')")
    jobs = FollowingRenderer(renderer, {}, scripts)
    strengths = [recipe(msgspec.structs.replace(tab(), multiplier=value)) for value in (1.0, 2.0, 3.0)]
    placed = [jobs.detected(each, ["mouth"]) for each in (*strengths, replace(strengths[0], latent=Seed(4)))]
    assert all(each.edits[0].selection.numpy()[0, 0] == 1 for each in placed)
    assert (scripts.path.parent / "ran").read_text() == "xx"


def test_jobs_without_agreement_are_refused(renderer, scripts):
    write(scripts, "mine.py", ANSWER, agreed=False)
    with pytest.raises(ScriptError, match="not been agreed to"):
        FollowingRenderer(renderer, {}, scripts).detected(recipe(tab()), ["mouth"])
