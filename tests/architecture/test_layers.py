"""Each import rule holds, and each is proven to bite by a deliberate violation in a copy of the package."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = "import sys; from importlinter.cli import lint_imports_command as main; sys.exit(main())"

VIOLATIONS = (
    ("Imports run one way only", "errors.py", "from ganstudio import spec"),
    ("The networks know no recipes", "networks/ops.py", "from ganstudio.recipe import document"),
    ("Qt lives in ui alone", "render/image.py", "def paint():\n    from PySide6 import QtGui"),
    ("torch stays out", "workspace/settings.py", "import torch"),
    ("Rooms of the window meet", "ui/spatial/tab.py", "from ganstudio.ui.jobs import queue"),
    ("Rooms of the window meet", "ui/bench/session.py", "from ganstudio.ui.make import left_column"),
    ("Rooms of the window meet", "ui/widgets/card.py", "from ganstudio.ui.canvas import pointer"),
    ("Rooms of the window meet", "ui/window_commands.py", "from ganstudio.ui import main_window"),
    ("Rooms of the window meet", "ui/jobs/tab.py", "from ganstudio.ui import wiring"),
)


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def package_copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "ganstudio", tmp_path / "ganstudio", ignore=shutil.ignore_patterns("builtin", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_kept(package_copy: Path):
    finished = lint(package_copy)

    assert finished.returncode == 0, finished.stdout


@pytest.mark.parametrize(("contract", "module", "line"), VIOLATIONS)
def test_a_violation_breaks_the_contract(contract: str, module: str, line: str, package_copy: Path):
    path = package_copy / "ganstudio" / module
    path.write_text(path.read_text() + f"\n\n{line}\n")

    finished = lint(package_copy)

    assert finished.returncode == 1
    broken = [text for text in finished.stdout.splitlines() if text.endswith("BROKEN")]
    assert any(contract in text for text in broken), finished.stdout
