"""`python -m ganstudio.training.fitting.recipe`: the whole recipe of the 256 pixel model, by one command.

Faces and twins are drawn, the synthesis is fitted and sharpened, the mapping learned, and what ships is written. A
second call with the same folder goes on where the first stopped. The time of every step is added to times.txt.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path

import msgspec
import torch

from ganstudio.networks.header import model_path
from ganstudio.training.faces.dataset import draw_dataset, drawn_so_far
from ganstudio.training.faces.twins import draw_twins
from ganstudio.training.fitting.fit import fit
from ganstudio.training.fitting.mapping import MappingPlan, MappingRun
from ganstudio.training.fitting.plan import LATER_STAGES, STAGES, FitPlan
from ganstudio.training.fitting.sharpen import SharpenPlan, sharpen
from ganstudio.training.fitting.ship import ship
from ganstudio.training.fitting.start import start_from_model, start_mapping_from_model
from ganstudio.training.fitting.trained import open_fitted
from ganstudio.training.workers import told_done
from ganstudio.words import marked, tr

Watch = Callable[[str, int, Callable[[], int]], AbstractContextManager[None]]
"""From the name of a step, how much it has to do and a function that says how much is done, to what shows it."""


class RecipePlan(msgspec.Struct, frozen=True, kw_only=True):
    """What the recipe is told.

    Attributes:
        work: Folder of faces, twins, checkpoints, logs. output: folder for faces.safetensors and data/<id>/.
        faces, twins: How many to draw. processes: one-thread workers. compile: use torch.compile.
        share: Of every stage's length and of the mapping's; below 1 for a trial.
        start: A model of this recipe to begin with (a file, or `builtin`), with the stages of `LATER_STAGES`.
    """

    work: Path
    output: Path
    faces: int = 24_000
    twins: int = 8_000
    processes: int = 2
    compile: bool = True
    share: float = 1.0
    start: Path | None = None

    def fit_plan(self) -> FitPlan:
        """The fit's part."""
        stages = tuple(
            msgspec.structs.replace(stage, kimg=stage.kimg * self.share, fade_kimg=stage.fade_kimg * self.share)
            for stage in (STAGES if self.start is None else LATER_STAGES)
        )
        return FitPlan(
            faces=self.work / "faces", twins=self.work / "twins", run=self.work / "fit", stages=stages,
            processes=self.processes, compile=self.compile,
        )  # fmt: skip

    def sharpen_plan(self) -> SharpenPlan:
        """The sharpening's part."""
        plan = SharpenPlan(fit=self.fit_plan(), run=self.work / "sharpen")
        return msgspec.structs.replace(plan, kimg=plan.kimg * self.share, ramp_kimg=plan.ramp_kimg * self.share)

    def mapping_plan(self) -> MappingPlan:
        """The mapping's part."""
        plan = MappingPlan(run=self.work / "mapping")
        steps, people = round(plan.steps * self.share), max(1, round(plan.people * self.share))
        return msgspec.structs.replace(plan, steps=steps, people=people)


def _unwatched(_name: str, _total: int, _done: Callable[[], int]) -> AbstractContextManager[None]:
    return nullcontext()


def run_recipe(plan: RecipePlan, *, say: Callable[[str], None] = print, watch: Watch = _unwatched) -> str:
    """Do every step that is not done yet. Returns the model's id.

    Args:
        plan: What to do.
        say: Told how long each step took.
        watch: Shows how far a step is; it asks from a thread of its own.

    Raises:
        WorkspaceError: The folder holds faces or twins of another plan.
        CheckpointError: The model file cannot be written.
    """
    plan.work.mkdir(parents=True, exist_ok=True)
    timed = partial(_timed, plan.work, say)
    faces, twins = plan.work / "faces", plan.work / "twins"
    fitted_by, sharpened_by, mapped_by = plan.fit_plan(), plan.sharpen_plan(), plan.mapping_plan()
    with timed(marked("drawing faces")), watch(tr("Drawing faces"), plan.faces, lambda: drawn_so_far(faces)):
        draw_dataset(faces, plan.faces, processes=plan.processes)
    with timed(marked("drawing twins")), watch(tr("Drawing twins"), plan.twins, lambda: drawn_so_far(twins)):
        draw_twins(twins, faces, plan.twins, processes=plan.processes)
    painted = round(1000 * sum(stage.kimg for stage in fitted_by.stages))
    with timed(marked("fit")), watch(tr("Learning to paint"), painted, lambda: told_done(fitted_by.run)):
        if plan.start is not None and not (fitted_by.run / "fit.pt").exists():
            start_from_model(model_path(str(plan.start)), fitted_by)
        fit(fitted_by)
    seen = round(1000 * sharpened_by.kimg)
    with timed(marked("sharpening")), watch(tr("Sharpening"), seen, lambda: told_done(sharpened_by.run)):
        sharpen(sharpened_by)
    with timed(marked("mapping")), watch(tr("Mapping z"), mapped_by.steps, lambda: told_done(mapped_by.run)):
        if plan.start is not None and not (mapped_by.run / "mapping.pt").exists():
            start_mapping_from_model(model_path(str(plan.start)), mapped_by)
        MappingRun(mapped_by).run()
    fitted = open_fitted(plan.work / "sharpen", plan.work / "mapping")
    with timed(marked("attributes, detectors and tabs")):
        few = min(1.0, plan.share)
        return ship(fitted, plan.output, faces=max(4, round(800 * few)), probe_steps=max(2, round(60 * few)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the recipe from the command line."""
    parser = argparse.ArgumentParser(description="Make the 256 pixel built-in model from nothing, or go on with it.")
    parser.add_argument("work", type=Path, help="folder of faces, checkpoints and logs")
    parser.add_argument("output", type=Path, help="folder for faces.safetensors and data/<id>/")
    for name, default in (("faces", 24_000), ("twins", 8_000), ("processes", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--share", type=float, default=1.0, help="of every stage's length; below 1 for a trial")
    parser.add_argument("--start", type=Path, help="begin with a model of this recipe: a file, or 'builtin'")
    parser.add_argument("--no-compile", dest="compile", action="store_false")
    run_recipe(msgspec.convert(vars(parser.parse_args(arguments)), RecipePlan))


@contextmanager
def _timed(folder: Path, say: Callable[[str], None], name: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    minutes, processor = (time.monotonic() - start) / 60, _processor()
    say(tr("{step}: {minutes:.1f} min on {processor}", step=tr(name), minutes=minutes, processor=processor))
    with (folder / "times.txt").open("a", encoding="utf-8") as times:
        times.write(f"{name}: {minutes:.1f} min on {processor}\n")


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1].strip() for line in known.read_text(encoding="utf-8").splitlines()
             if line.startswith("model name")] if known.exists() else []  # fmt: skip
    name = names[0] if names else platform.processor() or platform.machine()
    return f"{len(names) or 1} x {name}, {torch.backends.cpu.get_cpu_capability()}"


if __name__ == "__main__":
    main()
