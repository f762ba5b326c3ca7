"""What commands report: JSON for programs, names of what a model has, a check of the installation, completion."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ganstudio.cli import main as cli
from ganstudio.cli.main import commands
from ganstudio.networks.header import model_path
from ganstudio.recipe.portrait import Portrait

ROOT = Path(__file__).parents[2]
SAYING_IMPORTS = (
    "import sys\nfrom ganstudio.cli.main import main\n"
    "try:\n    main(sys.argv[1:])\nfinally:\n    print({'torch', 'PySide6'} & {*sys.modules}, file=sys.stderr)\n"
)


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs a command in an empty folder and gives (exit code, stdout)."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> tuple[object, str]:
        with pytest.raises(SystemExit) as stopped:
            cli.main([str(argument) for argument in arguments])
        return stopped.value.code, capsys.readouterr().out

    return run


def test_every_command_that_reports_says_it_as_json_too(run, tiny_model, tmp_path):
    def told(*arguments: object) -> object:
        code, out = run(*arguments, "--json")
        assert code == 0
        return json.loads(out)

    model = ("--model", tiny_model)
    generated = told("generate", *model, "--seeds", "1,2", "--grid", "2x1", "--out", "faces")
    assert generated == {"pictures": ["faces/seed0001.png", "faces/seed0002.png"], "sheet": "faces/grid.png"}
    assert told("render", "faces/seed0001.png", *model, "--out", "r.jpg") == {"picture": "r.jpg"}
    assert told("show", "r.jpg")["recipe"]["latent"]["seed"] == 1
    job = told("batch", "walk", "--seeds", "1,2", "--per-leg", "2", *model, "--out", "walk", "--sheet")
    assert (job["folder"], job["files"], job["skipped"]) == ("walk", ["sheet.png"], [])
    assert job["pictures"] == len(list((tmp_path / "walk").glob("*.png"))) - 1
    assert told("batch", "resume", "walk")["pictures"] == job["pictures"]
    film = told("animate", "walk", "--out", "walk.gif")
    assert film == {"film": "walk.gif", "pictures": job["pictures"], "bytes": (tmp_path / "walk.gif").stat().st_size}
    assert told("convert", tiny_model, "half.safetensors", "--half")["file"] == "half.safetensors"
    assert told("info", tiny_model)["img_width"] == 32
    (tmp_path / "work" / "portraits").mkdir(parents=True)
    assert told("trash", "list", "--workspace", "work") == []
    assert told("trash", "empty", "--workspace", "work", "--yes") == {"deleted": 0}


def test_info_lists_what_the_built_in_model_has_and_each_name_works_in_set(run):
    code, out = run("info", "builtin")
    assert code == 0
    names = {
        kind: out.split(f"{kind}:", 1)[1].split(":", 1)[0].replace("\n", " ") for kind in ("Attributes", "Detectors")
    }
    assert "smile" in names["Attributes"]
    assert "mouth" in names["Detectors"]
    found = json.loads(run("info", "builtin", "--json")[1])
    for setting in (f"{found['attributes'][0]}=1", f"tab:{found['tabs'][0]}=3"):
        sample = next(model_path("builtin").parent.glob("data/*/sample_01.png"))
        assert run("render", sample, "--set", setting, "--out", "r.png", "--overwrite")[0] == 0


def test_the_doctor_draws_the_known_picture_and_names_what_is_installed(run, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    code, out = run("doctor", "--precision", "fp32", "--device", "cpu")
    for part in (
        "torch:",
        "Python:",
        "Free space:",
        "Qt platform: offscreen",
        "cpu in fp32",
        "draws its known picture",
    ):
        assert part in out
    findings = json.loads(run("doctor", "--precision", "fp32", "--device", "cpu", "--json")[1])
    drawn = next(one for one in findings if one["name"] == "Built-in model")
    assert drawn["is_trouble"] is False
    assert code == int(any(one["is_trouble"] for one in findings))


def test_the_doctor_finds_a_model_that_draws_something_else(run, monkeypatch, tmp_path):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    sample = next(model_path("builtin").parent.glob("data/*/sample_01.png"))
    known = Portrait.open(sample)
    folder = tmp_path / "builtin" / "data" / "x"
    folder.mkdir(parents=True)
    Portrait(255 - known.image, known.recipe).save(folder / "sample_01.png")
    monkeypatch.setattr("ganstudio.networks.header.model_path", lambda _: tmp_path / "builtin" / "model.safetensors")
    code, out = run("doctor", "--precision", "fp32", "--device", "cpu")
    assert code == 1
    assert "! Built-in model:" in out


def process(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    command = [sys.executable, "-m", "ganstudio", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_completion_is_installed_by_one_command_once_and_bash_takes_it(tmp_path):
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "SHELL": "/bin/bash"}
    (tmp_path / ".bashrc").write_text("alias ll='ls -l'")
    for _ in range(2):
        assert process("completion", "--install", **home).returncode == 0
    start = (tmp_path / ".bashrc").read_text()
    assert start.startswith("alias ll='ls -l'\n")
    assert start.count("completion of ganstudio") == 1
    told = subprocess.run(
        ["bash", "--norc", "-c", ". ~/.bashrc; complete -p ganstudio"],
        capture_output=True,
        text=True,
        env={**os.environ, **home},
        check=True,
    )
    assert "ganstudio" in told.stdout


def parameters(command: click.Command, name: str = "ganstudio") -> Iterator[tuple[str, click.Parameter, click.Context]]:
    context = click.Context(command, info_name=name)
    yield from ((f"{name} {parameter.human_readable_name}", parameter, context) for parameter in command.params)
    for inner in command.list_commands(context) if isinstance(command, click.Group) else ():
        yield from parameters(command.get_command(context, inner), f"{name} {inner}")


FILES = {
    "file",
    "dir",
    "folder",
    "source",
    "sources",
    "start",
    "end",
    "pictures",
    "target",
    "out",
    "model",
    "workspace",
}


def test_every_file_and_folder_is_completed():
    asked = {
        name: [item.type for item in parameter.type.shell_complete(context, parameter, "x")]
        for name, parameter, context in parameters(commands)
        if {name.split()[-1].lower().lstrip("-"), (parameter.metavar or "").lower()} & FILES
    }

    assert len(asked) > 100
    assert [name for name, kinds in asked.items() if kinds not in (["file"], ["dir"])] == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [("ganstudio gen", "generate"), ("ganstudio batch wal", "walk"), ("ganstudio generate --over", "--overwrite")],
)
def test_commands_and_flags_are_completed(words, expected):
    last = str(len(words.split()) - 1)
    done = process(_GANSTUDIO_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=last)
    assert done.stdout.split() == [f"plain,{expected}"]


def test_progress_with_the_time_left_is_shown_on_a_terminal_alone(tiny_model, tmp_path):
    generate = ("generate", "--model", str(tiny_model), "--seeds")
    assert process(*generate, "0-99", "--out", str(tmp_path / "a")).stderr == ""
    main, end = pty.openpty()
    shown = bytearray()

    def read() -> None:
        with contextlib.suppress(OSError):  # as a terminal ends
            while part := os.read(main, 1 << 16):
                shown.extend(part)

    reader = threading.Thread(target=read)
    reader.start()
    many = (*generate, "0-799", "--out", str(tmp_path / "b"))  # the time left is told after a second
    command = [sys.executable, "-m", "ganstudio", *many]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=end, env=environment, check=True)
    os.close(end)
    reader.join()
    os.close(main)
    assert b"Rendering" in shown
    assert b"800/800" in shown
    assert b":0" in shown  # the time left, as 00:00:00
    assert done.stdout.decode() == f"800 pictures in {tmp_path / 'b'}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--version",), ("--help",), ("generate", "--help"), ("batch", "--help"), ("batch", "walk", "--help"),
        ("animate", "--help"), ("trash", "list", "--workspace", "."), ("show", "face.png"),
        ("completion", "--shell", "zsh"),
    ],
)  # fmt: skip
def test_a_command_that_needs_no_torch_waits_for_none(tmp_path, arguments):
    """scripts/measure_start.py --commands has the seconds."""
    import numpy as np

    from ganstudio.recipe.document import Recipe

    Portrait(np.zeros((8, 8, 3), np.uint8), Recipe()).save(tmp_path / "face.png")
    done = subprocess.run(
        [sys.executable, "-c", SAYING_IMPORTS, *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert done.stderr.splitlines()[-1] == "set()"


def test_a_foreign_model_that_was_opened_before_is_known_without_being_read(run, tiny_generator, tmp_path):
    from writers import nvlabs

    model = tmp_path / "model.pkl"
    model.write_bytes(nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(tiny_generator.network)}))
    assert run("generate", "--model", model, "--seeds", "1", "--out", "x")[0] == 0
    known = {**os.environ, "PYTHONPATH": str(ROOT)}

    def said(*arguments: object) -> tuple[str, str]:
        line = [sys.executable, "-c", SAYING_IMPORTS, *map(str, arguments)]
        done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, env=known, check=False)
        return done.stdout, done.stderr

    _, refusal = said("generate", "--model", model, "--seeds", "0", "--cutoff", "99", "--out", "y")
    assert "--cutoff 99 is too large" in refusal
    assert refusal.endswith("set()\n")
    described, imported = said("info", model, "--json")
    assert imported == "set()\n"
    model.write_bytes(b"Something else.")
    assert "a text file" in said("info", model)[1]
    model.write_bytes(nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(tiny_generator.network)}))
    assert json.loads(run("info", model, "--json")[1]) == json.loads(described)


def test_a_group_of_commands_named_alone_says_its_help_and_nothing_else(capsys):
    with pytest.raises(SystemExit):
        cli.main(["trash"])
    said = capsys.readouterr().err
    assert said.startswith("Usage: ganstudio trash")
    assert "See '" not in said
