"""The image view: what it draws, zoom and pan, before and after, files dropped on it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest

from ganstudio.ui.canvas.cell_painter import CellColors, map_strengths, selection_strengths
from ganstudio.ui.canvas.feature_map_colors import ColorStyle, map_colors
from ganstudio.ui.canvas.image_view import ImageView
from ganstudio.ui.canvas.overlays import CursorOverlay, HeatOverlay, MapOverlay, OutlineOverlay, SelectionOverlay
from ganstudio.ui.canvas.pointer import PointerKind
from ganstudio.ui.widgets.picture import Picture, to_qimage


@pytest.fixture
def view(qtbot) -> ImageView:
    view = ImageView()
    qtbot.addWidget(view)
    view.resize(600, 600)
    view.show()
    qtbot.waitExposed(view)
    return view


def picture(height=32, width=32, color=(200, 100, 50)) -> np.ndarray:
    return np.broadcast_to(np.array(color, np.uint8), (height, width, 3)).copy()


def color_at(view: ImageView, x: float, y: float) -> tuple[int, int, int]:
    """At a share of the picture."""
    rect = view.picture_rect()
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixel = image.pixelColor(int(rect.left() + x * rect.width()), int(rect.top() + y * rect.height()))
    return pixel.red(), pixel.green(), pixel.blue()


def turn_wheel(view: ImageView, position: QPointF, notches: int) -> None:
    none = Qt.KeyboardModifier.NoModifier
    turned = QPoint(0, 120 * notches)
    event = QWheelEvent(
        position, position, QPoint(), turned, Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False
    )
    view.wheelEvent(event)


# -- pictures


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 1), (5, 7, 3), (5, 7, 4)])
def test_grey_rgb_and_rgba_pictures_become_images_with_the_same_pixels(shape):
    pixels = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    pixels[..., 3:] = 255
    image = to_qimage(pixels)
    assert (image.width(), image.height()) == (7, 5)
    for y, x in ((0, 0), (4, 6), (2, 3)):
        color = image.pixelColor(x, y)
        expected = np.broadcast_to(np.atleast_1d(pixels[y, x])[:3], (3,)) if len(shape) == 3 else [pixels[y, x]] * 3
        assert [color.red(), color.green(), color.blue()] == list(expected)


@pytest.mark.parametrize(
    "pixels", [np.zeros((4, 4, 2), np.uint8), np.zeros((4, 4, 3), np.float32), np.zeros(4, np.uint8)]
)
def test_anything_else_is_refused(pixels):
    with pytest.raises(ValueError, match="A picture is uint8"):
        to_qimage(pixels)


def test_the_picture_is_shown_in_the_middle(view):
    view.show_image(picture())
    assert color_at(view, 0.5, 0.5) == (200, 100, 50)
    assert view.has_image


def test_without_a_picture_it_says_what_to_do(view):
    empty = view.grab().toImage()
    view.set_empty_text("Loading. Wait.")
    assert view.grab().toImage() != empty
    assert not view.has_image


def test_a_checked_pattern_stays_sharp_pixel_for_pixel(view):
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[::2, ::2] = pixels[1::2, 1::2] = 255
    view.show_image(pixels)
    view.show_actual_size()
    assert {color_at(view, (x + 0.5) / 64, 0.5) for x in range(64)} == {(0, 0, 0), (255, 255, 255)}


def test_on_a_screen_of_twice_the_density_a_pixel_is_a_device_pixel():
    pixels = np.random.default_rng(0).integers(0, 256, (16, 16), np.uint8)
    screen = QImage(16, 16, QImage.Format.Format_RGB32)
    screen.setDevicePixelRatio(2.0)
    painter = QPainter(screen)
    Picture(to_qimage(pixels)).draw(painter, QRectF(0, 0, 8, 8), smooth=True)
    painter.end()
    assert [[screen.pixelColor(x, y).red() for x in range(16)] for y in range(16)] == pixels.tolist()


def test_a_reduced_picture_is_averaged(view):
    pixels = np.zeros((2048, 2048), np.uint8)
    pixels[::2, ::2] = pixels[1::2, 1::2] = 255
    view.show_image(pixels)
    assert 100 < color_at(view, 0.41, 0.37)[0] < 156


def test_enlarged_pixels_can_be_shown_as_blocks(view):
    pixels = np.zeros((2, 2), np.uint8)
    pixels[:, 1] = 255
    view.show_image(pixels)
    assert 30 < color_at(view, 0.45, 0.5)[0] < 225
    view.set_smooth(False)
    assert color_at(view, 0.45, 0.5)[0] == 0
    assert color_at(view, 0.55, 0.5)[0] == 255


# -- zoom and pan


def test_the_wheel_zooms_about_the_mouse(view):
    view.show_image(picture())
    mouse = QPointF(200, 250)
    rect = view.picture_rect()
    before = ((mouse.x() - rect.left()) / rect.width(), (mouse.y() - rect.top()) / rect.height())
    turn_wheel(view, mouse, 3)
    rect = view.picture_rect()
    after = ((mouse.x() - rect.left()) / rect.width(), (mouse.y() - rect.top()) / rect.height())
    assert after == pytest.approx(before, abs=0.01)


def test_buttons_and_keys_zoom(view):
    view.show_image(picture())
    seen = []
    view.zoom_changed.connect(seen.append)
    view.show_actual_size()
    assert view.zoom == pytest.approx(100)
    view.zoom_by(1)
    assert view.zoom == pytest.approx(150)
    QTest.keyClicks(view, "0")
    assert view.picture_rect().width() > 400
    assert seen[0] == pytest.approx(100)
    assert view._zoom_bar._entry.text() == f"{seen[-1]:.0f} %" != "100 %"


@pytest.mark.parametrize("with_space", [False, True])
def test_the_middle_button_or_space_moves_the_picture(view, with_space):
    view.show_image(picture())
    drawn = []
    view.pointer.connect(lambda event: drawn.append(event.kind))
    before = view.picture_rect().topLeft()
    if with_space:
        QTest.keyPress(view, Qt.Key.Key_Space)
    button = Qt.MouseButton.LeftButton if with_space else Qt.MouseButton.MiddleButton
    QTest.mousePress(view, button, pos=QPoint(300, 300))
    QTest.mouseMove(view, QPoint(340, 280))
    QTest.mouseRelease(view, button, pos=QPoint(340, 280))
    assert view.picture_rect().topLeft() - before == QPointF(40, -20)
    assert PointerKind.PRESS not in drawn


def test_space_alone_is_passed_on_as_a_tap(view):
    taps = []
    view.space_tapped.connect(lambda: taps.append(True))
    view.show_image(picture())
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert taps == [True]
    QTest.keyPress(view, Qt.Key.Key_Space)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert taps == [True]


def test_the_mouse_is_told_in_shares_of_the_picture(view):
    events = []
    view.pointer.connect(events.append)
    view.show_image(picture(32, 16))
    rect = view.picture_rect()
    quarter = QPoint(round(rect.left() + rect.width() / 4), round(rect.top() + rect.height() / 2))
    QTest.mouseClick(view, Qt.MouseButton.RightButton, Qt.KeyboardModifier.ControlModifier, quarter)
    press = next(event for event in events if event.kind is PointerKind.PRESS)
    assert (press.x, press.y) == pytest.approx((0.25, 0.5), abs=0.01)
    assert press.right
    assert press.control


# -- before and after


def test_the_picture_before_lies_left_of_the_line(view):
    view.show_image(picture(color=(0, 200, 0)))
    view.set_comparison(picture(color=(200, 0, 0)))
    assert color_at(view, 0.3, 0.7) == (200, 0, 0)
    assert color_at(view, 0.7, 0.7) == (0, 200, 0)
    view.set_comparison(None)
    assert color_at(view, 0.3, 0.7) == (0, 200, 0)


def test_the_line_is_moved_by_mouse_and_by_keys(view):
    view.show_image(picture())
    view.set_comparison(picture())
    handle = view._wipe
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=handle.rect().center())
    target = view.picture_rect().left() + 0.8 * view.picture_rect().width()
    QTest.mouseMove(handle, handle.mapFrom(view, QPoint(round(target), 300)))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton)
    assert view.wipe_share == pytest.approx(0.8, abs=0.01)
    QTest.keyClick(handle, Qt.Key.Key_Left)
    assert view.wipe_share == pytest.approx(0.78, abs=0.01)
    QTest.keyClick(handle, Qt.Key.Key_Home)
    assert view.wipe_share == 0.0


# -- overlays


def drawn_alone(values, overlay_kind=SelectionOverlay, **fields):
    """An overlay on black, 64 x 64 pixels."""
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    overlay_kind(np.array(values, np.float32), **fields).draw(painter, QRectF(0, 0, 64, 64), QRectF(0, 0, 64, 64))
    painter.end()
    return image


def test_positive_is_green_negative_red_and_blue_replaces_green():
    plus = drawn_alone([[1]]).pixelColor(32, 2)
    minus = drawn_alone([[-1]]).pixelColor(32, 2)
    blue = drawn_alone([[1]], colors=CellColors(blue_for_green=True)).pixelColor(32, 2)
    assert plus.green() > max(plus.red(), plus.blue())
    assert minus.red() > max(minus.green(), minus.blue())
    assert blue.blue() > max(blue.red(), blue.green())


def test_stronger_cells_are_more_saturated_and_thicker():
    weak, strong = (drawn_alone([[value]]) for value in (1, 8))
    assert strong.pixelColor(32, 2).hsvSaturation() > weak.pixelColor(32, 2).hsvSaturation()
    thick = [sum(image.pixelColor(32, y).value() > 200 for y in range(12)) for image in (weak, strong)]
    assert thick[1] > thick[0]


def test_the_sign_shows_without_color():
    plus, minus = (drawn_alone([[value]]) for value in (1, -1))
    upright, level = ([image.pixelColor(*at).value() for image in (plus, minus)] for at in ((32, 28), (28, 32)))
    ground = plus.pixelColor(24, 24).value()
    assert upright[0] > ground + 50, "a plus has an upright stroke"
    assert upright[1] < ground + 20, "a minus has none"
    assert min(level) > ground + 50, "both have a level one"


def test_the_sign_shows_without_color_in_small_cells_too():
    image = drawn_alone(np.kron([[1.0, -1.0]], np.ones((32, 16))))
    values = [[image.pixelColor(x + dx, y).value() for x in range(4, 24) for y in range(4, 60)] for dx in (0, 32)]
    assert len(set(values[0])) == 1, "positive cells are flat"
    assert len(set(values[1])) > 1, "negative cells are hatched"


def test_a_map_is_scaled_by_its_own_largest_magnitude_and_a_selection_is_not():
    assert map_strengths(np.array([[2.0, -4.0]], np.float32)).tolist() == [[0.5, -1.0]]
    assert map_strengths(np.zeros((2, 2), np.float32)).tolist() == [[0, 0], [0, 0]]
    assert selection_strengths(np.array([[1.0, 3.0]], np.float32)).tolist() == [[0.5, 0.75]]


@pytest.mark.parametrize("shape", [(4, 4), (64, 64), (256, 128)])
@pytest.mark.parametrize("smooth", [False, True])
def test_maps_of_every_size_are_drawn(view, shape, smooth):
    view.show_image(picture())
    before = color_at(view, 0.26, 0.27)
    view.set_overlay("map", MapOverlay(np.full(shape, 3.0, np.float32), smooth=smooth))
    assert color_at(view, 0.26, 0.27) != before
    view.set_overlay("map", None)
    assert color_at(view, 0.26, 0.27) == before


def test_a_map_has_neither_outlines_nor_signs_so_that_painted_cells_are_told_apart(view):
    view.show_image(picture())
    view.set_overlay("map", MapOverlay(np.ones((8, 8), np.float32)))
    inside = color_at(view, 0.27, 0.27)
    places = [(0.2505, 0.3), (0.3125, 0.3125), (0.26, 0.31)]  # edge, middle and side of a cell
    assert {color_at(view, *place) for place in places} == {inside}
    painted = np.zeros((8, 8), np.float32)
    painted[2, 2] = 1.0
    view.set_overlay("selection", SelectionOverlay(painted))
    assert all(color_at(view, *place) != inside for place in places)


@pytest.mark.parametrize("value", [1.0, -1.0])
def test_small_painted_cells_are_outlined_and_a_map_of_such_cells_is_not(value):
    cells = np.zeros((32, 32), np.float32)
    cells[8:24, 8:24] = value  # of 2 pixels each: from 16 to 48
    painted = drawn_alone(cells)
    edge, inside = painted.pixelColor(16, 32), painted.pixelColor(22, 30)
    assert (edge.red(), edge.green(), edge.blue()) == CellColors().rgb(value)
    assert inside != edge
    assert painted.pixelColor(15, 32).alpha() in (0, 255)
    laid_over = drawn_alone(cells, overlay_kind=MapOverlay)
    assert laid_over.pixelColor(16, 33) == laid_over.pixelColor(16, 41)
    assert laid_over.pixelColor(16, 32) != edge


def test_a_heat_map_has_the_colors_of_the_small_pictures(view):
    view.show_image(np.zeros((8, 8, 3), np.uint8))
    values = np.repeat(np.float32([[-2.0, 0.0, 6.0]]), 3, axis=0)
    heat = map_colors(ColorStyle.HEAT, theme="dark", blue_for_green=False)
    view.set_overlay("map", HeatOverlay(values))
    wanted = QColor.fromRgba(int(heat.paint(values, (-2.0, 6.0))[0, 2])).getRgb()[:3]
    brightest = color_at(view, 0.97, 0.5)  # over black, so that the color is dimmed by what is seen through it
    np.testing.assert_allclose(brightest, np.multiply(wanted, 0.9), atol=4)
    assert sum(brightest) > sum(color_at(view, 0.5, 0.5)) > sum(color_at(view, 0.03, 0.5))
    view.set_overlay("map", HeatOverlay(values, limits=(-2.0, 60.0)))
    assert sum(color_at(view, 0.97, 0.5)) < sum(brightest) / 2


def test_maps_of_one_scale_are_drawn_by_the_largest_of_them():
    assert map_strengths(np.array([[2.0, -4.0]], np.float32), 8.0).tolist() == [[0.25, -0.5]]
    assert map_strengths(np.array([[2.0, -4.0]], np.float32), 2.0).tolist() == [[1.0, -1.0]]


def test_outlines_and_cursor_are_drawn_over_everything(view):
    view.show_image(picture())
    bare = view.grab().toImage()
    for kind in ("box", "ellipse", "line", "ring"):
        view.set_overlay("outline", OutlineOverlay(((1.0, 1.0), (5.0, 6.0), (2.0, 6.0)), (8, 8), kind, 2.0))
        assert view.grab().toImage() != bare
    view.set_overlay("outline", None)
    view.set_overlay("cursor", CursorOverlay((1, 1), (2, 2), (8, 8)))
    assert view.grab().toImage() != bare


# -- files


def test_dropped_files_are_named(view):
    dropped = []
    view.files_dropped.connect(dropped.extend)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/pictures/a.png"), QUrl.fromLocalFile("/pictures/b.png")])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    view.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, buttons, keys))
    assert dropped == ["/pictures/a.png", "/pictures/b.png"]


def test_a_file_held_over_the_view_is_welcomed_until_it_leaves(view):
    view.show_image(picture())
    bare = view.grab().toImage()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/pictures/a.png")])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    view.dragEnterEvent(QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, buttons, keys))
    assert view.grab().toImage() != bare
    view.dragLeaveEvent(QDragLeaveEvent())
    assert view.grab().toImage() == bare
