"""Parts and layers taken from a picture of the film strip, by its menu."""

import numpy as np
import pytest
from analysis_window import AnalysisWindow
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from ganstudio.analysis.detector_files import save_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.taking import part_in_each
from ganstudio.api import Studio
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.recipe.latent import Seed, StyleMix
from ganstudio.ui.make.mix_task import read_part_source


@pytest.fixture
def window(qtbot, qapp, studio):
    hair = Detector(name="hair", kind="soft", weights=(ChannelWeight("b8", 1, 1.0),))
    save_detectors(studio.folder.path, (hair,))
    studio.save(studio.render(Recipe(latent=Seed(9))))
    opened = AnalysisWindow(qtbot, qapp, studio)
    opened.window.strip.refresh()
    opened.until(lambda: len(opened.window.strip.model.files) == 1)
    yield opened
    opened.close()


def take(window, words):
    """Chooses an entry of "Take from this" in the menu of the strip's picture."""
    view = window.window.strip.view
    place = view.visualRect(view.model().index(0)).center()
    window.click(view.viewport(), place)
    view.customContextMenuRequested.emit(QPoint(place))
    menu = window.window.strip.findChildren(QMenu)[0]
    entry = next(action for action in menu.actions() if action.text() == "Take from this")
    next(action for action in entry.menu().actions() if action.text().startswith(words)).trigger()
    menu.close()


def taken(window, words):
    take(window, words)
    window.until(lambda: bool(window.recipe.style_mix))
    return window.recipe.style_mix[0]


def test_the_layers_that_carry_a_part_are_mixed_in_as_one_step(window):
    steps = len(window.window.bench.session.history.past)
    heard = []
    window.window.left.mixing.status.connect(heard.append)
    mix = taken(window, "Hair (the layers that carry it best)")
    assert mix.source == Seed(9)
    assert 0 <= mix.first <= mix.last < window.studio.spec.num_ws
    (said,) = heard
    assert said.startswith("Style layer")
    assert "the hair of sample_" in said
    assert "% nearer" in said
    assert len(window.window.bench.session.history.past) == steps + 1
    window.window.action("undo").trigger()
    window.until(lambda: not window.recipe.style_mix)


def test_the_coarse_layers_bring_pose_and_shape(window):
    mix = taken(window, "Pose and shape")
    assert (mix.first, mix.source) == (0, Seed(9))
    assert mix.last < window.studio.spec.num_ws - 1


def test_a_part_that_comes_no_nearer_is_told_and_leaves_the_picture(window):
    window.window.bench.show(replace(window.recipe, latent=Seed(9), variation=1.0), "the same face")
    window.settle()
    past = window.window.bench.session.history.past
    take(window, "Hair")
    window.until(lambda: "nothing was taken" in window.window.bar.sentence)
    assert not window.recipe.style_mix
    assert window.window.bench.session.history.past == past


@pytest.fixture(scope="module")
def builtin(tmp_path_factory):
    return Studio(tmp_path_factory.mktemp("builtin"), "builtin", "cpu")


@pytest.mark.parametrize(("seed", "other"), [(31, 15), (2024, 16), (4, 13), (6, 7), (12, 22), (18, 20)])
def test_hair_gets_the_other_pictures_color_and_the_rest_stays(builtin, seed, other):
    recipes = here, there = [replace(builtin.new_recipe(seed=one), variation=0.7) for one in (seed, other)]
    path = builtin.save(builtin.render(there))
    *_, last = read_part_source(path, here, "hair", ("hair",))(builtin)
    layers = last.found.layers
    mix = StyleMix(first=layers.first, last=layers.last, source=last.found.source.latent)
    before, source, after = (
        builtin.render(recipe).image.astype(float) for recipe in (*recipes, replace(here, style_mix=(mix,)))
    )
    places = part_in_each(builtin.renderer, builtin.folder.path, recipes, ("hair",))
    wanted = source[places.there].mean(axis=0)
    away = [np.abs(image[places.here].mean(axis=0) - wanted).mean() for image in (before, after)]
    change = np.abs(after - before)
    assert away[1] < away[0] / 2
    assert change[~(places.here | places.there)].mean() < change[places.here].mean() / 10
