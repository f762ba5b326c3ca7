"""Writes (G, D, Gs) pickles as NVlabs' TensorFlow programs do, from one of our own networks.

Source: NVlabs/stylegan2, dnnlib/tflib/network.py and training/networks_stylegan2.py.
"""

from __future__ import annotations

import numpy as np

from ganstudio.networks.stylegan2 import Generator, SynthesisLayer, ToRGBLayer
from writers.nvlabs import EMBEDDED_CODE
from writers.stand_ins import dump

NETWORK = "dnnlib.tflib.network.Network"


class Network:
    """Pickles as a TensorFlow-era network."""

    def __init__(self, name, variables, *, static_kwargs=None, components=None, build_func_name="G_main"):
        self.version = 4
        self.name = name
        self.static_kwargs = static_kwargs or {}
        self.components = components or {}
        self.build_module_src = EMBEDDED_CODE
        self.build_func_name = build_func_name
        self.variables = variables


def array(tensor) -> np.ndarray:
    return tensor.detach().numpy().copy()


def modulated(place: str, layer: SynthesisLayer | ToRGBLayer, *, flip: bool = False):
    weight = layer.weight.flip((2, 3)) if flip else layer.weight
    yield f"{place}/weight", array(weight.permute(2, 3, 1, 0))
    yield f"{place}/bias", array(layer.bias)
    yield f"{place}/mod_weight", array(layer.affine.weight.t())
    yield f"{place}/mod_bias", array(layer.affine.bias) - np.float32(1.0)
    if isinstance(layer, SynthesisLayer) and layer.use_noise:
        yield f"{place}/noise_strength", np.float32(layer.noise_strength.item())


def synthesis_variables(network: Generator):
    for index, resolution in enumerate(network.config.block_resolutions):
        block, place = network.synthesis.block(index), f"{resolution}x{resolution}"
        if index == 0:
            yield f"{place}/Const/const", array(block.const[None])
            yield from modulated(f"{place}/Conv", block.conv1)
        else:
            yield from modulated(f"{place}/Conv0_up", block.conv0, flip=True)
            yield from modulated(f"{place}/Conv1", block.conv1)
            if network.config.use_noise:
                yield f"noise{2 * index - 1}", array(block.conv0.noise_const[None, None])
        if network.config.use_noise:
            yield f"noise{2 * index}", array(block.conv1.noise_const[None, None])
        if network.config.architecture == "resnet" and index:
            yield f"{place}/Skip/weight", array(block.skip.weight.permute(2, 3, 1, 0))
        if block.torgb is not None:
            yield from modulated(f"{place}/ToRGB", block.torgb)


def mapping_variables(network: Generator):
    if network.config.c_dim and network.config.latent_normalization == "joint":
        yield "LabelConcat/weight", array(network.mapping.embed.weight.t() * network.mapping.embed.weight_gain)
    elif network.config.c_dim:
        yield "LabelEmbed/weight", array(network.mapping.embed.weight.t())
        yield "LabelEmbed/bias", array(network.mapping.embed.bias)
    for index in range(len(network.config.mapping_widths)):
        layer = network.mapping.get_submodule(f"fc{index}")
        yield f"Dense{index}/weight", array(layer.weight.t())
        yield f"Dense{index}/bias", array(layer.bias)


def generator_network(network: Generator, *, static_kwargs=None, w_avg=True) -> Network:
    components = {
        "synthesis": Network(
            "G_synthesis", list(synthesis_variables(network)), build_func_name="G_synthesis_stylegan2"
        ),
        "mapping": Network("G_mapping", list(mapping_variables(network)), build_func_name="G_mapping"),
    }
    own = [("lod", np.float32(0))] + ([("dlatent_avg", array(network.mapping.w_avg))] if w_avg else [])
    return Network("Gs", own, static_kwargs=static_kwargs, components=components)


def discriminator_network() -> Network:
    return Network(
        "D", [("4x4/Conv/weight", np.zeros((3, 3, 4, 4), np.float32)), ("8x8/FromRGB/weight", np.zeros((1,)))]
    )


def tensorflow_pickle(contents: object, protocol: int = 4) -> bytes:
    return dump(contents, {NETWORK: Network}, protocol)
