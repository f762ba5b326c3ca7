"""Leaves Python's imports as they are, in spite of PySide."""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401 - it is this import that changes the others


def import_plainly() -> None:
    """To be called before the rest of the window is imported, and torch.

    WORKAROUND: PySide (6.11 still) puts a function of its own in the place of `__import__`, for its feature
    `snake_case`, which nothing here uses. It reads the source of each module that is imported and keeps its lines:
    half a million for torch, which take half a second and 40 MB.
    """
    builtins.__import__ = vars(builtins).get("__orig_import__", builtins.__import__)
