"""The wheel of the source package, installed where no clone is: command, picture, window, and what came along."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from patience import WAIT_S

ROOT = Path(__file__).parents[2]
LEAVING = Path(__file__).with_name("leaving.py")
MOST_MB = 30


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A Python that has the wheel, and of this one's packages all but GanStudio."""
    pytest.importorskip("build", reason="the extra ganstudio[packages] is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    clone = copied(folder / "clone")
    environment = without_clone()
    build = [sys.executable, "-m", "build", "-q", "--no-isolation", "--outdir", str(folder), str(clone)]
    subprocess.run(build, check=True, capture_output=True, timeout=WAIT_S, env=environment, cwd=folder)
    wheel = next(folder.glob("*.whl"))
    assert wheel.stat().st_size < MOST_MB * 1e6
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [sys.executable, "-m", "pip", "-q", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True, timeout=WAIT_S, env=environment, cwd=folder)
    place = subprocess.check_output(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    ).strip()
    (Path(place) / "others.pth").write_text(sysconfig.get_path("purelib"))  # a plain line: no .pth beyond it is read
    return python


def copied(clone: Path) -> Path:
    """What a package is built of, where building leaves nothing in this clone."""
    shutil.copytree(ROOT / "ganstudio", clone / "ganstudio", ignore=shutil.ignore_patterns("__pycache__"))
    (clone / "scripts").mkdir()
    beside = ("setup.py", "pyproject.toml", "MANIFEST.in", "README.md", "CHANGELOG.md", "LICENSE", "constraints.txt")
    for name in (*beside, "scripts/spatial_map.py", "scripts/view_all.py"):
        shutil.copy(ROOT / name, clone / name)
    (clone / "ganstudio" / "commit.txt").write_text("0123456ab")
    return clone


def without_clone() -> dict[str, str]:
    """The environment, in which nothing leads to this clone."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "GANSTUDIO_WORKSPACE")}


def run(python: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = without_clone()
    environment |= {"HOME": str(folder), "GANSTUDIO_CONFIG": str(folder), "QT_QPA_PLATFORM": "offscreen"}
    environment |= {"XDG_DATA_HOME": str(folder), "XDG_STATE_HOME": str(folder)}
    done = subprocess.run(
        [str(python), *command],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=WAIT_S,
    )
    assert done.returncode == 0, done.stderr
    return done


def test_the_installed_command_makes_a_picture(installed, tmp_path):
    said = run(installed, tmp_path, "-c", "import ganstudio.version as v; print(v.PACKAGE); print(v.full_version())")
    place, known = said.stdout.splitlines()
    assert Path(place).is_relative_to(installed.parents[1])
    assert known.endswith("(commit 0123456ab)")
    command = installed.with_name("ganstudio.exe" if os.name == "nt" else "ganstudio")
    assert command.exists()
    run(installed, tmp_path, str(command), "generate", "--seeds", "3", "--out", "faces", "--workspace", "work")
    assert (tmp_path / "faces" / "seed0003.png").stat().st_size > 10_000


def test_the_installed_command_speaks_chinese_too(installed, tmp_path, monkeypatch):
    monkeypatch.setenv("GANSTUDIO_LANGUAGE", "zh_CN")
    assert "动手探索" in run(installed, tmp_path, "-m", "ganstudio", "--help").stdout


def test_the_installed_window_shows_a_picture_and_ends(installed, tmp_path):
    done = run(installed, tmp_path, str(LEAVING), "idle", "gui", "--workspace", str(tmp_path / "work"))
    assert done.stdout == "leaving\n"
    assert sorted(path.name for path in (tmp_path / "work" / "scripts").iterdir()) == ["spatial_map.py", "view_all.py"]
