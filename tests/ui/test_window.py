"""The window as a whole, on a stand-in engine: commands, files, layout, settings."""

from __future__ import annotations

import gc
import json
import weakref
from dataclasses import replace as replace_field

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QFileDialog, QLabel, QScrollArea
from window_parts import WindowParts, window_parts

from ganstudio.errors import CheckpointError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui import tab_set, theme
from ganstudio.ui.bench.session import Phase, RecipeEdit
from ganstudio.ui.bench.task import Progress, Task
from ganstudio.ui.jobs.queue import JobQueue
from ganstudio.ui.settings_dialog import SettingsDialog
from ganstudio.ui.shortcuts_dialog import ShortcutsDialog
from ganstudio.ui.widgets import dialogs
from ganstudio.workspace import Settings
from patience import WAIT_S


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        yield made


def key(parts: WindowParts, name: str) -> None:
    """Presses an action's first keys in the window."""
    parts.window.activateWindow()
    parts.window.setFocus()
    combination = parts.window.action(name).shortcut()[0]
    QTest.keyClick(parts.window, combination.key(), combination.keyboardModifiers())


def test_title_and_corner_name_the_model(parts):
    assert parts.window.windowTitle() == "fake – GanStudio"
    assert parts.window.model_name.text() == "fake"


def test_generated_pictures_are_saved_by_themselves(parts):
    path = parts.generate(5)
    assert path.name == "sample_000001.png"
    assert Portrait.open(path).recipe == parts.window.bench.session.recipe


def test_space_generates(parts, qtbot):
    before = parts.window.bench.session.recipe.latent
    with qtbot.waitSignal(parts.window.bench.generated):
        key(parts, "generate")
    assert parts.window.bench.session.recipe.latent != before


def test_edits_are_saved_by_the_save_command_once(parts, qtbot):
    parts.window.bench.edit(RecipeEdit(replace(parts.window.bench.session.recipe, variation=0.3), "variation"))
    parts.settle()
    assert parts.workspace.list_portraits() == []
    with qtbot.waitSignal(parts.window.files.folders_changed):
        key(parts, "save")
    assert len(parts.workspace.list_portraits()) == 1
    with qtbot.waitSignal(parts.window.files.status) as said:
        key(parts, "save")
    assert "already" in said.args[0]


def test_favorite_saves_first_and_copies(parts, qtbot):
    with qtbot.waitSignal(parts.window.files.folders_changed):
        key(parts, "favorite")
    assert len(parts.workspace.list_portraits("favorites")) == 1
    assert len(parts.workspace.list_portraits("portraits")) == 1


def test_a_portrait_that_is_dropped_opens_with_its_recipe(parts, qtbot):
    path = parts.generate(9)
    parts.generate(10)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    none = Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
    parts.window.dropEvent(drop)
    qtbot.waitUntil(lambda: parts.window.bench.session.recipe.latent == Seed(9))
    assert parts.window.bench.session.history.present.label == path.name


def test_a_picture_without_tabs_leaves_those_at_hand_at_zero(parts, qtbot, tmp_path):
    bench = parts.window.bench
    weights = (ChannelWeight("b16", 1, 1.0),)
    tab = SpatialEdit(name="mine", resolution=16, selection=Array(np.ones((16, 16))), weights=weights, multiplier=40.0)
    bench.edit(RecipeEdit(replace(bench.session.recipe, edits=(tab,)), "a tab"))
    path = tmp_path / "plain.png"
    Portrait(np.zeros((8, 8, 3), np.uint8), Recipe(latent=Seed(9))).save(path)
    parts.window.files.open_file(path)
    qtbot.waitUntil(lambda: bench.session.history.present.label == path.name)
    assert [(edit.name, edit.multiplier) for edit in bench.session.recipe.edits] == [("mine", 0.0)]
    bench.undo()
    assert bench.session.recipe.edits == (tab,)


def test_a_picture_of_an_unknown_model_is_explained_and_can_be_tried(parts, qtbot, tmp_path):
    path = tmp_path / "foreign.png"
    Portrait(np.zeros((8, 8, 3), np.uint8), Recipe(model="f" * 32, latent=Seed(9))).save(path)
    before = parts.window.bench.session.recipe
    parts.window.files.open_file(path)
    qtbot.waitUntil(lambda: "another model" in parts.window.bar.sentence)
    assert parts.window.bench.session.recipe == before
    assert parts.window.bar._action.text() == "Try it with this model"
    parts.window.bar._action.click()
    assert parts.window.bench.session.recipe.latent == Seed(9)
    assert parts.window.bench.session.recipe.model == parts.studio.model_id


def test_a_picture_of_a_known_model_offers_to_load_it(parts, qtbot, tmp_path):
    model = tmp_path / "other.pt"
    model.write_bytes(b"weights")
    parts.workspace.remember_model(model, "f" * 32)
    path = tmp_path / "foreign.png"
    wanted = Recipe(model="f" * 32, latent=Seed(3))
    Portrait(np.zeros((8, 8, 3), np.uint8), wanted).save(path)
    parts.window.files.open_file(path)
    qtbot.waitUntil(lambda: "another model" in parts.window.bar.sentence)
    assert parts.window.bar._action.text() == "Load that model"
    parts.studio.model_id = "f" * 32
    parts.window.bar._action.click()
    qtbot.waitUntil(lambda: parts.window.bench.session.recipe == wanted)
    assert parts.opened[-1] == str(model)


def test_a_picture_without_a_recipe_is_one_sentence(parts, qtbot, tmp_path):
    from PIL import Image

    path = tmp_path / "holiday.png"
    Image.new("RGB", (8, 8)).save(path)
    parts.window.files.open_file(path)
    qtbot.waitUntil(lambda: "holiday.png" in parts.window.bar.sentence)
    assert parts.window.bar._more.isHidden()


def test_a_file_that_is_gone_is_one_sentence(parts, tmp_path):
    parts.window.files.open_file(tmp_path / "gone.png")
    assert "gone.png could not be read" in parts.window.bar.sentence


def test_a_model_file_is_told_by_its_content(parts, qtbot, tmp_path):
    path = tmp_path / "looks_like_a_picture.png"
    path.write_bytes(b"\x80\x02}q\x00.")
    with qtbot.waitSignal(parts.window.bench.model_changed):
        parts.window.files.open_file(path)
    assert parts.opened[-1] == str(path)


def press_ctrl_o(window) -> None:
    QTest.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)


def choose_open_model(window) -> None:
    menu = next(action.menu() for action in window.menuBar().actions() if action.text() == "&Model")
    menu.popup(window.mapToGlobal(window.rect().center()))
    QTest.keyClick(menu, Qt.Key.Key_O)


@pytest.mark.parametrize("go", [press_ctrl_o, choose_open_model])
def test_open_model_asks_for_a_file_and_loads_it(parts, qtbot, tmp_path, monkeypatch, go):
    path, asked = tmp_path / "other.pt", []
    path.write_bytes(b"PK\x03\x04" + bytes(64))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (asked.append(given[1]), (str(path), ""))[1])
    parts.window.activateWindow()
    qtbot.waitUntil(parts.window.isActiveWindow)
    with qtbot.waitSignal(parts.window.bench.model_changed):
        go(parts.window)
    assert asked == ["Open a model"]
    assert parts.opened[-1] == str(path)


def test_copy_and_paste_of_a_recipe(parts, qtbot):
    parts.generate(4)
    copied = parts.window.bench.session.recipe
    key(parts, "copy_recipe")
    parts.generate(5)
    key(parts, "paste_recipe")
    qtbot.waitUntil(lambda: parts.window.bench.session.recipe == copied)
    assert json.loads(QGuiApplication.clipboard().text())["format"] == 1


def test_paste_of_edits_alone_keeps_the_latent(parts):
    shift = AttributeShift(name="smile", vector=Array([1.0] * 16), amount=1.0)
    edit = SpatialEdit(name="mouth", resolution=4, selection=Array([[1.0]]))
    bench = parts.window.bench
    bench.edit(RecipeEdit(replace(bench.session.recipe, attributes=(shift,), edits=(edit,)), "edits"))
    key(parts, "copy_recipe")
    bench.show(Recipe(latent=Seed(8)), "seed 8")
    key(parts, "paste_edits")
    assert bench.session.recipe.latent == Seed(8)
    assert bench.session.recipe.attributes == (shift,)
    assert bench.session.recipe.edits == (edit,)


def test_pasting_what_is_no_recipe_is_one_sentence(parts):
    QGuiApplication.clipboard().setText("hello")
    key(parts, "paste_recipe")
    assert "no recipe in the clipboard" in parts.window.bar.sentence


def test_deleting_samples_asks_keeps_favorites_and_can_be_taken_back(parts, qtbot, monkeypatch):
    parts.workspace.mark_favorite(parts.generate(1))
    parts.generate(2)
    asked: list[str] = []
    monkeypatch.setattr(
        dialogs, "confirm", lambda parent, question, *, details, **_: asked.extend((question, details)) or True
    )
    with qtbot.waitSignal(parts.window.files.folders_changed):
        key(parts, "delete_samples")
    assert asked[0] == "Delete all 2 pictures in the portraits folder?"
    assert asked[1] == "Favorites and batches stay. They go to File, Deleted things, and can be taken back."
    assert parts.workspace.list_portraits("portraits") == []
    assert len(parts.workspace.list_portraits("favorites")) == 1
    with qtbot.waitSignal(parts.window.files.folders_changed):
        parts.window.bar._action.click()
    assert len(parts.workspace.list_portraits("portraits")) == 2


def test_ctrl_z_takes_back_a_deletion_that_was_the_last_thing_done(parts, qtbot):
    parts.start()
    portraits = parts.workspace.portraits
    for number in (1, 2):
        (portraits / f"sample_{number:06d}.png").write_bytes(b"a picture")
    parts.window.files.confirm_delete = False
    undo, before = parts.window.action("undo"), parts.window.bench.session.recipe
    assert not undo.isEnabled()
    parts.window.files.ask_delete([portraits / "sample_000001.png"])
    qtbot.waitUntil(lambda: not (portraits / "sample_000001.png").exists())
    qtbot.waitUntil(undo.isEnabled)
    undo.trigger()
    assert not undo.isEnabled(), "there is nothing more to take back"
    qtbot.waitUntil((portraits / "sample_000001.png").exists)
    assert parts.window.bench.session.recipe == before
    parts.window.files.ask_delete([portraits / "sample_000002.png"])
    qtbot.waitUntil(undo.isEnabled)
    parts.window.bench.show(replace(before, latent=Seed(9)), "another")
    undo.trigger()
    assert parts.window.bench.session.recipe == before
    assert not (portraits / "sample_000002.png").exists()


def test_deleting_samples_does_nothing_when_the_answer_is_no(parts, monkeypatch):
    parts.generate(1)
    monkeypatch.setattr(dialogs, "confirm", lambda *args, **words: False)
    key(parts, "delete_samples")
    assert len(parts.workspace.list_portraits("portraits")) == 1


def test_undo_and_redo_keys_and_states(parts):
    assert not parts.window.action("undo").isEnabled()
    parts.generate(1)
    assert parts.window.action("undo").isEnabled()
    key(parts, "undo")
    assert not parts.window.action("undo").isEnabled()
    key(parts, "redo")
    assert parts.window.bench.session.recipe.latent == Seed(1)


def test_toggle_previous_is_a_switch_that_edits_turn_off(parts):
    parts.generate(1)
    parts.generate(2)
    key(parts, "toggle_previous")
    assert parts.window.action("toggle_previous").isChecked()
    assert parts.window.bench.session.recipe.latent == Seed(1)
    key(parts, "toggle_previous")
    assert parts.window.bench.session.recipe.latent == Seed(2)
    key(parts, "toggle_previous")
    parts.window.bench.edit(RecipeEdit(replace(parts.window.bench.session.recipe, variation=0.1), "variation"))
    assert not parts.window.action("toggle_previous").isChecked()


def test_live_update_off_shows_update_and_keeps_the_setting(parts):
    key(parts, "live_update")
    assert not parts.window.left.make.update_button.isHidden()
    assert parts.saved_settings[-1].live_update is False
    parts.window.bench.edit(RecipeEdit(replace(parts.window.bench.session.recipe, variation=0.1), "variation"))
    assert parts.window.action("update").isEnabled()
    key(parts, "update")
    parts.settle()
    assert not parts.window.action("update").isEnabled()


def test_a_change_of_theme_styles_the_widgets_once_and_leaves_the_places_looked_at(parts, qtbot, qapp):
    window = parts.window
    for seed in range(30):
        parts.window.bench.generate(seed)
    qtbot.waitUntil(lambda: window.strip.model.rowCount() == 30)
    window.tabs.setCurrentWidget(window.tab_set.spatial)
    areas = [area for area in window.findChildren(QAbstractScrollArea) if area.isVisible()]
    bars = [bar for area in areas for bar in (area.verticalScrollBar(), area.horizontalScrollBar()) if bar.maximum()]
    assert len(bars) >= 2
    for bar in bars:
        bar.setValue(bar.maximum() // 2)
    before = [bar.value() for bar in bars]
    sheets: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(theme, "style_sheet", lambda tokens, make=theme.style_sheet: sheets.append("") or make(tokens))
        key(parts, "switch_theme")
    assert theme.current().name == "light"
    assert len(sheets) == 1
    QApplication.processEvents()  # lays out anew; a test may do this, the studio never does
    assert [bar.value() for bar in bars] == before


def test_the_theme_is_worn_and_kept(parts):
    key(parts, "switch_theme")
    assert theme.current().name == "light"
    assert parts.saved_settings[-1].theme == "light"
    assert parts.window.action("theme_light").isChecked()
    key(parts, "switch_theme")
    assert theme.current().name == "dark"


def test_the_place_of_window_and_panels_is_remembered(parts, qtbot, qapp, tmp_path):
    parts.window.resize(1300, 820)
    parts.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, parts.window.arrangement.left)
    parts.window.close()
    kept = parts.saved_settings[-1]
    assert kept.window_geometry
    assert kept.window_state
    with window_parts(qtbot, qapp, tmp_path, kept) as again:
        window = again.start()
        assert window.dockWidgetArea(window.arrangement.left) == Qt.DockWidgetArea.RightDockWidgetArea
        window.action("reset_layout").trigger()
        assert window.dockWidgetArea(window.arrangement.left) == Qt.DockWidgetArea.LeftDockWidgetArea


@pytest.mark.parametrize("size", [(1280, 800), (1600, 1000)])
def test_nothing_is_cut_or_overlaps_at_the_usual_sizes(parts, qtbot, size):
    window = parts.window
    window.resize(*size)
    QApplication.sendPostedEvents()
    qtbot.waitUntil(lambda: window.width() == size[0])
    assert window.size().toTuple() == size
    scroll = window.left.findChild(QScrollArea).horizontalScrollBar()
    assert scroll.maximum() == 0, "the left column is wider than its room"
    for button in window.left.findChildren(QAbstractButton):
        if button.isVisible() and button.text():
            room = button.width() - (button.iconSize().width() + 4 if not button.icon().isNull() else 0)
            assert button.fontMetrics().horizontalAdvance(button.text()) <= room - 4, button.text()
    for label in window.left.findChildren(QLabel):
        if label.isVisible():
            assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width() + 1, label.text()


def test_a_failing_model_is_told_and_the_empty_view_says_what_to_do(qtbot, qapp, tmp_path, monkeypatch):
    with window_parts(qtbot, qapp, tmp_path) as parts:

        def refuse(command, tell):
            raise CheckpointError("'x.pt' is a text file; a StyleGAN2 model is accepted.")

        parts.window.bench.service._worker._open_studio = refuse
        parts.window.show()
        parts.window.open_model("x.pt")
        qtbot.waitUntil(lambda: "text file" in parts.window.bar.sentence)
        assert not parts.window.action("generate").isEnabled()
        assert not parts.window.action("save").isEnabled()


def test_the_status_line_shows_device_times_and_what_was_recomputed(parts):
    parts.generate(1)
    assert parts.window.status._device.text() == "CPU · fp32"
    assert parts.window.status._times.text() == "10 ms full · 10 ms last"


def test_a_running_task_shows_its_progress_and_can_be_stopped(parts, qtbot):
    def endless(studio):
        while True:
            yield Progress(3, 10)

    parts.window.bench.service.start(Task("search", endless, title="Searching"))
    running = parts.window.status._running
    qtbot.waitUntil(lambda: not running.isHidden())
    assert running.label.text().startswith("Searching 3 / 10")
    running.cancel.click()
    qtbot.waitUntil(running.isHidden)


def test_closing_while_a_picture_is_made_ends_the_worker(parts, qtbot):
    import threading

    parts.studio.gate = threading.Event()
    parts.studio.started.clear()
    parts.window.bench.generate(3)
    assert parts.studio.started.wait(WAIT_S)
    threading.Timer(0.05, parts.studio.gate.set).start()
    parts.window.close()
    assert parts.window.bench.service._thread.isFinished()


def test_recent_models_are_offered(parts, tmp_path):
    model = tmp_path / "faces.pt"
    model.write_bytes(b"x")
    parts.workspace.remember_model(model, "a" * 32)
    parts.window.recent.aboutToShow.emit()
    assert [action.text() for action in parts.window.recent.actions()] == ["&1 faces"]
    parts.window.recent.actions()[0].trigger()
    assert parts.qtbot.waitUntil(lambda: parts.opened[-1] == str(model)) is None


def test_two_windows_share_a_workspace(parts, qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as other:
        other.start()
        first, second = parts.generate(1), other.generate(2)
        assert first != second
        assert len(parts.workspace.list_portraits()) == 2


def test_settings_are_shown_and_given_back(qtbot, tmp_path):
    settings = Settings(theme="light", precision="bf16", live_update=False, device="cuda:1")
    dialog = SettingsDialog(settings, tmp_path)
    qtbot.addWidget(dialog)
    changes = dialog.changes()
    assert {name: getattr(settings, name) for name in changes} == changes
    dialog._switches["blue_for_green"].setChecked(True)
    assert dialog.changes()["blue_for_green"] is True


def test_another_language_in_the_settings_says_that_the_window_opens_anew(qtbot, tmp_path, monkeypatch):
    monkeypatch.delenv("GANSTUDIO_LANGUAGE")
    dialog = SettingsDialog(Settings(language="en"), tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    note = next(label for label in dialog.findChildren(QLabel) if "opens anew" in label.text())
    assert not note.isVisible()
    dialog._language.setCurrentText("简体中文")
    assert note.isVisible()
    assert dialog.changes()["language"] == "zh_CN"
    dialog._language.setCurrentText("English")
    assert not note.isVisible()


def test_the_fields_of_all_cards_of_the_settings_stand_below_one_another(qtbot, tmp_path):
    dialog = SettingsDialog(Settings(), tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    for fields in ((dialog._theme, dialog._language, dialog._device), (dialog._undo, dialog._pixels)):
        assert len({field.mapTo(dialog, QPoint()).x() for field in fields}) == 1


def test_the_settings_have_room_on_a_low_screen_whatever_is_chosen(qtbot, tmp_path, monkeypatch):
    monkeypatch.delenv("GANSTUDIO_LANGUAGE")
    dialog = SettingsDialog(Settings(language="en"), tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog._language.setCurrentText("简体中文")
    QApplication.sendPostedEvents()
    assert dialog.sizeHint().height() <= 500


def test_the_settings_do_not_offer_a_language_that_the_environment_settles(qtbot, tmp_path, monkeypatch):
    dialog = SettingsDialog(Settings(), tmp_path)
    qtbot.addWidget(dialog)
    assert not dialog._language.isEnabled()


def test_another_language_closes_the_window_to_open_it_anew(parts, qtbot, monkeypatch):
    monkeypatch.delenv("GANSTUDIO_LANGUAGE")
    with qtbot.waitSignal(parts.window.closing):
        parts.window.preferences.change(language="zh_CN")
    assert parts.window.reopens


def test_the_same_language_by_another_name_leaves_the_window_open(parts, qapp, monkeypatch):
    monkeypatch.delenv("GANSTUDIO_LANGUAGE")
    parts.window.preferences.change(language="en")
    qapp.processEvents()
    assert not parts.window.reopens
    assert parts.window.isVisible()


@pytest.mark.parametrize("agreed", [True, False])
def test_a_window_with_jobs_asks_before_it_opens_anew(parts, qtbot, monkeypatch, agreed):
    monkeypatch.delenv("GANSTUDIO_LANGUAGE")
    asked: list[str] = []
    monkeypatch.setattr(JobQueue, "is_busy", property(lambda queue: True))
    monkeypatch.setattr(dialogs, "confirm", lambda _parent, question, **_: (asked.append(question), agreed)[1])
    parts.window.preferences.change(language="zh_CN")
    qtbot.waitUntil(lambda: bool(asked))
    assert parts.window.reopens is agreed


def test_a_tab_is_remembered_by_its_english_title(qtbot, qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(tab_set, "tr", lambda text: f"⟦{text}⟧")
    with window_parts(qtbot, qapp, tmp_path) as parts:
        shown: list[str] = []
        monkeypatch.setattr(parts.window.bench.journaling, "show_tab", shown.append)
        parts.window.tabs.setCurrentIndex(2)
        assert parts.window.tabs.tabText(2) == "⟦Feature maps⟧"
        assert shown == ["Feature maps"]


def test_settings_say_where_the_window_works_if_that_is_another_folder_than_theirs(qtbot, tmp_path):
    for written, said in ((str(tmp_path / "other"), True), (str(tmp_path), False), ("", False)):
        dialog = SettingsDialog(Settings(workspace=written), tmp_path)
        qtbot.addWidget(dialog)
        assert any(f"works in {tmp_path}" in label.text() for label in dialog.findChildren(QLabel)) is said


def test_another_device_loads_the_model_again(parts, qtbot):
    with qtbot.waitSignal(parts.window.bench.model_changed):
        parts.window.preferences.change(precision="bf16")
    assert parts.opened == ["fake.pt", "fake.pt"]


def test_blue_for_green_reaches_the_tabs(parts):
    parts.window.preferences.change(blue_for_green=True)
    assert parts.window.tab_set.spatial.state.options.blue_for_green


def test_the_shortcuts_dialog_lists_every_key(parts, qtbot):
    dialog = ShortcutsDialog(parts.window.specs)
    qtbot.addWidget(dialog)
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    assert {spec.text.replace("&", "").rstrip("…") for spec in parts.window.specs if spec.keys} <= texts


def test_tabs_hear_of_recipes_models_and_frames(parts):
    heard: list[str] = []
    tab = parts.window.tab_set.attributes
    tab.show_recipe = lambda recipe: heard.append("recipe")
    tab.show_frame = lambda frame: heard.append("frame")
    parts.generate(2)
    assert {"recipe", "frame"} <= set(heard)


def test_maps_of_the_feature_map_tab_are_captured_while_it_is_seen(parts, qtbot):
    key(parts, "show_feature_maps")
    qtbot.waitUntil(lambda: bool(parts.window.bench.frame.feature_maps))
    key(parts, "show_attributes")
    parts.generate(3)
    assert not parts.window.bench.frame.feature_maps


def test_a_drag_in_the_left_column_reaches_picture_and_history(parts, qtbot):
    slider = parts.window.left.quality._variation.slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Left)
    QTest.mouseClick(parts.window.status, Qt.MouseButton.LeftButton)  # a click elsewhere ends the change
    parts.settle()
    assert parts.window.bench.session.history.present.label == "variation 0.65"
    assert parts.window.left.history._list.model().rowCount() == 2


def test_frames_after_a_live_edit_are_not_steps(parts):
    bench = parts.window.bench
    bench.edit(RecipeEdit(replace(bench.session.recipe, variation=0.2), "variation", Phase.LIVE))
    parts.settle()
    assert len(bench.session.history.past) == 0
    assert replace_field(bench.frame).recipe.variation == 0.2


def test_a_generated_picture_is_saved_even_if_the_window_is_closed_at_once(parts, qtbot):
    with qtbot.waitSignal(parts.window.bench.generated):
        parts.window.bench.generate(11)
    parts.window.close()
    assert [Portrait.open(file.path).recipe.latent for file in parts.workspace.list_portraits()] == [Seed(11)]


def test_a_window_that_was_closed_is_forgotten(qtbot, qapp, tmp_path):
    """Each one that stayed would keep its model with it."""

    def open_and_close() -> weakref.ref[WindowParts]:
        with window_parts(qtbot, qapp, tmp_path) as parts:
            parts.start()
            return weakref.ref(parts)

    parts = open_and_close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()

    assert parts() is None
