"""What becomes of a slow picture once its draft is shown: it is finished when the hand rests, else given up."""

from __future__ import annotations

import time
from threading import Event
from typing import TypeVar

from ganstudio.ui.bench.mailbox import Mailbox

R = TypeVar("R")
C = TypeVar("C")
_MOVING_S = 0.5
"""Drafts that follow one another sooner are those of a hand that moves."""
_RESTING_S = 0.06
"""It rests when it asks for nothing in this time; then the picture is finished."""


class Drafting:
    """Says, as an `Asked`, whether the picture at hand is to be given up. The worker's thread alone uses it."""

    def __init__(self, end_now: Event, mailbox: Mailbox[R, C]) -> None:
        """`end_now`, once set, ends any picture; in the mailbox newer requests arrive."""
        self._end_now = end_now
        self._mailbox = mailbox
        self._may_give_up = self._is_shown = False
        self._shown_at = -_MOVING_S

    def begin(self, *, keep: bool) -> None:
        """Another picture is begun; one that is to be kept is finished in any case."""
        self._may_give_up, self._is_shown = not keep, False

    def pause(self) -> None:
        """Its draft is shown: waits a little for the next request of a hand that moves."""
        self._is_shown = True
        if self._may_give_up and time.monotonic() - self._shown_at < _MOVING_S:
            self._mailbox.wait(_RESTING_S)
        self._shown_at = time.monotonic()

    def is_set(self) -> bool:
        """Whether the program ends, or a newer picture is wanted and this one's draft is there."""
        return self._end_now.is_set() or (self._may_give_up and self._is_shown and self._mailbox.has_request)
