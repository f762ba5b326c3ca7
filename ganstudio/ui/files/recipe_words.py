"""What a recipe says, in a few lines for people; no Qt."""

from __future__ import annotations

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import LatentW, LatentWPlus, LatentZ, Seed
from ganstudio.ui.bench.face_parts import spoken

_MOST = 8
_KINDS = {LatentZ: "a z", LatentW: "a w", LatentWPlus: "a w for each layer"}


def recipe_lines(recipe: Recipe) -> list[str]:
    """Where it starts, how it is truncated, and what was done to it; a line each, the plainest first."""
    latent = recipe.latent
    lines = [f"Seed {latent.seed}" if isinstance(latent, Seed) else f"From {_KINDS[type(latent)]}"]
    lines.append(f"psi {recipe.truncation.psi:g} · variation {recipe.variation:g}")
    if recipe.classes:
        strongest = max(range(len(recipe.classes)), key=recipe.classes.__getitem__)
        lines.append(f"Class {strongest}")
    lines += _listed("", [(shift.name, shift.amount) for shift in recipe.attributes if shift.amount])
    lines += _listed("Tabs: ", [(edit.name, edit.multiplier) for edit in recipe.set_edits])
    counted = ((len(recipe.style_mix), "style mix", "style mixes"), (len(recipe.style_shifts), "style", "styles"))
    lines += [f"{count} {one if count == 1 else several}" for count, one, several in counted if count]
    if recipe.noise.mode != "const":
        lines.append("No noise" if recipe.noise.mode == "none" else f"Noise of seed {recipe.noise.seed}")
    return lines


def _listed(what: str, amounts: list[tuple[str, float]]) -> list[str]:
    shown = [f"{spoken(name)} {amount:+.3g}".replace("-", "−") for name, amount in amounts[:_MOST]]
    more = [f"and {len(amounts) - _MOST} more"] if len(amounts) > _MOST else []
    return [what + ", ".join((*shown, *more))] if amounts else []
