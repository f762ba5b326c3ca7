"""Shares of the classes of a conditional model: numbers that sum to 1."""

from __future__ import annotations

from collections.abc import Sequence


def as_shares(weights: Sequence[float], class_count: int) -> tuple[float, ...]:
    """A recipe's weights as shares: [class_count]; what a recipe without weights shows is class 0."""
    positive = [max(0.0, weight) for weight in weights] if len(weights) == class_count else []
    total = sum(positive)
    if total <= 0.0:
        return tuple(1.0 if index == 0 else 0.0 for index in range(class_count))
    return tuple(weight / total for weight in positive)


def with_share(shares: Sequence[float], index: int, share: float) -> tuple[float, ...]:
    """With another share for one class; the others make room in proportion. A class that is alone keeps all."""
    others = sum(shares) - shares[index]
    if others <= 1e-9:
        return tuple(shares) if shares[index] else tuple(float(number == index) for number in range(len(shares)))
    scale = (1.0 - share) / others
    return tuple(share if number == index else value * scale for number, value in enumerate(shares))
