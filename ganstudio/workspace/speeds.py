"""What was measured of models on this machine, kept beside the settings: an aid, so trouble with it is passed over."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from pathlib import Path

import msgspec

from ganstudio.errors import WorkspaceError
from ganstudio.words import settings_path
from ganstudio.workspace.files import read_bytes, write_atomically
from ganstudio.workspace.settings import make_folder_of

_FORMS = 2
"""Counts the ways in which networks have computed on a CPU: what was measured of an earlier one is void."""


def load_speeds() -> dict[str, float]:
    """Hash of a model's numbers -> time of a picture in bf16 divided by that in fp32, measured on this machine."""
    return _load().get(_machine(), {})


def keep_speeds(speeds: dict[str, float]) -> None:
    """Keeps what was measured on this machine; what was kept of others stays."""
    with suppress(WorkspaceError, OSError):
        make_folder_of(_path())
        write_atomically(_path(), msgspec.json.encode({**_load(), _machine(): speeds}))


def _path() -> Path:
    return settings_path().with_name("speeds.json")


def _load() -> dict[str, dict[str, float]]:
    try:
        return msgspec.json.decode(read_bytes(_path()) or b"{}", type=dict[str, dict[str, float]])
    except (WorkspaceError, msgspec.MsgspecError, ValueError, OSError):
        return {}


def _machine() -> str:
    """Its processor and cores, and the threads that are allowed: with any of them speeds change."""
    processor = platform.processor() or platform.machine()
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
        processor = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), processor)
    return f"{processor}, {os.cpu_count()} cores, {os.environ.get('OMP_NUM_THREADS', 'all')} threads, forms {_FORMS}"
