"""Showing a folder or a page in the program that the desktop has for it, or saying where it is."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from ganstudio.words import tr

_OF_XDG = ("xcb", "wayland")
"""Platforms on which Qt hands an address to `xdg-open`, and says yes before that has found a program for it."""
_LOOK_MS = 100


def open_folder(folder: Path, tell: Callable[[str], None]) -> None:
    """Opens a folder; where there is no file manager, `tell` gets a sentence with its path, now or a little later."""
    _open(folder, lambda: tell(tr("No file manager was found. The folder is {folder}", folder=folder)))


def open_page(page: Path, tell: Callable[[str], None]) -> None:
    """Opens a page in the browser; where there is none, `tell` gets a sentence with its path, likewise."""
    _open(page, lambda: tell(tr("No browser was found. The page is {page}", page=page)))


def _open(path: Path, refused: Callable[[], None]) -> None:
    url = QUrl.fromLocalFile(str(path))
    program = QStandardPaths.findExecutable("xdg-open") if QGuiApplication.platformName() in _OF_XDG else ""
    if program:
        _open_by(program, url, refused)
    elif not QDesktopServices.openUrl(url):
        refused()


def _open_by(program: str, url: QUrl, refused: Callable[[], None]) -> None:
    """Starts it as a program of its own: what it opened stays when the studio is closed."""
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            [program, url.toString()], stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
    except OSError:
        refused()
        return
    timer = QTimer(QCoreApplication.instance(), interval=_LOOK_MS)

    def look() -> None:
        code = process.poll()
        if code is not None:
            timer.stop()
            timer.deleteLater()
        if code:
            refused()

    timer.timeout.connect(look)
    timer.start()
