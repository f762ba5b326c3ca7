"""The tutorial's two faces open in the studio with the built-in model, in the package and in the clone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ganstudio.api import Studio
from ganstudio.networks.header import model_path
from ganstudio.recipe.portrait import Portrait

CLONE = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["sample_01.png", "sample_02.png"])
@pytest.mark.parametrize("root", [model_path("builtin").parent, CLONE], ids=["package", "clone"])
def test_a_sample_opens_and_is_made_again(tmp_path: Path, root: Path, name: str):
    studio = Studio(workspace=tmp_path, model="builtin")
    opened = studio.open(root / "data" / studio.model_id / name)
    assert isinstance(opened, Portrait)
    assert opened.recipe.model == studio.model_id
    again = studio.render(opened.recipe).image
    assert np.abs(again.astype(int) - opened.image).mean() < 2


@pytest.mark.parametrize(
    ("action", "name"), [("open_sample_mouth", "sample_01"), ("open_sample_hairband", "sample_02")]
)
def test_a_sample_opens_from_the_help_menu(person, action: str, name: str):
    assert person.window.action(action).isEnabled()
    person.window.action(action).trigger()
    wanted = Portrait.open(model_path("builtin").parent / "data" / person.window.bench.model.model_id / f"{name}.png")
    person.qtbot.waitUntil(lambda: person.recipe.latent == wanted.recipe.latent)
    assert np.abs(person.see().astype(int) - wanted.image).mean() < 2
