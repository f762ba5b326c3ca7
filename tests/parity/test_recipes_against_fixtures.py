"""The whole way from a recipe to pixels gives what the programs that define the formats give, to one step of 255."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ganstudio.api import Studio
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import LatentZ, Noise, StyleMix, Truncation
from ganstudio.recipe.portrait import Portrait

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
NAMES = (
    "nv_ada_ada64.pkl",
    "nv_ada_cond32.pkl",
    "nv_ada_orig32.pkl",
    "nv_ada_resnet32.pkl",
    "nv_sg3repo_ada64.pkl",
    "rosinality_32.pt",
    "tf_legacy_64.pkl",
)

pytestmark = pytest.mark.skipif(not FIXTURES.is_dir(), reason=f"the reference files are not at {FIXTURES}")


def recipes(expected: dict[str, np.ndarray], conditional: bool) -> dict[str, list[Recipe]]:
    """The recipes of each array of images."""
    labels = [tuple(label.tolist()) for label in expected["c"]] if conditional else [()] * len(expected["z"])
    latents = [LatentZ(Array(z)) for z in expected["z"]]
    plain = [Recipe(latent=latent, classes=label) for latent, label in zip(latents, labels, strict=True)]
    mix = StyleMix(first=4, last=2 * int(np.log2(expected["image_psi1.0"].shape[-1])) - 3, source=latents[-1])
    found = {
        "image_psi1.0": plain,
        "image_psi0.7": [replace(recipe, truncation=Truncation(psi=0.7)) for recipe in plain],
        "image_psi0.7_cutoff2": [replace(recipe, truncation=Truncation(psi=0.7, cutoff=2)) for recipe in plain],
        "image_nonoise": [replace(recipe, noise=Noise(mode="none")) for recipe in plain],
        "image_mix_seed0_then1_from4": [replace(plain[0], style_mix=(mix,))],
    }
    if "edit" in expected:
        resolution, channel, value = expected["edit"]
        edit = SpatialEdit(
            name="edit",
            resolution=int(resolution),
            selection=Array(expected["edit_mask"]),
            weights=(ChannelWeight(f"b{int(resolution)}", int(channel), float(value)),),
            multiplier=1.0,
        )
        found["image_edit_psi1.0"] = [replace(recipe, edits=(edit,)) for recipe in plain]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_recipes_give_the_pixels_of_the_defining_program(name, tmp_path):
    expected = dict(np.load((FIXTURES / name).with_suffix(".npz")))
    studio = Studio(tmp_path, FIXTURES / name, "cpu", "fp32")
    compared = 0
    for key, made in recipes(expected, conditional=studio.spec.c_dim > 0).items():
        if key not in expected or (key.startswith("image_mix") and studio.spec.c_dim > 0):
            continue  # a mixed-in latent takes the picture's own class
        for recipe, image in zip(made, expected[key], strict=False):
            pixels = np.clip(np.floor(image.transpose(1, 2, 0) * 127.5 + 128), 0, 255)
            difference = np.abs(studio.render(recipe).image - pixels)
            assert difference.max() <= 1
            assert (difference > 0).mean() < 1e-3
            compared += 1
    assert compared >= 2


def test_a_picture_of_the_first_ganstudio_is_made_again(tmp_path):
    portrait = Portrait.open(FIXTURES / "legacy_trailer_ada64.png")
    studio = Studio(tmp_path, FIXTURES / "nv_ada_ada64.pkl", "cpu", "fp32")
    assert np.abs(studio.render(portrait.recipe).image.astype(int) - portrait.image).max() <= 1
