"""Where batch jobs are in the menus, as plain data for the table of actions."""

from __future__ import annotations

from typing import Any

from ganstudio.ui.jobs.face_forms import FACE_FORMS
from ganstudio.ui.jobs.fields import BatchForm
from ganstudio.ui.jobs.map_forms import MAP_FORMS
from ganstudio.ui.jobs.slider_forms import SLIDER_FORMS

_ORDER = (
    "batch_new_latents",
    "batch_spectrum",
    "batch_sequential",
    "batch_combinatoric",
    "batch_axis_aligned",
    "batch_selections",
    "batch_tab_combinatoric",
    "batch_new_latent_combinatoric",
    "batch_random_maps",
    "batch_walk",
    "batch_seed_grid",
    "batch_mix",
    "batch_sheet",
    "batch_regenerate",
    "batch_apply_sliders",
    "batch_apply_combinatoric",
    "batch_interpolate",
)
_BY_ACTION = {form.action: form for form in (*SLIDER_FORMS, *MAP_FORMS, *FACE_FORMS)}
FORMS: tuple[BatchForm, ...] = tuple(_BY_ACTION[name] for name in _ORDER)

_OTHERS: tuple[dict[str, Any], ...] = (
    {
        "name": "batch_attribute",
        "menu": "Misc",
        "text": "Add interpolation as attri&bute…",
        "tooltip": "Save the way from one picture to another as an attribute slider",
    },
    {
        "name": "batch_film",
        "menu": "Batch",
        "text": "Make a fi&lm…",
        "tooltip": "Make a GIF, WebP, APNG or MP4 of pictures or of the folders of batch jobs",
        "starts_section": True,
    },
    {
        "name": "batch_resume",
        "menu": "Batch",
        "text": "&Resume a job…",
        "tooltip": "Go on with a batch job that was stopped, by its folder",
    },
    {
        "name": "show_jobs",
        "menu": "View/Tabs",
        "text": "&Jobs",
        "tooltip": "Go to the queue of batch jobs",
        "keys": ("Alt+4",),
    },
)


def commands() -> tuple[dict[str, Any], ...]:
    """Name, menu, text, tooltip and the rest of each command."""
    forms = tuple(
        {
            "name": form.action,
            "menu": form.menu,
            "text": form.text,
            "tooltip": form.summary.rstrip("."),
            "starts_section": form.starts_section,
        }
        for form in FORMS
    )
    return (*forms, *_OTHERS)
