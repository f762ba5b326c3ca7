"""The left column: whatever is opened in it, the history stays in sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSplitterHandle
from window_parts import WindowParts, window_parts

from ganstudio.workspace import load_settings, save_settings


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        made.window.resize(1280, 800)
        qtbot.waitUntil(lambda: made.window.width() == 1280)
        yield made


def whole_rows(parts: WindowParts) -> int:
    """How many of the history's steps a person sees whole."""
    QApplication.sendPostedEvents()
    steps = parts.window.left.history._list
    view = steps.viewport()
    seen = view.visibleRegion().boundingRect()
    rows = [steps.visualRect(steps.model().index(row)) for row in range(steps.model().rowCount())]
    return sum(seen.contains(row) for row in rows)


def handle(parts: WindowParts) -> QSplitterHandle:
    return parts.window.left.findChildren(QSplitterHandle)[1]


def drag(parts: WindowParts, up: int) -> None:
    """Drags the grip above the history so many pixels up."""
    grip = handle(parts)
    start = grip.rect().center()
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=start)
    for _ in range(4):  # the grip follows the mouse
        QTest.mouseMove(grip, grip.rect().center() - QPoint(0, up // 4))
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton, pos=grip.rect().center())


def test_three_steps_are_in_sight_whatever_is_opened_above(parts, qtbot):
    for seed in range(1, 5):
        parts.generate(seed)
    left = parts.window.left
    assert whole_rows(parts) >= 3
    QTest.mouseClick(left.quality.advanced, Qt.MouseButton.LeftButton)
    for card in (left.mixing, left.noise):
        card.set_folded(False)
    qtbot.waitUntil(lambda: whole_rows(parts) >= 3)


def test_a_closed_history_leaves_its_room_to_the_cards(parts, qtbot):
    left = parts.window.left
    QTest.mouseClick(left.history._fold, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: left.history.height() < 60)
    QTest.mouseClick(left.history._fold, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: left.history.height() > 120)


def test_the_room_given_to_the_history_by_hand_comes_back_after_a_restart(parts, qtbot, qapp, tmp_path):
    left = parts.window.left
    before = left.history.height()
    drag(parts, 60)
    assert left.history.height() > before + 20
    given = left.history_height
    parts.window.close()
    path = tmp_path / "settings.json"
    save_settings(parts.saved_settings[-1], path)
    with window_parts(qtbot, qapp, tmp_path, load_settings(path)) as other:
        window = other.start()
        window.resize(1280, 800)
        assert window.left.history_height == given
        qtbot.waitUntil(lambda: abs(window.left.history.height() - before) > 20)
        grip = handle(other)
        QTest.mouseDClick(grip, Qt.MouseButton.LeftButton)
        assert window.left.history_height == 0
