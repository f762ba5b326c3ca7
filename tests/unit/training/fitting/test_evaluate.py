"""Reading by drawings and the measures: a drawing reads as what it shows, and a blurred one is less sharp."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from ganstudio.training.faces import dataset
from ganstudio.training.faces.drawing import draw_face, draw_picture
from ganstudio.training.faces.edits import EDITS, RESERVED, edited
from ganstudio.training.faces.factors import INDEX, NAMES, mean_face, with_factors
from ganstudio.training.faces.inputs import deviations, mean_inputs
from ganstudio.training.faces.masks import pooled
from ganstudio.training.faces.people import natural_faces
from ganstudio.training.fitting.evaluate import (
    attributes,
    detector_overlap,
    ghosts,
    painted_mouths,
    resemblance,
    sharpness,
    towards_mean,
)
from ganstudio.training.fitting.mapping import InputMapping, compose
from ganstudio.training.fitting.model import EDIT_STRENGTH, PaintingModel
from ganstudio.training.fitting.painting import STARTS, hand_masks, painted, tab_strengths
from ganstudio.training.fitting.reader import Reader, train_reader
from ganstudio.training.fitting.reading import contrast, fine_energy, read_by_drawings, saturation
from ganstudio.training.fitting.ship import DETECTED, SHOWN
from ganstudio.training.fitting.trained import FittedModel

LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)


def _pictures(faces: np.ndarray, size: int = 64) -> np.ndarray:
    return np.stack([draw_picture(row, size=size) for row in faces])


def _blurred(pictures: np.ndarray) -> np.ndarray:
    wide = pictures.astype(float)
    mixed = (wide + np.roll(wide, 1, axis=1) + np.roll(wide, 1, axis=2) + np.roll(wide, (1, 1), axis=(1, 2))) / 4
    return mixed.astype(np.uint8)


@pytest.fixture(scope="module")
def model() -> FittedModel:
    """A network of nothing learned, of 64 pixels."""
    channels = {4: 12, 8: 12, 16: 12, 32: 10, 64: 8}
    drawn = PaintingModel(w_dim=12, channels=channels)
    drawn.draw(torch.Generator().manual_seed(1))
    mapping, moved = compose(InputMapping(widths=(16,)), drawn.embedding, drawn.synthesis)
    return FittedModel(mapping=mapping, synthesis=drawn.synthesis, embedding=drawn.embedding, moved=moved, images=0)


@pytest.mark.parametrize("name", ["mouth_open", "glasses", "blush"])
def test_a_drawing_reads_as_what_it_shows(name: str) -> None:
    faces = natural_faces(3, seed=1)
    faces = with_factors(faces, {"yaw": 0.0, "fringe_one_eye": 0.0})
    versions = [with_factors(faces, {name: level}) for level in LEVELS]
    shown = np.stack([versions[index][row] for row, index in enumerate((4, 2, 3))])
    readings = read_by_drawings(_blurred(_pictures(shown)), versions, LEVELS)
    assert readings.level.tolist() == [1.0, 0.5, 0.75]
    assert readings.region.any(axis=(1, 2)).all()


def test_blurred_pictures_have_less_fine_structure_and_as_much_color() -> None:
    pictures = _pictures(natural_faces(4, seed=2), size=128)
    blurred = _blurred(pictures)
    assert fine_energy(blurred).mean() < 0.4 * fine_energy(pictures).mean()
    assert abs(saturation(blurred) / saturation(pictures) - 1) < 0.08
    assert contrast(np.full((1, 8, 8, 3), 90, np.uint8)) == 0


def test_psi_moves_faces_to_the_mean() -> None:
    faces = natural_faces(2, seed=3)
    np.testing.assert_allclose(towards_mean(faces, 0.0), [mean_face()] * 2)
    np.testing.assert_allclose(towards_mean(faces, 1.0), faces, atol=1e-5)


def test_a_hand_paints_the_cells_of_the_part() -> None:
    faces = with_factors(np.stack([mean_face()]), {"mouth_open": 0.0})
    one, two = (hand_masks(faces, EDITS[0], below=rows) for rows in (0, 1))
    assert one.shape == (1, 16, 16)
    assert 1 <= one.sum() <= 8
    assert two.sum() > one.sum()
    brows = next(edit for edit in EDITS if edit.name == "brows")
    columns = np.flatnonzero(hand_masks(faces, brows)[0].any(axis=0))
    assert columns.min() < 7
    assert columns.max() > 8


def test_painting_adds_the_edits_strength_on_its_map() -> None:
    maps = painted(EDITS[1], np.ones((2, 16, 16), np.float32), 1.3)
    assert list(maps) == ["b16"]
    assert maps["b16"].shape == (2, RESERVED["b16"], 16, 16)
    assert maps["b16"][:, EDITS[1].map].unique().item() == pytest.approx(1.3)


def test_a_network_that_learned_nothing_fails_the_measures(model: FittedModel) -> None:
    faces = natural_faces(3, seed=4)
    rows = [
        *sharpness(model, faces),
        *painted_mouths(model, faces, dict.fromkeys((edit.name for edit in EDITS), EDIT_STRENGTH)),
    ]
    assert all(np.isfinite(row.value) for row in rows)
    nearer = next(row for row in rows if row.what.startswith("distance"))
    assert nearer.value > 0.8  # painted, it is no nearer to an open mouth than the attribute, which does nothing either


def test_a_tab_is_as_strong_as_its_full_change_needs(model: FittedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    blush = next(edit for edit in EDITS if edit.name == "blush")
    monkeypatch.setattr("ganstudio.training.fitting.painting.EDITS", (blush,))
    people = with_factors(natural_faces(3, seed=41), STARTS["blush"])

    def made(_model: FittedModel, ws: np.ndarray, edits: dict[str, torch.Tensor] | None = None) -> np.ndarray:
        strength = 0.0 if edits is None else float(edits["b32"].max())
        share = min(strength / 3.6, 1.0)  # a network that answers too little: its full change takes 3.6
        return _pictures(np.stack([edited(row, blush, share) for row in people[: len(ws)]]))

    monkeypatch.setattr(FittedModel, "pictures", made)
    assert tab_strengths(model, faces=3)["blush"] == pytest.approx(3.6)


def test_glasses_that_are_drawn_from_some_slider_on_need_not_be_there_before(
    model: FittedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ganstudio.training.fitting.evaluate.MEASURED_ATTRIBUTES", ("glasses",))
    faces = with_factors(natural_faces(2, seed=6), {"glasses": 0.0})
    near, sliders = towards_mean(faces, 0.7), iter(np.linspace(-0.85, 0.85, 7))

    def drawn(*_args: object) -> np.ndarray:
        moved = near.copy()
        moved[:, INDEX["glasses"]] += next(sliders)
        return _pictures(moved)

    monkeypatch.setattr(FittedModel, "pictures", drawn)
    (row,) = attributes(model, faces)
    assert row.value == pytest.approx(1)
    monkeypatch.setattr(FittedModel, "pictures", lambda *_args: _pictures(near))
    (row,) = attributes(model, faces)
    assert row.value == 0


def test_an_accessory_that_is_half_there_is_a_ghost(model: FittedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    faces = natural_faces(4, seed=6)
    monkeypatch.setattr("ganstudio.training.fitting.evaluate.ACCESSORIES", ("hairband",))
    for presence, share in ((0.0, 0.0), (1.0, 0.0), (0.575, 1.0)):  # 0.575 is drawn at half its size
        pictures = _pictures(with_factors(faces, {"hairband": presence}))
        monkeypatch.setattr(FittedModel, "pictures", lambda *_args, made=pictures: made)
        (row,) = ghosts(model, with_factors(faces, {"hairband": 0.0}))
        assert row.value == share
        assert row.wanted == "<= 0.010"


def test_pictures_are_nearer_to_other_drawings_than_noise_is(model: FittedModel) -> None:
    factors, others = natural_faces(30, seed=7), natural_faces(30, seed=8)
    reader = Reader().eval()
    made, drawn, _ = (row.value for row in resemblance(model, reader, factors, others))
    assert made > 3 * drawn > 0


def test_a_detector_of_the_drawn_part_overlaps_it(model: FittedModel) -> None:
    class Knowing:
        layers = ("b16", "b64")

        def detect(self, maps: dict[str, np.ndarray]) -> np.ndarray:
            assert {name: values.shape[1:] for name, values in maps.items()} == {"b16": (16, 16), "b64": (64, 64)}
            return (pooled(next(self.masks), 32) >= SHOWN).astype(np.float32)

    faces = natural_faces(2, seed=9)
    knowing = Knowing()
    knowing.masks = iter([np.isin(draw_face(row, size=256)[1], DETECTED["hair"]) for row in faces])
    (row,) = detector_overlap(model, {"hair": knowing}, faces)
    assert row.value == 1
    knowing.masks = iter(np.zeros((2, 256, 256), bool))
    (row,) = detector_overlap(model, {"hair": knowing}, faces)
    assert row.value == 0


def test_a_reader_learns_from_drawings(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dataset, "CHUNK", 6)
        faces = dataset.draw_dataset(tmp_path, 6, size=64, processes=1)
        known, unknown = (train_reader(faces, kimg=kimg, batch_size=8) for kimg in (1.2, 0.008))
    wanted = torch.from_numpy((faces.factors - mean_inputs()[: len(NAMES)]) / deviations()[: len(NAMES)]).clamp(-3, 3)
    with torch.inference_mode():
        pictures = torch.from_numpy(faces.small_pictures.copy()).permute(0, 3, 1, 2).float() / 127.5 - 1
        near, far = ((reader(pictures)[0] - wanted).abs().mean() for reader in (known, unknown))
    assert near < 0.5 * far
    assert known.features(faces.pictures).shape == (6, 128)


def test_pictures_with_an_edit_differ_from_those_without(model: FittedModel) -> None:
    ws = model.ws_of_faces(natural_faces(2, seed=5))
    plain = model.pictures(ws)
    edited = model.pictures(ws, painted(EDITS[0], np.ones((2, 16, 16), np.float32), EDIT_STRENGTH))
    assert plain.shape == (2, 64, 64, 3)
    assert not np.array_equal(plain, edited)
