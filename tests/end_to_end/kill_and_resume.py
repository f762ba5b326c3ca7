"""Kills a job with SIGKILL at random moments, resumes it, and compares every file with an uninterrupted run's.

    python tests/end_to_end/kill_and_resume.py --kills 20 --pictures 200

Each round starts a job afresh in a process of its own and kills that at a random moment; sometimes the resumed run is
killed again. Then the job runs to its end. What was there after the kill must be whole; in the end every file must
have the bytes that the uninterrupted run gave it, with none missing and none left over, and every picture one row in
latents.csv.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
import warnings
from pathlib import Path

import torch

from ganstudio.jobs import catalogue, runner
from ganstudio.jobs.manifest import Job
from ganstudio.jobs.outputs import FilmOptions, Outputs, SheetOptions
from ganstudio.networks.config import GeneratorConfig
from ganstudio.networks.devices import resolve_precision
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.networks.random_init import random_generator
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.render.renderer import Renderer
from ganstudio.workspace import ModelFolder


def small_renderer() -> Renderer:
    """A model of 32 x 32 pixels with random weights."""
    torch.set_num_threads(1)
    config = GeneratorConfig(
        z_dim=8, w_dim=8, block_resolutions=(4, 8, 16, 32), channels=(64,) * 4, mapping_widths=(8,)
    )
    network = random_generator(config, torch.Generator().manual_seed(0), noise_strength=0.1)
    device = torch.device("cpu")
    precision = resolve_precision("fp32", device)
    return Renderer(
        LoadedGenerator(network, model_id="0" * 32, source="a test", has_w_avg=True, device=device, precision=precision)
    )


def job(pictures: int) -> Job:
    """Each map of a layer with both signs, a sheet and a film of them."""
    edit = SpatialEdit(name="all", resolution=8, selection=Array([[1.0] * 8] * 8), multiplier=3.0)
    outputs = Outputs(sheet=SheetOptions(tile=32), films=(FilmOptions(format="apng", fps=10),))
    plan = catalogue.selections(Recipe(), "b8", [(channel, 1.0) for channel in range(pictures // 2)], edit)
    return Job(title="axis-aligned", plan=plan, outputs=outputs)


def run_in_child(folder: Path, renderer: Renderer, kill_after: float | None) -> bool:
    """Runs the folder's job in a child process; True if it ended before it was killed."""
    child = os.fork()
    if child == 0:
        try:
            for _ in runner.run(folder, renderer, latents=model_folder(folder)):
                pass
        finally:
            os._exit(1 if sys.exc_info()[0] else 0)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("a run failed by itself")
    return os.WIFEXITED(status)


def model_folder(folder: Path) -> ModelFolder:
    """Where the latents of a round go: beside the job's folder, one for each."""
    place = folder.parent / "data" / folder.name
    place.mkdir(parents=True, exist_ok=True)
    return ModelFolder(place, "0" * 32)


def check_latents(folder: Path, pictures: int) -> None:
    """Each picture has one row."""
    rows = (model_folder(folder).path / "latents.csv").read_text().splitlines()
    names = [row.split(",", 1)[0] for row in rows if row.count(":") == 7]
    wanted = {f"{folder.name}/{path.name}" for path in folder.glob("*__sample_*.png")}
    if set(names) != wanted or len(names) != pictures:
        raise SystemExit(f"latents.csv has {len(names)} rows of {len(set(names))} pictures; {pictures} were made")


def files(folder: Path) -> dict[str, bytes]:
    """Every file with its content."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def main() -> None:
    """Kills, resumes, compares, and says what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--pictures", type=int, default=128)
    parser.add_argument("--seed", type=int, default=None)
    wanted = parser.parse_args()
    moments = random.Random(wanted.seed)
    warnings.simplefilter("ignore", DeprecationWarning)
    renderer = small_renderer()
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole"
        runner.begin(whole, job(wanted.pictures), renderer)
        started = time.monotonic()
        run_in_child(whole, renderer, None)
        seconds = time.monotonic() - started
        expected = files(whole)
        print(f"uninterrupted: {len(expected)} files in {seconds:.2f} s")
        kills = rounds = 0
        while kills < wanted.kills:
            rounds += 1
            folder = Path(scratch) / f"round_{rounds}"
            runner.begin(folder, job(wanted.pictures), renderer)
            finished = False
            while not finished and kills < wanted.kills:
                finished = run_in_child(folder, renderer, moments.uniform(0.0, seconds))
                kills += not finished
                check_whole(folder, expected)
                if moments.random() < 0.5:
                    break
            run_in_child(folder, renderer, None)
            check_latents(folder, wanted.pictures)
            if files(folder) != expected:
                odd = {
                    name
                    for name in expected.keys() | files(folder).keys()
                    if files(folder).get(name) != expected.get(name)
                }
                raise SystemExit(f"after {kills} kills these files differ: {sorted(odd)}")
    print(f"{kills} kills: every resumed job has the files of the uninterrupted run, byte for byte")


def check_whole(folder: Path, expected: dict[str, bytes]) -> None:
    """Whatever has a name of the job is whole."""
    there = {name: content for name, content in files(folder).items() if not name.startswith(".")}
    there.pop("job.json")
    half = [name for name, content in there.items() if content != expected.get(name)]
    print(f"  killed with {len(there)} files there")
    if half:
        raise SystemExit(f"half written: {half}")


if __name__ == "__main__":
    main()
