"""A file that was damaged anywhere is refused in words, or opens; no other exception gets out of its reader."""

from __future__ import annotations

import random
import time

import msgspec
import pytest

from damage import FILES, damaged_file, models, refusal
from ganstudio.analysis.detector_files import decode_detectors
from ganstudio.workspace.attribute_layers import decode_limits
from ganstudio.workspace.journal_lines import read_back


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
ROWS = b",".join(b'"a%d":[1,3]' % number for number in range(20_000))
HOSTILE = {
    "a name of a million letters": (
        "recipe.json",
        FILES["recipe.json"].replace(b'"mouth"', b'"' + b"x" * 10**6 + b'"'),
    ),
    "a layer of a million letters": ("recipe.json", FILES["recipe.json"].replace(b'"b8"', b'"' + b"x" * 10**6 + b'"')),
    "a grid of no size": (
        "recipe.json",
        FILES["recipe.json"].replace(b'"resolution":4', b'"resolution":' + b"9" * 4000),
    ),
    "a seed of 4,000 digits": ("recipe.json", FILES["recipe.json"].replace(b'"seed":0', b'"seed":-' + b"9" * 4000)),
    "rows that end as on old computers": ("attributes.csv", b"a,b,c\r" * 100_000),
}
"""What was written to do harm: each is refused, and in a sentence that a window can show."""


@pytest.mark.parametrize("find", FINDS)
def test_what_was_found_stays_mended(find, tmp_path):
    name, content = FINDS[find]
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(path)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_written_to_do_harm_is_refused_in_a_sentence(name, tmp_path):
    file, content = HOSTILE[name]
    (tmp_path / file).write_bytes(content)
    assert 0 < len(refusal(tmp_path / file)) <= 2000


def test_a_journal_that_goes_a_billion_steps_back_is_read_at_once(tmp_path):
    path = tmp_path / "session.jsonl"
    path.write_bytes(FILES["session.jsonl"] + b'\n{"is":"go","steps":-1000000000000}\n{"is":"go","steps":1}')
    history = read_back(path, 1 << 20).history
    assert history is not None
    assert (len(history.past), len(history.future)) == (1, 1)


def test_more_layers_of_attributes_than_sliders_are_not_read():
    document = b'{"format":1,"layers":{' + ROWS + b"}}"
    limits, problems = decode_limits(document, "attribute_layers.json")
    assert not limits
    assert "20,000 rows" in problems[0]


def test_very_many_detectors_are_read_at_once():
    document = msgspec.json.decode(FILES["detectors.json"])
    many = [{**document["detectors"][0], "name": str(number)} for number in range(50_000)]
    began = time.process_time()
    assert len(decode_detectors(msgspec.json.encode({**document, "detectors": many}))) == 50_000
    assert time.process_time() - began < 10.0
