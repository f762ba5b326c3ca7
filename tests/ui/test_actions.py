"""The actions table: complete, unique keys, and slots that exist."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from ganstudio.ui import actions
from ganstudio.ui.actions import ACTIONS, ActionSpec
from ganstudio.ui.bench.comparison import Comparison
from ganstudio.ui.bench.placing import Placing
from ganstudio.ui.bench.workbench import Workbench
from ganstudio.ui.files.picture_files import PictureFiles
from ganstudio.ui.widgets import icons
from ganstudio.ui.window_commands import WindowCommands


@pytest.mark.parametrize("spec", ACTIONS, ids=lambda spec: spec.name)
def test_each_action_has_words_a_menu_and_a_slot(spec: ActionSpec):
    assert spec.text
    assert len(spec.tooltip) > 10
    assert spec.menu.split("/")[0] in actions.MENUS
    homes = (Workbench, Comparison, Placing, PictureFiles, WindowCommands)
    assert spec.name.startswith("batch_") or any(hasattr(home, spec.name) for home in homes)
    assert not spec.icon or spec.icon in icons.NAMES


def test_no_two_actions_share_keys():
    keys = Counter(QKeySequence(text).toString() for spec in ACTIONS for text in spec.keys)
    assert [text for text, count in keys.items() if count > 1] == []


def test_all_keys_are_keys_that_qt_knows():
    assert [text for spec in ACTIONS for text in spec.keys if QKeySequence(text).isEmpty()] == []


def test_what_the_window_is_for_has_keys():
    without = {spec.name for spec in ACTIONS if not spec.keys}
    wanted = {"generate", "update", "import_picture", "favorite", "toggle_previous", "delete_samples", "undo", "redo"}
    wanted |= {"set_base", "reset_base", "save", "open_model", "copy_recipe", "paste_recipe", "zoom_fit"}
    assert not wanted & without


def test_an_action_calls_its_slot_without_arguments_and_a_switch_with_its_state(qtbot):
    class Target(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.calls: list = []

        def save(self) -> None:
            self.calls.append("save")

        def toggle_wipe(self, on: bool) -> None:
            self.calls.append(on)

    target = Target()
    specs = [spec for spec in ACTIONS if spec.name in ("save", "toggle_wipe")]
    table = actions.build_actions(target, (target,), specs)
    table["save"].trigger()
    table["toggle_wipe"].trigger()
    table["toggle_wipe"].trigger()
    assert target.calls == ["save", True, False]


def test_the_tooltip_ends_with_the_keys(qtbot):
    class Target(QObject):
        def save(self) -> None: ...

    target = Target()
    specs = [spec for spec in ACTIONS if spec.name == "save"]
    assert actions.build_actions(target, (target,), specs)["save"].toolTip().endswith("(Ctrl+S)")


def test_a_missing_slot_is_told_at_once():
    with pytest.raises(LookupError, match="save"):
        actions.build_actions(QObject(), (object(),), [spec for spec in ACTIONS if spec.name == "save"])
