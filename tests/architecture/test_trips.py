"""The stops, rooms and files that the pages for developers name exist, and every room is on the page."""

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PAGES = (
    ROOT / "docs" / "architecture.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "README.md",
    *(ROOT / "docs" / "decisions").glob("*.md"),
)
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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page: Path):
    named = re.findall(r"`((?:ganstudio|tests|scripts|docs)/[\w/.-]+)`", page.read_text(encoding="utf-8"))
    named += [f"ganstudio/{name}" for name in re.findall(r"`((?:networks|ui|jobs)/[\w/.-]+)`", page.read_text("utf-8"))]
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_room_is_on_the_page():
    package = ROOT / "ganstudio"
    rooms = {path.parent.name for path in (*package.glob("*/__init__.py"), *package.glob("ui/*/__init__.py"))}
    rooms |= {path.stem for path in package.glob("*.py") if not path.stem.startswith("__")}
    drawing = PAGE.split("## The rooms", 1)[1]
    assert {room for room in rooms if not re.search(rf"\b{room}\b", drawing)} == set()
