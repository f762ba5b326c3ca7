"""The training network gives the same picture as StyleGAN2 computed the plain way, from the same weights."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from ganstudio.training.fast_network import FastSynthesis, StyledConv, ToRgb, draw_weights


def _filtered(x: Tensor, pads: tuple[int, int], taps: Tensor) -> Tensor:
    channels = x.shape[1]
    x = torch.nn.functional.pad(x, (*pads, *pads))
    return torch.nn.functional.conv2d(x, (taps * 4).expand(channels, 1, 4, 4), groups=channels)


def _plain_conv(layer: StyledConv, x: Tensor, w: Tensor) -> Tensor:
    styles = w @ layer.affine.weight.t() / math.sqrt(w.shape[1]) + layer.affine.bias
    rows = []
    for sample, style in zip(x, styles, strict=True):
        weight = layer.weight * style[None, :, None, None]
        weight = weight * torch.rsqrt(weight.square().sum(dim=[1, 2, 3], keepdim=True) + 1e-8)
        if layer.up:
            wide = torch.nn.functional.conv_transpose2d(sample[None], weight.transpose(0, 1), stride=2)
            rows.append(_filtered(wide, (1, 1), layer.resample_filter))
        else:
            rows.append(torch.nn.functional.conv2d(sample[None], weight, padding=1))
    out = torch.cat(rows) + layer.bias[None, :, None, None]
    return torch.nn.functional.leaky_relu(out, 0.2) * math.sqrt(2)


def _plain_rgb(layer: ToRgb, x: Tensor, w: Tensor) -> Tensor:
    styles = (w @ layer.affine.weight.t() / math.sqrt(w.shape[1]) + layer.affine.bias) / math.sqrt(x.shape[1])
    weight = layer.weight[None, :, :, 0, 0] * styles[:, None, :]
    return torch.einsum("noi,nihw->nohw", weight, x) + layer.bias[None, :, None, None]


def _upsampled(picture: Tensor, taps: Tensor) -> Tensor:
    n, c, h, w = picture.shape
    wide = torch.zeros(n, c, 2 * h, 2 * w)
    wide[:, :, ::2, ::2] = picture
    return _filtered(wide, (2, 1), taps)


def test_folded_convolutions_give_the_plain_picture() -> None:
    generator = torch.Generator().manual_seed(3)
    network = FastSynthesis(w_dim=12, resolution=16, channels={4: 10, 8: 8, 16: 6})
    draw_weights(network, generator)
    w = torch.randn(2, 12, generator=generator)
    x, picture = network.b4.const.expand(2, -1, -1, -1), None
    for side in (4, 8, 16):
        block = network.get_submodule(f"b{side}")
        x = x if side == 4 else _plain_conv(block.conv0, x, w)
        x = _plain_conv(block.conv1, x, w)
        rgb = _plain_rgb(block.torgb, x, w)
        picture = rgb if picture is None else _upsampled(picture, block.resample_filter) + rgb
    torch.testing.assert_close(network(w), picture, rtol=1e-4, atol=1e-4)


def test_a_w_for_each_layer_is_used_by_that_layer_only() -> None:
    generator = torch.Generator().manual_seed(4)
    network = FastSynthesis(w_dim=12, resolution=8, channels={4: 10, 8: 8})
    draw_weights(network, generator)
    ws = torch.randn(1, 12, generator=generator).unsqueeze(1).repeat(1, network.num_ws, 1)
    changed = ws.clone()
    changed[:, 3] += 1.0
    block = network.b8
    assert torch.equal(network(ws, resolution=4), network(changed, resolution=4))
    assert not torch.equal(network(ws), network(changed))
    assert block.conv0.weight.shape == (8, 10, 3, 3)
