"""Finds a generator in what torch.save or pickle wrote of a state dict, and reads it where the names are NVlabs'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from torch import Tensor

from ganstudio.errors import CheckpointError
from ganstudio.networks.checkpoint import W_AVG, Checkpoint
from ganstudio.networks.convert.accepted import TENSORS, UNAVERAGED, TensorPool, mapping_of
from ganstudio.networks.convert.nvlabs import ModuleRecord, module_record
from ganstudio.networks.convert.nvlabs_networks import STYLEGAN2_LAYER, STYLEGAN3_LAYER, read_nvlabs_tensors
from ganstudio.networks.convert.nvlabs_tensors import NVlabsTensors
from ganstudio.networks.convert.records import Record
from ganstudio.words import tr

FIRST_TENSOR = "mapping.fc0.weight"  # every such generator has it
LAYER = re.compile(rf"(?:{STYLEGAN2_LAYER.pattern}|{STYLEGAN3_LAYER.pattern})$")
TRAINED = frozenset({"G", "g", "netG", "net_g"})  # what programs call a generator as training left it
AVERAGES = ("latent_avg", "w_avg", "mean_latent")
MAX_TENSORS = 4000
MAX_GENERATORS = 100  # in one dictionary; each costs a look at every name in it
MAX_DEPTH = 4
MAX_DICTIONARIES = 1000


@dataclass(frozen=True, eq=False)
class Found:
    """A generator, and the names on the way to it in the file, such as `nets.G_ema`."""

    place: str

    @property
    def likeliness(self) -> tuple[bool, int]:
        """Least for the generator that is to be shown: the averaged one, then the one least deep down."""
        return "ema" not in self.place.lower(), len(self.place)

    @property
    def notes(self) -> tuple[str, ...]:
        """That it is called as one that training left, and not as the average of many, if so."""
        names = [name for name in self.place.split(".") if name not in ("_modules", "module", "state_dict", "")]
        return (UNAVERAGED,) if self.likeliness[0] and names and names[-1] in TRAINED else ()


@dataclass(frozen=True, eq=False)
class FoundGenerator(Found):
    """A generator's tensors, by their names within it."""

    records: Mapping[str, object]


@dataclass(frozen=True, eq=False)
class FoundModule(Found):
    """A generator as a whole module, as its pickle describes it."""

    module: ModuleRecord


def find_module(content: object) -> FoundModule | None:
    """NVlabs' generator as a module anywhere in a file's content, None where there is none."""
    found = [
        FoundModule(".".join((*path, name)), module)
        for path, dictionary in _dictionaries(content)
        for name, value in dictionary.items()
        if (module := module_record(value)) is not None and {"mapping", "synthesis"} <= module.children.keys()
    ]
    return min(found, key=lambda one: one.likeliness, default=None)


def find_generator(
    content: object, first: str, parts: tuple[str, ...], layer: re.Pattern[str]
) -> FoundGenerator | None:
    """The generator in a file's content, None where there is none: the averaged one before others.

    Args:
        content: What the file holds.
        first: Name of a tensor that every such generator has.
        parts: How the names of its tensors begin.
        layer: The name of a tensor without which it is no such generator.

    Raises:
        CheckpointError: There are more than any program saves together.
    """
    generators: list[FoundGenerator] = []
    for path, dictionary in _dictionaries(content):
        found = {name: record for name, record in dictionary.items() if isinstance(record, TENSORS)}
        prefixes = {name.removesuffix(first) for name in found if name.endswith(first)}
        if len(prefixes) > MAX_GENERATORS:
            raise CheckpointError(tr("The file holds more tensors than any generator has."))
        for prefix in prefixes:
            inside = {name.removeprefix(prefix): found[name] for name in found if name.startswith(prefix)}
            records = {name: record for name, record in inside.items() if name.startswith(parts)}
            if any(layer.match(name) for name in records):
                generators.append(FoundGenerator(".".join((*path, prefix)).strip("."), records))
    return min(generators, key=lambda found: found.likeliness, default=None)


def average_of(content: object, pool: TensorPool) -> dict[str, Tensor]:
    """The average latent that lies beside a generator, under our name for it; nothing where there is none.

    Encoders such as pSp's store it once for each style layer.
    """
    beside = mapping_of(content)
    average = next((beside[name] for name in AVERAGES if isinstance(beside.get(name), TENSORS)), None)
    if average is None:
        return {}
    values = pool.take(tr("the average latent"), average)
    while values.ndim > 1 and len(values):
        values = values[0]
    return {W_AVG: values.reshape(-1)}


def nvlabs_state_dict(content: object) -> FoundGenerator | None:
    """The generator under NVlabs' names in a file's content, None where there is none."""
    return find_generator(content, FIRST_TENSOR, ("mapping.", "synthesis."), LAYER)


def read_state_dict(content: object, found: FoundGenerator, pool: TensorPool) -> Checkpoint:
    """The generator as our own checkpoint.

    Args:
        content: The file's content, in which the average latent may lie beside the generator.
        found: What `nvlabs_state_dict` found in it.
        pool: Makes the tensors.

    Raises:
        CheckpointError: Tensors are missing, or do not fit one another.
    """
    if len(found.records) > MAX_TENSORS:
        raise CheckpointError(tr("The file holds more tensors than any generator has."))
    tensors = NVlabsTensors(records=found.records)
    checkpoint = read_nvlabs_tensors(tensors, pool, source="state dict under NVlabs' names", notes=found.notes)
    return replace(checkpoint, tensors={**checkpoint.tensors, **average_of(content, pool)})


def _dictionaries(content: object) -> Iterator[tuple[tuple[str, ...], Mapping[str, object]]]:
    """Every dictionary in which a generator's tensors may lie, once, with the names on the way to it."""
    waiting: list[tuple[tuple[str, ...], object]] = [((), content)]
    known = {id(content)}
    for path, value in waiting:
        dictionary = mapping_of(value)
        yield path, dictionary
        for name, inner in dictionary.items() if len(path) < MAX_DEPTH else ():
            if isinstance(inner, dict | Record) and id(inner) not in known and len(waiting) < MAX_DICTIONARIES:
                known.add(id(inner))
                waiting.append(((*path, name), inner))
