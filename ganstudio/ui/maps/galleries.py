"""The windows that show several maps side by side: those listed, and one map over all recorded pictures."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from ganstudio.recipe.feature_map_syntax import WeightedMap
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.canvas.feature_map_colors import Float32Array, MapColors
from ganstudio.ui.maps.map_gallery import GalleryMap, MapGallery
from ganstudio.ui.maps.recording.recorded import RecordedHistory


def listed_gallery(
    frame: Frame,
    maps: Float32Array,
    listed: Iterable[WeightedMap],
    *,
    title: str,
    colors: MapColors,
    parent: QWidget,
) -> MapGallery:
    """Maps of one layer, float32 [channels, h, w], over the picture they are of."""
    entries = [
        GalleryMap(maps[channel], f"{title}  {channel}" + ("" if weight == 1 else f" × {weight:g}"))
        for channel, weight in listed
    ]
    return MapGallery(f"Maps of {title}", frame.image, entries, colors, parent)


def history_gallery(history: RecordedHistory, *, title: str, colors: MapColors, parent: QWidget) -> MapGallery:
    """One map over the recorded pictures, each over its own; all on one scale, so that pictures compare."""
    limits = (
        min((float(entry.values.min()) for entry in history.entries), default=0.0),
        max((float(entry.values.max()) for entry in history.entries), default=0.0),
    )
    entries = [GalleryMap(entry.values, entry.caption, entry.picture, limits) for entry in history.entries]
    count = len(entries)
    which = f"{count} pictures" if count == history.images else f"The newest {count} of {history.images} pictures"
    note = f"{'1 picture' if history.images == 1 else which}, oldest first, on one scale"
    return MapGallery(f"Map {history.channel} of {title} over time", None, entries, colors, parent, note=note)
