"""Recording feature maps: the Record card driven by mouse and keys, and the thread that keeps the maps."""

from __future__ import annotations

import dataclasses
import re
import threading

import numpy as np
import pytest
from map_parts import MAPS, SELECTION, click_map, context, frame, map_tab
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox
from window_parts import window_parts

from ganstudio.analysis.feature_map_order import MapOrder
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import AttributeShift
from ganstudio.recipe.latent import Seed
from ganstudio.ui.maps.map_gallery import MapGallery
from ganstudio.ui.maps.map_menu import MapMenu
from ganstudio.ui.maps.recording import recording as recording_module
from ganstudio.ui.maps.recording.model_recording import ModelRecording
from ganstudio.ui.maps.recording.record_card import bytes_text
from ganstudio.ui.maps.recording.recording import MapRecording
from ganstudio.ui.widgets import dialogs
from patience import WAIT_S

LEFT = Qt.MouseButton.LeftButton


def picture(seed, maps=None, layer="b16"):
    """A frame of a seed, with maps of its own."""
    values = MAPS + np.float32(seed) if maps is None else maps
    return frame(values, layer, Recipe(latent=Seed(seed)))


@pytest.fixture
def tab(qtbot, tmp_path):
    tab = map_tab(qtbot, tmp_path)
    tab.show()
    qtbot.waitExposed(tab)
    tab.record.set_folded(False)
    yield tab
    tab.close_threads()


@pytest.fixture
def recorded(qtbot, tab):
    """A tab that has recorded seeds 1, 2 and 3, whose maps differ by a constant."""
    tab.show_frame(picture(1))
    QTest.mouseClick(tab.record.record_button, LEFT)
    tab.show_frame(picture(2))
    tab.show_frame(picture(3))
    wait_for_images(qtbot, tab, 3)
    return tab


def wait_for_images(qtbot, tab, count, layer="b16"):
    qtbot.waitUntil(lambda: tab.records.images(layer) == count)


def shown_maps(tab):
    return tab.view.maps


def recording_files(tmp_path):
    return list((tmp_path / "workspace").rglob("*.f32"))


def test_recording_takes_this_picture_and_each_new_one(recorded):
    assert recorded.record._figure.text() == "recording · 3 pictures · 25.8 kB"
    assert "b16: 3 pictures" in recorded.record._figure.toolTip()


def test_a_picture_is_recorded_once_whatever_its_sliders_do(recorded, qtbot):
    shift = AttributeShift(name="smile", vector=Array(np.ones(8)), amount=1.0)
    edited = replace(Recipe(latent=Seed(3)), attributes=(shift,))
    recorded.show_frame(frame(MAPS * 2, recipe=edited))
    recorded.show_frame(picture(2))
    recorded.show_frame(picture(4))
    wait_for_images(qtbot, recorded, 4)
    with qtbot.waitSignal(recorded.records.history_told) as told:
        recorded.records.view_history("b16", 5)
    values = [entry.values for entry in told.args[0].entries]
    np.testing.assert_array_equal(values, [MAPS[5] + seed for seed in (1, 2, 3, 4)])


def test_recording_goes_on_while_the_tab_is_hidden(recorded, qtbot):
    recorded.hide()
    assert recorded.heard.captures[-1] == ("b16",)
    recorded.show_frame(picture(9))
    wait_for_images(qtbot, recorded, 4)
    recorded.record.record_button.click()
    assert recorded.heard.captures[-1] == ()


def test_the_layer_looked_at_is_recorded_unless_others_are_chosen(tab):
    tab.bar.layer_box.setCurrentIndex(tab.bar.layer_box.findData("b8"))
    assert tab.record.layers.chosen == ("b8",)
    tab.record.layers.choose(("b4", "b16"))
    tab.record.layers.chosen_changed.emit(("b4", "b16"))
    tab.bar.layer_box.setCurrentIndex(tab.bar.layer_box.findData("b16"))
    assert tab.record.layers.chosen == ("b4", "b16")
    tab.record.record_button.click()
    tab.hide()
    assert tab.heard.captures[-1] == ("b4", "b16")


def test_the_average_and_the_deviation_are_shown_in_the_grid(recorded, qtbot):
    assert recorded.bar.source_box.isVisible()
    recorded.bar.source_box.setCurrentText("average of recorded")
    qtbot.waitUntil(lambda: shown_maps(recorded) is not None)
    np.testing.assert_allclose(shown_maps(recorded), MAPS + 2.0, rtol=1e-5, atol=1e-5)
    assert recorded.info.text() == "8 maps: average of 3 recorded pictures."
    click_map(recorded, 4)
    assert recorded.heard.overlays[-1][1] == "16×16 average map 4"
    recorded.show_frame(picture(8))  # mean of 1, 2, 3, 8 is 3.5
    qtbot.waitUntil(lambda: np.allclose(shown_maps(recorded), MAPS + 3.5, atol=1e-5))
    recorded.bar.source_box.setCurrentText("deviation of recorded")
    np.testing.assert_allclose(shown_maps(recorded), np.std([1, 2, 3, 8]), rtol=1e-4)
    recorded.bar.source_box.setCurrentText("this picture")
    np.testing.assert_array_equal(shown_maps(recorded), MAPS + 8)


def test_a_layer_that_is_not_recorded_says_so(recorded):
    recorded.bar.source_box.setCurrentText("average of recorded")
    recorded.bar.layer_box.setCurrentIndex(recorded.bar.layer_box.findData("b8"))
    assert recorded.grid._empty[0] == "8×8 is not recorded"


def test_nothing_recorded_offers_nothing(tab):
    assert not tab.bar.source_box.isVisible()
    assert tab.record._figure.text() == "off"
    for button in (tab.picks.history_button, tab.record.export_button, tab.record.reset_button):
        assert not button.isEnabled()


def test_the_history_of_a_map_is_viewed_over_each_picture(recorded, qtbot, tmp_path):
    assert not recorded.picks.history_button.isEnabled()
    click_map(recorded, 6)
    assert recorded.picks.history_button.toolTip() == "Map 6 of 16×16 over all recorded pictures, in a window"
    QTest.mouseClick(recorded.picks.history_button, LEFT)
    qtbot.waitUntil(lambda: recorded.findChild(MapGallery) is not None)
    gallery = recorded.findChild(MapGallery)
    assert gallery.windowTitle() == "Map 6 of 16×16 over time"
    assert gallery.height() < 400  # one row
    assert "seed 1, seed 2, seed 3" in gallery.sheet.accessibleName()
    gallery.save(tmp_path / "history.png")
    assert QImage(str(tmp_path / "history.png")).width() >= 3 * 256
    QTest.keyClick(gallery, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: recorded.findChild(MapGallery) is None)


def test_the_history_of_all_listed_maps_is_viewed_in_one_window(recorded, qtbot):
    click_map(recorded, 6)
    recorded.picks.field.setText("3,5")
    assert recorded.picks.history_button.toolTip().startswith("Maps 3 of 16×16, 5 of 16×16 over all")
    QTest.mouseClick(recorded.picks.history_button, LEFT)
    qtbot.waitUntil(lambda: recorded.findChild(MapGallery) is not None)
    gallery = recorded.findChild(MapGallery)
    assert gallery.windowTitle() == "Maps 3, 5 of 16×16 over time"
    assert "map 3, seed 1, map 3, seed 2, map 3, seed 3, map 5, seed 1" in gallery.sheet.accessibleName()


def test_maps_that_are_not_recorded_are_named_before_and_beside_the_history_of_the_others(recorded, qtbot):
    recorded.picks.set_folded(False)
    recorded.picks.field.setText("b16: 3; b8: 2,5")
    missing = "No history of maps 2 of 8×8, 5 of 8×8: their layers are not recorded."
    assert recorded.picks.missing.isVisible()
    assert recorded.picks.missing.text() == missing
    QTest.mouseClick(recorded.picks.history_button, LEFT)
    qtbot.waitUntil(lambda: recorded.findChild(MapGallery) is not None)
    gallery = recorded.findChild(MapGallery)
    assert any(missing in label.text() for label in gallery.findChildren(QLabel))
    gallery.close()
    recorded.picks.field.setText("3")
    assert not recorded.picks.missing.isVisible()


def extremes(tab, qtbot, channel):
    menu_of(tab, channel, "excite it most")
    qtbot.waitUntil(lambda: tab.findChild(MapGallery) is not None)
    return tab.findChild(MapGallery)


def menu_of(tab, channel, text):
    tab.grid.menu_requested.emit(channel, tab.mapToGlobal(QPoint(5, 5)))
    menu = next(menu for menu in tab.findChildren(MapMenu) if menu.isVisible())
    action = next(action for action in menu.actions() if text in action.text())
    enabled = action.isEnabled()
    action.trigger()
    menu.close()
    return enabled


def test_the_faces_that_excite_a_map_most_and_least_are_shown_in_that_order(tab, qtbot):
    assert not menu_of(tab, 2, "excite it most")
    tab.show_frame(picture(1))
    QTest.mouseClick(tab.record.record_button, LEFT)
    for seed in range(2, 21):
        tab.show_frame(picture(seed))
    wait_for_images(qtbot, tab, 20)
    gallery = extremes(tab, qtbot, 2)
    shown = [caption.partition(" ·")[0] for caption in gallery.sheet.accessibleName().partition(": ")[2].split(", ")]
    most, least = [20, 19, 18, 17, 16, 15], [6, 5, 4, 3, 2, 1]
    assert shown == [f"seed {seed}" for seed in (*most, *least)]
    assert f"seed 20 · {MAPS[2].max() + 20:.3g}" in gallery.sheet.accessibleName()
    gallery.close()


def test_of_few_faces_each_is_shown_once(recorded, qtbot):
    gallery = extremes(recorded, qtbot, 2)
    assert [
        caption.partition(" ·")[0] for caption in gallery.sheet.accessibleName().partition(": ")[2].split(", ")
    ] == [
        "seed 3",
        "seed 2",
        "seed 1",
    ]
    gallery.close()


def test_recipes_of_recorded_pictures_are_known_until_they_are_forgotten(recorded, qtbot):
    recording = recorded.records.recording
    assert [recipe.latent for recipe in recording.recipes] == [Seed(1), Seed(2), Seed(3)]
    recorded.records.reset()
    assert recording.recipes == ()


def test_the_card_says_what_a_picture_takes_what_fits_and_where_it_goes(tab):
    place = tab.record.place
    assert place.isVisible()
    text = " ".join(place.text().split())
    assert text.startswith("8.19 kB of maps a picture")  # 8 of 16 x 16 x 4 bytes
    assert "The maps of about 32,768 pictures (268 MB) stay in memory" in text
    assert "Deleted when the window is closed" in text
    assert place.height() >= place.heightForWidth(place.width())
    assert str(tab.records._model.folder.path) in place.toolTip()
    tab.bar.layer_box.setCurrentIndex(tab.bar.layer_box.findData("b8"))
    assert place.text().startswith("2.05 kB of maps a picture")


def test_a_picture_takes_what_the_card_says_it_does(tab, qtbot):
    pixels = np.random.RandomState(0).randint(0, 256, (2, 256, 256, 3), dtype=np.uint8)
    shown = [dataclasses.replace(picture(seed), image=image) for seed, image in enumerate(pixels, start=1)]
    tab.show_frame(shown[0])
    said = bytes_of(tab.record.place.text().split(" a picture")[0])
    assert said > 100_000, "the maps are 8 kB, and the small picture is the most of it"
    QTest.mouseClick(tab.record.record_button, LEFT)
    wait_for_images(qtbot, tab, 1)
    before = tab.records.recording.size.memory_bytes
    tab.show_frame(shown[1])
    wait_for_images(qtbot, tab, 2)
    assert tab.records.recording.size.memory_bytes - before == pytest.approx(said, rel=0.1)


def test_the_sizes_that_are_shown_add_up(recorded):
    card = recorded.record
    each, maps, beside = (bytes_of(part) for part in re.findall(r"[\d.]+ [kM]B", card.place.text())[:3])
    assert each == pytest.approx(maps + beside, abs=51)
    figure = re.findall(r"[\d.]+ [kM]B", card._figure.text())
    assert card._figure.text().startswith("recording · 3 pictures")
    assert bytes_of(figure[0]) == pytest.approx(3 * each, rel=0.1)
    fits, limit = re.search(r"about ([\d,]+) pictures \(([^)]+)\)", card.place.text()).groups()
    assert int(fits.replace(",", "")) * maps == pytest.approx(bytes_of(limit), rel=0.05)
    assert "besides, for averages and deviations, 32.8 kB" in card._figure.toolTip()  # 2 x 8 bytes for each of 2048


def bytes_of(text):
    number, unit = text.split()
    return float(number) * {"kB": 1e3, "MB": 1e6}[unit]


def test_a_long_history_paints_only_what_is_seen(recorded, qtbot):
    for seed in range(4, 204):
        recorded.show_frame(picture(seed))
    wait_for_images(qtbot, recorded, 203)
    click_map(recorded, 0)
    recorded.picks.history_button.click()
    qtbot.waitUntil(lambda: recorded.findChild(MapGallery) is not None)
    gallery = recorded.findChild(MapGallery)
    qtbot.waitExposed(gallery)
    gallery.grab()
    assert 0 < gallery.sheet.tiles_made < 72
    assert gallery.sheet.image().height() <= 8000
    gallery.close()


def test_everything_is_exported_as_npz(recorded, qtbot, tmp_path):
    with qtbot.waitSignal(recorded.records.recording.exported):
        recorded.records.recording.export(tmp_path / "maps.npz")
    with np.load(tmp_path / "maps.npz") as exported:
        np.testing.assert_array_equal(exported["b16"], [MAPS + seed for seed in (1, 2, 3)])
        np.testing.assert_allclose(exported["b16_mean"], MAPS + 2, rtol=1e-5, atol=1e-5)
    assert str(tmp_path / "maps.npz") in recorded.heard.statuses[-1]


def test_an_export_that_is_cancelled_says_at_once_that_it_is_being_stopped(recorded):
    card = recorded.record
    asked = []
    card.export_cancelled.connect(lambda: asked.append(card.export_button.text()))
    card.show_export((3, 10))
    assert card.export_button.text() == "Cancel 30%"
    card.export_button.click()
    card.show_export((4, 10))
    assert card.export_button.text() == "Stopping…"
    assert not card.export_button.isEnabled()
    card.export_button.click()
    assert asked == ["Stopping…"]
    card.show_export(None)
    assert card.export_button.text() == "Export…"
    assert card.export_button.isEnabled()


def test_an_export_that_cannot_be_written_says_why(recorded, qtbot, tmp_path):
    with qtbot.waitSignal(recorded.message):
        recorded.records.recording.export(tmp_path / "missing" / "maps.npz")
    assert "not there any more" in recorded.heard.messages[-1]


def test_reset_asks_and_then_forgets(recorded, qtbot):
    recorded.bar.source_box.setCurrentText("average of recorded")
    QTest.mouseClick(recorded.record.reset_button, LEFT)
    box = recorded.findChild(QMessageBox)
    assert "3 pictures" in box.text()
    next(button for button in box.buttons() if button.text() == "Forget").click()
    wait_for_images(qtbot, recorded, 0)
    assert recorded.record._figure.text() == "recording"
    assert not recorded.bar.source_box.isVisible()
    np.testing.assert_array_equal(shown_maps(recorded), MAPS + 3)
    recorded.show_frame(picture(3))
    wait_for_images(qtbot, recorded, 1)


def test_maps_that_do_not_fit_turn_recording_off(recorded, qtbot):
    recorded.show_frame(picture(5, MAPS[:, :8]))
    qtbot.waitUntil(lambda: recorded.heard.messages != [])
    assert recorded.heard.messages[-1].startswith("Recording was turned off.")
    assert not recorded.record.record_button.isChecked()
    assert recorded.records.images("b16") == 3


def test_another_model_has_a_recording_of_its_own(recorded, qtbot, tmp_path):
    recorded.show_model(context(tmp_path, "1" * 32))
    assert not recorded.record.record_button.isChecked()
    assert recorded.records.images("b16") == 0
    recorded.record.record_button.click()
    recorded.show_frame(picture(7))
    wait_for_images(qtbot, recorded, 1)
    recorded.show_model(context(tmp_path))
    wait_for_images(qtbot, recorded, 3)
    assert recording_files(tmp_path)  # what is not in use has left the memory
    recorded.close_threads()
    assert recording_files(tmp_path) == []


def test_closing_asks_for_what_is_recorded_of_any_model_and_in_no_file(recorded, qtbot, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(dialogs, "confirm", lambda _parent, question, details, **_: asked.append((question, details)))
    recorded.show_model(context(tmp_path, "1" * 32))
    assert not recorded.records.may_close()
    assert asked[-1][0] == "Close without the recorded maps of 3 pictures?"
    assert "another model" in asked[-1][1]
    recorded.show_model(context(tmp_path))
    wait_for_images(qtbot, recorded, 3)
    recorded.records._export_chosen(str(tmp_path / "maps.npz"))
    qtbot.waitUntil(lambda: bool(recorded.records.may_close()))
    recorded.show_model(context(tmp_path, "1" * 32))
    assert recorded.records.may_close()
    recorded.record.record_button.click()
    recorded.show_frame(picture(7))
    wait_for_images(qtbot, recorded, 1)
    assert not recorded.records.may_close()
    assert asked[-1][0] == "Close without the recorded maps of 1 picture?"
    assert "another model" not in asked[-1][1]


def test_quantiles_are_learned_from_what_is_recorded(recorded, qtbot):
    for seed in range(4, 20):
        recorded.show_frame(picture(seed))
    wait_for_images(qtbot, recorded, 19)
    recorded.show_selection(SELECTION, "mouth")
    recorded.bar.set_order(MapOrder.QUANTILE)
    qtbot.waitUntil(lambda: "19 recorded pictures" in recorded.info.text())
    assert recorded.heard.requests == []


@pytest.fixture
def slow_recording(qtbot, tmp_path, monkeypatch):
    """A recording whose thread waits at the gate before it keeps anything."""
    gate, keep = threading.Event(), ModelRecording.keep

    def wait_and_keep(self, command):
        gate.wait(WAIT_S)
        keep(self, command)

    monkeypatch.setattr(ModelRecording, "keep", wait_and_keep)
    monkeypatch.setattr(recording_module, "_MOST_WAITING_BYTES", 2 * MAPS.nbytes)
    recording = MapRecording(memory_limit_bytes=MAPS.nbytes)
    recording.gate = gate
    recording.use_model("0" * 32, tmp_path)
    yield recording
    gate.set()
    recording.close()


def test_the_window_never_waits_and_what_waits_is_bounded(slow_recording, qtbot, tmp_path):
    left_out = []
    slow_recording.left_out.connect(lambda: left_out.append(1))
    for seed in range(5):
        slow_recording.take(picture(seed), ["b16"])
    assert len(left_out) == 3
    with qtbot.waitSignal(slow_recording.size_changed, check_params_cb=lambda size: size.pictures == 2):
        slow_recording.gate.set()
    assert slow_recording.size.disk_bytes == 2 * MAPS.nbytes
    qtbot.waitUntil(lambda: slow_recording._waiting_bytes == 0)
    slow_recording.take(picture(9), ["b16"])
    qtbot.waitUntil(lambda: slow_recording.size.pictures == 3)
    assert len(left_out) == 3


def test_closing_drops_what_waits(slow_recording, tmp_path):
    slow_recording.take(picture(1), ["b16"])
    slow_recording.take(picture(2), ["b16"])
    slow_recording.gate.set()
    slow_recording.close()
    slow_recording.close()
    assert list(tmp_path.glob("recording_*")) == []


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 kB"), (57_344, "57.3 kB"), (999_600, "1 MB"), (3_140_000, "3.14 MB"), (262e6, "262 MB"), (1.2e9, "1.2 GB")],
)
def test_sizes_are_told_in_three_digits(count, text):
    assert bytes_text(count) == text


def test_the_window_records_each_generated_picture_whichever_tab_is_seen(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as parts:
        window = parts.start()
        tab = window.tab_set.feature_maps
        window.tabs.setCurrentWidget(tab)
        tab.record.record_button.click()
        wait_for_images(qtbot, tab, 1)
        window.tabs.setCurrentWidget(window.tab_set.attributes)
        parts.generate(5)
        parts.generate(6)
        wait_for_images(qtbot, tab, 3)
        window.bench.undo()
        parts.settle()
        parts.generate(7)
        wait_for_images(qtbot, tab, 4)
        assert window.bench.frame.feature_maps.keys() == {"b16"}
