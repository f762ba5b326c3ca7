"""The real window on the real engine with the small model, for what the Spatial tab finds and detects."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ganstudio.analysis.detector_files import load_detectors
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import Seed
from ganstudio.ui import theme
from ganstudio.ui.bench.render_service import RenderService
from ganstudio.ui.bench.session import Phase
from ganstudio.ui.main_window import MainWindow
from ganstudio.ui.widgets.disclosure import Disclosure
from ganstudio.workspace import Settings

LEFT = Qt.MouseButton.LeftButton


class AnalysisWindow:
    """Opened with one tab, "mouth", on the 8x8 grid."""

    def __init__(self, qtbot, qapp, studio) -> None:
        theme.apply(qapp, "dark")
        self.qtbot = qtbot
        self.studio = studio
        opener = lambda command, tell: studio  # noqa: E731
        self.window = MainWindow(
            RenderService(opener), studio.workspace, Settings(), save_settings=lambda changed: None
        )
        with qtbot.waitSignal(self.window.bench.frame_shown):
            self.window.open_model("tiny.safetensors")
        self.window.resize(1280, 800)
        self.window.show()
        self.window.tabs.setCurrentWidget(self.tab)
        for fold in self.tab.findChildren(Disclosure):
            fold.set_folded(False)
        edit = SpatialEdit(name="mouth", resolution=8, selection=Array(np.zeros((8, 8))))
        self.window.bench.show(replace(self.recipe, latent=Seed(5), edits=(edit,)), "a tab")
        self.settle()

    @property
    def tab(self):
        return self.window.tab_set.spatial

    @property
    def finder(self):
        return self.tab.finder

    @property
    def detector(self):
        return self.tab.detector

    @property
    def recipe(self):
        return self.window.bench.session.recipe

    @property
    def edit(self) -> SpatialEdit:
        return self.recipe.edits[0]

    @property
    def kept_detectors(self):
        return load_detectors(self.studio.folder.path)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.bench.frame_is_current)

    def paint(self, rows: slice, columns: slice, value: float = 1.0) -> None:
        cells = self.edit.selection.numpy().copy()
        cells[rows, columns] = value
        self.tab.paint(cells, "paint", Phase.DONE)
        self.settle()

    def weigh(self, *weights: ChannelWeight, multiplier: float = 0.0) -> None:
        edit = SpatialEdit(
            **{
                name: getattr(self.edit, name)
                for name in ("name", "resolution", "selection", "detector", "detector_mode")
            },
            weights=weights,
            multiplier=multiplier,
        )
        self.window.bench.show(replace(self.recipe, edits=(edit,)), "weights")
        self.settle()

    def click(self, widget, place=None, keys=Qt.KeyboardModifier.NoModifier) -> None:
        if place is None:
            QTest.mouseClick(widget, LEFT, keys)
        else:
            QTest.mouseClick(widget, LEFT, keys, place)

    def until(self, condition) -> None:
        self.qtbot.waitUntil(condition)

    def close(self) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("ganstudio.ui.widgets.dialogs.confirm", lambda *_, **__: True)
            self.window.close()
        self.window.deleteLater()
