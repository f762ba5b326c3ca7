"""A Feature maps tab on its own, with maps made up, for the tests that drive it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ganstudio.recipe.document import Recipe
from ganstudio.spec import ModelIdentity
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.maps.tab import FeatureMapTab
from ganstudio.workspace import Workspace
from recipes import small_spec

SPEC = small_spec()
MAPS = np.random.RandomState(0).randn(8, 16, 16).astype(np.float32) * np.arange(1, 9, dtype=np.float32)[:, None, None]
SELECTION = np.zeros((16, 16), np.float32)
SELECTION[4:8, 4:8] = 1.0


def frame(maps=MAPS, layer="b16", recipe=None):
    return Frame(recipe=recipe or Recipe(), image=np.full((16, 16, 3), 127, np.uint8), feature_maps={layer: maps})


class Heard:
    """What the tab has said."""

    def __init__(self, tab):
        self.captures, self.overlays, self.weights, self.statuses, self.messages = [], [], [], [], []
        self.requests = []
        tab.capture_changed.connect(self.captures.append)
        tab.overlay_requested.connect(lambda values, name: self.overlays.append((values, name)))
        tab.weights_requested.connect(self.weights.append)
        tab.task_requested.connect(self.requests.append)
        tab.status.connect(self.statuses.append)
        tab.message.connect(self.messages.append)


def context(tmp_path, model_id="0" * 32):
    workspace = Workspace(tmp_path / "workspace")
    return ModelContext(
        spec=SPEC,
        identity=ModelIdentity(model_id=model_id),
        name="small",
        path=None,
        folder=workspace.model_folder(model_id, SPEC),
        workspace=workspace,
        device="cpu",
        precision="fp32",
    )


def map_tab(qtbot, tmp_path):
    """A tab that is not shown yet, with a model."""
    tab = FeatureMapTab()
    qtbot.addWidget(tab)
    tab.resize(420, 700)
    tab.heard = Heard(tab)
    tab.show_model(context(tmp_path))
    return tab


def click_map(tab, channel, button=Qt.MouseButton.LeftButton):
    tab.grid.scroll_to(channel)
    QTest.mouseClick(tab.grid.viewport(), button, pos=tab.grid.cell_rect(channel).center())
