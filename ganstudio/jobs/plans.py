"""Plans: a whole job as a value that can be written down, and the pictures it asks for, in order, without rendering."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ganstudio.errors import JobError
from ganstudio.jobs.blending import Curve, Space, blended
from ganstudio.jobs.names import padded, picture_name
from ganstudio.jobs.planned import Planned, PlannedPicture, SkippedPictures, words_of
from ganstudio.jobs.plots import Plot
from ganstudio.jobs.selections import as_new_picture, to_detect
from ganstudio.jobs.sources import Skipped, Source, Start
from ganstudio.jobs.spacing import Easing, ease
from ganstudio.jobs.variations import Variation, require_bearable
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.latent import Seed, StyleMix
from ganstudio.words import tr


class Product(msgspec.Struct, frozen=True, kw_only=True, tag="product", tag_field="plan", forbid_unknown_fields=True):
    """Every face of a source, each with every step of a variation.

    Attributes:
        source: The faces. variation: what is done with each.
    """

    source: Source
    variation: Variation

    def __post_init__(self) -> None:
        if not len(self.source):
            raise JobError(tr("There is no face to start from. Ask for 1 picture or more."))
        require_bearable(len(self.source) * len(self.variation))

    @property
    def total(self) -> int:
        """How many pictures it asks for, those that may have to be skipped included."""
        return len(self.source) * len(self.variation)

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of its contact sheet."""
        return len(self.source), len(self.variation)

    def pictures(self) -> Iterator[Planned]:
        """Face by face."""
        per_face = len(self.variation)
        for row, start in enumerate(self.source.starts()):
            if isinstance(start, Skipped):
                yield SkippedPictures(name=start.name, reason=start.reason, count=per_face)
            else:
                yield from self._row(start, row)

    def _row(self, start: Start, row: int) -> Iterator[PlannedPicture]:
        for column, varied in enumerate(self.variation.apply(start.recipe)):
            number = row * len(self.variation) + column + 1
            words = (start.word, *varied.words) if start.word else varied.words
            yield PlannedPicture(
                name=picture_name(words, number, self.total),
                recipe=varied.recipe,
                number=number,
                cell=(row, column),
                values=varied.values,
                row=start.caption,
                column=words_of(varied.values, varied.unit),
                shown=varied.shown,
                file=start.file,
                detect=to_detect(varied.recipe, start.recipe if start.finished else None),
            )

    def rows(self) -> list[Plan]:
        """One plan for each face, such as the tiles of a film."""
        return [Product(source=source, variation=self.variation) for source in self.source.single()]


class Walk(msgspec.Struct, frozen=True, kw_only=True, tag="walk", tag_field="plan", forbid_unknown_fields=True):
    """From face to face, in w along straight lines or a smooth curve, or in z along great circles.

    Attributes:
        stops: The faces. In space `w` each has its latent as a w or w+ with nothing left to be done to it, in space `z`
            as a z; see `ganstudio.jobs.resolve`.
        per_leg: Pictures from one stop up to, but without, the next.
        closed: Whether it goes back to the first stop.
        space: `w` or `z`. easing: see `ganstudio.jobs.spacing`.
        spline: Whether it passes the stops on a cubic spline in w, without a corner at each.
        walks: Several walks, side by side on films: the stops are shared out among them, in order.
        names: What captions call the stops.
    """

    stops: tuple[Recipe, ...]
    per_leg: int
    closed: bool = False
    space: Space = "w"
    easing: Easing = "linear"
    spline: bool = False
    walks: int = 1
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.walks > 1 and (len(self.stops) % self.walks or self._stops < 2):
            raise JobError(
                tr(
                    "{count} faces cannot be shared out among {walks} walks: each needs equally many, at least 2. "
                    "Choose {total}, for example.",
                    count=len(self.stops),
                    walks=self.walks,
                    total=2 * self.walks,
                )
            )
        if self.walks < 1 or self._stops < 2:
            raise JobError(tr("A walk needs 2 faces or more; {count} were given.", count=len(self.stops)))
        if self.per_leg < 0 or (self.closed and self.per_leg == 0):
            raise JobError(tr("{count} pictures a leg were asked for; 1 or more are needed.", count=self.per_leg))
        if self.spline and self.space != "w":
            raise JobError(tr("A smooth curve goes with the straight way (w) only; choose that, or no curve."))

    @property
    def _stops(self) -> int:
        """Of each walk."""
        return len(self.stops) // self.walks

    @property
    def _length(self) -> int:
        """Pictures of each walk: the last stop is one more, unless it ends where it began."""
        if self.per_leg == 0:
            return 1
        return self._stops * self.per_leg if self.closed else (self._stops - 1) * self.per_leg + 1

    @property
    def total(self) -> int:
        """Pictures of all walks."""
        return self.walks * self._length

    @property
    def grid(self) -> tuple[int, int]:
        """One row a leg; of several walks, one row a walk."""
        if self.walks > 1:
            return self.walks, self._length
        columns = min(self.total, max(self.per_leg, 1))
        return -(-self.total // columns), columns

    def pictures(self) -> Iterator[Planned]:
        """Along the way, one walk after another."""
        for walk in range(self.walks):
            first = walk * self._stops
            stops = self.stops[first : first + self._stops]
            curve = Curve([stop.latent for stop in stops], closed=self.closed) if self.spline else None
            for index in range(self._length):
                leg, step = divmod(index, self.per_leg) if self.per_leg else (0, 0)
                position = ease(self.easing, step / self.per_leg) if step else 0.0
                recipe = blended(stops[leg % len(stops)], stops[(leg + 1) % len(stops)], position, space=self.space)
                if curve is not None and position:
                    recipe = replace(recipe, latent=curve.at(leg, position))
                yield self._planned(recipe, walk, leg, step=step, position=position)

    def _planned(self, recipe: Recipe, walk: int, leg: int, *, step: int, position: float) -> PlannedPicture:
        index = leg * self.per_leg + step
        number = walk * self._length + index
        words = (f"walk-{padded(leg, self._stops)}-{padded(step, self.per_leg)}",)
        several = (padded(walk, self.walks),) if self.walks > 1 else ()
        return PlannedPicture(
            name=picture_name((*several, *words), number + 1, self.total),
            recipe=recipe,
            number=number + 1,
            cell=(walk, index) if self.walks > 1 else divmod(index, self.grid[1]),
            values=(("way", leg + position),),
            column=self._caption(walk * self._stops, leg, position),
            detect=to_detect(recipe),
        )

    def rows(self) -> list[Plan]:
        """Itself: a walk is one film."""
        return [self]

    def _caption(self, first: int, leg: int, position: float) -> str:
        if not self.names:
            return f"{leg + position:.2f}"
        here, there = (self.names[first + index % self._stops] for index in (leg, leg + 1))
        return here if position == 0.0 else f"{here} > {there} {position:.0%}"


class MixMatrix(
    msgspec.Struct, frozen=True, kw_only=True, tag="mix_matrix", tag_field="plan", forbid_unknown_fields=True
):
    """Rows of faces that take style layers first..last from columns of faces, with the faces themselves at the edges.

    Source: Karras et al. 2019, "A Style-Based Generator Architecture", figure 3.

    Attributes:
        recipe: Everything but the latents.
        rows_of: Seeds of the rows. columns_of: seeds of the columns.
        first: First style layer taken from the column. last: last one.
    """

    recipe: Recipe
    rows_of: tuple[int, ...]
    columns_of: tuple[int, ...]
    first: int
    last: int

    def __post_init__(self) -> None:
        if not self.rows_of or not self.columns_of:
            raise JobError(tr("A style-mixing matrix needs 1 seed or more for its rows and for its columns."))
        if not 0 <= self.first <= self.last:
            raise JobError(
                tr(
                    "Style layers {first}..{last} are not a range; the first comes before the last.",
                    first=self.first,
                    last=self.last,
                )
            )

    @property
    def total(self) -> int:
        """The mixed pictures, and each face once at its edge."""
        return (len(self.rows_of) + 1) * (len(self.columns_of) + 1) - 1

    @property
    def grid(self) -> tuple[int, int]:
        """The corner stays empty."""
        return len(self.rows_of) + 1, len(self.columns_of) + 1

    def pictures(self) -> Iterator[Planned]:
        """Row by row: first the columns' own faces, then each row's face and its mixtures."""
        for index in range(1, self.total + 1):
            row, column = divmod(index, self.grid[1])
            yield self._cell(row, column, index)

    def rows(self) -> list[Plan]:
        """Itself."""
        return [self]

    def _cell(self, row: int, column: int, number: int) -> PlannedPicture:
        row_seed = self.rows_of[row - 1] if row else None
        column_seed = self.columns_of[column - 1] if column else None
        own = row_seed if row_seed is not None else column_seed
        recipe = as_new_picture(replace(self.recipe, latent=Seed(own or 0)))
        if row_seed is not None and column_seed is not None:
            mix = StyleMix(first=self.first, last=self.last, source=Seed(column_seed))
            recipe = replace(recipe, style_mix=(mix,))
        words = tuple(
            f"{what}-{seed}" for what, seed in (("row", row_seed), ("column", column_seed)) if seed is not None
        )
        return PlannedPicture(
            name=picture_name(words, number, self.total),
            recipe=recipe,
            number=number,
            cell=(row, column),
            values=((f"layers {self.first}-{self.last}", float(column_seed or 0)),) if column_seed is not None else (),
            row="" if row_seed is None else f"seed {row_seed}",
            column="" if column_seed is None else f"seed {column_seed}",
            detect=to_detect(recipe),
        )


Plan = Product | Walk | MixMatrix | Plot
