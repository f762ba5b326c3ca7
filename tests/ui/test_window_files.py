"""Files through the real window: dropped on the picture, shown in the desktop's file manager."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton
from window_parts import drop, window_parts

from ganstudio.recipe.latent import Seed
from ganstudio.ui.files import file_tasks


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        yield made


def test_a_picture_dropped_on_the_picture_is_opened(parts, qtbot):
    first = parts.generate(7)
    parts.generate(8)

    drop(parts.window.view, first)

    qtbot.waitUntil(lambda: parts.window.bench.session.recipe.latent.seed == 7)


def test_what_was_said_of_a_saved_picture_is_gone_once_another_is_on_screen(parts, qtbot):
    first = parts.generate(7)
    parts.generate(8)
    said = parts.window.status._message
    parts.window.action("save").trigger()
    qtbot.waitUntil(lambda: said.text().startswith("Saved already as"))

    drop(parts.window.view, first)
    qtbot.waitUntil(lambda: parts.window.bench.session.recipe.latent.seed == 7)

    assert not said.text().startswith("Saved already as")


def test_a_picture_that_is_kept_after_another_was_opened_is_called_the_picture_before(parts, qtbot):
    first = parts.generate(7)
    parts.generate(8)
    sentences: list[str] = []
    parts.window.files.status.connect(sentences.append)
    psi = parts.window.left.quality._psi.field
    psi.setFocus()
    psi.selectAll()
    QTest.keyClicks(psi, "0.5")
    QTest.keyClick(psi, Qt.Key.Key_Return)
    assert parts.window.bench.session.recipe.truncation.psi == 0.5

    drop(parts.window.view, first)

    qtbot.waitUntil(lambda: any("picture before is saved as" in sentence for sentence in sentences))
    assert not any(sentence.startswith("Saved as") for sentence in sentences)


def save_as(parts, monkeypatch, path: Path, kind: str) -> None:
    """File, Save as, with a name and a kind chosen in the dialog."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), kind))
    saved: list[str] = []
    parts.window.files.status.connect(saved.append)
    parts.window.action("save_as").trigger()
    parts.qtbot.waitUntil(lambda: any(sentence.startswith("Saved as") for sentence in saved))


@pytest.mark.parametrize(
    ("typed", "kind", "written", "format_"),
    [
        ("face.jpg", "PNG, exact (*.png)", "face.jpg", "JPEG"),
        ("face", "JPEG, small (*.jpg *.jpeg)", "face.jpg", "JPEG"),
        ("face.webp", "", "face.webp", "WEBP"),
        ("face", "", "face.png", "PNG"),
    ],
)
@pytest.mark.parametrize("door", ["drop", "import", "film strip"])
def test_a_picture_saved_as_any_kind_opens_by_every_door(
    parts, qtbot, monkeypatch, typed, kind, written, format_, door
):
    folder = parts.workspace.portraits
    parts.generate(7)
    save_as(parts, monkeypatch, folder / typed, kind)
    with Image.open(folder / written) as picture:
        assert picture.format == format_
    parts.generate(8)

    if door == "drop":
        drop(parts.window.view, folder / written)
    elif door == "import":
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(folder / written), ""))
        parts.window.action("import_picture").trigger()
    else:
        strip = parts.window.strip
        qtbot.waitUntil(lambda: strip.model.rowCount() == 3)
        rows = [strip.model.index(row) for row in range(3)]
        index = next(one for one in rows if one.data(Qt.ItemDataRole.UserRole).path.name == written)
        QTest.mouseDClick(strip.view.viewport(), Qt.MouseButton.LeftButton, pos=strip.view.visualRect(index).center())

    qtbot.waitUntil(lambda: parts.window.bench.session.recipe.latent.seed == 7)
    assert parts.window.bar.sentence == ""


def test_a_picture_whose_pixels_were_changed_says_so_and_opens(parts, qtbot):
    path = parts.generate(7)
    parts.generate(8)
    with Image.open(path) as picture:
        picture.load()
        kept = PngImagePlugin.PngInfo()
        kept.add_text("ganstudio", picture.text["ganstudio"])
        picture.rotate(90).point(lambda value: 255 - value).save(path, pnginfo=kept)

    drop(parts.window.view, path)

    qtbot.waitUntil(lambda: parts.window.bench.session.recipe.latent.seed == 7)
    assert parts.window.bar.sentence.startswith(f"{path.name}: Another program changed its pixels")


def test_reveal_in_the_menu_of_a_picture_opens_its_folder(parts, qtbot, monkeypatch):
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    saved = parts.generate(7)
    strip = parts.window.strip
    qtbot.waitUntil(lambda: strip.model.rowCount() == 1)
    place = strip.view.visualRect(strip.model.index(0)).center()
    QTest.mouseClick(strip.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    viewport = strip.view.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)
    menu = next(menu for menu in strip.findChildren(QMenu) if menu.isVisible())
    entry = next(action for action in menu.actions() if action.text().startswith("Show in folder"))
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())

    assert opened == [str(saved.parent)]


def test_of_several_files_the_first_is_opened_and_the_next_one_offered(parts, qtbot):
    first, second, third = (parts.generate(seed) for seed in (7, 8, 9))
    shown = lambda: parts.window.bench.session.recipe.latent.seed  # noqa: E731

    drop(parts.window.view, second, first, third)

    qtbot.waitUntil(lambda: shown() == 8)
    assert parts.window.bar.sentence == f"{second.name} is opened first; 2 more files were given with it."
    for path, seed in ((first, 7), (third, 9)):
        button = next(one for one in parts.window.bar.findChildren(QPushButton) if one.text() == f"Open {path.name}")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda seed=seed: shown() == seed)
    assert parts.window.bar.sentence == ""


def test_a_picture_that_is_on_screen_already_is_said_to_be(parts, qtbot):
    path = parts.generate(3)
    drop(parts.window.view, path)
    qtbot.waitUntil(lambda: parts.window.status._message.text() == f"{path.name} is the picture on screen")


def test_the_folder_of_a_job_is_taken_for_its_job_and_another_folder_is_named_one(parts, tmp_path):
    drop(parts.window.view, tmp_path)
    assert (
        parts.window.bar.sentence == f"{tmp_path.name} is a folder. Drop the files in it, or the folder of a batch job."
    )
    (tmp_path / "job.json").write_text('{"plan": {}}')
    drop(parts.window.view, tmp_path)
    assert parts.window.bar._action.text() == "Go on with the job"


def test_save_as_begins_where_it_was_saved_last(parts, tmp_path, monkeypatch):
    parts.generate(3)
    asked = []

    def answer(parent, title, suggestion, filters, _first):
        asked.append(Path(suggestion).parent)
        return str(tmp_path / f"face{len(asked)}.png"), "PNG, exact (*.png)"

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    for _ in range(2):
        parts.window.action("save_as").trigger()
    assert asked == [Path.home(), tmp_path]


def test_a_picture_of_the_strip_is_interpolated_to_from_the_one_on_screen(parts):
    there = parts.generate(7)
    parts.generate(8)
    parts.window.strip.interpolate_requested.emit(there)
    dialog = parts.window.batch.dialog
    assert dialog.problem == ""
    assert [stop.latent for stop in dialog.plan.stops] == [Seed(8), Seed(7)]
    dialog.reject()


def test_a_deletion_that_another_window_has_emptied_for_good_is_not_taken_back_in_silence(qtbot, parts):
    path = parts.generate(5)
    parts.window.files._start("deleting", file_tasks.delete([path]), parts.window.files._tell_deleted)
    qtbot.waitUntil(lambda: parts.window.files.has_just_deleted)
    parts.workspace.delete_for_good(parts.workspace.trashed())
    parts.window.action("undo").trigger()
    qtbot.waitUntil(lambda: "1 picture is not in the trash any more" in parts.window.bar.sentence)
