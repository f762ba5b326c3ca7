"""What was deleted is listed with where it was, and can be put back one by one or deleted for good."""

from __future__ import annotations

import os
import time

import pytest

from ganstudio.errors import WorkspaceError
from ganstudio.workspace.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


def picture(workspace: Workspace, content: bytes = b"picture"):
    return workspace.save_picture(content)


def test_an_empty_trash_has_nothing(workspace):
    assert workspace.trashed() == []
    assert workspace.delete_for_good(workspace.trashed()) == 0


def test_a_trash_that_cannot_be_read_is_told(workspace):
    (workspace.root / ".trash").write_text("no folder")
    with pytest.raises(WorkspaceError, match=r"\.trash cannot be read"):
        workspace.trashed()


def test_deleted_files_are_listed_with_kind_place_time_and_size(workspace):
    portrait = picture(workspace, b"12345")
    batch = workspace.new_batch_folder() / "a.png"
    favorite, script = workspace.favorites / "f.png", workspace.scripts / "mine.py"
    folder = workspace.data / "0123"
    folder.mkdir()
    preset, table = folder / "tabs_smiling.json", folder / "attributes_custom.csv"
    for path in (batch, favorite, script, preset, table):
        path.write_bytes(b"x")
    before = time.time()
    workspace.delete([portrait, batch, favorite, script, preset, table])
    found = {file.original: file for file in workspace.trashed()}
    assert {path: file.kind for path, file in found.items()} == {
        portrait: "Portrait",
        batch: "Batch picture",
        favorite: "Favorite",
        script: "Script",
        preset: "Preset",
        table: "Model data",
    }
    assert found[portrait].size == 5
    assert found[portrait].path.read_bytes() == b"12345"
    assert before - 2 <= found[portrait].deleted <= time.time()


def test_the_last_deleted_comes_first(workspace):
    first, second = picture(workspace), picture(workspace)
    workspace.delete([first])
    (trashed,) = (workspace.root / ".trash").iterdir()
    trashed.rename(trashed.with_name("2020-01-02_03-04-05_2"))
    workspace.delete([second])
    assert [file.original for file in workspace.trashed()] == [second, first]
    assert time.localtime(workspace.trashed()[1].deleted)[:6] == (2020, 1, 2, 3, 4, 5)


def test_a_folder_of_another_name_has_its_own_time(workspace):
    place = workspace.root / ".trash" / "by hand" / "portraits"
    place.mkdir(parents=True)
    (place / "x.png").write_bytes(b"x")
    os.utime(place.parent, (1000, 1000))
    assert workspace.trashed()[0].deleted == 1000


def test_one_of_several_is_put_back_and_the_rest_stays(workspace):
    one, two = picture(workspace, b"one"), picture(workspace, b"two")
    workspace.delete([one, two])
    wanted = next(file for file in workspace.trashed() if file.original == two)
    assert workspace.restore_trashed([wanted]) == [two]
    assert two.read_bytes() == b"two"
    assert [file.original for file in workspace.trashed()] == [one]


def test_what_is_put_back_replaces_nothing(workspace):
    path = picture(workspace, b"old")
    workspace.delete([path])
    path.write_bytes(b"new")
    (restored,) = workspace.restore_trashed(workspace.trashed())
    assert (path.read_bytes(), restored.read_bytes()) == (b"new", b"old")
    assert restored.name == "sample_000001_2.png"


def test_deleting_for_good_and_putting_back_leave_no_empty_folders(workspace):
    one, two = picture(workspace), picture(workspace)
    workspace.delete([one])
    workspace.delete([two])
    assert workspace.delete_for_good(workspace.trashed()[:1]) == 1
    workspace.restore_trashed(workspace.trashed())
    assert not (workspace.root / ".trash").exists()


def test_what_another_window_deleted_for_good_is_no_error(workspace):
    workspace.delete([picture(workspace)])
    files = workspace.trashed()
    workspace.delete_for_good(workspace.trashed())
    assert workspace.delete_for_good(files) == 0
    assert workspace.restore_trashed(files) == []
