"""The built-in model's spatial tabs and detectors: what each should do, and where, as examples for the searches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray

from ganstudio.analysis.detectors import Detector
from ganstudio.recipe.array import Array
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.training.faces_dataset import natural_factors
from ganstudio.training.faces_draw import draw_face
from ganstudio.training.faces_factors import INDEX, Floats
from ganstudio.training.faces_parts import Part
from ganstudio.training.probes import fit_probe
from ganstudio.training.tabs import TabExamples, TabSearch, captured, find_tab
from ganstudio.training.trained import TrainedModel

Masks = NDArray[np.float32]

GRID: Final = 32
DETECTOR_LAYERS: Final = ("b16", "b32")
DETECTED: Final[dict[str, tuple[Part, ...]]] = {
    "mouth": (Part.MOUTH,),
    "eyes": (Part.EYES,),
    "cheeks": (Part.CHEEKS,),
    "hair": (Part.HAIR, Part.HAIRBAND, Part.RIBBON, Part.BROWS),
    "background": (Part.BACKGROUND,),
    "clothes": (Part.CLOTHES,),
    "face": (Part.FACE, Part.CHEEKS, Part.MOUTH, Part.EYES, Part.GLASSES),
}
"""Detector -> the parts that it finds; brows are drawn over hair, so they count as hair."""

IRISES: Final = "irises"
"""A detector without a part of its own: the drawing shows irises where a change of the eyes' colour shows."""


_SHOWN: Final = 0.2
"""A cell shows a part that fills this much of it: a closed mouth fills little more of any."""
_PAINTED: Final = 0.15
"""A person paints the cells of which a part fills more than this."""


class TabPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What one tab does.

    Attributes:
        name: Of the tab. before: factors that are set on the faces to edit. after: factors that they should get where
            the selection is positive. negative: factors where it is negative, if the tab has two directions.
        added: What factors should gain where the selection is positive, and lose where it is negative.
        layers: Weighted layers. detector: places the selection; empty for the whole picture. grid: the selection's
            rows and columns.
        focus, outside: See `TabSearch`.
        spread: Pixels by which the region where the picture may change reaches beyond the part.
    """

    name: str
    before: dict[str, float]
    after: dict[str, float] = {}
    negative: dict[str, float] = {}
    added: dict[str, float] = {}
    layers: tuple[str, ...] = ("b16", "b32")
    detector: str = ""
    grid: int = GRID
    focus: float = 0.8
    outside: float = 8.0
    spread: int = 3


def _colour(name: str, rgb: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip((f"{name}_r", f"{name}_g", f"{name}_b"), rgb, strict=True))


PLANS: Final[tuple[TabPlan, ...]] = (
    TabPlan(
        name="mouth_open",
        before={"mouth_openness": 0.0},
        after={"mouth_openness": 1.0},
        layers=("b16", "b32", "b64"),
        detector="mouth",
        grid=16,
    ),
    TabPlan(
        name="smile",
        before={"smile": 0.0},
        after={"smile": 1.0},
        negative={"smile": -1.0},
        layers=("b16.conv0", "b16", "b32.conv0", "b32", "b64"),
        detector="mouth",
        grid=16,
        outside=3.0,
    ),
    TabPlan(name="blush", before={"blush": 0.0}, after={"blush": 1.0}, layers=("b32", "b64"), detector="cheeks"),
    TabPlan(
        name="hairband",
        before={"hairband": 0.0},
        after={"hairband": 1.0} | _colour("hairband", (0.89, 0.23, 0.29)),
        detector="hairband",
        grid=16,
    ),
    TabPlan(
        name="hair",
        before={},
        added=_colour("hair", (0.4, -0.05, 0.15)),
        layers=("b32", "b64"),
        detector="hair",
    ),
    TabPlan(
        name="red_or_blue_eyes",
        before={},
        added=_colour("eye", (0.4, -0.1, -0.4)),
        layers=("b32.conv0", "b32", "b64.conv0", "b64", "b128.conv0"),
        detector=IRISES,
    ),
    TabPlan(
        name="cloth",
        before={},
        added=_colour("clothes", (0.4, -0.1, -0.15)),
        layers=("b32", "b64"),
        detector="clothes",
    ),
    TabPlan(
        name="line_emphasis",
        before={"line_weight": 0.1},
        after={"line_weight": 1.0},
        layers=("b64", "b128"),
        focus=0.0,
    ),
    TabPlan(name="ice_is_nice", before={}, after={}, layers=("b128",)),
)


def find_detectors(model: TrainedModel, *, faces: int = 240, seed: int = 11) -> dict[str, Detector]:
    """Fit every detector on made faces whose drawings' parts are known."""
    factors = natural_factors(faces, seed=seed)
    maps = captured(model.synthesis, torch.from_numpy(model.ws_of_factors(factors)), DETECTOR_LAYERS)
    note = f"linear probe on {', '.join(DETECTOR_LAYERS)}, fitted to the drawn masks of {faces} faces"
    found = {}
    for name in (*DETECTED, IRISES):
        shown = mask_shares(part_masks(name, factors)) >= _SHOWN
        found[name] = fit_probe(name, maps, shown.astype(np.float32), note=note)
    return found


def iris_masks(factors: Floats) -> NDArray[np.bool_]:
    """Where drawings show irises: bool [n, r, r]."""
    pair = [with_factors(factors, _colour("eye", (level,) * 3)) for level in (0.0, 1.0)]
    dark, light = (np.stack([draw_face(row)[0] for row in table]).astype(np.int16) for table in pair)
    shown: NDArray[np.bool_] = np.abs(light - dark).max(axis=3) > 40
    return shown


def part_masks(detector: str, factors: Floats) -> NDArray[np.bool_]:
    """Where drawings show what a detector finds (or would find: `hairband` has none): bool [n, r, r]."""
    if detector == IRISES:
        return iris_masks(factors)
    shown = (Part.HAIRBAND,) if detector == "hairband" else DETECTED[detector]
    return np.isin(np.stack([draw_face(row)[1] for row in factors]), [int(part) for part in shown])


def mask_shares(masks: NDArray[np.bool_], *, grid: int = GRID) -> Masks:
    """How much of each cell is in a mask: bool [n, r, r] -> float32 [n, grid, grid], 0..1."""
    step = masks.shape[1] // grid
    shares: Masks = (
        masks.astype(np.float32).reshape(len(masks), grid, step, grid, step).mean(axis=(2, 4), dtype=np.float32)
    )
    return shares


def selections_of(model: TrainedModel, ws: Floats, detector: Detector, *, grid: int = GRID) -> Masks:
    """What a detector selects on made faces: float32 [n, grid, grid]."""
    maps = captured(model.synthesis, torch.from_numpy(ws), detector.layers)
    found = [
        detector.detect({name: values[row].numpy() for name, values in maps.items()}, (grid, grid))
        for row in range(len(ws))
    ]
    return np.stack(found)


def find_tabs(
    model: TrainedModel,
    detectors: dict[str, Detector],
    *,
    faces: int = 48,
    seed: int = 12,
    log: Callable[[str], None] = print,
    plans: tuple[TabPlan, ...] = PLANS,
    steps: int = 140,
) -> tuple[SpatialEdit, ...]:
    """Search every tab's weights; `log` is told the error before and after."""
    edits = []
    for plan in plans:
        examples = _examples(model, detectors, plan, natural_factors(faces, seed=seed))
        search = TabSearch(layers=plan.layers, steps=steps, focus=plan.focus, outside=plan.outside)
        found = find_tab(model.synthesis, examples, search)
        log(
            f"{plan.name}: error in the region {found.error_before:.4f} -> {found.error_after:.4f}, "
            f"{len(found.weights)} maps"
        )
        typical = (np.abs(examples.selections).mean(axis=0) > 0.35).astype(np.float32)  # [grid, grid]
        edits.append(
            SpatialEdit(
                name=plan.name,
                resolution=plan.grid,
                selection=Array(typical),
                weights=tuple(ChannelWeight(*row) for row in found.weights),
                detector=plan.detector if plan.detector in detectors else "",
                detector_mode="modify" if plan.detector in detectors else "off",
            )
        )
    return tuple(edits)


def with_factors(factors: Floats, changes: dict[str, float]) -> Floats:
    """A copy with some factors set: float32 [n, factors]."""
    changed = factors.copy()
    for name, value in changes.items():
        changed[:, INDEX[name]] = value
    return changed


def _examples(model: TrainedModel, detectors: dict[str, Detector], plan: TabPlan, factors: Floats) -> TabExamples:
    base = with_factors(factors, plan.before)
    after = with_factors(base, plan.after)
    signs = np.ones(len(base), np.float32)
    if plan.negative or plan.added:
        signs[1::2] = -1
        after[1::2] = with_factors(base, plan.negative)[1::2]
    for name, step in plan.added.items():
        after[:, INDEX[name]] += step * signs
    before_ws = model.ws_of_factors(base)
    with torch.no_grad():
        wanted = model.synthesis(torch.from_numpy(model.ws_of_factors(after)), dtype=torch.bfloat16)
    selections = np.ones((len(base), plan.grid, plan.grid), np.float32)
    region = np.ones((len(base), 1, *wanted.shape[2:]), np.float32)
    if plan.name == "ice_is_nice":
        wanted = _iced(wanted)
    elif plan.detector:
        changed = part_masks(plan.detector, after)
        either = part_masks(plan.detector, base) | changed
        region = _grown(either, plan.spread)[:, None]  # [n, 1, r, r]
        # As a person paints, whole cells over the part; and, for every second pair of faces, as a detector does.
        selections = (mask_shares(either, grid=plan.grid) > _PAINTED).astype(np.float32)
        if plan.detector in detectors:
            found = selections_of(model, before_ws, detectors[plan.detector], grid=plan.grid)
            detected = np.arange(len(base)) // 2 % 2 == 1
            selections[detected] = found[detected]
    return TabExamples(
        before=before_ws, wanted=wanted, selections=selections * signs[:, None, None], region=torch.from_numpy(region)
    )


def _grown(masks: NDArray[np.bool_], pixels: int) -> Masks:
    wide = torch.from_numpy(masks.astype(np.float32)).unsqueeze(1)
    grown = torch.nn.functional.max_pool2d(wide, 2 * pixels + 1, stride=1, padding=pixels).squeeze(1)
    found: Masks = grown.numpy()
    return found


def _iced(pictures: torch.Tensor) -> torch.Tensor:
    """A cold grading: shadows to deep blue, lights to ice."""
    light = (pictures.clamp(-1, 1) * torch.tensor([0.3, 0.59, 0.11])[None, :, None, None]).sum(dim=1, keepdim=True)
    cold = torch.cat([1.0 * light - 0.12, 0.85 * light + 0.12, 0.55 * light + 0.42], dim=1)
    return 0.3 * pictures + 0.7 * cold
