import numpy as np
import pytest
from PIL import Image

from ganstudio.cli.main import main
from ganstudio.jobs.manifest import read_job
from ganstudio.jobs.sheet_plans import read_planned_sheet
from ganstudio.networks.loading import load_generator
from ganstudio.recipe.array import Array
from ganstudio.recipe.codec import encode
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, TabScript
from ganstudio.recipe.latent import Noise, Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.render.renderer import Renderer
from ganstudio.workspace import Workspace
from script_parts import agree


@pytest.fixture
def place(tmp_path, tiny_model, monkeypatch):
    """A folder to work in, with a workspace in which the model has an attribute and a tab."""
    workspace = Workspace(tmp_path / "workspace")
    monkeypatch.setenv("GANSTUDIO_WORKSPACE", str(workspace.root))
    generator = load_generator(tiny_model)
    folder = workspace.model_folder(generator.model_id, generator.spec)
    folder.save_attribute_set("basic", {"smile": Array(np.ones(8))})
    selection = Array(np.eye(8))
    tab = SpatialEdit(name="mouth", resolution=8, selection=selection, weights=(ChannelWeight("b8", 1, 1.0),))
    folder.save_tabs("basic", (tab,))
    for seed in (1, 2):
        recipe = Recipe(model=generator.model_id, latent=Seed(seed))
        Renderer(generator).render(recipe).portrait.save(tmp_path / f"face{seed}.png")
    workspace.remember_model(tiny_model, generator.model_id)
    return tmp_path


def run(*words):
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return ended.value.code


def made(folder):
    return sorted(path.name for path in folder.glob("*.png"))


def test_a_spectrum_from_a_picture_with_a_film(place, capsys):
    code = run(
        "batch", "spectrum", "--from", place / "face1.png", "--set", "smile=2", "--count", 3, "--past-zero",
        "--film", "gif", "--fps", 5, "--sheet", "--out", place / "out",
    )  # fmt: skip
    assert code == 0, capsys.readouterr().err
    assert made(place / "out") == [
        "sheet.png", "smile-0__sample_1.png", "smile-1__sample_2.png", "smile-2__sample_3.png"
    ]  # fmt: skip
    assert Portrait.open(place / "out/smile-2__sample_3.png").recipe.attributes[0].amount == -2.0
    with Image.open(place / "out/film.gif") as film:
        assert film.n_frames == 4
    assert "3 pictures" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "pictures"),
    [
        (["new-latents", "--seeds", "0-3", "--model", "MODEL"], 4),
        (["new-latents", "--count", 2, "--model", "MODEL"], 2),
        (["sequential", "--from", "FACE", "--set", "smile=1", "--set", "mouth=3", "--count", 2], 4),
        (["combinatoric", "--from", "FACE", "--set", "smile=1", "--set", "mouth=3"], 9),
        (["combinatoric", "--from", "FACE", "--set", "smile=1", "--set", "mouth=3", "--count-of", "mouth=2"], 6),
        (["combinatoric", "--from", "FACE", "--set", "mouth=3", "--seeds", "5,6", "--count", 2], 4),
        (["combinatoric", "--from", "FACE", "--set", "mouth=3", "--folder", "FOLDER", "--count", 2], 4),
        (["axis-aligned", "--from", "FACE", "--set", "mouth=3", "--layer", "b8", "--maps", "0_2", "--tab", "mouth"], 6),
        (["axis-aligned", "--from", "FACE", "--layer", "b8", "--maps", "2x1,4"], 4),
        (["axis-aligned", "--from", "FACE", "--layer", "b8", "--maps", "2x1,4; b4: 0_1; b16.conv0: 3"], 10),
        (["random-maps", "--from", "FACE", "--among", "b8: 2x1,4; b4: 0_2", "--maps", 3, "--count", 2], 2),
        (["style-channels", "--from", "FACE", "--layer", "b8.torgb", "--first", 3], 6),
        (["style-channels", "--from", "FACE", "--layer", "b4.conv1", "--channels", "2x1,4"], 4),
        (["axis-aligned", "--from", "FACE", "--layer", "b8", "--first", 2, "--tab", "mouth"], 4),
        (["random-maps", "--from", "FACE", "--layer", "b16", "--count", 3], 3),
        (["regenerate", "FOLDER", "--model", "MODEL"], 2),
        (["apply", "FOLDER", "--model", "MODEL", "--set", "smile=1"], 2),
        (["interpolate", "FACE", "FACE2", "--count", 4], 4),
        (["walk", "FACE", "FACE2", "--per-leg", 2, "--closed"], 4),
        (["walk", "--seeds", "1,2", "--per-leg", 2, "--space", "z", "--model", "MODEL"], 3),
        (["seed-grid", "--seeds", "1-2", "--psis", "0,1", "--model", "MODEL"], 4),
        (["mix", "--rows", "1", "--columns", "2,3", "--layers", "2-3", "--model", "MODEL"], 5),
        (["strengths", "--seeds", "1-2", "--slider", "mouth=10", "--count", 3, "--model", "MODEL"], 6),
    ],
)  # fmt: skip
def test_every_job_makes_its_pictures(place, tiny_model, capsys, words, pictures):
    folder = place / "faces"
    folder.mkdir()
    for name in ("face1.png", "face2.png"):
        (folder / name).write_bytes((place / name).read_bytes())
    stands_for = {"MODEL": tiny_model, "FACE": place / "face1.png", "FACE2": place / "face2.png", "FOLDER": folder}
    code = run("batch", *(stands_for.get(word, word) for word in words), "--out", place / "out")
    assert code == 0, capsys.readouterr().err
    assert len(made(place / "out")) == pictures


def test_strengths_of_maps_are_in_deviations_unless_they_are_to_be_raw(place, tiny_model, capsys):
    words = ("batch", "axis-aligned", "--from", place / "face1.png", "--layer", "b8", "--maps", "2x1")
    assert run(*words, "--strength", 3, "--out", place / "told") == 0, capsys.readouterr().err
    assert run(*words, "--strength", 3, "--raw", "--out", place / "raw") == 0
    generator = load_generator(tiny_model)
    folder = Workspace(place / "workspace").model_folder(generator.model_id, generator.spec)
    deviations = folder.map_deviations("b8")  # learned on the way, and kept
    weights = {}
    for name in ("told", "raw"):
        (edit,) = (e for e in Portrait.open(made_in(place / name)).recipe.edits if e.name == "whole image")
        weights[name] = edit.weights[0].weight
        assert edit.multiplier == 3.0
    assert weights["raw"] == 2.0
    assert weights["told"] == pytest.approx(2.0 * deviations[1], rel=1e-5)


def made_in(folder):
    return min(folder.glob("*_p_*.png"))


@pytest.mark.parametrize(("flags", "seeds"), [((), [4, 5]), (("--same-noise",), [9, 9])])
def test_new_faces_have_seeded_noise_of_their_own_unless_it_is_to_stay(place, tiny_model, flags, seeds):
    (place / "seeded.json").write_bytes(encode(Recipe(noise=Noise(mode="seeded", seed=9))))
    words = ("batch", "new-latents", "--from", place / "seeded.json", "--model", tiny_model, "--seeds", "4-5")
    assert run(*words, *flags, "--out", place / "out") == 0
    recipes = [Portrait.open(path).recipe for path in sorted((place / "out").glob("*.png"))]
    assert [recipe.noise for recipe in recipes] == [Noise(mode="seeded", seed=seed) for seed in seeds]


def test_a_job_of_the_command_line_keeps_its_latents(place, tiny_model):
    words = ("batch", "new-latents", "--model", tiny_model, "--seeds", "4-5", "--workspace", place / "here")
    assert run(*words, "--out", place / "out") == 0
    (table,) = (place / "here/data").glob("*/latents.csv")
    names = [line.partition(",")[0] for line in table.read_text().splitlines()]
    assert names == ["out/seed-4__sample_1.png", "out/seed-5__sample_2.png"]


def test_a_job_is_not_resumed_with_other_settings_and_the_difference_is_shown(place, tiny_model, capsys):
    common = ("--out", place / "out", "--model", tiny_model)
    walk = ("batch", "walk", "--seeds", "1,2", *common)
    assert run(*walk, "--per-leg", "3") == 0
    before = sorted(path.name for path in (place / "out").iterdir())

    assert run(*walk, "--per-leg", "9", "--easing", "smooth", "--resume") == 2
    said = capsys.readouterr().err
    assert "--per-leg 3 then and 9 now" in said
    assert "--easing linear then and smooth now" in said
    assert "batch resume" in said
    assert run("batch", "walk", "--seeds", "4,5", *common, "--resume") == 2
    assert "--seeds 1,2 then and 4,5 now" in capsys.readouterr().err
    assert run("batch", "strengths", "--seeds", "1,2", "--slider", "smile=1", *common, "--resume") == 2
    assert "batch walk then and strengths now" in capsys.readouterr().err
    assert sorted(path.name for path in (place / "out").iterdir()) == before
    assert run(*walk, "--resume") == 0


def test_a_job_is_resumed_by_the_flag_and_by_the_command(place, tiny_model, capsys):
    words = ("batch", "new-latents", "--seeds", "0-4", "--model", tiny_model, "--out", place / "out")
    assert run(*words) == 0
    (place / "out/seed-3__sample_4.png").unlink()
    assert run(*words) == 2
    assert "Add --resume" in capsys.readouterr().err
    assert run(*words, "--resume") == 0
    (place / "out/seed-1__sample_2.png").unlink()
    assert run("batch", "resume", place / "out") == 0
    assert len(made(place / "out")) == 5
    assert read_job(place / "out").state == "finished"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["spectrum", "--from", "FACE"], "Nothing varies"),
        (["spectrum", "--from", "FACE", "--set", "smile=1", "--count", 0], "0 is not in the range"),
        (["combinatoric", "--from", "FACE", "--set", "smile=1", "--count-of", "grin=3"], "'grin'"),
        (["axis-aligned", "--from", "FACE", "--layer", "b8", "--maps", "99"], "Map 99"),
        (["axis-aligned", "--from", "FACE", "--layer", "b8", "--maps", "1; b99: 1"], "b99"),
        (["random-maps", "--from", "FACE", "--layer", "b8", "--among", "1_2", "--maps", 3], "2 maps are listed"),
        (["style-channels", "--from", "FACE", "--layer", "b8", "--first", 3], "Style layer"),
        (["style-channels", "--from", "FACE", "--layer", "b8.torgb", "--first", 9], "has 8 channels"),
        (["axis-aligned", "--from", "FACE", "--layer", "b99", "--maps", "1"], "b99"),
        (["axis-aligned", "--from", "FACE", "--layer", "b8", "--maps", "1", "--tab", "nose"], "'nose'"),
        (["new-latents", "--model", "MODEL", "--seeds", "1", "--count", 2], "--seeds"),
        (["walk", "FACE", "FACE", "--seeds", "1,2"], "either pictures or seeds"),
        (["axis-aligned", "--from", "FACE", "--layer", "b8", "--first", 9], "has 8 maps"),
        (["mix", "--rows", "1", "--columns", "2", "--layers", "4-70", "--model", "MODEL"], "no style layer 70"),
        (["walk", "FACE", "--per-leg", 3], "2 faces"),
        (["apply", "NONE", "--model", "MODEL", "--set", "smile=1"], "cannot be read"),
        (["mix", "--rows", "1", "--columns", "2", "--layers", "x", "--model", "MODEL"], "4-7"),
        (["resume"], "Missing argument"),
        (["spectrum", "--from", "FACE", "--set", "smile=1", "--film", "gif", "--fps", 90], "gif takes"),
    ],
)
def test_bad_input_is_refused_in_a_sentence_with_code_2(place, tiny_model, capsys, words, sentence):
    stands_for = {"MODEL": tiny_model, "FACE": place / "face1.png", "NONE": place / "none"}
    out = () if words == ["resume"] else ("--out", place / "out")
    assert run("batch", *(stands_for.get(word, word) for word in words), *out) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert "Traceback" not in error
    assert len(error.strip().splitlines()) == 1


def test_the_way_between_two_faces_becomes_an_attribute(place, tiny_model, capsys):
    words = ("interpolate", place / "face1.png", place / "face2.png", "--count", 2, "--as-attribute", "one to two")
    assert run("batch", *words, "--out", place / "out") == 0, capsys.readouterr().err
    generator = load_generator(tiny_model)
    vector = Workspace(place / "workspace").model_folder(generator.model_id).attribute_sets()["custom"]["one to two"]
    renderer = Renderer(generator)
    start, end = (renderer.ws(Recipe(latent=Seed(seed)))[0] for seed in (1, 2))
    np.testing.assert_allclose(start + vector.numpy(), end, rtol=1e-4, atol=1e-5)
    assert run("batch", *words, "--out", place / "again") == 2
    assert "already" in capsys.readouterr().err


def test_animate_makes_a_film_of_folders_side_by_side_or_of_pictures(place, tiny_model, capsys):
    for name, seeds in (("a", "0-3"), ("b", "4-6")):
        assert run("batch", "new-latents", "--seeds", seeds, "--model", tiny_model, "--out", place / name) == 0
    assert run("animate", place / "a", place / "b", "--out", place / "ab.gif", "--fps", 5, "--captions") == 0
    with Image.open(place / "ab.gif") as film:
        assert film.n_frames == 6
        assert film.size == (2 * 128 + 4, 128 + 28)  # pictures with words are enlarged
    assert run("animate", place / "face1.png", place / "face2.png", "--out", place / "f.webp", "--order", "loop") == 0
    assert run("animate", place / "a", "--out", place / "a.avi") == 2
    assert ".webp" in capsys.readouterr().err
    (place / "a/seed-1__sample_2.png").write_bytes(b"damaged")
    assert run("animate", place / "a", "--out", place / "a.gif") == 2
    assert "damaged" in capsys.readouterr().err
    assert not (place / "a.gif").exists()


def test_a_film_of_several_walks_shows_them_side_by_side_as_their_own_film_does(place, tiny_model):
    out = place / "walks"
    words = ("walk", "--seeds", "1-4", "--walks", 2, "--per-leg", 3, "--closed", "--film", "gif")
    assert run("batch", *words, "--model", tiny_model, "--out", out) == 0
    assert run("animate", out, "--out", place / "again.gif") == 0
    with Image.open(out / "film.gif") as film, Image.open(place / "again.gif") as again:
        assert (again.n_frames, again.size) == (film.n_frames, film.size)


def test_a_batch_runs_the_scripts_of_tabs_only_where_they_were_agreed_to(place, tiny_model, capsys):
    script = place / "workspace" / "scripts" / "mine.py"
    script.write_text("import sys; open(sys.argv[1] + '/spatial_map.csv', 'w').write('1,0\\n0,0')")
    edit = SpatialEdit(
        name="mouth",
        resolution=8,
        selection=Array(np.zeros((8, 8))),
        weights=(ChannelWeight("b8", 1, 1.0),),
        multiplier=2.0,
        script=TabScript(file="mine.py", mode="modify"),
    )
    generator = load_generator(tiny_model)
    Renderer(generator).render(Recipe(model=generator.model_id, edits=(edit,))).portrait.save(place / "scripted.png")
    words = ("batch", "new-latents", "--from", place / "scripted.png", "--count", 2, "--out", place / "out")
    assert run(*words) == 2
    assert "Script mine.py has not been agreed to" in capsys.readouterr().err
    agree(script)
    assert run(*words, "--resume") == 0, capsys.readouterr().err
    names = made(place / "out")
    assert len(names) == 2
    for name in names:
        assert Portrait.open(place / "out" / name).recipe.edits[0].selection.numpy()[0, 0] == 1


def frames(path) -> int:
    with Image.open(path) as film:
        return film.n_frames


def test_the_film_of_a_closed_walk_loops_forward_unless_told_otherwise(place, tiny_model, capsys):
    walk = ("batch", "walk", "--seeds", "1,2,3", "--per-leg", "4", "--model", tiny_model, "--film", "gif")
    assert run(*walk, "--closed", "--out", place / "round") == 0
    assert run(*walk, "--out", place / "open") == 0
    assert run(*walk, "--closed", "--order", "pingpong", "--out", place / "told") == 0
    assert [frames(place / name / "film.gif") for name in ("round", "open", "told")] == [12, 16, 22]
    with Image.open(place / "round" / "film.gif") as film:
        assert film.info["loop"] == 0
    assert run("animate", place / "round", "--out", place / "again.gif") == 0
    assert frames(place / "again.gif") == 12


def test_a_grid_of_walks_is_one_film_by_one_command(place, tiny_model, capsys):
    walk = ("batch", "walk", "--seeds", "1-12", "--walks", "6", "--per-leg", "3", "--closed", "--spline")
    film = ("--film", "gif", "--film-columns", "3", "--no-pictures")
    assert run(*walk, *film, "--model", tiny_model, "--out", place / "grid") == 0, capsys.readouterr().err
    with Image.open(place / "grid" / "film.gif") as opened:
        assert opened.n_frames == 6
        assert opened.width > 3 * 32 - 1
        assert opened.height < opened.width


def test_a_plot_from_a_picture_with_its_sheet(place, capsys):
    code = run(
        "batch", "xyz", "--from", place / "face1.png", "--x", "mouth=-10..10 in 3", "--y", "smile=0,2",
        "--difference", "start", "--sheet", "--out", place / "out",
    )  # fmt: skip
    assert code == 0, capsys.readouterr().err
    sheet = read_planned_sheet(place / "out" / "sheet.png")
    assert len(sheet.cells) == 6
    same = sheet.cells[1]  # mouth 0, smile 0: the picture itself
    box = (same.left, same.top, same.left + same.width, same.top + same.height)
    assert not np.asarray(sheet.picture.crop(box)).any()
    assert run("batch", "xyz", "--x", "smyle=1", "--out", place / "no") == 2
    assert "Did you mean smile" in capsys.readouterr().err
    assert not (place / "no").exists()
