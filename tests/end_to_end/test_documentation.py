"""The documentation builds as a site without a warning, and its pictures are made by the program that is here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import numpy as np
import pytest
from PIL import Image

import ganstudio
from ganstudio.cli.main import commands

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """As `scripts/packages/build_docs.py` builds it: any broken link, missing picture or silent field is an error."""
    pytest.importorskip("sphinx", reason="the extra ganstudio[docs] is not installed")
    folder = tmp_path_factory.mktemp("docs") / "html"
    build = f"import sys; sys.path.insert(0, 'scripts/packages'); import build_docs, pathlib; " \
            f"sys.exit(build_docs.build_docs(sys.executable, pathlib.Path({str(folder)!r})))"  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", build], cwd=ROOT, env=ENVIRONMENT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return folder


def test_every_page_is_in_the_site_and_can_be_searched_without_a_network(site):
    pages = {page.relative_to(ROOT / "docs").with_suffix(".html") for page in (ROOT / "docs").rglob("*.md")}
    assert {page for page in pages if "_build" not in page.parts and not (site / page).exists()} == set()
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    assert "trunc" in index  # the stem of truncation
    assert "http" not in (site / "search.html").read_text(encoding="utf-8").partition("<body")[0].replace(
        "http-equiv", ""
    )


def test_pages_in_chinese_are_found_by_pairs_of_characters_and_say_their_language(site):
    index = json.loads((site / "searchindex.js").read_text(encoding="utf-8").partition("(")[2].rstrip(")"))

    def pages(word: str) -> set[str]:
        found = (index[where].get(word, []) for where in ("terms", "titleterms"))
        return {index["docnames"][page] for pages in found for page in ([pages] if isinstance(pages, int) else pages)}

    assert "zh/tutorials/open-a-mouth" in pages("张嘴") & pages("嘴")
    assert "zh/tutorials/follow-a-part" in pages("检测") & pages("测器")
    assert "function splitQuery" in (site / "_static/language_data.js").read_text(encoding="utf-8")
    for page, code, others in (("zh/how-to/films.html", "zh-CN", False), ("how-to/films.html", "en", True)):
        text = (site / page).read_text(encoding="utf-8")
        assert f'lang="{code}"' in text[:300]
        assert ("Use your own models" in text) is others  # at the side, where Chinese pages have Chinese pages


def test_the_reference_has_every_command_and_every_public_name(site):
    typed = (site / "reference/generated/commands.html").read_text(encoding="utf-8")
    for name in commands.list_commands(click.Context(commands)):
        assert f"ganstudio {name}" in typed
    named = (site / "reference/generated/python.html").read_text(encoding="utf-8")
    for name in ganstudio.__all__:
        assert f'id="{name.lower()}"' in named
    assert "pingpong" in (site / "reference/generated/jobs.html").read_text(encoding="utf-8")


def test_pictures_are_made_by_the_program(tmp_path):
    command = [sys.executable, "docs/make_pictures.py", "--short", "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4000:]
    made = {path.name: Image.open(path).convert("RGB") for path in tmp_path.iterdir()}
    assert set(made) == {"psi.jpg", "start.jpg"}
    for picture in made.values():
        colors = np.unique(np.asarray(picture.resize((40, 40))).reshape(-1, 3), axis=0)
        assert len(colors) > 200  # something is to be seen
