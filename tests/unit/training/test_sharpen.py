"""The sharpening phase: both players move, pairs stay near their drawings, and a stopped run goes on."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from ganstudio.errors import WorkspaceError
from ganstudio.training.export import export_model
from ganstudio.training.faces_dataset import draw_dataset, natural_factors
from ganstudio.training.fit import FitOptions, FitRun, FitStage
from ganstudio.training.fit_mapping import MappingOptions, MappingRun
from ganstudio.training.sharpen import SharpenOptions, SharpenRun
from ganstudio.training.start import FACTORS_FILE, start_from_model
from ganstudio.training.trained import open_trained

STAGE = FitStage(resolution=16, kimg=1.0, first_rate=0.01, last_rate=0.01, batch_size=8)


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> SharpenOptions:
    folder = tmp_path_factory.mktemp("training")
    draw_dataset(folder / "faces", 24, size=16, processes=1)
    fit = FitOptions(
        faces=folder / "faces", run=folder / "fit", stages=(STAGE,), channels={4: 8, 8: 8, 16: 8}, w_dim=12,
        processes=1,
        compile=False, bf16=False,
    )  # fmt: skip
    fit.run.mkdir()
    run = FitRun(fit)
    for _ in range(10):
        run.step(STAGE, 1.0)
    run.save()
    MappingRun(MappingOptions(run=folder / "mapping", steps=0, widths=(40,), bf16=False)).save()
    return SharpenOptions(
        fit=fit, mapping=folder / "mapping", run=folder / "sharpen", kimg=0.1, batch_size=8, ramp_kimg=0.01,
        processes=1,
        channels={16: 8, 8: 8, 4: 8}, compile=False,
    )  # fmt: skip


def test_both_players_move_and_a_stopped_run_goes_on(options: SharpenOptions) -> None:
    run = SharpenRun(options)
    before = [
        torch.cat([p.detach().flatten() for p in player.parameters()]) for player in (run.model, run.discriminator)
    ]
    figures = [run.step() for _ in range(3)]
    after = [
        torch.cat([p.detach().flatten() for p in player.parameters()]) for player in (run.model, run.discriminator)
    ]
    assert np.isfinite(figures).all()
    assert all(not torch.equal(old, new) for old, new in zip(before, after, strict=True))
    assert torch.equal(run.model.embedding.weight, run.average.embedding.weight)
    options.run.mkdir()
    run.save()
    assert SharpenRun(options).images == 24
    assert open_trained(options.run, options.mapping).images == 24 + FitRun(options.fit).images


def test_a_fit_begins_with_a_shipped_model(options: SharpenOptions, tmp_path: Path) -> None:
    trained = open_trained(options.fit.run, options.mapping)
    export_model(trained.mapping, trained.synthesis, tmp_path / "faces.safetensors")
    known = {"matrix": trained.factor_matrix, "offset": trained.factor_offset, "images": trained.images}
    np.savez(tmp_path / FACTORS_FILE, **known)
    again = msgspec.structs.replace(options.fit, run=tmp_path / "again")
    assert start_from_model(tmp_path / "faces.safetensors", again) == trained.images > 0
    run = FitRun(again)
    assert run.images == trained.images
    factors = natural_factors(4, seed=5)
    with torch.inference_mode():
        made = run.average.generator.synthesis(run.average.embedding(torch.from_numpy(factors)))
        wanted = trained.synthesis(torch.from_numpy(trained.ws_of_factors(factors)))
    torch.testing.assert_close(made, wanted, rtol=0.02, atol=0.02)  # the file holds float16
    assert np.isfinite(run.step(STAGE, 1.0))
    with pytest.raises(WorkspaceError, match="has a checkpoint already"):
        start_from_model(tmp_path / "faces.safetensors", again)
    other = msgspec.structs.replace(options.fit, run=tmp_path / "other", channels={4: 8, 8: 8, 16: 4})
    with pytest.raises(WorkspaceError, match="another shape"):
        start_from_model(tmp_path / "faces.safetensors", other)


def test_a_trained_run_opens_with_faces_of_known_factors(options: SharpenOptions) -> None:
    model = open_trained(options.fit.run, options.mapping)
    factors = np.load(options.fit.faces / "factors.npy")[:2]
    assert model.pictures(model.ws_of_factors(factors)).shape == (2, 16, 16, 3)


def test_a_missing_checkpoint_is_named(options: SharpenOptions, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"fit\.pt"):
        open_trained(tmp_path, options.mapping)
