"""Splines, tapering strokes and other outlines as arrays of points, computed with cached matrices."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Points [n, 2] or [..., 2], in the drawing's units (256 to a side)."""


def lerp(start: float, end: float, share: float) -> float:
    """The value `share` of the way from start to end."""
    return start + (end - start) * share


def smooth(low: float, high: float, value: float) -> float:
    """0 below `low`, 1 above `high`, with a smooth step between."""
    share = min(max((value - low) / (high - low), 0.0), 1.0)
    return share * share * (3 - 2 * share)


def clip(value: float, low: float, high: float) -> float:
    """The value, held between low and high."""
    return min(max(value, low), high)


@lru_cache(None)
def catmull_rom(knots: int, count: int, *, closed: bool) -> Points:
    """The matrix of a Catmull-Rom spline: float64 [count, knots].

    Source: Catmull and Rom 1974; open ends are continued along their first and last span.
    """
    matrix = np.zeros((count, knots))
    last = knots if closed else knots - 1
    for row, place in enumerate(np.linspace(0, last, count, endpoint=not closed)):
        span = min(int(place), last - 1)
        t = place - span
        basis = (
            -0.5 * t + t**2 - 0.5 * t**3,
            1 - 2.5 * t**2 + 1.5 * t**3,
            0.5 * t + 2 * t**2 - 1.5 * t**3,
            -0.5 * t**2 + 0.5 * t**3,
        )
        for weight, knot in zip(basis, range(span - 1, span + 3), strict=True):
            if closed:
                matrix[row, knot % knots] += weight
            elif knot < 0:
                matrix[row, :2] += 2 * weight, -weight
            elif knot >= knots:
                matrix[row, knots - 2 :] += -weight, 2 * weight
            else:
                matrix[row, knot] += weight
    return matrix


def spline(points: Points | Sequence[Sequence[float]], count: int = 24, *, closed: bool = False) -> Points:
    """A smooth curve through the points: [k, 2] -> float64 [count, 2]."""
    knots = np.asarray(points, np.float64)
    return catmull_rom(len(knots), count, closed=closed) @ knots


@lru_cache(None)
def towards_tips(count: int) -> Points:
    """0..1, denser towards 1: the tips of the locks are what is looked at. float64 [count]."""
    return 1 - (1 - np.linspace(0, 1, count)) ** 1.45


@lru_cache(None)
def bezier(count: int) -> Points:
    """The matrix of a cubic Bezier curve, sampled as `towards_tips`: float64 [count, 4]."""
    t = towards_tips(count)[:, None]
    return np.concatenate([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3], axis=1)


def normals(points: Points) -> Points:
    """Unit normals to the left of the way along each row of points: float64 [..., n, 2], the same shape."""
    steps = np.empty_like(points)
    steps[..., 1:-1, :] = points[..., 2:, :] - points[..., :-2, :]
    steps[..., 0, :] = points[..., 1, :] - points[..., 0, :]
    steps[..., -1, :] = points[..., -1, :] - points[..., -2, :]
    scale = 1 / (np.sqrt(steps[..., 0] ** 2 + steps[..., 1] ** 2) + 1e-6)
    found = np.empty_like(points)
    np.multiply(steps[..., 1], -scale, out=found[..., 0])
    np.multiply(steps[..., 0], scale, out=found[..., 1])
    return found


def join(outlines: Sequence[Points]) -> Points:
    """Many outlines of one turning sense as one, over bridges of no width: one fill instead of many."""
    way: list[Points] = []
    for outline in outlines:
        way += [outline, outline[:1]]
    return np.concatenate(way + [outline[:1] for outline in outlines[-2::-1]])


def ribbon(points: Points, half_width: float | Points) -> Points:
    """A stroke as an outline: [n, 2] and a half-width (one, or [n]) -> float64 [2n, 2]."""
    wide = np.broadcast_to(np.asarray(half_width, np.float64), (len(points),))
    offset = normals(points) * wide[:, None]
    return np.concatenate([points + offset, (points - offset)[::-1]])


@lru_cache(None)
def taper(count: int, start: float = 0.0, end: float = 0.0, peak: float = 0.5) -> Points:
    """A stroke's width along its way: `start`, 1 at the peak, `end`. float64 [count]."""
    t = np.linspace(0, 1, count)
    rise = np.sin(np.clip(t / max(peak, 1e-3), 0, 1) * np.pi / 2)
    fall = np.sin(np.clip((1 - t) / max(1 - peak, 1e-3), 0, 1) * np.pi / 2)
    return np.where(t < peak, start + (1 - start) * rise, end + (1 - end) * fall)


@lru_cache(None)
def circle(count: int = 32) -> Points:
    """The unit circle: float64 [count, 2]."""
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def turned(points: Points, angle: float) -> Points:
    """Points turned about the origin, clockwise on the screen for a positive angle in radians."""
    cosine, sine = np.cos(angle), np.sin(angle)
    found: Points = points @ np.array([[cosine, sine], [-sine, cosine]])
    return found


def closed(points: Points) -> Points:
    """The points with the first one again at the end."""
    return np.concatenate([points, points[:1]])


def mirrored(points: Points | Sequence[Sequence[float]]) -> Points:
    """The points, then their mirror images on the other side of x = 0 in reverse."""
    half = np.asarray(points, np.float64)
    return np.concatenate([half, (half * [-1, 1])[::-1]])
