"""Reads the generator out of NVlabs' TensorFlow-era pickles (stylegan2, stylegan2-ada), without TensorFlow.

Source: NVlabs/stylegan2, dnnlib/tflib/network.py (what a Network pickles) and training/networks_stylegan2.py (the
variables' names and axes: convolutions [kh, kw, in, out], dense layers [in, out]).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast, get_args

import torch
from torch import Tensor

from ganstudio.errors import CheckpointError
from ganstudio.networks.checkpoint import W_AVG, Checkpoint
from ganstudio.networks.config import Activation, Architecture, GeneratorConfig, LatentNormalization
from ganstudio.networks.convert.accepted import TensorPool, filter_2d, mapping_of, number
from ganstudio.networks.convert.records import Record, shown
from ganstudio.networks.random_init import BINOMIAL_FILTER
from ganstudio.words import tr

NETWORK = "dnnlib.tflib.network.Network"
MAX_VARIABLES = 4000
MAX_DEPTH = 2
MAX_COMPONENTS = 4


def is_network(value: object) -> bool:
    """Whether a record is a TensorFlow-era network."""
    return isinstance(value, Record) and value.kind.path in {NETWORK, "tfutil.Network", "network.Network"}


def read_tensorflow(network: Record, pool: TensorPool) -> Checkpoint:
    """The generator as our own checkpoint.

    Args:
        network: The pickle's `Gs`.
        pool: Makes its tensors.

    Raises:
        CheckpointError: It is no StyleGAN2 generator; the text says what it is.
    """
    records = dict(_variables("", network, depth=0))
    _check_kind(network, records)
    arguments = mapping_of(mapping_of(network.state).get("static_kwargs"))
    for component in mapping_of(mapping_of(network.state).get("components")).values():
        arguments = {**mapping_of(mapping_of(getattr(component, "state", None)).get("static_kwargs")), **arguments}
    used = {
        name: record for name, record in records.items() if name.startswith(("synthesis/", "mapping/", "dlatent_avg"))
    }
    variables = {name: pool.take(name, record) for name, record in used.items()}
    return _Conversion(variables=variables, arguments=arguments).checkpoint()


def _variables(path: str, network: Record, *, depth: int) -> Iterator[tuple[str, object]]:
    state = mapping_of(network.state)
    variables, components = state.get("variables"), mapping_of(state.get("components"))
    if (
        depth > MAX_DEPTH
        or len(components) > MAX_COMPONENTS
        or not isinstance(variables, list)
        or len(variables) > MAX_VARIABLES
    ):
        raise CheckpointError(tr("The TensorFlow network in the pickle is not laid out as NVlabs' are; it is damaged."))
    for pair in variables:
        if isinstance(pair, tuple | list) and len(pair) == 2 and isinstance(pair[0], str):
            yield path + pair[0], pair[1]
    for name, component in components.items():
        if isinstance(component, Record):
            yield from _variables(f"{path}{name}/", component, depth=depth + 1)


def _check_kind(network: Record, records: Mapping[str, object]) -> None:
    names = records.keys()
    if any("StyleMod" in name for name in names):
        raise CheckpointError(tr("The file is a StyleGAN1 pickle, whose network is of another kind."))
    if network.kind.path != NETWORK or any("ToRGB_lod" in name for name in names):
        raise CheckpointError(tr("The file is a Progressive GAN pickle, whose network is of another kind."))
    if any("FromRGB" in name for name in names):
        raise CheckpointError(tr("The file holds a discriminator where the generator should be."))
    if not any(re.fullmatch(r"synthesis/\d+x\d+/Conv/mod_weight", name) for name in names):
        raise CheckpointError(tr("The file is a TensorFlow-era pickle of another network than StyleGAN2's generator."))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Conversion:
    """The variables of one network by name, and the arguments that it was built with."""

    variables: Mapping[str, Tensor]
    arguments: Mapping[str, object]

    def checkpoint(self) -> Checkpoint:
        places = self._places()
        tensors: dict[str, Tensor] = {}
        resample_filter = self._filter()
        for index, (place, resolution) in enumerate(places):
            block = f"synthesis.b{resolution}"
            tensors[f"{block}.resample_filter"] = resample_filter
            if index == 0:
                tensors[f"{block}.const"] = self._get(f"{place}/Const/const", 4)[0]
                tensors |= self._convolution(f"{block}.conv1", f"{place}/Conv", noise=0)
            else:
                tensors |= self._convolution(f"{block}.conv0", f"{place}/Conv0_up", noise=2 * index - 1)
                tensors |= self._convolution(f"{block}.conv1", f"{place}/Conv1", noise=2 * index)
                tensors[f"{block}.conv0.weight"] = tensors[f"{block}.conv0.weight"].flip((2, 3))
                tensors[f"{block}.conv0.resample_filter"] = resample_filter
            tensors[f"{block}.conv1.resample_filter"] = resample_filter
            if f"{place}/Skip/weight" in self.variables:
                tensors[f"{block}.skip.weight"] = _convolution_weight(self._get(f"{place}/Skip/weight", 4))
                tensors[f"{block}.skip.resample_filter"] = resample_filter
            if f"{place}/ToRGB/weight" in self.variables:
                tensors |= self._modulated(f"{block}.torgb", f"{place}/ToRGB")
        tensors |= self._mapping()
        config = self._config(tensors, [resolution for _, resolution in places])
        return Checkpoint(config=config, tensors=tensors, source="NVlabs stylegan2 TensorFlow pickle")

    def _get(self, name: str, axes: int) -> Tensor:
        variable = self.variables.get(name)
        if variable is None:
            raise CheckpointError(
                tr("The TensorFlow generator lacks variable '{variable}'; the file is damaged.", variable=name)
            )
        if variable.ndim != axes:
            raise CheckpointError(
                tr(
                    "Variable '{variable}' has shape {shape}; {axes} axes are needed; the file is damaged.",
                    variable=name,
                    shape=list(variable.shape),
                    axes=axes,
                )
            )
        return variable

    def _places(self) -> list[tuple[str, int]]:
        """The scope and the block's number of each resolution, lowest first."""
        found = {m[0]: (int(m[1]), int(m[2])) for n in self.variables if (m := re.match(r"synthesis/(\d+)x(\d+)", n))}
        ordered = sorted(found, key=lambda place: math.prod(found[place]))
        square = all(height == width for height, width in found.values())
        return [(place, found[place][0] if square else 4 << index) for index, place in enumerate(ordered)]

    def _filter(self) -> Tensor:
        taps = self.arguments.get("resample_kernel")
        values = torch.tensor(BINOMIAL_FILTER)
        if isinstance(taps, list | tuple) and taps:
            try:
                values = torch.tensor(taps, dtype=torch.float32)
            except (TypeError, ValueError) as error:
                raise CheckpointError(tr("The generator's resampling filter is not made of numbers.")) from error
        return filter_2d(values)

    def _modulated(self, name: str, place: str) -> dict[str, Tensor]:
        return {
            f"{name}.weight": _convolution_weight(self._get(f"{place}/weight", 4)),
            f"{name}.bias": self._get(f"{place}/bias", 1),
            f"{name}.affine.weight": self._get(f"{place}/mod_weight", 2).t().contiguous(),
            f"{name}.affine.bias": self._get(f"{place}/mod_bias", 1) + 1.0,  # TensorFlow adds the 1 at run time
        }

    def _convolution(self, name: str, place: str, *, noise: int) -> dict[str, Tensor]:
        tensors = self._modulated(name, place)
        if f"{place}/noise_strength" in self.variables:
            tensors[f"{name}.noise_strength"] = self._get(f"{place}/noise_strength", 0)
            tensors[f"{name}.noise_const"] = self._get(f"synthesis/noise{noise}", 4)[0, 0]
        return tensors

    def _mapping(self) -> dict[str, Tensor]:
        tensors: dict[str, Tensor] = {}
        for index in range(self._mapping_layers()):
            tensors[f"mapping.fc{index}.weight"] = self._get(f"mapping/Dense{index}/weight", 2).t().contiguous()
            tensors[f"mapping.fc{index}.bias"] = self._get(f"mapping/Dense{index}/bias", 1)
        if "mapping/LabelConcat/weight" in self.variables:  # stylegan2: a plain matrix without bias
            labels = self._get("mapping/LabelConcat/weight", 2)  # [c_dim, z_dim]
            tensors["mapping.embed.weight"] = labels.t() * math.sqrt(labels.shape[0])
            tensors["mapping.embed.bias"] = torch.zeros(labels.shape[1])
        elif "mapping/LabelEmbed/weight" in self.variables:  # stylegan2-ada
            tensors["mapping.embed.weight"] = self._get("mapping/LabelEmbed/weight", 2).t().contiguous()
            tensors["mapping.embed.bias"] = self._get("mapping/LabelEmbed/bias", 1)
        if "dlatent_avg" in self.variables:
            tensors[W_AVG] = self._get("dlatent_avg", 1)
        return tensors

    def _mapping_layers(self) -> int:
        count = sum(re.fullmatch(r"mapping/Dense\d+/weight", name) is not None for name in self.variables)
        if count == 0:
            raise CheckpointError(tr("The TensorFlow generator has no mapping layers; the file is damaged."))
        return count

    def _config(self, tensors: Mapping[str, Tensor], resolutions: list[int]) -> GeneratorConfig:
        const = tensors[f"synthesis.b{resolutions[0]}.const"]
        last = f"synthesis.b{resolutions[-1]}"
        if f"{last}.torgb.weight" not in tensors:
            raise CheckpointError(tr("The TensorFlow generator lacks its last ToRGB; the file is damaged."))
        embedding = tensors.get("mapping.embed.weight", torch.zeros(0, 0))
        widths = [tensors[f"mapping.fc{index}.weight"].shape[0] for index in range(self._mapping_layers())]
        learning_rate = number(self.arguments.get("mapping_lrmul"))
        resample_filter = tensors[f"{last}.resample_filter"]
        return GeneratorConfig(
            z_dim=tensors["mapping.fc0.weight"].shape[1] - embedding.shape[0],
            c_dim=embedding.shape[1],
            w_dim=tensors[f"{last}.conv1.affine.weight"].shape[1],
            block_resolutions=tuple(resolutions),
            channels=tuple(tensors[f"synthesis.b{resolution}.conv1.weight"].shape[0] for resolution in resolutions),
            const_height=const.shape[1],
            const_width=const.shape[2],
            img_channels=tensors[f"{last}.torgb.weight"].shape[0],
            architecture=_architecture(tensors, resolutions),
            mapping_widths=tuple(widths),
            mapping_lr_multiplier=0.01 if learning_rate is None else learning_rate,
            mapping_activation=self._activation("mapping_nonlinearity"),
            embed_features=embedding.shape[0],
            latent_normalization=self._normalization(),
            activation=self._activation("nonlinearity"),
            conv_clamp=number(self.arguments.get("conv_clamp")),
            kernel_size=tensors[f"{last}.conv1.weight"].shape[2],
            filter_height=resample_filter.shape[0],
            filter_width=resample_filter.shape[1],
            use_noise=f"{last}.conv1.noise_strength" in tensors,
        )

    def _activation(self, argument: str) -> Activation:
        value = self.arguments.get(argument) or "lrelu"
        if value not in get_args(Activation):
            raise CheckpointError(
                tr("The generator uses the activation '{activation}', which is not known.", activation=shown(value))
            )
        return cast("Activation", value)

    def _normalization(self) -> LatentNormalization:
        if self.arguments.get("normalize_latents") is False:
            return "none"
        return "joint" if "mapping/LabelConcat/weight" in self.variables else "separate"


def _convolution_weight(weight: Tensor) -> Tensor:
    """[kh, kw, in, out] -> [out, in, kh, kw]."""
    return weight.permute(3, 2, 0, 1).contiguous()


def _architecture(tensors: Mapping[str, Tensor], resolutions: list[int]) -> Architecture:
    if any(f"synthesis.b{resolution}.skip.weight" in tensors for resolution in resolutions):
        return "resnet"
    return "skip" if all(f"synthesis.b{r}.torgb.weight" in tensors for r in resolutions) else "orig"
