"""The first minutes: the card to begin from, and lessons that wait for what a person does and can be left."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget
from window_parts import WindowParts, window_parts

from ganstudio.analysis.detector_files import save_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.ui.bench.task import once
from ganstudio.ui.spatial.parts import search
from ganstudio.ui.spatial.parts.finding import FoundParts
from ganstudio.ui.welcome.hearing import EVENTS, done_between
from ganstudio.ui.welcome.lessons import load_lessons
from ganstudio.ui.welcome.start_card import SEEDS
from ganstudio.ui.widgets.action_button import without_mnemonic
from ganstudio.ui.widgets.disclosure import Disclosure
from ganstudio.workspace import Settings

LEFT = Qt.MouseButton.LeftButton
LESSONS = load_lessons()
FROM_STROKES = next(
    number for lesson in LESSONS for number, step in enumerate(lesson.steps) if step.target == "From strokes"
)
PSI_STEPS = next(len(lesson.steps) for lesson in LESSONS if lesson.name == "psi")


@pytest.fixture(autouse=True)
def _no_parts_are_found(monkeypatch):
    """By the stand-in engine, which has no feature maps."""
    monkeypatch.setattr(search, "find_parts", lambda recipe: once(lambda _studio: FoundParts(recipe)))


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        give_detectors(made)
        made.start()
        yield made


def give_detectors(parts: WindowParts) -> None:
    weights = (ChannelWeight("b4", 0, 1.0),)
    save_detectors(parts.studio.folder.path, [Detector(name="mouth", weights=weights)])


def greeted(parts: WindowParts) -> WindowParts:
    give_detectors(parts)
    parts.window.greet()
    parts.start()
    return parts


def tab(name: str, **fields: object) -> SpatialEdit:
    weights = (ChannelWeight("b4", 0, 1.0),)
    given = {"resolution": 4, "selection": Array(np.zeros((4, 4))), "weights": weights, **fields}
    return SpatialEdit(name=name, **given)


# -- the card


def test_a_new_person_is_offered_six_faces_and_begins_with_the_one_that_is_clicked(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        card = greeted(made).window.start
        assert card.isVisible()
        assert made.window.bench.session.recipe.latent == Seed(SEEDS[0])
        qtbot.waitUntil(lambda: all(not button.icon().isNull() for button in card.buttons.values()))
        assert len(card.buttons) == 6
        with qtbot.waitSignal(made.window.bench.generated) as told:
            QTest.mouseClick(card.buttons[SEEDS[2]], LEFT)
        assert told.args[0].recipe.latent == Seed(SEEDS[2])
        assert not card.isVisible()
        assert made.saved_settings[-1].welcomed


def test_escape_begins_with_the_face_on_screen(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        card = greeted(made).window.start
        before = made.window.bench.session.recipe
        QTest.keyClick(card, Qt.Key.Key_Escape)
        assert not card.isVisible()
        assert made.window.bench.session.recipe == before


def test_a_face_that_is_generated_takes_the_card_away(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        card = greeted(made).window.start
        with qtbot.waitSignal(made.window.bench.generated):
            made.window.bench.generate(5)
        assert not card.isVisible()


def test_a_picture_that_is_opened_takes_the_card_away(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        card = greeted(made).window.start
        qtbot.waitUntil(lambda: all(not button.icon().isNull() for button in card.buttons.values()))
        path = tmp_path / "face.png"
        recipe = replace(made.window.bench.session.recipe, latent=Seed(7))
        Portrait(np.zeros((8, 8, 3), np.uint8), recipe).save(path)
        made.window.files.open_file(path)
        qtbot.waitUntil(lambda: made.window.bench.session.recipe.latent == Seed(7))
        assert not card.isVisible()
        assert made.saved_settings[-1].welcomed


def test_another_model_brings_its_own_faces(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        card = greeted(made).window.start
        qtbot.waitUntil(lambda: all(not button.icon().isNull() for button in card.buttons.values()))
        before = [button.icon().cacheKey() for button in card.buttons.values()]
        made.studio.model_id = "other"
        made.studio.folder = made.workspace.model_folder("other", made.studio.spec)
        with qtbot.waitSignal(made.window.bench.model_changed):
            made.window.open_model("other.pt")
        assert all(button.icon().isNull() for button in card.buttons.values())
        qtbot.waitUntil(lambda: all(not button.icon().isNull() for button in card.buttons.values()))
        assert [button.icon().cacheKey() for button in card.buttons.values()] != before


@pytest.mark.parametrize("why", ["welcomed before", "pictures are there"])
def test_who_has_begun_already_is_not_asked_again(qtbot, qapp, tmp_path, why):
    settings = Settings(welcomed=why == "welcomed before")
    with window_parts(qtbot, qapp, tmp_path, settings) as made:
        if why == "pictures are there":
            (made.workspace.portraits / "sample_000001.png").write_bytes(b"a picture")
        assert not greeted(made).window.start.isVisible()


def test_escape_on_the_picture_begins_with_it(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        card = greeted(made).window.start
        assert card.isVisible()
        QTest.keyClick(QApplication.focusWidget() or made.window.view, Qt.Key.Key_Escape)
        assert not card.isVisible()
        assert made.saved_settings[-1].welcomed


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_face_that_was_chosen_by_keys_has_them(qtbot, qapp, tmp_path, key):
    with window_parts(qtbot, qapp, tmp_path) as made:
        window = greeted(made).window
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        for _ in range(2):  # past what closes the card
            QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is window.start.buttons[SEEDS[0]]
        QTest.keyClick(window.windowHandle(), key)
        qtbot.waitUntil(lambda: not window.start.isVisible())
        assert QApplication.focusWidget() is window.view
        made.settle()


def test_the_card_is_shown_again_from_the_menu(parts):
    assert not parts.window.start.isVisible()
    parts.window.action("show_start").trigger()
    assert parts.window.start.isVisible()


def test_a_face_of_the_card_comes_as_the_card_shows_it_after_others_were_changed(parts, qtbot):
    """Without what was done to the picture before: the tab that follows its detector is at 0 again."""
    bench, card = parts.window.bench, parts.window.start
    weights, selection = (ChannelWeight("b4", 0, 1.0),), Array(np.ones((4, 4)))
    edit = SpatialEdit(name="mouth_open", resolution=4, selection=selection, weights=weights, multiplier=78.0)
    smile = AttributeShift(name="smile", vector=Array(np.ones(8)), amount=2.0)
    bench.show(replace(bench.session.recipe, edits=(edit,), attributes=(smile,)), "changed")
    parts.settle()
    parts.window.action("show_start").trigger()
    qtbot.waitUntil(lambda: all(not button.icon().isNull() for button in card.buttons.values()))
    with qtbot.waitSignal(bench.generated) as told:
        QTest.mouseClick(card.buttons[SEEDS[2]], LEFT)
    recipe = told.args[0].recipe
    assert recipe.latent == Seed(SEEDS[2])
    assert recipe.attributes == ()
    assert [edit.multiplier for edit in recipe.edits] == [0.0]


def test_show_me_how_begins_the_first_lesson_on_a_face_that_is_known_to_suit(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        card = greeted(made).window.start
        with qtbot.waitSignal(made.window.bench.generated) as told:
            QTest.mouseClick(card.lesson_button, LEFT)
        assert told.args[0].recipe.latent == Seed(SEEDS[0])
        assert made.window.guide.card.isVisible()
        assert made.window.guide.step == LESSONS[0].steps[0]


def test_a_model_that_knows_no_parts_says_why_the_first_lesson_cannot_be_had(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        made.window.action("show_start").trigger()
        assert not made.window.start.lesson_button.isEnabled()
        assert not made.window.action("lesson_first_edit").isEnabled()
        assert "knows no parts" in made.window.action("lesson_first_edit").toolTip()
        assert made.window.action("lesson_psi").isEnabled()


def test_a_model_that_knows_other_parts_alone_says_which_it_does_not_know(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        save_detectors(made.studio.folder.path, [Detector(name="hair", weights=(ChannelWeight("b4", 0, 1.0),))])
        made.start()
        made.window.action("show_start").trigger()
        assert not made.window.start.lesson_button.isEnabled()
        assert "knows no mouth" in made.window.guide.closed(LESSONS[0])


@pytest.mark.parametrize("begun", [False, True])
def test_a_model_without_parts_that_is_opened_meanwhile_ends_what_needs_them(qtbot, qapp, tmp_path, begun):
    with window_parts(qtbot, qapp, tmp_path) as made:
        card, guide = greeted(made).window.start, made.window.guide
        assert card.lesson_button.isEnabled()
        if begun:
            QTest.mouseClick(card.lesson_button, LEFT)
            made.settle()
            assert guide.card.isVisible()
        made.studio.model_id = "1" * 32
        made.studio.folder = made.workspace.model_folder("1" * 32, made.studio.spec)
        with qtbot.waitSignal(made.window.bench.model_changed):
            made.window.open_model("other.pt")
        made.settle()
        assert not guide.card.isVisible()
        assert not card.lesson_button.isEnabled()
        assert "knows no parts" in guide.closed(LESSONS[0])


# -- what lessons say


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_lesson_waits_for_and_points_at_what_there_is_in_the_window(parts, lesson):
    window = parts.window
    pages = {window.tabs.tabText(index) for index in range(window.tabs.count())}
    named = {widget.accessibleName() for widget in window.findChildren(QWidget)}
    named |= {widget.text() for widget in window.findChildren(QAbstractButton)}
    for step in lesson.steps:
        kind, _, name = step.waits.partition(":")
        if kind == "page":
            assert name in pages
        elif kind == "action":
            assert window.action(name).isVisible()
        else:
            assert step.waits in {*EVENTS, "", "pressed"}
        kind, _, name = step.target.partition(":")
        if kind == "page":
            assert name in pages
        elif kind not in ("part", "picture", "menu"):
            assert step.target == "" or without_mnemonic(step.target) in named
        assert step.target or not step.waits, "what is to be done is ringed somewhere"
    assert lesson.steps[-1].say.endswith(".")
    assert lesson.steps[-1].waits == ""  # a lesson does not go away without a word


def test_every_lesson_is_in_the_menu(parts):
    for lesson in LESSONS:
        assert lesson.title in parts.window.action(f"lesson_{lesson.name}").text()


# -- going through one


def test_a_step_is_over_when_it_is_done_and_not_before(parts):
    guide = parts.window.guide
    parts.window.action("lesson_psi").trigger()
    guide.hear("painted")
    assert guide.card.place.text() == f"1 of {PSI_STEPS}"
    assert guide.spotlight.place is not None
    parts.window.bench.generate(31)
    parts.settle()
    assert guide.card.place.text() == f"2 of {PSI_STEPS}"


def test_a_lesson_with_parts_puts_the_brush_away_and_turns_them_on(parts):
    parts.window.action("show_spatial").trigger()
    parts.window.action("point_at_parts").trigger()
    parts.window.action("lesson_first_edit").trigger()
    assert parts.window.tabs.currentWidget() is parts.window.tab_set.attributes
    assert parts.window.action("point_at_parts").isChecked()


def test_a_page_that_is_shown_already_is_not_asked_for(parts):
    parts.window.action("show_spatial").trigger()
    parts.window.action("lesson_detector").trigger()
    assert parts.window.guide.card.place.text().startswith("2 of")


def test_the_names_of_tabs_are_in_sight_where_one_is_to_be_clicked(parts, qtbot):
    window, guide = parts.window, parts.window.guide
    edits = (tab("mouth"), tab("eyes"))
    window.bench.edit(RecipeEdit(replace(window.bench.session.recipe, edits=edits), "tab"))
    window.action("show_spatial").trigger()
    area = window.tab_set.spatial.findChild(QScrollArea)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    window.action("lesson_detector").trigger()
    chip = window.tab_set.spatial.chips.chips["eyes"]
    qtbot.waitUntil(lambda: chip.visibleRegion().boundingRect() == chip.rect())
    assert guide.spotlight.place is not None
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert guide.step.target == "Clear"


def test_a_lesson_that_is_ended_by_its_button_gives_the_keys_to_the_picture(parts):
    window = parts.window
    window.activateWindow()
    parts.qtbot.waitUntil(window.isActiveWindow)
    window.action("lesson_psi").trigger()
    window.guide.card.end_button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Space)
    assert not window.guide.card.isVisible()
    assert window.view.hasFocus()


def test_a_lesson_that_was_left_goes_on_there_and_can_be_begun_again(parts):
    guide = parts.window.guide
    parts.window.action("lesson_psi").trigger()
    for _ in range(2):
        QTest.mouseClick(guide.card.next_button, LEFT)
    QTest.mouseClick(guide.card.end_button, LEFT)
    assert not guide.card.isVisible()
    assert guide.spotlight.place is None
    assert parts.saved_settings[-1].lessons["psi"] == 2
    parts.window.action("lesson_psi").trigger()
    assert guide.card.place.text() == f"3 of {PSI_STEPS}"
    QTest.mouseClick(guide.card.over_button, LEFT)
    assert guide.card.place.text() == f"1 of {PSI_STEPS}"


def test_a_lesson_goes_on_where_it_can_when_the_control_that_it_points_at_has_gone(parts):
    guide = parts.window.guide
    guide.progress = {"first_edit": 3}  # a film was there to be saved
    parts.window.action("lesson_first_edit").trigger()
    assert guide.card.place.text() == "2 of 5"  # the mouth can be dragged; Animate and Save GIF come with that
    assert guide.step.target == "part:mouth"


def test_a_lesson_that_is_taken_up_again_turns_to_the_page_that_it_was_on(parts):
    bench, guide = parts.window.bench, parts.window.guide
    bench.edit(RecipeEdit(replace(bench.session.recipe, edits=(tab("mouth"),)), "tab"))
    parts.window.action("show_attributes").trigger()
    guide.progress = {"find_map": 4}
    parts.window.action("lesson_find_map").trigger()
    assert parts.window.tabs.currentWidget() is parts.window.tab_set.spatial
    assert guide.step.target == "Find"
    assert guide.spotlight.place is not None


def test_the_last_step_ends_the_lesson_and_the_next_time_begins_it_anew(parts):
    guide = parts.window.guide
    parts.window.action("lesson_first_edit").trigger()
    for _ in LESSONS[0].steps:
        QTest.mouseClick(guide.card.next_button, LEFT)
    assert not guide.card.isVisible()
    parts.window.action("lesson_first_edit").trigger()
    assert guide.card.place.text() == "1 of 5"


def test_a_control_that_is_pointed_at_is_heard_when_it_is_pressed(parts):
    bench, guide = parts.window.bench, parts.window.guide
    bench.edit(RecipeEdit(replace(bench.session.recipe, edits=(tab("mouth"),)), "tab"))
    parts.window.action("show_spatial").trigger()
    guide.progress = {"detector": FROM_STROKES}
    parts.window.action("lesson_detector").trigger()
    assert guide.step.target == "From strokes"
    assert parts.window.tab_set.spatial.detector.marks_toggle.isVisible()
    QTest.mouseClick(parts.window.tab_set.spatial.detector.marks_toggle, LEFT)
    assert guide.step.target == "Add as example"


def test_what_a_step_points_at_is_brought_to_sight_and_ringed_there(parts, qtbot):
    bench, guide, spatial = parts.window.bench, parts.window.guide, parts.window.tab_set.spatial
    bench.edit(RecipeEdit(replace(bench.session.recipe, edits=(tab("mouth"),)), "tab"))
    parts.window.action("show_spatial").trigger()
    guide.progress = {"detector": FROM_STROKES}
    parts.window.action("lesson_detector").trigger()
    for fold in parts.window.tabs.findChildren(Disclosure):
        fold.set_folded(False)
    QTest.mouseClick(spatial.detector.marks_toggle, LEFT)  # what is asked for next is below, and out of sight
    button = spatial.detector.marks.add_button

    def is_ringed() -> bool:
        seen, place = button.visibleRegion().boundingRect(), guide.spotlight.place
        upper = button.mapTo(parts.window, button.rect().topLeft())
        return seen.size() == button.size() and place is not None and place.topLeft() == upper

    qtbot.waitUntil(is_ringed)
    column = next(area for area in parts.window.tabs.findChildren(QScrollArea) if area.isAncestorOf(button))
    column.verticalScrollBar().setValue(0)  # a person scrolls away: nothing is ringed in its place
    guide._looks_left = 0
    guide._look()
    assert guide.spotlight.place is None


@pytest.mark.parametrize("target", ["menu:Batch", "menu:Help", "page:Spatial", "picture:", "Pictures", "&Generate"])
def test_what_is_no_button_is_ringed_too(parts, qtbot, target):
    parts.generate(3)  # so that there is a picture in the strip
    qtbot.waitUntil(lambda: parts.window.guide._place(target) is not None)
    place = parts.window.guide._place(target)
    assert parts.window.rect().contains(place)


def test_a_tab_that_follows_its_detector_already_need_not_be_told_to(parts):
    bench, guide = parts.window.bench, parts.window.guide
    edits = (tab("mouth", detector="mouth", detector_mode="modify"),)
    bench.edit(RecipeEdit(replace(bench.session.recipe, edits=edits), "tab"))
    parts.window.action("show_spatial").trigger()
    steps = next(lesson.steps for lesson in LESSONS if lesson.name == "detector")
    guide.progress = {"detector": next(i for i, step in enumerate(steps) if step.waits == "detector_followed")}
    parts.window.action("lesson_detector").trigger()
    assert guide.step.waits == "multiplier_moved"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_the_card_shows_all_words_of_a_step_and_leaves_its_buttons_where_they_are(parts, lesson):
    card = parts.window.guide.card
    places = set()
    for number in range(len(lesson.steps)):
        card.show_step(lesson, number)
        card.resize(card.sizeHint())
        card.layout().activate()
        assert card.text.height() >= card.text.heightForWidth(card.text.width())
        places.add(card.next_button.y())
    assert len(places) == 1


# -- what is heard


@pytest.mark.parametrize(
    ("before", "after", "heard"),
    [
        (Recipe(latent=Seed(1)), Recipe(latent=Seed(2)), {"face_changed"}),
        (Recipe(), Recipe(edits=(tab("a"),)), {"tab_added"}),
        (Recipe(edits=(tab("a"),)), Recipe(edits=(tab("a", multiplier=3.0),)), {"multiplier_moved"}),
        (Recipe(edits=(tab("a"),)), Recipe(edits=(tab("a", selection=Array(np.eye(4))),)), {"painted"}),
        (Recipe(edits=(tab("a"),)), Recipe(edits=(tab("a", weights=(), multiplier=2.0),)), {"maps_chosen"}),
        (Recipe(edits=(tab("a"),)), Recipe(edits=(tab("a", detector_mode="modify"),)), {"detector_followed"}),
        (Recipe(edits=(tab("a"),)), Recipe(latent=Seed(5), edits=(tab("a", multiplier=1.0),)), {"face_changed"}),
        (Recipe(edits=(tab("a", selection=Array(np.eye(4))),)), Recipe(edits=(tab("a"),)), set()),
        (Recipe(), Recipe(), set()),
    ],
)
def test_what_was_done_is_told_from_the_recipes(before, after, heard):
    assert done_between(before, after) == heard
    assert heard <= EVENTS
