"""StyleGAN2's synthesis written for training on a CPU: the same weights by the same names, faster convolutions.

An upsampling layer is a transposed convolution and the [1, 3, 3, 1] filter as one depthwise convolution, which gives
the same numbers as zero insertion, convolution and filter (Karras et al. 2020, StyleGAN2, and its PyTorch release by
NVlabs). In bfloat16 on AVX-512 this takes a third of the time of the filter folded into a 3x3 convolution to four times
the channels. `state_dict()` is that of an NVlabs generator, so exporting renames nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import torch
from torch import Tensor, nn

CHANNELS: Final[dict[int, int]] = {4: 256, 8: 256, 16: 192, 32: 96, 64: 48, 128: 24}

MAPPING_LR_MULTIPLIER: Final = 0.01

Tap = Callable[[str, Tensor], Tensor]


class EqualLinear(nn.Module):
    """A linear layer with weights of unit scale, multiplied by a gain at run time (equalised learning rate).

    Args:
        bias_init: Start of the bias. lr_multiplier: gain on weight and bias; weights are stored divided by it.
    """

    def __init__(self, inputs: int, outputs: int, *, bias_init: float = 0.0, lr_multiplier: float = 1.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) / lr_multiplier)
        self.bias = nn.Parameter(torch.full((outputs,), bias_init / lr_multiplier))
        self.weight_gain, self.bias_gain = lr_multiplier / math.sqrt(inputs), lr_multiplier

    def forward(self, x: Tensor) -> Tensor:
        """x: float32 [n, inputs] -> float32 [n, outputs]."""
        return torch.addmm(self.bias * self.bias_gain, x, (self.weight * self.weight_gain).t())


class StyledConv(nn.Module):
    """One modulated 3x3 convolution, bias and leaky ReLU; `up` doubles the resolution."""

    resample_filter: Tensor
    noise_const: Tensor
    smoothing: Tensor

    def __init__(self, inputs: int, outputs: int, *, w_dim: int, resolution: int, up: bool = False) -> None:
        super().__init__()
        self.up = up
        self.affine = EqualLinear(w_dim, inputs, bias_init=1.0)
        self.weight = nn.Parameter(torch.randn(outputs, inputs, 3, 3))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.noise_strength = nn.Parameter(torch.zeros([]), requires_grad=False)
        self.register_buffer("noise_const", torch.randn(resolution, resolution))
        self.register_buffer("resample_filter", resample_filter())
        if up:
            smoothing = (4 * resample_filter()).expand(outputs, 1, 4, 4).clone()
            self.register_buffer("smoothing", smoothing, persistent=False)

    def forward(self, x: Tensor, w: Tensor, noise: Tensor | None = None) -> Tensor:
        """x: [n, inputs, r, r], w: float32 [n, w_dim], noise: float32 [n or 1, 1, s, s] -> [n, outputs, s, s].

        s is r, or 2r with `up`. No noise counts as zero.
        """
        styles = self.affine(w)  # [n, inputs]
        # Weights scaled to unit energy keep bf16 in its best range; demodulation cancels any scale.
        weight = self.weight * torch.rsqrt(self.weight.square().mean(dim=[1, 2, 3], keepdim=True) + 1e-8)
        energy = weight.square().sum(dim=[2, 3])  # [outputs, inputs]
        styles = styles * torch.rsqrt(styles.square().mean(dim=1, keepdim=True) + 1e-8)
        demodulation = torch.rsqrt(styles.square() @ energy.t() + 1e-8)  # [n, outputs]
        x = x * styles.to(x.dtype)[:, :, None, None]
        if self.up:
            x = nn.functional.conv_transpose2d(x, weight.to(x.dtype).transpose(0, 1), stride=2)
            x = nn.functional.conv2d(x, self.smoothing.to(x.dtype), padding=1, groups=len(weight))
        else:
            x = nn.functional.conv2d(x, weight.to(x.dtype), padding=1)
        gain = math.sqrt(2)
        x = (
            x * (demodulation * gain).to(x.dtype)[:, :, None, None]
            + (self.bias * gain).to(x.dtype)[None, :, None, None]
        )
        if noise is not None:
            x = x + (noise * self.noise_strength * gain).to(x.dtype)
        return nn.functional.leaky_relu(x, 0.2)


class ToRgb(nn.Module):
    """A modulated 1x1 convolution to RGB, not demodulated."""

    def __init__(self, inputs: int, *, w_dim: int) -> None:
        super().__init__()
        self.affine = EqualLinear(w_dim, inputs, bias_init=1.0)
        self.weight = nn.Parameter(torch.randn(3, inputs, 1, 1))
        self.bias = nn.Parameter(torch.zeros(3))
        self.weight_gain = 1 / math.sqrt(inputs)

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        """x: [n, inputs, r, r] -> float32 [n, 3, r, r]."""
        styles = self.affine(w) * self.weight_gain
        x = nn.functional.conv2d(x * styles.to(x.dtype)[:, :, None, None], self.weight.to(x.dtype))
        return x.float() + self.bias[None, :, None, None]


def resample_filter() -> Tensor:
    """The 4x4 filter [1, 3, 3, 1] outer itself, summing to 1."""
    taps = torch.tensor([1.0, 3.0, 3.0, 1.0])
    return torch.outer(taps, taps) / 64


class Block(nn.Module):
    """One resolution: two convolutions (one at 4x4) and the picture's layer."""

    resample_filter: Tensor

    def __init__(self, inputs: int, outputs: int, *, w_dim: int, resolution: int) -> None:
        super().__init__()
        self.register_buffer("resample_filter", resample_filter())
        if inputs == 0:
            self.const = nn.Parameter(torch.randn(outputs, resolution, resolution))
        else:
            self.conv0 = StyledConv(inputs, outputs, w_dim=w_dim, resolution=resolution, up=True)
        self.conv1 = StyledConv(outputs, outputs, w_dim=w_dim, resolution=resolution)
        self.torgb = ToRgb(outputs, w_dim=w_dim)


class FastSynthesis(nn.Module):
    """w -> picture.

    Args:
        w_dim: Entries of w. resolution: side of the picture. channels: feature maps by resolution.
    """

    rgb_kernel: Tensor

    def __init__(self, *, w_dim: int, resolution: int = 128, channels: dict[int, int] | None = None) -> None:
        super().__init__()
        channels = CHANNELS if channels is None else channels
        self.resolutions = [2**level for level in range(2, resolution.bit_length())]
        self.num_ws = 2 * len(self.resolutions)
        before = 0
        for side in self.resolutions:
            self.add_module(f"b{side}", Block(before, channels[side], w_dim=w_dim, resolution=side))
            before = channels[side]
        self.register_buffer("rgb_kernel", _rgb_upsampling_kernel(), persistent=False)

    def forward(
        self,
        ws: Tensor,
        *,
        resolution: int | None = None,
        dtype: torch.dtype = torch.float32,
        tap: Tap | None = None,
        fade: Tensor | float = 1.0,
    ) -> Tensor:
        """Make pictures.

        Args:
            ws: float32 [n, w_dim], or [n, num_ws, w_dim] with a w per layer.
            resolution: Stop at this side (the picture of a partly grown network); None for all.
            dtype: Of the convolutions.
            tap: Called as `x = tap(layer_name, x)` after each layer, named as in the program (`b16.conv0`, `b16`).
            fade: Share of the last block's picture that is added, 0..1, while a network grows.

        Returns:
            float32 [n, 3, side, side].
        """
        x, picture = ws.new_empty(0), None
        for side in self.resolutions:
            x, picture = self.block(
                side, x, picture, ws, dtype=dtype, tap=tap, fade=fade if side == resolution else 1.0
            )
            if side == resolution:
                break
        assert picture is not None
        return picture

    def block(
        self,
        side: int,
        x: Tensor,
        picture: Tensor | None,
        ws: Tensor,
        *,
        dtype: torch.dtype = torch.float32,
        tap: Tap | None = None,
        fade: Tensor | float = 1.0,
        noise: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        """One block: maps and picture of half the side to those of the side; the first block needs neither.

        Args:
            side: The block's resolution. What comes in may be a part of a picture, at half the scale.
            x: [n, channels, r, r].
            picture: float32 [n, 3, r, r].
            ws: As in `forward`, and so are `dtype`, `tap` and `fade`.
            dtype: Of the convolutions.
            tap: Called after each layer.
            fade: Share of this block's picture that is added.
            noise: Of the block's second layer.

        Returns:
            (x, picture): [n, channels, 2r, 2r] and float32 [n, 3, 2r, 2r].
        """
        block = self.get_submodule(f"b{side}")
        assert isinstance(block, Block)
        level = side.bit_length() - 3
        per_layer = ws.unbind(1) if ws.ndim == 3 else [ws] * self.num_ws
        if picture is None:
            x = block.const.to(dtype).unsqueeze(0).expand(len(ws), -1, -1, -1)
            x = x.contiguous(memory_format=torch.channels_last)
        else:
            x = block.conv0(x, per_layer[2 * level - 1])
            x = x if tap is None else tap(f"b{side}.conv0", x)
        x = block.conv1(x, per_layer[2 * level], noise)
        x = x if tap is None else tap(f"b{side}", x)
        rgb = block.torgb(x, per_layer[2 * level + 1]) * fade
        return x, rgb if picture is None else self._upsample(picture) + rgb

    def _upsample(self, picture: Tensor) -> Tensor:
        phases = nn.functional.conv2d(picture, self.rgb_kernel, padding=1)  # [n, 12, r, r]
        wide: Tensor = nn.functional.pixel_shuffle(phases, 2)
        return wide


def _rgb_upsampling_kernel() -> Tensor:
    """The same filter for pictures, as a fixed 3x3 convolution from 3 to 12 channels before a pixel shuffle."""
    phases = torch.tensor([[0.25, 0.75, 0.0], [0.0, 0.75, 0.25]])
    kernel = torch.zeros(12, 3, 3, 3)
    for channel in range(3):
        for row in range(2):
            for column in range(2):
                kernel[channel * 4 + row * 2 + column, channel] = torch.outer(phases[row], phases[column])
    return kernel


class FastMapping(nn.Module):
    """z -> w: normalisation and fully connected layers with leaky ReLU, as StyleGAN2's mapping network."""

    w_avg: Tensor

    def __init__(self, *, z_dim: int, widths: tuple[int, ...]) -> None:
        super().__init__()
        self.layers = len(widths)
        for index, (inputs, outputs) in enumerate(zip((z_dim, *widths[:-1]), widths, strict=True)):
            self.add_module(f"fc{index}", EqualLinear(inputs, outputs, lr_multiplier=MAPPING_LR_MULTIPLIER))
        self.register_buffer("w_avg", torch.zeros(widths[-1]))

    def forward(self, z: Tensor) -> Tensor:
        """z: float32 [n, z_dim] -> w: float32 [n, w_dim]."""
        x = z * torch.rsqrt(z.square().mean(dim=1, keepdim=True) + 1e-8)
        for index in range(self.layers):
            x = nn.functional.leaky_relu(self.get_submodule(f"fc{index}")(x), 0.2) * math.sqrt(2)
        w: Tensor = x
        return w


def draw_weights(network: nn.Module, generator: torch.Generator) -> None:
    """Draw every weight anew from the generator given: normal, at the scale that its layer divides out again."""
    scales = {id(layer.weight): 1 / layer.bias_gain for layer in network.modules() if isinstance(layer, EqualLinear)}
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name.endswith(("weight", "const")):
                drawn = torch.randn(parameter.shape, generator=generator)
                parameter.copy_(drawn * scales.get(id(parameter), 1.0))
