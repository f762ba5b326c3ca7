"""Reads any picture of a face: its factors, and the part seen at each place. Trained on drawn faces only."""

from __future__ import annotations

import math
import time
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ganstudio.errors import WorkspaceError
from ganstudio.training.discriminator import draw_weights
from ganstudio.training.faces_dataset import FacesDataset
from ganstudio.training.faces_factors import FACTOR_NAMES, Floats
from ganstudio.training.faces_parts import Part
from ganstudio.training.fit import FactorEmbedding


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of n pictures.

    Attributes:
        factors: float32 [n, factors]. features: float32 [n, 128], for distances between sets of pictures.
        parts: uint8 [n, 64, 64] of `Part`.
    """

    factors: Floats
    features: Floats
    parts: NDArray[np.uint8]


class Reader(nn.Module):
    """A small convolutional network with a head for factors and one for parts."""

    mean: Tensor
    deviation: Tensor

    def __init__(self) -> None:
        super().__init__()
        sizes = (3, 24, 48, 96, 128, 160)
        self.down = nn.ModuleList(
            nn.Conv2d(inputs, outputs, 4 if index else 6, stride=2, padding=1 if index else 2)
            for index, (inputs, outputs) in enumerate(pairwise(sizes))
        )
        self.same = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for width in sizes[2:])
        self.hidden = nn.Linear(160 * 16, 128)
        self.factors = nn.Linear(128, len(FACTOR_NAMES))
        self.up = nn.ModuleList((nn.Conv2d(96 + 128, 48, 3, padding=1), nn.Conv2d(48 + 48, 32, 3, padding=1)))
        self.parts = nn.Conv2d(32 + 24, len(Part), 3, padding=1)
        embedding = FactorEmbedding(w_dim=1)
        self.register_buffer("mean", embedding.mean)
        self.register_buffer("deviation", embedding.deviation)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Read pictures.

        Args:
            pictures: float32 [n, 3, 128, 128] of -1..1.

        Returns:
            (standardised factors [n, factors], features [n, 128], part scores [n, parts, 64, 64]).
        """
        x, levels = pictures.contiguous(memory_format=torch.channels_last), []
        for index, layer in enumerate(self.down):
            x = nn.functional.leaky_relu(layer(x), 0.1)
            if index:
                x = x + nn.functional.leaky_relu(self.same[index - 1](x), 0.1)
            levels.append(x)  # 64, 32, 16, 8, 4
        features = nn.functional.leaky_relu(self.hidden(x.flatten(1)), 0.1)
        y = levels[3]
        for layer, beside in zip(self.up, (levels[2], levels[1]), strict=True):
            y = nn.functional.interpolate(y, scale_factor=2, mode="nearest")
            y = nn.functional.leaky_relu(layer(torch.cat([y, beside], dim=1)), 0.1)
        y = nn.functional.interpolate(y, scale_factor=2, mode="nearest")
        return self.factors(features), features, self.parts(torch.cat([y, levels[0]], dim=1))

    def read(self, pictures: NDArray[np.uint8]) -> Reading:
        """Read pictures as they are stored: uint8 [n, 128, 128, 3]."""
        found: list[tuple[Floats, Floats, NDArray[np.uint8]]] = []
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            for start in range(0, len(pictures), 64):
                factors, features, parts = self(as_tensor(pictures[start : start + 64]))
                plain = factors.float() * self.deviation + self.mean
                found.append((plain.numpy(), features.float().numpy(), parts.argmax(dim=1).to(torch.uint8).numpy()))
        return Reading(
            factors=np.concatenate([row[0] for row in found]),
            features=np.concatenate([row[1] for row in found]),
            parts=np.concatenate([row[2] for row in found]),
        )


def as_tensor(pictures: NDArray[np.uint8]) -> Tensor:
    """uint8 [n, r, r, 3] -> float32 [n, 3, r, r] of -1..1."""
    return torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1


def train_reader(
    faces: FacesDataset, path: Path, *, kimg: float = 150, batch_size: int = 48, seed: int = 3, held_out: int = 2000
) -> Reader:
    """Train a reader and save it.

    Args:
        faces: Drawn faces.
        path: File to write.
        kimg: Thousands of pictures to learn from.
        batch_size: Pictures in one step.
        seed: Of weights and batches.
        held_out: Pictures at the end that are not learned from.
    """
    reader = Reader()
    draw_weights(reader, torch.Generator().manual_seed(seed), slope=0.1)
    random = np.random.RandomState(seed)
    optimizer = torch.optim.Adam(reader.parameters(), fused=True)
    steps = int(kimg * 1000 / batch_size)
    importance = torch.tensor(
        [6.0 if part in (Part.MOUTH, Part.BROWS, Part.GLASSES, Part.RIBBON, Part.CHEEKS) else 1.0 for part in Part]
    )
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = 0.0015 * (0.01 + 0.5 * (1 + math.cos(math.pi * step / steps))) * min(1.0, (step + 1) / 100)
        rows = np.sort(random.randint(len(faces) - held_out, size=batch_size))
        pictures = as_tensor(faces.pictures[rows])
        # Slight noise and blur in training: the reader must also read pictures that are not drawn.
        pictures = pictures + 0.06 * random.rand() * torch.from_numpy(random.randn(*pictures.shape).astype(np.float32))
        if random.rand() < 0.25:
            pictures = nn.functional.avg_pool2d(pictures, 3, stride=1, padding=1)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            factors, _, parts = reader(pictures)
        standard = (torch.from_numpy(faces.factors[rows]) - reader.mean) / reader.deviation
        labels = torch.from_numpy(faces.parts[rows][:, ::2, ::2].astype(np.int64))
        loss = nn.functional.huber_loss(factors.float(), standard.clamp(-3, 3))
        loss = loss + 0.3 * nn.functional.cross_entropy(parts.float(), labels, weight=importance)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if step % 100 == 0:
            with path.with_suffix(".txt").open("a", encoding="utf-8") as log:
                log.write(f"{time.strftime('%H:%M:%S')} step {step} of {steps}, loss {float(loss.detach()):.4f}\n")
            torch.save(reader.state_dict(), path)
    torch.save(reader.state_dict(), path)
    return reader


def load_reader(path: Path) -> Reader:
    """Open a reader that `train_reader` saved.

    Raises:
        WorkspaceError: There is no such file.
    """
    if not path.exists():
        raise WorkspaceError(
            f"There is no reader at {path}. Train one first: python -m ganstudio.training.evaluate --train-reader."
        )
    reader = Reader()
    reader.load_state_dict(torch.load(path, weights_only=True))  # noqa: TID251 - tensors of our own
    return reader.eval()
