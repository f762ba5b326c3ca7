"""Names that never collide, lists, favorites, and deleting that can be undone."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ganstudio.errors import WorkspaceError
from ganstudio.workspace import pictures
from ganstudio.workspace.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "Büro 顔")


def picture(workspace: Workspace, content: bytes = b"picture") -> Path:
    return workspace.save_picture(content)


def test_the_folders_are_made(workspace):
    assert sorted(entry.name for entry in workspace.root.iterdir()) == ["data", "favorites", "portraits", "scripts"]


def test_names_grow(workspace):
    names = [picture(workspace).name for _ in range(3)]
    assert names == ["sample_000001.png", "sample_000002.png", "sample_000003.png"]


def test_a_name_is_not_given_again_after_its_picture_was_deleted(workspace):
    kept = workspace.mark_favorite(picture(workspace))
    workspace.delete([picture(workspace)])
    assert picture(workspace).name == "sample_000003.png"
    (workspace.portraits / "sample_000003.png").unlink()
    (workspace.portraits / "sample_000001.png").unlink()
    assert kept.name == "sample_000001.png"
    assert picture(workspace).name == "sample_000004.png"


def test_a_million_pictures_do_not_run_out_of_digits(workspace):
    (workspace.portraits / "sample_1234567.png").write_bytes(b"x")
    assert picture(workspace).name == "sample_1234568.png"


def save_forty(root: Path, names: multiprocessing.Queue[str]) -> None:
    workspace = Workspace(root)
    for _ in range(40):
        names.put(picture(workspace).name)


def test_two_programs_never_get_the_same_name(workspace):
    context = multiprocessing.get_context("spawn")
    names = context.Queue()
    programs = [context.Process(target=save_forty, args=(workspace.root, names)) for _ in range(3)]
    for program in programs:
        program.start()
    found = [names.get(timeout=60) for _ in range(120)]
    for program in programs:
        program.join()
    assert len(set(found)) == 120


def test_empty_and_other_files_are_not_listed(workspace):
    (workspace.portraits / "sample_000009.png").touch()
    (workspace.portraits / "notes.txt").write_bytes(b"x")
    (workspace.portraits / ".hidden.png").write_bytes(b"x")
    (workspace.portraits / "folder.png").mkdir()
    shown = picture(workspace)
    assert [file.path for file in workspace.list_portraits()] == [shown]


def test_the_newest_come_first(workspace):
    paths = [picture(workspace) for _ in range(3)]
    for age, path in enumerate(paths):
        os.utime(path, (1000 - age, 1000 - age))
    assert [file.path for file in workspace.list_portraits("portraits")] == paths
    assert workspace.list_portraits()[0].mtime == 1000
    assert workspace.list_portraits()[0].size == 7


def test_pictures_of_batches_are_a_kind_of_their_own(workspace):
    folder = workspace.new_batch_folder()
    (folder / "a.png").write_bytes(b"x")
    assert folder.name == "batch_0001"
    assert workspace.new_batch_folder().name == "batch_0002"
    assert [file.path for file in workspace.list_portraits("batches")] == [folder / "a.png"]
    assert workspace.list_portraits("portraits") == []


def test_an_unknown_kind_is_refused(workspace):
    with pytest.raises(WorkspaceError, match="'others'"):
        workspace.list_portraits("others")


def test_ten_thousand_pictures_are_listed(workspace):
    for number in range(10_000):
        (workspace.portraits / f"sample_{number:06d}.png").write_bytes(b"x")
    assert len(workspace.list_portraits()) == 10_000
    assert picture(workspace).name == "sample_010000.png"


def test_a_favorite_is_a_copy_made_once(workspace):
    path = picture(workspace)
    favorite = workspace.mark_favorite(path)
    assert favorite == workspace.favorites / path.name
    assert workspace.mark_favorite(path) == favorite
    assert workspace.mark_favorite(favorite) == favorite
    workspace.delete([path])
    assert favorite.read_bytes() == b"picture"


def test_a_favorite_never_replaces_another_picture_of_its_name(workspace):
    folder = workspace.new_batch_folder()
    for content in (b"one", b"two"):
        (folder / "a.png").write_bytes(content)
        workspace.mark_favorite(folder / "a.png")
    assert {file.path.name: file.path.read_bytes() for file in workspace.list_portraits("favorites")} == {
        "a.png": b"one",
        "a_2.png": b"two",
    }


def test_deleting_can_be_undone(workspace):
    paths = [picture(workspace, bytes([number])) for number in range(3)]
    deletion = workspace.delete([*paths, workspace.portraits / "gone.png"])
    assert workspace.list_portraits() == []
    assert workspace.restore(deletion) == paths
    assert [path.read_bytes() for path in paths] == [b"\0", b"\1", b"\2"]


def test_restoring_does_not_replace_what_came_since(workspace):
    path = picture(workspace, b"old")
    deletion = workspace.delete([path])
    path.write_bytes(b"new")
    (restored,) = workspace.restore(deletion)
    assert path.read_bytes() == b"new"
    assert restored.read_bytes() == b"old"


def test_restoring_twice_or_after_emptying_is_no_error(workspace):
    deletion = workspace.delete([picture(workspace)])
    workspace.delete_for_good(workspace.trashed())
    assert workspace.restore(deletion) == []


def test_a_file_that_cannot_be_deleted_leaves_all_where_they_were(workspace, monkeypatch):
    paths = [picture(workspace, bytes([number])) for number in range(3)]
    rename = Path.rename

    def refuse(path, target):
        if path == paths[1]:
            raise PermissionError(errno.EACCES, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(WorkspaceError, match=r"cannot be deleted: Permission denied\. Nothing was deleted"):
        workspace.delete(paths)
    assert [path.read_bytes() for path in paths] == [b"\0", b"\1", b"\2"]


def test_files_outside_the_workspace_are_never_deleted(workspace, tmp_path):
    inside = picture(workspace)
    outside = tmp_path / "mine.png"
    outside.write_bytes(b"x")
    for path in (outside, workspace.portraits / ".." / ".." / "mine.png", workspace.portraits):
        with pytest.raises(WorkspaceError, match="not a file of this workspace"):
            workspace.delete([inside, path])
    assert inside.exists()
    assert outside.exists()


def test_folders_that_vanished_are_made_again_or_empty(workspace):
    shutil.rmtree(workspace.portraits)
    assert workspace.list_portraits("portraits") == []
    assert workspace.list_portraits("batches") == []
    path = picture(workspace)
    shutil.rmtree(workspace.favorites, ignore_errors=True)
    assert workspace.mark_favorite(path).exists()
    assert workspace.new_batch_folder().is_dir()


def test_a_missing_picture_cannot_be_a_favorite(workspace):
    with pytest.raises(WorkspaceError, match="cannot be marked as a favorite"):
        workspace.mark_favorite(workspace.portraits / "gone.png")


def test_a_file_cannot_be_a_workspace(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WorkspaceError, match="cannot be used"):
        Workspace(tmp_path / "file")


def test_an_id_is_not_given_again_after_its_picture_was_deleted_for_good(workspace):
    workspace.delete([picture(workspace), picture(workspace)])
    workspace.delete_for_good(workspace.trashed())
    assert picture(workspace).name == "sample_000003.png"


def test_a_picture_that_a_hand_put_there_is_not_written_over(workspace):
    picture(workspace)
    (workspace.portraits / "sample_000002.png").write_bytes(b"by hand")
    assert picture(workspace).name == "sample_000003.png"
    assert (workspace.portraits / "sample_000002.png").read_bytes() == b"by hand"


def test_a_counter_that_was_damaged_is_found_anew(workspace):
    picture(workspace)
    (workspace.portraits / ".last_sample").write_bytes(b"\0\xff")
    assert picture(workspace).name == "sample_000002.png"


def test_no_picture_is_made_where_the_workspace_is_gone(workspace):
    shutil.rmtree(workspace.root)
    with pytest.raises(WorkspaceError, match="not there any more"):
        picture(workspace)
    assert not workspace.root.exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from ganstudio.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]))
left = int(sys.argv[2])
def watch(event, arguments):
    global left
    if event in ("open", "os.rename", "os.remove") and str(workspace.root) in str(arguments[0]):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
workspace.save_picture(b"picture" * 1000)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
@pytest.mark.parametrize("step", range(1, 12))
def test_a_process_killed_at_any_step_of_a_save_leaves_no_empty_picture(workspace, step):
    subprocess.run([sys.executable, "-c", KILLED, str(workspace.root), str(step)], check=False)
    for path in workspace.portraits.glob("*.png"):
        assert path.read_bytes() == b"picture" * 1000
    again = Workspace(workspace.root)
    assert list(again.portraits.glob(".ganstudio-*")) == []
    before = len(again.list_portraits())
    picture(again)
    assert len(again.list_portraits()) == before + 1


def test_whether_there_is_any_picture_is_known_without_looking_at_all(tmp_path, monkeypatch):
    workspace = Workspace(tmp_path / "w")
    assert not workspace.has_portraits()
    (workspace.portraits / "empty.png").touch()
    (workspace.portraits / "note.txt").write_text("no picture")
    assert not workspace.has_portraits()
    looked = []
    look = pictures._portrait_file
    monkeypatch.setattr(pictures, "_portrait_file", lambda *of: looked.append(of) or look(*of))
    for number in range(40):
        (workspace.portraits / f"{number}.png").write_bytes(b"content")
    assert workspace.has_portraits()
    assert len(looked) <= 2
