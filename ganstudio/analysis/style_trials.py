"""Trying style channels: what the picture does when one style of one layer is shifted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ganstudio.analysis.lower_layers import batch_ws, block_of, computing, device_is_fast, run_lower_blocks
from ganstudio.analysis.picture_change import LEVELS, changes_of, inside_of, last_block, seen
from ganstudio.analysis.window import Window
from ganstudio.networks import stylegan2
from ganstudio.networks.stylegan3_config import INPUT
from ganstudio.networks.synthesis import style_name
from ganstudio.networks.taps import EditTap
from ganstudio.recipe.document import Recipe
from ganstudio.render import Renderer
from ganstudio.render.edits import layer_edits
from ganstudio.render.noise import network_noise

Float32Array = npt.NDArray[np.float32]

_NUMBERS_AT_ONCE = 1 << 23  # as for maps: activations of the largest layer in one run on a CPU, 32 MB


class StyleBench:
    """Tries style channels of one layer on one recipe. For one thread at a time.

    A style acts on the whole picture, so all of it is computed, from the layer's block on; for `skip` models only up to
    a picture of 128 rows. What a channel of an inner ToRGB layer does is added to the picture without running the
    convolutions above it, which it does not reach.
    """

    def __init__(self, renderer: Renderer, recipe: Recipe, *, layer: str, selection: Float32Array) -> None:
        """Computes what all trials share.

        Args:
            renderer: For the model.
            recipe: The picture to try on, its own style shifts and edits in force.
            layer: Of `spec.style_layers`.
            selection: float32 [rows, columns]: the part.

        Raises:
            RecipeError: The recipe or the layer does not fit the model.
        """
        self._renderer = renderer
        self._spec = renderer.generator.spec
        self._name = style_name(self._spec.style_layer(layer).name)
        first = self._spec.blocks[0].name
        self._block = block_of(self._spec, first if layer == INPUT else layer.partition(".")[0])
        self._stop = last_block(self._spec, self._block)
        self._edits = layer_edits(recipe, self._spec)
        self._noise = network_noise([recipe.noise], self._spec)
        device = renderer.generator.device
        with computing():
            self._ws = batch_ws(renderer, [recipe])
            self._state = run_lower_blocks(renderer, [recipe], tap=EditTap([self._edits]), stop=self._block)
            self._inside = inside_of(selection, self._spec.blocks[self._stop]).to(device)
            rows, columns = self._inside.shape
            self._whole = Window(0, rows, 0, columns, rows, columns)
            self._output: Tensor | None = None  # of the block, once a run has gone through it
            self._base = self._run(torch.zeros(1, dtype=torch.int64), torch.zeros(1))  # [1, c, h, w]

    @property
    def largest_batch(self) -> int:
        """How many trials to make at once."""
        if device_is_fast(self._renderer.generator):
            return 64
        blocks = self._spec.blocks[self._block : self._stop + 1]
        largest = max(block.channels * block.height * block.width for block in blocks)
        return int(np.clip(_NUMBERS_AT_ONCE // largest, 2, 32))

    def measure(self, channels: Sequence[int], amounts: Sequence[float]) -> tuple[Float32Array, Float32Array]:
        """Add an amount to one style in each trial.

        Args:
            channels: The channel of each trial.
            amounts: What is added to it.

        Returns:
            The mean change of the pixels (0..255) inside the part, and outside: float32 [n] each.
        """
        with computing():
            chosen, added = torch.tensor(channels), torch.tensor(amounts, dtype=torch.float32)
            final = self._stop + 1 == len(self._spec.blocks)
            images = self._of_colors(chosen, added) if self._is_inner_color else self._run(chosen, added)
            change = seen(images, is_final=final) - seen(self._base, is_final=final)
            return changes_of(change * LEVELS, self._inside, self._whole)

    @property
    def _is_inner_color(self) -> bool:
        return ".torgb" in self._name and self._block < self._stop

    def _run(self, channels: Tensor, amounts: Tensor) -> Tensor:
        """The pictures of some trials, before they are clamped: float32 [n, c, h, w]."""
        count = len(channels)
        synthesis = self._renderer.generator.network.synthesis
        tap = self._tap(channels, amounts)
        image = self._state.image
        state = replace(
            self._state,
            x=self._state.x.expand(count, *self._state.x.shape[1:]).contiguous(),
            image=None if image is None else image.expand(count, -1, -1, -1),
        )
        if state.x.ndim == 4:
            state = replace(state, x=state.x.contiguous(memory_format=synthesis.working_format))
        ws = self._ws.expand(count, -1, -1)
        while state.index <= self._stop:
            state = synthesis.advance(state, ws, noise=self._noise, tap=tap)
            if self._output is None:
                self._output = tap.output
        if state.image is None:
            raise AssertionError("trials stop at a block with colors")
        return state.image

    def _of_colors(self, channels: Tensor, amounts: Tensor) -> Tensor:
        """The same for a ToRGB layer below the last block, which changes the sum of colors alone."""
        synthesis = self._renderer.generator.network.synthesis
        if self._output is None or not isinstance(synthesis, stylegan2.SynthesisNetwork):
            raise AssertionError("a StyleGAN2 block has run")
        count = len(channels)
        ws, image = self._ws.expand(count, -1, -1), self._state.image
        x = self._output.expand(count, -1, -1, -1).contiguous(memory_format=synthesis.working_format)
        state = replace(self._state, image=None if image is None else image.expand(count, -1, -1, -1))
        tried = synthesis.finish(x, state, ws, tap=self._tap(channels, amounts)).image
        plain = synthesis.finish(self._output, self._state, self._ws, tap=EditTap([self._edits])).image
        if tried is None or plain is None:
            raise AssertionError("a block with ToRGB gives colors")
        change = tried - plain
        for index in range(self._block + 1, self._stop + 1):
            change = synthesis.block(index).upsampled(change)
        return self._base + change

    def _tap(self, channels: Tensor, amounts: Tensor) -> _ShiftTap:
        device = self._renderer.generator.device
        return _ShiftTap(self._name, channels.to(device), amounts.to(device), EditTap([self._edits] * len(channels)))


class _ShiftTap:
    """The recipe's edits, and a shift of one style in each trial."""

    def __init__(self, name: str, channels: Tensor, amounts: Tensor, of_recipe: EditTap) -> None:
        self._name, self._channels, self._amounts = name, channels, amounts
        self._of_recipe = of_recipe
        self._trials = torch.arange(len(channels), device=channels.device)

    @property
    def output(self) -> Tensor:
        """What the block that ran last gave out before its edits, of the first trial: [1, c, h, w]."""
        return self._of_recipe.output[:1]

    def __call__(self, name: str, x: Tensor) -> Tensor:
        x = self._of_recipe(name, x)
        if name == self._name:
            x = x.clone()
            x[self._trials, self._channels] += self._amounts
        return x
