"""What a caller of the facade may pass, checked and brought to one form: arrays, numbers, noise, edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.errors import RecipeError
from ganstudio.masks import resize_mask, with_margin
from ganstudio.networks.noise import CONST_NOISE, NO_NOISE, Noise
from ganstudio.networks.synthesis import style_name
from ganstudio.networks.taps import LayerEdit, LayerEdits
from ganstudio.spec import GeneratorSpec, LayerSpec, StyleSpec
from ganstudio.words import tr

Array = npt.NDArray[np.float32]
NoiseChoice = str | int | Sequence[int] | Mapping[str, float] | Noise
Edit = tuple[str, Mapping[int, float], npt.ArrayLike | None, float]
Styles = tuple[str, Mapping[int, float]]


def choose_noise(noise: NoiseChoice, spec: GeneratorSpec, *, batch_size: int) -> Noise:
    """Turn a caller's choice of noise into a Noise.

    Args:
        noise: `const`, `none`, a seed, one seed an image, a factor by layer or block, or a Noise.
        spec: The model's layers.
        batch_size: Number of images.

    Raises:
        RecipeError: It is none of these, names a layer that is not there, or has another number of seeds than images.
    """
    if noise == "const":
        chosen = CONST_NOISE
    elif noise == "none":
        chosen = NO_NOISE
    elif isinstance(noise, Noise):
        chosen = noise
    elif isinstance(noise, Mapping):
        chosen = Noise(
            factors={
                name: finite_number(factor, tr("noise of '{layer}'", layer=name)) for name, factor in noise.items()
            }
        )
    else:
        chosen = Noise(mode="seeded", seeds=_seeds(noise))
    if chosen.mode == "seeded" and len(chosen.seeds) not in {1, batch_size}:
        raise RecipeError(
            tr(
                "There are {seeds} noise seeds for {images} images; give one, or one an image.",
                seeds=len(chosen.seeds),
                images=batch_size,
            )
        )
    _check_factors(chosen, spec)
    return chosen


def choose_styles(styles: Sequence[Styles], spec: GeneratorSpec) -> LayerEdits:
    """Turn a caller's style shifts into edits; those of one layer add up.

    Raises:
        RecipeError: One is not made of the two parts, or does not fit the model.
    """
    found: dict[str, list[LayerEdit]] = {}
    for shift in styles:
        try:
            layer, channels = shift
            amounts = {int(channel): float(amount) for channel, amount in channels.items()}
        except (TypeError, ValueError, AttributeError) as error:
            raise RecipeError(
                tr("Styles are {form}; these do not fit: {error}.", form="(layer, {channel: amount})", error=error)
            ) from error
        of_layer = spec.style_layer(str(layer))
        _check_channels(amounts, of_layer)
        everywhere = np.ones((1, 1), np.float32)
        added = _Addition(tuple(amounts), tuple(amounts.values()), everywhere, margin=0)
        found.setdefault(style_name(of_layer.name), []).append(added)
    return found


def choose_edits(edits: Sequence[Edit], spec: GeneratorSpec, *, batch_size: int) -> list[LayerEdits]:
    """Turn a caller's edits into those of each image.

    Raises:
        RecipeError: An edit is not made of the four parts, or does not fit the model.
    """
    by_image: list[dict[str, list[LayerEdit]]] = [{} for _ in range(batch_size)]
    for edit in edits:
        layer, channels, mask, multiplier = _parts(edit)
        name = spec.layer(layer).name
        _check_channels(channels, spec.layer(layer))
        factor = finite_number(multiplier, tr("multiplier of the edit at '{layer}'", layer=name))
        values = tuple(weight * factor for weight in channels.values())
        masks = _masks(mask, spec.layer(name), batch_size)
        for number, of_image in enumerate(by_image):
            added = _Addition(tuple(channels), values, masks[number % len(masks)], spec.layer(name).margin)
            of_image.setdefault(name, []).append(added)
    return list(by_image)


@dataclass(frozen=True, eq=False)
class _Addition:
    """Adds `mask * value` to some channels of a layer of one image; the mask is float32 [h, w], in any resolution.

    It lies on the picture, or, where it has the size of the layer's maps, on these with their margins.
    """

    channels: tuple[int, ...]
    values: tuple[float, ...]
    given: Array
    margin: int
    mode: str = "add"

    def mask(self, size: tuple[int, int]) -> Array:
        """The mask at the layer's size."""
        if self.given.shape == size:
            return self.given
        height, width = size[0] - 2 * self.margin, size[1] - 2 * self.margin
        return with_margin(resize_mask(self.given, (height, width)), self.margin)


def _parts(edit: Edit) -> tuple[str, dict[int, float], Array, float]:
    try:
        layer, channels, mask, multiplier = edit
        return (
            str(layer),
            {int(channel): float(weight) for channel, weight in channels.items()},
            np.ones((1, 1), np.float32) if mask is None else np.asarray(mask, np.float32),
            float(multiplier),
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise RecipeError(
            tr(
                "An edit is {form}; this one does not fit: {error}.",
                form="(layer, {channel: weight}, mask [h, w], multiplier)",
                error=error,
            )
        ) from error


def _check_channels(channels: Mapping[int, float], layer: LayerSpec | StyleSpec) -> None:
    for channel, weight in channels.items():
        if not 0 <= channel < layer.channels:
            raise RecipeError(
                tr(
                    "Channel {channel} is not in layer '{layer}' (it has channels 0 to {last}). Choose "
                    "another channel or layer.",
                    channel=channel,
                    layer=layer.name,
                    last=layer.channels - 1,
                )
            )
        finite_number(weight, tr("weight of channel {channel} in layer '{layer}'", channel=channel, layer=layer.name))


def _masks(mask: Array, layer: LayerSpec, batch_size: int) -> Array:
    """The mask, or one an image: float32 [1 or n, h, w]."""
    shape = list(mask.shape)
    if mask.ndim not in (2, 3) or 0 in shape or (mask.ndim == 3 and shape[0] not in (1, batch_size)):
        raise RecipeError(
            tr(
                "The mask of the edit at layer '{layer}' has shape {shape}; [h, w] is accepted, or "
                "[{images}, h, w] with one an image.",
                layer=layer.name,
                shape=shape,
                images=batch_size,
            )
        )
    if not np.isfinite(mask).all():
        raise RecipeError(
            tr("The mask of the edit at layer '{layer}' contains values that are not numbers.", layer=layer.name)
        )
    return mask if mask.ndim == 3 else mask[None]


def finite_array(values: npt.ArrayLike, shape: tuple[int | None, ...], what: str) -> Array:
    """The values as contiguous float32, their shape and finiteness checked.

    Args:
        values: Anything NumPy takes for an array.
        shape: The sizes wanted; None stands for any positive number.
        what: Its name in the sentence of a refusal.

    Raises:
        RecipeError: It is no array of numbers, of another shape, or not finite.
    """
    try:
        array = np.ascontiguousarray(values, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise RecipeError(tr("The {what} is not an array of numbers: {error}.", what=what, error=error)) from error
    if np.ndim(values) != len(shape) or any(
        got != wanted if wanted is not None else got == 0 for got, wanted in zip(array.shape, shape, strict=True)
    ):
        wanted_text = ", ".join("n" if size is None else str(size) for size in shape)
        raise RecipeError(
            tr(
                "The {what} has shape {shape}; this model needs [{needed}].",
                what=what,
                shape=list(np.shape(values)),
                needed=wanted_text,
            )
        )
    if not np.isfinite(array).all():
        raise RecipeError(tr("The {what} contains values that are not finite numbers.", what=what))
    return array


def finite_number(value: float, what: str) -> float:
    """The value as a float.

    Raises:
        RecipeError: It is no finite number.
    """
    try:
        converted = float(value)
    except (TypeError, ValueError) as error:
        raise RecipeError(tr("The {what} is {value!r}; a number is needed.", what=what, value=value)) from error
    if not np.isfinite(converted):
        raise RecipeError(tr("The {what} is {value!r}; a finite number is needed.", what=what, value=value))
    return converted


def _seeds(noise: object) -> tuple[int, ...]:
    values = list(noise) if isinstance(noise, list | tuple | range | np.ndarray) else [noise]
    seeds: list[int] = []
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            raise RecipeError(
                tr("Noise {noise!r} is not known. Choose 'const', 'none', a seed, or a factor by layer.", noise=noise)
            )
        seeds.append(int(value))
    return tuple(seeds)


def _check_factors(noise: Noise, spec: GeneratorSpec) -> None:
    blocks = [f"b{resolution}" for resolution in spec.noise_resolutions]
    convolutions = {f"{block}.conv{index}" for block in blocks for index in (0, 1)} - {f"{b}.conv0" for b in blocks[:1]}
    for name in noise.factors:
        if not blocks:
            raise RecipeError(
                tr("The noise of '{layer}' cannot be scaled: this model adds no noise. Leave it out.", layer=name)
            )
        if name not in blocks and name not in convolutions:
            raise RecipeError(
                tr(
                    "The noise of '{layer}' cannot be scaled: this model has {first} to {last}, and "
                    "their layers as in '{last}.conv0' and '{last}.conv1'.",
                    layer=name,
                    first=blocks[0],
                    last=blocks[-1],
                )
            )
