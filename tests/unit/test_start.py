"""What the window's start does not wait for."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "torch",
    "urllib.request",  # xml.sax
    "http.client",
    "email.message",  # importlib.metadata
    "numpy.ma",
    "asyncio",
    "multiprocessing",
    "unittest",
    "imageio_ffmpeg",
    "ganstudio.cli.doctor",
    "ganstudio.cli.batch",
)


@pytest.fixture(scope="module")
def imported() -> set[str]:
    said = "import sys, ganstudio.cli.main, ganstudio.ui.app; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize("name", HEAVY)
def test_the_window_does_not_wait_for(imported, name):
    assert name not in imported
