"""Renders a job's pictures in other processes or on other machines: recipes go out in chunks, PNG files come back.

Any `concurrent.futures.Executor` will do: a process pool, or the executor of a Dask client.
"""

from __future__ import annotations

import functools
import itertools
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ganstudio.errors import GanStudioError, JobError
from ganstudio.jobs.freed_memory import keep_freed_memory
from ganstudio.jobs.job_run import JobProgress, JobRun
from ganstudio.jobs.manifest import write_whole
from ganstudio.jobs.planned import PlannedPicture
from ganstudio.jobs.rendering import batch_size, batches
from ganstudio.recipe.codec import decode, encode
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.render.renderer import Renderer

ATTEMPTS = 3
SECONDS_A_CHUNK = 1.0
"""Long beside what sending costs (about 10 ms), short beside a job: at its end a worker waits for the other so long."""
LARGEST_CHUNK = 128
Png = tuple[str, bytes]
"""File name and content."""


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """What a worker sends back: its pictures, in order, and how long they took it."""

    files: list[Png]
    seconds: float


@dataclass(frozen=True, kw_only=True)
class RemoteModel:
    """How a worker finds the model.

    Attributes:
        path: A file that every worker can read, or `builtin`.
        model_id: The md5 that it must have.
        device: On the worker. precision: `exact`, `fp32`, `bf16` or `fp16`.
    """

    path: str
    model_id: str
    device: str = "auto"
    precision: str = "fp32"


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Where pictures are rendered instead of here.

    Attributes:
        executor: Runs the chunks.
        model: The model, as the workers find it.
        workers: How many there are at the moment; each has a chunk to work on and one that waits.
        chunk: Pictures that go out together; None for as many as take `SECONDS_A_CHUNK`, beginning with one.
    """

    executor: Executor
    model: RemoteModel
    workers: Callable[[], int] = lambda: 4
    chunk: int | None = None

    def pictures(self, state: JobRun, there: frozenset[str]) -> Iterator[JobProgress]:
        """Has the missing pictures made and writes them; a step for each chunk that comes back.

        Raises:
            JobError: A chunk failed several times, or a picture cannot be written.
            GanStudioError: A recipe does not fit the model.
        """
        missing, size = _missing(state, there), self.chunk or 1
        out: dict[Future[Chunk], tuple[list[PlannedPicture], int]] = {}
        again: deque[tuple[list[PlannedPicture], int]] = deque()
        try:
            while True:
                while len(out) < 2 * max(1, self.workers()):
                    work = again.popleft() if again else (list(itertools.islice(missing, size)), 1)
                    if not work[0]:
                        break
                    out[self._submit(work[0])] = work
                if not out:
                    return
                done, _ = wait(out, return_when=FIRST_COMPLETED)
                for future in done:
                    pictures, attempt = out.pop(future)
                    made = _result(future, attempt)
                    if made is None:
                        again.append((pictures, attempt + 1))
                        continue
                    size = self.chunk or _next_size(made)
                    for name, content in made.files:
                        write_whole(state.folder / name, content)
                    state.made(len(made.files))
                    yield state.progress(made.files[-1][0])
        finally:
            for future in out:
                future.cancel()

    def _submit(self, pictures: Sequence[PlannedPicture]) -> Future[Chunk]:
        work = [(picture.name, encode(picture.recipe)) for picture in pictures]
        try:
            return self.executor.submit(render_chunk, self.model, work)
        except Exception as error:
            raise JobError(
                tr(
                    "The workers take no more work ({error}). "
                    "What is done is kept: start them again and resume the job.",
                    error=error,
                )
            ) from error


def _next_size(made: Chunk) -> int:
    """How many pictures take `SECONDS_A_CHUNK`, by the last chunk that came back; at most four times as many as it had.

    The first one loads the model, which says little about the next.
    """
    count = len(made.files)
    wanted = round(SECONDS_A_CHUNK * count / max(made.seconds, 1e-6))
    return max(1, min(wanted, 4 * count, LARGEST_CHUNK))


def render_chunk(model: RemoteModel, work: Sequence[tuple[str, bytes]]) -> Chunk:
    """On a worker: makes the pictures of some recipes.

    Args:
        model: Loaded on first use and kept, by its own path: no weights are sent.
        work: File name and encoded recipe of each picture.

    Raises:
        JobError: The worker's file is of another model.
        GanStudioError: The model cannot be loaded, or a recipe does not fit it.
    """
    with _one_at_a_time:
        renderer = _renderer(model)
        start, files = time.monotonic(), []
        for part in batches(work, batch_size(renderer.generator)):
            renderings = renderer.render_batch([decode(recipe) for _, recipe in part])
            files += [(name, made.portrait.png_bytes()) for (name, _), made in zip(part, renderings, strict=True)]
        return Chunk(files=files, seconds=time.monotonic() - start)


_one_at_a_time = threading.Lock()


@functools.lru_cache(maxsize=1)
def _renderer(model: RemoteModel) -> Renderer:
    from ganstudio.networks.loading import load_generator
    from ganstudio.render.renderer import Renderer

    path = model.path if model.path == "builtin" else str(Path(model.path))
    generator = load_generator(path, device=model.device, precision=model.precision)
    if generator.model_id != model.model_id:
        raise JobError(
            tr(
                "The worker's {path} is another model ({found}, wanted {wanted}). "
                "Put the same file at the same place on every machine.",
                path=model.path,
                found=generator.model_id,
                wanted=model.model_id,
            )
        )
    keep_freed_memory()
    return Renderer(generator)


def _missing(state: JobRun, there: frozenset[str]) -> Iterator[PlannedPicture]:
    for picture in state.usable():
        if picture.name in there:
            state.found(1)
        else:
            _refuse_followers(picture)
            yield picture


def _refuse_followers(picture: PlannedPicture) -> None:
    if picture.detect:
        following = next(edit for edit in picture.recipe.edits if edit.name == picture.detect[0])
        raise JobError(
            tr(
                "The tab '{tab}' follows the detector '{detector}', which workers elsewhere do not have. "
                "Run the job on this machine, or turn the tab's detector off.",
                tab=following.name,
                detector=following.detector,
            )
            if following.script is None
            else tr(
                "The tab '{tab}' follows the script '{script}', which workers elsewhere do not have. "
                "Run the job on this machine, or turn the tab's script off.",
                tab=following.name,
                script=following.script.file,
            )
        )


def _result(future: Future[Chunk], attempt: int) -> Chunk | None:
    """What came back; None if the worker was lost and the chunk is to be done again."""
    try:
        return future.result()
    except GanStudioError:
        raise
    except (Exception, CancelledError) as error:
        if attempt >= ATTEMPTS:
            raise JobError(
                tr(
                    "Workers failed {count} times at the same pictures ({kind}: {error}). "
                    "What is done is kept: check the workers and resume the job.",
                    count=attempt,
                    kind=type(error).__name__,
                    error=error,
                )
            ) from error
        return None
