"""Detectors' probes and the measures: each finds what was put there."""

from __future__ import annotations

import numpy as np
import torch

from ganstudio.training.evaluate_measures import frechet_distance, overlap, spearman
from ganstudio.training.fast_network import FastSynthesis
from ganstudio.training.probes import captured, fit_probe, found_cells


def test_a_rare_part_that_its_map_shows_faintly_is_found_rather_than_missed() -> None:
    random = np.random.RandomState(0)
    labels = np.zeros((20, 16, 16), bool)
    labels[:, 5, 4:8] = True
    noise = random.standard_normal((20, 2, 16, 16)).astype(np.float32)
    noise[:, 1] += 2 * labels  # as often above the noise as within it
    detector = fit_probe("brows", {"b16": torch.from_numpy(noise)}, labels)
    found = [detector.detect({"b16": noise[row]}) >= 0.5 for row in range(20)]
    recall = float(np.mean([seen[5, 4:8].mean() for seen in found]))
    assert recall > 0.22  # .29; .16 where a probability of a half decides


def test_a_probe_finds_the_cells_that_a_map_marks() -> None:
    generator = torch.Generator().manual_seed(3)
    maps = {"b8": torch.randn(20, 5, 8, 8, generator=generator)}
    labels = (maps["b8"][:, 1] - maps["b8"][:, 3] > 0.5).numpy()
    detector = fit_probe("part", maps, labels)
    found = np.stack([detector.detect({"b8": maps["b8"][n].numpy()}) for n in range(20)]) > 0.5
    assert overlap(found, labels) > 0.85


def test_cells_may_be_coarser_than_the_finest_map_that_shows_them() -> None:
    random = np.random.RandomState(1)
    labels = random.random((24, 8, 8)) < 0.2
    fine = labels.repeat(2, axis=1).repeat(2, axis=2) * 3 + random.standard_normal((24, 16, 16))
    maps = {"b8": torch.zeros(24, 2, 8, 8), "b16": torch.from_numpy(fine[:, None].astype(np.float32))}
    detector = fit_probe("brows", maps, labels)
    probabilities = [detector.detect({name: values[n].numpy() for name, values in maps.items()}) for n in range(24)]
    assert probabilities[0].shape == (16, 16)
    assert overlap(np.stack([found_cells(each, 8) for each in probabilities]), labels) > 0.85


def test_captured_maps_are_named_as_in_the_program() -> None:
    synthesis = FastSynthesis(w_dim=6, resolution=8, channels={4: 8, 8: 4})
    maps = captured(synthesis, np.zeros((2, 6), np.float32), ("b4", "b8.conv0", "b8"))
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
