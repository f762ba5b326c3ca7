"""Makes the virtual environment `.venv` beside this clone with the pinned versions; used by start.py and check.py."""

import hashlib
import os
import shutil
import sys
import venv
from pathlib import Path

from installing import install, missing_libraries
from torch_build import torch_arguments

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"


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
    print("Setting up GanStudio in .venv. This is done once; PyTorch alone is several hundred MB.", flush=True)
    if window:
        _name_missing_libraries()
    uv = shutil.which("uv")
    if not python.exists():
        print("1 of 2  Making a Python environment", flush=True)
        venv.create(ENVIRONMENT, with_pip=uv is None)
    print(f"2 of 2  Fetching and installing what it needs, with {'uv' if uv else 'pip'}", flush=True)
    target = f".[{extra}]" if extra else "."
    choice, sources = torch_arguments(uv)
    print(f"        {choice}", flush=True)
    if install(python, ["--constraint", "constraints.txt", *sources, "--editable", target], folder=ROOT, uv=uv):
        sys.exit(
            "Setting up failed: see the message above. Check the network, or the space on the disk, and try again."
        )
    stamp.write_text(wanted)
    return str(python)


def _name_missing_libraries() -> None:
    missing = missing_libraries()
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
