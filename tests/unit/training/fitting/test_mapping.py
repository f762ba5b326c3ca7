"""The mapping network, attributes and tabs of a fitted model, and the recipe that makes one from nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from ganstudio.errors import WorkspaceError
from ganstudio.networks.checkpoint import build_network
from ganstudio.training.export import checkpoint_of_parts
from ganstudio.training.faces.factors import mean_face, with_factors
from ganstudio.training.faces.inputs import INPUT_NAMES, inputs_of_factors
from ganstudio.training.faces.people import Z_DIM, latents
from ganstudio.training.fast_network import FastSynthesis, draw_weights
from ganstudio.training.fitting import mapping as mapping_module
from ganstudio.training.fitting.attributes import SLIDER_END, directions, face_changes
from ganstudio.training.fitting.mapping import (
    InputMapping,
    MappingPlan,
    MappingRun,
    block_masks,
    compose,
    input_groups,
)
from ganstudio.training.fitting.model import InputEmbedding
from ganstudio.training.fitting.trained import open_fitted

Groups = tuple[list[tuple[list[int], list[int]]], list[int]]


@pytest.fixture(scope="module")
def groups() -> Groups:
    return input_groups()


@pytest.fixture(autouse=True)
def _known_groups(groups: Groups, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapping_module, "input_groups", lambda: groups)


def test_every_input_is_in_one_group_and_groups_share_no_entries_of_their_own(groups: Groups) -> None:
    found, shared = groups
    columns = sorted(column for _, inputs in found for column in inputs)
    assert columns == list(range(len(INPUT_NAMES)))
    own = [entry for entries, _ in found for entry in entries]
    assert len(own) == len(set(own))
    assert 0 in shared  # sex, which hair, eyes and clothes follow
    assert not set(own) & set(shared)


def test_hidden_units_are_shared_out_among_the_groups(groups: Groups) -> None:
    masks = block_masks((120, 100))
    assert [tuple(mask.shape) for mask in masks] == [(120, Z_DIM), (100, 120), (len(INPUT_NAMES), 100)]
    assert all((mask.sum(dim=1) > 0).all() for mask in masks)
    with pytest.raises(ValueError, match="at least"):
        block_masks((8,))


def test_the_mapping_learns_people_from_z_and_goes_on(tmp_path: Path) -> None:
    plan = MappingPlan(run=tmp_path, steps=60, batch_size=64, people=300, widths=(120,), rate=0.05)
    run = MappingRun(plan)
    losses = [run.step() for _ in range(60)]
    assert np.mean(losses[-5:]) < 0.93 * np.mean(losses[:5])
    run.save()
    assert MappingRun(plan).step_number == 60


def test_the_composed_mapping_gives_the_embeddings_pictures_and_the_mean_face() -> None:
    generator = torch.Generator().manual_seed(1)
    inputs, embedding = InputMapping(widths=(16, 16)), InputEmbedding(w_dim=12)
    synthesis = FastSynthesis(w_dim=12, resolution=16, channels={4: 8, 8: 8, 16: 4})
    for part in (inputs, embedding, synthesis):
        draw_weights(part, generator)
    z = torch.from_numpy(latents([1, 2]))
    with torch.inference_mode():
        standard = inputs(z)
        wanted = synthesis(embedding(standard * embedding.deviation + embedding.mean))
        mean = synthesis(embedding(torch.from_numpy(inputs_of_factors(mean_face()[None]))))
    mapping, moved = compose(inputs, embedding, synthesis)
    network = build_network(checkpoint_of_parts(mapping, synthesis))
    with torch.inference_mode():
        made, middle = network(z), synthesis(mapping.w_avg[None])
    assert moved > 0
    torch.testing.assert_close(made, wanted, rtol=1e-3, atol=2e-3)
    torch.testing.assert_close(middle, mean, rtol=1e-3, atol=2e-3)


def test_an_attribute_takes_the_mean_face_to_the_changed_one() -> None:
    embedding = InputEmbedding(w_dim=12)
    draw_weights(embedding, torch.Generator().manual_seed(2))
    basic, advanced = face_changes()
    assert {"open_mouth", "smile", "blush", "length_hair", "head_turn", "age", "masculine", "red_eyes"} <= set(basic)
    assert not set(basic) & set(advanced)
    found = directions(embedding, {"blue_hair": basic["blue_hair"]})["blue_hair"]
    goal = inputs_of_factors(with_factors(mean_face(), basic["blue_hair"])[None])
    with torch.inference_mode():
        torch.testing.assert_close(
            torch.from_numpy(found) * SLIDER_END, embedding(torch.from_numpy(goal))[0], rtol=1e-4, atol=1e-4
        )


def test_a_missing_fit_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"fit\.pt"):
        open_fitted(tmp_path, tmp_path)
