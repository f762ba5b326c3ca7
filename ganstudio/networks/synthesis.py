"""What all synthesis networks have in common: blocks that run one after another, from the start or a kept state."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn

from ganstudio.networks.mapping import FullyConnectedLayer
from ganstudio.networks.noise import CONST_NOISE, Noise

Tap = Callable[[str, Tensor], Tensor]
"""Called with each layer's name and output [n, c, h, w], and before a layer with the name of its styles (`style_name`)
and these, float32 [n, c]; what it returns goes on. It never writes into x."""


def style_name(layer: str) -> str:
    """What a tap is called with for the styles of a layer: `b16.conv0.style`."""
    return f"{layer}.style"


def no_tap(layer_name: str, x: Tensor) -> Tensor:
    """Leave the layer's output as it is."""
    return x


@dataclass(frozen=True, kw_only=True, eq=False)
class BlockState:
    """The tensors that enter one block; a render resumed from it equals a full one bit for bit.

    Attributes:
        index: The block entered, 0 for the lowest; the number of blocks once all have run.
        x: Feature maps [n, c, h, w] in the network's working dtype; what enters the lowest block, see `start`.
        image: float32 [n, img_channels, h, w], the colors so far, or None.
    """

    index: int
    x: Tensor
    image: Tensor | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Synthesis:
    """What a run of the synthesis network gives.

    Attributes:
        image: float32 [n, img_channels, img_height, img_width], before clamping.
        states: The kept states, by index of the block that they enter.
    """

    image: Tensor
    states: Mapping[int, BlockState]


class StyledConvolution(Protocol):
    """A convolution whose weights w scales.

    Attributes:
        affine: Gives the styles. weight: float32 [out, in, k, k].
    """

    affine: FullyConnectedLayer
    weight: nn.Parameter


class BlockwiseSynthesis(nn.Module):
    """A synthesis network as the renderer runs it.

    Attributes:
        count: Number of blocks.
        working_dtype: The convolutions' dtype.
        working_format: The memory format of the feature maps.
    """

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.working_dtype = torch.float32
        self.working_format = torch.contiguous_format

    def prepare(self, dtype: torch.dtype, *, rearranged: bool = True) -> None:
        """Make ready for rendering, not for training: fix the convolutions' dtype and rearrange their weights.

        Mapping, styles and colors stay float32. To be called when the network is on its device; afterwards the
        weights may not change, and runs are in inference mode.

        Args:
            dtype: Of the convolutions.
            rearranged: Without it layers are computed as they are written.
        """
        raise NotImplementedError

    def start(self, batch_size: int, placement: Tensor | None = None) -> BlockState:
        """What enters the lowest block.

        Args:
            batch_size: Number of images.
            placement: float32 [n or 1, 3, 3], where each image looks on the plane of a network that has one.
        """
        raise NotImplementedError

    def advance(self, state: BlockState, ws: Tensor, *, noise: Noise, tap: Tap) -> BlockState:
        """Run one block.

        Args:
            state: What enters it.
            ws: float32 [n, num_ws, w_dim]; the block reads its own rows.
            noise: Where the layers' noise comes from.
            tap: Called as `x = tap(layer_name, x)`; the one seam for edits and captures.

        Returns:
            What enters the next block.
        """
        raise NotImplementedError

    def finish(self, x: Tensor, state: BlockState, ws: Tensor, *, tap: Tap) -> BlockState:
        """The end of a block, once its convolutions are done: the tap, then the colors.

        A change of what the tap does to the block's output can be followed from here, without the convolutions.

        Args:
            x: The block's output before the tap, [n, channels, h, w].
            state: What entered the block.
            ws: float32 [n, num_ws, w_dim].
            tap: Called with the block's name.

        Returns:
            What enters the next block.
        """
        raise NotImplementedError

    def affine_layers(self) -> Iterator[tuple[str, int, FullyConnectedLayer]]:
        """Every affine layer that turns a w into styles, lowest first.

        Each comes with its name in `spec.style_layers` and the index of its w.
        """
        raise NotImplementedError

    def styles(self, ws: Tensor) -> dict[str, Tensor]:
        """The styles that each layer gets of ws float32 [n, num_ws, w_dim]: float32 [n, channels] by name.

        Source: Wu et al. 2021, "StyleSpace Analysis", section 3: all of them together are the space S.
        """
        return {name: affine(ws[:, index]) for name, index, affine in self.affine_layers()}

    def layer(self, index: int) -> StyledConvolution:
        """The convolution that gives out layer `index` of the spec."""
        raise NotImplementedError

    def run(
        self,
        ws: Tensor,
        *,
        noise: Noise = CONST_NOISE,
        placement: Tensor | None = None,
        tap: Tap = no_tap,
        start: BlockState | None = None,
        keep: Collection[int] = (),
    ) -> Synthesis:
        """Compute the image, from the beginning or from a kept state.

        Args:
            ws: float32 [n, num_ws, w_dim].
            noise: Where the layers' noise comes from.
            placement: See `start`.
            tap: Called as `x = tap(layer_name, x)` after each layer.
            start: State to resume from; blocks below are not computed and their rows of ws are not read.
            keep: Indices of the blocks whose entering state is wanted.

        Returns:
            The image and the states asked for (those not below `start`).
        """
        state = self.start(ws.shape[0], placement) if start is None else start
        states: dict[int, BlockState] = {}
        while state.index < self.count:
            if state.index in keep:
                states[state.index] = state
            state = self.advance(state, ws, noise=noise, tap=tap)
        if state.image is None:
            raise AssertionError("the last block always gives colors")
        return Synthesis(image=state.image, states=states)

    def forward(self, ws: Tensor, noise: Noise = CONST_NOISE, tap: Tap = no_tap) -> Tensor:
        """float32 [n, num_ws, w_dim] -> float32 [n, img_channels, img_height, img_width], before clamping."""
        return self.run(ws, noise=noise, tap=tap).image
