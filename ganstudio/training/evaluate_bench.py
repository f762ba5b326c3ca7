"""What the evaluation works on: the model with its data folder and a reader, and what is read of faces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ganstudio.analysis.detectors import Detector
from ganstudio.networks.choices import Edit
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.networks.header import model_path
from ganstudio.networks.loading import load_generator
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.training.faces_factors import EYE_COLOURS, HAIR_COLOURS, INDEX, Floats
from ganstudio.training.reader import Reader
from ganstudio.workspace.model_folder import ModelFolder

Pictures = NDArray[np.uint8]

ACCESSORIES: Final = (
    "hairband", "glasses", "ribbon", "cat_ears", "ahoge", "tail_left", "tail_right", "collar", "turtleneck",
)  # fmt: skip


class Bench:
    """The model, its data and the reader, with the few ways of making pictures that the tables need. One thread."""

    def __init__(self, *, model: str, reader: Reader, seed: int = 100) -> None:
        path = model_path(model)
        self.generator: LoadedGenerator = load_generator(model, precision="bf16")
        self.data = ModelFolder(
            path.parent / "data" / self.generator.model_id, self.generator.model_id, self.generator.spec
        )
        self.reader = reader
        known = np.load(path.parent / "factors.npz")
        self._matrix, self._offset = known["matrix"], known["offset"]
        self.seed = seed

    def ws_of_seeds(self, count: int, *, psi: float = 1.0) -> Floats:
        """float32 [count, w_dim] of seeds `seed`, `seed + 1`, ..."""
        z = np.concatenate(
            [np.random.RandomState(self.seed + n).randn(1, self.generator.spec.z_dim) for n in range(count)]
        )
        return self.generator.map(z.astype(np.float32), psi=psi)[:, 0]

    def ws_of_factors(self, factors: Floats) -> Floats:
        """W of faces whose factors, and so whose drawing, are known."""
        ws: Floats = (factors @ self._matrix.T + self._offset).astype(np.float32)
        return ws

    def pictures(self, ws: Floats) -> Pictures:
        """uint8 [n, r, r, 3]."""
        parts = [self.edited(ws[start : start + 16], ()) for start in range(0, len(ws), 16)]
        return np.concatenate(parts)

    def edited(self, ws: Floats, edits: Sequence[Edit]) -> Pictures:
        """uint8 [n, r, r, 3], with feature maps edited."""
        return self.generator.synthesize(self._all_layers(ws), edits=edits).images_uint8

    def maps(self, ws: Floats, layers: Sequence[str]) -> dict[str, Floats]:
        """Feature maps of some layers, float32 [n, channels, h, w] each."""
        return dict(self.generator.synthesize(self._all_layers(ws), capture=list(layers)).feature_maps)

    def _all_layers(self, ws: Floats) -> Floats:
        return np.repeat(ws[:, None], self.generator.spec.num_ws, axis=1)


def painted(bench: Bench, ws: Floats, tab: SpatialEdit, detector: Detector) -> Floats:
    """Where a detector sees its part, at the tab's resolution: float32 [n, rows, columns]."""
    found: list[Floats] = []
    for start in range(0, len(ws), 25):
        maps = bench.maps(ws[start : start + 25], detector.layers)
        count = len(next(iter(maps.values())))
        size = (tab.resolution, tab.resolution)
        found += [detector.detect({k: v[n] for k, v in maps.items()}, size) for n in range(count)]
    return np.stack(found)


def edits_of_tab(tab: SpatialEdit, selection: Floats, multiplier: float) -> list[Edit]:
    """A tab with this selection and multiplier, in the form that the generator takes."""
    layers = dict.fromkeys(weight.layer for weight in tab.weights)
    return [
        (
            layer,
            {weight.channel: weight.weight for weight in tab.weights if weight.layer == layer},
            selection,
            multiplier,
        )
        for layer in layers
    ]


def shares(factors: Floats) -> dict[str, float]:
    """The share of each hair and eye colour (the nearest named one) and of each accessory."""
    shares: dict[str, float] = {}
    for part, table in (("hair", HAIR_COLOURS), ("eye", EYE_COLOURS)):
        rgb = factors[:, [INDEX[f"{part}_{channel}"] for channel in "rgb"]]
        nearest = np.argmin(np.square(rgb[:, None] - np.array(list(table.values())) / 255).sum(axis=2), axis=1)
        shares |= {f"{name} {part}": float((nearest == index).mean()) for index, name in enumerate(table)}
    return shares | {name: float((factors[:, INDEX[name]] > 0.5).mean()) for name in ACCESSORIES}


def own_reading(name: str, factors: Floats) -> Floats:
    """The number that an attribute should move, as read: float32 [n]."""
    for part, table, ending in (("hair", HAIR_COLOURS, "_hair"), ("eye", EYE_COLOURS, "_eyes")):
        colour = name.removesuffix(ending)
        if colour in table and name.endswith(ending):
            middle = np.mean(list(table.values()), axis=0)
            towards = (np.array(table[colour]) - middle).astype(np.float32)
            rgb = factors[:, [INDEX[f"{part}_{channel}"] for channel in "rgb"]]
            along: Floats = rgb @ (towards / np.linalg.norm(towards))
            return along
    if name == "background":
        lightness: Floats = factors[:, [INDEX[f"background_{channel}"] for channel in "rgb"]].mean(axis=1)
        return lightness
    single = {"length_hair": "hair_length", "open_mouth": "mouth_openness", "head_tilt": "tilt"}
    column: Floats = factors[:, INDEX[single.get(name, name)]]
    return column


def belongs(attribute: str, factor: str) -> bool:
    """Whether a factor is what the attribute is about."""
    names = {"length_hair": "hair_length", "open_mouth": "mouth_openness", "head_tilt": "tilt"}
    if attribute.endswith("_hair") and attribute != "length_hair":
        return factor in ("hair_r", "hair_g", "hair_b")
    if attribute.endswith("_eyes"):
        return factor in ("eye_r", "eye_g", "eye_b")
    return factor.startswith(names.get(attribute, attribute))
