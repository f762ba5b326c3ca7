"""Where the offers of jobs are in the menus: each entry opens the dialog of one, some of whose answers are settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ganstudio.jobs.fields import Answers, Field, Ground
from ganstudio.jobs.offers import OFFERS, Offer
from ganstudio.jobs.plans import Plan
from ganstudio.words import marked, tr

_BY_NAME = {offer.name: offer for offer in OFFERS}


@dataclass(frozen=True, kw_only=True)
class BatchForm:
    """One entry.

    Attributes:
        action: Name of its action. menu: where it is, such as `Batch/Attribute`. text: in the menu.
        offer: The job. settled: answers that the entry itself gives, and the dialog does not ask.
        title: Of the dialog and the job, as the offer's and as its text. summary: a sentence on what it makes.
        term: What those who study such models call it, where that is another word.
        starts_section: Whether a line is drawn above it in the menu.
    """

    action: str
    menu: str
    text: str
    offer: Offer
    settled: Mapping[str, object] = field(default_factory=dict)
    title: str
    summary: str
    term: str = ""
    starts_section: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """What its dialog asks."""
        return tuple(asked for asked in self.offer.fields if asked.name not in self.settled)

    def plan(self, ground: Ground, answers: Answers) -> Plan:
        """The job of the answers; raises JobError for what does not fit together."""
        return self.offer.plan(ground, {**self.settled, **answers})


def _entry(
    action: str,
    menu: str,
    text: str,
    offer: str,
    *,
    title: str = "",
    summary: str = "",
    term: str = "",
    section: bool = False,
    settled: Mapping[str, object] | None = None,
) -> BatchForm:
    found = _BY_NAME[offer]
    return BatchForm(
        action=action,
        menu=menu,
        text=text,
        offer=found,
        settled=settled or {},
        title=title or found.title,
        summary=summary or found.summary,
        term=term,
        starts_section=section,
    )


_ONE_FACE: dict[str, object] = {"seeds": (), "folder": "", "same_noise": False, "easing": "linear"}

FORMS = (
    _entry("batch_new_latents", "Batch", tr("&New latents…"), "new-latents"),
    _entry(
        "batch_spectrum",
        "Batch/Attribute",
        tr("Attribute &spectrum…"),
        "spectrum",
        title=marked("Attribute spectrum"),
        term="spectrum",
        summary=tr("All attribute sliders that are set move together, from where they stand to 0."),
        settled={"of": "attributes"},
    ),
    _entry(
        "batch_sequential",
        "Batch/Attribute",
        tr("Attributes &one after another…"),
        "sequential",
        title=marked("Attributes one after another"),
        term="sequential",
        summary=tr("One attribute slider after another moves from where it stands to 0; the others wait."),
        settled={"of": "attributes"},
    ),
    _entry(
        "batch_combinatoric",
        "Batch/Attribute",
        tr("&Combinations of attributes…"),
        "combinatoric",
        title=marked("Combinations of attributes"),
        term="combinatoric",
        summary=tr("Every combination of the attribute sliders, each from where it stands to 0."),
        settled={"of": "attributes", **_ONE_FACE},
    ),
    _entry(
        "batch_axis_aligned",
        "Batch/Feature maps",
        tr("&Each feature map alone…"),
        "axis-aligned",
        term="axis-aligned",
        settled={"maps": ""},
    ),
    _entry(
        "batch_selections",
        "Batch/Feature maps",
        tr("Chosen &feature maps…"),
        "axis-aligned",
        title=marked("Chosen feature maps"),
        term="selections",
        summary=tr("Each feature map of a list alone: a picture with it raised by its weight and one with it lowered."),
        settled={"first": 0},
    ),
    _entry(
        "batch_style_channels",
        "Batch/Feature maps",
        tr("Each &style channel alone…"),
        "style-channels",
        settled={"first": 0},
    ),
    _entry(
        "batch_tab_combinatoric",
        "Batch/Feature maps",
        tr("&Combinations of spatial tabs…"),
        "combinatoric",
        title=marked("Combinations of spatial tabs"),
        term="combinatoric",
        summary=tr("Every combination of the spatial tabs' multipliers, each from its start point to where it stands."),
        settled={"of": "tabs", "past_zero": False, **_ONE_FACE},
    ),
    _entry(
        "batch_new_latent_combinatoric",
        "Batch/Feature maps",
        tr("Combinations of spatial tabs on &new faces…"),
        "combinatoric",
        title=marked("Combinations of spatial tabs on new faces"),
        term="new-latent combinatoric",
        summary=tr("For each new face every combination of the spatial tabs' multipliers."),
        settled={"of": "tabs", "past_zero": False, "folder": "", "easing": "linear"},
    ),
    _entry("batch_random_maps", "Batch/Feature maps", tr("&Random feature maps…"), "random-maps"),
    _entry("batch_walk", "Batch", tr("Latent &walk…"), "walk", section=True),
    _entry("batch_xyz", "Batch", tr("&X/Y/Z plot…"), "xyz"),
    _entry("batch_seed_grid", "Batch", tr("&Grid of seeds…"), "seed-grid"),
    _entry("batch_mix", "Batch", tr("Style-&mixing matrix…"), "mix"),
    _entry("batch_sheet", "Batch", tr("&Contact sheet…"), "strengths"),
    _entry("batch_regenerate", "Misc", tr("&Regenerate from CSV…"), "regenerate", section=True),
    _entry("batch_apply_sliders", "Misc", tr("&Apply sliders to a folder…"), "apply"),
    _entry(
        "batch_apply_combinatoric",
        "Misc",
        tr("Apply &combinations to a folder…"),
        "combinatoric",
        title=marked("Apply combinations to a folder"),
        term="combinatoric",
        summary=tr("Every combination of the sliders that are set, on every picture of a folder."),
        settled={"of": "both", "seeds": (), "same_noise": False, "easing": "linear"},
    ),
    _entry("batch_interpolate", "Misc", tr("&Interpolate between two images…"), "interpolate", section=True),
)
"""In the order of the menus."""
