"""Attributes, spatial tabs, detectors and the measures: each finds what was put there."""

from __future__ import annotations

import numpy as np
import torch

from ganstudio.training.attributes import find_directions, label_changes
from ganstudio.training.evaluate_bench import belongs, own_reading, shares
from ganstudio.training.evaluate_measures import frechet_distance, overlap, spearman
from ganstudio.training.faces_dataset import mean_factors, natural_factors
from ganstudio.training.faces_factors import FACTOR_NAMES, HAIR_COLOURS, INDEX
from ganstudio.training.fast_network import FastSynthesis, draw_weights
from ganstudio.training.probes import fit_probe
from ganstudio.training.ship_tabs import PLANS, mask_shares, part_masks
from ganstudio.training.tabs import TabExamples, TabSearch, captured, find_tab, resized


def test_directions_leave_correlated_labels_alone() -> None:
    random = np.random.RandomState(0)
    labels = random.randn(500, 3).astype(np.float32)
    labels[:, 1] += labels[:, 0]  # correlated
    truth = random.randn(3, 8).astype(np.float32)
    found = find_directions(labels @ truth, labels, {"first": np.array([3.0, 0, 0], np.float32)}, ridge=0.0)
    np.testing.assert_allclose(found["first"], truth[0], atol=1e-3)


def test_there_are_the_promised_attributes() -> None:
    basic, advanced = label_changes()
    wanted = {"length_hair", "smile", "open_mouth", "background", "blush", "skin_tone", "glasses", "head_tilt"}
    assert wanted <= set(basic)
    assert len(basic) == 26
    assert not set(basic) & set(advanced)
    assert all(change.shape == (len(FACTOR_NAMES),) for change in (*basic.values(), *advanced.values()))


def test_a_tab_is_found_that_repeats_a_known_edit() -> None:
    generator = torch.Generator().manual_seed(2)
    synthesis = FastSynthesis(w_dim=6, resolution=16, channels={4: 8, 8: 8, 16: 8})
    draw_weights(synthesis, generator)
    synthesis.requires_grad_(requires_grad=False)
    ws = torch.randn(6, 6, generator=generator)
    mask = torch.zeros(6, 1, 8, 8)
    mask[:, :, 2:5, 2:5] = 1

    def tap(name: str, x: torch.Tensor) -> torch.Tensor:
        return x + mask * torch.tensor([2.0, -2.0, 0, 0, 0, 0, 0, 0])[None, :, None, None] if name == "b8" else x

    examples = TabExamples(
        before=ws.numpy(), wanted=synthesis(ws, tap=tap), selections=mask[:, 0].numpy(), region=torch.ones(6, 1, 16, 16)
    )
    found = find_tab(synthesis, examples, TabSearch(layers=("b8",), multiplier=1.0, steps=80, rate=0.1, outside=0.0))
    assert found.error_after < 0.35 * found.error_before


def test_selections_are_rescaled_as_the_program_does() -> None:
    mask = np.zeros((1, 4, 4), np.float32)
    mask[0, 0, 0] = 1
    assert resized(mask, 8)[0, :2, :2].sum() == 4
    assert resized(mask, 2)[0, 0, 0] == 0.25


def test_a_probe_finds_the_cells_that_a_map_marks() -> None:
    generator = torch.Generator().manual_seed(3)
    maps = {"b8": torch.randn(20, 5, 8, 8, generator=generator)}
    labels = (maps["b8"][:, 1] - maps["b8"][:, 3] > 0.5).float().numpy()
    detector = fit_probe("part", maps, labels)
    found = np.stack([detector.detect({"b8": maps["b8"][n].numpy()}) for n in range(20)]) > 0.5
    assert overlap(found, labels > 0.5) > 0.85


def test_captured_maps_are_named_as_in_the_program() -> None:
    synthesis = FastSynthesis(w_dim=6, resolution=8, channels={4: 8, 8: 4})
    maps = captured(synthesis, torch.zeros(2, 6), ("b4", "b8.conv0", "b8"))
    assert {name: tuple(values.shape) for name, values in maps.items()} == {
        "b4": (2, 8, 4, 4), "b8.conv0": (2, 4, 8, 8), "b8": (2, 4, 8, 8),
    }  # fmt: skip


def test_frechet_distance_of_shifted_gaussians_is_the_squared_shift() -> None:
    features = np.random.RandomState(0).randn(4000, 4).astype(np.float32)
    assert abs(frechet_distance(features, features)) < 1e-6
    assert abs(frechet_distance(features, features + 2) - 16) < 1e-3


def test_rank_correlation_sees_order_only() -> None:
    x = np.arange(7.0)
    assert spearman(x, np.exp(x)) == 1.0
    assert spearman(x, -x) == -1.0
    assert spearman(x, np.zeros(7)) == 0.0


def test_overlap_of_masks() -> None:
    a, b = np.array([1, 1, 0, 0], bool), np.array([0, 1, 1, 0], bool)
    assert overlap(a, b) == 1 / 3
    assert overlap(np.zeros(4, bool), np.zeros(4, bool)) == 1.0


def test_cells_tell_how_much_of_a_part_they_show() -> None:
    masks = np.zeros((1, 8, 8), bool)
    masks[0, :2, :4] = True
    shares = mask_shares(masks, grid=2)
    assert shares.tolist() == [[[0.5, 0.0], [0.0, 0.0]]]


def test_irises_are_where_the_colour_of_the_eyes_shows() -> None:
    factors = natural_factors(3, seed=1)
    factors[:, INDEX["eye_openness"]] = 1.0
    irises, eyes = part_masks("irises", factors), part_masks("eyes", factors)
    assert irises.sum(axis=(1, 2)).min() > 20
    assert (irises & ~eyes).sum() < 0.1 * irises.sum()
    assert irises.sum() < eyes.sum()


def test_every_tab_plan_changes_something_and_is_named_once() -> None:
    names = [plan.name for plan in PLANS]
    assert len(set(names)) == len(names) == 9
    assert all(plan.after or plan.added or plan.name == "ice_is_nice" for plan in PLANS)


def test_shares_count_colours_and_accessories() -> None:
    factors = np.tile(mean_factors(), (4, 1))
    factors[:, INDEX["hairband"]] = [0, 1, 1, 1]
    for channel, value in zip("rgb", HAIR_COLOURS["blue"], strict=True):
        factors[:, INDEX[f"hair_{channel}"]] = value / 255
    found = shares(factors)
    assert found["blue hair"] == 1.0
    assert found["hairband"] == 0.75
    assert own_reading("blue_hair", factors)[0] > own_reading("blue_hair", np.tile(mean_factors(), (1, 1)))[0]
    assert belongs("blue_hair", "hair_b")
    assert not belongs("blue_hair", "hair_length")
