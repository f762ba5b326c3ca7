"""The left column: each control edits the recipe, and showing a recipe never does."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from fake_studio import small_spec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from window_parts import PlainActions

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.history import History, Step
from ganstudio.recipe.latent import LatentW, Noise, Seed, StyleMix, Truncation
from ganstudio.ui.bench.session import Phase, RecipeEdit
from ganstudio.ui.make.left_column import LeftColumn
from ganstudio.ui.widgets.refusal import refusal_in
from ganstudio.ui.widgets.tab_rule import as_read


@pytest.fixture
def column(qtbot) -> LeftColumn:
    table = PlainActions()
    made = LeftColumn(table)
    made.actions_kept = table
    qtbot.addWidget(made)
    made.show_model(SimpleNamespace(spec=small_spec(), has_noise=True))
    made.show_recipe(Recipe())
    made.resize(280, 900)
    made.show()
    return made


@pytest.fixture
def edits(column) -> list[RecipeEdit]:
    received: list[RecipeEdit] = []
    column.recipe_edited.connect(received.append)
    return received


def test_showing_a_recipe_emits_nothing(column, edits):
    column.show_recipe(
        Recipe(
            latent=Seed(31415),
            variation=0.35,
            truncation=Truncation(psi=0.7, cutoff=3),
            noise=Noise(mode="seeded", seed=9),
        )
    )
    assert edits == []
    assert column.make._seed.text() == "31415"
    assert column.quality._variation.value == 0.35
    assert column.quality._psi.value == 0.7
    assert column.quality._cutoff.currentText() == "the first 3 style layers"
    assert column.noise._mode.currentData() == "seeded"
    assert column.noise._seed.text() == "9"


def test_the_variation_slider_has_twenty_one_positions(column, edits):
    slider = column.quality._variation.slider
    assert slider.maximum() - slider.minimum() + 1 == 21
    QTest.keyClick(slider, Qt.Key.Key_Left)
    QTest.mouseClick(column.compare, Qt.MouseButton.LeftButton)
    assert [edit.phase for edit in edits] == [Phase.LIVE, Phase.DONE]
    assert edits[-1].recipe.variation == 0.95
    assert edits[-1].label == "variation 0.95"


def test_a_click_on_a_slider_is_a_step_once_it_cannot_be_a_double_click(column, edits, qtbot):
    slider = column.quality._variation.slider
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, slider.height() // 2))
    assert [(edit.phase, edit.recipe.variation) for edit in edits] == [(Phase.LIVE, 0.5)]
    qtbot.waitUntil(lambda: [edit.phase for edit in edits] == [Phase.LIVE, Phase.DONE])


def test_a_double_click_beside_the_knob_is_one_step_back_to_the_start(column, edits):
    slider = column.quality._variation.slider
    column.show_recipe(Recipe(variation=0.7))
    place = QPoint(slider.width() // 4, slider.height() // 2)
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place)
    assert not slider._click.isActive()
    assert [edit.recipe.variation for edit in edits if edit.phase is Phase.DONE] == [1.0]


def test_psi_goes_from_nothing_to_one_and_a_half(column, edits):
    slider = column.quality._psi.slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert edits[-1].recipe.truncation.psi == 1.5
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert edits[-1].recipe.truncation.psi == 0.0


def test_the_cutoff_offers_each_layer_and_all(column, edits):
    combo = column.quality._cutoff
    assert [combo.itemData(index) for index in range(combo.count())] == [None, 1, 2, 3, 4, 5, 6, 7]
    combo.setCurrentIndex(2)
    combo.activated.emit(2)
    assert edits[-1].recipe.truncation == Truncation(psi=1.0, cutoff=2)


def test_a_model_without_noise_has_no_noise_card(column):
    assert column.noise.isVisible()
    column.show_model(SimpleNamespace(spec=small_spec(), has_noise=False))
    assert not column.noise.isVisible()
    column.show_model(SimpleNamespace(spec=small_spec(), has_noise=True))
    assert column.noise.isVisible()


def test_noise_modes_and_seed(column, edits):
    column.noise._mode.activated.emit(2)
    assert edits[-1].recipe.noise.mode == "none"
    column.show_recipe(Recipe(noise=Noise(mode="seeded")))
    field = column.noise._seed
    field.selectAll()
    QTest.keyClicks(field, "4294967295")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert edits[-1].recipe.noise == Noise(mode="seeded", seed=4294967295)
    assert edits[-1].label == "noise seed 4294967295"


def test_leaving_the_noise_seed_takes_what_was_typed_and_an_empty_one_goes_back(column, edits):
    column.activateWindow()
    column.show_recipe(Recipe(noise=Noise(mode="seeded", seed=3)))
    field = column.noise._seed
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "12")
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert [edit.recipe.noise.seed for edit in edits] == [12]
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "12"
    assert len(edits) == 1


def test_the_lock_of_the_noise_seed_is_for_seeded_noise_and_says_what_it_does(column):
    lock = column.noise.keep_button
    assert not lock.isEnabled()
    column.show_recipe(Recipe(noise=Noise(mode="seeded")))
    assert lock.isEnabled()
    assert "noise of its own" in lock.toolTip()
    QTest.mouseClick(lock, Qt.MouseButton.LeftButton)
    assert lock.toolTip().startswith("New pictures keep")


def test_enter_in_the_seed_field_asks_for_that_seed(column, qtbot):
    field = column.make._seed
    field.setText("")
    QTest.keyClicks(field, "4294967295")
    with qtbot.waitSignal(column.make.seed_entered) as caught:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert caught.args == [Seed(4294967295)]


def test_arrows_in_the_seed_field_go_to_the_next_seed(column, qtbot):
    column.show_recipe(Recipe(latent=Seed(7)))
    with qtbot.waitSignal(column.make.seed_entered) as caught:
        QTest.keyClick(column.make._seed, Qt.Key.Key_Up)
    assert caught.args == [Seed(8)]


@pytest.mark.parametrize("typed", ["9999999999", "-5", "hello", "1.5"])
def test_what_is_no_seed_is_refused_in_words(column, qtbot, typed):
    column.show_recipe(Recipe(latent=Seed(7)))
    field = column.make._seed
    field.selectAll()
    with qtbot.assertNotEmitted(column.make.seed_entered):
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert typed in refusal_in(field)
    assert "a whole number from 0 to 4294967295. 7 stays." in refusal_in(field)
    assert field.text() == "7"


def test_a_latent_that_is_no_seed_is_named(column):
    column.show_recipe(Recipe(latent=LatentW(Array([0.0] * 16))))
    assert column.make._seed.text() == ""
    assert column.make._seed.placeholderText() == "no seed"
    assert "its face is a w," in column.make._seed.toolTip()
    column.show_recipe(Recipe(latent=Seed(5)))
    assert "type another" in column.make._seed.toolTip()


def test_classes_are_offered_for_conditional_models_only(column, edits):
    assert column.make._class.isHidden()
    column.show_model(SimpleNamespace(spec=small_spec(c_dim=3), has_noise=True))
    column.show_recipe(Recipe())
    assert not column.make._class.isHidden()
    column.make._class.activated.emit(2)
    assert edits[-1].recipe.classes == (0.0, 0.0, 1.0)
    column.show_recipe(Recipe(classes=(0.5, 0.5, 0.0)))
    assert column.make._class.currentIndex() == -1


def test_the_update_button_shows_where_live_update_is_off(column):
    column.make.set_live_update(False)
    assert not column.make.update_button.isHidden()
    column.make.set_live_update(True)
    assert column.make.update_button.isHidden()


def test_the_history_lists_newest_first_and_a_click_goes_there(column, qtbot):
    steps = [Step(label=f"step {number}", recipe=Recipe(latent=Seed(number)), time=1.0) for number in range(4)]
    history = History(past=(steps[0], steps[1]), present=steps[2], future=(steps[3],))
    column.history.show_history(history)
    model = column.history._list.model()
    assert [model.index(row).data() for row in range(4)] == ["step 3", "step 2", "step 1", "step 0"]
    with qtbot.waitSignal(column.history.go_requested) as caught:
        column.history._list.clicked.emit(model.index(3))
    assert caught.args == [-2]
    with qtbot.waitSignal(column.history.go_requested) as caught:
        column.history._list.clicked.emit(model.index(0))
    assert caught.args == [1]


def test_every_control_has_a_name_and_a_tooltip(column):
    from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QSlider

    controls = [
        control
        for kind in (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QSlider)
        for control in column.findChildren(kind)
        if not isinstance(control.parent(), QAbstractSpinBox | QComboBox) and not control.isHidden()
    ]
    nameless = [control for control in controls if not control.accessibleName() and not getattr(control, "text", str)()]
    assert nameless == []
    table_tooltips = [control for control in controls if not control.toolTip()]
    assert table_tooltips == []


def test_what_does_nothing_is_folded_away_until_a_picture_uses_it(column):
    assert column.noise.folded
    assert column.mixing.folded
    mixed = Recipe(style_mix=(StyleMix(first=0, last=2, source=Seed(7)),), noise=Noise(mode="seeded", seed=3))
    column.show_recipe(mixed)
    assert not column.noise.folded
    assert not column.mixing.folded
    column.show_recipe(replace(mixed, noise=Noise()))
    assert not column.noise.folded  # it was just worked in
    column.show_recipe(Recipe(latent=Seed(9)))
    assert column.noise.folded
    assert column.mixing.folded


def test_what_a_person_has_opened_stays_open_on_another_picture(column):
    column.noise._fold.click()
    column.show_recipe(Recipe(latent=Seed(9)))
    assert not column.noise.folded


def test_variation_is_one_slider_and_what_is_behind_it_says_when_it_acts(column):
    assert not column.quality._psi.isVisible()
    column.show_recipe(Recipe(truncation=Truncation(psi=0.7)))
    assert column.quality.advanced.text() == "Advanced · ψ 0.70"
    column.quality.advanced.click()
    assert column.quality._psi.isVisible()
    column.show_recipe(Recipe())
    assert column.quality.advanced.text() == "Advanced"


def test_tab_goes_through_the_cards_from_top_to_bottom(column):
    recipe = Recipe(style_mix=(StyleMix(first=0, last=2, source=Seed(7)), StyleMix(first=3, last=7, source=Seed(8))))
    column.show_recipe(recipe)
    column.mixing.set_folded(False)
    column.noise.strengths_toggle.click()
    one, two = column.mixing.rows
    strengths = column.noise.strengths
    expected = [
        *(one.seed, one.remove, one.band, one.first, one.last),
        *(two.seed, two.remove, two.band, two.first, two.last),
        *(column.mixing.seed_button, column.mixing.picture_button),
        *(column.noise._mode, column.noise._seed, column.noise.keep_button, column.noise.strengths_toggle),
        *(control for row in strengths.rows.values() for control in (row.slider, row.field)),
        *(strengths.reset_button, column.compare._buttons[0]),
    ]
    column.noise.set_folded(False)
    column.compare.set_folded(False)
    assert [control for control in as_read(column) if control in expected] == expected
