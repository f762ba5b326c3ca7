"""The way from one face to another as an attribute of its own, in the model's custom set."""

from __future__ import annotations

from ganstudio.errors import JobError
from ganstudio.jobs.blending import direction, plain
from ganstudio.jobs.resolve import WsOf
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.words import tr
from ganstudio.workspace.model_folder import AttributeSet, ModelFolder


def add_interpolation(folder: ModelFolder, name: str, start: Recipe, end: Recipe, *, ws_of: WsOf) -> Array:
    """Saves the direction that leads from one face to the other: amount 1 of it on the first gives the second.

    Args:
        folder: Of the model.
        name: The attribute's.
        start: A face.
        end: Another one.
        ws_of: Such as `Renderer.ws`.

    Returns:
        float32 [w_dim], or [num_ws, w_dim] if a style layer has a w of its own.

    Raises:
        JobError: The name is empty or taken, or both faces are the same.
        WorkspaceError: The table cannot be written.
    """
    vector = direction(plain(start, ws_of(start)), plain(end, ws_of(end)))
    if not name.strip():
        raise JobError(tr("The attribute needs a name."))
    if not vector.numpy().any():
        raise JobError(
            tr("Both pictures have the same w, so nothing leads from one to the other. Choose another picture.")
        )
    taken = {known for attributes in folder.attribute_sets().values() for known in attributes}
    if name in taken:
        raise JobError(tr("There is an attribute '{name}' already. Choose another name.", name=name))

    def with_new(known: AttributeSet) -> AttributeSet:
        return {**known, name: vector}

    folder.edit_attribute_set("custom", with_new)
    return vector
