"""Precision `auto` on a CPU: bf16 where it was measured to be faster, asked once for each model and machine."""

from __future__ import annotations

import pytest

from ganstudio.api import Studio
from ganstudio.networks import speed
from ganstudio.workspace.speeds import load_speeds


@pytest.fixture
def with_bf16(monkeypatch):
    """A processor that has bf16 instructions, and a list of what is measured on it; seconds by precision."""
    taken = {"fp32": 1.0, "bf16": 1.0}
    asked: list[str] = []

    def seconds(_, name: str) -> float:
        asked.append(name)
        return taken[name]

    monkeypatch.setattr(speed, "cpu_has_bf16", lambda: True)
    monkeypatch.setattr(speed, "SMALL_PIXELS", 0)
    monkeypatch.setattr(speed, "_seconds", seconds)
    return taken, asked


@pytest.mark.parametrize(("bf16", "chosen"), [(0.5, "bf16"), (0.95, "fp32"), (3.0, "fp32")])
def test_auto_takes_the_faster_one_and_asks_once(with_bf16, tmp_path, tiny_model, bf16, chosen):
    taken, asked = with_bf16
    taken["bf16"] = bf16
    assert Studio(tmp_path, tiny_model, "cpu").generator.precision.name == chosen
    assert set(asked) == {"fp32", "bf16"}
    assert list(load_speeds().values()) == [bf16]
    asked.clear()

    again = Studio(tmp_path, tiny_model, "cpu")

    assert again.generator.precision.name == chosen
    assert asked == []


def test_a_model_of_small_pictures_stays_exact_unmeasured(with_bf16, monkeypatch, tmp_path, tiny_model):
    monkeypatch.setattr(speed, "SMALL_PIXELS", 32 * 32)
    with_bf16[0]["bf16"] = 0.1
    assert Studio(tmp_path, tiny_model, "cpu").generator.precision.name == "fp32"
    assert with_bf16[1] == []


def test_a_precision_that_is_named_is_taken_unmeasured(with_bf16, tmp_path, tiny_model):
    assert Studio(tmp_path, tiny_model, "cpu", "bf16").generator.precision.name == "bf16"
    assert with_bf16[1] == []


def test_the_measure_is_of_pictures_and_leaves_the_model_in_what_it_chose(monkeypatch, tmp_path, tiny_model):
    monkeypatch.setattr(speed, "cpu_has_bf16", lambda: True)
    monkeypatch.setattr(speed, "SMALL_PIXELS", 0)
    studio = Studio(tmp_path, tiny_model, "cpu")
    (ratio,) = load_speeds().values()
    assert ratio > 0
    assert studio.generator.precision.name == ("bf16" if ratio < speed.WORTHWHILE else "fp32")
    named = Studio(tmp_path, tiny_model, "cpu", studio.generator.precision.name)
    recipe = studio.new_recipe(3)
    assert (studio.render(recipe).image == named.render(recipe).image).all()
