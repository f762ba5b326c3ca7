"""Installs packages into a virtual environment, and says meanwhile what is fetched, how far it is, and how long yet."""

import ctypes
import glob
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
import urllib.parse
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
LARGE_MB = {
    "torch": 192,
    "pyside6-essentials": 80,
    "imageio-ffmpeg": 68,
    "numpy": 17,
    "pillow": 7,
    "sympy": 6,
    "networkx": 2,
    "triton": 198,
    "nvidia-cublas": 423,
    "nvidia-cudnn-cu13": 366,
    "nvidia-cufft": 214,
    "nvidia-nccl-cu13": 206,
    "nvidia-cusolver": 201,
    "nvidia-cusparselt-cu13": 170,
    "nvidia-cusparse": 146,
    "nvidia-cuda-nvrtc": 90,
    "nvidia-nvshmem-cu13": 60,
    "nvidia-curand": 60,
    "nvidia-nvjitlink": 47,
    "nvidia-cuda-cupti": 11,
}
"""Megabytes of the wheels for Linux that constraints.txt names, until pip says what they are; any other is small."""
_SMALL_MB = 0.2
_UNITS = {"bytes": 1.0, "kB": 1e3, "MB": 1e6, "GB": 1e9}
_FETCHED = re.compile(r"\s*(Downloading|Using cached) (?:\S*/)?(([^-\s/]\S*?)-\d\S*) \(([\d.]+) (\w+)\)")
_COLLECTED = re.compile(r"Collecting ([\w.-]+)")
_FOUND_HERE = re.compile(r"Processing \S*/([^-/\s]+)-\d\S*\.whl")
_LOOK_S = 0.5
_CLEAR_LINE = "\r\x1b[2K"
REASONS = {
    r"No space left on device|\[Errno 28\]|not enough space": "The disk is full: make room",
    r"Connection|NameResolution|timed out|ProxyError|Network is unreachable|No matching distribution": (
        "What is needed could not be fetched: check the network (and the proxy, if there is one)"
    ),
    r"Permission denied|\[Errno 13\]": "A file may not be written: make this folder yours",
}
"""What pip says of it -> what a person can do about it."""


def missing_libraries(loads: Callable[[str], object] = ctypes.CDLL) -> dict[str, str]:
    """The libraries of `LIBRARIES` that cannot be loaded, with their packages; none on systems other than Linux."""
    missing = {}
    for library, package in LIBRARIES.items() if sys.platform.startswith("linux") else ():
        try:
            loads(library)
        except OSError:
            missing[library] = package
    return missing


def install(python: Path, arguments: list[str], *, folder: Path, uv: str | None) -> str:
    """Installs with uv, which shows its progress itself, or with pip; gives why it failed, or nothing."""
    forget_unfinished(_packages_of(python))
    if uv is not None:
        failed = subprocess.call([uv, "pip", "install", "--python", str(python), *arguments], cwd=folder)
        return reason("") if failed else ""
    for left in python.parent.parent.glob("ganstudio-setup-*"):  # by a start that was killed
        shutil.rmtree(left, ignore_errors=True)
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", *arguments]
    beside = python.parent.parent  # /tmp may be small
    with tempfile.TemporaryDirectory(prefix="ganstudio-setup-", dir=beside, ignore_cleanup_errors=True) as place:
        return _watched(command, folder, Progress(Path(place), _packages_of(python)))


def forget_unfinished(packages: Path) -> None:
    """Lets packages be installed anew that an interrupted start left half there: they have no list of their files."""
    for record in packages.glob("*.dist-info"):
        if not (record / "RECORD").exists():
            shutil.rmtree(record, ignore_errors=True)
    for left in packages.glob("~*"):  # pip's name for what it was taking away
        shutil.rmtree(left, ignore_errors=True)


def reason(said: str) -> str:
    """Why an installation failed and what to do, by what was said of it."""
    found = (why for words, why in REASONS.items() if re.search(words, said))
    return f"{next(found, 'Setting up failed: mend what is said above')}, and start again."


class Progress:
    """What pip has said so far, and what of it is on the disk by now."""

    def __init__(self, place: Path, packages: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """`place` is where pip keeps what it fetches, `packages` where it installs."""
        self.place, self._packages, self._clock = place, packages, clock
        self._begun = clock()
        self._fetching_since: float | None = None
        self._installing_since = 0.0
        self._last_done = (0, 0.0)  # how many packages are there, and since when
        self._mb: dict[str, float] = {}
        self._had = self._received = 0.0  # MB: of all that is fetched, and of that what came over the network
        self._file, self._name = "", ""
        self._order: list[str] = []
        self._doing = "Looking for versions"
        self.said: list[str] = []

    def hear(self, line: str) -> None:
        """Takes a line of pip's."""
        self.said.append(line)
        if (found := _FETCHED.match(line)) and not found[2].endswith(".metadata"):
            self._begins(_plain(found[3]), float(found[4]) * _UNITS.get(found[5], 1.0) / 1e6)
            self._file = urllib.parse.unquote(found[2]) if found[1] == "Downloading" else ""
        elif line.startswith("Installing collected packages:"):
            self._order = [_plain(name) for name in line.partition(":")[2].split(",")]
            self._installing_since = self._clock()
        elif found := _COLLECTED.match(line) or _FOUND_HERE.match(line):
            self._mb.setdefault(_plain(found[1]), LARGE_MB.get(_plain(found[1]), _SMALL_MB))
            if not self._name:
                self._doing = f"Looking for {found[1]}"

    def text(self) -> str:
        """What is being done, how far it is, and how long it has taken and will yet, in one line."""
        doing = self._doing
        if self._order:
            doing = self._installing()
        elif self._name:
            doing = self._fetching()
        return f"{doing} · {self.gone()} so far"

    def gone(self) -> str:
        """How long it has taken."""
        return _minutes(self._clock() - self._begun)

    def _begins(self, name: str, mb: float) -> None:
        """The file before it, if there was one, is there."""
        self._ends()
        self._fetching_since = self._clock() if self._fetching_since is None else self._fetching_since
        self._name, self._mb[name] = name, mb

    def _ends(self) -> None:
        if self._name:
            self._had += self._mb[self._name]
            self._received += self._mb[self._name] if self._file else 0.0

    def _fetching(self) -> str:
        """This file and all of them."""
        mb, whole = self._mb[self._name], max(sum(self._mb.values()), 0.1)
        have = min(self._on_disk(), mb) if self._file else mb
        received, had = self._received + (have if self._file else 0.0), self._had + have
        far = f" {have:.0f} of {mb:.0f} MB ·" if mb >= 1 else ""
        left = _left(self._clock() - (self._fetching_since or 0.0), received, whole - had)
        return f"Fetching {self._name}{far} {had:.0f} of {whole:.0f} MB in all{left}"

    def _installing(self) -> str:
        """How many are there: each leaves a folder of that name, and takes about as long as it is large."""
        there = {_plain(path.name.partition("-")[0]) for path in self._packages.glob("*.dist-info")}
        left = [name for name in self._order if name not in there]
        count = len(self._order) - len(left)
        far, now = f"Installing {count} of {len(self._order)} packages", self._clock()
        if count != self._last_done[0]:
            self._last_done = (count, now)
        if not left:
            return far
        sizes = {name: self._mb.get(name, _SMALL_MB) for name in self._order}
        have, rest = sum(sizes[name] for name in self._order if name not in left), sum(sizes[name] for name in left)
        since = self._last_done[1]
        early = have < rest / 4  # small packages of many files come first, and take longer than they are large
        return f"{far}, {left[0]}{'' if early else _left(since - self._installing_since, have, rest, now - since)}"

    def _on_disk(self) -> float:
        """Megabytes of the file that is being fetched."""
        for path in self.place.glob(f"pip-unpack-*/{glob.escape(self._file)}"):
            try:
                return path.stat().st_size / 1e6
            except OSError:  # it was moved meanwhile
                continue
        return 0.0


def _left(seconds: float, done_mb: float, left_mb: float, gone: float = 0.0) -> str:
    """How long it will take yet if it goes on as in `seconds`, since when it has gone on for `gone`."""
    if seconds < 1 or done_mb < 1 or left_mb < 1 or (left := seconds * left_mb / done_mb - gone) < 0:
        return ""
    return f", about {_minutes(left)} left"


def _plain(name: str) -> str:
    """A package's name as indexes have it."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def _packages_of(python: Path) -> Path:
    """Where an environment of this Python's version has its packages."""
    base = str(python.parent.parent)
    return Path(sysconfig.get_path("purelib", "venv", vars={"base": base, "platbase": base}))


def _watched(command: list[str], folder: Path, progress: Progress) -> str:
    place = str(progress.place)
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",  # what pip says of files may be in any encoding
        env=os.environ | {"TMPDIR": place, "TEMP": place, "TMP": place},
    ) as process:
        assert process.stdout is not None
        hearing = threading.Thread(target=_hear_all, args=(process.stdout, progress), daemon=True)
        hearing.start()
        _show_until_done(process, progress)
        hearing.join()
    if process.returncode:
        print("".join(progress.said[-12:]), flush=True)
        return reason("".join(progress.said[-30:]))
    print(f"        Done in {progress.gone()}.", flush=True)
    return ""


def _show_until_done(process: subprocess.Popen[str], progress: Progress) -> None:
    """In a terminal one line that changes, in a log each thing once."""
    is_terminal, shown = sys.stdout.isatty(), ""
    while process.poll() is None:
        text = progress.text()
        what = re.split(r" ·|,", text)[0]
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


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
