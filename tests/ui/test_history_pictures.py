"""Each step of the history shows its picture, also those that were passed over while pictures could not keep up."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from window_parts import WindowParts, window_parts

from ganstudio.ui.make import history_pictures
from ganstudio.ui.make.history_pictures import HistoryPictures
from patience import WAIT_S

_LONG_MS = 1_000_000


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        made.window.findChild(HistoryPictures)._quiet.setInterval(20)
        yield made


def with_pictures(parts: WindowParts) -> list[bool]:
    """Whether each step has its picture, newest first."""
    steps = parts.window.left.history._list.model()
    return [steps.index(row).data(Qt.ItemDataRole.UserRole).picture is not None for row in range(steps.rowCount())]


def step_quickly(parts: WindowParts, count: int) -> None:
    """Makes steps by keys, faster than pictures come."""
    parts.studio.gate = threading.Event()
    press_left(parts, count)
    parts.studio.gate.set()
    parts.settle()


def press_left(parts: WindowParts, count: int) -> None:
    slider = parts.window.left.quality._variation.slider
    for _ in range(count):
        QTest.keyClick(slider, Qt.Key.Key_Left)
        QTest.keyClick(slider, Qt.Key.Key_Shift)  # else the next press belongs to the same step


def test_a_step_drawn_after_the_next_one_was_made_shows_its_picture(parts, qtbot):
    bench = parts.window.bench
    parts.studio.gate = threading.Event()
    parts.studio.started.clear()
    bench.generate(1)
    assert parts.studio.started.wait(WAIT_S)
    bench.generate(2)
    parts.studio.gate.set()
    parts.settle()
    assert with_pictures(parts)[:2] == [True, True]


def test_steps_that_were_passed_over_get_their_pictures_in_a_quiet_moment(parts, qtbot):
    step_quickly(parts, 5)
    assert len(with_pictures(parts)) == 6
    qtbot.waitUntil(lambda: all(with_pictures(parts)))


def test_without_live_update_nothing_is_drawn_unasked(parts, qtbot):
    parts.window.preferences.change(live_update=False)
    press_left(parts, 3)
    rendered = len(parts.studio.rendered)
    pictures = parts.window.findChild(HistoryPictures)
    with qtbot.waitSignal(pictures._quiet.timeout):
        pass
    assert len(parts.studio.rendered) == rendered
    assert with_pictures(parts) == [False, False, False, True]


def test_a_change_comes_before_the_pictures_of_old_steps(parts, qtbot):
    pictures = parts.window.findChild(HistoryPictures)
    pictures._quiet.setInterval(_LONG_MS)  # no quiet moment comes before the gate is closed, however slow the machine
    step_quickly(parts, 4)
    parts.studio.gate = threading.Event()
    pictures._quiet.start(0)
    qtbot.waitUntil(lambda: pictures._task is not None)
    pictures._quiet.setInterval(20)
    parts.window.bench.generate(7)
    parts.studio.gate.set()
    parts.settle()
    drawn = [recipe.latent.seed for recipe in parts.studio.rendered].index(7)
    assert len(set(parts.studio.rendered[:drawn])) < 5
    qtbot.waitUntil(lambda: all(with_pictures(parts)))


def test_of_a_long_sitting_only_the_latest_pictures_are_remembered(parts, monkeypatch):
    monkeypatch.setattr(history_pictures, "MOST_PICTURES", 3)
    for seed in range(6):
        parts.generate(seed)
    assert len(parts.window.findChild(HistoryPictures)._known) == 3
