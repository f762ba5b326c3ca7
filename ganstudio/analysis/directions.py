"""Attribute directions in w without writing code: from two sets of images, from PCA of w, from the style weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from ganstudio.analysis.linear_algebra import product, solution, symmetric_eigenvectors
from ganstudio.errors import AnalysisError
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.recipe.array import Array
from ganstudio.words import marked, tr

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]


_FACES = 2000
"""Whose w tell how far one standard deviation along a direction is."""


@dataclass(frozen=True, kw_only=True)
class Direction:
    """A direction in w, to be kept as an attribute.

    Attributes:
        vector: float32 [w_dim], or [num_ws, w_dim]. Its length is such that an amount of 1 is a clear step.
        first, last: The style layers that it should move; `last` is None for the last there is.
        method: How it was found, in English: `difference of means`, `linear classifier`, `PCA 3`, `SeFa 1`.
        title: The same in the language spoken; empty where it is not shown.
        accuracy: 0..1, of telling images apart that were left out of the fit; None where there is nothing to tell.
        share: 0..1, the share of variance that it explains, of PCA and SeFa; None else.
    """

    vector: Array
    method: str
    title: str = ""
    first: int = 0
    last: int | None = None
    accuracy: float | None = None
    share: float | None = None


def difference(from_ws: npt.ArrayLike, to_ws: npt.ArrayLike) -> Direction:
    """The direction that leads from one image to another: amount 1 makes the one the other.

    Args:
        from_ws: float32 [num_ws, w_dim].
        to_ws: Likewise.

    Raises:
        AnalysisError: The shapes differ, or the images have the same w.
    """
    start, end = np.asarray(from_ws, np.float32), np.asarray(to_ws, np.float32)
    if start.shape != end.shape:
        raise AnalysisError(
            tr(
                "The images' latents have shapes {first_shape} and {second_shape}: two models.",
                first_shape=list(start.shape),
                second_shape=list(end.shape),
            )
        )
    if np.array_equal(start, end):
        raise AnalysisError(tr("Both images have the same latent, so there is no direction between them."))
    return Direction(vector=Array(_narrowest(end - start)), method="difference of two images")


def combine(vectors: Sequence[npt.ArrayLike], amounts: Sequence[float]) -> Direction:
    """One direction for several attributes at their present amounts: amount 1 does what all of them did.

    Args:
        vectors: float32 [w_dim] or [num_ws, w_dim] each.
        amounts: One for each.

    Raises:
        AnalysisError: There is nothing to combine, or it cancels out.
    """
    if not vectors or len(vectors) != len(amounts):
        raise AnalysisError(tr("There are no attribute sliders to combine. Move at least one away from 0."))
    total: Float32Array = np.zeros(1, np.float32)
    for vector, amount in zip(vectors, amounts, strict=True):
        total = total + np.float32(amount) * np.asarray(vector, np.float32)
    if not total.any():
        raise AnalysisError(tr("These attributes cancel out: together they change nothing."))
    return Direction(vector=Array(_narrowest(total)), method=f"{len(vectors)} attributes combined")


def from_two_sets(with_ws: npt.ArrayLike, without_ws: npt.ArrayLike, *, folds: int = 5) -> Direction:
    """The direction from images without something to images with it.

    Two candidates: the difference of the means, and the normal of a linear classifier (shrunk linear discriminant;
    Ledoit and Wolf 2004 for the idea of shrinking). Both are tried on images left out, in turn; the better one is
    given, scaled so that an amount of 1 leads from the one mean to the other's level.

    Args:
        with_ws: float32 [n, w_dim] or [n, num_ws, w_dim].
        without_ws: [m, ...], likewise; 1 or more of each.
        folds: In how many parts the images are left out.

    Raises:
        AnalysisError: A set is empty, the shapes differ, or the sets have the same mean.
    """
    positive, negative = np.asarray(with_ws, np.float64), np.asarray(without_ws, np.float64)
    if not len(positive) or not len(negative):
        raise AnalysisError(tr("Each of the two sets needs at least one image. Drop images into both."))
    if positive.shape[1:] != negative.shape[1:]:
        raise AnalysisError(tr("The images of the two sets were made by different models."))
    if positive.ndim == 3 and all((rows == rows[:, :1]).all() for rows in (positive, negative)):
        positive, negative = positive[:, 0], negative[:, 0]  # one w for all layers
    shape = positive.shape[1:]
    positive, negative = positive.reshape(len(positive), -1), negative.reshape(len(negative), -1)
    if np.allclose(positive.mean(axis=0), negative.mean(axis=0)):
        raise AnalysisError(tr("The two sets have the same mean, so nothing tells them apart. Choose other images."))
    methods = {marked("difference of means"): _mean_difference, marked("linear classifier"): _discriminant}
    accuracies = {name: _held_out_accuracy(fit, positive, negative, folds) for name, fit in methods.items()}
    best = max(methods, key=lambda name: accuracies[name] or 0.0)
    normal = methods[best](positive, negative)
    gap = (positive.mean(axis=0) - negative.mean(axis=0)) @ normal
    vector = normal * gap / (normal @ normal)
    narrowest = Array(_narrowest(vector.reshape(shape)))
    return Direction(vector=narrowest, method=best, title=tr(best), accuracy=accuracies[best])


def principal_directions(generator: LoadedGenerator, count: int = 20, *, samples: int = 10_000) -> list[Direction]:
    """The directions along which w varies most; amount 1 is one standard deviation.

    Source: Härkönen et al. 2020, "GANSpace", section 2.2 (PCA of w for StyleGAN2).

    Args:
        generator: Its mapping network is sampled.
        count: How many, strongest first.
        samples: Number of random z (and random classes, for a conditional model).

    Raises:
        AnalysisError: Not at least one direction is asked for.
    """
    if count < 1:
        raise AnalysisError(tr("{count} directions were asked for; 1 or more are possible.", count=count))
    w = sampled_w(generator, samples)
    centred = w - w.mean(axis=0)
    values, vectors = symmetric_eigenvectors(product(centred.T, centred) / max(1, samples - 1))
    order = np.argsort(-values)[:count]
    total = max(float(np.clip(values, 0, None).sum()), 1e-12)
    return [
        Direction(
            vector=Array(_fixed_sign(vectors[:, index]) * np.sqrt(max(values[index], 0.0))),
            method=f"PCA {number}",
            title=f"PCA {number}",
            share=float(values[index] / total),
        )
        for number, index in enumerate(order, start=1)
    ]


def sampled_w(generator: LoadedGenerator, samples: int) -> Float64Array:
    """The w of random z (and random classes, for a conditional model), always the same: float64 [samples, w_dim]."""
    spec = generator.spec
    random = np.random.RandomState(0)
    z = random.randn(samples, spec.z_dim).astype(np.float32)
    labels = np.eye(spec.c_dim, dtype=np.float32)[random.randint(spec.c_dim, size=samples)] if spec.c_dim else None
    return np.asarray(generator.map(z, labels)[:, 0], np.float64)


def factorised_directions(
    generator: LoadedGenerator, count: int = 20, *, first: int = 0, last: int | None = None
) -> list[Direction]:
    """The directions that the style weights of some layers amplify most; amount 1 is one standard deviation of w.

    The paper gives them no length. What is amplified most may be what faces differ in least.

    Source: Shen and Zhou 2021, "Closed-Form Factorization of Latent Semantics in GANs" (SeFa), equations 5 to 7: the
    leading eigenvectors of A'A, where A stacks the affine layers' weights, each row scaled to length 1 as their code
    does.

    Args:
        generator: Its weights are factorised, and its mapping network is sampled for the lengths.
        count: How many, strongest first; at most w_dim.
        first: First style layer that the directions move.
        last: Last one, None for the last there is.

    Raises:
        AnalysisError: The model has no such layers, or not at least one direction is asked for.
    """
    spec = generator.spec
    end = spec.num_ws - 1 if last is None else last
    if not 0 <= first <= end < spec.num_ws or count < 1:
        raise AnalysisError(
            tr(
                "Layers {first}..{end} were asked for, and this model has 0..{last}; 1 or more directions.",
                first=first,
                end=end,
                last=spec.num_ws - 1,
            )
        )
    weights = _style_weights(generator)
    stacked = np.concatenate([rows for index, rows in weights if first <= index <= end])  # [styles, w_dim]
    stacked = stacked / np.maximum(np.sqrt((stacked**2).sum(axis=1, keepdims=True)), 1e-12)
    values, vectors = symmetric_eigenvectors(product(stacked.T, stacked))
    order = np.argsort(-values)[:count]
    total = max(float(values.sum()), 1e-12)
    deviations = product(sampled_w(generator, _FACES), vectors[:, order]).std(axis=0)
    return [
        Direction(
            vector=Array(_fixed_sign(vectors[:, index]) * max(float(deviations[number - 1]), 1e-6)),
            method=f"SeFa {number}",
            title=f"SeFa {number}",
            first=first,
            last=last,
            share=float(values[index] / total),
        )
        for number, index in enumerate(order, start=1)
    ]


def _style_weights(generator: LoadedGenerator) -> list[tuple[int, Float64Array]]:
    """The affine weights of each convolution and of the last ToRGB, float64 [styles, w_dim], and which w feeds it."""
    layers = generator.network.synthesis.affine_layers()
    last = generator.spec.num_ws - 1
    return [(index, _numbers(affine.weight)) for name, index, affine in layers if index == last or "torgb" not in name]


def _numbers(weight: torch.Tensor) -> Float64Array:
    return np.asarray(weight.detach().cpu().numpy(), np.float64)


def _mean_difference(positive: Float64Array, negative: Float64Array) -> Float64Array:
    return np.asarray(positive.mean(axis=0) - negative.mean(axis=0), np.float64)


def _discriminant(positive: Float64Array, negative: Float64Array) -> Float64Array:
    """(S + ridge)^-1 (mean difference), S the covariance within the sets, in the span of the data."""
    gap = _mean_difference(positive, negative)
    rows = np.concatenate([positive - positive.mean(axis=0), negative - negative.mean(axis=0)])  # [n, d]
    count = len(rows)
    ridge = max(0.1 * float((rows**2).sum()) / rows.shape[1], 1e-9)  # a tenth of what an average direction varies
    # Woodbury: a system of n equations in place of d.
    inner = solution(product(rows, rows.T) + ridge * np.eye(count), product(rows, gap))
    return np.asarray((gap - product(rows.T, inner)) / ridge, np.float64)


def _held_out_accuracy(fit: object, positive: Float64Array, negative: Float64Array, folds: int) -> float | None:
    """The share of left-out images on the right side of the middle; None with fewer than two images in a set."""
    if min(len(positive), len(negative)) < 2 or not callable(fit):
        return None
    right = 0.0
    parts = min(folds, len(positive), len(negative))
    for part in range(parts):
        kept_positive = positive[np.arange(len(positive)) % parts != part]
        kept_negative = negative[np.arange(len(negative)) % parts != part]
        normal = fit(kept_positive, kept_negative)
        middle = 0.5 * (kept_positive.mean(axis=0) + kept_negative.mean(axis=0)) @ normal
        right += 0.5 * np.count_nonzero(positive[part::parts] @ normal > middle) / len(positive)
        right += 0.5 * np.count_nonzero(negative[part::parts] @ normal <= middle) / len(negative)
    return float(right)


def _narrowest(vector: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """[w_dim] where all style layers move alike, else as it is."""
    if vector.ndim == 2 and (vector == vector[:1]).all():
        return np.asarray(vector[0])
    return vector


def _fixed_sign(vector: Float64Array) -> Float64Array:
    """An eigenvector's sign is arbitrary: the largest entry is made positive, so that results repeat."""
    return vector if vector[np.argmax(np.abs(vector))] > 0 else -vector
