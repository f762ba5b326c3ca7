"""3x3 convolutions by Winograd's minimal filtering: a quarter of the multiplications, for two transforms.

Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (2016). In float32 F(4x4, 3x3), a quarter of
the multiplications; the points at which the polynomials are evaluated are 0, +-sqrt(1/2), +-sqrt(2) and infinity
instead of the paper's 0, +-1, +-2, with a quarter of their rounding error: about 1e-6 of a layer's deviation. In
bfloat16 F(2x2, 3x3), four ninths of them; its rounding error is twice that of the direct sum, of larger tiles five
times.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ganstudio.interruption import check_interruption

_TAPS = 3
_POINTS = {4: (0.0, math.sqrt(0.5), -math.sqrt(0.5), math.sqrt(2.0), -math.sqrt(2.0)), 2: (0.0, 1.0, -1.0)}
"""Where polynomials are evaluated besides infinity, by the size of the tiles."""
_TILES = {torch.float32: 4, torch.bfloat16: 2}
_LEAST_CHANNELS = {torch.float32: 128, torch.bfloat16: 256}
"""With fewer maps the transforms cost more than the multiplications that they save."""
_LEAST_SIZE = 16
"""Of smaller maps reading the weights, up to four times as many numbers, takes longer than what is saved."""
_CHUNK_BYTES = 4 << 20
"""Most that one transformed piece of the maps takes, so that it stays in the processor's cache."""


def is_worthwhile(weight: Tensor, size: tuple[int, int], dtype: torch.dtype) -> bool:
    """Whether a convolution is faster this way, on a CPU: of enough maps, large enough and made of whole tiles.

    Args:
        weight: [out, in, k, k].
        size: Height and width of the maps.
        dtype: That it is computed in.
    """
    return (
        dtype in _TILES
        and weight.shape[2:] == (_TAPS, _TAPS)
        and min(weight.shape[:2]) >= _LEAST_CHANNELS[dtype]
        and min(size) >= _LEAST_SIZE
        and not any(side % _TILES[dtype] for side in size)
    )


def transform_weight(weight: Tensor, dtype: torch.dtype) -> Tensor:
    """A kernel at each pair of points.

    Args:
        weight: float32 [out, in, 3, 3].
        dtype: float32 or bfloat16.

    Returns:
        [36 in float32 or 16 in bfloat16, in, out].
    """
    out_channels, in_channels = weight.shape[:2]
    columns = weight.permute(2, 3, 1, 0).reshape(_TAPS * _TAPS, in_channels * out_channels)  # [9, in * out]
    of_kernels, _, _ = _transforms(_TILES[dtype], torch.float32)
    return (of_kernels @ columns).view(-1, in_channels, out_channels).to(dtype)


def winograd_convolution(x: Tensor, weight: Tensor, *, styles: Tensor, factors: Tensor, bias: Tensor) -> Tensor:
    """`convolution(x * styles) * factors + bias`, with zeros beyond the edges.

    Args:
        x: [n, in, h, w]; where height or width is no whole number of tiles, as in a part of a picture, zeros
            are computed along.
        weight: In the dtype of x, see `transform_weight`.
        styles: float32 [n, in].
        factors: float32 [n, out].
        bias: [out], in the dtype of x.

    Returns:
        [n, out, h, w] in the dtype of x, channels last in memory.

    Raises:
        InterruptedWork: The picture is not wanted any more.
    """
    n, _, height, width = x.shape
    tile = math.isqrt(len(weight)) - _TAPS + 1
    rows, columns = math.ceil(height / tile), math.ceil(width / tile)
    result = x.new_empty(n, rows * tile, columns * tile, weight.shape[2])  # [n, h, w, out], whole tiles
    scales = styles.to(x.dtype), factors.to(x.dtype)
    for image, style, factor, into in zip(x.permute(0, 2, 3, 1), *scales, result, strict=True):
        _convolve(image, weight, style=style, factor=factor, bias=bias, into=into)
    return result[:, :height, :width].permute(0, 3, 1, 2)


def _convolve(x: Tensor, weight: Tensor, *, style: Tensor, factor: Tensor, bias: Tensor, into: Tensor) -> None:
    """One image [h, w, in] -> `into` [rows, columns, out] of whole tiles, some rows of tiles at a time."""
    h, w, channels = x.shape
    out_channels = weight.shape[2]
    patch = math.isqrt(len(weight))
    tile = patch - _TAPS + 1
    rows, columns = into.shape[0] // tile, into.shape[1] // tile
    right, below = columns * tile - w + 1, rows * tile - h + 1
    padded = functional.pad(x * style, (0, 0, 1, right, 1, below))  # [rows * tile + 2, columns * tile + 2, in]
    line = padded.stride(0)
    tiles = into.view(rows, tile, columns, tile, out_channels)
    _, forward, backward = _transforms(tile, x.dtype)
    step = max(1, _CHUNK_BYTES // (x.itemsize * len(weight) * columns * max(channels, out_channels)))
    for first in range(0, rows, step):
        check_interruption()
        count = min(step, rows - first)
        patches = padded.as_strided(
            (patch, patch, count, columns, channels),
            (line, channels, tile * line, tile * channels, 1),
            first * tile * line,
        )
        points = forward @ patches.reshape(patch * patch, -1)  # [points, count * columns * in]
        products = torch.bmm(points.view(len(weight), -1, channels), weight)  # [points, count * columns, out]
        sums = backward @ products.view(len(weight), -1)  # [tile * tile, count * columns * out]
        sums = sums.view(tile, tile, count, columns, out_channels).permute(2, 0, 3, 1, 4)
        torch.addcmul(bias, sums, factor, out=tiles[first : first + count])


@cache
def _transforms(tile: int, dtype: torch.dtype) -> tuple[Tensor, Tensor, Tensor]:
    """Cook and Toom's of kernels [points, 9], of patches [points, points], and back to tiles [tile * tile, points]."""
    patch = tile + _TAPS - 1
    kernels, products = _vandermonde(tile, _TAPS), _vandermonde(tile, tile)
    patches = np.linalg.inv(_vandermonde(tile, patch)).T
    scales = np.abs(patches).max(axis=1, keepdims=True)  # patches stay at most as large as they are
    matrices = (kernels * scales, patches / scales, products.T)
    of_kernels, of_patches, back = (torch.from_numpy(np.kron(matrix, matrix)).to(dtype) for matrix in matrices)
    return of_kernels, of_patches, back


def _vandermonde(tile: int, terms: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """A polynomial of so many terms at each point: float64 [points, terms]; at infinity it is its last term."""
    infinity = [0.0] * (terms - 1) + [1.0]
    return np.array([[point**power for power in range(terms)] for point in _POINTS[tile]] + [infinity])
