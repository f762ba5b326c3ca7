"""KeyPresses: tells a key that is held from one that is pressed again and again."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent


class KeyPresses:
    """Told of the keys let go, says which presses are new.

    WORKAROUND for Qt 6 on X11: it calls a press a repeat whenever another one of that key waits in its queue, as quick
    presses do while the program is busy. Of a held key the release and the next press have the same time.
    """

    def __init__(self) -> None:
        self._released: dict[int, int] = {}

    def let_go(self, event: QKeyEvent) -> None:
        """A key was let go, or so Qt says of one that is held."""
        self._released[event.key()] = event.timestamp()

    def is_new(self, event: QKeyEvent) -> bool:
        """Whether a key was pressed, and is not only held."""
        released = self._released.get(event.key())
        return not event.isAutoRepeat() or (released is not None and event.timestamp() > released)
