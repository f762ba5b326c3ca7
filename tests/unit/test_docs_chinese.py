"""Every tutorial and how-to page is there in Chinese, with the commands, pictures, links and code of the English page.

So what is tested of the one holds for the other.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from ganstudio.words import LOCALES

DOCS = Path(__file__).parents[2] / "docs"
CHINESE = DOCS / "zh"
FENCED = re.compile(r"^```.*?^```$", flags=re.DOTALL | re.MULTILINE)


def pages_of(root: Path) -> set[Path]:
    kept = {page for folder in ("tutorials", "how-to") for page in (root / folder).glob("*.md")}
    return {page.relative_to(root) for page in kept | {root / "feature-maps.md"}}


def targets(page: Path, pattern: str) -> list[Path]:
    """What a page leads to, in order; a page in Chinese counts as the English one."""
    found = re.findall(pattern, page.read_text(encoding="utf-8"))
    files = [(page.parent / name.partition("#")[0]).resolve() if name[0] != "#" else page for name in found]
    return [DOCS / file.relative_to(CHINESE) if file.is_relative_to(CHINESE) else file for file in files]


def outline(page: Path) -> dict[str, object]:
    """What must be the same in both languages."""
    text = page.read_text(encoding="utf-8")
    words = FENCED.sub("", text)
    return {
        "code blocks": FENCED.findall(text),
        "pictures": targets(page, r"!\[[^\]]+\]\(([^)]+)\)"),
        "links": sorted(targets(page, r"(?<!!)\[[^\]]+\]\(([^)]+)\)")),
        "headings": [len(marks) for marks in re.findall(r"^(#+) ", words, flags=re.MULTILINE)],
        "steps and rows": re.findall(r"^(- |\d\. |\|)", words, flags=re.MULTILINE),
        "code in sentences": {re.sub(r"\s+", " ", code) for code in re.findall(r"`([^`]+)`", words)},
    }


def test_no_page_is_missing_in_chinese_and_none_is_left_over():
    everything = {page.relative_to(CHINESE) for page in CHINESE.rglob("*.md")}
    assert everything - {Path("index.md")} == pages_of(DOCS)


@pytest.mark.parametrize("page", sorted(pages_of(DOCS)), ids=str)
def test_a_page_says_the_same_in_chinese(page):
    english, chinese = outline(DOCS / page), outline(CHINESE / page)
    for what in english:
        assert chinese[what] == english[what], what


@pytest.fixture(scope="module")
def names() -> dict[str, set[str]]:
    """What the window's buttons and menus are called in English -> in Chinese."""
    found: dict[str, set[str]] = {}
    with (LOCALES / "zh_CN" / "LC_MESSAGES" / "ganstudio.po").open("rb") as file:
        for message in read_po(file, locale="zh_CN"):
            if isinstance(message.id, str) and message.id and message.string:
                found.setdefault(name_of(message.id), set()).add(name_of(message.string))
    return found


def name_of(text: str) -> str:
    """A label without the key that opens it."""
    return re.sub(r"\(&\w\)|&|\t.*", "", text)


@pytest.mark.parametrize("page", sorted(pages_of(DOCS)), ids=str)
def test_buttons_and_menus_have_the_names_that_the_window_gives_them(page, names):
    english = (DOCS / page).read_text(encoding="utf-8")
    chinese = re.findall(r"\*\*([^*]+)\*\*", (CHINESE / page).read_text(encoding="utf-8"))
    named = {name for bold in chinese for name in bold.split(" > ")}
    for bold in re.findall(r"\*\*([^*]+)\*\*", english):
        for name in re.sub(r"\s+", " ", bold).split(" > "):
            assert name not in names or names[name] & named, f"{name} is {names[name]} in the window"


@pytest.mark.parametrize("page", sorted({Path("index.md"), *pages_of(DOCS)}), ids=str)
def test_a_page_leads_to_the_other_language_at_its_top(page):
    up = "../" * (len(page.parts) - 1)
    assert (DOCS / page).read_text(encoding="utf-8").splitlines()[1:4] == ["", f"[中文]({up}zh/{page})", ""]
    assert (CHINESE / page).read_text(encoding="utf-8").splitlines()[1:4] == ["", f"[English](../{up}{page})", ""]


def test_the_front_page_in_chinese_leads_to_all_of_them():
    assert pages_of(DOCS) <= {
        page.relative_to(DOCS) for page in targets(CHINESE / "index.md", r"\]\(([^)#]+)\)") if page.is_relative_to(DOCS)
    }


def test_the_readme_leads_to_the_pages_in_chinese():
    assert "[中文](docs/zh/index.md)" in (DOCS.parent / "README.md").read_text(encoding="utf-8").splitlines()
