"""Turning pixels into something Qt can draw, and drawing it well at every zoom."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter, QPixmap

Pixels = npt.NDArray[np.uint8]

_FORMATS = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}
_CHECKER = 8


def to_qimage(pixels: Pixels) -> QImage:
    """A QImage of its own memory.

    Args:
        pixels: uint8 [H, W] or [H, W, 1] (grey), [H, W, 3] (RGB) or [H, W, 4] (RGBA).

    Raises:
        ValueError: The array has another shape or type.
    """
    channels = 1 if pixels.ndim == 2 else pixels.shape[-1]
    if pixels.dtype != np.uint8 or pixels.ndim not in (2, 3) or channels not in _FORMATS:
        raise ValueError(
            f"A picture is uint8 [H, W], [H, W, 1], [H, W, 3] or [H, W, 4], not {pixels.dtype} {pixels.shape}"
        )
    solid = np.ascontiguousarray(pixels)
    height, width = solid.shape[:2]
    return QImage(solid.data, width, height, width * channels, _FORMATS[channels]).copy()


def encoded(pixels: Pixels, most: int) -> bytes:
    """A PNG of the pixels, neither side longer than `most`; of those of `to_qimage`."""
    image = to_qimage(pixels)
    if image.width() > most or image.height() > most:
        mode = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(QSize(most, most), Qt.AspectRatioMode.KeepAspectRatio, mode)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


class Picture:
    """One image to be drawn at any size; keeps the last reduced version, so that repaints are cheap."""

    def __init__(self, image: QImage) -> None:
        self._image = image.convertToFormat(
            QImage.Format.Format_ARGB32_Premultiplied if image.hasAlphaChannel() else QImage.Format.Format_RGB32
        )
        self._reduced: QImage | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in picture pixels."""
        return self._image.width(), self._image.height()

    @property
    def image(self) -> QImage:
        """The pixels."""
        return self._image

    def draw(self, painter: QPainter, target: QRectF, *, smooth: bool) -> None:
        """Fills the target: averaged when reduced, smooth or blocky when enlarged; on a checkerboard if see-through."""
        if self._image.hasAlphaChannel():
            painter.drawTiledPixmap(target, checkerboard())
        ratio = painter.device().devicePixelRatioF()
        size = QSize(max(1, round(target.width() * ratio)), max(1, round(target.height() * ratio)))
        if size.width() < self._image.width():
            if self._reduced is None or self._reduced.size() != size:
                mode = Qt.TransformationMode.SmoothTransformation
                self._reduced = self._image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
            painter.drawImage(target, self._reduced)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(target, self._image)


def checkerboard() -> QPixmap:
    """The tile that stands for "see-through"."""
    tile = QPixmap(2 * _CHECKER, 2 * _CHECKER)
    tile.fill(QColor("#c9c9c9"))
    painter = QPainter(tile)
    for x, y in ((0, 0), (_CHECKER, _CHECKER)):
        painter.fillRect(x, y, _CHECKER, _CHECKER, QColor("#ffffff"))
    painter.end()
    return tile


def image_of(pixels: npt.NDArray[np.uint32], *, has_alpha: bool = False) -> QImage:
    """A QImage that owns a copy of colors 0xAARRGGBB, uint32 [h, w]; without alpha it is opaque."""
    height, width = pixels.shape
    layout = QImage.Format.Format_ARGB32 if has_alpha else QImage.Format.Format_RGB32
    return QImage(np.ascontiguousarray(pixels).data, width, height, 4 * width, layout).copy()
