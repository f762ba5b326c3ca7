"""A convolution layer rearranged for rendering: the same numbers as in `stylegan2.py`, with less work.

Rearrangements, exact up to rounding: gain and demodulation are folded into weights that are modulated once per image,
where these are smaller than the feature maps; noise is added by a matrix product; and the convolution takes the form
that is fastest, see `Form`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

from ganstudio.interruption import check_interruption
from ganstudio.networks.config import Activation
from ganstudio.networks.devices import cpu_flags
from ganstudio.networks.ops import ACTIVATIONS, saturate, upsampling_convolution
from ganstudio.networks.winograd import is_worthwhile, transform_weight, winograd_convolution

Form = Literal["plain", "winograd", "transposed", "fourfold"]
"""How a layer is computed.

- `plain`: as it is written; also upsampling with an unusual filter.
- `winograd`: see `winograd.py`; on a CPU.
- `transposed`: a transposed convolution, then the filter [1, 3, 3, 1] in one 4x4 convolution of each map. The fewest
  multiplications; on a CPU.
- `fourfold`: one 2x2 convolution to four times the maps, their interleaving, and a 3x3 smoothing, since [1, 3, 3, 1]
  is [1, 1] convolved with [1, 2, 1]. Nearly twice the multiplications, but such as a GPU is made for, and the matrix
  instructions (AMX) that some CPUs have for bfloat16.
"""

BINOMIAL_2D = torch.outer(torch.tensor([1.0, 3.0, 3.0, 1.0]), torch.tensor([1.0, 3.0, 3.0, 1.0])) / 64.0
SMOOTHING_2D = torch.outer(torch.tensor([1.0, 2.0, 1.0]), torch.tensor([1.0, 2.0, 1.0])) / 16.0
_WHOLE_BYTES = 24 << 20
"""Larger maps are upsampled a band of rows at a time: what lies between the two steps then stays in the cache."""
_BAND_BYTES = 8 << 20
"""Of the result, at most, in one band; each one computes two rows of the input that its neighbours compute too."""
# Activations f with f(a * x) = a * f(x) for a > 0: the gain may go before them.
HOMOGENEOUS: frozenset[Activation] = frozenset({"linear", "relu", "lrelu"})


def is_binomial(filter_2d: Tensor) -> bool:
    """Whether the resampling filter is [1, 3, 3, 1] along both axes, as in nearly every model."""
    return filter_2d.shape == (4, 4) and torch.allclose(filter_2d.float().cpu(), BINOMIAL_2D, atol=1e-6)


def upsample_binomial(x: Tensor) -> Tensor:
    """Double height and width with the filter [1, 3, 3, 1]: bilinear interpolation, with zeros beyond the edges.

    Args:
        x: [n, c, h, w].

    Returns:
        [n, c, 2h, 2w], what `ops.upsample` gives with that filter.
    """
    x = functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
    # Interpolation repeats the edge where the filter sees a zero: there 1 * x stands for 3/4 * x.
    x[:, :, 0] *= 0.75
    x[:, :, -1] *= 0.75
    x[:, :, :, 0] *= 0.75
    x[:, :, :, -1] *= 0.75
    return x


@dataclass(frozen=True, kw_only=True, eq=False)
class PreparedConvolution:
    """One layer's constants in the working dtype, and how to apply them.

    Attributes:
        form: How it is computed.
        weight: float32 [out, in, k, k]; [points, in, out] for `winograd`, [in, out, 3, 3] for `transposed`,
            [4*out, in, 2, 2] for `fourfold`.
        static_weight: The same in the working dtype, scaled into its range.
        energy: float32 [in, out], the squared weights' sums over taps, of the original weights.
        bias: float32 [out].
        up_filter: float32 [fh, fw] of an upsampling layer, else None.
        smoothing: What follows `transposed` [out, 1, 4, 4] and `fourfold` [out, 1, 3, 3], in the working dtype.
        activation: Name of the function.
        clamp: Bound on the magnitude of the result, or None.
    """

    form: Form
    weight: Tensor
    static_weight: Tensor
    static_scale: float
    energy: Tensor
    bias: Tensor
    up_filter: Tensor | None
    smoothing: Tensor | None
    activation: Activation
    clamp: float | None

    def __call__(self, x: Tensor, styles: Tensor, *, noise: Tensor | None, gain: float) -> Tensor:
        """Convolve, add noise and bias, activate.

        Args:
            x: [n, in, h, w] in the working dtype.
            styles: float32 [n, in].
            noise: float32 [n or 1, 1, H, W], its strength included, or None.
            gain: Factor on the result.

        Returns:
            [n, out, H, W] in the working dtype.
        """
        function, own_gain = ACTIVATIONS[self.activation]
        inner_gain = own_gain * gain if self.activation in HOMOGENEOUS else 1.0
        factors = (styles.square() @ self.energy + 1e-8).rsqrt() * inner_gain  # [n, out]
        bias = (self.bias * inner_gain).to(x.dtype)
        if self.form == "winograd":
            x = winograd_convolution(x, self.weight, styles=styles, factors=factors, bias=bias)
        elif x.shape[0] == 1 and 2 * x.shape[2] * x.shape[3] > self.weight.numel() // len(self.energy):
            x = self._with_own_weights(x, styles, factors, bias=bias)
        else:
            x = self._with_shared_weights(x, styles, factors, bias=bias)
        if noise is not None:
            x = add_noise(x, noise, gain=inner_gain)
        x = functional.leaky_relu_(x, 0.2) if self.activation == "lrelu" else function(x)
        if self.activation not in HOMOGENEOUS and own_gain * gain != 1.0:
            x = x * (own_gain * gain)
        return saturate(x if self.clamp is None else x.clamp_(-self.clamp * gain, self.clamp * gain))

    def _with_own_weights(self, x: Tensor, styles: Tensor, factors: Tensor, *, bias: Tensor) -> Tensor:
        """One image: its styles and demodulation go into the weights."""
        if self.form == "transposed":
            weight = self.weight * styles[0, :, None, None, None] * factors[0, :, None, None]
        else:
            outputs = factors.repeat(1, 4) if self.form == "fourfold" else factors
            weight = self.weight * styles[0, :, None, None] * outputs[0, :, None, None, None]
        return self._convolve(x, weight.to(x.dtype), bias=bias)

    def _with_shared_weights(self, x: Tensor, styles: Tensor, factors: Tensor, *, bias: Tensor) -> Tensor:
        """Any number of images: styles go onto the inputs, demodulation onto the outputs."""
        if x.dtype == torch.float16:  # demodulation cancels the styles' common factor; without it they might overflow
            largest = styles.abs().amax(dim=1, keepdim=True).clamp(min=1e-8)
            styles, factors = styles / largest, factors * largest
        x = x * styles.to(x.dtype)[:, :, None, None]
        x = self._convolve(x, self.static_weight)
        scales = (factors * self.static_scale).to(x.dtype)
        return torch.addcmul(bias[:, None, None], x, scales[:, :, None, None])

    def _convolve(self, x: Tensor, weight: Tensor, *, bias: Tensor | None = None) -> Tensor:
        if self.up_filter is None:
            return functional.conv2d(x, weight, bias, padding=weight.shape[2] // 2)
        if self.smoothing is None:
            x = upsampling_convolution(x, weight, self.up_filter)
            return x if bias is None else x.add_(bias[:, None, None])
        if self.form == "transposed":
            return smoothed_transposed_convolution(x, weight, self.smoothing, bias=bias)
        x = interleave(saturate(functional.conv2d(x, weight, padding=1)))  # [n, out, 2h + 2, 2w + 2]
        return functional.conv2d(x, self.smoothing, bias, groups=x.shape[1])  # [n, out, 2h, 2w]


def prepare_convolution(
    weight: Tensor,
    bias: Tensor,
    *,
    dtype: torch.dtype,
    size: tuple[int, int],
    up_filter: Tensor | None,
    activation: Activation,
    clamp: float | None,
) -> PreparedConvolution:
    """Rearrange one layer for a dtype.

    Args:
        weight: float32 [out, in, k, k].
        bias: float32 [out].
        dtype: The working dtype.
        size: Height and width of the maps that it gives out.
        up_filter: float32 [fh, fw] of an upsampling layer, else None.
        activation: Name of the function.
        clamp: Bound on the magnitude of the result, or None.
    """
    form = choose_form(weight, dtype=dtype, size=size, up_filter=up_filter)
    energy = weight.square().sum(dim=(2, 3)).t().contiguous()
    smoothing = None
    if form == "winograd":
        weight = transform_weight(weight, dtype)
    elif form == "transposed":
        smoothing = (4.0 * BINOMIAL_2D).to(weight.device, dtype).repeat(weight.shape[0], 1, 1, 1)  # [out, 1, 4, 4]
        weight = weight.transpose(0, 1)
    elif form == "fourfold":
        smoothing = SMOOTHING_2D.to(weight.device, dtype).repeat(weight.shape[0], 1, 1, 1)  # [out, 1, 3, 3]
        weight = fourfold_weight(weight)
    scale = 1.0
    if dtype == torch.float16:  # the sum over inputs must stay in range. Source: NVlabs, modulated_conv2d
        scale = float(weight.abs().max()) * math.sqrt(weight[0].numel())
    if form != "winograd":
        weight = weight.contiguous(memory_format=torch.channels_last)
    return PreparedConvolution(
        form=form,
        weight=weight,
        static_weight=weight if weight.dtype == dtype else (weight / scale).to(dtype),
        static_scale=scale,
        energy=energy,
        bias=bias,
        up_filter=up_filter,
        smoothing=smoothing,
        activation=activation,
        clamp=clamp,
    )


def choose_form(weight: Tensor, *, dtype: torch.dtype, size: tuple[int, int], up_filter: Tensor | None) -> Form:
    """How a layer is computed fastest; arguments as for `prepare_convolution`."""
    has_matrix_instructions = weight.device.type != "cpu" or (dtype != torch.float32 and "amx_bf16" in cpu_flags())
    if up_filter is None:
        return "plain" if has_matrix_instructions or not is_worthwhile(weight, size, dtype) else "winograd"
    if weight.shape[2] != 3 or not is_binomial(up_filter):
        return "plain"
    return "fourfold" if has_matrix_instructions else "transposed"


def smoothed_transposed_convolution(x: Tensor, weight: Tensor, smoothing: Tensor, *, bias: Tensor | None) -> Tensor:
    """Double height and width: a transposed convolution, then the filter.

    Args:
        x: [n, in, h, w], channels last in memory.
        weight: [in, out, 3, 3].
        smoothing: [out, 1, 4, 4].
        bias: [out], or None.

    Returns:
        [n, out, 2h, 2w], channels last in memory.

    Raises:
        InterruptedWork: The picture is not wanted any more.
    """
    n, _, h, w = x.shape
    channels = weight.shape[1]
    row_bytes = 2 * w * channels * x.itemsize
    if n > 1 or 2 * h * row_bytes <= _WHOLE_BYTES:
        return _upsampled_rows(x, weight, smoothing, bias=bias, first=0, last=2 * h)
    result = x.new_empty(1, 2 * h, 2 * w, channels).permute(0, 3, 1, 2)
    step = max(2, _BAND_BYTES // row_bytes // 2 * 2)
    for first in range(0, 2 * h, step):
        check_interruption()
        last = min(first + step, 2 * h)
        result[:, :, first:last] = _upsampled_rows(x, weight, smoothing, bias=bias, first=first, last=last)
    return result


def _upsampled_rows(
    x: Tensor, weight: Tensor, smoothing: Tensor, *, bias: Tensor | None, first: int, last: int
) -> Tensor:
    """The rows of `smoothed_transposed_convolution` from `first` up to `last`, both even."""
    h = x.shape[2]
    above, below = max(0, first // 2 - 1), min(h, last // 2 + 1)  # rows of the input that reach into them
    x = functional.conv_transpose2d(x[:, :, above:below], weight, stride=2)  # [n, out, 2 * (below - above) + 1, 2w + 1]
    if above > 0 and below < h:  # the filter needs no rows of zeros, and its neighbours' share is left out
        return functional.conv2d(x[:, :, 1:-1], smoothing, bias, padding=(0, 1), groups=x.shape[1])
    x = functional.conv2d(x, smoothing, bias, padding=1, groups=x.shape[1])
    return x[:, :, first - 2 * above : last - 2 * above]


def fourfold_weight(weight: Tensor) -> Tensor:
    """The 3x3 kernel of a transposed convolution of stride 2, smoothed by [1, 1], as 2x2 kernels of the four phases.

    Args:
        weight: float32 [out, in, 3, 3].

    Returns:
        float32 [4*out, in, 2, 2], the phases (even rows, even columns), (even, odd), (odd, even), (odd, odd).
    """
    out_channels, in_channels = weight.shape[:2]
    padded = functional.pad(weight, (1, 1, 1, 1))
    rows = padded[:, :, 1:] + padded[:, :, :-1]
    smoothed = rows[:, :, :, 1:] + rows[:, :, :, :-1]  # [out, in, 4, 4]
    # Sample 2m + r of the result is x[m-1] * k[2 + r] + x[m] * k[r].
    phases = smoothed.reshape(out_channels, in_channels, 2, 2, 2, 2).flip((2, 4))  # [out, in, tap, r, tap, r]
    phases = phases.permute(3, 5, 0, 1, 2, 4)  # [r, r, out, in, tap, tap]
    return phases.reshape(4 * out_channels, in_channels, 2, 2)


def interleave(x: Tensor) -> Tensor:
    """Put the four phases of each map where they belong.

    Args:
        x: [n, 4*c, h, w], phases outermost.

    Returns:
        [n, c, 2h, 2w], channels last in memory.
    """
    n, channels, h, w = x.shape
    x = x.permute(0, 2, 3, 1).reshape(n, h, w, 2, 2, channels // 4)  # [n, h, w, row, column, c]
    x = x.permute(0, 1, 3, 2, 4, 5).reshape(n, 2 * h, 2 * w, channels // 4)  # [n, 2h, 2w, c]
    return x.permute(0, 3, 1, 2)


def add_noise(x: Tensor, noise: Tensor, *, gain: float) -> Tensor:
    """Add the same noise to every map, in place.

    Args:
        x: [n, c, h, w], channels last in memory.
        noise: float32 [n or 1, 1, h, w].
        gain: Factor on the noise.
    """
    if not x.is_contiguous(memory_format=torch.channels_last):
        return x.add_(noise.to(x.dtype), alpha=gain)
    # As a matrix product of pixels by ones it takes half the time that a broadcast sum takes with channels last.
    n, channels, h, w = x.shape
    for image, drawn in zip(x.permute(0, 2, 3, 1).view(n, h * w, channels), noise.expand(n, 1, h, w), strict=True):
        pixels = drawn.to(x.dtype).reshape(h * w, 1)
        image.addmm_(pixels, pixels.new_ones(1, 1).expand(1, channels), alpha=gain)
    return x
