"""A small network that reads a face's factors off a picture: its features tell how far two sets of pictures differ."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ganstudio.training.discriminator import draw_weights
from ganstudio.training.faces.dataset import DrawnFaces
from ganstudio.training.faces.factors import NAMES, Floats
from ganstudio.training.faces.inputs import deviations, mean_inputs

SIDE: Final = 64
"""Side of the pictures that are read."""

_SLOPE: Final = 0.1


class Reader(nn.Module):
    """Convolutions down to 4x4, 128 features, and standardised factors as a linear function of them."""

    def __init__(self) -> None:
        super().__init__()
        sizes = (3, 24, 48, 96, 128)
        self.down = nn.ModuleList(nn.Conv2d(a, b, 4, stride=2, padding=1) for a, b in pairwise(sizes))
        self.same = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for width in sizes[1:])
        self.hidden = nn.Linear(sizes[-1] * 16, 128)
        self.factors = nn.Linear(128, len(NAMES))

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """float32 [n, 3, SIDE, SIDE] of -1..1 -> standardised factors [n, factors] and features [n, 128]."""
        x = pictures.contiguous(memory_format=torch.channels_last)
        for halve, keep in zip(self.down, self.same, strict=True):
            x = nn.functional.leaky_relu(halve(x), _SLOPE)
            x = x + nn.functional.leaky_relu(keep(x), _SLOPE)
        features = nn.functional.leaky_relu(self.hidden(x.flatten(1)), _SLOPE)
        return self.factors(features), features

    def features(self, pictures: NDArray[np.uint8]) -> Floats:
        """The features of pictures of any size: uint8 [n, r, r, 3] -> float32 [n, 128]."""
        with torch.inference_mode():
            parts = [self(_as_tensor(pictures[n : n + 50]))[1].numpy() for n in range(0, len(pictures), 50)]
        features: Floats = np.concatenate(parts)
        return features


def train_reader(faces: DrawnFaces, *, kimg: float = 40, batch_size: int = 32, seed: int = 3) -> Reader:
    """Train a reader on the small copies of drawn faces; nothing made is shown to it.

    Args:
        faces: Drawn faces.
        kimg: Thousands of pictures to learn from.
        batch_size: Pictures in one step.
        seed: Of weights and batches.
    """
    reader = Reader()
    draw_weights(reader, torch.Generator().manual_seed(seed), slope=_SLOPE)
    random, optimizer = np.random.RandomState(seed), torch.optim.Adam(reader.parameters(), fused=True)
    middle, scale = mean_inputs()[: len(NAMES)], deviations()[: len(NAMES)]
    rows, steps = faces.rows(), max(1, int(kimg * 1000 / batch_size))
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = 0.0015 * (0.01 + 0.5 * (1 + math.cos(math.pi * step / steps))) * min(1.0, (step + 1) / 100)
        chosen = random.choice(rows, batch_size)
        pictures = _as_tensor(faces.small_pictures[chosen])
        # Some are blurred and noisy: the reader must also read pictures that are not drawn.
        pictures = pictures + 0.06 * random.rand() * torch.from_numpy(random.randn(*pictures.shape).astype(np.float32))
        if random.rand() < 0.25:
            pictures = nn.functional.avg_pool2d(pictures, 3, stride=1, padding=1)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            read = reader(pictures)[0]
        standard = torch.from_numpy((faces.factors[chosen] - middle) / scale).clamp(-3, 3)
        loss = nn.functional.huber_loss(read.float(), standard)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return reader.eval()


def _as_tensor(pictures: NDArray[np.uint8]) -> Tensor:
    found = torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1
    step = found.shape[-1] // SIDE
    return nn.functional.avg_pool2d(found, step) if step > 1 else found
