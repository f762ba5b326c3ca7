"""Giving back to the system what the program has freed, where the C library keeps it for itself."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress


def give_back() -> None:
    """Has glibc return the pages between what is used; elsewhere nothing is done. Takes some milliseconds.

    Pictures, tensors and recipes of all sizes come and go in the worker's thread, and leave gaps that only malloc_trim
    returns. Without it the memory taken grows for hours, while what is in use stays the same.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)
