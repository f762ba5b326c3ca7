"""Makes the pictures of feature-maps.md, on any model as far as it has what is needed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import msgspec
import numpy as np
from picture_tools import Ground, settle, side_by_side, until
from PIL import Image
from PySide6.QtWidgets import QApplication

from ganstudio.analysis.detector_files import load_detectors
from ganstudio.analysis.feature_map_order import MapOrder
from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.api import Studio
from ganstudio.jobs import catalogue, runner
from ganstudio.jobs.manifest import Job
from ganstudio.jobs.map_units import with_deviations
from ganstudio.jobs.outputs import Outputs, SheetOptions
from ganstudio.masks import resize_mask
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace, with_attribute
from ganstudio.recipe.edits import AttributeShift, SpatialEdit
from ganstudio.recipe.latent import Seed
from ganstudio.ui.main_window import MainWindow
from ganstudio.ui.maps.map_gallery import MapGallery
from ganstudio.ui.spatial.finder.search import MapFinder

SEED, PART, LAYER, ATTRIBUTE, SEEN = 7, "mouth", "b16", "open_mouth", "eyes"
NEW_FACES = range(20, 26)
SLIDER = (-20, -10, -6, 0, 6, 10, 20)


def make(ground: Ground) -> None:
    """Makes them all; the last one of the model that is not ours, where its file is given."""
    pictures = Pictures(ground)
    pictures.of_the_engine()
    pictures.of_the_window()
    if ground.other:
        place = ground.folder / "other"
        Pictures(dataclasses.replace(ground, folder=place, model=ground.other)).of_another_model()


class Pictures:
    """Of one model."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.folder = ground, ground.folder
        self.studio = Studio(self.folder / "workspace", ground.model, "cpu", "fp32")
        self.recipe = self.studio.new_recipe(SEED)
        self.detectors = load_detectors(self.studio.folder.path)
        names = [layer.name for layer in self.studio.spec.layers]
        self.layer = LAYER if LAYER in names else names[len(names) // 2]
        self.deviations = next(found for _, found in self.studio.map_deviations(self.layer) if found is not None)
        self.edit = SpatialEdit(name=PART, resolution=16, selection=Array(self.cells(self.recipe)))

    def cells(self, recipe: Recipe) -> np.ndarray:
        """Where the part is, as a detector finds it; without one, the cells where a face has its mouth."""
        cells = np.zeros((16, 16), np.float32)
        cells[10:12, 7:9] = 1.0
        if PART in self.detectors:
            detector = self.detectors[PART]
            found = resize_mask(detector.detect(feature_maps(self.studio.renderer, recipe, detector.layers)), (16, 16))
            cells = (found > 0.1).astype(np.float32) if (found > 0.1).any() else cells
        return cells

    # Without a window

    def of_the_engine(self) -> None:
        """The sheet of an axis-aligned job."""
        self.sheet("sheet", 16)

    def sheet(self, name: str, count: int) -> None:
        """The first maps, each raised and lowered."""
        maps = [(channel, 1.0) for channel in range(min(count, self.studio.spec.layer(self.layer).channels))]
        edit = msgspec.structs.replace(self.edit, multiplier=6.0)
        plan = with_deviations(
            catalogue.selections(self.recipe, self.layer, maps, edit, unit="deviation"),
            {self.layer: self.deviations},
        )
        job = Job(title="maps", plan=plan, outputs=Outputs(pictures=False, sheet=SheetOptions()))
        runner.begin(self.folder / "job", job, self.studio.renderer)
        for _ in runner.run(self.folder / "job", self.studio.renderer):
            pass
        self.ground.keep(Image.open(self.folder / "job/sheet.png"), name)

    # With the window

    def of_the_window(self) -> None:
        """The finder, few maps, what holds, the edit on new faces, maps against parts, most and least."""
        with self.ground.window() as window:
            best = self.finder(window, "found", 1000)
            if PART in self.detectors:
                self.few(window)
                self.holding(window)
            self.new_faces(best)
            if self.detectors:
                self.extremes(window, self.parts(window))

    def of_another_model(self) -> None:
        """The same walk where there is no detector and no attribute, on a place of the picture."""
        cells = np.zeros((16, 16), np.float32)
        cells[6:11, 7:12] = 1.0
        self.edit = SpatialEdit(name="place", resolution=16, selection=Array(cells), detector_mode="modify")
        with self.ground.window() as window:
            best = self.finder(window, "other_found", 1000)
            self.slider(best)
            self.sheet("other_sheet", 6)
            self.detector_of_list(window)
            self.ground.grab(window, "other_detector", 1000)
            self.new_pictures(window)
            self.extremes(window, best.weights[0].channel, "other_most_and_least")

    def slider(self, edit: SpatialEdit) -> None:
        """The picture with the multiplier from end to end of the slider."""
        edits = (msgspec.structs.replace(edit, multiplier=float(value)) for value in SLIDER)
        images = [self.studio.render(replace(self.recipe, edits=(one,))).image for one in edits]
        self.ground.keep(side_by_side([enlarged(image) for image in images], len(images)), "other_slider", 960)

    def detector_of_list(self, window: MainWindow) -> None:
        """The maps that are most alike to what is painted, made a detector that the tab follows."""
        maps = window.tab_set.feature_maps
        window.tabs.setCurrentWidget(maps)
        maps.bar.layer_box.setCurrentIndex(maps.bar.layer_box.findData(self.layer))
        maps.bar.order_box.setCurrentIndex(list(MapOrder).index(MapOrder.SELECTION))
        until(lambda: maps.view.maps is not None and maps.view.title == self.studio.spec.layer(self.layer).title)
        maps.picks.count.setValue(3)
        maps.picks.first_button.click()
        until(maps.picks.detector_button.isEnabled)
        steps = len(window.bench.session.history.past)
        maps.picks.detector_button.click()
        until(lambda: len(window.bench.session.history.past) > steps)
        settle(window)
        spatial = window.tab_set.spatial
        window.tabs.setCurrentWidget(spatial)
        mode = spatial.detector.choice.modes
        mode.setCurrentIndex(mode.findData("modify"))
        mode.activated.emit(mode.currentIndex())
        settle(window)
        spatial.advanced.set_folded(True)
        QApplication.processEvents()
        spatial.detector.parentWidget().parentWidget().parentWidget().verticalScrollBar().setValue(0)

    def new_pictures(self, window: MainWindow) -> None:
        """Generated ones: above as they are, below as they come, with the edit where the detector places it."""
        rows = []
        for seed in NEW_FACES:
            window.bench.generate(seed)
            until(lambda seed=seed: window.bench.session.recipe.latent == Seed(seed))
            settle(window)
            plain = replace(window.bench.session.recipe, edits=())
            both = (self.studio.render(plain).image, window.bench.frame.image)
            rows.append(np.concatenate([enlarged(image) for image in both]))
        self.ground.keep(Image.fromarray(np.concatenate(rows, axis=1)), "other_new", 960)

    def example(self) -> Path | None:
        """The picture with the part as it should become, if the model has an attribute that makes it so."""
        for attributes in self.studio.folder.attribute_sets().values():
            if ATTRIBUTE in attributes:
                shift = AttributeShift(name=ATTRIBUTE, vector=attributes[ATTRIBUTE], amount=2.0)
                path = self.folder / "example.png"
                self.studio.render(with_attribute(self.recipe, shift)).save(path)
                return path
        return None

    def finder(self, window: MainWindow, name: str, width: int) -> SpatialEdit:
        """Find the maps; gives the tab with the best one."""
        window.bench.show(replace(self.recipe, edits=(self.edit,)), "a face")
        settle(window)
        spatial = window.tab_set.spatial
        window.tabs.setCurrentWidget(spatial)
        spatial.advanced.set_folded(False)
        finder = spatial.finder
        example = self.example()
        if example is not None:
            finder.controls.set_example(example)
        finder.controls.layers.choose((self.layer,))
        finder.button.click()
        until(lambda: finder.button.text() == "Find again")
        choose(finder, [(effect.layer, effect.channel) for effect in finder.grid.effects[:1]])
        settle(window)
        card = spatial.finding
        area = card.parentWidget().parentWidget().parentWidget()
        QApplication.processEvents()
        area.verticalScrollBar().setValue(card.y() - 8)
        self.ground.grab(window, name, width)
        return spatial.state.edit

    def few(self, window: MainWindow) -> None:
        """With how few maps the detector gets by."""
        few = window.tab_set.spatial.detector.few
        few.open_detector(self.detectors[PART], self.folder)
        until(lambda: few.dialog.table.topLevelItemCount() > 0)
        few.dialog.resize(760, 330)
        self.ground.grab(few.dialog, "few", 760)
        few.dialog.close()

    def holding(self, window: MainWindow) -> None:
        """What holds on many faces: the best three maps on five of them."""
        finding, holding = window.tab_set.spatial.finding, window.tab_set.spatial.holding
        finding.show_page(holding)
        holding.controls.layers.choose((self.layer,))
        box = holding.controls.part_box
        box.setCurrentIndex(box.findData(PART))
        holding.button.click()
        until(lambda: holding.button.text() == "Find again")
        third = holding.list.mapTo(finding, holding.list.row_rect(2).bottomLeft().toPoint())
        self.ground.grab(finding, "holds", 480, third.y() + 10)

    def new_faces(self, best: SpatialEdit) -> None:
        """The edit on faces that were not looked at, placed on each: above as they are, below with the edit."""
        rows = []
        for seed in NEW_FACES:
            plain = self.studio.new_recipe(seed)
            placed = msgspec.structs.replace(best, selection=Array(self.cells(plain)))
            both = [self.studio.render(recipe).image for recipe in (plain, replace(plain, edits=(placed,)))]
            rows.append(np.concatenate([np.atleast_3d(one) for one in both]))
        self.ground.keep(Image.fromarray(np.concatenate(rows, axis=1).squeeze()), "new_faces", 960)

    def parts(self, window: MainWindow) -> int:
        """Every map of the layer against every detector; gives the map that says best where the eyes are."""
        maps = window.tab_set.feature_maps
        window.tabs.setCurrentWidget(maps)
        maps.bar.layer_box.setCurrentIndex(maps.bar.layer_box.findData(self.layer))
        settle(window)
        maps.open_parts()
        dialog = maps.parts.dialog
        until(lambda: dialog.table.topLevelItemCount() > 0)
        dialog.resize(980, 400)
        names = [dialog.table.headerItem().text(column) for column in range(dialog.table.columnCount())]
        dialog.table.header().sectionClicked.emit(names.index(SEEN))
        QApplication.processEvents()
        dialog.table.setCurrentItem(dialog.table.topLevelItem(0))
        best = int(dialog.table.topLevelItem(0).text(0))
        self.ground.grab(dialog, "parts", 980)
        dialog.close()
        return best

    def extremes(self, window: MainWindow, channel: int, name: str = "most_and_least") -> None:
        """The recorded faces that excite a map most and least."""
        maps = window.tab_set.feature_maps
        window.tabs.setCurrentWidget(maps)
        window.bench.show(self.studio.new_recipe(99), "a face")
        settle(window)
        maps.record.layers.choose((self.layer,))
        maps.record.record_button.click()
        for seed in range(100, 130):
            window.bench.show(self.studio.new_recipe(seed), "a face")
            settle(window)
        until(lambda: maps.records.images(self.layer) >= 30)
        maps.recorded.extremes_of(channel)()
        until(lambda: maps.findChild(MapGallery) is not None)
        gallery = maps.findChild(MapGallery)
        gallery.resize(1100, 460)
        gallery.sheet.set_side(150)
        self.ground.grab(gallery, name, 960)
        gallery.close()


def enlarged(image: np.ndarray) -> np.ndarray:
    """uint8 [128, 128, 3] at least, cell by cell, so that a small model's picture is seen."""
    times = max(1, 128 // image.shape[0])
    return np.atleast_3d(image).repeat(times, axis=0).repeat(times, axis=1)


def choose(finder: MapFinder, maps: list[tuple[str, int]]) -> None:
    """As a click on their pictures does, with Ctrl for several."""
    finder.grid.set_chosen(maps)
    finder.grid.chosen_changed.emit(tuple(maps))
