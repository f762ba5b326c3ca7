"""OverlayStack: the overlays on a picture in their order, drawn once and kept until one of them or the view changes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from ganstudio.ui.canvas.overlays import Overlay

ORDER = ("map", "detector", "difference", "selection", "cursor", "outline", "part")
"""From the bottom to the top."""
_KEPT = ("map", "detector", "difference", "selection")
"""Dear to draw and seldom changed."""


class OverlayStack:
    """Named overlays; belongs to the main thread."""

    def __init__(self) -> None:
        self._overlays: dict[str, Overlay] = {}
        self._kept: QPixmap | None = None
        self._kept_for: tuple[object, ...] = ()

    def put(self, name: str, overlay: Overlay | None) -> bool:
        """Sets or (None) removes the overlay of a name from `ORDER`; says whether anything changed."""
        if self._overlays.get(name) is overlay:
            return False
        if overlay is None:
            del self._overlays[name]
        else:
            self._overlays[name] = overlay
        if name in _KEPT:
            self._kept = None
        return True

    def get(self, name: str) -> Overlay | None:
        """The overlay of that name, if there is one."""
        return self._overlays.get(name)

    def draw(self, painter: QPainter, target: QRectF, visible: QRectF) -> None:
        """Draws all of them; `target` is where the picture lies, `visible` the view."""
        if any(name in self._overlays for name in _KEPT):
            painter.drawPixmap(visible.topLeft(), self._drawn(painter, target, visible))
        for name in ORDER:
            if name in self._overlays and name not in _KEPT:
                painter.save()
                self._overlays[name].draw(painter, target, visible)
                painter.restore()

    def _drawn(self, painter: QPainter, target: QRectF, visible: QRectF) -> QPixmap:
        ratio = painter.device().devicePixelRatioF()
        wanted = (target.getRect(), visible.getRect(), ratio)
        if self._kept is None or self._kept_for != wanted:
            pixmap = QPixmap((visible.size() * ratio).toSize())
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            inner = QPainter(pixmap)
            inner.translate(-visible.topLeft())
            for name in _KEPT:
                if name in self._overlays:
                    inner.save()
                    self._overlays[name].draw(inner, target, visible)
                    inner.restore()
            inner.end()
            self._kept, self._kept_for = pixmap, wanted
        return self._kept
