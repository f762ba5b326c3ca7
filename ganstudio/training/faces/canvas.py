"""A picture and its part map, filled at once: every shape is a polygon with a brush and, if it is a part, a label."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from functools import lru_cache
from typing import Any, Final

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPolygonF, QRadialGradient

from ganstudio.training.faces.curves import Points

UNITS: Final = 256.0
"""The drawing's own side; a picture of any size is scaled from it."""

Brush = QColor | QBrush
Stop = tuple[float, QColor]


class Part(IntEnum):
    """What is seen in a pixel."""

    BACKGROUND = 0
    HAIR = 1
    CLOTHES = 2
    SKIN = 3
    CHEEKS = 4
    MOUTH = 5
    EYES = 6
    IRIS = 7
    BROWS = 8
    ACCESSORY = 9


class Canvas:
    """Paints polygons into a picture and, where a part is named, its number into the part map. One thread's.

    Args:
        size: Side of the picture in pixels. supersampling: painted pixels to a side of one pixel.
        parts: Whether there is a part map.
    """

    def __init__(self, size: int, *, supersampling: int = 1, parts: bool = True) -> None:
        self.size, self._supersampling = size, supersampling
        wide = size * supersampling
        self._image = QImage(wide, wide, QImage.Format.Format_RGB32)
        self.painter = QPainter(self._image)
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.scale(wide / UNITS, wide / UNITS)
        self._map: QImage | None = None
        self._labels: QPainter | None = None
        if parts:
            self._map = QImage(size, size, QImage.Format.Format_Grayscale8)
            self._map.fill(0)
            self._labels = QPainter(self._map)
            self._labels.setPen(Qt.PenStyle.NoPen)
            self._labels.scale(size / UNITS, size / UNITS)

    def fill(self, points: Points, brush: Brush, part: Part | None = None) -> None:
        """Fill the outline [n, 2]; `part` is what the map shows there from now on."""
        polygon = _polygon(points)
        self.painter.setBrush(brush)
        self.painter.drawPolygon(polygon, Qt.FillRule.WindingFill)
        if part is not None and self._labels is not None:
            self._labels.setBrush(_label(part))
            self._labels.drawPolygon(polygon, Qt.FillRule.WindingFill)

    @contextmanager
    def clipped(self, points: Points) -> Iterator[None]:
        """Paint inside the outline [n, 2] only."""
        path = QPainterPath()
        path.addPolygon(_polygon(points))
        path.closeSubpath()
        painters = [painter for painter in (self.painter, self._labels) if painter is not None]
        for painter in painters:
            painter.save()
            painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        try:
            yield
        finally:
            for painter in painters:
                painter.restore()

    def finish(self, last: Callable[[QPainter, QImage], None]) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
        """The picture at its final size.

        Args:
            last: Paints over the finished picture: it gets a painter in units of the drawing, and the picture blurred.

        Returns:
            (picture, parts): uint8 [size, size, 3], and uint8 [size, size] of `Part`, or None.
        """
        self.painter.end()
        image, size = self._reduced(), self.size
        painter = QPainter(image)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.scale(size / UNITS, size / UNITS)
        last(painter, _blurred(image))
        painter.end()
        picture = _pixels(image)[..., 2::-1].copy()
        if self._map is None or self._labels is None:
            return picture, None
        self._labels.end()
        rows = np.frombuffer(self._map.constBits(), np.uint8).reshape(size, -1)
        return picture, rows[:, :size].copy()

    def _reduced(self) -> QImage:
        step, size = self._supersampling, self.size
        if step == 1:
            return self._image
        total = _pixels(self._image).reshape(size, step, size, step, 4).sum(axis=(1, 3), dtype=np.uint16)
        self._small = ((total + step * step // 2) // (step * step)).astype(np.uint8)  # the image borrows it
        return QImage(self._small.data, size, size, QImage.Format.Format_RGB32)


def linear(start: Points, end: Points, *stops: Stop) -> QBrush:
    """A gradient along the way from start to end."""
    gradient = QLinearGradient(QPointF(*start), QPointF(*end))
    for place, color in stops:
        gradient.setColorAt(place, color)
    return QBrush(gradient)


def radial(center: Points, radius: float, *stops: Stop) -> QBrush:
    """A gradient from a center outwards."""
    gradient = QRadialGradient(QPointF(*center), radius)
    for place, color in stops:
        gradient.setColorAt(place, color)
    return QBrush(gradient)


def _blurred(image: QImage) -> QImage:
    few, size = max(8, image.width() // 12), image.width()
    kept, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(few, few, kept, smooth).scaled(size, size, kept, smooth)


def _pixels(image: QImage) -> NDArray[np.uint8]:
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)


@lru_cache(None)
def _label(part: Part) -> QColor:
    return QColor(part.value, part.value, part.value)


_Pooled = tuple[QPolygonF, Points]


@lru_cache(None)
def _pooled(count: int) -> _Pooled:
    """A polygon of so many points and its memory: the raster painter is done with it when its call returns."""
    polygon = QPolygonF()
    polygon.resize(count)
    address: Any = polygon.data()  # what the stubs say of it is wrong
    memory: Any = shiboken6.VoidPtr(address, count * 16, True)  # type: ignore[call-arg]
    return polygon, np.frombuffer(memory, np.float64).reshape(-1, 2)


def _polygon(points: Points) -> QPolygonF:
    polygon, memory = _pooled(len(points))
    memory[:] = points
    return polygon
