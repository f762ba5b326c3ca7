"""`ganstudio doctor`: what is installed and what it computes on, and whether the built-in model draws as it should."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import click
import msgspec

from ganstudio.cli.display import display_problem
from ganstudio.cli.language import padded
from ganstudio.cli.options import DEVICE, PRECISION, WORKSPACE, examples
from ganstudio.cli.report import JSON, report
from ganstudio.errors import GanStudioError
from ganstudio.version import full_version
from ganstudio.words import marked, tr, trn

_PACKAGES = ("torch", "numpy", "pillow", "PySide6-Essentials", "imageio-ffmpeg", "click", "safetensors")
_MODEL = marked("Built-in model")
_MOST_STEPS = 2.0
"""Of 255: how far the pixels may be from the known picture on average. Another precision, the half-size weights that
ship and another noise cost 0.4 to 0.7; a network that computes something else costs ten times the bound."""


class Finding(msgspec.Struct, frozen=True):
    """One line: what was looked at, what it is (with `{name}` for its values), and whether that is a trouble."""

    name: str
    text: str
    is_trouble: bool = False
    values: Mapping[str, object] = {}

    def line(self) -> str:
        """In the language spoken."""
        return f"{'!' if self.is_trouble else ' '} {padded(tr(self.name) + ':', 20)}{tr(self.text, **self.values)}"

    def facts(self) -> dict[str, object]:
        """For programs, in English."""
        text = self.text.format(**self.values) if self.values else self.text
        return {"name": self.name, "text": text, "is_trouble": self.is_trouble}


@click.command(
    short_help="Check the installation.",
    epilog=examples("ganstudio doctor", "ganstudio doctor --device cpu --json"),
)
@WORKSPACE
@DEVICE
@PRECISION
@JSON
def doctor(workspace: Path | None, device: str, precision: str, as_json: bool) -> None:
    """Check the installation: versions, device and precision, the window, space on the disk, and one picture.

    The picture is one that came with the built-in model; it is drawn again and compared. Exits with 1 if anything is
    wrong. Paste what it prints when you report a fault.
    """
    findings = [*_versions(), *_places(workspace), *_picture(device, precision)]
    lines = [one.line() for one in findings]
    troubles = sum(one.is_trouble for one in findings)
    if troubles:
        found = trn("{number} thing to look at, marked with !", "{number} things to look at, marked with !", troubles)
        lines += ["", found]
    report("\n".join(lines), [one.facts() for one in findings], as_json=as_json)
    if troubles:
        raise click.exceptions.Exit(1)


def _versions() -> list[Finding]:
    here = {"version": platform.python_version(), "system": platform.platform()}
    return [
        Finding("ganstudio", full_version()),
        Finding("Python", marked("{version} on {system}"), sys.version_info < (3, 11), here),
        *(Finding(name, _version(name), is_trouble=not _version(name)[0].isdigit()) for name in _PACKAGES),
    ]


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return marked("not installed")


def _places(workspace: Path | None) -> list[Finding]:
    from ganstudio.words import settings_path
    from ganstudio.workspace.logs import log_path
    from ganstudio.workspace.settings import workspace_place

    place = workspace_place(workspace)
    there = next(folder for folder in (place.absolute(), *place.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    writable = os.access(there, os.W_OK)
    problem = display_problem()
    named = os.environ.get("QT_QPA_PLATFORM")
    opens = marked("opens (Qt platform: {platform})") if named else marked("opens (Qt platform: chosen by Qt)")
    return [
        Finding(marked("Window"), problem, is_trouble=True)
        if problem
        else Finding(marked("Window"), opens, values={"platform": named}),
        Finding(marked("Workspace"), _state_of_workspace(place.is_dir(), writable), not writable, {"folder": place}),
        Finding(marked("Free space"), f"{free / 2**30:,.1f} GiB", is_trouble=free < 2**30),
        Finding(marked("Settings"), str(settings_path())),
        Finding(marked("Log"), str(log_path())),
    ]


def _state_of_workspace(is_there: bool, writable: bool) -> str:
    if is_there:
        return "{folder}" if writable else marked("{folder}, not writable")
    return marked("{folder}, not made yet") if writable else marked("{folder}, not made yet, not writable")


def _picture(device: str, precision: str) -> list[Finding]:
    import numpy as np
    import torch

    from ganstudio.cli.studio import open_studio
    from ganstudio.networks.devices import cpu_has_bf16
    from ganstudio.networks.header import model_path
    from ganstudio.recipe.portrait import Portrait

    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else marked("none")
    has, lacks = (
        marked("{cores} cores, {threads} threads, with bf16"),
        marked("{cores} cores, {threads} threads, without bf16"),
    )
    computes_with = {"cores": os.cpu_count(), "threads": torch.get_num_threads()}
    findings = [
        Finding(marked("Processor"), has if cpu_has_bf16() else lacks, values=computes_with),
        Finding(marked("CUDA GPU"), gpu),
    ]
    try:
        known = next(iter(sorted(model_path("builtin").parent.glob("data/*/sample_01.png"))), None)
        with open_studio(None, device=device, precision=precision) as studio:
            generator = studio.load_model("builtin")
            used = {"device": generator.device, "precision": generator.precision.name}
            findings.append(Finding(marked("Device"), marked("{device} in {precision}"), values=used))
            if known is None:
                return [*findings, Finding(_MODEL, marked("opens; no known picture came with it"), is_trouble=True)]
            portrait = Portrait.open(known)
            rendering = studio.render_detailed(portrait.recipe)
        made = rendering.portrait.image.astype(int)
        steps = float(np.abs(made - portrait.image).mean()) if made.shape == portrait.image.shape else 255.0
    except GanStudioError as error:
        return [*findings, Finding(_MODEL, str(error), is_trouble=True)]
    text = marked("draws its known picture, {steps:.1f} of 255 apart on average, in {time:.0f} ms")
    measured = {"steps": steps, "time": 1000 * rendering.seconds}
    return [*findings, Finding(_MODEL, text, steps > _MOST_STEPS, measured)]
