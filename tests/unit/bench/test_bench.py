"""The measurements measure what they say: all ways of one model, with their errors, shares and rates."""

from __future__ import annotations

from xml.etree import ElementTree

import msgspec
import pytest
import torch
from click.testing import CliRunner

from ganstudio.bench.__main__ import Report, main
from ganstudio.bench.clock import in_turns
from ganstudio.bench.subjects import random_subject


@pytest.fixture(autouse=True)
def _threads():
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def test_a_report_has_every_way_with_its_error_and_the_blocks_shares(tmp_path):
    file = tmp_path / "speed.json"
    wanted = ["--random", "16", "--channel-base", "256", "--threads", "1", "--rounds", "1", "--no-others"]

    answer = CliRunner().invoke(
        main, [*wanted, "--json", str(file), "--plot", str(tmp_path / "speed.svg")], catch_exceptions=False
    )

    bars = ElementTree.parse(tmp_path / "speed.svg").getroot().findall("{*}rect")[1:]
    report = msgspec.json.decode(file.read_bytes(), type=Report)
    (result,) = report.results
    plain, ours = result.rows[:2]
    assert (plain.name, plain.of_plain, plain.error) == ("plain form, fp32", 1.0, 0.0)
    assert ours.name == "GanStudio, fp32"
    assert 0 < ours.error < 5e-5
    assert len(ours.blocks_ms) == len(result.gflop) == 3
    assert ours.from_block[0] == 1.0
    assert list(ours.from_block) == sorted(ours.from_block, reverse=True)
    assert len(bars) == len(result.rows)
    assert bars[0].get("fill") != bars[1].get("fill")  # the plain form's and ours
    assert float(bars[0].get("width")) / float(bars[1].get("width")) == pytest.approx(1 / ours.of_plain, rel=0.02)
    assert report.auto == {"random 16, channel base 256": "fp32"}
    for words in ("least time by operations", "GanStudio, fp32", "b16", "auto takes fp32"):
        assert words in answer.output


def test_a_model_that_is_not_there_is_refused_in_a_sentence():
    answer = CliRunner().invoke(main, ["missing.pkl", "--rounds", "1", "--threads", "1"])

    assert answer.exit_code == 1
    assert "missing.pkl" in answer.output
    assert "Traceback" not in answer.output


def test_operations_are_those_of_the_convolutions():
    subject = random_subject(8, 32)  # 8 maps of 4x4, then 4 of 8x8
    counts = [round(1e9 * count) for count in subject.operations()]

    def convolution(cells, inputs, outputs, taps):
        return 2 * cells * inputs * outputs * taps

    affine = 2 * 512
    first = convolution(16, 8, 8, 9) + convolution(16, 8, 3, 1) + affine * (8 + 8)
    demodulation = 2 * 8 * 8
    assert counts[0] == first + demodulation


def test_ways_take_turns():
    order = []
    in_turns({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, rounds=2, clock="wall")
    assert order == ["a", "b", "a", "b", "a", "b"]


def test_runtimes_that_are_installed_make_the_plain_forms_picture(tmp_path):
    for name in ("onnxscript", "onnxruntime", "openvino"):
        pytest.importorskip(name)
    file = tmp_path / "speed.json"
    wanted = ["--random", "8", "--channel-base", "64", "--threads", "1", "--rounds", "1"]

    CliRunner().invoke(main, [*wanted, "--json", str(file)], catch_exceptions=False)

    (result,) = msgspec.json.decode(file.read_bytes(), type=Report).results
    others = [row for row in result.rows if row.name.startswith(("ONNX", "OpenVINO")) and row.name.endswith("fp32")]
    assert len(others) == 2
    assert all(row.error < 1e-4 for row in others)


def test_a_search_costs_less_than_whole_pictures_at_a_high_layer(tmp_path):
    file, plot = tmp_path / "speed.json", tmp_path / "speed.svg"
    wanted = ["--random", "64", "--channel-base", "1024", "--threads", "1", "--rounds", "3", "--no-others", "--search"]

    answer = CliRunner().invoke(
        main, [*wanted, "--clock", "cpu", "--json", str(file), "--plot", str(plot)], catch_exceptions=False
    )

    (search,) = msgspec.json.decode(file.read_bytes(), type=Report).searches
    assert [layer.layer for layer in search.layers] == ["b8", "b16", "b32", "b64"]
    assert search.layers[-1].batch_ms < search.single_ms
    assert all(layer.trial_ms > 0 for layer in search.layers)
    assert "a whole picture by itself" in answer.output
    assert "b64 (16 maps)" in answer.output
    assert f"a trial of one of {search.layers[-1].layer}" in plot.read_text(encoding="utf-8")
