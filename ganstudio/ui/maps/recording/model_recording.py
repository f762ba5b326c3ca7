"""ModelRecording: what is recorded of one model's feature maps, with a small picture for each image."""

from __future__ import annotations

import copy
from collections.abc import Hashable
from pathlib import Path

from ganstudio.analysis.map_distribution import MapDistribution
from ganstudio.analysis.recorder import MapRecorder
from ganstudio.ui.canvas.feature_map_colors import Float32Array, shrink
from ganstudio.ui.maps.recording.recorded import (
    Beside,
    HistoryEntry,
    Keep,
    RecordedHistory,
    RecordedMaps,
    RecordedSize,
)

_SMALL_MAP = 128
_SAMPLED_SIDE = 32
"""Quantiles are learned from a grid of at most about so many rows and columns of each map."""
_MOST_SHOWN = 1000


class ModelRecording:
    """Maps, how they vary, and small pictures, each kept once a picture. For one thread at a time.

    Attributes:
        recorder: The maps.
    """

    def __init__(self, folder: Path, *, memory_limit_bytes: int) -> None:
        self.recorder = MapRecorder(folder, memory_limit_bytes=memory_limit_bytes)
        self._distributions: dict[str, MapDistribution] = {}
        self._seen: set[tuple[str, Hashable]] = set()
        self._pictures: dict[Hashable, tuple[bytes, str]] = {}
        self._keys: dict[str, list[Hashable]] = {}
        self._beside_bytes = 0

    @property
    def size(self) -> RecordedSize:
        """How much is recorded."""
        recorder = self.recorder
        images = {layer: recorder.images(layer) for layer in recorder.layers}
        return RecordedSize(
            images=images,
            memory_bytes=recorder.memory_bytes + self._beside_bytes,
            disk_bytes=recorder.disk_bytes,
            sums_bytes=recorder.sums_bytes,
            beside_bytes=self._beside_bytes // max(1, len(self._pictures)),
        )

    def keep(self, command: Keep) -> None:
        """Takes a picture's maps in, but for layers that have it already.

        Raises:
            AnalysisError: A layer's maps have another shape than those recorded before.
            WorkspaceError: The disk is full or cannot be written; what was recorded stays.
        """
        new = {layer: maps for layer, maps in command.maps.items() if (layer, command.key) not in self._seen}
        before = {layer: self.recorder.images(layer) for layer in new}
        beside = Beside.of(command.image, command.recipe)
        try:
            self.recorder.record(new, beside.recipe)
        finally:  # a full disk is told after the maps were taken in
            for layer, maps in new.items():
                if self.recorder.images(layer) > before[layer]:
                    self._note(layer, maps, command, beside)

    def _note(self, layer: str, maps: Float32Array, command: Keep, beside: Beside) -> None:
        if command.key not in self._pictures:
            self._pictures[command.key] = (beside.picture, command.caption)
            self._beside_bytes += beside.size
        self._seen.add((layer, command.key))
        self._keys.setdefault(layer, []).append(command.key)
        step = max(1, max(maps.shape[1:]) // _SAMPLED_SIDE)
        self._distributions.setdefault(layer, MapDistribution(len(maps))).add(maps[:, ::step, ::step])

    def describe(self, layer: str) -> RecordedMaps:
        """A layer over all recorded pictures.

        Raises:
            AnalysisError: The layer was not recorded.
        """
        recorder = self.recorder
        mean, deviation = recorder.mean(layer), recorder.deviation(layer)
        distribution = copy.deepcopy(self._distributions[layer])  # another thread reads it while this one goes on
        return RecordedMaps(layer, recorder.images(layer), mean, deviation, distribution)

    def history(self, layer: str, channel: int) -> RecordedHistory:
        """One map over the recorded pictures.

        Raises:
            AnalysisError: The layer was not recorded, or has no such map.
        """
        images = self.recorder.images(layer)
        entries = tuple(
            HistoryEntry(*self._pictures[key], shrink(values, _SMALL_MAP).copy())
            for place, (key, values) in enumerate(
                zip(self._keys.get(layer, ()), self.recorder.each(layer, channel), strict=True)
            )
            if place >= images - _MOST_SHOWN
        )
        return RecordedHistory(layer, channel, images, entries)

    def forget(self) -> None:
        """Deletes everything."""
        self.recorder.reset()
        for known in (self._distributions, self._seen, self._pictures, self._keys):
            known.clear()
        self._beside_bytes = 0
