"""`ganstudio doctor`: what is installed and what it computes on, and whether the built-in model draws as it should."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
from pathlib import Path

import click
import msgspec

from ganstudio.cli.display import display_problem
from ganstudio.cli.options import DEVICE, PRECISION, WORKSPACE, examples
from ganstudio.cli.report import JSON, report
from ganstudio.errors import GanStudioError
from ganstudio.version import full_version
from ganstudio.words import tr

_PACKAGES = ("torch", "numpy", "pillow", "PySide6-Essentials", "imageio-ffmpeg", "click", "safetensors")
_MOST_STEPS = 2.0
"""Of 255: how far the pixels may be from the known picture on average. Another precision, the half-size weights that
ship and another noise cost 0.4 to 0.7; a network that computes something else costs ten times the bound."""


class Finding(msgspec.Struct, frozen=True):
    """One line: what was looked at, what it is, and whether that is a trouble."""

    name: str
    text: str
    is_trouble: bool = False


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
    lines = [f"{'!' if one.is_trouble else ' '} {one.name + ':':<20}{one.text}" for one in findings]
    troubles = sum(one.is_trouble for one in findings)
    lines.append(
        ""
        if not troubles
        else tr(
            "\n{troubles} thing{value} to look at, marked with !", troubles=troubles, value="s" if troubles > 1 else ""
        )
    )
    report("\n".join(lines).rstrip(), findings, as_json=as_json)
    if troubles:
        raise click.exceptions.Exit(1)


def _versions() -> list[Finding]:
    here = tr("{python_version} on {platform}", python_version=platform.python_version(), platform=platform.platform())
    return [
        Finding("ganstudio", full_version()),
        Finding(tr("Python"), here, is_trouble=sys.version_info < (3, 11)),
        *(Finding(name, _version(name), is_trouble=not _version(name)[0].isdigit()) for name in _PACKAGES),
    ]


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return tr("not installed")


def _places(workspace: Path | None) -> list[Finding]:
    from ganstudio.words import settings_path
    from ganstudio.workspace.logs import log_path
    from ganstudio.workspace.settings import workspace_place

    place = workspace_place(workspace)
    there = next(folder for folder in (place.absolute(), *place.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    writable = os.access(there, os.W_OK)
    problem = display_problem()
    qt = os.environ.get("QT_QPA_PLATFORM") or tr("chosen by Qt")
    return [
        Finding(tr("Window"), problem or tr("opens (Qt platform: {qt})", qt=qt), is_trouble=problem is not None),
        Finding(
            tr("Workspace"),
            f"{place}{'' if place.is_dir() else ', not made yet'}{'' if writable else ', not writable'}",
            is_trouble=not writable,
        ),
        Finding(tr("Free space"), tr("{free:,.1f} GiB", free=free / 2**30), is_trouble=free < 2**30),
        Finding(tr("Settings"), str(settings_path())),
        Finding(tr("Log"), str(log_path())),
    ]


def _picture(device: str, precision: str) -> list[Finding]:
    import numpy as np
    import torch

    from ganstudio.cli.studio import open_studio
    from ganstudio.networks.devices import cpu_has_bf16
    from ganstudio.networks.header import model_path
    from ganstudio.recipe.portrait import Portrait

    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "none"
    has_bf16 = "with" if cpu_has_bf16() else "without"
    findings = [
        Finding(
            tr("Processor"),
            tr(
                "{cpu_count} cores, {get_num_threads} threads, {has_bf16} bf16",
                cpu_count=os.cpu_count(),
                get_num_threads=torch.get_num_threads(),
                has_bf16=has_bf16,
            ),
        ),
        Finding(tr("CUDA GPU"), gpu),
    ]
    try:
        known = next(iter(sorted(model_path("builtin").parent.glob("data/*/sample_01.png"))), None)
        with open_studio(None, device=device, precision=precision) as studio:
            generator = studio.load_model("builtin")
            name = generator.precision.name
            findings.append(Finding(tr("Device"), tr("{device} in {name}", device=generator.device, name=name)))
            if known is None:
                return [
                    *findings,
                    Finding(tr("Built-in model"), tr("opens; no known picture came with it"), is_trouble=True),
                ]
            portrait = Portrait.open(known)
            rendering = studio.render_detailed(portrait.recipe)
        made = rendering.portrait.image.astype(int)
        steps = float(np.abs(made - portrait.image).mean()) if made.shape == portrait.image.shape else 255.0
    except GanStudioError as error:
        return [*findings, Finding(tr("Built-in model"), str(error), is_trouble=True)]
    text = tr(
        "draws its known picture, {steps:.1f} of 255 apart on average, in {value:.0f} ms",
        steps=steps,
        value=1000 * rendering.seconds,
    )
    return [*findings, Finding(tr("Built-in model"), text, is_trouble=steps > _MOST_STEPS)]
