"""How far a long command is, with the time left: on a terminal only, so that logs and pipes stay clean."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from ganstudio.words import tr

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_WIDTH = 30


@contextmanager
def progress_bar(count: int, label: str) -> Iterator[Callable[[int], None]]:
    """A bar of `count` steps; what it gives is told how many are done."""
    with _bar(count, label) as bar:
        yield lambda done: bar.update(max(0, done - bar.pos))


@contextmanager
def watched(label: str, count: int, done: Callable[[], int]) -> Iterator[None]:
    """A bar of `count` steps for work that tells nothing itself: a thread asks `done` every second."""
    if not sys.stderr.isatty():
        yield
        return
    ended = threading.Event()

    def ask(show: Callable[[int], None]) -> None:
        while not ended.wait(1.0):
            show(min(count, done()))

    with progress_bar(count, label) as show:
        asker = threading.Thread(target=ask, args=(show,), name="ganstudio-progress", daemon=True)
        asker.start()
        try:
            yield
        finally:
            ended.set()
            asker.join()
        show(count)


class ModelProgress:
    """Told how far the opening of a model is, for which there may be several numbers of steps one after another.

    Or that of something else that tells in the same way.
    """

    def __init__(self, label: str = tr("Opening the model")) -> None:
        self._label = label
        self._bar: ProgressBar[int] | None = None

    def __call__(self, done: int, total: int) -> None:
        """Shows `done` of `total`; a file that is read at one go gets no bar."""
        if self._bar is None and done < total:
            self._bar = _bar(total, self._label)
            self._bar.__enter__()
        if self._bar is not None:
            self._bar.update(max(0, done - self._bar.pos))
            if done >= total:
                self._bar.__exit__(None, None, None)
                self._bar = None


def _bar(count: int, label: str) -> ProgressBar[int]:
    return click.progressbar(
        length=count, label=label, file=sys.stderr, width=_WIDTH, show_pos=True, hidden=not sys.stderr.isatty()
    )
