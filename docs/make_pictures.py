"""Makes the pictures and films of these pages with the program itself: `python docs/make_pictures.py`.

Everything is what the window or a job shows on the model at that moment; nothing is retouched. `--only NAME` makes
those of one subject. `--other FILE` makes the picture of a model that is not ours too, of that file. `--only
feature-maps --model FILE --out DIR` makes those of feature-maps.md of another model, as far as it has what is needed.
`--short` makes a few small ones, as a test does.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "tools")]

import engine_pictures
import feature_map_pictures
import window_pictures
from picture_tools import Ground
from PySide6.QtWidgets import QApplication

from ganstudio.ui import theme

SUBJECTS = {
    "engine": (engine_pictures.make, HERE / "pictures"),
    "window": (window_pictures.make, HERE / "pictures"),
    "feature-maps": (feature_map_pictures.make, HERE / "feature-maps"),
}


def main() -> None:
    """Makes those that are asked for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", choices=SUBJECTS, help="one subject")
    options.add_argument("--model", default="builtin", help="model file, or 'builtin'")
    options.add_argument("--out", type=Path, help="folder of the pictures, by default where the pages show them")
    options.add_argument("--other", default="", metavar="FILE", help="model file that is not ours")
    options.add_argument("--short", action="store_true", help="a few small ones")
    wanted = options.parse_args()
    app = QApplication([])
    theme.apply(app, "dark")
    for subject, (make, folder) in SUBJECTS.items():
        if wanted.only in (None, subject) and not (wanted.short and subject == "feature-maps"):
            with tempfile.TemporaryDirectory() as place:
                ground = Ground(
                    folder=Path(place),
                    out=wanted.out or folder,
                    model=wanted.model,
                    other=wanted.other,
                    is_short=wanted.short,
                )
                make(ground)


if __name__ == "__main__":
    main()
