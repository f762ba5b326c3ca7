"""The sharpening phase: the fitted synthesis against a discriminator, with the fit's pair loss kept.

Each batch is half pairs (the embedding's w, compared with its drawing and judged) and half free pictures (w from the
mapping
network, half of them with two w mixed between layers, judged only), so that crossing two faces stays clean as well.
"""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from torch import Tensor, nn

from ganstudio.training.discriminator import Discriminator, draw_weights
from ganstudio.training.faces_dataset import open_dataset
from ganstudio.training.faces_factors import Z_DIM
from ganstudio.training.fit import FitModel, FitOptions, batch_of, save_fit_grid
from ganstudio.training.fit_loss import part_weights, picture_loss, prepare_batch
from ganstudio.training.fit_mapping import FactorMapping
from ganstudio.training.workers import average_gradients, run_workers


class SharpenOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How the fitted synthesis is sharpened.

    Attributes:
        fit: Of the run that is sharpened; its folder holds fit.pt. mapping: folder of mapping.pt. run: folder for
        this phase.
        kimg: Thousands of pictures to make. batch_size: in one step, over all processes.
        rate: Learning rate of the generator. judge_rate: of the discriminator.
        pair_weight: Of the fit's loss, beside the discriminator's.
        ramp_kimg: The discriminator's word grows from nothing over so many pictures.
        r1_gamma: Weight of the gradient penalty, applied every `r1_every` steps.
        channels: The discriminator's feature maps by resolution.
    """

    fit: FitOptions
    mapping: Path
    run: Path
    kimg: float = 80
    batch_size: int = 32
    rate: float = 0.0012
    judge_rate: float = 0.0004
    pair_weight: float = 18.0
    ramp_kimg: float = 8.0
    r1_gamma: float = 1.0
    r1_every: int = 16
    channels: dict[int, int] = msgspec.field(default_factory=lambda: {128: 16, 64: 32, 32: 64, 16: 128, 8: 192, 4: 192})
    processes: int = 2
    compile: bool = True
    checkpoint_minutes: float = 3.0
    seed: int = 2


def sharpen(options: SharpenOptions) -> None:
    """Run the phase to its end, from the newest checkpoint in `options.run` if there is one."""
    options.run.mkdir(parents=True, exist_ok=True)
    run_workers(partial(_work, options), processes=options.processes, folder=options.run)


def _work(options: SharpenOptions, rank: int, _processes: int) -> None:
    SharpenRun(options, rank=rank).run()


class SharpenRun:
    """One process's part. Used by its own process only."""

    def __init__(self, options: SharpenOptions, *, rank: int = 0) -> None:
        self._options, self._rank = options, rank
        self.model, self.average = FitModel(options.fit), FitModel(options.fit)
        fitted = _read(options.fit.run / "fit.pt")
        self._fit_images = int(fitted["images"])
        self.model.load_state_dict(fitted["average"])
        self.average.load_state_dict(fitted["average"])
        self._mapping = FactorMapping(widths=_widths(_read(options.mapping / "mapping.pt")["average"]))
        self._mapping.load_state_dict(_read(options.mapping / "mapping.pt")["average"])
        for frozen in (self._mapping, self.model.embedding, self.average):
            frozen.requires_grad_(requires_grad=False)
        self.discriminator = Discriminator(channels=options.channels)
        draw_weights(self.discriminator, torch.Generator().manual_seed(options.seed))
        self._made_by = [p for p in self.model.generator.synthesis.parameters() if p.requires_grad]
        self._judged_by = list(self.discriminator.parameters())
        self._optimizers = (
            torch.optim.Adam(self._made_by, lr=options.rate, betas=(0.5, 0.99), eps=1e-8, fused=True),
            torch.optim.Adam(self._judged_by, lr=options.judge_rate, betas=(0.0, 0.99), eps=1e-8, fused=True),
        )
        self._faces = open_dataset(options.fit.faces)
        self._weights = part_weights()
        self.images = 0
        if (options.run / "sharpen.pt").exists():
            self._load()
        self._making: Any = torch.compile(self._loss_of_maker) if options.compile else self._loss_of_maker
        self._judging: Any = torch.compile(self._loss_of_judge) if options.compile else self._loss_of_judge

    def run(self) -> None:
        """Sharpen to the end."""
        saved = logged = time.monotonic()
        lines: list[tuple[float, ...]] = []
        while self.images < self._options.kimg * 1000:
            lines.append(self.step())
            now = time.monotonic()
            if self._rank == 0 and len(lines) >= 25:
                error, doubt, judged = np.mean(lines, axis=0)
                speed = len(lines) * self._options.batch_size / (now - logged)
                with (self._options.run / "log.txt").open("a", encoding="utf-8") as log:
                    log.write(
                        f"{time.strftime('%H:%M:%S')} {self.images / 1000:.1f} kimg, error {error:.4f}, "
                        f"G {doubt:.3f}, D {judged:.3f}, {speed:.0f} img/s\n"
                    )
                lines, logged = [], now
            if self._rank == 0 and now - saved > 60 * self._options.checkpoint_minutes:
                self.save()
                saved = now
        if self._rank == 0:
            self.save()

    def step(self) -> tuple[float, float, float]:
        """One step of both players. Returns (pair error, generator's loss, discriminator's loss) of this process."""
        options = self._options
        share = options.batch_size // max(1, options.processes)
        random = np.random.RandomState((options.seed * 1_000_003 + self.images * 8 + self._rank) % 2**32)
        factors, pictures, parts = batch_of(self._faces, random.randint(len(self._faces), size=share // 2))
        _, others, _ = batch_of(self._faces, random.randint(len(self._faces), size=share - share // 2))
        ws = torch.cat([self._paired_ws(factors), self._free_ws(random, share - share // 2)])
        ramp = min(1.0, self.images / (options.ramp_kimg * 1000))
        for parameter in self._judged_by:
            parameter.requires_grad = False
        loss, error, doubt, made = self._making(ws, pictures, parts, torch.tensor(ramp))
        self._update(loss, 0, self._made_by)
        for parameter in self._judged_by:
            parameter.requires_grad = True
        real = torch.cat([pictures, others]).permute(0, 3, 1, 2).float() / 127.5 - 1
        judged = self._judging(made.detach(), real)
        penalty = torch.zeros([])
        if (self.images // options.batch_size) % options.r1_every == 0:
            penalty = self._gradient_penalty(real[: max(2, share // 2)]) * (options.r1_gamma * 0.5 * options.r1_every)
        self._update(judged + penalty, 1, self._judged_by)
        self.images += options.batch_size
        with torch.no_grad():
            decay = 0.5 ** (options.batch_size / 3000)
            torch._foreach_lerp_(list(self.average.parameters()), list(self.model.parameters()), 1 - decay)
        return float(error.detach()), float(doubt.detach()), float(judged.detach())

    def _loss_of_maker(self, ws: Tensor, pictures: Tensor, parts: Tensor, ramp: Tensor) -> tuple[Tensor, ...]:
        targets, weight = prepare_batch(pictures, parts, self._weights, resolution=pictures.shape[1])
        made = self.model.generator.synthesis(ws, dtype=torch.bfloat16)
        pair, error = picture_loss(made[: len(targets)], targets, weight)
        doubt = nn.functional.softplus(-self.discriminator(made, dtype=torch.bfloat16)).mean()
        return self._options.pair_weight * pair + ramp * doubt, error, doubt, made

    def _loss_of_judge(self, made: Tensor, real: Tensor) -> Tensor:
        of_made = self.discriminator(made, dtype=torch.bfloat16)
        of_real = self.discriminator(real, dtype=torch.bfloat16)
        return nn.functional.softplus(of_made).mean() + nn.functional.softplus(-of_real).mean()

    def _gradient_penalty(self, real: Tensor) -> Tensor:
        real = real.detach().requires_grad_()
        (slope,) = torch.autograd.grad(self.discriminator(real).sum(), real, create_graph=True)
        return slope.square().sum(dim=[1, 2, 3]).mean()

    def _update(self, loss: Tensor, player: int, parameters: list[nn.Parameter]) -> None:
        self._optimizers[player].zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        average_gradients(parameters, processes=self._options.processes)
        self._optimizers[player].step()

    def _paired_ws(self, factors: Tensor) -> Tensor:
        w: Tensor = self.model.embedding(factors)
        return w.unsqueeze(1).repeat(1, self.model.generator.synthesis.num_ws, 1)  # [n, num_ws, w_dim]

    def _free_ws(self, random: np.random.RandomState, count: int) -> Tensor:
        z = torch.from_numpy(random.randn(2 * count, Z_DIM).astype(np.float32))
        w = self.model.embedding.from_standard(self._mapping(z))
        num_ws = self.model.generator.synthesis.num_ws
        ws = w[:count].unsqueeze(1).repeat(1, num_ws, 1)
        for row in range(0, count, 2):
            ws[row, random.randint(1, num_ws) :] = w[count + row]
        return ws

    def save(self) -> None:
        """Write sharpen.pt and a grid of pictures."""
        state = {
            "model": self.model.state_dict(), "average": self.average.state_dict(), "images": self.images,
            "fit_images": self._fit_images, "discriminator": self.discriminator.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self._optimizers],
        }  # fmt: skip
        torch.save(state, self._options.run / "sharpen.partial")
        (self._options.run / "sharpen.partial").replace(self._options.run / "sharpen.pt")
        save_fit_grid(
            self.average, self._faces, self._options.run / "sharpen.png", resolution=max(self._options.fit.channels)
        )

    def _load(self) -> None:
        state = _read(self._options.run / "sharpen.pt")
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.discriminator.load_state_dict(state["discriminator"])
        for optimizer, saved in zip(self._optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.images = int(state["images"])


def _read(path: Path) -> Any:
    return torch.load(path, weights_only=True, map_location="cpu")  # noqa: TID251 - tensors and numbers of our own


def _widths(state: dict[str, Tensor]) -> tuple[int, ...]:
    count = sum(name.startswith("fc") and name.endswith(".bias") for name in state)
    return tuple(len(state[f"fc{index}.bias"]) for index in range(count))
