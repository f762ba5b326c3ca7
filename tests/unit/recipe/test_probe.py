"""Telling PNGs with a recipe from others without decoding them."""

import struct

import numpy as np
import pytest
from PIL import Image

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.portrait import LEGACY_MAGIC, Portrait
from ganstudio.recipe.probe import carries_recipe

PIXELS = np.zeros((8, 8, 3), np.uint8)


@pytest.fixture
def portrait(tmp_path):
    return Portrait(PIXELS, Recipe()).save(tmp_path / "portrait.png")


def test_a_portrait_carries_a_recipe(portrait):
    assert carries_recipe(portrait)


@pytest.mark.parametrize("ending", [".png", ".jpg", ".webp"])
def test_a_portrait_of_each_kind_carries_a_recipe_and_a_picture_of_another_program_does_not(tmp_path, ending):
    assert carries_recipe(Portrait(PIXELS, Recipe()).save(tmp_path / f"ours{ending}"))
    Image.fromarray(PIXELS).save(tmp_path / f"foreign{ending}")
    assert not carries_recipe(tmp_path / f"foreign{ending}")


def test_a_png_of_the_first_ganstudio_does(tmp_path):
    path = tmp_path / "old.png"
    Image.fromarray(PIXELS).save(path)
    latent = b"0.5:0.25"
    with path.open("ab") as file:
        file.write(latent + bytes(16) + struct.pack("<ii", len(latent), LEGACY_MAGIC))
    assert carries_recipe(path)


@pytest.mark.parametrize("length", [0, 4, 8, 20, 50])
def test_a_truncated_file_does_not(portrait, tmp_path, length):
    (tmp_path / "cut.png").write_bytes(portrait.read_bytes()[:length])
    assert not carries_recipe(tmp_path / "cut.png")


def test_a_missing_file_does_not(tmp_path):
    assert not carries_recipe(tmp_path / "nothing.png")
