"""What every part of a face needs while it is drawn: factors, head, colors, canvas, light and the pen's width."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor

from ganstudio.training.faces.canvas import Brush, Canvas, Part
from ganstudio.training.faces.curves import Points, closed, ribbon, smooth
from ganstudio.training.faces.factors import Face
from ganstudio.training.faces.head import Head
from ganstudio.training.faces.tones import Tones, tones_of


class Presence(NamedTuple):
    """How much of a thing is there: its size, and the weight of its ink, which grows first."""

    size: float
    ink: float


class Sheet:
    """One face while it is drawn. One thread's.

    Attributes:
        face: Values of the factors. head, tones, canvas: as their classes say.
        light: Where light comes from: -1 left, 1 right. line: half-width of the usual pen stroke.
        detail: 0..1, how much fine drawing there is: strands, streaks, lashes, shines.
    """

    def __init__(self, face: Face, canvas: Canvas) -> None:
        self.face, self.canvas = face, canvas
        self.head: Head = Head(face)
        self.tones: Tones = tones_of(face)
        self.light, self.detail = face["light"], face["detail"]
        self.line = 0.56 * face["ink"] * self.head.zoom

    def __getitem__(self, name: str) -> float:
        return self.face[name]

    def presence(self, name: str) -> Presence | None:
        """How much of a thing that can be absent is drawn; None if nothing.

        Below 0.2 nothing is seen, so that the mean of many faces is clean. The ink grows with the thing: a line of full
        width around nothing would appear at once.
        """
        size = grown(self.face[name])
        return Presence(size, smooth(0, 0.3, size)) if size >= 0.01 else None

    def outlined(self, points: Points, fill: Brush, ink: QColor, part: Part, *, weight: float = 1.0) -> None:
        """Fill an outline and draw a line of even width around it; nothing if the line has no weight."""
        if weight < 1e-3:
            return
        self.canvas.fill(points, fill, part)
        self.canvas.fill(ribbon(closed(points), self.line * 0.8 * weight), ink, part)

    def stroke(self, points: Points, half_width: float | Points, color: QColor, part: Part | None = None) -> None:
        """Draw a line of the given half-width, in units of the picture."""
        self.canvas.fill(ribbon(points, half_width), color, part)


def grown(presence: float) -> float:
    """How large a thing is drawn for its presence: nothing below 0.2, all of it from 0.95."""
    return smooth(0.2, 0.95, presence)
