"""Jobs of a folder that were begun and not finished: as they were left, ready to go on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from ganstudio.errors import JobError
from ganstudio.jobs.manifest import MANIFEST, is_sheet, read_head, read_job

MOST_LISTED = 200
_THUMBNAIL = 128  # pixels


@dataclass(frozen=True, kw_only=True)
class LeftJob:
    """A job as it lies in its folder.

    Attributes:
        folder: Its files. title: as job.json has it. model: md5 of its model.
        done: Pictures that are there. skipped: those that cannot be made. total: all.
        image: The last one, small, uint8 [h, w, 3]; None if there is none.
    """

    folder: Path
    title: str
    model: str
    done: int
    skipped: int
    total: int
    image: npt.NDArray[np.uint8] | None = field(default=None, repr=False, compare=False)


def left_job(folder: Path) -> LeftJob:
    """The job of a folder.

    Raises:
        JobError: The folder has no job, or a damaged one.
    """
    job = read_job(folder)
    with os.scandir(folder) as entries:
        shown = [one for one in entries if one.name.endswith(".png") and not one.name.startswith(".")]
        pictures = [one for one in shown if not is_sheet(one.name)]
        last = max(pictures, key=lambda one: one.stat().st_mtime_ns, default=None)
    return LeftJob(
        folder=folder,
        title=job.title,
        model=job.model,
        done=len(pictures),
        skipped=sum(one.pictures for one in job.skipped),
        total=job.plan.total,
        image=None if last is None else _small(Path(last.path)),
    )


def unfinished_jobs(portraits: Path) -> Iterator[LeftJob]:
    """The jobs of a workspace's portraits that were not finished, newest first.

    Damaged ones are passed over, and so are folders that lie elsewhere by a link: a job writes into its folder.
    """
    folders = (path.parent for path in sorted(portraits.glob(f"batch_*/{MANIFEST}"), reverse=True))
    place = os.path.realpath(portraits.parent)
    own = (
        folder for folder in folders if not folder.is_symlink() and Path(os.path.realpath(folder)).is_relative_to(place)
    )
    for folder in islice(own, MOST_LISTED):
        head = read_head(folder)
        with suppress(OSError, JobError):
            if head is not None and head.state != "finished":
                yield left_job(folder)


def _small(path: Path) -> npt.NDArray[np.uint8] | None:
    try:
        with Image.open(path) as picture:
            picture.thumbnail((_THUMBNAIL, _THUMBNAIL))
            return np.asarray(picture.convert("RGB"))
    except (OSError, SyntaxError, ValueError):
        return None
