"""Measures "Find the maps": every map of a layer of a random 256x256 model with 512 channels, beside plain renders.

Run: python tests/unit/analysis/measure_find_maps.py --threads 2
The processor's time tells more than the wall's on a machine that is busy with other work; the ratio to whole renders of
the same run tells most.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import torch

from ganstudio.analysis.find_maps import MapSearch, find_maps
from ganstudio.analysis.map_sampling import heard_deviations, sample_distributions
from ganstudio.networks.config import GeneratorConfig
from ganstudio.networks.devices import resolve_precision
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.networks.random_init import random_generator
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed
from ganstudio.render import Renderer


def make_renderer(precision: str) -> Renderer:
    """Of the usual size."""
    blocks = (4, 8, 16, 32, 64, 128, 256)
    config = GeneratorConfig(
        z_dim=512,
        w_dim=512,
        block_resolutions=blocks,
        channels=tuple(min(32768 // block, 512) for block in blocks),
        mapping_widths=(512,) * 8,
    )
    network = random_generator(config, torch.Generator().manual_seed(0), noise_strength=0.1, bias_std=0.1)
    network.mapping.w_avg.zero_()
    device = torch.device("cpu")
    return Renderer(
        LoadedGenerator(
            network.eval().requires_grad_(False),
            model_id="random",
            source="random weights",
            device=device,
            precision=resolve_precision(precision, device),
            has_w_avg=True,
        )
    )


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description="Measure the search for maps.")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--layer", default="b16")
    parser.add_argument("--precision", default="fp32")
    parser.add_argument("--maps", type=int, default=1 << 30, help="stop after so many")
    parser.add_argument("--cells", type=int, default=4, help="rows and columns selected, of 16")
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    renderer = make_renderer(chosen.precision)
    selection = np.zeros((16, 16), np.float32)
    selection[9 : 9 + chosen.cells, 6 : 6 + chosen.cells] = 1
    *_, found = sample_distributions(renderer, [chosen.layer], images=2)
    deviations = {chosen.layer: heard_deviations(found[chosen.layer].deviation)}
    search = MapSearch(recipe=Recipe(latent=Seed(1)), layers=(chosen.layer,), selection=selection)

    def renders(first: int) -> float:
        started = time.process_time()
        for seed in range(first, first + 5):
            renderer.render_batch([Recipe(latent=Seed(seed))])
        return (time.process_time() - started) / 5

    before = renders(100)
    wall, processor = time.perf_counter(), time.process_time()
    longest, since = 0.0, wall
    for step in find_maps(renderer, search, deviations):
        longest, since = max(longest, time.perf_counter() - since), time.perf_counter()
        if step.done >= chosen.maps:
            break
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    render = 0.5 * (before + renders(200))
    print(
        f"{step.done} maps of {chosen.layer}: {wall:.1f} s, {processor:.1f} s of processor time; longest step "
        f"{longest:.2f} s; a whole render {render:.2f} s of processor time; the search is {processor / render:.0f} "
        f"renders for {2 * step.done} trials"
    )


if __name__ == "__main__":
    main()
