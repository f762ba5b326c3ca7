"""The shape of a generator as plain numbers: what is needed to build the network before its weights come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from ganstudio.errors import CheckpointError
from ganstudio.spec import GeneratorSpec, LayerSpec, StyleSpec
from ganstudio.words import tr

Architecture = Literal["skip", "resnet", "orig"]
Activation = Literal["linear", "relu", "lrelu", "tanh", "sigmoid", "elu", "selu", "softplus", "swish"]
LatentNormalization = Literal["separate", "joint", "none"]
MAX_SIZE = 1 << 16  # of any one axis; beyond it a file is damaged or hostile


@dataclass(frozen=True, kw_only=True)
class StageShape:
    """Half a block of the synthesis network: its convolutions, or its end, where its output is edited.

    Attributes:
        layer: Name of the layer that can be edited in it, empty for none.
        rows: The rows of ws that it reads.
        noise: Name of the block whose noise it adds, empty for none.
        styles: Names of the layers whose styles it makes, as in `GeneratorSpec.style_layers`.
    """

    layer: str
    rows: slice
    noise: str = ""
    styles: tuple[str, ...] = ()


class MappingConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sizes of a mapping network, which StyleGAN2 and StyleGAN3 have alike; the names are NVlabs'.

    Attributes:
        z_dim: Entries of z; 0 for a conditional model that the class alone steers.
        c_dim: Classes of a conditional model, 0 for an unconditional one.
        w_dim: Entries of w.
        img_channels: 1 (grey), 3 (RGB) or 4 (RGBA).
        mapping_widths: Outputs of each fully connected mapping layer; the last equals w_dim.
        mapping_lr_multiplier: Factor on the mapping layers' weights and biases.
        mapping_activation: Activation of the mapping layers.
        embed_features: Outputs of the class embedding, 0 for an unconditional model.
        embed_activation: Activation after the class embedding.
        latent_normalization: `separate` scales z and the embedding to unit mean square each, `joint` their
            concatenation (the first TensorFlow StyleGAN2), `none` neither.
        conv_clamp: Bound on the magnitude of every convolution's output, or None.
    """

    z_dim: int
    c_dim: int = 0
    w_dim: int
    img_channels: int = 3
    mapping_widths: tuple[int, ...]
    mapping_lr_multiplier: float = 0.01
    mapping_activation: Activation = "lrelu"
    embed_features: int = 0
    embed_activation: Activation = "linear"
    latent_normalization: LatentNormalization = "separate"
    conv_clamp: float | None = None

    @property
    def num_ws(self) -> int:
        """The number of w per image."""
        raise NotImplementedError

    def spec(self) -> GeneratorSpec:
        """The sizes that recipes and tabs need to know."""
        raise NotImplementedError

    def stages(self) -> tuple[StageShape, ...]:
        """Two a block, lowest first: block i's convolutions at 2 * i, its end at 2 * i + 1."""
        raise NotImplementedError

    def check_mapping(self) -> None:
        """Refuse sizes that no mapping network has.

        Raises:
            CheckpointError: A size is out of range, or the layers do not end in w.
        """
        check_sizes({"w_dim": self.w_dim})
        check_sizes({"z_dim": self.z_dim, "c_dim": self.c_dim, "embed_features": self.embed_features}, least=0)
        if self.z_dim + self.embed_features == 0:
            raise CheckpointError(tr("The model's mapping network takes neither a z nor a class. The file is damaged."))
        if not self.mapping_widths or self.mapping_widths[-1] != self.w_dim or not are_sizes(self.mapping_widths):
            raise CheckpointError(
                tr(
                    "The mapping network's layers {widths} do not end in w_dim {w_dim}. The file is damaged.",
                    widths=list(self.mapping_widths)[:20],
                    w_dim=self.w_dim,
                )
            )
        if self.img_channels not in (1, 3, 4):
            raise CheckpointError(
                tr(
                    "The model makes images of {channels} channels; grey (1), RGB (3) and RGBA (4) are accepted.",
                    channels=self.img_channels,
                )
            )


class GeneratorConfig(MappingConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sizes and choices of one StyleGAN2 generator.

    Source: Karras et al. 2020, "Analyzing and Improving the Image Quality of StyleGAN"; the names are those of
    NVlabs/stylegan2-ada-pytorch.

    Attributes:
        block_resolutions: The numbers in the blocks' names (`b4`, `b8`, ...); each block doubles height and width.
        channels: Feature maps of each block.
        const_height: Rows of the learned constant. const_width: columns of it.
        architecture: `skip` sums RGB over blocks, `resnet` sums features, `orig` does neither.
        activation: Activation of the convolution layers.
        kernel_size: Taps of the 2-d convolutions along each side.
        filter_height: Rows of the resampling filter. filter_width: columns of it.
        use_noise: Whether layers add noise.
    """

    block_resolutions: tuple[int, ...]
    channels: tuple[int, ...]
    const_height: int = 4
    const_width: int = 4
    architecture: Architecture = "skip"
    activation: Activation = "lrelu"
    kernel_size: int = 3
    filter_height: int = 4
    filter_width: int = 4
    use_noise: bool = True

    def __post_init__(self) -> None:
        """Refuse sizes that no generator has.

        Raises:
            CheckpointError: A size is not positive, or the lists do not fit one another.
        """
        self.check_mapping()
        check_sizes(
            {
                "const_height": self.const_height,
                "const_width": self.const_width,
                "kernel_size": self.kernel_size,
                "filter_height": self.filter_height,
                "filter_width": self.filter_width,
            }
        )
        if not self.channels or len(self.channels) != len(self.block_resolutions) or not are_sizes(self.channels):
            raise CheckpointError(
                tr(
                    "The model has {blocks} blocks but channels {channels}; one positive number a block is "
                    "needed. The file is damaged.",
                    blocks=len(self.block_resolutions),
                    channels=list(self.channels)[:20],
                )
            )
        if sorted(set(self.block_resolutions)) != list(self.block_resolutions) or self.block_resolutions[0] < 1:
            raise CheckpointError(
                tr(
                    "The model's blocks {blocks} are not in order. The file is damaged.",
                    blocks=list(self.block_resolutions)[:20],
                )
            )

    @property
    def num_ws(self) -> int:
        """The number of w per image: one a convolution, and one for the last ToRGB."""
        return 2 * len(self.channels)

    def stages(self) -> tuple[StageShape, ...]:
        """Two a block, lowest first: block i's convolutions at 2 * i, its end at 2 * i + 1."""
        found: list[StageShape] = []
        for index, resolution in enumerate(self.block_resolutions):
            name = f"b{resolution}"
            rows = slice(max(2 * index - 1, 0), 2 * index + 1)
            colors = slice(2 * index + 1, 2 * index + 2) if self.has_torgb(index) else slice(0)
            first = f"{name}.conv0" if index else ""
            convolutions = tuple(filter(None, (first, f"{name}.conv1")))
            found.append(StageShape(layer=first, rows=rows, noise=name, styles=convolutions))
            torgb = (f"{name}.torgb",) if self.has_torgb(index) else ()
            found.append(StageShape(layer=name, rows=colors, styles=torgb))
        return tuple(found)

    def block_size(self, index: int) -> tuple[int, int]:
        """Height and width of what block `index` (0 = the constant's) gives out."""
        return self.const_height << index, self.const_width << index

    def has_torgb(self, index: int) -> bool:
        """Whether block `index` adds to the image."""
        return self.architecture == "skip" or index == len(self.channels) - 1

    def spec(self) -> GeneratorSpec:
        """The sizes that recipes and tabs need to know."""
        height, width = self.block_size(len(self.channels) - 1)
        return GeneratorSpec(
            z_dim=self.z_dim,
            c_dim=self.c_dim,
            w_dim=self.w_dim,
            num_ws=self.num_ws,
            img_resolution=max(height, width),
            img_height=height,
            img_width=width,
            img_channels=self.img_channels,
            architecture=self.architecture,
            layers=tuple(self._layers()),
            style_layers=tuple(self._style_layers()),
        )

    def _style_layers(self) -> list[StyleSpec]:
        found: list[StyleSpec] = []
        for index, (resolution, channels) in enumerate(zip(self.block_resolutions, self.channels, strict=True)):
            name = f"b{resolution}"
            if index:
                found.append(StyleSpec(name=f"{name}.conv0", channels=self.channels[index - 1], ws_index=2 * index - 1))
            found.append(StyleSpec(name=f"{name}.conv1", channels=channels, ws_index=2 * index))
            if self.has_torgb(index):
                found.append(StyleSpec(name=f"{name}.torgb", channels=channels, ws_index=2 * index + 1))
        return found

    def _layers(self) -> list[LayerSpec]:
        layers: list[LayerSpec] = []
        for index, (resolution, channels) in enumerate(zip(self.block_resolutions, self.channels, strict=True)):
            height, width = self.block_size(index)
            names = [f"b{resolution}"] if index == 0 else [f"b{resolution}.conv0", f"b{resolution}"]
            layers += [
                LayerSpec(name=name, height=height, width=width, channels=channels, ws_index=len(layers) + offset)
                for offset, name in enumerate(names)
            ]
        return layers


def check_sizes(sizes: Mapping[str, int], *, least: int = 1) -> None:
    """Refuse sizes, by their names, that no generator has.

    Raises:
        CheckpointError: One is smaller than `least`, or huge.
    """
    for name, value in sizes.items():
        if not least <= value <= MAX_SIZE:
            raise CheckpointError(
                tr(
                    "The model's {size} is {value}; it must be {least} to {most}. The file is damaged.",
                    size=name,
                    value=value,
                    least=least,
                    most=MAX_SIZE,
                )
            )


def are_sizes(values: tuple[int, ...]) -> bool:
    """Whether all are positive and none is huge."""
    return all(1 <= value <= MAX_SIZE for value in values)
