"""Batch jobs as a person makes them: the real window, the real engine, the keys and the mouse."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from ganstudio.api import Studio
from ganstudio.errors import JobError
from ganstudio.jobs.catalogue import new_latents
from ganstudio.jobs.manifest import Job, read_job
from ganstudio.jobs.runner import begin
from ganstudio.jobs.sheet_plans import read_planned_sheet
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui import theme
from ganstudio.ui.app import GuiOptions, open_window
from ganstudio.ui.jobs.job_card import JobCard
from ganstudio.ui.jobs.plot_preview import PlotPreview
from ganstudio.ui.jobs.preview_card import PreviewTiles
from ganstudio.ui.jobs.tasks import run_folder
from ganstudio.ui.main_window import MainWindow
from ganstudio.workspace import Settings

TAB = SpatialEdit(
    name="mouth", resolution=8, selection=Array(np.eye(8)), weights=(ChannelWeight("b8", 1, 1.0),), multiplier=3.0
)


class Batches:
    """A person at the window."""

    def __init__(self, window: MainWindow, qtbot) -> None:
        self.window = window
        self.qtbot = qtbot

    def open(self, *path: str) -> QWidget:
        """Chooses a menu entry by its text, and gives the dialog."""
        menu: QMenu | None = None
        actions = self.window.menuBar().actions()
        for word in path:
            action = next(action for action in actions if action.text().replace("&", "").rstrip("…") == word)
            menu = action.menu()
            actions = menu.actions() if isinstance(menu, QMenu) else []
        action.trigger()
        return self.window.batch.dialog

    def type(self, box: QWidget, text: str) -> None:
        """Types into a number field, which takes the number as the keys leave it."""
        box.window().activateWindow()
        self.qtbot.waitUntil(box.window().isActiveWindow)
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, text)
        QTest.keyClick(box, Qt.Key.Key_Tab)

    def click(self, widget: QWidget) -> None:
        assert widget.isVisible()
        assert widget.isEnabled()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(widget.width() // 2, widget.height() // 2))

    def start(self, dialog: QWidget) -> None:
        """Starts the job, sees that the panel stays as it was, and turns to the jobs."""
        panel = self.window.tabs.currentWidget()
        self.click(dialog.ok)
        self.qtbot.waitUntil(lambda: bool(self.cards()))
        assert self.window.tabs.currentWidget() is panel
        self.window.action("show_jobs").trigger()

    def cards(self) -> list[JobCard]:
        return list(self.window.tab_set.jobs.cards.values())

    def say(self) -> str:
        """What the only job's card says of its state."""
        (card,) = self.cards()
        return card._state.text()

    def wait_until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition)

    def folder(self) -> Path:
        (folder,) = self.window.workspace.portraits.glob("batch_*")
        return folder

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()


@pytest.fixture
def sit_down(qtbot, qapp, tmp_path: Path, tiny_model: Path) -> Iterator[Callable[[], Batches]]:
    """Opens the window on one workspace, with a picture whose tab stands at 3; may be called again after closing."""
    theme.apply(qapp, "dark")
    studio = Studio(tmp_path / "workspace", tiny_model, "cpu", "fp32")
    studio.render(Recipe(latent=Seed(1), edits=(TAB,))).save(tmp_path / "face.png")
    seats: list[Batches] = []

    def sit() -> Batches:
        options = GuiOptions(
            model=str(tiny_model),
            open_file=str(tmp_path / "face.png"),
            workspace=tmp_path / "workspace",
            settings_file=tmp_path / "settings.json",
            device="cpu",
        )
        window = open_window(options, Settings(open_folder_when_done=False))
        window.resize(1400, 900)
        window.show()
        seats.append(Batches(window, qtbot))
        seats[-1].wait_until(lambda: any(edit.name == "mouth" for edit in window.bench.session.recipe.edits))
        seats[-1].wait_until(lambda: window.bench.frame_is_current)
        return seats[-1]

    yield sit
    seats[-1].close()


@pytest.mark.parametrize("entry", ["Each feature map alone", "Chosen feature maps", "Random feature maps"])
def test_a_job_of_feature_maps_has_the_strength_that_its_form_shows(sit_down, entry: str):
    person = sit_down()
    dialog = person.open("Batch", "Feature maps", entry)
    assert dialog.control("strength").value() == 6.0, "standard deviations"
    person.type(dialog.control("strength"), "7.5")
    person.start(dialog)
    person.wait_until(lambda: person.say() == "Done")
    recipes = [Portrait.open(path).recipe for path in person.folder().glob("*sample*.png")]
    assert {edit.multiplier for recipe in recipes for edit in recipe.edits} == {7.5}
    variation = read_job(person.folder()).plan.variation
    kept = person.window.bench.model.folder.map_deviations(variation.layer)  # learned by the preview, once
    np.testing.assert_allclose(variation.deviations, kept, rtol=1e-5)


def test_chosen_feature_maps_begin_with_those_of_the_list(sit_down):
    person = sit_down()
    maps = person.window.tab_set.feature_maps
    person.window.tabs.setCurrentWidget(maps)
    maps.picks.set_folded(False)
    QTest.keyClicks(maps.picks.field, "3,2x5")
    assert person.open("Batch", "Feature maps", "Chosen feature maps").control("maps").text() == "3,2x5"
    person.window.batch.dialog.reject()
    QTest.keyClicks(maps.picks.field, ",no")  # is not understood
    assert person.open("Batch", "Feature maps", "Chosen feature maps").control("maps").text() == "0_5"


def test_a_job_of_feature_maps_is_raw_by_a_switch(sit_down):
    person = sit_down()
    dialog = person.open("Batch", "Feature maps", "Chosen feature maps")
    raw = dialog.control("raw")
    QTest.mouseClick(raw, Qt.MouseButton.LeftButton, pos=QPoint(10, raw.height() // 2))
    assert dialog.control("strength").value() == 3.0, "the tab's own to begin with"
    person.wait_until(lambda: "+3\u00a0raw" in " ".join(dialog.findChild(PreviewTiles).captions))
    person.start(dialog)
    person.wait_until(lambda: person.say() == "Done")
    weights = [
        weight.weight
        for path in person.folder().glob("*sample*.png")
        for edit in Portrait.open(path).recipe.edits
        for weight in edit.weights
    ]
    assert set(weights) == {1.0, -1.0}


def test_a_plot_is_seen_before_it_is_made_and_leaves_a_sheet_that_opens_its_pictures(sit_down):
    person = sit_down()
    dialog = person.open("Batch", "X/Y/Z plot")
    rows = dialog.control("y")
    rows.field.lineEdit().selectAll()
    QTest.keyClicks(rows.field.lineEdit(), "mouth (tab)")
    QTest.keyClick(rows.field.lineEdit(), Qt.Key.Key_Tab)
    preview = dialog.findChild(PlotPreview)
    person.wait_until(lambda: len(preview.cells) == 25)
    person.start(dialog)
    person.wait_until(lambda: person.say() == "Done")
    sheet = read_planned_sheet(person.folder() / "sheet.png")
    kept = [Portrait.open(person.folder() / sheet.planned[cell.number].name).recipe for cell in sheet.cells]
    values = [(recipe.truncation.psi, recipe.edits[0].multiplier) for recipe in kept]
    assert values == [(psi, float(mouth)) for mouth in (-100, -50, 0, 50, 100) for psi in (0, 0.25, 0.5, 0.75, 1)]
    assert not person.window.watching.is_on, "no film was asked for"


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_film_of_a_plot_plays_when_it_is_made_unless_the_person_went_on(sit_down, goes_on: bool):
    person = sit_down()
    dialog = person.open("Batch", "X/Y/Z plot")
    dialog._keep.film._format.setCurrentText("GIF")
    watching = person.window.watching
    queue = person.window.batch.queue
    if goes_on:
        queue.started.connect(lambda _: person.window.bench.generate(77))
    with person.qtbot.waitSignal(queue.finished):
        person.start(dialog)
    if goes_on:
        assert not watching.is_on
    else:
        person.wait_until(lambda: watching.is_complete)
        assert len(watching.film.pictures) == 8, "five, and back"
        assert watching.is_playing


@pytest.mark.parametrize("how", ["button", "double-click"])
def test_the_row_of_a_job_plays_its_pictures_where_it_made_no_film(sit_down, how: str):
    person = sit_down()
    dialog = person.open("Batch", "New latents")
    person.type(dialog.control("seeds").count, "3")
    person.start(dialog)
    person.wait_until(lambda: person.say() == "Done")
    (card,) = person.cards()
    assert not card.up.isVisible(), "it waits for nothing any more"
    if how == "button":
        person.click(card.play)
    else:
        QTest.mouseDClick(card, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    watching = person.window.watching
    person.wait_until(lambda: watching.is_complete)
    paths = sorted(person.folder().glob("*sample*.png"), key=lambda path: path.stem.rpartition("_")[2])
    made = [Portrait.open(path).image for path in paths]
    assert np.array_equal(watching.film.pictures, made)
    with person.qtbot.waitSignal(watching.saved) as told:
        person.click(watching.bar.gif_button)
    assert told.args[0].name == f"{person.folder().name}_01.gif"


def test_the_row_of_a_job_plays_its_film_and_says_where_its_files_are_gone(sit_down):
    person = sit_down()
    dialog = person.open("Batch", "New latents")
    person.type(dialog.control("seeds").count, "3")
    dialog._keep.film._format.setCurrentText("GIF")
    person.start(dialog)
    person.wait_until(lambda: person.say() == "Done")
    (card,) = person.cards()
    watching = person.window.watching
    person.wait_until(lambda: watching.is_complete)
    watching.close()
    person.click(card.play)
    person.wait_until(lambda: watching.is_complete)
    assert not watching.bar.gif_button.isEnabled(), "it is a file already"
    watching.close()
    shutil.rmtree(person.folder())
    person.click(card.play)
    person.wait_until(lambda: bool(person.window.bar.sentence))
    assert not watching.is_on


def start_and_stop(person: Batches, pictures: int) -> None:
    dialog = person.open("Batch", "New latents")
    person.type(dialog.control("seeds").count, str(pictures))
    person.start(dialog)
    person.wait_until(lambda: bool(list(person.window.workspace.portraits.glob("batch_*/*.png"))))
    person.click(person.cards()[0].cancel)
    person.wait_until(lambda: person.say() == "Stopped")


def pictures(folder: Path) -> int:
    return len(list(folder.glob("*.png")))


def answer_with(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_: str(folder)))


def test_a_stopped_job_goes_on_when_its_folder_is_chosen(sit_down, monkeypatch):
    person = sit_down()
    start_and_stop(person, 300)
    there = pictures(person.folder())
    assert 0 < there < 300
    answer_with(monkeypatch, person.folder())
    person.open("Batch", "Resume a job")
    assert not person.window.bar.isVisible()
    person.wait_until(lambda: pictures(person.folder()) > there)


def test_a_stopped_job_is_there_after_a_restart_as_it_was_left_and_goes_on_by_one_click(sit_down):
    person = sit_down()
    start_and_stop(person, 300)
    there = pictures(person.folder())
    person.close()
    person = sit_down()
    person.wait_until(lambda: len(person.cards()) == 1)
    (card,) = person.cards()
    person.window.action("show_jobs").trigger()
    person.wait_until(lambda: card.isVisible() and f"{there} / 300" in card._numbers.text())
    assert not card._picture.pixmap().isNull()
    assert person.say() == "Stopped"
    person.click(card.resume)
    person.wait_until(lambda: pictures(person.folder()) > there)
    person.click(card.pause)


def test_a_stopped_job_goes_on_when_its_folder_is_chosen_after_a_restart(sit_down, monkeypatch):
    person = sit_down()
    start_and_stop(person, 300)
    there = pictures(person.folder())
    person.close()
    person = sit_down()
    person.wait_until(lambda: len(person.cards()) == 1)
    answer_with(monkeypatch, person.folder())
    person.open("Batch", "Resume a job")
    assert not person.window.bar.isVisible()
    person.wait_until(lambda: pictures(person.folder()) > there)
    assert len(person.cards()) == 1


def test_a_write_that_failed_is_told_when_its_job_is_stopped(studio, monkeypatch):
    folder = studio.workspace.new_batch_folder()
    begin(folder, Job(title="a test", plan=new_latents(Recipe(), range(7))), studio.renderer)

    def full(path, content):
        raise JobError("No space left on device")

    monkeypatch.setattr("ganstudio.jobs.writer.write_whole", full)
    steps = run_folder(folder)(studio)
    next(steps)
    with pytest.raises(JobError, match="No space left"):
        steps.close()
