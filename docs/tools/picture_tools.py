"""What all makers of pictures share: a window of their own on a workspace of its own, waiting, and writing files."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from PySide6.QtCore import QEventLoop, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ganstudio.ui.app import GuiOptions, open_window
from ganstudio.ui.main_window import MainWindow
from ganstudio.workspace import Settings

WAIT_S = 600.0
QUALITY = 84


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What pictures are made of, and where they go.

    Attributes:
        folder: For workspaces and the like; thrown away. out: of the pictures.
        model: A model file, or `builtin`.
        other: A model file that is not ours, for the picture of such a one; empty for none.
        is_short: Whether a few small ones are enough.
    """

    folder: Path
    out: Path
    model: str = "builtin"
    other: str = ""
    is_short: bool = False

    def keep(self, picture: Image.Image, name: str, width: int = 1000) -> None:
        """Writes it small, as `name`.jpg."""
        small = picture.convert("RGB")
        if small.width > width:
            small = small.resize((width, round(small.height * width / small.width)), Image.Resampling.LANCZOS)
        self.out.mkdir(parents=True, exist_ok=True)
        path = self.out / f"{name}.jpg"
        small.save(path, quality=QUALITY, optimize=True)
        print(f"{path}: {path.stat().st_size / 1000:.0f} kB")

    def grab(self, widget: QWidget, name: str, width: int = 1000, height: int = 0) -> None:
        """A picture of a widget as it is on screen, or of as much of it from the top."""
        QApplication.processEvents()
        path = self.folder / "grabbed.png"
        if not widget.grab(QRect(0, 0, widget.width(), height or widget.height())).save(str(path)):
            raise SystemExit(f"{path} could not be written")
        with Image.open(path) as picture:
            self.keep(picture, name, width)

    @contextmanager
    def window(self, width: int = 1280, height: int = 800, settings: Settings | None = None) -> Iterator[MainWindow]:
        """The window on this model, with a picture in it."""
        options = GuiOptions(
            model=None if self.model == "builtin" else self.model,
            workspace=self.folder / "workspace",
            settings_file=self.folder / "settings.json",
            device="cpu",
        )
        window = open_window(options, settings or Settings(welcomed=True))
        window.resize(width, height)
        window.show()
        until(lambda: window.bench.frame is not None)
        try:
            yield window
        finally:
            window.tab_set.feature_maps.records.reset()  # or the window asks whether to keep them
            window.close()
            window.deleteLater()
            QApplication.processEvents()


def settle(window: MainWindow) -> None:
    """Waits for the picture of the recipe."""
    until(lambda: window.bench.frame_is_current)


def until(condition: Callable[[], bool]) -> None:
    """Lets the window work until something is so."""
    ends = time.monotonic() + WAIT_S
    while not condition():
        if time.monotonic() > ends:
            raise SystemExit("The window did not get there in ten minutes.")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        time.sleep(0.005)


def place_in(window: MainWindow, x: float, y: float) -> QPoint:
    """The place in the view of a place in the picture, both counted from 0 to 1."""
    rect = window.view.picture_rect()
    return QPoint(round(rect.x() + x * rect.width()), round(rect.y() + y * rect.height()))


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    """Drags with the left button, in a few steps."""
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 6):
        QTest.mouseMove(widget, start + (end - start) * step / 5)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)


def side_by_side(pictures: list[npt.NDArray[np.uint8]], columns: int, gap: int = 6) -> Image.Image:
    """Pictures of one size as a sheet on white."""
    height, width = pictures[0].shape[:2]
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * (width + gap) - gap, rows * (height + gap) - gap), "white")
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        sheet.paste(Image.fromarray(picture.squeeze()).convert("RGB"), (column * (width + gap), row * (height + gap)))
    return sheet
