"""The search of `ganstudio analyze effects`: the same as the window's, with a bar for what it is at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ganstudio.cli.changes import apply_settings, load_model_for
from ganstudio.cli.options import Setting
from ganstudio.cli.progress import progress_bar
from ganstudio.cli.studio import learned_deviations
from ganstudio.errors import AnalysisError
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.analysis.holding import FacePart, HoldingSearch
    from ganstudio.analysis.holding_faces import HoldingWish
    from ganstudio.analysis.holding_table import EffectsTable
    from ganstudio.api import Studio

_FINEST = 32


@dataclass(frozen=True, kw_only=True)
class EffectsAsked:
    """What the options say, by their names."""

    part: str
    tab: str
    layers: tuple[str, ...]
    styles: bool
    faces: int
    picture: Path | None
    recording: Path | None
    strength: float
    top: int
    model: str | None


def rank_effects(studio: Studio, asked: EffectsAsked) -> EffectsTable:
    """Loads the model and makes the table.

    Raises:
        AnalysisError: It is not said where the part is, or it is on none of the faces.
        GanStudioError: Whatever else does not fit.
    """
    from ganstudio.analysis.holding import find_holding
    from ganstudio.analysis.holding_table import EffectsTable, effect_rows

    if bool(asked.part) == bool(asked.tab):
        raise AnalysisError(tr("Say where the part is: --part with a detector's name, or --tab with a spatial tab's."))
    wish = _wish(studio, asked)
    search = _search(studio, wish)
    steps = find_holding(studio.renderer, search)
    step = next(steps)
    with progress_bar(step.total, tr("trying {number} channels", number=step.running)) as bar:
        for step in steps:
            bar(step.done)
    return EffectsTable(
        model=studio.model_id,
        kind=wish.kind,
        part=asked.part or asked.tab,
        strength=asked.strength,
        faces=len(search.faces),
        effects=effect_rows(step.effects[: asked.top]),
    )


def _wish(studio: Studio, asked: EffectsAsked) -> HoldingWish:
    from ganstudio.analysis.holding_faces import HoldingWish
    from ganstudio.analysis.recordings import recorded_recipes

    recorded = recorded_recipes(asked.recording) if asked.recording is not None else ()
    load_model_for(studio, asked.picture, asked.model)
    recipe = studio.new_recipe(0) if asked.picture is None else studio.open_recipe(asked.picture)
    detector, feather, selection = asked.part, 0.0, np.zeros(_grid(studio, asked), np.float32)
    if asked.tab:
        if asked.tab not in {edit.name for edit in recipe.edits}:
            recipe = apply_settings(recipe, [Setting("tab", asked.tab, 0.0)], studio.folder)  # one saved for the model
        edit = next(edit for edit in recipe.edits if edit.name == asked.tab)
        detector, feather, selection = edit.detector, edit.feather, edit.selection.numpy()
    return HoldingWish(
        kind="styles" if asked.styles else "maps",
        layers=asked.layers,
        recipe=recipe,
        faces=asked.faces,
        selection=selection,
        detector=detector,
        feather=feather,
        strength=asked.strength,
        recorded=recorded[-asked.faces :][::-1],
    )


def _grid(studio: Studio, asked: EffectsAsked) -> tuple[int, int]:
    """Of a part that a detector finds: that of the finest layer tried, and not finer than a hand paints."""
    layers = studio.spec.layers if asked.styles else [studio.spec.layer(name) for name in asked.layers]
    sizes = [(layer.height, layer.width) for layer in layers]
    return max([size for size in sizes if max(size) <= _FINEST], default=min(sizes))


def _search(studio: Studio, wish: HoldingWish) -> HoldingSearch:
    from ganstudio.analysis.holding import HoldingSearch
    from ganstudio.analysis.holding_faces import sizes_of

    parts = _parts(studio, wish)
    deviations = (
        studio.styles.statistics.deviation if wish.kind == "styles" else learned_deviations(studio, wish.layers)
    )
    return HoldingSearch(kind=wish.kind, faces=parts, sizes=sizes_of(wish, deviations))


def _parts(studio: Studio, wish: HoldingWish) -> tuple[FacePart, ...]:
    from ganstudio.analysis.detector_files import load_detectors
    from ganstudio.analysis.holding_faces import parts_on_faces

    parts: list[FacePart] = []
    with progress_bar(len(wish.recorded) or wish.faces, tr("finding the part")) as bar:
        detectors = load_detectors(studio.folder.path)
        for done, part in enumerate(parts_on_faces(studio.renderer, wish, detectors), start=1):
            parts += [] if part is None else [part]
            bar(done)
    if not parts:
        raise AnalysisError(
            tr("The detector '{name}' finds nothing on these faces. Choose another part.", name=wish.detector)
            if wish.detector
            else tr("Nothing is painted in that tab. Choose another part.")
        )
    return tuple(parts)
