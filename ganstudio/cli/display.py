"""Whether a window can be opened here, found out before Qt is asked: where it cannot, Qt crashes the program."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from ganstudio.words import tr

PACKAGES = (
    "libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 "
    "libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libfontconfig1 libdbus-1-3 libglib2.0-0"
)
"""Debian's and Ubuntu's names of what Qt's window plugin loads; most desktops have all of them."""


def display_problem(environment: Mapping[str, str] = os.environ) -> str | None:
    """What keeps a window from opening and what to do about it, in one sentence; None if it will open.

    Args:
        environment: Variables as of the process.
    """
    missing = _qt_problem()
    if missing is not None:
        return missing
    platform = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform not in ("", "xcb", "wayland") or not sys.platform.startswith("linux"):
        return None
    if environment.get("WAYLAND_DISPLAY") and platform != "xcb":
        return None
    if not environment.get("DISPLAY"):
        return tr(
            "There is no display to open a window on (DISPLAY and WAYLAND_DISPLAY are not set): start GanStudio from a "
            "desktop, or under 'xvfb-run -a ganstudio'; without a window, 'ganstudio generate' makes pictures."
        )
    return _plugin_problem() or _server_problem(environment["DISPLAY"])


def _qt_problem() -> str | None:
    """Whether Qt itself loads."""
    try:
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        return _missing_library(str(error))
    return None


def _plugin_problem() -> str | None:
    """Whether the plugin that Qt opens X11 windows with loads; Qt would abort without it."""
    import PySide6

    plugin = Path(PySide6.__path__[0]) / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not plugin.exists():
        return None  # a Qt of the system's own, which knows where its parts are
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return _missing_library(str(error))
    return None


def _server_problem(display: str) -> str | None:
    """Whether the X server answers."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        return _missing_library(str(error))
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if failed:
        return tr(
            "The display '{display}' cannot be reached: start GanStudio from a desktop, or under "
            "'xvfb-run -a ganstudio'; without a window, 'ganstudio generate' makes pictures.",
            display=display,
        )
    return None


def _missing_library(error: str) -> str:
    library, _, why = error.partition(":")
    if "cannot open shared object file" in why:
        return tr(
            "The window cannot open, because the library {library} is missing: on Debian or Ubuntu install it with "
            "'sudo apt-get install {packages}'; without a window, 'ganstudio generate' makes pictures.",
            library=library.strip(),
            packages=PACKAGES,
        )
    return tr(
        "The window cannot open, because Qt does not load ({error}): on Debian or Ubuntu install it with "
        "'sudo apt-get install {packages}'; without a window, 'ganstudio generate' makes pictures.",
        error=error,
        packages=PACKAGES,
    )
