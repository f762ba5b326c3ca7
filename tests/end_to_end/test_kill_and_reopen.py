"""A window that is killed comes back as it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HANDS = Path(__file__).with_name("hands.py")
WAIT_S = 120


class Window:
    """A window in a process of its own; `shown` is what it shows once its commands are done."""

    def __init__(self, folder: Path, *commands: str) -> None:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "GANSTUDIO_CONFIG": str(folder / "settings")}
        self._process = subprocess.Popen(
            [sys.executable, str(HANDS), str(folder / "workspace"), *commands],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.shown = json.loads(self._process.stdout.readline())

    def kill(self) -> None:
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process.stdout.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.timeout(2 * WAIT_S)
def test_a_killed_window_comes_back_with_picture_history_and_tab(tmp_path):
    window = Window(tmp_path, "generate", "generate", "generate", "undo", "show_feature_maps")
    try:
        wait_for_line(tmp_path / "workspace" / ".sessions", b'"Feature maps"')
    finally:
        window.kill()
    again = Window(tmp_path)
    again.kill()
    assert window.shown["past"] == 2
    assert window.shown["future"] == 1
    assert again.shown == window.shown


def wait_for_line(folder: Path, words: bytes) -> None:
    """Waits until the last command stands in the journal."""
    (journal,) = folder.glob("*.jsonl")
    end = time.monotonic() + WAIT_S
    while words not in journal.read_bytes():
        assert time.monotonic() < end, "the journal was not written"
        time.sleep(0.02)
