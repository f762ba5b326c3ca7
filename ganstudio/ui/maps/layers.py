"""Which layers' maps are wanted, and what layers are called; plain values, no Qt."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable

from ganstudio.recipe.edits import SpatialEdit
from ganstudio.spec import GeneratorSpec, LayerSpec
from ganstudio.words import marked, tr


class MapsToGet(enum.Enum):
    """Which layers' maps come with each picture; the value is the name that a person reads, through `tr`."""

    NONE = marked("none")
    CURRENT = marked("this layer")
    ALL = marked("all layers")
    CUSTOM = marked("custom")


class MapSource(enum.Enum):
    """Which maps of a layer are looked at; the value is the name that a person reads, through `tr`."""

    PICTURE = marked("this picture")
    AVERAGE = marked("average of recorded")
    DEVIATION = marked("deviation of recorded")


def wanted_layers(
    choice: MapsToGet, spec: GeneratorSpec | None, *, current: str, custom: Collection[str]
) -> tuple[str, ...]:
    """The layers to capture, in the order of the network.

    Args:
        choice: What was chosen.
        spec: The model; without one, nothing is wanted.
        current: The layer that is looked at.
        custom: Layers that were ticked.
    """
    if spec is None or choice is MapsToGet.NONE:
        return ()
    names = [layer.name for layer in spec.layers]
    if choice is MapsToGet.CURRENT:
        return (current,) if current in names else ()
    return tuple(name for name in names if choice is MapsToGet.ALL or name in custom)


def layers_of_active_tabs(edits: Iterable[SpatialEdit]) -> frozenset[str]:
    """The layers that spatial tabs which change the picture act on."""
    return frozenset(weight.layer for edit in edits if edit.is_active for weight in edit.weights if weight.weight)


def first_layer_to_show(spec: GeneratorSpec) -> str:
    """The layer to look at first: 16x16 where there is one (parts of a face), else the middle block."""
    blocks = spec.blocks
    return next((layer.name for layer in blocks if layer.height == 16), blocks[len(blocks) // 2].name)


def in_network_order(names: Collection[str], spec: GeneratorSpec | None) -> tuple[str, ...]:
    """These layers from coarse to fine."""
    return tuple(layer.name for layer in spec.layers if layer.name in names) if spec is not None else ()


def why_no_recorded_maps(layer: LayerSpec, images: int) -> tuple[str, str]:
    """A title and a hint for the place where recorded maps would be."""
    if images:
        return tr("Reading the recorded maps of {title}", title=layer.title), tr("They come in a moment.")
    return tr("{title} is not recorded", title=layer.title), tr("Choose it in the Record card, or show “this picture”.")


def why_no_maps(
    choice: MapsToGet, spec: GeneratorSpec | None, *, current: str, wanted: Collection[str]
) -> tuple[str, str]:
    """A title and a hint for the place where maps would be."""
    if spec is None:
        return tr("No model is loaded"), tr("Its feature maps appear here once it is.")
    title = spec.layer(current).title
    if choice is MapsToGet.NONE:
        return tr("No maps come with the picture"), tr(
            "Choose “this layer” at Get to see this layer's maps with each picture."
        )
    if current not in wanted:
        return tr("{title} is not among the layers chosen", title=title), tr("Tick it, or choose “this layer” at Get.")
    return tr("Waiting for the maps of {title}", title=title), tr(
        "They come with the next picture. Generate one if there is none yet."
    )
