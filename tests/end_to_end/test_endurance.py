"""The short forms of tests/endurance, so that the long ones go on working."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "arguments",
    [
        ["fuzz", "--cases", "440"],
        ["kill", "--kills", "1"],
        ["gestures", "--gestures", "40", "--most-growth", "50"],
        ["strip", "--files", "2000", "--rounds", "1"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_it_holds_for_a_short_time(arguments, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GANSTUDIO_CONFIG": str(tmp_path)}
    environment["QT_QPA_PLATFORM"] = "offscreen"
    command = [sys.executable, "-W", "ignore", "-m", "tests.endurance", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
