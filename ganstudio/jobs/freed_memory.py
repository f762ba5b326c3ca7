"""Keeps the memory of freed tensors for the next ones, where a process was told to return it at once.

Dask's nannies start workers with MALLOC_TRIM_THRESHOLD_=65536. A picture takes and frees many tensors of some MiB, and
each page that is had anew is a fault and is filled with zeros: on such workers two fifths of a picture's time.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # as glibc's malloc.h numbers them
_KEPT_BYTES = 256 << 20
_LARGEST_KEPT_BYTES = 32 << 20
"""The most that every glibc takes; larger tensors, of pictures above 256x256, still go back at once."""


def keep_freed_memory() -> None:
    """Has glibc keep it, in this process from now on; elsewhere nothing is done."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            mallopt = ctypes.CDLL(None).mallopt
            mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)
            mallopt(_MMAP_THRESHOLD, _LARGEST_KEPT_BYTES)
