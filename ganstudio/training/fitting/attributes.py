"""Attributes and tabs of a fitted model: what they are is known from the drawing, so nothing is searched for."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Final

import numpy as np
import torch
from torch import Tensor

from ganstudio.recipe.array import Array
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.training.faces.edits import EDITS, PaintedEdit, where_parts
from ganstudio.training.faces.factors import FRINGES, INDEX, Floats, mean_face, with_factors
from ganstudio.training.faces.inputs import inputs_of_factors
from ganstudio.training.faces.masks import pooled
from ganstudio.training.fast_network import FastSynthesis, ToRgb
from ganstudio.training.fitting.model import InputEmbedding

SLIDER_END: Final = 3.0

HAIR_COLORS: Final[dict[str, tuple[float, float, float]]] = {
    "black": (0.0, 0.03, 0.12), "brown": (0.02, 0.34, 0.5), "red": (-0.1, 0.48, 0.95), "pink": (-0.3, 0.75, 0.75),
    "purple": (-0.52, 0.5, 0.8), "blue": (-0.72, 0.55, 0.8), "silver": (-0.55, 0.75, 0.15),
    "white": (-0.5, 0.95, 0.08), "blonde": (0.22, 0.85, 0.55), "green": (0.9, 0.68, 0.6),
}  # fmt: skip
"""Hue, lightness and chroma in factors' terms."""

EYE_COLORS: Final[dict[str, tuple[float, float, float]]] = {
    "purple": (0.2, 0.1, 0.85), "pink": (0.45, 0.2, 0.85), "red": (0.68, 0.0, 0.9), "brown": (0.86, -0.6, 0.5),
    "yellow": (0.98, 0.3, 0.85), "green": (-0.75, 0.1, 0.85), "blue": (-0.12, 0.0, 0.9),
}  # fmt: skip

_ICE_LAYER: Final = "b128"
_ICE: Final = (-0.35, 0.05, 0.4)
"""What the slider's end adds to red, green and blue, on [-1, 1]."""

_SINGLE: Final[dict[str, tuple[str, float]]] = {
    "length_hair": ("back_len", 0.5), "smile": ("smile", 1.0), "open_mouth": ("mouth_open", 0.8),
    "blush": ("blush", 0.6), "skin_tone": ("skin", 0.6), "glasses": ("glasses", 0.85),
    "hairband": ("hairband", 0.88), "head_tilt": ("roll", 6.0), "head_turn": ("yaw", 16.0),
    "head_nod": ("pitch", 7.5), "age": ("age", 1.0), "masculine": ("masc", 0.75), "eyes_closed": ("eye_open", -0.95),
    "brow_height": ("brow_y", 1.0), "background": ("bg_hue", 0.5),
}  # fmt: skip
"""Attribute -> its factor, and how far the slider's end moves that from the mean face."""

_ADVANCED: Final[dict[str, tuple[str, float]]] = {
    "eye_size": ("eye_size", 0.13), "eye_slant": ("eye_slant", 0.8), "gaze_sideways": ("gaze_x", 0.9),
    "gaze_down": ("gaze_y", 0.9), "brow_angle": ("brow_angle", 0.9), "mouth_width": ("mouth_w", 0.5),
    "face_width": ("face_w", 0.9), "fringe_length": ("fringe_len", 0.9), "volume_hair": ("back_vol", 0.15),
    "side_locks": ("side_len", 0.5), "shine_hair": ("hair_shine", 0.4), "tail_left": ("tail_l", 0.84),
    "tail_right": ("tail_r", 0.84), "ahoge": ("ahoge", 0.75), "cat_ears": ("cat_ears", 0.9), "bow": ("bow", 0.9),
    "flower": ("flower", 0.9), "turtleneck": ("turtle", 0.85), "hood": ("hood", 0.85), "scarf": ("scarf", 0.94),
    "jacket": ("jacket", 0.92), "wavy_hair": ("back_wave", 0.6), "spiky_hair": ("spike", 0.7),
    "soft_eyes": ("eye_soft", 1.0), "sharp_eyes": ("eye_sharp", 1.0), "round_eyes": ("eye_round", 1.0),
    "line_weight": ("ink", 0.25), "detail": ("detail", -0.8), "glow": ("glow", 0.4), "light": ("light", 1.3),
    "head_sideways": ("shift_x", 3.3), "head_down": ("shift_y", 2.2), "head_size": ("zoom", 0.045),
}  # fmt: skip


def face_changes() -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """The factors of the mean face that the slider's end (+3) sets, by attribute: (basic, advanced)."""
    mean = dict(zip(INDEX, mean_face().tolist(), strict=True))
    basic = {name: {factor: mean[factor] + step} for name, (factor, step) in _SINGLE.items()}
    for name, values in HAIR_COLORS.items():
        basic[f"{name}_hair"] = dict(zip(("hair_hue", "hair_light", "hair_chroma"), values, strict=True))
    for name, values in EYE_COLORS.items():
        basic[f"{name}_eyes"] = dict(zip(("eye_hue", "eye_light", "eye_chroma"), values, strict=True))
    advanced = {name: {factor: mean[factor] + step} for name, (factor, step) in _ADVANCED.items()}
    for name in FRINGES:
        advanced[f"fringe_{name}"] = {f"fringe_{other}": float(other == name) for other in FRINGES}
    return basic, advanced


def directions(embedding: InputEmbedding, changes: dict[str, dict[str, float]]) -> dict[str, Floats]:
    """What an attribute adds to w at 1; 3 times it takes the mean face to the changed one: name -> float32 [w_dim]."""
    mean = mean_face()
    found = {}
    with torch.inference_mode():
        for name, change in changes.items():
            inputs = inputs_of_factors(np.stack([mean, with_factors(mean, change)]))
            before, after = embedding(torch.from_numpy(inputs))
            found[name] = ((after - before) / SLIDER_END).numpy().astype(np.float32)
    return found


def tabs(strengths: Mapping[str, float]) -> tuple[SpatialEdit, ...]:
    """The spatial tabs: one map each, to which 100 adds so much, painted where the mean face has the part."""
    return tuple(_tab(edit, strengths[edit.name]) for edit in EDITS)


def ice_tab(synthesis: FastSynthesis, w: Tensor, *, grid: int = 32) -> SpatialEdit:
    """The tab that turns the whole picture to ice: three late maps that only make it bluer.

    Nothing is learned for it. Of all three maps of b128, those that make ice with the least weights.

    Args:
        synthesis: w -> picture.
        w: float32 [w_dim], the mean face's.
        grid: Rows of the tab's selection.
    """
    to_rgb = synthesis.get_submodule(f"{_ICE_LAYER}.torgb")
    assert isinstance(to_rgb, ToRgb)
    with torch.inference_mode():
        styles = to_rgb.affine(w[None])[0] * to_rgb.weight_gain
        colors = (to_rgb.weight[:, :, 0, 0] * styles).numpy()  # [3, maps], what a map adds to the picture
    best: tuple[float, tuple[int, ...], Floats] | None = None
    for maps in itertools.combinations(range(colors.shape[1]), 3):
        if abs(np.linalg.det(colors[:, maps])) > 1e-9:
            weights = np.linalg.solve(colors[:, maps], _ICE)
            size = float(np.abs(weights).max())
            best = (size, maps, weights) if best is None or size < best[0] else best
    assert best is not None
    return SpatialEdit(
        name="ice_is_nice",
        resolution=grid,
        selection=Array(np.ones((grid, grid), np.float32)),
        weights=tuple(
            ChannelWeight(_ICE_LAYER, channel, round(float(weight) / 100, 7))
            for channel, weight in zip(best[1], best[2], strict=True)
        ),
        detector="",
        detector_mode="off",
    )


def _tab(edit: PaintedEdit, strength: float) -> SpatialEdit:
    from ganstudio.training.faces.drawing import draw_face

    grid = int(edit.layer[1:])  # a cell for each of the layer's
    parts = draw_face(mean_face())[1]
    if edit.parts:
        selection = (pooled(where_parts(parts, edit), grid) > 0.15).astype(np.float32)
    else:
        selection = np.ones((grid, grid), np.float32)
    weight = ChannelWeight(edit.layer, edit.map, round(strength / 100, 6))
    return SpatialEdit(
        name=edit.name,
        resolution=grid,
        selection=Array(selection),
        weights=(weight,),
        detector=edit.detector,
        detector_mode="modify" if edit.detector else "off",
    )
