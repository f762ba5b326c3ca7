"""Renderer: recipe -> picture, computing only what changed since the last one."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import torch

from ganstudio.errors import DeviceError
from ganstudio.networks.devices import reproducible_convolutions
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.recipe.codec import Made
from ganstudio.recipe.document import Recipe, check
from ganstudio.recipe.portrait import Portrait
from ganstudio.render.batch import render_together
from ganstudio.render.cache import FeatureMaps
from ganstudio.render.incremental import Draft, IncrementalSynthesis
from ganstudio.render.latents import Latents
from ganstudio.render.plan import RenderPlan, make_plan
from ganstudio.words import tr

MIB = 1 << 20


@dataclass(frozen=True, kw_only=True, eq=False)
class Rendering:
    """What one render gives.

    Attributes:
        portrait: The picture with its recipe.
        feature_maps: float32 [channels, h, w], read-only, for each captured layer, edits included.
        seconds: Time it took.
        first_layer: Name of the first block that was computed: `b4` if all were, None if nothing had to be.
    """

    portrait: Portrait
    feature_maps: Mapping[str, FeatureMaps]
    seconds: float
    first_layer: str | None


class Renderer:
    """Renders recipes with one model. For one thread at a time.

    It keeps the activations of each block for the last recipe. A new recipe is compared layer by layer, and
    computation resumes at the first that differs; the picture equals that of a full render bit for bit. Kept for a
    256x256 model in fp32: about 33 MB of activations; for 1024x1024: about 270 MB (half of it in fp16 or bf16), and
    more by the size of each edited block's output; besides, pictures and maps within the bounds below. A job keeps as
    many activations of its own.
    """

    def __init__(
        self,
        generator: LoadedGenerator,
        *,
        states_bytes: int = 512 * MIB,
        maps_bytes: int = 256 * MIB,
        pictures_bytes: int = 64 * MIB,
    ) -> None:
        """Takes the model and the bounds on memory.

        Args:
            generator: Used by this renderer's thread alone.
            states_bytes: Most that the blocks' activations may take; those of finer blocks are recomputed beyond.
            maps_bytes: Most that captured maps which are not asked for at the moment may take.
            pictures_bytes: Most that finished pictures may take.
        """
        self.generator = generator
        self._made = Made(precision=generator.precision.name, device=generator.device.type)
        self._latents = Latents(generator)
        self._stages = generator.network.config.stages()
        self._shown = IncrementalSynthesis(
            generator, states_bytes=states_bytes, maps_bytes=maps_bytes, pictures_bytes=pictures_bytes
        )
        self._jobs = IncrementalSynthesis(generator, states_bytes=states_bytes, maps_bytes=0, pictures_bytes=0)

    def ws(self, recipe: Recipe) -> npt.NDArray[np.float32]:
        """The w of every style layer as the synthesis network gets it: float32 [num_ws, w_dim].

        Raises:
            RecipeError: The recipe does not fit the model.
        """
        check(recipe, self.generator.spec)
        return self._latents.ws(recipe)

    def base_ws(self, recipe: Recipe) -> npt.NDArray[np.float32]:
        """The same without variation and attributes: float32 [num_ws, w_dim].

        Raises:
            RecipeError: The recipe does not fit the model.
        """
        check(recipe, self.generator.spec)
        return self._latents.base_ws(recipe)

    def render(self, recipe: Recipe, capture: Collection[str] = (), draft: Draft | None = None) -> Rendering:
        """Render one recipe.

        Args:
            recipe: What to make.
            capture: Layers whose feature maps are wanted (`b16`, `b16.conv0`).
            draft: Called with a blurred picture while one that takes long is on its way.

        Raises:
            RecipeError: The recipe or a layer does not fit the model.
            DeviceError: The device has not enough memory.
        """
        return self._render(recipe, self._layers(capture), self._shown, draft)

    def render_batch(self, recipes: Sequence[Recipe], capture: Collection[str] = ()) -> list[Rendering]:
        """Render many recipes for a job, leaving untouched what is kept for the picture on screen.

        On a CPU each is computed on its own, from the first block that differs from the one before, and equals a
        single render bit for bit. On a GPU several share one run, and a picture may differ from a single render by
        one step of 255 in a few places.

        Args:
            recipes: What to make; order them so that neighbours share what is coarse (latent, edits of low layers).
            capture: Layers whose feature maps are wanted.

        Returns:
            One Rendering a recipe, in order; on a GPU, `seconds` is an equal share of the time.

        Raises:
            RecipeError: A recipe or a layer does not fit the model.
            DeviceError: The device has not enough memory.
        """
        wanted = self._layers(capture)
        if self.generator.device.type == "cpu":
            return [self._render(recipe, wanted, self._jobs) for recipe in recipes]
        started = time.perf_counter()
        plans = [self._plan(recipe) for recipe in recipes]
        with _computing():
            results = render_together(self.generator, plans, wanted)
        seconds = (time.perf_counter() - started) / max(1, len(recipes))
        return [
            Rendering(
                portrait=Portrait(pixels, recipe, self._made),
                feature_maps=MappingProxyType(maps),
                seconds=seconds,
                first_layer=self.generator.spec.blocks[0].name,
            )
            for recipe, (pixels, maps) in zip(recipes, results, strict=True)
        ]

    def _render(
        self, recipe: Recipe, capture: Sequence[str], synthesis: IncrementalSynthesis, draft: Draft | None = None
    ) -> Rendering:
        started = time.perf_counter()
        plan = self._plan(recipe)
        with _computing():
            pixels, maps, first = synthesis.render(plan, capture, draft)
        return Rendering(
            portrait=Portrait(pixels, recipe, self._made),
            feature_maps=MappingProxyType(maps),
            seconds=time.perf_counter() - started,
            first_layer=None if first is None else self.generator.spec.blocks[first].name,
        )

    def _plan(self, recipe: Recipe) -> RenderPlan:
        check(recipe, self.generator.spec)
        return make_plan(recipe, self._latents.ws(recipe), self._stages, self.generator.spec)

    def _layers(self, capture: Collection[str]) -> tuple[str, ...]:
        return tuple(self.generator.spec.layer(name).name for name in dict.fromkeys(capture))


@contextmanager
def _computing() -> Iterator[None]:
    """No gradients (a mode of the thread, so it is set here), sums that repeat, and words for lack of memory.

    Raises:
        DeviceError: The device has not enough memory.
    """
    try:
        with torch.inference_mode(), reproducible_convolutions():
            yield
    except torch.OutOfMemoryError as error:
        raise DeviceError(
            tr(
                "The device has not enough memory for this model. Close other programs that use it, "
                "choose precision fp16 or bf16, or device cpu."
            )
        ) from error
