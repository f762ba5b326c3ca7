"""Ending long work from another thread: whatever takes long looks now and then whether it is to go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class InterruptedWork(BaseException):
    """Long work ends here, as somebody asked for that. As with KeyboardInterrupt, no `except Exception` takes it."""


class Asked(Protocol):
    """Says whether work is to end: a `threading.Event`, or what is like one."""

    def is_set(self) -> bool:
        """Whether it is; any thread may ask."""


_asked: ContextVar[Asked | None] = ContextVar("asked_to_end", default=None)


@contextmanager
def interruptible_by(asked: Asked | None) -> Iterator[None]:
    """Within the block, and in its thread, work ends soon after `asked` was set; None for work that is to be whole."""
    before = _asked.set(asked)
    try:
        yield
    finally:
        _asked.reset(before)


def check_interruption() -> None:
    """Called by what takes long, at least every tenth of a second.

    Raises:
        InterruptedWork: It is to end.
    """
    asked = _asked.get()
    if asked is not None and asked.is_set():
        raise InterruptedWork
