"""The command line where nothing can be written."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from ganstudio.cli import main as cli
from unwritable import unwritable


@pytest.mark.parametrize(
    ("why", "what_to_do"),
    [(errno.EROFS, "choose another place"), (errno.EACCES, "choose another place"), (errno.ENOSPC, "Free space")],
)
def test_it_says_what_to_do_where_the_system_only_says_what_is_wrong(tmp_path: Path, capsys, why, what_to_do):
    with unwritable(tmp_path, why), pytest.raises(SystemExit) as ended:
        cli.main(["generate", "--seeds", "1", "--out", str(tmp_path / "out")])
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert len(said.strip().splitlines()) == 1
    assert what_to_do in said
