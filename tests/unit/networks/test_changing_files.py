"""A model file that is written while it is read is refused in a sentence; no program dies of it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import torch

from ganstudio.errors import CheckpointError
from ganstudio.interruption import InterruptedWork, interruptible_by
from ganstudio.networks.checkpoint import checkpoint_of, save_safetensors
from ganstudio.networks.config import GeneratorConfig
from ganstudio.networks.convert.reader import read_network
from ganstudio.networks.loading import load_generator
from ganstudio.networks.random_init import random_generator
from writers import nvlabs, rosinality

FORMATS = ("safetensors", "pickle", "torch")
LOAD = """
import sys, time
from pathlib import Path
from ganstudio.errors import CheckpointError
from ganstudio.networks.convert.reader import read_network
print("ready", flush=True)
end = time.monotonic() + float(sys.argv[2])
while time.monotonic() < end:
    try:
        read_network(Path(sys.argv[1]))
    except CheckpointError:
        pass
"""


def large_network():
    config = GeneratorConfig(
        z_dim=2048, w_dim=2048, block_resolutions=(4, 8), channels=(8, 8), mapping_widths=(2048, 2048)
    )
    return random_generator(config, torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def contents(tmp_path_factory) -> dict[str, bytes]:
    """Models of 36 MB as files."""
    network = large_network()
    own = tmp_path_factory.mktemp("own") / "model.safetensors"
    save_safetensors(checkpoint_of(network), own)
    return {
        "safetensors": own.read_bytes(),
        "pickle": nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(network)}),
        "torch": rosinality.torch_file({"g_ema": rosinality.state_dict(network)}),
    }


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", FORMATS)
def test_a_program_that_reads_a_file_which_is_cut_and_written_again_lives_on(tmp_path, contents, kind):
    path = tmp_path / "model.pkl"
    path.write_bytes(contents[kind])
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    reader = subprocess.Popen(
        [sys.executable, "-c", LOAD, str(path), "3"], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert reader.stdout.readline() == "ready\n"
    while reader.poll() is None:
        with path.open("r+b") as stream:
            stream.truncate(1000)
            time.sleep(0.03)
            stream.seek(0)
            stream.write(contents[kind])
        time.sleep(0.15)
    reader.stdout.close()
    assert reader.returncode == 0


@pytest.mark.parametrize("change", ["cut", "grow", "rewrite", "replace"])
@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, contents, kind, change):
    path = tmp_path / "model.pkl"
    path.write_bytes(contents[kind])

    def alter(done: int, total: int) -> None:
        if done == total:
            return
        match change:
            case "cut":
                os.truncate(path, 1000)
            case "grow":
                with path.open("ab") as stream:
                    stream.write(b"more")
            case "rewrite":
                with path.open("r+b") as stream:
                    stream.write(contents[kind][:100])
            case "replace":
                other = tmp_path / "other"
                other.write_bytes(contents[kind])
                other.replace(path)

    with pytest.raises(CheckpointError, match="changed while it was read"):
        read_network(path, progress=alter)


def test_the_md5_is_of_the_bytes_that_were_read(tmp_path, contents):
    path = tmp_path / "model.pkl"
    path.write_bytes(contents["safetensors"])
    assert load_generator(path).model_id == hashlib.md5(contents["safetensors"]).hexdigest()


def test_reading_tells_how_far_it_is_and_ends_when_it_is_asked_to(tmp_path, contents):
    path = tmp_path / "model.pkl"
    path.write_bytes(contents["pickle"])
    told: list[tuple[int, int]] = []
    asked = threading.Event()

    def tell(done: int, total: int) -> None:
        told.append((done, total))
        asked.set()

    with pytest.raises(InterruptedWork), interruptible_by(asked):
        read_network(path, progress=tell)
    assert told == [(told[0][0], len(contents["pickle"]))]
    assert 0 < told[0][0] < len(contents["pickle"])


def test_a_file_larger_than_any_model_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "model.pkl"
    with path.open("wb") as stream:
        stream.write(b"\x80\x04")
        stream.truncate(32 << 30)
    with pytest.raises(CheckpointError, match=r"34,359,738,368 bytes.*at most 17,179,869,184"):
        read_network(path)


def test_a_film_is_told_by_its_beginning_however_long_it_is(tmp_path):
    path = tmp_path / "film.mp4"
    with path.open("wb") as stream:
        stream.write(b"\0\0\0\x18ftypmp42")
        stream.truncate(32 << 30)
    with pytest.raises(CheckpointError, match="a video or HEIF picture"):
        read_network(path)
