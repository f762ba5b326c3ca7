"""No file runs code, fills the memory or brings down the program: it is refused with a sentence."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from ganstudio.errors import CheckpointError
from ganstudio.networks.convert.reader import read_network
from writers.hostile import FILLS_MEMORY, RUNS_CODE

MOST_SECONDS = 10.0
"""Of the processor's time; each takes less than a second."""
TESTS = Path(__file__).resolve().parents[2]

# Opens each file given, in a process that may take no more than 1 GB beyond what it has after importing torch.
BOUNDED = """
import pathlib, resource, sys
from ganstudio.errors import CheckpointError
from ganstudio.networks.convert.reader import read_network
pages = int(pathlib.Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + (1 << 30)
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
for path in map(pathlib.Path, sys.argv[1:]):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        read_network(path)
    except CheckpointError as error:
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        print("refused", path.name, grown, error)
    else:
        print("read", path.name)
"""


@pytest.mark.parametrize("attack", RUNS_CODE)
def test_code_in_a_file_is_not_run(tmp_path, attack):
    canary, path = tmp_path / "canary", tmp_path / "model.pkl"
    path.write_bytes(RUNS_CODE[attack](canary))

    with pytest.raises(CheckpointError):
        read_network(path)

    assert not canary.exists()
    assert "antigravity" not in sys.modules


@pytest.mark.parametrize("attack", [name for name in RUNS_CODE if name.startswith(("exec", "os.system"))])
def test_the_refusal_names_what_the_file_asks_for(tmp_path, attack):
    path = tmp_path / "model.pkl"
    path.write_bytes(RUNS_CODE[attack](tmp_path / "canary"))

    with pytest.raises(
        CheckpointError, match=r"'(builtins|__builtin__|posix|nt)\.(exec|system)'.*nothing of it was run"
    ):
        read_network(path)


@pytest.mark.parametrize("attack", FILLS_MEMORY)
def test_a_file_that_unfolds_is_refused(tmp_path, attack):
    path = tmp_path / "model.pkl"
    path.write_bytes(FILLS_MEMORY[attack]())
    start = time.process_time()

    with pytest.raises(CheckpointError):
        read_network(path)

    assert time.process_time() - start < MOST_SECONDS


def test_the_refusal_names_the_figures(tmp_path):
    path = tmp_path / "model.pkl"
    path.write_bytes(FILLS_MEMORY["a picture of a thousand million pixels"]())
    with pytest.raises(CheckpointError, match=r"32,768 x 32,768 pixels.*at most 16,777,216"):
        read_network(path)
    path.write_bytes(FILLS_MEMORY["places in the memo that collide"]())
    with pytest.raises(CheckpointError, match=r"at most 4,294,967,295"):
        read_network(path)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited through Linux's resource limits")
def test_memory_stays_bounded_on_hostile_files(tmp_path):
    paths = []
    for index, attack in enumerate(FILLS_MEMORY):
        path = tmp_path / f"{index}.pkl"
        path.write_bytes(FILLS_MEMORY[attack]())
        paths.append(str(path))

    command = [sys.executable, "-c", BOUNDED, *paths]
    result = subprocess.run(command, capture_output=True, text=True, cwd=TESTS.parent, timeout=120, check=False)

    lines = result.stdout.splitlines()
    grown = {attack: int(line.split()[2]) for attack, line in zip(FILLS_MEMORY, lines, strict=False)}
    assert result.returncode == 0, result.stderr[-2000:]
    assert [line for line in lines if not line.startswith("refused")] == []
    assert {attack: kilobytes for attack, kilobytes in grown.items() if kilobytes > 500_000} == {}
