"""Files appear whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from ganstudio.whole_file import whole_file


@pytest.mark.parametrize("sync", [True, False])
def test_the_new_content_takes_the_place_of_the_old(tmp_path: Path, sync: bool) -> None:
    path = tmp_path / "tabs.json"
    path.write_text("old")
    with whole_file(path, sync=sync) as part:
        part.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "tabs.json"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError), whole_file(path) as part, part.open("w", encoding="ascii") as stream:
        stream.writelines(("n", "é"))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_name_until_then_can_be_chosen(tmp_path: Path) -> None:
    with whole_file(tmp_path / "film.gif", tmp_path / ".abc.part.gif") as part:
        assert part == tmp_path / ".abc.part.gif"
        part.write_bytes(b"GIF")
    assert (tmp_path / "film.gif").read_bytes() == b"GIF"


def test_a_missing_folder_is_the_systems_own_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), whole_file(tmp_path / "gone" / "a.png") as part:
        part.write_bytes(b"")
