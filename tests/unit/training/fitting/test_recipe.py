"""The whole recipe by one command, much shortened: it draws, fits, learns the mapping and writes a model that opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from ganstudio.networks.loading import load_generator
from ganstudio.recipe.portrait import Portrait
from ganstudio.training.faces.edits import EDITS
from ganstudio.training.fitting import painting, ship
from ganstudio.training.fitting.recipe import main
from ganstudio.workspace.model_folder import ModelFolder


@pytest.mark.timeout(200)
def test_the_recipe_makes_a_model_file_and_tells_the_time_of_every_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painting, "LEVELS", (0.0, 1.0))  # a drawing a level, a face and an edit
    monkeypatch.setattr(painting, "STRENGTHS", (2.0, 4.0))
    monkeypatch.setattr(ship, "images_for", lambda _layer: 3)
    output = tmp_path / "package"
    shortened = ["--faces", "4", "--twins", "4", "--processes", "1", "--share", "1e-5", "--no-compile"]
    main([str(tmp_path / "work"), str(output), *shortened])
    model = output / "faces.safetensors"
    generator = load_generator(str(model))
    assert generator.spec.img_resolution == 256
    assert model.stat().st_size < 24_000_000
    times = (tmp_path / "work" / "times.txt").read_text(encoding="utf-8").splitlines()
    steps = ["drawing faces", "drawing twins", "fit", "sharpening", "mapping", "attributes, detectors and tabs"]
    assert [line.split(":")[0] for line in times] == steps
    data = output / "data" / generator.model_id
    opened = Portrait.open(data / "sample_02.png")
    assert opened.image.shape == (256, 256, 3)
    assert opened.recipe.model == generator.model_id
    tabs = ModelFolder(data, generator.model_id, generator.spec).load_tabs("basic")
    assert [tab.name for tab in tabs] == [*(edit.name for edit in EDITS), "ice_is_nice"]
