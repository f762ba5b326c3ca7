"""Every example in `--help`, README and docs works as it stands, on the built-in model and the files that it names."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec
import numpy as np
import psutil
import pytest

from ganstudio.analysis.detector_files import save_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.recorder import MapRecorder
from ganstudio.api import Studio
from ganstudio.cli.main import commands, main
from ganstudio.networks.checkpoint import checkpoint_of, save_safetensors
from ganstudio.networks.header import model_path
from ganstudio.recipe import codec
from ganstudio.recipe.document import replace, with_attribute
from ganstudio.recipe.edits import AttributeShift, ChannelWeight
from ganstudio.recipe.latent import Seed
from ganstudio.training.faces.dataset import drawn_so_far
from patience import WAIT_S
from writers import nvlabs, stylegan3

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
LEAVING = Path(__file__).with_name("leaving.py")
FEW_AT_A_TIME = Path(__file__).with_name("few_at_a_time.py")


def of_help(command: click.Command, name: str) -> Iterator[str]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in command.list_commands(context):
            yield from of_help(command.get_command(context, child), f"{name} {child}")
    lines = (command.epilog or "").partition("Examples:\n")[2].splitlines()
    yield from (re.split(r"\s{2,}", line.strip())[0] for line in lines if line.strip())


def of_pages() -> Iterator[str]:
    """Lines of code blocks, and code in sentences that is a whole command."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in re.findall(r"^```\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE):
            for line in block.splitlines():
                typed = line.removeprefix("python3 scripts/start.py ")
                if typed != line or line.startswith("ganstudio "):
                    yield typed if typed == line else f"ganstudio {typed}"
        for typed in re.findall(r"`((?:ganstudio|python3 scripts/start\.py) [^`]+)`", text):
            words = typed.removeprefix("python3 scripts/start.py ").removeprefix("ganstudio ").split()
            if len(words) > 1 and not re.search(r"\b[A-Z]{4,}\b", typed):
                yield f"ganstudio {' '.join(words)}"


def of_one_model(typed: str) -> str:
    """With one name for a model of one's own, for which the pages have several: here they would be one file."""
    return re.sub(r"\b(ffhq|model)\.(pkl|safetensors)", r"my_model.\2", typed)


EXAMPLES = sorted({*map(of_one_model, (*of_help(commands, "ganstudio"), *of_pages()))})


@pytest.fixture(scope="session")
def made(tmp_path_factory, make_generator) -> Path:
    """Every file that an example names."""
    folder = tmp_path_factory.mktemp("examples")
    shutil.copy(model_path("builtin"), folder / "my_model.pkl")
    save_safetensors(checkpoint_of(make_generator().network), folder / "afhq.pkl")
    save_safetensors(checkpoint_of(make_generator(seed=1).network), folder / "other_model.pkl")
    other = Studio(folder / "faces", folder / "other_model.pkl", "cpu", "fp32")
    other.render(other.new_recipe(1)).save(folder / "picture.png")
    save_detectors(other.folder.path, [Detector(name="part", weights=(ChannelWeight("b8", 1, 2.0),))])
    save_safetensors(checkpoint_of(make_generator(c_dim=10, embed_features=8).network), folder / "cifar.pkl")
    record = stylegan3.generator_record(stylegan3.make_network())
    (folder / "sg3.pkl").write_bytes(nvlabs.nvlabs_pickle({"G_ema": record}))
    studio = Studio(folder / "faces", "builtin", "cpu", "fp32")
    np.savez(folder / "projected_w.npz", w=studio.renderer.ws(studio.new_recipe(5))[None])
    (folder / "mine").mkdir()
    for number, name in enumerate(("a.png", "b.png", "c.png", "face.png", "faces/seed0003.png", "mine/seed0003.png")):
        studio.render(studio.new_recipe(number)).save(folder / name)
    smile = AttributeShift(name="smile", vector=studio.folder.attribute_sets()["basic"]["smile"], amount=1.5)
    studio.render(with_attribute(studio.new_recipe(3), smile)).save(folder / "smiling.png")
    (folder / "recipe.json").write_bytes(codec.encode(replace(studio.new_recipe(0), latent=Seed(5))))
    for job in ("smiling", "by_attribute", "by_tab", "spectrum"):
        (folder / job).mkdir()
        for number in range(3):
            shutil.copy(folder / f"{'abc'[number]}.png", folder / job / f"{number}.png")
    for _ in range(12):
        studio.save(studio.render(studio.new_recipe(3)))
    opened = msgspec.structs.replace(studio.folder.load_tabs("basic")[0], multiplier=96.0)
    studio.save(studio.render(replace(studio.new_recipe(3), edits=(opened,))))
    shutil.copytree(studio.workspace.portraits, folder / "portraits")
    recorder = MapRecorder(folder)
    for seed in range(4):
        recipe = studio.new_recipe(seed)
        recorder.record(studio.render_detailed(recipe, ["b16"]).feature_maps, codec.encode(recipe))
    recorder.export(folder / "feature_maps.npz")
    (folder / "data").mkdir()
    shutil.copy(studio.folder.path / "latents.csv", folder / "data" / "latents.csv")
    studio.workspace.delete([studio.workspace.portraits / "sample_000012.png"])
    return folder


@pytest.fixture
def empty_folder(made, tmp_path, monkeypatch) -> Path:
    """A folder with what examples name, and a home of its own whose workspace has something in its trash."""
    folder = tmp_path / "here"
    shutil.copytree(made, folder, copy_function=_copied)
    shutil.copytree(made / "faces", tmp_path / "faces")  # ~/faces
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("SHELL", "/bin/bash")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setenv("GANSTUDIO_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("GANSTUDIO_WORKSPACE", str(tmp_path / "faces"))
    monkeypatch.chdir(folder)
    return folder


def _copied(file: str, place: str) -> None:
    """Models, which are large, and written by no example, under another name."""
    (os.link if file.endswith(".pkl") else shutil.copy2)(file, place)


def run(arguments: list[str]) -> object:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    return stopped.value.code


def test_there_are_examples_of_every_command_and_of_the_pages():
    told = {example.split()[1] for example in EXAMPLES if len(example.split()) > 1}
    context = click.Context(commands)
    assert set(commands.list_commands(context)) <= told
    assert len(EXAMPLES) > 50


def open_window(arguments: list[str]) -> None:
    """Opens the window as typed, and closes it when it shows a picture."""
    command = [sys.executable, str(LEAVING), "idle", *arguments]
    done = subprocess.run(command, check=False, timeout=WAIT_S, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "leaving\n"


def begin_training(arguments: list[str]) -> None:
    """Trains as typed until the first faces are drawn: the rest takes hours."""
    command = [sys.executable, str(FEW_AT_A_TIME), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        faces, end = Path(arguments[arguments.index("--work") + 1]) / "faces", time.monotonic() + WAIT_S
        while not drawn_so_far(faces):
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < end
            time.sleep(0.2)
        workers = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert "Traceback" not in process.stderr.read()
        assert process.wait(WAIT_S) == 130
    _, alive = psutil.wait_procs(workers, timeout=WAIT_S)
    assert alive == []


ELSEWHERE = {"gui": open_window, "train": begin_training}
"""Commands that run in a process of their own, and are ended."""


@pytest.fixture
def scheduler(tmp_path_factory, monkeypatch) -> Iterator[None]:
    """What the page on reliability starts beside it: a scheduler at Dask's own port, with two workers."""
    distributed = pytest.importorskip("distributed", reason="the extra ganstudio[cluster] is not installed")
    monkeypatch.setenv("DASK_TEMPORARY_DIRECTORY", str(tmp_path_factory.mktemp("dask")))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", scheduler_port=8786, dashboard_address=None,
        silence_logs=50,
    ):  # fmt: skip
        yield


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # Dask's
@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_works_as_it_stands(empty_folder, capsysbinary, monkeypatch, request, example):
    typed, _, target = example.partition(" > ")
    program, *arguments = map(os.path.expanduser, shlex.split(typed))  # as a shell has it
    assert program == "ganstudio"
    name = next((word for word in arguments if word in commands.list_commands(click.Context(commands))), "gui")
    if name in ELSEWHERE and "--help" not in arguments:
        ELSEWHERE[name](arguments)
        return
    if "--scheduler" in arguments:
        request.getfixturevalue("scheduler")
    if arguments[:2] == ["batch", "resume"]:
        begun = ["batch", "axis-aligned", "--from", "face.png", "--layer", "b16", "--maps", "0_2", "--out", "maps"]
        assert run([*begun, "--tab", "mouth_open"]) == 0
        sorted((empty_folder / "maps").glob("*.png"))[0].unlink()
    if arguments[:2] == ["trash", "empty"]:
        monkeypatch.setattr(click, "confirm", lambda *_, **__: True)  # as if y was typed
    out = arguments[arguments.index("--out") + 1] if "--out" in arguments else ""
    if out not in ("", "-"):  # an example's own result is not there yet
        shutil.rmtree(out, ignore_errors=True)
        Path(out).unlink(missing_ok=True)
    capsysbinary.readouterr()

    code = run(arguments)

    captured = capsysbinary.readouterr()
    assert code == (int(b"to look at" in captured.out) if "doctor" in arguments else 0), captured.err.decode()
    assert b"Traceback" not in captured.err
    if out not in ("", "-"):
        assert Path(out).exists()
    assert captured.out or not target
