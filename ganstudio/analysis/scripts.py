"""Running a user's detector script in a process of its own: with a time limit, cancellable, its errors shown."""

from __future__ import annotations

import os
import shutil
import signal
import site
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganstudio.analysis import script_process
from ganstudio.analysis.script_bundle import ScriptBundle, read_bundle
from ganstudio.analysis.script_consent import ScriptConsent
from ganstudio.analysis.script_files import IMAGE, SELECTION, read_answer, write_csv, write_image, write_maps
from ganstudio.errors import ScriptError
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.spec import GeneratorSpec
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]

_OUTPUT_KEPT = 16_000  # characters of each stream, from its end
_LOOK_EVERY_S = 0.02
_ENDING_S = 5.0
_POSIX = sys.platform != "win32"
_WINDOWS_FLAGS = 0x00000200 | 0x08000000  # CREATE_NEW_PROCESS_GROUP, CREATE_NO_WINDOW
_PASSED_ON = (
    *("HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH"),
    *("DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "OMP_NUM_THREADS"),
    *("SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA"),
)
"""What a script and a viewer that it opens need of the studio's environment; tokens and passwords are no part of it."""
_START = """
import os, sys
places, __file__, *sys.argv = sys.argv[1:]
sys.path += places.split(os.pathsep)
exec(compile(open(__file__, "rb").read(), __file__, "exec"))
"""
"""Runs a script's copy, called as the protocol says; its folder comes last: no file there stands in for numpy."""


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

    def command(self, folder: Path, code: Path) -> list[str]:
        """What is run in the working folder: `python scripts/<script> DIR [arguments] [--image_path=...]`.

        Args:
            folder: DIR.
            code: The script's copy.
        """
        script, place = self.script.absolute(), self.place
        named = script.relative_to(place) if script.is_relative_to(place) else script
        image = [f"--image_path={folder / IMAGE}"] if self.with_image_path else []
        users = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []  # `-I` leaves it out
        places = os.pathsep.join([*users, str(code.parent)])
        python = [sys.executable, "-I", "-X", "utf8", "-u"]  # what it prints is shown as it comes
        return [*python, "-c", _START, places, str(code), str(named), str(folder), *self.arguments, *image]

    def bundle(self) -> ScriptBundle:
        """All that would run, as it stands now.

        Raises:
            ScriptError: A file cannot be read; see `read_bundle`.
        """
        return read_bundle(self.script, self.place, self.arguments)

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
    bundle = call.bundle()
    if not consent.covers(bundle):
        raise ScriptError(
            tr(
                "Script {script} has not been agreed to with these arguments in this workspace, or was "
                "changed since, and was not run. Press Run in the tab's Script card to look into it and "
                "to agree.",
                script=call.script.name,
            )
        )
    with _folders() as (folder, code, logs):
        _write_input(folder, call, given, spec)
        command = call.command(folder, bundle.write(code))
        started = time.monotonic()
        for seconds in _watched(call, command, logs, started=started):
            yield ScriptState(seconds=seconds, output=_text(logs / "stdout"))
        output = _text(logs / "stdout")
        yield ScriptState(
            seconds=time.monotonic() - started, finished=True, selection=read_answer(folder), output=output
        )


def _write_input(folder: Path, call: ScriptCall, given: ScriptInput, spec: GeneratorSpec) -> None:
    write_maps(folder, spec, given.feature_maps, call.weights)
    if call.with_selection:
        write_csv(folder / SELECTION, given.selection)
    if call.with_image or call.with_image_path:
        write_image(folder / IMAGE, given.image)


def _watched(call: ScriptCall, command: list[str], logs: Path, *, started: float) -> Iterator[float]:
    """Start the process and give its age now and then, until it ends; ends it if anything goes wrong here."""
    keeper = [sys.executable, "-I", "-S", script_process.__file__, str(logs / "stdout"), str(logs / "stderr")]
    limit = call.time_limit_s + _LOOK_EVERY_S  # kept there too, for nobody looks while a job is paused
    try:
        process = subprocess.Popen(
            [*keeper, str(limit), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=call.place,
            env=_environment(),
            start_new_session=_POSIX,  # so that it can be ended together with what it started
            creationflags=0 if _POSIX else _WINDOWS_FLAGS,
        )
    except OSError as error:
        raise ScriptError(
            tr(
                "Python could not be started for {script}: {reason}.",
                script=call.script.name,
                reason=error.strerror or error,
            )
        ) from error
    try:
        while process.returncode is None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK_EVERY_S)
            age = time.monotonic() - started
            if age > call.time_limit_s and (process.returncode is None or process.returncode < 0):
                slow = tr(
                    "Script {script} did not end within {seconds:g} seconds and was stopped. Give it more time in the "
                    "tab's Script card, or mend it.",
                    script=call.script.name,
                    seconds=call.time_limit_s,
                )
                raise ScriptError("\n".join(filter(None, (slow, _text(logs / "stderr").strip()))))
            if process.returncode is None:
                yield age
    finally:
        if process.returncode is None or process.returncode < 0:
            _end(process)  # one that ended by itself may have opened a viewer: that stays
    if process.returncode:
        status, said = process.returncode, _text(logs / "stderr").strip()
        failed = tr(
            "Script {script} failed (exit status {status}). Mend it, or choose another one.",
            script=call.script.name,
            status=status,
        )
        silent = tr(
            "Script {script} failed (exit status {status}). Mend it, or choose another one. It wrote nothing to "
            "stderr.",
            script=call.script.name,
            status=status,
        )
        raise ScriptError(f"{failed}\n{said}" if said else silent)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the script and all that it started; see `script_process` for what that is."""
    if sys.platform != "win32":
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_ENDING_S)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:  # pragma: no cover
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], check=False, capture_output=True)
    process.wait()


def _environment() -> dict[str, str]:
    """What a script gets of the studio's; programs are not looked for in the folder that it runs in."""
    passed = {
        name: value for name, value in os.environ.items() if name in _PASSED_ON or name.startswith(("LC_", "XDG_"))
    }
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    path = os.pathsep.join(folder for folder in folders if Path(folder).is_absolute())
    return {**passed, "PATH": path, "NoDefaultCurrentDirectoryInExePath": "1"}


def _text(log: Path) -> str:
    """The end of what a script has printed so far."""
    with suppress(OSError), log.open("rb") as stream:  # not there until it runs
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - _OUTPUT_KEPT))
        return stream.read(_OUTPUT_KEPT).decode("utf-8", errors="replace")
    return ""


@contextmanager
def _folders() -> Iterator[tuple[Path, Path, Path]]:
    """DIR, a folder for the script's copy, and one for what it prints; readable by this user alone."""
    root = Path(tempfile.mkdtemp(prefix="ganstudio_script_"))
    try:
        folder, code, logs = root / "maps", root / "code", root / "logs"
        for made in (folder, code, logs):
            made.mkdir()
        yield folder, code, logs
    finally:
        shutil.rmtree(root, ignore_errors=True)
