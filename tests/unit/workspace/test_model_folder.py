"""A model's tables: attributes, saved tabs, average latent, latents, and what happens when they are damaged."""

from __future__ import annotations

import errno
import json
import os

import numpy as np
import pytest

from ganstudio.errors import WorkspaceError
from ganstudio.recipe.array import Array
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.workspace.attribute_layers import LayerLimit
from ganstudio.workspace.tabs import KeptTabs, open_tab_file
from ganstudio.workspace.workspace import Workspace
from recipes import full_recipe, small_spec

MODEL = "0123456789abcdef0123456789abcdef"
MOUTH = SpatialEdit(name="mouth", resolution=4, selection=Array([[1.0]]))
ROW = "1:2:3:4:5:6:7:8"


@pytest.fixture
def folder(tmp_path):
    return Workspace(tmp_path).model_folder(MODEL, small_spec())


def write(folder, name, content):
    folder.path.mkdir(parents=True, exist_ok=True)
    (folder.path / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def test_a_new_model_has_empty_tables(folder):
    assert folder.attribute_sets() == {"basic": {}, "advanced": {}, "custom": {}, "favorites": {}}
    assert folder.tab_sets() == []
    assert folder.load_tabs("basic") == ()
    assert folder.average_latent() is None
    assert list(folder.latents()) == []
    assert folder.problems == ()


def test_a_row_of_the_first_ganstudio_is_read(folder):
    write(folder, "attributes.csv", f"smile,deadbeef,{ROW}\r\n")
    assert folder.attribute_sets()["basic"] == {"smile": Array(range(1, 9))}


def test_sets_are_read_back_as_saved(folder):
    vectors = {
        'a, "quoted" naïve 顔': Array(np.random.RandomState(0).randn(8)),
        "w+": Array(np.random.RandomState(1).randn(6, 8) * 1e-30),
        " spaced ": Array(np.full(8, 3.4e38)),
    }
    folder.save_attribute_set("custom", vectors)
    assert folder.attribute_sets()["custom"] == vectors
    assert (folder.path / "attributes_custom.csv").read_text(encoding="utf-8").count("\n") == 3


def test_the_hash_column_survives_saving(folder):
    write(folder, "attributes.csv", f"smile,from elsewhere,{ROW}\n")
    folder.save_attribute_set("basic", {**folder.attribute_sets()["basic"], "age": Array(range(8))})
    lines = (folder.path / "attributes.csv").read_text().splitlines()
    assert lines[0] == f"smile,from elsewhere,{ROW}"
    assert lines[1].startswith(f"age,{MODEL},0:1:2")


def test_damaged_rows_are_told_with_their_line_and_cost_only_themselves(folder):
    rows = [
        f"good,x,{ROW}",
        "short,x,1:2:3",
        "word,x,1:2:three:4:5:6:7:8",
        "nan,x,1:2:nan:4:5:6:7:8",
        "",
        "no numbers,x,",
        "just a line",
        '"unclosed,x,' + ROW,
        f",x,{ROW}",
        f"fine,x,{ROW}",
    ]
    write(folder, "attributes.csv", "\n".join(rows))
    assert list(folder.attribute_sets()["basic"]) == ["good", "fine"]
    text = "\n".join(folder.problems)
    for line in (2, 3, 4, 6, 7, 8, 9):
        assert f"attributes.csv, line {line}: " in text
    assert len(folder.problems) == 7
    assert "has 3 numbers, but this model's w has 8" in text
    assert "number 3 of 8 is 'three'" in text
    assert "number 3 of 8 is 'nan', which is not a finite number" in text


def test_saving_over_damaged_rows_keeps_a_copy_of_them(folder):
    damaged = f"good,x,{ROW}\nshort,x,1:2:3\n"
    write(folder, "attributes.csv", damaged)
    folder.attribute_sets()
    folder.save_attribute_set("basic", {})
    assert (folder.path / "attributes.csv.bak").read_text() == damaged
    assert folder.problems == ()


def test_bytes_that_are_no_text_are_a_problem_and_no_crash(folder):
    write(folder, "attributes.csv", bytes(range(256)) * 10)
    assert folder.attribute_sets()["basic"] == {}
    assert folder.problems


def test_a_byte_order_mark_and_a_semicolon_table_are_read(folder):
    write(folder, "attributes.csv", b"\xef\xbb\xbf" + f"smile,x,{ROW.replace(':', ' ')}".encode())
    assert list(folder.attribute_sets()["basic"]) == ["smile"]


def test_a_vector_of_another_model_is_not_saved(folder):
    with pytest.raises(WorkspaceError, match=r"9 numbers, but this model's w has 8"):
        folder.save_attribute_set("custom", {"smile": Array(range(9))})
    assert not (folder.path / "attributes_custom.csv").exists()


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "a\u2028b"])
def test_an_attribute_name_is_one_line_of_text(folder, name):
    with pytest.raises(WorkspaceError, match="one line of text"):
        folder.save_attribute_set("custom", {name: Array(range(8))})


def test_an_unknown_set_is_refused(folder):
    with pytest.raises(WorkspaceError, match="'others'"):
        folder.save_attribute_set("others", {})


def test_tabs_saved_before_they_had_a_curve_open_with_the_originals(folder):
    edit = SpatialEdit(name="mouth", resolution=4, selection=Array([[1.0]]))
    folder.save_tabs("old", (edit,))
    path = folder.path / "tabs_old.json"
    document = json.loads(path.read_text())
    del document["tabs"][0]["curve"]
    path.write_text(json.dumps(document))
    assert folder.load_tabs("old") == (edit,)
    assert edit.curve == "exponential"


def test_tabs_for_another_model_are_refused_where_the_model_is_known(folder):
    weights = (ChannelWeight("b512", 0, 1.0),)
    folder.save_tabs("wings", (SpatialEdit(name="wings", resolution=4, selection=Array([[1.0]]), weights=weights),))
    with pytest.raises(WorkspaceError, match=r"The tabs of tabs_wings\.json do not fit this model\. Layer 'b512'"):
        folder.load_tabs("wings")


def test_a_set_of_tabs_keeps_its_small_picture_over_renaming_and_taking_back(folder):
    folder.save_tabs("mine", (MOUTH,), b"a picture")
    folder.rename_tabs("mine", "yours")
    assert folder.tab_sets() == ["yours"]
    workspace = Workspace(folder.path.parent.parent)
    deletion = workspace.delete([folder.tabs_path("yours")])
    assert folder.tab_sets() == []
    workspace.restore(deletion)
    assert folder.kept_tabs("yours") == KeptTabs(tabs=(MOUTH,), picture=b"a picture")


def test_a_set_of_tabs_takes_no_name_that_is_taken(folder):
    for name in ("mine", "yours"):
        folder.save_tabs(name, (MOUTH,))
    with pytest.raises(WorkspaceError, match="There is a tab set 'yours' already"):
        folder.rename_tabs("mine", "yours")
    with pytest.raises(WorkspaceError, match="cannot be renamed"):
        folder.rename_tabs("gone", "else")


def test_a_file_of_tabs_that_is_not_there_is_said(tmp_path):
    with pytest.raises(WorkspaceError, match=r"nothing\.json is not there"):
        open_tab_file(tmp_path / "nothing.json")


def test_tabs_are_read_back_as_saved(folder):
    edits = full_recipe().edits
    folder.save_tabs("basic", edits)
    folder.save_tabs("Mein Gesicht 顔", ())
    assert folder.load_tabs("basic") == edits
    assert folder.tab_sets() == ["Mein Gesicht 顔", "basic"]
    folder.tabs_path("basic").unlink()
    assert folder.tab_sets() == ["Mein Gesicht 顔"]


def test_a_tab_set_that_is_not_there_is_refused_with_those_that_are(folder):
    folder.save_tabs("mine", ())
    with pytest.raises(WorkspaceError, match=r"no tab set 'yours'.*mine"):
        folder.load_tabs("yours")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\x80\x04K\x01.",
        b'{"format": 1}',
        b'{"format": 1, "tabs": [{"name": "x"}]}',
        b'{"format": 1, "tabs": [], "more": 1}',
        b"{" * 100_000,
        b'{"format": 1, "tabs": [{"name": "x", "resolution": 4, "selection": {"shape": [9, 9], "float32": "!"}}]}',
    ],
)
def test_a_damaged_tab_set_is_refused_in_words(folder, content):
    write(folder, "tabs_basic.json", content)
    with pytest.raises(WorkspaceError, match=r"tabs_basic\.json"):
        folder.load_tabs("basic")


def test_a_tab_set_of_a_newer_format_is_refused(folder):
    write(folder, "tabs_basic.json", b'{"format": 2, "tabs": []}')
    with pytest.raises(WorkspaceError, match=r"format 2.*reads format 1"):
        folder.load_tabs("basic")


def test_the_average_latent_is_kept(folder):
    average = np.random.RandomState(0).randn(8).astype(np.float32)
    folder.save_average_latent(average)
    np.testing.assert_array_equal(folder.average_latent(), average)


def test_a_damaged_average_latent_is_refused(folder):
    write(folder, "average_latent.csv", "1:2:3")
    with pytest.raises(WorkspaceError, match=r"3 numbers.*8"):
        folder.average_latent()


def test_every_latent_is_kept(folder):
    w_plus = np.random.RandomState(0).randn(6, 8).astype(np.float32)
    folder.append_latent("sample_000001.png", w_plus)
    folder.append_latent("sample_000002.png", np.tile(w_plus[0], (6, 1)))
    found = dict(folder.latents())
    assert found == {"sample_000001.png": Array(w_plus), "sample_000002.png": Array(w_plus[0])}


def test_a_cut_line_of_latents_costs_one_picture(folder):
    folder.append_latent("a", np.arange(8))
    with (folder.path / "latents.csv").open("ab") as stream:
        stream.write(b"b,x,1:2:")
    folder.append_latent("c", np.arange(8))
    assert [name for name, _ in folder.latents()] == ["a", "c"]
    assert "line 2" in folder.problems[0]


def test_the_names_of_latents_are_read_without_their_numbers(folder):
    assert folder.latent_names() == set()
    folder.append_latents([("batch_0001/a.png", np.arange(8)), ('b, "quoted".png', np.arange(8))])
    with (folder.path / "latents.csv").open("ab") as stream:
        stream.write(b"cut.png,x,1:2:")
    assert folder.latent_names() == {"batch_0001/a.png", 'b, "quoted".png'}


def rows_of_latents(folder):
    return [line for line in (folder.path / "latents.csv").read_text().splitlines() if line.strip()]


@pytest.mark.parametrize("name", ["a.png", 'b, "quoted".png', "ä.png"])
def test_a_picture_that_is_written_again_has_one_row(folder, name):
    for number, other in enumerate((name, "x" + name, name + "x", name, "c.png", name)):
        folder.append_latent(other, np.full(8, number / 7))
    assert dict(folder.latents())[name] == Array(np.full(8, 5 / 7))
    assert [name for name, _ in folder.latents()] == ["x" + name, name + "x", "c.png", name]
    assert len(rows_of_latents(folder)) == 4
    assert folder.latent_names() == {"x" + name, name + "x", "c.png", name}


def test_a_row_that_cannot_be_written_leaves_the_one_before(folder, monkeypatch):
    folder.append_latent("a.png", np.arange(8))
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(WorkspaceError, match="disk is full"):
        folder.append_latent("a.png", np.ones(8))
    assert dict(folder.latents()) == {"a.png": Array(np.arange(8))}


def refuse(_):
    raise OSError(errno.ENOSPC, "the disk is full")


def test_a_latent_that_is_not_finite_is_refused(folder):
    with pytest.raises(Exception, match="NaN"):
        folder.append_latent("a", np.full(8, np.nan))


@pytest.mark.parametrize("model_id", ["", "../elsewhere", "a/b"])
def test_a_model_id_never_leads_out_of_the_workspace(tmp_path, model_id):
    with pytest.raises(WorkspaceError, match="data folder"):
        Workspace(tmp_path).model_folder(model_id)


def test_the_built_in_data_is_copied_once(tmp_path):
    shipped = tmp_path / "shipped"
    (shipped / MODEL).mkdir(parents=True)
    (shipped / MODEL / "attributes.csv").write_text(f"smile,x,{ROW}\n")
    workspace = Workspace(tmp_path / "workspace", builtin_data=shipped)
    folder = workspace.model_folder(MODEL)
    assert list(folder.attribute_sets()["basic"]) == ["smile"]
    folder.save_attribute_set("basic", {})
    assert workspace.model_folder(MODEL).attribute_sets()["basic"] == {}


def test_the_built_in_data_belongs_to_the_built_in_numbers_in_another_file_too(tmp_path):
    shipped = tmp_path / "shipped"
    (shipped / MODEL).mkdir(parents=True)
    (shipped / MODEL / "attributes.csv").write_text(f"smile,x,{ROW}\n")
    (shipped / MODEL / "weights_id").write_text("f" * 32 + "\n")
    workspace = Workspace(tmp_path / "workspace", builtin_data=shipped)

    folder = workspace.model_folder("e" * 32, weights_id="f" * 32)

    assert list(folder.attribute_sets()["basic"]) == ["smile"]
    assert folder.path == workspace.model_folder(MODEL).path
    assert workspace.ships("f" * 32)
    assert not workspace.ships("")
    assert workspace.model_folder("d" * 32, weights_id="c" * 32).attribute_sets()["basic"] == {}


def test_layer_limits_are_kept_beside_the_sets(folder):
    assert folder.attribute_layers() == {}
    folder.edit_attribute_layers(lambda known: {**known, "smile": LayerLimit(0, 3), "age": LayerLimit()})
    folder.edit_attribute_layers(lambda known: {**known, "blush": LayerLimit(2, None)})
    assert folder.attribute_layers() == {"smile": LayerLimit(0, 3), "blush": LayerLimit(2, None)}
    text = json.loads((folder.path / "attribute_layers.json").read_text(encoding="utf-8"))
    assert text == {"format": 1, "layers": {"blush": [2, None], "smile": [0, 3]}}
    assert not (folder.path / "attributes.csv").exists()


@pytest.mark.parametrize(("document", "kept", "says"), [
    ("{", {}, "is damaged"),
    ("[]", {}, "is damaged"),
    ('{"format": 2, "layers": {}}', {}, "has format 2"),
    ('{"format": 1, "layers": {"a": [3, 1], "b": [1, 2]}}', {"b": LayerLimit(1, 2)}, "the limit of 'a'"),
    ('{"format": 1, "layers": {"a": "all", "b": [1, null]}}', {"b": LayerLimit(1, None)}, "the limit of 'a'"),
    ('{"format": 1, "layers": {"a": [0, 6]}}', {}, "style layers 0 to 5"),
])  # fmt: skip
def test_damaged_layer_limits_cost_only_themselves(folder, document, kept, says):
    write(folder, "attribute_layers.json", document)
    assert folder.attribute_layers() == kept
    assert says in folder.problems[0]
    folder.edit_attribute_layers(lambda known: {**known, "c": LayerLimit(1, 1)})
    assert folder.attribute_layers() == {**kept, "c": LayerLimit(1, 1)}
    assert folder.problems == ()
    assert (folder.path / "attribute_layers.json.bak").read_text() == document
