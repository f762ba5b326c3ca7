"""Latents that other programs wrote open on every command that opens a picture; pictures can be moved and turned."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from ganstudio.cli.main import main
from ganstudio.networks.loading import load_generator
from ganstudio.recipe.latent import LatentW, LatentWPlus, LatentZ
from ganstudio.recipe.portrait import Portrait
from writers import nvlabs, stylegan3

SHAPES = {
    "projected_w.npz": ((1, 8, 8), LatentWPlus),
    "z.npy": ((8,), LatentZ),  # z and w have as many numbers in this model: the name of the file tells
    "named.npz": ((1, 8), LatentZ),
    "w.npy": ((1, 8), LatentW),
    "w_plus.npy": ((8, 8), LatentWPlus),
}


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GANSTUDIO_WORKSPACE", str(tmp_path / "workspace"))
    random = np.random.RandomState(0)
    for name, (shape, _) in SHAPES.items():
        values = random.randn(*shape).astype(np.float32)
        if name.endswith(".npy"):
            np.save(tmp_path / name, values)
        else:
            np.savez(tmp_path / name, **{"z" if name == "named.npz" else "w": values})
    return tmp_path


def run(*words):
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return ended.value.code


@pytest.mark.parametrize("name", SHAPES)
def test_render_makes_the_picture_of_a_latent(place, tiny_model, capsys, name):
    assert run("render", name, "--model", tiny_model, "--out", "made.png") == 0, capsys.readouterr().err

    portrait = Portrait.open(place / "made.png")
    generator = load_generator(tiny_model)
    values = np.load(place / name)
    values = values if name.endswith(".npy") else values[values.files[0]]
    assert isinstance(portrait.recipe.latent, SHAPES[name][1])
    is_z = SHAPES[name][1] is LatentZ
    rows = values.reshape(-1, 8)
    ws = generator.map(rows) if is_z else np.broadcast_to(rows, (8, 8))[None].copy()
    expected = generator.synthesize(ws).images_uint8[0]
    assert np.abs(portrait.image.astype(int) - expected).max() <= 1


def test_show_says_what_a_file_of_latents_holds(place, capsys):
    assert run("show", "projected_w.npz") == 0

    assert capsys.readouterr().out == "Latent: 1 x 8 x 8 numbers, array 'w' (w or w+); it names no model\n"


def test_show_says_it_as_json_too(place, capsys):
    assert run("show", "named.npz", "--json") == 0

    assert json.loads(capsys.readouterr().out) == {"latent": {"shape": [1, 8], "array": "z", "kind": "z"}}


def test_render_says_that_a_file_holds_more_than_one(place, tiny_model, capsys):
    np.save(place / "several.npy", np.zeros((3, 8, 8), np.float32))

    assert run("render", "several.npy", "--model", tiny_model) == 0
    assert "several.npy: It holds 3 latents; this is the first" in capsys.readouterr().err
    assert run("render", "w.npy", "--model", tiny_model) == 0
    assert capsys.readouterr().err == ""


def test_a_film_of_latents_is_refused_with_the_way_to_one(place, capsys):
    assert run("animate", "projected_w.npz", "w.npy", "--out", "film.gif") == 2

    assert "projected_w.npz is a latent, and a film is made of pictures" in capsys.readouterr().err


def test_a_film_of_a_folder_says_which_latents_it_leaves_out(place, capsys):
    (place / "mixed").mkdir()
    Image.new("RGB", (8, 8)).save(place / "mixed" / "a.png")
    np.save(place / "mixed" / "z.npy", np.zeros(8, np.float32))

    assert run("animate", "mixed", "--out", "film.gif") == 0

    assert "z.npy is a latent and is left out: a film is made of pictures" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "pictures"),
    [
        (("batch", "interpolate", "projected_w.npz", "named.npz", "--count", 3), 3),
        (("batch", "walk", "projected_w.npz", "w.npy", "--per-leg", 2), 3),
        (("batch", "seed-grid", "--from", "projected_w.npz", "--seeds", "1,2", "--psis", "0.5,1"), 4),
    ],
)
def test_jobs_start_from_latents(place, tiny_model, capsys, words, pictures):
    assert run(*words, "--model", tiny_model, "--out", "out") == 0, capsys.readouterr().err

    assert len(list((place / "out").glob("*.png"))) >= pictures


def test_a_latent_of_another_model_is_refused_in_a_sentence(place, tiny_model, capsys):
    np.savez(place / "other.npz", w=np.zeros((1, 18, 512), np.float32))

    assert run("render", "other.npz", "--model", tiny_model) == 2

    assert "has shape [1, 18, 512], but this model takes" in capsys.readouterr().err


@pytest.fixture
def stylegan3_model(place):
    content = nvlabs.nvlabs_pickle({"G_ema": stylegan3.generator_record(stylegan3.make_network())})
    (place / "model.pkl").write_bytes(content)
    return "model.pkl"


def test_pictures_of_stylegan3_are_moved_and_turned(place, stylegan3_model, capsys):
    moves = ("--translate", "0.1,-0.05", "--rotate", "20")

    assert run("generate", "--model", stylegan3_model, "--seeds", "3", *moves, "--out", "faces") == 0
    assert run("generate", "--model", stylegan3_model, "--seeds", "3", "--out", "still") == 0
    assert run("render", "still/seed0003.png", *moves, "--out", "moved.png") == 0, capsys.readouterr().err

    made, moved, still = (
        Portrait.open(place / name) for name in ("faces/seed0003.png", "moved.png", "still/seed0003.png")
    )
    assert (made.recipe.translate, made.recipe.rotate) == ((0.1, -0.05), 20.0)
    assert moved.recipe == made.recipe
    np.testing.assert_array_equal(moved.image, made.image)
    assert (moved.image != still.image).any()


@pytest.mark.parametrize("flags", [("--rotate", "5"), ("--translate", "0.1,0")])
def test_other_models_refuse_to_move(place, tiny_model, capsys, flags):
    assert run("generate", "--model", tiny_model, "--seeds", "3", *flags, "--out", "faces") == 2

    assert "StyleGAN3 models alone can" in capsys.readouterr().err


@pytest.mark.parametrize("value", ["1", "1,2,3", "a,b", "nan,0"])
def test_a_shift_is_two_numbers(place, tiny_model, capsys, value):
    assert run("generate", "--model", tiny_model, "--seeds", "3", "--translate", value, "--out", "faces") == 2

    assert "shift" in capsys.readouterr().err


def test_info_says_what_was_taken_for_granted(place, capsys):
    import torch

    torch.save(stylegan3.make_network().state_dict(), place / "state.pt")

    assert run("info", "state.pt") == 0

    out = capsys.readouterr().out
    assert "StyleGAN3-T" in out
    assert "NVlabs' defaults are taken: outputs clamped at 256" in out
