"""Comparison: the picture before the last change, swapped in or laid beside a wipe line."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace as replace_field

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.render_service import RenderService
from ganstudio.ui.bench.session import Session
from ganstudio.ui.bench.task import Task, once

UInt8Array = npt.NDArray[np.uint8]
_MOST_FRAMES = 8


class FrameCache:
    """The last pictures of steps, without their feature maps, so that going back shows at once. Main thread only."""

    def __init__(self) -> None:
        self._frames: OrderedDict[Recipe, Frame] = OrderedDict()

    def keep(self, frame: Frame) -> None:
        """Keeps a frame, and drops the oldest beyond a few."""
        self._frames[frame.recipe] = replace_field(frame, feature_maps={})
        self._frames.move_to_end(frame.recipe)
        while len(self._frames) > _MOST_FRAMES:
            self._frames.popitem(last=False)

    def get(self, recipe: Recipe) -> Frame | None:
        """The frame of a recipe, if it is still kept."""
        return self._frames.get(recipe)

    def clear(self) -> None:
        """Drops all, as when another model is loaded."""
        self._frames.clear()


class Comparison(QObject):
    """Main thread only.

    Attributes:
        frames: Pictures of steps at hand. toggling: True while the toggle itself moves through the history.

    Signals:
        comparison_changed(image or None): The picture to lay beside the wipe line.
        showing_previous_changed(bool): Whether the picture before is on screen.
    """

    comparison_changed = Signal(object)
    showing_previous_changed = Signal(bool)

    def __init__(self, session: Session, service: RenderService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frames = FrameCache()
        self.toggling = False
        self._session = session
        self._service = service
        self._wiping = False
        self._task: Task[UInt8Array] | None = None
        self._showing_previous = False
        session.recipe_changed.connect(self._recipe_changed)
        session.history_changed.connect(self._show)

    @property
    def is_showing_previous(self) -> bool:
        """Whether the picture before is on screen."""
        return self._showing_previous

    def toggle_previous(self, on: bool) -> None:
        """Swaps the picture and the one before the last change."""
        if on == self._showing_previous:
            return
        self._showing_previous = on
        self.toggling = True
        self._session.go(-1 if on else 1)
        self.toggling = False
        self.showing_previous_changed.emit(on)

    def toggle_wipe(self, on: bool) -> None:
        """Lays the picture before the last change over this one."""
        self._wiping = on
        if on:
            self._show()
        else:
            self.comparison_changed.emit(None)

    def _recipe_changed(self) -> None:
        if self._showing_previous and not self.toggling:
            self._showing_previous = False
            self.showing_previous_changed.emit(False)
        self._show()

    def _show(self) -> None:
        if not self._wiping:
            return
        before = self._recipe_before()
        cached = self.frames.get(before) if before is not None else None
        if before is None or cached is not None:
            self.comparison_changed.emit(None if cached is None else cached.image)
            return
        recipe = before
        work = once(lambda studio: studio.render(recipe).image)
        self._task = Task("compare", work, instead_of=self._task, finished=self._show_rendered)
        self._service.start(self._task)

    def _recipe_before(self) -> Recipe | None:
        """During a drag the step that it began from, else the step before the present one."""
        history = self._session.history
        if self._session.recipe != history.present.recipe:
            return history.present.recipe
        return history.past[-1].recipe if history.past else None

    def _show_rendered(self, image: UInt8Array) -> None:
        if self._wiping:
            self.comparison_changed.emit(image)
