"""Measures whether the window stays responsive: how late a 16 ms timer is while a 256x256 model renders all the time.

    python scripts/measure_responsiveness.py [--resolution 256] [--seconds 15] [--model FILE]

The window is the real one with a film strip of pictures; a variation slider is "dragged" so that each frame is followed
by the next request. Prints the percentiles of the time between two ticks, beside the same without rendering.

Then the slider moves every 16 ms as under a hand: printed is how long after a move it, or a later one, is seen (blurred
or whole), and how long after the hand rests the whole picture is there; and the memory that was taken.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count, pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

from ganstudio.cli.main import SPIN_COUNT
from ganstudio.ui.plain_imports import import_plainly

os.environ.setdefault("GOMP_SPINCOUNT", SPIN_COUNT)  # as the command does
import_plainly()
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from ganstudio.recipe.document import replace
from ganstudio.ui import theme
from ganstudio.ui.app import GuiOptions, make_application, open_window
from ganstudio.ui.bench.frame import Draft, Frame
from ganstudio.ui.bench.session import Phase, RecipeEdit
from ganstudio.ui.main_window import MainWindow
from ganstudio.workspace import Settings

TICK_MS = 16


def main() -> int:
    """Measures, prints, and gives 1 if p99 is not below 40 ms."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        model = arguments.model or _random_model(root / "random.safetensors", arguments.resolution)
        app = make_application(sys.argv[:1])
        theme.apply(app, "dark")
        options = GuiOptions(model=str(model), workspace=root / "workspace", settings_file=root / "settings.json")
        window = open_window(options, Settings(device="cpu", precision=arguments.precision))
        window.show()
        _wait_for_a_frame(window)
        window.tabs.setCurrentIndex(arguments.tab)
        quiet = _gaps(arguments.seconds / 3)
        frames = count()
        stop = _render_continuously(window, frames)
        busy = _gaps(arguments.seconds)
        stop()
        rendered = next(frames)
        drag = _drag(window, arguments.seconds)
        resident = _resident()
        window.close()
        QApplication.processEvents()
    spec = f"{arguments.resolution}x{arguments.resolution}" if arguments.model is None else arguments.model
    print(f"model {spec}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {rendered} frames")
    print(_line("at rest", quiet))
    print(_line("rendering", busy))
    print(
        f"dragging    seen after p50 {_percentile(drag.seen_ms, 50):.0f}, p95 {_percentile(drag.seen_ms, 95):.0f} ms; "
        f"{drag.blurred} blurred and {drag.whole} whole pictures; whole {drag.rest_ms:.0f} ms after the hand rests"
    )
    print(f"resident    {resident}")
    return 0 if _percentile([gap.ms for gap in busy], 99) < 40.0 else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resolution", type=int, default=256)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--model", default=None)
    parser.add_argument("--precision", default="fp32")
    parser.add_argument("--tab", type=int, default=0, help="tab that is open: 0 attributes, 1 spatial, 2 feature maps")
    return parser.parse_args()


def _random_model(path: Path, resolution: int) -> Path:
    """A model of random weights with as many maps as NVlabs' smaller configuration has (at most 512)."""
    import torch

    from ganstudio.networks.checkpoint import checkpoint_of, save_safetensors
    from ganstudio.networks.config import GeneratorConfig
    from ganstudio.networks.random_init import random_generator

    sizes = tuple(2**power for power in range(2, resolution.bit_length()))
    config = GeneratorConfig(
        z_dim=512,
        w_dim=512,
        block_resolutions=sizes,
        channels=tuple(min(512, 16384 // size) for size in sizes),
        mapping_widths=(512,) * 8,
    )
    save_safetensors(checkpoint_of(random_generator(config, torch.Generator().manual_seed(0))), path)
    return path


def _wait_for_a_frame(window: MainWindow) -> None:
    loop = QEventLoop()
    window.bench.frame_shown.connect(loop.quit)
    window.bench.service.failed.connect(lambda failure: sys.exit(failure.sentence + failure.details))
    loop.exec()


def _render_continuously(window: MainWindow, frames: count[int]) -> Callable[[], object]:
    """Each frame is followed by another recipe, all of whose blocks have to be computed anew."""
    steps = count(1)

    def next_recipe() -> None:
        next(frames)
        variation = 0.3 + 0.001 * (next(steps) % 700)
        recipe = replace(window.bench.session.recipe, variation=variation)
        window.bench.edit(RecipeEdit(recipe, "variation", Phase.LIVE))

    connection = window.bench.frame_shown.connect(next_recipe)
    next_recipe()
    return lambda: window.bench.frame_shown.disconnect(connection)


@dataclass
class Drag:
    """What was seen of moves, in ms from each to the first picture that has it, and from the last to its picture."""

    seen_ms: list[float] = field(default_factory=list)
    rest_ms: float = 0.0
    blurred: int = 0
    whole: int = 0


def _drag(window: MainWindow, seconds: float) -> Drag:
    """Moves the variation slider every 16 ms, then rests."""
    bench, drag, waiting, loop = window.bench, Drag(), [], QEventLoop()
    steps, rested = count(1), []

    def move(phase: Phase = Phase.LIVE) -> None:
        variation = 0.3 + 0.001 * (7 * next(steps) % 700)
        bench.edit(RecipeEdit(replace(bench.session.recipe, variation=variation), "variation", phase))
        waiting.append((bench.service.last_serial, time.perf_counter()))

    def see(serial: int) -> None:
        now = time.perf_counter()
        drag.seen_ms.extend(1000 * (now - moved) for asked, moved in waiting if asked <= serial)
        waiting[:] = [(asked, moved) for asked, moved in waiting if asked > serial]

    def see_draft(draft: Draft) -> None:
        drag.blurred += 1
        see(draft.serial)

    def see_frame(frame: Frame) -> None:
        drag.whole += 1
        see(frame.serial)
        if frame.serial == bench.service.last_serial and not timer.isActive():
            loop.quit()

    bench.draft_shown.connect(see_draft)
    bench.frame_shown.connect(see_frame)
    timer = QTimer()
    timer.setInterval(TICK_MS)
    timer.timeout.connect(move)
    end = QTimer()
    end.setSingleShot(True)
    end.timeout.connect(timer.stop)
    end.timeout.connect(lambda: rested.append(time.perf_counter()))
    end.timeout.connect(lambda: move(Phase.DONE))
    timer.start()
    end.start(round(seconds * 1000))
    loop.exec()
    drag.rest_ms = 1000 * (time.perf_counter() - rested[0])
    return drag


@dataclass(frozen=True)
class Gap:
    """Time between two ticks, and how much of it the main thread spent waiting for a core; both in ms."""

    ms: float
    waited_ms: float


def _gaps(seconds: float) -> list[Gap]:
    """The times between the ticks of a 16 ms timer in the main thread."""
    ticks: list[tuple[float, float]] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(TICK_MS)
    timer.timeout.connect(lambda: ticks.append((time.perf_counter() * 1000, _waited_ms())))
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    timer.start()
    loop.exec()
    timer.stop()
    return [Gap(after[0] - before[0], after[1] - before[1]) for before, after in pairwise(ticks)]


def _waited_ms() -> float:
    """How long the main thread has been ready to run without a core so far; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/schedstat").read_text(encoding="ascii").split()[1]) / 1e6
    except (OSError, IndexError):
        return 0.0


def _resident() -> str:
    """The memory of this process now and at most, where the system tells."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return "not known"
    kib = {line.partition(":")[0]: int(line.split()[1]) for line in lines if line.startswith(("VmRSS:", "VmHWM:"))}
    return f"{kib['VmRSS'] / 1024:.0f} MiB after the drag, {kib['VmHWM'] / 1024:.0f} MiB at most"


def _percentile(values: list[float], percent: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * percent / 100))]


def _line(what: str, gaps: list[Gap]) -> str:
    times = [gap.ms for gap in gaps]
    own = [gap.ms - gap.waited_ms for gap in gaps]
    shown = "  ".join(f"p{percent} {_percentile(times, percent):5.1f}" for percent in (50, 90, 99))
    less = f"p99 {_percentile(own, 99):.1f} without the time it waited for a core"
    return f"{what:10} {shown}  max {max(times):5.1f} ms  ({len(gaps)} ticks; {less})"


if __name__ == "__main__":
    sys.exit(main())
