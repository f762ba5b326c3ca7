"""The head in three dimensions: where a point of the face, the hair or the body comes to lie on the picture.

The head is a stack of ellipses, turned about the neck and seen in weak perspective; features are drawn in the frontal
plane and lifted onto it, so that one drawing serves every pose.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ganstudio.training.faces.curves import Points, spline
from ganstudio.training.faces.factors import Face

HAIR_WIDTH: Final = 57.0
HAIR_HEIGHT: Final = 63.0
HAIR_DEPTH: Final = 55.0
HAIR_MIDDLE: Final = -6.0
"""Half-axes of the hair's ellipsoid and the height of its middle."""

_HEIGHTS: Final = np.array([-50, -30, -10, 4, 14, 23.5, 32.5, 41.5, 50, 56.5, 60.6, 62.0])
_WIDTHS: Final = np.array([27, 44, 49, 48.2, 46.4, 44.2, 40.6, 33.8, 24.2, 14.4, 7.2, 0.6])
_MIDDLES: Final = np.array([-5, -5, -3, 0, 6, 10, 15, 19, 23, 27, 30, 32.0])
_FRONTS: Final = np.array([30, 40, 43, 42, 41, 41, 41, 40, 39, 38, 37, 36.0])
"""Slices of the head from the crown to the chin: height, half-width, and depth of its middle and front."""

_CHIN_WIDTH: Final = np.array([0, 0, 0, 0, 0, 0, 0, 0.4, 1.6, 3.2, 4.0, 0.6])
"""What a masculine chin is wider by."""

_NECK: Final = 28.0
_DISTANCE: Final = 700.0
"""Of the eye from the head, in units: weak perspective."""


class Head:
    """The pose and shape of one head.

    Attributes:
        zoom: Units of the picture to one of the head. chin: height of the chin. yaw: in radians.
        hair_height: half-height of the hair.
    """

    def __init__(self, face: Face) -> None:
        age, masculine = face["age"], face["masc"]
        self.yaw, self._pitch, self._roll = (math.radians(face[name]) for name in ("yaw", "pitch", "roll"))
        low = np.clip((_HEIGHTS - 20) / 40, 0, 1)
        jaw = 0.07 * face["jaw"] + 0.16 * masculine - 0.075 * age
        wide = (1 + 0.035 * face["face_w"] - 0.028 * age) * (1 + jaw * np.sin(np.pi * np.clip(low * 1.05, 0, 1)) * 1.1)
        self._widths = _WIDTHS * wide * 0.965 + _CHIN_WIDTH * max(0.0, masculine - 0.25) * (1 + 0.4 * age)
        self._heights = _HEIGHTS + low * (2.0 * face["chin"] + 4.2 * age + 4.4 * masculine - 0.85)
        self._depths = _FRONTS - _MIDDLES
        self.chin = float(self._heights[-1])
        self.zoom = 1.34 * face["zoom"]
        self.hair_height = HAIR_HEIGHT * (1 + 0.07 * face["crown"])
        middle = np.array([128 + face["shift_x"] - 0.16 * face["yaw"], 122 + face["shift_y"] - 0.12 * face["pitch"]])
        self._offset = middle + np.array([0, _NECK * self.zoom])
        self._turns: dict[float, tuple[Points, Points]] = {}
        grid = np.arange(261) / 2 - 60
        columns = (self._widths * 1.07 + 2, _MIDDLES, self._depths)
        self._table = np.stack([np.interp(grid, self._heights, column) for column in columns], axis=1)

    def project(self, points: Points, follow: float = 1.0) -> Points:
        """Points in space to the picture: [..., 3] -> [..., 2]; `follow` is the share of the turn they take part in."""
        matrix, offset = self._turn(follow)
        turned = points @ matrix + offset
        seen: Points = turned[..., :2] * (self.zoom / (1 - turned[..., 2:] / _DISTANCE)) + self._offset
        return seen

    def at_depth(self, points: ArrayLike, depth: ArrayLike, follow: float = 1.0) -> Points:
        """Points of the frontal plane at a depth (one, or one each): [..., 2] -> [..., 2] on the picture."""
        return self.project(_lifted(np.asarray(points, np.float64), depth), follow)

    def depth_of_face(self, x: Points, y: Points) -> NDArray[np.float64]:
        """The depth of the face's surface."""
        place = np.clip((y + 60) * 2, 0, 258.9)
        row = place.astype(np.intp)
        found = self._table[row]
        found = found + (self._table[row + 1] - found) * (place - row)[..., None]
        depth: NDArray[np.float64] = found[..., 1] + found[..., 2] * np.sqrt(
            np.clip(1 - (x / found[..., 0]) ** 2, 0.03, 1)
        )
        return depth

    def on_face(self, points: ArrayLike, lift: float = 0.0) -> Points:
        """Points of the frontal plane on the face's surface: [..., 2] -> [..., 2] on the picture."""
        flat = np.asarray(points, np.float64)
        return self.project(_lifted(flat, self.depth_of_face(flat[..., 0], flat[..., 1]) + lift))

    def on_hair(self, points: ArrayLike, lift: float = 0.0) -> Points:
        """Points of the frontal plane on the hair's ellipsoid: [..., 2] -> [..., 2] on the picture."""
        flat = np.asarray(points, np.float64)
        above = np.minimum(flat[..., 1] - HAIR_MIDDLE, 0)
        inside = 1 - (flat[..., 0] / (HAIR_WIDTH + 2)) ** 2 - (above / (self.hair_height + 1)) ** 2
        inside = (inside + np.sqrt(inside * inside + 0.01)) / 2  # soft at the rim
        return self.project(_lifted(flat, HAIR_DEPTH * np.sqrt(inside) - 6 + lift))

    def contour(self) -> Points:
        """The outline of the face on the picture: [80, 2], closed, from the right of the crown over the chin.

        Each slice's outline lies where its ellipse turns away, so that the outline turns with the head.
        """
        cosine, sine = math.cos(self.yaw), math.sin(self.yaw)
        edge = np.arctan2(self._depths * sine, (self._widths + 0.01) * cosine)
        across, along = self._widths * np.cos(edge), self._depths * np.sin(edge)
        right = self.project(np.stack([across, self._heights, _MIDDLES + along], axis=1))
        left = self.project(np.stack([-across, self._heights, _MIDDLES - along], axis=1))
        # On the far side the eye's socket makes a dent, the cheek a bump.
        bump = 2.0 * np.exp(-(((_HEIGHTS - 28) / 9) ** 2)) - 3.2 * np.exp(-(((_HEIGHTS - 6) / 9) ** 2))
        right[:, 0] += bump * max(0.0, sine) * 2 * self.zoom
        left[:, 0] -= bump * max(0.0, -sine) * 2 * self.zoom
        return spline(np.concatenate([right, left[-2::-1]]), 80, closed=True)

    def hair_outline(self, extra: float = 0.0) -> Points:
        """The outline of the hair's ellipsoid on the picture: [64, 2], closed; the left end is at 32, the top at 48."""
        axes = np.diag([HAIR_WIDTH + extra, self.hair_height + extra, HAIR_DEPTH + extra])
        seen = (_about_x(self._pitch) @ _about_y(self.yaw) @ axes)[:2]
        angles = np.linspace(0, 2 * np.pi, 64, endpoint=False)
        ring = np.stack([np.cos(angles), np.sin(angles)], axis=1) @ np.linalg.cholesky(seen @ seen.T).T
        low = np.clip(ring[:, 1] / HAIR_HEIGHT, 0, 1)
        ring *= np.stack([1 - 0.24 * low**2, 1 - 0.22 * low], axis=1)
        turned: Points = ring @ _about_z(self._roll)[:2, :2].T
        return self.project(np.array([0, HAIR_MIDDLE, -6.0])) + turned * self.zoom

    def _turn(self, follow: float) -> tuple[Points, Points]:
        if follow not in self._turns:
            matrix = _about_z(self._roll * follow) @ _about_x(self._pitch * follow) @ _about_y(self.yaw * follow)
            self._turns[follow] = matrix.T.copy(), matrix @ np.array([0, -_NECK, 8.0])
        return self._turns[follow]


def _lifted(points: Points, depth: ArrayLike) -> Points:
    found = np.empty((*points.shape[:-1], 3))
    found[..., :2] = points
    found[..., 2] = depth
    return found


def _about_x(angle: float) -> Points:
    cosine, sine = math.cos(angle), math.sin(angle)
    return np.array([[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]])


def _about_y(angle: float) -> Points:
    cosine, sine = math.cos(angle), math.sin(angle)
    return np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]])


def _about_z(angle: float) -> Points:
    cosine, sine = math.cos(angle), math.sin(angle)
    return np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
