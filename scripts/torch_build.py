"""Chooses PyTorch's build by what the machine has: that for CPUs, or the several times larger one for NVIDIA's cards.

Where pip was set up to fetch from somewhere (an index of its own, a folder of wheels), what lies there decides, and uv
is told of it, as it does not read pip's settings.
"""

import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

CPU_INDEX = "https://download.pytorch.org/whl/cpu"
"""PyTorch's own index of builds for CPUs (pytorch.org, Start locally). On Linux the usual index has those for CUDA."""
DRIVER = Path("/proc/driver/nvidia/gpus")
_FOR_UV = {"index-url": "--default-index", "extra-index-url": "--index", "find-links": "--find-links"}
_UV_OWN = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_TORCH_BACKEND")


def torch_arguments(uv: str | None) -> tuple[str, list[str]]:
    """What is said of the choice, and what is added to the arguments of `uv pip install`, or of `pip install`."""
    settings = pip_settings()
    if settings or (uv is not None and any(os.environ.get(name) for name in _UV_OWN)):
        own = uv_arguments(settings) if uv is not None and settings else []
        return "PyTorch comes from where pip and uv are set up to fetch from", own
    return build_arguments(uv is not None, has_card=has_nvidia_card(), reachable=_answers)


def build_arguments(with_uv: bool, *, has_card: bool, reachable: Callable[[str], bool]) -> tuple[str, list[str]]:
    """The same where nothing is set up. `reachable` says whether an address answers, and is asked only where needed."""
    if sys.platform == "darwin":
        return "PyTorch has one build for Macs", []
    if has_card and sys.platform.startswith("linux") and not with_uv:
        return "An NVIDIA card was found: PyTorch's build for CUDA", []
    if has_card and not with_uv:
        return "PyTorch's build for CPUs: for the NVIDIA card install uv, delete .venv, and start again", []
    if not reachable(f"{CPU_INDEX}/torch/"):
        also_cuda = " (on Linux for CUDA too, 3 GB to fetch)" if sys.platform.startswith("linux") else ""
        return f"PyTorch's own index does not answer: its usual build{also_cuda}", []
    if has_card:
        return "An NVIDIA card was found: PyTorch's build for its driver", ["--torch-backend", "auto"]
    return (
        "No NVIDIA card was found: PyTorch's build for CPUs",
        ["--torch-backend", "cpu"] if with_uv else ["--extra-index-url", CPU_INDEX],
    )


def has_nvidia_card(driver: Path = DRIVER, smi: str | None = None) -> bool:
    """Whether NVIDIA's driver lists a card: in its folder of Linux, or by `nvidia-smi -L`."""
    try:
        if any(driver.iterdir()):
            return True
    except OSError:  # no such driver, or another system
        pass
    smi = smi or shutil.which("nvidia-smi")
    if smi is None:
        return False
    try:
        listed = subprocess.run([smi, "-L"], check=True, capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    return "GPU " in listed


def pip_settings(python: str = sys.executable) -> dict[str, list[str]]:
    """Where pip was set up to fetch from, by its files and variables: `index-url` and the like -> values."""
    listed = subprocess.run(
        [python, "-m", "pip", "config", "list"], check=False, capture_output=True, text=True, timeout=60
    ).stdout
    found: dict[str, list[str]] = {}
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        name = key.rpartition(".")[2]
        values = value.strip().strip("'\"").replace("\\n", " ").split()
        if name in (*_FOR_UV, "no-index") and values and values[0].lower() not in ("0", "false", "no", "off"):
            known = found.setdefault(name, [])
            known += [one for one in values if one not in known]
    return found


def uv_arguments(settings: Mapping[str, list[str]]) -> list[str]:
    """Pip's settings as uv takes them: with several indexes the best version of any, as pip has it."""
    arguments = [word for name, flag in _FOR_UV.items() for value in settings.get(name, ()) for word in (flag, value)]
    if settings.get("extra-index-url"):
        arguments += ["--index-strategy", "unsafe-best-match"]
    return [*arguments, "--no-index"] if settings.get("no-index") else arguments


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=8) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False
