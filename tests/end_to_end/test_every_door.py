"""Every door of the real window is used, in each state that a person may find it in; see `doors` for what is judged."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from door_hearing import Outside
from doors import Net
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDockWidget, QLabel, QMainWindow, QPushButton, QVBoxLayout, QWidget

from ganstudio.jobs import runner
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui import theme
from ganstudio.ui.app import GuiOptions, open_window
from ganstudio.ui.bench.task import Task
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.workspace import Settings

pytestmark = pytest.mark.timeout(1500)  # a few hundred doors; a loaded machine takes its time

ASKED_FOR = (
    r"^Device .* is not available on this machine",  # the settings offer what other machines have
    r"^Precision 'fp16' needs a GPU",
    r"^There is no recipe in the clipboard",  # paste, before anything was copied
    r"^No picture is chosen in the film strip",
    r"^No spatial tab changes the picture now",
    r"^No file manager was found",  # where the desktop does not answer
    r"follows detector '.*', which this model does not have",  # after it was renamed or deleted
    r"has no job to go on with",  # the folder that the file dialog was answered with
)
"""Refusals that are the right answer to what the net does."""
_A_WHILE_S = 10.0
"""So long a task is waited for; one that takes longer shows how far it is."""

IDLE = (
    r"Button Mirror$",  # of a selection that is the same on both sides
    r"StripView Pictures \| Open\tEnter$",  # of the picture on screen
)
"""Doors that rightly change nothing here."""

_MANY = 3000
_A_PICTURE_S = 0.02
"""So long a picture of the running job takes at least: as a small one does of a model that is not tiny."""

LAST = (r"\| Quit", r"shortcut Ctrl\+Q")


class Visit:
    """A window on a fresh workspace, and the net for it."""

    def __init__(self, qtbot, qapp, monkeypatch, folder: Path, model: str) -> None:
        theme.apply(qapp, "dark")
        monkeypatch.chdir(folder)
        monkeypatch.setattr(runner, "run", _slowly(runner.run))
        self.qtbot, self.folder = qtbot, folder
        self._knock: Task[object] | None = None
        self._is_idle = self._was_heard = False
        self._busy = False
        options = GuiOptions(
            workspace=folder / "workspace", settings_file=folder / "settings.json", device="cpu", model=model
        )
        self.window = open_window(options, Settings())
        self.window.bench.service.idle.connect(self._be_idle)
        self.window.resize(1600, 1000)
        self.window.show()
        self.outside = Outside({".pkl": Path(model)} if model.endswith(".safetensors") else {}, folder / "elsewhere")
        self.outside.folder.mkdir()
        self.outside.put_in_place(monkeypatch)

    @property
    def bench(self):
        return self.window.bench

    def wait_for_picture(self) -> None:
        self.qtbot.waitUntil(lambda: self.bench.frame is not None and self.bench.frame_is_current)

    def net(self) -> Net:
        self._steps = len(self.bench.session.history.past)
        return Net(
            self.window,
            self.outside,
            at_rest=self._at_rest,
            facts=self._facts,
            restore=self._restore,
            asked_for=ASKED_FOR,
            idle=IDLE,
            last=LAST,
        )

    def import_a_picture(self) -> None:
        """Saves the picture on screen, makes another one, and opens the first by the menu's entry."""
        path = self.outside.folder / "imported.png"
        Portrait(self.bench.frame.image, self.bench.frame.recipe).save(path)
        saved = self.bench.session.recipe
        self.outside.files[".png"] = path
        self.bench.generate(1)
        self.wait_for_picture()
        self.outside.answering = True
        self.window.action("import_picture").trigger()
        self.outside.answering = False
        self.qtbot.waitUntil(lambda: self.bench.session.recipe == saved)
        self.wait_for_picture()

    def keep_a_job_running(self) -> None:
        """Starts a long job, and another one when that has been stopped."""
        self._busy = True
        self.window.action("batch_new_latents").trigger()
        dialog = self.window.batch.dialog
        dialog.control("seeds").count.setValue(_MANY)
        dialog.accept()
        self.qtbot.waitUntil(lambda: self.window.batch.queue.running is not None)

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()

    def _at_rest(self) -> bool:
        """Whether the worker has done all that was asked of it; a running job is not waited for."""
        bench = self.bench
        if bench.model is None or not self.window.isVisible():
            return True
        if self._knock is None:
            self._is_idle = self._was_heard = False
            self._knocked_at = time.monotonic()
            self._knock = Task("a knock", lambda _studio: iter(()), ended=self._hear)
            bench.service.finish(self._knock)
        is_working = not self._is_idle and not self._busy and time.monotonic() < self._knocked_at + _A_WHILE_S
        if not self._was_heard or is_working:
            return False
        if bench.live and not bench.stale and not bench.frame_is_current:
            return False
        self._knock = None
        return True

    def _hear(self) -> None:
        self._was_heard = True

    def _be_idle(self) -> None:
        self._is_idle = True

    def _facts(self) -> object:
        history = self.bench.session.history
        files = [] if self._busy else sorted(_stamps(self.folder))
        return (
            self.bench.session.recipe, len(history.past), len(history.future), files,
            theme.current().name, self.window.windowState(),
        )  # fmt: skip

    def _restore(self) -> None:
        if not self.window.isVisible():
            return
        if self.window.windowState() & Qt.WindowState.WindowFullScreen:
            self.window.showNormal()
        for dock in self.window.findChildren(QDockWidget):
            if dock.isFloating():
                dock.setFloating(False)
            dock.show()
        if not self._busy:
            for task in list(self.bench.service._tasks.values()):  # a batch, a search: it has been seen to begin
                task.cancel()
        if self._busy and not self.window.batch.queue.is_busy:
            self.keep_a_job_running()
        steps = len(self.bench.session.history.past) - self._steps
        if steps > 0:
            self.bench.go(-steps)


@pytest.fixture
def visit(qtbot, qapp, monkeypatch, tmp_path):
    made: list[Visit] = []

    def start(model: str) -> Visit:
        made.append(Visit(qtbot, qapp, monkeypatch, tmp_path, model))
        return made[-1]

    yield start
    for one in made:
        one.close()


def _slowly(run: Callable[..., Iterator[object]]) -> Callable[..., Iterator[object]]:
    def slow(*told: object, **choices: object) -> Iterator[object]:
        with contextlib.closing(run(*told, **choices)) as steps:
            for step in steps:
                time.sleep(_A_PICTURE_S)
                yield step

    return slow


def _stamps(folder: Path) -> Iterator[tuple[str, int]]:
    """Each file and when it was written."""
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # being written just now, under another name
            yield str(path), path.stat().st_mtime_ns


def report(net: Net) -> None:
    findings = net.cast()
    print(f"{len(net.used)} doors")
    assert not findings, f"{len(findings)} findings:\n" + "\n".join(findings)


def test_without_a_model(visit, tmp_path):
    nothing = tmp_path / "no.pt"
    nothing.write_bytes(b"no model")
    here = visit(str(nothing))
    here.qtbot.waitUntil(lambda: here.window.bar.sentence != "")
    here.window.bar.dismiss()
    report(here.net())


def test_on_a_model_without_data(visit, tiny_model):
    here = visit(str(tiny_model))
    here.wait_for_picture()
    report(here.net())


def test_on_the_built_in_model(visit, tiny_model):
    here = visit("builtin")
    here.wait_for_picture()
    report(here.net())


def test_after_a_picture_was_imported(visit, tiny_model):
    here = visit(str(tiny_model))
    here.wait_for_picture()
    here.import_a_picture()
    report(here.net())


def test_while_a_job_runs(visit, tiny_model):
    here = visit(str(tiny_model))
    here.wait_for_picture()
    here.keep_a_job_running()
    report(here.net())


class Planted(QMainWindow):
    """A window with doors of which some are wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.label = QLabel("nothing yet")
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.addWidget(self.label)
        for name, slot in (("Good", self._answer), ("Raising", self._raise), ("Warning", self._warn), ("Dead", None)):
            button = QPushButton(name)
            if slot is not None:
                button.clicked.connect(slot)
            column.addWidget(button)
        for name, reason in (("Closed", ""), ("Explained", "There is no reason.")):
            button = QPushButton(name)
            open_unless(button, reason)
            button.setEnabled(False)
            column.addWidget(button)
        self.setCentralWidget(middle)
        menu = self.menuBar().addMenu("Plants")
        menu.addAction("Good entry", self._answer)
        menu.addAction("Raising entry", self._raise)
        menu.addAction("Dead entry")
        menu.addAction("Asking entry", self._ask)

    def _answer(self) -> None:
        self.label.setText(self.label.text() + ".")

    def _raise(self) -> None:
        raise RuntimeError("a plant")

    def _warn(self) -> None:
        self._answer()
        logging.getLogger("ganstudio.planted").warning("a planted warning")

    def _ask(self) -> None:
        dialog = QDialog(self)
        column = QVBoxLayout(dialog)
        column.addWidget(QPushButton("Dead in a dialog"))
        dialog.exec()


@pytest.mark.logs("a planted warning")
def test_the_net_reports_planted_faults_and_nothing_else(qapp, qtbot, tmp_path):
    window = Planted()
    qtbot.addWidget(window)
    window.show()
    found = Net(window, Outside({}, tmp_path)).cast()
    wrong = {
        line.partition(":")[0].replace("Planted/QPushButton ", "").replace("QPushButton ", "").split(" > ")[-1]
        for line in found
    }
    assert wrong == {
        "press Raising", "press Warning", "press Dead", "press Closed",
        "menu Plants | Raising entry", "menu Plants | Dead entry", "press Dead in a dialog",
    }, found  # fmt: skip
