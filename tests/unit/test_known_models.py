"""What is kept of models that were opened before is an aid: damaged, it says nothing of the models."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ganstudio.cli import known
from ganstudio.workspace import described


@pytest.fixture
def kept(tiny_model: Path) -> Path:
    """Where a model's description was kept."""
    known.model_info(tiny_model)
    return described._path()


@pytest.mark.parametrize(
    ("field", "value"),
    [("z_dim", -5), ("w_dim", 10**12), ("channels", []), ("block_resolutions", [4, 3]), ("img_channels", 7)],
)
def test_a_description_that_cannot_be_is_made_again(kept: Path, tiny_model: Path, field: str, value: object):
    right = known.model_info(tiny_model)
    document = json.loads(kept.read_text())
    (one,) = document.values()
    one["description"]["config"][field] = value
    kept.write_text(json.dumps(document))
    assert known.known_spec(tiny_model) == right.config.spec() or known.known_spec(tiny_model) is None
    assert known.model_info(tiny_model) == right
    assert json.loads(kept.read_text()) != document


@pytest.mark.parametrize(
    "content", [b"", b"[" * 200_000, b'{"a":{"stamp":[1,2,3,4,5,6],"description":' + b"[" * 200_000, b"\xff", b"[1]"]
)
def test_a_damaged_file_of_descriptions_is_written_anew(kept: Path, tiny_model: Path, content: bytes):
    right = known.model_info(tiny_model)
    kept.write_bytes(content)
    assert known.model_info(tiny_model) == right
    assert len(json.loads(kept.read_text())) == 1
