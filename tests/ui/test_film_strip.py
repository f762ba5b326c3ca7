"""The film strip: lists, thumbnails, keys and mouse, and folders that change under it."""

from __future__ import annotations

import os
import shutil

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMenu

from ganstudio.jobs.manifest import Job, encode_job
from ganstudio.jobs.offers import OFFERS
from ganstudio.jobs.plans import Walk
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui import theme
from ganstudio.ui.files import picture_folders
from ganstudio.ui.files.film_strip import KINDS, FilmStrip
from ganstudio.ui.files.film_strip_delegate import _CAPTION_PX, _NAME_LINES, MARGIN
from ganstudio.ui.files.film_strip_model import FAVORITE_ROLE, PictureListModel
from ganstudio.ui.files.listing_changes import changes
from ganstudio.ui.files.picture_folders import PictureListing
from ganstudio.ui.files.thumbnail_loader import ThumbnailKey, ThumbnailLoader, decode_thumbnail
from ganstudio.ui.widgets.wrapped import wrapped
from ganstudio.workspace import PortraitFile, Workspace


def save(folder, number, *, color=100):
    path = Portrait(np.full((24, 24, 3), color, np.uint8), Recipe()).save(folder / f"sample_{number:06d}.png")
    os.utime(path, (1_000_000 + number, 1_000_000 + number))
    return path


@pytest.fixture
def workspace(tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    for number in range(1, 6):
        save(workspace.portraits, number)
    return workspace


def test_latents_in_the_portraits_folder_are_among_the_pictures(qtbot, workspace, strip):
    np.savez(workspace.portraits / "projected_w.npz", w=np.zeros((1, 8), np.float32))
    (workspace.portraits / "notes.txt").write_text("words")

    qtbot.waitUntil(lambda: len(strip.model.files) == 6)

    assert strip.model.files[0].path.name == "projected_w.npz"
    thumbnail = decode_thumbnail(strip.model.files[0].path, 64)
    assert (thumbnail.note, thumbnail.image.isNull()) == ("latent", False)
    assert len(workspace.list_portraits("portraits")) == 5  # which Delete all samples takes


@pytest.fixture
def strip(qtbot, workspace):
    strip = FilmStrip(workspace)
    qtbot.addWidget(strip, before_close_func=FilmStrip.close_threads)
    strip.resize(700, 130)
    strip.show()
    qtbot.waitExposed(strip)
    qtbot.waitUntil(lambda: len(strip.model.files) == 5)
    return strip


def names(strip):
    return [file.path.name for file in strip.model.files]


def click(strip, row, modifier=Qt.KeyboardModifier.NoModifier):
    place = strip.view.visualRect(strip.model.index(row)).center()
    QTest.mouseClick(strip.view.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def test_the_newest_is_first_and_they_are_counted(strip):
    assert names(strip) == [f"sample_00000{number}.png" for number in (5, 4, 3, 2, 1)]
    assert strip.count.text() == "5 pictures"


def test_a_new_picture_is_inserted_without_a_reset(strip, workspace, qtbot):
    resets = []
    strip.model.modelReset.connect(lambda: resets.append(1))
    click(strip, 1)
    save(workspace.portraits, 6)
    qtbot.waitUntil(lambda: len(strip.model.files) == 6)
    assert names(strip)[0] == "sample_000006.png"
    assert [path.name for path in strip.selected] == ["sample_000004.png"]
    assert resets == []


def test_a_deleted_picture_leaves(strip, workspace, qtbot):
    (workspace.portraits / "sample_000003.png").unlink()
    qtbot.waitUntil(lambda: len(strip.model.files) == 4)
    assert "sample_000003.png" not in names(strip)


def test_a_folder_that_vanishes_and_comes_back_is_survived(strip, workspace, qtbot):
    shutil.rmtree(workspace.portraits)
    qtbot.waitUntil(lambda: len(strip.model.files) == 0)
    assert not strip.view.isVisible()
    workspace.portraits.mkdir()
    save(workspace.portraits, 9)
    qtbot.waitUntil(lambda: names(strip) == ["sample_000009.png"])
    assert strip.view.isVisible()


def test_double_click_and_enter_open(strip, workspace):
    opened = []
    strip.open_requested.connect(opened.append)
    place = strip.view.visualRect(strip.model.index(2)).center()
    QTest.mouseDClick(strip.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.keyClick(strip.view, Qt.Key.Key_Right)
    QTest.keyClick(strip.view, Qt.Key.Key_Return)
    assert [path.name for path in opened] == ["sample_000003.png", "sample_000002.png"]


def test_several_can_be_chosen_and_deleted(strip):
    deleted = []
    strip.delete_requested.connect(deleted.append)
    click(strip, 3)
    click(strip, 1, Qt.KeyboardModifier.ControlModifier)
    assert strip.count.text() == "2 of 5 pictures chosen"
    QTest.keyClick(strip.view, Qt.Key.Key_Delete)
    assert [[path.name for path in paths] for paths in deleted] == [["sample_000004.png", "sample_000002.png"]]


@pytest.mark.parametrize(
    ("text", "signal", "answer"),
    [
        ("Open", "open_requested", "sample_000004.png"),
        ("Copy recipe", "copy_recipe_requested", "sample_000004.png"),
        ("Interpolate", "interpolate_requested", "sample_000004.png"),
        ("Mix its style", "mix_requested", ["sample_000004.png"]),
        ("Show in folder", "reveal_requested", "sample_000004.png"),
        ("Mark", "favorite_requested", ["sample_000004.png"]),
        ("Delete", "delete_requested", ["sample_000004.png"]),
    ],
)
def test_the_menu_of_a_picture(strip, text, signal, answer):
    heard = []
    getattr(strip, signal).connect(heard.append)
    click(strip, 1)
    strip.view.customContextMenuRequested.emit(strip.view.visualRect(strip.model.index(1)).center())
    menu = next(menu for menu in strip.findChildren(QMenu) if menu.isVisible())
    next(action for action in menu.actions() if action.text().startswith(text)).trigger()
    menu.close()
    (said,) = heard
    assert ([path.name for path in said] if isinstance(said, list) else said.name) == answer


def test_favorites_have_a_star_and_a_tab(strip, workspace, qtbot):
    workspace.mark_favorite(workspace.portraits / "sample_000002.png")
    qtbot.waitUntil(lambda: bool(strip.model.index(3).data(FAVORITE_ROLE)))
    assert not strip.model.index(2).data(FAVORITE_ROLE)
    strip.tabs.setCurrentIndex(KINDS.index("favorites"))
    qtbot.waitUntil(lambda: names(strip) == ["sample_000002.png"])


def test_batches_are_listed_from_their_folders_one_picture_a_job(strip, workspace, qtbot):
    strip.tabs.setCurrentIndex(KINDS.index("batches"))
    qtbot.waitUntil(lambda: strip.count.text() == "0 batches")
    folder = workspace.new_batch_folder()
    save(folder, 1)
    qtbot.waitUntil(lambda: strip.count.text() == "1 batch")
    save(folder, 2)
    qtbot.waitUntil(lambda: "2 pictures" in strip.model.index(0).data(Qt.ItemDataRole.ToolTipRole))
    assert names(strip) == ["sample_000001.png"]
    other = workspace.new_batch_folder()
    save(other, 3)
    qtbot.waitUntil(lambda: strip.count.text() == "2 batches")
    assert names(strip) == ["sample_000003.png", "sample_000001.png"]


@pytest.fixture
def batches(strip, workspace, qtbot):
    """The strip with two jobs: one of three pictures, a film and a sheet with its title, one of a picture without."""
    folder, other = workspace.new_batch_folder(), workspace.new_batch_folder()
    for number in (11, 12, 13):
        save(folder, number)
    shutil.copy(folder / "sample_000011.png", folder / "sheet.png")
    (folder / "film.gif").write_bytes(b"GIF89a")
    job = Job(title="Spectrum", plan=Walk(stops=(Recipe(), Recipe(latent=Seed(1))), per_leg=2))
    (folder / "job.json").write_bytes(encode_job(job))
    save(other, 5)
    strip.tabs.setCurrentIndex(KINDS.index("batches"))
    qtbot.waitUntil(lambda: strip.count.text() == "2 batches")
    strip.folder, strip.other = folder, other
    return strip


def test_a_job_has_its_name_number_and_film(batches):
    words = batches.model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert words.startswith("Spectrum: 3 pictures and 1 film\n")
    caption_of = batches.view.strip_delegate.caption_of
    assert caption_of(batches.folder / "sample_000011.png") == ("Spectrum", "3 pictures and 1 film")
    assert caption_of(batches.other / "sample_000005.png") == (batches.other.name, "1 picture")
    assert batches.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "Spectrum, 3 pictures and 1 film"


def test_a_webp_that_moves_is_a_film_here_too(batches, qtbot):
    frames = [Image.new("RGB", (16, 16), color) for color in ("black", "white")]
    film = batches.other / "film.webp"
    frames[0].save(film, save_all=True, append_images=frames[1:], duration=40)
    batches.refresh()
    caption_of = batches.view.strip_delegate.caption_of
    one = batches.other / "sample_000005.png"
    qtbot.waitUntil(lambda: caption_of(one) == (batches.other.name, "1 picture and 1 film"))
    assert decode_thumbnail(film, 16).note == "film"


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.name)
def test_the_name_of_every_kind_of_job_is_read_whole_beside_its_picture(qapp, offer):
    lines = wrapped(offer.title, theme.font(12), width=_CAPTION_PX - 2 * MARGIN, most=_NAME_LINES)
    assert " ".join(lines) == offer.title


def test_of_a_longer_name_beginning_and_end_are_read(qapp):
    lines = wrapped("a very long name of a version " * 4 + "at night", theme.font(12), width=130, most=2)
    assert len(lines) == 2
    assert lines[0].startswith("a very")
    assert lines[1].endswith("night")
    assert "…" in lines[1]


def test_a_double_click_shows_a_jobs_pictures_and_backspace_leads_back(batches, qtbot):
    place = batches.view.visualRect(batches.model.index(0)).center()
    QTest.mouseDClick(batches.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert sorted(names(batches)) == ["film.gif", *(f"sample_0000{n}.png" for n in (11, 12, 13)), "sheet.png"]
    assert batches.count.text() == "5 pictures"
    assert batches.back_button.text() == "‹ Spectrum"
    with qtbot.waitSignal(batches.open_requested) as told:
        QTest.keyClick(batches.view, Qt.Key.Key_Return)
    assert told.args[0].parent == batches.folder
    QTest.keyClick(batches.view, Qt.Key.Key_Backspace)
    assert names(batches) == ["sample_000011.png", "sample_000005.png"]
    assert not batches.back_button.isVisible()
    assert batches.view.currentIndex().row() == 0
    batches.view.open_requested.emit()
    QTest.mouseClick(batches.back_button, Qt.MouseButton.LeftButton)
    assert batches.count.text() == "2 batches"


def test_del_on_a_job_asks_for_all_of_its_files(batches, qtbot):
    click(batches, 0)
    with qtbot.waitSignal(batches.delete_requested) as told:
        QTest.keyClick(batches.view, Qt.Key.Key_Delete)
    assert len(told.args[0]) == 5
    assert {path.parent for path in told.args[0]} == {batches.folder}


def test_a_job_is_played_from_its_menu(batches, qtbot):
    click(batches, 0)
    batches.view.customContextMenuRequested.emit(batches.view.visualRect(batches.model.index(0)).center())
    menu = next(one for one in batches.findChildren(QMenu) if one.isVisible())
    action = next(one for one in menu.actions() if one.text() == "Play")
    with qtbot.waitSignal(batches.play_requested) as told:
        action.trigger()
    assert told.args == [batches.folder, "Spectrum"]
    menu.close()


def test_a_job_whose_folder_goes_away_is_left(batches, qtbot):
    batches.show_batch(batches.folder)
    shutil.rmtree(batches.folder)
    qtbot.waitUntil(lambda: batches.count.text() == "1 batch")
    assert not batches.back_button.isVisible()


def test_the_picture_on_screen_is_framed(strip, workspace, qtbot):
    before = strip.view.grab().toImage()
    strip.set_current(workspace.portraits / "sample_000004.png")
    after = strip.view.grab().toImage()
    rect = strip.view.visualRect(strip.model.index(1))
    edge = QPoint(rect.left() + 2, rect.center().y())
    assert before.pixelColor(edge) != after.pixelColor(edge)
    strip.set_current(None)
    assert strip.view.strip_delegate.current is None


def test_pictures_can_be_dragged_out_as_files(strip, workspace):
    mime = strip.model.mimeData([strip.model.index(0), strip.model.index(2)])
    assert [url.toLocalFile() for url in mime.urls()] == [
        str(workspace.portraits / "sample_000005.png"),
        str(workspace.portraits / "sample_000003.png"),
    ]


def test_the_wheel_scrolls_sideways(strip, workspace, qtbot):
    for number in range(10, 40):
        save(workspace.portraits, number)
    qtbot.waitUntil(lambda: len(strip.model.files) == 35)
    place = QPointF(50, 30)
    wheel = QWheelEvent(
        place,
        strip.view.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(strip.view.viewport(), wheel)
    assert strip.view.horizontalScrollBar().value() > 100


def test_what_is_looked_at_stays_in_place_when_new_pictures_come(strip, workspace, qtbot):
    for number in range(10, 60):
        save(workspace.portraits, number)
    qtbot.waitUntil(lambda: len(strip.model.files) == 55)
    strip.view.horizontalScrollBar().setValue(1000)
    seen = strip.view.indexAt(QPoint(200, 40)).row()
    path, left = strip.model.files[seen].path, strip.view.visualRect(strip.model.index(seen)).left()
    for number in range(60, 63):
        save(workspace.portraits, number)
    qtbot.waitUntil(lambda: len(strip.model.files) == 58)
    row = strip.model.row_of(path)
    assert row == seen + 3
    assert strip.view.visualRect(strip.model.index(row)).left() == left


def test_copy_is_the_strips_while_it_has_the_focus(strip):
    copied = []
    strip.copy_recipe_requested.connect(copied.append)
    click(strip, 2)
    QTest.keyClick(strip.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert [path.name for path in copied] == ["sample_000003.png"]


def test_empty_folders_say_what_to_do(qtbot, tmp_path):
    strip = FilmStrip(Workspace(tmp_path / "new"))
    qtbot.addWidget(strip, before_close_func=FilmStrip.close_threads)
    assert "Press Space to generate" in strip._empty.text()
    strip.tabs.setCurrentIndex(KINDS.index("favorites"))
    assert "Ctrl+D" in strip._empty.text()


def test_thumbnails_of_good_foreign_damaged_and_missing_files(tmp_path):
    good = save(tmp_path, 1)
    Image.fromarray(np.zeros((30, 60, 3), np.uint8)).save(tmp_path / "foreign.png")
    (tmp_path / "damaged.png").write_bytes(b"not a picture")
    assert decode_thumbnail(good, 16).note == ""
    assert decode_thumbnail(good, 16).image.size().toTuple() == (16, 16)
    assert decode_thumbnail(tmp_path / "foreign.png", 16).note == "no recipe"
    assert decode_thumbnail(tmp_path / "foreign.png", 16).image.size().toTuple() == (16, 16)
    assert decode_thumbnail(tmp_path / "damaged.png", 16).note == "damaged"
    assert decode_thumbnail(tmp_path / "nothing.png", 16).note == "gone"


def test_thumbnails_arrive_and_memory_stays_bounded(qtbot, tmp_path):
    loader = ThumbnailLoader(cache_bytes=4 * 16 * 16 * 4)
    keys = [ThumbnailKey(save(tmp_path, number), float(number), 16) for number in range(10)]
    for key in keys:
        with qtbot.waitSignal(loader.loaded):
            assert loader.get(key) is None
        assert loader.get(key) is not None
    assert loader.kept_bytes <= 4 * 16 * 16 * 4
    assert loader.get(keys[0]) is None
    loader.close()


NUMBERS_AND_TIMES = st.dictionaries(st.integers(0, 12), st.integers(0, 3), max_size=10)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(listings=st.lists(NUMBERS_AND_TIMES, max_size=5))
def test_any_new_listing_is_taken_over(qapp, tmp_path, listings):
    model = PictureListModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for listing in listings:
        unsorted = (PortraitFile(path=tmp_path / f"{n}.png", mtime=float(time), size=1) for n, time in listing.items())
        files = sorted(unsorted, key=lambda file: (file.mtime, file.path), reverse=True)
        model.set_files(files)
        assert list(model.files) == files
        assert [model.row_of(file.path) for file in files] == list(range(len(files)))
        assert model.rowCount() == len(files)
    del tester


def test_a_file_written_again_and_one_that_is_new_change_their_rows_alone(tmp_path):
    def file(number: int, time: float) -> PortraitFile:
        return PortraitFile(path=tmp_path / f"{number:06d}.png", mtime=time, size=1)

    before = [file(number, float(number)) for number in range(1000, 0, -1)]
    after = [file(500, 1002.0), file(1001, 1001.0), *(one for one in before if one.path.name != "000500.png")]
    found = changes(before, after)
    assert found.removed == ((500, 501),)
    assert found.inserted == ((0, 2),)
    assert not found.is_whole
    model = PictureListModel()
    model.set_files(before)
    resets = []
    model.modelReset.connect(lambda: resets.append(1))
    model.set_files(after, found)
    assert list(model.files) == after
    assert model.row_of(tmp_path / "000500.png") == 0
    assert resets == []


def test_what_has_not_changed_is_the_same_object_in_the_next_listing(workspace):
    first = workspace.list_portraits()
    save(workspace.portraits, 9)
    second = workspace.list_portraits()
    assert len(second) == len(first) + 1
    assert all(any(file is known for known in second) for file in first)


def test_what_is_looked_at_far_from_the_beginning_of_very_many_stays_in_place(strip, qtbot, tmp_path):
    def show(files: list[PortraitFile]) -> None:
        how = changes(strip.model.listing, files)
        strip._show_listing(PictureListing("portraits", files, how, frozenset(), (), 0.0))

    strip._folders.close()
    files = [PortraitFile(path=tmp_path / f"{n:06d}.png", mtime=float(n), size=1) for n in range(6000, 0, -1)]
    show(files)
    bar = strip.view.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 300_000)
    bar.setValue(300_000)
    seen = strip.view.indexAt(QPoint(200, 40)).row()
    path, left = strip.model.files[seen].path, strip.view.visualRect(strip.model.index(seen)).left()
    show([PortraitFile(path=tmp_path / "006001.png", mtime=6001.0, size=1), *files])
    row = strip.model.row_of(path)
    assert row == seen + 1
    assert strip.view.visualRect(strip.model.index(row)).left() == left


def test_of_very_many_the_newest_are_shown_first_and_the_others_follow(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(picture_folders, "_FEW", 5)
    workspace = Workspace(tmp_path)
    for number in range(40):
        path = workspace.portraits / f"sample_{number:06d}.png"
        path.write_bytes(b"x")
        os.utime(path, (number, 1000 + number))
    strip = FilmStrip(workspace)
    qtbot.addWidget(strip)
    shown: list[int] = []
    strip._folders.listed.connect(lambda listing: shown.append(len(strip.model.files)))
    qtbot.waitUntil(lambda: len(shown) == 2)
    assert shown == [5, 40]
    assert [file.path.stem for file in strip.model.files] == [f"sample_{number:06d}" for number in range(39, -1, -1)]
    strip.close_threads()


def test_another_tab_does_not_wait_for_the_pauses_of_a_long_listing(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(picture_folders, "_PAUSE_S", 1000.0)
    workspace = Workspace(tmp_path)
    for number in range(150):
        (workspace.portraits / f"sample_{number:06d}.png").write_bytes(b"x")
    (workspace.favorites / "kept.png").write_bytes(b"x")
    strip = FilmStrip(workspace)
    qtbot.addWidget(strip)
    strip.show_kind("favorites")
    qtbot.waitUntil(lambda: [file.path.stem for file in strip.model.files] == ["kept"])
    strip.close_threads()
