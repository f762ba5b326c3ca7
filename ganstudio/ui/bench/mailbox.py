"""Mailbox: what the window leaves for the worker thread to pick up.

Requests for pictures coalesce, the latest wins; those that are to be kept are all done, in order, after it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition
from typing import Generic, TypeVar

R = TypeVar("R")
C = TypeVar("C")


@dataclass(frozen=True)
class Letter(Generic[R, C]):
    """One thing to do: a command, or a request, or neither when only background steps are left."""

    command: C | None = None
    request: R | None = None


class Mailbox(Generic[R, C]):
    """Commands in order, at most one request, those to be kept, and a flag that keeps one wake-up under way at most.

    Any thread may use it.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        """`wake` is called, in the caller's thread, when something is left and no wake-up is under way."""
        self._lock = Condition()
        self._wake = wake
        self._commands: deque[C] = deque()
        self._request: R | None = None
        self._kept: deque[R] = deque()
        self._wake_is_under_way = False

    def put(self, request: R, *, keep: bool = False) -> None:
        """Leaves a request; one that still lies there is replaced, unless that is to be kept."""
        with self._lock:
            self._request = None if keep else request
            if keep:
                self._kept.append(request)
            self._lock.notify_all()
        self.nudge()

    def command(self, command: C, *, drop_requests: bool = False) -> int:
        """Leaves a command, which comes before any request.

        With `drop_requests` those that lie there are thrown away; gives how many of them were to be kept.
        """
        dropped = 0
        with self._lock:
            self._commands.append(command)
            self._lock.notify_all()
            if drop_requests:
                dropped = len(self._kept)
                self._drop_requests()
        self.nudge()
        return dropped

    def nudge(self) -> None:
        """Sees to it that the worker looks into the mailbox."""
        with self._lock:
            if self._wake_is_under_way:
                return
            self._wake_is_under_way = True
        self._wake()

    def take(self) -> Letter[R, C]:
        """The next thing to do; called by the worker, once a wake-up."""
        with self._lock:
            self._wake_is_under_way = False
            if self._commands:
                return Letter(command=self._commands.popleft())
            request, self._request = self._request, None
            if request is None and self._kept:
                request = self._kept.popleft()
            return Letter(request=request)

    @property
    def has_mail(self) -> bool:
        """Whether a command or a request lies there."""
        with self._lock:
            return self._is_full()

    @property
    def has_request(self) -> bool:
        """Whether a newer request lies there."""
        with self._lock:
            return self._request is not None

    def wait(self, seconds: float) -> None:
        """Returns once something lies there, or after that time; called by the worker."""
        with self._lock:
            self._lock.wait_for(self._is_full, seconds)

    def clear(self, *, keep: Callable[[C], bool] = lambda command: False) -> None:
        """Throws everything away but the commands that `keep` says to keep."""
        with self._lock:
            self._commands = deque(command for command in self._commands if keep(command))
            self._drop_requests()

    def _is_full(self) -> bool:
        return bool(self._commands) or self._request is not None or bool(self._kept)

    def _drop_requests(self) -> None:
        self._request = None
        self._kept.clear()
