"""Mailbox: what the window leaves for the worker thread to pick up. Requests for pictures coalesce: the latest wins."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

R = TypeVar("R")
C = TypeVar("C")


@dataclass(frozen=True)
class Letter(Generic[R, C]):
    """One thing to do: a command, or a request, or neither when only background steps are left."""

    command: C | None = None
    request: R | None = None


class Mailbox(Generic[R, C]):
    """Commands in order, at most one request, and a flag that keeps at most one wake-up under way.

    Any thread may use it.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        """`wake` is called, in the caller's thread, when something is left and no wake-up is under way."""
        self._lock = Lock()
        self._wake = wake
        self._commands: deque[C] = deque()
        self._request: R | None = None
        self._wake_is_under_way = False

    def put(self, request: R) -> None:
        """Leaves a request; one that still lies there is replaced."""
        with self._lock:
            self._request = request
        self.nudge()

    def command(self, command: C, *, drop_request: bool = False) -> None:
        """Leaves a command, which comes before any request; `drop_request` throws away the request lying there."""
        with self._lock:
            self._commands.append(command)
            if drop_request:
                self._request = None
        self.nudge()

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
            return Letter(request=request)

    @property
    def has_mail(self) -> bool:
        """Whether a command or a request lies there."""
        with self._lock:
            return bool(self._commands) or self._request is not None

    def clear(self, *, keep: Callable[[C], bool] = lambda command: False) -> None:
        """Throws everything away but the commands that `keep` says to keep."""
        with self._lock:
            self._commands = deque(command for command in self._commands if keep(command))
            self._request = None
