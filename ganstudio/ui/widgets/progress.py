"""Showing how far something is in one of Qt's progress bars, whatever the numbers."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar

_MOST = 1_000_000
"""Qt counts to 2,147,483,647; a job that came from somebody else may be of more pictures."""


def clock_text(seconds: float) -> str:
    """`0:07`, `12:30`, `3:05:00`."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def show_progress(bar: QProgressBar, done: int, total: int) -> None:
    """Shows `done` of `total`; where the total is 0, that it is not known."""
    most = min(total, _MOST)
    bar.setRange(0, most)
    bar.setValue(min(done, total) * most // total if total else 0)
