"""What lies beyond a window that is tried, and hearing what goes wrong in it."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
)


@dataclass
class Outside:
    """What lies beyond the program: file dialogs and the desktop. Answers at Qt's boundary, and keeps what was asked.

    Attributes:
        files: Suffix -> a file of that kind, for dialogs that open. folder: where dialogs save, and choose folders.
        answering: Whether dialogs are answered; they are cancelled otherwise.
    """

    files: dict[str, Path]
    folder: Path
    answering: bool = False
    asked: list[str] = field(default_factory=list)

    def put_in_place(self, monkeypatch) -> None:
        """From now on, until the test ends."""
        static = {
            "getOpenFileName": lambda _parent=None, title="", _at="", kinds="", *_: (self._existing(title, kinds), ""),
            "getOpenFileNames": lambda _parent=None, title="", _at="", kinds="", *_: (
                [name for name in (self._existing(title, kinds),) if name],
                "",
            ),
            "getSaveFileName": lambda _parent=None, title="", _at="", kinds="", *_: (self._new(title, kinds), ""),
            "getExistingDirectory": lambda _parent=None, title="", *_: self._answer(title, self.folder),
        }
        for name, answer in static.items():
            monkeypatch.setattr(QFileDialog, name, staticmethod(answer))
        monkeypatch.setattr(QFileDialog, "open", lambda dialog, *_: self._choose(dialog))
        monkeypatch.setattr(QFileDialog, "exec", lambda dialog, *_: self._choose(dialog))
        monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(lambda url: bool(self._answer(url, "opened"))))

    def _answer(self, asked: object, answer: object) -> str:
        self.asked.append(str(asked))
        return str(answer) if self.answering else ""

    def _existing(self, title: str, kinds: str) -> str:
        fitting = [self.files[kind] for kind in re.findall(r"\*(\.\w+)", kinds) if kind in self.files]
        return self._answer(title, fitting[0] if fitting else "")

    def _new(self, title: str, kinds: str) -> str:
        kind = (re.findall(r"\*(\.\w+)", kinds) or [""])[0]
        return self._answer(title, self.folder / f"saved_{len(self.asked)}{kind}")

    def _choose(self, dialog: QFileDialog) -> int:
        saves = dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
        kinds = " ".join(dialog.nameFilters())
        name = (self._new if saves else self._existing)(dialog.windowTitle(), kinds)
        if name:
            dialog.fileSelected.emit(name)
            dialog.filesSelected.emit([name])
        dialog.done(int(bool(name)))
        return int(bool(name))


class Witness(logging.Handler):
    """Hears what nobody should have to hear: exceptions, Qt's warnings, logged warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"logged {record.levelname}: {record.getMessage()}")

    @contextmanager
    def listening(self) -> Iterator[Witness]:
        """Listens in the place of whoever did."""
        hook, handler = sys.excepthook, qInstallMessageHandler(self._qt)
        sys.excepthook = self._raised
        logging.getLogger("ganstudio").addHandler(self)
        try:
            yield self
        finally:
            logging.getLogger("ganstudio").removeHandler(self)
            sys.excepthook = hook
            qInstallMessageHandler(handler)

    def _raised(self, kind, error, trace) -> None:
        last = trace
        while last is not None and last.tb_next is not None:
            last = last.tb_next
        at = f" at {Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}" if last is not None else ""
        self.heard.append(f"raised {kind.__name__}: {error}{at}")

    def _qt(self, _kind, _context, message: str) -> None:
        if not message.startswith("This plugin does not support"):  # of the platform without a screen
            self.heard.append(f"Qt said: {message}")
