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


def test_it_says_what_is_fetched_how_far_it_is_and_how_long_yet(installing, tmp_path):
    clock = Clock()
    progress = installing.Progress(tmp_path, clock)
    progress.hear("Collecting torch>=2.6 (from ganstudio==0.1.0)\n")
    assert progress.text() == "Looking for torch · 0:00 so far"
    progress.hear("  Downloading torch-2.13.0-cp311-cp311-linux.whl (200.0 MB)\n")
    (tmp_path / "pip-unpack-x").mkdir()
    (tmp_path / "pip-unpack-x" / "torch.whl").write_bytes(bytes(50_000_000))
    clock.now = 20.0
    said = "Fetching torch, 50 of 200 MB (25 %), about 1:00 left of it · package 1 · 0:20 so far"
    assert progress.text() == said
    progress.hear("  Downloading click-8.5.1-py3-none-any.whl (98 kB)\n")
    assert progress.text() == "Fetching click · package 2 · 0:20 so far"
    progress.hear("Installing collected packages: click, torch\n")
    assert progress.text() == "Installing 2 packages · 0:20 so far"


def test_a_command_that_fails_shows_what_it_said(installing, tmp_path, capfd):
    fails = tmp_path / "python"
    fails.write_text(f"#!{sys.executable}\nprint('no space left on device')\nraise SystemExit(3)\n")
    fails.chmod(0o755)
    assert installing.install(fails, ["."], folder=tmp_path, uv=None) == 3
    assert "no space left on device" in capfd.readouterr().out


def test_what_is_said_in_another_encoding_stops_nothing(installing, tmp_path, capfd):
    speaks = tmp_path / "python"
    words = rb"\xff\n' + b'x' * 200_000 + b'\nno space left\n"
    speaks.write_text(f"#!{sys.executable}\nimport os\nos.write(1, b'{words.decode()}')\nraise SystemExit(3)\n")
    speaks.chmod(0o755)
    assert installing.install(speaks, ["."], folder=tmp_path, uv=None) == 3
    assert "no space left" in capfd.readouterr().out


def test_uv_is_used_where_it_is_there(installing, tmp_path, capfd):
    uv = tmp_path / "uv"
    uv.write_text(f"#!{sys.executable}\nimport sys\nprint(sys.argv[1:])\n")
    uv.chmod(0o755)
    assert installing.install(tmp_path / "python", ["-e", "."], folder=tmp_path, uv=str(uv)) == 0
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
