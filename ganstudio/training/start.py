"""A fit that begins with a model that was shipped before, for runs whose own checkpoints are gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

from ganstudio.errors import WorkspaceError
from ganstudio.networks.checkpoint import load_safetensors
from ganstudio.training.faces_factors import FACTOR_NAMES
from ganstudio.training.fast_network import EqualLinear
from ganstudio.training.fit import FitModel, FitOptions

FACTORS_FILE = "factors.npz"


def start_from_model(model_path: Path, options: FitOptions) -> int:
    """Write a fit.pt that makes the model's pictures, with the pictures seen so far and a fresh optimizer.

    Args:
        model_path: `faces.safetensors` of `ship`, with factors.npz beside it.
        options: Of the fit that goes on; its `channels` and `w_dim` are the model's.

    Returns:
        The number of pictures that the model has seen.

    Raises:
        WorkspaceError: factors.npz is missing or of other factors, the model has another shape, or the folder has a
            checkpoint already.
        CheckpointError: The model file cannot be read.
    """
    target = options.run / "fit.pt"
    if target.exists():
        raise WorkspaceError(f"{options.run} has a checkpoint already. Name a new folder to begin with another model.")
    model = FitModel(options)
    matrix, offset, images = _known_factors(model_path.with_name(FACTORS_FILE), options)
    tensors = load_safetensors(model_path).tensors
    weights = {
        name.removeprefix("synthesis."): tensor for name, tensor in tensors.items() if name.startswith("synthesis.")
    }
    try:
        model.generator.synthesis.load_state_dict(weights)
    except RuntimeError as error:
        raise WorkspaceError(f"{model_path} has another shape than the fit: choose its channels.") from error
    with torch.no_grad():
        embedding = model.embedding
        centre = matrix @ embedding.mean + offset  # w of the mean face
        embedding.weight.copy_(matrix * embedding.deviation * len(FACTOR_NAMES) ** 0.5)
        embedding.bias.zero_()
        # The shipped w lies far from zero (see `compose`); training is easier around zero.
        for module in model.generator.synthesis.modules():
            if isinstance(module, EqualLinear):
                module.bias.add_((module.weight * module.weight_gain) @ centre)
    options.run.mkdir(parents=True, exist_ok=True)
    torch.save({"model": model.state_dict(), "average": model.state_dict(), "images": images}, target)
    return images


def _known_factors(path: Path, options: FitOptions) -> tuple[torch.Tensor, torch.Tensor, int]:
    try:
        with np.load(path) as file:
            known: dict[str, Any] = {name: file[name] for name in file.files}
    except OSError as error:
        raise WorkspaceError(
            f"{path} cannot be read: {error.strerror or error}. It belongs beside the model."
        ) from error
    if known["matrix"].shape != (options.w_dim, len(FACTOR_NAMES)):
        raise WorkspaceError(f"{path} is of other factors than those drawn now. Train from nothing.")
    matrix, offset = (torch.from_numpy(known[name]).float() for name in ("matrix", "offset"))
    return matrix, offset, int(known.get("images", 0))
