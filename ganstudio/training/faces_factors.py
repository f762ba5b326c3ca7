"""The factors of a drawn face (hair colour, smile, ...) and how a latent z becomes a set of them.

Every factor is a real number, and every set of numbers can be drawn: colours are RGB, hair shapes are weights of
presets, an
accessory is a presence of 0..1. A face halfway between two others is therefore a face too, which is what lets the
drawings teach
the generator truncated and mixed w.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

Z_DIM: Final = 64

HAIR_COLOURS: Final[dict[str, tuple[int, int, int]]] = {
    "black": (58, 52, 66),
    "brown": (134, 84, 56),
    "red": (206, 66, 62),
    "pink": (246, 158, 188),
    "purple": (146, 100, 192),
    "blue": (78, 124, 216),
    "silver": (166, 174, 190),
    "white": (240, 238, 244),
    "blonde": (240, 206, 114),
    "green": (104, 182, 122),
}
"""Hair colours as 0..255 RGB, in the order of the circle on which z chooses them."""

EYE_COLOURS: Final[dict[str, tuple[int, int, int]]] = {
    "purple": (150, 84, 206),
    "pink": (240, 110, 170),
    "red": (214, 52, 56),
    "brown": (132, 78, 42),
    "yellow": (236, 186, 48),
    "green": (66, 172, 92),
    "blue": (58, 128, 226),
}

CLOTHES_COLOURS: Final[tuple[tuple[int, int, int], ...]] = (
    (56, 66, 118), (198, 70, 82), (244, 240, 236), (92, 160, 196), (236, 188, 90), (120, 174, 120),
    (172, 130, 200), (74, 70, 84),
)  # fmt: skip
BAND_COLOURS: Final[tuple[tuple[int, int, int], ...]] = (
    (226, 58, 74), (250, 246, 250), (62, 116, 226), (252, 204, 66), (240, 112, 180), (60, 60, 74), (84, 190, 140),
)  # fmt: skip
RIBBON_COLOURS: Final[tuple[tuple[int, int, int], ...]] = (
    (232, 62, 80), (80, 134, 236), (250, 160, 200), (252, 210, 84), (130, 84, 200), (90, 196, 150),
)  # fmt: skip
GLASSES_COLOURS: Final[tuple[tuple[int, int, int], ...]] = ((52, 46, 60), (186, 44, 60), (48, 82, 170))

FRINGES: Final = ("blunt", "parted", "swept_left", "swept_right", "jagged", "centre_tip")

FACTOR_NAMES: Final[tuple[str, ...]] = (
    "hair_r", "hair_g", "hair_b", "eye_r", "eye_g", "eye_b", "skin_tone",
    "clothes_r", "clothes_g", "clothes_b", "background_r", "background_g", "background_b", "background_gradient",
    *(f"fringe_{name}" for name in FRINGES), "fringe_length", "hair_length", "hair_volume", "side_locks",
    "tail_left", "tail_right", "ahoge", "cat_ears", "hair_shine",
    "eye_openness", "eye_size", "eye_slant", "gaze_x", "gaze_y", "brow_height", "brow_angle",
    "mouth_openness", "smile", "mouth_width", "blush", "face_width",
    "hairband", "hairband_r", "hairband_g", "hairband_b", "glasses", "glasses_r", "glasses_g", "glasses_b",
    "ribbon", "ribbon_r", "ribbon_g", "ribbon_b", "collar", "turtleneck",
    "line_weight", "shift_x", "shift_y", "scale", "tilt",
)  # fmt: skip
"""Names of the columns of every factor table, in order."""

INDEX: Final[dict[str, int]] = {name: column for column, name in enumerate(FACTOR_NAMES)}
PRESENCES: Final = (
    "hairband",
    "glasses",
    "ribbon",
    "cat_ears",
    "ahoge",
    "tail_left",
    "tail_right",
    "collar",
    "turtleneck",
)

_LIMITS: Final[dict[str, tuple[float, float]]] = {
    "smile": (-1.0, 1.0), "eye_slant": (-1.0, 1.0), "gaze_x": (-1.0, 1.0), "gaze_y": (-1.0, 1.0),
    "brow_height": (-1.0, 1.0),
    "brow_angle": (-1.0, 1.0), "background_gradient": (-1.0, 1.0), "shift_x": (-1.0, 1.0), "shift_y": (-1.0, 1.0),
    "scale": (-1.0, 1.0), "tilt": (-1.0, 1.0),
}  # fmt: skip


def limits() -> tuple[Floats, Floats]:
    """The smallest and the largest value that is drawn, by factor.

    Returns:
        (low, high): float32 [factors] each; values outside are drawn as if at the limit.
    """
    pairs = [_LIMITS.get(name, (0.0, 1.0)) for name in FACTOR_NAMES]
    return np.array([p[0] for p in pairs], np.float32), np.array([p[1] for p in pairs], np.float32)


def latents(seeds: list[int]) -> Floats:
    """The z of each seed, as every StyleGAN tool draws it.

    Returns:
        float32 [n, Z_DIM].
    """
    return np.concatenate([np.random.RandomState(seed).randn(1, Z_DIM) for seed in seeds]).astype(np.float32)


def factors_of_latents(z: Floats) -> Floats:
    """The factors that a latent stands for.

    They are smooth or piecewise linear in z, so that a small mapping network can learn them.

    Args:
        z: float32 [n, Z_DIM]; its length does not matter (StyleGAN2's mapping network normalises z too).

    Returns:
        float32 [n, factors].
    """
    return _factors_of_normalised(z / np.sqrt(np.mean(z**2, axis=1, keepdims=True) + 1e-8))


def dependences() -> NDArray[np.bool_]:
    """Which entries of z each factor depends on, found by changing one entry after another.

    Returns:
        bool [Z_DIM, factors].
    """
    z = np.random.RandomState(0).randn(500, Z_DIM).astype(np.float32)
    before = _factors_of_normalised(z)
    found = []
    for column in range(Z_DIM):
        changed = z.copy()
        changed[:, column] = z[::-1, column]
        found.append((_factors_of_normalised(changed) != before).any(axis=0))
    return np.stack(found)


def _factors_of_normalised(z: Floats) -> Floats:
    draws = _Draws(z)
    # The order of these calls is the order in which entries of z are used: changing it changes every face.
    values = _main_colours(draws) | _hair(draws) | _expression(draws) | _accessories(draws) | _pose(draws)
    return np.stack([values[name] for name in FACTOR_NAMES], axis=1).astype(np.float32)


class _Draws:
    """Hands out the entries of z, one column after another, in the shapes that factors have."""

    def __init__(self, z: Floats) -> None:
        self._columns = iter(z.T)
        self._count = len(z)

    def normal(self) -> Floats:
        column: Floats = next(self._columns)
        return column

    def unit(self) -> Floats:
        share: Floats = np.clip(0.5 + self.normal() * 0.3, 0, 1)
        return share

    def colour(self, name: str, palette: list[tuple[int, int, int]], *, jitter: float) -> dict[str, Floats]:
        rgb = _on_circle(self.normal(), self.normal(), _as_rgb(palette))  # [n, 3]
        shade = 1 + jitter * np.clip(self.normal(), -2, 2)[:, None]
        shift = np.stack([self.normal(), self.normal(), np.zeros(self._count, np.float32)], axis=1)
        return _channels(name, np.clip(rgb * shade + jitter * 0.35 * np.clip(shift, -2, 2), 0, 1))

    def presence(self, share: float) -> Floats:
        edge = float(np.quantile(_NORMAL_GRID, 1 - share))
        shown: Floats = np.clip((self.normal() - edge) / 0.16 + 0.5, 0, 1)
        return shown


def _main_colours(draws: _Draws) -> dict[str, Floats]:
    values = draws.colour("hair", list(HAIR_COLOURS.values()), jitter=0.05)
    values |= draws.colour("eye", list(EYE_COLOURS.values()), jitter=0.05)
    values |= draws.colour("clothes", list(CLOTHES_COLOURS), jitter=0.04)
    values["skin_tone"] = np.clip((draws.normal() + 0.4) * 0.42, 0, 1)
    values |= _channels("background", _background(draws.normal(), draws.normal(), draws.normal()))
    values["background_gradient"] = np.clip(draws.normal() * 0.55, -1, 1)
    return values


def _hair(draws: _Draws) -> dict[str, Floats]:
    shares = _one_of(draws.normal(), draws.normal(), len(FRINGES))
    values = {f"fringe_{name}": shares[:, index] for index, name in enumerate(FRINGES)}
    values["fringe_length"] = draws.unit()
    values["hair_length"] = np.clip(0.5 + 0.36 * draws.normal(), 0, 1)
    values["hair_volume"] = draws.unit()
    values["side_locks"] = np.clip(0.45 + 0.34 * draws.normal(), 0, 1)
    values["tail_left"], values["tail_right"] = _tails(draws.normal(), draws.normal())
    values["ahoge"] = draws.presence(0.25)
    values["cat_ears"] = draws.presence(0.15)
    values["hair_shine"] = draws.unit()
    return values


def _expression(draws: _Draws) -> dict[str, Floats]:
    openness = draws.normal()
    values = {"eye_openness": np.clip(np.minimum(0.88 + 0.12 * openness, 0.88 + 0.62 * (openness + 0.9)), 0, 1)}
    values["eye_size"] = draws.unit()
    for name in ("eye_slant", "gaze_x", "gaze_y", "brow_height", "brow_angle"):
        values[name] = np.clip(0.5 * draws.normal(), -1, 1)
    values["mouth_openness"] = np.clip((draws.normal() + 0.05) * 0.62, 0, 1)
    values["smile"] = np.clip(0.25 + 0.5 * draws.normal(), -1, 1)
    values["mouth_width"] = draws.unit()
    values["blush"] = np.clip((draws.normal() + 0.3) * 0.55, 0, 1)
    values["face_width"] = draws.unit()
    return values


def _accessories(draws: _Draws) -> dict[str, Floats]:
    values: dict[str, Floats] = {}
    for name, palette, share in (
        ("hairband", BAND_COLOURS, 0.25),
        ("glasses", GLASSES_COLOURS, 0.22),
        ("ribbon", RIBBON_COLOURS, 0.20),
    ):
        values[name] = draws.presence(share)
        table = _as_rgb(list(palette))
        choose = _on_circle if name == "glasses" else _around
        rgb = choose(draws.normal(), draws.normal(), table)
        mean = table.mean(axis=0)  # what is not worn has the mean colour, so that it carries no information
        values |= _channels(name, mean + (rgb - mean) * values[name][:, None])
    values["collar"] = draws.presence(0.35)
    values["turtleneck"] = draws.presence(0.3) * (1 - values["collar"])
    return values


def _pose(draws: _Draws) -> dict[str, Floats]:
    values = {"line_weight": draws.unit()}
    return values | {name: np.clip(0.45 * draws.normal(), -1, 1) for name in ("shift_x", "shift_y", "scale", "tilt")}


def _as_rgb(palette: list[tuple[int, int, int]]) -> Floats:
    return np.array(palette, np.float32) / np.float32(255)


def _channels(name: str, rgb: Floats) -> dict[str, Floats]:
    return {f"{name}_{part}": channel for part, channel in zip("rgb", rgb.T, strict=True)}


_NORMAL_GRID: Final = np.random.RandomState(0).randn(200_001)


def _slices(a: Floats, b: Floats, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """The slice of the circle (of `count`) in which (a, b) lies, the next slice, and the share blended into that."""
    position = (np.arctan2(b, a) / (2 * np.pi) % 1.0) * count  # [n]
    index = np.floor(position).astype(np.int64) % count
    # The last eighth of each slice blends into the next: a sharp edge could not be learned by a mapping network.
    share = np.clip((position % 1.0 - 0.875) / 0.125, 0, 1)
    return index, (index + 1) % count, share.astype(np.float32)


def _on_circle(a: Floats, b: Floats, palette: Floats) -> Floats:
    index, following, share = _slices(a, b, len(palette))
    mixed: Floats = palette[index] * (1 - share[:, None]) + palette[following] * share[:, None]  # [n, 3]
    return mixed


def _around(a: Floats, b: Floats, palette: Floats) -> Floats:
    """Any hue, with the palette's mean and deviation: smoother in z than a choice, so learned from few faces."""
    angle = np.arctan2(b, a)[:, None] + np.array([0.0, -2.0944, 2.0944], np.float32)  # [n, 3]
    rgb: Floats = np.clip(palette.mean(axis=0) + np.sqrt(2) * palette.std(axis=0) * np.cos(angle), 0, 1)
    return rgb


def _one_of(a: Floats, b: Floats, count: int) -> Floats:
    return _on_circle(a, b, np.eye(count, dtype=np.float32))  # [n, count]


def _background(a: Floats, b: Floats, lightness: Floats) -> Floats:
    hue = np.arctan2(b, a)[:, None] + np.array([0, -2.0944, 2.0944])  # [n, 3]
    level = np.clip(0.76 + 0.13 * lightness, 0.42, 0.97)[:, None]
    rgb: Floats = np.clip(level + 0.15 * np.cos(hue) * np.minimum(1, np.hypot(a, b))[:, None], 0, 1)
    return rgb


def _tails(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Two tails in about 20 % of the faces, one on either side in 5 % each."""
    both = np.clip((a - 0.84) / 0.16 + 0.5, 0, 1)
    left = np.clip((b - 1.64) / 0.16 + 0.5, 0, 1)
    right = np.clip((-b - 1.64) / 0.16 + 0.5, 0, 1)
    return np.maximum(both, left), np.maximum(both, right)
