"""A face between two faces: latents, sliders and spatial edits at a position from 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
import numpy as np

from ganstudio.errors import JobError
from ganstudio.jobs.spacing import slerp
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import AttributeShift, SpatialEdit, StyleShift
from ganstudio.recipe.latent import Latent, LatentW, LatentWPlus, LatentZ, Truncation
from ganstudio.words import tr

Space = Literal["w", "z"]


def blended(start: Recipe, end: Recipe, position: float, *, space: Space = "w") -> Recipe:
    """The recipe between two; exactly the start at 0 and the end at 1.

    Latents, truncation, variation, attributes, style shifts and spatial edits move evenly; what cannot be halved
    (noise, base, style mixing, classes) is taken from the nearer end.

    Args:
        start: Its latent is a w or w+ in space `w`, a z in space `z`.
        end: Likewise.
        position: 0..1.
        space: Straight in `w`, along the great circle in `z`.

    Raises:
        JobError: A latent is of another kind than the space, or the shapes differ.
    """
    if position in (0.0, 1.0):
        return end if position else start
    nearer = start if position < 0.5 else end
    psi = _between(start.truncation.psi, end.truncation.psi, position)
    return replace(
        nearer,
        latent=_latent_between(start.latent, end.latent, position, space),
        truncation=Truncation(psi=psi, cutoff=nearer.truncation.cutoff),
        variation=_between(start.variation, end.variation, position),
        attributes=_attributes_between(start.attributes, end.attributes, position),
        edits=_edits_between(start.edits, end.edits, position),
        styles=_styles_between(start.style_shifts, end.style_shifts, position),
    )


class Curve:
    """A cubic spline through latents in w: it passes each of them, and has no corner and no jump of its curvature.

    Source: de Boor 1978, "A practical guide to splines", chapter IV; natural ends, or periodic where it is closed.
    """

    def __init__(self, latents: Sequence[Latent], *, closed: bool) -> None:
        """Finds the second derivative at each latent, which are one step apart.

        Args:
            latents: w or w+, 2 or more.
            closed: Whether the last one leads to the first.
        """
        points = [_w(latent) for latent in latents]
        shape = max((point.shape for point in points), key=len)
        self._points = np.stack([np.broadcast_to(point, shape) for point in points]).astype(np.float64)
        count = len(points)
        system = 4.0 * np.eye(count) + np.eye(count, k=1) + np.eye(count, k=-1)
        flat = self._points.reshape(count, -1)
        bends = 6.0 * (np.roll(flat, 1, axis=0) - 2.0 * flat + np.roll(flat, -1, axis=0))
        if closed:
            system[0, -1] += 1.0
            system[-1, 0] += 1.0
        else:
            system[[0, -1]] = np.eye(count)[[0, -1]]
            bends[[0, -1]] = 0.0
        self._curvatures = np.linalg.solve(system, bends).reshape(self._points.shape)

    def at(self, leg: int, position: float) -> LatentW | LatentWPlus:
        """The latent between two: leg counts from 0, position is 0..1 on it."""
        here, there = leg % len(self._points), (leg + 1) % len(self._points)
        rest = 1.0 - position
        straight = rest * self._points[here] + position * self._points[there]
        bend = (rest**3 - rest) * self._curvatures[here] + (position**3 - position) * self._curvatures[there]
        mixed = Array(straight + bend / 6.0)
        return LatentW(mixed) if len(mixed.shape) == 1 else LatentWPlus(mixed)


def plain(recipe: Recipe, ws: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Recipe:
    """The recipe with all that happens in w done: its latent is what enters the synthesis network.

    Args:
        recipe: The face.
        ws: float32 [num_ws, w_dim], as the renderer computes it from the recipe.
    """
    same = bool((ws == ws[:1]).all())
    latent: Latent = LatentW(Array(ws[0])) if same else LatentWPlus(Array(ws))
    return replace(
        recipe, latent=latent, truncation=Truncation(), variation=1.0, base=None, style_mix=(), attributes=()
    )


def direction(start: Recipe, end: Recipe) -> Array:
    """What added to the start's w gives the end's: float32 [w_dim], or [num_ws, w_dim] if a layer has a w of its own.

    Raises:
        JobError: A latent is neither w nor w+.
    """
    first, second = _w(start.latent), _w(end.latent)
    return Array(second - first)


def _latent_between(start: Latent, end: Latent, position: float, space: Space) -> Latent:
    if start == end:
        return start
    if space == "z":
        if not (isinstance(start, LatentZ) and isinstance(end, LatentZ)):
            raise JobError(
                tr("A walk in z goes between seeds or z; a face kept as w can be reached in w only. Choose w.")
            )
        return LatentZ(Array(slerp(start.values.numpy(), end.values.numpy(), position)))
    first, second = _w(start), _w(end)
    if first.shape[-1] != second.shape[-1]:
        raise JobError(
            tr(
                "A w of {size} and one of {other_size} numbers are of different models.",
                size=first.shape[-1],
                other_size=second.shape[-1],
            )
        )
    mixed = Array((1.0 - position) * first + position * second)  # [w_dim] or [num_ws, w_dim]
    return LatentW(mixed) if len(mixed.shape) == 1 else LatentWPlus(mixed)


def _w(latent: Latent) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    if isinstance(latent, LatentW | LatentWPlus):
        return latent.values.numpy()
    raise JobError(tr("This face's latent is not a w yet; the job needs the model to compute it first."))


def _between(start: float, end: float, position: float) -> float:
    return start if start == end else (1.0 - position) * start + position * end


def _attributes_between(
    start: tuple[AttributeShift, ...], end: tuple[AttributeShift, ...], position: float
) -> tuple[AttributeShift, ...]:
    ahead = {_place(shift): shift for shift in end}
    mixed = []
    for shift in start:
        other = ahead.pop(_place(shift), None)
        amount = _between(shift.amount, other.amount if other else 0.0, position)
        mixed.append(msgspec.structs.replace(shift, amount=amount))
    mixed += [msgspec.structs.replace(shift, amount=shift.amount * position) for shift in ahead.values()]
    return tuple(shift for shift in mixed if shift.amount)


def _styles_between(
    start: tuple[StyleShift, ...], end: tuple[StyleShift, ...], position: float
) -> tuple[StyleShift, ...]:
    before, ahead = ({shift.place: shift for shift in shifts} for shifts in (start, end))
    mixed = []
    for place in {**before, **ahead}:
        first, second = (ends[place].value if place in ends else 0.0 for ends in (before, ahead))
        shift = before.get(place) or ahead[place]
        amount = _between(first, second, position) / shift.deviation
        mixed.append(msgspec.structs.replace(shift, amount=amount))
    return tuple(shift for shift in mixed if shift.amount)


def _place(shift: AttributeShift) -> AttributeShift:
    return msgspec.structs.replace(shift, amount=0.0)


def _edits_between(
    start: tuple[SpatialEdit, ...], end: tuple[SpatialEdit, ...], position: float
) -> tuple[SpatialEdit, ...]:
    """Edits that differ in their multiplier alone move; others fade out, or in under a name of their own.

    Selections of tabs that follow one detector or script may differ, as they are placed anew on each picture between.
    """
    ahead = {edit.name: edit for edit in end}
    mixed = []
    for edit in start:
        other = ahead.get(edit.name)
        if other is not None and _moves_to(edit, other):
            ahead.pop(edit.name)
            mixed.append(
                msgspec.structs.replace(edit, multiplier=_between(edit.multiplier, other.multiplier, position))
            )
        elif edit.is_active:
            mixed.append(_faded(edit, 1.0 - position))
    names = {edit.name for edit in mixed}
    for edit in ahead.values():
        if edit.is_active:
            name = edit.name if edit.name not in names else f"{edit.name} (end)"
            mixed.append(msgspec.structs.replace(_faded(edit, position), name=name))
    return tuple(mixed)


def _moves_to(edit: SpatialEdit, other: SpatialEdit) -> bool:
    selection = other.selection if edit.is_placed else edit.selection
    return msgspec.structs.replace(edit, multiplier=other.multiplier, selection=selection) == other and (
        edit.multiplier == other.multiplier or edit.mode in ("add", "multiply", "set")
    )


def _faded(edit: SpatialEdit, strength: float) -> SpatialEdit:
    if edit.mode in ("add", "multiply"):
        return msgspec.structs.replace(edit, multiplier=edit.multiplier * strength)
    return msgspec.structs.replace(edit, selection=Array(edit.selection.numpy() * np.float32(strength)))
