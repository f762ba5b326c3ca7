"""Sharpening: both players move, the lower blocks and the maps of edits stay, and a stopped run goes on."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from ganstudio.errors import WorkspaceError
from ganstudio.training.faces import dataset as faces_dataset
from ganstudio.training.faces import twins as faces_twins
from ganstudio.training.faces.dataset import draw_dataset
from ganstudio.training.faces.twins import draw_twins
from ganstudio.training.fitting.fit import FitRun
from ganstudio.training.fitting.plan import FitPlan, Stage
from ganstudio.training.fitting.sharpen import SharpenPlan, SharpenRun, sharpen

STAGE = Stage(resolution=256, kimg=0.004, first_rate=0.004, last_rate=0.004, batch_size=2)


@pytest.fixture
def plan(tmp_path: Path) -> SharpenPlan:
    fit = FitPlan(
        faces=tmp_path / "faces", twins=tmp_path / "twins", run=tmp_path / "fit", stages=(STAGE,),
        channels={4: 12, 8: 12, 16: 12, 32: 10, 64: 8, 128: 6, 256: 6}, w_dim=12, processes=1, compile=False,
        bf16=False,
    )  # fmt: skip
    return SharpenPlan(
        fit=fit, run=tmp_path / "sharpen", kimg=0.008, batch_size=4, twins=1, ramp_kimg=0.004,
        channels={64: 6, 32: 6, 16: 6, 8: 6, 4: 6},
    )  # fmt: skip


@pytest.fixture
def drawn(plan: SharpenPlan, monkeypatch: pytest.MonkeyPatch) -> SharpenPlan:
    for module in (faces_dataset, faces_twins):
        monkeypatch.setattr(module, "CHUNK", 4)
    draw_dataset(plan.fit.faces, 4, processes=1)
    draw_twins(plan.fit.twins, plan.fit.faces, 4, processes=1)
    return plan


def _weights(module: torch.nn.Module) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in module.parameters()])


def test_a_fit_must_be_there(plan: SharpenPlan) -> None:
    with pytest.raises(WorkspaceError, match=r"fit\.pt"):
        sharpen(plan)


def test_both_players_move_lower_blocks_stay_and_a_stopped_run_goes_on(drawn: SharpenPlan) -> None:
    plan = drawn
    plan.fit.run.mkdir()
    FitRun(plan.fit).save()
    run = SharpenRun(plan)
    lower, upper, judge = (run.model.synthesis.b64, run.model.synthesis.b256, run.judge)
    before = [_weights(each).clone() for each in (lower, upper, judge)]
    figures, doubt, judged = run.step()
    again = run.step()
    assert np.isfinite([figures.plain, figures.edited, doubt, judged, again[1]]).all()
    assert torch.equal(before[0], _weights(lower))
    assert not torch.equal(before[1], _weights(upper))
    assert not torch.equal(before[2], _weights(judge))
    plan.run.mkdir()
    run.save()
    gone_on = SharpenRun(plan)
    assert gone_on.images == run.images == 8
    for each in (run, gone_on):
        each.step()
    assert torch.equal(_weights(run.model), _weights(gone_on.model))


def test_the_judge_sees_patches_and_windows_are_of_the_whole_size(plan: SharpenPlan) -> None:
    stage = plan.stage()
    assert (stage.resolution, stage.windows, stage.frozen, stage.grain) == (256, True, True, True)
    assert msgspec.structs.replace(plan, kimg=0.0).stage().kimg > 0
