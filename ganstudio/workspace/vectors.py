"""Tables of vectors, rows of `name,hash,v1:v2:...:vn` as the first GanStudio wrote them; damage costs only its row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ganstudio.errors import GanStudioError, WorkspaceError
from ganstudio.recipe.array import Array
from ganstudio.spec import GeneratorSpec
from ganstudio.words import tr

csv.field_size_limit(2**31 - 1)  # a w+ of 18 x 512 numbers is longer than the module's limit of 131072 characters


@dataclass(frozen=True, kw_only=True)
class VectorRow:
    """One named vector of a table.

    Attributes:
        name: First column.
        note: The column called hash: free text, often the model's md5.
        vector: float32 [w_dim], or [num_ws, w_dim] where the row has that many numbers and the model is known.
    """

    name: str
    note: str
    vector: Array


@dataclass(frozen=True, kw_only=True)
class VectorTable:
    """What could be read of a table.

    Attributes:
        rows: In the file's order; each name once, a later row replacing an earlier one.
        problems: One sentence for each row that could not be read, with its line number.
    """

    rows: tuple[VectorRow, ...] = ()
    problems: tuple[str, ...] = ()


MAX_ROWS = 10_000
"""Of a table of attributes: each is a slider."""


def read_table(
    content: bytes, *, source: str, spec: GeneratorSpec | None = None, most_rows: int | None = None
) -> VectorTable:
    """Read a table; a damaged row costs that row only.

    Args:
        content: The file's bytes: UTF-8 rows `name,hash,v1:...:vn` or `name,v1:...:vn`, with a decimal point.
        source: The file's name, for the sentences.
        spec: Where given, the model whose w the vectors must fit.
        most_rows: How many lines it may have; None for any number, as of a table that grows with each picture.

    Returns:
        The rows and the problems.

    Raises:
        WorkspaceError: It has more lines.
    """
    lines = content.decode("utf-8-sig", errors="replace").splitlines()
    count = len(lines)
    if most_rows is not None and count > most_rows:
        raise WorkspaceError(
            tr(
                "{source} has {count:,} rows; at most {most:,} attributes are read.",
                source=source,
                count=count,
                most=most_rows,
            )
        )
    rows: dict[str, VectorRow] = {}
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = _parse_row(line, spec)
        except GanStudioError as error:
            problems.append(tr("{source}, line {number}: {error}", source=source, number=number, error=error))
        else:
            rows[row.name] = row
    return VectorTable(rows=tuple(rows.values()), problems=tuple(problems))


def write_table(rows: Iterable[VectorRow]) -> bytes:
    """The table as UTF-8 bytes; every float32 is read back to the same bits.

    Raises:
        WorkspaceError: A name is empty or has a line break.
    """
    return "".join(format_row(row.name, row.note, vector=row.vector) + "\n" for row in rows).encode("utf-8")


def format_row(*columns: str, vector: Array) -> str:
    """One line without its line break.

    Raises:
        WorkspaceError: The first column, the name, is empty, or a column has a line break.
    """
    if not columns[0].strip() or any(len(column.splitlines()) > 1 or "\n" in column for column in columns):
        raise WorkspaceError(
            tr("A row cannot be named {name!r}: a name is one line of text that is not empty.", name=columns[0])
        )
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow([*columns, format_vector(vector)])
    return buffer.getvalue()


def format_vector(vector: Array) -> str:
    """`v1:v2:...:vn`, each number with the nine digits that a float32 needs."""
    return ":".join(f"{value:.9g}" for value in vector.numpy().ravel().tolist())


def parse_vector(text: str) -> Array:
    """Read `v1:v2:...:vn` (commas, semicolons and spaces between the numbers are accepted too).

    Returns:
        float32 [n].

    Raises:
        WorkspaceError: No number at all, or something that is not a finite number; says which.
    """
    parts = text.translate(str.maketrans(":,;", "   ")).split()
    if not parts:
        raise WorkspaceError(tr("there are no numbers."))
    try:
        values = np.array([float(part) for part in parts], dtype=np.float64)
    except ValueError:
        index, part = next((i, part) for i, part in enumerate(parts, start=1) if not _is_number(part))
        raise WorkspaceError(
            tr(
                "number {index} of {count} is '{part}', which is not a number.",
                index=index,
                count=len(parts),
                part=part[:40],
            )
        ) from None
    with np.errstate(over="ignore"):
        narrow = values.astype(np.float32)
    if not np.isfinite(narrow).all():
        index = int(np.flatnonzero(~np.isfinite(narrow))[0])
        raise WorkspaceError(
            tr(
                "number {index} of {count} is '{part}', which is not a finite number.",
                index=index + 1,
                count=len(parts),
                part=parts[index][:40],
            )
        )
    return Array(narrow)


def first_column(line: str) -> str:
    """The name of a row, without reading its numbers."""
    if line.startswith('"'):  # quoted, as it has a comma
        return next(csv.reader([line]))[0]
    return line.partition(",")[0].strip()


def fit_vector(vector: Array, spec: GeneratorSpec) -> Array:
    """The vector in the shape in which a model uses it.

    Args:
        vector: float32 [n].
        spec: The model.

    Returns:
        float32 [w_dim], or [num_ws, w_dim].

    Raises:
        WorkspaceError: It has another number of entries; both numbers are named.
    """
    size = vector.numpy().size
    if size == spec.w_dim:
        return Array(vector.numpy().reshape(spec.w_dim))
    if size == spec.num_ws * spec.w_dim:
        return Array(vector.numpy().reshape(spec.num_ws, spec.w_dim))
    raise WorkspaceError(
        tr(
            "the vector has {size} numbers, but this model's w has {w_dim} (or {num_ws} x {w_dim} "
            "for every layer its own). It was made for another model.",
            size=size,
            w_dim=spec.w_dim,
            num_ws=spec.num_ws,
        )
    )


def _parse_row(line: str, spec: GeneratorSpec | None) -> VectorRow:
    try:
        columns = next(csv.reader([line], strict=True))
    except csv.Error as error:
        raise WorkspaceError(tr("this is not a row of a table ({error}).", error=error)) from error
    if len(columns) < 2 or not columns[0].strip():
        raise WorkspaceError(tr("a row needs a name, a comma and numbers separated by colons."))
    vector = parse_vector(columns[-1])
    note = ",".join(columns[1:-1])
    return VectorRow(name=columns[0], note=note, vector=vector if spec is None else fit_vector(vector, spec))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
