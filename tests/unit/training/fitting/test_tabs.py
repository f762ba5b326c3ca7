"""The tabs that ship: one map each, painted where the mean face has the part; and ice, of three maps."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from ganstudio.training.faces.edits import EDITS
from ganstudio.training.fast_network import FastSynthesis, draw_weights
from ganstudio.training.fitting.attributes import ice_tab, tabs
from ganstudio.training.fitting.ship import DETECTED

STRENGTHS = {edit.name: 2.0 + index / 7 for index, edit in enumerate(EDITS)}


def test_a_tab_is_one_map_and_its_sliders_100_the_full_change() -> None:
    for tab, edit in zip(tabs(STRENGTHS), EDITS, strict=True):
        (weight,) = tab.weights
        assert (tab.name, weight.layer, weight.channel) == (edit.name, edit.layer, edit.map)
        assert weight.weight * 100 == pytest.approx(STRENGTHS[edit.name], abs=1e-3)
        cells = tab.selection.numpy()
        assert cells.shape == (tab.resolution,) * 2 == (int(edit.layer[1:]),) * 2
        assert cells.any()
        assert cells.all() == (not edit.parts)
        assert tab.detector in {"", *DETECTED}


def test_ice_makes_the_whole_picture_bluer_by_three_maps() -> None:
    synthesis = FastSynthesis(w_dim=6, resolution=128, channels={4: 6, 8: 6, 16: 6, 32: 6, 64: 6, 128: 5})
    draw_weights(synthesis, torch.Generator().manual_seed(1))
    w = torch.zeros(6)
    tab = ice_tab(synthesis, w)
    assert len(tab.weights) == 3
    assert {weight.layer for weight in tab.weights} == {"b128"}
    assert tab.selection.numpy().all()

    def tap(name: str, x: torch.Tensor) -> torch.Tensor:
        added = torch.zeros(x.shape[1])
        for weight in tab.weights:
            added[weight.channel] = weight.weight * 100
        return x + added[:, None, None] if name == "b128" else x

    with torch.inference_mode():
        change = (synthesis(w[None], tap=tap) - synthesis(w[None]))[0].mean(dim=(1, 2))
    np.testing.assert_allclose(change.numpy(), [-0.35, 0.05, 0.4], atol=0.01)
