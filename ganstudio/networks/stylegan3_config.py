"""The shape of a StyleGAN3 generator as plain numbers: what is needed to build the network before its weights come."""

from __future__ import annotations

from typing import Literal

import msgspec

from ganstudio.errors import CheckpointError
from ganstudio.networks.config import MappingConfig, StageShape, check_sizes
from ganstudio.spec import GeneratorSpec, LayerSpec, StyleSpec
from ganstudio.words import tr

INPUT = "input"
"""Name of the styles that turn and shift the sine waves."""
MAX_LAYERS = 64
MAX_SIDE = 1 << 14  # of any feature map: four times that of the largest picture anybody has made
MAX_TAPS = 256


class FilteredLayerConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One layer: a convolution, and an activation between filters so that no frequency aliases.

    Attributes:
        name: NVlabs' `L7_52_512`: index, side of its feature maps, their number.
        channels: Feature maps given out.
        size: Rows and columns of the feature maps, margins included.
        margin: Cells on each side that lie beyond the picture.
        kernel_size: Taps of the convolution along each side.
        up: Factor by which the maps are upsampled before the activation; down: by which they are reduced after it.
        up_taps: Taps of the upsampling filter, 0 for none. down_taps: of the other.
        radial: Whether the second filter is 2-d and round (configuration R) instead of one for rows and columns.
    """

    name: str
    channels: int
    size: int
    margin: int
    kernel_size: int
    up: int
    down: int
    up_taps: int
    down_taps: int
    radial: bool


class StyleGAN3Config(MappingConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sizes and choices of one StyleGAN3 generator.

    Source: Karras et al. 2021, "Alias-Free Generative Adversarial Networks", section 3; the names are those of
    NVlabs/stylegan3.

    Attributes:
        configuration: `T` (equivariant to translation) or `R` (to rotation as well).
        input_channels: Sine waves that the network starts from.
        input_size: Rows and columns on which these are sampled, margins included.
        sampling_rate: Samples of the input along the picture's side.
        bandwidth: Highest frequency of the input, in periods along the picture's side.
        layers: Every layer, the last one to colors.
        output_scale: Factor on the last layer's output, which gives the image.
    """

    configuration: Literal["T", "R"]
    input_channels: int
    input_size: int
    sampling_rate: float = 16.0
    bandwidth: float = 2.0
    layers: tuple[FilteredLayerConfig, ...]
    output_scale: float = 0.25

    def __post_init__(self) -> None:
        """Refuse sizes that no generator has.

        Raises:
            CheckpointError: A size is out of range, or the lists do not fit one another.
        """
        self.check_mapping()
        check_sizes({"input_channels": self.input_channels})
        if not 1 <= len(self.layers) <= MAX_LAYERS:
            raise CheckpointError(
                tr(
                    "The model has {layers} layers; 1 to {most} are accepted.",
                    layers=len(self.layers),
                    most=MAX_LAYERS,
                )
            )
        for layer in self.layers:
            _check_layer(layer)
        if not 0 < 2 * self.bandwidth < self.sampling_rate < MAX_SIDE or not 1 <= self.input_size <= MAX_SIDE:
            raise CheckpointError(
                tr(
                    "The model's input has bandwidth {bandwidth:g}, sampling rate {sampling_rate:g} and size "
                    "{input_size}, which do not fit one another. The file is damaged.",
                    bandwidth=self.bandwidth,
                    sampling_rate=self.sampling_rate,
                    input_size=self.input_size,
                )
            )
        if self.layers[-1].margin or self.layers[-1].channels != self.img_channels:
            raise CheckpointError(
                tr("The model's last layer '{layer}' does not give its image.", layer=self.layers[-1].name)
            )

    @property
    def num_ws(self) -> int:
        """The number of w per image: one for the input, one a layer."""
        return 1 + len(self.layers)

    def in_channels(self, index: int) -> int:
        """Feature maps that enter layer `index`."""
        return self.layers[index - 1].channels if index else self.input_channels

    def padding(self, index: int) -> tuple[int, int]:
        """Zeros before and after the maps of layer `index` that the upsampling filter gets, so that its size results.

        Source: Karras et al. 2021, appendix C.3; NVlabs/stylegan3, SynthesisLayer: samples lie symmetrically around
        the picture's middle.
        """
        layer = self.layers[index]
        in_size = self.layers[index - 1].size if index else self.input_size
        wanted = (layer.size - 1) * layer.down + 1 + max(layer.up_taps, 1) + max(layer.down_taps, 1) - 2
        total = wanted - (in_size + layer.kernel_size - 1) * layer.up
        before = (total + layer.up) // 2
        return before, total - before

    def stages(self) -> tuple[StageShape, ...]:
        """Two a layer, lowest first: layer i's convolution at 2 * i, with the input at 0; its output at 2 * i + 1."""
        found: list[StageShape] = []
        for index, layer in enumerate(self.layers):
            styles = (layer.name,) if index else (INPUT, layer.name)
            found.append(StageShape(layer="", rows=slice(index + 1 if index else 0, index + 2), styles=styles))
            found.append(StageShape(layer=layer.name, rows=slice(0)))
        return tuple(found)

    def spec(self) -> GeneratorSpec:
        """The sizes that recipes and tabs need to know."""
        side = self.layers[-1].size
        return GeneratorSpec(
            z_dim=self.z_dim,
            c_dim=self.c_dim,
            w_dim=self.w_dim,
            num_ws=self.num_ws,
            img_resolution=side,
            img_height=side,
            img_width=side,
            img_channels=self.img_channels,
            architecture=f"stylegan3-{self.configuration.lower()}",
            layers=tuple(
                LayerSpec(
                    name=layer.name,
                    height=layer.size - 2 * layer.margin,
                    width=layer.size - 2 * layer.margin,
                    channels=layer.channels,
                    ws_index=index,
                    margin=layer.margin,
                )
                for index, layer in enumerate(self.layers, start=1)
            ),
            style_layers=(
                StyleSpec(name=INPUT, channels=4, ws_index=0),
                *(
                    StyleSpec(name=layer.name, channels=self.in_channels(index), ws_index=index + 1)
                    for index, layer in enumerate(self.layers)
                ),
            ),
        )


def _check_layer(layer: FilteredLayerConfig) -> None:
    """Refuse a layer that cannot be computed.

    Raises:
        CheckpointError: A size is out of range.
    """
    check_sizes({tr("number of channels of layer '{layer}'", layer=layer.name[:40]): layer.channels})
    sides = (layer.size, layer.size - 2 * layer.margin)
    factors = (layer.kernel_size, layer.up, layer.down, 1 + layer.up_taps, 1 + layer.down_taps)
    fits = all(1 <= side <= MAX_SIDE for side in sides) and all(1 <= factor <= MAX_TAPS for factor in factors)
    if not fits or layer.margin < 0:
        raise CheckpointError(
            tr("The sizes of layer '{layer}' are impossible. The file is damaged.", layer=layer.name[:40])
        )
