"""Runs `python -m ganstudio gui` with hands in it: `python tests/end_to_end/hands.py WORKSPACE COMMAND...`.

Each command is done once the picture of the one before is on screen; then a line of JSON says what the window shows.
"""

from __future__ import annotations

import hashlib
import json
import runpy
import sys
from collections import deque

from PySide6.QtCore import QObject, QTimer

from ganstudio.recipe import codec
from ganstudio.ui import app
from ganstudio.ui.main_window import MainWindow


class Hands(QObject):
    """Lives as long as its window."""

    def __init__(self, window: MainWindow, commands: list[str]) -> None:
        super().__init__(window)
        self._window = window
        self._commands = deque(commands)
        window.bench.service.idle.connect(self._go_on)

    def _go_on(self) -> None:
        QTimer.singleShot(0, self, self._next)

    @property
    def _is_quiet(self) -> bool:
        bench = self._window.bench
        return bench.frame_is_current and not bench.placing.is_running

    def _next(self) -> None:
        while self._commands and self._is_quiet:
            self._window.action(self._commands.popleft()).trigger()
        if not self._commands and self._is_quiet:
            self._window.bench.service.idle.disconnect(self._go_on)
            print(json.dumps(self._shown()), flush=True)

    def _shown(self) -> dict[str, object]:
        history = self._window.bench.session.history
        tabs = self._window.tabs
        image = self._window.bench.frame.image
        return {
            "labels": [step.label for step in history.steps],
            "recipes": [codec.encode(step.recipe).decode() for step in history.steps],
            "past": len(history.past),
            "future": len(history.future),
            "picture": hashlib.sha256(image.tobytes()).hexdigest(),
            "tab": tabs.tabText(tabs.currentIndex()),
        }


def main() -> None:
    """Opens the window as the command line does."""
    workspace, *commands = sys.argv[1:]
    open_window = app.open_window
    app.open_window = lambda options, settings: Hands(open_window(options, settings), commands).parent()
    sys.argv = ["ganstudio", "gui", "--workspace", workspace, "--device", "cpu"]
    runpy.run_module("ganstudio", run_name="__main__")


if __name__ == "__main__":
    main()
