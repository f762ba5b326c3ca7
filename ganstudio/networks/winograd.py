"""3x3 convolutions by Winograd's minimal filtering F(4x4, 3x3): a quarter of the multiplications, for two transforms.

Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (2016). The points at which the polynomials
are evaluated are 0, +-sqrt(1/2), +-sqrt(2) and infinity instead of the paper's 0, +-1, +-2, with a quarter of their
rounding error: about 1e-6 of a layer's deviation.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ganstudio.interruption import check_interruption

TILE = 4
_TAPS = 3
_PATCH = TILE + _TAPS - 1
_POINTS = (0.0, math.sqrt(0.5), -math.sqrt(0.5), math.sqrt(2.0), -math.sqrt(2.0))
LEAST_CHANNELS = 128
"""With fewer maps the transforms cost more than the multiplications that they save."""
LEAST_SIZE = 16
"""Of smaller maps reading the weights, four times as many numbers, takes longer than the multiplications saved."""
_CHUNK_BYTES = 4 << 20
"""Most that one transformed piece of the maps takes, so that it stays in the processor's cache."""


def is_worthwhile(weight: Tensor, size: tuple[int, int]) -> bool:
    """Whether a convolution is faster this way: of enough maps, large enough and made of whole tiles, on a CPU.

    Args:
        weight: [out, in, k, k].
        size: Height and width of the maps.
    """
    return (
        weight.device.type == "cpu"
        and weight.shape[2:] == (_TAPS, _TAPS)
        and min(weight.shape[:2]) >= LEAST_CHANNELS
        and min(size) >= LEAST_SIZE
        and not (size[0] % TILE or size[1] % TILE)
    )


def transform_weight(weight: Tensor) -> Tensor:
    """A kernel at the 6x6 points.

    Args:
        weight: float32 [out, in, 3, 3].

    Returns:
        float32 [36, in, out].
    """
    out_channels, in_channels = weight.shape[:2]
    columns = weight.permute(2, 3, 1, 0).reshape(_TAPS * _TAPS, in_channels * out_channels)  # [9, in * out]
    return (_transforms()[0] @ columns).view(-1, in_channels, out_channels)


def winograd_convolution(x: Tensor, weight: Tensor, *, styles: Tensor, factors: Tensor, bias: Tensor) -> Tensor:
    """`convolution(x * styles) * factors + bias`, with zeros beyond the edges.

    Args:
        x: float32 [n, in, h, w]; where height or width is no whole number of tiles, as in a part of a picture, zeros
            are computed along.
        weight: float32 [36, in, out], see `transform_weight`.
        styles: float32 [n, in].
        factors: float32 [n, out].
        bias: float32 [out].

    Returns:
        float32 [n, out, h, w], channels last in memory.

    Raises:
        InterruptedWork: The picture is not wanted any more.
    """
    n, _, height, width = x.shape
    x = functional.pad(x, (0, -width % TILE, 0, -height % TILE))
    result = x.new_empty(n, *x.shape[2:], weight.shape[2])  # [n, h, w, out]
    for image, style, factor, into in zip(x.permute(0, 2, 3, 1), styles, factors, result, strict=True):
        _convolve(image, weight, style=style, factor=factor, bias=bias, into=into)
    return result[:, :height, :width].permute(0, 3, 1, 2)


def _convolve(x: Tensor, weight: Tensor, *, style: Tensor, factor: Tensor, bias: Tensor, into: Tensor) -> None:
    """One image [h, w, in] -> `into` [h, w, out], some rows of tiles at a time."""
    h, w, channels = x.shape
    out_channels = weight.shape[2]
    rows, columns = h // TILE, w // TILE
    padded = functional.pad(x * style, (0, 0, 1, 1, 1, 1))  # [h + 2, w + 2, in]
    line = padded.stride(0)
    tiles = into.view(rows, TILE, columns, TILE, out_channels)
    _, forward, backward = _transforms()
    step = max(1, _CHUNK_BYTES // (4 * len(weight) * columns * max(channels, out_channels)))
    for first in range(0, rows, step):
        check_interruption()
        count = min(step, rows - first)
        patches = padded.as_strided(
            (_PATCH, _PATCH, count, columns, channels),
            (line, channels, TILE * line, TILE * channels, 1),
            first * TILE * line,
        )
        points = forward @ patches.reshape(_PATCH * _PATCH, -1)  # [36, count * columns * in]
        products = torch.bmm(points.view(len(weight), -1, channels), weight)  # [36, count * columns, out]
        sums = backward @ products.view(len(weight), -1)  # [16, count * columns * out]
        sums = sums.view(TILE, TILE, count, columns, out_channels).permute(2, 0, 3, 1, 4)
        torch.addcmul(bias, sums, factor, out=tiles[first : first + count])


@cache
def _transforms() -> tuple[Tensor, Tensor, Tensor]:
    """Of kernels float32 [36, 9], of patches [36, 36], and back to tiles [16, 36]: Cook and Toom's."""
    kernels, products = _vandermonde(_TAPS), _vandermonde(TILE)
    patches = np.linalg.inv(_vandermonde(_PATCH)).T
    scales = np.abs(patches).max(axis=1, keepdims=True)  # patches stay at most as large as they are
    matrices = (kernels * scales, patches / scales, products.T)
    of_kernels, of_patches, back = (torch.from_numpy(np.kron(matrix, matrix)).float() for matrix in matrices)
    return of_kernels, of_patches, back


def _vandermonde(terms: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """A polynomial of so many terms at each point: float64 [6, terms]; at infinity it is its last term."""
    infinity = [0.0] * (terms - 1) + [1.0]
    return np.array([[point**power for power in range(terms)] for point in _POINTS] + [infinity])
