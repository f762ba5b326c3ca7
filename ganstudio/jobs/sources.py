"""Sources: the faces that a job starts from, each a recipe with a name; files that are none are counted, not fatal."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ganstudio.errors import GanStudioError, JobError
from ganstudio.jobs.names import padded
from ganstudio.jobs.selections import as_new_picture
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.files import holds_latent, read_recipe
from ganstudio.recipe.latent import LatentW, LatentWPlus, Truncation
from ganstudio.recipe.latent_files import count_latents, read_latent
from ganstudio.recipe.new_latent import with_new_seed
from ganstudio.spec import GeneratorSpec, LatentSizes
from ganstudio.words import tr
from ganstudio.workspace.vectors import read_table


@dataclass(frozen=True)
class Skipped:
    """A file or row from which no picture can be made.

    Attributes:
        name: The file's or row's name.
        reason: Why, as a sentence.
    """

    name: str
    reason: str


@dataclass(frozen=True)
class Start:
    """One face to start from.

    Attributes:
        word: What file names say of it; empty where there is only one.
        caption: What captions say of it.
        recipe: How it is made.
        file: The file or row it was read from; empty for a recipe that the plan itself holds.
        finished: Whether it is a finished picture, whose selections were made for it; False for a template with
            another latent.
    """

    word: str
    caption: str
    recipe: Recipe
    file: str = ""
    finished: bool = True


class NamedRecipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A recipe that is at hand.

    Attributes:
        recipe: How the face is made.
        name: What captions call it.
    """

    recipe: Recipe
    name: str = ""


class Recipes(msgspec.Struct, frozen=True, kw_only=True, tag="recipes", tag_field="kind", forbid_unknown_fields=True):
    """Recipes that are at hand, such as the one on screen: `entries`, in order."""

    entries: tuple[NamedRecipe, ...]

    def __len__(self) -> int:
        return len(self.entries)

    def starts(self) -> Iterator[Start | Skipped]:
        """Each recipe, in order."""
        for index, entry in enumerate(self.entries):
            word = "" if len(self.entries) == 1 else f"{entry.name or 'face'}-{padded(index, len(self))}"
            yield Start(word, entry.name, entry.recipe)

    def single(self) -> list[Recipes]:
        """One source for each face."""
        return [Recipes(entries=(entry,)) for entry in self.entries]


class Seeds(msgspec.Struct, frozen=True, kw_only=True, tag="seeds", tag_field="kind", forbid_unknown_fields=True):
    """New faces: a template recipe with one seed after another.

    Attributes:
        recipe: Everything but the seed. seeds: of the faces, in order.
        own_noise: Where the template's noise is seeded, draw each face's noise from its own seed; see `with_new_seed`.
            Jobs written before this was there keep the template's noise, and so are resumed as they began.
    """

    recipe: Recipe
    seeds: tuple[int, ...]
    own_noise: bool = False

    def __len__(self) -> int:
        return len(self.seeds)

    def starts(self) -> Iterator[Start | Skipped]:
        """The template with each seed, in order."""
        width = len(str(max(self.seeds, default=0)))
        for seed in self.seeds:
            recipe = as_new_picture(with_new_seed(self.recipe, seed, own_noise=self.own_noise))
            yield Start(f"seed-{seed:0{width}d}", f"seed {seed}", recipe, finished=False)

    def single(self) -> list[Seeds]:
        """One source for each face."""
        return [msgspec.structs.replace(self, seeds=(seed,)) for seed in self.seeds]


class Folder(msgspec.Struct, frozen=True, kw_only=True, tag="folder", tag_field="kind", forbid_unknown_fields=True):
    """The pictures, recipes and latents of a folder, as they were listed when the job was planned; read one at a time.

    Attributes:
        path: The folder. files: names in it.
        sizes: Of the model's latents, which tell what a file of them holds; None in jobs of before they were read.
        several: How many latents the files hold that hold more than one.
    """

    path: str
    files: tuple[str, ...]
    sizes: LatentSizes | None = None
    several: dict[str, int] = msgspec.field(default_factory=dict)

    def __len__(self) -> int:
        return sum(self.several.get(name, 1) for name in self.files)

    def starts(self) -> Iterator[Start | Skipped]:
        """Each recipe; a file that cannot be opened is Skipped."""
        for name in self.files:
            for index in range(self.several.get(name, 1)):
                yield self._start(name, index)

    def single(self) -> list[Folder]:
        """One source for each file."""
        return [msgspec.structs.replace(self, files=(name,)) for name in self.files]

    def _start(self, name: str, index: int) -> Start | Skipped:
        path, word = Path(self.path) / name, Path(name).stem
        try:
            if self.sizes is not None and holds_latent(path):
                word = f"{word}-{padded(index, self.several[name])}" if name in self.several else word
                recipe = Recipe(latent=read_latent(path, self.sizes, index=index))
            else:
                recipe = read_recipe(path)
        except GanStudioError as error:
            return Skipped(name, str(error))
        return Start(word, word, recipe, file=name)


class LatentTable(
    msgspec.Struct, frozen=True, kw_only=True, tag="latent_table", tag_field="kind", forbid_unknown_fields=True
):
    """The rows of a `latents.csv` (name, model, latent), as many as it had when the job was planned.

    Attributes:
        path: The table.
        rows: How many of its lines are used, from the first.
        recipe: Everything but the latent.
        num_ws: Style layers of the model: tells a w+ from a w. w_dim: entries of its w.
    """

    path: str
    rows: int
    recipe: Recipe
    num_ws: int
    w_dim: int

    def __len__(self) -> int:
        return self.rows

    def starts(self) -> Iterator[Start | Skipped]:
        """The template with each row's w or w+; a row that cannot be read is Skipped."""
        for number, line in enumerate(_lines(Path(self.path)), start=1):
            if number > self.rows:
                return
            yield _row_start(line, number, self)

    def single(self) -> list[LatentTable]:
        """The table as it is: its rows are not taken apart."""
        return [self]


Source = Recipes | Seeds | Folder | LatentTable


def one(recipe: Recipe, name: str = "") -> Recipes:
    """The source of a single recipe."""
    return Recipes(entries=(NamedRecipe(recipe=recipe, name=name),))


def folder(path: str | os.PathLike[str], spec: GeneratorSpec | None = None) -> Folder:
    """The files of a folder in the order of their names, numbers by size; hidden files and a job's own are left out.

    Args:
        path: The folder.
        spec: The model that latents in it are of; None where none are looked for.

    Raises:
        JobError: The folder is not there, cannot be read or is empty.
    """
    directory = Path(path)
    try:
        names = [entry.name for entry in os.scandir(directory) if entry.is_file()]
    except OSError as error:
        raise JobError(
            tr(
                "The folder {folder} cannot be read: {reason}. Choose another.",
                folder=directory,
                reason=error.strerror or error,
            )
        ) from error
    wanted = [name for name in names if not name.startswith(".") and name != "job.json"]
    if not wanted:
        raise JobError(
            tr(
                "The folder {folder} has no pictures. Choose a folder of pictures that GanStudio saved.",
                folder=directory,
            )
        )
    return _listed(directory, tuple(sorted(wanted, key=_natural)), spec)


def latent_file(path: str | os.PathLike[str], spec: GeneratorSpec) -> Folder:
    """All the latents of one .npy or .npz file."""
    return _listed(Path(path).parent, (Path(path).name,), spec)


def _listed(directory: Path, names: tuple[str, ...], spec: GeneratorSpec | None) -> Folder:
    path = str(directory.absolute())
    if spec is None:
        return Folder(path=path, files=names)
    counts = {name: _latents_in(directory / name, spec) for name in names}
    several = {name: count for name, count in counts.items() if count > 1}
    return Folder(path=path, files=names, sizes=spec.latent_sizes, several=several)


def _latents_in(path: Path, spec: GeneratorSpec) -> int:
    try:
        return count_latents(path, spec) if holds_latent(path) else 0
    except GanStudioError:
        return 0  # said when the job comes to it


def latent_table(path: str | os.PathLike[str], recipe: Recipe, spec: GeneratorSpec) -> LatentTable:
    """All the rows that a table of latents has now.

    Args:
        path: The table.
        recipe: Everything but the latent.
        spec: The model that the latents are of.

    Raises:
        JobError: The table is not there, cannot be read or is empty.
    """
    rows = sum(1 for _ in _lines(Path(path)))
    if not rows:
        raise JobError(tr("{path} has no rows. Choose a table of latents, such as a model's latents.csv.", path=path))
    return LatentTable(path=str(Path(path).absolute()), rows=rows, recipe=recipe, num_ws=spec.num_ws, w_dim=spec.w_dim)


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as table:
            yield from (line for line in table if line.strip())
    except OSError as error:
        raise JobError(
            tr("{path} cannot be read: {reason}. Choose another table.", path=path, reason=error.strerror or error)
        ) from error


def _row_start(line: str, number: int, table: LatentTable) -> Start | Skipped:
    read = read_table(line.encode(), source=Path(table.path).name)
    if not read.rows:
        reason = re.split(r": |：", read.problems[0], maxsplit=1)[-1] if read.problems else tr("it is empty")
        return Skipped(tr("{name}, line {number}", name=Path(table.path).name, number=number), reason)
    row = read.rows[0]
    latent: LatentW | LatentWPlus = LatentW(row.vector)
    if row.vector.shape == (table.num_ws * table.w_dim,) and table.num_ws > 1:
        latent = LatentWPlus(Array(row.vector.numpy().reshape(table.num_ws, table.w_dim)))
    recipe = as_new_picture(replace(_without_changes_of_w(table.recipe), latent=latent))
    return Start(Path(row.name).stem, row.name, recipe, file=row.name, finished=False)


def _without_changes_of_w(recipe: Recipe) -> Recipe:
    """The recipe's noise and spatial edits alone: a table's w already has truncation, base, mixes and sliders in it."""
    return replace(recipe, truncation=Truncation(), variation=1.0, base=None, style_mix=(), attributes=())


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """`sample_9` before `sample_10`."""
    words = re.split(r"(\d+)", name.casefold())
    return tuple((0, int(word), "") if word.isdecimal() else (1, 0, word) for word in words if word)
