"""Writes checkpoints as rosinality's stylegan2-pytorch does, from one of our own networks.

Source: rosinality/stylegan2-pytorch, model.py and convert_weight.py.
"""

from __future__ import annotations

import io

import torch

from ganstudio.networks.stylegan2 import Generator


def styled(place: str, layer, *, noise: bool = True) -> dict[str, torch.Tensor]:
    tensors = {
        f"{place}.conv.weight": layer.weight[None],
        f"{place}.conv.modulation.weight": layer.affine.weight,
        f"{place}.conv.modulation.bias": layer.affine.bias,
    }
    if noise:
        return tensors | {f"{place}.noise.weight": layer.noise_strength[None], f"{place}.activate.bias": layer.bias}
    return tensors | {f"{place}.bias": layer.bias[None, :, None, None]}


def state_dict(network: Generator, *, noises: bool = True) -> dict[str, torch.Tensor]:
    """The generator's tensors under rosinality's names."""
    first = network.synthesis.block(0)
    tensors = {"input.input": first.const[None]}
    for index in range(len(network.config.mapping_widths)):
        layer = network.mapping.get_submodule(f"fc{index}")
        tensors |= {f"style.{index + 1}.weight": layer.weight, f"style.{index + 1}.bias": layer.bias}
    tensors |= styled("conv1", first.conv1) | styled("to_rgb1", first.torgb, noise=False)
    stored = [first.conv1.noise_const]
    for index in range(1, len(network.config.channels)):
        block = network.synthesis.block(index)
        even, odd = f"convs.{2 * index - 2}", f"convs.{2 * index - 1}"
        tensors |= styled(even, block.conv0) | styled(odd, block.conv1)
        tensors |= styled(f"to_rgbs.{index - 1}", block.torgb, noise=False)
        tensors[f"{even}.conv.blur.kernel"] = block.conv0.resample_filter * 4
        tensors[f"to_rgbs.{index - 1}.upsample.kernel"] = block.resample_filter * 4
        stored += [block.conv0.noise_const, block.conv1.noise_const]
    if noises:
        tensors |= {f"noises.noise_{index}": noise[None, None] for index, noise in enumerate(stored)}
    return {name: tensor.detach().clone() for name, tensor in tensors.items()}


def torch_file(content: object, *, zipped: bool = True, protocol: int = 2) -> bytes:
    """The bytes of a torch.save file, as the zip archive or as the stream of before 1.6."""
    stream = io.BytesIO()
    torch.save(content, stream, _use_new_zipfile_serialization=zipped, pickle_protocol=protocol)
    return stream.getvalue()
