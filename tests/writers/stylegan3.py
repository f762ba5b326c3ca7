"""Makes small StyleGAN3 networks with random weights, and writes pickles of them as NVlabs' stylegan3 repository does.

Source: NVlabs/stylegan3, training/networks_stylegan3.py (names, attributes, filters).
"""

from __future__ import annotations

import numpy as np
import torch

from ganstudio.networks.stylegan3 import Generator
from ganstudio.networks.stylegan3_config import FilteredLayerConfig, StyleGAN3Config
from writers.nvlabs import EasyDict, Persistent

CLASS_NAMES = {"FourierInput": "SynthesisInput"}


def layer(name: str, *, margin: int, kernel_size: int, up: int = 2, down: int = 2, radial: bool = False):
    """The shape of a layer with NVlabs' filters: six taps a factor, none where nothing is resampled."""
    _, size, channels = name.removeprefix("L").split("_")
    return FilteredLayerConfig(
        name=name,
        channels=int(channels),
        size=int(size),
        margin=margin,
        kernel_size=kernel_size,
        up=up,
        down=down,
        up_taps=6 * up if up > 1 else 0,
        down_taps=6 * down if down > 1 else 0,
        radial=radial,
    )


def small_config(configuration: str = "T", **changes) -> StyleGAN3Config:
    """A 32x32 generator of four layers: the same rate, twice the rate, the margin cut off, colors."""
    radial, kernel = configuration == "R", 1 if configuration == "R" else 3
    settings = {
        "z_dim": 12,
        "w_dim": 14,
        "mapping_widths": (10, 14),
        "configuration": configuration,
        "conv_clamp": 256.0,
        "input_channels": 8,
        "input_size": 36,
        "layers": (
            layer("L0_36_8", margin=10, kernel_size=kernel, radial=radial),
            layer("L1_52_6", margin=10, kernel_size=kernel, up=4, radial=radial),
            layer("L2_32_5", margin=0, kernel_size=kernel),
            layer("L3_32_3", margin=0, kernel_size=1, up=1, down=1),
        ),
    }
    return StyleGAN3Config(**(settings | changes))


def lowpass(taps: int, cutoff: float) -> torch.Tensor:
    """A windowed sinc of sum 1: float32 [taps]; the cutoff in periods a sample."""
    places = np.arange(taps) - (taps - 1) / 2
    values = np.sinc(2 * cutoff * places) * np.kaiser(taps, 4.0)
    return torch.tensor(values / values.sum(), dtype=torch.float32)


def make_network(seed: int = 0, configuration: str = "T", **changes) -> Generator:
    """A generator with random weights, biases, magnitudes and average latent, and low-pass filters."""
    rng = torch.Generator().manual_seed(seed)
    network = Generator(small_config(configuration, **changes)).eval().requires_grad_(False)
    for name, tensor in network.state_dict().items():
        last = name.rpartition(".")[2]
        if last in ("up_filter", "down_filter"):
            taps = lowpass(tensor.shape[0], 0.5 * 6 / tensor.shape[0])
            tensor.copy_(torch.outer(taps, taps) if tensor.ndim == 2 else taps)
        elif last == "transform":
            tensor.copy_(torch.eye(3))
        elif last == "magnitude_ema":
            tensor.copy_(torch.rand((), generator=rng) + 0.5)
        else:
            tensor.normal_(generator=rng)
    network.synthesis.input.affine.bias.copy_(torch.tensor([1.0, 0.0, 0.0, 0.0]))
    return network


def generator_record(network: Generator) -> Persistent:
    """The generator as NVlabs' persistent classes pickle it, with the attributes that they keep beside tensors."""
    record = _module(network)
    record.meta["state"]["_init_args"] = ()
    record.meta["state"]["_init_kwargs"] = EasyDict(z_dim=network.config.z_dim, magnitude_ema_beta=0.999)
    return record


def _module(module: torch.nn.Module) -> Persistent:
    class_name = type(module).__name__
    state = {
        "training": False,
        "_parameters": dict(module._parameters),
        "_buffers": dict(module._buffers),
        "_modules": {name: _module(child) for name, child in module._modules.items()},
    }
    match class_name:
        case "SynthesisNetwork":
            state |= {"output_scale": module.config.output_scale, "margin_size": 10}
        case "FourierInput":
            state |= {
                "size": np.broadcast_to(module.size, [2]).copy(),
                "sampling_rate": np.float64(module.sampling_rate),
                "bandwidth": np.float64(module.bandwidth),
            }
        case "SynthesisLayer":
            before, after = module.padding
            state |= {
                "conv_clamp": module.clamp,
                "up_factor": module.shape.up,
                "down_factor": module.shape.down,
                "out_sampling_rate": module.shape.size - 2 * module.shape.margin,
                "padding": [before, after, before, after],
                "use_fp16": np.bool_(True),
            }
        case "FullyConnectedLayer":
            state |= {"activation": module.activation, "bias_gain": module.bias_gain}
    return Persistent(CLASS_NAMES.get(class_name, class_name), state)
