"""Batch jobs of several faces: interpolation, walks, grids, matrices, sheets."""

from __future__ import annotations

from pathlib import Path

from ganstudio.errors import JobError
from ganstudio.jobs import catalogue
from ganstudio.jobs.axes import AttributeAxis, Axis, EditAxis
from ganstudio.jobs.plans import Plan
from ganstudio.jobs.spacing import spread
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.files import read_recipe
from ganstudio.recipe.latent import Seed
from ganstudio.ui.jobs.fields import (
    Answers,
    BatchForm,
    Choice,
    Decimal,
    FormContext,
    PathField,
    Switch,
    chosen_path,
    whole,
)
from ganstudio.ui.jobs.slider_forms import COUNTED, EASING, FIRST_SEED, faces


def _read(answers: Answers, name: str, what: str, context: FormContext) -> tuple[str, Recipe]:
    """The picture of a field; the one on screen where the field is empty."""
    if not str(answers[name]).strip():
        return "on screen", context.recipe
    path = chosen_path(answers, name, what)
    return path.stem, read_recipe(path)


def _interpolate(context: FormContext, answers: Answers) -> Plan:
    if not str(answers["end"]).strip() and not str(answers["start"]).strip():
        raise JobError("Choose a picture to go to.")
    start_name, start = _read(answers, "start", "the first picture", context)
    end_name, end = _read(answers, "end", "the second picture", context)
    return catalogue.interpolation(
        start, end, int(answers["count"]), easing=answers["easing"], names=(start_name, end_name)
    )


def _walk(context: FormContext, answers: Answers) -> Plan:
    files = [Path(name) for name in str(answers["pictures"]).split("\n") if name.strip()]
    if files:
        stops, names = [read_recipe(path) for path in files], [path.stem for path in files]
    else:
        seeds = faces(answers)
        stops = [replace(context.template or context.recipe, latent=Seed(seed)) for seed in seeds]
        names = [f"seed {seed}" for seed in seeds]
    return catalogue.walk(
        stops,
        int(answers["per_leg"]),
        closed=answers["closed"],
        space=answers["space"],
        easing=answers["easing"],
        names=names,
    )


def _seed_grid(context: FormContext, answers: Answers) -> Plan:
    psis = spread(answers["first_psi"], answers["last_psi"], int(answers["psis"]))
    new = context.new_faces(faces(answers))
    return catalogue.seed_grid(new.recipe, new.seeds, psis, own_noise=new.own_noise)


def _mix(context: FormContext, answers: Answers) -> Plan:
    rows, columns = int(answers["faces"]), int(answers["columns"])
    seeds = faces({**answers, "faces": rows + columns})
    last = min(int(answers["last"]), context.model.spec.num_ws - 1)
    return catalogue.mix_matrix(
        context.template or context.recipe,
        seeds[:rows],
        seeds[rows:],
        first=min(int(answers["first"]), last),
        last=last,
    )


def _sheet_sliders(context: FormContext) -> tuple[tuple[str, str], ...]:
    return (
        *((f"attribute:{shift.name}", f"Attribute {shift.name}") for shift in context.sliders),
        *((f"tab:{edit.name}", f"Tab {edit.name}") for edit in context.tabs),
    ) or (("", "No slider is set"),)


def _sheet(context: FormContext, answers: Answers) -> Plan:
    kind, _, name = str(answers["slider"]).partition(":")
    count = int(answers["count"])
    shifts = [shift for shift in context.sliders if kind == "attribute" and shift.name == name]
    edits = [edit for edit in context.tabs if kind == "tab" and edit.name == name]
    if not shifts and not edits:
        raise JobError("Move an attribute or a spatial multiplier away from 0 first: it is what the columns show.")
    axis: Axis
    if shifts:
        axis = AttributeAxis(shift=shifts[0], values=spread(-shifts[0].amount, shifts[0].amount, count))
    else:
        axis = EditAxis(edit=edits[0], values=spread(-edits[0].multiplier, edits[0].multiplier, count))
    return catalogue.strengths(context.new_faces(faces(answers)), axis)


def _picture(name: str, label: str, tooltip: str) -> PathField:
    return PathField(name=name, label=label, tooltip=tooltip, kind="file", filter="Pictures (*.png *.json)")


COUNT = whole("count", "Pictures", "Both ends included", 25)

FACE_FORMS = (
    BatchForm(
        action="batch_interpolate",
        menu="Misc",
        text="&Interpolate between two images…",
        title="Interpolate between two images",
        summary="From one picture to another; an empty field is the one on screen. Sliders and edits move along.",
        fields=(
            _picture("start", "From", "The first picture; empty for the one on screen"),
            _picture("end", "To", "The last picture; empty for the one on screen"),
            COUNT,
            EASING,
        ),
        plan=_interpolate,
        film="mp4",
        starts_section=True,
    ),
    BatchForm(
        action="batch_walk",
        menu="Batch",
        text="Latent &walk…",
        title="Latent walk",
        summary="From face to face: chosen pictures, or new faces.",
        fields=(
            PathField(
                name="pictures",
                label="Pictures",
                tooltip="The faces to pass, in this order; empty for new faces",
                kind="pictures",
                filter="Pictures (*.png *.json)",
            ),
            whole("faces", "New faces", "How many new faces to pass, if no pictures are chosen", 5, minimum=2),
            COUNTED,
            FIRST_SEED,
            whole("per_leg", "Pictures a leg", "Pictures from one face to the next", 24),
            Switch(name="closed", label="Back to the first", tooltip="End where it began, so that the film can loop"),
            Choice(
                name="space",
                label="Way",
                tooltip="Straight in w is even; round in z stays among usual faces (new faces only)",
                options=lambda _: (("w", "Straight, in w"), ("z", "Round, in z")),
            ),
            EASING,
        ),
        plan=_walk,
        film="mp4",
        starts_section=True,
    ),
    BatchForm(
        action="batch_seed_grid",
        menu="Batch",
        text="&Grid of seeds…",
        title="Grid of seeds",
        summary="The classic sheet: a row for each face, a column for each truncation psi.",
        fields=(
            whole("faces", "Faces", "Rows of the sheet", 8),
            COUNTED,
            FIRST_SEED,
            whole("psis", "Columns", "How many psi", 5),
            Decimal(
                name="first_psi", label="From psi", tooltip="Of the first column", start=0.0, minimum=-2, maximum=3
            ),
            Decimal(name="last_psi", label="To psi", tooltip="Of the last column", start=1.0, minimum=-2, maximum=3),
        ),
        plan=_seed_grid,
        sheet=True,
    ),
    BatchForm(
        action="batch_mix",
        menu="Batch",
        text="Style-&mixing matrix…",
        title="Style-mixing matrix",
        summary="Faces of the rows with style layers of the faces of the columns.",
        fields=(
            whole("faces", "Rows", "Faces that are kept", 4),
            whole("columns", "Columns", "Faces that give style layers", 6),
            COUNTED,
            FIRST_SEED,
            whole(
                "first", "From layer", "First style layer taken; low ones are pose and shape", 4, minimum=0, maximum=40
            ),
            whole("last", "To layer", "Last style layer taken; high ones are colors", 7, minimum=0, maximum=40),
        ),
        plan=_mix,
        sheet=True,
    ),
    BatchForm(
        action="batch_sheet",
        menu="Batch",
        text="&Contact sheet…",
        title="Contact sheet",
        summary="A row for each new face, a column for each strength of one slider, from minus its value to it.",
        fields=(
            Choice(
                name="slider", label="Slider", tooltip="What the columns show", options=_sheet_sliders, remembered=False
            ),
            whole("count", "Columns", "Strengths of the slider", 7),
            whole("faces", "Faces", "Rows of the sheet", 6),
            COUNTED,
            FIRST_SEED,
        ),
        plan=_sheet,
        sheet=True,
    ),
)
