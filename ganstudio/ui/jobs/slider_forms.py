"""Batch jobs that vary sliders: new faces, series and combinations of attributes and spatial tabs."""

from __future__ import annotations

import numpy as np

from ganstudio.jobs import catalogue, sources
from ganstudio.jobs.axes import Axis
from ganstudio.jobs.plans import Plan
from ganstudio.ui.jobs.fields import (
    Answers,
    BatchForm,
    Choice,
    Field,
    FormContext,
    PathField,
    SliderTable,
    Switch,
    Whole,
    chosen_path,
    counts_and_starts,
)

EASING = Choice(
    name="easing",
    label="Movement",
    tooltip="How the movement starts and ends",
    options=lambda _: (
        ("linear", "Even"),
        ("smooth", "Smooth at both ends"),
        ("in", "Starts slowly"),
        ("out", "Ends slowly"),
    ),
)
PAST_ZERO = Switch(
    name="past_zero", label="Slide past 0", tooltip="Go on past 0, as far on the other side as the slider stands now"
)
FIRST_SEED = Whole(
    name="first_seed",
    label="First seed",
    tooltip="Seeds are counted up from this one",
    start=0,
    minimum=0,
    maximum=2**31 - 1,
    enabled_by="counted",
)
COUNTED = Switch(name="counted", label="Seeds in order", tooltip="Use one seed after another instead of random ones")


def faces(answers: Answers, name: str = "faces") -> tuple[int, ...]:
    """The seeds of new faces: counted up, or random ones that stay the same while the dialog is open."""
    count = int(answers[name])
    if answers["counted"]:
        return catalogue.seed_range(int(answers["first_seed"]), count)
    return catalogue.random_seeds(count, np.random.default_rng(int(answers["chance"])))


def _new_faces(start: int, label: str = "New faces", most: int = 100_000) -> tuple[Field, ...]:
    tooltip = "How many new faces to make"
    return (Whole(name="faces", label=label, tooltip=tooltip, start=start, maximum=most), COUNTED, FIRST_SEED)


def _count(start: int = 9) -> Whole:
    return Whole(name="count", label="Pictures", tooltip="From the first to the last value", start=start)


def _new_latents(context: FormContext, answers: Answers) -> Plan:
    new = context.new_faces(faces(answers))
    return catalogue.new_latents(new.recipe, new.seeds, own_noise=new.own_noise)


def _spectrum(context: FormContext, answers: Answers) -> Plan:
    axes = catalogue.attribute_axes(
        context.recipe, answers["count"], past_zero=answers["past_zero"], easing=answers["easing"]
    )
    return catalogue.spectrum(context.recipe, axes)


def _sequential(context: FormContext, answers: Answers) -> Plan:
    counts, _ = counts_and_starts(answers, "sliders")
    axes = catalogue.attribute_axes(
        context.recipe, 1, counts=counts, past_zero=answers["past_zero"], easing=answers["easing"]
    )
    return catalogue.sequential(context.recipe, axes)


def _combinatoric(context: FormContext, answers: Answers) -> Plan:
    counts, _ = counts_and_starts(answers, "sliders")
    axes = catalogue.attribute_axes(context.recipe, 1, counts=counts, past_zero=answers["past_zero"])
    return catalogue.combinatoric(context.recipe, axes)


def _tab_combinatoric(context: FormContext, answers: Answers) -> Plan:
    counts, starts = counts_and_starts(answers, "sliders")
    axes = catalogue.edit_axes(context.recipe, 1, counts=counts, starts=starts)
    return catalogue.combinatoric(context.recipe, axes)


def _new_latent_combinatoric(context: FormContext, answers: Answers) -> Plan:
    counts, starts = counts_and_starts(answers, "sliders")
    axes = catalogue.edit_axes(context.recipe, 1, counts=counts, starts=starts)
    return catalogue.combinatoric(context.new_faces(faces(answers)), axes)


def _apply_sliders(context: FormContext, answers: Answers) -> Plan:
    return catalogue.apply_sliders(
        sources.folder(chosen_path(answers, "folder", "a folder of pictures")), context.recipe
    )


def _apply_combinatoric(context: FormContext, answers: Answers) -> Plan:
    counts, starts = counts_and_starts(answers, "sliders")
    attributes = {shift.name: counts.pop(shift.name) for shift in context.sliders if shift.name in counts}
    axes: tuple[Axis, ...] = (
        *catalogue.attribute_axes(context.recipe, 1, counts=attributes, past_zero=answers["past_zero"]),
        *catalogue.edit_axes(context.recipe, 1, counts=counts, starts=starts),
    )
    return catalogue.combinatoric(sources.folder(chosen_path(answers, "folder", "a folder of pictures")), axes)


def _regenerate(context: FormContext, answers: Answers) -> Plan:
    path = chosen_path(answers, "table", "a table of latents, such as latents.csv")
    return catalogue.regenerate(sources.latent_table(path, context.recipe, context.model.spec))


FOLDER = PathField(
    name="folder",
    label="Folder",
    tooltip="Every picture in it that GanStudio saved; other files are counted and named",
    kind="folder",
    start=lambda context: context.model.workspace.portraits,
)

SLIDER_FORMS = (
    BatchForm(
        action="batch_new_latents",
        menu="Batch",
        text="&New latents…",
        title="New latents",
        summary="New faces, with the sliders and spatial edits of the picture on screen.",
        fields=_new_faces(50),
        plan=_new_latents,
    ),
    BatchForm(
        action="batch_spectrum",
        menu="Batch/Attribute",
        text="&Spectrum…",
        title="Attribute spectrum",
        summary="All attribute sliders that are set move together, from where they stand to 0.",
        fields=(_count(), PAST_ZERO, EASING),
        plan=_spectrum,
        film="gif",
    ),
    BatchForm(
        action="batch_sequential",
        menu="Batch/Attribute",
        text="S&equential…",
        title="Attributes one after another",
        summary="One attribute slider after another moves from where it stands to 0; the others wait.",
        fields=(
            SliderTable(
                name="sliders", label="Sliders", tooltip="Pictures of each attribute", of="attributes", count=9
            ),
            PAST_ZERO,
            EASING,
        ),
        plan=_sequential,
        film="gif",
    ),
    BatchForm(
        action="batch_combinatoric",
        menu="Batch/Attribute",
        text="&Combinatoric…",
        title="Combinations of attributes",
        summary="Every combination of the attribute sliders, each from where it stands to 0.",
        fields=(
            SliderTable(name="sliders", label="Sliders", tooltip="Values of each attribute", of="attributes"),
            PAST_ZERO,
        ),
        plan=_combinatoric,
        sheet=True,
    ),
    BatchForm(
        action="batch_tab_combinatoric",
        menu="Batch/Feature maps",
        text="&Combinatoric…",
        title="Combinations of spatial tabs",
        summary="Every combination of the spatial tabs' multipliers, each from its start point to where it stands.",
        fields=(
            SliderTable(name="sliders", label="Tabs", tooltip="Values of each tab, and where they start", of="tabs"),
        ),
        plan=_tab_combinatoric,
        sheet=True,
    ),
    BatchForm(
        action="batch_new_latent_combinatoric",
        menu="Batch/Feature maps",
        text="&New-latent combinatoric…",
        title="Combinations of spatial tabs on new faces",
        summary="For each new face every combination of the spatial tabs' multipliers.",
        fields=(
            *_new_faces(10),
            SliderTable(name="sliders", label="Tabs", tooltip="Values of each tab, and where they start", of="tabs"),
        ),
        plan=_new_latent_combinatoric,
        sheet=True,
    ),
    BatchForm(
        action="batch_regenerate",
        menu="Misc",
        text="&Regenerate from CSV…",
        title="Regenerate from CSV",
        summary="The pictures of a table of latents again, with the sliders and edits of the picture on screen.",
        fields=(
            PathField(
                name="table",
                label="Table",
                tooltip="Rows of a name and a latent, such as the model's latents.csv",
                kind="file",
                filter="Tables (*.csv);;All files (*)",
                start=lambda context: context.model.folder.path / "latents.csv",
            ),
        ),
        plan=_regenerate,
        starts_section=True,
    ),
    BatchForm(
        action="batch_apply_sliders",
        menu="Misc",
        text="&Apply sliders to a directory…",
        title="Apply sliders to a directory",
        summary="Sets the attribute sliders and spatial edits of the picture on screen on every picture of a folder.",
        fields=(FOLDER,),
        plan=_apply_sliders,
    ),
    BatchForm(
        action="batch_apply_combinatoric",
        menu="Misc",
        text="Apply &combinatoric to a directory…",
        title="Apply combinations to a directory",
        summary="Every combination of the sliders that are set, on every picture of a folder.",
        fields=(
            FOLDER,
            SliderTable(name="sliders", label="Sliders", tooltip="Values of each slider", of="both"),
            PAST_ZERO,
        ),
        plan=_apply_combinatoric,
    ),
)
