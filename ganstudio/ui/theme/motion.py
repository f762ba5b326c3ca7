"""Whether the desktop asks programs for less movement, as some people are made ill by it."""

from __future__ import annotations

import configparser
import ctypes
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

_PATIENCE_S = 1.0
_GET_CLIENT_AREA_ANIMATION = 0x1042
"""SPI_GETCLIENTAREAANIMATION of the Windows API, which its switch "Animation effects" sets."""


def is_still(movement: str) -> bool:
    """Whether nothing is to move by itself, where a person prefers `full`, `still`, or `system`: as the desktop."""
    return movement == "still" or (movement == "system" and desktop_is_still())


@cache
def desktop_is_still() -> bool:
    """Whether animations are turned off for the whole desktop; False where that cannot be told. Asked once."""
    if sys.platform == "win32":
        return _windows_is_still()
    if sys.platform == "darwin":
        return _said_by("defaults", "read", "com.apple.universalaccess", "reduceMotion") == "1"
    return _plasma_is_still() or _said_by(*_GNOME) == "false"


_GNOME = ("gsettings", "get", "org.gnome.desktop.interface", "enable-animations")


def _windows_is_still() -> bool:
    if sys.platform != "win32":
        return False
    moves = ctypes.c_int(1)
    told = ctypes.windll.user32.SystemParametersInfoW(_GET_CLIENT_AREA_ANIMATION, 0, ctypes.byref(moves), 0)
    return bool(told) and not moves.value


def _plasma_is_still() -> bool:
    """KDE keeps how long animations last, 0 for none, in `kdeglobals`."""
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    kept = configparser.ConfigParser(strict=False, interpolation=None)
    try:
        kept.read(folder / "kdeglobals")
        return kept.getfloat("KDE", "AnimationDurationFactor", fallback=1.0) == 0.0
    except (OSError, ValueError, configparser.Error):
        return False


def _said_by(program: str, *arguments: str) -> str:
    """What a program of the desktop prints; empty where there is none."""
    found = shutil.which(program)
    if found is None:
        return ""
    try:
        ran = subprocess.run([found, *arguments], capture_output=True, text=True, timeout=_PATIENCE_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout.strip()
