"""Fields that several offers share, and those of a film."""

from __future__ import annotations

from ganstudio.jobs.fields import (
    Answers,
    Choice,
    Decimal,
    Faces,
    Ground,
    Pairs,
    PathField,
    SliderSteps,
    Start,
    Switch,
    Whole,
)
from ganstudio.jobs.outputs import FASTEST, LIMITS, FilmOptions
from ganstudio.jobs.regions import IN_DEVIATIONS, strength_of
from ganstudio.recipe.style_names import style_layer_words
from ganstudio.words import spoken, tr

EASINGS: Pairs = (
    ("linear", tr("Even")),
    ("smooth", tr("Smooth at both ends")),
    ("in", tr("Starts slowly")),
    ("out", tr("Ends slowly")),
)


def _layers(ground: Ground) -> Pairs:
    return tuple(
        (
            layer.name,
            tr(
                "{height}×{width}  {name}  ({channels} maps)",
                height=layer.height,
                width=layer.width,
                name=layer.name,
                channels=layer.channels,
            ),
        )
        for layer in ground.spec.layers
    )


def _layer(ground: Ground, _: Answers) -> str:
    names = [layer.name for layer in ground.spec.layers]
    return next((name for name in (ground.layer, "b16") if name in names), names[len(names) // 2])


def _regions(ground: Ground) -> Pairs:
    painted = [edit.name for edit in ground.recipe.edits if edit.selection.numpy().any()]
    return (("", tr("Whole image")), *((name, tr("Selection of {name}", name=spoken(name))) for name in painted))


def _tab(ground: Ground, _: Answers) -> str:
    return ground.tab if ground.tab in dict(_regions(ground)) else ""


def channels(most: int) -> Start:
    """A first answer: so many maps, if the layer has them."""
    return lambda ground, answers: min(most, ground.spec.layer(answers["layer"]).channels)


def style_channels(most: int) -> Start:
    """A first answer: so many style channels, if the layer has them."""
    return lambda ground, answers: min(most, ground.spec.style_layer(answers["layer"]).channels)


def _style_layers(ground: Ground) -> Pairs:
    return tuple(
        (
            layer.name,
            tr(
                "{words}  {name}  ({channels} channels)",
                words=style_layer_words(layer.name),
                name=layer.name,
                channels=layer.channels,
            ),
        )
        for layer in ground.spec.style_layers
    )


def _style_layer(ground: Ground, answers: Answers) -> str:
    """Of the block that is looked at."""
    names = [layer.name for layer in ground.spec.style_layers]
    block = _layer(ground, answers).partition(".")[0]
    return next((name for name in names if name == f"{block}.conv1"), names[len(names) // 2])


def seeds(count: int, *counted_by: str, minimum: int = 1, instead_of: str = "") -> Faces:
    """Which new faces, and how many random ones."""
    return Faces(
        name="seeds",
        label=tr("New faces"),
        help=tr("The seeds of new faces: 0-8,15 is nine and one more"),
        count=count,
        minimum=minimum,
        counted_by=("faces", *counted_by),
        instead_of=instead_of,
    )


def count(label: str, start: int, text: str) -> Whole:
    """How many pictures."""
    return Whole(name="count", label=label, help=text, start=start)


def steps(count: int, text: str, *, each: bool = True) -> SliderSteps:
    """How many values of the sliders."""
    return SliderSteps(name="steps", label=tr("Pictures"), help=text, count=count, each=each)


SAME_NOISE = Switch(
    name="same_noise",
    label=tr("Same noise for all"),
    help=tr("Keep the noise seed, where noise is seeded, instead of drawing each face's noise from its own seed"),
    start=lambda ground, _: ground.keep_noise_seed,
    remembered=False,
)
OF = Choice(
    name="of",
    label=tr("Sliders"),
    help=tr("What varies: attributes (from the set value to 0), tabs (from minus the multiplier to it), or both"),
    options=(("both", tr("Both")), ("attributes", tr("Attributes")), ("tabs", tr("Spatial tabs"))),
)
PAST_ZERO = Switch(
    name="past_zero",
    label=tr("Slide past 0"),
    help=tr("Go on past 0, as far on the other side as the attribute stands now"),
)
LAYER = Choice(
    name="layer",
    label=tr("Layer"),
    help=tr("Whose feature maps are changed"),
    options=_layers,
    start=_layer,
    remembered=False,
)
STYLE_LAYER = Choice(
    name="layer",
    label=tr("Layer"),
    help=tr("Whose style channels are shifted; those called colors (ToRGB) change nothing else"),
    options=_style_layers,
    start=_style_layer,
    remembered=False,
)
REGION = (
    Choice(
        name="tab",
        label=tr("Where"),
        help=tr("The spatial tab whose painted selection is used; the whole image without one"),
        options=_regions,
        start=_tab,
        remembered=False,
    ),
    Switch(
        name="raw",
        label=tr("Raw strengths"),
        help=tr(
            "Strengths as recipes have them. Otherwise they are in standard deviations of each map over random "
            "pictures (sd), as strong on one map as on another"
        ),
    ),
    Decimal(
        name="strength",
        label=tr("Strength"),
        help=tr(
            "How many standard deviations of a map are added, 6 to begin with; with raw strengths the multiplier: "
            "the tab's own, or 10 where that is 0"
        ),
        start=lambda ground, answers: strength_of(ground.recipe, answers["tab"]) if answers["raw"] else IN_DEVIATIONS,
        minimum=-99_999.0,
        maximum=99_999.0,
        step=1.0,
        remembered=False,
        unit=lambda answers: tr("raw") if answers["raw"] else tr("in sd"),
    ),
)
SHIFT = Decimal(
    name="strength",
    label=tr("Strength"),
    help=tr("By how many standard deviations, over random faces, a channel is shifted"),
    start=IN_DEVIATIONS,
    minimum=-99.0,
    maximum=99.0,
    step=1.0,
    unit=lambda _: tr("in sd"),
)
EASING = Choice(
    name="easing",
    label=tr("Steps"),
    help=tr("Whether each picture goes as far as the one before it, or slower at the ends (easing)"),
    options=EASINGS,
)
FOLDER = PathField(
    name="folder",
    label=tr("Folder"),
    help=tr("Every picture, recipe or latent (.npy, .npz) in it; other files are counted and named"),
    kind="folder",
    start=lambda ground, _: str(ground.portraits),
    argument=True,
)

_FILM = FilmOptions()
FILM_FORMATS: Pairs = (("gif", "GIF"), ("webp", "WebP"), ("apng", "APNG"), ("mp4", "MP4"))
FILM_FIELDS = (
    Decimal(
        name="fps",
        label=tr("Frames a second"),
        help=tr("How many pictures a second the film shows"),
        start=_FILM.fps,
        minimum=0.01,
        maximum=max(FASTEST.values()),
        step=1.0,
        words=tr("{} fps"),
    ),
    Choice(
        name="order",
        label=tr("Order"),
        help=tr(
            "pingpong goes there and back (0 1 2 3 4 3 2 1), without a jump; forward plays once; loop repeats; "
            "auto loops a walk that ends where it began, and goes there and back with others"
        ),
        options=(
            ("auto", tr("As it suits")),
            ("pingpong", tr("There and back")),
            ("forward", tr("Once")),
            ("loop", tr("Again and again")),
        ),
    ),
    Choice(
        name="easing",
        label=tr("Pace"),
        help=tr("Whether the film plays evenly, or slower at its ends (easing); its length stays"),
        options=EASINGS,
    ),
    Decimal(
        name="hold",
        label=tr("Hold"),
        help=tr("How many seconds longer the first and the last picture stay"),
        start=_FILM.hold,
        minimum=0.0,
        maximum=LIMITS["hold"],
        words="{} s",
    ),
    Whole(
        name="size",
        label=tr("Height"),
        help=tr("Height of each picture in the film; 0 for as it is"),
        start=_FILM.size,
        minimum=0,
        maximum=LIMITS["size"],
        step=64,
        words="{} px",
        zero=tr("Height as it is"),
    ),
    Switch(name="captions", label=tr("Captions"), help=tr("Write what varies below each picture")),
    Choice(
        name="palette",
        label=tr("Palette"),
        help=tr("A GIF has 256 colors: chosen for each picture (frame), or once for all (film)"),
        options=(("frame", tr("Colors for each")), ("film", tr("Colors for all"))),
    ),
    Switch(
        name="dither", label=tr("Dither"), help=tr("GIF: mix neighbouring pixels for colors that it lacks"), start=True
    ),
    Whole(
        name="quality",
        label=tr("Quality"),
        help=tr("MP4 and WebP: 0 makes the smallest file, 100 the best picture"),
        start=_FILM.quality,
        minimum=0,
        maximum=LIMITS["quality"],
        words=tr("quality {}"),
    ),
    Whole(
        name="columns",
        label=tr("Columns"),
        help=tr("Films side by side in a row; 0 for about a square"),
        start=_FILM.columns,
        minimum=0,
        maximum=LIMITS["columns"],
    ),
    Whole(name="repeats", label=tr("Plays"), help=tr("MP4: how often it plays"), start=_FILM.repeats, maximum=1000),
)
"""What a film can be asked for beside its format, named as in FilmOptions."""
