"""Tensors under NVlabs' names, and what a pickle tells of their modules besides: what sizes are derived from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast, get_args

from ganstudio.errors import CheckpointError
from ganstudio.networks.config import Activation, MappingConfig
from ganstudio.networks.convert.accepted import mapping_of, number, shape_of
from ganstudio.networks.convert.records import shown
from ganstudio.words import tr

MAPPING_LAYER = re.compile(r"mapping\.fc(\d{1,4})\.weight")
DEFAULT_CLAMP = 256.0
DEFAULT_LEARNING_RATE = 0.01


@dataclass(frozen=True, kw_only=True, eq=False)
class NVlabsTensors:
    """A generator's tensors by NVlabs' names, and what else is known of its modules.

    Attributes:
        records: The tensors, not yet made.
        attributes: The attributes of each module, by its path; empty for a state dict.
        arguments: The keyword arguments that made each module, by its path.
    """

    records: Mapping[str, object]
    attributes: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    arguments: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.records

    def matching(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """The tensors whose names a pattern describes as a whole."""
        return [match for name in self.records if (match := pattern.fullmatch(name))]

    def shape(self, name: str, axes: int) -> tuple[int, ...]:
        """The shape of a tensor.

        Raises:
            CheckpointError: It is not there, or has another number of axes.
        """
        if name not in self.records:
            raise CheckpointError(
                tr("The generator in the file lacks tensor '{tensor}'; the file is damaged.", tensor=name)
            )
        shape = shape_of(self.records[name])
        if len(shape) != axes:
            raise CheckpointError(
                tr(
                    "Tensor '{tensor}' has shape {shape}; {axes} axes are needed; the file is damaged.",
                    tensor=name,
                    shape=list(shape),
                    axes=axes,
                )
            )
        return shape

    def setting(self, name: str, path: str) -> object:
        """A setting: the module's own attribute, else the argument that some module was made with, else None."""
        if name in self.attributes.get(path, {}):
            return self.attributes[path][name]
        for place in ("", "synthesis", "mapping", path):
            arguments = self.arguments.get(place, {})
            for group in ("mapping_kwargs", "synthesis_kwargs", "block_kwargs", "layer_kwargs"):
                nested = mapping_of(arguments.get(group))
                if name in nested and (group == "mapping_kwargs") == path.startswith("mapping"):
                    return nested[name]
            if name in arguments:
                return arguments[name]
        return None

    def number(self, name: str, path: str, default: float) -> float:
        """A setting that is a number."""
        value = number(self.setting(name, path))
        return default if value is None else value

    def activation(self, path: str) -> Activation:
        """The activation of the layer at a path.

        Raises:
            CheckpointError: It is none of those known.
        """
        value = self.setting("activation", path) or "lrelu"
        if value not in get_args(Activation):
            raise CheckpointError(
                tr("The generator uses the activation '{activation}', which is not known.", activation=shown(value))
            )
        return cast("Activation", value)

    def clamp(self, path: str) -> float | None:
        """The bound on the outputs of the layer at a path; NVlabs' default where a state dict says nothing of it."""
        return number(self.setting("conv_clamp", path)) if self.attributes else DEFAULT_CLAMP

    def mapping(self, *, w_dim: int, img_channels: int, clamp: float | None) -> MappingConfig:
        """The sizes of the mapping network.

        Raises:
            CheckpointError: A tensor is missing, or of impossible shape.
        """
        layers = sorted(int(match[1]) for match in self.matching(MAPPING_LAYER))
        if layers != list(range(len(layers))) or not layers:
            raise CheckpointError(tr("The generator in the file has gaps in its mapping layers; the file is damaged."))
        embedding = self.shape("mapping.embed.weight", 2) if "mapping.embed.weight" in self else (0, 0)
        argument = self.number("lr_multiplier", "mapping.fc0", DEFAULT_LEARNING_RATE)
        return MappingConfig(
            z_dim=self.shape("mapping.fc0.weight", 2)[1] - embedding[0],
            c_dim=embedding[1],
            w_dim=w_dim,
            img_channels=img_channels,
            mapping_widths=tuple(self.shape(f"mapping.fc{layer}.weight", 2)[0] for layer in layers),
            mapping_lr_multiplier=self.number("bias_gain", "mapping.fc0", argument),
            mapping_activation=self.activation("mapping.fc0"),
            embed_features=embedding[0],
            conv_clamp=clamp,
        )
