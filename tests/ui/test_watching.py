"""Films in the canvas: of a change, out of files; played, stepped, kept, and gone as soon as the picture changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_parts import WindowParts, drop, window_parts

from ganstudio.errors import JobError
from ganstudio.jobs.compose import Tile
from ganstudio.jobs.film_reading import first_picture, read_film
from ganstudio.jobs.films import make_film
from ganstudio.jobs.outputs import FilmOptions
from ganstudio.recipe.document import replace
from ganstudio.recipe.latent import Seed
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.ui.jobs.entries import FilmOrder, JobEntry, JobState
from ganstudio.ui.watch.film import Order, following
from ganstudio.ui.widgets.number_field import NumberField
from ganstudio.workspace.pictures import Pictures

LEFT = Qt.MouseButton.LeftButton
GREYS = (0, 90, 180)


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        yield made


def film(path: Path) -> Path:
    frames = [Image.new("RGB", (32, 32), (grey,) * 3) for grey in GREYS]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=120)
    return path


def shown(parts: WindowParts) -> int:
    """How bright the middle of the picture is, as it is on the screen."""
    view = parts.window.view
    return view.grab().toImage().pixelColor(view.picture_rect().center().toPoint()).red()


def play_change(parts: WindowParts) -> list[int]:
    """A film of five seeds, whose pictures are as bright as these; paused at the first one."""
    watching, seeds = parts.window.watching, [10, 40, 70, 100, 130]
    recipe = parts.window.bench.session.recipe
    watching.play_change([replace(recipe, latent=Seed(seed)) for seed in seeds], "mouth_open")
    parts.qtbot.waitUntil(lambda: watching.is_complete)
    watching.bar.sought.emit(0)
    return seeds


@pytest.mark.parametrize("name", ["film.gif", "film.webp", "film.png"])
def test_a_film_that_is_dropped_on_the_window_plays_there(parts, tmp_path, name):
    drop(parts.window.view, film(tmp_path / name))
    watching = parts.window.watching
    parts.qtbot.waitUntil(lambda: watching.is_complete)
    assert [int(picture.mean()) for picture in watching.film.pictures] == pytest.approx(GREYS, abs=3)
    assert watching.film.seconds == pytest.approx([0.12] * 3)
    assert watching.bar.isVisible()
    assert watching.is_playing
    assert not watching.bar.gif_button.isEnabled()
    parts.qtbot.waitUntil(lambda: watching.bar.slider.value() == 2)


def test_arrow_keys_step_through_a_film_and_p_plays_it_again(parts):
    seeds = play_change(parts)
    view = parts.window.view
    assert shown(parts) == pytest.approx(seeds[0], abs=2)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert shown(parts) == pytest.approx(seeds[1], abs=2)
    QTest.keyClick(view, Qt.Key.Key_Left)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert shown(parts) == pytest.approx(seeds[-1], abs=2)
    assert not parts.window.watching.is_playing
    QTest.keyClick(view, Qt.Key.Key_P)
    parts.qtbot.waitUntil(lambda: shown(parts) == seeds[2])


def test_where_nothing_is_to_move_by_itself_a_film_plays_once_and_again_when_told_to(parts, tmp_path):
    parts.window.preferences.change(movement="still")
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
    watching = parts.window.watching
    parts.window.files.open_file(film(tmp_path / "film.gif"))
    parts.qtbot.waitUntil(lambda: watching.is_complete and not watching.is_playing)
    assert watching.bar.slider.value() == 2
    QTest.keyClick(parts.window.view, Qt.Key.Key_P)
    assert watching.is_playing
    assert watching.bar.slider.value() == 0
    parts.window.preferences.change(movement="full")
    assert QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
    parts.window.files.open_file(film(tmp_path / "again.gif"))
    parts.qtbot.waitUntil(lambda: watching.is_complete)
    assert watching.bar.order.currentData() is Order.LOOP


def test_the_keys_are_the_films_wherever_they_were_before(parts, tmp_path):
    parts.window.strip.view.setFocus()
    parts.window.files.open_file(film(tmp_path / "film.gif"))
    parts.qtbot.waitUntil(lambda: parts.window.watching.is_complete)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert not parts.window.watching.is_playing
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not parts.window.watching.is_on


def test_home_and_end_go_to_the_ends_of_a_film(parts):
    seeds = play_change(parts)
    view = parts.window.view
    QTest.keyClick(view, Qt.Key.Key_End)
    assert shown(parts) == pytest.approx(seeds[-1], abs=2)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert shown(parts) == pytest.approx(seeds[0], abs=2)


def test_nothing_is_painted_on_a_film(parts):
    window = parts.window
    window.tab_set.spatial.chips.add_menu.actions()[0].trigger()
    window.action("show_spatial").trigger()
    parts.settle()
    tools, view = window.tab_set.canvas.tools, window.view
    assert tools.isVisible()
    play_change(parts)
    assert not tools.isVisible()
    before = window.bench.session.recipe
    QTest.mouseClick(view, LEFT, pos=view.picture_rect().center().toPoint())
    assert window.bench.session.recipe == before
    assert window.watching.is_on
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert tools.isVisible()
    QTest.mouseClick(view, LEFT, pos=view.picture_rect().center().toPoint())
    assert window.bench.session.recipe != before


class Veil:
    """An overlay that hides the picture."""

    def draw(self, painter: QPainter, target: QRectF, visible: QRectF) -> None:
        painter.fillRect(target, QColor(255, 255, 255))


def test_what_lies_over_the_picture_does_not_lie_over_a_film(parts):
    parts.window.view.set_overlay("map", Veil())
    assert shown(parts) == 255
    seeds = play_change(parts)
    assert shown(parts) == pytest.approx(seeds[0], abs=2)
    QTest.keyClick(parts.window.view, Qt.Key.Key_Escape)
    assert shown(parts) == 255


@pytest.mark.parametrize("how", ["escape", "button", "undo", "slider"])
def test_the_picture_is_back_when_the_film_is_closed_or_the_picture_changes(parts, how):
    bench = parts.window.bench
    bench.edit(RecipeEdit(replace(bench.session.recipe, latent=Seed(200)), "another"))
    parts.settle()
    play_change(parts)
    match how:
        case "escape":
            QTest.keyClick(parts.window.view, Qt.Key.Key_Escape)
        case "button":
            QTest.mouseClick(parts.window.watching.bar.close_button, LEFT)
        case "undo":
            parts.window.action("undo").trigger()
        case "slider":
            bench.edit(RecipeEdit(replace(bench.session.recipe, variation=0.4), "variation"))
    parts.settle()
    assert not parts.window.watching.is_on
    assert not parts.window.watching.bar.isVisible()
    assert shown(parts) == pytest.approx(bench.frame.image.flat[0], abs=2)


@pytest.mark.parametrize(("button", "ending"), [("gif_button", ".gif"), ("mp4_button", ".mp4")])
def test_one_click_keeps_the_film_where_the_strip_finds_it(parts, button, ending):
    seeds = play_change(parts)
    watching = parts.window.watching
    with parts.qtbot.waitSignal(watching.saved) as told:
        QTest.mouseClick(getattr(watching.bar, button), LEFT)
    path = told.args[0]
    assert path == parts.workspace.portraits / "films" / f"mouth_open_01{ending}"
    brightness = [int(picture.mean()) for picture, _ in read_film(path)]
    there_and_back = [*seeds, *seeds[-2:0:-1]]
    assert brightness[: len(there_and_back)] == pytest.approx(there_and_back, abs=8)
    strip = parts.window.strip
    strip.show_kind("batches")
    parts.qtbot.waitUntil(lambda: [file.path for file in strip.model.files] == [path])
    watching.close()
    strip.open_requested.emit(path)
    parts.qtbot.waitUntil(lambda: watching.is_complete)
    assert watching.film.title == path.name


def test_a_damaged_film_is_told_and_leaves_the_picture(parts, tmp_path):
    broken = tmp_path / "broken.gif"
    broken.write_bytes(b"GIF89a nothing")
    drop(parts.window.view, broken)
    parts.qtbot.waitUntil(lambda: "broken.gif cannot be played" in parts.window.bar.sentence)
    assert not parts.window.watching.is_on


def test_animating_what_was_not_moved_says_what_to_do(parts):
    said = []
    parts.window.tab_set.parts.chosen.status.connect(said.append)
    parts.window.action("animate_part").trigger()
    assert "drag a part" in said[0]
    assert not parts.window.watching.is_on


@pytest.mark.parametrize(
    ("order", "places"),
    [
        (Order.LOOP, [1, 2, 0, 1, 2]),
        (Order.BACK_AND_FORTH, [1, 2, 1, 0, 1]),
        (Order.ONCE, [1, 2]),
    ],
)
def test_the_order_says_what_comes_next(order, places):
    place, direction, found = 0, 1, []
    while len(found) < 5 and (there := following(place, direction, 3, order)) is not None:
        place, direction = there
        found.append(place)
    assert found == places


@pytest.mark.parametrize("kind", ["gif", "webp", "apng", "mp4"])
def test_every_format_that_is_written_can_be_read(tmp_path, kind):
    path = tmp_path / f"film.{kind}"
    pictures = [np.full((32, 32, 3), grey, np.uint8) for grey in GREYS]
    options = FilmOptions(format=kind, fps=10.0, order="forward")
    assert list(make_film(path, lambda: ((Tile(one),) for one in pictures), 3, options))
    read = list(read_film(path))
    assert [int(picture.mean()) for picture, _ in read] == pytest.approx(GREYS, abs=8)
    assert [seconds for _, seconds in read] == pytest.approx([0.1] * 3)
    assert first_picture(path).shape == (32, 32, 3)


def test_what_is_no_film_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "text.mp4"
    path.write_text("no film")
    with pytest.raises(JobError, match="cannot be played"):
        first_picture(path)


def test_films_stand_among_batches_and_not_among_portraits(tmp_path):
    pictures = Pictures(tmp_path)
    pictures.portraits.mkdir()
    folder = pictures.portraits / "films"
    folder.mkdir()
    film(folder / "smile_01.gif")
    film(pictures.portraits / "loose.gif")
    assert [file.path.name for file in pictures.of_kind("batches")] == ["smile_01.gif"]
    assert pictures.of_kind("portraits") == []


@pytest.mark.parametrize("watched", [True, False])
def test_the_folder_of_a_job_is_not_opened_over_its_film(parts, tmp_path, monkeypatch, watched):
    opened, said = [], []
    monkeypatch.setattr("ganstudio.ui.jobs.commands.open_folder", lambda folder, _tell: opened.append(folder))
    batch = parts.window.batch
    batch.status.connect(said.append)
    order = FilmOrder(sources=(), target=film(tmp_path / "film.gif"), options=FilmOptions())
    entry = JobEntry(number=1, title="Film", state=JobState.DONE, film=order, note="made")
    batch.queue.started.emit(entry)
    if not watched:
        parts.generate(7)  # the person has gone on, and no film begins by itself
    batch.queue.finished.emit(entry)
    assert parts.window.watching.is_on is watched
    assert opened == ([] if watched else [tmp_path])
    assert (str(tmp_path) in said[-1]) is watched
    parts.qtbot.waitUntil(lambda: parts.window.watching.is_complete or not watched)


def film_made(parts: WindowParts, path: Path, meanwhile: Callable[[], None]) -> None:
    """A job that makes a film; it ends after what is done meanwhile."""
    order = FilmOrder(sources=(), target=film(path), options=FilmOptions())
    entry = JobEntry(number=1, title="Film", state=JobState.DONE, film=order, note="made")
    parts.window.activateWindow()
    parts.qtbot.waitUntil(parts.window.isActiveWindow)
    queue = parts.window.batch.queue
    queue.started.emit(entry)
    meanwhile()
    queue.finished.emit(entry)


def test_a_film_that_begins_by_itself_leaves_the_keys_to_who_types(parts, tmp_path):
    window = parts.window
    keyboard, search = window.windowHandle(), window.tab_set.attributes.search

    def begin_to_type() -> None:
        window.action("find_attribute").trigger()
        QTest.keyClick(keyboard, Qt.Key.Key_S)

    film_made(parts, tmp_path / "film.gif", begin_to_type)
    parts.qtbot.waitUntil(lambda: window.watching.is_complete)
    QTest.keyClick(keyboard, Qt.Key.Key_P)
    assert search.text() == "sp"
    assert window.watching.is_playing


def test_a_number_that_is_half_typed_stays_when_a_film_begins_by_itself(parts, tmp_path):
    window = parts.window
    field, before = window.left.quality._variation.field, window.bench.session.recipe

    def begin_to_type() -> None:
        field.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_0)

    film_made(parts, tmp_path / "film.gif", begin_to_type)
    assert window.watching.is_on
    for key in (Qt.Key.Key_Period, Qt.Key.Key_3):
        QTest.keyClick(window.windowHandle(), key)
    assert field.text() == "0.3"
    assert window.bench.session.recipe == before
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    assert window.bench.session.recipe.variation == 0.3
    assert not window.watching.is_on
    assert not window.view.hasFocus()  # the control after the number has the keys


def test_no_film_begins_by_itself_over_a_bar_of_the_picture_that_has_the_keys(parts, tmp_path):
    field = NumberField(0.0, 9.0, parts.window.view)
    field.show()
    film_made(parts, tmp_path / "film.gif", field.setFocus)
    assert field.hasFocus()
    assert not parts.window.watching.is_on
