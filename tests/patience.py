"""How long the tests wait, in one place: far longer than anything takes, as a machine may be busy."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

WAIT_S = 120.0
WAIT_MS = 120_000


class PatientBot(QtBot):
    """pytest-qt's, which gives up after 5 seconds by itself."""

    def waitUntil(self, callback, *, timeout: int = WAIT_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout: int = WAIT_MS, **choices):
        return super().waitSignal(signal, timeout=timeout, **choices)

    def waitSignals(self, signals, *, timeout: int = WAIT_MS, **choices):
        return super().waitSignals(signals, timeout=timeout, **choices)
