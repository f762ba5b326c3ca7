"""Makes the virtual environment `.venv` beside this clone with the pinned versions; used by start.py and check.py."""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"


def prepare(extra: str) -> str:
    """The path of the environment's Python, in which GanStudio and the named extra are installed.

    What was installed is remembered by a digest of pyproject.toml and constraints.txt, so that a second start is quick.
    """
    if sys.version_info < (3, 11):  # noqa: UP036 (an older Python comes this far, and deserves a sentence)
        sys.exit(f"GanStudio needs Python 3.11 or newer; this is {sys.version.split()[0]}. Install a newer Python.")
    python = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = ENVIRONMENT / f"ganstudio-{extra or 'plain'}.stamp"
    wanted = _digest()
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return str(python)
    print("Setting up GanStudio in .venv (the first time this takes a few minutes) ...", flush=True)
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    target = f".[{extra}]" if extra else "."
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.call([*install, "--constraint", "constraints.txt", "--editable", target], cwd=ROOT):
        sys.exit(
            "Setting up failed: see pip's message above. Check the network, or the space on the disk, and try again."
        )
    stamp.write_text(wanted)
    return str(python)


def _digest() -> str:
    parts = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
