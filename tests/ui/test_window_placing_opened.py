"""What is opened brings its own selections; tabs from another face select nothing until they are placed on it."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from analysis_window import AnalysisWindow
from window_parts import drop

from ganstudio.analysis.detector_files import save_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.recipe.latent import Seed

FILLED = Array(np.ones((8, 8)))
MAPS = (ChannelWeight("b8", 0, 1.0),)


@pytest.fixture
def window(qtbot, qapp, studio):
    found = Detector(name="eye", weights=MAPS, kind="soft")
    save_detectors(studio.folder.path, [found])
    made = AnalysisWindow(qtbot, qapp, studio)
    edit = msgspec.structs.replace(made.edit, selection=FILLED, weights=MAPS, detector="eye", detector_mode="modify")
    made.window.bench.show(replace(made.recipe, edits=(edit,)), "a tab that follows a detector")
    made.settle()
    yield made
    made.close()


def shown_selections(window: AnalysisWindow) -> list[Array]:
    """Every selection that the tab has from now on."""
    seen: list[Array] = []
    window.window.bench.session.recipe_changed.connect(lambda recipe: seen.append(recipe.edits[0].selection))
    return seen


def test_a_bare_latent_gets_the_tabs_at_hand_placed_on_its_own_face(window, tmp_path):
    latent = tmp_path / "latent.npy"
    np.save(latent, np.random.RandomState(3).randn(window.studio.spec.w_dim).astype(np.float32))
    seen = shown_selections(window)
    steps = len(window.window.bench.session.history.past)
    before = window.recipe
    window.window.files.open_file(latent)
    window.until(lambda: len(seen) == 2)
    assert not seen[0].numpy().any(), "nothing of the last face is selected meanwhile"
    assert seen[1] != FILLED
    assert seen[1].numpy().any()
    window.settle()
    history = window.window.bench.session.history
    assert history.present.label == "latent.npy"
    assert len(history.past) == steps + 1, "what detectors find on it is part of opening it"
    window.window.bench.undo()
    assert window.recipe == before
    window.window.bench.redo()
    assert window.edit.selection == seen[1]
    window.settle()


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_of_several_latents_is_opened_and_the_others_are_told_of(window, tmp_path, count):
    spec, latents = window.studio.spec, tmp_path / "found.npy"
    np.save(latents, np.random.RandomState(0).randn(count, spec.num_ws, spec.w_dim).astype(np.float32))
    drop(window.window.view, latents)
    window.until(lambda: window.window.bench.session.history.present.label == "found.npy")
    window.settle()
    assert ("It holds 3 latents; this is the first" in window.window.bar.sentence) == (count == 3)


def test_a_picture_keeps_the_selections_that_were_saved_with_it(window, tmp_path):
    path = tmp_path / "face.png"
    saved = window.recipe
    window.studio.save_as(window.studio.render(saved), path)
    window.window.bench.generate(9)
    window.until(lambda: window.recipe.latent == Seed(9))
    window.settle()
    window.window.files.open_file(path)
    window.until(lambda: window.recipe.latent == saved.latent)
    window.settle()
    assert window.edit.selection == FILLED
    assert not window.window.bench.placing.is_running


def test_edits_pasted_onto_another_face_are_placed_on_it(window):
    window.window.files.copy_recipe()
    bare = Recipe(model=window.recipe.model, latent=Seed(11))
    window.window.bench.show(bare, "another face")
    window.settle()
    seen: list[Array] = shown_selections(window)
    window.window.files.paste_edits()
    window.until(lambda: len(seen) == 2)
    assert not seen[0].numpy().any()
    assert seen[1] != FILLED
    window.settle()
    assert window.window.bench.session.history.present.label == "pasted edits"


def test_save_makes_a_picture_of_a_latent_that_lies_in_the_portraits_folder(window):
    """The latent is not taken for the picture's own file."""
    portraits = window.window.workspace.portraits
    np.save(portraits / "found.npy", np.random.RandomState(3).randn(window.studio.spec.w_dim).astype(np.float32))
    window.window.files.open_file(portraits / "found.npy")
    window.until(lambda: window.window.bench.session.history.present.label == "found.npy")
    window.settle()
    before = set(portraits.glob("*.png"))

    window.window.action("save").trigger()

    window.until(lambda: set(portraits.glob("*.png")) > before)
