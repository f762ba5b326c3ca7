"""Small square pictures of NumPy images."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPixmap

from ganstudio.ui.widgets.picture import to_qimage


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
