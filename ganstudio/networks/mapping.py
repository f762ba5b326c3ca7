"""The mapping network of StyleGAN2 and StyleGAN3: z and perhaps a class -> w, and its fully connected layers.

Source: Karras et al. 2020, "Analyzing and Improving the Image Quality of StyleGAN". Parameters and buffers are named
as in NVlabs' programs, so that their checkpoints fit without renaming.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from ganstudio.networks.config import Activation, MappingConfig
from ganstudio.networks.ops import activate, normalize_second_moment


class FullyConnectedLayer(nn.Module):
    """A linear layer with runtime-scaled weights ("equalized learning rate") and an activation."""

    def __init__(
        self, in_features: int, out_features: int, *, activation: Activation = "linear", lr_multiplier: float = 1.0
    ) -> None:
        super().__init__()
        self.activation = activation
        self.weight = nn.Parameter(torch.zeros(out_features, in_features))
        self.bias = nn.Parameter(torch.zeros(out_features))
        self.weight_gain = lr_multiplier / math.sqrt(in_features)
        self.bias_gain = lr_multiplier

    def forward(self, x: Tensor) -> Tensor:
        """[n, in] -> [n, out], float32."""
        x = torch.addmm(self.bias, x, self.weight.t(), beta=self.bias_gain, alpha=self.weight_gain)  # [n, out]
        return activate(x, self.activation)


class MappingNetwork(nn.Module):
    """z and an optional class label -> w."""

    w_avg: Tensor

    def __init__(self, config: MappingConfig) -> None:
        super().__init__()
        self.config = config
        inputs = [config.z_dim + config.embed_features, *config.mapping_widths[:-1]]
        if config.c_dim > 0:
            self.embed = FullyConnectedLayer(config.c_dim, config.embed_features, activation=config.embed_activation)
        for index, (in_features, out_features) in enumerate(zip(inputs, config.mapping_widths, strict=True)):
            layer = FullyConnectedLayer(
                in_features,
                out_features,
                activation=config.mapping_activation,
                lr_multiplier=config.mapping_lr_multiplier,
            )
            self.add_module(f"fc{index}", layer)
        self.register_buffer("w_avg", torch.zeros(config.w_dim))

    def forward(self, z: Tensor, c: Tensor | None = None) -> Tensor:
        """Map latents to w, without truncation.

        Args:
            z: float32 [n, z_dim].
            c: float32 [n, c_dim], one-hot; needed by conditional models alone.

        Returns:
            float32 [n, w_dim].
        """
        inputs = [z] if self.config.z_dim > 0 else []  # [n, z_dim]
        if self.config.c_dim > 0:
            inputs.append(self.embed(c))  # [n, embed_features]
        if self.config.latent_normalization == "separate":
            inputs = [normalize_second_moment(x) for x in inputs]
        x = torch.cat(inputs, dim=1)  # [n, z_dim + embed_features]
        if self.config.latent_normalization == "joint":
            x = normalize_second_moment(x)
        for index in range(len(self.config.mapping_widths)):
            x = self.get_submodule(f"fc{index}")(x)
        return x  # [n, w_dim]

    def broadcast(self, w: Tensor, *, psi: float = 1.0, cutoff: int | None = None) -> Tensor:
        """One w per style layer, the first `cutoff` of them drawn towards the average.

        Source: Karras et al. 2019, "A Style-Based Generator Architecture", section B (the truncation trick in W).

        Args:
            w: float32 [n, w_dim].
            psi: 1 leaves w, 0 gives the average.
            cutoff: Number of layers truncated, from the lowest; None means all.

        Returns:
            float32 [n, num_ws, w_dim].
        """
        ws = w.unsqueeze(1).repeat(1, self.config.num_ws, 1)  # [n, num_ws, w_dim]
        if psi != 1.0:
            end = self.config.num_ws if cutoff is None else cutoff
            ws[:, :end] = self.w_avg.lerp(ws[:, :end], psi)
        return ws
