"""Detectors, in the window, with the real engine and a small model."""

import msgspec
import numpy as np
import pytest
from analysis_window import AnalysisWindow
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from ganstudio.analysis.apply import apply_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.jobs import catalogue
from ganstudio.jobs.outputs import Outputs
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import ChannelWeight, TabScript
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.spatial.weights.model import REMOVE, WEIGHT

MAPS = (ChannelWeight("b8", 7, 200.0), ChannelWeight("b4", 2, 20.0))


@pytest.fixture
def window(qtbot, qapp, studio):
    opened = AnalysisWindow(qtbot, qapp, studio)
    yield opened
    opened.close()


def make_from_maps(window):
    window.weigh(*MAPS)
    window.click(window.detector.from_maps)
    window.until(lambda: window.edit.selection.numpy().any())


def teach(window):
    window.paint(slice(2, 5), slice(3, 6))
    window.click(window.detector.marks_toggle)
    window.click(window.detector.marks.add_button)
    window.click(window.detector.marks.fit_button)
    window.until(lambda: window.edit.detector == "mouth")
    window.until(lambda: bool(window.detector.found.text()))


def choose_mode(window, mode):
    modes = window.detector.choice.modes
    modes.setCurrentIndex(modes.findData(mode))
    modes.activated.emit(modes.currentIndex())


def test_a_selection_is_not_emptied_without_a_word(window):
    make_from_maps(window)
    row = window.detector.threshold.threshold
    row.set_value(200.0)
    said = []
    window.detector.status.connect(said.append)
    row.value_committed.emit(1e9)
    window.until(lambda: not window.edit.selection.numpy().any())
    assert said[-1].startswith("Detector mouth found nothing on this picture: the selection of mouth is empty now.")
    window.window.action("undo").trigger()
    window.until(lambda: window.edit.selection.numpy().any())


def test_a_list_of_maps_becomes_a_detector_and_a_second_list_goes_into_it(window):
    window.paint(slice(2, 5), slice(3, 6))
    maps = window.window.tab_set.feature_maps
    window.window.tabs.setCurrentWidget(maps)
    maps.picks.field.setText("b8: 2x7")
    window.click(maps.picks.detector_button)
    window.until(lambda: window.edit.detector == window.edit.name)
    assert window.kept_detectors[window.edit.name].weights == (ChannelWeight("b8", 7, 2.0),)
    maps.picks.field.setText("b4: 3")
    window.click(maps.picks.detector_button)
    window.until(lambda: len(window.kept_detectors[window.edit.name].weights) == 2)
    assert window.edit.weights == ()
    bar = window.window.bar
    assert "weighs 2 maps now" in bar.sentence
    take_back(window)
    window.until(lambda: len(window.kept_detectors[window.edit.name].weights) == 1)


def test_a_list_of_maps_to_a_tab_without_a_detector_is_one_step_that_can_be_taken_back_until_the_next(window):
    window.paint(slice(2, 5), slice(3, 6))
    history = window.window.bench.session.history
    make_from_list(window, "b8: 2x7")
    window.until(lambda: len(window.window.bench.session.history.past) > len(history.past))
    window.settle()
    after = window.window.bench.session.history
    assert len(after.past) == len(history.past) + 1
    assert after.present.label == "mouth: follows mouth"
    bar = window.window.bar
    assert "Made detector" in bar.sentence
    assert "takes the place of the cells that were painted" in bar.sentence
    assert not bar._expiry.isActive()  # it stays however long it takes to read
    field = window.tab.multiplier.number
    window.window.tabs.setCurrentWidget(window.tab)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "2")
    assert "Made detector" in bar.sentence
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert bar.sentence == ""
    window.window.action("undo").trigger()
    window.window.action("undo").trigger()
    assert window.edit.detector == ""
    np.testing.assert_array_equal(window.edit.selection.numpy(), history.present.recipe.edits[0].selection.numpy())


def make_from_list(window, text):
    maps = window.window.tab_set.feature_maps
    window.window.tabs.setCurrentWidget(maps)
    maps.picks.field.setText(text)
    window.click(maps.picks.detector_button)


def take_back(window):
    bar = window.window.bar
    window.click(next(button for button in bar.findChildren(QPushButton) if button.text() == "Take back"))


@pytest.fixture
def taken(window):
    """A detector of the name of the tab, which the tab does not follow, and another tab does."""
    taken = Detector(name="mouth", weights=MAPS, threshold=7.0)
    window.detector.keeper.keep(taken)
    window.paint(slice(2, 5), slice(3, 6))
    lips = msgspec.structs.replace(window.edit, name="lips", detector="mouth", detector_mode="modify")
    window.window.bench.show(replace(window.recipe, edits=(window.edit, lips)), "a tab that follows it")
    window.settle()
    return taken


def test_a_list_of_maps_never_takes_the_place_of_a_detector_that_is_called_as_the_tab(window, taken):
    make_from_list(window, "b8: 2x7")
    window.until(lambda: window.edit.detector == "mouth 2")
    assert window.kept_detectors["mouth"] == taken
    assert window.kept_detectors["mouth 2"].weights == (ChannelWeight("b8", 7, 2.0),)
    assert window.recipe.edits[1].detector == "mouth"
    assert window.window.bar.sentence.startswith("Made detector mouth 2 of 1 map, cut at")


def test_a_detector_made_of_a_list_of_maps_is_taken_back_and_the_tab_is_as_it_was(window, taken):
    before = window.recipe.edits
    make_from_list(window, "b8: 2x7")
    window.until(lambda: window.edit.detector == "mouth 2" and window.edit.selection != before[0].selection)
    take_back(window)
    assert window.kept_detectors == {"mouth": taken}
    assert window.recipe.edits == before


def test_what_was_painted_since_a_detector_was_made_stays_when_it_is_taken_back(window, taken):
    painted_before = window.edit.selection
    make_from_list(window, "b8: 2x7")
    window.until(lambda: window.edit.detector == "mouth 2" and window.edit.selection != painted_before)
    window.paint(slice(0, 1), slice(0, 1), -1.0)
    painted = window.edit.selection
    take_back(window)
    assert (window.edit.detector, window.edit.selection) == ("", painted)


def test_a_script_that_a_new_detector_switches_off_is_named_and_comes_back(window):
    script = TabScript(file="mine.py")
    scripted = msgspec.structs.replace(window.edit, script=script)
    window.window.bench.show(replace(window.recipe, edits=(scripted,)), "a script")
    window.settle()
    make_from_list(window, "b8: 2x7")
    window.until(lambda: window.edit.detector == "mouth")
    assert window.window.bar.sentence.endswith("mouth follows it now, and no longer its script mine.py.")
    take_back(window)
    assert (window.edit.detector, window.edit.script) == ("", script)


def test_the_tabs_maps_never_take_the_place_of_a_detector(window, taken):
    window.weigh(*MAPS)
    window.click(window.detector.from_maps)
    window.until(lambda: window.edit.detector == "mouth 2")
    assert window.kept_detectors["mouth"] == taken


def test_maps_added_to_a_detector_are_taken_back_from_it_and_no_other_tab_follows_it(window, taken):
    window.tab.choose("lips")
    make_from_list(window, "b4: 3")
    window.until(lambda: len(window.kept_detectors["mouth"].weights) == 3)
    window.tab.choose("mouth")
    take_back(window)
    assert window.kept_detectors == {"mouth": taken}
    assert window.edit.detector == ""


def test_the_tabs_maps_become_a_detector_and_it_selects(window):
    make_from_maps(window)
    kept = window.kept_detectors["mouth"]
    assert (kept.weights, kept.kind) == (MAPS, "threshold")
    assert 0.02 < (window.edit.selection.numpy() > 0).mean() < 0.98  # wherever the model's values lie
    expected = kept.detect(window.studio.render_detailed(replace(window.recipe, edits=()), kept.layers).feature_maps)
    np.testing.assert_array_equal(window.edit.selection.numpy(), expected)
    assert "Found on" in window.detector.found.text()


def test_what_was_found_is_said_of_the_tab_and_the_detector_it_was_found_for(window):
    make_from_maps(window)
    label = window.detector.found
    window.until(label.isVisible)
    other = msgspec.structs.replace(window.edit, name="hair", detector="", detector_mode="off")
    window.window.bench.show(replace(window.recipe, edits=(*window.recipe.edits, other)), "another tab")
    window.settle()
    window.tab.choose("hair")
    assert not label.isVisible()
    window.tab.choose("mouth")
    assert label.isVisible()


def test_a_mask_that_comes_late_goes_to_no_other_tab(window):
    make_from_maps(window)
    empty = Array(np.zeros((8, 8)))
    other = msgspec.structs.replace(window.edit, name="hair", selection=empty)
    window.window.bench.show(replace(window.recipe, edits=(*window.recipe.edits, other)), "another tab")
    window.settle()
    window.click(window.detector.button)
    with window.qtbot.waitSignal(window.detector._detecting.ended):
        window.tab.choose("hair")
    assert window.recipe.edits[1].selection == empty


def test_dragging_the_threshold_changes_the_selection_as_it_goes_and_is_kept_at_the_end(window):
    make_from_maps(window)
    before = int(window.edit.selection.numpy().sum())
    row = window.detector.threshold.threshold
    row.slider.moved.emit(-400)  # -200 in halves, under the mouse
    window.until(lambda: int(window.edit.selection.numpy().sum()) > before)
    assert window.kept_detectors["mouth"].threshold > -200.0
    row.slider.settled.emit(-400)
    window.until(lambda: window.kept_detectors["mouth"].threshold == -200.0)


def test_strokes_teach_a_detector_which_then_finds_the_part(window):
    teach(window)
    kept = window.kept_detectors["mouth"]
    assert kept.kind == "probe"
    assert kept.note.startswith("from strokes on 1 picture; IoU ")
    found = window.edit.selection.numpy()
    assert found[2:5, 3:6].mean() > 0.6
    assert "sure" in window.detector.found.text()


def test_a_second_fit_replaces_the_first_and_spares_detectors_made_otherwise(window):
    teach(window)
    window.click(window.detector.marks.fit_button)
    window.until(lambda: bool(window.detector.found.text()))
    assert set(window.kept_detectors) == {"mouth"}
    window.weigh(*MAPS)
    window.click(window.detector.from_maps)
    window.until(lambda: window.edit.detector == "mouth 2")
    window.click(window.detector.marks.fit_button)
    window.until(lambda: "mouth 3" in window.kept_detectors)
    assert window.kept_detectors["mouth 2"].kind == "threshold"


def test_run_and_modify_follows_the_part_on_each_new_picture(window, qtbot):
    make_from_maps(window)
    window.weigh(*MAPS, multiplier=5.0)
    choose_mode(window, "modify")
    for seed in (11, 12):
        with qtbot.waitSignal(window.window.bench.generated):
            window.window.bench.generate(seed)
        window.settle()
        placed = apply_detectors(window.studio.renderer, window.recipe, window.kept_detectors)
        assert window.recipe == placed
        assert window.recipe.latent == Seed(seed)
        assert window.edit.multiplier == 5.0


def test_run_selects_and_leaves_the_new_picture_unmodified_and_apply_lets_the_tab_act(window, qtbot):
    make_from_maps(window)
    window.weigh(*MAPS, multiplier=5.0)
    choose_mode(window, "run")
    with qtbot.waitSignal(window.window.bench.generated):
        window.window.bench.generate(13)
    window.settle()
    assert window.edit.selection.numpy().any()
    assert window.edit.multiplier == 5.0
    plain = window.studio.render(replace(window.recipe, edits=())).image
    np.testing.assert_array_equal(window.window.bench.frame.image, plain)
    assert window.tab.multiplier.held.isVisible()
    window.click(window.tab.multiplier.apply_button)
    window.settle()
    assert not window.edit.held
    assert not window.tab.multiplier.held.isVisible()
    assert (window.window.bench.frame.image != plain).any()


def test_moving_the_slider_of_a_held_tab_lets_it_act(window, qtbot):
    make_from_maps(window)
    window.weigh(*MAPS, multiplier=5.0)
    choose_mode(window, "run")
    with qtbot.waitSignal(window.window.bench.generated):
        window.window.bench.generate(13)
    window.settle()
    assert window.edit.held
    QTest.keyClick(window.tab.multiplier.slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: not window.edit.held)
    assert window.edit.is_active


def test_a_saved_picture_made_by_a_detector_needs_none_to_be_made_again(window, qtbot):
    make_from_maps(window)
    window.weigh(*MAPS, multiplier=5.0)
    choose_mode(window, "modify")
    with qtbot.waitSignal(window.window.files.folders_changed):
        window.window.bench.generate(14)
    window.settle()
    saved = Portrait.open(window.studio.workspace.list_portraits()[0].path)
    (window.studio.folder.path / "detectors.json").unlink()
    np.testing.assert_array_equal(window.studio.render(saved.recipe).image, saved.image)


def test_pictures_are_made_where_a_detector_is_missing_and_nothing_of_the_last_face_is_selected(window):
    make_from_maps(window)
    choose_mode(window, "run")
    window.until(lambda: window.edit.selection.numpy().any())
    (window.studio.folder.path / "detectors.json").unlink()
    said = []
    window.window.bench.placing.noticed.connect(said.append)
    for seed in (15, 16):
        window.window.bench.generate(seed)
        window.until(lambda seed=seed: window.recipe.latent == Seed(seed))
        window.settle()
    assert window.window.bar.property("role") != "error"
    assert len(said) == 1
    assert not window.edit.selection.numpy().any()
    assert window.edit.detector == "mouth"
    assert "'mouth' is not there any more: nothing is selected in mouth" in said[-1]


def test_deleting_sets_every_tab_free_and_can_be_taken_back(window):
    make_from_maps(window)
    choose_mode(window, "modify")
    window.tab.commands._duplicate(window.edit.name)
    kept = window.kept_detectors
    window.click(window.detector.choice.delete_button)
    assert window.kept_detectors == {}
    assert [edit.detector for edit in window.recipe.edits] == [""] * 2
    assert window.window.bar.sentence == "Deleted the detector mouth."
    window.click(window.window.bar._action)
    assert window.kept_detectors == kept
    assert [(edit.detector, edit.detector_mode) for edit in window.recipe.edits] == [("mouth", "modify")] * 2


def choose_from_menu(window, text):
    menu = window.detector.choice.more_button.menu()
    (action,) = [one for one in menu.actions() if one.text() == text]
    assert action.isEnabled()
    action.trigger()


def test_renaming_takes_every_tab_along(window):
    make_from_maps(window)
    choose_mode(window, "modify")

    def type_name():
        dialog = QApplication.activeModalWidget()
        QTest.keyClicks(dialog.field, "lips")
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)

    QTimer.singleShot(0, type_name)
    choose_from_menu(window, "Rename…")
    assert list(window.kept_detectors) == ["lips"]
    assert (window.edit.detector, window.edit.detector_mode) == ("lips", "modify")
    assert window.detector.choice.names.currentText() == "lips"


def test_a_copy_is_followed_and_the_original_stays(window):
    make_from_maps(window)
    choose_from_menu(window, "Duplicate")
    assert set(window.kept_detectors) == {"mouth", "mouth 2"}
    assert window.edit.detector == "mouth 2"


def test_a_detector_goes_into_a_file_and_comes_back_from_it(window, tmp_path, monkeypatch):
    make_from_maps(window)
    before = window.kept_detectors["mouth"]
    chosen = [str(tmp_path / "mine"), ""]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: chosen)
    choose_from_menu(window, "Export…")
    assert (tmp_path / "mine.json").exists()
    window.click(window.detector.choice.delete_button)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: [str(tmp_path / "mine.json"), ""])
    choose_from_menu(window, "Import…")
    assert window.kept_detectors == {"mouth": before}
    assert window.edit.detector == "mouth"


def test_a_file_that_holds_no_detectors_is_said_in_the_bar(window, tmp_path, monkeypatch):
    (tmp_path / "x.json").write_text("{}")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: [str(tmp_path / "x.json"), ""])
    choose_from_menu(window, "Import…")
    assert "x.json" in window.window.bar.sentence


def overlay(window):
    return window.window.view.overlay("detector")


def test_a_detector_shows_on_the_picture_and_on_the_next_and_touches_no_selection(window, qtbot):
    make_from_maps(window)
    window.paint(slice(0, 8), slice(0, 8), 0.0)
    painted = window.edit.selection
    window.click(window.detector.overlay.switch)
    window.until(lambda: overlay(window) is not None)
    first = overlay(window).values
    kept = window.kept_detectors["mouth"]
    maps = window.studio.render_detailed(replace(window.recipe, edits=()), kept.layers).feature_maps
    np.testing.assert_array_equal(first, kept.detect(maps))
    with qtbot.waitSignal(window.window.bench.generated):
        window.window.bench.generate(21)
    window.until(lambda: overlay(window) is not None and not np.array_equal(overlay(window).values, first))
    assert window.edit.selection == painted
    window.click(window.detector.overlay.switch)
    assert overlay(window) is None


def test_another_detector_than_the_tabs_own_can_be_shown(window):
    make_from_maps(window)
    choose_from_menu(window, "Duplicate")
    window.until(lambda: window.detector.overlay.names.count() == 2)
    window.click(window.detector.overlay.switch)
    window.until(lambda: overlay(window) is not None)
    names = window.detector.overlay.names
    assert names.currentText() == "mouth 2"
    shown = overlay(window)
    QTest.keyClick(names, Qt.Key.Key_Up)
    window.until(lambda: overlay(window) is not shown)
    assert (names.currentText(), window.edit.detector) == ("mouth", "mouth 2")


def test_the_overlay_goes_with_the_spatial_tab_and_comes_back(window):
    make_from_maps(window)
    window.click(window.detector.overlay.switch)
    window.until(lambda: overlay(window) is not None)
    window.window.tabs.setCurrentWidget(window.window.tab_set.feature_maps)
    assert overlay(window) is None
    window.window.tabs.setCurrentWidget(window.tab)
    assert overlay(window) is not None


def weights_of(detector):
    return {(weight.layer, weight.channel): weight.weight for weight in detector.weights}


def test_maps_are_added_weighted_and_taken_out_in_the_table_while_the_picture_shows_what_is_found(window):
    make_from_maps(window)
    window.click(window.detector.editor_toggle)
    assert window.detector.overlay.switch.isChecked()
    window.until(lambda: overlay(window) is not None)
    maps = window.detector.editor.maps
    assert maps.model.rowCount() == 2
    before = overlay(window)
    maps.layer_choice.setCurrentText("16×16")
    QTest.keyClicks(maps.maps_field, "3,5")
    QTest.keyClicks(maps.value_field, "-300")
    QTest.keyClick(maps.value_field, Qt.Key.Key_Return)
    added = {("b16", 3): -300.0, ("b16", 5): -300.0}
    window.until(lambda: overlay(window) is not before)
    assert weights_of(window.kept_detectors["mouth"]) == {("b8", 7): 200.0, ("b4", 2): 20.0} | added
    assert overlay(window).values.shape == (16, 16)
    place = next(row for row in range(4) if maps.model.row(row).layer == "b8")
    maps.model.setData(maps.model.index(place, WEIGHT), "-50")
    assert weights_of(window.kept_detectors["mouth"])["b8", 7] == -50.0
    place = next(row for row in range(4) if maps.model.row(row).layer == "b4")
    window.click(maps.table.viewport(), maps.table.visualRect(maps.model.index(place, REMOVE)).center())
    assert weights_of(window.kept_detectors["mouth"]) == {("b8", 7): -50.0} | added


def test_the_last_map_is_not_taken_out(window):
    make_from_maps(window)
    window.click(window.detector.editor_toggle)
    maps = window.detector.editor.maps
    for _ in range(2):
        maps.table.selectRow(0)
        QTest.keyClick(maps.table, Qt.Key.Key_Delete)
    assert len(window.kept_detectors["mouth"].weights) == 1
    assert "needs a map" in window.window.bar.sentence


def test_a_fitted_detector_is_told_how_likely_a_place_must_be(window):
    teach(window)
    row = window.detector.threshold.least
    assert row.isVisible()
    assert not window.detector.threshold.soft.isVisible()
    row.slider.moved.emit(18)  # 0.9 in steps of 0.05, under the mouse
    row.slider.settled.emit(18)
    window.until(lambda: window.kept_detectors["mouth"].least == pytest.approx(0.9))
    kept = window.kept_detectors["mouth"]
    maps = window.studio.render_detailed(replace(window.recipe, edits=()), kept.layers).feature_maps
    window.until(lambda: np.array_equal(window.edit.selection.numpy(), kept.detect(maps, (8, 8))))


def test_what_is_half_likely_is_shown_half_as_strong_and_the_picture_is_seen_through_it(window):
    teach(window)
    window.click(window.detector.overlay.switch)
    window.until(lambda: overlay(window) is not None)
    shown = overlay(window)
    assert (shown.largest, shown.smooth) == (1.0, True)
    assert shown.colors.opacity < 1.0


def made_by_a_job(window, plan):
    queue = window.window.batch.queue
    queue.add("a job", plan, Outputs())
    window.until(lambda: queue.running is None and queue.entries[-1].done == plan.total)
    return [Portrait.open(path) for path in sorted(queue.entries[-1].folder.glob("*.png"))]


@pytest.mark.parametrize("mode", ["run", "modify"])
def test_a_series_keeps_the_corrected_selection_and_new_faces_are_detected(window, mode):
    make_from_maps(window)
    window.weigh(*MAPS, multiplier=5.0)
    choose_mode(window, mode)
    window.paint(slice(0, 2), slice(0, 2))
    corrected = window.edit.selection
    series = made_by_a_job(window, catalogue.spectrum(window.recipe, catalogue.edit_axes(window.recipe, 3)))
    assert [one.recipe.edits[0].selection for one in series] == [corrected] * 3
    assert len({one.image.tobytes() for one in series}) == 3
    for face in made_by_a_job(window, catalogue.new_latents(window.recipe, [31, 32])):
        edit = face.recipe.edits[0]
        assert (
            edit.selection
            == apply_detectors(window.studio.renderer, replace(face.recipe, edits=(edit,)), window.kept_detectors)
            .edits[0]
            .selection
        )
        assert (edit.multiplier, edit.held) == (5.0, mode == "run")
        plain = window.studio.render(replace(face.recipe, edits=())).image
        assert np.array_equal(face.image, plain) == (mode == "run")


def test_a_long_answer_leaves_the_row_of_the_button_as_high_as_it_was(window):
    teach(window)
    assert "sure" in window.detector.found.text()
    QApplication.processEvents()
    below = window.detector.overlay.y()
    window.detector.found.hide()
    QApplication.processEvents()
    assert window.detector.overlay.y() == below


def test_a_detector_of_few_maps_is_kept_under_a_name_of_its_own_and_followed(window):
    make_from_maps(window)
    window.click(window.detector.few_button)
    dialog = window.detector.few.dialog
    window.until(lambda: bool(dialog.table.topLevelItemCount()))
    assert float(dialog.table.topLevelItem(0).text(1)) > 0.0
    window.click(dialog.use_button)  # the first row: one map
    window.until(lambda: "mouth (1 map)" in window.kept_detectors)
    assert window.edit.detector == "mouth (1 map)"
    assert window.kept_detectors["mouth"].weights == MAPS
    window.until(lambda: "Found on" in window.detector.found.text())
    dialog.close()


def test_of_a_detector_that_keeps_values_the_table_says_why_it_is_empty(window):
    make_from_maps(window)
    soft = msgspec.structs.replace(window.kept_detectors["mouth"], kind="soft")
    window.detector.keeper.keep(soft)
    window.click(window.detector.few_button)
    window.until(lambda: "threshold first" in window.detector.few.dialog.note.text())
    assert not window.detector.few.dialog.export_button.isEnabled()
    window.detector.few.dialog.close()
