"""The fit phase: resumable to the bit, its schedule, and the mapping network composed with the embedding."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from ganstudio.networks.checkpoint import build_network
from ganstudio.training.export import checkpoint_of_parts
from ganstudio.training.faces_dataset import draw_dataset
from ganstudio.training.faces_factors import FACTOR_NAMES, factors_of_latents, latents
from ganstudio.training.fast_network import FastSynthesis, draw_weights
from ganstudio.training.fit import FactorEmbedding, FitOptions, FitRun, FitStage, learning_rate, stage_at
from ganstudio.training.fit_loss import part_weights, picture_loss, prepare_batch
from ganstudio.training.fit_mapping import (
    FactorMapping,
    MappingOptions,
    MappingRun,
    block_masks,
    compose,
    factor_groups,
)

CHANNELS = {4: 8, 8: 8, 16: 4}
STAGES = (
    FitStage(resolution=8, kimg=0.008, first_rate=0.004, last_rate=0.004, batch_size=4),
    FitStage(resolution=16, kimg=0.008, first_rate=0.004, last_rate=0.001, batch_size=4),
)


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faces")
    draw_dataset(folder, 24, size=32, processes=1)
    return folder


def _options(faces: Path, run: Path) -> FitOptions:
    return FitOptions(
        faces=faces, run=run, stages=STAGES, channels=CHANNELS, w_dim=12, processes=1, compile=False, bf16=False
    )


def _weights(run: FitRun) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in run.model.parameters()])


def test_a_stopped_run_goes_on_as_if_it_had_not_stopped(faces: Path, tmp_path: Path) -> None:
    straight = FitRun(_options(faces, tmp_path / "straight"))
    stopped = FitRun(_options(faces, tmp_path / "stopped"))
    (tmp_path / "stopped").mkdir()
    for _ in range(2):
        straight.step(*_now(straight))
        stopped.step(*_now(stopped))
    stopped.save()
    resumed = FitRun(_options(faces, tmp_path / "stopped"))
    for _ in range(2):
        straight.step(*_now(straight))
        resumed.step(*_now(resumed))
    assert resumed.images == 16
    assert torch.equal(_weights(straight), _weights(resumed))


def _now(run: FitRun) -> tuple[FitStage, float]:
    index, seen = stage_at(STAGES, run.images)
    return STAGES[index], seen


def test_the_fit_lowers_the_error(faces: Path, tmp_path: Path) -> None:
    run = FitRun(_options(faces, tmp_path / "run"))
    stage = FitStage(resolution=8, kimg=1.0, first_rate=0.01, last_rate=0.01, batch_size=8)
    errors = [run.step(stage, 1.0) for _ in range(40)]
    assert np.mean(errors[-5:]) < 0.7 * np.mean(errors[:5])


def test_stages_follow_one_another_and_end() -> None:
    assert stage_at(STAGES, 0) == (0, 0.0)
    assert stage_at(STAGES, 8)[0] == 1
    assert stage_at(STAGES, 16) == (2, 0.0)


def test_the_rate_falls_from_first_to_last() -> None:
    stage = FitStage(resolution=8, kimg=100, first_rate=0.004, last_rate=0.0004)
    assert learning_rate(stage, 2.0) == pytest.approx(0.004, rel=0.01)
    assert learning_rate(stage, 100.0) == pytest.approx(0.0004)


def test_an_equal_picture_has_no_loss_and_small_parts_weigh_more(faces: Path) -> None:
    pictures = torch.from_numpy(np.load(faces / "pictures.npy")[:4])
    parts = torch.from_numpy(np.load(faces / "parts.npy")[:4])
    targets, weight = prepare_batch(pictures, parts, part_weights(), resolution=32)
    assert picture_loss(targets, targets, weight)[0] == 0
    background, mouth = (targets.clone() for _ in range(2))
    background[0, :, 0, 0] += 1
    row, column = np.argwhere(parts[0].numpy() == 4)[0]
    mouth[0, :, row, column] += 1
    assert picture_loss(mouth, targets, weight)[0] > 3 * picture_loss(background, targets, weight)[0]


def test_the_composed_mapping_gives_the_embeddings_pictures() -> None:
    generator = torch.Generator().manual_seed(1)
    factor_mapping, embedding = FactorMapping(widths=(16, 16)), FactorEmbedding(w_dim=12)
    synthesis = FastSynthesis(w_dim=12, resolution=16, channels=CHANNELS)
    for part in (factor_mapping, embedding, synthesis):
        draw_weights(part, generator)
    z = torch.from_numpy(latents([1, 2]))
    with torch.inference_mode():
        wanted = synthesis(embedding.from_standard(factor_mapping(z)))
    mapping, offset = compose(factor_mapping, embedding, synthesis)
    network = build_network(checkpoint_of_parts(mapping, synthesis))
    with torch.inference_mode():
        made = network(z)
    assert offset > 0
    torch.testing.assert_close(made, wanted, rtol=1e-3, atol=2e-3)


def test_the_mapping_learns_factors_from_z(tmp_path: Path) -> None:
    run = MappingRun(MappingOptions(run=tmp_path, steps=60, batch_size=128, rate=0.02, widths=(64,), bf16=False))
    losses = [run.step() for _ in range(60)]
    assert np.mean(losses[-5:]) < 0.97 * np.mean(losses[:5])
    run.save()
    assert MappingRun(MappingOptions(run=tmp_path, widths=(64,))).step_number == 60


def test_hidden_units_are_shared_out_among_the_groups_of_factors() -> None:
    groups = factor_groups()
    assert sorted(column for _, factors in groups for column in factors) == list(range(len(FACTOR_NAMES)))
    masks = block_masks((64, 48))
    assert [tuple(mask.shape) for mask in masks] == [(64, 64), (48, 64), (len(FACTOR_NAMES), 48)]
    assert all((mask.sum(dim=1) > 0).all() for mask in masks)
    with pytest.raises(ValueError, match="at least"):
        block_masks((8,))


def test_a_factor_follows_its_own_entries_of_z_only(tmp_path: Path) -> None:
    run = MappingRun(MappingOptions(run=tmp_path, steps=5, batch_size=64, widths=(64, 64), bf16=False))
    for _ in range(5):
        run.step()
    smile = FACTOR_NAMES.index("smile")
    own = next(entries for entries, factors in factor_groups() if smile in factors)
    z = torch.from_numpy(latents([3]))
    with torch.inference_mode():
        before = run.mapping(z)[0, smile]
        for entry in range(64):
            turned = z.clone()
            turned[0, entry] *= -1  # keeps the length of z, which every factor sees
            changed = abs(float(run.mapping(turned)[0, smile] - before)) > 1e-6
            assert changed == (entry in own)


def test_embedded_factors_mix_linearly() -> None:
    embedding = FactorEmbedding(w_dim=6)
    factors = torch.from_numpy(factors_of_latents(latents([1, 2])))
    with torch.inference_mode():
        w = embedding(factors)
        middle = embedding(factors.mean(dim=0, keepdim=True))
    torch.testing.assert_close(middle[0], w.mean(dim=0), rtol=1e-4, atol=1e-5)
