"""A shipped model begins a fit: the same faces look the same, and what does not fit is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from ganstudio.errors import WorkspaceError
from ganstudio.networks.loading import load_generator
from ganstudio.training.export import export_model
from ganstudio.training.faces.inputs import inputs_of_factors, mean_inputs
from ganstudio.training.faces.people import natural_faces
from ganstudio.training.fitting.mapping import InputMapping, MappingPlan, compose
from ganstudio.training.fitting.model import PaintingModel
from ganstudio.training.fitting.plan import FitPlan
from ganstudio.training.fitting.start import (
    INPUTS_FILE,
    open_shipped,
    save_inputs_file,
    start_from_model,
    start_mapping_from_model,
)
from ganstudio.training.fitting.trained import GRAIN_SHOWN

CHANNELS = {4: 12, 8: 12, 16: 12, 32: 10}


def _plan(folder: Path, channels: dict[int, int], *, w_dim: int = 12) -> FitPlan:
    return FitPlan(
        faces=folder / "faces", twins=folder / "twins", run=folder / "run", stages=(), channels=channels, w_dim=w_dim
    )


def _shipped(folder: Path) -> tuple[Path, torch.Tensor]:
    """A model file of nothing learned, and the pictures that it was written from."""
    model = PaintingModel(w_dim=12, channels=CHANNELS)
    model.draw(torch.Generator().manual_seed(1))
    inputs = torch.from_numpy(inputs_of_factors(natural_faces(3, seed=4)))
    with torch.inference_mode():
        pictures = model.paint(inputs, {}, resolution=32)
    model.synthesis.get_submodule("b16.conv1").noise_strength.data.fill_(0.1)  # type: ignore[union-attr,operator]
    mapping, moved = compose(InputMapping(widths=(16,)), model.embedding, model.synthesis)
    export_model(mapping, model.synthesis, folder / "faces.safetensors")
    save_inputs_file(folder / INPUTS_FILE, model.embedding, moved=moved, images=7)
    return folder / "faces.safetensors", pictures


def test_a_fit_begins_with_the_pictures_of_a_shipped_model(tmp_path: Path) -> None:
    path, wanted = _shipped(tmp_path)
    assert start_from_model(path, _plan(tmp_path, CHANNELS)) == 7
    begun = PaintingModel(w_dim=12, channels=CHANNELS)
    state = torch.load(tmp_path / "run" / "fit.pt", weights_only=True)  # noqa: TID251 - our own file
    begun.load_state_dict(state["average"])
    with torch.inference_mode():
        made = begun.paint(torch.from_numpy(inputs_of_factors(natural_faces(3, seed=4))), {}, resolution=32)
    assert (made - wanted).abs().mean() < 0.01 * wanted.abs().mean()
    grain = begun.synthesis.get_submodule("b16.conv1").noise_strength
    assert float(grain) == pytest.approx(0.1 / GRAIN_SHOWN, rel=1e-3)  # a second shipping does not halve it again
    with pytest.raises(WorkspaceError, match="has a checkpoint already"):
        start_from_model(path, _plan(tmp_path, CHANNELS))


def test_w_of_a_face_is_known_beside_the_model(tmp_path: Path) -> None:
    path, wanted = _shipped(tmp_path)
    known = np.load(path.with_name(INPUTS_FILE))
    ws = inputs_of_factors(natural_faces(3, seed=4)) @ known["matrix"].T + known["offset"]
    generator = load_generator(str(path))
    many = np.repeat(ws[:, None].astype(np.float32), generator.spec.num_ws, axis=1)
    made = generator.synthesize(many, noise="none").images
    assert np.abs(np.clip(np.asarray(made), -1, 1) - wanted.clamp(-1, 1).numpy()).mean() < 0.02


def test_what_ships_opens_without_the_fits_checkpoints(tmp_path: Path) -> None:
    path, wanted = _shipped(tmp_path)
    model = open_shipped(path)
    made = model.pictures(model.ws_of_faces(natural_faces(3, seed=4)))
    assert model.images == 7
    assert made.shape == (3, 32, 32, 3)
    made = torch.from_numpy(made).permute(0, 3, 1, 2) / 127.5 - 1
    assert (made - wanted.clamp(-1, 1)).abs().mean() < 0.02
    path.with_name(INPUTS_FILE).unlink()
    with pytest.raises(WorkspaceError, match="belongs beside the model"):
        open_shipped(path)


def test_seeds_stay_the_same_people(tmp_path: Path) -> None:
    path, _ = _shipped(tmp_path)
    start_from_model(path, _plan(tmp_path, CHANNELS))
    begun = PaintingModel(w_dim=12, channels=CHANNELS)
    state = torch.load(tmp_path / "run" / "fit.pt", weights_only=True)  # noqa: TID251 - our own file
    begun.load_state_dict(state["average"])
    plan = MappingPlan(run=tmp_path / "mapping", people=10)
    start_mapping_from_model(path, plan)
    learned = torch.load(plan.run / "mapping.pt", weights_only=True)  # noqa: TID251 - our own file
    assert learned["step"] == plan.steps  # nothing is left to learn
    recovered = InputMapping(widths=(16,))
    recovered.load_state_dict(learned["average"])
    mapping, moved = compose(recovered, begun.embedding, begun.synthesis)
    shipped = load_generator(str(path))
    z = np.random.RandomState(3).randn(5, shipped.spec.z_dim).astype(np.float32)
    before = np.asarray(shipped.map(z))[:, 0]
    with torch.inference_mode():
        after = mapping(torch.from_numpy(z)).numpy()
    known = np.load(path.with_name(INPUTS_FILE))
    middle = known["matrix"] @ mean_inputs() + known["offset"]
    assert np.abs((after - moved) - (before - middle)).max() < 0.01 * np.abs(before - middle).max()


def test_a_model_of_another_shape_is_refused(tmp_path: Path) -> None:
    path, _ = _shipped(tmp_path)
    with pytest.raises(WorkspaceError, match="another shape"):
        start_from_model(path, _plan(tmp_path, CHANNELS | {32: 8}))
    with pytest.raises(WorkspaceError, match="other faces than those drawn now"):
        start_from_model(path, _plan(tmp_path, CHANNELS, w_dim=16))
    path.with_name(INPUTS_FILE).unlink()
    with pytest.raises(WorkspaceError, match="belongs beside the model"):
        start_from_model(path, _plan(tmp_path, CHANNELS))
