"""Writes are whole or not at all, and two programs lose nothing of each other's."""

from __future__ import annotations

import errno
import multiprocessing
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from ganstudio.errors import WorkspaceError
from ganstudio.workspace import files
from ganstudio.workspace.files import append_lines, check_name, locked, read_bytes, write_atomically


def full_disk(*args: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_missing_folder_is_made(tmp_path):
    write_atomically(tmp_path / "a" / "file", b"content")
    assert (tmp_path / "a" / "file").read_bytes() == b"content"


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_atomically(path, b"old")
    monkeypatch.setattr(files.os, "fsync", full_disk)
    with pytest.raises(WorkspaceError, match=r"file cannot be written: No space left on device"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_full_disk_leaves_a_table_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "table"
    append_lines(path, ["one"])
    monkeypatch.setattr(files.os, "fsync", full_disk)
    with pytest.raises(WorkspaceError, match="No space left"):
        append_lines(path, ["two"])
    assert path.read_text() == "one\n"


def test_the_users_umask_is_kept(tmp_path):
    old = os.umask(0o027)
    try:
        write_atomically(tmp_path / "file", b"")
    finally:
        os.umask(old)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o640


def test_a_line_cut_short_by_a_crash_does_not_swallow_the_next(tmp_path):
    path = tmp_path / "table"
    path.write_bytes(b"one\ntw")
    append_lines(path, ["three"])
    assert path.read_text() == "one\ntw\nthree\n"


def test_a_folder_in_the_way_is_refused_in_words(tmp_path):
    (tmp_path / "file").mkdir()
    with pytest.raises(WorkspaceError, match="cannot be written"):
        write_atomically(tmp_path / "file", b"")
    with pytest.raises(WorkspaceError, match="cannot be written"):
        append_lines(tmp_path / "file", ["line"])
    with pytest.raises(WorkspaceError, match="cannot be read"):
        read_bytes(tmp_path / "file")


def test_a_file_where_a_folder_should_be_is_refused_in_words(tmp_path):
    (tmp_path / "folder").write_bytes(b"")
    with pytest.raises(WorkspaceError, match="cannot be written"), locked(tmp_path / "folder" / "file"):
        pass


def append_many(path: Path, writer: int) -> None:
    for number in range(50):
        append_lines(path, [f"{writer}:{number}:" + "x" * 5000])


def test_lines_of_two_programs_are_all_kept_whole(tmp_path):
    path = tmp_path / "table"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=append_many, args=(path, writer)) for writer in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    lines = path.read_text().splitlines()
    assert sorted(lines) == sorted(f"{writer}:{number}:" + "x" * 5000 for writer in range(3) for number in range(50))


@pytest.mark.parametrize("name", ["mouth", "Ümlaut 顔 😀", "a.b", "o'neill & co", "x" * 200])
def test_ordinary_and_odd_names_are_accepted(name):
    assert check_name(name, "tab set") == name


@pytest.mark.parametrize(
    "name", ["", " ", ".", "..", "a/b", "a\\b", "a\nb", "CON", "nul", "x" * 201, "a\0b", "é" * 101, "a."]
)
def test_names_that_no_file_can_have_are_refused(name):
    with pytest.raises(WorkspaceError, match="tab set"):
        check_name(name, "tab set")


def test_writing_works_in_a_plain_c_locale(tmp_path):
    path = tmp_path / "table"
    code = f"from ganstudio.workspace.files import *; append_lines(Path({str(path)!r}), [chr(0x9854)])"
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    assert path.read_text(encoding="utf-8") == "顔\n"


def test_a_lock_keeps_others_out_until_the_block_ends(tmp_path):
    other = FileLock(tmp_path / ".table.csv.lock")
    with locked(tmp_path / "table.csv"), pytest.raises(Timeout):
        other.acquire(blocking=False)
    with other.acquire(blocking=False):
        assert other.is_locked


@pytest.mark.skipif(sys.platform == "win32", reason="flock is POSIX")
@pytest.mark.parametrize(("code", "runs"), [(errno.ENOLCK, True), (errno.EOPNOTSUPP, True), (errno.EIO, False)])
def test_where_the_file_system_refuses_locks_the_block_runs_without_one(tmp_path, monkeypatch, code, runs):
    def refuse(descriptor, operation):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("fcntl.flock", refuse)
    ran = []
    with nullcontext() if runs else pytest.raises(WorkspaceError, match="cannot be written"):  # noqa: SIM117
        with locked(tmp_path / "table.csv"):
            ran.append(True)
    assert ran == [True] * runs


def test_a_lock_makes_the_folder_that_is_missing_and_none_above_it(tmp_path):
    with locked(tmp_path / "model" / "table.csv"):
        assert (tmp_path / "model").is_dir()
    with pytest.raises(WorkspaceError, match="not there any more"), locked(tmp_path / "gone" / "data" / "table.csv"):
        pass
    assert not (tmp_path / "gone").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be limited there")
def test_a_disk_that_takes_a_part_of_a_row_keeps_none_of_it(tmp_path):
    import resource

    path = tmp_path / "table"
    append_lines(path, ["one"])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, before[1]))
    try:
        with pytest.raises(WorkspaceError, match="table cannot be written"):
            append_lines(path, ["two" * 100])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_bytes() == b"one\n"
