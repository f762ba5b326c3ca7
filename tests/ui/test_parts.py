"""Parts of the picture under the mouse: what is lit, what a drag and a click do, and what they leave alone."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_parts import WindowParts, window_parts

from ganstudio.analysis.detector_files import save_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.ui.bench.face_parts import group_of, part_of
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.ui.bench.task import Progress
from ganstudio.ui.canvas.parts import PartOverlay, contour
from ganstudio.ui.spatial.finder import search as map_search
from ganstudio.ui.spatial.parts import search
from ganstudio.ui.spatial.parts.finding import SIDE, FoundParts, parts_of
from ganstudio.ui.spatial.parts.offers import Kind, Offer, offers_of, with_multiplier

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


def block(rows: int, top: int, left: int, bottom: int, right: int) -> np.ndarray:
    mask = np.zeros((rows, rows), np.float32)
    mask[top:bottom, left:right] = 1.0
    return mask


MASKS = {
    "mouth": block(16, 11, 6, 13, 10),
    "eyes": block(16, 5, 3, 8, 13),
    "irises": block(16, 5, 4, 7, 6),
    "face": block(16, 3, 2, 14, 14),
    "background": 1.0 - block(16, 3, 2, 14, 14),
}
MOUTH, BARE = (0.5, 0.75), (0.05, 0.05)


def tab(name: str, detector: str, **fields: object) -> SpatialEdit:
    weights = (ChannelWeight("b4", 0, 1.0),)
    given = {"resolution": 8, "selection": Array(np.zeros((8, 8))), "weights": weights, "detector": detector, **fields}
    return SpatialEdit(name=name, **given)


@pytest.fixture
def parts(qtbot, qapp, tmp_path, monkeypatch):
    """The window on a stand-in engine, whose model has detectors; what they find is given."""

    def find(recipe):
        picture = replace(recipe, edits=())

        def look(_studio):
            yield Progress(1, 1, found=FoundParts(picture, parts_of(MASKS), MASKS))

        return look

    monkeypatch.setattr(search, "find_parts", find)
    with window_parts(qtbot, qapp, tmp_path) as made:
        save_detectors(made.studio.folder.path, [Detector(name=n, weights=tab("", "").weights) for n in MASKS])
        made.start()
        bench = made.window.bench
        edits = (tab("mouth_open", "mouth"), tab("smile", "mouth"), tab("eyes_closed", "eyes"))
        bench.edit(RecipeEdit(replace(bench.session.recipe, edits=edits), "tabs"))
        made.settle()
        yield made


def at(parts: WindowParts, x: float, y: float) -> QPoint:
    rect = parts.window.view.picture_rect()
    return QPoint(round(rect.x() + x * rect.width()), round(rect.y() + y * rect.height()))


def hover(parts: WindowParts, x: float, y: float) -> None:
    QTest.mouseMove(parts.window.view, at(parts, 0.5, 0.02))
    QTest.mouseMove(parts.window.view, at(parts, x, y))
    parts.qtbot.waitUntil(lambda: bool(parts.window.tab_set.parts.parts))


def lit(parts: WindowParts) -> str:
    overlay = parts.window.view.overlay("part")
    return overlay.title if isinstance(overlay, PartOverlay) else ""


def drag(parts: WindowParts, start: tuple[float, float], up: int, *, let_go: bool = True) -> None:
    view, place = parts.window.view, at(parts, *start)
    QTest.mousePress(view, LEFT, NO_KEYS, place)
    for step in range(1, 5):
        QTest.mouseMove(view, place - QPoint(0, up * step // 4))
    if let_go:
        QTest.mouseRelease(view, LEFT, NO_KEYS, place - QPoint(0, up))
    parts.settle()


def edit_of(parts: WindowParts, name: str) -> SpatialEdit:
    return next(edit for edit in parts.window.bench.session.recipe.edits if edit.name == name)


def steps(parts: WindowParts) -> int:
    return len(parts.window.bench.session.history.past)


# -- a part that nothing changes yet


@pytest.fixture
def _nothing_is_tried(monkeypatch):
    """By the stand-in engine, which has no feature maps."""
    monkeypatch.setattr(map_search, "search_maps", lambda _search: lambda _studio: iter(()))


@pytest.mark.usefixtures("_nothing_is_tried")
def test_a_part_that_nothing_changes_can_have_what_does_looked_for(parts):
    window, place = parts.window, (0.2, 0.6)
    hover(parts, *place)
    assert window.view.overlay("part").hint == "click to find what changes it"
    QTest.mouseClick(window.view, LEFT, pos=at(parts, *place))
    bar, spatial = window.tab_set.parts.bar, window.tab_set.spatial
    assert bar.title.text() == "Face"
    assert bar.nothing.isVisible()
    assert not bar.slider.isVisible()
    assert not bar.more.isVisible()
    asked = []
    spatial.task_requested.connect(asked.append)
    QTest.mouseClick(bar.find_button, LEFT)
    assert window.tabs.currentWidget() is spatial
    edit = edit_of(parts, "face")
    assert (edit.detector, edit.detector_mode) == ("face", "modify")
    assert edit.selection.numpy()[8, 8] == pytest.approx(1.0)
    assert edit.selection.numpy()[0, 0] == 0.0
    assert spatial.current_edit == edit
    assert "find maps" in [task.name for task in asked]


@pytest.mark.usefixtures("_nothing_is_tried")
def test_looking_again_adds_no_second_tab(parts):
    for _ in range(2):
        parts.window.action("show_attributes").trigger()
        hover(parts, 0.2, 0.6)
        QTest.mouseClick(parts.window.view, LEFT, pos=at(parts, 0.2, 0.6))
        QTest.mouseClick(parts.window.tab_set.parts.bar.find_button, LEFT)
        parts.settle()
    assert [edit.detector for edit in parts.window.bench.session.recipe.edits].count("face") == 1


# -- what is lit


def test_the_smallest_part_under_the_mouse_is_lit_with_its_name(parts):
    hover(parts, *MOUTH)
    assert lit(parts) == "Mouth"
    hover(parts, 0.3, 0.4)
    assert lit(parts) == "Eyes"  # on an iris, which is a part of the eyes
    hover(parts, 0.2, 0.6)
    assert lit(parts) == "Face"


def test_what_is_behind_a_face_is_not_lit(parts):
    hover(parts, *BARE)
    assert lit(parts) == ""


def test_nothing_is_lit_once_the_mouse_has_left(parts):
    hover(parts, *MOUTH)
    QApplication.sendEvent(parts.window.view, QEvent(QEvent.Type.Leave))
    assert lit(parts) == ""


def test_nothing_is_lit_while_a_slider_is_dragged_or_another_picture_comes(parts):
    hover(parts, *MOUTH)
    bench = parts.window.bench
    other = replace(bench.session.recipe, variation=0.3)
    bench.edit(RecipeEdit(other, "variation"))
    assert lit(parts) == ""  # at once: the parts of that picture are not known yet
    parts.qtbot.waitUntil(lambda: lit(parts) == "Mouth")


def test_nothing_is_lit_while_selections_are_painted_and_painting_is_as_before(parts):
    QTest.keyClick(parts.window.view, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    parts.window.tab_set.spatial.choose("mouth_open")
    QTest.mouseMove(parts.window.view, at(parts, *MOUTH))
    drag(parts, MOUTH, 40)
    assert lit(parts) == ""
    assert edit_of(parts, "mouth_open").multiplier == 0.0
    assert edit_of(parts, "mouth_open").selection.numpy().any()


def test_the_switch_in_the_view_menu_turns_it_off_and_is_kept(parts):
    hover(parts, *MOUTH)
    parts.window.action("point_at_parts").trigger()
    assert lit(parts) == ""
    before = parts.window.bench.session.recipe
    drag(parts, MOUTH, 40)
    assert parts.window.bench.session.recipe == before
    assert not parts.saved_settings[-1].point_at_parts


def test_a_model_without_detectors_has_nothing_lit(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        before = made.window.bench.session.recipe
        QTest.mouseMove(made.window.view, at(made, *MOUTH))
        drag(made, MOUTH, 40)
        assert lit(made) == ""
        assert made.window.bench.session.recipe == before


# -- dragging


def test_a_drag_is_one_step_that_opens_the_mouth_where_it_is(parts):
    hover(parts, *MOUTH)
    before = steps(parts)
    drag(parts, MOUTH, 80)
    edit = edit_of(parts, "mouth_open")
    assert edit.multiplier == pytest.approx(80, abs=1)
    selected = edit.selection.numpy()
    assert selected[5:7, 3:5].min() >= 0.5
    assert not selected[:4].any()
    assert steps(parts) == before + 1
    parts.window.action("undo").trigger()
    assert edit_of(parts, "mouth_open") == tab("mouth_open", "mouth")


def test_a_drag_of_a_part_whose_slider_is_linear_goes_in_tenths(parts):
    spatial = parts.window.tab_set.spatial
    spatial.choose("mouth_open")
    spatial.multiplier.curve_chosen.emit("linear")
    parts.settle()
    hover(parts, *MOUTH)
    drag(parts, MOUTH, 80)
    assert edit_of(parts, "mouth_open").multiplier == pytest.approx(8.0, abs=0.1)


def test_with_shift_a_drag_is_ten_times_as_fine(parts):
    hover(parts, *MOUTH)
    view, place = parts.window.view, at(parts, *MOUTH)
    QTest.mousePress(view, LEFT, NO_KEYS, place)
    there = place - QPoint(0, 50)
    kind, shift = QEvent.Type.MouseMove, Qt.KeyboardModifier.ShiftModifier
    globally = view.mapToGlobal(there).toPointF()
    QApplication.sendEvent(view, QMouseEvent(kind, there.toPointF(), globally, Qt.MouseButton.NoButton, LEFT, shift))
    QTest.mouseRelease(view, LEFT, NO_KEYS, place - QPoint(0, 50))
    assert edit_of(parts, "mouth_open").multiplier == pytest.approx(5.0, abs=0.2)


@pytest.mark.parametrize("how", ["escape", "other button"])
def test_a_drag_can_be_taken_back(parts, how):
    hover(parts, *MOUTH)
    before, recipe = steps(parts), parts.window.bench.session.recipe
    drag(parts, MOUTH, 60, let_go=False)
    assert parts.window.bench.session.recipe != recipe
    if how == "escape":
        QTest.keyClick(parts.window.view, Qt.Key.Key_Escape)
    else:
        QTest.mousePress(parts.window.view, RIGHT, NO_KEYS, at(parts, *MOUTH))
        QTest.mouseRelease(parts.window.view, RIGHT, NO_KEYS, at(parts, *MOUTH))
    QTest.mouseRelease(parts.window.view, LEFT, NO_KEYS, at(parts, *MOUTH))
    assert parts.window.bench.session.recipe == recipe
    assert steps(parts) == before


def test_a_selection_that_is_in_use_stays_as_it_was_painted():
    painted = tab("mouth_open", "mouth", selection=Array(np.eye(8)), multiplier=5.0)
    recipe = with_multiplier(Recipe(edits=(painted,)), painted, 50.0, MASKS)
    assert recipe.edits == (tab("mouth_open", "mouth", selection=Array(np.eye(8)), multiplier=50.0),)


# -- clicking


def test_a_click_shows_what_can_be_done_and_chooses_the_tab_behind_it(parts):
    hover(parts, 0.3, 0.4)
    QTest.mouseClick(parts.window.view, LEFT, NO_KEYS, at(parts, 0.3, 0.4))
    found = parts.window.tab_set.parts
    assert found.bar.isVisible()
    assert found.bar.title.text() == "Eyes"
    assert found.bar.offer == Offer(Kind.TAB, "eyes_closed")
    assert parts.window.tab_set.spatial.current_edit.name == "eyes_closed"
    assert parts.window.tabs.currentWidget() is parts.window.tab_set.attributes  # nothing is painted by mistake
    QTest.mouseClick(found.bar.details_button, LEFT)
    assert parts.window.tabs.currentWidget() is parts.window.tab_set.spatial


def test_what_was_chosen_in_the_bar_is_what_the_next_drag_moves(parts):
    hover(parts, *MOUTH)
    QTest.mouseClick(parts.window.view, LEFT, NO_KEYS, at(parts, *MOUTH))
    bar = parts.window.tab_set.parts.bar
    QTest.mouseClick(bar.chip(Offer(Kind.TAB, "smile")), LEFT)
    hover(parts, *MOUTH)
    drag(parts, MOUTH, 30)
    assert edit_of(parts, "smile").multiplier == pytest.approx(30, abs=1)
    assert edit_of(parts, "mouth_open").multiplier == 0.0


def test_the_bar_takes_numbers_and_keeps_the_mouse_from_the_picture(parts):
    hover(parts, *MOUTH)
    QTest.mouseClick(parts.window.view, LEFT, NO_KEYS, at(parts, *MOUTH))
    bar = parts.window.tab_set.parts.bar
    bar.number.setFocus()
    bar.number.selectAll()
    QTest.keyClicks(bar.number, "100")
    QTest.keyClick(bar.number, Qt.Key.Key_Return)
    assert edit_of(parts, "mouth_open").multiplier == 100.0
    QTest.mouseClick(bar, LEFT, NO_KEYS, QPoint(3, 3))
    assert bar.isVisible()


def test_escape_and_a_click_beside_all_parts_close_the_bar(parts):
    bar = parts.window.tab_set.parts.bar
    for close in (
        lambda: QTest.keyClick(parts.window.view, Qt.Key.Key_Escape),
        lambda: QTest.mouseClick(parts.window.view, LEFT, NO_KEYS, at(parts, *BARE)),
    ):
        hover(parts, *MOUTH)
        QTest.mouseClick(parts.window.view, LEFT, NO_KEYS, at(parts, *MOUTH))
        assert bar.isVisible()
        close()
        assert not bar.isVisible()


@pytest.mark.parametrize("how", ["opened", "generated"])
def test_the_bar_goes_with_its_picture(parts, how):
    hover(parts, *MOUTH)
    QTest.mouseClick(parts.window.view, LEFT, NO_KEYS, at(parts, *MOUTH))
    bar = parts.window.tab_set.parts.bar
    assert bar.isVisible()
    bench = parts.window.bench
    if how == "opened":  # of the same face, with other edits
        bench.open(replace(bench.session.recipe, edits=()), "a picture")
    else:
        parts.generate(7)
    assert not bar.isVisible()


def test_a_part_is_found_by_typing_too(parts):
    parts.window.tab_set.parts.choose_name("mouth")
    assert parts.window.tab_set.parts.bar.isVisible()
    parts.qtbot.waitUntil(lambda: bool(parts.window.tab_set.parts.parts))


# -- values


def test_what_is_offered_are_the_tabs_of_the_detectors_and_the_attributes_that_speak_of_the_part():
    edits = (tab("mouth_open", "mouth"), tab("hairband", ""), tab("empty", "mouth", weights=()))
    found = offers_of("mouth", ("mouth",), edits, ("open_mouth", "mouth_width", "blue_eyes"))
    assert found == (Offer(Kind.TAB, "mouth_open"), Offer(Kind.ATTRIBUTE, "mouth_width"))


@pytest.mark.parametrize(
    ("name", "part", "group"),
    [
        ("open_mouth", "mouth", "mouth"),
        ("red_or_blue_eyes", "eyes", "eyes"),
        ("brow_height", "brows", "eyes"),
        ("hairband", "clothes", "wear"),
        ("length_hair", "hair", "hair"),
        ("skin_tone", "face", "look"),
        ("light", "background", "scene"),
        ("ice_is_nice", "", "other"),
        ("Smiling", "mouth", "mouth"),
    ],
)
def test_names_tell_the_part_that_they_speak_of(name, part, group):
    assert part_of(name) == part
    assert group_of(name) == group


def test_small_parts_are_widened_so_that_a_hand_can_hit_them():
    tiny = block(16, 8, 8, 9, 9)
    (part,) = parts_of({"mouth": tiny})
    exact = SIDE * SIDE / 256
    assert part.share * SIDE * SIDE > 1.5 * exact


def test_a_contour_runs_around_the_part_and_is_closed_at_the_border():
    lines = contour(block(8, 2, 2, 6, 6))
    xs, ys = lines[..., 0], lines[..., 1]
    assert (xs.min(), xs.max(), ys.min(), ys.max()) == pytest.approx((0.25, 0.75, 0.25, 0.75), abs=0.01)
    ends = np.round(lines.reshape(-1, 2), 6).tolist()
    assert all(ends.count(end) == 2 for end in ends)
    border = contour(np.ones((4, 4), np.float32))
    assert border.min() == pytest.approx(0.0, abs=0.01)
    assert border.max() == pytest.approx(1.0, abs=0.01)
