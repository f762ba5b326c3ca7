"""The few formulas of the networks, in plain torch: resampling filters, activation, modulated convolution."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from ganstudio.networks.config import Activation

SQRT2 = math.sqrt(2.0)
# Each activation and the gain that keeps the variance of a normal input. Source: NVlabs/stylegan2-ada-pytorch.
ACTIVATIONS: dict[Activation, tuple[Callable[[Tensor], Tensor], float]] = {
    "linear": (lambda x: x, 1.0),
    "relu": (functional.relu, SQRT2),
    "lrelu": (lambda x: functional.leaky_relu(x, 0.2), SQRT2),
    "tanh": (torch.tanh, 1.0),
    "sigmoid": (torch.sigmoid, 1.0),
    "elu": (functional.elu, 1.0),
    "selu": (functional.selu, 1.0),
    "softplus": (functional.softplus, 1.0),
    "swish": (functional.silu, SQRT2),
}
# Largest magnitude kept in float16: half its range, so that an edit's sum stays finite too.
FLOAT16_LIMIT = 32768.0


def activate(x: Tensor, activation: Activation, *, gain: float = 1.0, clamp: float | None = None) -> Tensor:
    """Apply the activation, its variance-keeping gain times `gain`, then the clamp.

    Args:
        x: Any shape.
        activation: Name of the function; `lrelu` has slope 0.2 below zero.
        gain: Further factor.
        clamp: Bound on the magnitude of the result, or None.

    Returns:
        The same shape and dtype as x.
    """
    function, own_gain = ACTIVATIONS[activation]
    x = function(x)
    total_gain = own_gain * gain
    if total_gain != 1.0:
        x = x * total_gain
    return saturate(x if clamp is None else x.clamp(-clamp, clamp))


def saturate(x: Tensor) -> Tensor:
    """Keep float16 within half its range: infinities of either sign would meet and give no number at all.

    Extreme edits alone get that far; other dtypes pass unchanged.
    """
    return x.clamp(-FLOAT16_LIMIT, FLOAT16_LIMIT) if x.dtype == torch.float16 else x


def normalize_second_moment(x: Tensor, epsilon: float = 1e-8) -> Tensor:
    """Scale each row to unit mean square.

    Args:
        x: float32 [n, features].
        epsilon: Keeps a row of zeros finite.

    Returns:
        float32 [n, features].
    """
    return x * (x.square().mean(dim=1, keepdim=True) + epsilon).rsqrt()


def demodulation(weight: Tensor, styles: Tensor, epsilon: float = 1e-8) -> Tensor:
    """Give the factors that bring each output map of a modulated convolution back to unit variance.

    Source: Karras et al. 2020, section 2.2, equation 3.

    Args:
        weight: float32 [out, in, kh, kw].
        styles: float32 [n, in].
        epsilon: Keeps a map of zero weights finite.

    Returns:
        float32 [n, out].
    """
    energy = weight.square().sum(dim=(2, 3))  # [out, in]
    return (styles.square() @ energy.t() + epsilon).rsqrt()


def fir(x: Tensor, filter_2d: Tensor, *, padding: tuple[int, int, int, int], gain: float = 1.0) -> Tensor:
    """Convolve every map with one small filter.

    Args:
        x: [n, c, h, w].
        filter_2d: float32 [fh, fw].
        padding: Zeros added left, right, above and below; a negative number crops.
        gain: Factor on the result.

    Returns:
        [n, c, h + above + below - fh + 1, w + left + right - fw + 1], in the dtype of x.
    """
    left, right, above, below = padding
    kernel = (filter_2d * gain).flip((0, 1)).to(x.dtype)  # conv2d correlates; a convolution needs the filter reversed
    kernel = kernel.expand(x.shape[1], 1, *kernel.shape)  # [c, 1, fh, fw]
    if left == right >= 0 and above == below >= 0:
        return functional.conv2d(x, kernel, padding=(above, left), groups=x.shape[1])
    return functional.conv2d(functional.pad(x, (left, right, above, below)), kernel, groups=x.shape[1])


def upsample(x: Tensor, filter_2d: Tensor) -> Tensor:
    """Double height and width: zeros between the samples, then the filter, times 4 to keep the mean.

    Source: NVlabs/stylegan2-ada-pytorch, the alignment of its `upsample2d`.

    Args:
        x: [n, c, h, w].
        filter_2d: float32 [fh, fw], of sum 1.

    Returns:
        [n, c, 2h, 2w], in the dtype of x.
    """
    channels = x.shape[1]
    kernel = (filter_2d * 4.0).to(x.dtype).expand(channels, 1, *filter_2d.shape)  # [c, 1, fh, fw]
    above, below = _upsample_padding(filter_2d.shape[0])
    left, right = _upsample_padding(filter_2d.shape[1])
    if above == below <= 0 and left == right <= 0:
        return functional.conv_transpose2d(x, kernel, stride=2, padding=(-above, -left), groups=channels)
    x = functional.conv_transpose2d(x, kernel, stride=2, groups=channels)  # [n, c, 2h - 2 + fh, 2w - 2 + fw]
    return functional.pad(x, (left, right, above, below))  # [n, c, 2h, 2w]


def upsampling_convolution(x: Tensor, weight: Tensor, filter_2d: Tensor) -> Tensor:
    """Double height and width by a transposed convolution, then smooth with the filter.

    Source: NVlabs/stylegan2-ada-pytorch, the alignment of its `conv2d_resample` with up=2.

    Args:
        x: [n, in, h, w].
        weight: [out, in, k, k], in the dtype of x.
        filter_2d: float32 [fh, fw], of sum 1.

    Returns:
        [n, out, 2h, 2w], in the dtype of x.
    """
    kernel_size = weight.shape[2]
    x = saturate(functional.conv_transpose2d(x, weight.transpose(0, 1), stride=2))  # [n, out, 2h - 2 + k, 2w - 2 + k]
    above, below = upconv_padding(filter_2d.shape[0], kernel_size)
    left, right = upconv_padding(filter_2d.shape[1], kernel_size)
    return fir(x, filter_2d, padding=(left, right, above, below), gain=4.0)  # [n, out, 2h, 2w]


def upconv_padding(filter_size: int, kernel_size: int) -> tuple[int, int]:
    """Zeros before and after the transposed convolution's output, so that filtering it gives twice the input's size."""
    same = kernel_size // 2
    before = same + (filter_size + 1) // 2 - (kernel_size - 1)
    after = same + (filter_size - 2) // 2 - (kernel_size - 2)
    return before, after


def _upsample_padding(filter_size: int) -> tuple[int, int]:
    """Zeros (or, negative, rows cropped) around the transposed filter's output that leave twice the input's size."""
    offset = (filter_size - 1) - (filter_size + 1) // 2
    return -offset, 2 + offset - filter_size


def modulated_convolution(
    x: Tensor, weight: Tensor, styles: Tensor, *, demodulate: bool = True, up_filter: Tensor | None = None
) -> Tensor:
    """Convolve with weights whose input maps are scaled by the styles, one set of styles an image.

    The scale is put on the input and the demodulation on the output, which is the same by linearity and lets all
    images of a batch share one convolution.

    Source: Karras et al. 2020, section 2.2, equations 1 to 3.

    Args:
        x: [n, in, h, w].
        weight: float32 [out, in, k, k].
        styles: float32 [n, in].
        demodulate: Bring each output map back to unit variance.
        up_filter: float32 [fh, fw]; where given, height and width are doubled.

    Returns:
        [n, out, h, w], doubled with `up_filter`, in the dtype of x.
    """
    if x.dtype == torch.float16 and demodulate:
        # Demodulation cancels any common factor, so both are scaled into float16's range first. Source: NVlabs.
        weight = weight / (weight.abs().amax(dim=(1, 2, 3), keepdim=True) * math.sqrt(weight[0].numel()))
        styles = styles / styles.abs().amax(dim=1, keepdim=True).clamp(min=1e-8)
    factors = demodulation(weight, styles) if demodulate else None  # [n, out]
    x = x * styles.to(x.dtype)[:, :, None, None]
    kernel = weight.to(x.dtype)
    if up_filter is None:
        x = functional.conv2d(x, kernel, padding=kernel.shape[2] // 2)
    else:
        x = upsampling_convolution(x, kernel, up_filter)
    return x if factors is None else x * factors.to(x.dtype)[:, :, None, None]
