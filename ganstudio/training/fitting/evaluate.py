"""`python -m ganstudio.training.fitting.evaluate OUT`: measures what ships of a fit against drawings of the same faces.

What a picture shows is the drawing that it is nearest to. A network reads pictures for one measure only, the distance
of two sets of pictures, and it has seen nothing but drawings.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray

from ganstudio.analysis.detector_files import load_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.training.evaluate_measures import frechet_distance, overlap, spearman
from ganstudio.training.faces.dataset import open_dataset
from ganstudio.training.faces.drawing import draw_face, draw_picture
from ganstudio.training.faces.edits import EDITS, edited
from ganstudio.training.faces.factors import INDEX, Floats, mean_face, with_factors
from ganstudio.training.faces.people import natural_faces
from ganstudio.training.faces.sheet import grown as grown_size
from ganstudio.training.fast_network import StyledConv
from ganstudio.training.fitting.attributes import SLIDER_END, directions, face_changes
from ganstudio.training.fitting.painting import LEVELS, ROWS_BELOW, STARTS, hand_masks, painted
from ganstudio.training.fitting.reader import Reader, train_reader
from ganstudio.training.fitting.reading import (
    Pixels,
    contrast,
    draw_versions,
    fine_energy,
    grown,
    read_by_drawings,
    saturation,
)
from ganstudio.training.fitting.ship import DETECTOR_GRID, MODEL_FILE, cells_of_part
from ganstudio.training.fitting.start import open_shipped
from ganstudio.training.fitting.trained import FittedModel
from ganstudio.training.probes import captured, found_cells
from ganstudio.workspace.tabs import open_tab_file

MEASURED_ATTRIBUTES: Final = (
    "length_hair", "smile", "open_mouth", "blush", "skin_tone", "glasses", "hairband", "head_tilt", "head_turn",
    "head_nod", "age", "masculine", "eyes_closed", "brow_height", "black_hair", "blonde_hair", "blue_hair", "pink_hair",
    "red_eyes", "blue_eyes", "green_eyes",
)  # fmt: skip


ACCESSORIES: Final = ("glasses", "hairband", "bow", "flower", "cat_ears", "headphones", "choker", "scarf")


Strengths = Mapping[str, float]
"""What tabs add on their map at 100, by name."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One measure: what, how much, what is wanted."""

    what: str
    value: float
    wanted: str


def measure(model: FittedModel, strengths: Strengths, *, faces: int = 100, seed: int = 77) -> Iterator[Row]:
    """All measures of a fit, one after another, with its tabs' strengths."""
    natural = natural_faces(faces, seed=seed)
    yield from sharpness(model, natural)
    yield from paleness(model, natural)
    yield from between(model, natural[:40])
    yield from painted_mouths(model, natural, strengths)
    yield from painted_tabs(model, natural, strengths)
    yield from lone_maps(model, natural[:6], strengths)
    yield from ghosts(model, natural[:50])
    yield from attributes(model, natural[:12])


def towards_mean(factors: Floats, psi: float) -> Floats:
    """Faces as psi makes them: float32 [n, factors]."""
    found: Floats = mean_face() + np.float32(psi) * (factors - mean_face())
    return found


def sharpness(model: FittedModel, factors: Floats) -> Iterator[Row]:
    """Fine structure of made pictures against that of the drawings of the same faces."""
    for psi in (1.0, 0.7, 0.5):
        made, drawn = _made_and_drawn(model, factors, psi)
        ratio = float(fine_energy(made).mean() / fine_energy(drawn).mean())
        yield Row(what=f"fine structure at psi {psi}, made / drawn", value=ratio, wanted="0.85 to 1.1")


def paleness(model: FittedModel, factors: Floats) -> Iterator[Row]:
    """Saturation and contrast at psi 0.3 against the drawings of the same faces."""
    made, drawn = _made_and_drawn(model, factors, 0.3)
    yield Row(what="saturation at psi 0.3, made / drawn", value=saturation(made) / saturation(drawn), wanted=">= 0.9")
    yield Row(what="contrast at psi 0.3, made / drawn", value=contrast(made) / contrast(drawn), wanted=">= 0.9")


def between(model: FittedModel, factors: Floats, *, frames: int = 24) -> Iterator[Row]:
    """The least sharp frame between two faces, against the less sharp of these."""
    worst = 1.0
    for first, last in zip(factors[::2], factors[1::2], strict=False):
        ends = model.ws_of_faces(np.stack([first, last]))
        shares = np.linspace(0, 1, frames, dtype=np.float32)[:, None]
        energy = fine_energy(model.pictures(ends[0] + shares * (ends[1] - ends[0])))
        worst = min(worst, float(energy.min() / min(energy[0], energy[-1])))
    yield Row(what="least sharp frame between two faces / its ends", value=worst, wanted=">= 0.8")


def ghosts(model: FittedModel, factors: Floats) -> Iterator[Row]:
    """How many accessories are neither there nor not there, made against drawn."""
    sizes, seen, drawn = np.linspace(0, 1, 6), [], []
    presences = np.interp(sizes, [float(grown_size(level)) for level in LEVELS], LEVELS)  # what is drawn so large
    made = model.pictures(model.ws_of_faces(factors))
    for name in ACCESSORIES:
        versions = [with_factors(factors, {name: presence}) for presence in presences.tolist()]
        seen.append(read_by_drawings(made, versions, sizes.tolist()).level)
        drawn.append([grown_size(float(presence)) for presence in factors[:, INDEX[name]]])
    shares = [float(((np.array(levels) > 0.2) & (np.array(levels) < 0.8)).mean()) for levels in (seen, drawn)]
    yield Row(what="accessories half there, share", value=shares[0], wanted=f"<= {max(1.5 * shares[1], 0.01):.3f}")


def resemblance(model: FittedModel, reader: Reader, factors: Floats, others: Floats) -> Iterator[Row]:
    """The Frechet distance of made pictures from drawn ones of other people, in the reader's features.

    Args:
        model: The fit.
        reader: Trained on drawings.
        factors: float32 [n, factors], the faces that are made.
        others: float32 [n, factors], those that are drawn.
    """
    side = model.pictures(model.ws_of_faces(factors[:1])).shape[1]
    first, second = (np.stack([draw_picture(row, size=side) for row in table]) for table in (factors, others))
    soft = (first.astype(np.float32) + np.roll(first, 1, axis=1) + np.roll(first, 1, axis=2)
            + np.roll(first, (1, 1), axis=(1, 2))) / 4  # fmt: skip
    wanted = reader.features(second)
    drawn = frechet_distance(reader.features(first), wanted)
    made = frechet_distance(reader.features(model.pictures(model.ws_of_faces(factors))), wanted)
    blurred = frechet_distance(reader.features(soft.astype(np.uint8)), wanted)
    yield Row(what="Frechet distance of made faces from drawings", value=made, wanted=f"<= {1.5 * drawn + 1:.2f}")
    yield Row(what="the same of drawings", value=drawn, wanted="")
    yield Row(what="the same of drawings blurred by half a pixel", value=blurred, wanted="more than made")


def detector_overlap(model: FittedModel, detectors: Mapping[str, Detector], factors: Floats) -> Iterator[Row]:
    """Mean intersection over union of what detectors find and where drawings have the part, in cells of tabs."""
    layers = tuple(dict.fromkeys(layer for detector in detectors.values() for layer in detector.layers))
    maps = captured(model.synthesis, model.ws_of_faces(factors), layers)
    drawn = np.stack([draw_face(row, size=256)[1] for row in factors])
    for name, detector in detectors.items():
        found = [
            found_cells(detector.detect({layer: maps[layer][row].float().numpy() for layer in layers}), DETECTOR_GRID)
            for row in range(len(factors))
        ]
        shown = cells_of_part(drawn, name)
        value = float(np.mean([overlap(*pair) for pair in zip(found, shown, strict=True) if pair[1].any()]))
        yield Row(
            what=f"detector {name}: overlap", value=value,
            wanted=">= 0.95" if name in ("hair", "background") else ">= 0.85",
        )  # fmt: skip


def painted_mouths(model: FittedModel, factors: Floats, strengths: Strengths) -> Iterator[Row]:
    """Shut mouths painted open with two rows of cells, at 100, beside the attribute."""
    edit = EDITS[0]
    shut = with_factors(factors, STARTS[edit.name])
    ws, opened = model.ws_of_faces(shut), np.stack([edited(row, edit, 1.0) for row in shut])
    plain, by_attribute = model.pictures(ws), model.pictures(model.ws_of_faces(opened))
    by_paint = model.pictures(
        ws, painted(edit, hand_masks(shut, edit, below=ROWS_BELOW[edit.name]), strengths[edit.name])
    )
    versions = [with_factors(shut, {"mouth_open": level}) for level in LEVELS]
    drawn = draw_versions(versions, size=plain.shape[1])
    paint, attribute = (read_by_drawings(each, drawn, LEVELS) for each in (by_paint, by_attribute))
    outside = ~grown(paint.region, 5)
    spill = _change(by_paint, plain, outside) / max(_change(by_attribute, plain, outside), 1e-6)
    yield Row(
        what="painted mouths that read open (0.8 or more)", value=float((paint.level >= 0.8).mean()), wanted=">= 0.98"
    )
    yield Row(what="change outside the mouth, of the attribute's", value=spill, wanted="<= 0.05")
    nearer = float(paint.error[:, -1].mean() / attribute.error[:, -1].mean())
    yield Row(what="distance from the open drawing, of the attribute's", value=nearer, wanted="< 1")


def painted_tabs(model: FittedModel, factors: Floats, strengths: Strengths) -> Iterator[Row]:
    """Every tab painted over its part by its cells: the share of faces on which its change is reached."""
    for edit in EDITS[1:]:
        start = with_factors(factors, STARTS.get(edit.name, {}))
        versions = [np.stack([edited(row, edit, level) for row in start]) for level in LEVELS]
        masks = hand_masks(start, edit, after=versions[-1])
        made = model.pictures(model.ws_of_faces(start), painted(edit, masks, strengths[edit.name]))
        reached = float((read_by_drawings(made, versions, LEVELS).level >= 0.7).mean())
        yield Row(what=f"{edit.name}, painted: reached", value=reached, wanted=">= 0.95")


def lone_maps(model: FittedModel, factors: Floats, strengths: Strengths) -> Iterator[Row]:
    """The scan of a beginner: every map of b16 alone over shut mouths; is the tab's the one that opens them?"""
    edit = EDITS[0]
    shut = with_factors(factors, STARTS[edit.name])
    ws = model.ws_of_faces(shut)
    added_there = torch.from_numpy(hand_masks(shut, edit, below=ROWS_BELOW[edit.name])) * strengths[edit.name]
    versions = [with_factors(shut, {"mouth_open": level}) for level in LEVELS]
    layer = model.synthesis.get_submodule("b16.conv1")
    assert isinstance(layer, StyledConv)
    channels = len(layer.bias)
    drawn, opens = draw_versions(versions, size=model.pictures(ws[:1]).shape[1]), []
    for channel in range(channels):
        added = torch.zeros(len(ws), channels, 16, 16)
        added[:, channel] = added_there
        opens.append(float(read_by_drawings(model.pictures(ws, {"b16": added}), drawn, LEVELS).level.mean()))
    yield Row(what="openness by the tab's map alone", value=opens[edit.map], wanted=">= 0.5")
    others = max(value for channel, value in enumerate(opens) if channel != edit.map)
    yield Row(what="openness by the best other map alone", value=others, wanted="< 0.5")


def attributes(model: FittedModel, factors: Floats) -> Iterator[Row]:
    """Rank correlation of what pictures show at sliders -3..3 with what drawings show there, near the mean of faces.

    Drawings without glasses or a hairband are the same at each slider below 0: made pictures need not differ there.
    """
    basic, _ = face_changes()
    near, values = towards_mean(factors, 0.7), np.linspace(-SLIDER_END, SLIDER_END, 7)
    for name in MEASURED_ATTRIBUTES:
        direction = directions(model.embedding, {name: basic[name]})[name]
        step = with_factors(mean_face(), basic[name]) - mean_face()
        versions = [near + np.float32(value / SLIDER_END) * step for value in values]
        made = [model.pictures(model.ws_of_faces(near) + np.float32(value) * direction) for value in values]
        drawn = draw_versions(versions, size=made[0].shape[1])
        read, shown = (
            np.array([read_by_drawings(each, drawn, values.tolist()).level.mean() for each in pictures])
            for pictures in (made, drawn)
        )
        yield Row(what=f"attribute {name}: Spearman", value=spearman(shown, read), wanted=">= 0.95")


def strengths_of_tabs(data: Path) -> dict[str, float]:
    """The strengths of the tabs that a data folder ships."""
    tabs = open_tab_file(data / "tabs_basic.json").tabs
    return {tab.name: 100 * tab.weights[0].weight for tab in tabs}


def main(arguments: Sequence[str] | None = None, *, say: Callable[[str], None] = print) -> None:
    """Measure a folder of what ships and print a table."""
    parser = argparse.ArgumentParser(description="Measure a fit of the 256 pixel model against drawings.")
    parser.add_argument("output", type=Path, help="folder of what ships")
    parser.add_argument("--faces", type=int, default=100)
    parser.add_argument("--work", type=Path, help="folder of the recipe, whose drawings the Frechet distance needs")
    parser.add_argument("--resembling", type=int, default=1000, help="faces for the Frechet distance")
    chosen = parser.parse_args(arguments)
    say("| what | measured | wanted |\n|---|---|---|")
    model, data = open_shipped(chosen.output / MODEL_FILE), next((chosen.output / "data").iterdir())
    rows = itertools.chain(
        detector_overlap(model, load_detectors(data), natural_faces(chosen.faces, seed=78)),
        measure(model, strengths_of_tabs(data), faces=chosen.faces),
    )
    if chosen.work is not None:
        reader = train_reader(open_dataset(chosen.work / "faces"))
        first, second = (natural_faces(chosen.resembling, seed=seed) for seed in (601, 602))
        rows = itertools.chain(resemblance(model, reader, first, second), rows)
    for row in rows:
        say(f"| {row.what} | {row.value:.3f} | {row.wanted} |")


def _made_and_drawn(model: FittedModel, factors: Floats, psi: float) -> tuple[Pixels, Pixels]:
    """Faces at psi, made as the program makes them, and drawn: uint8 [n, r, r, 3] each."""
    middle = model.mapping.w_avg.numpy()
    made = model.pictures(middle + np.float32(psi) * (model.ws_of_faces(factors) - middle))
    drawn = np.stack([draw_picture(row, size=made.shape[1]) for row in towards_mean(factors, psi)])
    return made, drawn


def _change(first: Pixels, second: Pixels, where: NDArray[np.bool_]) -> float:
    away = np.abs(first.astype(np.int16) - second).mean(axis=3)
    return float((away * where).sum() / max(int(where.sum()), 1))


if __name__ == "__main__":
    main()
