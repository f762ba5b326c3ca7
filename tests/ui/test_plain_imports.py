"""The window's program imports as Python does: PySide would read and keep the source of each module."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import ganstudio.cli.main as cli
import ganstudio.ui.app

def window(options):
    import linecache
    import wave  # as torch is, once the window stands
    print(wave.__file__ in linecache.cache)

if sys.argv[1] == "window":
    ganstudio.ui.app.main = window
    cli.main(["gui"])
window(None)
"""


def _told(way: str) -> list[str]:
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, way], capture_output=True, text=True, timeout=120, check=False
    )
    return told.stdout.split()


def test_the_source_of_what_the_windows_program_imports_is_not_kept():
    assert _told("window") == ["False"]


def test_pyside_keeps_it_still_so_the_workaround_is_needed():
    assert _told("without") == ["True"]
