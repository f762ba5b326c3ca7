"""Running only the lower blocks of the network: feature maps of a recipe without computing its picture."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
import torch

from ganstudio.networks.generator import LoadedGenerator
from ganstudio.networks.synthesis import BlockState, Tap
from ganstudio.networks.taps import EditTap
from ganstudio.recipe.document import Recipe
from ganstudio.render import Renderer
from ganstudio.render.edits import layer_edits
from ganstudio.render.image import to_feature_maps
from ganstudio.render.noise import network_noise
from ganstudio.render.placement import placement_of
from ganstudio.spec import GeneratorSpec

Float32Array = npt.NDArray[np.float32]


def feature_maps(renderer: Renderer, recipe: Recipe, layers: Collection[str]) -> dict[str, Float32Array]:
    """The maps of some layers, as the renderer would capture them; no block above the highest of them is computed.

    The renderer's picture on screen and what it keeps of it stay untouched.

    Args:
        renderer: For the model and for w.
        recipe: With its edits.
        layers: `b16`, `b16.conv0`, ...

    Returns:
        float32 [channels, h, w] by layer, in the order asked for.

    Raises:
        RecipeError: The recipe or a layer does not fit the model.
    """
    spec = renderer.generator.spec
    names = [spec.layer(name).name for name in dict.fromkeys(layers)]
    if not names:
        return {}
    tap = EditTap([layer_edits(recipe, spec)], names)
    run_lower_blocks(renderer, [recipe], tap=tap, stop=1 + max(block_of(spec, name) for name in names))
    return {name: to_feature_maps(tap.captured[name][0], spec.layer(name).margin) for name in names}


def run_lower_blocks(renderer: Renderer, recipes: Sequence[Recipe], *, tap: Tap, stop: int) -> BlockState:
    """Run blocks 0..stop-1 for a batch whose recipes agree in noise mode and strengths; gives what enters `stop`."""
    generator = renderer.generator
    synthesis = generator.network.synthesis
    with computing():
        ws = batch_ws(renderer, recipes)
        noise = network_noise([recipe.noise for recipe in recipes], generator.spec)
        state = synthesis.start(len(recipes), placement_of(recipes))
        while state.index < stop:
            state = synthesis.advance(state, ws, noise=noise, tap=tap)
    return state


def batch_ws(renderer: Renderer, recipes: Sequence[Recipe]) -> torch.Tensor:
    """float32 [n, num_ws, w_dim] on the model's device."""
    ws = np.stack([renderer.ws(recipe) for recipe in recipes])
    return torch.from_numpy(ws).to(renderer.generator.device)


@contextmanager
def computing() -> Iterator[None]:
    """No gradients: a mode of the thread, so it is set where the network runs."""
    with torch.inference_mode():
        yield


def block_of(spec: GeneratorSpec, layer: str) -> int:
    """The index of the block that a layer is in, 0 for the lowest."""
    return [block.name for block in spec.blocks].index(spec.layer(layer).name.partition(".")[0])


def device_is_fast(generator: LoadedGenerator) -> bool:
    """Whether many pictures at once cost hardly more than one."""
    return generator.device.type != "cpu"
