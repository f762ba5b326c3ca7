"""Reopening: the program begins anew in its own place, with what it was started with, as to speak another language."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

from ganstudio.words import environment_at_start


def command(*, model: str, workspace: Path | None, device: str, precision: str) -> list[str]:
    """The command line of a window; what is empty is left to the settings and to the session that was left."""
    options = {"model": model, "workspace": str(workspace or ""), "device": device, "precision": precision}
    asked = [f"--{name}={value}" for name, value in options.items() if value]
    if _is_packed():
        return [sys.executable, "gui", *asked]
    own_folder = [] if str(Path.cwd()) in sys.path else ["-P"]  # no module of the folder that it was started in
    return [sys.executable, *own_folder, "-m", "ganstudio", "gui", *asked]


def reopen(line: list[str]) -> None:
    """Puts a new program in the place of this one, which ends here; on Windows the new one stands beside it."""
    logging.shutdown()
    environment = environment_at_start()
    if _is_packed():
        environment["PYINSTALLER_RESET_ENVIRONMENT"] = "1"  # it is a program of its own, not a helper of this one
    if os.name == "nt":
        subprocess.Popen(line, env=environment)
        os._exit(0)
    os.execve(line[0], line, environment)


def _is_packed() -> bool:
    """Whether this is the package that brings its own Python: there the executable is the program."""
    return bool(getattr(sys, "frozen", False))
