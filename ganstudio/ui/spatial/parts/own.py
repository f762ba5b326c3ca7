"""OwnParts: has the parts found that a model's own feature maps tell apart, where nobody has made detectors for it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ganstudio.ui.bench.task import Progress, Task, Work
from ganstudio.ui.spatial.detector.keeper import DetectorKeeper
from ganstudio.words import tr, trn

if TYPE_CHECKING:
    from ganstudio.analysis.detectors import Detector
    from ganstudio.api import Studio

Detectors = tuple["Detector", ...]


class OwnParts(QObject):
    """Main thread only.

    Signals:
        task_requested(Task): For the render thread. status(str): what was found.
    """

    task_requested = Signal(Task)
    status = Signal(str)

    def __init__(self, keeper: DetectorKeeper, parent: QObject) -> None:
        """`keeper` takes what is found."""
        super().__init__(parent)
        self._keeper = keeper
        self._task: Task[Detectors] | None = None

    def find(self) -> None:
        """Starts, unless it is looking already."""
        if self._task is None:
            self._task = Task(
                tr("finding parts"), _find(), title=tr("Finding parts"), finished=self._keep, ended=self._end
            )
            self.task_requested.emit(self._task)

    def forget(self) -> None:
        """Another model: what is found of the one before is nobody's."""
        if self._task is not None:
            self._task.drop()
            self._task = None

    def _keep(self, found: Detectors) -> None:
        known = [_numbers(detector) for detector in self._keeper.detectors.values()]
        new = [one for one in found if not any(_are_near(_numbers(one), numbers) for numbers in known)]
        for detector in new:
            self._keeper.add(detector)
        if found and not new:
            self.status.emit(tr("The parts that this model tells apart are known already. Point at the picture."))
            return
        self.status.emit(
            trn(
                "Found {number} part. Point at the picture, and click it to change it.",
                "Found {number} parts. Point at the picture, and click one to change it.",
                len(new),
            )
        )

    def _end(self) -> None:
        self._task = None


def _numbers(detector: Detector) -> dict[tuple[str, int], float]:
    return {(weight.layer, weight.channel): weight.weight for weight in detector.weights}


def _are_near(first: dict[tuple[str, int], float], second: dict[tuple[str, int], float]) -> bool:
    """Whether they weigh the same maps alike: what was found once is found again, up to rounding."""
    return first.keys() == second.keys() and all(
        math.isclose(weight, second[place], rel_tol=1e-3, abs_tol=1e-6) for place, weight in first.items()
    )


def _find() -> Work[Detectors]:
    def work(studio: Studio) -> Iterator[Progress[Detectors]]:
        from ganstudio.analysis.own_parts import PARTS, PICTURES, find_own_parts

        for done, found in find_own_parts(studio.renderer):
            yield Progress(done, PICTURES + PARTS, tr("looking at random pictures"), found=found or None)

    return work
