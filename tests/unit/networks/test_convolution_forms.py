"""The forms of a convolution give the same numbers, and each layer takes the one that is meant for it."""

from __future__ import annotations

from threading import Event

import pytest
import torch
from torch.nn import functional

from ganstudio.interruption import InterruptedWork, interruptible_by
from ganstudio.networks import prepared, winograd
from ganstudio.networks.random_init import binomial_filter_2d
from ganstudio.networks.winograd import transform_weight, winograd_convolution

RNG = 5


def normal(*shape):
    return torch.randn(shape, generator=torch.Generator().manual_seed(RNG + sum(shape)))


@pytest.mark.parametrize(("height", "width"), [(16, 16), (8, 20), (4, 4)])
def test_winograds_convolution_is_a_convolution_edges_included(height, width):
    x, weight = normal(2, 24, height, width), normal(40, 24, 3, 3)
    styles, factors, bias = 1 + 0.3 * normal(2, 24), 1 + 0.3 * normal(2, 40), normal(40)

    found = winograd_convolution(x, transform_weight(weight, torch.float32), styles=styles, factors=factors, bias=bias)

    scaled = x.double() * styles.double()[:, :, None, None]
    exact = functional.conv2d(scaled, weight.double(), padding=1) * factors.double()[:, :, None, None]
    exact += bias.double()[:, None, None]
    assert (found - exact).abs().max() < 1e-5 * exact.std()


def test_winograds_rounding_is_a_few_millionths_with_as_many_maps_as_any_model_has():
    x, weight = normal(1, 512, 16, 16), normal(64, 512, 3, 3)
    scales = {"styles": torch.ones(1, 512), "factors": torch.ones(1, 64), "bias": torch.zeros(64)}
    exact = functional.conv2d(x.double(), weight.double(), padding=1)

    found = winograd_convolution(x, transform_weight(weight, torch.float32), **scales)

    assert (found - exact).std() < 2e-6 * exact.std()


def test_the_size_of_the_pieces_does_not_matter(monkeypatch):
    x, weight = normal(1, 16, 32, 16), transform_weight(normal(16, 16, 3, 3), torch.float32)
    scales = {"styles": torch.ones(1, 16), "factors": torch.ones(1, 16), "bias": torch.zeros(16)}
    whole = winograd_convolution(x, weight, **scales)

    monkeypatch.setattr(winograd, "_CHUNK_BYTES", 1)

    assert (winograd_convolution(x, weight, **scales) - whole).abs().max() < 1e-5 * whole.std()


def test_a_large_convolution_can_be_ended_halfway():
    x, weight = normal(1, 16, 16, 16), transform_weight(normal(16, 16, 3, 3), torch.float32)
    ended = Event()
    ended.set()

    with interruptible_by(ended), pytest.raises(InterruptedWork):
        winograd_convolution(x, weight, styles=torch.ones(1, 16), factors=torch.ones(1, 16), bias=torch.zeros(16))


@pytest.mark.parametrize("batch_size", [1, 2])
@pytest.mark.parametrize("flags", [frozenset(), frozenset({"amx_bf16"})], ids=["plain CPU", "AMX"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_every_form_of_the_upsampling_layer_is_near_the_plain_one(make, monkeypatch, dtype, flags, batch_size):
    monkeypatch.setattr(prepared, "cpu_flags", lambda: flags)
    network = make(channels=(32, 32, 16))
    layer = network.synthesis.block(2).conv0
    x, w = normal(batch_size, 32, 8, 8), normal(batch_size, network.config.w_dim)
    plain = layer(x, w)

    layer.prepare(dtype)
    with torch.inference_mode():
        found = layer(x.to(dtype), w)

    fourfold = dtype == torch.bfloat16 and flags
    assert layer.prepared.form == ("fourfold" if fourfold else "transposed")
    assert (found - plain).abs().max() < (1e-5 if dtype == torch.float32 else 0.1) * plain.std()


@pytest.mark.parametrize(("height", "width"), [(16, 16), (15, 9), (3, 8), (1, 5)])
@pytest.mark.parametrize("rows", [2, 4, 6, 10, 1000])
def test_maps_upsampled_in_bands_are_those_upsampled_whole(monkeypatch, height, width, rows):
    x, weight = normal(1, 8, height, width), normal(8, 24, 3, 3)
    x = x.contiguous(memory_format=torch.channels_last)
    smoothing, bias = normal(1, 1, 4, 4).repeat(24, 1, 1, 1), normal(24)
    whole = prepared.smoothed_transposed_convolution(x, weight, smoothing, bias=bias)

    monkeypatch.setattr(prepared, "_WHOLE_BYTES", 0)
    monkeypatch.setattr(prepared, "_BAND_BYTES", rows * 2 * width * 24 * 4)
    found = prepared.smoothed_transposed_convolution(x, weight, smoothing, bias=bias)

    assert found.is_contiguous(memory_format=torch.channels_last)
    assert (found - whole).abs().max() < 1e-5 * whole.std()


def test_an_upsampling_of_large_maps_can_be_ended_halfway(monkeypatch):
    monkeypatch.setattr(prepared, "_WHOLE_BYTES", 0)
    ended = Event()
    ended.set()

    with interruptible_by(ended), pytest.raises(InterruptedWork):
        prepared.smoothed_transposed_convolution(normal(1, 8, 4, 4), normal(8, 8, 3, 3), normal(8, 1, 4, 4), bias=None)


@pytest.mark.parametrize(
    ("channels", "size", "dtype", "form"),
    [
        (128, 16, torch.float32, "winograd"),
        (256, 18, torch.bfloat16, "winograd"),
        (256, 17, torch.bfloat16, "plain"),
        (128, 16, torch.bfloat16, "plain"),
        (128, 18, torch.float32, "plain"),
        (128, 8, torch.float32, "plain"),
        (64, 16, torch.float32, "plain"),
    ],
)
def test_winograd_is_for_many_maps_of_whole_tiles(monkeypatch, channels, size, dtype, form):
    monkeypatch.setattr(prepared, "cpu_flags", frozenset)
    weight = torch.zeros(channels, channels, 3, 3)
    assert prepared.choose_form(weight, dtype=dtype, size=(size, size), up_filter=None) == form


def test_matrix_instructions_are_faster_than_winograd_in_half_precision(monkeypatch):
    monkeypatch.setattr(prepared, "cpu_flags", lambda: frozenset({"amx_bf16"}))
    forms = {
        dtype: prepared.choose_form(torch.zeros(256, 256, 3, 3), dtype=dtype, size=(16, 16), up_filter=None)
        for dtype in (torch.float32, torch.bfloat16)
    }
    assert forms == {torch.float32: "winograd", torch.bfloat16: "plain"}


def test_in_bfloat16_winograds_rounding_is_twice_that_of_the_direct_sum():
    x, weight = normal(1, 256, 16, 16).bfloat16(), normal(64, 256, 3, 3)
    scales = {"styles": torch.ones(1, 256), "factors": torch.ones(1, 64), "bias": torch.zeros(64).bfloat16()}
    exact = functional.conv2d(x.double(), weight.double(), padding=1)
    direct = functional.conv2d(x, weight.bfloat16(), padding=1)

    found = winograd_convolution(x, transform_weight(weight, torch.bfloat16), **scales)

    assert (found - exact).std() < 3 * (direct - exact).std() < 0.01 * exact.std()


def test_an_unusual_filter_is_computed_as_it_is_written():
    weight = torch.zeros(8, 8, 3, 3)
    found = prepared.choose_form(weight, dtype=torch.float32, size=(8, 8), up_filter=binomial_filter_2d(6))
    assert found == "plain"


def test_a_model_with_winograd_layers_resumes_bit_for_bit_and_equals_the_plain_one(make):
    network = make(channels=(16, 128, 128))
    ws = torch.randn(1, network.config.num_ws, network.config.w_dim, generator=torch.Generator().manual_seed(9))
    plain = network.synthesis(ws)

    network.synthesis.prepare(torch.float32)

    assert network.synthesis.block(2).conv1.prepared.form == "winograd"
    with torch.inference_mode():
        full = network.synthesis.run(ws, keep=range(3))
        assert (full.image - plain).abs().max() < 2e-5 * plain.std()
        for state in full.states.values():
            assert torch.equal(network.synthesis.run(ws, start=state).image, full.image)
