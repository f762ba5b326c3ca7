"""The stops that docs/architecture.md names exist, so that the page cannot fall behind the code."""

import importlib
import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text(encoding="utf-8")
STOPS = sorted(set(re.findall(r"`(ganstudio(?:\.\w+)+)`", PAGE)))


def resolve(name: str) -> object:
    """The module, class or method of a dotted name."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return found
    raise ModuleNotFoundError(name)


@pytest.mark.parametrize("name", STOPS)
def test_a_stop_exists(name):
    assert resolve(name) is not None


def test_a_stop_that_is_gone_is_noticed():
    with pytest.raises(AttributeError):
        resolve("ganstudio.ui.bench.session.Session.forget_everything")


@pytest.mark.parametrize("trip", ["One drag", "One dropped picture", "One batch"])
def test_a_trip_has_at_most_a_dozen_stops(trip):
    section = PAGE.split(f"## {trip}", 1)[1].split("\n## ", 1)[0]
    assert 6 <= len(re.findall(r"^\d+\. ", section, flags=re.MULTILINE)) <= 12
