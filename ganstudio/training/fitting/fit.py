"""The fit: synthesis learns to paint faces from what is drawn, from 32 pixels up to 256, and edits painted on its maps.

Several one-thread processes each take batches of their own and average their weights every few steps. A checkpoint
holds everything, so that a run that was stopped goes on as if it had not been, once all faces are drawn.
"""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import msgspec
import numpy as np
import torch
from torch import Tensor

from ganstudio.training.faces.dataset import open_dataset
from ganstudio.training.faces.twins import open_twins
from ganstudio.training.fit_loss import picture_loss
from ganstudio.training.fitting.batches import BatchReader
from ganstudio.training.fitting.grids import save_grid
from ganstudio.training.fitting.model import WINDOW_GRID, PaintingModel
from ganstudio.training.fitting.plan import FitPlan, Stage, fade, learning_rate, stage_at
from ganstudio.training.workers import average_tensors, run_workers, tell_done

Wanted = tuple[Tensor, Tensor, Tensor]
"""Targets, weights and places outside edits, as `Batch` has them."""

Given = tuple[Tensor | None, Tensor | None]
"""Windows and noise, as `Batch` has them."""

_SPILL = 4.0
"""Weight of what an edit changes where it should change nothing."""


def fit(plan: FitPlan) -> None:
    """Run the fit to its end, from the checkpoint in `plan.run` if there is one."""
    plan.run.mkdir(parents=True, exist_ok=True)
    run_workers(partial(_work, plan), processes=plan.processes, folder=plan.run)


def _work(plan: FitPlan, rank: int, _processes: int) -> None:
    FitRun(plan, rank=rank).run()


class StepFigures(msgspec.Struct, frozen=True):
    """What one step tells: mean absolute error of plain pictures and of twins, and change outside edits."""

    plain: float
    edited: float
    spill: float


class FitRun:
    """One process's part of a fit. Used by its own process only."""

    def __init__(self, plan: FitPlan, *, rank: int = 0) -> None:
        self._plan, self._rank = plan, rank
        self.model = PaintingModel(w_dim=plan.w_dim, channels=plan.channels)
        self.model.draw(torch.Generator().manual_seed(plan.seed))
        self.model.keep_reserved()
        self.average = PaintingModel(w_dim=plan.w_dim, channels=plan.channels)
        self.average.load_state_dict(self.model.state_dict())
        self.average.requires_grad_(False)
        self._faces = open_dataset(plan.faces)
        twins = open_twins(plan.twins) if any(stage.twins for stage in plan.stages) else None
        self._reader = BatchReader(self._faces, twins)
        self._parameters = [parameter for parameter in self.model.parameters() if parameter.requires_grad]
        self.optimizer = torch.optim.Adam(self._groups(), betas=(0.9, 0.99), eps=1e-8, fused=True)
        self.images = 0
        self._step: dict[tuple[int, bool, bool], Any] = {}
        if (plan.run / "fit.pt").exists():
            self._load()

    def run(self) -> None:
        """Train to the last stage's end."""
        saved = logged = time.monotonic()
        figures: list[StepFigures] = []
        while True:
            index, seen = stage_at(self._plan.stages, self.images)
            if index == len(self._plan.stages):
                break
            stage = self._plan.stages[index]
            figures.append(self.step(stage, seen))
            now = time.monotonic()
            if self._rank == 0 and len(figures) >= 50:
                self._log(stage, figures, now - logged)
                figures, logged = [], now
            if self._rank == 0 and now - saved > 60 * self._plan.checkpoint_minutes:
                self.save()
                saved = now
        if self._rank == 0:
            self.save()

    def step(self, stage: Stage, seen_kimg: float) -> StepFigures:
        """One batch."""
        plan = self._plan
        seed = (plan.seed * 1_000_003 + self.images * plan.processes + self._rank) % 2**32
        batch = self._reader.batch(stage, np.random.RandomState(seed))
        rate = learning_rate(stage, seen_kimg)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * _share_of_rate(stage, group["resolution"])
        self.optimizer.zero_grad(set_to_none=True)
        shown = torch.tensor(fade(stage, seen_kimg))
        wanted = batch.targets, batch.weights, batch.outside
        loss, figures = self._compiled(stage)(batch.inputs, batch.edits, wanted, shown, (batch.windows, batch.noise))
        loss.backward()
        self.optimizer.step()
        self.images += stage.batch_size * max(1, plan.processes)
        self._average_workers(stage)
        self._update_average(stage)
        return StepFigures(*figures.tolist())

    def save(self) -> None:
        """Write fit.pt (everything needed to go on) and a grid of pictures."""
        path = self._plan.run / "fit.pt"
        state = {
            "model": self.model.state_dict(), "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(), "images": self.images,
        }  # fmt: skip
        torch.save(state, path.with_suffix(".partial"))
        path.with_suffix(".partial").replace(path)
        index, seen = stage_at(self._plan.stages, max(0, self.images - 1))
        stage = self._plan.stages[min(index, len(self._plan.stages) - 1)]
        save_grid(
            self.average, self._faces, self._plan.run / "fit.png", resolution=stage.resolution, fade=fade(stage, seen)
        )

    def _groups(self) -> list[dict[str, Any]]:
        """The parameters by the block that they belong to; the embedding belongs to all."""
        groups: list[dict[str, Any]] = [{"params": list(self.model.embedding.parameters()), "resolution": 0}]
        for side in self._plan.channels:
            block = self.model.synthesis.get_submodule(f"b{side}")
            parameters = [parameter for parameter in block.parameters() if parameter.requires_grad]
            groups.append({"params": parameters, "resolution": side})
        return groups

    def _compiled(self, stage: Stage) -> Any:
        key = stage.resolution, stage.windows, stage.frozen
        if key not in self._step:
            dtype = torch.bfloat16 if self._plan.bf16 else torch.float32

            def step(
                inputs: Tensor, edits: dict[str, Tensor], wanted: Wanted, shown: Tensor, given: Given
            ) -> tuple[Tensor, Tensor]:
                made = self.model.paint(
                    inputs, edits, resolution=stage.resolution, fade=shown, dtype=dtype, windows=given[0],
                    noise=given[1], frozen=stage.frozen,
                )  # fmt: skip
                return fit_loss(made, *wanted)

            self._step[key] = torch.compile(step) if self._plan.compile else step
        return self._step[key]

    def _average_workers(self, stage: Stage) -> None:
        """Every few steps the workers' weights and first moments are replaced by their means.

        Source: Lin et al. 2018, "Don't Use Large Mini-Batches, Use Local SGD".
        """
        plan = self._plan
        step = self.images // (stage.batch_size * max(1, plan.processes))
        if plan.processes > 1 and step % plan.steps_between_averages == 0:
            states = [self.optimizer.state[parameter] for parameter in self._parameters]
            moments = [state["exp_avg"] for state in states if "exp_avg" in state]  # none yet for unused layers
            values = [parameter.data for parameter in self._parameters]
            average_tensors([*values, *moments], processes=plan.processes)

    def _update_average(self, stage: Stage) -> None:
        if self._rank == 0:
            half_life = min(self._plan.ema_kimg * 1000, 0.1 * self.images)
            decay = 0.5 ** (stage.batch_size * max(1, self._plan.processes) / max(half_life, 1.0))
            with torch.no_grad():
                torch._foreach_lerp_(list(self.average.parameters()), list(self.model.parameters()), 1 - decay)

    def _load(self) -> None:
        state = torch.load(self._plan.run / "fit.pt", weights_only=True)  # noqa: TID251 - our own file
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        if "optimizer" in state:  # none where a run begins with a model that was shipped
            self.optimizer.load_state_dict(state["optimizer"])
        self.images = int(state["images"])

    def _log(self, stage: Stage, figures: list[StepFigures], seconds: float) -> None:
        plain, edited, spill = (
            float(np.mean([getattr(each, name) for each in figures])) for name in StepFigures.__struct_fields__
        )
        rate = len(figures) * stage.batch_size * max(1, self._plan.processes) / seconds
        tell_done(self._plan.run, self.images)
        with (self._plan.run / "log.txt").open("a", encoding="utf-8") as log:
            log.write(
                f"{time.strftime('%H:%M:%S')} {self.images / 1000:.1f} kimg, {stage.resolution} px, error {plain:.4f}, "
                f"edited {edited:.4f}, spill {spill:.4f}, {rate:.1f} faces/s\n"
            )


def _share_of_rate(stage: Stage, resolution: int) -> float:
    """What share of the rate a block learns at; 0 is the resolution of the embedding, which all blocks share."""
    if stage.frozen and resolution <= WINDOW_GRID:
        return 0.0
    return 1.0 if resolution in (0, stage.resolution) else stage.lower_rate


def fit_loss(made: Tensor, targets: Tensor, weights: Tensor, outside: Tensor) -> tuple[Tensor, Tensor]:
    """The loss of one step.

    Args:
        made: float32 [n + m, 3, r, r], faces, then twins of the first m of them.
        targets: float32 [n + m, 3, r, r].
        weights: float32 [n + m, 1, r, r].
        outside: float32 [m, 1, r, r], 1 where an edit should change nothing.

    Returns:
        (loss, figures): a scalar, and float32 [3] as `StepFigures` has them.
    """
    twins = len(outside)
    count = len(made) - twins
    loss, error = picture_loss(made[:count], targets[:count], weights[:count])
    if twins == 0:
        return loss, torch.stack([error.detach(), error.new_zeros([]), error.new_zeros([])])
    painted = made[count:]
    edit_loss, edit_error = picture_loss(painted, targets[count:], weights[count:])
    spill = ((painted - made[:twins].detach()).abs() * outside).mean()
    share = twins / count
    total = loss + 2 * share * edit_loss + _SPILL * share * spill
    return total, torch.stack([error.detach(), edit_error.detach(), spill.detach()])
