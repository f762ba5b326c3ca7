"""A program of its own between the studio and a user's script: keeps its output small and ends all that it started.

    python -I -S script_process.py STDOUT STDERR SECONDS command ...

What the command prints goes to the two files, of which each stays below 1 MiB: beyond that its beginning is dropped.
The exit status is the command's. After SECONDS, told to end (SIGTERM), or when the studio is gone, it ends the command
and all that this has started: on Linux also what has left the session (`setsid`) or whose parent has ended, for such
processes are handed to this one (prctl(2), PR_SET_CHILD_SUBREAPER); elsewhere the process group. What still runs when
the command ends by itself, such as a viewer, stays.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

MOST_BYTES = 1 << 20
END_BYTES = 1 << 16
_PIECE = 1 << 16
_LAST_OUTPUT_S = 0.5  # how long the last of its output may take; what stays behind may hold the pipes for hours
_ENDING_S = 2.0
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def main(stdout: str, stderr: str, seconds: str, *command: str) -> int:
    """Runs the command and gives its exit status."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if sys.platform != "win32":
        signal.signal(signal.SIGTERM, lambda *_: _end_all())
        signal.signal(signal.SIGALRM, lambda *_: _end_all())
        signal.setitimer(signal.ITIMER_REAL, float(seconds))
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    streams = [stream.fileno() for stream in (process.stdout, process.stderr) if stream is not None]
    threads = [
        threading.Thread(target=_keep, args=(stream, Path(path)), daemon=True)
        for stream, path in zip(streams, (stdout, stderr), strict=True)
    ]
    for thread in threads:
        thread.start()
    status = process.wait()
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, 0.0)
    for thread in threads:
        thread.join(_LAST_OUTPUT_S)
    if any(thread.is_alive() for thread in threads) and sys.platform != "win32" and os.fork() == 0:
        _drain(streams)
    return status if status >= 0 else 128 - status


def _keep(stream: int, path: Path) -> None:
    """Writes what comes to a file that never grows large."""
    with path.open("w+b", buffering=0) as file:
        while piece := os.read(stream, _PIECE):
            with suppress(OSError):  # a full disk must not hold up the script
                if file.tell() + len(piece) > MOST_BYTES:
                    file.seek(-END_BYTES, os.SEEK_END)
                    end = file.read()
                    file.seek(0)
                    file.truncate()
                    file.write(end)
                file.write(piece)


def _drain(streams: list[int]) -> None:
    """In a process of its own: takes what a viewer that stays prints, which would end it if nobody did."""
    os.chdir("/")
    while streams:
        for stream in select.select(streams, [], [])[0]:
            if not os.read(stream, _PIECE):
                streams.remove(stream)
    os._exit(0)


def _end_all() -> None:
    """Ends all that was started, and this program."""
    if sys.platform != "win32":
        until = time.monotonic() + _ENDING_S
        while time.monotonic() < until and (found := _descendants()):
            for process in found:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(process, signal.SIGKILL)
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
        os.killpg(0, signal.SIGKILL)


def _descendants() -> list[int]:
    """The processes below this one, as /proc has them; none where there is no /proc."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((entry / "stat").read_bytes().rpartition(b")")[2].split()[1])
            children.setdefault(parent, []).append(int(entry.name))
    found: list[int] = []
    waiting = [os.getpid()]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


if __name__ == "__main__":
    os._exit(main(*sys.argv[1:]))
