"""Measures an axis-aligned job beside the bare renderer: pictures a second, peak memory.

    python tests/end_to_end/measure_job.py --pictures 1024 --resolution 256

Both make the same pictures in turns, so that other work on the machine burdens them alike. The bare renderer
gives pixels only; the job also encodes and writes its PNGs, on other threads.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import torch

from ganstudio.jobs import catalogue, runner
from ganstudio.jobs.manifest import Job
from ganstudio.jobs.rendering import batches
from ganstudio.networks.config import GeneratorConfig
from ganstudio.networks.devices import resolve_device, resolve_precision
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.networks.random_init import random_generator
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.render.renderer import Renderer


def random_renderer(resolution: int, channels: int, device: str, precision: str) -> Renderer:
    """A model with random weights: 512 channels up to 16 x 16, then `channels`, fewer from 64 x 64 on."""
    sides = [4 << index for index in range(12) if 4 << index <= resolution]
    config = GeneratorConfig(
        z_dim=512,
        w_dim=512,
        block_resolutions=tuple(sides),
        channels=tuple(512 if side <= 16 else max(8, min(channels, channels * 64 // side)) for side in sides),
        mapping_widths=(512,) * 8,
    )
    network = random_generator(config, torch.Generator().manual_seed(0), noise_strength=0.1)
    place = resolve_device(device)
    generator = LoadedGenerator(
        network.eval().requires_grad_(False),
        model_id="0" * 32,
        source="random",
        has_w_avg=True,
        device=place,
        precision=resolve_precision(precision, place),
    )
    return Renderer(generator)


def main() -> None:
    """Runs both in turns and prints their rates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=1024)
    parser.add_argument("--resolution", type=int, default=256)
    parser.add_argument("--channels", type=int, default=512)
    parser.add_argument("--layer", default="b16")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--precision", default="auto")
    parser.add_argument("--turn", type=int, default=64)
    parser.add_argument("--threads", type=int, default=0)
    wanted = parser.parse_args()
    if wanted.threads:
        torch.set_num_threads(wanted.threads)
    renderer = random_renderer(wanted.resolution, wanted.channels, wanted.device, wanted.precision)
    selection = Array([[0.0] * 16] * 9 + [[0.0] * 6 + [1.0] * 4 + [0.0] * 6] * 2 + [[0.0] * 16] * 5)
    edit = SpatialEdit(name="mouth_open", resolution=16, selection=selection, multiplier=20.0)
    plan = catalogue.selections(
        Recipe(), wanted.layer, [(channel, 1.0) for channel in range(wanted.pictures // 2)], edit
    )
    size = runner.batch_size(renderer.generator)
    with tempfile.TemporaryDirectory() as folder:
        runner.begin(Path(folder) / "job", Job(title="measured", plan=plan), renderer)
        recipes = batches(plan.pictures(), size)  # type: ignore[arg-type] - nothing is skipped in this plan
        steps = runner.run(Path(folder) / "job", renderer)
        for batch in batches(plan.pictures(), size):  # type: ignore[arg-type]
            renderer.render_batch([picture.recipe for picture in batch])  # warms up
            break
        seconds = {"bare": 0.0, "job": 0.0}
        busy = {"bare": 0.0, "job": 0.0}
        done = 0
        while done < plan.total:
            goal = min(plan.total, done + max(wanted.turn, size))
            started, worked = time.perf_counter(), time.thread_time()
            bare = done
            while bare < goal:
                batch = next(recipes)
                renderer.render_batch([picture.recipe for picture in batch])
                bare += len(batch)
            seconds["bare"] += time.perf_counter() - started
            busy["bare"] += time.thread_time() - worked
            started, worked = time.perf_counter(), time.thread_time()
            for progress in steps:
                done = progress.done
                if done >= goal:
                    break
            if done >= plan.total:
                list(steps)  # the last pictures are written
            seconds["job"] += time.perf_counter() - started
            busy["job"] += time.thread_time() - worked
        written = len(list((Path(folder) / "job").glob("*.png")))
    rates = {name: plan.total / spent for name, spent in seconds.items()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    device = renderer.generator.device
    print(
        f"{written} pictures of {wanted.resolution} px on {device}, {renderer.generator.precision.name}, batch {size}"
    )
    ratio = rates["job"] / rates["bare"]
    print(f"bare renderer {rates['bare']:.2f}/s, job with PNGs {rates['job']:.2f}/s, ratio {ratio:.3f}")
    each = {name: 1000 * spent / plan.total for name, spent in busy.items()}
    print(f"the rendering thread's own time a picture: bare {each['bare']:.1f} ms, job {each['job']:.1f} ms")
    print(f"peak memory {peak:.0f} MiB")


if __name__ == "__main__":
    main()
