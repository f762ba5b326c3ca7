"""Reads the generator out of NVlabs' PyTorch pickles, of the stylegan2-ada-pytorch and the stylegan3 repository.

Source: NVlabs/stylegan2-ada-pytorch, torch_utils/persistence.py (how objects are pickled) and training/networks.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ganstudio.errors import CheckpointError
from ganstudio.networks.checkpoint import Checkpoint
from ganstudio.networks.convert.accepted import TensorPool, mapping_of
from ganstudio.networks.convert.nvlabs_networks import read_nvlabs_tensors
from ganstudio.networks.convert.nvlabs_tensors import NVlabsTensors
from ganstudio.networks.convert.records import Record
from ganstudio.words import tr

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


def read_nvlabs(generator: ModuleRecord, pool: TensorPool, *, notes: tuple[str, ...] = ()) -> Checkpoint:
    """The generator as our own checkpoint.

    Args:
        generator: The pickle's `G_ema`.
        pool: Makes its tensors.
        notes: What a person should know of how the file was read.

    Raises:
        CheckpointError: It is neither a StyleGAN2 nor a StyleGAN3 generator; the text says what it is.
    """
    modules = _walk(generator)
    _check_kind(generator, modules)
    found = NVlabsTensors(
        records={
            f"{path}.{name}" if path else name: record
            for path, module in modules.items()
            for name, record in module.tensors.items()
        },
        attributes={path: module.state for path, module in modules.items()},
        arguments={path: module.init_kwargs for path, module in modules.items()},
    )
    return read_nvlabs_tensors(found, pool, source=_source(modules), notes=notes)


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
            raise CheckpointError(tr("The file is a pickle with more modules, or deeper ones, than any generator has."))
    return found


def _check_kind(generator: ModuleRecord, modules: Mapping[str, ModuleRecord]) -> None:
    """Refuse what is no generator of the kinds known here, saying what it is."""
    if "Discriminator" in generator.class_name:
        raise CheckpointError(tr("The file holds a discriminator where the generator should be."))
    synthesis = modules.get("synthesis")
    if synthesis is None or "mapping" not in modules or not _has_layers(synthesis):
        raise CheckpointError(
            tr(
                "The file is a pickle of the class '{class_name}', which is no StyleGAN2 or StyleGAN3 generator.",
                class_name=generator.class_name[:60],
            )
        )


def _has_layers(synthesis: ModuleRecord) -> bool:
    return any(re.fullmatch(r"b\d+|L\d+_\d+_\d+", name) for name in synthesis.children)


def _source(modules: Mapping[str, ModuleRecord]) -> str:
    if "synthesis.input" in modules:
        return "NVlabs stylegan3 pickle"
    blocks = (module for path, module in modules.items() if re.fullmatch(r"synthesis\.b\d+", path))
    if any("fused_modconv_default" in block.state for block in blocks):
        return "NVlabs stylegan3 repository, StyleGAN2 pickle"
    return "NVlabs stylegan2-ada-pytorch pickle"
