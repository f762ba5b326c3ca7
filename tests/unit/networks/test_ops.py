"""The network's formulas agree with their definitions, written out slowly."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from ganstudio.networks.ops import activate, modulated_convolution, upsample, upsampling_convolution

FILTERS = {
    "1x1": torch.ones(1, 1),
    "2x2": torch.ones(2, 2) / 4,
    "3x3": torch.outer(torch.tensor([1.0, 2, 1]), torch.tensor([1.0, 2, 1])) / 16,
    "4x4": torch.outer(torch.tensor([1.0, 3, 3, 1]), torch.tensor([1.0, 3, 3, 1])) / 64,
    "lopsided 4x4": torch.arange(16.0).reshape(4, 4) / 120,
    "lopsided 3x5": torch.arange(15.0).reshape(3, 5) / 105,
    "8x8": torch.outer(torch.arange(8.0), torch.arange(8.0)) / 784,
}


def zeros_between(x):
    """[n, c, h, w] -> [n, c, 2h, 2w], each sample followed by a zero."""
    n, c, h, w = x.shape
    out = torch.zeros(n, c, 2 * h, 2 * w)
    out[:, :, ::2, ::2] = x
    return out


def padded_filtering(x, filter_2d, before_y, after_y, before_x, after_x):
    """Zeros around (negative: crop), then a true convolution with the filter."""
    x = functional.pad(x, (before_x, after_x, before_y, after_y))
    kernel = filter_2d.flip((0, 1)).expand(x.shape[1], 1, *filter_2d.shape)
    return functional.conv2d(x, kernel, groups=x.shape[1])


def test_filter_cases_have_names():
    assert len(FILTERS) == 7


@pytest.mark.parametrize("name", FILTERS)
def test_upsampling_is_zeros_between_then_the_filter(name):
    """Source of the padding: NVlabs, upsample2d: ((f + 1) // 2, (f - 2) // 2) zeros."""
    filter_2d, x = FILTERS[name], torch.randn(2, 3, 5, 4, generator=torch.Generator().manual_seed(0))
    fh, fw = filter_2d.shape

    expected = padded_filtering(
        zeros_between(x), filter_2d * 4, (fh + 1) // 2, (fh - 2) // 2, (fw + 1) // 2, (fw - 2) // 2
    )

    assert upsample(x, filter_2d).shape == (2, 3, 10, 8)
    assert torch.allclose(upsample(x, filter_2d), expected, atol=1e-6)


@pytest.mark.parametrize("kernel_size", [1, 3, 5])
@pytest.mark.parametrize("name", FILTERS)
def test_upsampling_convolution_is_zeros_between_then_both_filters(name, kernel_size):
    """Source of the padding: NVlabs, conv2d_resample's general path: filter first, then the convolution."""
    rng = torch.Generator().manual_seed(0)
    filter_2d, x = FILTERS[name], torch.randn(2, 3, 5, 4, generator=rng)
    weight = torch.randn(6, 3, kernel_size, kernel_size, generator=rng)
    fh, fw = filter_2d.shape
    same = kernel_size // 2

    filtered = padded_filtering(
        zeros_between(x),
        filter_2d * 4,
        same + (fh + 1) // 2,
        same + (fh - 2) // 2,
        same + (fw + 1) // 2,
        same + (fw - 2) // 2,
    )
    expected = functional.conv2d(filtered, weight.flip((2, 3)))

    result = upsampling_convolution(x, weight, filter_2d)
    assert result.shape == (2, 6, 10, 8)
    assert torch.allclose(result, expected, atol=1e-5)


@pytest.mark.parametrize("demodulate", [True, False])
def test_modulation_scales_the_weights_of_each_image(demodulate):
    rng = torch.Generator().manual_seed(0)
    x, weight = torch.randn(2, 3, 5, 4, generator=rng), torch.randn(6, 3, 3, 3, generator=rng)
    styles = torch.randn(2, 3, generator=rng)

    result = modulated_convolution(x, weight, styles, demodulate=demodulate)

    for image in range(2):
        scaled = weight * styles[image, :, None, None]
        if demodulate:
            scaled = scaled / scaled.square().sum(dim=(1, 2, 3), keepdim=True).sqrt()
        expected = functional.conv2d(x[image : image + 1], scaled, padding=1)
        assert torch.allclose(result[image : image + 1], expected, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "function", "gain"),
    [
        ("linear", lambda x: x, 1.0),
        ("relu", lambda x: x.clamp(min=0), 2**0.5),
        ("lrelu", lambda x: torch.where(x > 0, x, 0.2 * x), 2**0.5),
        ("tanh", torch.tanh, 1.0),
        ("sigmoid", lambda x: 1 / (1 + torch.exp(-x)), 1.0),
        ("elu", lambda x: torch.where(x > 0, x, torch.exp(x) - 1), 1.0),
        ("softplus", lambda x: torch.log1p(torch.exp(x)), 1.0),
        ("swish", lambda x: x / (1 + torch.exp(-x)), 2**0.5),
    ],
)
def test_activations_have_their_gain(name, function, gain):
    x = torch.linspace(-3, 3, 31)

    assert torch.allclose(activate(x, name), function(x) * gain, atol=1e-6)


def test_the_clamp_comes_after_the_gain():
    assert activate(torch.tensor([5.0, -50.0]), "lrelu", gain=2.0, clamp=3.0).tolist() == [3.0, -3.0]


def test_float16_never_overflows():
    x = torch.tensor([6e4, -6e4], dtype=torch.float16)

    assert torch.isfinite(activate(x * 100, "lrelu")).all()
