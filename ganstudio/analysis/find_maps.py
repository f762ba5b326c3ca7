"""Finding the feature maps that change a painted part: every map is tried and ranked by what the picture does."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.trials import TrialBench, Trials
from ganstudio.errors import AnalysisError
from ganstudio.masks import resize_mask
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.render import Renderer
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]


_LEAST_AT_ONCE = 2
"""Maps: each at plus and minus its amount, so four trials a run, which costs no more a trial than larger runs do on a
CPU, and lets the picture on screen be drawn in between."""


@dataclass(frozen=True, kw_only=True, eq=False)
class MapSearch:
    """What to look for.

    Attributes:
        recipe: The picture to try on.
        layers: The layers whose maps are tried.
        selection: float32 [rows, columns], signed: where something should change.
        strength: What is added to a map, in standard deviations of that map over many images: the same for loud and
            quiet maps.
        example: uint8 [h, w, c] of the picture's size, with the part as it should become; None for any change.
    """

    recipe: Recipe
    layers: tuple[str, ...]
    selection: Float32Array
    strength: float = 6.0
    example: npt.NDArray[np.uint8] | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class MapEffect:
    """What one map does.

    Attributes:
        layer, channel: The map.
        amount: What was added to it (or taken away) where the selection is 1.
        sign: The better direction: 1 added, -1 taken away.
        score: By which maps are ranked, in pixel values: the mean change inside the selection (with an example: by how
            much it comes nearer to the example) minus the mean change outside, in the better direction.
        inside, outside: These mean changes.
        less, more: uint8 [h, w, 3], small pictures with the amount taken away and added.
        response: float32 [c, rows, columns], the change of the picture for `amount` on a coarse grid, taken as linear.
    """

    layer: str
    channel: int
    amount: float
    sign: int
    score: float
    inside: float
    outside: float
    less: npt.NDArray[np.uint8]
    more: npt.NDArray[np.uint8]
    response: Float32Array

    @property
    def picture(self) -> npt.NDArray[np.uint8]:
        """The small picture of the better direction."""
        return self.more if self.sign > 0 else self.less

    @property
    def weight(self) -> ChannelWeight:
        """The map as a tab's weight, of size 1 in the better direction; see `amount` for the multiplier."""
        return ChannelWeight(self.layer, self.channel, float(self.sign))


@dataclass(frozen=True, kw_only=True, eq=False)
class SearchStep:
    """Some more maps were tried.

    Attributes:
        done: Maps tried so far. total: maps to try. effects: those tried since the last step.
        wanted: float32 [c, rows, columns], the change that leads to the example, as `MapEffect.response`; None without.
    """

    done: int
    total: int
    effects: tuple[MapEffect, ...]
    wanted: Float32Array | None = None


def find_maps(
    renderer: Renderer,
    search: MapSearch,
    deviations: Mapping[str, Float32Array],
    *,
    step_s: float = 0.5,
) -> Iterator[SearchStep]:
    """Try every map of the layers at plus and minus the strength; those that drive the next layer most come first.

    Args:
        renderer: What it keeps for the picture on screen stays.
        search: What to look for.
        deviations: Of each layer's maps, float32 [channels], as `Studio.map_deviations` gives them.
        step_s: About how long a step may take, so that other work can be done between steps.

    Yields:
        The maps tried in each step, in the order of trial; `ranked` sorts them.

    Raises:
        AnalysisError: Nothing is selected, no layer is chosen, or the example has another size.
        RecipeError: The recipe or a layer does not fit the model.
    """
    selection = _normalised(search.selection)
    if not search.layers:
        raise AnalysisError(tr("No layer is chosen. Choose at least one layer whose maps are to be tried."))
    total = sum(renderer.generator.spec.layer(name).channels for name in search.layers)
    done = 0
    for layer in search.layers:
        bench = TrialBench(renderer, search.recipe, layer=layer, selection=selection)
        wanted = _wanted_change(bench, search.example)
        amounts = search.strength * deviations[layer].astype(np.float64)
        order = np.argsort(-bench.drive() * amounts, kind="stable")
        size, place = _LEAST_AT_ONCE, 0
        while place < len(order):
            channels = [int(channel) for channel in order[place : place + size]]
            started = time.perf_counter()
            effects = _try(bench, layer, channels, amounts, wanted)
            size = _next_size(size, time.perf_counter() - started, step_s, most=max(1, bench.largest_batch // 2))
            place += len(channels)
            done += len(channels)
            yield SearchStep(done=done, total=total, effects=effects, wanted=wanted)


def ranked(effects: Iterable[MapEffect]) -> list[MapEffect]:
    """The effects, best first; maps without any effect last."""
    return sorted(effects, key=lambda effect: (-effect.score, effect.layer, effect.channel))


def picture_on_grid(picture: npt.NDArray[np.uint8], size: tuple[int, int]) -> Float32Array:
    """A picture, uint8 [h, w] or [h, w, c], on a coarse grid as `MapEffect.response` has it: float32 [c, *size]."""
    return resize_mask(np.atleast_3d(picture).transpose(2, 0, 1).astype(np.float32), size)


def _normalised(selection: Float32Array) -> Float32Array:
    painted = np.asarray(selection, np.float32)
    largest = float(np.abs(painted).max(initial=0.0))
    if painted.ndim != 2 or largest == 0.0:
        raise AnalysisError(tr("Nothing is selected. Paint the part that should change on the picture first."))
    scaled: Float32Array = painted / np.float32(largest)
    return scaled


def _wanted_change(bench: TrialBench, example: npt.NDArray[np.uint8] | None) -> Float32Array | None:
    """The change that leads to the example inside the selection: float32 [c, rows, columns], in pixel values."""
    if example is None:
        return None
    now = bench.picture_on_grid
    inside = bench.inside_on_grid
    grid = picture_on_grid(example, (inside.shape[0], inside.shape[1]))
    if grid.shape != now.shape:
        raise AnalysisError(
            tr(
                "The example has {channels} color channels and the picture {picture_channels}. "
                "Choose a picture of this model.",
                channels=grid.shape[0],
                picture_channels=now.shape[0],
            )
        )
    wanted = (grid - now) * inside
    if float(np.abs(wanted).max()) < 1.0:
        raise AnalysisError(
            tr("The example looks the same as the picture inside the selection. Choose another example.")
        )
    return wanted


def _next_size(size: int, took_s: float, step_s: float, *, most: int) -> int:
    """How many maps to try in the next step: twice as many while there is time, fewer when it took too long."""
    if took_s < 0.5 * step_s:
        return min(most, 2 * size)
    return min(most, max(_LEAST_AT_ONCE, int(size * step_s / took_s)))


def _try(
    bench: TrialBench,
    layer: str,
    channels: list[int],
    amounts: npt.NDArray[np.float64],
    wanted: Float32Array | None,
) -> tuple[MapEffect, ...]:
    count = len(channels)
    plus = [float(amounts[channel]) for channel in channels]
    trials = bench.try_maps(channels * 2, [*plus, *(-amount for amount in plus)])
    scores = _scores(trials, wanted, bench.inside_on_grid)
    effects = []
    for index, channel in enumerate(channels):
        less = index + count
        best = index if scores[index] >= scores[less] else less
        effects.append(
            MapEffect(
                layer=layer,
                channel=channel,
                amount=plus[index],
                sign=1 if best == index else -1,
                score=float(scores[best]),
                inside=float(trials.inside[best]),
                outside=float(trials.outside[best]),
                less=trials.pictures[less],
                more=trials.pictures[index],
                response=(0.5 * (trials.response[index] - trials.response[less])).astype(np.float32),
            )
        )
    return tuple(effects)


def _scores(trials: Trials, wanted: Float32Array | None, inside: Float32Array) -> Float32Array:
    if wanted is None:
        return trials.inside - trials.outside
    cells = np.sqrt(max(float(inside.sum()) * wanted.shape[0], 1e-9))
    missing = np.sqrt(((wanted - trials.response * inside) ** 2).sum(axis=(1, 2, 3)))  # [n]
    nearer: Float32Array = (float(np.sqrt((wanted**2).sum())) - missing) / np.float32(cells)
    return nearer - trials.outside
