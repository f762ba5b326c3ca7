"""On a worker of Dask's, pictures take memory from the system once, not each anew."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

PROGRAM = """
import resource, sys
import torch
import ganstudio
from ganstudio.jobs.chunks import RemoteModel, render_chunk
from ganstudio.recipe.codec import encode
from ganstudio.recipe.latent import Seed

if sys.argv[1] == "worker":
    model = RemoteModel(path="builtin", model_id=ganstudio.load_generator("builtin").model_id)
    render_chunk(model, [("a.png", encode(ganstudio.Recipe(latent=Seed(1))))])

def new_pages():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    maps = [torch.ones(32, 256, 256) for _ in range(4)]  # 8 MiB each
    del maps
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

print([new_pages() for _ in range(6)][-1])
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told what to return")
@pytest.mark.parametrize(("way", "fewest", "most"), [("worker", 0, 500), ("other", 4000, 1 << 30)])
def test_tensors_that_come_again_take_no_new_pages_once_a_worker_has_rendered(way, fewest, most):
    environment = {**os.environ, "MALLOC_TRIM_THRESHOLD_": "65536", "OMP_NUM_THREADS": "1"}  # as Dask's nanny has it
    command = [sys.executable, "-c", PROGRAM, way]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    assert fewest <= int(told.stdout) <= most
