"""Recording the maps of a batch's pictures, in the window, with the real engine and a small model."""

import numpy as np
import pytest
from analysis_window import AnalysisWindow

from ganstudio.jobs import catalogue
from ganstudio.jobs.outputs import Outputs
from ganstudio.recipe.document import replace
from ganstudio.recipe.latent import Seed
from ganstudio.ui.widgets import dialogs


@pytest.fixture
def window(qtbot, qapp, studio):
    opened = AnalysisWindow(qtbot, qapp, studio)
    yield opened
    opened.close()


def make_batch(window, seeds):
    queue = window.window.batch.queue
    queue.add("faces", catalogue.new_latents(window.recipe, seeds), Outputs())
    window.until(lambda: queue.entries and queue.entries[-1].done == len(seeds) and queue.running is None)


def record(window, layer):
    maps = window.window.tab_set.feature_maps
    window.window.tabs.setCurrentWidget(maps)
    maps.record.set_folded(False)
    maps.record.layers.choose((layer,))
    window.click(maps.record.record_button)
    window.until(lambda: maps.records.images(layer) == 1)  # the picture on screen
    return maps


def test_each_picture_of_a_batch_is_recorded_while_recording_is_on(window):
    maps = record(window, "b8")
    make_batch(window, [1, 2, 3])
    window.until(lambda: maps.records.images("b8") == 4)
    plain = replace(window.recipe, edits=window.recipe.edits)
    captured = [
        window.studio.renderer.render_batch([replace(plain, latent=Seed(seed))], ["b8"])[0].feature_maps["b8"]
        for seed in (5, 1, 2, 3)
    ]
    maps.records.watch("b8")
    window.until(lambda: maps.records._described.get("b8") is not None and maps.records._described["b8"].images == 4)
    np.testing.assert_allclose(maps.records._described["b8"].mean, np.mean(captured, axis=0), atol=1e-4)


def test_a_window_that_is_closed_asks_for_recorded_maps_that_are_not_exported(window, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(dialogs, "confirm", lambda _parent, question, **_: asked.append(question))
    records = record(window, "b8").records
    window.until(lambda: records.recording.size.pictures == 1)
    assert not window.window.close()
    assert asked == ["Close without the recorded maps of 1 picture?"]
    records._export_chosen(str(tmp_path / "maps.npz"))
    window.until(lambda: (tmp_path / "maps.npz").is_file() and records.may_close())
    assert len(asked) == 1


def test_a_batch_is_not_recorded_once_recording_is_off(window):
    maps = record(window, "b8")
    window.click(maps.record.record_button)
    make_batch(window, [1, 2])
    assert maps.records.images("b8") == 1
