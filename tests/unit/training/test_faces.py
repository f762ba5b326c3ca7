"""Drawn faces: the same for the same seed, with part maps that agree with the picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ganstudio.errors import WorkspaceError
from ganstudio.training.faces_dataset import draw_dataset, factors_of_dataset, mean_factors, open_dataset
from ganstudio.training.faces_draw import draw_face
from ganstudio.training.faces_factors import FACTOR_NAMES, INDEX, PRESENCES, factors_of_latents, latents, limits
from ganstudio.training.faces_parts import Part


def _face(**changes: float) -> tuple[np.ndarray, np.ndarray]:
    factors = mean_factors()
    for name, value in changes.items():
        factors[INDEX[name]] = value
    return draw_face(factors)


def test_a_seed_gives_the_same_picture_again() -> None:
    first, again = (draw_face(factors_of_latents(latents([7]))[0]) for _ in range(2))
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(first[1], again[1])


def test_factors_do_not_depend_on_the_length_of_z() -> None:
    z = latents([1, 2, 3])
    np.testing.assert_allclose(factors_of_latents(z), factors_of_latents(3 * z), atol=1e-5)


def test_natural_factors_lie_within_their_limits() -> None:
    low, high = limits()
    factors = factors_of_latents(np.random.RandomState(0).randn(2000, 64).astype(np.float32))
    assert (factors >= low - 1e-6).all()
    assert (factors <= high + 1e-6).all()


def test_values_past_the_limits_are_drawn_as_the_limit() -> None:
    assert np.array_equal(_face(mouth_openness=1.0)[0], _face(mouth_openness=3.0)[0])


def test_the_mean_face_wears_no_accessory() -> None:
    _, parts = draw_face(mean_factors())
    assert not set(np.unique(parts)) & {Part.HAIRBAND, Part.GLASSES, Part.RIBBON}


@pytest.mark.parametrize(
    ("name", "part"), [("hairband", Part.HAIRBAND), ("glasses", Part.GLASSES), ("ribbon", Part.RIBBON)]
)
def test_an_accessory_appears_in_picture_and_part_map(name: str, part: Part) -> None:
    dark = {"hair_r": 0.2, "hair_g": 0.2, "hair_b": 0.25}
    without, with_it = _face(**dark, **{name: 0.0}), _face(**dark, **{name: 1.0})
    changed = np.abs(without[0].astype(int) - with_it[0]).max(axis=2) > 25
    shown = with_it[1] == part
    assert shown.sum() > 50
    assert (changed & shown).sum() > 0.7 * shown.sum()


def test_opening_the_mouth_changes_the_mouth_and_little_else() -> None:
    closed, opened = _face(mouth_openness=0.0, smile=0.3), _face(mouth_openness=1.0, smile=0.3)
    mouth = opened[1] == Part.MOUTH
    assert mouth.sum() > 3 * (closed[1] == Part.MOUTH).sum() * 0.8
    grown = np.zeros_like(mouth)
    rows, columns = np.nonzero(mouth | (closed[1] == Part.MOUTH))
    grown[rows.min() - 3 : rows.max() + 4, columns.min() - 3 : columns.max() + 4] = True
    changed = np.abs(closed[0].astype(int) - opened[0]).max(axis=2)
    assert changed[~grown].max() == 0


def test_hair_has_its_colour() -> None:
    picture, parts = _face(hair_r=0.9, hair_g=0.2, hair_b=0.2)
    red, green, blue = np.median(picture[parts == Part.HAIR], axis=0)
    assert red > 1.8 * green
    assert red > 1.8 * blue


def test_every_presence_is_a_factor() -> None:
    assert set(PRESENCES) <= set(FACTOR_NAMES)


def test_a_dataset_is_the_same_for_the_same_seed_and_grows_at_its_end() -> None:
    few, many = factors_of_dataset(100, seed=5), factors_of_dataset(300, seed=5)
    assert np.array_equal(few, many[:100])
    assert not np.array_equal(few, factors_of_dataset(100, seed=6))


def test_drawn_folders_are_opened_again_and_refused_for_another_size(tmp_path: Path) -> None:
    faces = draw_dataset(tmp_path / "faces", 6, size=32, processes=1)
    assert faces.pictures.shape == (6, 32, 32, 3)
    assert faces.pictures.std() > 10
    assert np.array_equal(open_dataset(tmp_path / "faces").pictures, faces.pictures)
    with pytest.raises(WorkspaceError, match="not as"):
        draw_dataset(tmp_path / "faces", 7, size=32, processes=1)


def test_a_folder_without_faces_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no drawn faces"):
        open_dataset(tmp_path)
