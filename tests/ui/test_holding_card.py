"""The search for an effect that holds, in the window, with the real engine and a small model."""

import re

import msgspec
import pytest
from analysis_window import AnalysisWindow
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from ganstudio.analysis.detector_files import save_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import ChannelWeight, StyleShift
from ganstudio.recipe.latent import Seed
from ganstudio.ui.widgets.scroll_column import ScrollColumn


@pytest.fixture
def window(qtbot, qapp, studio):
    mouth = Detector(name="mouth", kind="soft", weights=(ChannelWeight("b8", 1, 1.0),))
    nowhere = Detector(name="nowhere", threshold=1e9, weights=(ChannelWeight("b8", 1, 1.0),))
    save_detectors(studio.folder.path, (mouth, nowhere))
    opened = AnalysisWindow(qtbot, qapp, studio)
    opened.tab.finding.show_page(opened.tab.holding)
    opened.tab.holding.controls.faces.setValue(6)
    yield opened
    opened.close()


@pytest.fixture
def card(window):
    return window.tab.holding


def search(window, kind="feature maps", detector=""):
    window.paint(slice(2, 4), slice(5, 7))
    if detector:
        followed = msgspec.structs.replace(window.edit, detector=detector)
        window.window.bench.show(replace(window.recipe, edits=(followed,)), "follow")
        window.settle()
    card = window.tab.holding
    card.controls.kind_box.setCurrentText(kind)
    window.click(card.button)
    window.until(lambda: card.button.text() in ("Find", "Find again"))


@pytest.mark.parametrize("detector", ["", "mouth"])
def test_another_picture_on_screen_is_told_apart_from_the_faces_of_the_search(window, card, detector):
    search(window, detector=detector)
    assert not card.of_before.isVisible()
    window.window.bench.show(replace(window.recipe, latent=Seed(8)), "another")
    window.settle()
    assert card.list.effects
    assert card.of_before.isVisible()
    window.window.bench.undo()
    window.settle()
    assert not card.of_before.isVisible()


def scroll_to(widget, place):
    """As the wheel does: what is out of sight hears no mouse."""
    area = widget.parentWidget()
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    at = widget.mapTo(area.widget(), place)
    area.ensureVisible(at.x(), at.y())


def row(card, index):
    return card.list.row_rect(index).center().toPoint()


def test_it_is_the_second_page_of_the_card_and_what_either_found_stays(qtbot, qapp, studio):
    opened = AnalysisWindow(qtbot, qapp, studio)
    finding, finder, holding = opened.tab.finding, opened.tab.finder, opened.tab.holding
    assert (finder.isVisible(), holding.isVisible()) == (True, False)
    opened.paint(slice(2, 4), slice(5, 7))
    opened.click(finder.button)
    opened.until(lambda: finder.button.text() == "Find again")
    opened.click(finding.bar, finding.bar.tabRect(1).center())
    assert (finder.isVisible(), holding.isVisible()) == (False, True)
    opened.click(finding.bar, finding.bar.tabRect(0).center())
    assert finder.grid.isVisible()
    assert len(finder.grid.effects) > 0
    opened.close()


def test_what_is_found_makes_the_panel_no_wider_than_it_is(window, card):
    window.paint(slice(2, 4), slice(5, 7))
    column = window.tab.findChild(ScrollColumn)
    widths = []
    window.click(card.button)
    window.until(lambda: widths.append(column.widget().width()) or card.button.text() == "Find again")
    assert len(widths) > 1
    assert max(widths) <= column.viewport().width()


def test_the_part_chosen_for_a_tab_is_there_when_one_comes_back_to_it(window, card):
    window.detector.keeper.keep(Detector(name="eyes", weights=(ChannelWeight("b8", 1, 1.0),), threshold=0.0))
    other = msgspec.structs.replace(window.edit, name="other")
    window.window.bench.show(replace(window.recipe, edits=(window.edit, other)), "two tabs")
    window.settle()
    box = card.controls.part_box
    box.setCurrentIndex(box.findData("eyes"))
    box.activated.emit(box.currentIndex())
    window.tab.choose("other")
    assert card.controls.detector == ""
    window.tab.choose("mouth")
    assert card.controls.detector == "eyes"


def test_a_search_that_waits_for_another_one_says_so_and_both_say_the_same_time_left(window, card):
    window.paint(slice(2, 4), slice(5, 7))
    window.click(window.finder.button)
    window.click(card.button)
    assert card.note.text() == "Waits until what runs now is done"
    told = []

    def look(progress):
        if progress.seconds_left is not None:
            told.append((window.finder.note.text(), window.window.status._running.label.text()))

    window.finder._task.progressed.connect(look)
    window.until(lambda: card.button.text() == "Find again")
    assert told
    for in_card, in_bar in told:
        assert in_card.rpartition(" · ")[2] == in_bar.rpartition(" · ")[2]
        assert in_card.endswith(" left")


def test_nothing_painted_is_said_in_the_bar(window, card):
    window.click(card.button)
    assert "Nothing is selected" in window.window.bar.sentence


def test_the_best_maps_are_shown_on_five_faces_with_how_often_they_hold(window, card):
    search(window)
    effects = card.list.effects
    assert {effect.layer for effect in effects} == {"b8"}
    assert len(effects) == 8
    assert {effect.tried for effect in effects} == {6}
    assert [effect.score for effect in effects] == sorted((effect.score for effect in effects), reverse=True)
    assert card.note.text() == "6 faces looked at"
    assert len(card.list.strip(effects[0].unit)) == 5
    assert f"holds on {effects[0].holds} of 6" in card.list.figures(effects[0])


def test_a_click_makes_the_map_the_tabs_weight_as_strong_as_shown(window, card):
    search(window)
    window.click(card.list, row(card, 0))
    window.settle()
    best = card.list.effects[0]
    (weight,) = window.edit.weights
    assert (weight.layer, weight.channel) == best.unit
    assert weight.weight * window.edit.multiplier == pytest.approx(best.sign * best.size, rel=1e-3)
    assert window.edit.multiplier == card.controls.strength.value
    assert window.window.bench.session.history.present.label == f"mouth: map {best.channel} of 8×8"


def test_the_picture_of_the_face_on_screen_is_what_a_click_makes_of_it(window, card):
    search(window, "style channels")
    before = card.list.effects[0]
    window.click(card.list, row(card, 0))
    window.settle()
    (shift,) = window.recipe.style_shifts
    deviation = window.studio.styles.statistics.deviation[before.layer][before.channel]
    assert shift == StyleShift(before.layer, before.channel, before.sign * 6.0, pytest.approx(float(deviation)))
    window.click(card.list, row(card, 1))
    window.settle()
    assert len(window.recipe.style_shifts) == 2
    window.window.bench.undo()
    window.window.bench.undo()
    assert window.recipe.style_shifts == ()


def test_a_channel_that_is_shifted_already_is_shifted_on_from_there(window, card):
    window.window.bench.show(replace(window.recipe, styles=(StyleShift("b8.conv1", 3, 2.0, 0.5),)), "shifted")
    window.settle()
    search(window, "style channels")
    place = next(number for number, effect in enumerate(card.list.effects) if effect.unit == ("b8.conv1", 3))
    effect = card.list.effects[place]
    window.click(card.list, row(card, place))
    window.settle()
    assert window.recipe.style_shifts[0].value == pytest.approx(1.0 + effect.sign * effect.size, rel=1e-4)


def test_a_detector_finds_the_part_on_each_face(window, card):
    search(window, detector="mouth")
    assert card.controls.detector == "mouth"
    assert card.list.effects[0].tried == 6


def test_any_detector_of_the_model_can_find_the_part_and_the_tabs_own_is_chosen_first(window, card):
    box = card.controls.part_box
    assert [box.itemText(row) for row in range(box.count())] == [
        "as painted here",
        "found by detector mouth",
        "found by detector nowhere",
    ]
    assert card.controls.detector == ""
    box.setCurrentIndex(1)
    window.click(card.button)  # nothing is painted
    window.until(lambda: card.button.text() == "Find again")
    assert card.list.effects[0].tried == 6
    assert window.edit.detector == ""
    followed = msgspec.structs.replace(window.edit, detector="nowhere")
    window.window.bench.show(replace(window.recipe, edits=(followed,)), "follow")
    window.settle()
    assert card.controls.detector == "nowhere"


def test_recorded_faces_can_be_tried_on_instead_of_random_ones(window, card):
    assert not card.controls.source_box.isEnabled()
    records = window.window.tab_set.feature_maps.records
    window.window.tabs.setCurrentWidget(window.window.tab_set.feature_maps)
    window.window.tab_set.feature_maps.record.record_button.click()
    for seed in (11, 12, 13):
        window.window.bench.generate(seed)
        window.settle()
    window.until(lambda: len(records.recording.recipes) == 4)
    window.window.tabs.setCurrentWidget(window.tab)
    window.until(lambda: card.controls.source_box.itemText(1) == "recorded faces (4)")
    card.controls.source_box.setCurrentIndex(1)
    card.controls.faces.setValue(3)
    search(window)
    assert {effect.tried for effect in card.list.effects} == {3}
    assert len(card.list.before) == 3


def test_a_part_that_is_found_on_no_face_is_said(window, card):
    search(window, detector="nowhere")
    assert "finds nothing" in window.window.bar.sentence
    assert card.list.effects == ()


def test_stop_keeps_what_was_found_and_the_window_lives_meanwhile(window, card):
    window.paint(slice(2, 4), slice(5, 7))
    card.controls.faces.setValue(200)
    window.click(card.button)
    window.until(lambda: bool(card.list.effects))
    window.window.bench.generate(77)
    window.settle()
    assert card.button.text() == "Stop"
    window.click(card.button)
    window.until(lambda: card.button.text() == "Find again")
    assert card.list.effects
    assert re.fullmatch(r"Stopped at face \d+ of 200", card.note.text())


def test_keys_choose_a_row(window, card):
    search(window)
    card.list.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(card.list, key)
    window.settle()
    assert (window.edit.weights[0].layer, window.edit.weights[0].channel) == card.list.effects[1].unit


def test_a_face_under_the_mouse_is_shown_as_it_was(window, card):
    search(window)
    place = row(card, 0) + QPoint(0, 8)
    scroll_to(card.list, place)
    window.settle()
    before = card.list.grab().toImage()
    QTest.mouseMove(card.list, place)
    window.until(lambda: card.list.grab().toImage() != before)


def test_what_was_found_belongs_to_one_tab_and_model(window, card):
    search(window)
    other = msgspec.structs.replace(window.edit, name="eyes")
    window.window.bench.show(replace(window.recipe, edits=(other,)), "another tab")
    window.settle()
    assert card.list.effects == ()
    card.show_model(None)
    assert not card.controls.layers.isEnabled()
