"""ThumbnailLoader: small pictures of PNG files, decoded beside the window's thread and kept in bounded memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QColor, QImage, QImageReader

from ganstudio.errors import GanStudioError
from ganstudio.recipe.probe import carries_recipe
from ganstudio.ui.files.file_kinds import FileKind, file_kind
from ganstudio.ui.widgets.picture import to_qimage
from ganstudio.words import tr
from ganstudio.workspace.pictures import LATENT_ENDINGS, is_film

_THREADS = 2
_MOST_PENDING = 200
_CACHE_BYTES = 12 * 2**20
"""Some 190 small pictures, 48 on a screen of twice the density: more than a strip shows."""
_LARGEST_FILE_SIDE = 16384
_BLANK = QColor(128, 128, 128, 60)
"""Seen on a light and on a dark ground."""


@dataclass(frozen=True)
class ThumbnailKey:
    """A file as it was at a time, and the side of its small picture in pixels."""

    path: Path
    mtime: float
    side: int


@dataclass(frozen=True, eq=False)
class Thumbnail:
    """A small picture; null where the file cannot be decoded. `note` says what is wrong with the file, if anything."""

    image: QImage
    note: str = ""


class ThumbnailLoader(QObject):
    """Loads what was asked for last first, because that is what is on screen; main thread only, but for its workers.

    Signals:
        loaded(ThumbnailKey): `get` now has it.
    """

    loaded = Signal(ThumbnailKey)
    _decoded = Signal(object, object)

    def __init__(self, parent: QObject | None = None, *, cache_bytes: int = _CACHE_BYTES) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_THREADS)
        self._lock = threading.Lock()
        self._pending: OrderedDict[ThumbnailKey, None] = OrderedDict()
        self._running: set[ThumbnailKey] = set()
        self._cache: OrderedDict[ThumbnailKey, Thumbnail] = OrderedDict()
        self._cache_bytes = cache_bytes
        self._bytes = 0
        self._decoded.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def get(self, key: ThumbnailKey) -> Thumbnail | None:
        """The small picture if it is at hand; else None, and it is loaded."""
        found = self._cache.get(key)
        if found is not None:
            self._cache.move_to_end(key)
            return found
        self._ask(key)
        return None

    @property
    def kept_bytes(self) -> int:
        """Memory that the small pictures take."""
        return self._bytes

    def close(self) -> None:
        """Drops what is asked for and waits for what is being decoded."""
        with self._lock:
            self._pending.clear()
        self._pool.waitForDone()

    def _ask(self, key: ThumbnailKey) -> None:
        with self._lock:
            if key in self._running:
                return
            is_new = key not in self._pending
            self._pending[key] = None
            self._pending.move_to_end(key)
            if len(self._pending) > _MOST_PENDING:  # scrolled past: asked for again if it is seen again
                self._pending.popitem(last=False)
        if is_new:
            self._pool.start(_DecodeJob(self))

    def decode_next(self) -> None:
        """Decodes what was asked for last; runs in a worker."""
        with self._lock:
            if not self._pending:
                return
            key, _ = self._pending.popitem(last=True)
            self._running.add(key)
        with suppress(RuntimeError):  # the window may be gone by the time the picture is there
            self._decoded.emit(key, decode_thumbnail(key.path, key.side))

    def _keep(self, key: ThumbnailKey, thumbnail: Thumbnail) -> None:
        with self._lock:
            self._running.discard(key)
        self._cache[key] = thumbnail
        self._bytes += thumbnail.image.sizeInBytes()
        while self._bytes > self._cache_bytes and len(self._cache) > 1:
            _, dropped = self._cache.popitem(last=False)
            self._bytes -= dropped.image.sizeInBytes()
        self.loaded.emit(key)


class _DecodeJob(QRunnable):
    def __init__(self, loader: ThumbnailLoader) -> None:
        super().__init__()
        self._loader = loader

    def run(self) -> None:
        """Decodes one file."""
        self._loader.decode_next()


def decode_thumbnail(path: Path, side: int) -> Thumbnail:
    """A picture file's middle square, `side` pixels wide, or what is wrong with the file."""
    if is_film(path):
        return _of_film(path, side)
    if path.suffix.lower() in LATENT_ENDINGS:
        return _of_latent(path, side)
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > _LARGEST_FILE_SIDE:
        return Thumbnail(QImage(), _what_is_wrong(path))
    reader.setScaledSize(size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    if image.isNull():
        return Thumbnail(image, tr("damaged"))
    return Thumbnail(_square(image, side), "" if carries_recipe(path) else _note(path))


def _note(path: Path) -> str:
    """What a picture without a recipe of its own is."""
    try:
        return {FileKind.SHEET: tr("maps"), FileKind.PLOT: tr("sheet")}.get(file_kind(path), tr("no recipe"))
    except OSError:
        return tr("gone")


def _what_is_wrong(path: Path) -> str:
    return tr("damaged") if path.exists() else tr("gone")


def _of_latent(path: Path, side: int) -> Thumbnail:
    """A latent has no picture until it is opened."""
    if not path.exists():
        return Thumbnail(QImage(), tr("gone"))
    blank = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    blank.fill(_BLANK)
    return Thumbnail(blank, tr("latent"))


def _of_film(path: Path, side: int) -> Thumbnail:
    from ganstudio.jobs.film_reading import first_picture

    try:
        image = to_qimage(first_picture(path))
    except GanStudioError:
        return Thumbnail(QImage(), _what_is_wrong(path))
    how, smooth = Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    return Thumbnail(_square(image.scaled(side, side, how, smooth), side), tr("film"))


def _square(image: QImage, side: int) -> QImage:
    return image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)
