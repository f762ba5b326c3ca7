"""The laws of drawn faces: no pops, nothing grey on the way, nothing left of what is absent, a finished mean face."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from ganstudio.training.faces.canvas import Part
from ganstudio.training.faces.drawing import draw_face, draw_picture
from ganstudio.training.faces.factors import INDEX, PRESENCES, Floats, face_of, mean_face, with_factors
from ganstudio.training.faces.people import factors_of_latents, latents
from ganstudio.training.faces.smoothness import Jump, between, largest_jump, person, sweep
from ganstudio.training.faces.tones import tones_of

COMING_AND_GOING = (
    *PRESENCES, "petals", "sparkle", "bokeh", "mouth_open", "teeth", "fang", "blush", "lash", "eye_open", "eye_smile",
    "wink_l", "detail", "inner_hue", "spike", "light", "yaw", "fringe_blunt", "sailor", "eye_soft",
    "eye_sharp", "eye_round", "iris_flat", "nose_dot", "nose_line", "nose_button", "temple",
)  # fmt: skip
"""Factors at which something starts or ceases to be drawn; the others are searched by the module's own command."""


def _saturation(picture: np.ndarray) -> float:
    wide = picture.astype(float)
    return float((wide.max(axis=2) - wide.min(axis=2)).mean())


def _chroma(color: QColor) -> float:
    """Distance from grey in OKLab, by its published matrices."""
    linear = np.array([color.redF(), color.greenF(), color.blueF()])
    linear = np.where(linear <= 0.04045, linear / 12.92, ((linear + 0.055) / 1.055) ** 2.4)
    cones = np.cbrt(
        np.array(
            [
                [0.4122214708, 0.5363325363, 0.0514459929],
                [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ]
        )
        @ linear
    )
    a = np.array([1.9779984951, -2.4285922050, 0.4505937099]) @ cones
    b = np.array([0.0259040371, 0.7827717662, -0.8086757660]) @ cones
    return float(np.hypot(a, b))


@pytest.mark.parametrize("name", COMING_AND_GOING)
def test_a_factor_changes_the_face_without_pops(name: str) -> None:
    jump = largest_jump(sweep(name, person(8100 + INDEX[name] % 7)), steps=4)
    assert not jump.is_pop, jump


@pytest.mark.parametrize("pair", range(3))
def test_one_face_becomes_another_without_pops(pair: int) -> None:
    jump = largest_jump(between(person(5000 + pair), person(6000 + pair)), steps=6)
    assert not jump.is_pop, jump


def test_the_search_finds_a_pop_that_is_there() -> None:
    bald, banded = mean_face(), with_factors(mean_face(), {"hairband": 1.0})
    jump: Jump = largest_jump(lambda share: banded if share > 0.3 else bald, steps=5)
    assert jump.is_pop
    assert 0.25 < jump.place < 0.35


# A collar brings the neckline to a point as well, from the first on.
@pytest.mark.parametrize("name", [name for name in PRESENCES if name != "collar"])
def test_what_is_hardly_there_leaves_no_trace(name: str) -> None:
    absent, faint = (draw_picture(with_factors(mean_face(), {name: value}), size=128) for value in (0.0, 0.2))
    assert np.array_equal(absent, faint)


def test_colors_between_two_faces_are_never_greyer_than_the_greyer_one() -> None:
    random = np.random.RandomState(4)
    for _ in range(40):
        ends = factors_of_latents(latents(random.randint(10_000, size=2).tolist()))
        rows: Floats = np.stack([ends[0] + (ends[1] - ends[0]) * np.float32(t) for t in np.linspace(0, 1, 9)])
        for tone in ("hair", "cloth", "ornament"):
            colors = [getattr(tones_of(face_of(row)), tone).base for row in rows]
            chroma = [_chroma(color) for color in colors]
            # The screen shows less chroma of some hues than of others, but none of them is grey.
            assert min(chroma) > min(0.8 * chroma[0], 0.8 * chroma[-1], 0.09) - 0.004, (tone, chroma)


def test_the_mean_face_wears_nothing_and_has_brown_hair_and_violet_eyes() -> None:
    picture, parts = draw_face(mean_face())
    assert Part.ACCESSORY not in np.unique(parts)
    red, green, blue = np.median(picture[parts == Part.HAIR], axis=0)
    assert red > green + 15 > blue + 30
    red, green, blue = np.median(picture[parts == Part.IRIS], axis=0)
    assert blue > red > green


@pytest.mark.parametrize("psi", [0.3, 0.6])
def test_faces_near_the_mean_are_as_colorful_as_others(psi: float) -> None:
    faces = factors_of_latents(latents(range(8)))
    near = mean_face() + np.float32(psi) * (faces - mean_face())
    whole, close = (np.mean([_saturation(draw_picture(row, size=96)) for row in rows]) for rows in (faces, near))
    assert close > 0.85 * whole
