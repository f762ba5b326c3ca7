"""Opens damaged files of every kind and says what was not refused in a sentence."""

from __future__ import annotations

import argparse
import random
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

MOST_SECONDS = 10.0
"""That one file may take; on a machine that does other work too."""
LONGEST_SENTENCE = 2000


def add_options(parser: argparse.ArgumentParser) -> None:
    """How many, from where, and where what is found goes."""
    parser.add_argument("--cases", type=int, default=20_000, help="files in all")
    parser.add_argument("--seed", type=int, default=0, help="of the first; the next ones count up")
    parser.add_argument("--finds", type=Path, help="folder for files that are not refused in a sentence")
    parser.add_argument("--only", default="", help="a part of the names of the kinds")


def run(chosen: argparse.Namespace) -> int:
    """Opens them all, and gives 1 if anything was found."""
    from damage import FILES, models

    kinds = {name: content for name, content in {**FILES, **models()}.items() if chosen.only in name}
    start = time.monotonic()
    outcomes: Counter[str] = Counter()
    finds = 0
    try:
        for find in search(kinds, chosen.cases, chosen.seed, outcomes, chosen.finds):
            finds += 1
            print(find, flush=True)
    except KeyboardInterrupt:
        print("Stopped.")
    took = time.monotonic() - start
    print(f"{outcomes.total():,} files of {len(kinds)} kinds in {took:.0f} s: {dict(outcomes)}")
    return 1 if finds else 0


def search(
    kinds: dict[str, bytes], cases: int, seed: int, outcomes: Counter[str], finds: Path | None = None
) -> Iterator[str]:
    """A line for each file that raises something else than a refusal, or takes too long."""
    from damage import damaged_file, refusal

    names = sorted(kinds)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(seed, seed + cases):
            name = names[number % len(names)]
            path = Path(folder) / name
            content = damaged_file(name, kinds[name], random.Random(number))
            path.write_bytes(content)
            began = time.monotonic()
            problem = ""
            try:
                said = refusal(path)
            except Exception as error:  # noqa: BLE001 - what else comes is what is looked for
                frame = traceback.extract_tb(error.__traceback__)[-1]
                problem = f"{type(error).__name__}: {str(error)[:100]} at {Path(frame.filename).name}:{frame.lineno}"
                outcomes[type(error).__name__] += 1
            else:
                outcomes["refused" if said else "opened"] += 1
                if len(said) > LONGEST_SENTENCE:
                    problem = f"a sentence of {len(said)} characters"
            took = time.monotonic() - began
            if took > MOST_SECONDS:
                problem = problem or f"it took {took:.1f} s"
            if problem:
                if finds is not None:
                    finds.mkdir(parents=True, exist_ok=True)
                    (finds / f"{number}-{name}").write_bytes(content)
                yield f"{name}, seed {number}: {problem}"
