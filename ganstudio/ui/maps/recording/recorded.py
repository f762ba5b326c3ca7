"""The frozen values that go to the recording thread and come back from it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.map_distribution import MapDistribution
from ganstudio.recipe import codec
from ganstudio.recipe.document import Recipe
from ganstudio.ui.canvas.feature_map_colors import Float32Array
from ganstudio.ui.widgets.picture import Pixels, encoded

ENOUGH_RECORDED = 16
"""From so many recorded pictures on, what looks at many faces looks at these; else at random ones."""

_SMALL_PICTURE = 256


@dataclass(frozen=True)
class UseModel:
    """From now on maps are those of this model; what must leave the memory goes to files in `folder`."""

    model_id: str
    folder: Path


@dataclass(frozen=True, eq=False)
class Keep:
    """A picture's maps. `key` says which picture it is: of one picture, a layer is kept once."""

    key: Hashable
    caption: str
    image: npt.NDArray[np.uint8]
    maps: Mapping[str, Float32Array]
    recipe: Recipe


@dataclass(frozen=True)
class Describe:
    """Tell a layer's average, deviation and distribution."""

    layer: str


@dataclass(frozen=True)
class TellHistory:
    """Tell one map over all recorded pictures."""

    layer: str
    channel: int


@dataclass(frozen=True)
class Export:
    """Write everything to an `.npz` file."""

    path: Path


@dataclass(frozen=True)
class Forget:
    """Delete what is recorded of this model."""


@dataclass(frozen=True)
class Stop:
    """Delete everything and end the thread."""


Command = UseModel | Keep | Describe | TellHistory | Export | Forget | Stop


@dataclass(frozen=True)
class RecordedSize:
    """How much is recorded of the model in use.

    Attributes:
        images: Layer name -> recorded pictures. memory_bytes, disk_bytes: what the pictures take.
        sums_bytes: What the averages and deviations take in memory beside these, however many pictures there are.
        beside_bytes: What one picture takes in memory beside its maps: a small picture and its recipe.
    """

    images: Mapping[str, int] = field(default_factory=dict)
    memory_bytes: int = 0
    disk_bytes: int = 0
    sums_bytes: int = 0
    beside_bytes: int = 0

    @property
    def pictures(self) -> int:
        """Of the layer recorded most often."""
        return max(self.images.values(), default=0)


@dataclass(frozen=True, eq=False)
class Beside:
    """What is kept of a picture beside its maps: a small picture (an encoded image) and its recipe as JSON."""

    picture: bytes
    recipe: bytes

    @classmethod
    def of(cls, image: Pixels, recipe: Recipe) -> Beside:
        """Of a finished picture."""
        return cls(encoded(image, _SMALL_PICTURE), codec.encode(recipe))

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.picture) + len(self.recipe)


@dataclass(frozen=True, eq=False)
class RecordedMaps:
    """A layer over all recorded pictures: mean and deviation float32 [channels, h, w], and how its values spread."""

    layer: str
    images: int
    mean: Float32Array
    deviation: Float32Array
    distribution: MapDistribution


@dataclass(frozen=True, eq=False)
class HistoryEntry:
    """One recorded picture (an encoded image) with one of its maps, float32 [h, w]."""

    picture: bytes
    caption: str
    values: Float32Array


@dataclass(frozen=True, eq=False)
class RecordedHistory:
    """One map over the recorded pictures, oldest first; the newest thousand of `images`."""

    layer: str
    channel: int
    images: int
    entries: tuple[HistoryEntry, ...]
