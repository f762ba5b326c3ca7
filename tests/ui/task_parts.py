"""The worker's part in a task, played by a test."""

from __future__ import annotations

from ganstudio.ui.bench.task import Progress, Task


def tell(task: Task, progress: Progress) -> None:
    """A step is done."""
    task.progressed.emit(progress)
    if progress.found is not None:
        task.found.emit(progress.found)


def end(task: Task, found=None) -> None:
    """It is over: complete, with the last that was found, or not."""
    if found is not None:
        task.finished.emit(found)
    task.ended.emit()


def do(task: Task, studio=None) -> list[Progress]:
    """All of it at once."""
    steps = []
    for progress in task.work(studio):
        steps.append(progress)
        tell(task, progress)
    end(task, next((step.found for step in reversed(steps) if step.found is not None), None))
    return steps
