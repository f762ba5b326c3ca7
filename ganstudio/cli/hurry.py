"""What lets the window and its first picture come sooner; each costs nothing where it does not help."""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import os
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

_ENDING = "dylib" if sys.platform == "darwin" else "so"


def hurry() -> None:
    """Before anything large is imported; `ganstudio.ui.app.main` lets the collector go on at the first picture.

    Python's collector would look a dozen times through modules that stay. And the loader's work on torch's library,
    which keeps Python from nothing, is done beside the building of the window. PySide does not read what is imported.
    """
    gc.disable()
    Thread(target=_load_library, name="torch's library", daemon=True).start()
    from ganstudio.ui.plain_imports import import_plainly

    import_plainly()


def _load_library() -> None:
    """Has the system load what `import torch` will ask for; a library that cannot be loaded says so there."""
    if sys.platform == "win32":
        return
    with suppress(ImportError, ValueError, OSError, AttributeError):
        found = importlib.util.find_spec("torch")
        if found is not None and found.origin is not None:
            file = Path(found.origin).parent / "lib" / f"libtorch_cpu.{_ENDING}"
            load = ctypes.CDLL(None).dlopen  # unlike `ctypes.CDLL`, lets Python's other threads go on meanwhile
            load.restype = ctypes.c_void_p
            load(os.fsencode(file), os.RTLD_LAZY)
