"""Measures the library on many small pictures: how long the index takes, and how long searches take.

    python scripts/measure_library.py --pictures 50000 --folder /tmp/many

The pictures are written by the studio's own writer, 8 x 8 pixels with recipes of attributes and tabs; a folder that has
them already is used again. Times are medians, in milliseconds; each search is the first of its kind on its connection
once, and then repeated.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import Seed, Truncation
from ganstudio.recipe.portrait import Portrait
from ganstudio.workspace import Workspace
from ganstudio.workspace.library import marks
from ganstudio.workspace.library.library import Library
from ganstudio.workspace.library.reading import parse
from ganstudio.workspace.library.sorting import Order, order

ATTRIBUTES = tuple(f"attribute_{number:02d}" for number in range(24))
TABS = ("mouth_open", "hairband", "blush", "eyes_shut", "glasses", "hat")
MODEL, WEIGHTS = "5045a7fc6b86cb2d1004bed005a96892", "83a5c76941b6b30e7ebb25d9289c063f"
SEARCHES = (
    ("", "date"),
    ("", "name"),
    ("", "rating"),
    ("", "mouth_open"),
    ("sample", "date"),
    ("mouth", "date"),
    ("mouth_open>50 model:faces seed:31 tag:print", "date"),
    ("mouth_open>50", "mouth_open"),
    ("attribute_03>1 OR attribute_04<-1", "date"),
    ("rating>=3 -tag:print", "rating"),
    ("in:batches date:today", "date"),
    ("is:duplicate", "recipe"),
    ("name:00012", "name"),
    ("(hat hairband) OR (glasses -blush)", "date"),
)


def make_pictures(workspace: Workspace, count: int) -> None:
    """Writes what is missing."""
    rng = random.Random(7)
    vector, selection = Array(np.ones(8, np.float32)), Array(np.ones((8, 8), np.float32))
    for number in range(count):
        recipe = Recipe(
            model=MODEL,
            weights_id=WEIGHTS,
            latent=Seed(rng.randrange(count // 4)),
            truncation=Truncation(psi=rng.choice((0.5, 0.7, 1.0))),
            attributes=tuple(
                AttributeShift(name=name, vector=vector, amount=rng.randint(-30, 30) / 10)
                for name in rng.sample(ATTRIBUTES, rng.randint(0, 4))
            ),
            edits=tuple(
                SpatialEdit(
                    name=name,
                    resolution=8,
                    selection=selection,
                    weights=(ChannelWeight("b8", 3, 1.0),),
                    multiplier=rng.choice((0.0, 12.2, 60.3, 99.5)),
                )
                for name in rng.sample(TABS, rng.randint(0, 3))
            ),
        )
        folder = workspace.portraits / f"batch_{number // 500:04d}" if number % 5 == 0 else workspace.portraits
        folder.mkdir(exist_ok=True)
        path = folder / f"sample_{number:06d}.png"
        if not path.exists():
            path.write_bytes(Portrait(np.full((8, 8, 3), number % 256, np.uint8), recipe).png_bytes())


def median_ms(work: Callable[[], object], rounds: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """The median time of some work."""
    times = []
    for _ in range(rounds):
        start = clock()
        work()
        times.append(1000 * (clock() - start))
    return statistics.median(times)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=50_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=9)
    chosen = parser.parse_args()
    os.environ["GANSTUDIO_CONFIG"] = str(chosen.folder / "config")
    workspace = Workspace(chosen.folder / "workspace")
    workspace.remember_model(chosen.folder / "faces.safetensors", MODEL, "faces", weights_id=WEIGHTS)
    make_pictures(workspace, chosen.pictures)
    library = Library(workspace)
    start = time.perf_counter()
    followed = library.follow()
    print(f"index of {followed.read:,} pictures: {time.perf_counter() - start:.1f} s")
    print(f"nothing new: {median_ms(library.follow, 3):.0f} ms")
    paths = [file.path for file in workspace.list_portraits("portraits")]
    for stars in range(1, 6):
        library.mark(paths[stars::40], marks.rated(stars))
    library.mark(paths[::97], marks.tagged(["print"]))
    print(f"a star: {median_ms(lambda: library.mark(paths[:1], marks.rated(3)), chosen.rounds):.0f} ms")
    for text, by in SEARCHES:
        _show(library, text, order(by), chosen.rounds)


def _show(library: Library, text: str, wanted: Order, rounds: int) -> None:
    query = parse(text)

    def search() -> None:
        library.search(query, wanted).rows(stacked=True)

    found = library.search(query, wanted)
    screen = found.ids[:200]
    taken, shown = median_ms(search, rounds), median_ms(lambda: library.entries(screen), rounds)
    busy = median_ms(search, rounds, time.process_time)
    print(
        f"{taken:6.1f} ms ({busy:5.1f} of the processor)  {len(found.ids):6,} found  200 shown in {shown:4.1f} ms  "
        f"{text!r} by {wanted.by}"
    )


if __name__ == "__main__":
    main()
