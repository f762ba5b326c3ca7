"""Trying feature maps: what the picture does when something is added to one map inside a selection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from ganstudio.analysis.lower_layers import batch_ws, block_of, computing, device_is_fast, run_lower_blocks
from ganstudio.analysis.picture_change import LEVELS, changes_of, inside_of, last_block, seen
from ganstudio.analysis.window import Window, WindowNoise, view_of
from ganstudio.masks import resize_mask, with_margin
from ganstudio.networks import stylegan2
from ganstudio.networks.ops import demodulation
from ganstudio.networks.pixels import to_pixels
from ganstudio.networks.synthesis import BlockState, Tap
from ganstudio.networks.taps import EditTap
from ganstudio.recipe.document import Recipe
from ganstudio.render import Renderer
from ganstudio.render.edits import layer_edits
from ganstudio.render.noise import network_noise

Float32Array = npt.NDArray[np.float32]

RESPONSE_GRID = 32
"""Rows of the grid on which changes are kept for mixing maps and for comparing with an example."""
_NUMBERS_AT_ONCE = 1 << 23  # activations of the largest layer in one run on a CPU: 32 MB


@dataclass(frozen=True, kw_only=True, eq=False)
class Trials:
    """What some trials did to the picture, one row each.

    Attributes:
        inside: float32 [n], mean change of the pixels (0..255) inside the selection. outside: elsewhere.
        response: float32 [n, c, rows, columns], signed changes on the coarse grid, in pixel values.
        pictures: uint8 [n, h, w, 3], small: the selection and what is around it.
    """

    inside: Float32Array
    outside: Float32Array
    response: Float32Array
    pictures: npt.NDArray[np.uint8]


class TrialBench:
    """Tries maps of one layer on one recipe. For one thread at a time.

    Only what is above the layer is computed, only around the selection (a convolution reaches a few cells), and for
    `skip` models only up to a picture of 128 rows. Maps are tried several at once.
    """

    def __init__(
        self,
        renderer: Renderer,
        recipe: Recipe,
        *,
        layer: str,
        selection: Float32Array,
        part: Float32Array | None = None,
        margin: int = 1,
        picture_rows: int = 96,
    ) -> None:
        """Computes what all trials share.

        Args:
            renderer: For the model.
            recipe: The picture to try on.
            layer: `b16`, `b16.conv0`.
            selection: float32 [rows, columns], signed, its largest magnitude 1.
            part: float32 [rows, columns], not 0 where a change counts as inside; the selection unless it is given.
            margin: Cells around the selection that are computed, on the grid entering the layer's block.
            picture_rows: Rows of the small pictures, at most; 0 where trials are only to be measured.
        """
        self._renderer = renderer
        self._spec = renderer.generator.spec
        self._layer = self._spec.layer(layer)
        self._block = block_of(self._spec, layer)
        self._edits = layer_edits(recipe, self._spec)
        self._recipe = recipe
        self._stop = last_block(self._spec, self._block)
        device = renderer.generator.device
        with computing():
            self._ws = batch_ws(renderer, [recipe])
            entering = run_lower_blocks(renderer, [recipe], tap=EditTap([self._edits]), stop=self._block)
            self._window = self._choose_window(selection, entering, margin)
            image = None if entering.image is None else self._window.cut(entering.image)
            self._state = replace(entering, x=self._window.cut(entering.x), image=image)
            noise = network_noise([recipe.noise], self._spec)
            own = {name: getattr(noise, name) for name in ("mode", "seeds", "factors")}
            self._noise = WindowNoise(**own, window=self._window)
            size = (self._layer.height, self._layer.width)
            mask = with_margin(resize_mask(selection, size), self._layer.margin)
            self._mask = self._window.cut(torch.from_numpy(mask).to(device))  # [h, w]
            self._untried = self._layer_output()
            self._base = self._run(torch.zeros(1, dtype=torch.int64), torch.zeros(1))  # [1, c, h, w]
            inside = selection if part is None else part
            self._inside = inside_of(inside, self._spec.blocks[self._stop]).to(device)
            self._view = view_of(selection, self._spec.img_width / self._spec.img_height)
            self._small = self._small_picture(picture_rows) if picture_rows else None

    @property
    def largest_batch(self) -> int:
        """How many trials to make at once."""
        if device_is_fast(self._renderer.generator):
            return 64
        share = self._state.x[0, 0].numel() / (self._window.rows * self._window.columns)
        blocks = self._spec.blocks[self._block : self._stop + 1]
        largest = max(block.channels * block.height * block.width for block in blocks) * share
        return int(np.clip(_NUMBERS_AT_ONCE // largest, 2, 32))

    @property
    def inside_on_grid(self) -> Float32Array:
        """How much of each cell of the coarse grid is selected: float32 [rows, columns], 0..1."""
        covered: Float32Array = self._pooled(self._inside[None, None])[0, 0].cpu().numpy()
        return covered

    @property
    def picture_on_grid(self) -> Float32Array:
        """The unchanged picture on the coarse grid, pixel values: float32 [c, rows, columns]."""
        image = self._final_image()
        return functional.adaptive_avg_pool2d(image * LEVELS + 128.0, self._grid())[0].numpy()

    def try_maps(self, channels: Sequence[int], amounts: Sequence[float]) -> Trials:
        """Add `amount * selection` to one map in each trial.

        Args:
            channels: The map of each trial.
            amounts: What is added to it where the selection is 1.
        """
        with computing():
            change = self._change(channels, amounts)
            inside, outside = changes_of(change, self._inside, self._window)
            whole = self._window.paste(change)  # [n, c, H, W]
            return Trials(
                inside=inside,
                outside=outside,
                response=self._pooled(whole).cpu().numpy(),
                pictures=self._pictures(whole),
            )

    def measure(self, channels: Sequence[int], amounts: Sequence[float]) -> tuple[Float32Array, Float32Array]:
        """As `try_maps`, but only the mean change inside the selection and outside: float32 [n] each."""
        with computing():
            return changes_of(self._change(channels, amounts), self._inside, self._window)

    def _change(self, channels: Sequence[int], amounts: Sequence[float]) -> Tensor:
        """What the trials do within the window, in pixel values: float32 [n, c, h, w]."""
        images = self._run(torch.tensor(channels), torch.tensor(amounts, dtype=torch.float32))
        return (images - self._base) * LEVELS

    def drive(self) -> Float32Array:
        """How strongly each map drives the next layer, for trying the likeliest first: float32 [channels]."""
        synthesis = self._renderer.generator.network.synthesis
        with computing():
            following = self._spec.layers.index(self._layer) + 1
            if following == len(self._spec.layers):
                return np.ones(self._layer.channels, np.float32)
            consumer = synthesis.layer(following)
            styles = consumer.affine(self._ws[:, self._spec.layers[following].ws_index])  # [1, in]
            factors = demodulation(consumer.weight, styles)  # [1, out]
            weights = consumer.weight.square().sum(dim=(2, 3)) * factors.square().t()  # [out, in]
            driven: Float32Array = (weights.sum(dim=0).sqrt() * styles[0].abs()).cpu().numpy()
            return driven

    def _choose_window(self, selection: Float32Array, entering: BlockState, margin: int) -> Window:
        rows, columns = entering.x.shape[-2:]
        above = {layer.name for layer in self._spec.layers if block_of(self._spec, layer.name) >= self._block}
        # Edits are laid out on the whole picture, and filters between margins too.
        if self._block == 0 or above & self._edits.keys() or self._spec.is_stylegan3:
            return Window(0, rows, 0, columns, rows, columns)
        covered = resize_mask(np.abs(selection), (rows, columns)) > 0
        down, across = np.flatnonzero(covered.any(axis=1)), np.flatnonzero(covered.any(axis=0))
        return Window(
            max(0, int(down[0]) - margin),
            min(rows, int(down[-1]) + 1 + margin),
            max(0, int(across[0]) - margin),
            min(columns, int(across[-1]) + 1 + margin),
            rows,
            columns,
        )

    def _run(self, channels: Tensor, amounts: Tensor) -> Tensor:
        """The pictures of some trials within the window: float32 [n, c, h, w]."""
        count = len(channels)
        device = self._renderer.generator.device
        synthesis = self._renderer.generator.network.synthesis
        trial = torch.arange(count, device=device)
        channels = channels.to(device)
        shift = amounts.to(device)[:, None, None] * self._mask  # [n, h, w]
        of_recipe = EditTap([self._edits] * count)

        def tap(name: str, x: Tensor) -> Tensor:
            x = of_recipe(name, x)
            if name == self._layer.name:
                x = x.clone()
                x[trial, channels] = (x[trial, channels].float() + shift).to(x.dtype)
            return x

        image = self._state.image
        state = replace(
            self._state,
            x=self._state.x.expand(count, *self._state.x.shape[1:]),
            image=None if image is None else image.expand(count, -1, -1, -1),
        )
        ws = self._ws.expand(count, -1, -1)
        state = self._rest_of_block(state, ws, tap)
        while state.index <= self._stop:
            state = synthesis.advance(state, ws, noise=self._noise, tap=tap)
        if state.image is None:
            raise AssertionError("trials stop at a block with ToRGB")
        is_final = self._stop + 1 == len(self._spec.blocks)
        return seen(state.image, is_final=is_final)

    def _layer_output(self) -> Tensor:
        """What the layer gives out within the window, before edits and trials: [1, c, h, w]."""
        synthesis = self._renderer.generator.network.synthesis
        given: dict[str, Tensor] = {}
        of_recipe = EditTap([self._edits])

        def tap(name: str, x: Tensor) -> Tensor:
            given[name] = x
            return of_recipe(name, x)

        synthesis.advance(self._state, self._ws, noise=self._noise, tap=tap)
        return given[self._layer.name]

    def _rest_of_block(self, state: BlockState, ws: Tensor, tap: Tap) -> BlockState:
        """The layer's block from the layer on: the convolutions below it are the same for all trials."""
        synthesis = self._renderer.generator.network.synthesis
        x = self._untried.expand(len(ws), -1, -1, -1).contiguous(memory_format=synthesis.working_format)
        if "." not in self._layer.name or not isinstance(synthesis, stylegan2.SynthesisNetwork):
            return synthesis.finish(x, state, ws, tap=tap)
        if self._spec.architecture == "resnet":  # its shortcut needs what enters the block
            entering = state.x.contiguous(memory_format=synthesis.working_format)
            return synthesis.advance(replace(state, x=entering), ws, noise=self._noise, tap=tap)
        block = synthesis.block(self._block)
        x = block.conv1(tap(self._layer.name, x), ws[:, self._layer.ws_index + 1], noise=self._noise, tap=tap)
        return synthesis.finish(x, state, ws, tap=tap)

    def _grid(self) -> tuple[int, int]:
        block = self._spec.blocks[self._stop]
        rows = min(RESPONSE_GRID, block.height)
        return rows, max(1, rows * block.width // block.height)

    def _pooled(self, x: Tensor) -> Tensor:
        return functional.adaptive_avg_pool2d(x, self._grid())

    def _final_image(self) -> Tensor:
        pixels = self._renderer.render_batch([self._recipe])[0].portrait.image
        image = torch.from_numpy(np.atleast_3d(pixels).astype(np.float32)).permute(2, 0, 1)[None]  # [1, c, h, w]
        return (image - 128.0) / LEVELS

    def _small_picture(self, rows: int) -> Tensor:
        """The unchanged picture around the selection, small: float32 [1, c, h, w], -1..1."""
        part = self._view.cut_nearest(self._final_image())
        height = min(rows, part.shape[2]) if part.shape[2] > rows // 2 else rows
        size = (height, max(1, height * part.shape[3] // part.shape[2]))
        return functional.interpolate(part, size=size, mode="bilinear", antialias=True)

    def _pictures(self, change: Tensor) -> npt.NDArray[np.uint8]:
        """Small pictures with the change of each trial put on: uint8 [n, h, w, 3]."""
        if self._small is None:
            raise AssertionError("this bench only measures")
        size = self._small.shape[-2:]
        part = self._view.cut_nearest(change)
        fine = functional.interpolate(part, size=size, mode="bilinear", antialias=True).cpu()
        pixels = to_pixels(self._small + fine / LEVELS)  # [n, h, w, c]
        if pixels.shape[3] == 1:
            pixels = pixels.repeat(3, axis=3)
        return np.ascontiguousarray(pixels[..., :3])
