"""The fit phase: synthesis learns to paint w computed from the drawings' own factors, at 32, then 64, then 128 pixels.

Several one-thread processes each take a share of every batch and average their gradients. A checkpoint holds
everything, so a
stopped run goes on as if it had not stopped.
"""

from __future__ import annotations

import math
import time
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from torch import Tensor, nn

from ganstudio.jobs.compose import Tile, frame_of
from ganstudio.networks.pixels import to_pixels
from ganstudio.training.faces_dataset import FacesDataset, deviation_of_factors, mean_factors, open_dataset
from ganstudio.training.faces_factors import FACTOR_NAMES
from ganstudio.training.fast_network import FastGenerator, draw_weights
from ganstudio.training.fit_loss import part_weights, picture_loss, prepare_batch
from ganstudio.training.workers import average_tensors, run_workers


class FitStage(msgspec.Struct, frozen=True, kw_only=True):
    """`kimg` thousand pictures at one resolution, the learning rate falling from `first_rate` to `last_rate`."""

    resolution: int
    kimg: float
    first_rate: float
    last_rate: float
    batch_size: int = 64


class FitOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the fit phase needs to know.

    Attributes:
        faces: Folder of drawn faces. run: folder for checkpoints, grids and the log.
        stages: One after another. channels: feature maps by resolution.
        processes: One-thread workers. compile: use torch.compile. bf16: convolutions in bfloat16.
        checkpoint_minutes: Time between checkpoints. seed: of weights and batches.
        steps_between_averages: Steps that the workers go alone before their weights are averaged.
        ema_kimg: Half-life of the averaged weights, in thousands of pictures.
    """

    faces: Path
    run: Path
    stages: tuple[FitStage, ...]
    channels: dict[int, int]
    z_dim: int = 64
    w_dim: int = 256
    processes: int = 2
    compile: bool = True
    bf16: bool = True
    checkpoint_minutes: float = 3.0
    steps_between_averages: int = 8
    seed: int = 1
    ema_kimg: float = 5.0


class FactorEmbedding(nn.Module):
    """w as a linear function of standardised factors, so that mixing w mixes factors; it does not ship."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, *, w_dim: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean_factors()))
        self.register_buffer("deviation", torch.from_numpy(deviation_of_factors()).clamp_min(0.05))
        self.weight = nn.Parameter(torch.randn(w_dim, len(FACTOR_NAMES)))
        self.bias = nn.Parameter(torch.zeros(w_dim))

    def forward(self, factors: Tensor) -> Tensor:
        """factors: float32 [n, factors] -> w: float32 [n, w_dim]."""
        return self.from_standard(self.standardise(factors))

    def from_standard(self, standard: Tensor) -> Tensor:
        """Standardised factors, float32 [n, factors], to w, float32 [n, w_dim]."""
        return standard @ self.weight.t() / math.sqrt(len(FACTOR_NAMES)) + self.bias

    def standardise(self, factors: Tensor) -> Tensor:
        """Factors with zero mean and unit variance among natural faces: float32 [n, factors]."""
        return (factors - self.mean) / self.deviation


class FitModel(nn.Module):
    """Embedding and generator together, as they are trained and saved."""

    def __init__(self, options: FitOptions) -> None:
        super().__init__()
        self.embedding = FactorEmbedding(w_dim=options.w_dim)
        self.generator = FastGenerator(
            z_dim=options.z_dim, w_dim=options.w_dim, resolution=max(options.channels), channels=options.channels
        )


def learning_rate(stage: FitStage, seen_kimg: float) -> float:
    """The rate after `seen_kimg` of the stage: a short warm-up, then a cosine from first to last rate."""
    share = min(seen_kimg / stage.kimg, 1.0)
    rate = stage.last_rate + (stage.first_rate - stage.last_rate) * 0.5 * (1 + math.cos(math.pi * share))
    return rate * min(1.0, 0.1 + seen_kimg / 1.0)


def stage_at(stages: tuple[FitStage, ...], images: int) -> tuple[int, float]:
    """The stage a run is in after that many images, and its kimg done; past the end, (len(stages), 0)."""
    start = 0.0
    for index, stage in enumerate(stages):
        if images / 1000 < start + stage.kimg:
            return index, images / 1000 - start
        start += stage.kimg
    return len(stages), 0.0


def fit(options: FitOptions) -> None:
    """Run the fit to its end, from the newest checkpoint in `options.run` if there is one."""
    options.run.mkdir(parents=True, exist_ok=True)
    run_workers(partial(_work, options), processes=options.processes, folder=options.run)


def _work(options: FitOptions, rank: int, _processes: int) -> None:
    FitRun(options, rank=rank).run()


class FitRun:
    """One process's part of a fit. Used by its own process only."""

    def __init__(self, options: FitOptions, *, rank: int = 0) -> None:
        self._options, self._rank = options, rank
        self.model = FitModel(options)
        draw_weights(self.model, torch.Generator().manual_seed(options.seed))
        self.average = FitModel(options)
        self.average.load_state_dict(self.model.state_dict())
        self.average.requires_grad_(False)
        self._faces = open_dataset(options.faces)
        self._weights = part_weights()
        trained = [*self.model.embedding.parameters(), *self.model.generator.synthesis.parameters()]
        self._parameters = [parameter for parameter in trained if parameter.requires_grad]
        self.optimizer = torch.optim.Adam(self._parameters, betas=(0.9, 0.99), eps=1e-8, fused=True)
        self.images = self._batch_size = 0
        self._step: dict[int, Any] = {}
        if (options.run / "fit.pt").exists():
            self._load()

    def run(self) -> None:
        """Train to the last stage's end."""
        saved = logged = time.monotonic()
        errors: list[float] = []
        while True:
            index, seen = stage_at(self._options.stages, self.images)
            if index == len(self._options.stages):
                break
            errors.append(self.step(self._options.stages[index], seen))
            now = time.monotonic()
            if self._rank == 0 and len(errors) >= 50:
                rate = len(errors) * self._options.stages[index].batch_size / (now - logged)
                self._log(
                    f"{self.images / 1000:.1f} kimg, {self._options.stages[index].resolution} px, "
                    f"error {np.mean(errors):.4f}, {rate:.0f} img/s"
                )
                errors, logged = [], now
            if self._rank == 0 and now - saved > 60 * self._options.checkpoint_minutes:
                self.save()
                saved = now
        if self._rank == 0:
            self.save()

    def step(self, stage: FitStage, seen_kimg: float) -> float:
        """One batch. Returns this process's plain mean absolute error."""
        options = self._options
        share = stage.batch_size // max(1, options.processes)
        random = np.random.RandomState((options.seed * 1_000_003 + self.images) % 2**32)
        rows = random.randint(len(self._faces), size=stage.batch_size)[self._rank * share : (self._rank + 1) * share]
        factors, pictures, parts = batch_of(self._faces, rows)
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(stage, seen_kimg)
        self.optimizer.zero_grad(set_to_none=True)
        loss, error = self._compiled(stage.resolution)(factors, pictures, parts)
        loss.backward()
        self.optimizer.step()
        self.images += stage.batch_size
        self._batch_size = stage.batch_size
        self._average_workers()
        self._update_average(stage.batch_size)
        return float(error.detach())

    def _compiled(self, resolution: int) -> Any:
        if resolution not in self._step:
            dtype = torch.bfloat16 if self._options.bf16 else torch.float32

            def step(factors: Tensor, pictures: Tensor, parts: Tensor) -> tuple[Tensor, Tensor]:
                targets, weight = prepare_batch(pictures, parts, self._weights, resolution=resolution)
                made = self.model.generator.synthesis(self.model.embedding(factors), resolution=resolution, dtype=dtype)
                return picture_loss(made, targets, weight)

            self._step[resolution] = torch.compile(step) if self._options.compile else step
        return self._step[resolution]

    def _average_workers(self) -> None:
        """Every few steps the workers' weights and first moments are replaced by their means.

        Source: Lin et al. 2018, "Don't Use Large Mini-Batches, Use Local SGD". With gradients averaged at every step,
        the faster worker waits for the slower one each time, which is costly on a machine that does other work too.
        """
        step = self.images // max(1, self._batch_size)
        if self._options.processes > 1 and step % self._options.steps_between_averages == 0:
            states = [self.optimizer.state[parameter] for parameter in self._parameters]
            moments = [state["exp_avg"] for state in states if "exp_avg" in state]  # none yet for unused layers
            average_tensors(
                [*(parameter.data for parameter in self._parameters), *moments], processes=self._options.processes
            )

    def _update_average(self, batch_size: int) -> None:
        half_life = min(self._options.ema_kimg * 1000, 0.1 * self.images)
        decay = 0.5 ** (batch_size / max(half_life, 1.0))
        if self._rank == 0:
            with torch.no_grad():
                torch._foreach_lerp_(list(self.average.parameters()), list(self.model.parameters()), 1 - decay)

    def save(self) -> None:
        """Write fit.pt (everything needed to go on) and a grid of pictures."""
        path = self._options.run / "fit.pt"
        state = {
            "model": self.model.state_dict(), "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(), "images": self.images,
        }  # fmt: skip
        torch.save(state, path.with_suffix(".partial"))
        path.with_suffix(".partial").replace(path)
        index, _ = stage_at(self._options.stages, max(0, self.images - 1))
        save_fit_grid(
            self.average,
            self._faces,
            self._options.run / "fit.png",
            resolution=self._options.stages[min(index, len(self._options.stages) - 1)].resolution,
        )

    def _load(self) -> None:
        state = torch.load(self._options.run / "fit.pt", weights_only=True)  # noqa: TID251 - our own file
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        if "optimizer" in state:  # a start from a shipped model has none
            self.optimizer.load_state_dict(state["optimizer"])
        self.images = int(state["images"])

    def _log(self, text: str) -> None:
        with (self._options.run / "log.txt").open("a", encoding="utf-8") as log:
            log.write(f"{time.strftime('%H:%M:%S')} {text}\n")


def batch_of(faces: FacesDataset, rows: np.ndarray[Any, np.dtype[np.int64]]) -> tuple[Tensor, Tensor, Tensor]:
    """Faces by number: factors float32 [n, factors], pictures uint8 [n, r, r, 3], parts uint8 [n, r, r]."""
    return (
        torch.from_numpy(faces.factors[rows]),
        torch.from_numpy(faces.pictures[rows]),
        torch.from_numpy(faces.parts[rows]),
    )


def save_fit_grid(model: FitModel, faces: FacesDataset, path: Path, *, resolution: int) -> None:
    """Drawn faces (odd rows) above the network's (even rows), 8 by 6."""
    from PIL import Image

    factors, pictures, _ = batch_of(faces, np.arange(24))
    with torch.inference_mode():
        made = model.generator.synthesis(model.embedding(factors), resolution=resolution)
    made = nn.functional.interpolate(made, scale_factor=pictures.shape[1] // resolution)
    shape = (3, 8, *pictures.shape[1:])
    strips = np.stack([pictures.numpy().reshape(shape), to_pixels(made).reshape(shape)], axis=1)
    tiles = [Tile(picture) for picture in strips.reshape(-1, *shape[2:])]  # 8 drawn, 8 made, 8 drawn, ...
    Image.fromarray(frame_of(tiles, columns=8, gap=0)).save(path)
