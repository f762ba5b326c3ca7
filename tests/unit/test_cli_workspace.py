"""Every command works in one workspace: the one named, else the settings', as the window does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ganstudio.api import Studio
from ganstudio.cli import main as cli
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.workspace import Settings
from ganstudio.workspace.settings import save_settings


@pytest.fixture
def kept(tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace that the settings alone name; in it the model was opened and has an attribute."""
    studio = Studio(tmp_path / "kept", tiny_model, "cpu", "fp32")
    studio.folder.save_attribute_set("custom", {"grin": Array(np.ones(8))})
    studio.render(Recipe(latent=Seed(1))).save(tmp_path / "face.png")
    studio.save(studio.render(Recipe(latent=Seed(2))))
    studio.workspace.delete([studio.workspace.list_portraits()[0].path])
    save_settings(Settings(workspace=str(tmp_path / "kept")))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "kept"


def run(*words: object) -> object:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(word) for word in words])
    return ended.value.code


def test_render_finds_the_model_and_its_attributes(kept: Path, capsys: pytest.CaptureFixture[str]):
    assert run("render", "face.png", "--set", "grin=2", "--out", "b.png") == 0, capsys.readouterr().err
    assert Portrait.open("b.png").recipe.attributes[0].amount == 2


def test_a_job_finds_them_and_records_its_latents_there(kept: Path, capsys: pytest.CaptureFixture[str]):
    words = ("spectrum", "--from", "face.png", "--set", "grin=2", "--count", 2)
    assert run("batch", *words, "--out", "out") == 0, capsys.readouterr().err
    (table,) = kept.glob("data/*/latents.csv")
    assert "out/grin-0__sample_1.png" in table.read_text()


def test_a_job_is_resumed_there(kept: Path, capsys: pytest.CaptureFixture[str]):
    assert run("batch", "new-latents", "--from", "face.png", "--seeds", "1,2", "--out", "out") == 0
    Path("out/seed-2__sample_2.png").unlink()
    assert run("batch", "resume", "out") == 0, capsys.readouterr().err


def test_the_trash_is_its(kept: Path, capsys: pytest.CaptureFixture[str]):
    assert run("trash", "list") == 0
    assert "portraits/sample_000001.png" in capsys.readouterr().out


def test_a_workspace_that_is_named_goes_before(kept: Path, capsys: pytest.CaptureFixture[str]):
    assert run("render", "face.png", "--set", "grin=2", "--out", "b.png", "--workspace", "other") == 2
    assert "was opened in this workspace" in capsys.readouterr().err
