"""The first set-up: what is said while packages are fetched, and which system libraries are named before."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

PLACE = Path(__file__).parents[2] / "scripts" / "installing.py"


@pytest.fixture(scope="module")
def installing() -> ModuleType:
    spec = importlib.util.spec_from_file_location("installing", PLACE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_says_what_is_fetched_how_far_it_is_and_how_long_yet(installing, tmp_path):
    clock = Clock()
    progress = installing.Progress(tmp_path, clock)
    progress.hear("Collecting torch>=2.6 (from ganstudio==0.1.0)\n")
    assert progress.text() == "Looking for torch · 0:00 so far"
    progress.hear("  Downloading torch-2.13.0-cp311-cp311-linux.whl (200.0 MB)\n")
    (tmp_path / "pip-unpack-x").mkdir()
    (tmp_path / "pip-unpack-x" / "torch.whl").write_bytes(bytes(50_000_000))
    clock.now = 20.0
    said = "Fetching torch, 50 of 200 MB (25 %), about 1:00 left of it · package 1 · 0:20 so far"
    assert progress.text() == said
    progress.hear("  Downloading click-8.5.1-py3-none-any.whl (98 kB)\n")
    assert progress.text() == "Fetching click · package 2 · 0:20 so far"
    progress.hear("Installing collected packages: click, torch\n")
    assert progress.text() == "Installing 2 packages · 0:20 so far"


def test_a_command_that_fails_shows_what_it_said(installing, tmp_path, capfd):
    fails = tmp_path / "python"
    fails.write_text(f"#!{sys.executable}\nprint('no space left on device')\nraise SystemExit(3)\n")
    fails.chmod(0o755)
    assert installing.install(fails, ["."], folder=tmp_path, uv=None) == 3
    assert "no space left on device" in capfd.readouterr().out


def test_uv_is_used_where_it_is_there(installing, tmp_path, capfd):
    uv = tmp_path / "uv"
    uv.write_text(f"#!{sys.executable}\nimport sys\nprint(sys.argv[1:])\n")
    uv.chmod(0o755)
    assert installing.install(tmp_path / "python", ["-e", "."], folder=tmp_path, uv=str(uv)) == 0
    assert f"['pip', 'install', '--python', '{tmp_path / 'python'}', '-e', '.']" in capfd.readouterr().out


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere Qt brings all that it needs")
def test_libraries_that_cannot_be_loaded_are_named_with_their_packages(installing):
    def load(name: str) -> None:
        if name in ("libxcb-icccm.so.4", "libxcb-keysyms.so.1"):
            raise OSError(name)

    missing = {"libxcb-icccm.so.4": "libxcb-icccm4", "libxcb-keysyms.so.1": "libxcb-keysyms1"}
    assert installing.missing_libraries(load) == missing
