"""A finished or running fit, opened for work on it: mapping, synthesis and the embedding that knows faces."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ganstudio.errors import WorkspaceError
from ganstudio.networks.pixels import to_pixels
from ganstudio.training.faces.factors import Floats
from ganstudio.training.faces.inputs import inputs_of_factors
from ganstudio.training.fast_network import FastMapping, FastSynthesis, Tap
from ganstudio.training.fitting.mapping import InputMapping, compose
from ganstudio.training.fitting.model import InputEmbedding, PaintingModel
from ganstudio.words import tr

GRAIN_SHOWN: Final = 0.15
"""How much of the grain that was practiced a model ships with: whole, it lies over soft parts like fur."""


class FittedModel(msgspec.Struct, frozen=True, kw_only=True):
    """The parts that make the model file, and what knows faces.

    Attributes:
        mapping: z -> w. synthesis: w -> picture. embedding: inputs -> w without `moved`, the constant added to w.
        images: Faces that the fit has seen.
    """

    mapping: FastMapping
    synthesis: FastSynthesis
    embedding: InputEmbedding
    moved: float
    images: int

    def ws_of_faces(self, factors: Floats) -> Floats:
        """W of faces with these factors: float32 [n, factors] -> float32 [n, w_dim]."""
        with torch.inference_mode():
            ws: Floats = (self.embedding(torch.from_numpy(inputs_of_factors(factors))) + self.moved).numpy()
        return ws

    def pictures(
        self, ws: Floats, edits: Mapping[str, Tensor] | None = None, *, batch_size: int = 16
    ) -> NDArray[np.uint8]:
        """Make pictures, as the program makes them without noise.

        Args:
            ws: float32 [n, w_dim].
            edits: Layer -> float32 [n, maps, r, r], what is added on its first maps.
            batch_size: Pictures made at a time.

        Returns:
            uint8 [n, r, r, 3].
        """
        made = []
        with torch.inference_mode():
            for start in range(0, len(ws), batch_size):
                rows = slice(start, start + batch_size)
                tap = _adding({name: maps[rows] for name, maps in (edits or {}).items()})
                made.append(to_pixels(self.synthesis(torch.from_numpy(ws[rows]), tap=tap)))
        return np.concatenate(made)


def _adding(edits: Mapping[str, Tensor]) -> Tap:
    """A tap that adds on the first maps of some layers."""

    def tap(name: str, x: Tensor) -> Tensor:
        added = edits.get(name)
        if added is None:
            return x
        return x + nn.functional.pad(added, (0, 0, 0, 0, 0, x.shape[1] - added.shape[1])).to(x.dtype)

    return tap


def open_fitted(run: Path, mapping_run: Path, *, seed: int = 0) -> FittedModel:
    """Open the averaged weights of a fit and of its mapping.

    Args:
        run: Folder with sharpen.pt or fit.pt; the former is preferred.
        mapping_run: Folder with mapping.pt.
        seed: Of the stored noise.

    Raises:
        WorkspaceError: A checkpoint is missing.
    """
    state = _read(run / "sharpen.pt" if (run / "sharpen.pt").exists() else run / "fit.pt")
    weights: dict[str, Tensor] = state["average"]
    channels = {
        int(name.split(".")[1][1:]): len(tensor)
        for name, tensor in weights.items()
        if name.startswith("synthesis.") and name.endswith(".conv1.bias")
    }
    model = PaintingModel(w_dim=len(weights["embedding.weight"]), channels=channels)
    model.load_state_dict(weights)
    with torch.no_grad():
        for name, parameter in model.synthesis.named_parameters():
            if name.endswith("noise_strength"):
                parameter.mul_(GRAIN_SHOWN)
    generator = torch.Generator().manual_seed(seed)
    for name, buffer in model.synthesis.named_buffers():
        if name.endswith("noise_const"):
            buffer.copy_(torch.randn(buffer.shape, generator=generator))
    learned = _read(mapping_run / "mapping.pt")["average"]
    count = sum(name.startswith("fc") and name.endswith(".bias") for name in learned)
    inputs = InputMapping(widths=tuple(len(learned[f"fc{index}.bias"]) for index in range(count)))
    inputs.load_state_dict(learned)
    mapping, moved = compose(inputs, model.embedding, model.synthesis)
    for part in (mapping, model.synthesis, model.embedding):
        part.eval().requires_grad_(requires_grad=False)
    return FittedModel(
        mapping=mapping, synthesis=model.synthesis, embedding=model.embedding, moved=moved, images=int(state["images"])
    )


def _read(path: Path) -> Any:
    if not path.exists():
        raise WorkspaceError(tr("There is no checkpoint {file}. Fit first, or name another folder.", file=path))
    return torch.load(path, weights_only=True, map_location="cpu")  # noqa: TID251 - tensors and numbers of our own
