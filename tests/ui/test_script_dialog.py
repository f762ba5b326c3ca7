"""Users' scripts, run from the window, with the real engine and a small model."""

import numpy as np
import pytest
from analysis_window import AnalysisWindow

from ganstudio.recipe.edits import ChannelWeight
from ganstudio.ui.panels import detector_script

MAPS = (ChannelWeight("b8", 7, 200.0),)


@pytest.fixture
def window(qtbot, qapp, studio, monkeypatch):
    asked = []
    monkeypatch.setattr(detector_script, "confirm", lambda *args, **words: asked.append(args[1]) or True)
    opened = AnalysisWindow(qtbot, qapp, studio)
    opened.asked = asked
    opened.weigh(*MAPS)
    yield opened
    opened.close()


def run(window, name, *, write=None):
    if write is not None:
        (window.studio.workspace.scripts / name).write_text(write)
    window.click(window.detector.script_button)
    dialog = window.detector._scripts
    dialog.scripts.setCurrentIndex(dialog.scripts.findText(name))
    window.click(dialog.button)
    return dialog


def test_the_shipped_script_selects_where_the_mean_passes_the_threshold(window):
    dialog = run(window, "spatial_map.py")
    window.until(lambda: window.edit.selection.numpy().any())
    maps = window.studio.render_detailed(window.recipe, ["b8"]).feature_maps["b8"]
    np.testing.assert_array_equal(window.edit.selection.numpy(), 200 * maps[7] >= 25)
    assert window.asked == ["Run spatial_map.py?"]
    window.until(lambda: dialog.button.text() == "Run")
    dialog.close()


def test_a_failing_script_is_told_in_the_bar_with_what_it_said_and_changes_nothing(window):
    before = window.recipe
    dialog = run(window, "bad.py", write="raise ValueError('no mouth today')")
    window.until(lambda: "bad.py failed" in window.window.bar.sentence)
    assert window.recipe == before
    window.until(lambda: dialog.button.text() == "Run")
    dialog.close()


def test_a_hanging_script_can_be_stopped(window):
    dialog = run(window, "slow.py", write="import time; time.sleep(600)")
    assert dialog.button.text() == "Stop"
    window.click(dialog.button)
    window.until(lambda: dialog.button.text() == "Run")
    window.paint(slice(0, 2), slice(0, 2))  # the window goes on
    dialog.close()
