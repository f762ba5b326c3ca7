"""Looks for files that are not refused in a sentence, guided by the code that they reach; needs atheris."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path


def add_options(parser: argparse.ArgumentParser) -> None:
    """How long, of what, and where what is found goes."""
    parser.add_argument("--kind", default="rosinality zip.model", help="a name of tests/damage.py: face.png, job.json")
    parser.add_argument("--seconds", type=int, default=60, help="how long")
    parser.add_argument("--finds", type=Path, default=Path("finds"), help="folder for what is found")


def run(chosen: argparse.Namespace) -> int:
    """Runs until the time is over or something is found; ends the program itself, as libFuzzer does."""
    import atheris

    with atheris.instrument_imports(include=["ganstudio"]):
        from damage import FILES, models, refusal

    content = {**FILES, **models()}[chosen.kind]
    chosen.finds.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp())
    (folder / "corpus").mkdir()
    (folder / "corpus" / "first").write_bytes(content)
    path = folder / chosen.kind

    def read(data: bytes) -> None:
        path.write_bytes(data)
        refusal(path)

    limits = [f"-max_total_time={chosen.seconds}", f"-max_len={2 * len(content)}", "-timeout=20", "-rss_limit_mb=4096"]
    place = f"-artifact_prefix={chosen.finds}/"
    atheris.Setup([sys.argv[0], *limits, place, "-print_final_stats=1", str(folder / "corpus")], read)
    atheris.Fuzz()
    return 0
