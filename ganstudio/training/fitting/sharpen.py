"""Sharpening: the upper blocks of a fit against a judge of small patches, with the fit's own loss kept.

A fit by differences alone leaves thin lines soft where it is not sure of their place. The judge sees patches of 64
pixels of windows, drawn or made, painted ones among them, so that it cannot undo what painting means.
"""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import torch
from torch import Tensor, nn

from ganstudio.errors import WorkspaceError
from ganstudio.training.discriminator import Discriminator, draw_weights
from ganstudio.training.faces.dataset import open_dataset
from ganstudio.training.faces.twins import open_twins
from ganstudio.training.fitting.batches import BatchReader
from ganstudio.training.fitting.fit import StepFigures, fit_loss
from ganstudio.training.fitting.grids import save_grid
from ganstudio.training.fitting.model import WINDOW, WINDOW_EDGE, WINDOW_GRID, PaintingModel
from ganstudio.training.fitting.plan import FitPlan, Stage
from ganstudio.training.workers import average_gradients, run_workers, tell_done
from ganstudio.words import tr

PATCH: Final = 64
"""Side of what the judge sees, in pixels: an eye, a mouth, the tips of some locks."""


class SharpenPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How a fit is sharpened.

    Attributes:
        fit: The fit; its folder holds fit.pt. run: folder of this phase.
        kimg: Thousands of faces. batch_size: faces in a step of one process. twins: how many are painted on as well.
        rate: Learning rate of the upper blocks. judge_rate: of the judge.
        pair_weight: Of the fit's loss beside the judge's word, which grows from nothing over `ramp_kimg`.
        penalty: Weight of the judge's gradient penalty, given every `penalty_steps`; at 1 the judge learned nothing for
            two thousand faces and then blew up.
        channels: The judge's feature maps by resolution.
    """

    fit: FitPlan
    run: Path
    kimg: float = 17
    batch_size: int = 8
    twins: int = 3
    rate: float = 0.001
    judge_rate: float = 0.0005
    pair_weight: float = 4.0
    ramp_kimg: float = 1.0
    penalty: float = 0.05
    penalty_steps: int = 16
    channels: dict[int, int] = msgspec.field(default_factory=lambda: {64: 24, 32: 48, 16: 96, 8: 128, 4: 128})
    checkpoint_minutes: float = 4.0
    seed: int = 2

    def stage(self) -> Stage:
        """What batches look like: windows of whole size, with grain, of a fit whose lower blocks stay."""
        return Stage(
            resolution=max(self.fit.channels), kimg=max(self.kimg, 1e-6), first_rate=self.rate, last_rate=self.rate,
            batch_size=self.batch_size, twins=self.twins, windows=True, frozen=True, grain=True,
        )  # fmt: skip


def sharpen(plan: SharpenPlan) -> None:
    """Run the phase to its end, from the checkpoint in `plan.run` if there is one.

    Raises:
        WorkspaceError: There is no fit to sharpen.
    """
    if not (plan.fit.run / "fit.pt").exists():
        raise WorkspaceError(
            tr("There is no checkpoint {file}. Fit first, or name another folder.", file=plan.fit.run / "fit.pt")
        )
    plan.run.mkdir(parents=True, exist_ok=True)
    run_workers(partial(_work, plan), processes=plan.fit.processes, folder=plan.run)


def _work(plan: SharpenPlan, rank: int, _processes: int) -> None:
    SharpenRun(plan, rank=rank).run()


class SharpenRun:
    """One process's part. Used by its own process only."""

    def __init__(self, plan: SharpenPlan, *, rank: int = 0) -> None:
        self._plan, self._rank = plan, rank
        self.model, self.average = (PaintingModel(w_dim=plan.fit.w_dim, channels=plan.fit.channels) for _ in range(2))
        fitted = _read(plan.fit.run / "fit.pt")
        self._fit_images = int(fitted["images"])
        for model in (self.model, self.average):
            model.load_state_dict(fitted["average"])
            model.requires_grad_(requires_grad=False)
        self.made_by: list[nn.Parameter] = []
        for side in plan.fit.channels:
            if side > WINDOW_GRID:
                block = self.model.synthesis.get_submodule(f"b{side}")
                self.made_by += [each for name, each in block.named_parameters() if "noise" not in name]
        for parameter in self.made_by:
            parameter.requires_grad = True
        self.judge = Discriminator(channels=plan.channels)
        draw_weights(self.judge, torch.Generator().manual_seed(plan.seed))
        self._judged_by = list(self.judge.parameters())
        self._optimizers = (
            torch.optim.Adam(self.made_by, lr=plan.rate, betas=(0.5, 0.99), eps=1e-8, fused=True),
            torch.optim.Adam(self._judged_by, lr=plan.judge_rate, betas=(0.0, 0.99), eps=1e-8, fused=True),
        )
        self._faces = open_dataset(plan.fit.faces)
        self._reader = BatchReader(self._faces, open_twins(plan.fit.twins) if plan.twins else None)
        self._dtype = torch.bfloat16 if plan.fit.bf16 else torch.float32
        self.images = 0
        if (plan.run / "sharpen.pt").exists():
            self._load()

    def run(self) -> None:
        """Sharpen to the end."""
        saved = time.monotonic()
        lines: list[tuple[float, ...]] = []
        while self.images < self._plan.kimg * 1000:
            figures, doubt, judged = self.step()
            lines.append((figures.plain, figures.edited, doubt, judged))
            now = time.monotonic()
            if self._rank == 0 and len(lines) >= 25:
                self._log(np.mean(lines, axis=0).tolist())
                lines = []
            if self._rank == 0 and now - saved > 60 * self._plan.checkpoint_minutes:
                self.save()
                saved = now
        if self._rank == 0:
            self.save()

    def step(self) -> tuple[StepFigures, float, float]:
        """One step of both players. Returns the fit's figures, the maker's doubt, and the judge's loss."""
        plan, processes = self._plan, max(1, self._plan.fit.processes)
        random = np.random.RandomState((plan.seed * 1_000_003 + self.images * processes + self._rank) % 2**32)
        stage = plan.stage()
        batch = self._reader.batch(stage, random)
        made = self.model.paint(
            batch.inputs, batch.edits, resolution=stage.resolution, dtype=self._dtype, windows=batch.windows,
            frozen=True, noise=batch.noise,
        )  # fmt: skip
        assert batch.windows is not None  # the stage has them
        places = _patch_places(batch.windows, made.shape[2], random)
        pair, figures = fit_loss(made, batch.targets, batch.weights, batch.outside)
        for parameter in self._judged_by:
            parameter.requires_grad = False
        doubt = nn.functional.softplus(-self.judge(_patches(made, places), dtype=self._dtype)).mean()
        ramp = min(1.0, self.images / max(plan.ramp_kimg * 1000, 1))
        self._update(plan.pair_weight * pair + ramp * doubt, 0, self.made_by)
        for parameter in self._judged_by:
            parameter.requires_grad = True
        drawn = _patches(batch.targets, places)
        judged = self._judged(_patches(made.detach(), places), drawn)
        penalty = torch.zeros([])
        if (self.images // (plan.batch_size * processes)) % plan.penalty_steps == 0:
            penalty = self._penalty(drawn[: max(2, len(drawn) // 2)])
        self._update(judged + penalty, 1, self._judged_by)
        self.images += plan.batch_size * processes
        with torch.no_grad():
            decay = 0.5 ** (plan.batch_size * processes / 3000)
            torch._foreach_lerp_(list(self.average.parameters()), list(self.model.parameters()), 1 - decay)
        return StepFigures(*figures.tolist()), float(doubt.detach()), float(judged.detach())

    def save(self) -> None:
        """Write sharpen.pt and a grid of pictures."""
        state = {
            "model": self.model.state_dict(), "average": self.average.state_dict(), "judge": self.judge.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self._optimizers],
            "sharpened": self.images, "images": self._fit_images + self.images,
        }  # fmt: skip
        path = self._plan.run / "sharpen.pt"
        torch.save(state, path.with_suffix(".partial"))
        path.with_suffix(".partial").replace(path)
        grid = self._plan.run / "sharpen.png"
        save_grid(self.average, self._faces, grid, resolution=max(self._plan.fit.channels), fade=1.0)

    def _judged(self, made: Tensor, drawn: Tensor) -> Tensor:
        of_made, of_drawn = (self.judge(patches, dtype=self._dtype) for patches in (made, drawn))
        return nn.functional.softplus(of_made).mean() + nn.functional.softplus(-of_drawn).mean()

    def _penalty(self, drawn: Tensor) -> Tensor:
        """The R1 gradient penalty. Source: Mescheder et al. 2018, "Which Training Methods for GANs Converge?"."""
        drawn = drawn.detach().requires_grad_()
        (slope,) = torch.autograd.grad(self.judge(drawn).sum(), drawn, create_graph=True)
        return slope.square().sum(dim=[1, 2, 3]).mean() * (self._plan.penalty * 0.5 * self._plan.penalty_steps)

    def _update(self, loss: Tensor, player: int, parameters: list[nn.Parameter]) -> None:
        self._optimizers[player].zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        average_gradients(parameters, processes=self._plan.fit.processes)
        self._optimizers[player].step()

    def _load(self) -> None:
        state = _read(self._plan.run / "sharpen.pt")
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.judge.load_state_dict(state["judge"])
        for optimizer, saved in zip(self._optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.images = int(state["sharpened"])

    def _log(self, figures: list[float]) -> None:
        plain, edited, doubt, judged = figures
        tell_done(self._plan.run, self.images)
        with (self._plan.run / "log.txt").open("a", encoding="utf-8") as log:
            log.write(
                f"{time.strftime('%H:%M:%S')} {self.images / 1000:.1f} kimg, error {plain:.4f}, edited {edited:.4f}, "
                f"maker {doubt:.3f}, judge {judged:.3f}\n"
            )


def _patch_places(windows: Tensor, side: int, random: np.random.RandomState) -> list[tuple[int, int]]:
    """Where the judge looks at each window: inside the edges that differ from the whole picture's.

    Args:
        windows: int64 [n, 2], where they lie on the grid.
        side: Of a window in pixels.
        random: Where chance comes from.
    """
    edge = WINDOW_EDGE * side // WINDOW
    starts = windows.numpy()
    lowest = np.where(starts == 0, 0, edge)
    highest = np.where(starts == WINDOW_GRID - WINDOW, side, side - edge) - PATCH
    places = random.randint(lowest, highest + 1)
    return [(int(top), int(left)) for top, left in places]


def _patches(windows: Tensor, places: list[tuple[int, int]]) -> Tensor:
    """float32 [n, 3, r, r] -> float32 [n, 3, PATCH, PATCH]."""
    return torch.stack(
        [each[:, top : top + PATCH, left : left + PATCH] for each, (top, left) in zip(windows, places, strict=True)]
    )


def _read(path: Path) -> Any:
    return torch.load(path, weights_only=True, map_location="cpu")  # noqa: TID251 - tensors and numbers of our own
