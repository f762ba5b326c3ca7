"""Runs `python -m ganstudio` and closes its window at a moment: `leaving.py MOMENT ARGUMENTS...`.

Prints `leaving` when it closes the window.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QTimer

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, TabScript
from ganstudio.ui import app
from ganstudio.ui.main_window import MainWindow


def at_the_start(window: MainWindow, leave: Callable[[], None]) -> None:
    """While torch is imported."""
    QTimer.singleShot(300, window, leave)


def while_loading(window: MainWindow, leave: Callable[[], None]) -> None:
    window.bench.service.loading_progressed.connect(lambda *_: leave())


def while_idle(window: MainWindow, leave: Callable[[], None]) -> None:
    _once_shown(window, lambda: QTimer.singleShot(200, window, leave))


def while_rendering(window: MainWindow, leave: Callable[[], None]) -> None:
    def render() -> None:
        window.bench.generate(1)
        QTimer.singleShot(200, window, leave)

    _once_shown(window, render)


def while_a_job_runs(window: MainWindow, leave: Callable[[], None]) -> None:
    def start() -> None:
        window.action("batch_new_latents").trigger()
        window.batch.dialog.control("seeds").count.setValue(3000)
        window.batch.dialog.accept()
        window.batch.queue.started.connect(lambda *_: QTimer.singleShot(500, window, leave))

    _once_shown(window, start)


def while_a_script_runs(window: MainWindow, leave: Callable[[], None]) -> None:
    def start() -> None:
        scripts = window.workspace.scripts
        (scripts / "slow.py").write_text(
            "import pathlib, signal, time\n"
            "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            "pathlib.Path('running').touch()\n"
            "time.sleep(600)\n"
        )
        window.bench.placing.ask = lambda question: True
        recipe = window.bench.session.recipe
        spec = window.bench.model.spec
        edit = SpatialEdit(
            name="slow",
            resolution=4,
            selection=Array(np.zeros((4, 4))),
            weights=(ChannelWeight(spec.blocks[0].name, 0, 1.0),),
            script=TabScript(file="slow.py"),
        )
        window.bench.show(replace(recipe, edits=(edit,)), "slow")
        window.bench.placing.place_one("slow")
        timer = QTimer(window, interval=50)

        def look() -> None:
            if (window.workspace.root / "running").exists():
                timer.stop()
                leave()

        timer.timeout.connect(look)
        timer.start()

    _once_shown(window, start)


MOMENTS = {
    "start": at_the_start,
    "loading": while_loading,
    "idle": while_idle,
    "rendering": while_rendering,
    "job": while_a_job_runs,
    "script": while_a_script_runs,
}


def _once_shown(window: MainWindow, go_on: Callable[[], None]) -> None:
    def shown(*_: object) -> None:
        window.bench.frame_shown.disconnect(shown)
        QTimer.singleShot(0, window, go_on)

    window.bench.frame_shown.connect(shown)


def main() -> None:
    """Opens the window as the command line does."""
    moment, *arguments = sys.argv[1:]
    open_window = app.open_window
    left: list[bool] = []

    def opened(options: app.GuiOptions, settings: object) -> MainWindow:
        window = open_window(options, settings)

        def leave() -> None:
            if not left:
                left.append(True)
                print("leaving", flush=True)
                window.close()

        MOMENTS[moment](window, leave)
        return window

    app.open_window = opened
    sys.argv = ["ganstudio", *arguments]
    runpy.run_module("ganstudio", run_name="__main__")


if __name__ == "__main__":
    main()
