"""Measures detectors made from strokes on the built-in model, against the parts of drawn faces.

Run: python tests/unit/analysis/measure_strokes.py --parts mouth,cheeks
A person's marks are imitated on 1, 3 and 5 pictures, on a grid of 32 rows: the whole part painted over with an unsure
edge ("The rest is not the part"), or three short strokes on the part and six beside it. Each figure is the mean
intersection over union on faces that were not marked; a cell belongs to a part that fills a quarter of it.
"""

from __future__ import annotations

import argparse

import numpy as np
import torch

from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.strokes import MarkedPicture, fit_detector
from ganstudio.networks.header import model_path
from ganstudio.networks.loading import load_generator
from ganstudio.training.faces.drawing import draw_face
from ganstudio.training.faces.inputs import inputs_of_factors
from ganstudio.training.faces.masks import pooled
from ganstudio.training.faces.people import natural_faces
from ganstudio.training.fitting.ship import DETECTED
from ganstudio.training.fitting.start import INPUTS_FILE

GRID = 32
LAYERS = ("b8", "b16", "b32", "b64")
MARKED = 25
"""Faces among which those to be marked are drawn; the rest are only looked at."""


def faces(count: int) -> tuple[list[dict[str, np.ndarray]], np.ndarray]:
    """Feature maps of each face, and its parts as drawn: uint8 [count, h, w]."""
    generator = load_generator("builtin")
    known = np.load(model_path("builtin").with_name(INPUTS_FILE))
    factors = natural_faces(count, seed=51)
    ws = (inputs_of_factors(factors) @ known["matrix"].T + known["offset"]).astype(np.float32)
    maps = []
    for w in ws:
        shown = generator.synthesize(np.repeat(w[None, None], generator.spec.num_ws, 1), capture=LAYERS)
        maps.append({layer: shown.feature_maps[layer][0] for layer in LAYERS})
    return maps, np.stack([draw_face(row)[1] for row in factors])


def whole_part(share: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The part painted over; of the cells at its edge, some."""
    edge = (share >= 0.1) & (share < 0.5)
    return ((share >= 0.5) | (edge & (random.random(share.shape) < 0.4))).astype(np.float32)


def some_strokes(share: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Three strokes on the part, six beside it, half of them near."""
    clear = share < 0.02
    padded = np.pad(~clear, 3)
    near = np.zeros_like(clear)
    for down in range(7):
        for across in range(7):
            near |= padded[down : down + len(share), across : across + len(share)]
    marks = np.zeros_like(share, np.float32)
    for number in range(6):
        region = near & clear if number % 2 == 0 else clear
        marks[_stroke(region, random, length=8) & clear] = -1
    for _ in range(3):
        marks[_stroke(share >= 0.5, random, length=10) & (share >= 0.5)] = 1
    return marks


def _stroke(region: np.ndarray, random: np.random.Generator, *, length: int) -> np.ndarray:
    """A line of a brush of 0.8 cells between two cells of a region that are not farther apart than its length."""
    cells = np.argwhere(region)
    start = cells[random.integers(len(cells))]
    reach = cells[np.abs(cells - start).max(axis=1) <= length]
    end = reach[np.argmax(((reach - start) ** 2).sum(axis=1) + random.random(len(reach)))]
    rows, columns = np.mgrid[: len(region), : len(region)]
    touched = np.zeros_like(region)
    for position in np.linspace(0, 1, 20):
        y, x = start + (end - start) * position
        touched |= (rows - y) ** 2 + (columns - x) ** 2 <= 0.8**2
    return touched


def overlap(detector: Detector, maps: list[dict[str, np.ndarray]], true: np.ndarray) -> float:
    """Mean intersection over union on the faces that have the part."""
    found = np.stack([detector.detect(one, (GRID, GRID)) > 0.5 for one in maps])
    both, either = (found & true).sum(axis=(1, 2)), (found | true).sum(axis=(1, 2))
    has = true.any(axis=(1, 2))
    return float((both[has] / either[has]).mean())


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description="Measure detectors made from strokes.")
    parser.add_argument("--parts", default="mouth,eyes,cheeks,hair,background")
    parser.add_argument("--unseen", type=int, default=40, help="faces to find the parts on")
    parser.add_argument("--repeats", type=int, default=4, help="draws of faces and marks")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    maps, parts = faces(MARKED + chosen.unseen)
    print("| part | whole, 1 | 3 | 5 pictures | strokes, 1 | 3 | 5 pictures |\n|---|---|---|---|---|---|---|")
    for name in chosen.parts.split(","):
        share = np.stack([pooled(shown, GRID) for shown in np.isin(parts, DETECTED[name])])
        usable = [face for face in range(MARKED) if (share[face] >= 0.5).any()]
        row = []
        for mark in (whole_part, some_strokes):
            for count in (1, 3, 5):
                scores = []
                for repeat in range(chosen.repeats):
                    random = np.random.default_rng(repeat)
                    marked = [
                        MarkedPicture(feature_maps=maps[face], strokes=mark(share[face], random))
                        for face in random.permutation(usable)[:count]
                    ]
                    fit = fit_detector(name, marked, unmarked_is_not_part=mark is whole_part)
                    scores.append(overlap(fit.detector, maps[MARKED:], share[MARKED:] >= 0.25))
                row.append(f"{np.mean(scores):.2f}")
        print(f"| {name} | {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
