"""Runs a job a step at a time: renders what is missing, writes on other threads, and can stop at any moment."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import msgspec

from ganstudio.errors import JobError
from ganstudio.jobs.chunks import Elsewhere
from ganstudio.jobs.job_run import JobProgress, JobRun
from ganstudio.jobs.latent_log import LatentLog
from ganstudio.jobs.manifest import Job, SkippedFile, read_job, remove_parts, write_job
from ganstudio.jobs.map_units import layers_to_learn, style_layer_to_learn
from ganstudio.jobs.products import make_products, product_names
from ganstudio.jobs.rendering import (
    BatchRenderer,
    DetectingRenderer,
    batch_size,
    batches,
    render_pictures,
    run_scripts,
)
from ganstudio.jobs.resolve import resolved
from ganstudio.jobs.writer import PictureWriter, whole_pictures
from ganstudio.words import tr, trn
from ganstudio.workspace.model_folder import ModelFolder

CHECKS_A_STEP = 64
"""Pictures found done in one step, so that a resumed job does not hold up whoever shares the thread."""


def begin(folder: Path, job: Job, renderer: BatchRenderer, *, model_path: str = "") -> Job:
    """Writes a new job into its folder, ready to run: the model named, the plan resolved.

    Raises:
        JobError: The folder already holds another job, cannot be written, or the plan does not fit the model.
    """
    if (folder / "job.json").exists():
        raise JobError(tr("{folder} already holds a job. Resume that one, or choose another folder.", folder=folder))
    generator = renderer.generator
    plan = resolved(job.plan, ws_of=renderer.ws, z_dim=generator.spec.z_dim)
    maps, styles = layers_to_learn(plan), style_layer_to_learn(plan)
    if maps or styles:
        raise JobError(
            tr(
                "The job's strengths are in standard deviations of the maps of {layer}, which it has not been told. "
                "Tell it with 'map_units.with_deviations', or use raw strengths.",
                layer=", ".join(maps),
            )
            if maps
            else tr(
                "The job's strengths are in standard deviations of the styles of {layer}, which it has not been told. "
                "Tell it with 'map_units.with_deviations'.",
                layer=styles,
            )
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise JobError(
            tr(
                "The folder {folder} cannot be made: {reason}. Choose another.",
                folder=folder,
                reason=error.strerror or error,
            )
        ) from error
    ready = msgspec.structs.replace(
        job, plan=plan, model=generator.model_id, model_path=model_path, batch=job.batch or batch_size(generator)
    )
    write_job(folder, ready)
    return ready


def run(
    folder: Path,
    renderer: BatchRenderer,
    *,
    executor: Executor | None = None,
    writers: int | None = None,
    elsewhere: Elsewhere | None = None,
    latents: ModelFolder | None = None,
) -> Generator[JobProgress, None, None]:
    """Makes the pictures of a folder's job that are not there yet; each step renders one batch.

    To pause, ask for no further step; to stop, close the iterator: what has been rendered is then written. A process
    that is killed leaves no half picture, and running the job again makes exactly the pictures that are missing.

    Args:
        folder: Where `begin` wrote the job.
        renderer: Of the job's model; used by the thread that iterates.
        executor: Encodes and writes the pictures; threads of its own where None.
        writers: Number of these threads.
        elsewhere: Renders in place of `renderer`, which then only says what fits the model and makes films.
        latents: The model's folder, whose latents.csv gets the latent of each picture, once.

    Raises:
        JobError: The job cannot be read or belongs to another model, the disk is full, or the folder is gone.
        GanStudioError: A recipe of the plan itself does not fit the model.
    """
    job = read_job(folder)
    model = renderer.generator.identity
    if not model.owns(job.model):
        raise JobError(
            tr(
                "This job was begun with the model {model}, and {loaded} is loaded. Load that model first.",
                model=job.model,
                loaded=model.model_id,
            )
        )
    remove_parts(folder)
    state, log = JobRun(folder, job, renderer), None
    write_job(folder, msgspec.structs.replace(job, state="running"))
    try:
        if job.outputs.pictures and elsewhere is not None:
            yield from elsewhere.pictures(state, whole_pictures(folder))
            log = _record_latents(state, latents)
        elif job.outputs.pictures:
            with ExitStack() as stack:
                log = None if latents is None else stack.enter_context(LatentLog(latents, folder, renderer.ws))
                threads = executor or stack.enter_context(
                    ThreadPoolExecutor(writers or min(8, (os.cpu_count() or 1) + 1), "ganstudio-png")
                )
                yield from _make_pictures(state, stack.enter_context(PictureWriter(folder, threads)), log)
        yield from _make_outputs(state)
    except BaseException:
        with suppress(JobError):  # the first trouble is the one to tell
            write_job(folder, state.document("stopped"))
        raise
    write_job(folder, state.document("finished"))
    said = summary(state.done, product_names(folder), state.skipped)
    if log is not None and log.problem:
        said = tr("{made}; their latents are in the pictures alone: {why}", made=said, why=log.problem)
    yield state.progress(said)


def _record_latents(state: JobRun, latents: ModelFolder | None) -> LatentLog | None:
    """Writes down the latents of pictures that were made elsewhere."""
    if latents is None:
        return None
    there = whole_pictures(state.folder)
    with LatentLog(latents, state.folder, state.renderer.ws) as log:
        log.add(picture for picture in state.usable() if picture.name in there)
    return log


def _make_pictures(state: JobRun, writer: PictureWriter, log: LatentLog | None) -> Iterator[JobProgress]:
    there = whole_pictures(state.folder)
    for batch in batches(state.usable(), state.job.batch or 1):
        missing = [picture for picture in batch if picture.name not in there]
        state.found(len(batch) - len(missing))
        if missing:
            # The whole batch, so that a resumed job computes in the same company and gets the same bits on a GPU.
            for note in run_scripts(state.renderer, batch):
                yield state.progress(note)
            renderings = render_pictures(state.renderer, batch)
            for picture, rendering in zip(batch, renderings, strict=True):
                if picture.name not in there:
                    writer.write(picture.name, rendering.portrait)
        if log is not None:
            log.add(batch)
        if missing:
            state.made(len(missing), renderings[-1].portrait.image)
            yield dataclasses.replace(state.progress(batch[-1].name), renderings=tuple(renderings))
        elif state.done % CHECKS_A_STEP < len(batch):
            yield state.progress(tr("looking for what is missing"))
    writer.finish()


def _make_outputs(state: JobRun) -> Iterator[JobProgress]:
    keeps = state.job.outputs.pictures
    if not keeps:
        yield from _run_scripts_ahead(state)
    known = state.done if keeps else 0
    for step in make_products(state.folder, state.job, state.renderer, pictures=state.usable, known=known):
        reached = state.progress(f"{step.name} {step.taken:,}/{step.count:,}")
        # A job that keeps no pictures counts by its sheet or film.
        yield reached if keeps else dataclasses.replace(reached, done=reached.total * step.taken // step.count)


def _run_scripts_ahead(state: JobRun) -> Iterator[JobProgress]:
    """Runs the scripts of all pictures: sheets and films take in whole pictures, and could not be stopped meanwhile."""
    if not isinstance(state.renderer, DetectingRenderer):
        return
    for number, picture in enumerate(state.usable(), start=1):
        for note in run_scripts(state.renderer, [picture]):
            yield state.progress(note)
        if number % CHECKS_A_STEP == 0:
            yield state.progress(tr("looking ahead"))


def summary(done: int, products: Sequence[str], skipped: dict[str, SkippedFile]) -> str:
    """`37 pictures, sheet.png; 2 files skipped: notes.txt, broken.png`."""
    pictures = [trn("{number:,} picture", "{number:,} pictures", done)] if done or not products else []
    text = ", ".join([*pictures, *products])
    if not skipped:
        return text
    names = ", ".join(list(skipped)[:5]) + (", ..." if len(skipped) > 5 else "")
    left_out = trn("{number} file skipped: {names}", "{number} files skipped: {names}", len(skipped), names=names)
    return f"{text}; {left_out}"
