"""The multiplier of a tab made by hand, on models that other programs wrote: its slider is of use from end to end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ganstudio.api import Studio
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.recipe.latent import Seed
from ganstudio.ui.spatial import tab_list
from ganstudio.ui.spatial.numbers import Curve, Scale
from ganstudio.ui.spatial.painting.grid import grid_at

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
MODELS = [
    "builtin",
    *(FIXTURES / name for name in ("nv_ada_ada64.pkl", "tf_legacy_64.pkl", "rosinality_32.pt", "nv_ada_cond32.pkl")),
]
CELLS = slice(5, 11)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: Path(model).stem)
def test_every_quarter_of_the_slider_changes_the_picture_further(model, tmp_path):
    if model != "builtin" and not model.is_file():
        pytest.skip(f"the reference files are not at {FIXTURES}")
    studio = Studio(tmp_path, model, "cpu", "fp32")
    layer = studio.spec.layer("b16")
    *_, (_, deviations) = studio.map_deviations("b16")
    tab = tab_list.new_tab((), grid_at(studio.spec, 16))
    scale = Scale(Curve(tab.curve))
    cells = np.zeros((16, 16), np.float32)
    cells[CELLS, CELLS] = 1.0

    def picture(channel: int, position: int) -> np.ndarray:
        weight = ChannelWeight("b16", channel, float(deviations[channel]))
        given = {"selection": Array(cells), "weights": (weight,), "multiplier": scale.multiplier(position)}
        recipe = Recipe(latent=Seed(1), edits=(tab_list.changed(tab, **given),))
        return studio.render(recipe).image.astype(np.float64)

    grown = []
    for channel in range(0, layer.channels, max(1, layer.channels // 8)):
        pictures = [picture(channel, position) for position in (0, 50, 100, 150, 200)]
        side = pictures[0].shape[0] // 16
        inside = slice(CELLS.start * side, CELLS.stop * side)
        grown.append([np.abs(one - pictures[0])[inside, inside].mean() for one in pictures])
    changes = np.median(grown, axis=0)
    steps = np.diff(changes)
    assert (steps > 0.1 * changes[-1]).all(), changes  # no quarter of it is dead
    assert changes[-1] < 90.0, changes  # mean over the part, of 255: noise over noise is 85
