"""Small square pictures of NumPy images."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, Qt
from PySide6.QtGui import QImageReader, QImageWriter, QPixmap

from ganstudio.ui.widgets.picture import to_qimage

_LARGEST_PX = 512


def thumbnail(image: npt.NDArray[np.uint8], px: int, ratio: float = 1.0) -> QPixmap:
    """The middle square of an image, `px` device-independent pixels wide."""
    side = round(px * ratio)
    step = max(1, min(image.shape[:2]) // (2 * side))
    whole = to_qimage(image[::step, ::step])
    edge = min(whole.width(), whole.height())
    square = whole.copy(QRect((whole.width() - edge) // 2, (whole.height() - edge) // 2, edge, edge))
    smooth = Qt.TransformationMode.SmoothTransformation
    result = QPixmap.fromImage(square.scaled(side, side, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))
    result.setDevicePixelRatio(ratio)
    return result


def thumbnail_png(image: npt.NDArray[np.uint8], px: int) -> bytes:
    """The middle square of an image, uint8 [H, W] or [H, W, C], as a PNG of `px` by `px` pixels."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(thumbnail(image, px).toImage())
    return bytes(buffer.data().data())


def pixmap_from_png(content: bytes, px: int, ratio: float = 1.0) -> QPixmap | None:
    """A PNG as a square picture, `px` device-independent pixels wide; None if it is none, or larger than a thumbnail.

    The bytes may come from a stranger's file.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"png"))
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > _LARGEST_PX:
        return None
    image = reader.read()
    if image.isNull():
        return None
    side, smooth = round(px * ratio), Qt.TransformationMode.SmoothTransformation
    result = QPixmap.fromImage(image.scaled(side, side, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))
    result.setDevicePixelRatio(ratio)
    return result
