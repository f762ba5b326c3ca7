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
