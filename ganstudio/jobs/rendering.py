"""What a job asks of a renderer, and recipes made fit for its model."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol, TypeVar, runtime_checkable

import numpy as np
import numpy.typing as npt

from ganstudio.errors import GanStudioError, JobError
from ganstudio.jobs.planned import Planned, PlannedPicture, SkippedPictures
from ganstudio.jobs.plans import Plan
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.recipe.document import Recipe, belongs_to, check, owned_by
from ganstudio.render.renderer import Rendering
from ganstudio.words import tr

T = TypeVar("T")

PIXELS_AT_ONCE: Final = 2 << 20
"""32 pictures of 256x256 on a GPU, two of 1024x1024: enough to keep it busy, short enough to stay responsive."""


class BatchRenderer(Protocol):
    """What a job needs of a renderer; `ganstudio.render.renderer.Renderer` is one."""

    @property
    def generator(self) -> LoadedGenerator:
        """The model."""

    def ws(self, recipe: Recipe) -> npt.NDArray[np.float32]:
        """The w of every style layer: float32 [num_ws, w_dim]."""

    def render_batch(self, recipes: Sequence[Recipe]) -> list[Rendering]:
        """One rendering a recipe, in order."""


@runtime_checkable
class DetectingRenderer(BatchRenderer, Protocol):
    """A renderer that has detectors and scripts; `ganstudio.analysis.following.FollowingRenderer` is one."""

    def detected(self, recipe: Recipe, tabs: Sequence[str]) -> Recipe:
        """The recipe with the selections of these tabs placed by the detectors and scripts that they follow."""

    def run_scripts(self, recipe: Recipe, tabs: Sequence[str]) -> Iterator[str]:
        """Runs the tabs' scripts for `detected`, a moment a step, and says what runs."""


def run_scripts(renderer: BatchRenderer, pictures: Sequence[PlannedPicture]) -> Iterator[str]:
    """Runs the scripts that place selections in these pictures, so that `render_pictures` need not wait for them.

    Yields:
        What runs, in words, a few times a second.

    Raises:
        ScriptError: A script has not been agreed to, is missing or failed.
    """
    if isinstance(renderer, DetectingRenderer):
        for picture in pictures:
            yield from renderer.run_scripts(picture.recipe, picture.detect)


def render_pictures(renderer: BatchRenderer, pictures: Sequence[PlannedPicture]) -> list[Rendering]:
    """One rendering a picture, in order, selections placed first where that is due and the renderer has detectors.

    Raises:
        GanStudioError: A recipe or a detector does not fit the model.
    """
    recipes = [picture.recipe for picture in pictures]
    if isinstance(renderer, DetectingRenderer):
        recipes = [renderer.detected(picture.recipe, picture.detect) for picture in pictures]
    return renderer.render_batch(recipes)


def fitting(recipe: Recipe, generator: LoadedGenerator) -> Recipe:
    """The recipe with the model's id, checked.

    Raises:
        GanStudioError: It belongs to another model, or does not fit this one.
    """
    if not belongs_to(recipe, generator.identity):
        raise JobError(tr("It was made with another model ({model}).", model=recipe.model))
    check(recipe, generator.spec)
    return owned_by(recipe, generator.identity)


def usable_pictures(plan: Plan, generator: LoadedGenerator) -> Iterator[Planned]:
    """The plan's pictures with recipes that fit the model; of those that come from files, what does not fit is skipped.

    Raises:
        GanStudioError: A recipe that the plan itself holds does not fit the model.
    """
    for planned in plan.pictures():
        if isinstance(planned, SkippedPictures):
            yield planned
            continue
        try:
            recipe = fitting(planned.recipe, generator)
        except GanStudioError as error:
            if not planned.file:
                raise
            yield SkippedPictures(name=planned.file, reason=str(error), count=1)
        else:
            yield dataclasses.replace(planned, recipe=recipe)


def batch_size(generator: LoadedGenerator) -> int:
    """Pictures a step: one on a CPU, where a batch gains nothing; on a GPU as many as keep it busy."""
    if generator.device.type == "cpu":
        return 1
    return max(1, PIXELS_AT_ONCE // (generator.spec.img_height * generator.spec.img_width))


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Runs of `size` neighbours, the last one shorter."""
    left = iter(items)
    while batch := list(itertools.islice(left, size)):
        yield batch
