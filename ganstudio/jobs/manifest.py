"""job.json: a job written into its own folder, so that it can go on after the program was closed or killed.

The plan is kept as data. Which pictures are done is not kept but seen: a picture is done when its file is there,
because files appear under their names only when they are whole.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec

from ganstudio.errors import JobError, RecipeError
from ganstudio.jobs.outputs import Outputs
from ganstudio.jobs.plans import Plan
from ganstudio.recipe.codec import array_reader, pack_array
from ganstudio.whole_file import read_file, whole_file
from ganstudio.words import tr

MANIFEST = "job.json"
FORMAT = 1
SHEET = "sheet"
"""How the names of contact sheets begin."""

State = Literal["planned", "running", "stopped", "finished"]


class SkippedFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file or table row from which nothing could be made.

    Attributes:
        name: The file's or row's. reason: why, as a sentence.
        pictures: How many were to be made of it.
    """

    name: str
    reason: str
    pictures: int


class Job(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One job as written down.

    Attributes:
        format: Of this document.
        title: As the queue shows it.
        plan: The pictures. outputs: what is kept of them.
        model: md5 of the model file; empty until the job first runs. model_path: where it was, for a resumption.
        batch: Pictures rendered at once; kept, so that a resumed job computes as it would have.
        state: `running` also where the program was killed.
        skipped: What could not be used, as of the last run.
        settings: What it was begun with on the command line, flag -> text; empty where it was begun in the window.
    """

    format: int = FORMAT
    title: str
    plan: Plan
    outputs: Outputs = Outputs()
    model: str = ""
    model_path: str = ""
    batch: int = 0
    state: State = "planned"
    skipped: tuple[SkippedFile, ...] = ()
    settings: dict[str, str] = {}


class JobHead(msgspec.Struct, frozen=True):
    """What a list of jobs needs: read without the plan, which may be large; as in `Job`."""

    title: str
    state: State


class _AnyDocument(msgspec.Struct, frozen=True):
    format: int


_encoder = msgspec.json.Encoder(enc_hook=pack_array)


def encode_job(job: Job) -> bytes:
    """The job as UTF-8 JSON."""
    return msgspec.json.format(_encoder.encode(job), indent=1)


def decode_job(content: bytes, name: str) -> Job:
    """The job of a document; `name` is how messages call it.

    Raises:
        JobError: Damaged, of a newer format, or not a job.
    """
    try:
        found = msgspec.json.decode(content, type=_AnyDocument).format
        if found != FORMAT:
            raise JobError(
                tr(
                    "{name} has format {found}, this version of GanStudio reads {format}. Update GanStudio.",
                    name=name,
                    found=found,
                    format=FORMAT,
                )
            )
        return msgspec.json.decode(content, type=Job, dec_hook=array_reader())
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError, RecipeError) as error:
        raise JobError(
            tr("{name} is not a job, or is damaged ({error}). Start the job anew.", name=name, error=error)
        ) from error


def read_job(folder: Path) -> Job:
    """The job that a folder belongs to.

    Raises:
        JobError: The folder has no job, or a damaged one.
    """
    path = folder / MANIFEST
    try:
        content = read_file(path)
    except OSError as error:
        raise JobError(
            tr(
                "{folder} has no job to go on with ({file}: {reason}). Choose a folder that a job has begun to fill.",
                folder=folder,
                file=MANIFEST,
                reason=error.strerror or error,
            )
        ) from error
    return decode_job(content, str(path))


def read_head(folder: Path) -> JobHead | None:
    """What the folder's job is called and how far it came; None where there is no job, or a damaged one."""
    try:
        return msgspec.json.decode(read_file(folder / MANIFEST), type=JobHead)
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return None


def is_sheet(name: str) -> bool:
    """Whether a file in a job's folder, by its name, is a contact sheet and none of the pictures."""
    return name.startswith(SHEET) and name.endswith(".png")


def sheet_name(number: int) -> str:
    """What the file of a contact sheet is called; the first has number 1."""
    return f"{SHEET}.png" if number == 1 else f"{SHEET}_{number}.png"


def sheets(folder: Path) -> list[Path]:
    """The contact sheets of a job's folder, in the order of their names."""
    return sorted(folder.glob(f"{SHEET}*.png"))


def write_job(folder: Path, job: Job) -> None:
    """Writes job.json whole or not at all.

    Raises:
        JobError: The folder is gone, full or not writable.
    """
    write_whole(folder / MANIFEST, encode_job(job))


def write_whole(path: Path, content: bytes) -> None:
    """A file under its name only when it is whole; its folder must be there.

    No fsync, as thousands are written: after a power cut a file may be cut short, and is then found out by its end.

    Raises:
        JobError: It cannot be written; the text says why and that the job can go on later.
    """
    try:
        with whole_file(path, part_path(path), sync=False) as part:
            part.write_bytes(content)
    except OSError as error:
        raise cannot_write(path, error) from error


def part_path(path: Path) -> Path:
    """Where a file is written before it gets its name; `remove_parts` finds it should the program be killed."""
    return path.with_name(f".{secrets.token_hex(6)}{PART}{path.suffix}")


PART = ".ganstudio-part"


def remove_parts(folder: Path) -> None:
    """Deletes what a killed run left half written."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") and PART in entry.name:
                with suppress(OSError):
                    Path(entry.path).unlink()


def cannot_write(path: Path, error: OSError) -> JobError:
    """The refusal for a failed write, in words."""
    if not path.parent.is_dir():
        return JobError(
            tr(
                "The job's folder {folder} is gone. Put it back, or start the job in another folder.",
                folder=path.parent,
            )
        )
    return JobError(
        tr(
            "{name} cannot be written to {folder}: {reason}. What is done so far is kept: free space or check the "
            "folder's permissions, then resume the job.",
            name=path.name,
            folder=path.parent,
            reason=error.strerror or error,
        )
    )
