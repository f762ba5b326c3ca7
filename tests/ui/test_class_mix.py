"""Mixing classes: the shares always sum to 1, and each change is one undo step."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from fake_studio import small_spec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from window_parts import PlainActions

from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.session import Phase, RecipeEdit, Session
from ganstudio.ui.make.class_weights import as_shares, with_share
from ganstudio.ui.make.make_panel import MakePanel


class Bench:
    """The make card on a session, as in the window."""

    def __init__(self, qtbot) -> None:
        self.actions = PlainActions()
        self.panel = MakePanel(self.actions)
        qtbot.addWidget(self.panel)
        self.session = Session()
        self.edits: list[RecipeEdit] = []
        self.panel.recipe_edited.connect(self.edits.append)
        self.panel.recipe_edited.connect(self.session.edit)
        self.session.recipe_changed.connect(self.panel.show_recipe)
        self.panel.show()

    def open(self, c_dim: int, classes: tuple[float, ...] = ()):
        self.panel.show_model(SimpleNamespace(spec=small_spec(c_dim=c_dim)))
        self.session.restart(Recipe(classes=classes), "start")
        self.panel.mix_button.click()
        return self.panel.class_mix


@pytest.fixture
def bench(qtbot):
    made = Bench(qtbot)
    yield made
    made.panel.class_mix.close()


def test_a_recipe_without_weights_is_all_class_0():
    assert as_shares((), 3) == (1.0, 0.0, 0.0)


def test_weights_are_brought_to_shares():
    assert as_shares((1.0, 3.0, 0.0), 3) == (0.25, 0.75, 0.0)


def test_the_others_give_way_in_proportion():
    assert with_share((0.5, 0.25, 0.25), 0, 0.0) == (0.0, 0.5, 0.5)
    assert with_share((0.5, 0.25, 0.25), 0, 1.0) == (1.0, 0.0, 0.0)


def test_a_class_alone_keeps_all():
    assert with_share((1.0, 0.0), 0, 0.3) == (1.0, 0.0)


def test_one_class_alone_offers_no_mix(bench):
    bench.panel.show_model(SimpleNamespace(spec=small_spec(c_dim=1)))
    assert bench.panel.mix_button.isHidden()


def test_a_slider_mixes_a_class_in_as_one_step(bench):
    dialog = bench.open(3)
    QTest.keyClick(dialog.rows[2].slider, Qt.Key.Key_PageUp)
    QTest.mouseClick(dialog, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert [edit.phase for edit in bench.edits] == [Phase.LIVE, Phase.DONE]
    assert bench.session.recipe.classes == pytest.approx((0.9, 0.0, 0.1))
    assert bench.session.history.present.label == "mix class 2 0.10"
    assert dialog.rows[0].value == pytest.approx(0.9)
    assert bench.panel._class.currentIndex() == -1


def test_a_second_change_goes_on_from_the_first(bench):
    dialog = bench.open(3)
    dialog.rows[2].field.entered.emit(0.5)
    dialog.rows[1].field.entered.emit(0.5)
    assert bench.session.recipe.classes == (0.25, 0.5, 0.25)


def test_dragging_to_the_end_and_back_keeps_the_proportion_of_the_others(bench):
    dialog = bench.open(3, (0.5, 0.25, 0.25))
    row = dialog.rows[0]
    row.value_changed_live.emit(1.0)
    row.value_changed_live.emit(0.0)
    row.value_committed.emit(0.0)
    assert bench.session.recipe.classes == (0.0, 0.5, 0.5)


def test_the_only_class_cannot_be_taken_out(bench):
    dialog = bench.open(3)
    dialog.rows[0].reset()
    assert dialog.rows[0].value == 1.0
    assert bench.session.history.past == ()


def test_undo_shows_in_the_sliders(bench):
    dialog = bench.open(3)
    QTest.keyClick(dialog.rows[2].slider, Qt.Key.Key_End)
    assert dialog.rows[2].value == 1.0
    bench.session.undo()
    assert [row.value for row in dialog.rows.values()] == [1.0, 0.0, 0.0]


def test_classes_in_the_mix_are_shared_evenly(bench):
    dialog = bench.open(4, (0.7, 0.3, 0.0, 0.0))
    dialog.even_button.click()
    assert bench.session.recipe.classes == (0.5, 0.5, 0.0, 0.0)


def test_few_classes_are_all_shown_and_not_searched(bench):
    dialog = bench.open(20)
    assert dialog.search.isHidden()
    assert len(dialog.rows) == 20


def test_many_classes_are_searched_for(bench):
    weights = tuple(1.0 if index == 731 else 0.0 for index in range(1000))
    dialog = bench.open(1000, weights)
    assert not dialog.search.isHidden()
    assert next(iter(dialog.rows)) == 731
    QTest.keyClicks(dialog.search, "99")
    assert list(dialog.rows) == [99, *range(990, 1000)]
    QTest.keyClick(dialog.rows[990].slider, Qt.Key.Key_End)
    assert bench.session.recipe.classes[990] == 1.0
    dialog.search.setText("5000")
    assert dialog.rows == {}
    assert dialog.more.text() == "No class has that number."


def test_another_model_closes_the_window(bench):
    dialog = bench.open(3)
    bench.panel.show_model(SimpleNamespace(spec=small_spec()))
    assert not dialog.isVisible()
