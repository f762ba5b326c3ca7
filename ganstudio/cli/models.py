"""`ganstudio info` and `ganstudio convert`: what a model file is, and the same model as our own format."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ganstudio.cli.language import padded
from ganstudio.cli.options import MODEL_FILE, WORKSPACE, examples
from ganstudio.cli.progress import ModelProgress
from ganstudio.cli.report import JSON, report
from ganstudio.cli.studio import open_workspace
from ganstudio.errors import GanStudioError
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.networks.model_info import ModelInfo


@click.command(
    short_help="Say what a model file is.",
    epilog=examples(
        "ganstudio info ffhq.pkl",
        "ganstudio info builtin --json",
    ),
)
@click.argument("file", default="builtin", type=MODEL_FILE)
@WORKSPACE
@JSON
def info(file: str, workspace: Path | None, as_json: bool) -> None:
    """Say what a model FILE is: its sizes, layers, origin and md5. Nothing in the file is executed.

    Then the names of its attributes, spatial tabs and detectors in the workspace, as --set and jobs take them.
    """
    import msgspec

    from ganstudio.cli.known import model_info

    found = model_info(file)
    names = _names(found, workspace)
    titles = (tr("Attributes:"), tr("Tabs:"), tr("Detectors:"))
    lines = [f"{padded(title, 16)}{_listed(known)}" for title, known in zip(titles, names.values(), strict=True)]
    report("\n".join([found.text(), "", *lines]), {**msgspec.to_builtins(found), **names}, as_json=as_json)


def _names(found: ModelInfo, workspace: Path | None) -> dict[str, list[str]]:
    """What is saved for the model."""
    from ganstudio.analysis.detector_files import load_detectors

    spec = found.config.spec()
    with open_workspace(workspace) as opened:
        folder = opened.model_folder(found.md5, spec, weights_id=found.weights_id)
        tabs = {edit.name for name in folder.tab_sets() for edit in folder.load_tabs(name)}
        return {
            "attributes": sorted({name for known in folder.attribute_sets().values() for name in known}),
            "tabs": sorted(tabs),
            "detectors": sorted(load_detectors(folder.path)),
        }


def _listed(names: list[str]) -> str:
    lines = textwrap.wrap(", ".join(names) or tr("none"), width=100, break_long_words=False)
    return "\n".join([lines[0], *(" " * 16 + line for line in lines[1:])])


@click.command(
    short_help="Write a model as .safetensors.",
    epilog=examples(
        "ganstudio convert ffhq.pkl ffhq.safetensors",
    ),
)
@click.argument("source", type=MODEL_FILE)
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--overwrite", "--force", is_flag=True, help="Replace TARGET if it exists.")
@click.option("--half", is_flag=True, help="Store 16-bit numbers: half the size, slightly rounded.")
@JSON
def convert(source: str, target: Path, overwrite: bool, half: bool, as_json: bool) -> None:
    """Write the model in SOURCE as TARGET, a .safetensors file: safe to share, quick to load.

    The new file is known as the same model: what was made with SOURCE stays its own.
    """
    if target.exists() and not overwrite:
        raise GanStudioError(
            tr("{target} is there already. Add --overwrite to replace it, or choose another name.", target=target)
        )
    from ganstudio.networks.model_info import convert as convert_model

    made = convert_model(source, target, overwrite=overwrite, half=half, progress=ModelProgress())
    text = tr(
        "{file}: {width}x{height}, {size:,} bytes, md5 {md5}",
        file=target,
        width=made.img_width,
        height=made.img_height,
        size=made.file_bytes,
        md5=made.md5,
    )
    report(text, made, as_json=as_json)
