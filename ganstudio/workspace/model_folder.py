"""One model's folder in the workspace: attributes, saved tabs, the average latent, and the latents of every image."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from ganstudio.errors import WorkspaceError
from ganstudio.recipe.array import Array
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.spec import GeneratorSpec
from ganstudio.whole_file import open_file
from ganstudio.words import tr
from ganstudio.workspace.attribute_layers import LayerLimits, decode_limits, encode_limits
from ganstudio.workspace.files import (
    append_lines,
    check_name,
    inside,
    locked,
    put_line,
    read_bytes,
    reason,
    write_atomically,
)
from ganstudio.workspace.tabs import KeptTabs, decode_tabs, encode_tabs
from ganstudio.workspace.vectors import (
    MAX_ROWS,
    VectorRow,
    VectorTable,
    first_column,
    fit_vector,
    format_row,
    format_vector,
    parse_vector,
    read_table,
    write_table,
)

AttributeKind = Literal["basic", "advanced", "custom", "favorites"]
AttributeSet = Mapping[str, Array]
"""Name -> float32 [w_dim] or [num_ws, w_dim]."""

ATTRIBUTE_FILES: dict[AttributeKind, str] = {
    "basic": "attributes.csv",
    "advanced": "attributes_advanced.csv",
    "custom": "attributes_custom.csv",
    "favorites": "attributes_favorites.csv",
}
LAYERS_FILE = "attribute_layers.json"
_LATENTS_FILE = "latents.csv"


class ModelFolder:
    """The files of one model; each call reads or writes the disk, so that several windows see one truth.

    Attributes:
        path: `data/<model_id>/`; made when something is first written.
        model_id: md5 of the model file.
        spec: Where known, the model that vectors must fit.
    """

    def __init__(self, path: Path, model_id: str, spec: GeneratorSpec | None = None) -> None:
        self.path = path
        self.model_id = model_id
        self.spec = spec
        self._problems: dict[str, tuple[str, ...]] = {}

    @property
    def problems(self) -> tuple[str, ...]:
        """One sentence for each table row that could not be read when its file was last read."""
        return tuple(sentence for sentences in self._problems.values() for sentence in sentences)

    def attribute_sets(self) -> dict[AttributeKind, AttributeSet]:
        """All four sets, empty where there is no file; rows that cannot be read are told in `problems`.

        Raises:
            WorkspaceError: A file exists and cannot be read.
        """
        return {
            kind: {row.name: row.vector for row in self._read(self.path / file).rows}
            for kind, file in ATTRIBUTE_FILES.items()
        }

    def save_attribute_set(self, kind: AttributeKind, attributes: AttributeSet) -> None:
        """Replace one set. The hash column of rows that stay is kept; a file with damaged rows is kept as `.bak`.

        Raises:
            WorkspaceError: The kind is unknown, a vector does not fit the model, or the file cannot be written.
        """
        self.edit_attribute_set(kind, lambda _: attributes)

    def edit_attribute_set(self, kind: AttributeKind, edit: Callable[[AttributeSet], AttributeSet]) -> AttributeSet:
        """Replace one set by what `edit` makes of its present content, with no other window writing in between.

        Returns:
            The set as saved.

        Raises:
            WorkspaceError: As `save_attribute_set`.
        """
        if kind not in get_args(AttributeKind):
            raise WorkspaceError(
                tr("There is no attribute set '{name}': {known}.", name=kind, known=", ".join(ATTRIBUTE_FILES))
            )
        path = self.path / ATTRIBUTE_FILES[kind]
        with locked(path):
            table = self._read(path)
            notes = {row.name: row.note for row in table.rows}
            attributes = edit({row.name: row.vector for row in table.rows})
            rows = [
                VectorRow(name=name, note=notes.get(name, self.model_id), vector=self._fit(vector))
                for name, vector in attributes.items()
            ]
            content = write_table(rows)
            if table.problems:
                write_atomically(path.with_name(f"{path.name}.bak"), path.read_bytes())
            write_atomically(path, content)
            self._problems.pop(path.name, None)
        return {row.name: row.vector for row in rows}

    def attribute_layers(self) -> LayerLimits:
        """The layer limits of attributes, by name; what is damaged is left out and told in `problems`.

        Raises:
            WorkspaceError: The file exists and cannot be read.
        """
        path = self.path / LAYERS_FILE
        content = read_bytes(path)
        num_ws = None if self.spec is None else self.spec.num_ws
        limits, problems = ({}, ()) if content is None else decode_limits(content, path.name, num_ws=num_ws)
        self._problems[path.name] = problems
        return limits

    def edit_attribute_layers(self, edit: Callable[[LayerLimits], LayerLimits]) -> LayerLimits:
        """Replace the limits by what `edit` makes of the present ones, with no other window writing in between.

        Returns:
            The limits as saved. A file with damaged parts is kept as `.bak`.

        Raises:
            WorkspaceError: The file cannot be read or written.
        """
        path = self.path / LAYERS_FILE
        with locked(path):
            limits = edit(self.attribute_layers())
            if self._problems.pop(path.name, ()):
                write_atomically(path.with_name(f"{path.name}.bak"), path.read_bytes())
            write_atomically(path, encode_limits(limits))
        return limits

    def tab_sets(self) -> list[str]:
        """The names of the saved sets of spatial tabs, sorted; `basic` loads at start."""
        return sorted(path.stem.removeprefix("tabs_") for path in self._tab_files())

    def load_tabs(self, name: str) -> tuple[SpatialEdit, ...]:
        """The tabs of one set, none for `basic` where it was never saved.

        Raises:
            WorkspaceError: There is no set of that name, or its file is damaged.
        """
        return self.kept_tabs(name).tabs

    def kept_tabs(self, name: str) -> KeptTabs:
        """One set as its file has it, with its small picture; none for `basic` where it was never saved.

        Raises:
            WorkspaceError: There is no set of that name, its file is damaged, or it is for another model.
        """
        path = self.tabs_path(name)
        content = read_bytes(path)
        if content is not None:
            return decode_tabs(content, path.name, self.spec)
        if name == "basic":
            return KeptTabs()
        known = ", ".join(self.tab_sets()) or tr("none")
        raise WorkspaceError(
            tr("There is no tab set '{name}' for this model. Saved sets: {known}.", name=name, known=known)
        )

    def save_tabs(self, name: str, edits: tuple[SpatialEdit, ...], picture: bytes = b"") -> None:
        """Save a set of tabs, replacing one of the same name.

        Args:
            name: The set's.
            edits: Its tabs.
            picture: A small PNG that shows what they do; may be empty.

        Raises:
            WorkspaceError: The name cannot be a file's, or the file cannot be written.
        """
        write_atomically(self.tabs_path(name), encode_tabs(edits, picture))

    def rename_tabs(self, name: str, new_name: str) -> None:
        """Give a saved set of tabs another name.

        Raises:
            WorkspaceError: The new name is taken or cannot be a file's, the set is gone, or cannot be renamed.
        """
        path, wanted = self.tabs_path(name), self.tabs_path(new_name)
        if wanted.exists() and not (path.exists() and path.samefile(wanted)):
            raise WorkspaceError(tr("There is a tab set '{new_name}' already. Choose another name.", new_name=new_name))
        try:
            path.rename(wanted)
        except OSError as error:
            raise WorkspaceError(tr("{path} cannot be renamed: {reason}.", path=path, reason=reason(error))) from error

    def tabs_path(self, name: str) -> Path:
        """Where a set of tabs of that name is saved.

        Raises:
            WorkspaceError: The name cannot be a file's.
        """
        known_as = check_name(name, tr("tab set"))
        return self.path / f"tabs_{known_as}.json"

    def average_latent(self) -> npt.NDArray[np.float32] | None:
        """The average latent kept for a model that has none of its own: float32 [w_dim], or None.

        Raises:
            WorkspaceError: The file is damaged or of another model; both lengths are named.
        """
        path = self.path / "average_latent.csv"
        content = read_bytes(path)
        if content is None:
            return None
        try:
            vector = self._fit(parse_vector(content.decode("utf-8-sig", errors="replace")))
            if len(vector.shape) != 1:
                raise WorkspaceError(
                    tr(
                        "it has {count} numbers, one w of {needed} is needed.",
                        count=vector.numpy().size,
                        needed=vector.shape[-1],
                    )
                )
        except WorkspaceError as error:
            raise WorkspaceError(
                tr("{path}: {error} Delete the file; it is then estimated anew.", path=path, error=error)
            ) from error
        return vector.numpy()

    def save_average_latent(self, w_avg: npt.ArrayLike) -> None:
        """Keep an average latent, float32 [w_dim].

        Raises:
            WorkspaceError: It does not fit the model, or the file cannot be written.
        """
        vector = self._fit(Array(w_avg))
        write_atomically(self.path / "average_latent.csv", format_vector(vector).encode() + b"\n")

    def map_deviations(self, layer: str) -> npt.NDArray[np.float32] | None:
        """How much each map of a layer varies, as kept: float32 [channels]; None where that is not known.

        A damaged file counts as none, as it is only an estimate.
        """
        content = read_bytes(self._deviations_path(layer))
        if content is None:
            return None
        with suppress(WorkspaceError):
            values = parse_vector(content.decode("utf-8-sig", errors="replace")).numpy()
            if (values > 0).all() and (self.spec is None or len(values) == self.spec.layer(layer).channels):
                return values
        return None

    def save_map_deviations(self, layer: str, deviations: npt.ArrayLike) -> None:
        """Keep how much each map of a layer varies, float32 [channels].

        Raises:
            WorkspaceError: The file cannot be written.
        """
        path = self._deviations_path(layer)
        inside(path.parent, self.path)
        write_atomically(path, format_vector(Array(deviations)).encode() + b"\n")

    def _deviations_path(self, layer: str) -> Path:
        known_as = check_name(layer, tr("layer"))
        return self.path / "map_deviations" / f"{known_as}.csv"

    def append_latent(self, name: str, w: npt.ArrayLike) -> None:
        """Put a row `name,hash,v1:...:vn` into latents.csv, also while other windows put theirs.

        A picture that is written again has its one row, the new one.

        Args:
            name: The picture's file name.
            w: float32 [w_dim], or [num_ws, w_dim]; a w+ whose rows are equal is written as one w.

        Raises:
            WorkspaceError: The vector does not fit the model, or the file cannot be written.
        """
        vector = self._one_w(w)
        line = format_row(name, self.model_id, vector=vector)
        start = line.removesuffix(f",{self.model_id},{format_vector(vector)}") + ","
        put_line(self.path / _LATENTS_FILE, line, start=start)

    def append_latents(self, rows: Iterable[tuple[str, npt.ArrayLike]]) -> None:
        """Add many rows at once, all of them or none; see `append_latent`.

        Raises:
            WorkspaceError: A vector does not fit the model, or the file cannot be written.
        """
        lines = [format_row(name, self.model_id, vector=self._one_w(w)) for name, w in rows]
        if lines:
            append_lines(self.path / _LATENTS_FILE, lines)

    def latent_names(self) -> set[str]:
        """The names in latents.csv, without reading its numbers; a last line that was cut short does not count.

        Raises:
            WorkspaceError: The file exists and cannot be read.
        """
        path = self.path / _LATENTS_FILE
        try:
            with open_file(path) as table:
                return {
                    first_column(line.decode("utf-8-sig", errors="replace"))
                    for line in table
                    if line[-1:] == b"\n" and not line.isspace()
                }
        except FileNotFoundError:
            return set()
        except OSError as error:
            raise WorkspaceError(
                tr("{path} cannot be read: {reason}. Check that you may read it.", path=path, reason=reason(error))
            ) from error

    def latents(self) -> Iterator[tuple[str, Array]]:
        """Every (name, w) of latents.csv, in the order of the file; damaged rows are told in `problems`.

        Raises:
            WorkspaceError: The file exists and cannot be read.
        """
        for row in self._read(self.path / _LATENTS_FILE, most_rows=None).rows:
            yield row.name, row.vector

    def _read(self, path: Path, *, most_rows: int | None = MAX_ROWS) -> VectorTable:
        content = read_bytes(path)
        table = (
            VectorTable()
            if content is None
            else read_table(content, source=path.name, spec=self.spec, most_rows=most_rows)
        )
        self._problems[path.name] = table.problems
        return table

    def _one_w(self, w: npt.ArrayLike) -> Array:
        """The w or w+ as a row has it: a w+ whose rows are equal as one w."""
        values = np.asarray(w, dtype=np.float32)
        same = values.ndim == 2 and bool((values == values[:1]).all())
        return self._fit(Array(values[0] if same else values))

    def _fit(self, vector: Array) -> Array:
        return vector if self.spec is None else fit_vector(vector, self.spec)

    def _tab_files(self) -> Iterator[Path]:
        return self.path.glob("tabs_*.json")
