"""What a model is, without its file being read where it was opened before: no torch then."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ganstudio.cli.progress import ModelProgress
from ganstudio.errors import CheckpointError
from ganstudio.networks.header import existing_model, spec_ahead
from ganstudio.workspace.described import keep_description, kept_description, stamp_of

if TYPE_CHECKING:
    from ganstudio.networks.model_info import ModelInfo
    from ganstudio.spec import GeneratorSpec


def known_spec(path: str | Path) -> GeneratorSpec | None:
    """A model's sizes and layers where its file says them in its header, or was opened before and is the same since.

    Raises:
        CheckpointError: There is no such file, or it is a damaged one of our own format.
    """
    spec = spec_ahead(path)
    if spec is None:
        known = known_model(existing_model(path))
        spec = None if known is None else known.config.spec()
    return spec


def model_info(path: str | Path) -> ModelInfo:
    """What a model file is; it is read where that is not known.

    Raises:
        CheckpointError: It is not there or is no accepted model; the text says what it is.
    """
    import msgspec

    from ganstudio.networks.model_info import describe

    file = existing_model(path)
    known, stamp = known_model(file), stamp_of(file)
    if known is not None:
        return known
    found = describe(path, progress=ModelProgress())
    if stamp is not None:
        keep_description(file, stamp, msgspec.json.encode(found))
    return found


def known_model(file: Path) -> ModelInfo | None:
    """What was kept of a model when its file was opened before, if that is the same since."""
    from ganstudio.networks.model_info import described

    kept = kept_description(file)
    try:
        return None if kept is None else described(kept)
    except CheckpointError:  # what was kept is damaged, and says nothing of the model
        return None
