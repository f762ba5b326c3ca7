"""One face's factors with the colours that follow from them: what every painting function is given."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QRadialGradient

from ganstudio.training.faces_canvas import Rgb, colour, mix
from ganstudio.training.faces_factors import PRESENCES

_SKIN: tuple[tuple[float, Rgb], ...] = (
    (0.0, (1.0, 0.925, 0.885)), (0.5, (0.945, 0.79, 0.67)), (1.0, (0.62, 0.42, 0.31)),
)  # fmt: skip


def _shown(presence: float) -> float:
    """Smooth step from 0.3 to 0.7: the mean face shows no accessory, and a face at psi 0.5 keeps its own."""
    share = min(max((presence - 0.3) / 0.4, 0.0), 1.0)
    return share * share * (3 - 2 * share)


class Sheet:
    """Factors by name, and the colours of hair, skin and lines.

    Args:
        values: Factor name -> value, within its limits.
    """

    def __init__(self, values: dict[str, float]) -> None:
        self._values = values | {name: _shown(values[name]) for name in PRESENCES}
        self.hair: Rgb = self.rgb("hair")
        self.hair_ink: Rgb = mix(
            (self.hair[0] * 0.36, self.hair[1] * 0.34, self.hair[2] * 0.4), (0.16, 0.1, 0.18), 0.35
        )
        self.hair_shade: Rgb = mix((self.hair[0] * 0.72, self.hair[1] * 0.7, self.hair[2] * 0.78), self.hair_ink, 0.08)
        tone = values["skin_tone"]
        lower, upper = (_SKIN[0], _SKIN[1]) if tone < _SKIN[1][0] else (_SKIN[1], _SKIN[2])
        self.skin: Rgb = mix(lower[1], upper[1], (tone - lower[0]) / (upper[0] - lower[0]))
        self.skin_shade: Rgb = (self.skin[0] * 0.9, self.skin[1] * 0.79, self.skin[2] * 0.79)
        self.skin_ink: Rgb = (self.skin[0] * 0.52, self.skin[1] * 0.33, self.skin[2] * 0.33)
        self.line: float = 1.05 + 0.85 * values["line_weight"]

    def __getitem__(self, name: str) -> float:
        return self._values[name]

    def rgb(self, name: str) -> Rgb:
        """The colour factors `name_r`, `name_g`, `name_b`, 0..1."""
        return (self._values[f"{name}_r"], self._values[f"{name}_g"], self._values[f"{name}_b"])

    def cheek_gradient(self, x: float, y: float, radius: float, rgb: Rgb) -> QRadialGradient:
        """Blush that fades outwards, as strong as the factor says."""
        gradient = QRadialGradient(QPointF(x, y), radius)
        gradient.setColorAt(0, colour(rgb, 0.9 * self["blush"]))
        gradient.setColorAt(0.45, colour(rgb, 0.65 * self["blush"]))
        gradient.setColorAt(1, colour(rgb, 0.0))
        return gradient
