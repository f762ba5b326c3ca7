"""The first story of the README, by mouse and keys in the real window on the built-in model.

Set GANSTUDIO_SCREENSHOTS to a folder to keep the pictures of the window that it takes on its way.
"""

from __future__ import annotations

import numpy as np
import pytest
from person import Person
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from ganstudio.recipe.edits import multiplier_from_slider
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui import theme

SEED = 31415


def change(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """How far each pixel moved, in steps of 255: float [H, W]."""
    return np.abs(after.astype(float) - before.astype(float)).mean(axis=2)


def generate(person: Person) -> np.ndarray:
    field = person.window.left.make._seed
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, str(SEED))
    with person.qtbot.waitSignal(person.window.files.folders_changed):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert person.recipe.latent == Seed(SEED)
    return person.see()


def move_an_attribute(person: Person) -> np.ndarray:
    person.turn_to("Attributes")
    attributes = person.window.tab_set.attributes
    search = next(field for field in attributes.findChildren(QLineEdit) if "Search" in field.placeholderText())
    QTest.keyClicks(search, "smile")
    person.qtbot.waitUntil(lambda: any(is_row(row, "smile") for row in attributes.findChildren(QWidget)))
    row = next(row for row in attributes.findChildren(QWidget) if is_row(row, "smile"))
    steps = len(person.window.bench.session.history.past)

    person.drag_slider(row.slider, 12)

    assert [(shift.name, shift.amount) for shift in person.recipe.attributes] == [("smile", 1.2)]
    assert len(person.window.bench.session.history.past) == steps + 1
    search.clear()
    return person.see()


def is_row(widget: QWidget, name: str) -> bool:
    return hasattr(widget, "entry") and hasattr(widget, "slider") and widget.entry.name == name


def paint_the_mouth(person: Person) -> None:
    person.turn_to("Spatial")
    spatial = person.window.tab_set.spatial
    assert spatial.state.edit.name == "mouth_open"
    spatial.act("clear")
    person.drag(person.window.view, person.at(0.45, 0.67), person.at(0.55, 0.70))
    selection = spatial.state.edit.selection.numpy()
    rows, columns = selection.nonzero()
    assert (selection[rows, columns] == 1).all()
    assert 2 <= len(rows) <= 32
    assert rows.min() / selection.shape[0] >= 0.62


def drag_the_multiplier(person: Person) -> np.ndarray:
    person.drag_slider(person.window.tab_set.spatial.multiplier.slider, 92)
    assert next(iter(person.recipe.active_edits)).multiplier == pytest.approx(multiplier_from_slider(92), rel=0.06)
    return person.see()


def test_a_face_is_made_edited_saved_and_opened_again_as_it_was(person: Person):
    plain = generate(person)
    smiling = move_an_attribute(person)
    assert change(plain, smiling).max() > 8

    paint_the_mouth(person)
    opened = drag_the_multiplier(person)
    moved = change(smiling, opened)
    side = len(moved)
    mouth = np.zeros(moved.shape, bool)
    mouth[round(0.62 * side) : round(0.88 * side), round(0.34 * side) : round(0.66 * side)] = True
    assert moved[mouth].mean() > 5 * moved[~mouth].mean()
    person.take_screenshot("mouth_open_dark_1600x1000")

    person.press("toggle_previous")
    person.qtbot.waitUntil(lambda: person.window.action("toggle_previous").isChecked())
    person.press("toggle_previous")
    saved_recipe = person.recipe
    with person.qtbot.waitSignal(person.window.files.folders_changed):
        person.press("save")
    path = person.window.workspace.list_portraits()[0].path
    assert Portrait.open(path).recipe == saved_recipe
    assert np.array_equal(Portrait.open(path).image, opened)

    with person.qtbot.waitSignal(person.window.bench.generated):
        person.press("generate")
    person.see()
    assert person.recipe.latent != Seed(SEED)

    person.window.files.open_file(path)
    person.qtbot.waitUntil(lambda: person.recipe == saved_recipe)
    assert np.array_equal(person.see(), opened)
    spatial = person.window.tab_set.spatial
    assert spatial.state.edit.multiplier == saved_recipe.edits[0].multiplier

    for _ in range(len(person.window.bench.session.history.past)):
        person.press("undo")
    assert not person.window.bench.session.history.past


@pytest.mark.parametrize("size", [(1600, 1000), (1280, 800)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("look", ["dark", "light"])
def test_nothing_is_cut_off_in_any_tab(person: Person, qapp, look: str, size: tuple[int, int]):
    theme.apply(qapp, look)
    person.window.resize(*size)
    generate(person)
    for name in ("Attributes", "Spatial", "Feature maps", "Jobs"):
        person.turn_to(name)
        person.take_screenshot(f"{name.lower().replace(' ', '_')}_{look}_{size[0]}x{size[1]}")
        assert (person.window.width(), person.window.height()) == size
        page = person.window.tabs.currentWidget()
        assert page.minimumSizeHint().width() <= page.width()
    theme.apply(qapp, "dark")
