import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor

import msgspec
import pytest

from ganstudio.errors import JobError
from ganstudio.jobs import catalogue, runner
from ganstudio.jobs.chunks import Chunk, Elsewhere, RemoteModel, render_chunk
from ganstudio.jobs.cluster import dask_cluster
from ganstudio.jobs.manifest import Job
from ganstudio.networks.loading import load_generator
from ganstudio.recipe.codec import encode
from ganstudio.recipe.document import Recipe
from ganstudio.render.renderer import Renderer
from unit.jobs.plan_parts import tab


@pytest.fixture(scope="module")
def renderer(tiny_model):
    return Renderer(load_generator(tiny_model))


@pytest.fixture
def model(tiny_model, renderer):
    return RemoteModel(path=str(tiny_model), model_id=renderer.generator.model_id, device="cpu")


@pytest.fixture
def job(tmp_path, renderer):
    plan = catalogue.new_latents(Recipe(), range(10))
    runner.begin(tmp_path / "here", Job(title="a test", plan=plan), renderer)
    list(runner.run(tmp_path / "here", renderer))
    runner.begin(tmp_path / "there", Job(title="a test", plan=plan), renderer)
    return tmp_path / "there"


def pictures(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.png")}


class UnreliableExecutor(Executor):
    """Runs work at once, and loses it as often as it is told to."""

    def __init__(self, losses):
        self.losses = losses
        self.submitted = 0

    def submit(self, task, /, *arguments):
        self.submitted += 1
        future = Future()
        if self.losses:
            self.losses -= 1
            future.set_exception(ConnectionResetError("worker lost"))
        else:
            try:
                future.set_result(task(*arguments))
            except JobError as error:
                future.set_exception(error)
        return future


def test_pictures_made_elsewhere_are_those_made_here(job, renderer, model, tmp_path):
    elsewhere = Elsewhere(executor=UnreliableExecutor(0), model=model, chunk=4)
    last = list(runner.run(job, renderer, elsewhere=elsewhere))[-1]
    assert (last.done, last.fresh) == (10, 10)
    assert pictures(job) == pictures(tmp_path / "here")


def test_chunks_grow_until_one_takes_a_second(renderer, model, tmp_path):
    class TimedExecutor(Executor):
        """Says that a picture takes a tenth of a second, and the first one, which loads the model, two."""

        def __init__(self):
            self.sizes = []

        def submit(self, task, /, model, work):
            self.sizes.append(len(work))
            seconds = 0.1 * len(work) + (2.0 if len(self.sizes) == 1 else 0.0)
            future = Future()
            future.set_result(Chunk(files=task(model, work).files, seconds=seconds))
            return future

    plan = catalogue.new_latents(Recipe(), range(60))
    runner.begin(tmp_path, Job(title="a test", plan=plan), renderer)
    executor = TimedExecutor()
    elsewhere = Elsewhere(executor=executor, model=model, workers=lambda: 1)
    list(runner.run(tmp_path, renderer, elsewhere=elsewhere))
    assert executor.sizes[:2] == [1, 1]
    assert sum(executor.sizes) == 60
    assert max(executor.sizes) == 10


def test_each_worker_has_a_chunk_and_one_that_waits(job, renderer, model):
    class WaitingExecutor(Executor):
        """Finishes the oldest work only when more is out than is allowed, or nothing more comes."""

        def __init__(self):
            self.most, self.out = 0, []

        def submit(self, task, /, *arguments):
            future = Future()
            self.out.append(future)
            self.most = max(self.most, sum(not one.done() for one in self.out))
            threading.Timer(0.05, lambda: future.set_result(task(*arguments))).start()
            return future

    executor = WaitingExecutor()
    list(runner.run(job, renderer, elsewhere=Elsewhere(executor=executor, model=model, workers=lambda: 2, chunk=1)))
    assert executor.most == 4


def test_a_lost_workers_chunk_is_done_again(job, renderer, model, tmp_path):
    executor = UnreliableExecutor(2)
    list(runner.run(job, renderer, elsewhere=Elsewhere(executor=executor, model=model, chunk=4)))
    assert executor.submitted == 5
    assert pictures(job) == pictures(tmp_path / "here")


def test_a_chunk_that_fails_again_and_again_stops_the_job_in_words_and_it_can_go_on(job, renderer, model):
    broken = Elsewhere(executor=UnreliableExecutor(99), model=model, chunk=4)
    with pytest.raises(JobError, match=r"failed 3 times.*worker lost"):
        list(runner.run(job, renderer, elsewhere=broken))
    healthy = Elsewhere(executor=UnreliableExecutor(0), model=model)
    assert list(runner.run(job, renderer, elsewhere=healthy))[-1].done == 10


def test_pictures_that_are_there_are_not_sent_out_again(job, renderer, model):
    steps = runner.run(job, renderer)
    for _ in range(3):
        next(steps)
    steps.close()
    executor = UnreliableExecutor(0)
    list(runner.run(job, renderer, elsewhere=Elsewhere(executor=executor, model=model, chunk=1)))
    assert executor.submitted == 7


def test_a_worker_with_another_file_at_that_place_is_refused(tiny_model):
    wrong = RemoteModel(path=str(tiny_model), model_id="f" * 32, device="cpu")
    with pytest.raises(JobError, match="same file"):
        render_chunk(wrong, [("a.png", encode(Recipe()))])


def test_a_process_pool_makes_the_same_pictures(job, renderer, model, tmp_path):
    import multiprocessing

    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(runner.run(job, renderer, elsewhere=Elsewhere(executor=pool, model=model, chunk=5)))
    assert pictures(job) == pictures(tmp_path / "here")


def test_a_scheduler_that_does_not_answer_is_refused_in_words():
    pytest.importorskip("distributed")
    with pytest.raises(JobError, match="No Dask scheduler answers"), dask_cluster("tcp://127.0.0.1:9", timeout_s=1):
        pass


def test_a_tab_that_follows_a_detector_is_not_sent_elsewhere(tmp_path, renderer, model):
    following = msgspec.structs.replace(tab("mouth", 1.0), detector="mouths", detector_mode="run")
    plan = catalogue.new_latents(Recipe(edits=(following,)), [1])
    runner.begin(tmp_path, Job(title="a test", plan=plan), renderer)
    with pytest.raises(JobError, match="follows the detector 'mouths'"):
        list(runner.run(tmp_path, renderer, elsewhere=Elsewhere(executor=UnreliableExecutor(0), model=model)))
