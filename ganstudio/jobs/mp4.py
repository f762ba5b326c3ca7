"""Writes MP4: H.264, yuv420p, the colors marked as BT.709 so that players do not guess."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import imageio.v2 as imageio
import numpy as np

from ganstudio.errors import JobError
from ganstudio.jobs.compose import Pixels
from ganstudio.words import tr

_COLORS = (
    "scale=out_color_matrix=bt709:out_range=tv,"
    "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"
)
"""Filters, for as options the matrix alone reached the encoder and the file's `colr`, not primaries and transfer."""


class Mp4Writer:
    """A film that imageio has ffmpeg write, picture by picture. A tick is one frame of the film's rate."""

    shortest = 0  # a picture of an eased film may be shorter than a frame, and is then left out

    def __init__(self, path: Path, *, fps: float, quality: int) -> None:
        """Prepares the file; ffmpeg starts with the first picture, whose size is the film's.

        Args:
            path: Where to.
            fps: Frames a second.
            quality: 0..100, which is a constant rate factor of 40..10.
        """
        self.tick = 1.0 / fps  # seconds
        rate_factor = str(round(40 - 0.3 * quality))
        self._writer = imageio.get_writer(
            path,
            format="FFMPEG",
            fps=fps,
            codec="libx264",
            pixelformat="yuv420p",
            quality=None,
            macro_block_size=2,
            ffmpeg_log_level="error",
            output_params=[
                *("-crf", rate_factor, "-vf", _COLORS),
                *("-movflags", "+faststart+write_colr", "-f", "mp4"),
            ],
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()

    def add(self, picture: Pixels, ticks: int) -> None:
        """Adds a picture for a number of frames.

        Raises:
            JobError: ffmpeg cannot write it.
        """
        even = np.pad(picture, ((0, picture.shape[0] % 2), (0, picture.shape[1] % 2), (0, 0)), mode="edge")
        try:
            for _ in range(ticks):
                self._writer.append_data(even)
        except (OSError, StopIteration) as error:
            said = str(error).strip().splitlines()
            reason = said[-1] if said else tr("it ended early")
            raise JobError(
                tr(
                    "ffmpeg could not write the film ({reason}). "
                    "Check the free space, or choose another size or format.",
                    reason=reason,
                )
            ) from error
