"""The command line: what each command writes, and one sentence with exit code 2 for every bad input."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image, PngImagePlugin

import ganstudio
from ganstudio.cli import main as cli
from ganstudio.jobs.compose import PAPER
from ganstudio.jobs.manifest import Job, encode_job
from ganstudio.jobs.plans import Walk
from ganstudio.recipe import codec
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import Noise, Seed, Truncation
from ganstudio.recipe.portrait import Portrait
from ganstudio.workspace.attribute_layers import LayerLimit
from ganstudio.workspace.logs import log_path


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs a command in an empty folder and gives (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> tuple[object, str, str]:
        with pytest.raises(SystemExit) as stopped:
            cli.main([str(argument) for argument in arguments])
        output = capsys.readouterr()
        return stopped.value.code, output.out, output.err

    return run


@pytest.fixture
def refused(run):
    """Runs a command that must be refused in one sentence, and gives it."""

    def refused(*arguments: object) -> str:
        code, out, err = run(*arguments)
        assert code == 2
        assert out == ""
        assert err.startswith("ganstudio: ")
        assert err.count("\n") == 1
        assert "Traceback" not in err
        return err

    return refused


TAB = SpatialEdit(
    name="mouth_open",
    resolution=4,
    selection=Array(np.ones((4, 4))),
    weights=(ChannelWeight("b4", 0, 1.0),),
)


@pytest.mark.parametrize("command", [[], ["gui"], ["generate"], ["render"], ["show"], ["info"], ["convert"]])
def test_help_teaches_with_examples(run, command):
    code, out, err = run(*command, "--help")
    assert (code, err) == (0, "")
    assert "Examples:\n    ganstudio" in out
    assert "\\b" not in out


def test_the_version_is_said(run):
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("GanStudio ")


def test_seeds_become_pictures_with_their_recipes(run, tiny_model, tmp_path, studio):
    code, out, err = run("generate", "--model", tiny_model, "--seeds", "0-2,15", "--psi", "0.7", "--out", "a/b")
    assert (code, out, err) == (0, "4 pictures in a/b\n", "")
    names = sorted(path.name for path in (tmp_path / "a" / "b").iterdir())
    assert names == ["seed0000.png", "seed0001.png", "seed0002.png", "seed0015.png"]
    portrait = Portrait.open(tmp_path / "a" / "b" / "seed0015.png")
    recipe = Recipe(latent=Seed(15), truncation=Truncation(psi=0.7))
    np.testing.assert_array_equal(portrait.image, studio.render(recipe).image)
    assert portrait.recipe.latent == Seed(15)


def test_noise_of_each_picture_is_its_own(run, tiny_model, tmp_path):
    run("generate", "--model", tiny_model, "--seeds", "7", "--noise", "seeded", "--cutoff", "2", "--out", ".")
    recipe = Portrait.open(tmp_path / "seed0007.png").recipe
    assert recipe.noise == Noise(mode="seeded", seed=7)
    assert recipe.truncation.cutoff == 2


def test_a_grid_is_one_sheet_row_by_row(run, tiny_model, tmp_path):
    run("generate", "--model", tiny_model, "--seeds", "0-4", "--grid", "3x2", "--out", ".")
    sheet = np.asarray(Image.open(tmp_path / "grid.png"))
    assert sheet.shape == (64, 96, 3)
    np.testing.assert_array_equal(sheet[32:, 32:64], Portrait.open(tmp_path / "seed0004.png").image)
    assert (sheet[32:, 64:] == PAPER).all()


def test_a_class_is_chosen(run, make_generator, tmp_path):
    from ganstudio.networks.checkpoint import checkpoint_of, save_safetensors

    network = make_generator(c_dim=3, embed_features=8).network
    save_safetensors(checkpoint_of(network), tmp_path / "classes.safetensors")
    run("generate", "--model", "classes.safetensors", "--seeds", "1", "--class", "2", "--out", ".")
    assert Portrait.open(tmp_path / "seed0001.png").recipe.classes == (0.0, 0.0, 1.0)
    assert run("generate", "--model", "classes.safetensors", "--seeds", "1", "--class", "3", "--out", ".")[0] == 2


def test_a_picture_is_rendered_again_to_the_same_pixels(run, tiny_model, tmp_path):
    run("generate", "--model", tiny_model, "--seeds", "3", "--out", ".")
    code, out, _ = run("render", "seed0003.png", "--model", tiny_model)
    assert (code, out) == (0, "seed0003_rendered.png\n")
    first, second = (Portrait.open(tmp_path / name) for name in ("seed0003.png", "seed0003_rendered.png"))
    np.testing.assert_array_equal(first.image, second.image)
    assert first.recipe == second.recipe


def test_an_exact_render_says_so_and_differs_by_rounding_only(run, tiny_model, tmp_path):
    run("generate", "--model", tiny_model, "--seeds", "3", "--out", ".", "--precision", "fp32")
    assert run("render", "seed0003.png", "--model", tiny_model, "--precision", "exact", "--out", "exact.png")[0] == 0
    assert "Made: in exact on cpu" in run("show", "exact.png")[1]
    first, second = (Portrait.open(tmp_path / name).image.astype(int) for name in ("seed0003.png", "exact.png"))
    assert abs(first - second).max() <= 1


@pytest.mark.parametrize(
    ("name", "kind"), [("r.jpg", "JPEG"), ("r.JPEG", "JPEG"), ("r.webp", "WEBP"), ("r.png", "PNG")]
)
def test_a_picture_is_written_as_its_name_ends_and_opens_in_every_command(run, tiny_model, tmp_path, name, kind):
    run("generate", "--model", tiny_model, "--seeds", "3", "--out", ".")
    assert run("render", "seed0003.png", "--model", tiny_model, "--out", name) == (0, f"{name}\n", "")
    with Image.open(tmp_path / name) as written:
        assert written.format == kind

    assert "seed 3\n" in run("show", name)[1]
    assert "Made: in fp32 on cpu" in run("show", name)[1]
    assert run("render", name, "--model", tiny_model, "--out", "again.png")[0] == 0
    job = ("batch", "walk", name, "seed0003.png", "--model", tiny_model, "--per-leg", "2", "--out", "walk")
    assert run(*job)[0] == 0
    original = Portrait.open(tmp_path / "seed0003.png")
    np.testing.assert_array_equal(Portrait.open(tmp_path / "again.png").image, original.image)
    assert Portrait.open(tmp_path / name).recipe == original.recipe


def test_a_picture_is_not_written_under_the_name_of_another_kind_of_file(refused, run, tiny_model, tmp_path):
    run("generate", "--model", tiny_model, "--seeds", "3", "--out", ".")
    assert ".png, .jpg, .jpeg or .webp" in refused("render", "seed0003.png", "--model", tiny_model, "--out", "r.bmp")


def test_changed_pixels_are_told_in_one_line(run, tiny_model, tmp_path):
    run("generate", "--model", tiny_model, "--seeds", "3", "--out", ".")
    path = tmp_path / "seed0003.png"
    with Image.open(path) as picture:
        picture.load()
        kept = PngImagePlugin.PngInfo()
        kept.add_text("ganstudio", picture.text["ganstudio"])
        picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(path, pnginfo=kept)

    for command in (("show", path.name), ("render", path.name, "--model", tiny_model, "--out", "r.png")):
        code, _, err = run(*command)
        assert code == 0
        assert err.startswith("ganstudio: seed0003.png: Another program changed its pixels")
        assert err.count("\n") == 1


def test_the_model_of_a_recipe_is_found_where_it_was_opened(run, tiny_model):
    run("generate", "--model", tiny_model, "--seeds", "3", "--out", ".", "--workspace", "here")
    assert run("render", "seed0003.png", "--workspace", "here")[0] == 0


def test_the_model_of_a_recipe_is_found_in_the_current_folder(run, refused, tiny_model, tmp_path):
    (tmp_path / "mine.safetensors").write_bytes(tiny_model.read_bytes())
    (tmp_path / "another.pkl").write_bytes(b"of something else")
    run("generate", "--model", "mine.safetensors", "--seeds", "3", "--out", ".")
    assert run("render", "seed0003.png")[0] == 0
    assert run("convert", "mine.safetensors", "half.safetensors", "--half")[0] == 0
    (tmp_path / "mine.safetensors").unlink()
    assert run("render", "seed0003.png", "--overwrite")[0] == 0
    (tmp_path / "half.safetensors").unlink()
    assert "lies in this folder" in refused("render", "seed0003.png", "--overwrite")


def test_settings_reach_the_recipes_tabs_and_attributes(run, tiny_model, tmp_path):
    shift = AttributeShift(name="smile", vector=Array(np.ones(8)), amount=1.0)
    (tmp_path / "recipe.json").write_bytes(codec.encode(Recipe(edits=(TAB,), attributes=(shift,))))
    settings = ["--set", "mouth_open=100", "--set", "attribute:smile=-1.5"]
    assert run("render", "recipe.json", *settings, "--out", "x.png", "--model", tiny_model)[0] == 0
    recipe = Portrait.open(tmp_path / "x.png").recipe
    assert recipe.edits[0].multiplier == 100
    assert recipe.attributes[0].amount == -1.5


def test_styles_shift_their_channels_by_deviations_and_zero_takes_a_shift_out(run, refused, tiny_model, tmp_path):
    (tmp_path / "recipe.json").write_bytes(codec.encode(Recipe()))
    render = ["render", "recipe.json", "--model", tiny_model, "--overwrite"]
    assert run(*render, "--style", "b8.conv0:3=+4", "--style", "b32.torgb:0=-2.5", "--out", "x.png")[0] == 0
    recipe = Portrait.open(tmp_path / "x.png").recipe
    assert [shift[:3] for shift in map(msgspec.structs.astuple, recipe.style_shifts)] == [
        ("b8.conv0", 3, 4.0),
        ("b32.torgb", 0, -2.5),
    ]
    assert all(shift.deviation != 1.0 for shift in recipe.style_shifts)
    studio = ganstudio.Studio(tmp_path / "here", tiny_model, "cpu", "fp32")
    assert np.array_equal(studio.render(recipe).image, Portrait.open(tmp_path / "x.png").image)
    assert run("render", "x.png", "--model", tiny_model, "--style", "b8.conv0:3=0", "--out", "y.png")[0] == 0
    assert [shift.place for shift in Portrait.open(tmp_path / "y.png").recipe.style_shifts] == [("b32.torgb", 0)]
    assert "Did you mean b8" in refused(*render, "--style", "b8:0=1")
    assert "channels 0 to 7" in refused(*render, "--style", "b8.conv0:8=1")


def test_settings_reach_what_is_saved_for_the_model(run, refused, tiny_model, tmp_path):
    folder = ganstudio.Studio(tmp_path / "here", tiny_model, "cpu", "fp32").folder
    folder.save_tabs("basic", (TAB,))
    folder.save_attribute_set("custom", {"smile": Array(np.ones(8)), "mouth_open": Array(np.ones(8))})
    folder.edit_attribute_layers(lambda _: {"smile": LayerLimit(1, 2)})
    (tmp_path / "recipe.json").write_bytes(codec.encode(Recipe()))
    render = ["render", "recipe.json", "--out", "x.png", "--overwrite", "--model", tiny_model, "--workspace", "here"]
    assert run(*render, "--set", "smile=2", "--set", "tab:mouth_open=3")[0] == 0
    recipe = Portrait.open(tmp_path / "x.png").recipe
    assert (recipe.attributes[0].amount, recipe.edits[0].multiplier) == (2, 3)
    assert (recipe.attributes[0].first, recipe.attributes[0].last) == (1, 2)
    assert run(*render, "--set", "mouth_open=4")[0] == 0
    recipe = Portrait.open(tmp_path / "x.png").recipe
    assert [(shift.name, shift.amount) for shift in recipe.attributes] == [("mouth_open", 4)]
    assert not recipe.edits
    assert "Did you mean smile?" in refused(*render, "--set", "smiel=3")


def test_a_recipe_of_another_model_is_used_only_when_told(run, refused, tiny_model, tmp_path):
    (tmp_path / "recipe.json").write_bytes(codec.encode(Recipe(model="f" * 32)))
    assert "--any-model" in refused("render", "recipe.json")
    assert "belongs to the model" in refused("render", "recipe.json", "--model", tiny_model)
    former = "44ddd0c56c823e1e55b9bc91880dcf55"
    (tmp_path / "former.json").write_bytes(codec.encode(Recipe(model=former)))
    for arguments in (("former.json",), ("former.json", "--model", tiny_model)):
        assert "the built-in model of GanStudio 0.1.0" in refused("render", *arguments)
    assert run("render", "recipe.json", "--model", tiny_model, "--any-model")[0] == 0


def test_show_prints_the_recipe(run, tiny_model, tmp_path):
    run("generate", "--model", tiny_model, "--seeds", "3", "--out", ".")
    assert "seed 3" in run("show", "seed0003.png")[1]
    text = run("show", "seed0003.png", "--json")[1]
    assert codec.decode(text) == Portrait.open(tmp_path / "seed0003.png").recipe


def test_show_and_render_read_what_another_program_sends(run, tiny_model, tmp_path):
    run("generate", "--model", tiny_model, "--seeds", "3", "--out", ".")
    command = [sys.executable, "-m", "ganstudio"]
    with (tmp_path / "seed0003.png").open("rb") as sent:
        shown = subprocess.run([*command, "show", "-"], stdin=sent, capture_output=True, check=True)
    assert b"seed 3" in shown.stdout
    again = subprocess.run(
        [*command, "render", "-", "--model", str(tiny_model)],
        input=(tmp_path / "seed0003.png").read_bytes(),
        capture_output=True,
        check=True,
    )
    (tmp_path / "again.png").write_bytes(again.stdout)
    assert Portrait.open(tmp_path / "again.png").recipe == Portrait.open(tmp_path / "seed0003.png").recipe
    empty = subprocess.run([*command, "show", "-"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert (empty.returncode, empty.stdout) == (2, b"")
    assert b"Nothing came in" in empty.stderr


def test_info_describes_a_model(run, tiny_model):
    assert "32x32 RGB" in run("info", tiny_model)[1]
    assert json.loads(run("info", tiny_model, "--json")[1])["w_dim"] == 8


def test_convert_writes_our_format_and_replaces_only_when_told(run, refused, tiny_model):
    assert run("convert", tiny_model, "copy.safetensors")[0] == 0
    assert "--overwrite" in refused("convert", tiny_model, "copy.safetensors")
    assert run("convert", tiny_model, "copy.safetensors", "--force")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["frobnicate"], "frobnicate"),
        (["generate", "--out", "x"], "--seeds"),
        (["generate", "--seeds", "0-8,x-3", "--out", "x"], "'x-3' in '0-8,x-3'"),
        (["generate", "--seeds", "8-0", "--out", "x"], "write 0-8"),
        (["generate", "--seeds", "-1", "--out", "x"], "'-1'"),
        (["generate", "--seeds", "1,,2", "--out", "x"], "'' in '1,,2'"),
        (["generate", "--seeds", "4294967296", "--out", "x"], "4294967295"),
        (["generate", "--seeds", "0-4000000000", "--out", "x"], "1,000,000"),
        (["generate", "--seeds", "0", "--grid", "3by3", "--out", "x"], "'3by3'"),
        (["generate", "--seeds", "0", "--grid", "0x3", "--out", "x"], "'0x3'"),
        (["generate", "--seeds", "0-4", "--grid", "2x2", "--out", "x"], "4 places"),
        (["generate", "--seeds", "0", "--grid", "9999x9999", "--out", "x"], "too large"),
        (["generate", "--seeds", "0", "--psi", "nan", "--out", "x"], "not a finite number"),
        (["generate", "--seeds", "0", "--psi", "1e30", "--out", "x"], "'--psi': 1e+30 is not in the range -10"),
        (["generate", "--seeds", "0", "--cutoff", "99", "--out", "x"], "has 8 style layers"),
        (["generate", "--seeds", "0", "--psi", "a", "--out", "x"], "--psi"),
        (["generate", "--seeds", "0", "--class", "1", "--out", "x"], "no classes"),
        (["generate", "--seeds", "0", "--noise", "loud", "--out", "x"], "--noise"),
        (["generate", "--seeds", "0", "--device", "toaster", "--out", "x"], "toaster"),
        (["render", "gone.png"], "gone.png"),
        (["render", "."], "could not be read"),
        (["show", "text.txt"], "text.txt"),
        (["show", "empty.json"], "empty.json"),
        (["info", "text.txt"], "text.txt"),
        (["info", "gone.pkl"], "gone.pkl"),
        (["convert", "text.txt", "x.safetensors"], "text.txt"),
        (["render", "text.txt", "--set", "mouth_open"], "NAME=VALUE"),
        (["render", "text.txt", "--set", "mouth_open=wide"], "'wide'"),
        (["render", "text.txt", "--set", "mouth_open=inf"], "'inf'"),
        (["render", "text.txt", "--set", "=3"], "NAME=VALUE"),
        (["render", "text.txt", "--style", "b8.conv0=3"], "LAYER:CHANNEL=AMOUNT"),
        (["render", "text.txt", "--style", "b8.conv0:1=inf"], "b16.conv0:37=+4"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(refused, tiny_model, tmp_path, arguments, part):
    (tmp_path / "text.txt").write_text("This is text.")
    (tmp_path / "empty.json").write_text("{}")
    model = ["--model", tiny_model] if arguments[0] == "generate" else []
    assert part in refused(*arguments, *model)


REFUSED_AT_ONCE = [
    (["generate", "--seeds", "0", "--cutoff", "99", "--out", "x"], "--cutoff 99 is too large"),
    (["generate", "--seeds", "0", "--psi", "1e30", "--out", "x"], "--psi"),
    (["generate", "--seeds", "0-9", "--grid", "3x3", "--out", "x"], "9 places"),
    (["generate", "--seeds", "0", "--class", "3", "--out", "x"], "no classes"),
    (["generate", "--seeds", "0", "--rotate", "9", "--out", "x"], "leave --translate and --rotate out"),
    (["generate", "--seeds", "0,1", "--grid", "1x1", "--out", "x"], "has 1 place,"),
    (["generate", "--seeds", "3", "--out", "."], "seed0003.png is there already"),
    (["generate", "--seeds", "0", "--model", "gone.pkl", "--out", "x"], "gone.pkl"),
    (["info", "film.giff"], "Did you mean 'film.gif'"),
    (["render", "seed0003.png", "--out", "r.bmp"], ".webp"),
    (["render", "seed0003.png", "--out", "seed0003.png"], "--overwrite"),
    (["render", "gone.png"], "gone.png"),
    (["render", "plain.json", "--set", "smle=1", "--out", "x"], "Did you mean smile?"),
    (["render", "plain.json", "--model", "builtin", "--style", "b16.cnv0:1=1", "--out", "x"], "Did you mean b16.conv0"),
    (["render", "plain.json", "--style", "b16.conv0:9999=1", "--out", "x"], "channels 0 to"),
    (["generate", "--seeds", "0", "--device", "cdua", "--out", "x"], "Choose 'auto', 'cpu'"),
    (["gui", "--device", "gpu"], "Choose 'auto', 'cpu'"),
    (["batch", "walk", "--seeds", "1,2", "--set", "smle=1", "--out", "x"], "Did you mean smile?"),
    (["batch", "strengths", "--seeds", "1,2", "--slider", "smle=1", "--out", "x"], "Did you mean smile?"),
    (["animate", "seed0003.png", "--out", "film.gif"], "film.gif is there already"),
    (["convert", "builtin", "film.gif"], "--overwrite"),
    (["batch", "walk", "--seeds", "1,2", "--resume", "--per-leg", "9", "--out", "job"], "--per-leg 4 then and 9 now"),
]


@pytest.mark.parametrize(("arguments", "part"), REFUSED_AT_ONCE)
def test_what_does_not_fit_is_refused_before_a_model_is_loaded(tmp_path, arguments, part):
    """In a process of its own, which never waits for torch or Qt; scripts/measure_start.py has the seconds."""
    Portrait(np.zeros((8, 8, 3), np.uint8), Recipe(model="0" * 32)).save(tmp_path / "seed0003.png")
    (tmp_path / "film.gif").write_bytes(b"a person's own")
    (tmp_path / "plain.json").write_bytes(codec.encode(Recipe()))
    (tmp_path / "job").mkdir()
    plan = Walk(stops=(Recipe(), Recipe(latent=Seed(1))), per_leg=4)
    settings = {"batch": "walk", "--seeds": "1,2", "--per-leg": "4"}
    (tmp_path / "job" / "job.json").write_bytes(encode_job(Job(title="Walk", plan=plan, settings=settings)))
    program = (
        "import sys\nfrom ganstudio.cli.main import main\n"
        "try:\n    main(sys.argv[1:])\nfinally:\n    print({'torch', 'PySide6'} & {*sys.modules})\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}

    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=environment,
    )

    assert (done.returncode, done.stdout) == (2, "set()\n"), done.stderr
    assert part in done.stderr
    assert (tmp_path / "film.gif").read_bytes() == b"a person's own"
    assert not (tmp_path / "x").exists()


def test_what_is_there_is_replaced_when_told(run, tiny_model, tmp_path):
    generate = ("generate", "--model", tiny_model, "--seeds", "3", "--grid", "1x1", "--out", ".")
    assert run(*generate)[0] == 0
    (tmp_path / "seed0003.png").write_bytes(b"")
    assert run(*generate)[0] == 2
    assert run(*generate, "--overwrite")[0] == 0
    for _ in range(2):
        assert run("render", "seed0003.png", "--model", tiny_model, "--out", "r.png", "--overwrite")[0] == 0
    assert Portrait.open(tmp_path / "r.png").recipe.latent == Seed(3)


def test_a_conditional_model_asks_for_its_class(refused, make_generator, tmp_path):
    from ganstudio.networks.checkpoint import checkpoint_of, save_safetensors

    save_safetensors(checkpoint_of(make_generator(c_dim=3, embed_features=8).network), tmp_path / "c.safetensors")
    generate = ("generate", "--model", "c.safetensors", "--seeds", "0", "--out", "x")
    assert "Say which with --class, 0 to 2" in refused(*generate)
    assert "classes are 0 to 2" in refused(*generate, "--class", "3")


def test_a_picture_goes_to_standard_output(tiny_model, tmp_path):
    made = ganstudio_process("generate", "--model", str(tiny_model), "--seeds", "3", "--out", str(tmp_path))
    assert made.returncode == 0, made.stderr
    render = [sys.executable, "-m", "ganstudio", "render", "seed0003.png", "--model", str(tiny_model), "--out", "-"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(render, cwd=tmp_path, capture_output=True, env=environment, check=True)
    (tmp_path / "again.png").write_bytes(done.stdout)
    original = Portrait.open(tmp_path / "seed0003.png")
    np.testing.assert_array_equal(Portrait.open(tmp_path / "again.png").image, original.image)


def test_a_folder_that_cannot_be_written_is_refused(refused, tiny_model, tmp_path):
    (tmp_path / "file").write_text("")
    assert "file" in refused("generate", "--model", tiny_model, "--seeds", "0", "--out", "file/below")


def test_a_full_disk_is_refused(refused, tiny_model, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert "No space left" in refused("generate", "--model", tiny_model, "--seeds", "0", "--out", "x")


def test_debug_lets_the_error_through(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ganstudio.GanStudioError):
        cli.main(["show", "gone.png", "--debug"])


def ganstudio_process(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "WAYLAND_", "DISPLAY"))}
    environment = kept | variables | {"PYTHONPATH": str(Path(ganstudio.__file__).parents[1])}
    command = [sys.executable, "-m", "ganstudio", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=120, env=environment)


def test_the_help_of_the_window_says_that_it_opens_a_model_or_a_picture_that_is_named(run):
    help_text = " ".join(run("gui", "--help")[1].split())
    assert "gui [OPTIONS] [FILE]" in help_text
    assert "a model, a picture" in help_text


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
@pytest.mark.parametrize("variables", [{}, {"DISPLAY": ":4242"}])
@pytest.mark.parametrize("arguments", [[], ["gui"]])
def test_without_a_display_the_window_says_what_to_do(arguments, variables):
    found = ganstudio_process(*arguments, **variables)
    assert found.returncode == 2
    assert found.stderr.count("\n") == 1
    assert "xvfb-run" in found.stderr or "apt-get" in found.stderr
    assert "ganstudio generate" in found.stderr


def test_a_reader_that_goes_away_is_no_error(tiny_model):
    root = Path(ganstudio.__file__).parents[1]
    command = f"{sys.executable} -m ganstudio info {tiny_model} --json | true"
    found = subprocess.run(command, check=False, shell=True, capture_output=True, text=True, cwd=root, timeout=120)
    assert found.stderr == ""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            "libEGL.so.1: cannot open shared object file: No such file or directory",
            "the library libEGL.so.1 is missing",
        ),
        ("No module named 'PySide6'", "Qt does not load"),
    ],
)
def test_a_missing_library_is_named_with_the_packages_that_have_it(error, words):
    from ganstudio.cli.display import _missing_library

    sentence = _missing_library(error)
    assert words in sentence
    assert "sudo apt-get install" in sentence


def test_an_offscreen_window_needs_no_display():
    from ganstudio.cli.display import display_problem

    problem = display_problem({"QT_QPA_PLATFORM": "offscreen"})
    assert problem is None or "apt-get" in problem


def test_a_refusal_is_in_the_log_with_its_traceback(run):
    code, _, err = run("show", "missing.png")
    log = log_path().read_text()
    assert code == 2
    assert "Started: " in log
    assert err.removeprefix("ganstudio: ").strip() in log
    assert "Traceback (most recent call last)" in log


@pytest.mark.logs("Ended by an error that nobody expected")
def test_an_error_that_nobody_expected_is_in_the_log_and_passes_through(tmp_path, monkeypatch):
    monkeypatch.setattr("ganstudio.recipe.files.holds_latent", lambda source: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["show", "any.png"])
    assert "ZeroDivisionError: division by zero" in log_path().read_text()


@pytest.mark.parametrize(("level", "kept"), [("warning", False), ("debug", True)])
def test_the_log_keeps_what_its_level_says(run, level, kept):
    run("--log-level", level, "show", "missing.png")
    assert ("missing.png" in log_path().read_text()) is kept


def test_a_log_that_cannot_be_written_stops_nothing(run, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("GANSTUDIO_CONFIG", str(tmp_path / "file"))
    assert run("show", "missing.png")[0] == 2


def test_a_log_that_is_full_begins_anew_and_keeps_the_old_ones(run, monkeypatch):
    monkeypatch.setattr("ganstudio.workspace.logs._LARGEST_BYTES", 10_000)
    for _ in range(20):
        run("show", "missing.png")
    files = sorted(path.name for path in log_path().parent.iterdir())
    assert files == ["ganstudio.log", "ganstudio.log.1", "ganstudio.log.2", "ganstudio.log.3"]
    assert log_path().stat().st_size <= 10_000
