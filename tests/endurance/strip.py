"""Opens a window on a workspace of very many pictures, generates and deletes, and says how long nothing moved."""

from __future__ import annotations

import argparse
import gc
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

STALL_MS = 50.0
"""That the window's thread may be busy at a time; what other programs take of the processor does not count."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """How many, and how often."""
    parser.add_argument("--files", type=int, default=50_000, help="pictures in the portraits folder")
    parser.add_argument("--rounds", type=int, default=5, help="how often a picture is generated, and deleted")


class Heart:
    """Beats in the window's thread; between two beats nothing on screen moves."""

    def __init__(self, parent) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._timer = QTimer(parent, interval=2)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = (time.perf_counter(), time.thread_time())
        self.longest_ms = self.busiest_ms = 0.0
        self._timer.start()

    def reset(self) -> None:
        """Begins to measure anew."""
        self._last = (time.perf_counter(), time.thread_time())
        self.longest_ms = self.busiest_ms = 0.0

    def _beat(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        self.longest_ms = max(self.longest_ms, (now[0] - self._last[0]) * 1000)
        self.busiest_ms = max(self.busiest_ms, (now[1] - self._last[1]) * 1000)
        self._last = now


class Collector:
    """How long Python searches for garbage at a time: whichever thread does it, the window's waits."""

    def __init__(self) -> None:
        self.longest_ms = self._start = 0.0
        gc.callbacks.append(self._tell)

    def _tell(self, phase: str, _information: object) -> None:
        now = time.perf_counter()
        if phase == "stop":
            self.longest_ms = max(self.longest_ms, (now - self._start) * 1000)
        self._start = now


class Waited:
    """Counts the time that it is looked at: a run that is stopped for an hour, and goes on, has not waited it."""

    def __init__(self, most_s: float) -> None:
        self._left, self._last = most_s, time.monotonic()

    def is_over(self) -> bool:
        """Whether it has been as long as that."""
        now = time.monotonic()
        self._left -= min(now - self._last, 1.0)
        self._last = now
        return self._left < 0.0


def make_pictures(folder: Path, count: int) -> None:
    """So many pictures with a recipe, of different ages."""
    import numpy as np

    from ganstudio.recipe.document import Recipe
    from ganstudio.recipe.portrait import Portrait

    content = Portrait(np.full((32, 32, 3), 90, np.uint8), Recipe()).png_bytes()
    folder.mkdir(parents=True)
    for number in range(1, count + 1):
        path = folder / f"sample_{number:06d}.png"
        path.write_bytes(content)
        os.utime(path, (1_600_000_000 + number, 1_600_000_000 + number))
    (folder / ".last_sample").write_text(f"{count}\n")


@contextmanager
def window_on(folder: Path) -> Iterator[tuple[object, Callable[[Callable[[], bool]], None]]]:
    """The real window, and a function that lets it work until something is so."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEventLoop, QTimer

    from ganstudio.cli.hurry import hurry
    from ganstudio.ui import theme
    from ganstudio.ui.app import GuiOptions, collect_again, make_application, open_window
    from ganstudio.workspace import Settings

    hurry()
    app = make_application(["endurance"])
    theme.apply(app, "dark")
    settings = Settings(confirm_delete=False, open_folder_when_done=False)
    options = GuiOptions(workspace=folder / "workspace", settings_file=folder / "settings.json", device="cpu")
    window = open_window(options, settings)
    window.resize(1600, 1000)
    collect_again(window)  # with `hurry`, as the program itself does
    window.show()

    def until(so: Callable[[], bool], timeout_s: float = 300.0) -> None:
        loop, look = QEventLoop(), QTimer(interval=5)
        waited = Waited(timeout_s)
        look.timeout.connect(lambda: loop.quit() if so() or waited.is_over() else None)
        look.start()
        if not so():
            loop.exec()
        look.stop()
        if not so():
            raise TimeoutError("what was waited for did not come")

    try:
        yield window, until
    finally:
        window.close()
        window.deleteLater()
        app.processEvents()
        gc.unfreeze()  # where tests go on in the same process


def _has(window, count: int) -> bool:
    return len(window.strip.model.files) == count


def run(chosen: argparse.Namespace) -> int:
    """Measures, and gives 1 where a bound is exceeded."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make_pictures(folder / "workspace" / "portraits", chosen.files)
        return measure(folder, chosen.files, chosen.rounds)


def measure(folder: Path, files: int, rounds: int) -> int:
    """See `run`."""
    start = time.perf_counter()
    with window_on(folder) as (window, until):
        heart = Heart(window)
        listed: list[float] = []
        window.strip.model.rowsInserted.connect(lambda *_: listed.append(time.perf_counter() - start))
        window.strip.model.modelReset.connect(
            lambda: listed.append(time.perf_counter() - start) if window.strip.model.files else None
        )
        until(lambda: window.bench.frame is not None)
        first_picture_s = time.perf_counter() - start
        until(lambda: len(window.strip.model.files) == files)
        print(f"listed after {listed[0]:.2f} s, first picture after {first_picture_s:.2f} s")
        collector = Collector()
        worst = {"generate": 0.0, "delete": 0.0}
        for number in range(rounds):
            count = len(window.strip.model.files)
            heart.reset()
            window.bench.generate(number)
            until(partial(_has, window, count + 1))
            until(lambda: window.bench.frame_is_current)
            print(f"generate: longest {heart.longest_ms:.0f} ms, of that busy {heart.busiest_ms:.0f} ms")
            worst["generate"] = max(worst["generate"], heart.busiest_ms)
            heart.reset()
            window.files.ask_delete([window.strip.model.files[0].path])
            until(partial(_has, window, count))
            print(f"delete: longest {heart.longest_ms:.0f} ms, of that busy {heart.busiest_ms:.0f} ms")
            worst["delete"] = max(worst["delete"], heart.busiest_ms)
        worst["search for garbage"] = collector.longest_ms
        print(f"busiest: {worst}")
        return 1 if max(worst.values()) > STALL_MS else 0
