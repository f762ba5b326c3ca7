"""Cards that a person folded or unfolded are so again after a restart; what folds by itself is not remembered."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from window_parts import WindowParts, window_parts

from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.disclosure import Disclosure
from ganstudio.workspace import load_settings, save_settings


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        yield made


def cards(parts: WindowParts) -> dict[str, Card]:
    return {card.title: card for card in parts.window.findChildren(Card) if card.collapsible}


def click_heading(card: Card) -> None:
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(card.width() // 2, 14))


def test_no_two_cards_of_the_window_share_a_heading(parts):
    titles = [card.title for card in parts.window.findChildren(Card) if card.collapsible]
    assert [title for title, count in Counter(titles).items() if count > 1] == []
    assert {"Noise", "Style mixing", "History"} <= set(titles)


def test_folds_made_by_hand_come_back_after_a_restart(parts, qtbot, qapp, tmp_path):
    click_heading(cards(parts)["Compare"])
    parts.window.tabs.setCurrentIndex(1)
    spatial = next(card for card in parts.window.tab_set.spatial.findChildren(Card) if card.collapsible)
    before = spatial.folded
    spatial._fold.setFocus()
    QTest.keyClick(spatial._fold, Qt.Key.Key_Space)
    assert spatial.folded != before
    parts.window.close()
    path = tmp_path / "settings.json"
    save_settings(parts.saved_settings[-1], path)
    with window_parts(qtbot, qapp, tmp_path, load_settings(path)) as other:
        assert cards(other)["Compare"].folded
        assert cards(other)[spatial.title].folded != before
        assert set(other.window.preferences.settings.folded_cards) == {"Compare", spatial.title}


def test_what_is_behind_advanced_comes_back_as_it_was_left(parts, qtbot, qapp, tmp_path):
    parts.window.tabs.setCurrentIndex(1)
    advanced = parts.window.left.quality.advanced
    assert advanced.folded
    QTest.mouseClick(advanced, Qt.MouseButton.LeftButton)
    parts.window.close()
    path = tmp_path / "settings.json"
    save_settings(parts.saved_settings[-1], path)
    with window_parts(qtbot, qapp, tmp_path, load_settings(path)) as other:
        assert not other.window.left.quality.advanced.folded
        assert other.window.tab_set.spatial.advanced.folded


def test_no_two_lines_that_fold_share_a_heading(parts):
    titles = [fold.title for kind in (Card, Disclosure) for fold in parts.window.findChildren(kind)]
    assert [title for title, count in Counter(titles).items() if count > 1] == []


def test_a_card_that_folded_by_itself_is_not_remembered(parts, qtbot):
    assert parts.window.left.noise.folded
    parts.window.bench.generate(3)
    parts.settle()
    parts.window.close()
    assert parts.saved_settings[-1].folded_cards == {}
