"""What the library knows of one picture: read from the file, made small enough to keep of many thousands."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ganstudio.recipe import codec
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.probe import probe
from ganstudio.workspace.pictures import PortraitFile, is_film

ATTRIBUTE, TAB = "attribute", "tab"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One picture.

    Attributes:
        size: Width and height in pixels, zeros where they are not known.
        is_film: Whether it plays.
        model: md5 of its model's file. weights: hash of the model's numbers. Both empty where they are not known.
        seed: None where it starts from another latent.
        psi: Truncation; None without a recipe.
        face: The same for all edits of one face: of one model, latent and class. recipe: the same for equal recipes.
            63 bits; None without a recipe.
        amounts: (`attribute` or `tab`, name, amount or multiplier) of what is not at zero.
    """

    size: tuple[int, int] = (0, 0)
    is_film: bool = False
    model: str = ""
    weights: str = ""
    seed: int | None = None
    psi: float | None = None
    face: int | None = None
    recipe: int | None = None
    amounts: tuple[tuple[str, str, float], ...] = ()


def read_facts(file: PortraitFile) -> Facts:
    """What stands in a file beside its pixels; little of one that is no picture."""
    if is_film(file.path):
        return Facts(is_film=True)
    found = probe(file.path)
    return Facts(size=found.size) if found.recipe is None else of_recipe(found.recipe, found.size)


def of_recipe(recipe: Recipe, size: tuple[int, int]) -> Facts:
    """The facts of a picture with that recipe."""
    latent = recipe.latent
    amounts = [(ATTRIBUTE, shift.name, shift.amount) for shift in recipe.attributes if shift.amount]
    amounts += [(TAB, edit.name, edit.multiplier) for edit in recipe.set_edits]
    return Facts(
        size=size,
        model=recipe.model,
        weights=recipe.weights_id,
        seed=latent.seed if isinstance(latent, Seed) else None,
        psi=recipe.truncation.psi,
        face=_face(recipe),
        recipe=_hash(codec.encode(replace(recipe, model="") if recipe.weights_id else recipe)),
        amounts=tuple(amounts),
    )


def _face(recipe: Recipe) -> int:
    latent = recipe.latent
    start = b"seed %d" % latent.seed if isinstance(latent, Seed) else latent.values.tobytes()
    model = recipe.weights_id or recipe.model
    return _hash(f"{model} {recipe.classes} ".encode() + start)


def _hash(content: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big") >> 1
