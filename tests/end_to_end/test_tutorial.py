"""The tutorial's sections 3.1 and 3.2 by mouse and keys in the real window, on the built-in model.

Set GANSTUDIO_SCREENSHOTS to a folder to keep the pictures of the window that it takes on its way.
"""

from __future__ import annotations

import numpy as np
import pytest
from person import Person
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

from ganstudio.analysis.detector_files import load_detectors
from ganstudio.analysis.feature_map_order import MapOrder
from ganstudio.networks.header import model_path
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import replace
from ganstudio.recipe.latent import LatentW, Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.training.faces.canvas import Part
from ganstudio.training.faces.drawing import draw_face
from ganstudio.training.faces.factors import INDEX
from ganstudio.training.faces.inputs import inputs_of_factors
from ganstudio.training.faces.people import natural_faces
from ganstudio.training.fitting.ship import DETECTED
from ganstudio.training.fitting.start import INPUTS_FILE

LEFT = Qt.MouseButton.LeftButton
SHOWN_ON = range(10)


class Faces:
    """Faces of which it is known where their parts are, as a person sees it."""

    def __init__(self) -> None:
        known = np.load(model_path("builtin").with_name(INPUTS_FILE))
        self._matrix, self._offset = known["matrix"], known["offset"]
        self._factors = natural_faces(40, seed=51)

    def factors(self, number: int, **changes: float) -> np.ndarray:
        factors = self._factors[number].copy()
        for name, value in changes.items():
            factors[INDEX[name]] = value
        return factors

    def latent(self, factors: np.ndarray) -> LatentW:
        inputs = inputs_of_factors(factors[None])[0]
        return LatentW(Array((self._matrix @ inputs + self._offset).astype(np.float32)))

    def part(self, factors: np.ndarray, name: str, rows: int) -> np.ndarray:
        """How much of each cell the part fills: float [rows, rows]."""
        parts = DETECTED.get(name, (Part.ACCESSORY,))
        mask = np.isin(draw_face(factors)[1], [int(part) for part in parts])
        side = len(mask) // rows
        return mask.reshape(rows, side, rows, side).mean(axis=(1, 3))


@pytest.fixture(scope="module")
def faces() -> Faces:
    return Faces()


def show(person: Person, latent) -> np.ndarray:
    """As if a picture was opened: the tabs stay."""
    recipe = replace(person.recipe, latent=latent, variation=1.0)
    person.window.bench.show(recipe, "a face")
    return person.see()


def spatial(person: Person):
    return person.window.tab_set.spatial


def add_tab(person: Person, rows: int, name: str) -> None:
    """With the menu, and named at once with F2."""
    tab = spatial(person)
    action = next(one for one in tab.chips.add_menu.actions() if f"{rows}×{rows}" in one.text())
    action.trigger()
    if tab.chips.editor is None:
        tab.chips.start_rename(tab.state.edit.name)
    tab.chips.editor.selectAll()
    QTest.keyClicks(tab.chips.editor, name)
    QTest.keyClick(tab.chips.editor, Qt.Key.Key_Return)
    assert tab.state.edit.name == name


def paint(person: Person, cells: np.ndarray) -> None:
    """Drags over each run of cells, row by row."""
    rows = len(cells)
    for row in range(rows):
        columns = np.flatnonzero(cells[row])
        for run in np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1) if len(columns) else []:
            start, end = ((column + 0.5) / rows for column in (run[0], run[-1]))
            y = (row + 0.5) / rows
            person.drag(person.window.view, person.at(start, y), person.at(end, y))
    np.testing.assert_array_equal(spatial(person).state.edit.selection.numpy() != 0, cells)


def type_multiplier(person: Person, text: str) -> None:
    number = spatial(person).multiplier.number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, text)
    QTest.keyClick(number, Qt.Key.Key_Return)


def find(person: Person) -> None:
    finder = spatial(person).finder
    QTest.mouseClick(finder.button, LEFT)
    person.qtbot.waitUntil(lambda: finder.button.text() == "Find again")


def choose_map(person: Person, place: int, keys=Qt.KeyboardModifier.NoModifier) -> None:
    grid = spatial(person).finder.grid
    QTest.mouseClick(grid, LEFT, keys, grid.tile_rect(place).center().toPoint())
    person.see()


def reveal(person: Person, widget) -> None:
    """Scrolls the column to a card."""
    area = widget
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    QApplication.processEvents()
    area.ensureWidgetVisible(widget, 0, 8)
    area.verticalScrollBar().setValue(widget.y() - 8)


def keep_picture(person: Person, name: str) -> None:
    """The picture alone, without what is drawn over it."""
    Image.fromarray(person.see()).resize((512, 512), Image.Resampling.LANCZOS).save(person.screenshots / f"{name}.png")


def change(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    return np.abs(after.astype(float) - before.astype(float)).mean(axis=2)


def in_pixels(cells: np.ndarray, side: int) -> np.ndarray:
    return np.kron(cells, np.ones((side // len(cells),) * 2)) > 0


def teach(person: Person, faces: Faces, part: str, rows: int, numbers) -> None:
    """A detector from strokes: paints the part on some faces, adds each as an example, fits."""
    detector = spatial(person).detector
    if not detector.marks_toggle.isChecked():
        QTest.mouseClick(detector.marks_toggle, LEFT)
    for number in numbers:
        factors = faces.factors(number)
        show(person, faces.latent(factors))
        spatial(person).act("clear")
        paint(person, faces.part(factors, part, rows) >= 0.25)  # a shut mouth fills little more of any cell
        QTest.mouseClick(detector.marks.add_button, LEFT)
    QTest.mouseClick(detector.marks.fit_button, LEFT)
    person.qtbot.waitUntil(lambda: spatial(person).state.edit.detector == part)
    person.qtbot.waitUntil(lambda: "Found on" in detector.found.text())
    QTest.mouseClick(detector.marks_toggle, LEFT)


def start_without_tabs(person: Person) -> None:
    person.turn_to("Spatial")
    person.unfold()
    person.window.bench.show(replace(person.recipe, edits=()), "no tabs")
    person.see()


def test_a_tab_finds_the_map_that_changes_the_mouth_and_is_named(person: Person, faces: Faces):
    start_without_tabs(person)
    factors = faces.factors(1, mouth_open=0.0)
    plain = show(person, faces.latent(factors))
    add_tab(person, 16, "mouth open")
    opening = faces.factors(1, mouth_open=1.0)
    cells = faces.part(opening, "mouth", 16) > 0.1
    paint(person, cells)
    find(person)
    reveal(person, spatial(person).finder)
    person.take_screenshot("3_1_maps_found")
    choose_map(person, 0)
    changed = change(plain, person.see())
    inside = in_pixels(cells, len(plain))
    assert changed[inside].mean() > 5 * changed[~inside].mean()
    person.take_screenshot("3_1_best_map")
    keep_picture(person, "3_1_best_map_picture")

    example = show(person, faces.latent(opening))
    path = person.window.workspace.portraits / "open.png"
    Portrait(example, person.window.bench.frame.recipe).save(path)
    show(person, faces.latent(factors))
    spatial(person).finder.controls.set_example(path)
    find(person)
    choose_map(person, 0)
    QTest.mouseClick(spatial(person).finder.mix_button, LEFT)
    opened = person.see()
    reveal(person, spatial(person).finder)
    person.take_screenshot("3_1_mouth_opened")
    keep_picture(person, "3_1_mouth_opened_picture")
    wanted = example.astype(float) - plain
    reached = opened.astype(float) - plain
    assert (wanted[inside] * reached[inside]).sum() > 0.3 * (wanted[inside] ** 2).sum()


def test_a_hairband_is_taken_from_one_face_to_another(person: Person, faces: Faces):
    start_without_tabs(person)
    band, bare = faces.factors(4, hairband=1.0), faces.factors(4, hairband=0.0)
    example = show(person, faces.latent(band))
    path = person.window.workspace.portraits / "band.png"
    Portrait(example, person.window.bench.frame.recipe).save(path)
    add_tab(person, 16, "hairband")
    difference = faces.part(band, "hairband", 16) > 0.1
    paint(person, difference)
    person.turn_to("Feature maps")
    maps = person.window.tab_set.feature_maps
    maps.bar.layer_box.setCurrentIndex(maps.bar.layer_box.findData("b16"))
    maps.bar.set_order(MapOrder.QUANTILE)
    person.qtbot.waitUntil(lambda: list(maps.grid.order) != sorted(maps.grid.order))
    person.see()
    QTest.mouseClick(maps.grid, LEFT, pos=maps.grid.rect().center())
    person.take_screenshot("3_1_hairband_maps_by_quantile")
    maps.picks.count.setValue(2)
    QTest.mouseClick(maps.picks.first_button, LEFT)
    QTest.mouseClick(maps.picks.tab_button, LEFT)
    person.qtbot.waitUntil(lambda: len(person.recipe.edits[0].weights) == 2)
    assert {weight.channel for weight in person.recipe.edits[0].weights} == set(maps.grid.order[:2])

    person.turn_to("Spatial")
    person.unfold()
    plain = show(person, faces.latent(bare))
    type_multiplier(person, "3")
    listed = change(plain, person.see())
    assert listed[in_pixels(difference, len(plain))].mean() > 4 * listed[~in_pixels(difference, len(plain))].mean()
    keep_picture(person, "3_1_hairband_from_the_first_two_maps_picture")
    type_multiplier(person, "0")
    spatial(person).finder.controls.layers.choose(("b16", "b32"))
    spatial(person).finder.controls.set_example(path)
    find(person)
    choose_map(person, 0)
    QTest.mouseClick(spatial(person).finder.mix_button, LEFT)
    person.see()
    reveal(person, spatial(person).finder)
    person.take_screenshot("3_1_hairband_on_the_same_face")
    keep_picture(person, "3_1_hairband_on_the_same_face_picture")
    other = faces.factors(0, hairband=0.0)
    weighted = person.recipe.edits[0]
    without = show(person, faces.latent(other))
    type_multiplier(person, "0")
    before = person.see()
    type_multiplier(person, f"{weighted.multiplier:.1f}")
    after = person.see()
    person.take_screenshot("3_1_hairband_on_another_face")
    keep_picture(person, "3_1_hairband_on_another_face_picture")
    moved, inside = change(before, after), in_pixels(difference, len(plain))
    assert moved[inside].mean() > 4 * moved[~inside].mean()
    assert (without != before).any()


def test_detectors_from_strokes_show_over_new_images_and_open_every_mouth_of_a_batch(person: Person, faces: Faces):
    start_without_tabs(person)
    folder = person.window.bench.model.folder.path
    (folder / "detectors.json").unlink()
    spatial(person).detector.keeper.show_model(person.window.bench.model)
    for part, rows, numbers in (
        ("mouth", 32, (0, 4, 6, 8, 9)),
        ("eyes", 32, (0, 4, 6)),
        ("cheeks", 32, (0, 4, 6)),
        ("background", 16, (0, 4)),
    ):
        spatial(person).detector.marks.clear()
        add_tab(person, rows, part)
        teach(person, faces, part, rows, numbers)
        reveal(person, spatial(person).detector)
        person.take_screenshot(f"3_2_detector_{part}")
    assert set(load_detectors(folder)) == {"mouth", "eyes", "cheeks", "background"}

    for edit in person.recipe.edits:
        spatial(person).choose(edit.name)
        spatial(person).act("clear")
    overlay = spatial(person).detector.overlay
    QTest.mouseClick(overlay.switch, LEFT)
    sheet = []
    for name in ("mouth", "eyes", "cheeks", "background"):
        row = []
        overlay.names.setCurrentText(name)
        overlay.names.activated.emit(overlay.names.currentIndex())
        for seed in SHOWN_ON:
            drawn = person.window.view.overlay("detector")
            show(person, Seed(seed))
            person.qtbot.waitUntil(lambda was=drawn: person.window.view.overlay("detector") is not was)
            QApplication.processEvents()
            row.append(grabbed(person))
        sheet.append(np.concatenate(row, axis=1))
        assert np.isfinite(person.window.view.overlay("detector").values).all()
    Image.fromarray(np.concatenate(sheet)).save(person.screenshots / "3_2_detectors_over_10_new_images.png")
    person.take_screenshot("3_2_overlay")
    QTest.mouseClick(overlay.switch, LEFT)

    open_every_mouth(person)


def grabbed(person: Person) -> np.ndarray:
    """The picture as it is in the window, small."""
    image = (
        person.window.view.grab(person.window.view.picture_rect().toRect())
        .toImage()
        .convertToFormat(person.window.view.grab().toImage().Format.Format_RGB888)
    )
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    whole = pixels[:, : image.width() * 3].reshape(image.height(), image.width(), 3)
    return np.asarray(Image.fromarray(whole).resize((160, 160), Image.Resampling.LANCZOS))


def open_every_mouth(person: Person) -> None:
    """A batch whose tab follows the mouth's detector, beside the same faces without it."""
    tab = spatial(person)
    saved = {edit.name: edit for edit in person.window.bench.model.folder.load_tabs("basic")}
    shipped = saved["mouth_open"]
    tab.choose("mouth")
    QTest.mouseClick(tab.weights.raw, LEFT)
    tab.set_weights(by_layer(shipped.weights))
    modes = tab.detector.choice.modes
    modes.setCurrentIndex(modes.findData("modify"))
    modes.activated.emit(modes.currentIndex())
    type_multiplier(person, "100")
    person.see()
    before = set(person.window.workspace.portraits.glob("batch_*"))

    def start() -> None:
        dialog = QApplication.activeModalWidget() or QApplication.activeWindow()
        dialog.control("seeds").count.setValue(10)
        dialog.accept()

    QTimer.singleShot(300, start)
    person.window.action("batch_new_latents").trigger()
    person.qtbot.waitUntil(lambda: len(batch(person, before)) == 10)
    rows = []
    for path in batch(person, before):
        portrait = Portrait.open(path)
        edit = next(edit for edit in portrait.recipe.edits if edit.name == "mouth")
        assert edit.multiplier == 100.0
        plain = person_render(person, replace(portrait.recipe, edits=()))
        moved = change(plain, portrait.image)
        inside = in_pixels(edit.selection.numpy() > 0.3, len(plain))
        assert inside.any()
        assert moved[inside].mean() > 3 * moved[~inside].mean()
        rows.append(np.concatenate([plain, portrait.image]))
    Image.fromarray(np.concatenate(rows, axis=1)).save(person.screenshots / "3_2_every_mouth_opened.png")


def by_layer(weights):
    layers: dict[str, dict[int, float]] = {}
    for weight in weights:
        layers.setdefault(weight.layer, {})[weight.channel] = weight.weight
    return layers


def batch(person: Person, before) -> list:
    new = set(person.window.workspace.portraits.glob("batch_*")) - before
    return sorted(path for folder in new for path in folder.glob("[!.]*.png"))


def person_render(person: Person, recipe) -> np.ndarray:
    person.window.bench.show(recipe, "without")
    return person.see()
