"""The StyleGAN2 generator, readable top to bottom: z -> mapping -> ws -> synthesis -> image.

Source: Karras et al. 2020, "Analyzing and Improving the Image Quality of StyleGAN". Parameters and buffers are named
as in NVlabs/stylegan2-ada-pytorch, so that their checkpoints fit without renaming.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import cast

import torch
from torch import Tensor, nn

from ganstudio.networks.config import GeneratorConfig
from ganstudio.networks.mapping import FullyConnectedLayer, MappingNetwork
from ganstudio.networks.noise import CONST_NOISE, Noise
from ganstudio.networks.ops import activate, modulated_convolution, saturate, upsample
from ganstudio.networks.prepared import PreparedConvolution, is_binomial, prepare_convolution, upsample_binomial
from ganstudio.networks.synthesis import BlockState, BlockwiseSynthesis, Tap, no_tap, style_name


class SynthesisLayer(nn.Module):
    """A modulated convolution, then noise, bias and activation."""

    noise_const: Tensor
    resample_filter: Tensor

    def __init__(self, config: GeneratorConfig, in_channels: int, *, index: int, name: str, up: bool) -> None:
        super().__init__()
        self.name = name
        self.up = up
        self.activation = config.activation
        self.conv_clamp = config.conv_clamp
        self.use_noise = config.use_noise
        self.size = config.block_size(index)
        out_channels = config.channels[index]
        self.affine = FullyConnectedLayer(config.w_dim, in_channels)
        self.weight = nn.Parameter(torch.zeros(out_channels, in_channels, config.kernel_size, config.kernel_size))
        self.bias = nn.Parameter(torch.zeros(out_channels))
        if config.use_noise:
            self.register_buffer("noise_const", torch.zeros(self.size))
            self.noise_strength = nn.Parameter(torch.zeros(()))
        self.register_buffer("resample_filter", torch.zeros(config.filter_height, config.filter_width))
        self.prepared: PreparedConvolution | None = None
        self.adds_noise = config.use_noise

    def prepare(self, dtype: torch.dtype, *, rearranged: bool = True) -> None:
        """Rearrange the weights for rendering in a dtype; they may not change afterwards."""
        self.adds_noise = self.use_noise and bool(self.noise_strength)  # many layers have learned to add none
        if not rearranged:
            self.prepared = None
            return
        self.prepared = prepare_convolution(
            self.weight.detach(),
            self.bias.detach(),
            dtype=dtype,
            size=self.size,
            up_filter=self.resample_filter if self.up else None,
            activation=self.activation,
            clamp=self.conv_clamp,
        )

    def forward(
        self, x: Tensor, w: Tensor, *, noise: Noise = CONST_NOISE, gain: float = 1.0, tap: Tap = no_tap
    ) -> Tensor:
        """[n, in, h, w] styled by w float32 [n, w_dim] -> [n, out, h, w] (doubled if `up`), in the dtype of x."""
        styles = tap(style_name(self.name), self.affine(w))  # [n, in]
        drawn = noise.draw(self.name, self.noise_const) if self.adds_noise else None
        scaled_noise = None if drawn is None else drawn * self.noise_strength  # [n or 1, 1, h, w]
        if self.prepared is not None:
            return self.prepared(x, styles, noise=scaled_noise, gain=gain)
        x = modulated_convolution(x, self.weight, styles, up_filter=self.resample_filter if self.up else None)
        if scaled_noise is not None:
            x = x + scaled_noise.to(x.dtype)
        x = x + self.bias.to(x.dtype)[:, None, None]
        clamp = None if self.conv_clamp is None else self.conv_clamp * gain
        return activate(x, self.activation, gain=gain, clamp=clamp)


class ToRGBLayer(nn.Module):
    """A modulated 1x1 convolution to colors, without demodulation."""

    def __init__(self, config: GeneratorConfig, in_channels: int, *, name: str) -> None:
        super().__init__()
        self.name = name
        self.conv_clamp = config.conv_clamp
        self.affine = FullyConnectedLayer(config.w_dim, in_channels)
        self.weight = nn.Parameter(torch.zeros(config.img_channels, in_channels, 1, 1))
        self.bias = nn.Parameter(torch.zeros(config.img_channels))
        self.weight_gain = 1.0 / math.sqrt(in_channels)

    def forward(self, x: Tensor, w: Tensor, *, tap: Tap = no_tap) -> Tensor:
        """[n, in, h, w] styled by w float32 [n, w_dim] -> float32 [n, img_channels, h, w]."""
        styles = tap(style_name(self.name), self.affine(w)) * self.weight_gain  # [n, in]
        if len(x) == 1:  # the styles of a single image go into the weights, which are fewer than the inputs
            weight = (self.weight[:, :, 0, 0] * styles).to(x.dtype)  # [img_channels, in]
            pixels = x[0].permute(1, 2, 0).flatten(0, 1)  # [h * w, in], as it is in memory with channels last
            x = (weight @ pixels.t()).view(1, -1, *x.shape[2:])
        else:
            x = modulated_convolution(x, self.weight, styles, demodulate=False)
        x = x.float() + self.bias[:, None, None]
        return activate(x, "linear", clamp=self.conv_clamp)


class SkipLayer(nn.Module):
    """The shortcut of a `resnet` block: a plain 1x1 convolution, then upsampling."""

    resample_filter: Tensor

    def __init__(self, config: GeneratorConfig, in_channels: int, *, out_channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(out_channels, in_channels, 1, 1))
        self.weight_gain = 1.0 / math.sqrt(in_channels)
        self.register_buffer("resample_filter", torch.zeros(config.filter_height, config.filter_width))
        self.is_binomial = False

    def prepare(self, *, rearranged: bool) -> None:
        """Find out whether the usual filter is stored; it may not change afterwards."""
        self.is_binomial = rearranged and is_binomial(self.resample_filter)

    def forward(self, x: Tensor, *, gain: float = 1.0) -> Tensor:
        """[n, in, h, w] -> [n, out, 2h, 2w]."""
        x = saturate(nn.functional.conv2d(x, (self.weight * (self.weight_gain * gain)).to(x.dtype)))
        return upsample_binomial(x) if self.is_binomial else upsample(x, self.resample_filter)


class SynthesisBlock(nn.Module):
    """All layers of one resolution: the constant or an upsampling convolution, a convolution, and perhaps ToRGB."""

    resample_filter: Tensor

    def __init__(self, config: GeneratorConfig, index: int) -> None:
        super().__init__()
        self.name = f"b{config.block_resolutions[index]}"
        self.is_first = index == 0
        self.architecture = config.architecture
        channels = config.channels[index]
        self.register_buffer("resample_filter", torch.zeros(config.filter_height, config.filter_width))
        if self.is_first:
            self.const = nn.Parameter(torch.zeros(channels, config.const_height, config.const_width))
        else:
            below = config.channels[index - 1]
            self.conv0 = SynthesisLayer(config, below, index=index, name=f"{self.name}.conv0", up=True)
            if self.architecture == "resnet":
                self.skip = SkipLayer(config, below, out_channels=channels)
        self.conv1 = SynthesisLayer(config, channels, index=index, name=f"{self.name}.conv1", up=False)
        self.torgb = ToRGBLayer(config, channels, name=f"{self.name}.torgb") if config.has_torgb(index) else None
        self.is_binomial = False

    def prepare(self, dtype: torch.dtype, *, rearranged: bool) -> None:
        """Rearrange the weights for rendering in a dtype; they may not change afterwards."""
        self.is_binomial = rearranged and is_binomial(self.resample_filter)
        self.conv1.prepare(dtype, rearranged=rearranged)
        if not self.is_first:
            self.conv0.prepare(dtype, rearranged=rearranged)
            if self.architecture == "resnet":
                self.skip.prepare(rearranged=rearranged)

    def forward(self, state: BlockState, ws: Tensor, *, noise: Noise, tap: Tap) -> BlockState:
        """Run the block on what enters it.

        Args:
            state: What the block below gave out.
            ws: float32 [n, 3 (2 for the first block), w_dim]: one w for each convolution and one for ToRGB.
            noise: Where the layers' noise comes from.
            tap: Called for each layer.

        Returns:
            What enters the next block.
        """
        x = state.x
        if self.is_first:
            x = self.conv1(x, ws[:, 0], noise=noise, tap=tap)
        elif self.architecture == "resnet":
            gain = math.sqrt(0.5)  # the sum of two maps of unit variance has unit variance again
            shortcut = self.skip(x, gain=gain)
            x = tap(self.conv0.name, self.conv0(x, ws[:, 0], noise=noise, tap=tap))
            x = saturate(shortcut + self.conv1(x, ws[:, 1], noise=noise, gain=gain, tap=tap))
        else:
            x = tap(self.conv0.name, self.conv0(x, ws[:, 0], noise=noise, tap=tap))
            x = self.conv1(x, ws[:, 1], noise=noise, tap=tap)
        return self.finish(x, state, ws, tap=tap)

    def finish(self, x: Tensor, state: BlockState, ws: Tensor, *, tap: Tap) -> BlockState:
        """The end of the block, once its convolutions are done; arguments as for `forward`."""
        x = tap(self.name, x)
        image = None if state.image is None else self.upsampled(state.image)
        if self.torgb is not None:
            colors = self.torgb(x, ws[:, -1], tap=tap)
            image = colors if image is None else image + colors
        return BlockState(index=state.index + 1, x=x, image=image)

    def upsampled(self, image: Tensor) -> Tensor:
        """The colors so far at this block's size: float32 [n, img_channels, h, w] -> [n, img_channels, 2h, 2w]."""
        return upsample_binomial(image) if self.is_binomial else upsample(image, self.resample_filter)


class SynthesisNetwork(BlockwiseSynthesis):
    """ws -> image, block by block."""

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__(len(config.channels))
        self.config = config
        for index, resolution in enumerate(config.block_resolutions):
            self.add_module(f"b{resolution}", SynthesisBlock(config, index))

    def block(self, index: int) -> SynthesisBlock:
        """The block of that index, 0 for the lowest."""
        return cast("SynthesisBlock", self.get_submodule(f"b{self.config.block_resolutions[index]}"))

    def prepare(self, dtype: torch.dtype, *, rearranged: bool = True) -> None:
        """Make ready for rendering: see the base class."""
        self.working_dtype = dtype
        self.working_format = torch.channels_last if rearranged else torch.contiguous_format
        for index in range(self.count):
            self.block(index).prepare(dtype, rearranged=rearranged)

    def start(self, batch_size: int, placement: Tensor | None = None) -> BlockState:
        """What enters the lowest block: the constant, once an image."""
        const = self.block(0).const.to(self.working_dtype).unsqueeze(0)  # [1, c, h, w]
        x = const.repeat(batch_size, 1, 1, 1).contiguous(memory_format=self.working_format)  # [n, c, h, w]
        return BlockState(index=0, x=x, image=None)

    def block_ws(self, ws: Tensor, index: int) -> Tensor:
        """The rows of ws that style block `index`: its convolutions' and its ToRGB's.

        Args:
            ws: float32 [n, num_ws, w_dim].
            index: 0 for the lowest block.

        Returns:
            float32 [n, 2 (first block) or 3, w_dim]; ToRGB shares its w with the next block's conv0.
        """
        return ws[:, max(2 * index - 1, 0) : 2 * index + 2]

    def layer(self, index: int) -> SynthesisLayer:
        """The convolution that gives out layer `index` of the spec: `b4`, `b8.conv0`, `b8`, ..."""
        block = self.block((index + 1) // 2)
        return block.conv0 if index % 2 else block.conv1

    def affine_layers(self) -> Iterator[tuple[str, int, FullyConnectedLayer]]:
        """Each convolution's affine layer and each ToRGB's: see the base class."""
        for index in range(self.count):
            block = self.block(index)
            if not block.is_first:
                yield block.conv0.name, 2 * index - 1, block.conv0.affine
            yield block.conv1.name, 2 * index, block.conv1.affine
            if block.torgb is not None:
                yield block.torgb.name, 2 * index + 1, block.torgb.affine

    def advance(self, state: BlockState, ws: Tensor, *, noise: Noise, tap: Tap) -> BlockState:
        """Run one block: see the base class."""
        after: BlockState = self.block(state.index)(state, self.block_ws(ws, state.index), noise=noise, tap=tap)
        return after

    def finish(self, x: Tensor, state: BlockState, ws: Tensor, *, tap: Tap) -> BlockState:
        """The end of a block: see the base class."""
        return self.block(state.index).finish(x, state, self.block_ws(ws, state.index), tap=tap)


class Generator(nn.Module):
    """The whole network: mapping and synthesis."""

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        self.config = config
        self.mapping = MappingNetwork(config)
        self.synthesis = SynthesisNetwork(config)

    def forward(self, z: Tensor, c: Tensor | None = None) -> Tensor:
        """float32 [n, z_dim] (and [n, c_dim]) -> float32 [n, img_channels, img_height, img_width]."""
        return cast("Tensor", self.synthesis(self.mapping.broadcast(self.mapping(z, c))))
