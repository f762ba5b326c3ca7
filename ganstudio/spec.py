"""The shapes and layer names of a generator, without its weights: what recipes, tabs and tables need to know."""

from __future__ import annotations

import difflib

import msgspec

from ganstudio.errors import RecipeError


class LayerSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One place in the synthesis network that can be viewed and edited.

    Attributes:
        name: `b16` (the block's output, which is its conv1's output after noise, bias and activation) or `b16.conv0`.
        height: Rows of the feature maps.
        width: Columns of the feature maps.
        channels: Number of feature maps.
        ws_index: Index of the w that styles this layer, 0..num_ws-1.
    """

    name: str
    height: int
    width: int
    channels: int
    ws_index: int


class GeneratorSpec(msgspec.Struct, frozen=True, kw_only=True):
    """The sizes of one generator.

    Attributes:
        z_dim: Entries of z. c_dim: number of classes, 0 for an unconditional model. w_dim: entries of w.
        num_ws: Number of w per image (style layers).
        img_resolution: The larger of height and width, in pixels.
        img_height: Rows of the image. img_width: columns of the image.
        img_channels: 1 (grey), 3 (RGB) or 4 (RGBA).
        architecture: `skip`, `resnet` or `orig`.
        layers: Every editable layer, in the order in which it is computed.
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

    def layer(self, name: str) -> LayerSpec:
        """The layer of that name.

        Raises:
            RecipeError: The model has no such layer; the text names the nearest ones.
        """
        for layer in self.layers:
            if layer.name == name:
                return layer
        names = [layer.name for layer in self.layers]
        close = difflib.get_close_matches(name, names, n=3, cutoff=0.4)
        hint = f" Did you mean {' or '.join(close)}?" if close else ""
        raise RecipeError(
            f"Layer '{name}' is not in this model (its layers go from {names[0]} to {names[-1]}).{hint} "
            "Choose another layer or another model."
        )

    @property
    def blocks(self) -> tuple[LayerSpec, ...]:
        """The block outputs only (`b4`, `b8`, ...), lowest resolution first."""
        return tuple(layer for layer in self.layers if "." not in layer.name)
