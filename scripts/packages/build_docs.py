"""Builds the documentation as a site: `python3 scripts/packages/build_docs.py`, then open docs/_build/html/index.html.

A link that leads nowhere, a picture that is not there or a field without a word on it ends the building.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "docs" / "_build" / "html"


def build_docs(python: str, site: Path = SITE) -> int:
    """Builds with the Python that has the extra `docs`; gives the exit code."""
    doctrees = site.parent / "doctrees"
    strict = ["-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-d", str(doctrees)]
    return subprocess.call([python, *strict, str(ROOT / "docs"), str(site)], cwd=ROOT)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "scripts"))
    from environment import prepare

    code = build_docs(prepare(extra="docs"))
    print(f"{SITE / 'index.html'}" if code == 0 else "The documentation was not built: see above.")
    sys.exit(code)
