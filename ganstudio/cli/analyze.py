"""`ganstudio analyze`: what the window's tables of maps show, without a window."""

from __future__ import annotations

from pathlib import Path

import click

from ganstudio.cli.options import DEVICE, PRECISION, WORKSPACE, examples
from ganstudio.cli.progress import ModelProgress, progress_bar
from ganstudio.cli.report import JSON, report
from ganstudio.cli.studio import open_studio

_MODEL = click.option("--model", default="builtin", show_default=True, metavar="FILE", help="Model file or 'builtin'.")
_OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="The table: .json, .csv, .md or .tex.",
)


@click.group(epilog=examples("ganstudio analyze parts --layer b16 --out parts.csv"))
def analyze() -> None:
    """Hold feature maps against parts, and find with how few maps a detector gets by."""


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
        with progress_bar(len(recipes) or FACES, "looking at faces") as show:
            for done, _, found in steps:
                show(done)
                table = found or table
    if table is None:
        raise AssertionError("the last step has the table")
    save_parts(out, table)
    best = best_first(table).units[0]
    part = table.parts[best_part(best)]
    said = f"{out}: {len(table.units)} maps, {len(table.parts)} parts; map {best.channel} is best, at {part}"
    facts = {"file": out, "maps": len(table.units), "parts": table.parts, "faces": table.faces, "best": best.channel}
    report(said, facts, as_json=as_json)


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
            raise AnalysisError(f"This model has no detector '{name}'. It has: {', '.join(sorted(known)) or 'none'}.")
        table = None
        with progress_bar(IMAGES, "looking at faces") as show:
            for done, found in sparse_detectors(studio.renderer, known[name]):
                show(done)
                table = found or table
    if table is None:
        raise AssertionError("the last step has the table")
    save_sparse(out, table)
    rows = "; ".join(f"{size} maps {quality}" for size, quality, *_ in sparse_rows(table))
    report(f"{out}: {rows}", {"file": out, "fits": sparse_rows(table)}, as_json=as_json)
