"""What a recipe says, in a few lines for people; no Qt."""

from __future__ import annotations

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import LatentW, LatentWPlus, LatentZ, Seed
from ganstudio.words import spoken, tr, trn

_MOST = 8
_STARTS = {LatentZ: tr("From a z"), LatentW: tr("From a w"), LatentWPlus: tr("From a w for each layer")}


def recipe_lines(recipe: Recipe) -> list[str]:
    """Where it starts, how it is truncated, and what was done to it; a line each, the plainest first."""
    latent = recipe.latent
    lines = [tr("Seed {seed}", seed=latent.seed) if isinstance(latent, Seed) else _STARTS[type(latent)]]
    lines.append(tr("psi {psi:g} · variation {variation:g}", psi=recipe.truncation.psi, variation=recipe.variation))
    if recipe.classes:
        strongest = max(range(len(recipe.classes)), key=recipe.classes.__getitem__)
        lines.append(tr("Class {number}", number=strongest))
    lines += _listed([(shift.name, shift.amount) for shift in recipe.attributes if shift.amount])
    lines += [
        tr("Tabs: {tabs}", tabs=tabs) for tabs in _listed([(edit.name, edit.multiplier) for edit in recipe.set_edits])
    ]
    if recipe.style_mix:
        lines.append(trn("{number} style mix", "{number} style mixes", len(recipe.style_mix)))
    if recipe.style_shifts:
        lines.append(trn("{number} style", "{number} styles", len(recipe.style_shifts)))
    if recipe.noise.mode != "const":
        lines.append(
            tr("No noise") if recipe.noise.mode == "none" else tr("Noise of seed {seed}", seed=recipe.noise.seed)
        )
    return lines


def _listed(amounts: list[tuple[str, float]]) -> list[str]:
    """The first of them on one line; no line without any."""
    shown = [f"{spoken(name)} {amount:+.3g}".replace("-", "−") for name, amount in amounts[:_MOST]]
    more = [tr("and {number} more", number=len(amounts) - _MOST)] if len(amounts) > _MOST else []
    return [", ".join((*shown, *more))] if amounts else []
