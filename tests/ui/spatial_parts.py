"""A spatial tab on a view with a picture, joined to a session as the window does it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.spec import GeneratorSpec, LayerSpec, ModelIdentity
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import RecipeEdit, Session
from ganstudio.ui.canvas.image_view import ImageView
from ganstudio.ui.spatial.canvas_controller import CanvasController
from ganstudio.ui.spatial.tab import SpatialTab
from ganstudio.ui.widgets.disclosure import Disclosure
from ganstudio.workspace import Workspace


def make_spec(rows: int = 4, columns: int = 4, blocks: int = 5, channels: int = 64) -> GeneratorSpec:
    layers: list[LayerSpec] = []
    for block in range(blocks):
        height, width, resolution = rows << block, columns << block, max(rows, columns) << block
        for name in [f"b{resolution}"] if block == 0 else [f"b{resolution}.conv0", f"b{resolution}"]:
            layers.append(LayerSpec(name=name, height=height, width=width, channels=channels, ws_index=len(layers)))
    return GeneratorSpec(
        z_dim=8,
        c_dim=0,
        w_dim=8,
        num_ws=len(layers) + 1,
        img_resolution=max(height, width),
        img_height=height,
        img_width=width,
        img_channels=3,
        architecture="skip",
        layers=tuple(layers),
    )


def make_tab(name: str, rows: int = 16, columns: int | None = None, **fields: object) -> SpatialEdit:
    selection = Array(np.zeros((rows, columns or rows)))
    return SpatialEdit(**{"name": name, "resolution": rows, "selection": selection, **fields})


MOUTH = make_tab("mouth_open", weights=(ChannelWeight("b16", 33, -2.0), ChannelWeight("b32", 17, 0.5)))
HAIR = make_tab("hair")


@dataclass
class Stage:
    """The parts, and what the tab has said."""

    window: QWidget
    tab: SpatialTab
    view: ImageView
    controller: CanvasController
    session: Session
    model: ModelContext
    said: list[RecipeEdit]

    @property
    def edit(self) -> SpatialEdit:
        """The tab shown, as the session's recipe has it."""
        return next(edit for edit in self.session.recipe.edits if edit.name == self.tab.current_edit.name)

    @property
    def cells(self) -> np.ndarray:
        return self.edit.selection.numpy()

    @property
    def labels(self) -> list[str]:
        history = self.session.history
        return [step.label for step in (*history.past, history.present)]

    def at(self, row: int, column: int, shape: tuple[int, int] | None = None) -> QPoint:
        """The middle of a cell, in the view."""
        rows, columns = shape or self.tab.current_grid.shape
        rect = self.view.picture_rect()
        x = rect.left() + (column + 0.5) * rect.width() / columns
        return QPoint(round(x), round(rect.top() + (row + 0.5) * rect.height() / rows))

    def drag(self, *cells, button=Qt.MouseButton.LeftButton, keys=Qt.KeyboardModifier.NoModifier) -> None:
        """Presses on the first cell, moves over the others, lets go on the last."""
        points = [self.at(*cell) if isinstance(cell, tuple) else cell for cell in cells]
        QTest.mousePress(self.view, button, keys, points[0])
        for point in points[1:]:
            QTest.mouseMove(self.view, point)
        QTest.mouseRelease(self.view, button, keys, points[-1])


def build_stage(qtbot, tmp_path: Path, *edits: SpatialEdit, spec: GeneratorSpec | None = None) -> Stage:
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.setContentsMargins(0, 0, 0, 0)
    view, tab = ImageView(), SpatialTab(rng=np.random.default_rng(0))
    tab.setFixedWidth(400)
    for fold in tab.findChildren(Disclosure):
        fold.set_folded(False)
    row.addWidget(view, 1)
    row.addWidget(tab)
    controller = CanvasController(tab, view)
    session = Session(Recipe(edits=edits))
    said: list[RecipeEdit] = []
    tab.recipe_edited.connect(said.append)
    tab.recipe_edited.connect(session.edit)
    session.recipe_changed.connect(tab.show_recipe)
    spec = spec or make_spec()
    workspace = Workspace(tmp_path / "workspace")
    folder = workspace.model_folder("0" * 32, spec)
    model = ModelContext(
        spec=spec,
        identity=ModelIdentity(model_id="0" * 32),
        name="a test",
        path=None,
        folder=folder,
        workspace=workspace,
        device="cpu",
        precision="fp32",
    )
    tab.show_model(model)
    tab.show_recipe(session.recipe)
    view.show_image(np.full((spec.img_height, spec.img_width, 3), 128, np.uint8))
    window.resize(1000, 700)
    window.show()
    qtbot.waitExposed(window)
    return Stage(window, tab, view, controller, session, model, said)
