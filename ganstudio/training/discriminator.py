"""Tells drawn faces from made ones: the opponent of the sharpening phase. It does not ship."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn


class Discriminator(nn.Module):
    """Convolutions that halve the picture down to 4x4, minibatch deviation, one score.

    Source: Karras et al. 2020, StyleGAN2, without its skip connections and with strided convolutions, for speed on a
    CPU.

    Args:
        channels: Feature maps by resolution, from the picture's side down to 4.
    """

    def __init__(self, *, channels: dict[int, int]) -> None:
        super().__init__()
        sides = sorted(channels, reverse=True)
        self.from_rgb = nn.Conv2d(3, channels[sides[0]], 3, padding=1)
        self.blocks = nn.ModuleList()
        for side, following in pairwise(sides):
            self.blocks.append(nn.Conv2d(channels[side], channels[side], 3, padding=1))
            self.blocks.append(nn.Conv2d(channels[side], channels[following], 4, stride=2, padding=1))
        last = channels[sides[-1]]
        self.last_conv = nn.Conv2d(last + 1, last, 3, padding=1)
        self.hidden = nn.Linear(last * 16, last)
        self.score = nn.Linear(last, 1)

    def forward(self, pictures: Tensor, *, dtype: torch.dtype = torch.float32) -> Tensor:
        """pictures: float32 [n, 3, r, r] -> float32 [n]; positive means drawn."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=dtype == torch.bfloat16):
            x = _active(self.from_rgb(pictures.contiguous(memory_format=torch.channels_last)))
            for layer in self.blocks:
                x = _active(layer(x))  # [n, channels, 4, 4] in the end
            x = x.float()
            deviation = (x.var(dim=0, unbiased=False) + 1e-8).sqrt().mean()
            x = torch.cat([x, deviation.expand(len(x), 1, 4, 4)], dim=1)
            x = _active(self.hidden(_active(self.last_conv(x)).flatten(1)))
        score: Tensor = nn.functional.linear(x.float(), self.score.weight, self.score.bias).squeeze(1)
        return score


def _active(x: Tensor) -> Tensor:
    return nn.functional.leaky_relu(x, 0.2)


def draw_weights(network: nn.Module, generator: torch.Generator, *, slope: float = 0.2) -> None:
    """Draw the weights of all convolution and linear layers anew, for leaky ReLUs of that slope; biases become 0.

    Source: He et al. 2015, "Delving Deep into Rectifiers", equation 15.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(module.weight, a=slope, generator=generator)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
