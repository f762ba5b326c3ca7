"""Recipes that tests share."""

import numpy as np

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import LatentW, LatentWPlus, Noise, Seed, StyleMix, Truncation
from ganstudio.spec import GeneratorSpec, LayerSpec, StyleSpec


def small_spec() -> GeneratorSpec:
    """A model of 16 x 16 pixels, z and w of 8 numbers, 6 style layers."""
    layers = [LayerSpec(name="b4", height=4, width=4, channels=8, ws_index=0)]
    for position, side in enumerate((8, 16)):
        layers.append(LayerSpec(name=f"b{side}.conv0", height=side, width=side, channels=8, ws_index=1 + 2 * position))
        layers.append(LayerSpec(name=f"b{side}", height=side, width=side, channels=8, ws_index=2 + 2 * position))
    return GeneratorSpec(
        z_dim=8,
        c_dim=0,
        w_dim=8,
        num_ws=6,
        img_resolution=16,
        img_height=16,
        img_width=16,
        img_channels=3,
        architecture="skip",
        layers=tuple(layers),
        style_layers=tuple(
            StyleSpec(name=name, channels=8, ws_index=index)
            for name, index in (
                ("b4.conv1", 0), ("b4.torgb", 1), ("b8.conv0", 1), ("b8.conv1", 2),
                ("b8.torgb", 3), ("b16.conv0", 3), ("b16.conv1", 4), ("b16.torgb", 5),
            )
        ),
    )  # fmt: skip


def full_recipe() -> Recipe:
    """A recipe for `small_spec` in which no field has its default, but for the classes."""
    random = np.random.RandomState(0)
    return Recipe(
        model="0" * 32,
        latent=LatentWPlus(Array(random.randn(6, 8))),
        truncation=Truncation(psi=0.7, cutoff=3),
        variation=0.65,
        base=LatentW(Array(random.randn(8))),
        style_mix=(StyleMix(first=2, last=3, source=Seed(4)),),
        attributes=(AttributeShift(name="smile", vector=Array(random.randn(8)), amount=1.2, first=1, last=4),),
        noise=Noise(mode="seeded", seed=5, strengths=((8, 0.5),)),
        edits=(
            SpatialEdit(
                name="mouth_open",
                resolution=8,
                selection=Array(random.randint(-1, 2, (8, 8))),
                weights=(ChannelWeight("b8", 3, -2.0), ChannelWeight("b16.conv0", 1, 0.5)),
                multiplier=100.0,
                feather=0.5,
            ),
        ),
    )
