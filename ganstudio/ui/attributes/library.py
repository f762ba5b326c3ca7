"""What is done to a model's attribute sets on disk: add, rename, limit, delete and restore, star, import, export."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from ganstudio.errors import WorkspaceError
from ganstudio.recipe.array import Array
from ganstudio.spec import ALL_LAYERS, GeneratorSpec, LayerRange
from ganstudio.ui.attributes.entries import KIND_WORDS, KINDS, AttributeEntry
from ganstudio.words import tr
from ganstudio.workspace.attribute_layers import (
    LayerLimit,
    LayerLimits,
    decode_limits,
    encode_limits,
    limits_file_of,
)
from ganstudio.workspace.files import read_bytes, write_atomically
from ganstudio.workspace.model_folder import LAYERS_FILE, AttributeKind, AttributeSet, ModelFolder
from ganstudio.workspace.vectors import MAX_ROWS, VectorRow, read_table, write_table


@dataclass(frozen=True)
class Removed:
    """A deleted attribute: in which sets it was, with its vector in each, and the layers it moved."""

    name: str
    vectors: tuple[tuple[AttributeKind, Array], ...]
    layers: LayerRange = ALL_LAYERS


class AttributeLibrary:
    """The four sets of one model; each change is written at once, and `sets` then has it. Main thread only.

    Attributes:
        sets: As on disk when last read or written.
        limits: Likewise, the layers that attributes move, by name; those that move all have none.
    """

    def __init__(self, folder: ModelFolder, spec: GeneratorSpec) -> None:
        """Reads the sets.

        Raises:
            WorkspaceError: A file exists and cannot be read.
        """
        self._folder = folder
        self._spec = spec
        self.sets: dict[AttributeKind, AttributeSet] = folder.attribute_sets()
        self.limits = _ranges(folder.attribute_layers())

    @property
    def problems(self) -> tuple[str, ...]:
        """One sentence for each row of the files that could not be read."""
        return self._folder.problems

    def kind_of(self, name: str) -> AttributeKind | None:
        """The set that has a name, favorites last; None if none has."""
        return next((kind for kind in KINDS if name in self.sets[kind]), None)

    def refusal(self, name: str) -> str:
        """Why an attribute cannot be given that name, as a sentence; empty if it can."""
        wanted = name.strip()
        if not wanted:
            return tr("Write a name.")
        kind = self.kind_of(wanted)
        return (
            tr(
                "There is an attribute '{name}' already (in {set}). Choose another name.",
                name=wanted,
                set=KIND_WORDS[kind],
            )
            if kind
            else ""
        )

    def add(self, name: str, vector: Array, kind: AttributeKind = "custom") -> None:
        """Adds an attribute to a set.

        Raises:
            WorkspaceError: The name is taken or empty, the vector does not fit, or the file cannot be written.
        """
        self._check_name(name)
        self._put(kind, name.strip(), vector)

    def limit(self, name: str, layers: LayerRange) -> None:
        """Keeps which layers an attribute moves.

        Raises:
            WorkspaceError: The file cannot be written.
        """
        if self.limits.get(name, ALL_LAYERS) != layers:
            self._limit({name: layers})

    def rename(self, name: str, new_name: str) -> None:
        """Renames an attribute in every set that has it.

        Raises:
            WorkspaceError: The new name is taken or empty, or a file cannot be written.
        """
        self._check_name(new_name)
        for kind in KINDS:
            if name in self.sets[kind]:
                self._edit(kind, lambda known: {new_name.strip() if key == name else key: known[key] for key in known})
        if name in self.limits:
            self._limit({new_name.strip(): self.limits[name], name: ALL_LAYERS})

    def remove(self, name: str) -> Removed:
        """Deletes an attribute from every set; `restore` takes it back.

        Raises:
            WorkspaceError: A file cannot be written.
        """
        vectors = tuple((kind, self.sets[kind][name]) for kind in KINDS if name in self.sets[kind])
        for kind, _ in vectors:
            self._edit(kind, lambda known: _without(known, name))
        removed = Removed(name, vectors, self.limits.get(name, ALL_LAYERS))
        self.limit(name, ALL_LAYERS)
        return removed

    def restore(self, removed: Removed) -> None:
        """Puts a deleted attribute back into the sets it was in.

        Raises:
            WorkspaceError: A file cannot be written.
        """
        for kind, vector in removed.vectors:
            self._put(kind, removed.name, vector)
        self.limit(removed.name, removed.layers)

    def set_favorite(self, name: str, vector: Array, *, favorite: bool) -> None:
        """Puts an attribute among the favorites or takes it out.

        Raises:
            WorkspaceError: The file cannot be written.
        """
        if favorite:
            self._put("favorites", name, vector)
        else:
            self._edit("favorites", lambda known: _without(known, name))

    def import_file(self, path: Path) -> tuple[list[str], list[str]]:
        """Adds the rows of a CSV (`name,hash,v1:v2:...:vn`) to the custom set, with the layer limits beside it.

        These are in a file as `export` writes it or, for a file of a model's folder, in that folder's own.

        Returns:
            The names added, and a sentence for each row that was refused.

        Raises:
            WorkspaceError: The file cannot be read or holds no rows.
        """
        content = read_bytes(path)
        if content is None:
            raise WorkspaceError(tr("{path} is not there any more.", path=path))
        table = read_table(content, source=path.name, spec=self._spec, most_rows=MAX_ROWS)
        problems = list(table.problems)
        added: dict[str, Array] = {}
        for row in table.rows:
            if refusal := self.refusal(row.name):
                problems.append(f"{path.name}: {refusal}")
            else:
                added[row.name.strip()] = row.vector
        if not added and not problems:
            raise WorkspaceError(
                tr("{name} has no attributes: a row is a name, a comma and numbers between colons.", name=path.name)
            )
        if added:
            limits, more = self._limits_beside(path)
            self._edit("custom", lambda known: {**known, **added})
            self._limit({name: limits[name] for name in added if name in limits})
            problems += more
        return list(added), problems

    def export(self, attributes: Collection[AttributeEntry], path: Path) -> None:
        """Writes attributes as CSV rows, as `import_file` and the original read them.

        A row has no room for the layers that an attribute moves: of those that are limited they are written into a
        second file, named after the first (`limits_file_of`), as the model's folder keeps them.

        Raises:
            WorkspaceError: A file cannot be written.
        """
        note = self._folder.model_id
        rows = [VectorRow(name=entry.name, note=note, vector=entry.vector) for entry in attributes]
        limits = {entry.name: LayerLimit(entry.layers.first, entry.layers.last) for entry in attributes}
        beside = limits_file_of(path)
        write_atomically(path, write_table(rows))
        if any(not entry.layers.is_all for entry in attributes) or beside.exists():  # an old one must not be believed
            write_atomically(beside, encode_limits(limits))

    def _limits_beside(self, table: Path) -> tuple[dict[str, LayerRange], tuple[str, ...]]:
        for path in (limits_file_of(table), table.with_name(LAYERS_FILE)):
            content = read_bytes(path)
            if content is not None:
                limits, problems = decode_limits(content, path.name, num_ws=self._spec.num_ws)
                return _ranges(limits), problems
        return {}, ()

    def _check_name(self, name: str) -> None:
        if refusal := self.refusal(name):
            raise WorkspaceError(refusal)

    def _put(self, kind: AttributeKind, name: str, vector: Array) -> None:
        self._edit(kind, lambda known: {**known, name: vector})

    def _edit(self, kind: AttributeKind, edit: Callable[[AttributeSet], AttributeSet]) -> None:
        """Changes what is on the disk, which another window may have changed since it was read."""
        self.sets[kind] = self._folder.edit_attribute_set(kind, edit)

    def _limit(self, changes: Mapping[str, LayerRange]) -> None:
        if not changes:
            return
        new = {name: LayerLimit(layers.first, layers.last) for name, layers in changes.items()}
        limits = self._folder.edit_attribute_layers(lambda known: {**known, **new})
        self.limits = _ranges(limits)


def _without(attributes: AttributeSet, name: str) -> AttributeSet:
    return {key: vector for key, vector in attributes.items() if key != name}


def _ranges(limits: LayerLimits) -> dict[str, LayerRange]:
    return {name: LayerRange(first=limit.first, last=limit.last) for name, limit in limits.items()}
