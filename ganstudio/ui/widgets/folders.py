"""Showing a folder in the desktop's file manager, or saying where it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QProcess, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

_OF_XDG = ("xcb", "wayland")
"""Platforms on which Qt hands an address to `xdg-open`, and says yes before that has found a program for it."""


def open_folder(folder: Path, tell: Callable[[str], None]) -> None:
    """Opens a folder; where there is no file manager, `tell` gets a sentence with its path, now or a little later."""
    url, sentence = QUrl.fromLocalFile(str(folder)), f"No file manager was found. The folder is {folder}"
    program = QStandardPaths.findExecutable("xdg-open") if QGuiApplication.platformName() in _OF_XDG else ""
    if program:
        _open_by(program, url, lambda: tell(sentence))
    elif not QDesktopServices.openUrl(url):
        tell(sentence)


def _open_by(program: str, url: QUrl, refused: Callable[[], None]) -> None:
    process = QProcess(QCoreApplication.instance())
    process.setStandardOutputFile(QProcess.nullDevice())
    process.setStandardErrorFile(QProcess.nullDevice())

    def ended(code: int) -> None:
        process.deleteLater()
        if code:
            refused()

    process.finished.connect(ended)
    process.start(program, [url.toString()])
