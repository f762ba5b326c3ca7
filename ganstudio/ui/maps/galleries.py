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
from ganstudio.words import tr, trn


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
    return MapGallery(tr("Maps of {layers}", layers=", ".join(titles.values())), frame.image, entries, colors, parent)


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
    if least:
        note = tr(
            "The {most} of {recorded} recorded pictures in which its highest value is greatest, then the {least} in "
            "which it is smallest; on one scale",
            most=count,
            recorded=len(ranked),
            least=least,
        )
    else:
        note = tr(
            "The {most} of {recorded} recorded pictures in which its highest value is greatest; on one scale",
            most=count,
            recorded=len(ranked),
        )
    layer = spec.layer(history.layer).title
    title = tr("Map {channel} of {layer}: most and least", channel=history.channel, layer=layer)
    return MapGallery(title, None, entries, colors, parent, note=note, columns=max(1, count))


def history_gallery(
    histories: Sequence[RecordedHistory], spec: GeneratorSpec, *, colors: MapColors, parent: QWidget, missing: str = ""
) -> MapGallery:
    """Maps over the recorded pictures, each over its own; each map on one scale, so that pictures compare.

    `missing` says of which maps asked for there is no history.
    """
    entries: list[GalleryMap] = []
    for history in histories:
        limits = (
            min((float(entry.values.min()) for entry in history.entries), default=0.0),
            max((float(entry.values.max()) for entry in history.entries), default=0.0),
        )
        for entry in history.entries:
            caption = entry.caption
            if len(histories) > 1:
                caption = tr("map {channel}, {picture}", channel=history.channel, picture=caption)
            entries.append(GalleryMap(entry.values, caption, entry.picture, limits))
    images, most = max(history.images for history in histories), max(len(each.entries) for each in histories)
    if most == images:
        pictures = trn("{number} picture", "{number} pictures", most)
    else:
        pictures = tr("The newest {most} of {images} pictures", most=most, images=images)
    if len(histories) == 1:
        note = tr("{pictures}, oldest first, on one scale", pictures=pictures)
    else:
        note = tr("{pictures}, oldest first, each map on one scale", pictures=pictures)
    note = f"{note}. {missing}" if missing else note
    channels: dict[str, list[str]] = {}
    for history in histories:
        channels.setdefault(spec.layer(history.layer).title, []).append(str(history.channel))
    named = [tr("{channel} of {layer}", channel=", ".join(of), layer=layer) for layer, of in channels.items()]
    title = trn("Map {maps} over time", "Maps {maps} over time", len(histories), maps=", ".join(named))
    return MapGallery(title, None, entries, colors, parent, note=note)
