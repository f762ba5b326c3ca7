"""The render service: requests coalesce, frames are shown, errors are values, closing ends everything."""

from __future__ import annotations

import sys
import threading

import numpy as np
import pytest
from fake_studio import FakeStudio
from PySide6.QtCore import QThread

from ganstudio.errors import CheckpointError, ModelMissingError
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed
from ganstudio.ui.bench.render_service import RenderService
from ganstudio.ui.bench.task import Progress, Task, once
from patience import WAIT_S


class Harness:
    def __init__(self, qtbot, studio: FakeStudio) -> None:
        self.studio = studio
        self.service = RenderService(lambda command, tell: self._open())
        self.frames: list = []
        self.failures: list = []
        self.finished: list = []
        self.threads: list = []
        self.load_error: Exception | None = None
        self.service.rendered.connect(self._frame)
        self.service.failed.connect(self.failures.append)
        with qtbot.waitSignal(self.service.model_loaded):
            self.service.open_model("fake.pt")

    def task(self, name: str, work) -> Task:
        """A task whose end is noted with what was found; None if it is not complete."""
        found: list = []
        return Task(name, work, finished=found.append, ended=lambda: self.finished.append((name, *(found or [None]))))

    def _open(self) -> FakeStudio:
        if self.load_error is not None:
            raise self.load_error
        return self.studio

    def _frame(self, frame) -> None:
        self.threads.append(QThread.currentThread())
        self.frames.append(frame)


@pytest.fixture
def make(qtbot, monkeypatch):
    made: list[Harness] = []

    def build(**options) -> Harness:
        monkeypatch.setattr("ganstudio.ui.bench.render_worker._context", lambda studio, command: command.path)
        harness = Harness(qtbot, FakeStudio(**options))
        made.append(harness)
        return harness

    yield build
    for harness in made:
        if harness.studio.gate is not None:
            harness.studio.gate.set()
        harness.service.close()


def seed(number: int) -> Recipe:
    return Recipe(latent=Seed(number))


def test_a_thousand_requests_while_one_renders_give_two_frames_first_and_last(qtbot, make):
    harness = make(gate=threading.Event())
    harness.service.request(seed(0))
    assert harness.studio.started.wait(WAIT_S)
    for number in range(1, 1001):
        harness.service.request(seed(number))
    harness.studio.gate.set()
    qtbot.waitUntil(lambda: len(harness.frames) == 2)
    assert [frame.recipe for frame in harness.frames] == [seed(0), seed(1000)]
    assert harness.studio.rendered == [seed(0), seed(1000)]


def test_frames_arrive_in_the_main_thread(qtbot, make, qapp):
    harness = make()
    with qtbot.waitSignal(harness.service.rendered):
        harness.service.request(seed(1))
    assert harness.threads == [qapp.thread()]


def test_a_failing_picture_is_a_sentence_and_the_next_one_renders(qtbot, make):
    harness = make(fail_on_seed=7)
    with qtbot.waitSignal(harness.service.failed):
        harness.service.request(seed(7))
    assert harness.failures[0].sentence == "Seed 7 is not wanted."
    assert harness.failures[0].details == ""
    with qtbot.waitSignal(harness.service.rendered):
        harness.service.request(seed(8))


@pytest.mark.logs("The picture could not be made")
def test_a_fault_carries_its_traceback_in_the_details(qtbot, make, monkeypatch):
    harness = make()

    def broken(recipe, capture=(), draft=None):
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(harness.studio, "render_detailed", broken)
    with qtbot.waitSignal(harness.service.failed):
        harness.service.request(seed(1))
    assert "by zero" in harness.failures[0].sentence
    assert "Traceback" in harness.failures[0].details


def test_a_model_that_cannot_be_loaded_leaves_the_old_one_working(qtbot, make):
    harness = make()
    harness.load_error = CheckpointError("This is a text file.")
    with qtbot.waitSignal(harness.service.failed):
        harness.service.open_model("text.txt")
    with qtbot.waitSignal(harness.service.rendered):
        harness.service.request(seed(3))


def test_opening_a_model_drops_requests_made_of_the_one_before(qtbot, make):
    harness = make(gate=threading.Event())
    harness.service.request(seed(0))
    assert harness.studio.started.wait(WAIT_S)
    harness.service.request(seed(1))
    with qtbot.waitSignal(harness.service.model_loaded):
        harness.service.open_model("other.pt")
        harness.studio.gate.set()
    with qtbot.waitSignal(harness.service.rendered):
        harness.service.request(seed(2))
    assert harness.studio.rendered == [seed(0), seed(2)]


def test_closing_while_rendering_waits_and_tells_nothing_more(make):
    harness = make(gate=threading.Event())
    harness.service.request(seed(0))
    assert harness.studio.started.wait(WAIT_S)
    threading.Timer(0.05, harness.studio.gate.set).start()
    harness.service.request(seed(1))
    harness.service.close()
    assert harness.frames == []
    assert harness.studio.rendered == [seed(0)]


def test_closing_twice_and_asking_afterwards_does_nothing(make):
    harness = make()
    harness.service.close()
    harness.service.close()
    harness.service.request(seed(1))
    harness.service.start(Task("t", lambda studio: iter(())))


def test_pictures_come_between_the_steps_of_a_task(qtbot, make):
    harness = make()
    order: list[str] = []
    asked = threading.Event()

    def task(studio):
        for step in range(3):
            order.append(f"step {step}")
            if step == 0:
                assert asked.wait(WAIT_S)
            yield Progress(step + 1, 3, found=step)

    harness.service.rendered.connect(lambda frame: order.append("picture"))
    counting = harness.task("count", task)
    counting.progressed.connect(lambda progress: order.append(f"told {progress.done}"))
    with qtbot.waitSignal(counting.ended):
        harness.service.start(counting)
        harness.service.request(seed(1))
        harness.service.request(seed(2))
        asked.set()
    assert harness.finished == [("count", 2)]
    assert harness.studio.rendered[-1] == seed(2)
    assert order.index("picture") < order.index("told 3")


def test_a_cancelled_task_is_closed_and_finishes_with_nothing(qtbot, make):
    harness = make()
    closed = threading.Event()

    def endless(studio):
        try:
            while True:
                yield Progress(0, 0)
        finally:
            closed.set()

    task = harness.task("endless", endless)
    with qtbot.waitSignal(task.progressed):
        harness.service.start(task)
    with qtbot.waitSignal(task.ended):
        task.cancel()
    assert closed.is_set()
    assert harness.finished == [("endless", None)]


def test_a_failing_task_tells_and_others_go_on(qtbot, make):
    harness = make()

    def broken(studio):
        yield Progress(1, 2)
        raise CheckpointError("No.")

    def sound(studio):
        yield Progress(1, 1, found="done")

    failing = harness.task("broken", broken)
    own_failures: list = []
    failing.failed.connect(own_failures.append)
    harness.service.start(failing)
    harness.service.start(harness.task("sound", sound))
    qtbot.waitUntil(lambda: len(harness.finished) == 2)
    assert dict(harness.finished) == {"broken": None, "sound": "done"}
    assert [failure.sentence for failure in harness.failures] == ["No."]
    assert own_failures == harness.failures


def test_closing_ends_a_task_that_would_never_end(qtbot, make):
    harness = make()
    closed = threading.Event()

    def endless(studio):
        try:
            while True:
                yield Progress(0, 0)
        finally:
            closed.set()

    task = harness.task("endless", endless)
    with qtbot.waitSignal(task.progressed):
        harness.service.start(task)
    harness.service.close()
    assert closed.is_set()


def test_idle_is_told_once_nothing_is_left(qtbot, make):
    harness = make()
    with qtbot.waitSignal(harness.service.idle):
        harness.service.request(seed(5))
    qtbot.waitUntil(lambda: len(harness.frames) == 1)


def test_what_is_to_be_finished_is_finished_before_closing(make):
    harness = make(gate=threading.Event())
    done: list[str] = []

    def save(studio):
        done.append("first step")
        yield Progress(1, 2)
        done.append("last step")

    harness.service.request(seed(0))
    assert harness.studio.started.wait(WAIT_S)
    harness.service.finish(harness.task("save", save))
    harness.service.start(Task("other", once(lambda studio: done.append("other"))))
    harness.studio.gate.set()
    harness.service.close()
    assert done == ["first step", "last step"]


def test_what_is_to_be_finished_comes_before_the_next_picture(qtbot, make):
    harness = make(gate=threading.Event())
    order: list[str] = []

    def save(studio):
        order.append("saved")
        yield Progress(1, 1, found="path")

    harness.service.request(seed(0))
    assert harness.studio.started.wait(WAIT_S)
    harness.service.request(seed(1))
    harness.service.finish(harness.task("save", save))
    harness.service.rendered.connect(lambda frame: order.append(f"seed {frame.recipe.latent.seed}"))
    harness.studio.gate.set()
    qtbot.waitUntil(lambda: len(harness.frames) == 2)
    assert order.index("saved") < order.index("seed 1")
    assert harness.finished == [("save", "path")]


def test_a_task_in_the_place_of_another_ends_that_one_and_hears_nothing_of_it(qtbot, make):
    harness = make(gate=threading.Event())
    harness.service.request(seed(0))
    assert harness.studio.started.wait(WAIT_S)
    heard: list[str] = []
    first = Task("look", once(lambda studio: "first"), found=heard.append)
    harness.service.start(first)
    second = Task("look", once(lambda studio: "second"), instead_of=first, found=heard.append)
    harness.service.start(second)
    with qtbot.waitSignals([first.ended, second.ended]):
        harness.studio.gate.set()
    assert heard == ["second"]


def test_whoever_drops_a_task_hears_no_more_of_it_and_others_hear_its_end(qtbot, make):
    harness = make()
    task = harness.task("count", lambda studio: iter(Progress(step, found=step) for step in range(10_000_000)))
    with qtbot.waitSignal(task.progressed):
        harness.service.start(task)
    with qtbot.waitSignal(task.ended):
        task.drop()
    assert harness.finished == []


def test_another_model_ends_every_task(qtbot, make):
    harness = make()

    def endless(studio):
        while True:
            yield Progress()

    tasks = [harness.task(name, endless) for name in ("one", "two")]
    for task in tasks:
        with qtbot.waitSignal(task.progressed):
            harness.service.start(task)
    with qtbot.waitSignal(harness.service.model_loaded):
        harness.service.open_model("other.pt")
    assert sorted(harness.finished) == [("one", None), ("two", None)]


def test_what_was_asked_of_the_model_before_is_not_asked_of_the_next_one(qtbot, make):
    """As pictures of the history are, when a quiet moment comes while another model is being loaded."""
    harness = make()

    def of_the_model_before(studio):
        raise ModelMissingError("This recipe belongs to another model.")
        yield

    harness.service.open_model("other.pt")
    with qtbot.waitSignal(harness.service.model_loaded):
        harness.service.start(harness.task("asked while it is loaded", of_the_model_before))
    qtbot.waitUntil(lambda: len(harness.finished) == 1)
    assert harness.failures == []
    harness.service.start(harness.task("asked of it", of_the_model_before))
    qtbot.waitUntil(lambda: len(harness.finished) == 2)
    assert len(harness.failures) == 1


def test_what_goes_wrong_while_a_cancelled_task_ends_is_told(qtbot, make):
    harness = make()

    def endless(studio):
        try:
            while True:
                yield Progress(0, 0)
        finally:
            raise CheckpointError("The last file could not be written.")

    task = harness.task("endless", endless)
    with qtbot.waitSignal(task.progressed):
        harness.service.start(task)
    with qtbot.waitSignal(task.ended):
        task.cancel()
    assert [failure.sentence for failure in harness.failures] == ["The last file could not be written."]
    assert harness.finished == [("endless", None)]


def test_at_rest_after_many_pictures_freed_memory_is_given_back(make, qtbot, monkeypatch):
    given: list[int] = []
    monkeypatch.setattr("ganstudio.ui.bench.render_worker.give_back", lambda: given.append(1))
    monkeypatch.setattr("ganstudio.ui.bench.render_worker._GIVES_BACK_AFTER", 3)
    harness = make()
    for seed in range(7):
        with qtbot.waitSignal(harness.service.idle):
            harness.service.request(Recipe(latent=Seed(seed)))
    qtbot.waitUntil(lambda: len(given) == 2)


@pytest.mark.skipif(sys.platform != "linux", reason="glibc alone keeps it")
def test_the_gaps_between_what_is_in_use_are_given_back():
    import psutil

    from ganstudio.ui.bench.spare_memory import give_back

    def taken() -> int:
        return psutil.Process().memory_info().rss

    blocks = [np.ones(1000, np.uint8) for _ in range(100_000)]
    kept = blocks[::100]
    del blocks
    before = taken()
    give_back()
    assert before - taken() > 50 << 20
    assert len(kept) == 1000


def test_a_draft_comes_before_its_picture(qtbot, make):
    harness = make(drafts=True)
    seen: list = []
    harness.service.drafted.connect(lambda draft: seen.append(("draft", draft.serial)))
    harness.service.rendered.connect(lambda frame: seen.append(("frame", frame.serial)))
    with qtbot.waitSignal(harness.service.rendered):
        harness.service.request(seed(1))
    assert seen == [("draft", 1), ("frame", 1)]


def test_a_picture_whose_draft_is_shown_is_given_up_for_a_newer_one(qtbot, make):
    harness = make(drafts=True, gate=threading.Event())
    drafts: list = []
    harness.service.drafted.connect(drafts.append)
    harness.service.request(seed(1))
    assert harness.studio.started.wait(WAIT_S)
    harness.service.request(seed(2))
    harness.service.request(seed(3))
    harness.studio.gate.set()
    qtbot.waitUntil(lambda: bool(harness.frames))
    assert [draft.recipe for draft in drafts] == [seed(1), seed(3)]
    assert [frame.recipe for frame in harness.frames] == [seed(3)]


def test_a_generated_picture_is_finished_whatever_is_wanted_meanwhile(qtbot, make):
    harness = make(drafts=True, gate=threading.Event())
    harness.service.request(seed(1), keep=True)
    assert harness.studio.started.wait(WAIT_S)
    harness.service.request(seed(2))
    harness.studio.gate.set()
    qtbot.waitUntil(lambda: len(harness.frames) == 2)
    assert [frame.recipe for frame in harness.frames] == [seed(1), seed(2)]
