"""The shapes and layer names of a generator, without its weights: what recipes, tabs and tables need to know."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Final

import msgspec

from ganstudio.errors import RecipeError
from ganstudio.words import tr


class ModelIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """What a model is, whichever file it was read from.

    Attributes:
        model_id: md5 of the file.
        weights_id: Hash of its numbers: the same in every format and after every saving.
        other_ids: md5s of other files that are known to hold the same numbers.
    """

    model_id: str
    weights_id: str = ""
    other_ids: frozenset[str] = frozenset()

    def owns(self, model_id: str, weights_id: str = "") -> bool:
        """Whether something was made with this model, or with whichever model is loaded.

        Args:
            model_id: The md5 that it names, empty for any model.
            weights_id: The hash of numbers that it names, empty where it is of before there was one.
        """
        same_numbers = weights_id != "" and weights_id == self.weights_id
        return model_id in ("", self.model_id) or model_id in self.other_ids or same_numbers


class LayerSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One place in the synthesis network that can be viewed and edited.

    Attributes:
        name: `b16` (the block's output, which is its conv1's output after noise, bias and activation) or `b16.conv0`;
            `L7_52_512` of a StyleGAN3 model.
        height: Rows of the feature maps that lie on the picture.
        width: Columns of the feature maps that lie on the picture.
        channels: Number of feature maps.
        ws_index: Index of the w that styles this layer, 0..num_ws-1.
        margin: Further cells on each side, beyond the picture (StyleGAN3; 0 in StyleGAN2).
    """

    name: str
    height: int
    width: int
    channels: int
    ws_index: int
    margin: int = 0

    @property
    def title(self) -> str:
        """As shown: `16×16`, width first; `16×16 conv0`; `L7 32×32` in StyleGAN3, where many layers share a size."""
        size, (block, _, part) = f"{self.width}×{self.height}", self.name.partition(".")
        short = block.split("_")[0]
        words = (short if short != block else "", size, part)
        return " ".join(word for word in words if word)


class StyleSpec(msgspec.Struct, frozen=True, kw_only=True):
    """The styles of one layer of the synthesis network: what its affine layer makes of w.

    Attributes:
        name: `b16.conv0`, `b16.conv1`, `b16.torgb`; `input` and `L7_52_512` of a StyleGAN3 model.
        channels: How many they are: one for each feature map that enters the layer.
        ws_index: Index of the w that they are made of.
    """

    name: str
    channels: int
    ws_index: int


class LatentSizes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What tells whether an array is a z, a w or a w+.

    Attributes:
        z_dim: Entries of z. w_dim: entries of w. num_ws: how many w an image has.
    """

    z_dim: int
    w_dim: int
    num_ws: int


class GeneratorSpec(msgspec.Struct, frozen=True, kw_only=True):
    """The sizes of one generator.

    Attributes:
        z_dim: Entries of z. c_dim: number of classes, 0 for an unconditional model. w_dim: entries of w.
        num_ws: Number of w per image (style layers).
        img_resolution: The larger of height and width, in pixels.
        img_height: Rows of the image. img_width: columns of the image.
        img_channels: 1 (grey), 3 (RGB) or 4 (RGBA).
        architecture: `skip`, `resnet` or `orig` of StyleGAN2; `stylegan3-t` or `stylegan3-r`.
        layers: Every editable layer, in the order in which it is computed.
        style_layers: Every layer that has styles, ToRGB included, in that order.
    """

    z_dim: int
    c_dim: int
    w_dim: int
    num_ws: int
    img_resolution: int
    img_height: int
    img_width: int
    img_channels: int
    architecture: str
    layers: tuple[LayerSpec, ...]
    style_layers: tuple[StyleSpec, ...] = ()

    @property
    def latent_sizes(self) -> LatentSizes:
        """The sizes of its latents alone."""
        return LatentSizes(z_dim=self.z_dim, w_dim=self.w_dim, num_ws=self.num_ws)

    def layer(self, name: str) -> LayerSpec:
        """The layer of that name.

        Raises:
            RecipeError: The model has no such layer; the text names the nearest ones.
        """
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise RecipeError(
            _with_known(
                tr("Layer '{name}' is not in this model", name=name), name, [layer.name for layer in self.layers]
            )
        )

    def style_layer(self, name: str) -> StyleSpec:
        """The styles of that name.

        Raises:
            RecipeError: The model has none such; the text names the nearest ones.
        """
        for layer in self.style_layers:
            if layer.name == name:
                return layer
        raise RecipeError(
            _with_known(
                tr("Style layer '{name}' is not in this model", name=name),
                name,
                [layer.name for layer in self.style_layers],
            )
        )

    def style_channel(self, layer: str, channel: int) -> StyleSpec:
        """The styles of a layer which have a channel of that number.

        Raises:
            RecipeError: The model has no such layer or channel.
        """
        styles = self.style_layer(layer)
        if not 0 <= channel < styles.channels:
            raise RecipeError(
                tr(
                    "Style layer {layer} has channels 0 to {last}, and {channel} was asked for.",
                    layer=layer,
                    last=styles.channels - 1,
                    channel=channel,
                )
            )
        return styles

    @property
    def is_stylegan3(self) -> bool:
        """Whether its picture can be moved and turned, and takes no noise."""
        return self.architecture.startswith("stylegan3")

    @property
    def noise_resolutions(self) -> tuple[int, ...]:
        """The numbers of the blocks that add noise, lowest first; none in a StyleGAN3 model."""
        return () if self.is_stylegan3 else tuple(int(block.name.removeprefix("b")) for block in self.blocks)

    @property
    def blocks(self) -> tuple[LayerSpec, ...]:
        """The block outputs only (`b4`, `b8`, ...), lowest resolution first; each layer of a StyleGAN3 model is one."""
        return tuple(layer for layer in self.layers if "." not in layer.name)


def _with_known(missing: str, name: str, names: list[str]) -> str:
    """What is missing, with the layers that there are, and those that may have been meant."""
    known = tr("its layers go from {first} to {last}", first=names[0], last=names[-1]) if names else tr("it has none")
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.4)
    if not close:
        return tr("{missing} ({known}). Choose another layer or another model.", missing=missing, known=known)
    return tr(
        "{missing} ({known}). Did you mean {names}? Choose another layer or another model.",
        missing=missing,
        known=known,
        names=(" " + tr("or") + " ").join(close),
    )


@dataclass(frozen=True, kw_only=True)
class LayerRange:
    """Some of the style layers: `first` to `last`, both included; None for the last there is."""

    first: int = 0
    last: int | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self.first == 0 and self.last is None

    @property
    def text(self) -> str:
        """`0–3`, `8–`; empty for all."""
        return "" if self.is_all else f"{self.first}–{'' if self.last is None else self.last}"


ALL_LAYERS = LayerRange()


def layer_bands(spec: GeneratorSpec) -> dict[str, LayerRange]:
    """Name -> style layers: coarse (up to 8x8), middle (16x16 to 32x32), fine (the rest), as far as the model has them.

    Source: StyleGAN (Karras et al. 2019), section 3.1.
    """
    resolutions = {"coarse": 8, "middle": 32, "fine": max(max(layer.height, layer.width) for layer in spec.layers)}
    bands: dict[str, LayerRange] = {}
    first, top = 0, max(layer.ws_index for layer in spec.layers)
    for name, resolution in resolutions.items():
        within = (layer.ws_index for layer in spec.layers if max(layer.height, layer.width) <= resolution)
        last = max(within, default=-1)
        if last >= first:  # the highest band has the last w too, which styles the last ToRGB alone
            bands[name] = LayerRange(first=first, last=None if last == top else last)
        first = max(first, last + 1)
    return bands


_FORMER_BUILTINS: Final = {"44ddd0c56c823e1e55b9bc91880dcf55": "0.1.0"}
"""The ids of built-in models that are no longer here, and the last version that had them."""


def said_of_former(model_id: str) -> str:
    """A sentence for people about a built-in model of an earlier version, and a space; empty for other models."""
    version = _FORMER_BUILTINS.get(model_id)
    if version is None:
        return ""
    sentence = tr(
        "That is the built-in model of GanStudio {version}; its file is ganstudio/builtin/faces.safetensors there.",
        version=version,
    )
    return f"{sentence} "
