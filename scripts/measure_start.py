"""Measures the time from the start of the program to its window, and to the first picture in it.

    python scripts/measure_start.py [--model FILE] [--runs 3]
    python scripts/measure_start.py --commands [--runs 3]      the time that commands take which need no model

Each run is a process of its own, with an empty workspace, and begins as `ganstudio gui` does. The first may be slow:
Python compiles the program, unless it is told not to write what it compiled (PYTHONDONTWRITEBYTECODE).
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
RUN = """
import sys, time
import ganstudio.cli.main
from ganstudio.cli.hurry import hurry

hurry()
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
    print(f"{time.time() - started:.2f} {time.process_time():.2f}", end=" ")

def finish():
    print(f"{time.time() - started:.2f} {time.process_time():.2f}")
    window.close()
    app.quit()

QTimer.singleShot(0, shown)
app.exec()
"""


COMMANDS = (
    "--version",
    "--help",
    "generate --help",
    "batch walk --help",
    "trash list",
    "library find rating>=3",
    "doctor --help",
)
BARE = "import click, numpy, msgspec, PIL.Image"


def time_commands(runs: int, environment: dict[str, str]) -> None:
    """Prints medians in seconds, beside that of a Python that imports the libraries used and ends."""
    ways = {f"import of {BARE.removeprefix('import ')} alone": ["-c", BARE]}
    ways |= {f"ganstudio {words}": ["-m", "ganstudio", *words.split()] for words in COMMANDS}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as folder:
        own = {**environment, "GANSTUDIO_WORKSPACE": folder, "GANSTUDIO_CONFIG": folder}
        for _ in range(runs):
            for name, arguments in ways.items():
                started = time.perf_counter()
                subprocess.run([sys.executable, *arguments], env=own, capture_output=True, check=False)
                seconds[name].append(time.perf_counter() - started)
    for name, taken in seconds.items():
        print(f"{statistics.median(taken):.2f} s  {name}")


def main() -> int:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="builtin")
    parser.add_argument("--commands", action="store_true")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPATH": str(REPOSITORY)}
    if arguments.commands:
        time_commands(arguments.runs, environment)
        return 0
    for _ in range(arguments.runs):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-c", RUN, str(time.time()), folder, arguments.model]
            answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        window, window_cpu, picture, picture_cpu = answer.stdout.split()
        print(
            f"window after {window} s, first picture after {picture} s; processor time {window_cpu}, {picture_cpu} s "
            f"(load {os.getloadavg()[0]:.1f})"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
