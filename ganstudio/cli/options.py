"""The values that command line options take, each with an error that points at the bad part."""

from __future__ import annotations

import math
import re
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import click

from ganstudio.errors import DeviceError
from ganstudio.networks.device_names import check_device_name
from ganstudio.words import tr

LAST_SEED = 2**32 - 1
MOST_SEEDS = 1_000_000


class SeedList(click.ParamType[tuple[int, ...]]):
    """`0-8,15`: seeds and ranges of seeds, ends included, as NVlabs' tools take them."""

    name = "seeds"

    def convert(
        self, value: str | tuple[int, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """The seeds in the order given; each once."""
        if isinstance(value, tuple):
            return value
        seeds: dict[int, None] = {}
        for part in value.split(","):
            match = re.fullmatch(r"\s*(\d{1,12})\s*(?:-\s*(\d{1,12})\s*)?", part)
            if match is None:
                self.fail(
                    tr(
                        "'{part}' in '{value}' is not a seed or a range; seeds look like 0-8,15.",
                        part=part,
                        value=value,
                    ),
                    param,
                    ctx,
                )
            text, first, last = part.strip(), int(match[1]), int(match[2] or match[1])
            if last > LAST_SEED:
                self.fail(tr("'{part}' is out of range; a seed is 0 to {last}.", part=text, last=LAST_SEED), param, ctx)
            if last < first:
                forwards = tr("'{part}' runs backwards; write {last}-{first}.", part=text, last=last, first=first)
                self.fail(forwards, param, ctx)
            if last - first >= MOST_SEEDS - len(seeds):
                fewer = tr("'{part}' makes more than {most:,} seeds; give fewer.", part=text, most=MOST_SEEDS)
                self.fail(fewer, param, ctx)
            seeds.update(dict.fromkeys(range(first, last + 1)))
        return tuple(seeds)


class GridSize(NamedTuple):
    """Columns and rows of a sheet."""

    columns: int
    rows: int


class Grid(click.ParamType[GridSize]):
    """`3x3`: columns by rows."""

    name = "COLUMNSxROWS"

    def convert(self, value: str | GridSize, param: click.Parameter | None, ctx: click.Context | None) -> GridSize:
        """Both at least 1."""
        if isinstance(value, GridSize):
            return value
        match = re.fullmatch(r"\s*(\d{1,4})\s*[xX×]\s*(\d{1,4})\s*", value)
        if match is None or "0" in {match[1].lstrip("0") or "0", match[2].lstrip("0") or "0"}:
            self.fail(tr("'{value}' is not a grid; write columns x rows, such as 3x3.", value=value), param, ctx)
        return GridSize(int(match[1]), int(match[2]))


class Setting(NamedTuple):
    """`mouth_open=100`: a spatial tab's multiplier, or an attribute's amount."""

    kind: str
    name: str
    value: float


class SettingType(click.ParamType[Setting]):
    """`NAME=VALUE`, where NAME may begin with `tab:` or `attribute:`."""

    name = "NAME=VALUE"

    def convert(self, value: str | Setting, param: click.Parameter | None, ctx: click.Context | None) -> Setting:
        """The kind is empty unless it was written."""
        if isinstance(value, Setting):
            return value
        whole, equals, number = value.rpartition("=")
        kind, _, rest = whole.partition(":")
        if kind not in ("tab", "attribute"):
            kind, rest = "", whole
        if not equals or not rest.strip():
            self.fail(
                tr("'{value}' is not a setting; write NAME=VALUE, such as mouth_open=100.", value=value), param, ctx
            )
        try:
            parsed = float(number)
        except ValueError:
            parsed = math.nan
        if not math.isfinite(parsed):
            self.fail(tr("'{number}' in '{value}' is not a finite number.", number=number, value=value), param, ctx)
        return Setting(kind, rest.strip(), parsed)


class DeviceName(click.ParamType[str]):
    """What a processor may be called; whether it is there is known once torch is loaded."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The same; nothing where none was given."""
        if value:
            try:
                check_device_name(value)
            except DeviceError as error:
                self.fail(str(error), param, ctx)
        return value


class StyleSetting(NamedTuple):
    """`b16.conv0:37=+4`: a style channel's amount, in standard deviations."""

    layer: str
    channel: int
    amount: float


class StyleType(click.ParamType[StyleSetting]):
    """`LAYER:CHANNEL=AMOUNT`."""

    name = "LAYER:CHANNEL=AMOUNT"

    def convert(
        self, value: str | StyleSetting, param: click.Parameter | None, ctx: click.Context | None
    ) -> StyleSetting:
        """The amount is finite."""
        if isinstance(value, StyleSetting):
            return value
        match = re.fullmatch(r"\s*([^:=\s]+)\s*:\s*(\d{1,9})\s*=\s*(\S+)\s*", value)
        try:
            amount = float(match[3]) if match else math.nan
        except ValueError:
            amount = math.nan
        if match is None or not math.isfinite(amount):
            self.fail(
                tr("'{value}' is not a style; write LAYER:CHANNEL=AMOUNT, such as b16.conv0:37=+4.", value=value),
                param,
                ctx,
            )
        return StyleSetting(match[1], int(match[2]), amount)


class Shift(click.ParamType[tuple[float, float]]):
    """`0.1,-0.05`: right and down, in widths of the picture, as NVlabs' gen_images takes it."""

    name = "X,Y"

    def convert(
        self, value: str | tuple[float, float], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float]:
        """Two finite numbers."""
        if isinstance(value, tuple):
            return value
        try:
            x, y = (float(part) for part in value.split(","))
        except ValueError:
            self.fail(tr("'{value}' is not a shift; write two numbers, such as 0.1,-0.05.", value=value), param, ctx)
        if not (math.isfinite(x) and math.isfinite(y)):
            self.fail(tr("'{value}' is not a shift of finite size.", value=value), param, ctx)
        return x, y


class Number(click.FloatRange):
    """A number within bounds that is one: not NaN, which no bound keeps out."""

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Within the bounds and finite."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(tr("{value} is not a finite number.", value=value), param, ctx)
        return number


CAME_IN = "ganstudio.came_in"
"""In a command's `meta` where its source is what came in."""


class SourceFile(click.ParamType[Path]):
    """What a picture is made from: a file, or `-` for what comes in, kept as a file until the command ends."""

    name = "file"

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path of the file."""
        if str(value) != "-":
            return Path(value)
        if sys.stdin.isatty():
            self.fail(tr("- reads what another program sends; name a file instead."), param, ctx)
        from ganstudio.recipe.portrait import MAX_FILE_BYTES

        content = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        if not content:
            self.fail(tr("Nothing came in. Send a picture: ganstudio show - < face.png"), param, ctx)
        if len(content) > MAX_FILE_BYTES:
            self.fail(tr("More than {most:,} bytes came in; no picture has as many.", most=MAX_FILE_BYTES), param, ctx)
        folder = tempfile.TemporaryDirectory(prefix="ganstudio-")
        if ctx is not None:
            ctx.call_on_close(folder.cleanup)
            ctx.meta[CAME_IN] = True
        path = Path(folder.name) / "standard input"
        path.write_bytes(content)
        return path

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """Files, which the shell finds."""
        return click.Path().shell_complete(ctx, param, incomplete)


SEEDS = SeedList()
SOURCE = SourceFile()
GRID = Grid()
SETTING = SettingType()
STYLE = StyleType()
MODEL_FILE = click.Path()
MODEL_HELP = "Model file (.pkl, .pt, .safetensors), or 'builtin'."
DEVICE_HELP = "auto, cpu, cuda, cuda:N or mps."
PRECISIONS = click.Choice(["auto", "exact", "fp32", "bf16", "fp16"])
WORKSPACE = click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder with the models' data; by default the window's.",
)
DEVICE = click.option("--device", type=DeviceName(), default="auto", show_default=True, help=DEVICE_HELP)
PRECISION = click.option(
    "--precision",
    type=PRECISIONS,
    default="auto",
    show_default=True,
    help="exact computes step by step as the formulas are published; fp32 gives the same but for rounding, in less "
    "time. auto takes a faster one where there is one: fp16 on a GPU; on a CPU bf16, if it is, which is measured once "
    "for each model.",
)
SCHEDULER = click.option("--scheduler", metavar="ADDRESS", help="Render on the workers of this Dask scheduler.")
TRANSLATE = click.option("--translate", type=Shift(), help="Move it right and down, in its widths (StyleGAN3).")
ROTATE = click.option(
    "--rotate", type=Number(-360.0, 360.0), metavar="DEGREES", help="Turn it counterclockwise (StyleGAN3)."
)


OVERWRITE = click.option("--overwrite", is_flag=True, help="Replace files that are there already.")


def examples(*lines: str) -> str:
    """The end of a command's help: lines that click leaves as they are."""
    return "\n".join(["\b", tr("Examples:"), *(f"  {line}" for line in lines)])
