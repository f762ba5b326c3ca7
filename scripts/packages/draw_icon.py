"""Draws the program's icon as a file of another format: `python draw_icon.py ganstudio.svg ganstudio.ico`."""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtGui import QGuiApplication, QIcon

SIZES = [(side, side) for side in (16, 32, 48, 64, 128, 256)]


def main(source: str, target: str) -> None:
    """Draws it; the ending of `target` says how: .ico, .icns or .png."""
    _ = QGuiApplication([])
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder) / "icon.png"
        if not QIcon(source).pixmap(512, 512).save(str(drawn)):
            raise SystemExit(f"{source} could not be drawn")
        with Image.open(drawn) as picture:
            if target.endswith(".ico"):
                picture.save(target, sizes=SIZES)
            else:
                picture.save(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
