"""A stand-in for the engine: renders at once, or when a test opens its gate."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np

from ganstudio.errors import GanStudioError
from ganstudio.interruption import check_interruption
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.latent import LatentW
from ganstudio.spec import GeneratorSpec, LayerSpec, ModelIdentity
from ganstudio.workspace import Workspace
from patience import WAIT_S


def small_spec(*, c_dim: int = 0, channels: int = 3) -> GeneratorSpec:
    layers = []
    index = 0
    for resolution in (4, 8, 16, 32):
        for part in ("conv0", "conv1"):
            if resolution == 4 and part == "conv0":
                continue
            name = f"b{resolution}" if part == "conv1" else f"b{resolution}.conv0"
            layers.append(LayerSpec(name=name, height=resolution, width=resolution, channels=8, ws_index=index))
            index += 1
    return GeneratorSpec(
        z_dim=16,
        c_dim=c_dim,
        w_dim=16,
        num_ws=8,
        img_resolution=32,
        img_height=32,
        img_width=32,
        img_channels=channels,
        architecture="skip",
        layers=tuple(layers),
    )


@dataclass
class FakeStudio:
    """Pictures are one flat color taken from the seed. `gate` holds each rendering until it is set."""

    workspace: Workspace | None = None
    spec: GeneratorSpec = field(default_factory=small_spec)
    model_id: str = "0" * 32
    gate: threading.Event | None = None
    rendered: list[Recipe] = field(default_factory=list)
    started: threading.Event = field(default_factory=threading.Event)
    fail_on_seed: int | None = None
    drafts: bool = False

    def __post_init__(self) -> None:
        self.generator = SimpleNamespace(device="cpu", precision=SimpleNamespace(name="fp32"), has_noise=True, notes=())
        self.folder = self.workspace.model_folder(self.model_id, self.spec) if self.workspace else None
        self.model_name = "fake"

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity(model_id=self.model_id)

    def render_detailed(self, recipe: Recipe, capture: tuple[str, ...] = (), draft=None):
        if self.drafts and draft is not None:
            draft(np.full((32, 32, 3), recipe.latent.seed % 256, np.uint8))
        self.started.set()
        if self.gate is not None:
            assert self.gate.wait(WAIT_S)
        if self.drafts:
            check_interruption()
        seed = getattr(recipe.latent, "seed", 0)
        if seed == self.fail_on_seed:
            raise GanStudioError(f"Seed {seed} is not wanted.")
        self.rendered.append(recipe)
        image = np.full((32, 32, 3), seed % 256, np.uint8)
        image.flags.writeable = False
        maps = {name: np.zeros((8, 4, 4), np.float32) for name in capture}
        return SimpleNamespace(
            portrait=SimpleNamespace(image=image, recipe=recipe, made=None),
            feature_maps=maps,
            seconds=0.01,
            first_layer="b4",
        )

    def map_deviations(self, layer: str):
        yield 1, np.ones(self.spec.layer(layer).channels, np.float32)

    def set_as_base(self, recipe: Recipe) -> Recipe:
        base = LatentW(Array([float(getattr(recipe.latent, "seed", 0) % 7)] * self.spec.w_dim))
        return replace(recipe, base=base, variation=0.0, style_mix=(), attributes=())
