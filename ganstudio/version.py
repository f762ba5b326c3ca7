"""Which GanStudio this is: its version, the commit that it was made of, and where its documentation lies.

`setup.py` runs this file where nothing is installed yet: it imports nothing of GanStudio's before it is needed.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

PACKAGE = Path(__file__).parent
COMMIT_FILE = PACKAGE / "commit.txt"
"""Written into a package when it is built (setup.py); a clone has none, and is asked itself."""


def version() -> str:
    """Such as `0.1.0`; in words where it was never installed."""
    import importlib.metadata  # reads mail, which is how versions are kept; no window waits for that

    try:
        return importlib.metadata.version("ganstudio")
    except importlib.metadata.PackageNotFoundError:
        return "(not installed, run from its sources)"


def commit() -> str:
    """The first digits of the commit's name; empty if unknown."""
    if COMMIT_FILE.exists():
        return COMMIT_FILE.read_text(encoding="utf-8").strip()
    root = PACKAGE.parent
    if not (root / ".git").exists():
        return ""
    try:
        command = ["git", "-C", str(root), "rev-parse", "--short=9", "HEAD"]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=5).stdout.strip()
    except (OSError, subprocess.SubprocessError):  # no git, or a clone that git does not trust
        return ""


def documentation() -> Path | None:
    """The first page of the documentation, in the language spoken: of the package, built in this clone, or as text."""
    from ganstudio import words

    docs = PACKAGE.parent / "docs"
    places = ((PACKAGE / "documentation", "html"), (docs / "_build" / "html", "html"), (docs, "md"))
    folders = ("zh", "") if words.language == "zh_CN" else ("",)
    pages = (place / folder / f"index.{kind}" for place, kind in places for folder in folders)
    return next((page for page in pages if page.exists()), None)


def full_version() -> str:
    """Such as `0.1.0 (commit 3a5b12c4d)`."""
    known = commit()
    return f"{version()} (commit {known})" if known else version()
