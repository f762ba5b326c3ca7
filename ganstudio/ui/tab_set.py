"""TabSet: the tabs at the right and the film strip below, and what they tell one another through the window."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QTabWidget

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.ui.attributes.tab import AttributeTab
from ganstudio.ui.bench.frame import Frame, TaskProgress
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.workbench import Workbench
from ganstudio.ui.canvas.cell_painter import CellColors
from ganstudio.ui.canvas.image_view import ImageView
from ganstudio.ui.canvas.overlays import HeatOverlay, MapOverlay, Overlay
from ganstudio.ui.files.film_strip import FilmStrip
from ganstudio.ui.files.picture_files import PictureFiles
from ganstudio.ui.jobs.queue import JobQueue
from ganstudio.ui.jobs.tab import JobsTab
from ganstudio.ui.maps.tab import FeatureMapTab
from ganstudio.ui.spatial.canvas_controller import wire_spatial
from ganstudio.ui.spatial.state import PaintOptions, SelectionState
from ganstudio.ui.spatial.tab import SpatialTab
from ganstudio.ui.status_line import StatusLine
from ganstudio.ui.widgets.error_bar import ErrorBar
from ganstudio.workspace import Settings, Workspace


class TabSet(QObject):
    """Makes the tabs, tells them what happens, and passes on what they say.

    Attributes:
        attributes, spatial, feature_maps, jobs: The tabs. strip: the film strip.

    Signals:
        switches_chosen(dict): Switches of the spatial tab, to be kept with the settings, by their names there.
    """

    switches_chosen = Signal(dict)

    def __init__(self, tabs: QTabWidget, view: ImageView, workspace: Workspace, queue: JobQueue) -> None:
        super().__init__(tabs)
        self._view = view
        self._pages = tabs
        self._blue_for_green = False
        self.attributes = AttributeTab()
        self.spatial = SpatialTab()
        self.feature_maps = FeatureMapTab()
        self.jobs = JobsTab(queue)
        self.feature_maps.recorded_layers_changed.connect(queue.record_maps)
        self.strip = FilmStrip()
        self.strip.show_workspace(workspace)
        self._tabs: tuple[Any, ...] = (self.attributes, self.spatial, self.feature_maps, self.jobs)
        tabs.addTab(self.attributes, "Attributes")
        tabs.addTab(self.spatial, "Spatial")
        tabs.addTab(self.feature_maps, "Feature maps")
        tabs.addTab(self.jobs, "Jobs")
        for index, keys in enumerate(("Alt+1", "Alt+2", "Alt+3", "Alt+4")):
            tabs.setTabToolTip(index, f"{tabs.tabText(index)} ({keys})")
        self.canvas = wire_spatial(self.spatial, view)
        self.spatial.selection_shown.connect(self._show_selection)
        self.spatial.options_changed.connect(self._tell_switches)
        self.feature_maps.weights_requested.connect(self._add_weights)
        self.feature_maps.overlay_requested.connect(self._lay_over)

    def connect_to(self, bench: Workbench, files: PictureFiles, bar: ErrorBar, status: StatusLine) -> None:
        """Joins the tabs' signals to those who act on them."""
        for tab in self._tabs:
            tab.recipe_edited.connect(bench.edit)
            tab.message.connect(bar.show_error)
            tab.status.connect(status.say)
        for tab in (self.attributes, self.spatial, self.feature_maps):
            tab.task_requested.connect(bench.run)
            bench.service.task_finished.connect(tab.end_task)
        self.spatial.task_cancelled.connect(bench.service.cancel_task)
        self.spatial.undo_offered.connect(lambda said, undo: bar.show_notice(said, action="Take back", on_action=undo))
        files.tab_file_opened.connect(self._add_tab_file)
        self.feature_maps.capture_changed.connect(bench.set_capture)
        bench.adapt_new_image = self.spatial.for_new_image
        strip = self.strip
        strip.open_requested.connect(files.open_file)
        strip.favorite_requested.connect(files.favorite_files)
        strip.delete_requested.connect(files.ask_delete)
        strip.reveal_requested.connect(files.reveal)
        strip.copy_recipe_requested.connect(files.copy_recipe_of)
        files.folders_changed.connect(strip.refresh)
        files.on_screen.connect(strip.set_current)

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows a recipe in every tab."""
        for tab in self._tabs:
            tab.show_recipe(recipe)

    def show_model(self, model: ModelContext | None) -> None:
        """Shows a model in every tab."""
        for tab in self._tabs:
            tab.show_model(model)

    def show_frame(self, frame: Frame) -> None:
        """Shows a picture in the tabs that need pixels or maps."""
        for tab in self._tabs:
            tab.show_frame(frame)

    def show_task(self, progress: TaskProgress) -> None:
        """Shows the progress of a task in the tab that asked for it."""
        self.attributes.show_task(progress)
        self.spatial.show_task(progress)
        self.feature_maps.show_task(progress)

    def show_settings(self, settings: Settings) -> None:
        """Takes over the settings that tabs depend on."""
        self._blue_for_green = settings.blue_for_green
        self.jobs.show_settings(opens_folder=settings.open_folder_when_done, minimizes=settings.minimize_during_jobs)
        self.spatial.set_switches(
            blue_for_green=settings.blue_for_green,
            no_overlap=not settings.overlap_selections,
            reset_for_new_images=settings.reset_selections,
        )
        self.feature_maps.set_blue_for_green(settings.blue_for_green)

    def close(self) -> None:
        """Waits for the tabs' and the film strip's threads."""
        self.feature_maps.close_threads()
        self.strip.close_threads()

    def _add_tab_file(self, path: Path) -> None:
        self._pages.setCurrentWidget(self.spatial)
        self.spatial.add_file(path)

    def _tell_switches(self, options: PaintOptions) -> None:
        switches = {
            "blue_for_green": options.blue_for_green,
            "overlap_selections": not options.no_overlap,
            "reset_selections": options.reset_for_new_images,
        }
        self.switches_chosen.emit(switches)

    def _show_selection(self, state: SelectionState) -> None:
        self.feature_maps.show_selection(state.cells(), state.edit.name if state.edit is not None else "")

    def _add_weights(self, weights: Iterable[ChannelWeight]) -> None:
        wanted: dict[str, dict[int, float]] = {}
        for entry in weights:
            wanted.setdefault(entry.layer, {})[entry.channel] = entry.weight
        self.spatial.set_weights(wanted)

    def _lay_over(self, values: np.ndarray[Any, np.dtype[np.float32]] | None, name: str) -> None:
        overlay: Overlay | None = None
        limits = self.feature_maps.overlay_limits
        if values is not None and self.feature_maps.is_heat:
            overlay = HeatOverlay(values, limits)
        elif values is not None:
            colors = CellColors(blue_for_green=self._blue_for_green)
            overlay = MapOverlay(values, colors=colors, largest=limits and max(abs(limit) for limit in limits))
        self._view.set_overlay("map", overlay)
