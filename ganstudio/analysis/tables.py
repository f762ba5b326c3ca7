"""Tables of what was found, written for other programs and for papers: JSON, CSV, Markdown, LaTeX."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import msgspec

from ganstudio.analysis.sparse_fits import SparseFit, SparseTable
from ganstudio.errors import AnalysisError
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.recipe.layer_maps import format_layer_maps
from ganstudio.words import marked, tr
from ganstudio.workspace.files import write_atomically

FORMATS = {".json": "JSON", ".csv": "CSV", ".md": tr("Markdown table"), ".tex": tr("LaTeX table")}
"""Endings of file names, and what they are."""
FILE_KINDS = ";;".join(f"{kind} (*{ending})" for ending, kind in FORMATS.items())
"""These, as file dialogs have them."""
_SHOWN = 6
_PRINTED = 20
"""Of so many maps a table for a paper names each; of all maps of a layer it says how many more there are."""

Rows = Sequence[Sequence[str]]


def save_table(path: Path, document: msgspec.Struct, header: Sequence[str], rows: Rows, plain: Rows) -> None:
    """Write a table, its format by the ending of its name.

    Args:
        path: Of one of `FORMATS`.
        document: What JSON holds.
        header: Of `rows`, which Markdown and LaTeX show.
        rows: As people read them.
        plain: Header and rows of the CSV file, full numbers.

    Raises:
        AnalysisError: The ending is another.
        WorkspaceError: The file cannot be written.
    """
    check_ending(path)
    match path.suffix.lower():
        case ".json":
            text = msgspec.json.format(msgspec.json.encode(document), indent=1).decode() + "\n"
        case ".csv":
            text = as_csv(plain)
        case ".md":
            text = as_markdown(header, rows)
        case _:
            text = as_latex(header, rows)
    write_atomically(path, text.encode())


def check_ending(path: Path) -> None:
    """Raises unless a table can be written under that name.

    Raises:
        AnalysisError: Its ending is none of `FORMATS`.
    """
    if path.suffix.lower() not in FORMATS:
        raise AnalysisError(
            tr(
                "A table is written as {endings}, and '{file}' was asked for.",
                endings=", ".join(FORMATS),
                file=path.name,
            )
        )


def as_csv(rows: Rows) -> str:
    """Comma-separated values, the header first."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def as_markdown(header: Sequence[str], rows: Rows) -> str:
    """A table of GitHub's Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def as_latex(header: Sequence[str], rows: Rows) -> str:
    """A `tabular` without packages; columns of numbers are flush right."""
    columns = "".join("r" if all(_is_number(cell) for cell in column) else "l" for column in zip(*rows, strict=True))
    lines = [" & ".join(_escaped(cell) for cell in line) + r" \\" for line in (header, *rows)]
    body = "\n".join([lines[0], r"\hline", *lines[1:]])
    return f"\\begin{{tabular}}{{{columns}}}\n{body}\n\\end{{tabular}}\n"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _escaped(text: str) -> str:
    words = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "×": r"$\times$"}
    return "".join(words.get(letter, f"\\{letter}" if letter in "&%$#_{}" else letter) for letter in text)


SPARSE_HEADER = (marked("Maps"), marked("Quality"), marked("Lost"), marked("Which"))
"""In English, as tables in files are; shown through `tr`."""
ALL_MAPS = marked("all ({count})")
AND_MORE = marked("{maps} and {count} more")


def save_sparse(path: Path, table: SparseTable) -> None:
    """Write the fits with at most so many maps; see `save_table`."""
    scale = "multiplier" if table.kind == "change" else "bias"
    plain = [("most", "maps", "quality", "lost", scale, "layer", "map", "weight")]
    plain += [
        (
            size_text(table, fit),
            str(len(fit.weights)),
            repr(fit.quality),
            repr(lost(table, fit)),
            repr(fit.scale),
            *_map(one),
        )
        for fit in table.fits
        for one in fit.weights
    ]
    save_table(path, table, *printed(table, most=_PRINTED), plain)


def printed(table: SparseTable, most: int = _SHOWN) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows as they are published: as `sparse_rows`, and by what the weights are multiplied, or the bias."""
    scale = "Multiplier" if table.kind == "change" else "Bias"
    rows = [
        (*row[:-1], f"{fit.scale:.4g}", row[-1]) for row, fit in zip(sparse_rows(table, most), table.fits, strict=True)
    ]
    return (*SPARSE_HEADER[:-1], scale, SPARSE_HEADER[-1]), rows


def sparse_rows(table: SparseTable, most: int = _SHOWN) -> list[tuple[str, ...]]:
    """The rows of `SPARSE_HEADER`: how many maps, quality, what is lost to all of them, and the heaviest maps."""
    return [
        (size_text(table, fit), f"{fit.quality:.3f}", f"{lost(table, fit):.3f}", which(fit, most=most))
        for fit in table.fits
    ]


def size_text(table: SparseTable, fit: SparseFit, all_maps: str = ALL_MAPS) -> str:
    """`5`, or `all (64)`; English unless the words are given in another language."""
    return all_maps.format(count=fit.most) if fit is table.fits[-1] else str(fit.most)


def lost(table: SparseTable, fit: SparseFit) -> float:
    """How much less good a fit is than that with all maps; below 0 where it is better."""
    return table.fits[-1].quality - fit.quality


def which(fit: SparseFit, and_more: str = AND_MORE, most: int = _SHOWN) -> str:
    """The heaviest maps as a list of maps is typed: `b16: 2x33,-1x5`, and how many more there are; as `size_text`."""
    shown = [msgspec.structs.replace(one, weight=float(f"{one.weight:.3g}")) for one in fit.weights[:most]]
    maps = format_layer_maps(sorted(shown, key=lambda one: one.layer))
    more = len(fit.weights) - len(shown)
    return and_more.format(maps=maps, count=more) if more > 0 else maps


def _map(weight: ChannelWeight) -> tuple[str, str, str]:
    return weight.layer, str(weight.channel), repr(weight.weight)
