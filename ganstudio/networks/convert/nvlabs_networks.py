"""From tensors under NVlabs' names to a StyleGAN2 or StyleGAN3 checkpoint: its sizes follow from theirs.

What sizes do not tell (the clamp, the scales of the mapping network) a pickle has recorded. A state dict has
not: there NVlabs' defaults are taken, and the checkpoint's notes say which.
Source: NVlabs/stylegan2-ada-pytorch, training/networks.py and train.py; NVlabs/stylegan3, networks_stylegan3.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec
from torch import Tensor

from ganstudio.errors import CheckpointError
from ganstudio.networks.checkpoint import Checkpoint
from ganstudio.networks.config import Architecture, GeneratorConfig
from ganstudio.networks.convert.accepted import NO_FILTER, TensorPool, filter_2d, shape_of
from ganstudio.networks.convert.nvlabs_tensors import NVlabsTensors
from ganstudio.networks.random_init import binomial_filter_2d
from ganstudio.networks.stylegan3_config import FilteredLayerConfig, StyleGAN3Config
from ganstudio.words import marked, tr

TAPS_PER_FACTOR = 6  # of StyleGAN3's filters. Source: NVlabs/stylegan3, `filter_size` of SynthesisLayer
STYLEGAN2_LAYER = re.compile(r"synthesis\.b(\d{1,6})\.conv1\.weight")
STYLEGAN3_LAYER = re.compile(r"synthesis\.(L(\d{1,3})_\d{1,5}_\d{1,5})\.weight")
FILTERED_LAYER = re.compile(r"(synthesis\.b\d{1,6})\.(?:conv0|conv1|skip)\.weight")


def read_nvlabs_tensors(
    found: NVlabsTensors, pool: TensorPool, *, source: str, notes: tuple[str, ...] = ()
) -> Checkpoint:
    """The generator as our own checkpoint.

    Args:
        found: Its tensors.
        pool: Makes them.
        source: The program and format, as text for people.
        notes: What a person should know of how the file was read, in English; shown through `tr`.

    Raises:
        CheckpointError: Tensors are missing, or do not fit one another.
    """
    is_stylegan3 = bool(found.matching(STYLEGAN3_LAYER))
    if not found.attributes:
        notes = (*notes, _assumptions(is_stylegan3))
    if is_stylegan3:
        tensors = {name: pool.take(name, record) for name, record in found.records.items()}
        return Checkpoint(config=_stylegan3(found), tensors=tensors, source=source, notes=notes)
    tensors = {name: _stylegan2_tensor(name, record, pool) for name, record in found.records.items()}
    resample_filter = _upsampling_filter(tensors)
    if resample_filter is None:
        resample_filter = binomial_filter_2d()
        notes = (*notes, NO_FILTER)
    # NVlabs' conv1 stores the default filter whatever the model's is, and never uses it: it gets the model's too.
    tensors |= {f"{place}.resample_filter": resample_filter for place in _filtered_places(found)}
    return Checkpoint(config=_stylegan2(found, resample_filter), tensors=tensors, source=source, notes=notes)


def _assumptions(is_stylegan3: bool) -> str:
    if is_stylegan3:
        return marked(
            "The file holds tensors alone. For the rest NVlabs' defaults are taken: outputs clamped at 256, "
            "z scaled to unit mean square, mapping layers at 0.01 of the learning rate, the image scaled by 0.25, "
            "the input's bandwidth 2, six filter taps a factor."
        )
    return marked(
        "The file holds tensors alone. For the rest NVlabs' defaults are taken: outputs clamped at 256, "
        "z scaled to unit mean square, mapping layers at 0.01 of the learning rate, leaky ReLU everywhere."
    )


def _stylegan2_tensor(name: str, record: object, pool: TensorPool) -> Tensor:
    tensor = pool.take(name, record)
    if name.endswith("resample_filter"):
        return filter_2d(tensor)
    return tensor.reshape(()) if name.endswith("noise_strength") and tensor.numel() == 1 else tensor


def _upsampling_filter(tensors: Mapping[str, Tensor]) -> Tensor | None:
    """The filter of the layers that upsample, else that of any module, None where none is stored."""
    filters = {name: tensor for name, tensor in tensors.items() if name.endswith("resample_filter")}
    used = [tensor for name, tensor in filters.items() if not name.endswith("conv1.resample_filter")]
    return next(iter([*used, *filters.values()]), None)


def _filtered_places(found: NVlabsTensors) -> set[str]:
    """The modules that store a resampling filter: blocks and their convolutions."""
    layers = found.matching(FILTERED_LAYER)
    return {match[0].removesuffix(".weight") for match in layers} | {match[1] for match in layers}


def _stylegan2(found: NVlabsTensors, resample_filter: Tensor) -> GeneratorConfig:
    blocks = sorted(int(match[1]) for match in found.matching(STYLEGAN2_LAYER))
    if not blocks:
        raise CheckpointError(tr("The generator in the file has no synthesis blocks; the file is damaged."))
    first, last = f"synthesis.b{blocks[0]}", f"synthesis.b{blocks[-1]}"
    _, const_height, const_width = found.shape(f"{first}.const", 3)
    mapping = found.mapping(
        w_dim=found.shape(f"{first}.conv1.affine.weight", 2)[1],
        img_channels=found.shape(f"{last}.torgb.weight", 4)[0],
        clamp=found.clamp(f"{last}.conv1"),
    )
    return GeneratorConfig(
        **msgspec.structs.asdict(mapping),
        block_resolutions=tuple(blocks),
        channels=tuple(found.shape(f"synthesis.b{block}.conv1.weight", 4)[0] for block in blocks),
        const_height=const_height,
        const_width=const_width,
        architecture=_architecture(found, blocks),
        activation=found.activation(f"{last}.conv1"),
        kernel_size=found.shape(f"{last}.conv1.weight", 4)[2],
        filter_height=resample_filter.shape[0],
        filter_width=resample_filter.shape[1],
        use_noise=f"{last}.conv1.noise_strength" in found,
    )


def _architecture(found: NVlabsTensors, blocks: list[int]) -> Architecture:
    if any(f"synthesis.b{block}.skip.weight" in found for block in blocks):
        return "resnet"
    return "skip" if all(f"synthesis.b{block}.torgb.weight" in found for block in blocks) else "orig"


def _stylegan3(found: NVlabsTensors) -> StyleGAN3Config:
    names = [match[1] for match in sorted(found.matching(STYLEGAN3_LAYER), key=lambda match: int(match[2]))]
    last = f"synthesis.{names[-1]}"
    layers: list[FilteredLayerConfig] = []
    rate = int(found.number("out_sampling_rate", last, _side(names[-1])))  # cells along the picture's side
    for name in reversed(names):
        layers.insert(0, _layer(found, name, rate=rate))
        rate = rate * layers[0].down // max(1, layers[0].up)
    mapping = found.mapping(
        w_dim=found.shape("synthesis.input.affine.weight", 2)[1],
        img_channels=layers[-1].channels,
        clamp=found.clamp(last),
    )
    return StyleGAN3Config(
        **msgspec.structs.asdict(mapping),
        configuration="R" if any(layer.radial for layer in layers) else "T",
        input_channels=found.shape("synthesis.input.weight", 2)[0],
        input_size=rate + 2 * layers[0].margin,
        sampling_rate=found.number("sampling_rate", "synthesis.input", rate),
        bandwidth=found.number("bandwidth", "synthesis.input", 2.0),
        layers=tuple(layers),
        output_scale=found.number("output_scale", "synthesis", 0.25),
    )


def _layer(found: NVlabsTensors, name: str, *, rate: int) -> FilteredLayerConfig:
    """One layer of StyleGAN3, of whose maps `rate` cells lie along the picture's side."""
    path = f"synthesis.{name}"
    weight = found.shape(f"{path}.weight", 4)
    up_taps = found.shape(f"{path}.up_filter", 1)[0] if f"{path}.up_filter" in found else 0
    down_filter = found.records.get(f"{path}.down_filter")
    down_shape = () if down_filter is None else shape_of(down_filter)
    down_taps = down_shape[0] if down_shape else 0
    side = _side(name)
    if not found.attributes and (up_taps % TAPS_PER_FACTOR or down_taps % TAPS_PER_FACTOR):
        raise CheckpointError(
            tr(
                "The filters of layer '{layer}' have {up} and {down} taps, so a state dict does not tell by which "
                "factors it resamples. Open the .pkl that it was saved from.",
                layer=name[:40],
                up=up_taps,
                down=down_taps,
            )
        )
    return FilteredLayerConfig(
        name=name,
        channels=weight[0],
        size=side,
        margin=(side - rate) // 2,
        kernel_size=weight[2],
        up=int(found.number("up_factor", path, max(1, up_taps // TAPS_PER_FACTOR))),
        down=int(found.number("down_factor", path, max(1, down_taps // TAPS_PER_FACTOR))),
        up_taps=up_taps,
        down_taps=down_taps,
        radial=len(down_shape) == 2,
    )


def _side(name: str) -> int:
    """52 of `L7_52_512`."""
    return int(name.split("_")[1])
