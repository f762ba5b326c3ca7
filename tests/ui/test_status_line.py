"""The status line: times, sentences that go, one running task with time left."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from fake_studio import small_spec
from task_parts import end, tell

from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.task import Progress, Task
from ganstudio.ui.jobs.entries import JobEntry, JobState, seconds_left
from ganstudio.ui.jobs.job_card import state_text
from ganstudio.ui.status_line import StatusLine, duration, frame_caption


@pytest.fixture
def now() -> list[float]:
    return [0.0]


@pytest.fixture
def line(qtbot, now) -> StatusLine:
    made = StatusLine(clock=lambda: now[0])
    qtbot.addWidget(made)
    made.show_model(SimpleNamespace(device="cpu", precision="fp32", spec=small_spec(), notes=()))
    return made


def frame(seconds: float, first_layer: str | None) -> Frame:
    return Frame(recipe=Recipe(), image=np.zeros((2, 2, 3), np.uint8), seconds=seconds, first_layer=first_layer)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0, "0 ms"), (0.0124, "12 ms"), (0.9994, "999 ms"), (0.9996, "1.0 s"), (12.34, "12.3 s")]
)
def test_times_are_written_as_people_read_them(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("device", "text"), [("cpu", "CPU · fp32"), ("cuda:0", "GPU · fp32"), ("cuda:1", "GPU 1 · fp32")]
)
def test_the_device_is_named(line, device, text):
    line.show_model(SimpleNamespace(device=device, precision="fp32", spec=small_spec(), notes=()))
    assert line._device.text() == text


def test_the_time_of_the_whole_picture_stays_beside_that_of_the_last_change(line):
    line.show_frame(frame(0.064, "b4"))
    line.show_frame(frame(0.012, "b16"))
    assert line._times.text() == "64 ms full · 12 ms last"


def endless(title: str) -> Task:
    return Task("job", lambda studio: iter(()), title=title)


def test_a_task_shows_counts_and_the_time_left(line, now):
    task = endless("Searching")
    line.follow(task)
    now[0] = 10.0
    tell(task, Progress(25, 100))
    assert line._running.label.text() == "Searching 25 / 100 · 0:30 left"
    end(task)
    assert line._running.isHidden()


def test_a_job_that_goes_on_tells_the_same_time_left_as_its_card(line, now):
    entry = JobEntry(number=1, title="walk", state=JobState.RUNNING, done=160, total=400, seconds=4.0, fresh=8)
    task = endless("walk")
    line.follow(task)
    now[0] = 9.0  # it waited for the worker before it began
    tell(task, Progress(160, 400, seconds_left=seconds_left(240, fresh=8, seconds=4.0)))
    assert line._running.label.text() == "walk 160 / 400 · 2:00 left"
    assert state_text(entry) == "2:00 left"


def test_hours_are_told_as_hours(line):
    task = endless("walk")
    line.follow(task)
    tell(task, Progress(1, 9, seconds_left=4500.0))
    assert line._running.label.text() == "walk 1 / 9 · 1:15:00 left"


def test_a_task_without_a_title_is_not_shown(line):
    task = endless("")
    line.follow(task)
    tell(task, Progress(1, 2))
    assert line._running.isHidden()


def test_progress_of_loading_is_shown_and_can_be_stopped(line, qtbot):
    line.show()
    line.show_loading_progress(1, 4)
    assert line._running.label.text() == "Loading the model: 25 %"
    with qtbot.waitSignal(line.loading_given_up):
        line._running.cancel.click()
    line.end_loading()
    assert line._running.isHidden()


def test_a_model_that_is_there_at_once_shows_no_progress(line):
    line.show_loading_progress(4, 4)
    assert line._running.isHidden()


def test_the_stop_button_stops_the_task_that_it_names(line, qtbot):
    task, other = endless("Searching"), endless("")
    for one in (task, other):
        line.follow(one)
    tell(task, Progress(1, 3))
    tell(other, Progress(1, 3))
    assert line._running.cancel.toolTip() == "Stop: Searching"
    with qtbot.assertNotEmitted(other.cancel_requested), qtbot.waitSignal(task.cancel_requested):
        line._running.cancel.click()


@pytest.mark.parametrize(
    ("first_layer", "text"),
    [
        ("b4", "12 ms · whole picture"),
        ("b16", "12 ms · recomputed from 16×16"),
        ("b8.conv0", "12 ms · recomputed from 8×8"),
        (None, "12 ms · nothing to compute anew"),
    ],
)
def test_the_caption_says_what_was_computed_anew(first_layer, text):
    assert frame_caption(frame(0.012, first_layer), SimpleNamespace(spec=small_spec())) == text
