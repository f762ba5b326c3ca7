"""StyleGAN3: its layers agree with their definitions, its files are read, and its facade is StyleGAN2's."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch.nn import functional

from ganstudio.errors import CheckpointError, RecipeError
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.networks.loading import load_generator
from ganstudio.networks.model_info import convert, describe
from writers import nvlabs, rosinality, stylegan3

CONFIGURATIONS = ["T", "R"]


def pickled(network) -> bytes:
    return nvlabs.nvlabs_pickle({"G": None, "D": None, "G_ema": stylegan3.generator_record(network)})


@pytest.fixture
def load(tmp_path):
    def loaded(content: bytes, **options) -> LoadedGenerator:
        path = tmp_path / "model.pkl"
        path.write_bytes(content)
        return load_generator(path, **options)

    return loaded


@pytest.fixture
def model(load):
    return load(pickled(stylegan3.make_network()))


def latents(model, count=2):
    return np.random.RandomState(0).randn(count, model.spec.z_dim).astype(np.float32)


def slow_filtering(x, filter_2d, padding):
    """Zeros around (negative: crop), then a true convolution with the filter."""
    x = functional.pad(x, (*padding, *padding))
    return functional.conv2d(x, filter_2d.flip((0, 1)).expand(x.shape[1], 1, *filter_2d.shape), groups=x.shape[1])


def slow_layer(layer, x, w):
    """The layer written out as NVlabs' reference implementation has it, one image at a time."""
    outputs = []
    for image, given in zip(x, layer.affine(w), strict=True):
        weight, style = layer.weight, given
        if layer.to_rgb:
            style = given / math.sqrt(weight[0].numel())
        else:
            weight = weight / weight.square().mean(dim=(1, 2, 3), keepdim=True).sqrt()
            style = given / given.square().mean().sqrt()
        weight = weight * style[:, None, None]
        if not layer.to_rgb:
            weight = weight / weight.square().sum(dim=(1, 2, 3), keepdim=True).sqrt()
        weight = weight / layer.magnitude_ema.sqrt()
        outputs.append(functional.conv2d(image[None], weight, padding=weight.shape[2] - 1)[0])
    x = torch.stack(outputs) + layer.bias[:, None, None]
    up, down = layer.shape.up, layer.shape.down
    spread = torch.zeros(*x.shape[:2], x.shape[2] * up, x.shape[3] * up)
    spread[:, :, ::up, ::up] = x
    up_filter = torch.ones(1) if layer.up_filter is None else layer.up_filter * up
    x = slow_filtering(spread, torch.outer(up_filter, up_filter), layer.padding)
    if not layer.to_rgb:
        x = torch.where(x > 0, x, 0.2 * x) * math.sqrt(2)
    x = x.clamp(-layer.clamp, layer.clamp)
    down_filter = torch.ones(1) if layer.down_filter is None else layer.down_filter
    filter_2d = down_filter if down_filter.ndim == 2 else torch.outer(down_filter, down_filter)
    return slow_filtering(x, filter_2d, (0, 0))[:, :, ::down, ::down]


@pytest.mark.parametrize("index", range(4))
@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_a_layer_is_what_its_definition_says(configuration, index):
    network = stylegan3.make_network(configuration=configuration, conv_clamp=1.5)
    rng = torch.Generator().manual_seed(1)
    side = network.config.layers[index - 1].size if index else network.config.input_size
    x = torch.randn(2, network.config.in_channels(index), side, side, generator=rng)
    w = torch.randn(2, network.config.w_dim, generator=rng)
    layer = network.synthesis.layer(index)

    result, expected = layer(x, w), slow_layer(layer, x, w)

    assert result.shape[-1] == network.config.layers[index].size
    assert (result - expected).abs().max() < 1e-5 * expected.std()


def test_the_input_is_a_sum_of_waves():
    network = stylegan3.make_network()
    part = network.synthesis.input
    w = torch.zeros(1, network.config.w_dim)  # neither turned nor shifted

    x = part(w, torch.eye(3)[None])

    row, column = 7, 20
    place = torch.tensor([column + 0.5 - 18, row + 0.5 - 18]) / 16
    speed = part.freqs.norm(dim=1)
    waves = torch.sin(2 * math.pi * (part.freqs @ place + part.phases)) * (1 - (speed - 2) / 6).clamp(0, 1)
    assert x[0, :, row, column] == pytest.approx((part.weight / math.sqrt(8)) @ waves, abs=1e-5)


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_nvlabs_pickle(load, configuration):
    network = stylegan3.make_network(configuration=configuration)

    model = load(pickled(network))

    z = latents(model)
    ws = network.mapping.broadcast(network.mapping(torch.from_numpy(z)), psi=0.6)
    assert model.network.config == network.config
    assert model.source == "NVlabs stylegan3 pickle"
    assert model.notes == ()
    images = model.synthesize(model.map(z, psi=0.6)).images
    assert np.abs(images - network.synthesis(ws).numpy()).max() < 1e-5 * images.std()


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_a_state_dict_tells_the_sizes(load, configuration):
    network = stylegan3.make_network(configuration=configuration)

    model = load(rosinality.torch_file(network.state_dict()))

    assert model.network.config == network.config
    assert "256" in model.notes[0]


def test_a_conditional_model(load):
    network = stylegan3.make_network(c_dim=3, embed_features=7)

    model = load(pickled(network))

    assert model.spec.c_dim == 3
    assert model.network.config == network.config


def test_layers_keep_their_names_and_say_their_margins(model):
    layers = [(layer.name, layer.height, layer.margin, layer.ws_index) for layer in model.spec.layers]

    assert layers == [("L0_36_8", 16, 10, 1), ("L1_52_6", 32, 10, 2), ("L2_32_5", 32, 0, 3), ("L3_32_3", 32, 0, 4)]
    assert model.spec.num_ws == 5
    assert model.spec.is_stylegan3
    assert model.spec.noise_resolutions == ()


def test_captured_maps_have_their_margins(model):
    maps = model.synthesize(model.map(latents(model)), capture=["L1_52_6"]).feature_maps["L1_52_6"]

    assert maps.shape == (2, 6, 52, 52)


def test_a_mask_lies_on_the_picture_and_goes_on_beyond_its_border(model):
    ws = model.map(latents(model, 1))
    mask = np.zeros((4, 4), np.float32)
    mask[0, 1] = 1.0

    before, after = (
        model.synthesize(ws, edits=edits, capture=["L1_52_6"]).feature_maps["L1_52_6"][0, 2]
        for edits in ([], [("L1_52_6", {2: 1.0}, mask, 3.0)])
    )

    expected = np.zeros((52, 52), np.float32)
    expected[: 10 + 8, 10 + 8 : 10 + 16] = 3.0
    assert after - before == pytest.approx(expected, abs=1e-5)


def test_a_mask_of_the_maps_size_includes_the_margins(model):
    ws = model.map(latents(model, 1))
    mask = np.random.RandomState(1).rand(52, 52).astype(np.float32)

    before, after = (
        model.synthesize(ws, edits=edits, capture=["L1_52_6"]).feature_maps["L1_52_6"][0, 2]
        for edits in ([], [("L1_52_6", {2: 1.0}, mask, 3.0)])
    )

    assert after - before == pytest.approx(3.0 * mask, abs=1e-5)


def test_an_image_does_not_depend_on_its_neighbours(model):
    ws = model.map(latents(model, 3))
    run = model.network.synthesis.run

    with torch.inference_mode():
        together = run(torch.from_numpy(ws)).image
        alone = torch.cat([run(torch.from_numpy(ws[index : index + 1])).image for index in range(3)])

    assert (together - alone).abs().max() < 1e-5 * alone.std()


def test_a_picture_turned_all_the_way_is_itself(model):
    ws = model.map(latents(model, 1))

    still, turned = (model.synthesize(ws, rotate=angle).images for angle in (0.0, 360.0))

    assert np.abs(still - turned).max() < 1e-4 * still.std()


def test_translation_moves_the_input_right_and_down():
    network = stylegan3.make_network()
    w = torch.randn(1, network.config.w_dim, generator=torch.Generator().manual_seed(3))
    from ganstudio.networks.stylegan3 import placement_matrix

    still, moved = (
        network.synthesis.input(w, placement_matrix(translate, 0.0))
        for translate in ((0.0, 0.0), (3 / 16, 2 / 16))  # in cells: the input has 16 along the picture's side
    )

    assert (moved[:, :, 2:, 3:] - still[:, :, :-2, :-3]).abs().max() < 1e-4


def test_a_quarter_turn_goes_counterclockwise():
    network = stylegan3.make_network()
    w = torch.randn(1, network.config.w_dim, generator=torch.Generator().manual_seed(3))
    from ganstudio.networks.stylegan3 import placement_matrix

    still, turned = (network.synthesis.input(w, placement_matrix((0.0, 0.0), angle)) for angle in (0.0, 90.0))

    assert (turned - still.rot90(1, (2, 3))).abs().max() < 1e-4


def test_models_without_a_plane_refuse_to_be_moved(tmp_path, make):
    path = tmp_path / "model.pkl"
    path.write_bytes(nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(make())}))
    model = load_generator(path)

    with pytest.raises(RecipeError, match="Only the pictures of StyleGAN3"):
        model.synthesize(model.map(np.zeros((1, 16))), rotate=5.0)


def test_noise_by_layer_is_refused(model):
    with pytest.raises(RecipeError, match="this model adds no noise"):
        model.synthesize(model.map(latents(model)), noise={"b16": 0.5})


def test_bf16_is_near(load):
    content = pickled(stylegan3.make_network())
    exact, reduced = load(content), load(content, precision="bf16")

    ws = exact.map(latents(exact))

    first, second = (model.synthesize(ws).images for model in (exact, reduced))
    assert np.abs(first - second).max() < 0.15 * first.std() * 4


@pytest.mark.parametrize("half", [False, True])
def test_conversion_keeps_the_network_and_what_it_is(tmp_path, half):
    source, target = tmp_path / "model.pkl", tmp_path / "model.safetensors"
    source.write_bytes(pickled(stylegan3.make_network()))

    info = convert(source, target, half=half)

    assert info.config == describe(source).config
    assert info.weights_id == describe(source).weights_id
    assert info.md5 != describe(source).md5
    assert "StyleGAN3-T" in info.text()


@pytest.mark.parametrize(
    ("name", "shape", "expected"),
    [
        ("synthesis.input.weight", (8, 9), "'synthesis.input.weight' has shape [8, 9]"),
        ("synthesis.L1_52_6.down_filter", (12, 12, 2), "'synthesis.L1_52_6.down_filter' has shape"),
        ("synthesis.L1_52_6.up_filter", (9000,), "' are impossible. The file is damaged"),
        ("synthesis.L9_99999_6.weight", (6, 5, 3, 3), "cannot be used"),
        ("synthesis.L2_32_5.extra", (1,), "contains tensor 'synthesis.L2_32_5.extra'"),
    ],
)
def test_tensors_at_fault_are_refused(load, name, shape, expected):
    tensors = stylegan3.make_network().state_dict()
    tensors[name] = torch.zeros(shape)

    with pytest.raises(CheckpointError) as refusal:
        load(rosinality.torch_file(tensors))

    assert expected in str(refusal.value)
