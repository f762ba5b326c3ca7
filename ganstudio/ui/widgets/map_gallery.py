"""MapGallery: some feature maps side by side in a window of its own, each over the picture, with a caption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from ganstudio.ui import theme
from ganstudio.ui.cell_grid import CAPTION, GAP, CellGrid
from ganstudio.ui.feature_map_colors import Float32Array, MapColors, limits_of
from ganstudio.ui.widgets.map_pictures import image_of
from ganstudio.ui.widgets.picture import to_qimage

_DIM = 0.5
"""How much of the picture's brightness stays where the map is zero."""
_LEAST_TILE = 512


@dataclass(frozen=True, eq=False)
class GalleryMap:
    """One map: float32 [h, w], and what is written beneath it."""

    values: Float32Array
    caption: str


class MapSheet(QWidget):
    """The pictures, as a grid as wide as the widget."""

    def __init__(self, image: npt.NDArray[np.uint8], maps: Sequence[GalleryMap], colors: MapColors) -> None:
        super().__init__()
        picture = to_qimage(image).convertToFormat(QImage.Format.Format_RGB32)
        if picture.width() < _LEAST_TILE:  # so that a coarse map's cells stay sharp over a small picture
            picture = picture.scaledToWidth(_LEAST_TILE, Qt.TransformationMode.SmoothTransformation)
        self._tiles = [(_tile(picture, entry.values, colors), entry.caption) for entry in maps]
        self._side = 192
        self.setAccessibleName("Feature maps: " + ", ".join(entry.caption for entry in maps))

    def set_side(self, side: int) -> None:
        """The least side of a picture."""
        self._side = side
        self.fit(self.width())

    def fit(self, width: int) -> None:
        """Lays the pictures out for a width."""
        self.resize(width, self._grid(width).height)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the sheet."""
        painter = QPainter(self)
        self._draw(painter, self.width(), theme.current())
        painter.end()

    def image(self, *, tile: int = 256) -> QImage:
        """The whole sheet, each picture `tile` pixels wide."""
        columns = min(len(self._tiles), self._grid(self.width()).columns)
        side, self._side = self._side, tile
        width = GAP + columns * (tile + GAP)
        sheet = QImage(width, self._grid(width).height, QImage.Format.Format_RGB32)
        painter = QPainter(sheet)
        self._draw(painter, width, theme.current())
        painter.end()
        self._side = side
        return sheet

    def _grid(self, width: int) -> CellGrid:
        return CellGrid(width, self._side, len(self._tiles))

    def _draw(self, painter: QPainter, width: int, colors: theme.Tokens) -> None:
        grid = self._grid(width)
        painter.fillRect(0, 0, width, max(grid.height, self.height()), colors.color("bg"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(theme.font(12))
        painter.setPen(colors.color("text"))
        for place, (tile, caption) in enumerate(self._tiles):
            left, top = grid.corner(place)
            size = tile.size().scaled(grid.side, grid.side, Qt.AspectRatioMode.KeepAspectRatio)
            area = QRect(left + (grid.side - size.width()) // 2, top, size.width(), size.height())
            painter.drawImage(area, tile)
            line = QRect(left, top + grid.side + 2, grid.side, CAPTION + 2)
            painter.drawText(line, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, caption)


class _SheetScroll(QScrollArea):
    """Keeps the sheet as wide as there is room."""

    def __init__(self, sheet: MapSheet, parent: QWidget) -> None:
        super().__init__(parent)
        self._sheet = sheet
        self.setWidget(sheet)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lays the pictures out for another width."""
        super().resizeEvent(event)
        self._sheet.fit(self.viewport().width())


class MapGallery(QWidget):
    """The window: the sheet, a slider for its size, and Save.

    Signals:
        status(str): Where the sheet was saved. message(str): why it could not be.
    """

    status = Signal(str)
    message = Signal(str)

    def __init__(
        self,
        title: str,
        image: npt.NDArray[np.uint8],
        maps: Sequence[GalleryMap],
        colors: MapColors,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.sheet = MapSheet(image, maps, colors)
        scroll = _SheetScroll(self.sheet, self)
        count = QLabel(f"{len(maps)} map{'' if len(maps) == 1 else 's'}", self)
        count.setProperty("role", "quiet")
        size = QSlider(Qt.Orientation.Horizontal, self)
        size.setRange(96, 512)
        size.setValue(192)
        size.setFixedWidth(140)
        size.setToolTip("Size of the pictures")
        size.setAccessibleName("Size of the pictures")
        size.valueChanged.connect(self.sheet.set_side)
        save = QPushButton("Save as PNG…", self)
        save.setToolTip("Write all pictures with their captions into one PNG")
        save.clicked.connect(self._ask_where)
        bar = QHBoxLayout()
        bar.addWidget(count, 1)
        bar.addWidget(size)
        bar.addWidget(save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(bar)
        layout.addWidget(scroll, 1)
        self.resize(GAP + min(4, len(maps)) * (192 + GAP) + 40, 560)

    def save(self, path: Path) -> None:
        """Writes the sheet as a PNG."""
        if self.sheet.image().save(str(path)):
            self.status.emit(f"Saved the maps as {path}.")
        else:
            self.message.emit(f"The maps could not be saved as {path}. Check that the folder exists and is writable.")

    def sizeHint(self) -> QSize:
        """Four pictures wide."""
        return QSize(840, 560)

    def _ask_where(self) -> None:
        dialog = QFileDialog(self, "Save maps", "maps.png", "Pictures (*.png)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, path: str) -> None:
        self.save(Path(path))


def _tile(picture: QImage, values: Float32Array, colors: MapColors) -> QImage:
    """The dimmed picture with the map's colours over it, as opaque as the map is strong."""
    low, high = limits_of(values)
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
