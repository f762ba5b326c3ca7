"""The pictures of the pages in docs are there, each is shown, and they are small."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/feature-maps.md"


def test_the_pictures_of_the_page_are_there_and_small():
    named = {PAGE.parent / name for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", PAGE.read_text())}
    assert named == set((PAGE.parent / "feature-maps").iterdir())
    assert sum(path.stat().st_size for path in named) < 600_000


def test_the_readme_leads_to_the_page():
    assert "docs/feature-maps.md" in (ROOT / "README.md").read_text()
