"""Turns a trained run into a model file of the program: the synthesis with the learned mapping network."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ganstudio.networks.checkpoint import Checkpoint, save_safetensors
from ganstudio.networks.config import GeneratorConfig
from ganstudio.training.fast_network import MAPPING_LR_MULTIPLIER, FastMapping, FastSynthesis

SOURCE = "GanStudio training on drawn faces"


def checkpoint_of_parts(mapping: FastMapping, synthesis: FastSynthesis) -> Checkpoint:
    """Mapping and synthesis as one checkpoint under NVlabs' names."""
    layers = {name: tensor for name, tensor in mapping.state_dict().items() if name.endswith(".weight")}
    blocks = synthesis.state_dict()
    config = GeneratorConfig(
        z_dim=layers["fc0.weight"].shape[1],
        w_dim=len(mapping.w_avg),
        block_resolutions=tuple(synthesis.resolutions),
        channels=tuple(len(blocks[f"b{side}.conv1.bias"]) for side in synthesis.resolutions),
        mapping_widths=tuple(len(layers[f"fc{index}.weight"]) for index in range(mapping.layers)),
        mapping_lr_multiplier=MAPPING_LR_MULTIPLIER,
    )
    tensors = {f"mapping.{name}": tensor for name, tensor in mapping.state_dict().items()}
    tensors |= {f"synthesis.{name}": tensor for name, tensor in blocks.items()}
    return Checkpoint(
        config=config, tensors={name: tensor.detach().float() for name, tensor in tensors.items()}, source=SOURCE
    )


def export_model(mapping: FastMapping, synthesis: FastSynthesis, path: Path) -> str:
    """Write the model file as float16 and check what it gives.

    Returns:
        md5 of the file: the model's id.

    Raises:
        CheckpointError: The file cannot be written.
    """
    checkpoint = checkpoint_of_parts(mapping, synthesis)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_safetensors(checkpoint, path, overwrite=True, half=True)
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
