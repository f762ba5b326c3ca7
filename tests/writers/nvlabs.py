"""Writes pickles as NVlabs' stylegan2-ada-pytorch and stylegan3 repositories do, from one of our own networks.

Source: NVlabs/stylegan2-ada-pytorch, torch_utils/persistence.py and training/networks.py.
"""

from __future__ import annotations

import torch
from torch import nn

from ganstudio.networks.random_init import binomial_filter_2d
from ganstudio.networks.stylegan2 import Generator, SynthesisLayer
from writers.stand_ins import dump

PERSISTENT = "torch_utils.persistence._reconstruct_persistent_obj"
EASY_DICT = "dnnlib.util.EasyDict"
EMBEDDED_CODE = "raise RuntimeError('code embedded in a model file was executed')\n"
CLASS_NAMES = {
    "Generator": "Generator",
    "MappingNetwork": "MappingNetwork",
    "SynthesisNetwork": "SynthesisNetwork",
    "SynthesisBlock": "SynthesisBlock",
    "SynthesisLayer": "SynthesisLayer",
    "ToRGBLayer": "ToRGBLayer",
    "SkipLayer": "Conv2dLayer",
    "FullyConnectedLayer": "FullyConnectedLayer",
}


DEFAULT_FILTER = binomial_filter_2d()


def reconstruct(meta):
    raise AssertionError("a test's own stand-in was called")


class Persistent:
    """Pickles as an object of NVlabs' persistent classes."""

    def __init__(self, class_name, state):
        self.meta = {
            "type": "class",
            "version": 6,
            "module_src": EMBEDDED_CODE,
            "class_name": class_name,
            "state": state,
        }

    def __reduce__(self):
        return reconstruct, (self.meta,)


class EasyDict(dict):
    """Stands for dnnlib's dictionary with attributes."""


def persistent_module(module: nn.Module, *, attributes: bool, drop: tuple[str, ...] = ()) -> Persistent:
    """A module's record; `attributes` adds what NVlabs' classes keep beside their tensors."""
    is_conv1 = isinstance(module, SynthesisLayer) and not module.up  # theirs has the default filter, never used
    state = {
        "training": False,
        "_parameters": {name: tensor for name, tensor in module._parameters.items() if name not in drop},
        "_buffers": {
            name: DEFAULT_FILTER if is_conv1 and name == "resample_filter" else tensor
            for name, tensor in module._buffers.items()
            if name not in drop
        },
        "_modules": {
            name: persistent_module(child, attributes=attributes, drop=drop)
            for name, child in module._modules.items()
            if child is not None
        },
    }
    if attributes:
        state |= {
            key: value
            for key, value in vars(module).items()
            if key in {"activation", "conv_clamp", "use_noise", "bias_gain", "weight_gain", "architecture"}
        }
    return Persistent(CLASS_NAMES[type(module).__name__], state)


def generator_record(network: Generator, *, attributes=True, kwargs=None, drop=()) -> Persistent:
    record = persistent_module(network, attributes=attributes, drop=drop)
    record.meta["state"]["_init_args"] = ()
    record.meta["state"]["_init_kwargs"] = EasyDict({} if kwargs is None else kwargs)
    return record


def state_dict(network: Generator) -> dict[str, torch.Tensor]:
    """What `G.state_dict()` of theirs holds: our names, and the default filter in every conv1, which never uses it."""
    tensors = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    for name in tensors:
        if name.endswith("conv1.resample_filter"):
            tensors[name] = DEFAULT_FILTER
    return tensors


def nvlabs_pickle(contents: dict[str, object], protocol: int = 4) -> bytes:
    """The bytes of a training snapshot: `{"G": ..., "D": ..., "G_ema": ...}`."""
    snapshot = {"training_set_kwargs": EasyDict(path="./data.zip"), **contents, "augment_pipe": None}
    return dump(snapshot, {PERSISTENT: reconstruct, EASY_DICT: EasyDict}, protocol)
