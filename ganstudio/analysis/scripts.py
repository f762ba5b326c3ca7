"""Running a user's detector script in a process of its own: with a time limit, cancellable, its errors shown."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.script_consent import ScriptConsent
from ganstudio.analysis.script_files import IMAGE, SELECTION, read_answer, write_csv, write_image, write_maps
from ganstudio.errors import ScriptError
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.spec import GeneratorSpec

Float32Array = npt.NDArray[np.float32]

_OUTPUT_KEPT = 16_000  # characters of each stream, from its end
_LOOK_EVERY_S = 0.02
_POSIX = sys.platform != "win32"
_WINDOWS_FLAGS = 0x00000200 | 0x08000000  # CREATE_NEW_PROCESS_GROUP, CREATE_NO_WINDOW


@dataclass(frozen=True, kw_only=True)
class ScriptCall:
    """One script and how to run it.

    Attributes:
        script: The Python file.
        working_folder: Where it runs; the file's own folder if None.
        weights: The maps that it is given, and what each is multiplied with.
        arguments: Its own, after the folder.
        with_selection: Write the tab's selection for it.
        with_image: Write the picture for it.
        with_image_path: Tell it where the picture is: `--image_path=...` (writes the picture too).
        time_limit_s: It is ended after so many seconds.
    """

    script: Path
    working_folder: Path | None = None
    weights: tuple[ChannelWeight, ...] = ()
    arguments: tuple[str, ...] = ()
    with_selection: bool = True
    with_image: bool = True
    with_image_path: bool = False
    time_limit_s: float = 60.0

    def command(self, folder: Path) -> list[str]:
        """What is run in the working folder: `python scripts/<script> DIR [arguments] [--image_path=...]`."""
        script, place = self.script.absolute(), self.place
        named = script.relative_to(place) if script.is_relative_to(place) else script
        image = [f"--image_path={folder / IMAGE}"] if self.with_image_path else []
        return [sys.executable, str(named), str(folder), *self.arguments, *image]

    @property
    def place(self) -> Path:
        """The working folder."""
        return (self.working_folder or self.script.parent).absolute()


@dataclass(frozen=True, kw_only=True, eq=False)
class ScriptInput:
    """What the maps, the selection and the picture are at the moment.

    Attributes:
        feature_maps: float32 [channels, h, w] by layer. selection: float32 [rows, columns]. image: uint8 [h, w, c].
    """

    feature_maps: Mapping[str, Float32Array]
    selection: Float32Array
    image: npt.NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True, eq=False)
class ScriptState:
    """How far a script is.

    Attributes:
        seconds: Time it has run. finished: whether it has ended well.
        selection: float32 [rows, columns], what it gave back; None while it runs, or if it gave none.
        output: What it printed so far, its end if that is long.
    """

    seconds: float
    finished: bool = False
    selection: Float32Array | None = None
    output: str = ""


def run_script(
    call: ScriptCall, given: ScriptInput, *, spec: GeneratorSpec, consent: ScriptConsent
) -> Iterator[ScriptState]:
    """Run a script; each step looks after it for a moment. Closing the iterator cancels the script.

    Args:
        call: The script.
        given: What it works on.
        spec: The model.
        consent: The user's agreements.

    Yields:
        How far it is; the last one is finished.

    Raises:
        ScriptError: The user has not agreed to this content; it failed, ran past its time or answered with something
            unusable. The text carries the end of what it wrote to stderr.
        WorkspaceError: Its files cannot be written.
    """
    if not consent.covers(call.script):
        raise ScriptError(
            f"Script {call.script.name} has not been agreed to, or was changed since, and was not run. "
            "Press Run in the tab's Script card to look into it and to agree."
        )
    with _folder() as folder:
        _write_input(folder, call, given, spec)
        with (folder / ".stdout").open("w+b") as stdout, (folder / ".stderr").open("w+b") as stderr:
            started = time.monotonic()
            for seconds in _watched(call, folder, stdout, stderr, started=started):
                yield ScriptState(seconds=seconds, output=_text(stdout))
            output = _text(stdout)
        yield ScriptState(
            seconds=time.monotonic() - started, finished=True, selection=read_answer(folder), output=output
        )


def _write_input(folder: Path, call: ScriptCall, given: ScriptInput, spec: GeneratorSpec) -> None:
    write_maps(folder, spec, given.feature_maps, call.weights)
    if call.with_selection:
        write_csv(folder / SELECTION, given.selection)
    if call.with_image or call.with_image_path:
        write_image(folder / IMAGE, given.image)


def _watched(
    call: ScriptCall, folder: Path, stdout: IO[bytes], stderr: IO[bytes], *, started: float
) -> Iterator[float]:
    """Start the process and give its age now and then, until it ends; ends it if anything goes wrong here."""
    try:
        process = subprocess.Popen(
            call.command(folder),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            cwd=call.place,
            env={**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"},  # what it prints is shown as it comes
            start_new_session=_POSIX,  # so that it can be ended together with what it started
            creationflags=0 if _POSIX else _WINDOWS_FLAGS,
        )
    except OSError as error:
        raise ScriptError(f"Python could not be started for {call.script.name}: {error.strerror or error}.") from error
    try:
        while True:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK_EVERY_S)
                break
            age = time.monotonic() - started
            if age > call.time_limit_s:
                raise ScriptError(
                    f"Script {call.script.name} did not end within {call.time_limit_s:g} seconds and was stopped. "
                    f"Give it more time in the tab's Script card, or mend it.{_said(stderr)}"
                )
            yield age
    finally:
        if process.returncode is None:
            _end(process)  # one that ended by itself may have opened a viewer: that stays
    if process.returncode:
        raise ScriptError(
            f"Script {call.script.name} failed (exit status {process.returncode}). "
            f"Mend it, or choose another one.{_said(stderr) or ' It wrote nothing to stderr.'}"
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the script, and on POSIX all that it started."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:  # pragma: no cover
        process.kill()
    process.wait()


def _said(stream: IO[bytes]) -> str:
    text = _text(stream).strip()
    return f"\n{text}" if text else ""


def _text(stream: IO[bytes]) -> str:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _OUTPUT_KEPT))
    return stream.read().decode("utf-8", errors="replace")


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="ganstudio_script_"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
