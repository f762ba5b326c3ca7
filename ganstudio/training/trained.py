"""A trained run opened for work on it: synthesis, embedding and mapping, whichever phase wrote them last."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ganstudio.errors import WorkspaceError
from ganstudio.networks.pixels import to_pixels
from ganstudio.training.faces_factors import Floats
from ganstudio.training.fast_network import FastMapping, FastSynthesis
from ganstudio.training.fit import FactorEmbedding
from ganstudio.training.fit_mapping import FactorMapping, compose


class TrainedModel(msgspec.Struct, frozen=True, kw_only=True):
    """The parts that make the shipped model, and what knows factors.

    Attributes:
        mapping: z -> w. synthesis: w -> picture. factor_matrix: float32 [w_dim, factors]; factor_offset: float32
        [w_dim]:
            w = factor_matrix @ factors + factor_offset. explained: the share of the factors' variance that the
            mapping gives back.
        images: Pictures seen by the synthesis, in all phases.
    """

    mapping: FastMapping
    synthesis: FastSynthesis
    factor_matrix: Floats
    factor_offset: Floats
    images: int

    def ws_of_factors(self, factors: Floats) -> Floats:
        """W of faces with these factors: float32 [n, factors] -> float32 [n, w_dim]."""
        ws: Floats = (factors @ self.factor_matrix.T + self.factor_offset).astype(np.float32)
        return ws

    def pictures(self, ws: Floats, *, batch_size: int = 32) -> NDArray[np.uint8]:
        """Make pictures, in bfloat16: float32 [n, w_dim] -> uint8 [n, r, r, 3]."""
        made = []
        with torch.inference_mode():
            for start in range(0, len(ws), batch_size):
                part = torch.from_numpy(ws[start : start + batch_size])
                made.append(to_pixels(self.synthesis(part, dtype=torch.bfloat16)))
        return np.concatenate(made)


def open_trained(run: Path, mapping_run: Path, *, seed: int = 0) -> TrainedModel:
    """Open the averaged weights of a run.

    Args:
        run: Folder with sharpen.pt or fit.pt (the former is preferred).
        mapping_run: Folder with mapping.pt.
        seed: Of the stored noise.

    Raises:
        WorkspaceError: A checkpoint is missing.
    """
    state = _read(run / "sharpen.pt" if (run / "sharpen.pt").exists() else run / "fit.pt")
    weights: dict[str, Tensor] = state["average"]
    prefix = "generator.synthesis."
    channels = {
        int(name.split(".")[2][1:]): len(tensor)
        for name, tensor in weights.items()
        if name.startswith(prefix) and name.endswith(".conv1.bias")
    }
    w_dim = len(weights["embedding.bias"])
    synthesis = FastSynthesis(w_dim=w_dim, resolution=max(channels), channels=channels)
    own = {name.removeprefix(prefix): tensor for name, tensor in weights.items() if name.startswith(prefix)}
    synthesis.load_state_dict(own)
    embedding = FactorEmbedding(w_dim=w_dim)
    embedding.load_state_dict(
        {name.removeprefix("embedding."): t for name, t in weights.items() if name.startswith("embedding.")}
    )
    learned = _read(mapping_run / "mapping.pt")["average"]
    count = sum(name.startswith("fc") and name.endswith(".bias") for name in learned)
    factor_mapping = FactorMapping(widths=tuple(len(learned[f"fc{index}.bias"]) for index in range(count)))
    factor_mapping.load_state_dict(learned)
    _seed_noise(synthesis, seed)
    before = embedding.bias.detach().clone()
    mapping, moved = compose(factor_mapping, embedding, synthesis)
    matrix = (embedding.weight / embedding.weight.shape[1] ** 0.5 / embedding.deviation).detach().double()
    offset = before.double() + moved - matrix @ embedding.mean.double()
    for part in (mapping, synthesis):
        part.eval().requires_grad_(requires_grad=False)
    return TrainedModel(
        mapping=mapping,
        synthesis=synthesis,
        factor_matrix=matrix.float().numpy(),
        factor_offset=offset.float().numpy(),
        images=int(state["images"]) + int(state.get("fit_images", 0)),
    )


def _seed_noise(synthesis: FastSynthesis, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    for name, buffer in synthesis.named_buffers():
        if name.endswith("noise_const"):
            buffer.copy_(torch.randn(buffer.shape, generator=generator))


def _read(path: Path) -> Any:
    if not path.exists():
        raise WorkspaceError(f"There is no checkpoint {path}. Train first, or name another folder.")
    return torch.load(path, weights_only=True, map_location="cpu")  # noqa: TID251 - tensors and numbers of our own
