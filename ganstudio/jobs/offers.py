"""The table of offers: every job of the menus and of `ganstudio batch`, with what it asks."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from ganstudio.jobs import answered
from ganstudio.jobs import shared_fields as shared
from ganstudio.jobs.fields import (
    Answers,
    AxisField,
    Choice,
    Decimal,
    Faces,
    Field,
    Ground,
    MapsField,
    OneSlider,
    PathField,
    Switch,
    Text,
    Whole,
)
from ganstudio.jobs.outputs import MOST_TILES
from ganstudio.jobs.plans import Plan
from ganstudio.words import marked, tr, trp


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One job as it is offered.

    Attributes:
        name: The command's. title: the dialog's and, in job.json, the job's; in English, to be shown through `tr`.
        summary: What it makes, in a sentence or two.
        fields: What it asks.
        plan: The job of the answers; raises JobError for what does not fit together.
        sheet: Whether a dialog has the contact sheet on at first. film: likewise the film's format, empty for none.
    """

    name: str
    title: str
    summary: str
    fields: tuple[Field, ...]
    plan: Callable[[Ground, Answers], Plan]
    sheet: bool = False
    film: str = ""


OFFERS = (
    Offer(
        name="new-latents",
        title=marked("New latents"),
        summary=tr("New faces, with the sliders and spatial edits of the picture at hand."),
        fields=(shared.seeds(50, "count"), shared.SAME_NOISE),
        plan=answered.new_latents,
    ),
    Offer(
        name="spectrum",
        title=marked("Spectrum"),
        summary=tr(
            "All sliders that are set move together: attributes from where they stand to 0, spatial tabs from "
            "minus their multiplier to it."
        ),
        fields=(
            shared.OF,
            shared.steps(9, tr("From the first to the last value"), each=False),
            shared.PAST_ZERO,
            shared.EASING,
        ),
        plan=answered.spectrum,
        film="gif",
    ),
    Offer(
        name="sequential",
        title=marked("One slider after another"),
        summary=tr("One slider after another goes its way, while the others stay where they are."),
        fields=(shared.OF, shared.steps(9, tr("Pictures of each slider")), shared.PAST_ZERO, shared.EASING),
        plan=answered.sequential,
        film="gif",
    ),
    Offer(
        name="combinatoric",
        title=marked("Combinations"),
        summary=tr(
            "Every combination of the sliders' values, for the picture at hand, for new faces or for each picture "
            "of a folder: 5 values of smile and 3 of mouth_open are 15 pictures a face."
        ),
        fields=(
            shared.seeds(0),
            dataclasses.replace(shared.FOLDER, argument=False, instead_of="seeds"),
            shared.OF,
            shared.steps(3, tr("Values of each slider")),
            shared.PAST_ZERO,
            shared.EASING,
            shared.SAME_NOISE,
        ),
        plan=answered.combinatoric,
        sheet=True,
    ),
    Offer(
        name="axis-aligned",
        title=marked("Each feature map alone"),
        summary=tr("For each feature map a picture with it raised (<map>_p) and one with it lowered (<map>_n)."),
        fields=(
            shared.LAYER,
            Whole(
                name="first",
                label=tr("Maps"),
                help=tr("The first so many maps of the layer, 32 if it has them"),
                start=shared.channels(32),
                maximum=4096,
                remembered=False,
            ),
            MapsField(
                name="maps",
                label=tr("Maps"),
                help=tr(
                    "Maps by number: 3, 10_20 is a range, 2x33 is map 33 with weight 2. "
                    "Those of another layer behind a semicolon and its name: 3; b32: 5"
                ),
                start=lambda ground, answers: ground.maps or f"0_{shared.channels(8)(ground, answers) - 1}",
                remembered=False,
                placeholder="3,10_20,2x33; b32: 5",
                optional=True,
                instead_of="first",
            ),
            *shared.REGION,
        ),
        plan=answered.axis_aligned,
        sheet=True,
    ),
    Offer(
        name="style-channels",
        title=marked("Each style channel alone"),
        summary=tr(
            "For each style channel of a layer a picture with it raised (<channel>_p) and one with it lowered "
            "(<channel>_n), on the whole picture."
        ),
        fields=(
            shared.STYLE_LAYER,
            Whole(
                name="first",
                label=tr("Channels"),
                help=tr("The first so many channels of the layer, 32 if it has them"),
                start=shared.style_channels(32),
                maximum=4096,
                remembered=False,
            ),
            Text(
                name="channels",
                label=trp("by number", "Channels"),
                help=tr("Style channels by number: 3, 10_20 is a range, 2x33 is channel 33 twice as strong"),
                start=lambda ground, answers: f"0_{shared.style_channels(16)(ground, answers) - 1}",
                remembered=False,
                placeholder="3, 10_20, 2x33",
                optional=True,
                instead_of="first",
            ),
            shared.SHIFT,
        ),
        plan=answered.style_channels,
        sheet=True,
    ),
    Offer(
        name="random-maps",
        title=marked("Random feature maps"),
        summary=tr("Pictures with random weights on a few random maps each: a way to stumble on something."),
        fields=(
            shared.LAYER,
            MapsField(
                name="among",
                label=tr("Drawn from"),
                help=tr(
                    "The maps that are drawn from, by number: 3, 10_20 is a range, 2x33 is map 33, twice as strong. "
                    "Those of another layer behind a semicolon and its name: 3; b32: 5. All of the layer without any"
                ),
                remembered=False,
                placeholder=tr("all maps of the layer, or 3,10_20,2x33; b32: 5"),
                optional=True,
            ),
            shared.count(tr("Pictures"), 50, tr("How many to make")),
            Whole(
                name="maps_per_picture",
                label=tr("Maps each"),
                help=tr("How many maps get a weight in each picture, 4 if the layer has them"),
                start=shared.channels(4),
                maximum=4096,
                flags=("maps",),
                remembered=False,
            ),
            Whole(
                name="seed",
                label=tr("Seed"),
                help=tr("The same seed draws the same weights"),
                start=0,
                minimum=0,
                maximum=2**31 - 1,
            ),
            *shared.REGION,
        ),
        plan=answered.random_maps,
        sheet=True,
    ),
    Offer(
        name="regenerate",
        title=marked("Regenerate from CSV"),
        summary=tr(
            "The pictures of a table of latents again, with the noise and spatial edits of the picture at hand; "
            "or those of a folder, or of a file of latents. What is no picture is skipped."
        ),
        fields=(
            PathField(
                name="source",
                label=tr("Table"),
                help=tr(
                    "Rows of a name and a latent, such as the model's latents.csv; a .npy or .npz file of latents; "
                    "or a folder of pictures"
                ),
                kind="file",
                filter=tr("Tables and latents (*.csv *.npy *.npz);;All files (*)"),
                start=lambda ground, _: str(ground.latents),
                argument=True,
            ),
        ),
        plan=answered.regenerate,
    ),
    Offer(
        name="apply",
        title=marked("Apply sliders to a folder"),
        summary=tr("Sets the sliders and spatial edits of the picture at hand on every picture of a folder."),
        fields=(shared.FOLDER,),
        plan=answered.apply,
    ),
    Offer(
        name="interpolate",
        title=marked("Interpolate between two images"),
        summary=tr("From one picture to another, step by step. Sliders and edits move along."),
        fields=(
            PathField(name="start", label=tr("From"), help=tr("The first picture"), kind="picture", argument=True),
            PathField(name="end", label=tr("To"), help=tr("The last picture"), kind="picture", argument=True),
            shared.count(
                tr("Pictures"), 25, tr("Pictures, both ends included; between them w is mixed (interpolation in w)")
            ),
            shared.EASING,
        ),
        plan=answered.interpolate,
        film="mp4",
    ),
    Offer(
        name="walk",
        title=marked("Latent walk"),
        summary=tr("From face to face: chosen pictures, or new faces."),
        fields=(
            PathField(
                name="pictures",
                label=tr("Pictures"),
                help=tr("The faces to pass, in this order; new faces without any"),
                kind="pictures",
                argument=True,
                instead_of="seeds",
            ),
            shared.seeds(6, minimum=2),
            Whole(name="per_leg", label=tr("Pictures a leg"), help=tr("Pictures from one face to the next"), start=24),
            Switch(
                name="closed", label=tr("Back to the first"), help=tr("End where it began, so that the film can loop")
            ),
            Choice(
                name="space",
                label=tr("Way"),
                help=tr(
                    "Straight changes evenly (interpolation in w); round stays among usual faces (in z, on the "
                    "sphere; new faces only)"
                ),
                options=(("w", tr("Straight")), ("z", tr("Round"))),
            ),
            Switch(
                name="spline",
                label=tr("On one smooth curve"),
                help=tr("Pass the faces without corners (a cubic spline in w)"),
            ),
            Whole(
                name="walks",
                label=tr("Walks side by side"),
                help=tr("That many walks as one film, side by side; the faces are shared out among them"),
                start=1,
                maximum=MOST_TILES,
            ),
            shared.EASING,
        ),
        plan=answered.walk,
        film="mp4",
    ),
    Offer(
        name="seed-grid",
        title=marked("Grid of seeds"),
        summary=tr("The classic sheet: a row for each face, a column for each truncation psi."),
        fields=(
            shared.seeds(8),
            Text(
                name="psis",
                label=tr("Columns"),
                help=tr("The psi of each, separated by commas"),
                start="0,0.25,0.5,0.75,1",
            ),
            shared.SAME_NOISE,
        ),
        plan=answered.seed_grid,
        sheet=True,
    ),
    Offer(
        name="mix",
        title=marked("Style-mixing matrix"),
        summary=tr("Faces of the rows with style layers of the faces of the columns."),
        fields=(
            Faces(name="rows", label=tr("Rows"), help=tr("The seeds of the faces that are kept"), count=4),
            Faces(
                name="columns", label=tr("Columns"), help=tr("The seeds of the faces that give style layers"), count=6
            ),
            Text(
                name="layers",
                label=tr("Style layers"),
                help=tr(
                    "The style layers taken, 4-7 or as far as the model has them; low ones are pose and shape, "
                    "high ones colors"
                ),
                start=lambda ground, _: f"{min(4, ground.spec.num_ws - 1)}-{min(7, ground.spec.num_ws - 1)}",
                remembered=False,
            ),
        ),
        plan=answered.mix,
        sheet=True,
    ),
    Offer(
        name="strengths",
        title=marked("Contact sheet"),
        summary=tr("A row for each new face, a column for each strength of one slider, from minus its value to it."),
        fields=(
            OneSlider(
                name="slider", label=tr("Slider"), help=tr("What the columns show: a slider at its greatest strength")
            ),
            shared.count(tr("Columns"), 7, tr("Strengths of the slider")),
            shared.seeds(6),
            shared.SAME_NOISE,
        ),
        plan=answered.strengths,
        sheet=True,
    ),
    Offer(
        name="xyz",
        title=marked("X/Y/Z plot"),
        summary=tr(
            "The picture at hand with two or three of its numbers at every combination of their values: psi, seed, "
            "class, noise, attributes, tabs, styles and more, named at the heads of rows and columns."
        ),
        fields=(
            AxisField(
                name="x",
                label=tr("Columns (X)"),
                help=tr("What varies from column to column, and its values: 0.3, 0.5, 0.7 or -100..100 in 5 or 1..4"),
                start="psi=0..1 in 5",
            ),
            AxisField(
                name="y",
                label=tr("Rows (Y)"),
                help=tr("What varies from row to row, and its values"),
                optional=True,
            ),
            AxisField(
                name="z",
                label=tr("Pages (Z)"),
                help=tr("What varies from page to page, and its values"),
                optional=True,
            ),
            Switch(
                name="pages",
                label=tr("A sheet for each value of Z"),
                help=tr("A contact sheet for each page; otherwise one sheet has the pages below one another"),
                closed=lambda answers: "" if answers["z"] else tr("Choose what varies from page to page first."),
            ),
            Choice(
                name="time",
                label=tr("Film along"),
                help=tr("The axis that a film runs along; the other two are side by side in it"),
                options=(("x", "X"), ("y", "Y"), ("z", "Z")),
                remembered=False,
            ),
            Choice(
                name="difference",
                label=tr("Show"),
                help=tr(
                    "What sheets and films show: the pictures, or how each differs from the picture that is varied "
                    "or from a cell of the plot"
                ),
                options=(
                    ("none", tr("The pictures")),
                    ("start", tr("Differences from the picture on screen")),
                    ("cell", tr("Differences from a cell")),
                ),
            ),
            Text(
                name="cell",
                label=tr("Cell"),
                help=tr("Column and row, and the page where there are several, counted from 1: 1,1"),
                start="1,1",
                remembered=False,
                closed=lambda answers: (
                    "" if answers["difference"] == "cell" else tr("Show differences from a cell first.")
                ),
            ),
            Decimal(
                name="gain",
                label=tr("Strengthened"),
                help=tr("By how much differences are multiplied to be seen"),
                start=4.0,
                minimum=0.1,
                maximum=255.0,
                step=1.0,
                words=tr("{} times"),
                closed=lambda answers: "" if answers["difference"] != "none" else tr("Show differences first."),
            ),
        ),
        plan=answered.xyz,
        sheet=True,
    ),
)
