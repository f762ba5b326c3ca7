"""The search for effects that hold, as a task of the render thread, a step between two pictures."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from ganstudio.errors import AnalysisError
from ganstudio.ui.bench.task import Progress, Work
from ganstudio.ui.spatial.finder.task import learned_deviations
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.analysis.holding import FacePart, HoldingEffect
    from ganstudio.analysis.holding_faces import HoldingWish
    from ganstudio.api import Studio

Pixels = npt.NDArray[np.uint8]
Unit = tuple[str, int]

MOST = 10
"""Effects that are shown."""
PICTURES = 5
"""Faces that each is shown on."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Held:
    """What is known so far.

    Attributes:
        kind: `maps` or `styles`. effects: The best, best first. faces: on how many the part was found.
        looked_at: How many of these were looked at so far.
        strength: In standard deviations. before: some of the faces as they are. after: the same, by channel.
        is_final: Whether every face was looked at.
    """

    kind: Literal["maps", "styles"]
    effects: tuple[HoldingEffect, ...]
    faces: int
    looked_at: int
    strength: float
    before: tuple[Pixels, ...] = ()
    after: Mapping[Unit, tuple[Pixels, ...]] = field(default_factory=dict)
    is_final: bool = False


def search_holding(wish: HoldingWish) -> Work[Held]:
    """Finds the part on the faces, tries every channel there, and makes small pictures of the best."""

    def work(studio: Studio) -> Iterator[Progress[Held]]:
        from ganstudio.analysis.detector_files import load_detectors
        from ganstudio.analysis.holding import HoldingSearch, find_holding
        from ganstudio.analysis.holding_faces import parts_on_faces, sizes_of

        detectors = load_detectors(studio.folder.path) if wish.detector else {}
        parts: list[FacePart] = []
        for done, part in enumerate(parts_on_faces(studio.renderer, wish, detectors), start=1):
            parts += [] if part is None else [part]
            note = tr("finding the part on face {face} of {faces}", face=done, faces=wish.faces)
            yield Progress(done, wish.faces, note)
        if not parts:
            raise AnalysisError(
                tr("The detector '{name}' finds nothing on these faces. Choose another one.", name=wish.detector)
            )
        deviations: Mapping[str, npt.NDArray[np.float32]]
        if wish.kind == "maps":
            deviations = yield from learned_deviations(studio, wish.layers)
        else:
            deviations = studio.styles.statistics.deviation
        search = HoldingSearch(kind=wish.kind, faces=tuple(parts), sizes=sizes_of(wish, deviations))
        started = time.monotonic()
        held = Held(kind=wish.kind, effects=(), faces=len(parts), looked_at=0, strength=wish.strength)
        for step in find_holding(studio.renderer, search):
            left = (time.monotonic() - started) / max(1, step.done) * (step.total - step.done)
            note = tr(
                "face {face} of {faces}, {channels} channels",
                face=step.face,
                faces=len(parts),
                channels=step.running,
            )
            held = replace(held, effects=step.effects[:MOST], looked_at=max(held.looked_at, step.face))
            yield Progress(step.done, step.total, note, held, left)
        yield from _pictured(studio, held, parts[:PICTURES])

    return work


def _pictured(studio: Studio, held: Held, parts: list[FacePart]) -> Iterator[Progress[Held]]:
    """The result with small pictures, a channel at a time."""
    from ganstudio.analysis.holding_pictures import small_picture, with_effect

    total, done, started = len(parts) * (1 + len(held.effects)), 0, time.monotonic()

    def progress(found: Held | None = None) -> Progress[Held]:
        left = (time.monotonic() - started) / done * (total - done)
        return Progress(done, total, tr("making pictures of the best"), found, left)

    before: list[Pixels] = []
    for part in parts:
        before.append(small_picture(studio.renderer, part, part.recipe))
        done += 1
        yield progress()
    after: dict[Unit, tuple[Pixels, ...]] = {}
    for effect in held.effects:
        shown: list[Pixels] = []
        for part in parts:
            shown.append(small_picture(studio.renderer, part, with_effect(part, effect, held.kind)))
            done += 1
            yield progress()
        after = {**after, effect.unit: tuple(shown)}
        yield progress(replace(held, before=tuple(before), after=after, is_final=True))
