"""Puts into the package what lies elsewhere in a clone; everything else is in pyproject.toml.

The scripts that come with the studio lie in `scripts/`, beside those that a user of a checkout writes, and only there:
a built package has a copy of them in `ganstudio/scripts/`. The documentation goes into `ganstudio/documentation/` where
it has been built (`scripts/packages/build_docs.py`), and the name of the commit into `ganstudio/commit.txt`.
"""

import runpy
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

SHIPPED = ("spatial_map.py", "view_all.py")
DOCUMENTATION = Path("docs/_build/html")
COMMIT = Path("ganstudio/commit.txt")


def commit() -> str:
    """Of this clone, or as a source package says."""
    name: str = runpy.run_path("ganstudio/version.py")["commit"]()
    return name


class BuildWithMore(build_py):
    """Builds the package, and into it the scripts, the documentation and the commit."""

    def run(self) -> None:
        """Does so; an editable installation finds them where they are."""
        super().run()
        if self.editable_mode:
            return
        for source, target in self._copies().items():
            self.mkpath(str(Path(target).parent))
            self.copy_file(source, target, preserve_mode=False)
        if commit():
            Path(self.build_lib, COMMIT).write_text(commit(), encoding="utf-8")

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """All files that are built, these too."""
        return [*super().get_outputs(include_bytecode), *self._copies().values()]

    def _copies(self) -> dict[str, str]:
        package = Path(self.build_lib, "ganstudio")
        scripts = {f"scripts/{name}": str(package / "scripts" / name) for name in SHIPPED}
        pages = [path for path in DOCUMENTATION.rglob("*") if path.is_file() and path.parts[3] != ".doctrees"]
        placed = {str(path): str(package / "documentation" / path.relative_to(DOCUMENTATION)) for path in pages}
        return scripts | placed


class SourceWithCommit(sdist):
    """Makes the source package, which says of which commit it is."""

    def make_release_tree(self, base_dir: str, files: list[str]) -> None:
        """Does so."""
        super().make_release_tree(base_dir, files)
        if commit():
            Path(base_dir, COMMIT).write_text(commit(), encoding="utf-8")


setup(cmdclass={"build_py": BuildWithMore, "sdist": SourceWithCommit})
