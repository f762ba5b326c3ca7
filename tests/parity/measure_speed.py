"""Measures one image's time: ours in float32 and bfloat16, and a plain implementation with per-image grouped weights.

Run: python tests/parity/measure_speed.py --resolution 256 --channel-base 16384 --threads 1
The variants take turns in one process; medians and minima are in milliseconds, from w to the image. On a machine that
is busy with other work `--clock cpu` (the processor's time, with one thread) tells more than the wall's.
"""

from __future__ import annotations

import argparse
import statistics
import time

import torch
from torch import Tensor
from torch.nn import functional

from ganstudio.networks.config import GeneratorConfig
from ganstudio.networks.ops import activate
from ganstudio.networks.random_init import random_generator
from ganstudio.networks.stylegan2 import Generator, SynthesisLayer


def make_network(resolution: int, channel_base: int) -> Generator:
    """A `skip` generator of the usual sizes with random weights."""
    blocks = [4 << index for index in range(resolution.bit_length() - 2)]
    config = GeneratorConfig(
        z_dim=512,
        w_dim=512,
        block_resolutions=tuple(blocks),
        channels=tuple(min(channel_base // block, 512) for block in blocks),
        mapping_widths=(512,) * 8,
    )
    network = random_generator(config, torch.Generator().manual_seed(0), noise_strength=0.1, bias_std=0.1)
    return network.eval().requires_grad_(False)


def plain_filtering(x: Tensor, filter_2d: Tensor, *, up: int, padding: tuple[int, int]) -> Tensor:
    """Zeros between the samples, zeros around, then the filter: the definition."""
    n, c, h, w = x.shape
    if up > 1:
        x = functional.pad(x.reshape(n, c, h, 1, w, 1), (0, up - 1, 0, 0, 0, up - 1)).reshape(n, c, h * up, w * up)
    x = functional.pad(x, (padding[0], padding[1], padding[0], padding[1]))
    kernel = (filter_2d * 4.0).flip((0, 1)).expand(c, 1, *filter_2d.shape)
    return functional.conv2d(x, kernel, groups=c)


def plain_convolution(
    x: Tensor, weight: Tensor, styles: Tensor, *, demodulate: bool, up_filter: Tensor | None
) -> Tensor:
    """Weights of each image as a group of one convolution, as reference programs do."""
    n, _, h, w = x.shape
    modulated = weight[None] * styles[:, None, :, None, None]  # [n, out, in, k, k]
    if demodulate:
        modulated = modulated * (modulated.square().sum(dim=(2, 3, 4), keepdim=True) + 1e-8).rsqrt()
    x = x.reshape(1, -1, h, w)
    if up_filter is None:
        x = functional.conv2d(x, modulated.flatten(0, 1), padding=weight.shape[2] // 2, groups=n)
        return x.reshape(n, -1, h, w)
    x = functional.conv_transpose2d(x, modulated.transpose(1, 2).flatten(0, 1), stride=2, groups=n)
    return plain_filtering(x.reshape(n, -1, 2 * h + 1, 2 * w + 1), up_filter, up=1, padding=(1, 1))


def plain_layer(layer: SynthesisLayer, x: Tensor, w: Tensor) -> Tensor:
    up_filter = layer.resample_filter if layer.up else None
    x = plain_convolution(x, layer.weight, layer.affine(w), demodulate=True, up_filter=up_filter)
    x = x + layer.noise_const * layer.noise_strength
    return activate(x + layer.bias[:, None, None], layer.activation)


def plain_synthesis(network: Generator, ws: Tensor) -> Tensor:
    """The whole synthesis network in the plain form."""
    x, image = network.synthesis.block(0).const[None].repeat(len(ws), 1, 1, 1), None
    for index in range(len(network.config.channels)):
        block, own = network.synthesis.block(index), network.synthesis.block_ws(ws, index)
        if index:
            x = plain_layer(block.conv0, x, own[:, 0])
            image = plain_filtering(image, block.resample_filter, up=2, padding=(2, 1))
        x = plain_layer(block.conv1, x, own[:, -2])
        styles = block.torgb.affine(own[:, -1]) * block.torgb.weight_gain
        colors = plain_convolution(x, block.torgb.weight, styles, demodulate=False, up_filter=None)
        colors = colors + block.torgb.bias[:, None, None]
        image = colors if image is None else image + colors
    return image


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resolution", type=int, default=256)
    parser.add_argument("--channel-base", type=int, default=16384)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall")
    choices = parser.parse_args()
    clock = time.perf_counter if choices.clock == "wall" else time.process_time
    torch.set_num_threads(choices.threads)
    networks = {
        dtype: make_network(choices.resolution, choices.channel_base) for dtype in (torch.float32, torch.bfloat16)
    }
    plain = make_network(choices.resolution, choices.channel_base)
    for dtype, network in networks.items():
        network.synthesis.prepare(dtype)
    with torch.inference_mode():
        w = plain.mapping(torch.randn(1, 512, generator=torch.Generator().manual_seed(1)))
        ws = plain.mapping.broadcast(w)
        variants = {
            "plain float32": lambda: plain_synthesis(plain, ws),
            "ours float32": lambda: networks[torch.float32].synthesis(ws),
            "ours bfloat16": lambda: networks[torch.bfloat16].synthesis(ws),
        }
        images = {name: run() for name, run in variants.items()}
        times: dict[str, list[float]] = {name: [] for name in variants}
        for _ in range(choices.repeats):
            for name, run in variants.items():
                start = clock()
                run()
                times[name].append((clock() - start) * 1000)
    exact = images["plain float32"]
    for name, values in times.items():
        difference = (images[name] - exact).abs() / exact.std()
        print(
            f"{name:<16} median {statistics.median(values):7.1f}  min {min(values):7.1f} ms   "
            f"difference / std: max {difference.max():.1e} mean {difference.mean():.1e}"
        )


if __name__ == "__main__":
    main()
