"""The dialog that makes attributes, driven by mouse and keys, with the real engine behind it."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QCursor, QDropEvent
from PySide6.QtTest import QTest
from task_parts import do

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift
from ganstudio.recipe.latent import Seed
from ganstudio.ui.attributes.finding.dialog import MakeAttributeDialog
from ganstudio.ui.attributes.finding.tasks import AMOUNTS, Layers
from ganstudio.ui.bench.task import Progress

LEFT = Qt.MouseButton.LeftButton


class Bench:
    """The dialog, with its tasks run at once."""

    def __init__(self, qtbot, studio) -> None:
        self.studio = studio
        self.kept: list[tuple[str, AttributeShift]] = []
        self.dialog = MakeAttributeDialog(
            Recipe(latent=Seed(1)),
            folder=studio.workspace.portraits,
            layers={"All": Layers(), "Coarse": Layers(0, 1)},
            maps={"4×4": "b4", "8×8": "b8"},
            refusal=lambda name: "" if name and name != "taken" else "Choose another name.",
        )
        qtbot.addWidget(self.dialog)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.dialog.task_requested.connect(self._run)
        self.dialog.kept.connect(lambda name, shift: self.kept.append((name, shift)))
        self.dialog.show()

    def _run(self, task) -> None:
        do(task, self.studio)


@pytest.fixture
def bench(qtbot, studio) -> Bench:
    return Bench(qtbot, studio)


def drop(widget, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier.NoModifier, QDropEvent.Type.Drop
    )
    widget.dropEvent(event)


def pictures(studio, seeds) -> list[Path]:
    return [studio.save(studio.render(studio.new_recipe(seed))) for seed in seeds]


@pytest.mark.parametrize("index", [1, 2, 3, 4], ids=["PCA of w", "PCA of styles", "PCA of maps", "SeFa"])
def test_each_direction_is_shown_as_five_pictures_and_kept_by_its_name(bench, index):
    page = bench.dialog.pages[index]
    bench.dialog.tabs.setCurrentWidget(page)
    QTest.mouseClick(page.button, LEFT)
    assert len(page.rows) == 8  # w has 8 numbers
    row = page.rows[0]
    assert len(row._found.images) == len(AMOUNTS) == 5
    assert not row.keep_button.isEnabled()
    QTest.keyClicks(row.field, "smile")
    QTest.mouseClick(row.keep_button, LEFT)
    (name, shift), *others = bench.kept
    assert (name, shift.amount, others) == ("smile", 1.0, [])
    assert row.keep_button.text() == "Kept"
    assert page.button.isEnabled()


def test_the_directions_stay_in_their_place_when_the_search_ends(bench, qapp):
    page = bench.dialog.principal
    bench.dialog.tabs.setCurrentWidget(page)
    QTest.mouseClick(page.button, LEFT)
    places = []
    for done in (7, 8):
        page.show_progress(Progress(done, 8))
        page.layout().activate()
        qapp.processEvents()
        places.append(page.rows[0].mapTo(bench.dialog, QPoint(0, 0)))
    assert not page.progress.isVisible()
    assert places[0] == places[1]


def test_middle_picture_is_the_one_on_screen(bench):
    page = bench.dialog.principal
    QTest.mouseClick(page.button, LEFT)
    on_screen = bench.studio.render(Recipe(latent=Seed(1))).image
    np.testing.assert_array_equal(page.rows[3]._found.images[2], on_screen)


def test_a_direction_moves_only_the_layers_chosen(bench):
    page = bench.dialog.factors
    bench.dialog.tabs.setCurrentWidget(page)
    page.layers.setCurrentIndex(1)
    QTest.mouseClick(page.button, LEFT)
    QTest.keyClicks(page.rows[0].field, "shape")
    QTest.keyClick(page.rows[0].field, Qt.Key.Key_Return)
    assert (bench.kept[0][1].first, bench.kept[0][1].last) == (0, 1)


def test_dropped_pictures_make_two_sets_and_a_direction_between_them(bench):
    page = bench.dialog.two_sets
    assert not page.button.isEnabled()
    drop(page.with_set, *pictures(bench.studio, range(4)))
    assert not page.button.isEnabled()
    drop(page.without_set, *pictures(bench.studio, range(4, 9)))
    assert (page.with_set.count.text(), page.without_set.count.text()) == ("4 pictures", "5 pictures")
    QTest.mouseClick(page.button, LEFT)
    assert len(page.rows) == 1
    assert "of the pictures left out" in page.rows[0]._found.quality


def test_delete_takes_a_picture_out_of_its_set(bench):
    one = bench.dialog.two_sets.with_set
    drop(one, *pictures(bench.studio, range(2)))
    one.list.setCurrentRow(0)
    QTest.keyClick(one.list, Qt.Key.Key_Delete)
    assert len(one.paths) == 1


def test_a_name_that_is_taken_is_refused_while_typing(bench):
    page = bench.dialog.principal
    QTest.mouseClick(page.button, LEFT)
    row = page.rows[0]
    bench.dialog.tabs.setCurrentWidget(page)
    QTest.keyClicks(row.field, "taken")
    assert row.hint.isVisible()
    assert not row.keep_button.isEnabled()
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert bench.kept == []


def test_a_directions_slider_plays_live_on_its_layers_and_follows_the_picture(bench):
    page = bench.dialog.principal
    bench.dialog.tabs.setCurrentWidget(page)
    QTest.mouseClick(page.button, LEFT)
    row = page.rows[1]
    played = []
    bench.dialog.played.connect(lambda shift, held: played.append((shift, held)))
    QTest.keyClick(row.slider.slider, Qt.Key.Key_Right)
    shift, _ = played[-1]
    assert (shift.name, shift.amount, shift.last) == ("PCA 2", pytest.approx(0.1), None)
    row.layers.setCurrentIndex(1)
    shift, held = played[-1]
    assert (shift.amount, shift.first, shift.last, held) == (pytest.approx(0.1), 0, 1, False)
    bench.dialog.show_recipe(Recipe(latent=Seed(1), attributes=(shift,)))
    assert row.slider.value == pytest.approx(0.1)
    bench.dialog.show_recipe(Recipe(latent=Seed(1)))
    assert row.slider.value == 0.0
    assert len(played) == len([one for one in played if one[0].name == "PCA 2"])


def test_the_pictures_of_a_direction_follow_its_layers(bench):
    page = bench.dialog.principal
    bench.dialog.tabs.setCurrentWidget(page)
    QTest.mouseClick(page.button, LEFT)

    def shown(row):
        return [picture.pixmap().toImage() for picture in row.pictures]

    first, second = page.rows[:2]
    before, beside = shown(first), shown(second)
    first.layers.setCurrentIndex(1)
    after = shown(first)
    assert after[2] == before[2]  # at 0
    assert after[0] != before[0]
    assert shown(second) == beside
    first.layers.setCurrentIndex(0)
    assert shown(first) == before


def test_what_was_played_with_is_called_by_its_name_once_it_is_kept(bench):
    page = bench.dialog.factors
    bench.dialog.tabs.setCurrentWidget(page)
    QTest.mouseClick(page.button, LEFT)
    row = page.rows[0]
    named, played = [], []
    bench.dialog.named.connect(lambda *names: named.append(names))
    bench.dialog.played.connect(lambda shift, held: played.append(shift.name))
    QTest.keyClicks(row.field, "age")
    QTest.mouseClick(row.keep_button, LEFT)
    assert named == [("SeFa 1", "age")]
    QTest.keyClick(row.slider.slider, Qt.Key.Key_Right)
    assert set(played) == {"age"}


@pytest.mark.parametrize("with_keys", [False, True])
def test_the_list_does_not_move_under_the_mouse_when_a_direction_is_kept(bench, qapp, qtbot, with_keys):
    page = bench.dialog.pages[3]
    bench.dialog.tabs.setCurrentWidget(page)
    QTest.mouseClick(page.button, LEFT)
    bench.dialog.resize(540, 500)
    bench.dialog.activateWindow()
    qtbot.waitUntil(bench.dialog.isActiveWindow)
    row, bar = page.rows[2], page._found.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 400)
    QTest.mouseClick(row.field, LEFT)
    QTest.keyClicks(row.field, "smile")
    bar.setValue(row.y() - 200)  # its name is the last that is seen of it
    place = bar.value()
    before = row.keep_button.mapTo(bench.dialog, QPoint())
    QCursor.setPos(row.keep_button.mapToGlobal(row.keep_button.rect().center()))
    if with_keys:
        QTest.keyClick(row.field, Qt.Key.Key_Return)
    else:
        QTest.mouseClick(row.keep_button, LEFT)
    qapp.processEvents()
    qtbot.wait(50)
    QCursor.setPos(0, 0)
    assert row.keep_button.text() == "Kept"
    assert (bar.value(), row.keep_button.mapTo(bench.dialog, QPoint()).y()) == (place, before.y())
