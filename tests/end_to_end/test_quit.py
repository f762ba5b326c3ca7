"""The program does not go on with what it is doing when its window is closed.

It ends within two seconds on an idle machine, see docs/reliability.md; here it may take its time, but far less than
what it does would.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from ganstudio.recipe.portrait import Portrait
from ganstudio.workspace import Workspace

LEAVING = Path(__file__).with_name("leaving.py")
QUIT_S = 30.0
"""On any machine that does other work; what is being done takes minutes."""


def leave(folder: Path, moment: str, *model: str) -> float:
    """Seconds from closing the window until the process and all that it started have ended."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "GANSTUDIO_CONFIG": str(folder / "settings")}
    arguments = ["gui", "--workspace", str(folder / "workspace"), "--device", "cpu"]
    command = [sys.executable, str(LEAVING), moment, *arguments, *(["--model", *model] if model else [])]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "leaving\n"
        start = time.monotonic()
        children = psutil.Process(process.pid).children(recursive=True)
        assert process.wait(120) == 0
        _, alive = psutil.wait_procs(children, timeout=60)
        assert alive == []
        return time.monotonic() - start
    finally:
        process.kill()
        process.stdout.close()


@pytest.fixture(scope="module")
def slow_model(tmp_path_factory) -> str:
    """A model whose average has to be found, which takes a minute, and whose pictures take many seconds."""
    import torch

    from ganstudio.networks.checkpoint import checkpoint_of, save_safetensors
    from ganstudio.networks.config import GeneratorConfig
    from ganstudio.networks.random_init import random_generator

    config = GeneratorConfig(
        z_dim=2048,
        w_dim=16,
        block_resolutions=(4, 8, 16, 32, 64, 128, 256, 512, 1024),
        channels=(8, 8, 8, 8, 8, 16, 64, 64, 64),
        mapping_widths=(2048, 16),
    )
    network = random_generator(config, torch.Generator().manual_seed(0))
    path = tmp_path_factory.mktemp("models") / "slow.safetensors"
    save_safetensors(checkpoint_of(network), path)
    without = path.with_name("without_average.safetensors")
    save_safetensors(checkpoint_of(network).without_w_avg(), without)
    return str(path)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("moment", ["start", "idle", "job", "script"])
def test_the_program_ends_soon(tmp_path, moment):
    assert leave(tmp_path, moment) < QUIT_S


@pytest.mark.timeout(300)
def test_a_model_that_is_being_loaded_does_not_keep_the_program(tmp_path, slow_model):
    assert leave(tmp_path, "loading", str(Path(slow_model).with_name("without_average.safetensors"))) < QUIT_S


@pytest.mark.timeout(300)
def test_a_picture_that_takes_long_does_not_keep_the_program(tmp_path, slow_model):
    assert leave(tmp_path, "rendering", slow_model) < QUIT_S


@pytest.mark.timeout(300)
def test_the_job_that_was_left_has_whole_pictures_only(tmp_path):
    leave(tmp_path, "job")
    for file in Workspace(tmp_path / "workspace").list_portraits("batches"):
        Portrait.open(file.path)
