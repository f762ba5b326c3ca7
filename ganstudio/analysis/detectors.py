"""Detectors: weighted feature maps that say where a part (mouth, eyes, hair, ...) is in a picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.errors import AnalysisError
from ganstudio.masks import resize_mask
from ganstudio.recipe.edits import ChannelWeight, Name
from ganstudio.spec import GeneratorSpec
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]
FeatureMaps = Mapping[str, Float32Array]
DetectorKind = Literal["threshold", "soft", "probe"]

DEFAULT_THRESHOLD = 25.0
"""The original program's default."""
FROM_STROKES = "from strokes"
"""How the note of a detector begins that was fitted to painted strokes; notes are kept in a file, in English."""
LEAST_PROBABILITY = 0.1
"""Of a probe, unless it says otherwise; less counts as none."""


class Detector(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a part is, as a function of feature maps.

    Each map is brought to the grid of the finest layer (linear interpolation) and combined, then:

    - `threshold`: the weighted mean of the maps, `sum(weight * map) / number of maps`; 1 where it is at least the
      threshold, 0 elsewhere;
    - `soft`: the same mean, its values kept;
    - `probe`: `1 / (1 + exp(-(sum(weight * map) + bias)))`, the probability of a fitted linear classifier, 0..1;
      what is below `least` is taken as 0, so that an edit placed by it does not act everywhere a little.

    Attributes:
        name: Unique within a model.
        weights: The maps, of any layers.
        kind: `threshold`, `soft` or `probe`.
        threshold: Used by `threshold` alone.
        bias: Used by `probe` alone.
        least: Used by `probe` alone: the probability below which none is taken, 0..1.
        note: Free text for people: how it was made and how well it does.
    """

    name: Name
    weights: tuple[ChannelWeight, ...]
    kind: DetectorKind = "threshold"
    threshold: float = DEFAULT_THRESHOLD
    bias: float = 0.0
    least: float = LEAST_PROBABILITY
    note: str = ""

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers whose maps it needs, each once, in the order of first mention."""
        return tuple(dict.fromkeys(weight.layer for weight in self.weights))

    def check(self, spec: GeneratorSpec) -> None:
        """Raises unless the model has every map that the detector weighs.

        Raises:
            AnalysisError: It has no maps, or a number is not finite.
            RecipeError: The model has no such layer.
        """
        if not self.name.strip():
            raise AnalysisError(tr("A detector needs a name."))
        if not self.weights:
            raise AnalysisError(
                tr("Detector '{name}' weighs no feature maps. Add maps, or make it from strokes.", name=self.name)
            )
        if not np.isfinite([self.threshold, self.bias, self.least, *(weight.weight for weight in self.weights)]).all():
            raise AnalysisError(
                tr("Detector '{name}' has a weight, bias or threshold that is not a finite number.", name=self.name)
            )
        for weight in self.weights:
            layer = spec.layer(weight.layer)
            if not 0 <= weight.channel < layer.channels:
                raise AnalysisError(
                    tr(
                        "Detector '{name}' weighs map {map} of layer {layer}, which has maps 0..{last}. "
                        "It was made for another model.",
                        name=self.name,
                        map=weight.channel,
                        layer=layer.name,
                        last=layer.channels - 1,
                    )
                )

    def response(self, feature_maps: FeatureMaps) -> Float32Array:
        """The combined maps, before threshold or sigmoid.

        Args:
            feature_maps: float32 [channels, h, w] of at least `layers`, of one picture.

        Returns:
            float32 [h, w] of the finest layer.

        Raises:
            AnalysisError: A layer is missing or has too few maps.
        """
        layers = {name: self._layer_maps(name, feature_maps) for name in self.layers}
        if not layers:
            raise AnalysisError(
                tr("Detector '{name}' weighs no feature maps. Add maps, or make it from strokes.", name=self.name)
            )
        finest = max((maps.shape[1:] for maps in layers.values()), key=lambda size: size[0] * size[1])
        total = np.zeros(finest, np.float64)
        for name, maps in layers.items():
            chosen = [weight for weight in self.weights if weight.layer == name]
            factors = np.array([weight.weight for weight in chosen], np.float64)
            combined = np.tensordot(factors, maps[[weight.channel for weight in chosen]], axes=1)  # [h, w]
            total += interpolate(combined, finest)
        value = total + self.bias if self.kind == "probe" else total / len(self.weights)
        return value.astype(np.float32)

    def detect(self, feature_maps: FeatureMaps, size: tuple[int, int] | None = None) -> Float32Array:
        """The mask: 0 and 1, values, or probabilities, by kind.

        Args:
            feature_maps: As for `response`.
            size: Rows and columns wanted (each gets the mean of what it covers); None for the finest layer's.

        Returns:
            float32 [rows, columns].

        Raises:
            AnalysisError: A layer is missing or has too few maps.
        """
        response = self.response(feature_maps)
        if self.kind == "threshold":
            mask = (response >= self.threshold).astype(np.float32)
        elif self.kind == "probe":
            mask = sigmoid(response)
            mask[mask < self.least] = 0.0
        else:
            mask = response
        return mask if size is None else resize_mask(mask, size)

    def _layer_maps(self, name: str, feature_maps: FeatureMaps) -> Float32Array:
        if name not in feature_maps:
            at_hand = ", ".join(feature_maps) or tr("none")
            raise AnalysisError(
                tr(
                    "Detector '{name}' needs the maps of layer {layer}, and these are at hand: {at_hand}.",
                    name=self.name,
                    layer=name,
                    at_hand=at_hand,
                )
            )
        maps = feature_maps[name]
        highest = max(weight.channel for weight in self.weights if weight.layer == name)
        if highest >= len(maps):
            raise AnalysisError(
                tr(
                    "Detector '{name}' weighs map {map} of layer {layer}, which has maps 0..{last}. It "
                    "was made for another model.",
                    name=self.name,
                    map=highest,
                    layer=name,
                    last=len(maps) - 1,
                )
            )
        return maps


def with_weights(detector: Detector, weights: Mapping[str, Mapping[int, float]]) -> Detector:
    """The detector with some maps weighted otherwise.

    Args:
        detector: Any.
        weights: {layer: {map: weight}}; a weight of 0 takes the map out.
    """
    places = {(weight.layer, weight.channel): weight.weight for weight in detector.weights}
    places |= {(layer, channel): float(weight) for layer, maps in weights.items() for channel, weight in maps.items()}
    kept = tuple(ChannelWeight(layer, channel, weight) for (layer, channel), weight in places.items() if weight != 0.0)
    return msgspec.structs.replace(detector, weights=kept)


def sigmoid(values: npt.NDArray[np.floating]) -> Float32Array:
    """1 / (1 + exp(-x)) without overflow, float32."""
    result: Float32Array = (0.5 * (1.0 + np.tanh(0.5 * values))).astype(np.float32)
    return result


def interpolate(maps: npt.NDArray[np.floating], size: tuple[int, int]) -> npt.NDArray[np.float64]:
    """Bring maps to a grid that is not coarser: linear between cell centres, constant beyond the outermost ones.

    Args:
        maps: [..., h, w].
        size: Rows and columns wanted.

    Returns:
        float64 [..., size[0], size[1]].
    """
    wide = np.asarray(maps, np.float64)
    if wide.shape[-2:] == size:
        return wide
    rows = _linear_weights(wide.shape[-2], size[0])  # [size[0], h]
    columns = _linear_weights(wide.shape[-1], size[1])  # [size[1], w]
    result: npt.NDArray[np.float64] = rows @ wide @ columns.T
    return result


def _linear_weights(source: int, target: int) -> npt.NDArray[np.float64]:
    """[target, source]: how much each source cell counts in each target cell; rows of sum 1."""
    centres = np.clip((np.arange(target) + 0.5) * source / target - 0.5, 0.0, source - 1.0)
    below = np.minimum(centres.astype(np.intp), source - 1)
    above = np.minimum(below + 1, source - 1)
    share = centres - below
    weights = np.zeros((target, source))
    np.add.at(weights, (np.arange(target), below), 1.0 - share)
    np.add.at(weights, (np.arange(target), above), share)
    return weights


def with_best_threshold(detector: Detector, feature_maps: FeatureMaps) -> Detector:
    """The detector with the threshold that parts its response into two groups that differ most.

    Source: Otsu 1979, "A Threshold Selection Method from Gray-Level Histograms"; here over all values, sorted.

    Args:
        detector: Of kind `threshold`.
        feature_maps: float32 [channels, h, w] of at least its layers, of one picture.

    Raises:
        AnalysisError: A layer is missing or has too few maps.
    """
    ordered = np.sort(detector.response(feature_maps).astype(np.float64), axis=None)
    low = np.arange(1, ordered.size)
    if not low.size:
        return detector
    sums = np.cumsum(ordered)[:-1]
    gap = sums / low - (ordered.sum() - sums) / (ordered.size - low)
    split = int(np.argmax(low * (ordered.size - low) * gap**2))
    return msgspec.structs.replace(detector, threshold=float(ordered[split : split + 2].mean()))
