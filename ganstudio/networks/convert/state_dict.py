"""Finds a generator's tensors under NVlabs' names in what torch.save or pickle wrote of a state dict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ganstudio.errors import CheckpointError
from ganstudio.networks.checkpoint import W_AVG, Checkpoint
from ganstudio.networks.convert.accepted import TENSORS, UNAVERAGED, TensorPool, mapping_of
from ganstudio.networks.convert.nvlabs_networks import STYLEGAN2_LAYER, STYLEGAN3_LAYER, read_nvlabs_tensors
from ganstudio.networks.convert.nvlabs_tensors import NVlabsTensors
from ganstudio.networks.convert.records import Record
from ganstudio.words import tr

FIRST_TENSOR = "mapping.fc0.weight"  # every such generator has it
TRAINED = frozenset({"G", "g", "netG", "net_g"})  # what programs call a generator as training left it
AVERAGES = ("latent_avg", "w_avg", "mean_latent")
MAX_TENSORS = 4000
MAX_DEPTH = 4
MAX_DICTIONARIES = 1000


@dataclass(frozen=True, eq=False)
class FoundGenerator:
    """A generator's tensors, and the names on the way to them in the file, such as `nets.G_ema`."""

    place: str
    tensors: NVlabsTensors

    @property
    def likeliness(self) -> tuple[bool, int]:
        """Least for the generator that is to be shown: the averaged one, then the one least deep down."""
        return "ema" not in self.place.lower(), len(self.place)

    @property
    def is_trained(self) -> bool:
        """Whether it is called as one that training left, and not as the average of many."""
        names = [name for name in self.place.split(".") if name not in ("module", "state_dict", "")]
        return self.likeliness[0] and bool(names) and names[-1] in TRAINED


def nvlabs_state_dict(content: object) -> FoundGenerator | None:
    """The generator's tensors in a file's content, None where there are none: the averaged generator before others."""
    generators: list[FoundGenerator] = []
    for path, dictionary in _dictionaries(content):
        found = {name: record for name, record in dictionary.items() if isinstance(record, TENSORS)}
        for prefix in {name.removesuffix(FIRST_TENSOR) for name in found if name.endswith(FIRST_TENSOR)}:
            parts = (f"{prefix}mapping.", f"{prefix}synthesis.")
            tensors = {name.removeprefix(prefix): found[name] for name in found if name.startswith(parts)}
            if any(STYLEGAN2_LAYER.fullmatch(name) or STYLEGAN3_LAYER.fullmatch(name) for name in tensors):
                place = ".".join((*path, prefix)).strip(".")
                generators.append(FoundGenerator(place, NVlabsTensors(records=tensors)))
    return min(generators, key=lambda found: found.likeliness, default=None)


def read_state_dict(content: object, found: FoundGenerator, pool: TensorPool) -> Checkpoint:
    """The generator as our own checkpoint.

    Args:
        content: The file's content, in which the average latent may lie beside the generator.
        found: What `nvlabs_state_dict` found in it.
        pool: Makes the tensors.

    Raises:
        CheckpointError: Tensors are missing, or do not fit one another.
    """
    if len(found.tensors.records) > MAX_TENSORS:
        raise CheckpointError(tr("The file holds more tensors than any generator has."))
    beside = mapping_of(content)
    average = next((beside[name] for name in AVERAGES if isinstance(beside.get(name), TENSORS)), None)
    notes = (UNAVERAGED,) if found.is_trained else ()
    checkpoint = read_nvlabs_tensors(found.tensors, pool, source="state dict under NVlabs' names", notes=notes)
    if average is None:
        return checkpoint
    w_avg = pool.take(tr("the average latent"), average).reshape(-1)
    return Checkpoint(
        config=checkpoint.config,
        tensors={**checkpoint.tensors, W_AVG: w_avg},
        source=checkpoint.source,
        notes=checkpoint.notes,
    )


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
