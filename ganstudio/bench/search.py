"""What many pictures of one face cost: a batch that changes one map at a time, and the search for maps."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from functools import partial

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.analysis.find_maps import MapSearch, find_maps
from ganstudio.analysis.map_distribution import MapDistribution
from ganstudio.analysis.map_sampling import heard_deviations
from ganstudio.bench.clock import Clock, in_turns
from ganstudio.bench.subjects import Subject
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import Seed
from ganstudio.render.renderer import Renderer

_CELLS = 16


class LayerCost(msgspec.Struct, frozen=True, kw_only=True):
    """One layer's.

    Attributes:
        layer: Name of the block. maps: how many it has.
        batch_ms: Of one picture of a batch that changes one map of it after another.
        trial_ms: Of one map of a search of them all (more and less of each), around a selection of 4x2 of 16x16 cells.
    """

    layer: str
    maps: int
    batch_ms: float
    trial_ms: float


class SearchCost(msgspec.Struct, frozen=True, kw_only=True):
    """One model's, with one number of threads.

    Attributes:
        model: Its name.
        threads: How many computed.
        precision: `fp32` or `bf16`.
        single_ms: Of one whole picture by itself.
        layers: Lowest first.
    """

    model: str
    threads: int
    precision: str
    single_ms: float
    layers: tuple[LayerCost, ...]


def measure_search(subject: Subject, *, threads: int, rounds: int, clock: Clock, maps: int = 12) -> SearchCost:
    """Make single pictures, batches and searches of every layer in turn.

    Args:
        subject: The model.
        threads: How many compute; they are set already.
        rounds: How often each is measured.
        clock: See `in_turns`.
        maps: How many of each layer a batch changes.
    """
    renderer = Renderer(subject.generator)
    fresh = itertools.count(1)
    layers = [block for block in subject.spec.blocks[1:] if block.channels >= 2]
    runs: dict[str, Callable[[], object]] = {"single": lambda: renderer.render(Recipe(latent=Seed(next(fresh))))}
    face = Recipe(latent=Seed(0))
    kept = renderer.render(face, capture=[layer.name for layer in layers]).feature_maps
    for layer in layers:
        count = min(maps, layer.channels)
        pictures = [_changed(face, layer.name, channel) for channel in range(count)]
        distribution = MapDistribution(layer.channels)
        distribution.add(kept[layer.name])
        deviations = {layer.name: heard_deviations(distribution.deviation)}
        search = MapSearch(recipe=face, layers=(layer.name,), selection=_selection())
        runs[f"batch {layer.name}"] = partial(renderer.render_batch, pictures)
        runs[f"search {layer.name}"] = partial(_search, renderer, search, deviations)
    times = in_turns(runs, rounds=rounds, clock=clock)
    return SearchCost(
        model=subject.name,
        threads=threads,
        precision=subject.generator.precision.name,
        single_ms=times["single"].median,
        layers=tuple(
            LayerCost(
                layer=layer.name,
                maps=layer.channels,
                batch_ms=round(times[f"batch {layer.name}"].median / min(maps, layer.channels), 2),
                trial_ms=round(times[f"search {layer.name}"].median / layer.channels, 2),
            )
            for layer in layers
        ),
    )


def search_table(cost: SearchCost) -> str:
    """The result as lines of text."""
    lines = [
        f"{cost.model}: {cost.threads} thread{'s' if cost.threads > 1 else ''}, {cost.precision}, pictures of one face",
        f"a whole picture by itself {cost.single_ms:.0f} ms",
        f"  {'a change of one map of':<24}{'ms':>8}{'share':>8}{'all maps':>11}  {'a trial ms':>11}{'all maps':>11}",
    ]
    for each in cost.layers:
        batch, trials = each.batch_ms * each.maps / 1000, each.trial_ms * each.maps / 1000
        line = f"  {f'{each.layer} ({each.maps} maps)':<24}{each.batch_ms:>8.1f}{each.batch_ms / cost.single_ms:>8.2f}"
        lines.append(f"{line}{batch:>9.1f} s{each.trial_ms:>13.1f}{trials:>9.1f} s")
    return "\n".join(lines) + "\n"


def _selection() -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    cells = np.zeros((_CELLS, _CELLS), np.float32)
    cells[9:11, 6:10] = 1
    return cells


def _changed(face: Recipe, layer: str, channel: int) -> Recipe:
    edit = SpatialEdit(
        name="map",
        resolution=_CELLS,
        selection=Array(_selection()),
        weights=(ChannelWeight(layer, channel, 0.01),),
        multiplier=100.0,
    )
    return msgspec.structs.replace(face, edits=(edit,))


def _search(renderer: Renderer, search: MapSearch, deviations: Mapping[str, npt.NDArray[np.float32]]) -> None:
    """Try every map of the one layer."""
    for _ in find_maps(renderer, search, deviations):
        pass
