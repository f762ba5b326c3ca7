"""Measures the time from the start of the program to its window, and to the first picture in it.

    python scripts/measure_start.py [--model FILE] [--runs 3]

Each run is a process of its own, with an empty workspace.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
RUN = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from ganstudio.ui import theme
from ganstudio.ui.app import GuiOptions, make_application, open_window
from ganstudio.workspace import Settings

started, folder, model = float(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
app = make_application(sys.argv[:1])
theme.apply(app, "dark")
window = open_window(GuiOptions(model=model, workspace=folder, settings_file=folder / "settings.json"), Settings())
window.bench.frame_shown.connect(lambda: QTimer.singleShot(0, finish))
window.show()

def shown():
    print(f"{time.time() - started:.2f}", end=" ")

def finish():
    print(f"{time.time() - started:.2f}")
    window.close()
    app.quit()

QTimer.singleShot(0, shown)
app.exec()
"""


def main() -> int:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="builtin")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPATH": str(REPOSITORY)}
    for _ in range(arguments.runs):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-c", RUN, str(time.time()), folder, arguments.model]
            answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        window, picture = answer.stdout.split()
        print(f"window after {window} s, first picture after {picture} s (load {os.getloadavg()[0]:.1f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
