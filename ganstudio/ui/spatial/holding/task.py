"""The search for effects that hold, as a task of the render thread, a step between two pictures."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from ganstudio.errors import AnalysisError
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.new_latent import with_new_seed
from ganstudio.ui.bench.task import Progress, Work
from ganstudio.ui.spatial.finder.task import KnownDistributions, duration, sampled
from ganstudio.ui.spatial.painting.softened import as_it_acts

if TYPE_CHECKING:
    from ganstudio.analysis.detectors import Detector
    from ganstudio.analysis.holding import FacePart, HoldingEffect
    from ganstudio.api import Studio

Pixels = npt.NDArray[np.uint8]
Float32Array = npt.NDArray[np.float32]
Unit = tuple[str, int]

MOST = 10
"""Effects that are shown."""
PICTURES = 5
"""Faces that each is shown on."""
_FIRST_SEED = 2_000_000
_VARIATION = 0.7


@dataclass(frozen=True, kw_only=True, eq=False)
class HoldingWish:
    """What a person asks for.

    Attributes:
        kind: `maps` or `styles`. layers: whose channels are tried.
        recipe: The face on screen, without tabs. faces: how many, that one first, then random ones like it.
        recorded: The faces instead of these.
        selection: float32 [rows, columns], painted on it.
        detector: Which detector finds the part on each face; empty for where it is painted.
        feather: How soft the part's edge is, in cells.
        strength: In standard deviations of each channel.
    """

    kind: Literal["maps", "styles"]
    layers: tuple[str, ...]
    recipe: Recipe
    faces: int
    selection: Float32Array
    detector: str
    feather: float
    strength: float
    recorded: tuple[Recipe, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Held:
    """What is known so far.

    Attributes:
        kind: `maps` or `styles`. effects: The best, best first. faces: on how many the part was found.
        strength: In standard deviations. before: some of the faces as they are. after: the same, by channel.
        is_final: Whether every face was looked at.
    """

    kind: Literal["maps", "styles"]
    effects: tuple[HoldingEffect, ...]
    faces: int
    strength: float
    before: tuple[Pixels, ...] = ()
    after: Mapping[Unit, tuple[Pixels, ...]] = field(default_factory=dict)
    is_final: bool = False


def search_holding(wish: HoldingWish, known: KnownDistributions) -> Work[Held]:
    """Finds the part on the faces, tries every channel there, and makes small pictures of the best.

    Args:
        wish: What to look for.
        known: How strong maps are, as far as it was sampled before.
    """

    def work(studio: Studio) -> Iterator[Progress[Held]]:
        from ganstudio.analysis.holding import HoldingSearch, find_holding

        parts: list[FacePart] = []
        for done, part in enumerate(_parts(studio, wish), start=1):
            parts += [] if part is None else [part]
            yield Progress(done, wish.faces, f"finding the part on face {done} of {wish.faces}")
        if not parts:
            raise AnalysisError(f"The detector '{wish.detector}' finds nothing on these faces. Choose another one.")
        if wish.kind == "maps":
            yield from sampled(studio, wish.layers, known)
        search = HoldingSearch(kind=wish.kind, faces=tuple(parts), sizes=_sizes(studio, wish, known))
        started = time.monotonic()
        held = Held(kind=wish.kind, effects=(), faces=len(parts), strength=wish.strength)
        for step in find_holding(studio.renderer, search):
            left = (time.monotonic() - started) / max(1, step.done) * (step.total - step.done)
            note = f"face {step.face} of {len(parts)}, {step.running} channels · {duration(left)} left"
            held = Held(kind=wish.kind, effects=step.effects[:MOST], faces=len(parts), strength=wish.strength)
            yield Progress(step.done, step.total, note, held)
        yield from _pictured(studio, held, parts[:PICTURES])

    return work


def _parts(studio: Studio, wish: HoldingWish) -> Iterator[FacePart | None]:
    """Each face with its part; None where the detector finds none."""
    from ganstudio.analysis.detector_files import load_detectors
    from ganstudio.analysis.holding import FacePart

    detector = load_detectors(studio.folder.path).get(wish.detector) if wish.detector else None
    if wish.detector and detector is None:
        raise AnalysisError(f"This model has no detector '{wish.detector}' any more. Choose another one.")
    layers = [studio.spec.layer(name) for name in wish.layers] if wish.kind == "maps" else []
    for recipe in _faces(wish):
        painted = wish.selection if detector is None else _found(studio, recipe, detector, wish.selection.shape)
        selection = as_it_acts(painted, wish.feather, layers)
        largest = float(np.abs(selection).max(initial=0.0))
        yield FacePart(recipe=recipe, selection=selection / np.float32(largest)) if largest else None


def _faces(wish: HoldingWish) -> list[Recipe]:
    if wish.recorded:
        return [replace(recipe, edits=()) for recipe in wish.recorded]
    face = replace(wish.recipe, edits=())
    template = replace(face, variation=face.variation or _VARIATION)
    return [face, *(with_new_seed(template, _FIRST_SEED + number) for number in range(1, wish.faces))]


def _found(studio: Studio, recipe: Recipe, detector: Detector, size: tuple[int, ...]) -> Float32Array:
    from ganstudio.analysis.lower_layers import feature_maps

    detector.check(studio.spec)
    return detector.detect(feature_maps(studio.renderer, recipe, detector.layers), (size[0], size[1]))


def _sizes(studio: Studio, wish: HoldingWish, known: KnownDistributions) -> dict[str, Float32Array]:
    from ganstudio.analysis.find_maps import heard_deviations

    if wish.kind == "styles":
        deviations = studio.styles.statistics.deviation
        return {layer: np.float32(wish.strength) * deviations[layer] for layer in wish.layers}
    return {
        layer: (wish.strength * heard_deviations(known[studio.model_id, layer])).astype(np.float32)
        for layer in wish.layers
    }


def _pictured(studio: Studio, held: Held, parts: list[FacePart]) -> Iterator[Progress[Held]]:
    """The result with small pictures, a channel at a time."""
    from ganstudio.analysis.holding_pictures import small_picture, with_effect

    total, done = len(parts) * (1 + len(held.effects)), 0
    before: list[Pixels] = []
    for part in parts:
        before.append(small_picture(studio.renderer, part, part.recipe))
        done += 1
        yield Progress(done, total, "making pictures of the best")
    after: dict[Unit, tuple[Pixels, ...]] = {}
    for effect in held.effects:
        shown: list[Pixels] = []
        for part in parts:
            shown.append(small_picture(studio.renderer, part, with_effect(part, effect, held.kind)))
            done += 1
            yield Progress(done, total, "making pictures of the best")
        after = {**after, effect.unit: tuple(shown)}
        found = Held(
            kind=held.kind,
            effects=held.effects,
            faces=held.faces,
            strength=held.strength,
            before=tuple(before),
            after=after,
            is_final=True,
        )
        yield Progress(done, total, "making pictures of the best", found)
