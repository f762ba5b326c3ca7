"""The fits with few maps as tasks of the render thread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ganstudio.ui.bench.task import Progress, Work

if TYPE_CHECKING:
    from ganstudio.analysis.detectors import Detector
    from ganstudio.analysis.sparse_fits import SparseTable, Wanted
    from ganstudio.api import Studio


def fit_change(wanted: Wanted) -> Work[SparseTable]:
    """The fits of a change, each tried on the picture."""

    def work(studio: Studio) -> Iterator[Progress[SparseTable]]:
        from ganstudio.analysis.sparse_fits import sparse_changes

        for done, total, table in sparse_changes(studio.renderer, wanted):
            yield Progress(done, total, f"trying fit {min(done + 1, total)} of {total} on the picture", table)

    return work


def fit_detector(detector: Detector) -> Work[SparseTable]:
    """The fits of a detector, on random pictures."""

    def work(studio: Studio) -> Iterator[Progress[SparseTable]]:
        from ganstudio.analysis.sparse_detectors import IMAGES, sparse_detectors

        for done, table in sparse_detectors(studio.renderer, detector):
            note = f"looking at picture {done} of {IMAGES}" if done < IMAGES else "fitting"
            yield Progress(done, IMAGES, note, table)

    return work
