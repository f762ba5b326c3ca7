"""Measures a job on one Dask worker, on two, and on this machine without Dask, in turns; each worker has one thread.

python tests/end_to_end/measure_cluster.py --pictures 100 --rounds 3
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import distributed

from ganstudio.jobs import catalogue, runner
from ganstudio.jobs.chunks import Elsewhere, RemoteModel
from ganstudio.jobs.cluster import dask_cluster
from ganstudio.jobs.manifest import Job
from ganstudio.networks.loading import load_generator
from ganstudio.recipe.document import Recipe
from ganstudio.render.renderer import Renderer


def seconds_of(renderer: Renderer, model: str, pictures: int, address: str = "") -> float:
    """Seconds that a job of new faces takes on a scheduler's workers; on this machine without one."""
    remote = RemoteModel(path=model, model_id=renderer.generator.model_id, device="cpu")
    with tempfile.TemporaryDirectory() as folder:
        plan = catalogue.new_latents(Recipe(), range(pictures))
        runner.begin(Path(folder) / "job", Job(title="measured", plan=plan), renderer)
        start = time.perf_counter()
        if not address:
            list(runner.run(Path(folder) / "job", renderer))
            return time.perf_counter() - start
        with dask_cluster(address) as cluster:
            elsewhere = Elsewhere(executor=cluster.executor, workers=cluster.workers, model=remote)
            start = time.perf_counter()
            list(runner.run(Path(folder) / "job", renderer, elsewhere=elsewhere))
            return time.perf_counter() - start


def main() -> None:
    """Runs all three in turns and prints medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="builtin")
    parser.add_argument("--pictures", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    renderer = Renderer(load_generator(wanted.model, device="cpu", precision="fp32"))
    taken: dict[str, list[float]] = {"one worker": [], "two workers": [], "this machine": []}
    few = {"threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None, "silence_logs": 50}
    with distributed.LocalCluster(n_workers=1, **few) as one, distributed.LocalCluster(n_workers=2, **few) as two:
        places = {"one worker": one.scheduler_address, "two workers": two.scheduler_address, "this machine": ""}
        for address in places.values():
            seconds_of(renderer, wanted.model, 8, address)  # loads the model
        for _ in range(wanted.rounds):
            for name, address in places.items():
                taken[name].append(seconds_of(renderer, wanted.model, wanted.pictures, address))
    for name, seconds in taken.items():
        print(f"{name}: {statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})")
    base = taken["one worker"]
    for name in ("two workers", "this machine"):
        ratios = [first / other for first, other in zip(base, taken[name], strict=True)]
        print(f"{name} against one worker: {statistics.median(ratios):.2f} times as fast")


if __name__ == "__main__":
    main()
