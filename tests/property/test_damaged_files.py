"""A file that was damaged anywhere is refused in words, or opens; no other exception gets out of its reader."""

from __future__ import annotations

import random

import pytest

from damage import FILES, damaged_file, models, refusal


@pytest.mark.parametrize("name", FILES)
def test_damage_anywhere_is_refused_in_words(name, tmp_path):
    path = tmp_path / name
    for seed in range(400):
        path.write_bytes(damaged_file(name, FILES[name], random.Random(seed)))
        assert len(refusal(path)) < 2000, seed


@pytest.fixture(scope="module")
def all_models():
    return models()


@pytest.mark.parametrize(
    "name", ["nvlabs", "stylegan3", "state dict", "tensorflow", "rosinality zip", "rosinality stream", "own"]
)
def test_a_model_that_was_damaged_anywhere_is_refused_in_words(name, all_models, tmp_path):
    path = tmp_path / f"{name}.model"
    for seed in range(100):
        path.write_bytes(damaged_file(path.name, all_models[path.name], random.Random(seed)))
        assert len(refusal(path)) < 2000, seed


FINDS = {
    "a picture that ends where it says whether it moves": ("face.png", b"\x89PNG\r\n\x1a\n\0\0\0\rVP8XIxm"),
    "a WebP that ends there": ("face.webp", b"RIFF\0\0\0\0WEBPVP8X"),
}
"""What long runs of tests/endurance found, by the name of the kind and the bytes."""


@pytest.mark.parametrize("find", FINDS)
def test_what_was_found_stays_mended(find, tmp_path):
    name, content = FINDS[find]
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(path)
