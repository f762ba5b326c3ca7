"""Detectors, in the window, with the real engine and a small model."""

import numpy as np
import pytest
from analysis_window import AnalysisWindow

from ganstudio.analysis.apply import apply_detectors
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.panels import detector_card

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


def test_the_tabs_maps_become_a_detector_and_it_selects(window):
    make_from_maps(window)
    kept = window.kept_detectors["mouth"]
    assert (kept.weights, kept.kind, kept.threshold) == (MAPS, "threshold", 25.0)
    expected = kept.detect(window.studio.render_detailed(replace(window.recipe, edits=()), kept.layers).feature_maps)
    np.testing.assert_array_equal(window.edit.selection.numpy(), expected)
    assert "Found on" in window.detector.found.text()


def test_dragging_the_threshold_changes_the_selection_as_it_goes_and_is_kept_at_the_end(window):
    make_from_maps(window)
    before = int(window.edit.selection.numpy().sum())
    row = window.detector.threshold.threshold
    row.slider.moved.emit(-400)  # -200 in halves, under the mouse
    window.until(lambda: int(window.edit.selection.numpy().sum()) > before)
    assert window.kept_detectors["mouth"].threshold == 25.0
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
    window.click(window.detector.from_maps)  # now "mouth" is made of maps
    window.until(lambda: window.kept_detectors["mouth"].kind == "threshold")
    window.click(window.detector.marks.fit_button)
    window.until(lambda: "mouth 2" in window.kept_detectors)


def test_run_and_modify_follows_the_part_on_each_new_picture(window, qtbot):
    make_from_maps(window)
    window.weigh(*MAPS, multiplier=5.0)
    choose_mode(window, "modify")
    for seed in (11, 12):
        with qtbot.waitSignal(window.window.bench.generated, timeout=20_000):
            window.window.bench.generate(seed)
        window.settle()
        placed = apply_detectors(window.studio.renderer, window.recipe, window.kept_detectors)
        assert window.recipe == placed
        assert window.recipe.latent == Seed(seed)
        assert window.edit.multiplier == 5.0


def test_run_selects_and_leaves_the_new_picture_unmodified(window, qtbot):
    make_from_maps(window)
    window.weigh(*MAPS, multiplier=5.0)
    choose_mode(window, "run")
    with qtbot.waitSignal(window.window.bench.generated, timeout=20_000):
        window.window.bench.generate(13)
    window.settle()
    assert window.edit.selection.numpy().any()
    plain = window.studio.render(replace(window.recipe, edits=())).image
    np.testing.assert_array_equal(window.window.bench.frame.image, plain)


def test_a_saved_picture_made_by_a_detector_needs_none_to_be_made_again(window, qtbot):
    make_from_maps(window)
    window.weigh(*MAPS, multiplier=5.0)
    choose_mode(window, "modify")
    with qtbot.waitSignal(window.window.files.folders_changed, timeout=20_000):
        window.window.bench.generate(14)
    window.settle()
    saved = Portrait.open(window.studio.workspace.list_portraits()[0].path)
    (window.studio.folder.path / "detectors.json").unlink()
    np.testing.assert_array_equal(window.studio.render(saved.recipe).image, saved.image)


def test_a_missing_detector_is_said_in_the_bar_and_shown_as_missing(window):
    make_from_maps(window)
    choose_mode(window, "run")
    (window.studio.folder.path / "detectors.json").unlink()
    window.window.bench.generate(15)
    window.until(lambda: "does not have" in window.window.bar.sentence)


def test_deleting_asks_and_sets_the_tab_free(window, monkeypatch):
    make_from_maps(window)
    asked = []
    monkeypatch.setattr(detector_card, "confirm", lambda *args, **words: asked.append(args[1]) or True)
    window.click(window.detector.choice.delete_button)
    assert asked == ["Delete the detector mouth?"]
    assert window.kept_detectors == {}
    assert window.edit.detector == ""


def test_deleting_sets_every_tab_free_that_follows_it(window, monkeypatch):
    make_from_maps(window)
    choose_mode(window, "modify")
    window.tab.commands._duplicate(window.edit.name)
    monkeypatch.setattr(detector_card, "confirm", lambda *args, **words: True)
    window.click(window.detector.choice.delete_button)
    assert [edit.detector for edit in window.window.bench.session.recipe.edits] == [""] * 2
