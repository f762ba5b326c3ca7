"""Renders a job's pictures in other processes or on other machines: recipes go out in chunks, PNG files come back.

Any `concurrent.futures.Executor` will do: a process pool, or the executor of a Dask client.
"""

from __future__ import annotations

import functools
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ganstudio.errors import GanStudioError, JobError
from ganstudio.jobs.manifest import write_whole
from ganstudio.jobs.plans import PlannedPicture
from ganstudio.jobs.rendering import batches
from ganstudio.recipe.codec import decode, encode

if TYPE_CHECKING:
    from ganstudio.jobs.runner import JobProgress, JobRun
    from ganstudio.render.renderer import Renderer

ATTEMPTS = 3
Png = tuple[str, bytes]
"""File name and content."""


@dataclass(frozen=True, kw_only=True)
class RemoteModel:
    """How a worker finds the model.

    Attributes:
        path: A file that every worker can read, or `builtin`.
        model_id: The md5 that it must have.
        device: On the worker. precision: `fp32`, `bf16` or `fp16`.
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
        chunk: Pictures that go out together.
        in_flight: Chunks that are out at once.
    """

    executor: Executor
    model: RemoteModel
    chunk: int = 16
    in_flight: int = 8

    def pictures(self, state: JobRun, there: frozenset[str]) -> Iterator[JobProgress]:
        """Has the missing pictures made and writes them; a step for each chunk that comes back.

        Raises:
            JobError: A chunk failed several times, or a picture cannot be written.
            GanStudioError: A recipe does not fit the model.
        """
        chunks = batches(_missing(state, there), self.chunk)
        out: dict[Future[list[Png]], tuple[list[PlannedPicture], int]] = {}
        again: deque[tuple[list[PlannedPicture], int]] = deque()
        try:
            while True:
                while len(out) < self.in_flight:
                    work = again.popleft() if again else (next(chunks, []), 1)
                    if not work[0]:
                        break
                    out[self._submit(work[0])] = work
                if not out:
                    return
                done, _ = wait(out, return_when=FIRST_COMPLETED)
                for future in done:
                    pictures, attempt = out.pop(future)
                    files = _result(future, attempt)
                    if files is None:
                        again.append((pictures, attempt + 1))
                        continue
                    for name, content in files:
                        write_whole(state.folder / name, content)
                    state.made(len(files))
                    yield state.progress(files[-1][0])
        finally:
            for future in out:
                future.cancel()

    def _submit(self, pictures: Sequence[PlannedPicture]) -> Future[list[Png]]:
        work = [(picture.name, encode(picture.recipe)) for picture in pictures]
        try:
            return self.executor.submit(render_chunk, self.model, work)
        except Exception as error:
            raise JobError(
                f"The workers take no more work ({error}). What is done is kept: start them again and resume the job."
            ) from error


def render_chunk(model: RemoteModel, work: Sequence[tuple[str, bytes]]) -> list[Png]:
    """On a worker: makes the pictures of some recipes.

    Args:
        model: Loaded on first use and kept.
        work: File name and encoded recipe of each picture.

    Returns:
        File name and PNG of each.

    Raises:
        JobError: The worker's file is of another model.
        GanStudioError: The model cannot be loaded, or a recipe does not fit it.
    """
    recipes = [decode(recipe) for _, recipe in work]
    with _one_at_a_time:
        renderings = _renderer(model).render_batch(recipes)
    return [(name, rendering.portrait.png_bytes()) for (name, _), rendering in zip(work, renderings, strict=True)]


_one_at_a_time = threading.Lock()


@functools.lru_cache(maxsize=1)
def _renderer(model: RemoteModel) -> Renderer:
    from ganstudio.networks.loading import load_generator
    from ganstudio.render.renderer import Renderer

    path = model.path if model.path == "builtin" else str(Path(model.path))
    generator = load_generator(path, device=model.device, precision=model.precision)
    if generator.model_id != model.model_id:
        raise JobError(
            f"The worker's {model.path} is another model ({generator.model_id}, wanted {model.model_id}). "
            "Put the same file at the same place on every machine."
        )
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
        kind, name = ("detector", following.detector) if following.script is None else ("script", following.script.file)
        raise JobError(
            f"The tab '{following.name}' follows the {kind} '{name}', which workers elsewhere do not "
            f"have. Run the job on this machine, or turn the tab's {kind} off."
        )


def _result(future: Future[list[Png]], attempt: int) -> list[Png] | None:
    """What came back; None if the worker was lost and the chunk is to be done again."""
    try:
        return future.result()
    except GanStudioError:
        raise
    except (Exception, CancelledError) as error:
        if attempt >= ATTEMPTS:
            raise JobError(
                f"Workers failed {attempt} times at the same pictures ({type(error).__name__}: {error}). "
                "What is done is kept: check the workers and resume the job."
            ) from error
        return None
