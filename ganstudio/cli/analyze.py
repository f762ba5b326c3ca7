"""`ganstudio analyze`: what the window's tables of maps show, without a window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ganstudio.cli.options import DEVICE, PRECISION, WORKSPACE, Number, examples
from ganstudio.cli.progress import ModelProgress, progress_bar
from ganstudio.cli.report import JSON, report
from ganstudio.cli.studio import open_studio
from ganstudio.words import tr

_MODEL = click.option(
    "--model", default="builtin", show_default=True, type=click.Path(), metavar="FILE", help="Model file or 'builtin'."
)
_OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="The table: .json, .csv, .md or .tex.",
)


@click.group(epilog=examples("ganstudio analyze parts --layer b16 --out parts.csv"))
def analyze() -> None:
    """Hold feature maps against parts, rank what changes a part, and find with how few maps a detector gets by."""


@analyze.command(
    short_help="Feature maps against the parts that detectors find.",
    epilog=examples(
        "ganstudio analyze parts --layer b16 --out parts.csv",
        "ganstudio analyze parts --model my_model.pkl --layer b32 --recording feature_maps.npz --out parts.md",
    ),
)
@click.option("--layer", required=True, metavar="NAME", help="Whose maps, such as b16.")
@click.option(
    "--recording",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Recorded maps (.npz) whose faces are looked at; random faces otherwise.",
)
@click.option(
    "--top",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    multiple=True,
    metavar="SHARE",
    help="Share of a map's highest values; of several the best is taken for each pair. Eight by default.",
)
@_OUT
@_MODEL
@WORKSPACE
@DEVICE
@PRECISION
@JSON
def parts(
    *,
    layer: str,
    recording: Path | None,
    top: tuple[float, ...],
    out: Path,
    model: str,
    workspace: Path | None,
    device: str,
    precision: str,
    as_json: bool,
) -> None:
    """Write how well each map of a layer alone says where each part is (intersection over union, GAN Dissection)."""
    from ganstudio.analysis.detector_files import load_detectors
    from ganstudio.analysis.recordings import recorded_recipes
    from ganstudio.analysis.tables import check_ending
    from ganstudio.analysis.unit_parts import FACES, TOPS, best_first, best_part, compare_with_parts, save_parts

    check_ending(out)
    recipes = recorded_recipes(recording) if recording is not None else ()
    with open_studio(workspace, device=device, precision=precision) as studio:
        studio.load_model(model, progress=ModelProgress())
        detectors = load_detectors(studio.folder.path)
        steps = compare_with_parts(studio.renderer, layer, detectors, recipes=recipes, tops=top or TOPS)
        table = None
        with progress_bar(len(recipes) or FACES, tr("looking at faces")) as show:
            for done, _, found in steps:
                show(done)
                table = found or table
    if table is None:
        raise AssertionError("the last step has the table")
    save_parts(out, table)
    best = best_first(table).units[0]
    part = table.parts[best_part(best)]
    said = tr(
        "{out}: {maps} maps, {parts} parts; map {best} is best, at {part}",
        out=out,
        maps=len(table.units),
        parts=len(table.parts),
        best=best.channel,
        part=part,
    )
    facts = {"file": out, "maps": len(table.units), "parts": table.parts, "faces": table.faces, "best": best.channel}
    report(said, facts, as_json=as_json)


@analyze.command(
    short_help="Which maps or style channels change a part, over many faces.",
    epilog=examples(
        "ganstudio analyze effects --part mouth --layer b16 --out mouth.csv",
        "ganstudio analyze effects --part eyes --styles --layer b32.conv1 --faces 12 --out eyes.md",
        "ganstudio analyze effects --from face.png --tab mouth_open --layer b16 --faces 10 --out tab.json --json",
    ),
)
@click.option("--part", metavar="NAME", default="", help="The detector that finds the part on each face.")
@click.option(
    "--tab",
    metavar="NAME",
    default="",
    help="Or the spatial tab, of the picture or the model, that is painted on it.",
)
@click.option("--layer", "layers", required=True, multiple=True, metavar="NAME", help="Whose channels are tried.")
@click.option("--styles", is_flag=True, help="Try style channels, which change all, not maps, changed in the part.")
@click.option("--faces", type=click.IntRange(1, 500), default=30, show_default=True, help="On how many faces.")
@click.option(
    "--from",
    "picture",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The first face; seed 0 otherwise.",
)
@click.option(
    "--recording",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Recorded maps (.npz) whose newest faces are tried on; random faces like the first one otherwise.",
)
@click.option(
    "--strength",
    type=Number(0, min_open=True),
    default=6.0,
    show_default=True,
    metavar="SD",
    help="What is added and taken away, in standard deviations of each channel.",
)
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="How many of the best to write.")
@_OUT
@click.option(
    "--model", type=click.Path(), metavar="FILE", help="Model file or 'builtin'; by default the picture's own."
)
@WORKSPACE
@DEVICE
@PRECISION
@JSON
def effects(*, out: Path, workspace: Path | None, device: str, precision: str, as_json: bool, **given: Any) -> None:
    """Rank the channels of some layers by the share of a part in what they change, measured over many faces."""
    from ganstudio.analysis.holding_table import save_effects
    from ganstudio.analysis.tables import check_ending
    from ganstudio.cli.effects import EffectsAsked, rank_effects

    check_ending(out)
    with open_studio(workspace, device=device, precision=precision) as studio:
        table = rank_effects(studio, EffectsAsked(**given))
    save_effects(out, table)
    best = table.effects[0]
    said = tr(
        "{out}: {layer} {channel} is best for {part}: {share:.0%} of what it changes is there, and it holds on "
        "{holds} of {faces} faces",
        out=out,
        layer=best.layer,
        channel=best.channel,
        part=table.part,
        share=best.share,
        holds=best.holds,
        faces=best.faces,
    )
    report(said, {"file": out, "table": table}, as_json=as_json)


@analyze.command(
    short_help="With how few maps a detector gets by.",
    epilog=examples("ganstudio analyze detector mouth --out mouth.tex"),
)
@click.argument("name")
@_OUT
@_MODEL
@WORKSPACE
@DEVICE
@PRECISION
@JSON
def detector(
    *, name: str, out: Path, model: str, workspace: Path | None, device: str, precision: str, as_json: bool
) -> None:
    """Write how well 1, 2, 5, 20 and all maps of the detector NAME find what it finds."""
    from ganstudio.analysis.detector_files import load_detectors
    from ganstudio.analysis.sparse_detectors import IMAGES, sparse_detectors
    from ganstudio.analysis.tables import check_ending, save_sparse, sparse_rows
    from ganstudio.errors import AnalysisError

    check_ending(out)
    with open_studio(workspace, device=device, precision=precision) as studio:
        studio.load_model(model, progress=ModelProgress())
        known = load_detectors(studio.folder.path)
        if name not in known:
            raise AnalysisError(
                tr(
                    "This model has no detector '{name}'. It has: {names}.",
                    name=name,
                    names=", ".join(sorted(known)) or tr("none"),
                )
            )
        table = None
        with progress_bar(IMAGES, tr("looking at faces")) as show:
            for done, found in sparse_detectors(studio.renderer, known[name]):
                show(done)
                table = found or table
    if table is None:
        raise AssertionError("the last step has the table")
    save_sparse(out, table)
    rows = "; ".join(
        tr("{number} maps {quality}", number=size, quality=quality) for size, quality, *_ in sparse_rows(table)
    )
    report(f"{out}: {rows}", {"file": out, "fits": sparse_rows(table)}, as_json=as_json)
