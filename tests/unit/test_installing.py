"""The first set-up: what is said while packages are fetched, and which system libraries are named before."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def installing() -> ModuleType:
    return loaded("installing")


@pytest.fixture(scope="module")
def choosing() -> ModuleType:
    return loaded("torch_build")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


CPU_INDEX = "https://download.pytorch.org/whl/cpu"


def test_it_says_what_is_fetched_how_far_it_is_and_how_long_yet(installing, tmp_path):
    clock = Clock()
    progress = installing.Progress(tmp_path, tmp_path / "packages", clock)
    progress.hear("Collecting torch>=2.6 (from ganstudio==0.1.0)\n")
    assert progress.text() == "Looking for torch · 0:00 so far"
    progress.hear(f"  Downloading {CPU_INDEX}/torch-2.13.0%2Bcpu-cp311-cp311-linux.whl.metadata (31 kB)\n")
    progress.hear("Collecting numpy>=1.26 (from ganstudio==0.1.0)\n")
    assert progress.text() == "Looking for numpy · 0:00 so far"
    fetched(progress, tmp_path, "numpy-2.4.6-cp311-cp311-linux.whl", "17 MB", 17_000_000)
    clock.now = 10.0
    progress.hear(f"  Downloading {CPU_INDEX}/torch-2.13.0%2Bcpu-cp311-cp311-linux.whl (200.0 MB)\n")
    in_all = "17 of 217 MB in all"
    assert progress.text() == f"Fetching torch 0 of 200 MB · {in_all}, about 1:57 left · 0:10 so far"  # no older file's
    on_disk(tmp_path, "torch-2.13.0+cpu-cp311-cp311-linux.whl", 83_000_000)
    clock.now = 20.0
    said = "Fetching torch 83 of 200 MB · 100 of 217 MB in all, about 0:23 left · 0:20 so far"
    assert progress.text() == said


def test_what_was_fetched_before_an_interruption_does_not_count_as_quick(installing, tmp_path):
    clock = Clock()
    progress = installing.Progress(tmp_path, tmp_path / "packages", clock)
    progress.hear("Collecting pyside6_essentials>=6\n")
    progress.hear("Collecting torch>=2.6\n")
    progress.hear("  Using cached torch-2.13.0-cp311-linux.whl (200.0 MB)\n")
    fetched(progress, tmp_path, "pyside6_essentials-6.11.3-cp310-linux.whl", "80 MB", 40_000_000)
    clock.now = 20.0
    said = "Fetching pyside6-essentials 40 of 80 MB · 240 of 280 MB in all, about 0:20 left · 0:20 so far"
    assert progress.text() == said


def test_it_says_how_many_packages_are_installed(installing, tmp_path):
    clock, packages = Clock(), tmp_path / "packages"
    progress = installing.Progress(tmp_path, packages, clock)
    for name in ("sympy", "numpy", "pyside6_essentials", "torch"):
        progress.hear(f"Collecting {name}\n")
    progress.hear("Installing collected packages: sympy, numpy, PySide6_Essentials, torch\n")
    assert progress.text() == "Installing 0 of 4 packages, sympy · 0:00 so far"
    (packages / "sympy-1.14.0.dist-info").mkdir(parents=True)
    clock.now = 10.0
    assert progress.text() == "Installing 1 of 4 packages, numpy · 0:10 so far"
    (packages / "numpy-2.4.6.dist-info").mkdir()
    (packages / "pyside6_essentials-6.11.3.dist-info").mkdir()
    clock.now = 20.0
    assert progress.text() == "Installing 3 of 4 packages, torch, about 0:37 left · 0:20 so far"
    clock.now = 32.0
    assert progress.text() == "Installing 3 of 4 packages, torch, about 0:25 left · 0:32 so far"


def test_a_package_that_is_half_there_is_installed_anew(installing, tmp_path):
    for name in ("whole-1.dist-info", "half-2.dist-info", "~orch"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "METADATA").touch()
    (tmp_path / "whole-1.dist-info" / "RECORD").touch()
    installing.forget_unfinished(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["whole-1.dist-info"]


def fetched(progress, place: Path, name: str, said: str, size: int) -> None:
    progress.hear(f"  Downloading {name} ({said})\n")
    on_disk(place, name, size)


def on_disk(place: Path, name: str, size: int) -> None:
    folder = place / f"pip-unpack-{len(name)}"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(bytes(size))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "The disk is full"),
        ("Failed to establish a new connection: NameResolutionError", "could not be fetched: check the network"),
        ("ERROR: [Errno 13] Permission denied: '.venv/lib/x'", "may not be written"),
        ("ERROR: something else", "Setting up failed"),
    ],
)
def test_a_command_that_fails_shows_what_it_said_and_what_to_do(installing, tmp_path, capfd, said, why):
    fails = tmp_path / "bin" / "python"
    fails.parent.mkdir()
    fails.write_text(f"#!{sys.executable}\nprint({said!r})\nraise SystemExit(3)\n")
    fails.chmod(0o755)
    assert why in installing.install(fails, ["."], folder=tmp_path, uv=None)
    assert said in capfd.readouterr().out


def test_what_is_said_in_another_encoding_stops_nothing(installing, tmp_path, capfd):
    speaks = tmp_path / "bin" / "python"
    speaks.parent.mkdir()
    words = rb"\xff\n' + b'x' * 200_000 + b'\nno space left\n"
    speaks.write_text(f"#!{sys.executable}\nimport os\nos.write(1, b'{words.decode()}')\nraise SystemExit(3)\n")
    speaks.chmod(0o755)
    assert installing.install(speaks, ["."], folder=tmp_path, uv=None)
    assert "no space left" in capfd.readouterr().out


def test_uv_is_used_where_it_is_there(installing, tmp_path, capfd):
    uv = tmp_path / "uv"
    uv.write_text(f"#!{sys.executable}\nimport sys\nprint(sys.argv[1:])\n")
    uv.chmod(0o755)
    assert installing.install(tmp_path / "python", ["-e", "."], folder=tmp_path, uv=str(uv)) == ""
    assert f"['pip', 'install', '--python', '{tmp_path / 'python'}', '-e', '.']" in capfd.readouterr().out


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere Qt brings all that it needs")
def test_libraries_that_cannot_be_loaded_are_named_with_their_packages(installing):
    def load(name: str) -> None:
        if name in ("libxcb-icccm.so.4", "libxcb-keysyms.so.1"):
            raise OSError(name)

    missing = {"libxcb-icccm.so.4": "libxcb-icccm4", "libxcb-keysyms.so.1": "libxcb-keysyms1"}
    assert installing.missing_libraries(load) == missing


@pytest.mark.parametrize(
    ("platform", "with_uv", "has_card", "answers", "expected"),
    [
        ("linux", False, False, True, ["--extra-index-url", "https://download.pytorch.org/whl/cpu"]),
        ("linux", True, False, True, ["--torch-backend", "cpu"]),
        ("linux", False, False, False, []),  # the usual index has what works everywhere
        ("linux", True, True, True, ["--torch-backend", "auto"]),
        ("linux", False, True, True, []),  # the usual index has CUDA's
        ("win32", True, True, True, ["--torch-backend", "auto"]),
        ("darwin", True, False, True, []),
    ],
)
def test_torch_is_built_for_what_the_machine_has(choosing, monkeypatch, platform, with_uv, has_card, answers, expected):
    monkeypatch.setattr(sys, "platform", platform)
    said, arguments = choosing.build_arguments(with_uv, has_card=has_card, reachable=lambda _: answers)
    assert arguments == expected
    assert said


def test_on_windows_pip_alone_says_how_the_card_is_used(choosing, monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    said, arguments = choosing.build_arguments(False, has_card=True, reachable=lambda _: True)
    assert (arguments, "install uv" in said) == ([], True)


def test_a_card_is_one_that_the_driver_lists(choosing, tmp_path):
    (tmp_path / "gpus" / "0000:01:00.0").mkdir(parents=True)
    assert choosing.has_nvidia_card(tmp_path / "gpus")
    for said, code, found in (("GPU 0: NVIDIA H200 (UUID: x)", 0, True), ("No devices were found", 6, False)):
        smi = tmp_path / f"nvidia-smi-{code}"
        smi.write_text(f"#!{sys.executable}\nprint({said!r})\nraise SystemExit({code})\n")
        smi.chmod(0o755)
        assert choosing.has_nvidia_card(tmp_path / "none", str(smi)) is found
    assert not choosing.has_nvidia_card(tmp_path / "none", str(tmp_path / "not-there"))


def test_where_pip_is_set_up_to_fetch_from_decides_and_uv_is_told(choosing, tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    (tmp_path / "pip.conf").write_text(
        "[global]\nindex-url = https://mirror.example/simple\nextra-index-url = https://a.example\n  https://b.example\n"
        "timeout = 5\n[install]\nfind-links = /wheels\n"
    )
    settings = choosing.pip_settings()
    assert settings["index-url"] == ["https://mirror.example/simple"]
    assert settings["extra-index-url"][-2:] == ["https://a.example", "https://b.example"]
    assert "/wheels" in settings["find-links"]
    _, told = choosing.torch_arguments("uv")
    assert told[:2] == ["--default-index", "https://mirror.example/simple"]
    assert told[-2:] == ["--index-strategy", "unsafe-best-match"]
    _, for_pip = choosing.torch_arguments(None)
    assert for_pip == []  # it reads its settings itself
