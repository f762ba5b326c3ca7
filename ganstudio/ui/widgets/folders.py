"""Showing a folder in the desktop's file manager, or saying where it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_folder(folder: Path) -> str:
    """Opens a folder; gives a sentence with its path where there is no file manager, else nothing."""
    if QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        return ""
    return f"No file manager was found. The folder is {folder}"
