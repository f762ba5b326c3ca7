"""Parts and layers taken from a picture of the film strip, by its menu."""

import pytest
from analysis_window import AnalysisWindow
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from ganstudio.analysis.detector_files import save_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.recipe.latent import Seed


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
    window.until(lambda: bool(window.recipe.style_mix))
    return window.recipe.style_mix[0]


def test_the_layers_that_carry_a_part_are_mixed_in_as_one_step(window):
    steps = len(window.window.bench.session.history.past)
    heard = []
    window.window.left.mixing.status.connect(heard.append)
    mix = take(window, "Hair (the layers that carry it best)")
    assert mix.source == Seed(9)
    assert 0 <= mix.first <= mix.last < window.studio.spec.num_ws
    (said,) = heard
    assert said.startswith("Style layer")
    assert "the hair of sample_" in said
    assert len(window.window.bench.session.history.past) == steps + 1
    window.window.action("undo").trigger()
    window.until(lambda: not window.recipe.style_mix)


def test_the_coarse_layers_bring_pose_and_shape(window):
    mix = take(window, "Pose and shape")
    assert (mix.first, mix.source) == (0, Seed(9))
    assert mix.last < window.studio.spec.num_ws - 1
