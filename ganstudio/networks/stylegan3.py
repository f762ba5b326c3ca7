"""The StyleGAN3 generator, readable top to bottom: z -> mapping -> ws -> sine waves -> filtered layers -> image.

Source: Karras et al. 2021, "Alias-Free Generative Adversarial Networks". Parameters and buffers are named as in
NVlabs/stylegan3, so that their checkpoints fit without renaming.

All feature maps are samples of continuous signals on the picture's plane. Each layer's maps reach `margin` cells
beyond the picture, so that its border is nothing special; the last layers crop them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from ganstudio.networks.mapping import FullyConnectedLayer, MappingNetwork
from ganstudio.networks.noise import Noise
from ganstudio.networks.ops import SQRT2, demodulation, saturate
from ganstudio.networks.stylegan3_config import INPUT, StyleGAN3Config
from ganstudio.networks.synthesis import BlockState, BlockwiseSynthesis, Tap, no_tap, style_name


def placement_matrix(translate: tuple[float, float], rotate: float) -> Tensor:
    """Where a moved picture looks on the network's plane.

    Source: NVlabs/stylegan3, `make_transform` in gen_images.py, and the inversion of its result there.

    Args:
        translate: By how much the picture moves right and down, in its own widths.
        rotate: By how much it turns around its middle, in degrees, counterclockwise.

    Returns:
        float32 [1, 3, 3], from homogeneous coordinates in the picture to those on the plane.
    """
    angle = math.radians(rotate)
    moved = torch.tensor(
        [
            [math.cos(angle), math.sin(angle), translate[0]],
            [-math.sin(angle), math.cos(angle), translate[1]],
            [0.0, 0.0, 1.0],
        ],
        dtype=torch.float64,
    )
    return moved.inverse().float()[None]


class FourierInput(nn.Module):
    """Sine waves of fixed frequencies and phases on the picture's plane, which w turns and shifts."""

    transform: Tensor
    freqs: Tensor
    phases: Tensor

    def __init__(self, config: StyleGAN3Config) -> None:
        super().__init__()
        channels = config.input_channels
        self.size = config.input_size
        self.sampling_rate = config.sampling_rate
        self.bandwidth = config.bandwidth
        self.affine = FullyConnectedLayer(config.w_dim, 4)
        self.weight = nn.Parameter(torch.zeros(channels, channels))
        self.register_buffer("transform", torch.zeros(3, 3))
        self.register_buffer("freqs", torch.zeros(channels, 2))
        self.register_buffer("phases", torch.zeros(channels))

    def forward(self, w: Tensor, placement: Tensor, *, tap: Tap = no_tap) -> Tensor:
        """The waves, mixed by a learned matrix.

        Source: Karras et al. 2021, section 3.1, and appendix F for the transformation by w.

        Args:
            w: float32 [n, w_dim].
            placement: float32 [n or 1, 3, 3], see `placement_matrix`.
            tap: Called with the styles.

        Returns:
            float32 [n, channels, size, size], margins included.
        """
        styles = tap(style_name(INPUT), self.affine(w))  # [n, 4]
        plane = self._turned_and_shifted(styles) @ self.transform @ placement  # [n, 3, 3]
        phases = self.phases + (self.freqs @ plane[:, :2, 2:]).squeeze(2)  # [n, c]
        freqs = self.freqs @ plane[:, :2, :2]  # [n, c, 2]
        # What is too fast for the sampling fades out; rotation alone makes nothing faster.
        headroom = (freqs.norm(dim=2) - self.bandwidth) / (self.sampling_rate / 2 - self.bandwidth)
        amplitudes = (1.0 - headroom).clamp(0.0, 1.0)  # [n, c]
        places = torch.arange(self.size, device=w.device) + 0.5 - self.size / 2
        places = places / self.sampling_rate  # [size], -0.5..0.5 within the picture
        along = freqs[:, :, 0, None, None] * places + freqs[:, :, 1, None, None] * places[:, None]  # [n, c, y, x]
        waves = torch.sin((along + phases[:, :, None, None]) * (2.0 * math.pi)) * amplitudes[:, :, None, None]
        mixed = torch.einsum("oc,ncyx->noyx", self.weight / math.sqrt(len(self.weight)), waves)
        return mixed.contiguous()

    def _turned_and_shifted(self, styles: Tensor) -> Tensor:
        """The rotation and the translation that w asks for: float32 [n, 3, 3].

        `styles` are the cosine and the sine of an angle, unscaled; x and y: float32 [n, 4].
        """
        t = styles / styles[:, :2].norm(dim=1, keepdim=True)
        cosine, sine, x, y = t.unbind(dim=1)
        zero, one = torch.zeros_like(x), torch.ones_like(x)
        turned = torch.stack([cosine, -sine, zero, sine, cosine, zero, zero, zero, one], dim=1).view(-1, 3, 3)
        shifted = torch.stack([one, zero, -x, zero, one, -y, zero, zero, one], dim=1).view(-1, 3, 3)
        return turned @ shifted


class SynthesisLayer(nn.Module):
    """A modulated convolution, then a leaky ReLU between an upsampling and a downsampling filter."""

    magnitude_ema: Tensor
    up_filter: Tensor | None
    down_filter: Tensor | None

    def __init__(self, config: StyleGAN3Config, index: int) -> None:
        super().__init__()
        self.shape = shape = config.layers[index]
        self.padding = config.padding(index)
        self.to_rgb = index == len(config.layers) - 1
        self.clamp = config.conv_clamp
        in_channels = config.in_channels(index)
        self.affine = FullyConnectedLayer(config.w_dim, in_channels)
        self.weight = nn.Parameter(torch.zeros(shape.channels, in_channels, shape.kernel_size, shape.kernel_size))
        self.bias = nn.Parameter(torch.zeros(shape.channels))
        self.register_buffer("magnitude_ema", torch.ones(()))
        down_size = (shape.down_taps,) * (2 if shape.radial else 1)
        self.register_buffer("up_filter", torch.zeros(shape.up_taps) if shape.up_taps else None)
        self.register_buffer("down_filter", torch.zeros(down_size) if shape.down_taps else None)

    def forward(self, x: Tensor, w: Tensor, *, tap: Tap = no_tap) -> Tensor:
        """[n, in, h, w] styled by w float32 [n, w_dim] -> [n, out, size, size], in the dtype of x."""
        dtype = x.dtype
        styles = tap(style_name(self.shape.name), self.affine(w))  # [n, in]
        x = self._convolve(x, styles)  # [n, out, h + k - 1, w + k - 1]
        if dtype == torch.bfloat16 and x.device.type == "cpu":
            x = x.float()  # filters take three times as long there in bfloat16 as in float32
        x = x + self.bias.to(x.dtype)[:, None, None]
        x = upsample(x, self.up_filter, up=self.shape.up, padding=self.padding)
        if not self.to_rgb:
            x = functional.leaky_relu_(x, 0.2).mul_(SQRT2)
        if self.clamp is not None:
            x = x.clamp_(-self.clamp, self.clamp)
        return saturate(downsample(x, self.down_filter, down=self.shape.down).to(dtype))

    def _convolve(self, x: Tensor, styles: Tensor) -> Tensor:
        """The convolution, its weights scaled by the styles: one set of weights an image.

        Source: Karras et al. 2021, appendix C (the magnitude of the input, a running average of training, is divided
        out); NVlabs' `modulated_conv2d`.
        """
        weight: Tensor = self.weight  # [out, in, k, k]
        if self.to_rgb:
            outputs = torch.full_like(styles[:, :1], 1.0 / math.sqrt(weight[0].numel()))  # [n, 1]
        else:
            weight = weight * weight.square().mean(dim=(1, 2, 3), keepdim=True).rsqrt()
            styles = styles * styles.square().mean(dim=1, keepdim=True).rsqrt()
            outputs = demodulation(weight, styles)  # [n, out]
        inputs = styles * self.magnitude_ema.rsqrt()  # [n, in]
        scaled = weight * inputs[:, None, :, None, None] * outputs[:, :, None, None, None]  # [n, out, in, k, k]
        n, in_channels, height, width = x.shape
        x = x.reshape(1, n * in_channels, height, width)
        x = functional.conv2d(x, scaled.flatten(0, 1).to(x.dtype), padding=self.shape.kernel_size - 1, groups=n)
        return x.reshape(n, -1, *x.shape[2:])


def upsample(x: Tensor, taps: Tensor | None, *, up: int, padding: tuple[int, int]) -> Tensor:
    """Zeros between the samples and around them, then the filter along columns and rows.

    Args:
        x: [n, c, h, w].
        taps: float32 [taps] of sum 1, or None for no filter.
        up: The result has so many samples in place of one.
        padding: Zeros above and left, below and right, which the filter sees; a negative number crops.

    Returns:
        [n, c, h * up + padding - taps + 1, w * up + padding - taps + 1].
    """
    before, after = padding
    if taps is None:
        return functional.pad(x, (before, after, before, after))
    # A transposed convolution gives every sample that any input reaches; the padding says which of these are wanted.
    channels, count = x.shape[1], len(taps)
    kernel = (taps * up).to(x.dtype)
    x = functional.conv_transpose2d(
        x, kernel.view(1, 1, count, 1).expand(channels, 1, count, 1), stride=(up, 1), groups=channels
    )
    x = functional.conv_transpose2d(
        x, kernel.view(1, 1, 1, count).expand(channels, 1, 1, count), stride=(1, up), groups=channels
    )
    before, after = before + 1 - count, after + up - count
    return functional.pad(x, (before, after, before, after))


def downsample(x: Tensor, taps: Tensor | None, *, down: int) -> Tensor:
    """The filter, then every `down`-th sample of every `down`-th row.

    Args:
        x: [n, c, h, w].
        taps: float32 [taps] for columns and rows alike, or [taps, taps]; None for no filter.
        down: The result has one sample in place of so many.

    Returns:
        [n, c, ceil((h - taps + 1) / down), ceil((w - taps + 1) / down)].
    """
    if taps is None:
        return x[:, :, ::down, ::down]
    channels, count = x.shape[1], len(taps)
    kernel = taps.flip(tuple(range(taps.ndim))).to(x.dtype)  # conv2d correlates
    if taps.ndim == 2:
        return functional.conv2d(x, kernel.expand(channels, 1, count, count), stride=down, groups=channels)
    x = functional.conv2d(
        x, kernel.view(1, 1, count, 1).expand(channels, 1, count, 1), stride=(down, 1), groups=channels
    )
    return functional.conv2d(
        x, kernel.view(1, 1, 1, count).expand(channels, 1, 1, count), stride=(1, down), groups=channels
    )


class SynthesisNetwork(BlockwiseSynthesis):
    """ws -> image, layer by layer; each layer is a block."""

    def __init__(self, config: StyleGAN3Config) -> None:
        super().__init__(len(config.layers))
        self.config = config
        self.input = FourierInput(config)
        for index, layer in enumerate(config.layers):
            self.add_module(layer.name, SynthesisLayer(config, index))

    def layer(self, index: int) -> SynthesisLayer:
        """The layer of that index, 0 for the lowest."""
        return cast("SynthesisLayer", self.get_submodule(self.config.layers[index].name))

    def prepare(self, dtype: torch.dtype, *, rearranged: bool = True) -> None:
        """Fix the layers' dtype; they are computed as they are written in any case."""
        self.working_dtype = dtype
        self.working_format = torch.channels_last

    def start(self, batch_size: int, placement: Tensor | None = None) -> BlockState:
        """What enters the lowest layer: where each image looks on the plane, as x float32 [n, 3, 3]."""
        x = torch.eye(3)[None] if placement is None else placement
        x = x.to(self.input.transform.device).expand(batch_size, 3, 3)
        return BlockState(index=0, x=x, image=None)

    def affine_layers(self) -> Iterator[tuple[str, int, FullyConnectedLayer]]:
        """The input's affine layer, which moves the picture, and each layer's: see the base class."""
        yield INPUT, 0, self.input.affine
        for index in range(self.count):
            yield self.config.layers[index].name, index + 1, self.layer(index).affine

    def advance(self, state: BlockState, ws: Tensor, *, noise: Noise, tap: Tap) -> BlockState:
        """Run one layer, the lowest with the input before it; StyleGAN3 has no noise."""
        x = state.x
        if state.index == 0:
            x = self.input(ws[:, 0], x, tap=tap).to(self.working_dtype).contiguous(memory_format=self.working_format)
        x = self.layer(state.index)(x, ws[:, state.index + 1], tap=tap)
        return self.finish(x, state, ws, tap=tap)

    def finish(self, x: Tensor, state: BlockState, ws: Tensor, *, tap: Tap) -> BlockState:
        """The end of a layer: the tap; the last layer's output is the image."""
        x = tap(self.config.layers[state.index].name, x)
        is_last = state.index == self.count - 1
        image = x.float() * self.config.output_scale if is_last else None
        return BlockState(index=state.index + 1, x=x, image=image)


class Generator(nn.Module):
    """The whole network: mapping and synthesis."""

    def __init__(self, config: StyleGAN3Config) -> None:
        super().__init__()
        self.config = config
        self.mapping = MappingNetwork(config)
        self.synthesis = SynthesisNetwork(config)

    def forward(self, z: Tensor, c: Tensor | None = None) -> Tensor:
        """float32 [n, z_dim] (and [n, c_dim]) -> float32 [n, img_channels, img_height, img_width]."""
        return cast("Tensor", self.synthesis(self.mapping.broadcast(self.mapping(z, c))))
