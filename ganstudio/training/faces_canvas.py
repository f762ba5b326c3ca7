"""Two drawings at once: the picture, antialiased, and a map of which part of the face is seen in each pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QGradient, QImage, QLinearGradient, QPainter, QPainterPath, QPen

from ganstudio.training.faces_parts import Part

UNITS = 128
"""Side of the drawing in its own units; at 128x128 pixels a unit is a pixel."""

Rgb = tuple[float, float, float]
Paint = Rgb | QGradient

WHITE: Rgb = (1.0, 1.0, 1.0)


def colour(rgb: Rgb, alpha: float = 1.0) -> QColor:
    """A Qt colour from RGB of 0..1, clamped."""
    r, g, b = (min(max(float(value), 0.0), 1.0) for value in rgb)
    return QColor.fromRgbF(r, g, b, min(max(alpha, 0.0), 1.0))


def mix(a: Rgb, b: Rgb, share: float) -> Rgb:
    """The colour `share` of the way from a to b."""
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def vertical(top: float, bottom: float, *stops: tuple[float, Rgb, float]) -> QLinearGradient:
    """A gradient from y = top to y = bottom; stops are (position 0..1, RGB, alpha)."""
    gradient = QLinearGradient(0, top, 0, bottom)
    for position, rgb, alpha in stops:
        gradient.setColorAt(position, colour(rgb, alpha))
    return gradient


class Canvas:
    """Paints paths into a picture and into a part map at the same places. Lives in the thread that made it.

    Args:
        size: Side of both, in pixels.
        supersample: The picture is painted this many times larger and averaged.
    """

    def __init__(self, size: int, *, supersample: int = 2) -> None:
        self._size, self._supersample = size, supersample
        self._picture = QImage(size * supersample, size * supersample, QImage.Format.Format_RGB32)
        self._parts = QImage(size, size, QImage.Format.Format_Grayscale8)
        self._parts.fill(int(Part.BACKGROUND))
        self._painters = (QPainter(self._picture), QPainter(self._parts))
        self._painters[0].setRenderHint(QPainter.RenderHint.Antialiasing)
        for painter, image in zip(self._painters, (self._picture, self._parts), strict=True):
            painter.scale(image.width() / UNITS, image.width() / UNITS)

    def place(self, *, shift: tuple[float, float], tilt: float, scale: float, pivot: tuple[float, float]) -> None:
        """Move everything painted from now on: scaled and turned (degrees) about `pivot`, then shifted (units)."""
        for painter in self._painters:
            painter.translate(pivot[0] + shift[0], pivot[1] + shift[1])
            painter.rotate(tilt)
            painter.scale(scale, scale)
            painter.translate(-pivot[0], -pivot[1])

    def save(self) -> None:
        """Remember placement and clip; `restore` goes back to them."""
        for painter in self._painters:
            painter.save()

    def restore(self) -> None:
        """Go back to the placement and clip of the last `save`."""
        for painter in self._painters:
            painter.restore()

    def clip(self, path: QPainterPath) -> None:
        """Paint only inside `path` until `restore`."""
        for painter in self._painters:
            painter.setClipPath(path, Qt.ClipOperation.IntersectClip)

    def fill(self, path: QPainterPath, paint: Paint, part: Part | None, *, opacity: float = 1.0) -> None:
        """Fill a path; `part` None leaves the part map as it is (shading, highlights)."""
        if opacity <= 0.01:
            return
        brush = QBrush(paint) if isinstance(paint, QGradient) else QBrush(colour(paint))
        self._painters[0].setOpacity(min(opacity, 1.0))
        self._painters[0].fillPath(path, brush)
        if part is not None and opacity >= 0.5:
            self._painters[1].fillPath(path, QBrush(_label(part)))

    def line(self, path: QPainterPath, rgb: Rgb, width: float, part: Part | None, *, opacity: float = 1.0) -> None:
        """Stroke a path with round ends; width in units."""
        if opacity <= 0.01:
            return
        self._painters[0].setOpacity(min(opacity, 1.0))
        self._painters[0].strokePath(path, _pen(colour(rgb), width))
        if part is not None and opacity >= 0.5:
            self._painters[1].strokePath(path, _pen(_label(part), max(width, 1.0)))

    def finish(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """End painting.

        Returns:
            (picture, parts): uint8 [size, size, 3] and uint8 [size, size], values of `Part`.
        """
        for painter in self._painters:
            painter.end()
        side, step = self._size, self._supersample
        pixels = _bytes_of(self._picture).reshape(side * step, side * step, 4)[..., 2::-1]  # BGRA in memory -> RGB
        total = np.zeros((side, side, 3), np.uint16)
        for row in range(step):
            for column in range(step):
                total += pixels[row::step, column::step]
        averaged = (total + step * step // 2) // (step * step)
        parts = _bytes_of(self._parts).reshape(side, -1)[:, :side]
        return averaged.astype(np.uint8), parts.copy()


def _bytes_of(image: QImage) -> NDArray[np.uint8]:
    return np.frombuffer(image.constBits(), np.uint8)


def _label(part: Part) -> QColor:
    return QColor(int(part), int(part), int(part))


def _pen(ink: QColor, width: float) -> QPen:
    return QPen(QBrush(ink), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def closed(*points: tuple[float, float]) -> QPainterPath:
    """A closed smooth path of quadratic pieces: start, then (control, end) pairs."""
    path = opened(*points)
    path.closeSubpath()
    return path


def opened(*points: tuple[float, float]) -> QPainterPath:
    """An open smooth path of quadratic pieces: start, then (control, end) pairs."""
    path = QPainterPath(QPointF(*points[0]))
    for control, end in zip(points[1::2], points[2::2], strict=True):
        path.quadTo(QPointF(*control), QPointF(*end))
    return path


def ellipse(x: float, y: float, radius_x: float, radius_y: float) -> QPainterPath:
    """An ellipse about (x, y)."""
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), max(radius_x, 0.01), max(radius_y, 0.01))
    return path
