"""The fits with few maps as tasks of the render thread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from ganstudio.errors import GanStudioError
from ganstudio.ui.bench.task import Progress, Work
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.analysis.detectors import Detector
    from ganstudio.analysis.sparse_fits import SparseTable, Wanted
    from ganstudio.api import Studio


Fitted: TypeAlias = "SparseTable | str"
"""The table, or a sentence on why there is none."""


def fit_change(wanted: Wanted) -> Work[Fitted]:
    """The fits of a change, each tried on the picture."""

    def work(studio: Studio) -> Iterator[Progress[Fitted]]:
        from ganstudio.analysis.sparse_fits import sparse_changes

        try:
            for done, total, table in sparse_changes(studio.renderer, wanted):
                note = tr("trying fit {number} of {total} on the picture", number=min(done + 1, total), total=total)
                yield Progress(done, total, note, table)
        except GanStudioError as error:
            yield Progress(found=str(error))

    return work


def fit_detector(detector: Detector) -> Work[Fitted]:
    """The fits of a detector, on random pictures."""

    def work(studio: Studio) -> Iterator[Progress[Fitted]]:
        from ganstudio.analysis.sparse_detectors import IMAGES, sparse_detectors

        try:
            for done, table in sparse_detectors(studio.renderer, detector):
                note = (
                    tr("looking at picture {number} of {total}", number=done, total=IMAGES)
                    if done < IMAGES
                    else tr("fitting")
                )
                yield Progress(done, IMAGES, note, table)
        except GanStudioError as error:
            yield Progress(found=str(error))

    return work
