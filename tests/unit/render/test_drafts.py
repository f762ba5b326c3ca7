"""Drafts: a slow picture is preceded by a lower block's colors, and what was computed for them serves the picture."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest
import torch

from ganstudio.interruption import InterruptedWork, interruptible_by
from ganstudio.networks.config import GeneratorConfig
from ganstudio.networks.devices import resolve_device, resolve_precision
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.networks.random_init import random_generator
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed
from ganstudio.render.pace import Pace
from ganstudio.render.renderer import Renderer


@pytest.fixture
def make():
    def build(**changes) -> Renderer:
        config = GeneratorConfig(
            **(
                {
                    "z_dim": 8,
                    "w_dim": 8,
                    "block_resolutions": (4, 8, 16, 32, 64, 128),
                    "mapping_widths": (8,),
                    "channels": (6, 6, 6, 6, 4, 4),
                }
                | changes
            )
        )
        network = random_generator(config, torch.Generator().manual_seed(0), noise_strength=0.1).eval()
        device = resolve_device("cpu")
        return Renderer(
            LoadedGenerator(
                network.requires_grad_(False),
                model_id="0" * 32,
                source="random",
                has_w_avg=True,
                device=device,
                precision=resolve_precision("fp32", device),
            )
        )

    return build


@pytest.fixture
def slow(monkeypatch):
    """Each block takes twice as long as the one below, and the lowest longer than a draft may."""
    note = Pace.note
    monkeypatch.setattr(Pace, "note", lambda pace, block, seconds: note(pace, block, 0.05 * 2**block))


def test_a_slow_picture_is_preceded_by_a_draft_of_its_size_and_is_that_of_a_renderer_without(make, slow):
    renderer = make()
    renderer.render(Recipe(latent=Seed(1)))
    drafts = []

    found = renderer.render(Recipe(latent=Seed(2)), draft=drafts.append)

    (draft,) = drafts
    exact = make().render(Recipe(latent=Seed(2))).portrait.image
    assert np.array_equal(found.portrait.image, exact)
    assert draft.shape == exact.shape
    assert not draft.flags.writeable
    assert not np.array_equal(draft, exact)


def test_a_draft_is_what_the_lower_blocks_colors_are(make, slow):
    renderer = make()
    renderer.render(Recipe(latent=Seed(1)))
    drafts = []
    renderer.render(Recipe(latent=Seed(2)), draft=drafts.append)

    ws = torch.from_numpy(renderer.ws(Recipe(latent=Seed(2))))[None]
    with torch.inference_mode():
        colors = renderer.generator.network.synthesis.run(ws, keep=[4]).states[4].image  # of b32
    large = torch.nn.functional.interpolate(colors, size=(128, 128), mode="bilinear")[0]
    expected = (large * 127.5 + 128).clamp(0, 255).permute(1, 2, 0).numpy()
    inside = (expected > 4) & (expected < 251)  # where bytes were not cut off before they were made larger
    assert np.abs(drafts[0] - expected)[inside].mean() < 8


def test_the_first_picture_and_quick_ones_have_no_draft(make, monkeypatch):
    note = Pace.note
    monkeypatch.setattr(Pace, "note", lambda pace, block, seconds: note(pace, block, 0.001))
    renderer = make()
    drafts = []
    for number in range(3):
        renderer.render(Recipe(latent=Seed(number)), draft=drafts.append)
    assert drafts == []


@pytest.mark.parametrize("architecture", ["resnet", "orig"])
def test_models_whose_lower_blocks_have_no_colors_have_no_drafts(make, slow, architecture):
    renderer = make(architecture=architecture)
    drafts = []
    for number in range(3):
        renderer.render(Recipe(latent=Seed(number)), draft=drafts.append)
    assert drafts == []


def test_a_picture_given_up_after_its_draft_leaves_what_was_computed_right(make, slow):
    renderer, given_up = make(), Event()
    renderer.render(Recipe(latent=Seed(1)))

    with interruptible_by(given_up), pytest.raises(InterruptedWork):
        renderer.render(Recipe(latent=Seed(2)), draft=lambda image: given_up.set())

    again = renderer.render(Recipe(latent=Seed(2)))
    assert again.first_layer not in {"b4", "b8", "b16"}
    assert np.array_equal(again.portrait.image, make().render(Recipe(latent=Seed(2))).portrait.image)
    other = renderer.render(Recipe(latent=Seed(3)))
    assert np.array_equal(other.portrait.image, make().render(Recipe(latent=Seed(3))).portrait.image)


class TestPace:
    def paced(self, *seconds: float) -> Pace:
        pace = Pace([4 << block for block in range(len(seconds))])
        for block, taken in enumerate(seconds):
            pace.note(block, taken)
        return pace

    def test_the_finest_block_that_is_done_in_time_makes_the_draft(self):
        assert self.paced(0.001, 0.001, 0.001, 0.01, 0.02, 0.1).draft_end(0) == 5

    def test_where_none_is_done_in_time_it_is_the_lowest_with_enough_pixels(self):
        assert self.paced(0.01, 0.02, 0.02, 0.03, 0.1, 0.5).draft_end(0) == 4

    def test_a_picture_that_is_soon_there_has_none(self):
        assert self.paced(*[0.005] * 6).draft_end(0) is None

    def test_nor_one_whose_draft_would_take_most_of_its_time(self):
        assert self.paced(0.03, 0.03, 0.03, 0.03, 0.01).draft_end(0) is None

    def test_nor_one_of_which_only_the_last_block_changes(self):
        assert self.paced(0.001, 0.001, 0.001, 0.01, 0.02, 0.5).draft_end(5) is None

    def test_the_size_stays_when_a_block_becomes_a_little_slower(self):
        pace = self.paced(0.001, 0.001, 0.001, 0.01, 0.02, 0.1)
        assert pace.draft_end(0) == 5
        pace.note(4, 0.08)
        assert pace.draft_end(0) == 5
        for _ in range(9):
            pace.note(4, 0.08)
        assert pace.draft_end(0) == 4
