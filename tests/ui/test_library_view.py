"""The library in the window: opened by key, searched, rated, tagged, folded, compared, left; all by mouse and keys."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_parts import window_parts

from ganstudio.jobs.compose import Tile
from ganstudio.jobs.films import make_film
from ganstudio.jobs.outputs import FilmOptions
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.files.film_strip_delegate import MARGIN
from ganstudio.ui.files.film_strip_model import PictureListModel
from ganstudio.ui.library.details import read_details
from ganstudio.ui.library.grid import LibraryGrid
from ganstudio.ui.widgets import dialogs
from ganstudio.workspace import PortraitFile
from ganstudio.workspace.library import marks
from ganstudio.workspace.library.index import Entry

CTRL, PLAIN, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def put(folder: Path, name: str, seed: int, smile: float, mtime: int) -> Path:
    shift = AttributeShift(name="smile", vector=Array(np.ones(8)), amount=smile)
    recipe = Recipe(latent=Seed(seed), attributes=(shift,) if smile else ())
    path = Portrait(np.full((16, 16, 3), 9 * seed, np.uint8), recipe).save(folder / f"{name}.png")
    os.utime(path, (mtime, mtime))
    return path


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        portraits = made.workspace.portraits
        put(portraits, "a0", 1, 0.0, 100)
        put(portraits, "a1", 1, 1.0, 110)
        put(portraits, "a2", 1, 2.0, 120)
        put(portraits, "b", 2, 0.0, 130)
        put(made.workspace.favorites, "c", 3, -1.0, 90)
        made.start()
        yield made


@pytest.fixture
def library(parts, qtbot):
    window = parts.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.view, Qt.Key.Key_F, CTRL | SHIFT)
    view = window.library
    assert view.isVisible()
    qtbot.waitUntil(lambda: view.model.rowCount() > 0 and view.model.found.known >= 5)
    search(view, "name:a* OR name:b* OR name:c*", qtbot, 3)
    return view


def search(view, text: str, qtbot, rows: int) -> None:
    view.bar.field.setFocus()
    view.bar.field.selectAll()
    QTest.keyClicks(view.bar.field, text)
    qtbot.waitUntil(lambda: view.bar.field.text() == text and view.model.rowCount() == rows)
    qtbot.waitUntil(lambda: None not in shown(view))


def shown(view) -> list[str | None]:
    entries = [
        view.grid.model().index(row, 0).data(int(Qt.ItemDataRole.UserRole)) for row in range(view.model.rowCount())
    ]
    return [None if entry is None else entry.path.stem for entry in entries]


def press(view, row: int, qtbot, keys=PLAIN) -> None:
    """A click on the middle of a picture."""
    place = view.grid.visualRect(view.model.index(row, 0)).center()
    QTest.mouseClick(view.grid.viewport(), Qt.MouseButton.LeftButton, keys, place)


def known(parts, name: str) -> marks.Mark:
    return marks.read_marks(parts.workspace.portraits).get(f"{name}.png", marks.NO_MARK)


@pytest.mark.parametrize("width", [700, 965, 1111, 1600])
def test_the_pictures_fill_the_width(qtbot, qapp, width):
    cells = [PortraitFile(path=Path(f"{number}.png"), mtime=0, size=0) for number in range(40)]
    grid = LibraryGrid()
    qtbot.addWidget(grid)
    model = PictureListModel(grid)
    model.set_files(cells)
    grid.setModel(model)
    grid.resize(width, 600)
    grid.show()
    QApplication.sendPostedEvents()
    rects = [grid.visualRect(model.index(row)) for row in range(len(cells))]
    first = [rect for rect in rects if rect.top() == rects[0].top()]
    assert grid.viewport().width() - first[-1].right() < 24
    assert first[0].width() - 2 * MARGIN >= 104


def test_the_pictures_begin_where_the_search_field_does(library):
    first = library.grid.visualRect(library.grid.model().index(0, 0))
    left = library.grid.viewport().mapTo(library, first.topLeft()).x() + MARGIN
    assert left == library.bar.field.mapTo(library, QPoint()).x()


def test_the_notice_of_a_deletion_covers_nothing_of_the_library(parts, library, qtbot):
    parts.window.files.confirm_delete = False
    press(library, 0, qtbot)
    QTest.keyClick(library.grid, Qt.Key.Key_Delete)
    bar = parts.window.bar
    qtbot.waitUntil(lambda: bar.sentence != "")
    QApplication.sendPostedEvents()
    over = QRect(bar.mapToGlobal(QPoint()), bar.size())
    assert not over.intersects(QRect(library.mapToGlobal(QPoint()), library.size()))
    QTest.keyClick(library.grid, Qt.Key.Key_Escape)
    QTest.keyClick(parts.window, Qt.Key.Key_F, CTRL | SHIFT)
    assert library.bar.field.isVisible()


def test_it_takes_the_place_of_the_picture_and_escape_gives_it_back(parts, library):
    window = parts.window
    assert library.isVisible()
    assert not window.view.isVisible()
    assert not any(dock.isVisible() for dock in window.arrangement.docks)
    QTest.keyClick(library.bar.field, Qt.Key.Key_Escape)  # empties the field
    assert library.bar.field.text() == ""
    QTest.keyClick(library.bar.field, Qt.Key.Key_Escape)
    assert not library.isVisible()
    assert window.view.isVisible()
    assert all(dock.isVisible() for dock in window.arrangement.docks)
    assert not window.action("show_library").isChecked()


def test_the_strips_button_opens_it(parts, qtbot):
    QTest.mouseClick(parts.window.strip.library_button, Qt.MouseButton.LeftButton)
    assert parts.window.library.isVisible()


def test_panels_come_back_in_the_next_sitting_where_it_was_open_at_the_end(parts, library):
    parts.window.close()
    state = parts.saved_settings[-1].window_state
    assert state
    parts.window.restoreState(state, 1)
    assert all(not dock.isHidden() for dock in parts.window.arrangement.docks)


def test_edits_of_one_face_are_a_stack_that_key_and_number_unfold(library, qtbot):
    assert shown(library) == ["b", "a2", "c"]
    press(library, 1, qtbot)
    QTest.keyClick(library.grid, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: shown(library) == ["b", "a2", "a1", "a0", "c"])
    cell = QRectF(library.grid.visualRect(library.model.index(1, 0)))
    badge = library.grid.library_delegate.badge(cell).center().toPoint()
    QTest.mouseClick(library.grid.viewport(), Qt.MouseButton.LeftButton, PLAIN, badge)
    qtbot.waitUntil(lambda: shown(library) == ["b", "a2", "c"])
    library.bar.stacks.click()
    qtbot.waitUntil(lambda: shown(library) == ["b", "a2", "a1", "a0", "c"])


def test_keys_rate_the_chosen_pictures_beside_them(parts, library, qtbot):
    library.bar.stacks.click()
    press(library, 0, qtbot)
    press(library, 1, qtbot, CTRL)
    QTest.keyClick(library.grid, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: known(parts, "b").rating == known(parts, "a2").rating == 4)
    search(library, "rating:4", qtbot, 2)
    assert sorted(shown(library)) == ["a2", "b"]
    QTest.keyClick(library.bar.field, Qt.Key.Key_Down)
    QTest.keyClick(library.grid, Qt.Key.Key_A, CTRL)
    QTest.keyClick(library.grid, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: known(parts, "b").rating == known(parts, "a2").rating == 0)
    qtbot.waitUntil(lambda: library.model.rowCount() == 0)


def test_plain_keys_do_nothing_to_the_picture_that_is_hidden(parts, library, qtbot):
    before = parts.window.bench.session.recipe
    press(library, 0, qtbot)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_T, Qt.Key.Key_W):
        QTest.keyClick(library.grid, key)
    parts.settle()
    assert parts.window.bench.session.recipe == before
    assert library.isVisible()
    assert not parts.window.action("toggle_wipe").isChecked()


@pytest.mark.parametrize("name", ["b_seed-2_open_mouth-1_psi-4__sample_20_and_so_on", "b" * 80])
def test_a_long_name_makes_the_details_no_wider_than_their_pane(parts, library, qtbot, name):
    parts.workspace.portraits.joinpath("b.png").rename(parts.workspace.portraits / f"{name}.png")
    parts.window.files.folders_changed.emit()
    qtbot.waitUntil(lambda: name in shown(library))
    press(library, shown(library).index(name), qtbot)
    pane = library.details
    qtbot.waitUntil(lambda: not pane.picture.pixmap().isNull())
    assert pane.widget().width() <= pane.viewport().width()


def test_details_tags_and_a_note_without_loading(parts, library, qtbot):
    before = parts.window.bench.session.recipe
    press(library, 1, qtbot)
    pane = library.details
    qtbot.waitUntil(lambda: pane.title.text() == "a2.png" and not pane.picture.pixmap().isNull())
    texts = [label.text() for label in pane.findChildren(type(pane.title))]
    assert "seed 1" in texts
    assert "+2" in texts
    pane.tags.setFocus()
    QTest.keyClicks(pane.tags, "print, wall paper")
    QTest.keyClick(pane.tags, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: known(parts, "a2").tags == ("print", "wall paper"))
    pane.note.setFocus()
    QTest.keyClicks(pane.note, "for the cover")
    QTest.keyClick(pane.note, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: known(parts, "a2").note == "for the cover")
    pane.stars.buttons[4].click()
    qtbot.waitUntil(lambda: known(parts, "a2").rating == 5)
    search(library, 'tag:"wall paper" cover rating=5', qtbot, 1)
    assert shown(library) == ["a2"]
    assert parts.window.bench.session.recipe == before


def test_a_search_that_cannot_be_understood_says_so_and_leaves_what_was_found(library, qtbot):
    library.bar.field.selectAll()
    QTest.keyClicks(library.bar.field, "rating>=")
    qtbot.waitUntil(lambda: "something is missing" in library.foot.said.text())
    assert library.model.rowCount() > 0
    library.bar.field.selectAll()
    QTest.keyClicks(library.bar.field, "smil>1")
    qtbot.waitUntil(lambda: "Did you mean smile?" in library.foot.said.text())


def test_a_double_click_opens_the_picture_in_the_studio(parts, library, qtbot):
    place = library.grid.visualRect(library.model.index(0, 0)).center()
    QTest.mouseDClick(library.grid.viewport(), Qt.MouseButton.LeftButton, PLAIN, place)
    qtbot.waitUntil(lambda: parts.window.bench.session.recipe.latent == Seed(2))
    assert not library.isVisible()
    assert parts.window.view.isVisible()
    parts.settle()


def test_two_pictures_are_compared_and_rated_side_by_side(parts, library, qtbot):
    library.bar.stacks.click()
    press(library, 1, qtbot)
    press(library, 2, qtbot, SHIFT)
    QTest.keyClick(library.grid, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: library.is_comparing)
    panels = library.compare.panels
    assert [panel.said.text() for panel in panels] == ["Attribute smile: +2", "Attribute smile: +1"]
    panels[1].setFocus()
    QTest.keyClick(panels[1], Qt.Key.Key_3)
    qtbot.waitUntil(lambda: known(parts, "a1").rating == 3)
    assert panels[1].stars.rating == 3
    QTest.keyClick(panels[1], Qt.Key.Key_Escape)
    assert not library.is_comparing
    assert library.isVisible()


@pytest.mark.parametrize("ending", [".mp4", ".gif"])
def test_a_film_is_shown_by_its_first_picture(parts, ending):
    path = parts.workspace.portraits / f"film{ending}"
    dark, light = (np.full((64, 64, 3), grey, np.uint8) for grey in (40, 200))
    list(make_film(path, lambda: ((Tile(one),) for one in (dark, light)), 2, FilmOptions(format=ending[1:])))
    entry = Entry(
        **{"id": 1, "path": path, "kind": "portraits", "mtime": 0.0, "size": 9, "width": 64, "height": 64},
        **{"is_film": True, "seed": None, "face": None, "recipe": None, "mark": marks.NO_MARK},
    )
    image = read_details(parts.workspace, entry, 32).image
    assert (image.width(), image.height()) == (32, 32)
    assert image.pixelColor(16, 16).red() == pytest.approx(40, abs=6)


def test_a_file_without_a_recipe_says_so_beside_the_one_it_is_compared_with(parts, library, qtbot):
    Image.new("RGB", (16, 16), "white").save(parts.workspace.portraits / "b_plain.png")
    library.refresh()
    library.bar.stacks.click()
    qtbot.waitUntil(lambda: {"b_plain", "a2"} <= set(shown(library)))
    press(library, shown(library).index("b_plain"), qtbot)
    press(library, shown(library).index("a2"), qtbot, CTRL)
    QTest.keyClick(library.grid, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: library.is_comparing)
    said = {panel.details.entry.path.stem: panel.said.text() for panel in library.compare.panels}
    assert "no recipe" in said["b_plain"]
    assert "smile: +2" in said["a2"]


def test_what_is_chosen_is_exported(parts, library, qtbot, monkeypatch, tmp_path):
    out = tmp_path / "out"
    monkeypatch.setattr(dialogs, "ask_export_folder", lambda *_: out)
    press(library, 0, qtbot)
    qtbot.waitUntil(library.foot.export.isEnabled)
    with qtbot.waitSignal(library.service.exported):
        library.foot.export.click()
    assert [path.name for path in out.iterdir()] == ["b.png"]


def test_duplicates_are_found_and_the_extra_ones_chosen(parts, library, qtbot):
    put(parts.workspace.portraits, "b_again", 2, 0.0, 140)
    library.refresh()
    QTest.mouseClick(library.bar.duplicates, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown(library) == ["b", "b_again"])
    library.foot.copies.click()
    qtbot.waitUntil(lambda: library.chosen.numbers == library.model.ids([1]))


def test_a_picture_that_comes_and_one_that_goes_are_followed(parts, library, qtbot):
    put(parts.workspace.portraits, "b_new", 7, 0.0, 150)
    qtbot.waitUntil(lambda: "b_new" in shown(library))
    (parts.workspace.portraits / "b_new.png").unlink()
    qtbot.waitUntil(lambda: "b_new" not in shown(library))


def test_an_attribute_can_be_sorted_by(library, qtbot):
    qtbot.waitUntil(lambda: library.bar.sort.findData("smile") > 0)
    library.bar.sort.setCurrentIndex(library.bar.sort.findData("smile"))
    library.bar.sort.activated.emit(library.bar.sort.currentIndex())
    library.bar.stacks.click()
    qtbot.waitUntil(lambda: shown(library) == ["a2", "a1", "b", "a0", "c"])
    library.bar.backwards.click()
    qtbot.waitUntil(lambda: shown(library) == ["c", "b", "a0", "a1", "a2"])


def test_a_workspace_that_vanishes_is_told_and_nothing_is_made_in_its_place(parts, library, qtbot, tmp_path):
    parts.workspace.root.rename(tmp_path / "away")
    press(library, 0, qtbot)
    QTest.keyClick(library.grid, Qt.Key.Key_5)
    qtbot.waitUntil(lambda: "not there any more" in parts.window.bar.sentence)
    assert not parts.workspace.root.exists()
    (tmp_path / "away").rename(parts.workspace.root)
    assert known(parts, "b").rating == 0


def test_an_example_of_the_help_is_typed_by_a_click(library, qtbot):
    library.bar.field.clear()
    library.bar.help_button.click()
    assert library.bar.help.isVisible()
    example = next(
        button for button in library.bar.help.findChildren(type(library.bar.stacks)) if "rating" in button.text()
    )
    QTest.mouseClick(example, Qt.MouseButton.LeftButton)
    assert library.bar.field.text() == "rating>=3"
    assert not library.bar.help.isVisible()


def test_the_menu_has_what_the_strips_has_and_stars(library, qtbot):
    press(library, 0, qtbot)
    assert QApplication.focusWidget() is library.grid
    with qtbot.waitSignal(library.status):  # one picture is not compared
        QTest.keyClick(library.grid, Qt.Key.Key_C)
    library.grid.customContextMenuRequested.emit(QPoint(60, 60))
    qtbot.waitUntil(lambda: any(menu.isVisible() for menu in library.findChildren(_menu_type())))
    menu = next(menu for menu in library.findChildren(_menu_type()) if menu.isVisible())
    said = [action.text().partition("\t")[0] for action in menu.actions() if action.text()]
    assert said[0] == "Open"
    assert {"Rate", "Compare", "Export…", "Copy recipe", "Delete…"} <= set(said)
    menu.close()


def test_a_part_is_taken_from_a_picture_of_the_library(library, qtbot):
    library.show_parts({"mouth": ("lips",)})
    library.grid.setFocus()
    QTest.mouseClick(library.grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    library.grid.customContextMenuRequested.emit(QPoint(60, 60))
    qtbot.waitUntil(lambda: any(menu.isVisible() for menu in library.findChildren(_menu_type())))
    menu = next(menu for menu in library.findChildren(_menu_type()) if menu.isVisible())
    take = next(action.menu() for action in menu.actions() if action.text() == "Take from this")
    asked = []
    for signal in (library.part_requested, library.band_requested):
        signal.disconnect()  # the stand-in engine has no style layers to try
        signal.connect(lambda path, *what: asked.append((path.name, *what)))
    take.actions()[0].trigger()
    take.actions()[-1].trigger()
    name = asked[0][0]
    assert asked == [(name, "mouth", ("lips",)), (name, "fine")]
    menu.close()


def _menu_type():
    from PySide6.QtWidgets import QMenu

    return QMenu
