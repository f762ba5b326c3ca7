"""Drawn faces: the same for the same factors, with masks that cover their parts, turned as the pose says."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from ganstudio.training.faces.canvas import Part
from ganstudio.training.faces.drawing import draw_face, draw_picture
from ganstudio.training.faces.factors import NAMES, RANGES, mean_face, with_factors
from ganstudio.training.faces.people import factors_of_latents, latents


def _face(**changes: float) -> tuple[np.ndarray, np.ndarray]:
    return draw_face(with_factors(mean_face(), changes), size=256)


@cache
def _drawn_small(face: tuple[float, ...]) -> np.ndarray:
    return draw_picture(np.array(face, np.float32), size=96).astype(int)


def _small(**changes: float) -> np.ndarray:
    """With a factor at its middle value a face is the same as for most others, and is drawn once."""
    return _drawn_small(tuple(with_factors(mean_face(), changes).tolist()))


def _middle_of(parts: np.ndarray, part: Part) -> tuple[float, float]:
    rows, columns = np.nonzero(parts == part)
    return float(rows.mean()), float(columns.mean())


def test_the_same_factors_give_the_same_picture_again() -> None:
    face = factors_of_latents(latents([7]))[0]
    first, again = draw_face(face), draw_face(face)
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(first[1], again[1])


def test_a_picture_without_its_parts_is_the_same() -> None:
    face = factors_of_latents(latents([8]))[0]
    assert np.array_equal(draw_face(face, size=128)[0], draw_picture(face, size=128))


@pytest.mark.parametrize("size", [64, 200, 256])
def test_pictures_have_the_size_asked_for(size: int) -> None:
    picture, parts = draw_face(mean_face(), size=size)
    assert picture.shape == (size, size, 3)
    assert parts.shape == (size, size)


def test_values_past_the_limits_are_drawn_as_the_limit() -> None:
    assert np.array_equal(_face(mouth_open=1.0)[0], _face(mouth_open=3.0)[0])


@pytest.mark.parametrize("name", NAMES)
def test_every_factor_can_be_seen(name: str) -> None:
    # What another thing must be there for.
    with_it = {"glasses": 1.0, "collar": 1.0, "mouth_open": 0.7, "tail_l": 1.0, "bokeh": 1.0, "cat_ears": 1.0}
    with_it = {key: value for key, value in with_it.items() if key != name}
    low, middle, high = (_small(**{**with_it, name: end}) for end in RANGES[name])
    assert max(np.abs(middle - other).max() for other in (low, high)) > 4


@pytest.mark.parametrize("name", ["glasses", "hairband", "bow", "clip", "earrings", "choker", "flower", "headphones"])
def test_the_mask_of_an_accessory_covers_where_it_is_seen(name: str) -> None:
    absent, (picture, parts) = _face(), _face(**{name: 1.0})
    changed = np.abs(picture.astype(int) - absent[0]).max(axis=2) > 40
    shown = parts == Part.ACCESSORY
    assert shown.sum() > 60
    assert (changed & shown).sum() > 0.75 * changed.sum() * (0.6 if name == "glasses" else 1)


def test_opening_the_mouth_changes_the_mouth_and_nothing_else() -> None:
    shut, opened = _face(mouth_open=0.0), _face(mouth_open=1.0)
    mouth = (shut[1] == Part.MOUTH) | (opened[1] == Part.MOUTH)
    assert (opened[1] == Part.MOUTH).sum() > 4 * (shut[1] == Part.MOUTH).sum()
    rows, columns = np.nonzero(mouth)
    mouth[rows.min() - 4 : rows.max() + 9, columns.min() - 4 : columns.max() + 5] = True
    changed = np.abs(shut[0].astype(int) - opened[0]).max(axis=2)
    assert changed[~mouth].max() <= 12  # the bloom of the whole picture carries a little of it


def test_the_face_turns_with_the_yaw() -> None:
    left, ahead, right = (_face(yaw=yaw, shift_x=0.0)[1] for yaw in (-25.0, 0.0, 25.0))
    mouths = [_middle_of(parts, Part.MOUTH)[1] - _middle_of(parts, Part.HAIR)[1] for parts in (left, ahead, right)]
    assert mouths[0] < mouths[1] - 5
    assert mouths[2] > mouths[1] + 5


def test_a_turned_head_shows_its_far_eye_narrower() -> None:
    parts = _face(yaw=25.0)[1]
    columns = np.flatnonzero((parts == Part.IRIS).any(axis=0))
    gap = int(np.argmax(np.diff(columns)))
    near, far = gap + 1, len(columns) - gap - 1
    assert far < 0.85 * near


def test_shut_eyes_show_no_iris() -> None:
    assert Part.IRIS not in np.unique(_face(eye_open=0.0)[1])


def test_a_wink_shuts_one_eye() -> None:
    parts = _face(wink_l=1.0)[1]
    irises = np.flatnonzero((parts == Part.IRIS).any(axis=0))
    assert irises.min() > 128


def test_less_detail_gives_smoother_hair() -> None:
    def edges(detail: float) -> float:
        picture, parts = _face(detail=detail)
        steps = np.abs(np.diff(picture.astype(float).mean(axis=2), axis=1))
        return float(steps[(parts == Part.HAIR)[:, 1:]].mean())

    assert edges(0.0) < 0.93 * edges(1.0)


def test_men_have_smaller_eyes_and_broader_shoulders() -> None:
    woman, man = _face(masc=0.0)[1], _face(masc=1.0)[1]
    assert (man == Part.IRIS).sum() < 0.75 * (woman == Part.IRIS).sum()
    shoulders = [np.ptp(np.flatnonzero(parts[250] == Part.CLOTHES)) for parts in (woman, man)]
    assert shoulders[1] > shoulders[0] + 10


def test_children_have_larger_eyes() -> None:
    child, grown = _face(age=-1.0)[1], _face(age=1.0)[1]
    assert (child == Part.IRIS).sum() > 1.3 * (grown == Part.IRIS).sum()


def test_a_blunt_fringe_ends_in_a_straight_line() -> None:
    def spread(**fringe: float) -> float:
        absent = {name: 0.0 for name in NAMES if name.startswith("fringe_")} | {"messy": 0.0, "eye_open": 0.0}
        parts = _face(**{**absent, **fringe})[1][:, 115:141]
        forehead = np.isin(parts, (Part.SKIN, Part.BROWS, Part.EYES))
        return float(np.argmax(forehead[60:], axis=0).std())

    assert spread(fringe_blunt=1.0) < 0.5 * spread(fringe_jagged=1.0)
