"""Which feature maps or style channels change a part of the picture on many faces, not on one alone.

Every channel is tried on a few faces; the weaker ones drop out round by round, and those that are left are tried on
all. (Source of that: successive halving, Jamieson and Talwalkar 2016.)

They are ranked by how much of what they do is the part's own, not by how loud they are alone: a map that colors
whatever it is painted on changes mouths most, and eyes, and hair. (After the localisation of Wu et al. 2021,
"StyleSpace Analysis", section 4, with measured changes of the picture in place of gradients.)
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.style_trials import StyleBench
from ganstudio.analysis.trials import TrialBench
from ganstudio.errors import AnalysisError
from ganstudio.recipe.document import Recipe
from ganstudio.render import Renderer
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]
Kind = Literal["maps", "styles"]
Unit = tuple[str, int]
"""Layer and channel."""

HALF = 0.5
"""An effect holds on a face where it is at least this share of its mean over the faces."""
VISIBLE = 1.0
"""And at least so many of 255 levels: what is less no eye sees."""
FAINT = 2.0
"""Levels added to the change elsewhere, so that what is hardly seen is not first for being seen nowhere else."""
_KEPT = (0.25, 48), (0.5, 24), (0.5, 16)
"""After each round: which share goes on, and how many at least."""
_ROUNDS = (4, 8, 14)
"""The faces that have been looked at when each of them ends; in the last one all are. After two of them, a map that
holds on half of the faces had done nothing yet one time in four, and dropped out."""


@dataclass(frozen=True, kw_only=True, eq=False)
class FacePart:
    """A face and where the part is in it: float32 [rows, columns], signed, its largest magnitude 1."""

    recipe: Recipe
    selection: Float32Array


@dataclass(frozen=True, kw_only=True, eq=False)
class HoldingSearch:
    """What to look for.

    Attributes:
        kind: Whether feature maps are tried, in the part, or style channels, on the whole picture.
        faces: On which; at least one.
        sizes: Layer -> float32 [channels]: what is added to each channel, or taken away. Layers of `spec.layers` or of
            `spec.style_layers`, by kind.
    """

    kind: Kind
    faces: tuple[FacePart, ...]
    sizes: Mapping[str, Float32Array]


@dataclass(frozen=True, kw_only=True)
class HoldingEffect:
    """What one channel does over the faces that it was tried on.

    Attributes:
        layer, channel: Which. sign: the better direction: 1 added, -1 taken away. size: what is added or taken away.
        inside: The mean change of the pixels (0..255) inside the part, averaged over the faces.
        elsewhere: The same outside; of a map, where it is painted on the whole picture, so that this is what it does to
            other parts.
        tried: How many faces. holds: on how many of them, see `HALF` and `VISIBLE`.
    """

    layer: str
    channel: int
    sign: int
    size: float
    inside: float
    elsewhere: float
    tried: int
    holds: int

    @property
    def score(self) -> float:
        """By which channels are ranked, 0..1: the share of the part in what is changed; see `FAINT`."""
        return _share(self.inside, self.elsewhere)

    @property
    def unit(self) -> Unit:
        """Layer and channel."""
        return self.layer, self.channel


@dataclass(frozen=True, kw_only=True)
class HoldingStep:
    """Some more was tried.

    Attributes:
        done: Trials made. total: as many as there will be.
        face: How many faces have been looked at. running: channels that are still tried.
        effects: Those still tried, best first; in the last step the result, each tried on every face.
    """

    done: int
    total: int
    face: int
    running: int
    effects: tuple[HoldingEffect, ...]


def find_holding(renderer: Renderer, search: HoldingSearch, *, step_s: float = 0.5) -> Iterator[HoldingStep]:
    """Try the channels of the layers over the faces.

    Each is tried with its size added and taken away; from the third round on in the better direction alone.

    Args:
        renderer: What it keeps for the picture on screen stays.
        search: What to look for.
        step_s: About how long a step may take, so that other work can be done between steps.

    Yields:
        What is known after each step.

    Raises:
        AnalysisError: There is no face, no layer, or a face without the part.
        RecipeError: A recipe or a layer does not fit the model.
    """
    if not search.faces:
        raise AnalysisError(tr("There is no face to try on. Choose at least one."))
    if not search.sizes:
        raise AnalysisError(tr("No layer is chosen. Choose at least one layer whose channels are to be tried."))
    if not all(np.any(face.selection) for face in search.faces):
        raise AnalysisError(tr("On one of the faces nothing is selected. Paint the part, or choose another detector."))
    race = _Race(renderer, search, step_s)
    for end, last_sign_open in _rounds(len(search.faces)):
        yield from race.run(end, both_signs=last_sign_open)


def _rounds(faces: int) -> list[tuple[int, bool]]:
    """The number of faces at the end of each round, and whether both directions are still tried in it."""
    ends = [end for end in _ROUNDS if end < faces]
    return [(end, number < 2) for number, end in enumerate([*ends, faces])]


class _Race:
    """The scores so far, and who is still in."""

    def __init__(self, renderer: Renderer, search: HoldingSearch, step_s: float) -> None:
        self._renderer, self._search, self._step_s = renderer, search, step_s
        self._running: list[Unit] = [
            (layer, channel) for layer, sizes in search.sizes.items() for channel in range(len(sizes))
        ]
        self._measured: dict[tuple[Unit, int], dict[int, tuple[float, float]]] = {}
        """(unit, sign) -> face -> the change inside and elsewhere."""
        self._directions: dict[Unit, int] = {}
        """Of the channels that are tried in one direction alone from now on."""
        self._round = self._done = 0
        self._total = _planned(len(self._running), len(search.faces))
        self._batch = 4

    def run(self, end: int, *, both_signs: bool) -> Iterator[HoldingStep]:
        """One round, on the faces up to `end`; those that are too weak drop out after it."""
        if not both_signs:
            self._directions = {unit: self._better_sign(unit) for unit in self._running}
        for face in range(end):
            wanted = [pair for pair in self._wanted(face, both_signs) if face not in self._measured.get(pair, {})]
            for layer in dict.fromkeys(unit[0] for unit, _ in wanted):
                for done in self._measure(face, [pair for pair in wanted if pair[0][0] == layer]):
                    self._done += done
                    yield self._step(face + 1)
        if end < len(self._search.faces):
            share, least = _KEPT[min(self._round, len(_KEPT) - 1)]
            self._running = [effect.unit for effect in self._ranked()[: max(least, int(share * len(self._running)))]]
        else:
            self._total = self._done
            yield self._step(end)
        self._round += 1

    def _wanted(self, face: int, both_signs: bool) -> list[tuple[Unit, int]]:
        """In the first of several rounds each channel is tried in one direction a face."""
        if not both_signs:
            return [(unit, self._better_sign(unit)) for unit in self._running]
        if self._round == 0 and len(_rounds(len(self._search.faces))) > 1:
            return [(unit, 1 if face % 2 == 0 else -1) for unit in self._running]
        return [(unit, sign) for unit in self._running for sign in (1, -1)]

    def _measure(self, face: int, wanted: Sequence[tuple[Unit, int]]) -> Iterator[int]:
        """Measure channels of one layer on a face; gives after each step how many."""
        part = self._search.faces[face]
        layer = wanted[0][0][0]
        bench = self._bench(part, layer)
        yield 0
        sizes = self._search.sizes[layer]
        place = 0
        while place < len(wanted):
            started = time.perf_counter()
            chosen = wanted[place : place + self._batch]
            channels = [unit[1] for unit, _ in chosen]
            amounts = [sign * float(sizes[unit[1]]) for unit, sign in chosen]
            for pair, *change in zip(chosen, *bench.measure(channels, amounts), strict=True):
                self._measured.setdefault(pair, {})[face] = float(change[0]), float(change[1])
            place += len(chosen)
            self._batch = _next(self._batch, time.perf_counter() - started, self._step_s, most=bench.largest_batch)
            yield len(chosen)

    def _bench(self, part: FacePart, layer: str) -> _MapBench | StyleBench:
        if self._search.kind == "styles":
            return StyleBench(self._renderer, part.recipe, layer=layer, selection=part.selection)
        return _MapBench(self._renderer, part, layer)

    def _better_sign(self, unit: Unit) -> int:
        known = self._directions.get(unit)
        return known or max((1, -1), key=lambda sign: _mean_score(self._measured.get((unit, sign), {}).values()))

    def _effect(self, unit: Unit) -> HoldingEffect | None:
        sign = self._better_sign(unit)
        measured = list(self._measured.get((unit, sign), {}).values())
        if not measured:
            return None
        inside, elsewhere = np.array(measured).T  # [faces] each
        least = max(HALF * float(inside.mean()), VISIBLE)
        return HoldingEffect(
            layer=unit[0],
            channel=unit[1],
            sign=sign,
            size=float(self._search.sizes[unit[0]][unit[1]]),
            inside=float(inside.mean()),
            elsewhere=float(elsewhere.mean()),
            tried=len(inside),
            holds=int((inside >= least).sum()),
        )

    def _ranked(self) -> list[HoldingEffect]:
        effects = [effect for effect in map(self._effect, self._running) if effect is not None]
        return sorted(effects, key=lambda effect: (-effect.score, effect.layer, effect.channel))

    def _step(self, face: int) -> HoldingStep:
        return HoldingStep(
            done=self._done,
            total=max(self._total, self._done),
            face=face,
            running=len(self._running),
            effects=tuple(self._ranked()),
        )


class _MapBench:
    """Tries the maps of a layer on a face: in the part for what they change there, everywhere for what else they do."""

    def __init__(self, renderer: Renderer, part: FacePart, layer: str) -> None:
        self._in_part = TrialBench(renderer, part.recipe, layer=layer, selection=part.selection, picture_rows=0)
        self._everywhere = TrialBench(
            renderer,
            part.recipe,
            layer=layer,
            selection=np.ones_like(part.selection),
            part=part.selection,
            picture_rows=0,
        )

    @property
    def largest_batch(self) -> int:
        """How many trials to make at once."""
        return self._everywhere.largest_batch

    def measure(self, channels: Sequence[int], amounts: Sequence[float]) -> tuple[Float32Array, Float32Array]:
        """The change inside and elsewhere: float32 [n] each."""
        inside, _ = self._in_part.measure(channels, amounts)
        _, elsewhere = self._everywhere.measure(channels, amounts)
        return inside, elsewhere


def _share(inside: float, elsewhere: float) -> float:
    return inside / (inside + elsewhere + FAINT)


def _mean_score(changes: Iterable[tuple[float, float]]) -> float:
    measured = list(changes)
    return _share(*(sum(each) / len(measured) for each in zip(*measured, strict=True))) if measured else -np.inf


def _planned(units: int, faces: int) -> int:
    """About how many trials there will be."""
    if len(_rounds(faces)) == 1:
        return 2 * units * faces
    total, before, signs = 0, 0, 0
    for number, (end, both_signs) in enumerate(_rounds(faces)):
        if number == 0:
            signs = 1
        elif both_signs:
            total += units * before  # the other direction on the faces before
            signs = 2
        else:
            signs = 1
        total += units * (end - before) * signs
        share, least = _KEPT[min(number, len(_KEPT) - 1)]
        units, before = min(units, max(least, int(share * units))), end
    return total


def _next(size: int, took_s: float, step_s: float, *, most: int) -> int:
    """How many trials to make in the next step."""
    if took_s < 0.5 * step_s:
        return max(1, min(most, 2 * size))
    return max(1, min(most, int(size * step_s / took_s)))
