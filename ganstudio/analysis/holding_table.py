"""The table of effects that hold, for programs and papers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from ganstudio.analysis.holding import HoldingEffect
from ganstudio.analysis.tables import save_table

EFFECTS_HEADER = ("Layer", "Channel", "Added", "Inside", "Elsewhere", "Share", "Holds on")
_PLAIN = ("layer", "channel", "amount", "inside", "elsewhere", "share", "holds", "faces")


class EffectRow(msgspec.Struct, frozen=True, kw_only=True):
    """One channel; as `HoldingEffect`, `amount` being what was added, below 0 where it was taken away."""

    layer: str
    channel: int
    amount: float
    inside: float
    elsewhere: float
    share: float
    holds: int
    faces: int


class EffectsTable(msgspec.Struct, frozen=True, kw_only=True):
    """The best channels for a part, best first.

    Attributes:
        model: md5 of the model file. kind: `maps` or `styles`. part: the detector or tab that says where it is.
        strength: In standard deviations of each channel. faces: on how many the part was found.
    """

    model: str
    kind: str
    part: str
    strength: float
    faces: int
    effects: tuple[EffectRow, ...]


def effect_rows(effects: Sequence[HoldingEffect]) -> tuple[EffectRow, ...]:
    """The rows of a table."""
    return tuple(
        EffectRow(
            layer=one.layer,
            channel=one.channel,
            amount=one.sign * one.size,
            inside=one.inside,
            elsewhere=one.elsewhere,
            share=one.score,
            holds=one.holds,
            faces=one.tried,
        )
        for one in effects
    )


def save_effects(path: Path, table: EffectsTable) -> None:
    """Write it; see `tables.save_table`."""
    shown = [
        (
            one.layer,
            str(one.channel),
            f"{one.amount:+.3g}",
            f"{one.inside:.1f}",
            f"{one.elsewhere:.1f}",
            f"{one.share:.2f}",
            f"{one.holds} of {one.faces}",
        )
        for one in table.effects
    ]
    plain = [_PLAIN, *(tuple(str(value) for value in msgspec.structs.astuple(one)) for one in table.effects)]
    save_table(path, table, EFFECTS_HEADER, shown, plain)
