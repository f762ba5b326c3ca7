"""MapSheet: feature maps over pictures in a grid with captions; each is painted when it is first seen."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ganstudio.ui import theme
from ganstudio.ui.canvas.feature_map_colors import Float32Array, MapColors, limits_of
from ganstudio.ui.widgets.cell_grid import CAPTION, GAP, CellGrid
from ganstudio.ui.widgets.picture import image_of, to_qimage
from ganstudio.words import tr

_DIM = 0.5
"""How much of the picture's brightness stays where the map is zero."""
_LEAST_TILE = 512
_TILES_KEPT = 72
_ROW_OF_FEW = 32
"""A saved sheet of so many maps or fewer has the window's columns; one of more is about as wide as high."""
_MOST_PIXELS = 40_000_000


@dataclass(frozen=True, eq=False)
class GalleryMap:
    """One map.

    Attributes:
        values: float32 [h, w].
        caption: What is written beneath it.
        picture: An encoded picture to lay it over; empty for the gallery's.
        limits: Values at the ends of the colors; None for the map's own.
    """

    values: Float32Array
    caption: str
    picture: bytes = b""
    limits: tuple[float, float] | None = None


class MapSheet(QWidget):
    """The pictures, as a grid as wide as the widget."""

    def __init__(self, image: npt.NDArray[np.uint8] | None, maps: Sequence[GalleryMap], colors: MapColors) -> None:
        super().__init__()
        self._picture = _enlarged(QImage() if image is None else to_qimage(image))
        self._maps = tuple(maps)
        self._colors = colors
        self._tiles: OrderedDict[int, QImage] = OrderedDict()
        self._side = 192
        self.setAccessibleName(tr("Feature maps: {captions}", captions=", ".join(entry.caption for entry in maps[:50])))

    @property
    def tiles_made(self) -> int:
        """How many pictures are in memory."""
        return len(self._tiles)

    def set_side(self, side: int) -> None:
        """The least side of a picture."""
        self._side = side
        self.fit(self.width())

    def fit(self, width: int) -> None:
        """Lays the pictures out for a width."""
        self.resize(width, self._grid(width).height)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws what of the sheet is seen."""
        painter = QPainter(self)
        self._draw(painter, self._grid(self.width()), event.rect())
        painter.end()

    def image(self, *, tile: int = 256) -> QImage:
        """The whole sheet, each picture `tile` pixels wide, or less where there are very many."""
        count = max(1, len(self._maps))
        columns = min(count, self._grid(self.width()).columns)
        if count > _ROW_OF_FEW:
            columns = math.ceil(math.sqrt(count))
        side = min(tile, math.isqrt(_MOST_PIXELS // (columns * math.ceil(count / columns))) - GAP)
        width = GAP + columns * (side + GAP)
        grid = CellGrid(width, side, len(self._maps))
        sheet = QImage(width, grid.height, QImage.Format.Format_RGB32)
        painter = QPainter(sheet)
        self._draw(painter, grid, sheet.rect())
        painter.end()
        return sheet

    def _grid(self, width: int) -> CellGrid:
        return CellGrid(width, self._side, len(self._maps))

    def _draw(self, painter: QPainter, grid: CellGrid, seen: QRect) -> None:
        colors = theme.current()
        painter.fillRect(seen, colors.color("bg"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(theme.font(12))
        painter.setPen(colors.color("text"))
        for place in grid.places_between(seen.top(), seen.bottom()):
            left, top = grid.corner(place)
            tile = self._tile(place)
            size = tile.size().scaled(grid.side, grid.side, Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRect(left + (grid.side - size.width()) // 2, top, size.width(), size.height()), tile)
            line = QRect(left, top + grid.side + 2, grid.side, CAPTION + 2)
            caption = painter.fontMetrics().elidedText(
                self._maps[place].caption, Qt.TextElideMode.ElideRight, grid.side
            )
            painter.drawText(line, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, caption)

    def _tile(self, place: int) -> QImage:
        tile = self._tiles.get(place)
        if tile is None:
            entry = self._maps[place]
            picture = _enlarged(QImage.fromData(entry.picture)) if entry.picture else self._picture
            tile = _tile(picture, entry.values, self._colors, entry.limits or limits_of(entry.values))
            self._tiles[place] = tile
            while len(self._tiles) > _TILES_KEPT:
                self._tiles.popitem(last=False)
        self._tiles.move_to_end(place)
        return tile


def _enlarged(picture: QImage) -> QImage:
    """At least a tile's size, so that a coarse map's cells stay sharp over a small picture."""
    if picture.isNull():
        picture = QImage(_LEAST_TILE, _LEAST_TILE, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.black)
    solid = picture.convertToFormat(QImage.Format.Format_RGB32)
    if solid.width() < _LEAST_TILE:
        return solid.scaledToWidth(_LEAST_TILE, Qt.TransformationMode.SmoothTransformation)
    return solid


def _tile(picture: QImage, values: Float32Array, colors: MapColors, limits: tuple[float, float]) -> QImage:
    """The dimmed picture with the map's colors over it, as opaque as the map is strong."""
    low, high = limits
    scale = max(abs(low), abs(high)) or 1.0
    strength = np.abs(values) / scale if colors.signed else (values - low) / ((high - low) or 1.0)
    opacity = np.rint(np.clip(strength, 0.0, 1.0) * 215.0).astype(np.uint32)
    shades: Float32Array = (np.sign(values) * scale if colors.signed else values).astype(np.float32)
    strong = colors.paint(shades, (low, high))
    layer = image_of((strong & np.uint32(0x00FFFFFF)) | (opacity << np.uint32(24)), has_alpha=True)
    tile = picture.copy()
    painter = QPainter(tile)
    painter.setOpacity(1.0 - _DIM)
    painter.fillRect(tile.rect(), Qt.GlobalColor.black)
    painter.setOpacity(1.0)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not colors.signed)
    painter.drawImage(tile.rect(), layer)
    painter.end()
    return tile
