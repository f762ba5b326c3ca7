"""Every kind of file that the studio writes opens where it is imported, dropped or pasted, or is said to belong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from window_parts import drop, window_parts

from ganstudio.analysis.detector_files import encode_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.jobs import catalogue
from ganstudio.jobs.manifest import Job, write_job
from ganstudio.recipe import codec
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.workspace.attribute_layers import LayerLimit, encode_limits
from ganstudio.workspace.tabs import encode_tabs
from ganstudio.workspace.vectors import VectorRow, format_vector, write_table

VECTOR = Array(np.linspace(-1.0, 1.0, 16, dtype=np.float32))


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        yield made


def detectors(folder: Path) -> Path:
    path = folder / "detectors.json"
    path.write_bytes(encode_detectors([Detector(name="mouth", weights=(ChannelWeight("b16", 3, 0.5),))]))
    return path


@pytest.mark.parametrize("door", ["picture", "window", "film strip", "import", "paste"])
def test_detectors_are_added_by_whatever_door_they_come(parts, tmp_path, monkeypatch, door):
    window, path = parts.window, detectors(tmp_path)
    if door == "import":
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
        window.action("import_picture").trigger()
    elif door == "paste":
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        QGuiApplication.clipboard().setMimeData(mime)
        window.action("paste_recipe").trigger()
    else:
        drop({"picture": window.view, "window": window, "film strip": window.strip.view.viewport()}[door], path)
    assert set(window.tab_set.spatial.detector.detectors) == {"mouth"}
    assert window.tabs.currentWidget() is window.tab_set.spatial
    assert window.bar.sentence == ""


def test_detectors_that_are_there_already_are_not_added_again(parts, tmp_path):
    window, path = parts.window, detectors(tmp_path)
    drop(window.view, path)
    drop(window.view, path)
    assert set(window.tab_set.spatial.detector.detectors) == {"mouth"}
    assert window.bar.sentence == "The detectors of detectors.json are all here already."


def test_tabs_and_attributes_go_to_their_tabs(parts, tmp_path):
    window = parts.window
    tab = SpatialEdit(name="brow", resolution=16, selection=Array(np.zeros((16, 16), np.float32)))
    (tmp_path / "tabs.json").write_bytes(encode_tabs([tab]))
    drop(window.view, tmp_path / "tabs.json")
    assert [edit.name for edit in window.bench.session.recipe.edits] == ["brow"]
    (tmp_path / "smile.csv").write_bytes(write_table([VectorRow(name="smile", note="", vector=VECTOR)]))
    drop(window.view, tmp_path / "smile.csv")
    assert list(window.tab_set.attributes.rows.names) == ["smile"]
    assert window.tabs.currentWidget() is window.tab_set.attributes


def test_the_layers_of_attributes_are_said_to_belong_to_their_table_which_is_offered(parts, tmp_path):
    window = parts.window
    (tmp_path / "smile_layers.json").write_bytes(encode_limits({"smile": LayerLimit(0, 3)}))
    (tmp_path / "smile.csv").write_bytes(write_table([VectorRow(name="smile", note="", vector=VECTOR)]))
    drop(window.view, tmp_path / "smile_layers.json")
    assert window.bar.sentence.startswith("smile_layers.json says which style layers")
    window.bar._action.click()
    assert list(window.tab_set.attributes.rows.names) == ["smile"]


@pytest.mark.logs("the job Two faces")  # the stand-in engine cannot run it
def test_the_record_of_a_job_offers_to_go_on_with_it(parts, tmp_path):
    window, folder = parts.window, parts.workspace.portraits / "batch_0001"
    folder.mkdir()
    plan = catalogue.new_latents(Recipe(model=parts.studio.model_id), [1, 2])
    write_job(folder, Job(title="Two faces", plan=plan, model=parts.studio.model_id))
    drop(window.view, folder / "job.json")
    assert window.bar.sentence == "job.json is the record of a batch job in the folder batch_0001."
    window.bar._action.click()
    assert window.bar.sentence == ""
    assert [entry.title for entry in window.batch.queue.entries] == ["Two faces"]
    assert window.tabs.currentWidget() is window.tab_set.jobs
    parts.qtbot.waitUntil(lambda: "Two faces" in window.bar.sentence)


def test_a_script_offers_to_be_copied_to_the_scripts_and_replaces_none(parts, tmp_path):
    window, path = parts.window, tmp_path / "mine.py"
    path.write_text("print('mine')\n")
    drop(window.view, path)
    assert window.bar.sentence.startswith("mine.py is a script.")
    window.bar._action.click()
    assert (parts.workspace.scripts / "mine.py").read_text() == path.read_text()
    path.write_text("print('another')\n")
    drop(window.view, path)
    window.bar._action.click()
    assert "could not be copied" in window.bar.sentence
    assert "mine'" in (parts.workspace.scripts / "mine.py").read_text()


def average(path: Path) -> None:
    path.write_text(format_vector(VECTOR) + "\n")


def table_of_latents(path: Path) -> None:
    path.write_bytes(write_table([VectorRow(name="sample_000001.png", note="ab", vector=VECTOR)]))


def recording(path: Path) -> None:
    np.savez(path, **{"b16": np.zeros((1, 8, 16, 16)), "b16_mean": np.zeros((8, 16, 16))})


@pytest.mark.parametrize(
    ("name", "write", "sentence"),
    [
        ("average_latent.csv", average, "average latent"),
        ("latents.csv", table_of_latents, "Regenerate from CSV"),
        ("feature_maps.npz", recording, "recorded feature maps"),
    ],
)
def test_what_is_not_opened_is_said_to_belong_elsewhere_in_one_sentence(parts, tmp_path, name, write, sentence):
    write(tmp_path / name)
    drop(parts.window.view, tmp_path / name)
    assert name in parts.window.bar.sentence
    assert sentence in parts.window.bar.sentence


def test_new_pictures_keep_their_variation_after_another_was_opened(parts, tmp_path):
    bench, path = parts.window.bench, tmp_path / "other.png"
    image = np.zeros((32, 32, 3), np.uint8)
    Portrait(image, Recipe(model=parts.studio.model_id, latent=Seed(5), variation=1.0)).save(path)
    with parts.qtbot.waitSignal(bench.session.recipe_changed):
        drop(parts.window.view, path)
    assert bench.session.recipe.variation == 1.0
    parts.generate(6)
    assert bench.session.recipe.variation == 0.7


def test_a_variation_that_is_chosen_on_an_opened_picture_is_that_of_new_ones(parts, tmp_path):
    bench, path = parts.window.bench, tmp_path / "recipe.json"
    path.write_bytes(codec.encode(Recipe(model=parts.studio.model_id, latent=Seed(5), variation=1.0)))
    with parts.qtbot.waitSignal(bench.session.recipe_changed):
        drop(parts.window.view, path)
    bench.edit(RecipeEdit(replace(bench.session.recipe, variation=0.5), "variation 0.50"))
    bench.edit(RecipeEdit(replace(bench.session.recipe, variation=1.0), "variation 1.00"))
    parts.generate(6)
    assert bench.session.recipe.variation == 1.0
