"""The windows that show several maps side by side: those listed, and maps over all recorded pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from ganstudio.recipe.edits import ChannelWeight
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.canvas.feature_map_colors import Float32Array, MapColors
from ganstudio.ui.maps.map_gallery import GalleryMap, MapGallery
from ganstudio.ui.maps.recording.recorded import RecordedHistory


def listed_gallery(
    frame: Frame,
    maps: Mapping[str, Float32Array],
    listed: Iterable[ChannelWeight],
    *,
    titles: Mapping[str, str],
    colors: MapColors,
    parent: QWidget,
) -> MapGallery:
    """Maps over the picture they are of.

    Args:
        frame: The picture.
        maps: float32 [channels, h, w] of each layer that is listed.
        listed: Which of them.
        titles: What the layers are called.
        colors: How values become colors.
        parent: Whom the window belongs to.
    """
    entries = [
        GalleryMap(
            maps[entry.layer][entry.channel],
            f"{titles[entry.layer]}  {entry.channel}" + ("" if entry.weight == 1 else f" × {entry.weight:g}"),
        )
        for entry in listed
    ]
    return MapGallery(f"Maps of {', '.join(titles.values())}", frame.image, entries, colors, parent)


def extremes_gallery(
    history: RecordedHistory, spec: GeneratorSpec, *, colors: MapColors, parent: QWidget, each: int = 6
) -> MapGallery:
    """The recorded faces that excite a map most, then those that excite it least, the place lit; on one scale."""
    ranked = sorted(history.entries, key=lambda entry: -float(entry.values.max()))
    count = min(each, (len(ranked) + 1) // 2)
    limits = (
        min(float(entry.values.min()) for entry in ranked),
        max(float(entry.values.max()) for entry in ranked),
    )
    shown = [*ranked[:count], *ranked[count:][-each:]]
    entries = [
        GalleryMap(entry.values, f"{entry.caption} · {entry.values.max():.3g}", entry.picture, limits)
        for entry in shown
    ]
    least = len(shown) - count
    note = (
        f"The {count} of {len(ranked)} recorded pictures in which its highest value is greatest"
        + (f", then the {least} in which it is smallest" if least else "")
        + "; on one scale"
    )
    title = f"Map {history.channel} of {spec.layer(history.layer).title}: most and least"
    return MapGallery(title, None, entries, colors, parent, note=note, columns=max(1, count))


def history_gallery(
    histories: Sequence[RecordedHistory], spec: GeneratorSpec, *, colors: MapColors, parent: QWidget
) -> MapGallery:
    """Maps over the recorded pictures, each over its own; each map on one scale, so that pictures compare."""
    entries: list[GalleryMap] = []
    for history in histories:
        limits = (
            min((float(entry.values.min()) for entry in history.entries), default=0.0),
            max((float(entry.values.max()) for entry in history.entries), default=0.0),
        )
        which = "" if len(histories) == 1 else f"map {history.channel}, "
        entries += [
            GalleryMap(entry.values, f"{which}{entry.caption}", entry.picture, limits) for entry in history.entries
        ]
    images, most = max(history.images for history in histories), max(len(each.entries) for each in histories)
    which = f"{most} pictures" if most == images else f"The newest {most} of {images} pictures"
    scale = "on one scale" if len(histories) == 1 else "each map on one scale"
    note = f"{'1 picture' if images == 1 else which}, oldest first, {scale}"
    named = [f"{each.channel} of {spec.layer(each.layer).title}" for each in histories]
    title = f"Map {named[0]} over time" if len(named) == 1 else f"Maps {', '.join(named)} over time"
    return MapGallery(title, None, entries, colors, parent, note=note)
