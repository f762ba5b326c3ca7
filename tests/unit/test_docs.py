"""The pages in docs: their pictures are there, shown and small, and the messages that they quote are the code's."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [page for page in DOCS.rglob("*.md") if not {"_build", "generated"} & set(page.parts)]


@pytest.fixture(scope="module")
def tools() -> dict[str, ModuleType]:
    """The modules that write pages, by name."""
    found = {}
    for name in ("struct_words", "message_list"):
        spec = importlib.util.spec_from_file_location(name, DOCS / "tools" / f"{name}.py")
        found[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(found[name])
    return found


def pictures_of(page: Path) -> set[Path]:
    text = page.read_text(encoding="utf-8")
    return {(page.parent / name).resolve() for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)}


def test_the_pictures_of_the_pages_are_there_shown_and_small():
    shown = set().union(*map(pictures_of, [*PAGES, ROOT / "README.md"]))
    assert {path for path in shown if not path.exists()} == set()
    kept = {path.resolve() for folder in ("feature-maps", "pictures") for path in (DOCS / folder).iterdir()}
    assert kept <= shown
    assert sum(path.stat().st_size for path in kept) < 2_500_000


def test_the_readme_leads_to_every_tutorial_and_page_of_explanation():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for page in PAGES:
        if page.relative_to(DOCS).parts[0] in ("tutorials", "explanation"):
            assert f"(docs/{page.relative_to(DOCS).as_posix()})" in readme, page


def test_every_message_of_the_troubleshooting_page_is_one_of_the_code(tools):
    texts = [re.sub(r"\s+", " ", text) for text in tools["message_list"].all_texts() if len(text) > 10]
    texts += [
        re.sub(r"\s+", " ", text)
        for path in (ROOT / "scripts").glob("*.py")
        for text in tools["message_list"].texts_of(path)
    ]
    page = (DOCS / "troubleshooting.md").read_text(encoding="utf-8")
    quoted = [quote.replace("\n> ", " ") for quote in re.findall(r"^> (.+(?:\n> .+)*)", page, flags=re.MULTILINE)]
    assert len(quoted) > 40
    for quote in quoted:
        pieces = [piece for piece in quote.split("…") if piece]
        near = [text for text in texts if max(pieces, key=len) in text]
        assert any(re.search(".*?".join(map(re.escape, pieces)), text) for text in near), quote


def test_messages_are_listed_without_what_is_filled_in(tools):
    listed = set().union(*tools["message_list"].messages().values())
    empty = "'…' is empty; copy or download it again."
    assert {empty, "The file has … bytes; a model has at most …."} <= listed
    assert not [text for text in listed if "{path}" in text or "{name}" in text]


def test_a_field_without_a_word_on_it_is_refused(tools):
    class Bare(msgspec.Struct):
        """Nothing is said.

        Attributes:
            known: This one.
        """

        known: int
        unknown: int = 0

    with pytest.raises(ValueError, match="unknown"):
        tools["struct_words"].field_rows(Bare)


def test_what_a_field_holds_is_said_in_words(tools):
    class Inner(msgspec.Struct):
        """An inner one: `value` of it."""

        value: float

    class Outer(msgspec.Struct):
        """One.

        Attributes:
            names: Of all | of none. inner: it holds.
        """

        names: tuple[str, ...] = ()
        inner: Inner | None = None

    sys.modules[__name__].__dict__.update(Inner=Inner)  # annotations are looked up here
    assert tools["struct_words"].reachable(Outer) == [Outer, Inner]
    assert tools["struct_words"].field_rows(Outer) == [
        "| `names` | list of texts | `[]` | Of all \\| of none. |",
        "| `inner` | [Inner](#inner) or null | `null` | it holds. |",
    ]
