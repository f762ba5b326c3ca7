"""The spatial tab in the window: new images, kept switches, files of tabs, presets taken back, pasted edits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from window_parts import WindowParts, window_parts

from ganstudio.recipe import codec
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import Seed
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.ui.files.trash_dialog import TrashDialog
from ganstudio.ui.widgets.slider import Slider
from ganstudio.workspace import load_settings, save_settings
from ganstudio.workspace.tabs import save_tab_file

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def painted(name: str = "mouth", **fields: object) -> SpatialEdit:
    weights = (ChannelWeight("b4", 0, 1.0),)
    given = {"resolution": 4, "selection": Array(np.eye(4)), "weights": weights, "multiplier": 2.0, **fields}
    return SpatialEdit(name=name, **given)


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        show_edits(made, painted())
        yield made


def show_edits(parts: WindowParts, *edits: SpatialEdit) -> None:
    """Puts tabs onto the picture, and turns to the spatial tab by its key."""
    bench = parts.window.bench
    bench.edit(RecipeEdit(replace(bench.session.recipe, edits=edits), "edits"))
    press(parts, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    parts.settle()


def press(parts: WindowParts, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    parts.window.activateWindow()
    parts.window.view.setFocus()
    QTest.keyClick(parts.window.view, key, modifiers)


def test_space_generates_after_a_tab_was_named(parts, qtbot):
    qtbot.waitUntil(parts.window.isActiveWindow)
    press(parts, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    chip = parts.window.tab_set.spatial.chips.chips["mouth"]
    qtbot.waitUntil(chip.isVisible)
    QTest.mouseDClick(chip, LEFT, pos=chip.rect().center())
    QTest.keyClicks(QApplication.focusWidget(), "lips")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert [edit.name for edit in parts.window.bench.session.recipe.edits] == ["lips"]
    with qtbot.waitSignal(parts.window.bench.generated):
        QTest.keyClick(QApplication.focusWidget() or parts.window, Qt.Key.Key_Space)
    assert QApplication.activePopupWidget() is None


def new_image(parts: WindowParts) -> SpatialEdit:
    """Generates by the space bar, and gives the tab of the new picture."""
    with parts.qtbot.waitSignal(parts.window.bench.generated) as made:
        press(parts, Qt.Key.Key_Space)
    parts.settle()
    return made.args[0].recipe.edits[0]


def turn(parts: WindowParts, switch: str) -> None:
    QTest.mouseClick(parts.window.tab_set.spatial.selection.switches[switch], LEFT, pos=QPoint(10, 10))


# -- new images, kept switches


def test_a_new_image_keeps_selections_until_they_are_to_be_reset(parts):
    assert new_image(parts) == painted()
    turn(parts, "reset_for_new_images")
    empty = new_image(parts)
    assert not empty.selection.numpy().any()
    assert empty.multiplier == 2.0
    assert parts.window.bench.session.recipe.edits == (empty,)
    turn(parts, "reset_for_new_images")
    show_edits(parts, painted())
    assert new_image(parts) == painted()


def test_what_is_painted_stays_in_sight_beside_the_maps_without_the_tools(parts):
    view, tools = parts.window.view, parts.window.tab_set.canvas.tools
    parts.window.tabs.setCurrentWidget(parts.window.tab_set.spatial)
    assert view.overlay("selection") is not None
    press(parts, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert view.overlay("selection") is not None
    assert not tools.isVisible()
    before = parts.window.bench.session.recipe
    QTest.mouseClick(view, LEFT, pos=view.picture_rect().center().toPoint())
    assert parts.window.bench.session.recipe == before
    press(parts, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert view.overlay("selection") is None
    press(parts, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert view.overlay("selection") is not None
    assert tools.isVisible()


def test_the_switches_of_the_selection_card_are_kept_over_a_restart(parts, qtbot, qapp, tmp_path):
    for switch in ("reset_for_new_images", "no_overlap", "blue_for_green"):
        turn(parts, switch)
    path = tmp_path / "settings.json"
    save_settings(parts.saved_settings[-1], path)
    parts.window.close()
    with window_parts(qtbot, qapp, tmp_path, load_settings(path)) as other:
        other.start()
        switches = other.window.tab_set.spatial.selection.switches
        assert {name for name, switch in switches.items() if switch.isChecked()} == {
            "reset_for_new_images",
            "no_overlap",
            "blue_for_green",
            "shown",
        }
        show_edits(other, painted())
        assert not new_image(other).selection.numpy().any()


# -- files of tabs


def drop(parts: WindowParts, widget: QWidget, path: Path) -> None:
    """Drops a file on a widget, or on the nearest one around it that takes files, as the window system does."""
    mime, none = QMimeData(), Qt.KeyboardModifier.NoModifier
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    while not widget.acceptDrops():
        widget = widget.parentWidget()
    entering = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, LEFT, none)
    QApplication.sendEvent(widget, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, LEFT, none))


@pytest.mark.parametrize("place", ["row of tabs", "picture", "another page"])
def test_a_file_of_tabs_that_is_dropped_adds_its_tabs(parts, tmp_path, place):
    save_tab_file(tmp_path / "wings.json", [painted("wings"), painted("mouth", multiplier=9.0)])
    window = parts.window
    window.tabs.setCurrentIndex(0 if place == "another page" else 1)
    spatial = window.tab_set.spatial
    target = {"row of tabs": spatial.chips, "picture": window.view, "another page": window.tab_set.attributes}[place]
    drop(parts, target, tmp_path / "wings.json")
    assert [edit.name for edit in window.bench.session.recipe.edits] == ["mouth", "wings", "mouth 2"]
    assert window.bench.session.history.present.label == "add tabs of wings.json"
    assert window.tabs.currentWidget() is spatial
    assert spatial.current_edit.name == "wings"
    press(parts, Qt.Key.Key_Z, CTRL)
    assert window.bench.session.recipe.edits == (painted(),)


def test_a_dropped_file_of_tabs_for_another_model_is_one_sentence(parts, tmp_path):
    save_tab_file(tmp_path / "wings.json", [painted("wings", weights=(ChannelWeight("b512", 0, 1.0),))])
    drop(parts, parts.window.view, tmp_path / "wings.json")
    assert "wings.json do not fit this model. Layer 'b512' is not in this model" in parts.window.bar.sentence
    assert parts.window.bench.session.recipe.edits == (painted(),)


def test_a_file_of_tabs_is_imported_by_the_menu_too(parts, tmp_path, monkeypatch):
    from ganstudio.ui.widgets import dialogs

    save_tab_file(tmp_path / "wings.json", [painted("wings")])
    monkeypatch.setattr(dialogs, "ask_picture", lambda *_: tmp_path / "wings.json")
    press(parts, Qt.Key.Key_I, CTRL)
    assert [edit.name for edit in parts.window.bench.session.recipe.edits] == ["mouth", "wings"]


# -- presets


def test_a_deleted_preset_is_taken_back_in_the_bar(parts):
    spatial, bar = parts.window.tab_set.spatial, parts.window.bar
    spatial.commands.saved.save("gape", (painted(),))
    spatial.presets.list.setCurrentRow(0)
    QTest.keyClick(spatial.presets.list, Qt.Key.Key_Delete)
    assert bar.sentence == "Deleted the preset “gape”."
    assert spatial.commands.saved.names() == ()
    QTest.mouseClick(bar._action, LEFT)
    assert spatial.commands.saved.names() == ("gape",)


def test_a_deleted_preset_comes_back_from_the_trash_too(parts, monkeypatch):
    spatial = parts.window.tab_set.spatial
    spatial.commands.saved.save("gape", (painted(),))
    spatial.presets.list.setCurrentRow(0)
    QTest.keyClick(spatial.presets.list, Qt.Key.Key_Delete)

    def restore_all(dialog: TrashDialog) -> None:
        dialog.show()
        dialog.list.selectAll()
        QTest.mouseClick(dialog.restore_button, LEFT)
        dialog.close()

    monkeypatch.setattr(TrashDialog, "exec", restore_all)
    parts.window.action("show_trash").trigger()
    assert spatial.presets.list.item(0).text() == "gape"


def test_a_preset_shows_on_another_picture(parts):
    spatial = parts.window.tab_set.spatial
    spatial.commands.saved.save("gape", (painted(multiplier=50.0),))
    parts.generate(9)
    presets = spatial.presets.list
    QTest.mouseClick(presets.viewport(), LEFT, pos=presets.visualItemRect(presets.item(0)).center())
    parts.settle()
    assert parts.window.bench.frame.recipe == replace(
        parts.window.bench.session.recipe, latent=Seed(9), edits=(painted(multiplier=50.0),)
    )


# -- copying


def activated(parts: WindowParts) -> bool:
    """Whether the window has the keys; asks for them until it has."""
    parts.window.activateWindow()
    return parts.window.isActiveWindow()


def test_edits_are_copied_by_keys_as_text_into_another_session(parts, qtbot, qapp, tmp_path):
    press(parts, Qt.Key.Key_C, CTRL)
    as_text = QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().setText(f"  {as_text}\n")  # as it comes back from a letter
    parts.window.close()
    with window_parts(qtbot, qapp, tmp_path / "other") as other:
        other.start()
        qtbot.waitUntil(lambda: activated(other))
        latent = other.window.bench.session.recipe.latent
        press(other, Qt.Key.Key_V, CTRL | SHIFT)
        assert other.window.bench.session.recipe.edits == (painted(),)
        assert other.window.bench.session.recipe.latent == latent
        assert other.window.bench.session.history.present.label == "pasted edits"


def test_of_edits_that_do_not_all_fit_those_that_do_can_be_pasted(parts):
    too_fine = painted("wings", weights=(ChannelWeight("b512", 0, 1.0),))
    foreign = AttributeShift(name="smile", vector=Array(np.ones(5)), amount=1.0)
    fitting = painted("hair", multiplier=7.0)
    copied = Recipe(latent=Seed(3), attributes=(foreign,), edits=(too_fine, fitting))
    QGuiApplication.clipboard().setText(codec.encode(copied).decode())
    before = parts.window.bench.session.recipe
    press(parts, Qt.Key.Key_V, CTRL | SHIFT)
    assert parts.window.bench.session.recipe == before
    assert parts.window.bar._action.text() == "Paste those that fit"
    QTest.mouseClick(parts.window.bar._action, LEFT)
    assert parts.window.bench.session.recipe == replace(before, edits=(fitting,))


@pytest.mark.parametrize(
    ("name", "begins"), [("paste_edits", "The copied edits do not fit this model. "), ("paste_recipe", "")]
)
def test_edits_of_a_model_with_other_layers_are_refused_in_a_sentence(parts, qtbot, name, begins):
    other = Recipe(latent=Seed(3), edits=(painted(weights=(ChannelWeight("b512.conv0", 3, 1.0),)),))
    QGuiApplication.clipboard().setText(codec.encode(other).decode())
    before = parts.window.bench.session.recipe
    parts.window.action(name).trigger()
    qtbot.waitUntil(lambda: bool(parts.window.bar.sentence))
    why = f"{begins}Layer 'b512.conv0' is not in this model (its layers go from b4 to b32)"
    assert parts.window.bar.sentence.startswith(why)
    assert not parts.window.bar._action.isVisible()
    assert parts.window.bench.session.recipe == before


# -- sliders


def test_every_slider_resets_on_a_double_click(parts):
    sliders = parts.window.findChildren(Slider)
    assert len(sliders) > 6
    for slider in sliders:
        assert slider.receivers("2reset_requested()") > 0, slider.accessibleName()
