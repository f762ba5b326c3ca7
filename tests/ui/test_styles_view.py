"""The style channels of a face: which are listed, and what their sliders do to the recipe."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from analysis_window import AnalysisWindow
from map_parts import frame
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from task_parts import do

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import StyleShift
from ganstudio.recipe.latent import Noise, Seed
from ganstudio.recipe.style_names import style_words
from ganstudio.ui.bench.session import Phase, Session
from ganstudio.ui.maps.map_gallery import MapGallery
from ganstudio.ui.maps.styles.channels import FaceStyles, StyleOrder, listed
from ganstudio.ui.maps.styles.view import StylesView

OWN = {
    "b4.conv1": np.array([1.0, 5.0, 2.0], np.float32),
    "b16.conv0": np.arange(60, dtype=np.float32) / 20.0,
    "b16.torgb": np.array([-9.0, 1.0], np.float32),
}
MEAN = {name: np.ones_like(values) for name, values in OWN.items()}
DEVIATION = {name: np.full_like(values, 0.5) for name, values in OWN.items()}
FACE = FaceStyles(own=OWN, mean=MEAN, deviation=DEVIATION)
LAYERS = [SimpleNamespace(name=name, channels=len(values)) for name, values in OWN.items()]
MOST_UNUSUAL = [("b16.torgb", 0), ("b4.conv1", 1), ("b16.conv0", 59)]


def styles_alone():
    styles = SimpleNamespace(of=lambda recipe: OWN, statistics=SimpleNamespace(mean=MEAN, deviation=DEVIATION))
    return SimpleNamespace(styles=styles)


@pytest.fixture
def view(qtbot):
    made = StylesView()
    qtbot.addWidget(made)
    made.resize(420, 700)
    made.session = Session()
    made.asked, made.edits = [], []
    made.session.recipe_changed.connect(made.show_recipe)
    made.recipe_edited.connect(made.edits.append)
    made.recipe_edited.connect(made.session.edit)
    made.task_requested.connect(made.asked.append)
    made.show_model(SimpleNamespace(spec=SimpleNamespace(style_layers=LAYERS)))
    made.show()
    made.show_frame(frame(recipe=Recipe(latent=Seed(1))))
    do(made.asked[-1], styles_alone())
    return made


def places(view):
    return [row.place for row in view.rows]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("16x16 rgb", [("b16.torgb", 0), ("b16.torgb", 1)]),
        ("16×16 1st 37", [("b16.conv0", 37)]),
        ("torgb", [("b16.torgb", 0), ("b16.torgb", 1)]),
        ("16 conv", [("b16.conv0", 16)]),
        ("b16.conv0:7", [("b16.conv0", 7)]),
        ("B16 2", [("b16.conv0", 2)]),
        ("conv:2", [("b4.conv1", 2), ("b16.conv0", 2)]),
        ("b99", []),
        ("b16:x", []),
        ("3 4", []),
    ],
)
def test_a_search_finds_layers_and_numbers(search, found):
    assert listed(FACE, search=search, order=StyleOrder.NUMBER, shifted=(), only_shifted=False) == found


def test_shifted_channels_come_first_then_those_that_are_unusual_in_this_face():
    shifted = {("b16.conv0", 3)}
    order = listed(FACE, search="", order=StyleOrder.UNUSUAL, shifted=shifted, only_shifted=False)
    assert order[:4] == [("b16.conv0", 3), *MOST_UNUSUAL]
    assert len(order) == len(set(order)) == 65
    assert listed(FACE, search="", order=StyleOrder.UNUSUAL, shifted=shifted, only_shifted=True) == [("b16.conv0", 3)]


def test_the_face_on_screen_is_listed_a_part_at_a_time(view):
    assert places(view)[:3] == MOST_UNUSUAL
    assert view.rows[0].unusual.text() == "−20.0 sd"
    assert len(view.rows) == 40
    view.more_button.click()
    assert len(view.rows) == 65
    assert not view.more_button.isVisible()


def test_only_another_face_is_asked_for_and_only_while_the_view_is_seen(view):
    before = len(view.asked)
    shifted = Recipe(latent=Seed(1), styles=(StyleShift("b4.conv1", 1, 2.0),), noise=Noise(mode="none"))
    view.show_frame(frame(recipe=shifted))
    assert len(view.asked) == before
    view.hide()
    view.show_frame(frame(recipe=Recipe(latent=Seed(2))))
    assert len(view.asked) == before
    view.show()
    assert len(view.asked) == before + 1


def test_a_drag_is_live_and_one_step_in_deviations_of_the_channel(view):
    QTest.keyClick(view.rows[1].amount.slider, Qt.Key.Key_Right)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton)
    assert [edit.phase for edit in view.edits] == [Phase.LIVE, Phase.DONE]
    assert view.session.recipe.style_shifts == (StyleShift("b4.conv1", 1, 0.1, 0.5),)
    assert view.session.history.present.label == "style 4×4 · 1 +0.1 sd"
    assert places(view)[:3] == MOST_UNUSUAL  # nothing jumps while one works
    view.session.undo()
    assert view.rows[1].amount.value == 0.0


def test_a_row_shows_value_and_deviation_and_has_a_slider_to_drag(view):
    row = view.rows[0]
    assert (row.value.text(), row.unusual.text()) == ("−9", "−20.0 sd")
    assert row.amount.slider.width() > 200  # of 420
    assert row.value.geometry().right() < row.unusual.geometry().left()
    for label in (row.value, row.unusual):
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()


def test_a_double_click_takes_the_shift_out(view):
    view.session.open(Recipe(styles=(StyleShift("b4.conv1", 1, 3.0, 0.25),)), "opened")
    assert view.rows[1].amount.value == 3.0
    QTest.mouseDClick(view.rows[1].amount.slider, Qt.MouseButton.LeftButton)
    assert view.session.recipe == Recipe()


def test_a_shift_keeps_the_deviation_that_its_recipe_has(view):
    view.session.open(Recipe(styles=(StyleShift("b4.conv1", 1, 3.0, 0.25),)), "opened")
    view.rows[1].amount.field.entered.emit(5.0)
    assert view.session.recipe.style_shifts == (StyleShift("b4.conv1", 1, 5.0, 0.25),)


def test_a_shift_from_elsewhere_is_listed_whatever_is_in_sight(view):
    view.session.open(Recipe(styles=(StyleShift("b16.conv0", 20, 3.0, 0.25),)), "opened")
    assert places(view)[0] == ("b16.conv0", 20)
    assert view.rows[0].amount.value == 3.0
    view.shifted_only.click()
    assert places(view) == [("b16.conv0", 20)]


def test_ticked_channels_move_together_as_one_step(view):
    for row in view.rows[:2]:
        row.tick.click()
    view.rows[0].amount.field.entered.emit(-2.0)
    assert set(view.session.recipe.style_shifts) == {
        StyleShift("b16.torgb", 0, -2.0, 0.5),
        StyleShift("b4.conv1", 1, -2.0, 0.5),
    }
    assert view.session.history.present.label == "style of 2 channels −2.0 sd"
    assert [row.amount.value for row in view.rows[:3]] == [-2.0, -2.0, 0.0]
    view.untick_button.click()
    view.rows[0].amount.field.entered.emit(1.0)
    assert [row.amount.value for row in view.rows[:2]] == [1.0, -2.0]


def test_reset_is_one_step_and_closed_while_nothing_is_shifted(view):
    assert not view.reset_button.isEnabled()
    view.session.open(Recipe(styles=(StyleShift("b4.conv1", 1, 3.0), StyleShift("b16.torgb", 0, 3.0))), "opened")
    view.reset_button.click()
    assert view.session.recipe == Recipe()
    view.session.undo()
    assert len(view.session.recipe.style_shifts) == 2


def test_another_model_forgets_the_face(view):
    view.show_model(SimpleNamespace(spec=SimpleNamespace(style_layers=LAYERS[:1])))
    assert view.rows == []
    view.show_model(None)
    assert not view.search.isEnabled()


def test_search_shows_what_fits_and_says_when_nothing_does(view):
    QTest.keyClicks(view.search, "b4")
    assert places(view) == [("b4.conv1", 1), ("b4.conv1", 2), ("b4.conv1", 0)]
    QTest.keyClick(view.search, Qt.Key.Key_Down)
    assert view.rows[0].amount.slider.hasFocus() or not view.isActiveWindow()
    QTest.keyClicks(view.search, "x")
    assert view.rows == []
    assert not view.edits


def test_a_right_click_on_a_channel_shows_the_faces_that_have_it_most_and_least(qtbot, qapp, studio):
    window = AnalysisWindow(qtbot, qapp, studio)
    maps = window.window.tab_set.feature_maps
    window.window.tabs.setCurrentWidget(maps)
    maps.pages.show_page(maps.styles)
    window.until(lambda: len(maps.styles.rows) > 0)
    row = maps.styles.rows[0]
    middle = row.unusual.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, row.unusual.mapToGlobal(middle))
    QApplication.sendEvent(row.unusual, event)
    menu = QApplication.activePopupWidget()
    choices = {action.text(): action for action in menu.actions()}
    assert not choices["Reset to zero"].isEnabled()
    assert "not shifted" in choices["Reset to zero"].toolTip()
    choices["Faces that have it most and least"].trigger()
    menu.close()
    window.until(lambda: maps.findChild(MapGallery) is not None)
    gallery = maps.findChild(MapGallery)
    assert gallery.windowTitle() == f"Style {style_words(*row.place)}: most and least"
    assert "6 of 200 random faces" in " ".join(label.text() for label in gallery.findChildren(QLabel))
    captions = [entry.caption for entry in gallery.sheet._maps]
    amounts = [float(caption.split("· ")[1].removesuffix(" sd").replace("−", "-")) for caption in captions]
    assert len(amounts) == 12
    assert amounts == sorted(amounts, reverse=True)
    lit = np.concatenate([entry.values.ravel() >= entry.limits[1] for entry in gallery.sheet._maps])
    assert lit.mean() > 0.002, "not the one pixel alone that changes most"
    gallery.close()
    window.close()


def test_while_a_face_is_read_the_page_says_so(view):
    view.show_model(SimpleNamespace(spec=SimpleNamespace(style_layers=LAYERS)))
    assert "Waiting for a face" in view._empty.text()
    view.show_frame(frame(recipe=Recipe(latent=Seed(2))))
    assert "Reading this face" in view._empty.text()
    do(view.asked[-1], styles_alone())
    assert view._empty.isHidden()
    assert len(view.rows) > 0
