"""`ganstudio info` and `ganstudio convert`: what a model file is, and the same model as our own format."""

from __future__ import annotations

from pathlib import Path

import click

from ganstudio.cli.options import examples
from ganstudio.errors import GanStudioError


@click.command(
    short_help="Say what a model file is.",
    epilog=examples(
        "ganstudio info ffhq.pkl",
        "ganstudio info builtin --json",
    ),
)
@click.argument("file", default="builtin")
@click.option("--json", "as_json", is_flag=True, help="All of it as JSON.")
def info(file: str, as_json: bool) -> None:
    """Say what a model FILE is: its sizes, layers, origin and md5. Nothing in the file is executed."""
    import msgspec

    from ganstudio.networks.model_info import describe

    found = describe(file)
    click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode() if as_json else found.text())


@click.command(
    short_help="Write a model as .safetensors.",
    epilog=examples(
        "ganstudio convert ffhq.pkl ffhq.safetensors",
    ),
)
@click.argument("source")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--overwrite", "--force", is_flag=True, help="Replace TARGET if it exists.")
@click.option("--half", is_flag=True, help="Store 16-bit numbers: half the size, slightly rounded.")
def convert(source: str, target: Path, overwrite: bool, half: bool) -> None:
    """Write the model in SOURCE as TARGET, a .safetensors file: safe to share, quick to load.

    The new file is known as the same model: what was made with SOURCE stays its own.
    """
    if target.exists() and not overwrite:
        raise GanStudioError(f"{target} is there already. Add --overwrite to replace it, or choose another name.")
    from ganstudio.networks.model_info import convert as convert_model

    made = convert_model(source, target, overwrite=overwrite, half=half)
    click.echo(f"{target}: {made.img_width}x{made.img_height}, {made.file_bytes:,} bytes, md5 {made.md5}")
