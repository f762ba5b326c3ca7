"""The public facade: NumPy in, NumPy out; every refusal says what is accepted."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import ganstudio
from ganstudio.errors import RecipeError
from ganstudio.networks.checkpoint import checkpoint_of, save_safetensors
from ganstudio.networks.loading import load_generator
from ganstudio.networks.model_info import convert, describe


@pytest.fixture
def saved(tmp_path, make):
    def save(**changes):
        network = make(**changes)
        path = tmp_path / "model.safetensors"
        save_safetensors(checkpoint_of(network), path, overwrite=True)
        return path

    return save


@pytest.fixture
def model(saved):
    return load_generator(saved())


@pytest.fixture
def ws(model):
    return model.map(np.random.RandomState(0).randn(2, 16))


def test_the_package_offers_it(saved):
    assert ganstudio.load_generator(saved()).spec.z_dim == 16


def test_spec_tells_the_sizes(saved):
    spec = load_generator(saved(const_height=8, img_channels=4, c_dim=2, embed_features=3)).spec

    assert (spec.z_dim, spec.c_dim, spec.w_dim, spec.num_ws) == (16, 2, 20, 6)
    assert (spec.img_resolution, spec.img_height, spec.img_width, spec.img_channels) == (32, 32, 16, 4)
    assert [layer.name for layer in spec.layers] == ["b4", "b8.conv0", "b8", "b16.conv0", "b16"]


def test_it_tells_whether_noise_changes_anything(model):
    assert model.has_noise
    for name, strength in model.network.synthesis.named_parameters():
        if name.endswith("noise_strength"):
            strength.zero_()
    assert not model.has_noise


def test_truncation_moves_towards_the_average(model):
    z = np.random.RandomState(0).randn(2, 16)
    plain, half = model.map(z), model.map(z, psi=0.5, cutoff=3)

    assert np.allclose(half[:, :3], model.w_avg + 0.5 * (plain[:, :3] - model.w_avg), atol=1e-6)
    assert np.array_equal(half[:, 3:], plain[:, 3:])
    assert half.dtype == np.float32


def test_images_come_in_both_forms(model, ws):
    out = model.synthesize(ws)

    assert (out.images.shape, out.images.dtype) == ((2, 3, 16, 16), np.float32)
    assert (out.images_uint8.shape, out.images_uint8.dtype) == ((2, 16, 16, 3), np.uint8)
    expected = np.clip(out.images * 127.5 + 128, 0, 255).astype(np.uint8).transpose(0, 2, 3, 1)
    assert np.array_equal(out.images_uint8, expected)


def test_an_image_does_not_depend_on_its_neighbours(model, ws):
    batch = model.synthesize(ws, noise=[5, 6]).images

    assert np.array_equal(model.synthesize(ws[1:], noise=6).images[0], batch[1])


def test_captured_maps_include_the_edits(model, ws):
    edit = ("b8.conv0", {3: 2.0}, np.ones((4, 4)), 1.5)

    plain = model.synthesize(ws, capture=["b8.conv0", "b8"]).feature_maps
    edited = model.synthesize(ws, edits=[edit], capture=["b8.conv0", "b8"]).feature_maps

    difference = edited["b8.conv0"] - plain["b8.conv0"]
    assert np.allclose(difference[:, 3], 3.0, atol=1e-5)
    assert not difference[:, [c for c in range(10) if c != 3]].any()
    assert not np.array_equal(edited["b8"], plain["b8"])


def test_edits_of_one_layer_add_up(model, ws):
    both = model.synthesize(ws, edits=[("b8", {1: 2.0}, None, 1.0), ("b8", {1: 1.0}, None, 2.0)], capture=["b8"])
    once = model.synthesize(ws, edits=[("b8", {1: 4.0}, None, 1.0)], capture=["b8"])

    assert np.allclose(both.feature_maps["b8"], once.feature_maps["b8"], atol=1e-5)


def test_a_mask_may_differ_by_image(model, ws):
    mask = np.stack([np.zeros((4, 4)), np.ones((4, 4))])

    edited = model.synthesize(ws, edits=[("b16", {0: 5.0}, mask, 1.0)]).images

    plain = model.synthesize(ws).images
    assert np.array_equal(edited[0], plain[0])
    assert not np.array_equal(edited[1], plain[1])


def test_noise_choices(model, ws):
    images = {
        str(noise): model.synthesize(ws, noise=noise).images
        for noise in ["const", "none", 3, 4, {"b16": 0.0}, {"b16": 1.0}]
    }

    assert np.array_equal(images["const"], images["{'b16': 1.0}"])
    assert np.array_equal(images["3"], model.synthesize(ws, noise=3).images)
    assert len({image.tobytes() for image in images.values()}) == 5


@pytest.mark.parametrize("precision", ["bf16", "auto"])
def test_reduced_precision_stays_near(saved, ws, precision):
    exact = load_generator(saved()).synthesize(ws).images
    near = load_generator(saved(), precision=precision).synthesize(ws).images

    assert np.abs(near - exact).mean() < 0.05 * exact.std()


def test_nothing_is_left_in_inference_mode_or_with_gradients(model, ws):
    model.synthesize(ws)

    assert torch.is_grad_enabled()
    assert not torch.is_inference_mode_enabled()


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda m, ws: m.map(np.zeros((1, 15))), r"latent z has shape \[1, 15\]; this model needs \[n, 16\]"),
        (lambda m, ws: m.map(np.zeros(16)), r"latent z has shape \[16\]"),
        (lambda m, ws: m.map(np.full((1, 16), np.nan)), "latent z contains values that are not finite"),
        (lambda m, ws: m.map("text"), "latent z is not an array of numbers"),
        (lambda m, ws: m.map(np.zeros((1, 16)), np.ones((1, 2))), "no classes"),
        (lambda m, ws: m.map(np.zeros((1, 16)), psi=np.inf), "psi is inf"),
        (lambda m, ws: m.map(np.zeros((1, 16)), psi="big"), "psi is 'big'"),
        (lambda m, ws: m.map(np.zeros((1, 16)), psi=0.5, cutoff=-1), "cutoff is -1"),
        (lambda m, ws: m.synthesize(ws[:, :4]), r"ws has shape \[2, 4, 20\]; this model needs \[n, 6, 20\]"),
        (lambda m, ws: m.synthesize(ws[:0]), r"ws has shape \[0, 6, 20\]"),
        (lambda m, ws: m.synthesize(ws * np.inf), "ws contains values that are not finite"),
        (lambda m, ws: m.synthesize(ws, capture=["b32"]), "Layer 'b32' is not in this model"),
        (lambda m, ws: m.synthesize(ws, capture="b16"), "a list of layer names"),
        (
            lambda m, ws: m.synthesize(ws, edits=[("b8.conv9", {0: 1}, None, 1)]),
            "Layer 'b8.conv9' is not in this model",
        ),
        (lambda m, ws: m.synthesize(ws, edits=[("b8", {10: 1}, None, 1)]), "Channel 10 is not in layer 'b8'.*0 to 9"),
        (lambda m, ws: m.synthesize(ws, edits=[("b8", {-1: 1}, None, 1)]), "Channel -1 is not in layer 'b8'"),
        (lambda m, ws: m.synthesize(ws, edits=[("b8", {0: np.nan}, None, 1)]), "weight of channel 0"),
        (lambda m, ws: m.synthesize(ws, edits=[("b8", {0: 1}, None, np.inf)]), "multiplier of the edit"),
        (lambda m, ws: m.synthesize(ws, edits=[("b8", {0: 1}, np.zeros(4), 1)]), r"shape \[4\]; \[h, w\] is accepted"),
        (lambda m, ws: m.synthesize(ws, edits=[("b8", {0: 1}, np.zeros((3, 4, 4)), 1)]), r"or \[2, h, w\]"),
        (lambda m, ws: m.synthesize(ws, edits=[("b8", {0: 1}, np.full((4, 4), np.nan), 1)]), "not numbers"),
        (lambda m, ws: m.synthesize(ws, edits=[("b8", {0: 1})]), "An edit is"),
        (lambda m, ws: m.synthesize(ws, noise="loud"), "Noise 'loud' is not known"),
        (lambda m, ws: m.synthesize(ws, noise=[1, 2, 3]), "3 noise seeds for 2 images"),
        (lambda m, ws: m.synthesize(ws, noise={"b512": 1.0}), "noise.*'b512'"),
        (lambda m, ws: m.synthesize(ws, noise={"b8": np.nan}), "noise.*'b8'"),
        (lambda m, ws: m.synthesize(ws, noise=None), "Noise None is not known"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(model, ws, call, text):
    with pytest.raises(RecipeError, match=text):
        call(model, ws)


@pytest.mark.parametrize(
    ("c", "text"),
    [
        (None, "class label is needed"),
        (np.ones((1, 3)), r"class label c has shape \[1, 3\]"),
        (np.ones((2, 2)), r"class label c has shape \[2, 2\]"),
    ],
)
def test_conditional_models_need_a_label(saved, c, text):
    model = load_generator(saved(c_dim=2, embed_features=3))

    with pytest.raises(RecipeError, match=text):
        model.map(np.zeros((1, 16)), c)


def test_progress_is_told_while_the_average_is_estimated(model):
    told = []

    model.estimate_w_avg(2500, progress=lambda done, total: told.append((done, total)))

    assert told == [(1000, 2500), (2000, 2500), (2500, 2500)]


def test_description_of_a_file(saved):
    info = describe(saved(const_width=2))

    assert (info.img_width, info.img_height, info.has_w_avg, info.source) == (8, 16, True, "GanStudio")
    assert info.layers[-1].name == "b16"
    assert info.parameters > 1000
    assert "b16.conv0" in info.text()


@pytest.mark.parametrize("half", [False, True])
def test_conversion_keeps_the_network(tmp_path, saved, half):
    source, target = saved(), tmp_path / "copy.safetensors"

    info = convert(source, target, half=half)

    before, after = load_generator(source), load_generator(target)
    z = np.random.RandomState(0).randn(1, 16)
    error = np.abs(after.synthesize(after.map(z)).images - before.synthesize(before.map(z)).images).max()
    assert info.config == before.network.config
    assert error == 0 if not half else error < 0.05


def test_conversion_keeps_the_lack_of_an_average(tmp_path, make):
    path = tmp_path / "model.safetensors"
    save_safetensors(checkpoint_of(make()).without_w_avg(), path)

    assert not convert(path, tmp_path / "copy.safetensors").has_w_avg


def test_conversion_refuses_another_ending(tmp_path, saved):
    with pytest.raises(ganstudio.GanStudioError, match=r"does not end in '\.safetensors'"):
        convert(saved(), tmp_path / "copy.pkl")
