"""ModelContext: what panels and tabs may know about the model that is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ganstudio.spec import GeneratorSpec, ModelIdentity

if TYPE_CHECKING:
    from ganstudio.workspace import ModelFolder, Workspace
    from ganstudio.workspace.journal import Journal


@dataclass(frozen=True, kw_only=True)
class ModelContext:
    """The loaded model, without its weights.

    Attributes:
        spec: Sizes and layer names.
        identity: What the model is, whichever file it was read from.
        name: As shown in the window's title.
        path: The model file; None for a model that was not read from a file.
        folder: The model's data folder: attributes, saved tabs, average latent.
        workspace: The folder that pictures are kept in.
        device: Where it runs, such as `cpu` or `cuda`.
        precision: `exact`, `fp32`, `bf16` or `fp16`.
        notes: What a person should know of how the model's file was read.
        has_noise: Whether noise changes its pictures; a model trained without it ignores it.
        journal: Of the session to go on with; None where the one at hand goes on.
    """

    spec: GeneratorSpec
    identity: ModelIdentity
    name: str
    path: Path | None
    folder: ModelFolder
    workspace: Workspace
    device: str
    precision: str
    notes: tuple[str, ...] = ()
    has_noise: bool = True
    journal: Journal | None = None

    @property
    def model_id(self) -> str:
        """md5 of the model file."""
        return self.identity.model_id
