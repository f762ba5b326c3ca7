"""Attribute directions: how w changes with one label while the others stay, found by regression of w on labels.

The labels are the drawings' factors here; for another model they can be any table of numbers, one row a picture.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from ganstudio.training.faces_factors import EYE_COLOURS, FACTOR_NAMES, FRINGES, HAIR_COLOURS, INDEX, Floats

SLIDER_END: Final = 3.0

_SINGLE: Final[dict[str, tuple[str, float]]] = {
    "length_hair": ("hair_length", 0.7), "smile": ("smile", 1.3), "open_mouth": ("mouth_openness", 0.9),
    "blush": ("blush", 0.9),
    "skin_tone": ("skin_tone", 0.9), "glasses": ("glasses", 1.0), "hairband": ("hairband", 1.0),
    "head_tilt": ("tilt", 1.3),
}  # fmt: skip
"""Attribute -> its factor, and how far the slider's end moves that."""

_ADVANCED: Final[dict[str, tuple[str, float]]] = {
    "eye_openness": ("eye_openness", 0.7), "eye_size": ("eye_size", 0.8), "eye_slant": ("eye_slant", 1.3),
    "gaze_sideways": ("gaze_x", 1.3),
    "gaze_down": ("gaze_y", 1.3), "brow_height": ("brow_height", 1.3), "brow_angle": ("brow_angle", 1.3),
    "mouth_width": ("mouth_width", 0.8),
    "face_width": ("face_width", 0.8), "fringe_length": ("fringe_length", 0.8), "volume_hair": ("hair_volume", 0.8),
    "side_locks": ("side_locks", 0.8), "shine_hair": ("hair_shine", 0.8), "tail_left": ("tail_left", 1.0),
    "tail_right": ("tail_right", 1.0),
    "ahoge": ("ahoge", 1.0), "cat_ears": ("cat_ears", 1.0), "ribbon": ("ribbon", 1.0), "collar": ("collar", 1.0),
    "turtleneck": ("turtleneck", 1.0),
    "line_weight": ("line_weight", 0.8), "background_gradient": ("background_gradient", 1.2),
    "head_sideways": ("shift_x", 1.3),
    "head_down": ("shift_y", 1.3), "head_size": ("scale", 1.3),
}  # fmt: skip


def label_changes() -> tuple[dict[str, Floats], dict[str, Floats]]:
    """What the slider's end (+3) changes in the factors, by attribute: (basic, advanced), each float32 [factors]."""
    basic = {name: _change({factor: step}) for name, (factor, step) in _SINGLE.items()}
    basic["background"] = _change(dict.fromkeys(("background_r", "background_g", "background_b"), 0.3))
    for part, table in (("hair", HAIR_COLOURS), ("eye", EYE_COLOURS)):
        middle = np.mean(list(table.values()), axis=0)
        for name, rgb in table.items():
            step = 1.1 * (np.array(rgb) - middle) / 255
            changed = dict(zip((f"{part}_r", f"{part}_g", f"{part}_b"), step.tolist(), strict=True))
            basic[f"{name}_{'hair' if part == 'hair' else 'eyes'}"] = _change(changed)
    advanced = {name: _change({factor: step}) for name, (factor, step) in _ADVANCED.items()}
    fringes = [f"fringe_{name}" for name in FRINGES]
    for name in fringes:
        advanced[name] = _change(dict.fromkeys(fringes, -0.2) | {name: 1.0})
    return basic, advanced


def find_directions(
    ws: Floats, labels: Floats, changes: dict[str, Floats], *, ridge: float = 1e-3
) -> dict[str, Floats]:
    """Regress w on labels, all at once, so that each direction leaves the other labels alone.

    Args:
        ws: float32 [n, w_dim].
        labels: float32 [n, labels], one row a picture.
        changes: What a slider's end should change in the labels, by attribute.
        ridge: Added to the labels' (standardised) covariance.

    Returns:
        Attribute -> float32 [w_dim]; 3 times it is the slider's end.
    """
    spread = np.maximum(labels.std(axis=0), 1e-6)
    standard = ((labels - labels.mean(axis=0)) / spread).astype(np.float64)
    covariance = standard.T @ standard / len(standard) + ridge * np.eye(standard.shape[1])
    slopes = np.linalg.solve(covariance, standard.T @ (ws - ws.mean(axis=0)) / len(standard))  # [labels, w_dim]
    return {name: ((change / spread) @ slopes / SLIDER_END).astype(np.float32) for name, change in changes.items()}


def _change(steps: dict[str, float]) -> Floats:
    change = np.zeros(len(FACTOR_NAMES), np.float32)
    for name, step in steps.items():
        change[INDEX[name]] = step
    return change
