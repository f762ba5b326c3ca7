"""The fit: resumable to the bit, maps of edits that stay zero, edits on their own map, blocks that grow in."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from ganstudio.networks.checkpoint import build_network
from ganstudio.training.export import checkpoint_of_parts
from ganstudio.training.faces import dataset as faces_dataset
from ganstudio.training.faces import twins as faces_twins
from ganstudio.training.faces.canvas import Part
from ganstudio.training.faces.dataset import draw_dataset, open_dataset
from ganstudio.training.faces.edits import EDITS, RESERVED
from ganstudio.training.faces.factors import INDEX, PRESENCES
from ganstudio.training.faces.inputs import inputs_of_factors
from ganstudio.training.faces.people import natural_faces
from ganstudio.training.faces.twins import draw_twins, open_twins
from ganstudio.training.fast_network import FastMapping, StyledConv
from ganstudio.training.fitting.batches import BatchReader, grain
from ganstudio.training.fitting.fit import FitRun, fit_loss
from ganstudio.training.fitting.model import (
    EDIT_STRENGTH,
    WINDOW,
    WINDOW_EDGE,
    WINDOW_GRID,
    PaintingModel,
    edit_maps,
)
from ganstudio.training.fitting.plan import STAGES, FitPlan, Stage, fade, learning_rate, stage_at

CHANNELS = {4: 12, 8: 12, 16: 12, 32: 10, 64: 8}
SMALL = Stage(resolution=32, kimg=0.008, first_rate=0.004, last_rate=0.004, batch_size=4)
PAINTED = Stage(resolution=64, kimg=0.016, first_rate=0.004, last_rate=0.001, batch_size=4, twins=2, fade_kimg=0.008)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six faces and six twins of 64 pixels."""
    folder = tmp_path_factory.mktemp("fit")
    with pytest.MonkeyPatch.context() as patch:
        for module in (faces_dataset, faces_twins):
            patch.setattr(module, "CHUNK", 6)
        draw_dataset(folder / "faces", 6, size=64, processes=1)
        draw_twins(folder / "twins", folder / "faces", 6, processes=1)
    return folder


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (faces_dataset, faces_twins):
        monkeypatch.setattr(module, "CHUNK", 6)


def _plan(folder: Path, run: Path) -> FitPlan:
    run.mkdir(exist_ok=True)
    return FitPlan(
        faces=folder / "faces", twins=folder / "twins", run=run, stages=(SMALL, PAINTED), channels=CHANNELS, w_dim=12,
        processes=1, compile=False, bf16=False,
    )  # fmt: skip


def _weights(run: FitRun) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in run.model.parameters()])


def test_a_stopped_fit_goes_on_to_the_bit(folder: Path, tmp_path: Path) -> None:
    whole = FitRun(_plan(folder, tmp_path / "whole"))
    stopped = FitRun(_plan(folder, tmp_path / "stopped"))
    for step in range(6):
        index, seen = stage_at((SMALL, PAINTED), whole.images)
        whole.step((SMALL, PAINTED)[index], seen)
        if step == 3:
            stopped.save()
            stopped = FitRun(_plan(folder, tmp_path / "stopped"))
        stopped.step((SMALL, PAINTED)[index], seen)
    assert whole.images == stopped.images == 24
    assert torch.equal(_weights(whole), _weights(stopped))


def test_a_fit_runs_to_its_end_and_leaves_a_checkpoint_and_a_grid(folder: Path, tmp_path: Path) -> None:
    run = FitRun(_plan(folder, tmp_path))
    run.run()
    assert run.images == 24
    assert {"fit.pt", "fit.png"} <= {path.name for path in tmp_path.iterdir()}


def test_the_maps_of_edits_stay_zero_while_the_rest_learns(folder: Path, tmp_path: Path) -> None:
    run = FitRun(_plan(folder, tmp_path))
    before = _weights(run)
    for _ in range(3):
        run.step(PAINTED, 0.01)
    assert not torch.equal(before, _weights(run))
    maps: dict[str, torch.Tensor] = {}

    def tap(name: str, x: torch.Tensor) -> torch.Tensor:
        maps[name] = x
        return x

    run.model.synthesis(torch.randn(3, 12, generator=torch.Generator().manual_seed(0)), tap=tap)
    for layer, count in RESERVED.items():
        assert maps[layer][:, :count].abs().max() == 0
        assert maps[layer][:, count:].abs().max() > 0


def test_an_edit_is_added_on_its_own_map() -> None:
    field = torch.zeros(2, 32, 32)
    field[:, 8:12, 4:8] = 0.5
    colors = next(number for number, edit in enumerate(EDITS) if edit.name == "blush")
    maps = edit_maps(torch.tensor([0, colors]), field)
    assert maps["b16"][0, 0, 4:6, 2:4].unique().tolist() == [0.5 * EDIT_STRENGTH]
    assert maps["b16"][0].sum() == 4 * 0.5 * EDIT_STRENGTH
    assert maps["b16"][1].abs().sum() == 0
    assert maps["b32"][1, EDITS[colors].map].sum() == 16 * 0.5 * EDIT_STRENGTH


def test_painting_changes_the_last_faces_only() -> None:
    model = PaintingModel(w_dim=12, channels=CHANNELS)
    model.draw(torch.Generator().manual_seed(1))
    inputs = torch.randn(3, model.embedding.weight.shape[1], generator=torch.Generator().manual_seed(2))
    edits = edit_maps(torch.tensor([0]), torch.ones(1, 32, 32))
    with torch.inference_mode():
        plain, painted = (
            model.paint(inputs, each, resolution=64, fade=1.0, dtype=torch.float32) for each in ({}, edits)
        )
    assert torch.equal(plain[:2], painted[:2])
    assert (plain[2] - painted[2]).abs().max() > 1e-3


def test_a_new_block_grows_in() -> None:
    model = PaintingModel(w_dim=12, channels=CHANNELS)
    model.draw(torch.Generator().manual_seed(1))
    ws = torch.randn(2, 12, generator=torch.Generator().manual_seed(2))
    with torch.inference_mode():
        small = model.synthesis(ws, resolution=32)
        hidden, shown = (model.synthesis(ws, resolution=64, fade=share) for share in (0.0, 1.0))
    torch.testing.assert_close(hidden, model.synthesis._upsample(small))
    assert (shown - hidden).abs().max() > 0.01


def test_a_window_shows_what_the_whole_picture_shows_there() -> None:
    model = PaintingModel(w_dim=12, channels={**CHANNELS, 128: 6})
    model.draw(torch.Generator().manual_seed(1))
    inputs = torch.randn(2, model.embedding.weight.shape[1], generator=torch.Generator().manual_seed(2))
    windows = torch.tensor([[10, 20], [0, WINDOW_GRID - WINDOW]])
    with torch.inference_mode():
        whole = model.paint(inputs, {}, resolution=128)
        seen = model.paint(inputs, {}, resolution=128, windows=windows)
    edge = 2 * WINDOW_EDGE
    for row, (top, left) in enumerate((windows * 2).tolist()):
        there = whole[row, :, top : top + 2 * WINDOW, left : left + 2 * WINDOW]
        torch.testing.assert_close(seen[row, :, edge:-edge, edge:-edge], there[:, edge:-edge, edge:-edge])
    # At the picture's own corner the window's edge is right too.
    torch.testing.assert_close(seen[1, :, :8, -8:], whole[1, :, :8, -8:])


def test_frozen_blocks_get_no_gradient() -> None:
    model = PaintingModel(w_dim=12, channels={**CHANNELS, 128: 6})
    model.draw(torch.Generator().manual_seed(1))
    inputs = torch.zeros(1, model.embedding.weight.shape[1])
    model.paint(inputs, {}, resolution=128, frozen=True).sum().backward()
    given = {name.split(".")[1] for name, each in model.named_parameters() if each.grad is not None}
    assert given == {"b128"}


def test_windows_look_at_features_and_weigh_no_edges(tmp_path: Path) -> None:
    draw_dataset(tmp_path / "faces", 6, size=128, processes=1)
    draw_twins(tmp_path / "twins", tmp_path / "faces", 6, processes=1)
    reader = BatchReader(open_dataset(tmp_path / "faces"), open_twins(tmp_path / "twins"))
    stage = msgspec.structs.replace(PAINTED, resolution=128, windows=True, grain=True)
    batch = reader.batch(stage, np.random.RandomState(0))
    assert batch.windows is not None
    assert batch.targets.shape == (6, 3, 2 * WINDOW, 2 * WINDOW)
    assert torch.equal(batch.windows[:2], batch.windows[4:])
    assert batch.noise is not None
    assert torch.equal(batch.noise[:2], batch.noise[4:])
    for (top, left), weights in zip(batch.windows.tolist(), batch.weights, strict=True):
        assert (weights[0, : 2 * WINDOW_EDGE].max() == 0) == (top > 0)
        assert (weights[0, :, : 2 * WINDOW_EDGE].max() == 0) == (left > 0)
    batches = [reader.batch(stage, np.random.RandomState(number)) for number in range(12)]
    seen = torch.cat([each.windows for each in batches if each.windows is not None])
    assert seen.min() == 0  # now and then a picture's edge
    assert seen.max() == WINDOW_GRID - WINDOW
    features = torch.cat([each.weights.amax(dim=(1, 2, 3)) >= 3.0 for each in batches])  # an eye, a mouth, a bow
    assert features.float().mean() > 0.7


def test_who_wears_rare_things_is_seen_more_often(folder: Path, tmp_path: Path) -> None:
    faces = open_dataset(folder / "faces")
    factors = np.array(faces.factors)
    factors[:, [INDEX[name] for name in PRESENCES]] = 0.0
    factors[0, [INDEX[name] for name in ("glasses", "bow", "scarf", "hood")]] = 1.0
    reader = BatchReader(msgspec.structs.replace(faces, factors=factors), None)
    stage = msgspec.structs.replace(SMALL, batch_size=500)
    first = np.array(faces.inputs[0])
    shown = (reader.batch(stage, np.random.RandomState(0)).inputs.numpy() == first).all(axis=1).mean()
    assert 0.4 < shown < 0.6  # five of the ten shares that six faces have


def test_inputs_say_little_in_the_styles_at_the_start() -> None:
    model = PaintingModel(w_dim=12, channels=CHANNELS)
    model.draw(torch.Generator().manual_seed(1))
    inputs = torch.from_numpy(inputs_of_factors(natural_faces(8, seed=1)))
    with torch.inference_mode():
        styles = model.synthesis.get_submodule("b8.conv1").affine(model.embedding(inputs))  # type: ignore[operator]
    assert 0.01 < styles.std(dim=0).mean() < 0.2


def test_grain_lies_in_hair_and_skin_and_never_on_features() -> None:
    parts = torch.tensor([part.value for part in Part]).repeat_interleave(16).reshape(1, 1, -1).expand(1, 160, -1)
    noise = torch.randn(1, 1, 80, 80, generator=torch.Generator().manual_seed(0))
    strength = grain(noise, parts)[0, 0].std(dim=0).reshape(len(Part), 16).mean(dim=1)
    assert strength[Part.HAIR] > strength[Part.BACKGROUND] > strength[Part.SKIN] > 0
    assert strength[[Part.EYES, Part.IRIS, Part.MOUTH, Part.BROWS, Part.ACCESSORY]].max() == 0


def test_noise_given_to_the_fit_is_the_programs_noise() -> None:
    model = PaintingModel(w_dim=12, channels={**CHANNELS, 128: 6})
    model.draw(torch.Generator().manual_seed(1))
    mapping = FastMapping(z_dim=12, widths=(12,))
    network = build_network(checkpoint_of_parts(mapping, model.synthesis))
    inputs = torch.randn(1, model.embedding.weight.shape[1], generator=torch.Generator().manual_seed(2))
    layer = model.synthesis.get_submodule("b128.conv1")
    assert isinstance(layer, StyledConv)
    with torch.inference_mode():
        ws = model.embedding(inputs).unsqueeze(1).repeat(1, model.synthesis.num_ws, 1)
        made = model.paint(inputs, {}, resolution=128, noise=layer.noise_const[None, None])
        silent = model.paint(inputs, {}, resolution=128)
        torch.testing.assert_close(made, network.synthesis(ws), rtol=1e-3, atol=1e-3)
    assert (made - silent).abs().max() > 1e-3


def test_batches_hold_twins_after_their_own_faces(folder: Path) -> None:
    faces, twins = open_dataset(folder / "faces"), open_twins(folder / "twins")
    batch = BatchReader(faces, twins).batch(PAINTED, np.random.RandomState(0))
    assert batch.inputs.shape[0] == batch.targets.shape[0] == 6
    assert torch.equal(batch.inputs[:2], batch.inputs[4:])
    different = (batch.targets[4:] - batch.targets[:2]).abs().amax(dim=1, keepdim=True) > 0.05
    assert not (different & (batch.outside > 0)).any()


def test_a_stage_can_ask_for_heads_that_hardly_turn(folder: Path) -> None:
    faces = open_dataset(folder / "faces")
    turns = np.abs(faces.factors[:, INDEX["yaw"]])
    stage = msgspec.structs.replace(SMALL, turn=float(np.median(turns)))
    batch = BatchReader(faces, None).batch(stage, np.random.RandomState(1))
    allowed = faces.inputs[turns <= stage.turn]
    assert all((row == allowed).all(axis=1).any() for row in batch.inputs.numpy())


def test_the_loss_is_zero_for_what_is_right_and_counts_spill() -> None:
    generator = torch.Generator().manual_seed(3)
    targets = torch.rand(3, 3, 8, 8, generator=generator)
    targets[2] = targets[0]
    weights, outside = torch.ones(3, 1, 8, 8), torch.ones(1, 1, 8, 8)
    assert fit_loss(targets, targets, weights, outside)[0] == 0
    made = targets.clone()
    made[2, :, 0, 0] += 1
    loss, figures = fit_loss(made, targets, weights, outside)
    alone, _ = fit_loss(made, targets, weights, torch.zeros(1, 1, 8, 8))
    assert loss > alone > 0
    assert figures[0] == 0
    assert figures[2] > 0


def test_stages_follow_one_another_and_rates_fall() -> None:
    assert stage_at(STAGES, 0) == (0, 0.0)
    whole = sum(stage.kimg for stage in STAGES)
    assert stage_at(STAGES, int(whole * 1000)) == (len(STAGES), 0.0)
    last = STAGES[2]
    assert learning_rate(last, last.kimg) == pytest.approx(last.last_rate)
    assert learning_rate(last, 2.0) > learning_rate(last, last.kimg / 2)
    assert [fade(last, seen) for seen in (0.0, last.fade_kimg / 2, last.kimg)] == [0.0, 0.5, 1.0]
