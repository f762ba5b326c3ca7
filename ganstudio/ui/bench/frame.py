"""The frozen values that cross from the worker thread to the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ganstudio.recipe.document import Recipe

if TYPE_CHECKING:
    from ganstudio.api import Studio


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """One finished picture.

    Attributes:
        recipe: What was asked for.
        image: uint8 [H, W, 3 or 4] or [H, W], read-only.
        feature_maps: Layer name -> float32 [channels, height, width], read-only; only the layers asked for.
        seconds: Time the rendering took.
        first_layer: First block that was computed anew (`b4` means all of them); None if nothing had to be.
        serial: Counts requests; a later request has a higher one.
    """

    recipe: Recipe
    image: npt.NDArray[np.uint8]
    feature_maps: Mapping[str, npt.NDArray[np.float32]] = field(default_factory=dict)
    seconds: float = 0.0
    first_layer: str | None = None
    serial: int = 0


@dataclass(frozen=True)
class Failure:
    """Something that could not be done: a sentence for the person, and details to fold away."""

    sentence: str
    details: str = ""


@dataclass(frozen=True)
class TaskProgress:
    """How far a long task is.

    Attributes:
        name: The task's name, as it was started.
        done: Steps done. total: steps in all; 0 if not known.
        note: What it is doing, for the status bar.
        result: Whatever it has found so far, or its final result with the last progress.
    """

    name: str
    done: int
    total: int
    note: str = ""
    result: Any = None


Task = Callable[["Studio"], Iterator[TaskProgress]]
"""Runs in the worker thread, a step between two pictures; each `yield` ends a step."""


@dataclass(frozen=True, eq=False)
class TaskRequest:
    """A task that a tab wants done; another of the same name replaces it.

    Attributes:
        name: Names the task in its progress and for cancelling.
        task: What to do, step by step.
        title: As shown in the status bar; empty for a task that is not to be shown there.
    """

    name: str
    task: Task
    title: str = ""
