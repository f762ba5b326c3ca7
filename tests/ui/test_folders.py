"""Showing a folder by the desktop's program, which is none of ours once it runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ganstudio.ui.widgets import folders

RUN = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ganstudio.ui.widgets import folders

app = QApplication([])
folders._OF_XDG = ("offscreen",)
folders.open_folder(Path(sys.argv[1]), print)
QTimer.singleShot(400, app.quit)
app.exec()
"""


def opener(folder: Path, script: str) -> Path:
    program = folder / "xdg-open"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program


@pytest.mark.skipif(os.name == "nt", reason="there is no xdg-open")
def test_what_shows_a_folder_outlives_the_studio_and_nothing_is_said(tmp_path):
    opener(tmp_path, f"sleep 2; touch '{tmp_path / 'lived'}'")
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    ended = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path)], env=environment, capture_output=True, text=True, check=True
    )
    assert (ended.stdout, ended.stderr) == ("", "")
    subprocess.run(
        [
            "sh",
            "-c",
            f"for i in 1 2 3 4 5 6 7 8 9 10; do test -e '{tmp_path / 'lived'}' && exit 0; sleep 1; done; exit 1",
        ],
        check=True,
    )


@pytest.mark.skipif(os.name == "nt", reason="there is no xdg-open")
@pytest.mark.parametrize("code", [0, 3])
def test_a_program_that_finds_nothing_to_show_it_is_told(qtbot, tmp_path, monkeypatch, code):
    opener(tmp_path, f"touch '{tmp_path / 'ran'}'; exit {code}")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(folders, "_OF_XDG", ("offscreen",))
    told: list[str] = []
    folders.open_folder(tmp_path, told.append)
    qtbot.waitUntil((tmp_path / "ran").exists)
    if code:
        qtbot.waitUntil(lambda: bool(told))
        assert str(tmp_path) in told[0]
    else:
        qtbot.wait(3 * folders._LOOK_MS)
        assert told == []
