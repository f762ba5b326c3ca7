"""From a recipe to the w of every style layer, in the order that the recipe documents."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import numpy.typing as npt
import torch

from ganstudio.networks.generator import LoadedGenerator
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift
from ganstudio.recipe.latent import Latent, LatentW, LatentWPlus, LatentZ, Seed, Truncation

Float32Array = npt.NDArray[np.float32]
_LARGEST_PSI = 1e30  # torch refuses to scale float32 by what float32 cannot hold
_MAPPED_KEPT = 256  # vectors of w_dim numbers: half a MiB for w_dim 512


class Latents:
    """Computes ws for recipes of one model; keeps the last mapped z. For one thread at a time."""

    def __init__(self, generator: LoadedGenerator) -> None:
        self._generator = generator
        self._mapped: OrderedDict[tuple[Seed | LatentZ, tuple[float, ...]], Float32Array] = OrderedDict()

    def ws(self, recipe: Recipe) -> Float32Array:
        """The w of every style layer, all of the recipe included: float32 [num_ws, w_dim].

        The order: latent -> w; truncation; variation towards the base; style mixing; attributes. A number too large
        for float32 becomes infinite, and the picture shows it.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            ws = self._truncated(recipe.latent, recipe)
            if recipe.variation != 1.0:
                base = self._base(recipe)
                ws = base + np.float32(recipe.variation) * (ws - base)
            ws = self._mixed(ws, recipe)
            for shift in recipe.attributes:
                ws = _shifted(ws, shift)
        return ws

    def base_ws(self, recipe: Recipe) -> Float32Array:
        """The same without variation and without attributes: float32 [num_ws, w_dim]."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self._mixed(self._truncated(recipe.latent, recipe), recipe)

    def _truncated(self, latent: Latent, recipe: Recipe) -> Float32Array:
        ws = self._untruncated(latent, recipe.classes)
        return self._truncate(ws, recipe.truncation)

    def _untruncated(self, latent: Latent, classes: tuple[float, ...]) -> Float32Array:
        num_ws, w_dim = self._generator.spec.num_ws, self._generator.spec.w_dim
        match latent:
            case LatentWPlus():
                return latent.values.numpy().copy()
            case LatentW():
                w = latent.values.numpy()
            case _:
                w = self._map(latent, classes)
        return np.broadcast_to(w, (num_ws, w_dim)).copy()

    def _map(self, latent: Seed | LatentZ, classes: tuple[float, ...]) -> Float32Array:
        """The w of a z, [w_dim]; without truncation, so that dragging psi maps nothing anew."""
        key = (latent, classes)
        if key in self._mapped:
            self._mapped.move_to_end(key)
            return self._mapped[key]
        spec = self._generator.spec
        z = seed_z(latent.seed, spec.z_dim) if isinstance(latent, Seed) else latent.values.numpy()
        label = None
        if spec.c_dim:
            label = np.array([classes], np.float32) if classes else np.eye(1, spec.c_dim, dtype=np.float32)
        w: Float32Array = self._generator.map(z[None].copy(), label)[0, 0].copy()
        self._mapped[key] = w
        if len(self._mapped) > _MAPPED_KEPT:
            self._mapped.popitem(last=False)
        return w

    def _truncate(self, ws: Float32Array, truncation: Truncation) -> Float32Array:
        """Pull the first `cutoff` layers towards the average, as `MappingNetwork.broadcast` does."""
        if truncation.psi == 1.0:
            return ws
        average = torch.from_numpy(self._generator.w_avg)
        pulled = ws.copy()
        kept = torch.from_numpy(pulled)[: truncation.cutoff]  # [cutoff or num_ws, w_dim], a view
        psi = min(max(truncation.psi, -_LARGEST_PSI), _LARGEST_PSI)
        kept.copy_(average.lerp(kept, psi))
        return pulled

    def _base(self, recipe: Recipe) -> Float32Array:
        """What variation pulls towards: float32 [w_dim] or [num_ws, w_dim]."""
        return self._generator.w_avg if recipe.base is None else recipe.base.values.numpy()

    def _mixed(self, ws: Float32Array, recipe: Recipe) -> Float32Array:
        if not recipe.style_mix:
            return ws
        mixed = ws.copy()
        for mix in recipe.style_mix:
            rows = slice(mix.first, mix.last + 1)
            mixed[rows] = self._truncated(mix.source, recipe)[rows]
        return mixed


def seed_z(seed: int, z_dim: int) -> Float32Array:
    """The z of a seed, float32 [z_dim], as in NVlabs' gen_images: every StyleGAN tool agrees on it."""
    z: Float32Array = np.random.RandomState(seed).randn(1, z_dim).astype(np.float32)[0]
    return z


def _shifted(ws: Float32Array, shift: AttributeShift) -> Float32Array:
    """The ws with one attribute's vector added to its range of layers."""
    if shift.amount == 0.0:
        return ws
    rows = slice(shift.first, None if shift.last is None else shift.last + 1)
    vector = np.broadcast_to(shift.vector.numpy(), ws.shape)  # [num_ws, w_dim]
    moved = ws.copy()
    moved[rows] += np.float32(shift.amount) * vector[rows]
    return moved
