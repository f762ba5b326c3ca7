"""The log: a file in the user's log folder in which what went wrong stands with its traceback."""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from ganstudio.errors import GanStudioError

_LARGEST_BYTES = 1 << 20
_OLD_FILES = 3
_log = logging.getLogger("ganstudio")


def log_path() -> Path:
    """Where the log is kept; `GANSTUDIO_CONFIG`, which names the settings' folder, takes it along."""
    folder = os.environ.get("GANSTUDIO_CONFIG")
    place = Path(folder) / "log" if folder else platformdirs.user_log_path("ganstudio", appauthor=False)
    return place / "ganstudio.log"


@contextmanager
def logging_to_file(level: str = "info", *, refusals: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Keeps the log while the block runs, and writes down what ends it; without a word where it cannot be written.

    Args:
        level: `debug`, `info` (also all that a person was told), `warning`, or `error`.
        refusals: What ends the block on purpose, besides our own errors.
    """
    path, before = log_path(), _log.level
    on_purpose: tuple[type[Exception], ...] = (GanStudioError, *refusals)
    handler: logging.Handler
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=_LARGEST_BYTES, backupCount=_OLD_FILES, encoding="utf-8"
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    _log.addHandler(handler)
    _log.setLevel(level.upper())
    try:
        _log.info("Started: %s", " ".join(sys.argv[1:]))
        yield
    except on_purpose as error:
        _log.info("Refused: %s", error, exc_info=True)
        raise
    except Exception:
        _log.exception("Ended by an error that nobody expected")
        raise
    finally:
        _log.setLevel(before)
        _log.removeHandler(handler)
        handler.close()
