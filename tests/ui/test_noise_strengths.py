"""The strengths of the noise card: only what is not 1 is in the recipe."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from fake_studio import small_spec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Noise
from ganstudio.ui.bench.session import Phase, RecipeEdit, Session
from ganstudio.ui.make.noise_panel import NoisePanel


@pytest.fixture
def panel(qtbot) -> NoisePanel:
    made = NoisePanel()
    qtbot.addWidget(made)
    made.show_model(SimpleNamespace(spec=small_spec(), has_noise=True))
    made.session = Session()
    made.session.recipe_changed.connect(made.show_recipe)
    made.recipe_edited.connect(made.session.edit)
    made.show_recipe(Recipe())
    made.strengths_toggle.click()
    made.show()
    return made


def test_there_is_a_slider_for_each_resolution(panel):
    assert list(panel.strengths.rows) == [4, 8, 16, 32]
    assert {row.value for row in panel.strengths.rows.values()} == {1.0}
    assert all("Noise strength at" in row.slider.accessibleName() for row in panel.strengths.rows.values())


def test_they_are_folded_away_at_first(qtbot):
    panel = NoisePanel()
    qtbot.addWidget(panel)
    assert panel.strengths.isHidden()


def test_a_slider_shows_its_change_at_once_and_is_one_step(panel):
    edits: list[RecipeEdit] = []
    panel.recipe_edited.connect(edits.append)
    QTest.keyClick(panel.strengths.rows[16].slider, Qt.Key.Key_Right)
    QTest.mouseClick(panel.strengths, Qt.MouseButton.LeftButton)
    assert [edit.phase for edit in edits] == [Phase.LIVE, Phase.DONE]
    assert panel.session.recipe.noise == Noise(strengths=((16, 1.05),))
    assert panel.session.history.present.label == "noise at 16×16 1.05"


def test_a_factor_of_one_is_left_out_of_the_recipe(panel):
    panel.session.open(Recipe(noise=Noise(mode="seeded", seed=4, strengths=((8, 0.5), (16, 1.05)))), "opened")
    QTest.keyClick(panel.strengths.rows[16].slider, Qt.Key.Key_Left)
    assert panel.session.recipe.noise == Noise(mode="seeded", seed=4, strengths=((8, 0.5),))


def test_reset_is_one_step(panel):
    panel.session.open(Recipe(noise=Noise(strengths=((4, 0.0), (8, 0.5)))), "opened")
    panel.strengths.reset_button.click()
    assert panel.session.recipe.noise == Noise()
    assert len(panel.session.history.past) == 2
    assert not panel.strengths.reset_button.isEnabled()


def test_without_noise_its_strength_cannot_be_set(panel):
    panel.show_recipe(Recipe(noise=Noise(mode="none")))
    assert not panel.strengths.isEnabled()
    panel.show_recipe(Recipe())
    assert panel.strengths.isEnabled()


def test_the_fold_says_how_many_resolutions_are_changed(panel):
    panel.show_recipe(Recipe(noise=Noise(strengths=((4, 0.0), (8, 0.5)))))
    assert panel.strengths_toggle.text().endswith("2")


def test_choosing_a_mode_keeps_the_strengths(panel):
    panel.session.open(Recipe(noise=Noise(strengths=((8, 0.5),))), "opened")
    panel._mode.activated.emit(2)
    assert panel.session.recipe.noise == Noise(mode="none", strengths=((8, 0.5),))
