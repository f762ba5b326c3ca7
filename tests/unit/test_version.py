"""Which GanStudio this is, and where its documentation is looked for."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ganstudio import version


@pytest.fixture
def package(tmp_path, monkeypatch) -> Path:
    """The package's folder, in a clone of something."""
    folder = tmp_path / "ganstudio"
    folder.mkdir()
    monkeypatch.setattr(version, "PACKAGE", folder)
    monkeypatch.setattr(version, "COMMIT_FILE", folder / "commit.txt")
    return folder


def git(folder: Path, *words: str) -> str:
    names = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    done = subprocess.run(["git", "-C", str(folder), *names, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_a_clone_is_asked_for_its_commit(package):
    assert version.commit() == ""
    git(package.parent, "init", "-q")
    assert version.commit() == ""  # nothing was committed yet
    git(package.parent, "commit", "-q", "--allow-empty", "-m", "x")
    assert version.commit() == git(package.parent, "rev-parse", "HEAD")[:9]
    assert version.full_version() == f"{version.version()} (commit {version.commit()})"


def test_a_package_says_of_which_commit_it_was_built(package):
    (package / "commit.txt").write_text("3a5b12c4d\n")
    assert version.commit() == "3a5b12c4d"


def test_the_documentation_that_came_along_comes_first_then_that_of_the_clone(package):
    assert version.documentation() is None
    for place in ("docs/index.md", "docs/_build/html/index.html", "ganstudio/documentation/index.html"):
        page = package.parent / place
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("x")
        assert version.documentation() == page


def test_who_reads_chinese_is_shown_the_pages_in_chinese_where_there_are_any(package, monkeypatch):
    monkeypatch.setattr("ganstudio.words.language", "zh_CN")
    for place in ("docs/index.md", "docs/zh/index.md", "ganstudio/documentation/index.html"):
        page = package.parent / place
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("x")
        assert version.documentation() == page


def test_this_clone_has_documentation():
    assert version.documentation() is not None
