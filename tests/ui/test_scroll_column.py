"""Cards under one another: what is under the mouse stays there when something above it comes or goes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

from ganstudio.ui.widgets.scroll_column import ScrollColumn


@pytest.fixture
def column(qtbot):
    made = ScrollColumn()
    qtbot.addWidget(made)
    made.resize(300, 400)
    made.cards = [QWidget(made) for _ in range(4)]  # buttons have another height once a test has worn a theme
    for card, height in zip(made.cards, (300, 100, 100, 900), strict=True):
        card.setFixedHeight(height)
    made.add(*made.cards)
    made.show()
    qtbot.waitExposed(made)
    made.verticalScrollBar().setValue(250)
    yield made
    QCursor.setPos(0, 0)


def place(column) -> int:
    button = column.cards[2]
    return button.mapTo(column, QPoint(0, 0)).y()


@pytest.mark.parametrize("height", [220, 0])
def test_a_button_under_the_mouse_stays_there_when_a_card_above_it_changes(column, qtbot, height):
    button, before = column.cards[2], place(column)
    QCursor.setPos(button.mapToGlobal(button.rect().center()))
    column.cards[1].setFixedHeight(height)
    column.cards[1].setVisible(height > 0)
    total = 300 + height + 100 + 900
    qtbot.waitUntil(lambda: abs(column.widget().height() - total) < 80)
    qtbot.waitUntil(lambda: place(column) == before)


def test_nothing_is_scrolled_where_the_mouse_is_elsewhere(column, qtbot):
    QCursor.setPos(column.cards[0].mapToGlobal(QPoint(5, 290)))
    column.cards[1].setFixedHeight(220)
    qtbot.waitUntil(lambda: column.cards[2].y() > 450)
    assert not column._follow.isActive()
    assert column.verticalScrollBar().value() == 250


def test_a_card_that_is_moved_to_and_fro_scrolls_nothing(column, qtbot):
    button = column.cards[2]
    QCursor.setPos(button.mapToGlobal(button.rect().center()))
    for height in (10, 100):
        column.cards[1].setFixedHeight(height)
        column.column.activate()
    qtbot.waitUntil(lambda: not column._follow.isActive())
    assert column.verticalScrollBar().value() == 250


def test_at_the_end_nothing_moves_under_the_mouse_when_what_is_there_gets_shorter(column, qtbot):
    bar, last = column.verticalScrollBar(), column.cards[3]
    bar.setValue(bar.maximum())
    QCursor.setPos(last.mapToGlobal(QPoint(100, 700)))
    place = last.mapTo(column, QPoint(0, 0))
    last.setFixedHeight(860)
    qtbot.wait(50)
    assert last.mapTo(column, QPoint(0, 0)) == place
    QCursor.setPos(column.mapToGlobal(QPoint(-50, -50)))
    column.leaveEvent(QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: last.mapTo(column, QPoint(0, 0)).y() == place.y() + 40)
