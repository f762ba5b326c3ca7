"""The point in latent space that a picture starts from, and how it is pulled towards an average."""

from __future__ import annotations

import msgspec

from ganstudio.recipe.array import Array


class Seed(msgspec.Struct, frozen=True, tag="seed", tag_field="kind", forbid_unknown_fields=True):
    """z = `numpy.random.RandomState(seed).randn(1, z_dim)`, as in NVlabs' gen_images, so that seeds agree."""

    seed: int


class LatentZ(msgspec.Struct, frozen=True, tag="z", tag_field="kind", forbid_unknown_fields=True):
    """A z given number by number: `values` float32 [z_dim]."""

    values: Array


class LatentW(msgspec.Struct, frozen=True, tag="w", tag_field="kind", forbid_unknown_fields=True):
    """One w for every style layer: `values` float32 [w_dim]."""

    values: Array


class LatentWPlus(msgspec.Struct, frozen=True, tag="w_plus", tag_field="kind", forbid_unknown_fields=True):
    """One w per style layer: `values` float32 [num_ws, w_dim]."""

    values: Array


Latent = Seed | LatentZ | LatentW | LatentWPlus


class Truncation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """w' = w_avg + psi * (w - w_avg) (StyleGAN, section 2.2 and appendix B).

    Attributes:
        psi: 1 leaves w as it is, 0 gives the average face; 0..1.5 on the slider.
        cutoff: Number of style layers that are truncated, counted from the coarsest; None for all.
    """

    psi: float = 1.0
    cutoff: int | None = None


class StyleMix(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Style layers first..last (inclusive, from 0) come from another latent (StyleGAN, section 3.1).

    Attributes:
        first: First style layer replaced. last: last style layer replaced; both within 0..num_ws-1.
        source: Where these layers come from; truncated as the picture itself is.
    """

    first: int
    last: int
    source: Latent


class Noise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The per-pixel noise that the synthesis layers add.

    Attributes:
        mode: `const` (stored in the model), `seeded` (drawn from `seed`), `none`.
        seed: Used in mode `seeded` only.
        strengths: (resolution, factor) pairs: the model's noise strength at that resolution times factor; 1 if unnamed.
    """

    mode: str = "const"
    seed: int = 0
    strengths: tuple[tuple[int, float], ...] = ()
