"""Choosing pictures by looking at them, dropping them where they are wanted, and folders that dialogs remember."""

from pathlib import Path

import numpy as np
import pytest
from analysis_window import AnalysisWindow
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Noise, Seed, Truncation
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.files.picture_picker import PicturePicker
from ganstudio.ui.files.recipe_words import recipe_lines
from ganstudio.ui.jobs.controls import PathRow
from ganstudio.ui.widgets.folder_memory import FolderMemory, ask_file, ask_target
from unit.jobs.plan_parts import attribute, tab


@pytest.fixture
def window(qtbot, qapp, studio):
    for seed in (7, 8):
        studio.save(studio.render(Recipe(latent=Seed(seed), truncation=Truncation(psi=0.6))))
    opened = AnalysisWindow(qtbot, qapp, studio)
    yield opened
    opened.close()


def interpolation(window):
    window.window.action("batch_interpolate").trigger()
    return window.window.batch.dialog


def choose(window, row):
    """Presses the row's button, and gives the dialog that comes."""
    (button,) = row.findChildren(QPushButton)
    window.click(button)
    picker = row.findChild(PicturePicker)
    window.until(lambda: len(picker.model.files) == 2)
    return picker


def test_a_picture_is_chosen_by_keys_with_what_its_recipe_says(window):
    dialog = interpolation(window)
    row = dialog.control("end")
    picker = choose(window, row)
    window.until(lambda: "psi 0.6" in picker.details.words.text())
    assert picker.details.words.text().startswith("Seed 8")
    QTest.keyClick(picker.view, Qt.Key.Key_Right)
    window.until(lambda: picker.details.words.text().startswith("Seed 7"))
    QTest.keyClick(picker.view, Qt.Key.Key_Return)
    window.until(lambda: dialog.plan is not None)
    assert Portrait.open(row.text()).recipe.latent == Seed(7)
    dialog.reject()


def test_another_folder_is_a_file_dialog_away(window, tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere" / "face.png"
    elsewhere.parent.mkdir()
    Portrait(np.zeros((4, 4, 3), np.uint8), Recipe(latent=Seed(3))).save(elsewhere)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(elsewhere), ""))
    dialog = interpolation(window)
    row = dialog.control("end")
    window.click(choose(window, row).other)
    window.until(lambda: row.text() == str(elsewhere))
    assert window.window.preferences.settings.folders["pictures"] == str(elsewhere.parent)
    dialog.reject()


def test_a_dialog_beside_the_window_takes_drops_and_follows_the_picture_on_screen(window):
    dialog = interpolation(window)
    assert not dialog.isModal()
    (path, _) = [file.path for file in window.studio.workspace.list_portraits("portraits")]
    drop(dialog.control("end"), path)
    assert dialog.control("end").text() == str(path)
    assert dialog.plan.stops[0].latent == window.recipe.latent
    window.window.bench.generate(77)
    window.until(lambda: dialog.plan.stops[0].latent == Seed(77))
    dialog.reject()


def drop(widget: QWidget, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    none = Qt.KeyboardModifier.NoModifier
    place = QPointF(QPoint(widget.width() // 2, widget.height() // 2))
    event = QDropEvent(place, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
    widget.dropEvent(event)


def test_a_row_of_several_pictures_takes_all_that_are_dropped(window, tmp_path):
    window.window.action("batch_walk").trigger()
    row = window.window.batch.dialog.control("pictures")
    assert isinstance(row, PathRow)
    drop(row, tmp_path / "a.png", tmp_path / "b.png")
    assert row.text() == f"{tmp_path / 'a.png'}\n{tmp_path / 'b.png'}"
    window.window.batch.dialog.reject()


def test_what_a_recipe_says_is_plain():
    recipe = Recipe(
        latent=Seed(3),
        truncation=Truncation(psi=0.5),
        attributes=(attribute("blue_hair", -1.5),),
        edits=(tab("mouth_open", 10.0), tab("hair", 0.0)),
        noise=Noise(mode="seeded", seed=4),
    )
    assert recipe_lines(recipe) == [
        "Seed 3",
        "psi 0.5 · variation 1",
        "blue hair −1.5",
        "Tabs: mouth open +10",
        "Noise of seed 4",
    ]


@pytest.fixture
def asking(qtbot):
    """A window with a memory, and a widget in it."""
    window = QWidget()
    qtbot.addWidget(window)
    memory = FolderMemory(window)
    yield memory, QWidget(window)
    window.close()


def test_each_purpose_has_the_folder_that_was_used_last(asking, tmp_path, monkeypatch):
    memory, widget = asking
    told = []
    memory.changed.connect(told.append)
    (tmp_path / "models").mkdir()
    shown = []
    monkeypatch.setattr(
        QFileDialog,
        "getOpenFileName",
        lambda *given: (shown.append(given[2]), (str(tmp_path / "models" / "a.pkl"), ""))[1],
    )
    assert ask_file(widget, "model", "Open", tmp_path, "") == tmp_path / "models" / "a.pkl"
    ask_file(widget, "model", "Open", tmp_path, "")
    ask_file(widget, "tabs", "Open", tmp_path, "")
    assert shown == [str(tmp_path), str(tmp_path / "models"), str(tmp_path)]
    assert told[0] == {"model": str(tmp_path / "models")}
    again = FolderMemory()
    again.restore(told[-1])
    assert again.folder("model", tmp_path) == tmp_path / "models"
    (tmp_path / "models").rmdir()
    assert again.folder("model", tmp_path) == tmp_path  # it is gone


def test_a_file_is_saved_under_its_name_where_the_last_one_was(asking, tmp_path, monkeypatch):
    memory, widget = asking
    memory.used("film", tmp_path)
    shown = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (shown.append(given[2]), ("", ""))[1])
    assert ask_target(widget, "film", "Save", Path("/nowhere/film.gif"), "") == (None, "")
    assert shown == [str(tmp_path / "film.gif")]
    assert memory.folders == {"film": str(tmp_path)}  # giving up changes nothing


def test_no_more_than_a_few_dozen_purposes_are_kept():
    memory = FolderMemory()
    for number in range(60):
        memory.used(f"purpose {number}", Path("/"))
    assert len(memory.folders) == 40
    assert "purpose 59" in memory.folders
