"""Makes the virtual environment `.venv` beside this clone with the pinned versions; used by start.py and check.py."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from installing import install, missing_libraries
from torch_build import torch_arguments

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
NEEDED_MB = 2000
"""What the packages and the environment take together, with PyTorch's build for CPUs."""


def prepare(extra: str, *, window: bool = False) -> str:
    """The path of the environment's Python, in which GanStudio and the named extra are installed.

    What was installed is remembered by a digest of pyproject.toml and constraints.txt, so that a second start is quick.
    `window` says that one is to be opened: system libraries that it needs are named before anything is fetched.
    """
    if sys.version_info < (3, 11):  # noqa: UP036 (an older Python comes this far, and deserves a sentence)
        sys.exit(f"GanStudio needs Python 3.11 or newer; this is {sys.version.split()[0]}. Install a newer Python.")
    python = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = ENVIRONMENT / f"ganstudio-{extra or 'plain'}.stamp"
    wanted = _digest()
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return str(python)
    try:
        _set_up(python, extra, window=window)
    except KeyboardInterrupt:
        print("\nStopped. Start again to go on; what is fetched already is not fetched twice.", flush=True)
        sys.exit(130)
    stamp.write_text(wanted)
    return str(python)


def _set_up(python: Path, extra: str, *, window: bool) -> None:
    """Makes the environment, and installs into it; ends the program with a sentence where that fails."""
    print("Setting up GanStudio in .venv. This is done once; PyTorch alone is several hundred MB.", flush=True)
    if window:
        _name_missing_libraries()
    uv = shutil.which("uv")
    if not _is_made(python, with_pip=uv is None):
        print("1 of 2  Making a Python environment", flush=True)
        _make(with_pip=uv is None)
    choice, sources = torch_arguments(uv)
    print(f"2 of 2  Fetching and installing what it needs, with {'uv' if uv else 'pip'}", flush=True)
    print(f"        {choice}", flush=True)
    target = f".[{extra}]" if extra else "."
    arguments = ["--constraint", "constraints.txt", *sources, "--editable", target]
    if failed := install(python, arguments, folder=ROOT, uv=uv):
        sys.exit(failed)


def _is_made(python: Path, *, with_pip: bool) -> bool:
    """Whether the environment is there, and not half: an interrupted start, or one with uv, leaves it without pip."""
    if not python.exists():
        return False
    return not with_pip or subprocess.call([python, "-c", "import pip"], stderr=subprocess.DEVNULL) == 0


def _make(*, with_pip: bool) -> None:
    free_mb = shutil.disk_usage(ROOT).free / 1e6
    if free_mb < NEEDED_MB:
        sys.exit(
            f"The disk is too full: {free_mb:.0f} MB are free, and {NEEDED_MB} are needed. Make room and start again."
        )
    if with_pip and importlib.util.find_spec("ensurepip") is None:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        sys.exit(f"This Python cannot make environments. On Debian or Ubuntu: sudo apt install {version}")
    try:
        venv.create(ENVIRONMENT, with_pip=with_pip)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"The environment in {ENVIRONMENT} could not be made: {error}. Delete that folder and start again.")


def _name_missing_libraries() -> None:
    missing = missing_libraries()
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in DISPLAYS):
        print("There is no display here for a window. Setting up goes on, for the command line.", flush=True)
    if missing:
        print(
            f"The window needs system libraries that are not here: {', '.join(missing)}.\n"
            f"  On Debian or Ubuntu: sudo apt install {' '.join(missing.values())}\n"
            "  The command line works without them; setting up goes on.",
            flush=True,
        )


def _digest() -> str:
    parts = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
