"""Another program holds a file that the window wants to write: the window goes on, and says who holds it."""

from __future__ import annotations

import time
from contextlib import contextmanager

import numpy as np
import pytest
from window_parts import WindowParts

from ganstudio.analysis.detectors import Detector
from ganstudio.recipe.array import Array
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.ui import theme
from ganstudio.workspace import Settings, load_settings
from ganstudio.workspace.files import waiting_at_most
from ganstudio.workspace.settings import SettingsFile
from lock_holder import held_by_another_process

STALL_S = 5.0
"""Half as long as a lock is waited for elsewhere, and far more than the window's thread waits on a busy machine."""


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    theme.apply(qapp, "dark")
    made = WindowParts(qtbot, tmp_path)
    made.window.preferences._save = SettingsFile(tmp_path / "settings.json").save
    made.start()
    with waiting_at_most(0.04):  # as the application has it for this thread
        yield made
        made.window.close()
    made.window.deleteLater()


@contextmanager
def no_stall():
    start = time.monotonic()
    yield
    assert time.monotonic() - start < STALL_S


def test_a_setting_is_saved_once_the_file_is_free_again(qtbot, parts, tmp_path):
    with held_by_another_process(tmp_path / "settings.json"):
        with no_stall():
            parts.window.action("live_update").trigger()
        assert not parts.window.preferences.settings.live_update
        qtbot.wait(500)
        assert not (tmp_path / "settings.json").exists()
    qtbot.waitUntil(lambda: not load_settings(tmp_path / "settings.json").live_update)
    assert load_settings(tmp_path / "settings.json") == Settings(live_update=False)


def test_a_detector_that_cannot_be_kept_now_says_who_is_in_the_way(parts):
    keeper = parts.window.tab_set.spatial.detector.keeper
    with held_by_another_process(parts.window.bench.model.folder.path / "detectors.json") as holder, no_stall():
        keeper.keep(Detector(name="mouth", weights=(ChannelWeight("b8", 1, 2.0),)))
        assert f"process {holder}" in parts.window.bar.sentence
    keeper.keep(Detector(name="mouth", weights=(ChannelWeight("b8", 1, 2.0),)))
    assert "mouth" in keeper.detectors


def test_an_attribute_that_cannot_be_kept_now_says_who_is_in_the_way(parts):
    actions = parts.window.tab_set.attributes.set_actions
    width = parts.window.bench.model.spec.w_dim
    with held_by_another_process(parts.window.bench.model.folder.path / "attributes_custom.csv") as holder, no_stall():
        actions._add("smile", lambda: Array(np.ones(width)))
        assert f"process {holder}" in parts.window.bar.sentence
    actions._add("smile", lambda: Array(np.ones(width)))
    assert "smile" in actions.sets["custom"]
