"""`python -m ganstudio.training.evaluate`: measures the built-in model with a reader trained on drawings."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from ganstudio.analysis.detector_files import load_detectors
from ganstudio.training.evaluate_bench import Bench, Pictures, belongs, edits_of_tab, own_reading, painted, shares
from ganstudio.training.evaluate_measures import frechet_distance, overlap, spearman
from ganstudio.training.faces_dataset import draw_dataset, natural_factors, open_dataset
from ganstudio.training.faces_draw import draw_face
from ganstudio.training.faces_factors import EYE_COLOURS, HAIR_COLOURS, INDEX, Floats
from ganstudio.training.faces_parts import Part
from ganstudio.training.reader import load_reader, train_reader
from ganstudio.training.ship_tabs import mask_shares, part_masks, with_factors

Say = Callable[[str], None]

_SLIDER: Final = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)


def reader_table(bench: Bench, drawn: Pictures, factors: Floats, parts: Pictures, say: Say) -> None:
    """How well the reader reads held-out drawings."""
    reading = bench.reader.read(drawn)
    say("\n## The reader on held-out drawings\n\n| factor | correlation |\n|---|---|")
    for name in (
        "mouth_openness",
        "smile",
        "blush",
        "eye_openness",
        "hair_length",
        "tilt",
        "skin_tone",
        "hairband",
        "glasses",
        "hair_r",
        "eye_r",
    ):
        own, read = factors[:, INDEX[name]], reading.factors[:, INDEX[name]]
        say(f"| {name} | {np.corrcoef(own, read)[0, 1]:.3f} |")
    for part in (Part.MOUTH, Part.EYES, Part.CHEEKS, Part.HAIR, Part.BACKGROUND):
        say(f"| IoU of {part.name.lower()} | {overlap(parts[:, ::2, ::2] == part, reading.parts == part):.3f} |")


def crisp_table(bench: Bench, drawn: Pictures, made: Pictures, others: Pictures, say: Say) -> None:
    """Fréchet distances in the reader's features, all to `drawn`; `others` are drawings of other faces."""
    features = bench.reader.read(drawn).features
    blurred = np.stack([np.asarray(Image.fromarray(p).filter(ImageFilter.GaussianBlur(1))) for p in others])
    say(
        f"\n## Crisp: Fréchet distance in the reader's features, {len(made)} made against {len(drawn)} drawn\n"
        "\n| | distance |\n|---|---|"
    )
    say(f"| other drawings | {frechet_distance(bench.reader.read(others).features, features):.3f} |")
    say(f"| made, psi 1 | {frechet_distance(bench.reader.read(made).features, features):.3f} |")
    say(f"| those, blurred by 1 pixel | {frechet_distance(bench.reader.read(blurred).features, features):.3f} |")


def variety_table(bench: Bench, drawn: Pictures, made: Pictures, say: Say) -> None:
    """Shares of colours and accessories, as read, among drawn and made faces."""
    tables = [shares(bench.reader.read(pictures).factors) for pictures in (drawn, made)]
    say(
        f"\n## Varied: shares as read, {len(drawn)} drawn and {len(made)} made\n"
        "\n| | drawn | made | within a factor of 2 |\n|---|---|---|---|"
    )
    good = 0
    for name, share in tables[0].items():
        ratio = tables[1][name] / max(share, 1e-6)
        good += 0.5 <= ratio <= 2
        say(f"| {name} | {share:.3f} | {tables[1][name]:.3f} | {'yes' if 0.5 <= ratio <= 2 else 'NO'} |")
    say(f"\n{good} of {len(tables[0])} within a factor of 2.")


def attribute_table(bench: Bench, say: Say, *, faces: int = 24) -> None:
    """Each slider from -3 to +3: rank correlation with its own reading, and the reading that changes most beside it."""
    ws = bench.ws_of_seeds(faces, psi=0.7)
    say(
        f"\n## Attributes: sliders -3..+3 on {faces} faces at psi 0.7\n"
        "\n| attribute | Spearman | largest side effect |\n|---|---|---|"
    )
    good, attributes = 0, bench.data.attribute_sets()["basic"]
    spread = bench.reader.deviation.numpy()
    for name, vector in attributes.items():
        steps = [bench.reader.read(bench.pictures(ws + amount * vector.numpy())).factors for amount in _SLIDER]
        own = np.stack([own_reading(name, read) for read in steps])  # [amounts, faces]
        ranks = float(np.mean([spearman(np.array(_SLIDER), own[:, face]) for face in range(faces)]))
        change = np.abs((steps[-1] - steps[0]).mean(axis=0)) / spread
        beside = [
            (value, factor) for factor, value in zip(INDEX, change.tolist(), strict=True) if not belongs(name, factor)
        ]
        largest, factor = max(beside)
        good += ranks >= 0.9
        say(f"| {name} | {ranks:.3f} | {factor} {largest:.2f} deviations |")
    say(f"\n{good} of {len(attributes)} at 0.9 or more.")


def mouth_table(bench: Bench, say: Say, *, faces: int = 100) -> None:
    """Spatial tabs painted by their detectors, multiplier 100, against the attribute of the same name."""
    detectors, tabs = load_detectors(bench.data.path), {tab.name: tab for tab in bench.data.load_tabs("basic")}
    say(
        f"\n## Spatial edits, painted by the detector, multiplier 100, on {faces} faces\n"
        "\n| tab | as read, before | after | reached "
        "| change outside, tab | change outside, attribute | ratio |\n|---|---|---|---|---|---|---|"
    )
    plans: tuple[tuple[str, str, dict[str, float], str, float, tuple[Part, ...]], ...] = (
        ("mouth_open", "mouth_openness", {"mouth_openness": 0.0}, "open_mouth", 0.35, (Part.MOUTH,)),
        ("smile", "smile", {"smile": -0.3}, "smile", 0.35, (Part.MOUTH,)),
        ("blush", "blush", {"blush": 0.0}, "blush", 0.35, (Part.CHEEKS,)),
        ("red_or_blue_eyes", "eye_r", _named("eye", EYE_COLOURS["blue"]), "red_eyes", 0.5, (Part.EYES,)),
        ("hair", "hair_r", _named("hair", HAIR_COLOURS["black"]), "pink_hair", 0.5, (Part.HAIR,)),
    )  # fmt: skip
    for name, factor, start, attribute, reached, shown in plans:
        base = with_factors(natural_factors(faces, seed=41), start)
        ws = bench.ws_of_factors(base)
        before = bench.pictures(ws)
        selections = painted(bench, ws, tabs[name], detectors[tabs[name].detector])
        after = np.concatenate([
            bench.edited(ws[n : n + 1], edits_of_tab(tabs[name], selections[n], 100.0)) for n in range(faces)
        ])  # fmt: skip
        vector = bench.data.attribute_sets()["basic"][attribute].numpy()
        slid = bench.pictures(ws + 3 * vector)
        read = [bench.reader.read(pictures).factors[:, INDEX[factor]] for pictures in (before, after)]
        shown_in = np.stack([np.isin(draw_face(row)[1], [int(part) for part in shown]) for row in base])
        allowed = _grown(shown_in | _changed_part(bench, after, shown), 3)
        outside = [_change_outside(before, other, allowed) for other in (after, slid)]
        say(
            f"| {name} | {read[0].mean():.2f} | {read[1].mean():.2f} "
            f"| {int((read[1] > reached).sum())} of {faces} above {reached} "
            f"| {outside[0]:.2f} | {outside[1]:.2f} | {outside[0] / max(outside[1], 1e-6):.2f} |"
        )
    say("\nChange: mean absolute difference, of 255, outside the part (before or after) grown by 3 pixels.")


def detector_table(bench: Bench, say: Say, *, faces: int = 200) -> None:
    """Overlap of detectors with drawn masks, at their grid; a cell belongs to a part that fills a quarter of it."""
    factors = natural_factors(faces, seed=51)
    ws, detectors = bench.ws_of_factors(factors), load_detectors(bench.data.path)
    say(f"\n## Detectors: IoU with the drawn masks on {faces} faces\n\n| detector | IoU |\n|---|---|")
    for name, detector in detectors.items():
        found: list[NDArray[np.bool_]] = []
        for start in range(0, faces, 25):
            maps = bench.maps(ws[start : start + 25], detector.layers)
            found += [
                detector.detect({k: v[n] for k, v in maps.items()}) > 0.5 for n in range(len(next(iter(maps.values()))))
            ]
        masks = np.stack(found)
        true = mask_shares(part_masks(name, factors), grid=masks.shape[1]) >= 0.25
        say(f"| {name} | {np.mean([overlap(a, b) for a, b in zip(masks, true, strict=True)]):.3f} |")


def _changed_part(bench: Bench, pictures: Pictures, shown: tuple[Part, ...]) -> NDArray[np.bool_]:
    parts = np.isin(bench.reader.read(pictures).parts, [int(part) for part in shown])
    wide: NDArray[np.bool_] = parts.repeat(2, axis=1).repeat(2, axis=2)
    return wide


def _grown(masks: NDArray[np.bool_], pixels: int) -> NDArray[np.bool_]:
    side = 2 * pixels + 1
    return np.stack(
        [np.asarray(Image.fromarray(mask).convert("L").filter(ImageFilter.MaxFilter(side))) > 0 for mask in masks]
    )


def _change_outside(before: Pictures, after: Pictures, allowed: NDArray[np.bool_]) -> float:
    difference = np.abs(before.astype(np.float32) - after).mean(axis=3)
    return float(difference[~allowed].mean())


def _named(part: str, rgb: tuple[int, int, int]) -> dict[str, float]:
    return {f"{part}_{channel}": value / 255 for channel, value in zip("rgb", rgb, strict=True)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Measure the built-in model (or another of the same training).")
    parser.add_argument("--model", default="builtin", help="model file, with data/<id>/ and factors.npz beside it")
    parser.add_argument("--reader", type=Path, required=True, help="reader checkpoint; made if it is missing")
    parser.add_argument("--faces", type=Path, required=True, help="folder of drawn faces; drawn if it is missing")
    parser.add_argument("--count", type=int, default=5000, help="pictures for the Fréchet distance")
    parser.add_argument("--reader-kimg", type=float, default=150, help="thousands of pictures the reader learns from")
    parser.add_argument("--attribute-faces", type=int, default=24, help="faces on which each slider is moved")
    parser.add_argument("--threads", type=int, help="threads of the networks; all cores by default")
    parser.add_argument("--output", type=Path, help="also write the tables here")
    chosen = parser.parse_args(arguments)
    if chosen.threads is not None:
        torch.set_num_threads(chosen.threads)
    lines: list[str] = []

    def say(text: str) -> None:
        print(text, flush=True)  # noqa: T201 - this program's purpose
        lines.append(text)

    faces = (
        draw_dataset(chosen.faces, 20_000) if not (chosen.faces / "done.json").exists() else open_dataset(chosen.faces)
    )
    reader = (
        load_reader(chosen.reader)
        if chosen.reader.exists()
        else train_reader(faces, chosen.reader, kimg=chosen.reader_kimg).eval()
    )
    bench = Bench(model=chosen.model, reader=reader)
    factors = natural_factors(chosen.count, seed=61)
    drawn = [draw_face(row) for row in factors]
    pictures, parts = np.stack([row[0] for row in drawn]), np.stack([row[1] for row in drawn])
    made = bench.pictures(bench.ws_of_seeds(chosen.count))
    say(f"# Evaluation of {bench.generator.model_id}")
    reader_table(bench, pictures[:1000], factors[:1000], parts[:1000], say)
    others = np.stack([draw_face(row)[0] for row in natural_factors(chosen.count, seed=62)])
    crisp_table(bench, pictures, made, others, say)
    variety_table(bench, pictures[:1000], made[:1000], say)
    attribute_table(bench, say, faces=chosen.attribute_faces)
    mouth_table(bench, say)
    detector_table(bench, say)
    if chosen.output is not None:
        chosen.output.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
