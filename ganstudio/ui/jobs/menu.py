"""The forms of all batch jobs, in the order of the menus."""

from __future__ import annotations

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
