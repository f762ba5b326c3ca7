"""`ganstudio analyze` as typed."""

import csv
import json

import numpy as np
import pytest

from ganstudio.analysis.detector_files import save_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.analysis.recorder import MapRecorder
from ganstudio.api import Studio
from ganstudio.cli.main import main
from ganstudio.networks.loading import load_generator
from ganstudio.recipe.array import Array
from ganstudio.recipe.codec import encode
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import Seed
from ganstudio.render.renderer import Renderer
from ganstudio.workspace import Workspace


def run(*words):
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return ended.value.code


@pytest.fixture
def place(tmp_path, tiny_model):
    """A workspace in which the model has a detector, and a recording of four faces."""
    generator = load_generator(tiny_model)
    renderer = Renderer(generator)
    folder = Workspace(tmp_path / "workspace").model_folder(generator.model_id, generator.spec)
    recorder = MapRecorder(tmp_path)
    for seed in range(4):
        recipe = Recipe(latent=Seed(seed))
        maps = feature_maps(renderer, recipe, ["b8"])
        recorder.record(maps, encode(recipe))
    recorder.export(tmp_path / "maps.npz")
    cut = float(np.quantile(recorder.history("b8", 3), 0.9))
    weights = (ChannelWeight("b8", 3, 1.0), ChannelWeight("b8", 1, 0.01))
    save_detectors(folder.path, [Detector(name="mouth", weights=weights, threshold=cut / 2)])
    return tmp_path


def test_parts_of_recorded_faces_are_written_and_reported(place, tiny_model, capsys):
    common = ("--model", tiny_model, "--workspace", place / "workspace")
    words = ("analyze", "parts", "--layer", "b8", "--recording", place / "maps.npz", "--out", place / "parts.csv")
    assert run(*words, *common, "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["faces"], facts["maps"], facts["best"]) == (4, 8, 3)
    with (place / "parts.csv").open() as stream:
        best = max(csv.DictReader(stream), key=lambda row: float(row["iou"]))
    assert (best["map"], best["part"]) == ("3", "mouth")


def test_how_few_maps_a_detector_gets_by_with_is_written_for_a_paper(place, tiny_model, capsys):
    words = ("analyze", "detector", "mouth", "--model", tiny_model, "--workspace", place / "workspace")
    assert run(*words, "--out", place / "mouth.tex") == 0
    assert "1 maps" in capsys.readouterr().out
    assert (place / "mouth.tex").read_text().startswith(r"\begin{tabular}{lrrrl}")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("detector", "nose", "--out", "x.csv"), "no detector 'nose'. It has: mouth"),
        (("detector", "mouth", "--out", "x.xls"), "'x.xls' was asked for"),
        (("parts", "--layer", "b999", "--out", "x.csv"), "b999"),
        (("parts", "--layer", "b8", "--recording", "nothing.npz", "--out", "x.csv"), "cannot be read"),
        (("effects", "--layer", "b8", "--out", "x.csv"), "--part with a detector's name, or --tab"),
        (("effects", "--part", "nose", "--layer", "b8", "--out", "x.csv"), "no detector 'nose'. It has: mouth"),
        (("effects", "--part", "mouth", "--layer", "b9", "--out", "x.csv"), "b9"),
        (("effects", "--part", "mouth", "--styles", "--layer", "b8", "--out", "x.csv"), "no style layer 'b8'"),
        (("effects", "--tab", "nose", "--layer", "b8", "--out", "x.csv"), "'nose'"),
    ],
)
def test_what_cannot_be_done_is_said_before_any_work(place, tiny_model, capsys, words, sentence):
    assert run("analyze", *words, "--model", tiny_model, "--workspace", place / "workspace") == 2
    assert sentence in capsys.readouterr().err


def test_maps_are_ranked_for_a_part_over_faces_and_written(place, tiny_model, capsys):
    common = ("--model", tiny_model, "--workspace", place / "workspace", "--part", "mouth", "--faces", "3")
    assert run("analyze", "effects", *common, "--layer", "b8", "--out", place / "e.csv", "--json") == 0
    table = json.loads(capsys.readouterr().out)["table"]
    assert (table["part"], table["kind"], table["faces"]) == ("mouth", "maps", 3)
    with (place / "e.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert [int(row["channel"]) for row in rows] == [row["channel"] for row in table["effects"]]
    shares = [float(row["share"]) for row in rows]
    assert len(rows) == 8
    assert shares == sorted(shares, reverse=True)
    for row in rows:
        changed = float(row["inside"]), float(row["elsewhere"])
        assert float(row["share"]) == pytest.approx(changed[0] / (sum(changed) + 2.0))


def test_style_channels_are_ranked_on_recorded_faces_where_a_tab_is_painted(place, tiny_model, capsys):
    studio = Studio(place / "workspace", str(tiny_model), "cpu", "fp32")
    cells = np.zeros((8, 8), np.float32)
    cells[4:, :4] = 1
    tab = SpatialEdit(name="corner", resolution=8, selection=Array(cells), weights=(ChannelWeight("b8", 1, 1.0),))
    studio.render(replace(studio.new_recipe(5), edits=(tab,))).save(place / "face.png")
    words = ("--from", place / "face.png", "--tab", "corner", "--styles", "--layer", "b8.torgb", "--top", 3)
    common = ("--model", tiny_model, "--workspace", place / "workspace", "--recording", place / "maps.npz")
    assert run("analyze", "effects", *words, *common, "--out", place / "e.json") == 0
    said = capsys.readouterr().out
    table = json.loads((place / "e.json").read_text())
    assert (table["kind"], table["part"], table["faces"], len(table["effects"])) == ("styles", "corner", 4, 3)
    assert f"b8.torgb {table['effects'][0]['channel']} is best for corner" in said
