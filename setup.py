"""Puts the scripts that come with the studio into the package; everything else is in pyproject.toml.

They lie in `scripts/`, beside the scripts that a user of a checkout writes, and only there. A built package has a copy
of them in `ganstudio/scripts/`.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = ("spatial_map.py", "view_all.py")


class BuildWithScripts(build_py):
    """Builds the package, and the scripts into it."""

    def run(self) -> None:
        """Does so; an editable installation finds them where they are."""
        super().run()
        if not self.editable_mode:
            for source, target in self._scripts().items():
                self.mkpath(str(Path(target).parent))
                self.copy_file(source, target, preserve_mode=False)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """All files that are built, the scripts too."""
        return [*super().get_outputs(include_bytecode), *self._scripts().values()]

    def _scripts(self) -> dict[str, str]:
        return {f"scripts/{name}": str(Path(self.build_lib, "ganstudio", "scripts", name)) for name in SHIPPED}


setup(cmdclass={"build_py": BuildWithScripts})
