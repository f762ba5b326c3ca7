"""A fit that begins with a model that was shipped before, for runs whose own checkpoints are gone."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ganstudio.errors import WorkspaceError
from ganstudio.networks.checkpoint import load_safetensors
from ganstudio.training.faces.inputs import INPUT_NAMES, deviations, mean_inputs
from ganstudio.training.fast_network import EqualLinear, FastMapping, FastSynthesis
from ganstudio.training.fitting.mapping import MAPPED_GAIN, InputMapping, MappingPlan, save_finished
from ganstudio.training.fitting.model import InputEmbedding, PaintingModel
from ganstudio.training.fitting.plan import FitPlan
from ganstudio.training.fitting.trained import GRAIN_SHOWN, FittedModel
from ganstudio.words import tr

INPUTS_FILE = "inputs.npz"
"""Beside a model file: what w is of a face whose inputs are known."""


def save_inputs_file(path: Path, embedding: InputEmbedding, *, moved: float, images: int) -> None:
    """Write float32 `matrix` [w_dim, inputs] and `offset` [w_dim], w = matrix @ inputs + offset, and the faces seen.

    Args:
        path: Where to.
        embedding: Inputs -> w without `moved`.
        moved: The constant that was added to w.
        images: Faces that the fit has seen.
    """
    matrix = embedding.weight.detach() / math.sqrt(len(INPUT_NAMES)) / embedding.deviation
    offset = moved - matrix @ embedding.mean
    np.savez(path, matrix=matrix.numpy(), offset=offset.numpy(), images=images)


def open_shipped(model_path: Path) -> FittedModel:
    """Open a model file of `ship`, with inputs.npz beside it: what was fitted, without the checkpoints of the fit.

    Raises:
        WorkspaceError: inputs.npz is missing or of other inputs.
        CheckpointError: The model file cannot be read.
    """
    checkpoint = load_safetensors(model_path)
    config, parts = checkpoint.config, {}
    for part in ("mapping", "synthesis"):
        parts[part] = {
            name.removeprefix(f"{part}."): tensor.float()
            for name, tensor in checkpoint.tensors.items()
            if name.startswith(f"{part}.")
        }
    mapping = FastMapping(z_dim=config.z_dim, widths=config.mapping_widths)
    biases = ((name.split("."), len(bias)) for name, bias in parts["synthesis"].items() if name.endswith("conv1.bias"))
    channels = {int(block[1:]): count for (block, *_), count in biases}
    synthesis = FastSynthesis(w_dim=config.w_dim, resolution=max(channels), channels=channels)
    mapping.load_state_dict(parts["mapping"])
    synthesis.load_state_dict(parts["synthesis"])
    known, embedding = (
        _known_inputs(model_path.with_name(INPUTS_FILE), config.w_dim),
        InputEmbedding(w_dim=config.w_dim),
    )
    matrix, offset = (torch.from_numpy(known[name]).float() for name in ("matrix", "offset"))
    embedding.weight.data = matrix * embedding.deviation * math.sqrt(len(INPUT_NAMES))
    moved = float((matrix @ embedding.mean + offset).mean())  # the same for every entry of w
    for opened in (mapping, synthesis, embedding):
        opened.eval().requires_grad_(requires_grad=False)
    return FittedModel(
        mapping=mapping, synthesis=synthesis, embedding=embedding, moved=moved, images=int(known["images"])
    )


def start_from_model(model_path: Path, plan: FitPlan) -> int:
    """Write a fit.pt that makes the model's pictures, with a fresh optimizer, at the plan's first stage.

    Args:
        model_path: `faces.safetensors` of `ship`, with inputs.npz beside it.
        plan: Of the fit that goes on; its channels and w_dim are the model's.

    Returns:
        The number of faces that the model has seen.

    Raises:
        WorkspaceError: inputs.npz is missing or of other inputs, the model has another shape, or the folder has a
            checkpoint already.
        CheckpointError: The model file cannot be read.
    """
    target = plan.run / "fit.pt"
    if target.exists():
        raise WorkspaceError(
            tr("{folder} has a checkpoint already. Name a new folder to begin with another model.", folder=plan.run)
        )
    known = _known_inputs(model_path.with_name(INPUTS_FILE), plan.w_dim)
    model = PaintingModel(w_dim=plan.w_dim, channels=plan.channels)
    weights = {
        name.removeprefix("synthesis."): tensor
        for name, tensor in load_safetensors(model_path).tensors.items()
        if name.startswith("synthesis.")
    }
    try:
        model.synthesis.load_state_dict(weights)
    except RuntimeError as error:
        raise WorkspaceError(
            tr("{file} has another shape than the fit: choose its channels.", file=model_path)
        ) from error
    matrix, offset = (torch.from_numpy(known[name]).float() for name in ("matrix", "offset"))
    with torch.no_grad():
        for name, parameter in model.synthesis.named_parameters():
            if name.endswith("noise_strength"):
                parameter.div_(GRAIN_SHOWN)  # as it was practiced
        embedding = model.embedding
        embedding.weight.copy_(matrix * embedding.deviation * math.sqrt(len(INPUT_NAMES)))
        # The shipped w lies far from zero (see `compose`); training is easier around zero.
        middle = matrix @ embedding.mean + offset
        for module in model.synthesis.modules():
            if isinstance(module, EqualLinear):
                module.bias.add_((module.weight * module.weight_gain) @ middle)
    plan.run.mkdir(parents=True, exist_ok=True)
    torch.save({"model": model.state_dict(), "average": model.state_dict(), "images": 0}, target)
    return int(known["images"])


def start_mapping_from_model(model_path: Path, plan: MappingPlan) -> None:
    """Write a mapping.pt of the last step, with the z -> inputs of a model: the same seeds stay the same people.

    Args:
        model_path: As in `start_from_model`.
        plan: Of the mapping; the model's widths are taken, whatever it says.

    Raises:
        WorkspaceError: inputs.npz is missing or of other inputs.
        CheckpointError: The model file cannot be read.
    """
    tensors = {
        name.removeprefix("mapping."): tensor.float()
        for name, tensor in load_safetensors(model_path).tensors.items()
        if name.startswith("mapping.")
    }
    known = _known_inputs(model_path.with_name(INPUTS_FILE), len(tensors["w_avg"]))
    matrix, offset = (torch.from_numpy(known[name]).double() for name in ("matrix", "offset"))
    hidden = sum(name.endswith(".bias") for name in tensors) - 1
    inputs = InputMapping(widths=tuple(len(tensors[f"fc{index}.bias"]) for index in range(hidden)))
    for index in range(hidden):
        part = {each: tensors[f"fc{index}.{each}"] for each in ("weight", "bias")}
        inputs.get_submodule(f"fc{index}").load_state_dict(part)
    of_inputs = torch.linalg.pinv(matrix * torch.from_numpy(deviations()).double())  # [inputs, w_dim]
    middle = matrix @ torch.from_numpy(mean_inputs()).double() + offset
    head, gain = inputs.head, MAPPED_GAIN
    with torch.no_grad():
        weight = of_inputs @ (tensors[f"fc{hidden}.weight"].double() * head.weight_gain * gain)
        bias = of_inputs @ (tensors[f"fc{hidden}.bias"].double() * head.bias_gain * gain - middle)
        head.weight.copy_(weight / head.weight_gain)
        head.bias.copy_(bias / head.bias_gain)
    save_finished(inputs, plan)


def _known_inputs(path: Path, w_dim: int) -> dict[str, Any]:
    try:
        with np.load(path) as file:
            known = {name: file[name] for name in file.files}
    except OSError as error:
        raise WorkspaceError(
            tr("{file} cannot be read: {error}. It belongs beside the model.", file=path, error=error.strerror or error)
        ) from error
    if known["matrix"].shape != (w_dim, len(INPUT_NAMES)):
        raise WorkspaceError(tr("{file} is of other faces than those drawn now. Train from nothing.", file=path))
    return known
