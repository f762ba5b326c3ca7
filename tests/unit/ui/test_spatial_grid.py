"""Grids of a model, and keeping what was painted on another one."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from ganstudio.recipe.array import Array
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.spec import GeneratorSpec, LayerSpec
from ganstudio.ui.spatial.painting.grid import Grid, cells, default_layer, enlarged, grid_at, grids, paintable


def spec(rows=4, columns=4, blocks=4):
    layers = []
    for block in range(blocks):
        for part in ("",) if block == 0 else (".conv0", ""):
            height, width = rows << block, columns << block
            name = f"b{4 << block}{part}"
            layers.append(LayerSpec(name=name, height=height, width=width, channels=8, ws_index=len(layers)))
    return GeneratorSpec(
        z_dim=8,
        c_dim=0,
        w_dim=8,
        num_ws=len(layers) + 1,
        img_resolution=max(layers[-1].height, layers[-1].width),
        img_height=layers[-1].height,
        img_width=layers[-1].width,
        img_channels=3,
        architecture="skip",
        layers=tuple(layers),
    )


def test_a_model_offers_a_grid_for_every_block():
    assert [grid.shape for grid in grids(spec())] == [(4, 4), (8, 8), (16, 16), (32, 32)]


def test_grids_of_a_tall_model_are_tall():
    assert [grid.text for grid in grids(spec(rows=8, columns=4, blocks=2))] == ["4×8", "8×16"]


def test_a_resolution_that_the_model_lacks_becomes_the_nearest():
    assert grid_at(spec(), 512).rows == 32
    assert grid_at(spec(), 2).rows == 4
    assert grid_at(None, 16).shape == (16, 16)


def test_a_tab_weighs_maps_of_its_own_resolution_at_first():
    assert default_layer(spec(), 16).name == "b16"


def test_painting_on_a_coarser_grid_keeps_the_finer_selection():
    fine = np.zeros((16, 16), np.float32)
    fine[3, 5] = 1
    kept = paintable(fine, Grid(4, 4))
    assert kept is fine
    edit = SpatialEdit(name="t", resolution=4, selection=Array(fine))
    assert cells(edit, Grid(4, 4))[0, 1] == 1 / 16


def test_painting_on_a_finer_grid_repeats_the_cells():
    coarse = np.array([[1.0, 0.0], [0.0, -1.0]], np.float32)
    assert np.array_equal(paintable(coarse, Grid(4, 4)), np.kron(coarse, np.ones((2, 2))))


def test_a_selection_of_another_shape_is_brought_to_the_grid():
    assert paintable(np.ones((5, 3), np.float32), Grid(4, 4)).shape == (4, 4)


def test_a_mask_is_repeated_over_a_finer_selection():
    mask = np.array([[True, False]])
    assert enlarged(mask, (2, 4)).tolist() == [[True, True, False, False]] * 2


def test_the_geometry_needs_no_qt_and_no_torch():
    names = [
        "changes",
        "painting.cell_cursor",
        "painting.grid",
        "painting.masks",
        "numbers",
        "painting.selection",
        "state",
        "painting.stroke",
        "tab_list",
    ]
    code = "import sys\n" + "\n".join(f"import ganstudio.ui.spatial.{name}" for name in names)
    code += "\nimport ganstudio.ui.canvas.viewport\nprint(*[m for m in ('PySide6', 'torch') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""
