"""TabSet: the tabs at the right and the film strip below, which are told together of what happens."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QApplication, QTabWidget, QWidget

from ganstudio.recipe.document import Recipe
from ganstudio.ui.attributes.tab import AttributeTab
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.canvas.cell_painter import CellColors
from ganstudio.ui.canvas.feature_map_colors import Float32Array
from ganstudio.ui.canvas.image_view import ImageView
from ganstudio.ui.canvas.overlays import HeatOverlay, MapOverlay, Overlay
from ganstudio.ui.files.film_strip import FilmStrip
from ganstudio.ui.jobs.queue import JobQueue
from ganstudio.ui.jobs.tab import JobsTab
from ganstudio.ui.maps.tab import FeatureMapTab
from ganstudio.ui.spatial.canvas_controller import CanvasController
from ganstudio.ui.spatial.parts.controller import PartsController
from ganstudio.ui.spatial.parts.own import OwnParts
from ganstudio.ui.spatial.tab import SpatialTab
from ganstudio.words import marked, tr
from ganstudio.workspace import Settings, Workspace

TITLES = (marked("Attributes"), marked("Spatial"), marked("Feature maps"), marked("Jobs"))
"""Of the tabs, in English: by these sessions and lessons know them."""


def title_at(index: int) -> str:
    """The title in English of the tab there, as `QTabWidget.currentIndex` counts; empty for none."""
    return TITLES[index] if index >= 0 else ""


class Tab(Protocol):
    """What every tab is told and says. It asks no one: what it needs, it is shown; what a person does, it emits."""

    @property
    def recipe_edited(self) -> SignalInstance:
        """(RecipeEdit): A person changes the recipe."""

    @property
    def message(self) -> SignalInstance:
        """(str): For the bar above the picture."""

    @property
    def status(self) -> SignalInstance:
        """(str): For the bar at the bottom."""

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows the recipe on screen; never emits."""

    def show_model(self, model: ModelContext | None) -> None:
        """Another model is loaded; None while there is none."""

    def show_frame(self, frame: Frame) -> None:
        """A picture is on screen, with the feature maps that were asked for."""


class TabSet:
    """Makes the tabs and passes on to all what they are to show. Main thread only.

    Attributes:
        attributes, spatial, feature_maps, jobs: The tabs. strip: the film strip. all: the tabs in their order.
        parts: The parts of the picture, under the mouse.
    """

    def __init__(self, pages: QTabWidget, view: ImageView, workspace: Workspace, queue: JobQueue) -> None:
        self._pages = pages
        self._blue_for_green = False
        self.attributes = AttributeTab()
        self.spatial = SpatialTab()
        self.feature_maps = FeatureMapTab()
        self.jobs = JobsTab(queue)
        self.strip = FilmStrip()
        self.strip.show_workspace(workspace)
        self.all: tuple[Tab, ...] = (self.attributes, self.spatial, self.feature_maps, self.jobs)
        for title, tab in zip(TITLES, (self.attributes, self.spatial, self.feature_maps, self.jobs), strict=True):
            pages.addTab(tab, tr(title))
        for index, keys in enumerate(("Alt+1", "Alt+2", "Alt+3", "Alt+4")):
            pages.setTabToolTip(index, f"{pages.tabText(index)} ({keys})")
        pages.currentChanged.connect(self._turned)
        self.canvas = CanvasController(self.spatial, view)
        self.parts = PartsController(view)
        self.own_parts = OwnParts(self.spatial.detector.keeper, self.spatial)

    def show(self, tab: QWidget) -> None:
        """Brings a tab to the front."""
        self._pages.setCurrentWidget(tab)

    def show_attribute(self, name: str) -> None:
        """Brings an attribute's slider to the front, and gives it the keys."""
        self.show(self.attributes)
        self.attributes.go_to(name)

    def show_spatial(self, name: str) -> None:
        """Brings a spatial tab to the front."""
        self.show(self.spatial)
        self.spatial.choose(name)

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows a recipe in every tab."""
        for tab in self.all:
            tab.show_recipe(recipe)
        self.parts.show_recipe(recipe)

    def show_model(self, model: ModelContext | None) -> None:
        """Shows a model in every tab."""
        for tab in self.all:
            tab.show_model(model)
        self.parts.show_model(model)
        self.own_parts.forget()

    def show_frame(self, frame: Frame) -> None:
        """Shows a picture in every tab."""
        for tab in self.all:
            tab.show_frame(frame)
        self.parts.show_frame(frame)

    def show_settings(self, settings: Settings) -> None:
        """Takes over the settings that tabs depend on."""
        self._blue_for_green = settings.blue_for_green
        self.jobs.show_settings(opens_folder=settings.open_folder_when_done, minimizes=settings.minimize_during_jobs)
        self.spatial.set_switches(
            blue_for_green=settings.blue_for_green,
            no_overlap=not settings.overlap_selections,
            reset_for_new_images=settings.reset_selections,
        )
        self.spatial.units.set_raw(settings.raw_weights)
        self.feature_maps.view.set_blue_for_green(settings.blue_for_green)

    def map_overlay(self, values: Float32Array | None) -> Overlay | None:
        """A feature map, float32 [h, w], as it is laid over the picture; None for none."""
        limits = self.feature_maps.view.overlay_limits
        if values is None:
            return None
        if self.feature_maps.view.is_heat:
            return HeatOverlay(values, limits)
        colors = CellColors(blue_for_green=self._blue_for_green)
        return MapOverlay(values, colors=colors, largest=limits and max(abs(limit) for limit in limits))

    def _turned(self) -> None:
        """Qt gives keys that were in the page before to the first button of this one, where Space would press it."""
        page, focused = self._pages.currentWidget(), QApplication.focusWidget()
        if page is not None and focused is not None and page.isAncestorOf(focused):
            page.setFocus()

    def close(self) -> None:
        """Waits for the tabs' and the film strip's threads."""
        self.feature_maps.close_threads()
        self.strip.close_threads()
