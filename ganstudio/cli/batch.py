"""`ganstudio batch`: every job of the window's Batch and Misc menus, a command for each offer of `jobs.offers`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ganstudio.cli.flags import flags_of, with_flags
from ganstudio.cli.jobs import JOB_FLAGS, JobChoices, resume_job, run_job
from ganstudio.cli.language import SpokenCommand
from ganstudio.cli.options import DEVICE, PRECISION, SCHEDULER, WORKSPACE, examples
from ganstudio.cli.report import JSON
from ganstudio.jobs.offers import OFFERS, Offer
from ganstudio.words import tr

_EXAMPLES = {
    "new-latents": "--seeds 0-99 --set smile=1 --out smiling",
    "spectrum": "--from face.png --set smile=2 --count 9 --past-zero --film gif --out smiling",
    "sequential": "--from face.png --set smile=2 --set hairband=2 --film mp4 --out one_by_one",
    "combinatoric": "--from face.png --set smile=1 --set hairband=1 --count-of hairband=5 --sheet --out all",
    "axis-aligned": "--from face.png --layer b16 --maps 0_31 --tab mouth_open --sheet --out maps",
    "style-channels": "--from face.png --layer b16.conv1 --first 16 --sheet --out styles\n"
    "--from face.png --layer b32.torgb --channels 3,21,2x40 --strength 4 --sheet --out colors",
    "random-maps": "--from face.png --layer b32 --strength 20 --sheet --out surprises\n"
    "--from face.png --among 'b16: 3,10_20,2x33; b32: 5' --sheet --out of_a_list",
    "regenerate": "data/latents.csv --out again",
    "apply": "portraits --set smile=1 --out smiling",
    "interpolate": "a.png b.png --count 48 --easing smooth --film mp4 --out between",
    "walk": "--seeds 1,5,9 --per-leg 48 --closed --spline --film mp4 --out walk\n"
    "--seeds 0-11 --walks 6 --closed --film mp4 --film-columns 3 --no-pictures --out six_walks",
    "seed-grid": "--seeds 0-7 --psis 0,0.5,1 --sheet --out grid",
    "mix": "--rows 0-3 --columns 10-15 --layers 4-7 --sheet --out mixed",
    "strengths": "--seeds 0-5 --slider smile=3 --sheet --out smiles",
    "xyz": "--x 'psi=0.3,0.5,0.7' --y 'seed=1..4' --sheet --out psi_and_seed\n"
    "--from face.png --x 'mouth_open=-100..100 in 5' --y 'smile=-2..2 in 3' --difference start --sheet --out changes",
}


def _examples(name: str) -> list[str]:
    return [f"ganstudio batch {name} {line}" for line in _EXAMPLES[name].splitlines()]


_AS_ATTRIBUTE = click.option(
    "--as-attribute", "attribute", metavar="NAME", help="Also save the way as an attribute of the model."
)


@click.group(
    epilog=examples(
        *(_examples(name)[0] for name in ("spectrum", "combinatoric", "axis-aligned", "walk")),
        "ganstudio batch resume maps",
    ),
)
def batch() -> None:
    """Make many pictures: series, combinations, walks between faces, one for each feature map.

    Every job writes PNGs that carry their recipes into --out, with a contact sheet and films if you like. A job that
    was stopped or killed goes on with `batch resume DIR`.
    """


@batch.command(short_help="Go on with a job that was stopped.", epilog=examples("ganstudio batch resume maps"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--model", type=click.Path(), metavar="FILE", help="Where its model is now.")
@WORKSPACE
@DEVICE
@PRECISION
@SCHEDULER
@JSON
def resume(folder: Path, **given: Any) -> None:
    """Make the pictures of the job in FOLDER that are not there yet, then its sheet and films."""
    resume_job(folder, JobChoices(out=folder, **given))


def _command(offer: Offer) -> click.Command:
    def run(**given: Any) -> None:
        run_job(offer, given)

    own = [flag for field in offer.fields for flag in flags_of(field)]
    extra = [_AS_ATTRIBUTE] if offer.name == "interpolate" else []
    return click.command(
        offer.name,
        cls=SpokenCommand,
        help=offer.summary,
        short_help=tr("{text}.", text=tr(offer.title)),
        epilog=examples(*_examples(offer.name)),
    )(with_flags([*own, *extra, *JOB_FLAGS])(run))


for _offer in OFFERS:
    batch.add_command(_command(_offer))
