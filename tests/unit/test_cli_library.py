"""`ganstudio library`: find, rate, tag, export."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ganstudio.cli import main as cli
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "workspace")
    for seed in (1, 2, 3):
        Portrait(np.zeros((8, 8, 3), np.uint8), Recipe(latent=Seed(seed))).save(made.portraits / f"seed{seed}.png")
    return made


@pytest.fixture
def run(workspace, capsys):
    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            cli.main(["library", *words, "--workspace", str(workspace.root)])
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


def names(out: str) -> list[str]:
    return [Path(line).name for line in out.splitlines()]


def test_what_is_no_command_is_looked_for(run):
    code, out, err = run("seed>1", "--sort", "seed")
    assert (code, names(out)) == (0, ["seed2.png", "seed3.png"])
    assert "2 pictures" in err


def test_without_a_query_all_are_listed(run):
    code, out, err = run("--sort", "-name", "--limit", "2")
    assert (code, names(out)) == (0, ["seed3.png", "seed2.png"])
    assert "3 pictures, 2 listed" in err


def test_stars_and_tags_are_given_and_told_as_json(run):
    assert run("rate", "4", "seed=2")[1] == "1 picture rated\n"
    assert run("tag", "seed<3", "--add", "print", "--add", "wall")[1] == "2 pictures tagged\n"
    assert run("tag", "seed=1", "--remove", "wall")[0] == 0
    code, out, _ = run("rating>=4", "tag:wall", "--json")
    (fact,) = json.loads(out)
    assert code == 0
    assert (fact["seed"], fact["rating"], fact["tags"], fact["width"]) == (2, 4, ["print", "wall"], 8)


def test_what_is_found_is_exported(run, tmp_path):
    code, out, _ = run("export", "seed>=2", "--out", str(tmp_path / "out"))
    assert (code, out.split(" in ")[0]) == (0, "2 pictures")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["seed2.png", "seed3.png"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("rating>=",), "Behind 'rating>=' something is missing"),
        (("smile>1",), "No picture has an attribute or a tab named 'smile'"),
        (("tag", "seed=1"), "Say which tag"),
        (("rate", "7", "seed=1"), "0<=x<=5"),
    ],
)
def test_what_cannot_be_done_is_said(run, words, sentence):
    code, _, err = run(*words)
    assert code == 2
    assert sentence in err
