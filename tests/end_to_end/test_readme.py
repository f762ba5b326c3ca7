"""What the pages on the command line and on Python say to type works, word for word, in an empty folder."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest

from ganstudio.analysis.recorder import MapRecorder
from ganstudio.api import Studio
from ganstudio.cli.main import main
from ganstudio.recipe import codec
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
SHELL = re.findall(r"```\n(.*?)```", (HOW_TO / "command-line.md").read_text(encoding="utf-8"), flags=re.DOTALL)[0]
PYTHON, NOTEBOOK = re.findall(
    r"```python\n(.*?)```", (HOW_TO / "python.md").read_text(encoding="utf-8"), flags=re.DOTALL
)
COMMANDS = [shlex.split(line) for line in SHELL.splitlines() if line.strip()]


@pytest.fixture
def empty_folder(tmp_path, monkeypatch) -> Path:
    """A folder to type in, and a home in which nothing was ever kept."""
    monkeypatch.setenv("GANSTUDIO_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("GANSTUDIO_WORKSPACE", str(tmp_path / "workspace"))
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_every_command_works_as_it_stands(empty_folder, tiny_model, capsys):
    shutil.copy(tiny_model, empty_folder / "my_model.pkl")
    assert len(COMMANDS) > 8
    for program, *arguments in COMMANDS:
        assert program == "ganstudio"
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code in (0, None), (arguments, capsys.readouterr().err)
    smile = Portrait.open(empty_folder / "smiling.png").recipe.attributes
    assert [(shift.name, shift.amount) for shift in smile] == [("smile", 1.5)]
    assert (empty_folder / "spectrum.mp4").stat().st_size > 1000
    assert len(list((empty_folder / "spectrum").glob("*.png"))) >= 9


def test_the_python_example_works_as_it_stands(empty_folder):
    exec(compile(PYTHON, "python.md", "exec"), {})
    assert (empty_folder / "face.png").stat().st_size > 1000


def test_the_notebook_example_works_on_recorded_maps(empty_folder, capsys):
    studio = Studio(workspace=empty_folder, model="builtin")
    recorder = MapRecorder(empty_folder)
    for seed in (3, 4, 5):
        recipe = Recipe(latent=Seed(seed))
        recorder.record(studio.render_detailed(recipe, ["b16"]).feature_maps, codec.encode(recipe))
    recorder.export(empty_folder / "feature_maps.npz")
    names: dict[str, object] = {}
    exec(compile(NOTEBOOK, "python.md", "exec"), names)
    assert "loudest maps" in capsys.readouterr().out
    assert Portrait.open(empty_folder / "most.png").recipe.latent in (Seed(3), Seed(4), Seed(5))
    assert np.asarray(names["maps"]).shape[0] == 3
