"""What must not be imported where start-up time or a headless machine matters."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module", ["ganstudio", "ganstudio.cli.main", "ganstudio.recipe.portrait", "ganstudio.workspace"]
)
def test_importing_it_leaves_qt_and_torch_alone(module: str):
    program = f"import sys, {module}; print(sorted({{'PySide6', 'torch'}} & set(sys.modules)))"

    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert finished.stdout.strip() == "[]"


def test_every_public_name_is_there():
    import ganstudio

    for name in ganstudio.__all__:
        assert getattr(ganstudio, name) is not None, name
