"""Parts that a model's own feature maps tell apart: cells that are alike on many pictures, each kind as a detector.

Source: Collins, Bala, Price, Süsstrunk 2020, "Editing in Style: Uncovering the Local Semantics of GANs", section 3.1:
spherical k-means over the activations of a layer. A probe is fitted to each cluster here, as it is to strokes, so that
a part is found on any picture by the maps of one layer.
"""

from __future__ import annotations

from collections.abc import Iterator

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
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]
Labels = npt.NDArray[np.intp]

PARTS = 6
PICTURES = 16
FOUND = "found in the feature maps"
"""How the note of such a detector begins, which is kept in a file, in English."""
BACKGROUND = "background"
"""The name of what lies along the rim of the pictures."""
_FIRST_SEED = 2_000_000
_ROWS = 32
_ROUNDS = 30
_TRIES = 4
"""From other first centres each, of which the best is kept."""
_LEAST_OF_RIM = 0.3
"""Of the cells along the upper, left and right edges: a part of which so many are, is behind the others."""
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
    found: list[Detector] = []
    for name, number in _named(labels):
        found.append(_detector(name, layer, maps, labels == number))
        yield PICTURES + len(found), ()
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
        raise AnalysisError(tr("The feature maps of this model are the same everywhere, so they tell no parts apart."))
    cells = (cells - cells.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    cells /= np.maximum(np.linalg.norm(cells, axis=1, keepdims=True), 1e-9)
    tries = (_spherical_k_means(cells, count, np.random.RandomState(number)) for number in range(_TRIES))
    _, labels = max(tries, key=lambda found: found[0])
    return labels.reshape(n, h, w)


def _spherical_k_means(
    cells: npt.NDArray[np.float64], count: int, random: np.random.RandomState
) -> tuple[float, Labels]:
    """How near cells of length 1 are to their centres, in the mean of the cosines; and which centre is each one's."""
    centres = _far_apart(cells, count, random)
    labels = np.full(len(cells), -1, np.intp)
    for left in range(_ROUNDS, 0, -1):
        near = product(cells, centres.T)
        nearest = np.argmax(near, axis=1)
        settled, labels = np.array_equal(nearest, labels), nearest
        if settled or left == 1:
            break
        sums = np.stack([cells[labels == number].sum(axis=0) for number in range(count)])
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), centres)
    return float(near.max(axis=1).mean()), labels


def _far_apart(cells: npt.NDArray[np.float64], count: int, random: np.random.RandomState) -> npt.NDArray[np.float64]:
    """First centres, each drawn the likelier the farther it is from those before (k-means++)."""
    centres = [cells[random.randint(len(cells))]]
    distance = np.full(len(cells), 2.0)
    for _ in range(count - 1):
        distance = np.minimum(distance, np.maximum(1.0 - product(cells, centres[-1]), 0.0))
        total = distance.sum()
        chance = distance / total if total > 0 else None
        centres.append(cells[random.choice(len(cells), p=chance)])
    return np.stack(centres)


def _named(labels: Labels) -> Iterator[tuple[str, int]]:
    """The kinds that are no freaks, the uppermost first, with their names."""
    rows = np.broadcast_to(np.arange(labels.shape[1])[:, None], labels.shape)
    kept = [number for number in np.unique(labels).tolist() if (labels == number).mean() >= _LEAST_SHARE]
    rim = np.concatenate([labels[:, 0].ravel(), labels[:, :, 0].ravel(), labels[:, :, -1].ravel()])
    behind = [number for number in kept if len(kept) > 1 and (rim == number).mean() >= _LEAST_OF_RIM]
    counts = {"part": 0, BACKGROUND: 0}
    for number in sorted(kept, key=lambda number: float(rows[labels == number].mean())):
        name = BACKGROUND if number in behind else "part"
        counts[name] += 1
        yield (name if name == BACKGROUND and counts[name] == 1 else f"{name} {counts[name]}"), number


def _detector(name: str, layer: str, maps: Float32Array, is_part: npt.NDArray[np.bool_]) -> Detector:
    """All pictures below one another are fitted as one, which needs no trials on pictures left out."""
    tall = np.concatenate(list(maps), axis=1)  # [channels, n * h, w]
    strokes = np.concatenate(list(is_part)).astype(np.float32)
    marked = MarkedPicture(feature_maps={layer: tall}, strokes=strokes)
    fitted = fit_detector(name, [marked], unmarked_is_not_part=True)
    return msgspec.structs.replace(fitted.detector, note=f"{FOUND} of {len(maps)} pictures")
