"""Which commands can be used now."""

from __future__ import annotations

from ganstudio.ui.bench.workbench import Workbench

_NEED_MODEL = ("generate", "new_image_when_done", "type_seed", "set_base", "paste_recipe", "paste_edits")
_NEED_PICTURE = ("save", "save_as", "favorite", "copy_recipe", "copy_picture", "toggle_wipe")


def usable_commands(bench: Workbench) -> dict[str, bool]:
    """Name of each action that depends on what is on screen -> whether it can be used; the others always can."""
    history, has_model = bench.session.history, bench.model is not None
    return {
        "undo": bool(history.past),
        "redo": bool(history.future),
        "toggle_previous": bool(history.past) or bench.comparison.is_showing_previous,
        "reset_attributes": bool(bench.session.recipe.attributes),
        "reset_base": bench.session.recipe.base is not None,
        "update": has_model and bench.stale,
        **dict.fromkeys(_NEED_MODEL, has_model),
        **dict.fromkeys(_NEED_PICTURE, bench.frame is not None),
    }
