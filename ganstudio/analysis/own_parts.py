"""Parts that a model's own feature maps tell apart: cells that are alike on many pictures, each kind as a detector.

Source: Collins, Bala, Price, Süsstrunk 2020, "Editing in Style: Uncovering the Local Semantics of GANs", section 3.1:
spherical k-means over the activations of a layer. A probe is fitted to each cluster here, as it is to strokes, so that
a part is found on any picture by the maps of one layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.linear_algebra import product
from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.analysis.map_sampling import random_recipe
from ganstudio.analysis.strokes import MarkedPicture, fit_detector
from ganstudio.errors import AnalysisError
from ganstudio.render import Renderer
from ganstudio.spec import GeneratorSpec

Float32Array = npt.NDArray[np.float32]
Labels = npt.NDArray[np.intp]

PARTS = 6
PICTURES = 16
FOUND = "found in the feature maps"
"""How the note of such a detector begins."""
BACKGROUND = "background"
"""The name of the part that lies along the rim of the pictures."""
_FIRST_SEED = 2_000_000
_ROWS = 32
_ROUNDS = 30
_LEAST_SHARE = 0.01
"""Of the cells: what is smaller is no part, but a freak of one picture."""


def layer_of_parts(spec: GeneratorSpec) -> str:
    """The block that is fine enough to place a part and coarse enough to know it: the one nearest to 32 rows."""
    return min(spec.blocks, key=lambda block: (abs(max(block.height, block.width) - _ROWS), block.height)).name


def find_own_parts(renderer: Renderer, *, parts: int = PARTS) -> Iterator[tuple[int, tuple[Detector, ...]]]:
    """Looks at random pictures and tells their parts apart.

    Args:
        renderer: Only blocks up to one layer are computed.
        parts: How many at most, with the background.

    Yields:
        Steps done of `PICTURES + parts`, and once all are done the detectors, those of the upper parts first.

    Raises:
        AnalysisError: All cells are alike.
    """
    layer = layer_of_parts(renderer.generator.spec)
    seen = []
    for done in range(1, PICTURES + 1):
        recipe = random_recipe(renderer.generator.spec, _FIRST_SEED + done)
        seen.append(feature_maps(renderer, recipe, [layer])[layer])
        yield done, ()
    maps = np.stack(seen)  # [n, channels, h, w]
    labels = clusters(maps, parts)
    places = _downwards(labels)
    rim = _at_the_rim(labels)
    found: list[Detector] = []
    for done, number in enumerate(places, start=1):
        name = BACKGROUND if number == rim else f"part {done - (rim in places[:done])}"
        found.append(_detector(name, layer, maps, labels == number))
        yield PICTURES + done, ()
    yield PICTURES + parts, tuple(found)


def clusters(maps: Float32Array, count: int) -> Labels:
    """Which kind of cell each is, by the direction of its standardised maps.

    Args:
        maps: float32 [n, channels, h, w] of one layer.
        count: How many kinds.

    Returns:
        intp [n, h, w], 0..count-1.

    Raises:
        AnalysisError: All cells are alike.
    """
    n, channels, h, w = maps.shape
    cells = maps.transpose(0, 2, 3, 1).reshape(-1, channels).astype(np.float64)
    spread = cells.std(axis=0)
    if not (spread > 0).any():
        raise AnalysisError("The feature maps of this model are the same everywhere, so they tell no parts apart.")
    cells = (cells - cells.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    cells /= np.maximum(np.linalg.norm(cells, axis=1, keepdims=True), 1e-9)
    centres = _far_apart(cells, count)
    labels = np.zeros(len(cells), np.intp)
    for _ in range(_ROUNDS):
        nearest = np.argmax(product(cells, centres.T), axis=1)
        if np.array_equal(nearest, labels):
            break
        labels = nearest
        sums = np.stack([cells[labels == number].sum(axis=0) for number in range(count)])
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), centres)
    return labels.reshape(n, h, w)


def _far_apart(cells: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.float64]:
    """First centres, each drawn the likelier the farther it is from those before (k-means++), the same every time."""
    random = np.random.RandomState(0)
    centres = [cells[random.randint(len(cells))]]
    distance = np.full(len(cells), 2.0)
    for _ in range(count - 1):
        distance = np.minimum(distance, np.maximum(1.0 - product(cells, centres[-1]), 0.0))
        total = distance.sum()
        chance = distance / total if total > 0 else None
        centres.append(cells[random.choice(len(cells), p=chance)])
    return np.stack(centres)


def _downwards(labels: Labels) -> Sequence[int]:
    """The kinds that are no freaks, the uppermost first."""
    rows = np.broadcast_to(np.arange(labels.shape[1])[:, None], labels.shape)
    kept = [number for number in np.unique(labels).tolist() if (labels == number).mean() >= _LEAST_SHARE]
    return sorted(kept, key=lambda number: float(rows[labels == number].mean()))


def _at_the_rim(labels: Labels) -> int:
    """The kind of which most cells lie along the upper, left and right edges."""
    rim = np.concatenate([labels[:, 0].ravel(), labels[:, :, 0].ravel(), labels[:, :, -1].ravel()])
    return int(np.bincount(rim).argmax())


def _detector(name: str, layer: str, maps: Float32Array, is_part: npt.NDArray[np.bool_]) -> Detector:
    """All pictures below one another are fitted as one, which needs no trials on pictures left out."""
    tall = np.concatenate(list(maps), axis=1)  # [channels, n * h, w]
    strokes = np.concatenate(list(is_part)).astype(np.float32)
    marked = MarkedPicture(feature_maps={layer: tall}, strokes=strokes)
    fitted = fit_detector(name, [marked], unmarked_is_not_part=True)
    return msgspec.structs.replace(fitted.detector, note=f"{FOUND} of {len(maps)} pictures")
