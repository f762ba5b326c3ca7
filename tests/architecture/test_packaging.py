"""What a built package contains, beside the modules that it is made of."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ganstudio.analysis.script_files import SHIPPED

ROOT = Path(__file__).parents[2]
INSTALL = """
import sys
from pathlib import Path
import ganstudio
from ganstudio.analysis.script_files import install_shipped_scripts
print(ganstudio.__file__)
install_shipped_scripts(Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The package as it goes into a wheel."""
    library = tmp_path_factory.mktemp("built")
    subprocess.run(
        [sys.executable, "setup.py", "-q", "build_py", "--build-lib", str(library)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return library


def test_a_built_package_has_the_shipped_scripts_and_no_others(built):
    folder = built / "ganstudio" / "scripts"
    assert sorted(path.name for path in folder.iterdir()) == sorted(SHIPPED)
    for name in SHIPPED:
        assert (folder / name).read_bytes() == (ROOT / "scripts" / name).read_bytes()


def test_an_installed_copy_offers_the_shipped_scripts(built, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", INSTALL, str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(built)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(built)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(SHIPPED)


def test_a_source_package_has_what_the_build_needs():
    listed = {line.split()[1] for line in (ROOT / "MANIFEST.in").read_text().splitlines()}
    assert {f"scripts/{name}" for name in SHIPPED} <= listed


def test_a_built_package_has_its_commit_and_the_documentation_that_was_built(tmp_path):
    clone = tmp_path / "clone"
    shutil.copytree(ROOT / "ganstudio", clone / "ganstudio", ignore=shutil.ignore_patterns("__pycache__", "builtin"))
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE", "scripts/spatial_map.py", "scripts/view_all.py"):
        (clone / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, clone / name)
    (clone / "ganstudio" / "commit.txt").write_text("0123456ab")
    for name in ("index.html", "_static/furo.css", ".doctrees/index.doctree"):
        page = clone / "docs" / "_build" / "html" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("x")
    command = [sys.executable, "setup.py", "-q", "build_py", "--build-lib", str(tmp_path / "built")]
    subprocess.run(command, cwd=clone, check=True, capture_output=True)
    package = tmp_path / "built" / "ganstudio"
    assert (package / "commit.txt").read_text() == "0123456ab"
    pages = {
        path.relative_to(package / "documentation").as_posix() for path in (package / "documentation").rglob("*.*")
    }
    assert pages == {"index.html", "_static/furo.css"}
