"""`ganstudio trash`: list, restore, empty."""

from __future__ import annotations

from pathlib import Path

import pytest

from ganstudio.cli import main as cli
from ganstudio.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "workspace")
    for name in ("a.png", "b.png"):
        (made.portraits / name).write_bytes(b"12345")
    made.delete([made.portraits / "a.png", made.portraits / "b.png"])
    return made


@pytest.fixture
def run(workspace, capsys):
    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            cli.main(["trash", *words, "--workspace", str(workspace.root)])
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


def names(workspace: Workspace) -> list[str]:
    return sorted(path.name for path in workspace.portraits.glob("*.png"))


def test_list_tells_kind_size_and_where_it_was(run):
    code, out, err = run("list")
    assert code == 0
    assert [line.split()[2:] for line in out.splitlines()] == [
        ["Portrait", "5", "portraits/a.png"],
        ["Portrait", "5", "portraits/b.png"],
    ]
    assert "2 things, 10 bytes" in err


@pytest.mark.parametrize("name", ["portraits/b.png", "b.png"])
def test_restore_puts_back_what_is_named(run, workspace, name):
    code, out, _ = run("restore", name)
    assert (code, out.strip()) == (0, str(workspace.portraits / "b.png"))
    assert names(workspace) == ["b.png"]


def test_restore_all(run, workspace):
    assert run("restore", "--all")[0] == 0
    assert names(workspace) == ["a.png", "b.png"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(("restore", "c.png"), "'c.png' is not among what was deleted"), (("restore",), "or give --all")],
)
def test_what_cannot_be_restored_is_one_sentence(run, workspace, words, sentence):
    code, _, err = run(*words)
    assert code == 2
    assert sentence in err
    assert names(workspace) == []


def test_empty_asks_and_deletes_for_good(run, workspace, monkeypatch):
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "n")
    assert run("empty")[0] == 130
    assert len(workspace.trashed()) == 2
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "y")
    assert "2 things deleted for good" in run("empty")[1]
    assert workspace.trashed() == []


def test_empty_with_yes_does_not_ask(run, workspace):
    assert run("empty", "--yes")[0] == 0
    assert workspace.trashed() == []


def test_a_workspace_that_is_not_there_is_not_made(tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["trash", "list", "--workspace", str(tmp_path / "none")])
    assert left.value.code == 2
    assert "There is no workspace" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
