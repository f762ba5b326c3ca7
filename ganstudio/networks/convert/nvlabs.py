"""Reads the generator out of NVlabs' PyTorch pickles: stylegan2-ada-pytorch, and StyleGAN2 of the stylegan3 repository.

Source: NVlabs/stylegan2-ada-pytorch, torch_utils/persistence.py (how objects are pickled) and training/networks.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast, get_args

from torch import Tensor

from ganstudio.errors import CheckpointError
from ganstudio.networks.checkpoint import Checkpoint
from ganstudio.networks.config import Activation, Architecture, GeneratorConfig
from ganstudio.networks.convert.accepted import TensorPool, filter_2d, mapping_of, number
from ganstudio.networks.convert.records import Record, TensorRecord

PERSISTENT = "torch_utils.persistence._reconstruct_persistent_obj"
MAX_MODULES = 4000
MAX_DEPTH = 8


@dataclass(frozen=True, kw_only=True, eq=False)
class ModuleRecord:
    """A torch module as its pickle describes it.

    Attributes:
        class_name: Name of its class, without the module.
        state: What `__dict__` held: `_parameters`, `_buffers`, `_modules` and plain attributes.
    """

    class_name: str
    state: Mapping[str, object]

    @property
    def children(self) -> Mapping[str, object]:
        """The modules inside, by name."""
        return mapping_of(self.state.get("_modules"))

    @property
    def tensors(self) -> Mapping[str, object]:
        """Parameters and buffers, by name."""
        found = {**mapping_of(self.state.get("_parameters")), **mapping_of(self.state.get("_buffers"))}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def init_kwargs(self) -> Mapping[str, object]:
        """The keyword arguments that made the object, as persistence.py records them."""
        return mapping_of(self.state.get("_init_kwargs"))


def module_record(value: object) -> ModuleRecord | None:
    """The module that a record describes, or None where it is none."""
    if not isinstance(value, Record):
        return None
    if value.kind.path == PERSISTENT:
        meta = mapping_of(value.args[0]) if value.args else {}
        name, state = meta.get("class_name"), meta.get("state")
        if isinstance(name, str) and isinstance(state, dict):
            return ModuleRecord(class_name=name, state=mapping_of(state))
        return None
    if isinstance(value.state, dict) and "_modules" in value.state:
        return ModuleRecord(class_name=value.kind.name.rpartition(".")[2], state=mapping_of(value.state))
    return None


def read_nvlabs(generator: ModuleRecord, pool: TensorPool) -> Checkpoint:
    """The generator as our own checkpoint.

    Args:
        generator: The pickle's `G_ema`.
        pool: Makes its tensors.

    Raises:
        CheckpointError: It is no StyleGAN2 generator; the text says what it is.
    """
    modules = _walk(generator)
    _check_kind(generator, modules)
    records = {
        f"{path}.{name}" if path else name: record
        for path, module in modules.items()
        for name, record in module.tensors.items()
    }
    shapes = {name: record.shape for name, record in records.items() if isinstance(record, TensorRecord)}
    tensors = {name: pool.take(name, record) for name, record in records.items() if not name.endswith("filter")}
    filters = {name: filter_2d(pool.take(name, record)) for name, record in records.items() if name.endswith("filter")}
    if not filters:
        raise CheckpointError("The generator in the pickle has no resampling filter; the file is damaged.")
    tensors = tensors | filters
    config = config_of(_Facts(modules=modules, shapes=shapes), next(iter(filters.values())))
    if "noise_strength" in {name.rpartition(".")[2] for name in tensors}:
        tensors = {
            n: t.reshape(()) if n.endswith("noise_strength") and t.numel() == 1 else t for n, t in tensors.items()
        }
    return Checkpoint(config=config, tensors=tensors, source=_source(modules))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Facts:
    """What a pickle says of its generator: modules by path and shapes of tensors by name."""

    modules: Mapping[str, ModuleRecord]
    shapes: Mapping[str, tuple[int, ...]]

    def shape(self, name: str, axes: int) -> tuple[int, ...]:
        shape = self.shapes.get(name)
        if shape is None:
            raise CheckpointError(f"The generator in the pickle lacks tensor '{name}'; the file is damaged.")
        if len(shape) != axes:
            raise CheckpointError(
                f"Tensor '{name}' has shape {list(shape)}; {axes} axes are needed; the file is damaged."
            )
        return shape

    def setting(self, name: str, *paths: str) -> object:
        """A setting: the module's own attribute, else the argument that some module was made with, else None."""
        for path in paths:
            if path in self.modules and name in self.modules[path].state:
                return self.modules[path].state[name]
        for module in [self.modules[path] for path in ("", "synthesis", "mapping", *paths) if path in self.modules]:
            for group in ("mapping_kwargs", "synthesis_kwargs", "block_kwargs", "layer_kwargs"):
                nested = mapping_of(module.init_kwargs.get(group))
                if name in nested and _concerns(group, paths):
                    return nested[name]
            if name in module.init_kwargs and _concerns(name, paths):
                return module.init_kwargs[name]
        return None


def _concerns(group: str, paths: tuple[str, ...]) -> bool:
    """Whether a group of arguments is meant for the modules at these paths."""
    return (group == "mapping_kwargs") == paths[0].startswith("mapping") or not group.endswith("kwargs")


def config_of(facts: _Facts, resample_filter: Tensor) -> GeneratorConfig:
    """The generator's sizes, from its tensors where they tell, else from what the pickle recorded."""
    blocks = sorted({int(m[1]) for name in facts.shapes if (m := re.match(r"synthesis\.b(\d{1,6})\.conv1\.", name))})
    if not blocks:
        raise CheckpointError("The generator in the pickle has no synthesis blocks; the file is damaged.")
    first, last = f"synthesis.b{blocks[0]}", f"synthesis.b{blocks[-1]}"
    layers = sorted({int(m[1]) for name in facts.shapes if (m := re.match(r"mapping\.fc(\d{1,4})\.weight", name))})
    if layers != list(range(len(layers))) or not layers:
        raise CheckpointError("The generator in the pickle has gaps in its mapping layers; the file is damaged.")
    embedding = facts.shape("mapping.embed.weight", 2) if "mapping.embed.weight" in facts.shapes else (0, 0)
    _, const_height, const_width = facts.shape(f"{first}.const", 3)
    conv1 = facts.shape(f"{last}.conv1.weight", 4)
    learning_rate = number(facts.setting("bias_gain", "mapping.fc0"))
    if learning_rate is None:
        learning_rate = number(facts.setting("lr_multiplier", "mapping.fc0"))
    return GeneratorConfig(
        z_dim=facts.shape("mapping.fc0.weight", 2)[1] - embedding[0],
        c_dim=embedding[1],
        w_dim=facts.shape(f"{first}.conv1.affine.weight", 2)[1],
        block_resolutions=tuple(blocks),
        channels=tuple(facts.shape(f"synthesis.b{block}.conv1.weight", 4)[0] for block in blocks),
        const_height=const_height,
        const_width=const_width,
        img_channels=facts.shape(f"{last}.torgb.weight", 4)[0],
        architecture=_architecture(facts, blocks),
        mapping_widths=tuple(facts.shape(f"mapping.fc{layer}.weight", 2)[0] for layer in layers),
        mapping_lr_multiplier=0.01 if learning_rate is None else learning_rate,
        mapping_activation=_activation(facts.setting("activation", "mapping.fc0")),
        embed_features=embedding[0],
        activation=_activation(facts.setting("activation", f"{last}.conv1")),
        conv_clamp=number(facts.setting("conv_clamp", f"{last}.conv1")),
        kernel_size=conv1[2],
        filter_height=resample_filter.shape[0],
        filter_width=resample_filter.shape[1],
        use_noise=f"{last}.conv1.noise_strength" in facts.shapes,
    )


def _architecture(facts: _Facts, blocks: list[int]) -> Architecture:
    if any(f"synthesis.b{block}.skip.weight" in facts.shapes for block in blocks):
        return "resnet"
    return "skip" if all(f"synthesis.b{block}.torgb.weight" in facts.shapes for block in blocks) else "orig"


def _activation(value: object) -> Activation:
    if value is None:
        return "lrelu"
    if value not in get_args(Activation):
        raise CheckpointError(f"The generator uses the activation '{str(value)[:40]}', which is not known.")
    return cast("Activation", value)


def _walk(generator: ModuleRecord) -> dict[str, ModuleRecord]:
    """Every module by its path; a pickle may refer to one module from many places, or from within itself."""
    found: dict[str, ModuleRecord] = {}
    waiting: list[tuple[str, ModuleRecord]] = [("", generator)]
    while waiting:
        path, module = waiting.pop(0)
        found[path] = module
        children = {name: module_record(child) for name, child in module.children.items()}
        waiting += [(f"{path}.{name}".lstrip("."), child) for name, child in children.items() if child is not None]
        if len(found) + len(waiting) > MAX_MODULES or path.count(".") > MAX_DEPTH:
            raise CheckpointError("The file is a pickle with more modules, or deeper ones, than any generator has.")
    return found


def _check_kind(generator: ModuleRecord, modules: Mapping[str, ModuleRecord]) -> None:
    """Refuse what is no StyleGAN2 generator, saying what it is."""
    synthesis = modules.get("synthesis")
    if synthesis is not None and (
        "input" in synthesis.children or any(n.startswith("L0_") for n in synthesis.children)
    ):
        raise CheckpointError("The file is a StyleGAN3 pickle, whose network is of another kind.")
    if "Discriminator" in generator.class_name:
        raise CheckpointError("The file holds a discriminator where the generator should be.")
    if synthesis is None or "mapping" not in modules or not _has_blocks(synthesis):
        raise CheckpointError(
            f"The file is a pickle of the class '{generator.class_name[:60]}', which is no StyleGAN2 generator."
        )


def _has_blocks(synthesis: ModuleRecord) -> bool:
    return any(re.fullmatch(r"b\d+", name) for name in synthesis.children)


def _source(modules: Mapping[str, ModuleRecord]) -> str:
    blocks = (module for path, module in modules.items() if re.fullmatch(r"synthesis\.b\d+", path))
    if any("fused_modconv_default" in block.state for block in blocks):
        return "NVlabs stylegan3 repository, StyleGAN2 pickle"
    return "NVlabs stylegan2-ada-pytorch pickle"
