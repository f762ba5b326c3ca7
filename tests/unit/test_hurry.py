"""What is done ahead of the window: torch's library is loaded, torch itself is not; where it lacks nothing is said."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from ganstudio.cli import hurry

PROGRAM = """
import gc, sys, threading
from ganstudio.cli.hurry import hurry
hurry()
for thread in threading.enumerate():
    if thread is not threading.current_thread():
        thread.join()
print(gc.isenabled(), "torch" in sys.modules, "libtorch_cpu" in open("/proc/self/maps").read())
"""


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only Linux tells what a process has loaded")
def test_torchs_library_is_there_before_torch_is_imported():
    told = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=120)
    assert told.stdout.split() == ["False", "False", "True"]


@pytest.mark.parametrize("found", [None, SimpleNamespace(origin=None), SimpleNamespace(origin="/nowhere/__init__.py")])
def test_a_library_that_is_not_there_is_left_to_torch(monkeypatch, found):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: found)
    hurry._load_library()
