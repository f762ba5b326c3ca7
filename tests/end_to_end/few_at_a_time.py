"""Runs `python -m ganstudio` with faces drawn a few at a time: `few_at_a_time.py ARGUMENTS...`.

The processes that draw read this file too, as Python has it where processes are spawned.
"""

from __future__ import annotations

import runpy

from ganstudio.training.faces import dataset

dataset.CHUNK = 4  # of 250, which two processes draw in minutes

if __name__ == "__main__":
    runpy.run_module("ganstudio", run_name="__main__")
