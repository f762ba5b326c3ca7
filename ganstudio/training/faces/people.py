"""How a latent z becomes a person: sex, age, a mood, hair, clothes and colors that go together.

Factors are smooth or piecewise linear in z, with short ramps instead of jumps, so that a small mapping network can
learn them; and every z on the way is a face that can be drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ganstudio.training.faces.factors import FRINGES, NAMES, RANGES, Floats, highest, lowest
from ganstudio.training.faces.palettes import (
    ACCENTS,
    BACK_FACTORS,
    BACK_FEMININE,
    BACK_MASCULINE,
    BACKS,
    CLOTHES,
    EYES,
    FRINGE_FEMININE,
    FRINGE_MASCULINE,
    HAIR,
    MOOD_FACTORS,
    MOODS,
    OUTFIT_FACTORS,
    OUTFITS,
    OUTFITS_MASCULINE,
    eye_like_hair,
)

Z_DIM: Final = 160

_RAMP: Final = 0.06
"""Half-width, in standard deviations, of the ramp between a thing's absence and its presence."""

Values = dict[str, Floats]


def latents(seeds: Sequence[int]) -> Floats:
    """The z of each seed, as every StyleGAN tool draws it. Returns float32 [n, Z_DIM]."""
    rows = [np.random.RandomState(seed).randn(1, Z_DIM) for seed in seeds]
    z: Floats = np.concatenate(rows).astype(np.float32)
    return z


def factors_of_latents(z: Floats) -> Floats:
    """The factors of the person that a latent stands for.

    Args:
        z: float32 [n, Z_DIM]; its length does not matter (StyleGAN2's mapping network normalises z too).

    Returns:
        float32 [n, factors], within the ranges of `RANGES`.
    """
    draws = _Draws(z / np.sqrt(np.mean(z**2, axis=1, keepdims=True) + 1e-8))
    # The order of these calls is the order in which entries of z are used: changing it changes every face.
    masculine = draws.presence(0.3)
    values = _head(draws, masculine) | _hair(draws, masculine)
    values |= _eyes(draws, masculine, values["hair_hue"]) | _mood(draws)
    values["gaze_x"] = draws.normal(0.25, -0.025 * values["yaw"])  # who turns away still looks at us
    values["gaze_y"] = draws.normal(0.15, 0.04 * values["pitch"])
    values |= _worn(draws, masculine, values["buns"]) | _clothes(draws, masculine) | _background(draws)
    table = np.stack([np.broadcast_to(values.get(name, RANGES[name][1]), len(z)) for name in NAMES], axis=1)
    found: Floats = np.clip(table, lowest(), highest()).astype(np.float32)
    return found


def natural_faces(count: int, *, seed: int) -> Floats:
    """Factors of faces as z draws them: float32 [count, factors]."""
    return factors_of_latents(np.random.RandomState(seed).randn(count, Z_DIM).astype(np.float32))


class _Draws:
    """Hands out the entries of z, one column after another, in the shapes that factors have."""

    def __init__(self, z: Floats) -> None:
        self._z, self.used = z, 0

    def normal(self, deviation: float = 1.0, middle: float | Floats = 0.0) -> Floats:
        """A normal value, held within 2.2 deviations."""
        column = self._z[:, self.used]
        self.used += 1
        found: Floats = np.asarray(middle, np.float32) + np.clip(column * deviation, -2.2 * deviation, 2.2 * deviation)
        return found

    def unit(self) -> Floats:
        """A value of 0..1, about evenly spread."""
        found: Floats = 0.5 + 0.5 * np.tanh(0.8 * self.normal())
        return found

    def presence(self, share: float | Floats) -> Floats:
        """0 for most faces, 1 for the given share of them (one share, or one for each)."""
        edge = np.interp(share, *_quantiles())
        shown: Floats = np.clip((edge - self.normal()) / (2 * _RAMP) + 0.5, 0, 1).astype(np.float32)
        return shown

    def choice(self, weights: Floats | Sequence[float]) -> Floats:
        """One of some things, by weights [k] or [n, k]: float32 [n, k], one-hot but for ramps between neighbors."""
        first, second = self.normal(), self.normal()
        place = np.arctan2(second, first) / (2 * np.pi) % 1.0  # [n]
        shares = np.atleast_2d(np.asarray(weights, np.float32))
        shares = np.broadcast_to(shares / shares.sum(axis=1, keepdims=True), (len(place), shares.shape[1]))
        ends = np.cumsum(shares, axis=1)
        starts = ends - shares
        ramp = np.clip(0.15 * shares, 1e-6, 0.012)
        rise = np.clip((place[:, None] - starts) / ramp + 0.5, 0, 1)
        found: Floats = rise - np.concatenate([rise[:, 1:], np.zeros_like(rise[:, :1])], axis=1)
        # The circle's end is its beginning.
        found[:, -1] += 1 - rise[:, 0]
        return found


@lru_cache(None)
def _quantiles() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    shares = np.concatenate([[1e-6], np.linspace(0.005, 0.995, 199), [1 - 1e-6]])
    return shares, np.array([NormalDist().inv_cdf(float(share)) for share in shares])


def _mixed(feminine: Sequence[float], masculine_ones: Sequence[float], masculine: Floats) -> Floats:
    """Weights between a woman's and a man's: float32 [n, k]."""
    low, high = np.array(feminine, np.float32), np.array(masculine_ones, np.float32)
    found: Floats = low + (high - low) * masculine[:, None]
    return found


def _from_table(shares: Floats, rows: Sequence[Sequence[float]], names: Sequence[str]) -> Values:
    """The rows that shares choose, by factor."""
    table = shares @ np.array(rows, np.float32)  # [n, names]
    return dict(zip(names, table.T, strict=True))


def _head(draws: _Draws, masculine: Floats) -> Values:
    values = {"masc": draws.normal(0.1, 0.08 + 0.72 * masculine), "age": draws.normal(0.42, 0.25 * masculine)}
    for name, deviation in (
        ("face_w", 0.4), ("jaw", 0.4), ("chin", 0.4), ("skin_warm", 0.5), ("wind", 0.45), ("roll", 2.5),
        ("shift_x", 1.5), ("shift_y", 1.0), ("yaw", 8.0), ("pitch", 3.5),
    ):  # fmt: skip
        values[name] = draws.normal(deviation)
    values["zoom"] = draws.normal(0.02, 1.01)
    values["light"] = draws.normal(0.2, -0.7 + 1.4 * draws.presence(0.35))
    values["shade"], values["ink"] = draws.normal(0.14, 1.0), draws.normal(0.14, 1.02)
    dark = draws.presence(0.18)
    light = np.abs(draws.normal(0.14)) + np.float32(0.12)
    values["skin"] = light + (draws.normal(0.2, 0.6) - light) * dark
    pointed = draws.presence(0.08)
    values["ear_point"] = pointed * (0.7 + 0.3 * draws.unit())
    values["blush"] = draws.normal(0.25, 0.5 - 0.3 * masculine)
    values["nose"] = draws.normal(0.15, 1.0 + 0.15 * masculine)
    style = draws.choice((0.42, 0.2, 0.22, 0.16))
    values["nose_dot"], values["nose_line"], values["nose_button"] = style[:, 1], style[:, 2], style[:, 3]
    values["mole"], values["freckles"] = draws.presence(0.1), draws.presence(0.07)
    values["lip"] = draws.normal(0.2, 0.4 - 0.35 * masculine)
    values["detail"] = np.clip(draws.normal(0.2, 0.55), 0.2, 1)
    return values


def _hair(draws: _Draws, masculine: Floats) -> Values:
    chosen = draws.choice([row[3] for row in HAIR])
    values = _from_table(chosen, [row[:3] for row in HAIR], ("hair_hue", "hair_light", "hair_chroma"))
    for name, deviation in (("hair_hue", 0.035), ("hair_light", 0.05), ("hair_chroma", 0.06)):
        values[name] = values[name] + draws.normal(deviation)
    values["tip_hue"] = draws.normal(0.25) * (1 + 1.8 * draws.presence(0.2))
    values["inner_hue"] = draws.normal(0.7) * draws.presence(0.13)
    values["hair_shine"], values["band_y"] = draws.normal(0.2, 0.6), draws.normal(0.5)
    values |= _fringe(draws, masculine) | _back(draws, masculine)
    values["side_len"] = draws.normal(0.22, 0.15 + 0.35 * (1 - masculine))
    values["temple"] = draws.normal(0.35, 0.5 - 0.2 * masculine)
    values["side_w"], values["side_curl"] = draws.normal(0.15, 1.0), draws.normal(0.4, 0.2)
    return values


def _fringe(draws: _Draws, masculine: Floats) -> Values:
    weights = _mixed(FRINGE_FEMININE, FRINGE_MASCULINE, masculine)
    main, second = draws.choice(weights), draws.choice(weights)
    share = (0.25 + 0.25 * np.tanh(1.5 * draws.normal()))[:, None]
    mixture = main * (1 - share) + second * share
    values = {f"fringe_{name}": mixture[:, index] for index, name in enumerate(FRINGES)}
    values["fringe_len"], values["part"] = draws.normal(0.4), draws.normal(0.6)
    values["messy"] = draws.normal(0.2, 0.3)
    return values


def _back(draws: _Draws, masculine: Floats) -> Values:
    chosen = draws.choice(_mixed(BACK_FEMININE, BACK_MASCULINE, masculine))
    values = _from_table(chosen, list(BACKS.values()), BACK_FACTORS)
    for name, deviation in zip(BACK_FACTORS, (0.07, 0.03, 0.05, 0.15, 0.08, 0.3, 0.1, 0.08), strict=True):
        values[name] = values[name] + draws.normal(deviation)
    values["crown"] = draws.normal(0.3)
    tied = (0.12 + 0.88 * chosen[:, list(BACKS).index("updo")]) * (1 - masculine)
    shares = np.array([0.34, 0.06, 0.05, 0.18, 0.13, 0.18, 0.06], np.float32) * tied[:, None]  # [n, 7]
    style = draws.choice(np.concatenate([1 - tied[:, None], shares], axis=1) + np.float32(1e-6))
    values["tail_l"], values["tail_r"] = style[:, 1] + style[:, 2], style[:, 1] + style[:, 3]
    values["pony"], values["buns"] = style[:, 4], style[:, 5]
    values["braid_l"], values["braid_r"] = style[:, 6] + style[:, 7], style[:, 6]
    values["tail_len"], values["tail_y"] = draws.normal(0.25, 0.55), draws.normal(0.5)
    values["ahoge"] = draws.presence(0.25) * (0.55 + 0.45 * draws.unit())
    return values


def _eyes(draws: _Draws, masculine: Floats, hair_hue: Floats) -> Values:
    chosen = draws.choice([row[3] for row in EYES])
    values = _from_table(chosen, [row[:3] for row in EYES], ("eye_hue", "eye_light", "eye_chroma"))
    family = draws.presence(0.35)  # eyes of the hair's own color are very usual
    values["eye_hue"] = values["eye_hue"] + (eye_like_hair(hair_hue) - values["eye_hue"]) * family + draws.normal(0.04)
    values["eye_light"] = values["eye_light"] + draws.normal(0.25)
    values["eye_chroma"] = values["eye_chroma"] + draws.normal(0.08)
    values["hetero"] = draws.normal(0.3) * draws.presence(0.05)
    values["eye_flat"], values["eye_outer"] = draws.normal(0.5, 0.3 * masculine), draws.normal(0.5)
    values["slit"], values["iris_flat"] = draws.presence(0.07), draws.presence(0.25) * draws.unit()
    style = draws.choice(_mixed((0.46, 0.24, 0.12, 0.18), (0.42, 0.14, 0.4, 0.04), masculine))
    strong = 0.5 + 0.5 * draws.unit()
    for index, name in enumerate(("eye_soft", "eye_sharp", "eye_round"), start=1):
        values[name] = style[:, index] * strong
    values["eye_size"], values["eye_tall"] = draws.normal(0.055, 1.0), draws.normal(0.075, 1 - 0.04 * masculine)
    values["eye_slant"], values["eye_gap"] = draws.normal(0.4, 0.1), draws.normal(0.4)
    values["iris"], values["pupil"] = draws.normal(0.05, 1.0), draws.normal(0.13, 1.0)
    values["lash"] = draws.normal(0.15, 0.7 - 0.58 * masculine)
    values["lid"], values["shine"] = draws.normal(0.1, 1.0), draws.normal(0.12, 1.0)
    values["brow_y"], values["brow_arch"] = draws.normal(0.4), draws.normal(0.2, 0.5)
    values["brow_thick"] = draws.normal(0.15, 0.95 + 0.3 * masculine)
    return values


def _mood(draws: _Draws) -> Values:
    values = _from_table(draws.choice([row[0] for row in MOODS.values()]), [row[1:] for row in MOODS.values()],
                         MOOD_FACTORS)  # fmt: skip
    for name, deviation in (
        ("eye_open", 0.03), ("smile", 0.15), ("mouth_round", 0.08), ("brow_angle", 0.15), ("teeth", 0.15),
        ("cat_mouth", 0.03), ("eye_smile", 0.1),
    ):  # fmt: skip
        values[name] = values[name] + draws.normal(deviation)
    opened = np.clip(values["mouth_open"] / 0.1, 0, 1)
    values["mouth_open"] = values["mouth_open"] + opened * draws.normal(0.12)
    values["mouth_w"], values["fang"] = draws.normal(0.18, 0.45), draws.presence(0.1)
    return values


def _worn(draws: _Draws, masculine: Floats, buns: Floats) -> Values:
    ornament = draws.choice(_mixed((0.5, 0.12, 0.12, 0.12, 0.14), (0.9, 0.004, 0.004, 0.004, 0.088), masculine))
    values = {name: ornament[:, index] for index, name in enumerate(("hairband", "bow", "flower", "clip"), start=1)}
    free = (1 - values["hairband"]) * (1 - buns)
    on_top = draws.choice((0.85, 0.1, 0.05))
    values["cat_ears"] = on_top[:, 1] * free
    values["headphones"] = on_top[:, 2] * free * (1 - values["bow"]) * (1 - values["flower"])
    values["glasses"], values["glasses_round"] = draws.presence(0.13), draws.unit()
    values["earrings"] = draws.presence(0.15) * (1 - masculine)
    values["choker"] = draws.presence(0.14) * (1 - masculine)
    values["acc_hue"], values["acc_light"] = 2 * draws.unit() - 1, draws.normal(0.2, 0.55)
    return values


def _clothes(draws: _Draws, masculine: Floats) -> Values:
    chosen = draws.choice([row[3] for row in CLOTHES])
    values = _from_table(chosen, [row[:3] for row in CLOTHES], ("cloth_hue", "cloth_light", "cloth_chroma"))
    for name in ("cloth_hue", "cloth_light", "cloth_chroma"):
        values[name] = values[name] + draws.normal(0.05)
    accent = _from_table(draws.choice([1.0] * len(ACCENTS)), ACCENTS, ("trim_hue", "trim_light"))
    pale = np.clip((values["cloth_light"] - 0.65) / 0.06 + 0.5, 0, 1)  # pale clothes have a dark trim
    plain = values["cloth_hue"] + draws.normal(0.3)
    values["trim_hue"] = plain + (accent["trim_hue"] - plain) * pale
    values["trim_light"] = 0.95 + (accent["trim_light"] - 0.95) * pale
    outfit = draws.choice(_mixed([row[0] for row in OUTFITS.values()], OUTFITS_MASCULINE, masculine))
    values |= _from_table(outfit, [row[1:] for row in OUTFITS.values()], OUTFIT_FACTORS)
    values["tie"] = values["tie"] * draws.presence(0.7)
    values["neckline"] = values["neckline"] + draws.normal(0.1)
    values["scarf"] = draws.presence(0.09) * (1 - values["hood"]) * (1 - values["sailor"]) * (1 - values["straps"])
    return values


def _background(draws: _Draws) -> Values:
    values = {"bg_hue": 2 * draws.unit() - 1, "bg_light": draws.normal(0.2, 0.78)}
    values["bg_chroma"] = np.clip(draws.normal(0.2, 0.5), 0.22, 1)
    values["bg_grad"], values["bg_turn"] = 2 * draws.unit() - 1, draws.normal(0.5)
    values["glow"], values["bokeh_x"] = draws.normal(0.22, 0.55), 2 * draws.unit() - 1
    motif = draws.choice((0.5, 0.22, 0.12, 0.16, 0.0, 0.0)) * (0.45 + 0.55 * draws.unit())[:, None]
    for index, name in enumerate(("bokeh", "stripes", "halo", "petals", "sparkle"), start=1):
        values[name] = motif[:, index]
    return values
