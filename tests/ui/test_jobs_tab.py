"""The Jobs tab, and jobs run by the real worker while pictures are wanted."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ganstudio.jobs import catalogue
from ganstudio.jobs.fields import Ground
from ganstudio.jobs.outputs import FilmOptions, Outputs
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed
from ganstudio.spec import ModelIdentity
from ganstudio.ui.bench.render_service import RenderService
from ganstudio.ui.jobs.commands import BatchCommands
from ganstudio.ui.jobs.entries import JobEntry, JobState
from ganstudio.ui.jobs.job_card import JobCard, note_text, numbers_text, state_text
from ganstudio.ui.jobs.memory import BatchMemory
from ganstudio.ui.jobs.menu import FORMS
from ganstudio.ui.jobs.queue import JobQueue
from ganstudio.ui.jobs.tab import JobsTab
from ganstudio.ui.status_line import StatusLine


@pytest.fixture
def queue(qapp):
    made = JobQueue()
    identity, workspace = ModelIdentity(model_id="a" * 32), SimpleNamespace(root=Path("workspace"))
    made.show_model(SimpleNamespace(identity=identity, model_id="a" * 32, path=None, workspace=workspace))
    return made


@pytest.fixture
def tab(qtbot, queue):
    made = JobsTab(queue)
    qtbot.addWidget(made)
    made.resize(356, 600)
    made.show()
    return made


def entry(number, state, **more):
    return JobEntry(number=number, title=f"job {number}", state=state, folder=Path("x"), total=10, **more)


def show(queue, *entries):
    queue._entries = list(entries)
    queue.changed.emit()


def test_an_empty_queue_says_what_to_do(tab):
    assert tab._empty.isVisible()
    assert "Batch" in tab._empty.text()


@pytest.mark.parametrize("title", ["Interpolate between two images", "Regenerate from CSV"])
def test_a_job_says_all_of_it_in_one_line_each(tab, queue, title):
    """As narrow as the tabs are in a window of 1280 px."""
    done = entry(1, JobState.DONE, note="1,000 pictures, film.gif, sheet.png")
    running = entry(2, JobState.RUNNING, done=340)
    show(queue, replace(done, title=title), replace(running, title=title, total=1000))
    QApplication.sendPostedEvents()
    for card in tab.findChildren(JobCard):
        for label in (card._title, card._numbers, card._state):
            assert label.sizeHint().height() < 2 * label.fontMetrics().height(), label.text()
            assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width(), label.text()


def test_each_state_offers_what_can_be_done(tab, queue):
    states = list(JobState)
    show(queue, *(entry(number, state) for number, state in enumerate(states, start=1)))
    offered = {
        state.value: {name for name in ("pause", "resume", "cancel", "remove") if not getattr(card, name).isHidden()}
        for state, card in zip(states, tab.cards.values(), strict=True)
    }
    assert offered == {
        "preparing": set(),
        "waiting": {"pause", "cancel"},
        "running": {"pause", "cancel"},
        "paused": {"resume", "cancel"},
        "stopped": {"resume", "remove"},
        "failed": {"resume", "remove"},
        "done": {"remove"},
    }
    assert not tab._empty.isVisible()


def test_a_second_click_where_stop_was_takes_no_job_off_the_list(tab, queue, qtbot):
    queue.add_film("Film", (Path("a.png"),), Path("film.gif"), FilmOptions())
    queue.add_film("Film", (Path("a.png"),), Path("film.gif"), FilmOptions())  # the first one runs, this one waits
    card = tab.cards[queue.entries[1].number]
    QApplication.processEvents()
    place = card.cancel.mapTo(tab, card.cancel.rect().center())
    for _ in range(2):
        QTest.mouseClick(tab.childAt(place), Qt.MouseButton.LeftButton)
        QApplication.processEvents()  # the card is laid out anew; the studio itself never does this
    assert [entry.state for entry in queue.entries][1] is JobState.STOPPED
    assert card.remove.isVisible()
    assert not card.remove.geometry().intersects(card.cancel.geometry())


def test_no_button_moves_when_a_job_ends(tab, queue):
    places = []
    for state in (JobState.RUNNING, JobState.PAUSED, JobState.STOPPED, JobState.DONE):
        show(queue, entry(1, state))
        QApplication.processEvents()
        card = tab.cards[1]
        places.append([button.x() for button in (card.folder, card.remove, card.up, card.down)])
    assert places[:3] == [places[0]] * 3
    assert places[3][:2] == places[0][:2]
    assert not card.up.isVisible(), "it waits for nothing any more"


def test_cards_follow_the_order_and_can_be_moved(tab, queue, qtbot):
    show(queue, *(entry(number, JobState.PAUSED) for number in (1, 2, 3)))
    tab.cards[3].up.click()
    qtbot.waitUntil(lambda: tab.cards[3].y() < tab.cards[2].y())
    assert [one.number for one in queue.entries] == [1, 3, 2]


def test_the_words_of_a_card():
    running = entry(1, JobState.RUNNING, done=4, fresh=4, seconds=2.0)
    assert (numbers_text(running), state_text(running)) == ("4 / 10 · 2.0/s", "0:03 left")
    done = entry(1, JobState.DONE, done=8, note="8 pictures; 2 files skipped: a.txt, b.png")
    assert (numbers_text(done), note_text(done)) == ("8 pictures", "2 files skipped: a.txt, b.png")


def test_progress_shows_the_last_picture(tab, queue):
    show(queue, entry(1, JobState.RUNNING))
    image = np.full((32, 32, 3), (200, 30, 30), np.uint8)
    queue.progressed.emit(entry(1, JobState.RUNNING, done=5, image=image))
    assert tab.cards[1]._picture.pixmap().toImage().pixelColor(10, 10).red() == 200
    assert tab.cards[1]._bar.value() == 5


def test_done_jobs_are_cleared(tab, queue):
    show(queue, entry(1, JobState.DONE), entry(2, JobState.PAUSED))
    tab.clear.click()
    assert list(tab.cards) == [2]


def test_nothing_is_wider_than_a_narrow_column(tab, queue, qtbot):
    long = "sample_000013.png cannot be written to batch_000004: No space left on device. Free space, then resume."
    show(queue, entry(1, JobState.FAILED, done=1234567, note=long), entry(2, JobState.RUNNING, fresh=9, seconds=3.0))
    qtbot.waitUntil(lambda: tab.cards[1].width() > 0)
    assert all(card.geometry().right() <= tab.viewport().width() for card in tab.cards.values())


@pytest.fixture
def window(qtbot, tmp_path, tiny_model):
    """A worker with the small model, and the commands wired to it as in the window."""
    from PySide6.QtWidgets import QWidget

    from ganstudio.api import Studio
    from ganstudio.workspace import Workspace

    workspace = Workspace(tmp_path / "workspace")
    service = RenderService(lambda command, progress: Studio(workspace, command.path, "cpu", "fp32"))
    parent = QWidget()
    qtbot.addWidget(parent)
    found = {}
    commands = BatchCommands(parent, memory=BatchMemory(tmp_path / "batch.json"))
    commands.ground = lambda: found.get("context")
    commands.opens_folder = False
    commands.task_requested.connect(service.start)
    service.model_loaded.connect(commands.show_model)
    with qtbot.waitSignal(service.model_loaded) as loaded:
        service.open_model(tiny_model)
    found["context"] = Ground(recipe=Recipe(latent=Seed(3)), spec=loaded.args[0].spec)
    yield SimpleNamespace(service=service, commands=commands, workspace=workspace)
    service.close()


def test_a_job_runs_while_pictures_are_rendered_first(window, qtbot):
    queue = window.commands.queue
    frames = []
    window.service.rendered.connect(frames.append)
    queue.add("faces", catalogue.new_latents(Recipe(), range(40)), Outputs())
    qtbot.waitUntil(lambda: queue.entries[0].done > 2)
    with qtbot.waitSignal(window.service.rendered):
        window.service.request(Recipe(latent=Seed(7)))
    assert queue.entries[0].done < 40
    qtbot.waitUntil(lambda: queue.entries[0].state is JobState.DONE)
    folder = queue.entries[0].folder
    assert folder.parent == window.workspace.portraits
    assert len(list(folder.glob("*.png"))) == 40
    assert frames[0].recipe.latent == Seed(7)


def test_a_paused_job_goes_on_to_the_same_files(window, qtbot):
    queue = window.commands.queue
    queue.add("faces", catalogue.new_latents(Recipe(), range(30)), Outputs())
    qtbot.waitUntil(lambda: queue.entries[0].done > 2)
    queue.pause(1)
    qtbot.waitUntil(lambda: queue.entries[0].state is JobState.PAUSED)
    assert len(list(queue.entries[0].folder.glob("*.png"))) == queue.entries[0].done < 30
    queue.resume(1)
    qtbot.waitUntil(lambda: queue.entries[0].state is JobState.DONE)
    assert len(list(queue.entries[0].folder.glob("*.png"))) == 30


def test_a_dialog_previews_through_the_worker_and_starts_its_job(window, qtbot):
    commands = window.commands
    commands.open_form(next(form for form in FORMS if form.action == "batch_new_latents"))
    dialog = commands.dialog
    dialog.control("seeds").count.setValue(4)
    qtbot.waitUntil(lambda: len(dialog._makes.tiles._pictures) == 4)
    dialog.accept()
    assert commands.dialog is None
    qtbot.waitUntil(lambda: bool(commands.queue.entries))
    qtbot.waitUntil(lambda: commands.queue.entries[0].state is JobState.DONE)
    assert commands.queue.entries[0].done == 4


def test_unfinished_jobs_are_found_at_the_start(window, tiny_model):
    from ganstudio.jobs import runner
    from ganstudio.jobs.manifest import Job
    from ganstudio.jobs.unfinished import unfinished_jobs

    folder = window.workspace.new_batch_folder()
    assert not list(unfinished_jobs(window.workspace.portraits))
    from ganstudio.api import Studio
    from ganstudio.networks.loading import load_generator

    made = Studio(window.workspace, load_generator(tiny_model))
    runner.begin(folder, Job(title="begun", plan=catalogue.new_latents(Recipe(), range(3))), made.renderer)
    (found,) = unfinished_jobs(window.workspace.portraits)
    assert (found.folder, found.title, found.model) == (folder, "begun", made.model_id)
    list(runner.run(folder, made.renderer))
    assert not list(unfinished_jobs(window.workspace.portraits))


def test_a_job_that_meets_another_model_says_so_and_renders_nothing(window, tiny_model):
    from ganstudio.api import Studio
    from ganstudio.jobs import runner
    from ganstudio.jobs.manifest import Job
    from ganstudio.networks.loading import load_generator
    from ganstudio.ui.jobs.tasks import OtherModel, run_folder

    folder = window.workspace.new_batch_folder()
    studio = Studio(window.workspace, load_generator(tiny_model))
    runner.begin(folder, Job(title="begun", plan=catalogue.new_latents(Recipe(), range(3))), studio.renderer)
    other = SimpleNamespace(identity=ModelIdentity(model_id="f" * 32), folder=studio.folder, renderer=studio.renderer)
    (only,) = list(run_folder(folder)(other))
    assert only.found == OtherModel()


def test_steps_of_a_job_tell_how_long_it_still_takes(window, tiny_model, monkeypatch):
    from ganstudio.api import Studio
    from ganstudio.jobs import runner
    from ganstudio.jobs.manifest import Job
    from ganstudio.networks.loading import load_generator
    from ganstudio.ui.jobs import tasks

    folder = window.workspace.new_batch_folder()
    studio = Studio(window.workspace, load_generator(tiny_model))
    runner.begin(folder, Job(title="begun", plan=catalogue.new_latents(Recipe(), range(4))), studio.renderer)
    made = runner.JobProgress(done=3, skipped=0, total=9, seconds=2.0, fresh=2)
    monkeypatch.setattr(runner, "run", lambda *_, **__: (one for one in [made]))
    (step,) = list(tasks.run_folder(folder)(studio))
    assert step.seconds_left == 6.0


@pytest.mark.parametrize("total", [2**31, 10**12, 10**400], ids=["above what Qt counts to", "large", "beyond floats"])
def test_a_job_of_more_pictures_than_qt_counts_to_is_shown(qtbot, total):
    card = JobCard(JobEntry(number=1, title="walk", state=JobState.STOPPED, done=total // 4, total=total))
    qtbot.addWidget(card)
    assert card._bar.value() * 4 == card._bar.maximum()
    line = StatusLine()
    qtbot.addWidget(line)
    line._show("walk", total // 2, total)
    assert line._running.bar.value() * 2 == line._running.bar.maximum()
