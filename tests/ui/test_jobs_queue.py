"""The queue of jobs: order, one at a time, pause, cancel, failure, another model. Without a worker."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from task_parts import end, tell

from ganstudio.jobs import catalogue, runner
from ganstudio.jobs.job_run import JobProgress
from ganstudio.jobs.manifest import Job
from ganstudio.jobs.outputs import FilmOptions, Outputs
from ganstudio.jobs.unfinished import LeftJob
from ganstudio.recipe.document import Recipe
from ganstudio.spec import ModelIdentity
from ganstudio.ui.bench.frame import Failure
from ganstudio.ui.bench.task import Progress
from ganstudio.ui.jobs import tasks
from ganstudio.ui.jobs.job_card import numbers_text
from ganstudio.ui.jobs.queue import JobQueue
from ganstudio.ui.widgets.progress import clock_text


def model(model_id="a" * 32, root=Path("workspace")):
    identity = ModelIdentity(model_id=model_id)
    return SimpleNamespace(identity=identity, model_id=model_id, path=None, workspace=SimpleNamespace(root=root))


class Watched:
    """A queue with what it asks for."""

    def __init__(self):
        self.queue = JobQueue()
        self.tasks, self.cancelled, self.messages, self.finished = [], [], [], []
        self.queue.task_requested.connect(self._take)
        self.queue.message.connect(self.messages.append)
        self.queue.finished.connect(self.finished.append)

    def _take(self, task):
        self.tasks.append(task)
        task.cancel_requested.connect(lambda _: self.cancelled.append(task.name))

    @property
    def asked(self):
        return [task.name for task in self.tasks]

    def add(self, folder):
        number = len(self.queue.entries) + 1
        self.queue.add(f"job {number}", catalogue.new_latents(Recipe(), range(5)), Outputs())
        end(self.tasks[-1], tasks.JobReady(folder / str(number)))
        return self.queue.entries[-1].number

    def task(self, title):
        """The last task that runs that job."""
        return next(task for task in reversed(self.tasks) if task.title == title)

    def states(self):
        return [entry.state.value for entry in self.queue.entries]

    def progress(self, name, done, **more):
        made = JobProgress(done=done, skipped=0, total=5, **more)
        tell(self.task(name), Progress(done, 5, found=made))
        return made


@pytest.fixture
def watched(qapp):
    found = Watched()
    found.queue.show_model(model())
    return found


def test_a_job_that_could_not_be_begun_says_why_and_nothing_else(watched):
    watched.queue.add("a job", catalogue.new_latents(Recipe(), range(5)), Outputs())
    watched.tasks[-1].failed.emit(Failure("'beginning the job' stopped: no reason was given (KeyError)."))
    watched.tasks[-1].ended.emit()
    assert watched.states() == ["failed"]
    assert watched.messages == ["'beginning the job' stopped: no reason was given (KeyError)."]


def test_jobs_run_one_after_another(watched, tmp_path):
    watched.add(tmp_path)
    watched.add(tmp_path)
    assert watched.states() == ["running", "waiting"]
    end(watched.task("job 1"), watched.progress("job 1", 5, note="5 pictures"))
    assert watched.states() == ["done", "running"]
    assert [entry.title for entry in watched.finished] == ["job 1"]
    assert watched.asked == [
        "find unfinished jobs",
        "beginning the job job 1",
        "the job job 1",
        "beginning the job job 2",
        "the job job 2",
    ]


def test_jobs_are_looked_for_in_each_workspace(watched):
    assert watched.asked == ["find unfinished jobs"]
    watched.queue.show_model(model("b" * 32))
    assert watched.asked == ["find unfinished jobs"]
    watched.queue.show_model(model("b" * 32, root=Path("elsewhere")))
    assert watched.asked == ["find unfinished jobs"] * 2


def test_a_paused_job_lets_the_next_one_run_and_goes_on_in_its_turn(watched, tmp_path):
    first, second = watched.add(tmp_path), watched.add(tmp_path)
    watched.queue.pause(first)
    assert watched.cancelled == ["the job job 1"]
    end(watched.task("job 1"), None)
    assert watched.states() == ["paused", "running"]
    watched.queue.resume(first)
    assert watched.states() == ["waiting", "running"]
    watched.queue.cancel(second)
    end(watched.task("job 2"), None)
    assert watched.states() == ["running", "stopped"]


def test_a_waiting_job_can_be_moved_ahead(watched, tmp_path):
    numbers = [watched.add(tmp_path) for _ in range(3)]
    watched.queue.move(numbers[2], -1)
    end(watched.task("job 1"), watched.progress("job 1", 5))
    assert {entry.title: entry.state.value for entry in watched.queue.entries} == {
        "job 1": "done",
        "job 3": "running",
        "job 2": "waiting",
    }


def test_a_job_that_fails_says_why_and_can_be_resumed(watched, tmp_path):
    number = watched.add(tmp_path)
    tell(watched.task("job 1"), Progress(0, 0, found=tasks.JobFailed("The disk is full.")))
    end(watched.task("job 1"), tasks.JobFailed("The disk is full."))
    assert watched.states() == ["failed"]
    assert watched.queue.entries[0].note == "The disk is full."
    assert watched.messages == ["The disk is full."]
    watched.queue.resume(number)
    assert watched.states() == ["running"]


def test_a_job_that_cannot_be_begun_fails_without_a_folder(watched):
    watched.queue.add("a job", catalogue.new_latents(Recipe(), range(5)), Outputs())
    end(watched.tasks[-1], tasks.JobFailed("No space."))
    assert watched.states() == ["failed"]
    watched.queue.resume(1)
    assert watched.states() == ["failed"]


def test_jobs_of_another_model_wait_for_it(watched, tmp_path):
    watched.add(tmp_path)
    end(watched.task("job 1"), None)  # the worker ends all tasks when another model is loaded
    watched.queue.show_model(model("b" * 32))
    watched.queue.resume(1)
    assert watched.states() == ["waiting"]
    assert not watched.queue.can_run(watched.queue.entries[0])
    assert not watched.queue.is_busy
    watched.queue.show_model(model())
    assert watched.states() == ["running"]
    assert watched.queue.is_busy


def test_a_job_that_meets_another_model_waits_for_its_own(watched, tmp_path):
    watched.add(tmp_path)
    watched.queue.show_model(model("b" * 32))  # loaded between the start of the job and its first step
    tell(watched.task("job 1"), Progress(0, 0, found=tasks.OtherModel()))
    end(watched.task("job 1"), tasks.OtherModel())
    assert watched.states() == ["waiting"]
    watched.queue.show_model(model())
    assert watched.states() == ["running"]


def test_without_a_model_nothing_is_begun(qapp):
    watched = Watched()
    watched.queue.add("a job", catalogue.new_latents(Recipe(), range(5)), Outputs())
    assert watched.states() == []
    assert "no model" in watched.messages[0]


def test_unfinished_jobs_of_an_earlier_sitting_are_offered(watched, tmp_path):
    found = (LeftJob(folder=tmp_path, title="walk", model="a" * 32, done=3, skipped=0, total=9),)
    watched.tasks[0].finished.emit(found)
    watched.tasks[0].finished.emit(found)
    assert watched.states() == ["stopped"]
    assert numbers_text(watched.queue.entries[0]) == "3 / 9"
    watched.queue.resume(1)
    assert watched.states() == ["running"]


def test_in_another_workspace_the_jobs_left_in_the_one_before_are_not_offered(watched, tmp_path):
    here = tmp_path / "here"
    watched.queue.show_model(model(root=here))
    watched.add(here)
    watched.queue.cancel(1)
    end(watched.task("job 1"))
    assert watched.states() == ["stopped"]
    watched.queue.show_model(model(root=here))
    assert watched.states() == ["stopped"]
    watched.queue.show_model(model(root=tmp_path / "moved"))
    assert watched.states() == []


def test_a_folder_is_taken_into_the_queue_once(watched, tmp_path, tiny_generator):
    from ganstudio.render.renderer import Renderer

    runner.begin(
        tmp_path / "job", Job(title="walk", plan=catalogue.new_latents(Recipe(), [1])), Renderer(tiny_generator)
    )
    watched.queue.show_model(model(tiny_generator.model_id))
    watched.queue.open_folder(tmp_path / "job")
    watched.queue.open_folder(tmp_path / "job")
    watched.queue.open_folder(tmp_path / "none")
    assert watched.states() == ["running"]
    assert len(watched.messages) == 2
    assert "no job to go on with" in watched.messages[1]


def test_a_film_of_files_is_a_job_too(watched, tmp_path):
    watched.queue.add_film("job 1", (tmp_path,), tmp_path / "a.gif", FilmOptions(format="gif", fps=5))
    first = np.zeros((4, 4, 3), np.uint8)
    tell(watched.task("job 1"), Progress(0, 5, found=tasks.FilmBegun(first)))
    assert watched.queue.entries[0].image is first
    tell(watched.task("job 1"), Progress(2, 5))
    assert (watched.queue.entries[0].done, watched.queue.entries[0].total) == (2, 5)
    ready = tasks.JobReady(tmp_path / "a.gif")
    tell(watched.task("job 1"), Progress(5, 5, found=ready))
    end(watched.task("job 1"), ready)
    assert watched.states() == ["done"]
    assert watched.queue.entries[0].note == "a.gif"


def test_rate_and_time_left_come_from_this_runs_pictures(watched, tmp_path):
    watched.add(tmp_path)
    watched.progress("job 1", 3, fresh=2, seconds=4.0)
    entry = watched.queue.entries[0]
    assert entry.rate == 0.5
    assert entry.seconds_left == pytest.approx(4.0)
    assert [clock_text(seconds) for seconds in (7, 754, 11100)] == ["0:07", "12:34", "3:05:00"]


def test_only_a_job_that_does_not_run_is_taken_off_the_list(watched, tmp_path):
    number = watched.add(tmp_path)
    watched.queue.remove(number)
    assert watched.states() == ["running"]
    watched.queue.cancel(number)
    end(watched.task("job 1"), None)
    watched.queue.remove(number)
    assert watched.queue.entries == ()
