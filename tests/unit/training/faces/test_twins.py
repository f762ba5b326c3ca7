"""Edits, masks and twins: the drawing changes where it was painted, and nowhere else; folders grow and are reopened."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ganstudio.errors import WorkspaceError
from ganstudio.training.faces import dataset as faces_dataset
from ganstudio.training.faces import twins as faces_twins
from ganstudio.training.faces.canvas import Part
from ganstudio.training.faces.dataset import chunk_of_faces, draw_dataset, open_dataset
from ganstudio.training.faces.drawing import draw_face
from ganstudio.training.faces.edits import EDITS, RESERVED, edited, where_parts
from ganstudio.training.faces.factors import INDEX, NAMES, mean_face, with_factors
from ganstudio.training.faces.masks import box_cells, part_boxes, pooled, soft_cells
from ganstudio.training.faces.twins import draw_twins, make_twin


def test_every_edit_has_a_map_of_its_own() -> None:
    places = [(edit.layer, edit.map) for edit in EDITS]
    assert len(set(places)) == len(EDITS)
    assert all(number < RESERVED[layer] for layer, number in places)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_an_edit_changes_the_drawing_both_ways(edit: faces_twins.PaintedEdit) -> None:
    face = with_factors(mean_face(), {"hairband": 0.6, "eye_open": 0.6, "mouth_open": 0.4})
    before = draw_face(face, size=128)[0].astype(int)
    for amount in (1.0, -1.0):
        after = draw_face(edited(face, edit, amount), size=128)[0]
        assert np.abs(after - before).max() > 12


def test_red_or_blue_eyes_are_red_and_blue() -> None:
    edit = next(each for each in EDITS if each.name == "red_or_blue_eyes")
    for amount, strong, weak in ((1.0, 0, 2), (-1.0, 2, 0)):
        picture, parts = draw_face(edited(mean_face(), edit, amount))
        color = np.median(picture[parts == Part.IRIS], axis=0)
        assert color[strong] > color[weak] + 60


def test_an_opened_mouth_changes_where_the_mouth_is() -> None:
    edit = EDITS[0]
    shut = with_factors(mean_face(), {"mouth_open": 0.0})
    before, after = draw_face(shut), draw_face(edited(shut, edit, 1.0))
    changed = np.abs(after[0].astype(int) - before[0]).max(axis=2) > 30
    painted = where_parts(before[1], edit) | where_parts(after[1], edit)
    assert (changed & painted).sum() > 0.9 * changed.sum()


def test_boxes_of_a_pair_lie_on_either_side() -> None:
    pixels = np.zeros((64, 64), bool)
    pixels[20:24, 10:16] = pixels[20:26, 40:50] = True
    assert part_boxes(pixels, pair=True) == [(20, 24, 10, 16), (20, 26, 40, 50)]
    assert part_boxes(pixels, pair=False) == [(20, 26, 10, 50)]
    assert part_boxes(np.zeros((4, 4), bool), pair=True) == []


def test_painted_boxes_cover_most_of_their_part() -> None:
    pixels = np.zeros((256, 256), bool)
    pixels[150:162, 110:146] = True
    random = np.random.RandomState(0)
    masks = [box_cells(random, part_boxes(pixels, pair=False), size=256, cells=16) for _ in range(50)]
    share = pooled(pixels, 16)
    covered = [float((mask * share).sum() / share.sum()) for mask in masks]
    assert np.mean(covered) > 0.8
    assert all(set(np.unique(mask)) <= {0.0, 1.0} for mask in masks)


def test_a_detector_is_surest_in_the_middle_of_a_part() -> None:
    pixels = np.zeros((256, 256), bool)
    pixels[96:160, 96:160] = True
    mask = soft_cells(np.random.RandomState(1), pixels, 16)
    assert mask[8, 8] == mask.max() > 0.9
    assert mask[0, 0] == 0


def test_twins_differ_from_their_face_under_their_mask_only() -> None:
    face = with_factors(mean_face(), {"mouth_open": 0.0})
    picture, parts = draw_face(face, size=128)
    random, seen = np.random.RandomState(3), set[str]()
    for _ in range(12):
        twin = make_twin(random, face, picture, parts)
        changed = np.abs(twin.picture.astype(int) - picture).max(axis=2) > 12
        if not twin.field.any():
            assert not changed.any()
        if changed.any():
            seen.add(EDITS[twin.edit].name)
            assert np.abs(twin.field).max() > 0.05
    assert len(seen) >= 4


def test_a_chunk_holds_natural_faces_mixtures_and_faces_beyond_the_limits() -> None:
    factors, inputs = chunk_of_faces(1, 0)
    again, _ = chunk_of_faces(1, 0)
    other, _ = chunk_of_faces(1, 1)
    assert np.array_equal(factors, again)
    assert not np.array_equal(factors, other)
    np.testing.assert_allclose(inputs[:, : len(NAMES)], factors, rtol=1e-4, atol=1e-4)
    half_worn = (factors[:, INDEX["glasses"]] > 0.1) & (factors[:, INDEX["glasses"]] < 0.9)
    assert 0.01 < half_worn.mean() < 0.3  # mixtures of who wears them and who does not


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (faces_dataset, faces_twins):
        monkeypatch.setattr(module, "CHUNK", 6)


@pytest.mark.usefixtures("small_chunks")
def test_a_folder_of_faces_grows_and_is_used_meanwhile(tmp_path: Path) -> None:
    folder = tmp_path / "faces"
    faces = draw_dataset(folder, 10, size=64, processes=1)
    assert faces.rows().tolist() == list(range(10))
    assert np.array_equal(draw_face(np.array(faces.factors[3]), size=64)[0], faces.pictures[3])
    finished = np.load(folder / "finished.npy", mmap_mode="r+")
    before = faces.pictures[8].copy()
    finished[1] = 0
    finished.flush()
    assert open_dataset(folder).rows().tolist() == list(range(6))
    assert np.array_equal(draw_dataset(folder, 10, size=64, processes=1).pictures[8], before)
    with pytest.raises(WorkspaceError, match="not as"):
        draw_dataset(folder, 11, size=64, processes=1)


@pytest.mark.usefixtures("small_chunks")
def test_twins_are_drawn_of_the_faces_of_a_folder(tmp_path: Path) -> None:
    draw_dataset(tmp_path / "faces", 6, size=64, processes=1)
    twins = draw_twins(tmp_path / "twins", tmp_path / "faces", 6, processes=1)
    assert twins.rows().tolist() == list(range(6))
    assert twins.base.max() < 6
    assert twins.pictures.std() > 10
    with pytest.raises(WorkspaceError, match="other twins"):
        draw_twins(tmp_path / "twins", tmp_path / "faces", 5, processes=1)


def test_folders_without_faces_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no drawn faces"):
        open_dataset(tmp_path)
    with pytest.raises(WorkspaceError, match="no twins"):
        faces_twins.open_twins(tmp_path)
