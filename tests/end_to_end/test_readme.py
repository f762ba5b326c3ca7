"""What the README says to type works, word for word, in an empty folder."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from ganstudio.cli.main import main
from ganstudio.recipe.portrait import Portrait

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SECTION = README.split("## Command line and Python", 1)[1].split("\n## ", 1)[0]
SHELL, PYTHON = re.findall(r"```(?:python)?\n(.*?)```", SECTION, flags=re.DOTALL)[:2]
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
    exec(compile(PYTHON, "README.md", "exec"), {})
    assert (empty_folder / "face.png").stat().st_size > 1000
