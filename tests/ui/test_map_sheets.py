"""Sheets of axis-aligned jobs: each cell's map is in the file, and a click takes it into the list."""

import numpy as np
import pytest
from analysis_window import AnalysisWindow
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ganstudio.errors import RecipeError
from ganstudio.jobs import catalogue, runner
from ganstudio.jobs.manifest import Job
from ganstudio.jobs.map_units import with_deviations
from ganstudio.jobs.outputs import Outputs, SheetOptions
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight, StyleShift
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.recipe.sheet_maps import read_sheet
from ganstudio.ui.files.file_kinds import FileKind, file_kind
from ganstudio.ui.widgets.sheet_window import OpenedSheet, SheetWindow
from unit.jobs.plan_parts import tab

MAPS = ((3, 1.0), (5, 2.0), (6, 1.0))


@pytest.fixture
def sheet(studio, tmp_path):
    """A job of three maps, with its pictures."""
    plan = catalogue.selections(Recipe(latent=Seed(2)), "b8", MAPS, tab("x", 40.0))
    job = Job(title="maps", plan=plan, outputs=Outputs(sheet=SheetOptions(tile=48)))
    folder = tmp_path / "batch"
    runner.begin(folder, job, studio.renderer)
    for _ in runner.run(folder, studio.renderer):
        pass
    return folder / "sheet.png"


@pytest.fixture
def window(qtbot, qapp, studio):
    opened = AnalysisWindow(qtbot, qapp, studio)
    yield opened
    opened.close()


def test_each_cell_of_the_file_says_its_map_and_where_it_is(sheet, studio):
    picture, cells = read_sheet(sheet)
    expected = [ChannelWeight("b8", channel, sign * weight) for channel, weight in MAPS for sign in (1.0, -1.0)]
    assert [cell.map for cell in cells] == expected
    pixels = np.asarray(picture, np.int64)
    for cell, path in zip(cells, sorted(sheet.parent.glob("*sample*"), key=lambda one: one.name[-5]), strict=True):
        made = Image.fromarray(Portrait.open(path).image).resize((cell.width, cell.height), Image.Resampling.LANCZOS)
        shown = pixels[cell.top : cell.top + cell.height, cell.left : cell.left + cell.width]
        assert np.abs(shown - np.asarray(made, np.int64)).mean() < 4


def test_other_pictures_are_no_sheets(sheet, studio, tmp_path):
    assert file_kind(sheet) is FileKind.SHEET
    one = next(iter(sheet.parent.glob("*sample*")))
    assert file_kind(one) is FileKind.PICTURE
    with pytest.raises(RecipeError, match="does not say which maps"):
        read_sheet(one)


def opened_sheet(window, path):
    window.window.files.open_file(path)
    window.until(lambda: window.window.findChild(SheetWindow) is not None)
    return window.window.findChild(SheetWindow)


def test_a_click_in_a_sheet_takes_its_map_as_it_shows_it(window, sheet):
    maps = window.window.tab_set.feature_maps
    opened = opened_sheet(window, sheet)
    assert window.window.tabs.currentWidget() is maps
    pictures = opened.pictures
    window.until(lambda: pictures.width() > 0.9 * opened.width())  # as wide as the window
    window.click(pictures, pictures.cell_rect(0).center())
    window.click(pictures, pictures.cell_rect(3).center())
    assert maps.picks.field.maps == (ChannelWeight("b8", 3, 1.0), ChannelWeight("b8", 5, -2.0))
    assert opened.said.text() == "8×8 map 5, lowered: in the list of maps."
    window.click(pictures, pictures.cell_rect(2).center())  # the same map raised takes the place of it lowered
    assert maps.picks.field.maps == (ChannelWeight("b8", 3, 1.0), ChannelWeight("b8", 5, 2.0))
    window.click(pictures, pictures.cell_rect(0).topLeft() - pictures.rect().topLeft() - _few())
    assert len(maps.picks.field.maps) == 2
    opened.close()


@pytest.fixture
def style_sheet(studio, tmp_path):
    """A job of two style channels of a ToRGB layer, for a face that shifts one of them already."""
    face = Recipe(latent=Seed(2), styles=(StyleShift("b16.torgb", 5, 1.0, 0.5),))
    plan = catalogue.style_channels(face, "b16.torgb", [(2, 1.0), (5, 1.0)], 4.0)
    plan = with_deviations(plan, studio.styles.statistics.deviation)
    folder = tmp_path / "styles"
    runner.begin(folder, Job(title="styles", plan=plan, outputs=Outputs(sheet=SheetOptions(tile=48))), studio.renderer)
    for _ in runner.run(folder, studio.renderer):
        pass
    return folder / "sheet.png"


def test_a_click_in_a_sheet_of_style_channels_shifts_that_channel_as_it_shows_it(window, style_sheet):
    maps = window.window.tab_set.feature_maps
    opened = opened_sheet(window, style_sheet)
    assert "shift its style channel" in opened.said.text()
    pictures, cells = opened.pictures, read_sheet(style_sheet)[1]
    window.until(lambda: pictures.width() > 0.9 * opened.width())
    window.click(pictures, pictures.cell_rect(1).center())
    window.settle()
    assert window.recipe.style_shifts == (cells[1].style,)
    assert cells[1].style.amount == -4.0
    assert opened.said.text().startswith("16×16, colors, channel 2, −4.0 sd: shifted")
    window.click(pictures, pictures.cell_rect(2).center())
    window.settle()
    assert window.recipe.style_shifts == (cells[1].style, cells[2].style)
    window.until(lambda: len(maps.styles.rows) >= 2)
    assert {row.place for row in maps.styles.rows[:2]} == {("b16.torgb", 2), ("b16.torgb", 5)}
    assert maps.styles.isVisible()
    assert maps.picks.field.maps == ()
    window.window.bench.undo()
    assert window.recipe.style_shifts == (cells[1].style,)
    assert maps.styles.take(StyleShift("b16.torgb", 99, 1.0)).startswith("This model has no style channel 99")
    opened.close()


def test_keys_move_over_the_sheet_and_take_a_map(window, sheet):
    opened = opened_sheet(window, sheet)
    QTest.keyClick(opened.pictures, Qt.Key.Key_Right)
    QTest.keyClick(opened.pictures, Qt.Key.Key_Right)
    QTest.keyClick(opened.pictures, Qt.Key.Key_Return)
    (taken,) = window.window.tab_set.feature_maps.picks.field.maps
    assert taken.layer == "b8"
    QTest.keyClick(opened, Qt.Key.Key_Escape)
    QApplication.processEvents()


def test_a_map_that_this_model_lacks_and_a_list_that_cannot_be_read_are_told_of(window, sheet):
    maps = window.window.tab_set.feature_maps
    opened = opened_sheet(window, sheet)
    maps.picks.field.setText("3,,")
    maps.picks.field.setText("nonsense")
    window.click(opened.pictures, opened.pictures.cell_rect(0).center())
    assert "cannot be read" in opened.said.text()
    assert opened.pictures.taken == set()
    assert maps._take_map(ChannelWeight("b8", 99, 1.0)).startswith("This model has no map 99 of b8")
    opened.close()


def _few():
    from PySide6.QtCore import QPoint

    return QPoint(2, 2)


def test_a_wide_sheet_opens_as_large_as_it_was_made_so_that_its_words_can_be_read(qtbot):
    sheet = OpenedSheet(pixels=np.zeros((200, 2400, 3), np.uint8), boxes=(), words=(), hint="")
    window = SheetWindow("wide", sheet, choose=lambda place: (False, ""))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.pictures.width() >= 2350)
    window.size_slider.setValue(50)
    assert window.pictures.width() < 600
