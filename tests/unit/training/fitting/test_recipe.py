"""The whole recipe by one command, much shortened: it draws, fits, learns the mapping and writes a model that opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from ganstudio.networks.loading import load_generator
from ganstudio.training.fitting.recipe import RecipePlan, main, run_recipe


@pytest.mark.timeout(200)
def test_the_recipe_makes_a_model_file_and_tells_the_time_of_every_step(tmp_path: Path) -> None:
    output = tmp_path / "faces.safetensors"
    shortened = ["--faces", "4", "--twins", "4", "--processes", "1", "--share", "1e-5", "--no-compile"]
    main([str(tmp_path / "work"), str(output), *shortened])
    generator = load_generator(str(output))
    assert generator.spec.img_resolution == 256
    assert output.stat().st_size < 24_000_000
    times = (tmp_path / "work" / "times.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split(":")[0] for line in times] == ["drawing faces", "drawing twins", "fit", "mapping"]
    plan = RecipePlan(work=tmp_path / "work", output=output, faces=4, twins=4, processes=1, compile=False, share=1e-5)
    said: list[str] = []
    assert run_recipe(plan, say=said.append) == generator.model_id  # a second call has nothing left to do
    assert len(said) == 4
