"""Installs packages into a virtual environment, and says meanwhile what is fetched, how far it is, and how long yet."""

import ctypes
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""What Qt's window on Linux loads -> Debian's package of it (`ldd` of Qt's libQt6XcbQpa.so and libQt6Gui.so)."""
_UNITS = {"kB": 1e3, "MB": 1e6, "GB": 1e9}
_LARGE = 1e6
_LOOK_S = 0.5
_CLEAR_LINE = "\r\x1b[2K"


def missing_libraries(loads: Callable[[str], object] = ctypes.CDLL) -> dict[str, str]:
    """The libraries of `LIBRARIES` that cannot be loaded, with their packages; none on systems other than Linux."""
    missing = {}
    for library, package in LIBRARIES.items() if sys.platform.startswith("linux") else ():
        try:
            loads(library)
        except OSError:
            missing[library] = package
    return missing


def install(python: Path, arguments: list[str], *, folder: Path, uv: str | None) -> int:
    """Installs with uv, which shows its progress itself, or with pip; gives the exit code."""
    if uv is not None:
        return subprocess.call([uv, "pip", "install", "--python", str(python), *arguments], cwd=folder)
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", *arguments]
    place = Path(tempfile.mkdtemp(prefix="ganstudio-setup-"))
    try:
        return _watched(command, folder, place)
    finally:
        shutil.rmtree(place, ignore_errors=True)


class Progress:
    """What pip has said so far, and what of it is on the disk by now."""

    def __init__(self, place: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """`place` is where pip keeps what it fetches."""
        self._place = place
        self._clock = clock
        self._begun = self._file_begun = clock()
        self._name, self._size = "", 0.0
        self._count = 0
        self._doing = "Looking for versions"
        self.said: list[str] = []

    def hear(self, line: str) -> None:
        """Takes a line of pip's."""
        self.said.append(line)
        if found := re.match(r"\s*Downloading (\S+?)-\d\S* \(([\d.]+) (\w+)\)", line):
            self._count += 1
            self._name, self._size = found[1], float(found[2]) * _UNITS.get(found[3], 1.0)
            self._file_begun = self._clock()
            self._doing = "Fetching"
        elif line.startswith("Installing collected packages:"):
            self._doing = f"Installing {line.count(',') + 1} packages"
        elif self._doing != "Fetching" and (found := re.match(r"Collecting (\S+?)[=<>!~;\[ ]", f"{line} ")):
            self._doing = f"Looking for {found[1]}"

    def text(self) -> str:
        """What is being done, how far it is, and how long it has taken and will yet, in one line."""
        gone = f"{_minutes(self._clock() - self._begun)} so far"
        if self._doing != "Fetching":
            return f"{self._doing} · {gone}"
        return f"Fetching {self._name}{self._how_far()} · package {self._count} · {gone}"

    def _how_far(self) -> str:
        """Of the file that is being fetched, where it is large."""
        have, seconds = min(_largest_file(self._place), self._size), self._clock() - self._file_begun
        if self._size < _LARGE:
            return ""
        far = f", {have / 1e6:.0f} of {self._size / 1e6:.0f} MB ({100 * have / self._size:.0f} %)"
        if not 0 < have < self._size or seconds < 1:
            return far
        return f"{far}, about {_minutes(seconds * (self._size - have) / have)} left of it"


def _watched(command: list[str], folder: Path, place: Path) -> int:
    progress = Progress(place)
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",  # what pip says of files may be in any encoding
        env=os.environ | {"TMPDIR": str(place), "TEMP": str(place), "TMP": str(place)},
    ) as process:
        assert process.stdout is not None
        hearing = threading.Thread(target=_hear_all, args=(process.stdout, progress), daemon=True)
        hearing.start()
        _show_until_done(process, progress)
        hearing.join()
    if process.returncode:
        print("".join(progress.said[-30:]), flush=True)
    else:
        print(f"  Done in {progress.text().rpartition(' · ')[2].removesuffix(' so far')}.", flush=True)
    return process.returncode


def _show_until_done(process: subprocess.Popen[str], progress: Progress) -> None:
    """In a terminal one line that changes, in a log each thing once."""
    is_terminal, shown = sys.stdout.isatty(), ""
    while process.poll() is None:
        text = progress.text()
        what = text.partition(",")[0].partition(" · ")[0]
        if is_terminal:
            print(_CLEAR_LINE + text[: shutil.get_terminal_size().columns - 1], end="", flush=True)
        elif what != shown:
            shown = what
            print(f"  {text}", flush=True)
        time.sleep(_LOOK_S)
    if is_terminal:
        print(_CLEAR_LINE, end="", flush=True)


def _hear_all(lines: Iterable[str], progress: Progress) -> None:
    for line in lines:
        progress.hear(line)


def _largest_file(place: Path) -> float:
    """Bytes of the largest file that pip is fetching."""
    sizes = [0.0]
    for path in place.glob("pip-unpack-*/*"):
        try:
            sizes.append(float(path.stat().st_size))
        except OSError:  # it was moved meanwhile
            continue
    return max(sizes)


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
