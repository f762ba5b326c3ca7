"""Finds a generator's tensors under NVlabs' names in what torch.save or pickle wrote of a state dict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ganstudio.errors import CheckpointError
from ganstudio.networks.checkpoint import W_AVG, Checkpoint
from ganstudio.networks.convert.accepted import TENSORS, TensorPool, mapping_of
from ganstudio.networks.convert.nvlabs_networks import STYLEGAN2_LAYER, STYLEGAN3_LAYER, read_nvlabs_tensors
from ganstudio.networks.convert.nvlabs_tensors import NVlabsTensors
from ganstudio.words import tr

FIRST_TENSOR = "mapping.fc0.weight"  # every such generator has it
AVERAGED = ("G_ema", "g_ema", "ema")
PLAIN = ("G", "g", "generator", "state_dict", "model", "params")
AVERAGES = ("latent_avg", "w_avg", "mean_latent")
MAX_TENSORS = 4000


def nvlabs_state_dict(content: object) -> NVlabsTensors | None:
    """The generator's tensors in a file's content, None where there are none: the averaged generator before others."""
    for candidate in _candidates(mapping_of(content)):
        found = {name: record for name, record in candidate.items() if isinstance(record, TENSORS)}
        prefix = _prefix(found)
        if prefix is None:
            continue
        generator = {
            name.removeprefix(prefix): record
            for name, record in found.items()
            if name.startswith((f"{prefix}mapping.", f"{prefix}synthesis."))
        }
        if any(STYLEGAN2_LAYER.fullmatch(name) or STYLEGAN3_LAYER.fullmatch(name) for name in generator):
            return NVlabsTensors(records=generator)
    return None


def read_state_dict(content: object, found: NVlabsTensors, pool: TensorPool) -> Checkpoint:
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
    beside = mapping_of(content)
    average = next((beside[name] for name in AVERAGES if isinstance(beside.get(name), TENSORS)), None)
    checkpoint = read_nvlabs_tensors(found, pool, source="state dict under NVlabs' names")
    if average is None:
        return checkpoint
    w_avg = pool.take(tr("the average latent"), average).reshape(-1)
    return Checkpoint(
        config=checkpoint.config,
        tensors={**checkpoint.tensors, W_AVG: w_avg},
        source=checkpoint.source,
        notes=checkpoint.notes,
    )


def _candidates(whole: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Dictionaries in which the generator's tensors may lie, the likeliest first."""
    for name in (*AVERAGED, *PLAIN):
        inner = mapping_of(whole.get(name))
        yield inner
        yield mapping_of(inner.get("state_dict"))
    yield whole


def _prefix(found: Mapping[str, object]) -> str | None:
    """What stands before the generator's names: empty, `module.`, `G_ema.`; None where it is in none."""
    prefixes = [name.removesuffix(FIRST_TENSOR) for name in found if name.endswith(FIRST_TENSOR)]
    return min(prefixes, key=lambda prefix: ("ema" not in prefix.lower(), len(prefix)), default=None)
