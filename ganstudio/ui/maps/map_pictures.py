"""The small pictures of a layer's feature maps, each made when it is first seen."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from ganstudio.ui.canvas.feature_map_colors import ColorStyle, Float32Array, MapColors, limits_of, map_colors, shrink
from ganstudio.ui.widgets.picture import image_of

NO_MAPS: Float32Array = np.zeros((0, 1, 1), np.float32)


class MapPictures:
    """Maps, their colors, and the pictures made of them so far; main thread only.

    Attributes:
        maps: float32 [channels, h, w].
        colors: How values become colors.
    """

    def __init__(self) -> None:
        self.maps: Float32Array = NO_MAPS
        self.colors = map_colors(ColorStyle.SIGN, theme="dark", blue_for_green=False)
        self._is_common = False
        self._limits: tuple[float, float] | None = None
        self._pictures: dict[int, QImage] = {}
        self._side = 0

    def set_maps(self, maps: Float32Array | None) -> None:
        """Other maps of the same or another layer."""
        self.maps = NO_MAPS if maps is None else maps
        self._forget()

    def set_colors(self, colors: MapColors, *, common_scale: bool) -> None:
        """Other colors, and whether all maps share one scale."""
        self.colors = colors
        self._is_common = common_scale
        self._forget()

    def picture(self, channel: int, side: int) -> QImage:
        """A map as an image at least `side` pixels wide where the map has as many, and never much larger."""
        if side != self._side:
            self._pictures.clear()
            self._side = side
        picture = self._pictures.get(channel)
        if picture is None:
            values = shrink(self.maps[channel], side)
            picture = image_of(self.colors.paint(values, self._limits_for(channel)))
            self._pictures[channel] = picture
        return picture

    def magnitude(self, channel: int) -> float:
        """The L1 magnitude of a map."""
        return float(np.abs(self.maps[channel]).sum(dtype=np.float64))

    def _limits_for(self, channel: int) -> tuple[float, float]:
        if not self._is_common:
            return limits_of(self.maps[channel])
        if self._limits is None:
            self._limits = limits_of(self.maps)
        return self._limits

    def _forget(self) -> None:
        self._pictures.clear()
        self._limits = None
