"""Recording feature maps of each new image: bounded in memory, the rest in a file of the workspace."""

from __future__ import annotations

import secrets
import shutil
import time
import zipfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt
from numpy.lib import format as npy

from ganstudio.errors import AnalysisError, WorkspaceError
from ganstudio.whole_file import whole_file
from ganstudio.words import tr
from ganstudio.workspace.files import cannot_write

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

MEMORY_LIMIT_BYTES = 256 << 20
LEFT_FOR_S = 7 * 24 * 3600.0
RECIPES = "_recipes"
"""Behind a layer's name: the recipes of its images, in an export."""
_BLOCK_NUMBERS = 1 << 15


def remove_leftovers(folder: Path, *, older_than_s: float = LEFT_FOR_S) -> None:
    """Delete recordings that a crash left in a folder: those into which nothing was written for a week."""
    for left in folder.glob("recording_*"):
        with suppress(OSError):
            newest = max(path.stat().st_mtime for path in (left, *left.iterdir()))
            if left.is_dir() and time.time() - newest > older_than_s:
                shutil.rmtree(left)


class MapRecorder:
    """The maps of chosen layers over all recorded images, every channel. For one thread at a time.

    Up to a limit they are kept in memory; then each layer's go to a file of raw float32 and are read back through a
    memory map. The files are deleted by `reset`; each recorder writes to a folder of its own.
    """

    def __init__(self, folder: Path, *, memory_limit_bytes: int = MEMORY_LIMIT_BYTES) -> None:
        """Takes the folder in which to make its own, once it is needed, and the bound on memory."""
        self._folder = folder / f"recording_{secrets.token_hex(4)}"
        self._limit = memory_limit_bytes
        self._layers: dict[str, _LayerRecord] = {}

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers recorded so far."""
        return tuple(self._layers)

    @property
    def memory_bytes(self) -> int:
        """Memory that the recorded maps take now."""
        return sum(record.memory_bytes for record in self._layers.values())

    @property
    def sums_bytes(self) -> int:
        """Memory that averages and deviations take; it depends on the layers, not on the number of images."""
        return sum(record.total.nbytes + record.squares.nbytes for record in self._layers.values())

    @property
    def disk_bytes(self) -> int:
        """Space that they take on the disk."""
        return sum(record.disk_bytes for record in self._layers.values())

    def images(self, layer: str) -> int:
        """How many images' maps of that layer are recorded; 0 if it was never recorded."""
        return self._layers[layer].images if layer in self._layers else 0

    def record(self, feature_maps: Mapping[str, Float32Array], recipe: bytes = b"") -> None:
        """Add one image's maps, float32 [channels, h, w] by layer, and the image's recipe as `codec.encode` gives it.

        Raises:
            AnalysisError: A layer's maps have another shape than those recorded before.
            WorkspaceError: The disk is full or cannot be written; what was recorded stays.
        """
        for layer, maps in feature_maps.items():
            known = self._layers.setdefault(layer, _LayerRecord(self._folder / f"{layer}.f32", maps.shape))
            known.add(maps, recipe)
        while self.memory_bytes > self._limit:
            max(self._layers.values(), key=lambda record: record.memory_bytes).spill()

    def spill(self) -> None:
        """Move everything to the disk, as when it will not be needed for a while.

        Raises:
            WorkspaceError: The disk is full or cannot be written; what was recorded stays.
        """
        for record in self._layers.values():
            record.spill()

    def history(self, layer: str, channel: int) -> Float32Array:
        """One map over all recorded images, oldest first: float32 [images, h, w].

        Raises:
            AnalysisError: The layer was not recorded, or has no such map.
        """
        return np.stack(list(self.each(layer, channel)))

    def each(self, layer: str, channel: int) -> Iterator[Float32Array]:
        """The same one by one, float32 [h, w] each, without reading them all into memory.

        Raises:
            AnalysisError: The layer was not recorded, or has no such map.
        """
        record = self._record(layer)
        if not 0 <= channel < record.shape[0]:
            raise AnalysisError(
                tr(
                    "Layer {layer} has maps 0..{last}, and map {map} was asked for.",
                    layer=layer,
                    last=record.shape[0] - 1,
                    map=channel,
                )
            )
        return (maps[channel] for maps in record.each())

    def mean(self, layer: str) -> Float32Array:
        """The historical average of a layer's maps: float32 [channels, h, w].

        Raises:
            AnalysisError: The layer was not recorded.
        """
        record = self._record(layer)
        return (record.total / record.images).astype(np.float32)

    def deviation(self, layer: str) -> Float32Array:
        """The standard deviation over the images, location by location: float32 [channels, h, w].

        Raises:
            AnalysisError: The layer was not recorded.
        """
        record = self._record(layer)
        return np.sqrt(record.squares / record.images).astype(np.float32)

    def export(self, path: Path) -> None:
        """Write everything as `.npz`; as `export_steps`, all at once."""
        for _ in self.export_steps(path):
            pass

    def export_steps(self, path: Path) -> Generator[tuple[int, int], None, None]:
        """Write everything as `.npz`: `b16` float32 [images, channels, h, w], `b16_mean`, `b16_deviation`, ...

        `b16_recipes` has the images' recipes, uint8 [bytes], a line each. `recordings.read_recording` reads it all.

        Never more than one image's maps are read into memory; the file appears when all is written, and not at all if
        the iterator is closed before.

        Yields:
            How many images' maps of a layer are written, and how many there are.

        Raises:
            AnalysisError: Nothing is recorded.
            WorkspaceError: The file cannot be written.
        """
        if not self._layers:
            raise AnalysisError(tr("Nothing is recorded yet. Turn recording on and make an image or two."))
        total = sum(record.images for record in self._layers.values())
        try:
            with whole_file(path) as part, zipfile.ZipFile(part, "w") as archive:  # stored: maps hardly get smaller
                for done, _ in enumerate(self._write_layers(archive), start=1):
                    yield done, total
        except OSError as error:
            raise cannot_write(path, error) from error

    def _write_layers(self, archive: zipfile.ZipFile) -> Iterator[None]:
        for layer, record in self._layers.items():
            with archive.open(f"{layer}.npy", "w", force_zip64=True) as stream:
                header = {"descr": "<f4", "fortran_order": False, "shape": (record.images, *record.shape)}
                npy.write_array_header_1_0(stream, header)
                for maps in record.each():
                    stream.write(np.ascontiguousarray(maps, "<f4").data)
                    yield
            for name, values in (("mean", self.mean(layer)), ("deviation", self.deviation(layer))):
                with archive.open(f"{layer}_{name}.npy", "w", force_zip64=True) as stream:
                    npy.write_array(stream, values)
            with archive.open(f"{layer}{RECIPES}.npy", "w", force_zip64=True) as stream:
                npy.write_array(stream, np.frombuffer(b"\n".join(record.recipes), np.uint8))

    def reset(self) -> None:
        """Forget everything and delete the files."""
        for record in self._layers.values():
            record.delete()
        self._layers.clear()
        with suppress(OSError):
            self._folder.rmdir()

    def _record(self, layer: str) -> _LayerRecord:
        if layer not in self._layers:
            recorded = ", ".join(self._layers) or "none"
            raise AnalysisError(
                tr(
                    "Layer {layer} is not recorded (recorded: {recorded}). Record it on a few images first.",
                    layer=layer,
                    recorded=recorded,
                )
            )
        return self._layers[layer]


class _LayerRecord:
    """One layer's maps: the oldest images on the disk, the newest in memory."""

    def __init__(self, path: Path, shape: tuple[int, ...]) -> None:
        self.shape = shape
        self.images = 0
        self.recipes: list[bytes] = []
        self.total = np.zeros(shape)
        self.squares = np.zeros(shape)  # sums of squared deviations (Welford 1962)
        self._path = path
        self._spilled = 0
        self._kept: list[Float32Array] = []

    @property
    def memory_bytes(self) -> int:
        return sum(maps.nbytes for maps in self._kept)

    @property
    def disk_bytes(self) -> int:
        return self._spilled * int(np.prod(self.shape)) * 4

    def add(self, maps: Float32Array, recipe: bytes) -> None:
        if maps.shape != self.shape:
            raise AnalysisError(
                tr(
                    "Maps of shape {shape} cannot join a recording of {recorded}. Reset the history after a "
                    "change of model.",
                    shape=list(maps.shape),
                    recorded=list(self.shape),
                )
            )
        kept = np.array(maps, np.float32, copy=True)
        self.images += 1
        channels = max(1, _BLOCK_NUMBERS // max(1, int(np.prod(self.shape[1:]))))
        for first in range(0, len(kept), channels):
            block = slice(first, first + channels)
            self._add_block(kept[block], self.total[block], self.squares[block])
        self._kept.append(kept)
        self.recipes.append(recipe)

    def _add_block(self, values: Float32Array, total: Float64Array, squares: Float64Array) -> None:
        """Welford's step for the newest image, in place; a block is small enough to stay in the processor's cache."""
        if self.images == 1:
            total += values
            return
        deviation = values - total / (self.images - 1)  # from the mean before
        total += values
        deviation *= values - total / self.images  # and from the mean now
        squares += deviation

    def spill(self) -> None:
        """Move what is in memory to the file."""
        if not self._kept:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as stream:
                stream.truncate(self.disk_bytes)  # drops half an image that a full disk left behind
                for maps in self._kept:
                    stream.write(np.ascontiguousarray(maps, "<f4").data)
        except OSError as error:
            raise cannot_write(self._path, error) from error
        self._spilled += len(self._kept)
        self._kept = []

    def each(self) -> Iterator[Float32Array]:
        if self._spilled:
            yield from self._on_disk()
        yield from self._kept

    def delete(self) -> None:
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _on_disk(self) -> npt.NDArray[np.float32]:
        try:
            return np.memmap(self._path, dtype="<f4", mode="r", shape=(self._spilled, *self.shape))
        except (OSError, ValueError) as error:
            raise WorkspaceError(
                tr("{path} was removed or cut while it was in use. Reset the history.", path=self._path)
            ) from error
