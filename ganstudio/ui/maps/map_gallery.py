"""MapGallery: some feature maps side by side in a window of its own, each over its picture, with a caption."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
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

from ganstudio.ui.canvas.feature_map_colors import MapColors
from ganstudio.ui.maps.map_sheet import GalleryMap, MapSheet
from ganstudio.ui.widgets.cell_grid import CAPTION, GAP
from ganstudio.ui.widgets.folder_memory import FolderMemory
from ganstudio.words import tr, trn

__all__ = ["GalleryMap", "MapGallery", "MapSheet"]

_SIDE, _SMALL_SIDE = 192, 152
_WIDE = 4
"""From more columns on pictures begin smaller."""


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
    """The window: the sheet, a slider for its size, and Save; Escape closes it.

    Signals:
        status(str): Where the sheet was saved. message(str): why it could not be.
    """

    status = Signal(str)
    message = Signal(str)

    def __init__(
        self,
        title: str,
        image: npt.NDArray[np.uint8] | None,
        maps: Sequence[GalleryMap],
        colors: MapColors,
        parent: QWidget | None = None,
        *,
        note: str = "",
        columns: int = 4,
    ) -> None:
        """`image` is the picture of maps that have none of their own; `note` stands above the maps.

        It opens with `columns` in a row.
        """
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.sheet = MapSheet(image, maps, colors)
        scroll = _SheetScroll(self.sheet, self)
        count = QLabel(note or trn("{number} map", "{number} maps", len(maps)), self)
        count.setProperty("role", "quiet")
        count.setWordWrap(True)
        size = QSlider(Qt.Orientation.Horizontal, self)
        size.setRange(96, 512)
        side = _SIDE if columns <= _WIDE else _SMALL_SIDE
        size.setValue(side)
        self.sheet.set_side(side)
        size.setFixedWidth(140)
        size.setToolTip(tr("Size of the pictures"))
        size.setAccessibleName(tr("Size of the pictures"))
        size.valueChanged.connect(self.sheet.set_side)
        save = QPushButton(tr("Save as PNG…"), self)
        save.setToolTip(tr("Write all pictures with their captions into one PNG"))
        save.clicked.connect(self._ask_where)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.close)
        bar = QHBoxLayout()
        bar.addWidget(count, 1)
        bar.addWidget(size)
        bar.addWidget(save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(bar)
        layout.addWidget(scroll, 1)
        rows = -(-len(maps) // columns)
        self.resize(GAP + min(columns, len(maps)) * (side + GAP) + 40, min(560, 72 + rows * (side + CAPTION + 2 * GAP)))

    def save(self, path: Path) -> None:
        """Writes the sheet as a PNG."""
        if self.sheet.image().save(str(path)):
            self.status.emit(tr("Saved the maps as {path}.", path=path))
        else:
            self.message.emit(
                tr("The maps could not be saved as {path}. Check that the folder exists and is writable.", path=path)
            )

    def sizeHint(self) -> QSize:
        """Four pictures wide."""
        return QSize(840, 560)

    def _ask_where(self) -> None:
        dialog = QFileDialog(self, tr("Save maps"), "maps.png", tr("Pictures (*.png)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("png")
        dialog.fileSelected.connect(self._chosen)
        FolderMemory.of(self).follow(dialog, "maps")
        dialog.open()

    def _chosen(self, path: str) -> None:
        self.save(Path(path))
