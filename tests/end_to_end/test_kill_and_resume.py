"""A short run of kill_and_resume.py; the full one is `python tests/end_to_end/kill_and_resume.py`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL and fork are needed")
def test_a_job_killed_at_random_moments_ends_with_the_files_of_an_uninterrupted_one():
    script = Path(__file__).with_name("kill_and_resume.py")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, script, "--kills", os.environ.get("GANSTUDIO_KILLS", "3"), "--pictures", "60"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "byte for byte" in done.stdout
