"""Pixmaps that are painted again and again, made once and kept in Qt's own bounded cache."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QPixmap, QPixmapCache

from ganstudio.ui.widgets import icons


def cached_pixmap(key: str, make: Callable[[], QPixmap]) -> QPixmap:
    """The pixmap of that key, made when it is not at hand."""
    pixmap = QPixmap()
    if not QPixmapCache.find(key, pixmap):
        pixmap = make()
        QPixmapCache.insert(key, pixmap)
    return pixmap


def cached_icon(name: str, px: int, color: str, ratio: float) -> QPixmap:
    """As `icons.pixmap`."""
    return cached_pixmap(f"icon {name} {px} {color} {ratio}", lambda: icons.pixmap(name, px, color, ratio))
