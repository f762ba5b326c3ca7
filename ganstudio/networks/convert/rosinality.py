"""Reads the generator out of rosinality/stylegan2-pytorch checkpoints.

Source: rosinality/stylegan2-pytorch, model.py (names and shapes) and train.py, convert_weight.py (what is saved).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import torch
from torch import Tensor

from ganstudio.errors import CheckpointError
from ganstudio.networks.checkpoint import Checkpoint
from ganstudio.networks.config import GeneratorConfig
from ganstudio.networks.convert.accepted import NO_FILTER, TensorPool, filter_2d
from ganstudio.networks.convert.state_dict import MAX_TENSORS, FoundGenerator, average_of, find_generator
from ganstudio.networks.noise import seeded_noise
from ganstudio.networks.random_init import binomial_filter_2d
from ganstudio.words import marked, tr

STYLED_CONVOLUTION = {
    "conv.modulation.weight": "affine.weight",
    "conv.modulation.bias": "affine.bias",
    "conv.weight": "weight",
    "activate.bias": "bias",
    "noise.weight": "noise_strength",
}
TO_RGB = {
    "conv.modulation.weight": "affine.weight",
    "conv.modulation.bias": "affine.bias",
    "conv.weight": "weight",
    "bias": "bias",
}
PARTS = ("style.", "input.", "conv1.", "to_rgb1.", "convs.", "to_rgbs.", "noises.")
NO_NOISE = marked(
    "It stores no noise, as the first versions of the program did; noise drawn once is added in its place."
)
MISSING_NOISE_SEED = 0


def rosinality_state_dict(content: object) -> FoundGenerator | None:
    """The generator under rosinality's names in a file's content, None where there is none."""
    return find_generator(content, "input.input", PARTS, re.compile(r"convs\.0\."))


def read_rosinality(content: object, found: FoundGenerator, pool: TensorPool) -> Checkpoint:
    """The generator as our own checkpoint.

    Args:
        content: The file's content, in which the average latent may lie beside the generator.
        found: What `rosinality_state_dict` found in it.
        pool: Makes its tensors.

    Raises:
        CheckpointError: A tensor is missing or of another shape than rosinality's.
    """
    if len(found.records) > MAX_TENSORS:
        raise CheckpointError(tr("The file holds more tensors than any generator has."))
    if any(".iwt." in name or ".dwt." in name for name in found.records):
        raise CheckpointError(tr("The file is a SWAGAN checkpoint of rosinality's, whose network is of another kind."))
    source = {name: pool.take(name, record) for name, record in found.records.items()}
    notes = found.notes if any(name.startswith("noises.") for name in source) else (*found.notes, NO_NOISE)
    resample_filter = _filter(source)
    if resample_filter is None:
        resample_filter, notes = binomial_filter_2d(), (*notes, NO_FILTER)
    tensors = _mapping(source) | _synthesis(source, resample_filter) | average_of(content, pool)
    return Checkpoint(
        config=_config(tensors, resample_filter),
        tensors=tensors,
        source="rosinality stylegan2-pytorch checkpoint",
        notes=notes,
    )


def _get(source: Mapping[str, Tensor], name: str) -> Tensor:
    if name not in source:
        raise CheckpointError(
            tr("The rosinality checkpoint lacks tensor '{tensor}'; the file is damaged.", tensor=name)
        )
    return source[name]


def _filter(source: Mapping[str, Tensor]) -> Tensor | None:
    """The blur's kernel, which rosinality keeps times 4; None where none is stored."""
    kernels = [tensor for name, tensor in source.items() if name.endswith((".blur.kernel", ".upsample.kernel"))]
    return filter_2d(kernels[0]) if kernels else None


def _mapping(source: Mapping[str, Tensor]) -> dict[str, Tensor]:
    # style.0 normalises z; the fully connected layers follow.
    layers = sorted(int(m[1]) for name in source if (m := re.fullmatch(r"style\.(\d{1,4})\.weight", name)))
    tensors: dict[str, Tensor] = {}
    for index, layer in enumerate(layers):
        tensors[f"mapping.fc{index}.weight"] = _get(source, f"style.{layer}.weight")
        tensors[f"mapping.fc{index}.bias"] = _get(source, f"style.{layer}.bias")
    if not tensors:
        raise CheckpointError(
            tr("The rosinality checkpoint has no mapping network ('style.1.weight'); the file is damaged.")
        )
    return tensors


def _synthesis(source: Mapping[str, Tensor], resample_filter: Tensor) -> dict[str, Tensor]:
    count = 1 + max(int(m[1]) for name in source if (m := re.match(r"convs\.(\d{1,4})\.", name)))
    if count % 2:
        raise CheckpointError(
            tr("The rosinality checkpoint has {layers} upsampled layers; two a resolution are needed.", layers=count)
        )
    tensors = _block(source, resample_filter, resolution=4, layers={"conv1": "conv1"}, to_rgb="to_rgb1")
    tensors["synthesis.b4.const"] = _get(source, "input.input").squeeze(0)
    for index in range(count // 2):
        layers = {"conv0": f"convs.{2 * index}", "conv1": f"convs.{2 * index + 1}"}
        tensors |= _block(source, resample_filter, resolution=8 << index, layers=layers, to_rgb=f"to_rgbs.{index}")
    _add_noise(source, tensors, count // 2)
    return tensors


def _block(
    source: Mapping[str, Tensor], resample_filter: Tensor, *, resolution: int, layers: Mapping[str, str], to_rgb: str
) -> dict[str, Tensor]:
    block = f"synthesis.b{resolution}"
    tensors = {f"{block}.resample_filter": resample_filter}
    for ours, theirs in layers.items():
        tensors |= {f"{block}.{ours}.{to}": _get(source, f"{theirs}.{of}") for of, to in STYLED_CONVOLUTION.items()}
        tensors[f"{block}.{ours}.resample_filter"] = resample_filter
    tensors |= {f"{block}.torgb.{to}": _get(source, f"{to_rgb}.{of}") for of, to in TO_RGB.items()}
    return {name: _without_batch_axes(name, tensor) for name, tensor in tensors.items()}


def _without_batch_axes(name: str, tensor: Tensor) -> Tensor:
    """[1, out, in, k, k] -> [out, in, k, k]; biases [1, c, 1, 1] -> [c]; noise strengths [1] -> []."""
    if name.endswith("noise_strength") and tensor.numel() == 1:
        return tensor.reshape(())
    if name.endswith(".bias"):
        return tensor.reshape(-1)
    return tensor.squeeze(0) if tensor.ndim == 5 else tensor


def _add_noise(source: Mapping[str, Tensor], tensors: dict[str, Tensor], upsampled_blocks: int) -> None:
    """The stored noise; the first versions of the program stored none, then ours is drawn from a fixed seed."""
    const = tensors["synthesis.b4.const"]
    if const.ndim != 3:
        raise CheckpointError(tr("The rosinality checkpoint has tensors of unexpected shapes; the file is damaged."))
    height, width = const.shape[-2:]
    layers = [(0, "b4.conv1")]
    for index in range(upsampled_blocks):
        layers += [(index + 1, f"b{8 << index}.conv0"), (index + 1, f"b{8 << index}.conv1")]
    for number, (doublings, layer) in enumerate(layers):
        stored = source.get(f"noises.noise_{number}")
        if stored is None:
            stored = seeded_noise(MISSING_NOISE_SEED, layer, torch.Size((height << doublings, width << doublings)))
        if stored.numel() != stored.shape[-2:].numel():
            raise CheckpointError(
                tr("The rosinality checkpoint has tensors of unexpected shapes; the file is damaged.")
            )
        tensors[f"synthesis.{layer}.noise_const"] = stored.reshape(stored.shape[-2:])


def _config(tensors: Mapping[str, Tensor], resample_filter: Tensor) -> GeneratorConfig:
    resolutions = sorted(
        int(m[1]) for name in tensors if (m := re.fullmatch(r"synthesis\.b(\d+)\.conv1\.weight", name))
    )
    widths = [tensors[name].shape[0] for name in tensors if re.fullmatch(r"mapping\.fc\d+\.weight", name)]
    const = tensors["synthesis.b4.const"]
    convolutions = [tensors[f"synthesis.b{resolution}.conv1.weight"] for resolution in resolutions]
    rgb, style = tensors["synthesis.b4.torgb.weight"], tensors["synthesis.b4.conv1.affine.weight"]
    first = tensors["mapping.fc0.weight"]
    if const.ndim != 3 or rgb.ndim != 4 or style.ndim != 2 or first.ndim != 2 or any(c.ndim != 4 for c in convolutions):
        raise CheckpointError(tr("The rosinality checkpoint has tensors of unexpected shapes; the file is damaged."))
    return GeneratorConfig(
        z_dim=first.shape[1],
        w_dim=style.shape[1],
        block_resolutions=tuple(resolutions),
        channels=tuple(convolution.shape[0] for convolution in convolutions),
        const_height=const.shape[1],
        const_width=const.shape[2],
        img_channels=rgb.shape[0],
        architecture="skip",
        mapping_widths=tuple(widths),
        mapping_lr_multiplier=0.01,
        kernel_size=convolutions[-1].shape[2],
        filter_height=resample_filter.shape[0],
        filter_width=resample_filter.shape[1],
    )
