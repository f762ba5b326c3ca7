"""The synthesis network: one seam, resumption bit for bit, noise that does not depend on the path."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from ganstudio.networks.choices import choose_edits
from ganstudio.networks.noise import Noise, seeded_noise
from ganstudio.networks.synthesis import style_name
from ganstudio.networks.taps import EditTap

ARCHITECTURES = ["skip", "resnet", "orig"]
NOISES = [Noise(), Noise(mode="none"), Noise(mode="seeded", seeds=(3,)), Noise(factors={"b8": 0.5, "b16.conv1": 2.0})]


def random_ws(network, n=2):
    return torch.randn(n, network.config.num_ws, network.config.w_dim, generator=torch.Generator().manual_seed(9))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("noise", NOISES, ids=["const", "none", "seeded", "factors"])
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_resumed_run_equals_a_full_one_bit_for_bit(make, architecture, noise, dtype):
    network = make(architecture=architecture)
    network.synthesis.prepare(dtype)
    ws = random_ws(network, n=1)

    with torch.inference_mode():
        full = network.synthesis.run(ws, noise=noise, keep=range(3))

        assert set(full.states) == {0, 1, 2}
        for state in full.states.values():
            assert torch.equal(network.synthesis.run(ws, noise=noise, start=state).image, full.image)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_rows_of_ws_below_the_start_are_not_read(make, architecture):
    network = make(architecture=architecture)
    ws = random_ws(network)
    with torch.inference_mode():
        full = network.synthesis.run(ws, keep=[2])
        state = full.states[2]
        ws = ws.clone()
        ws[:, : 2 * 2 - 1] = float("nan")

        assert torch.equal(network.synthesis.run(ws, start=state).image, full.image)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_tap_sees_every_layer_of_the_spec_in_order(make, architecture):
    network = make(architecture=architecture, const_height=8)
    seen = []

    def tap(name, x):
        seen.append((name, tuple(x.shape)))
        return x

    network.synthesis.run(random_ws(network), tap=tap)

    spec = network.config.spec()
    assert [one for one in seen if not one[0].endswith(".style")] == [
        (layer.name, (2, layer.channels, layer.height, layer.width)) for layer in spec.layers
    ]
    assert [one for one in seen if one[0].endswith(".style")] == [
        (style_name(layer.name), (2, layer.channels)) for layer in spec.style_layers
    ]


@pytest.mark.parametrize("layer", ["b4", "b8.conv0", "b8", "b16.conv0", "b16"])
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_what_the_tap_returns_goes_on(make, architecture, layer):
    network = make(architecture=architecture)
    ws = random_ws(network)

    plain = network.synthesis.run(ws).image
    changed = network.synthesis.run(ws, tap=lambda name, x: x + 3 if name == layer else x).image

    assert not torch.allclose(plain, changed)


def test_every_row_of_ws_counts_and_only_from_its_layer_on(make):
    network = make()
    ws, other = random_ws(network, n=1), random_ws(network, n=1) + 1
    layers = network.config.spec().layers

    def maps(ws):
        kept = {}
        network.synthesis.run(ws, tap=kept.setdefault)
        return kept

    plain = maps(ws)
    for layer in layers:
        mixed = ws.clone()
        mixed[:, layer.ws_index] = other[:, layer.ws_index]
        changed = maps(mixed)
        assert [layer.name for layer in layers if not torch.equal(changed[layer.name], plain[layer.name])] == [
            later.name for later in layers if later.ws_index >= layer.ws_index
        ]


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_bfloat16_is_near_float32(make, architecture):
    network = make(architecture=architecture, channels=(32, 32, 16))
    ws = random_ws(network)
    with torch.inference_mode():
        exact = network.synthesis(ws)
        network.synthesis.prepare(torch.bfloat16)
        near = network.synthesis(ws)

    assert near.dtype == torch.float32
    assert (near - exact).abs().max() < 0.1 * exact.std()
    assert (near - exact).abs().mean() < 0.02 * exact.std()


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_prepared_network_equals_the_trainable_one(make, architecture):
    network = make(architecture=architecture, conv_clamp=2.0)
    ws = random_ws(network)
    plain = network.synthesis(ws)

    network.synthesis.prepare(torch.float32)
    with torch.inference_mode():
        prepared = network.synthesis(ws)

    assert (prepared - plain).abs().max() < 1e-5 * plain.std()


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_exact_is_the_network_as_it_is_written_bit_for_bit_also_after_another_precision(make, architecture):
    network = make(architecture=architecture, conv_clamp=2.0)
    ws = random_ws(network)
    with torch.inference_mode():
        plain = network.synthesis(ws)
        network.synthesis.prepare(torch.bfloat16)
        network.synthesis.prepare(torch.float32, rearranged=False)
        exact = network.synthesis(ws)

    assert torch.equal(exact, plain)


def test_gradients_reach_every_parameter(make):
    network = make(c_dim=2, embed_features=4).train().requires_grad_(True)

    image = network(torch.randn(2, 16), torch.eye(2))
    image.square().mean().backward()

    assert [name for name, parameter in network.named_parameters() if parameter.grad is None] == []


def test_each_image_of_a_batch_is_its_own(make):
    network = make()
    ws = random_ws(network, n=3)

    batch = network.synthesis(ws)

    for index in range(3):
        assert torch.allclose(network.synthesis(ws[index : index + 1]), batch[index : index + 1], atol=1e-5)


def test_seeded_noise_differs_by_seed_layer_and_image(make):
    noise_const = torch.zeros(16, 16)
    noise = Noise(mode="seeded", seeds=(1, 2))

    first, second = noise.draw("b16.conv0", noise_const)

    assert not torch.equal(first, second)
    assert not torch.equal(noise.draw("b16.conv1", noise_const)[0], first)
    assert torch.equal(Noise(mode="seeded", seeds=(2,)).draw("b16.conv0", noise_const)[0], second)
    assert first.std() == pytest.approx(1.0, abs=0.2)


def test_the_first_architectures_torgb_layers():
    from ganstudio.networks.config import GeneratorConfig

    config = GeneratorConfig(z_dim=1, w_dim=1, block_resolutions=(4, 8), channels=(1, 1), mapping_widths=(1,))

    assert [config.has_torgb(0), config.has_torgb(1), config.num_ws] == [True, True, 4]


@pytest.mark.parametrize("batch_size", [1, 2])
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_float16_survives_an_edit_beyond_its_range(make, architecture, batch_size):
    network = make(architecture=architecture)
    network.synthesis.prepare(torch.float16)
    spec = network.config.spec()
    checkered = np.float32(1e30) * (-1.0) ** np.indices((16, 16), dtype=np.float32).sum(axis=0)
    edits = [(layer.name, dict.fromkeys(range(layer.channels), 1.0), checkered, 1.0) for layer in spec.layers]

    tap = EditTap(choose_edits(edits, spec, batch_size=batch_size))
    with torch.inference_mode():
        image = network.synthesis(random_ws(network, batch_size), tap=tap)

    assert not image.isnan().any()


@pytest.mark.parametrize("batch_size", [1, 3])
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_float16_is_near_float32(make, architecture, batch_size):
    network = make(architecture=architecture)
    ws = random_ws(network, batch_size)
    exact = network.synthesis(ws)

    network.synthesis.prepare(torch.float16)
    with torch.inference_mode():
        near = network.synthesis(ws)

    assert (near - exact).abs().max() < 0.03 * exact.std()


def test_a_layer_that_has_learned_to_add_no_noise_draws_none(make, monkeypatch):
    network = make()
    silent = network.synthesis.block(1).conv0
    silent.noise_strength.zero_()
    ws, noise = random_ws(network, n=1), Noise(mode="seeded", seeds=(3,))
    plain = network.synthesis(ws, noise=noise)
    network.synthesis.prepare(torch.float32)
    drawn = []
    monkeypatch.setattr(
        "ganstudio.networks.noise.seeded_noise",
        lambda seed, name, shape: drawn.append(name) or seeded_noise(seed, name, shape),
    )

    with torch.inference_mode():
        found = network.synthesis(ws, noise=noise)

    assert drawn == ["b4.conv1", "b8.conv1", "b16.conv0", "b16.conv1"]
    assert (found - plain).abs().max() < 1e-5 * plain.std()
