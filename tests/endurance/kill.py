"""Kills a window at random moments, opens it again, and says what did not come back."""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HANDS = Path(__file__).parents[1] / "end_to_end" / "hands.py"
COMMANDS = ("generate", "undo", "redo", "show_spatial", "show_attributes", "show_feature_maps")
LONGEST_S = 4.0
WRITTEN_S = 2.0
"""So long after a command it is in the journal at the latest."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """How often."""
    parser.add_argument("--kills", type=int, default=10, help="how often a window is killed")
    parser.add_argument("--seed", type=int, default=0)


def run(chosen: argparse.Namespace) -> int:
    """Kills, and gives 1 where a session, a picture or a table was damaged."""
    chance = random.Random(chosen.seed)
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for number in range(chosen.kills):
            window = _open(folder, *(chance.choice(COMMANDS) for _ in range(6)))
            shown = json.loads(window.stdout.readline())
            wait_s = chance.random() * LONGEST_S
            time.sleep(wait_s)
            _kill(window)
            problems += _damage(folder / "workspace")
            again = _open(folder)
            back = json.loads(again.stdout.readline())
            _kill(again)
            if wait_s >= WRITTEN_S and back != shown:
                problems.append(f"kill {number}, {wait_s:.1f} s after the last command: not as it was")
    for problem in problems:
        print(problem)
    print(f"{chosen.kills} kills: {len(problems)} problems")
    return 1 if problems else 0


def _kill(window: subprocess.Popen[str]) -> None:
    os.kill(window.pid, signal.SIGKILL)
    window.wait()
    window.stdout.close()


def _open(folder: Path, *commands: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "GANSTUDIO_CONFIG": str(folder / "settings"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    command = [sys.executable, str(HANDS), str(folder / "workspace"), *commands]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def _damage(workspace: Path) -> list[str]:
    """What is empty, cut short or doubled in a workspace after a kill."""
    from ganstudio.errors import GanStudioError
    from ganstudio.recipe.portrait import Portrait
    from ganstudio.workspace.journal_lines import head_of, read_back

    problems = []
    for path in (workspace / "portraits").glob("*.png"):
        try:
            Portrait.open(path)
        except GanStudioError as error:
            problems.append(str(error))
    journals = (workspace / ".sessions").glob("*.jsonl")
    lost = [file.name for file in journals if head_of(file) is None or read_back(file, 1 << 29).history is None]
    problems += [f"{name} has no session" for name in lost]
    return problems
