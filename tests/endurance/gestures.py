"""Uses the real window for a long time, and says what grows: memory, threads, open files."""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

POOLS = 4
"""Threads that decode pictures come and go."""
WARM_UP = 0.1
"""The part of the gestures after which nothing may grow any more."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """How many."""
    parser.add_argument("--gestures", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--most-growth", type=float, default=5.0, help="of memory, in percent")


def run(chosen: argparse.Namespace) -> int:
    """Makes them, and gives 1 where memory, threads or handles grow."""
    import psutil

    from tests.endurance.strip import window_on

    chance = random.Random(chosen.seed)
    process = psutil.Process()
    with tempfile.TemporaryDirectory() as temporary, window_on(Path(temporary)) as (window, until):
        until(lambda: window.bench.frame is not None)
        warm = max(1, round(chosen.gestures * WARM_UP))
        first = None
        for number in range(1, chosen.gestures + 1):
            _make(window, until, chance)
            until(lambda: window.bench.frame_is_current)
            if number == warm:
                first = _state(process)
            if number % max(1, chosen.gestures // 10) == 0:
                print(number, _words(_state(process)), flush=True)
        last = _state(process)
    grown = last[0] / first[0] - 1
    print(f"after {warm}: {_words(first)}; after {chosen.gestures}: {_words(last)}; memory {100 * grown:+.1f} %")
    more = max(last[1] - first[1], last[2] - first[2])
    return 1 if 100 * grown > chosen.most_growth or more > POOLS else 0


def _make(window, until, chance: random.Random) -> None:
    """One gesture, of those that people make most."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from ganstudio.recipe.document import replace
    from ganstudio.ui.bench.session import Phase, RecipeEdit

    session = window.bench.session
    match chance.randrange(8):
        case 0:
            window.bench.generate(chance.randrange(1 << 31))
        case 1 | 2 | 3:
            for step in range(4):
                changed = replace(session.recipe, variation=chance.random())
                window.bench.edit(RecipeEdit(changed, "variation", Phase.LIVE if step < 3 else Phase.DONE))
        case 4:
            window.action("undo").trigger()
        case 5:
            window.arrangement.show_tab(chance.randrange(4))
        case 6:
            files = window.strip.model.files
            if files:
                window.files.open_file(chance.choice(files).path)
        case _:
            QTimer.singleShot(50, lambda: QApplication.activeModalWidget().reject())
            window.action("import_picture").trigger()


def _state(process) -> tuple[int, int, int]:
    import gc

    gc.collect()
    return process.memory_info().rss, process.num_threads(), process.num_fds()


def _words(state: tuple[int, int, int]) -> str:
    return f"{state[0] / 2**20:.0f} MiB, {state[1]} threads, {state[2]} handles"
