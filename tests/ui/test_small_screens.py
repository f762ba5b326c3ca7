"""On a laptop's screen every dialog has room, and whatever is in it can be brought to sight."""

from __future__ import annotations

from contextlib import suppress

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QVBoxLayout, QWidget
from test_accessibility import said, takes_tab
from window_parts import window_parts

from ganstudio.ui.jobs.dialog import BatchDialog
from ganstudio.ui.jobs.menu import FORMS
from ganstudio.ui.widgets import dialog as dialog_rule
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.ui.widgets.dialog_buttons import DialogButtons

OTHERS = ("show_settings", "show_shortcuts", "show_trash", "show_palette", "batch_film", "batch_attribute")
NOT_HERE = {"batch_style_channels"}
"""What the stand-in for a model has no layers for."""
SCREENS = {"1366x768": QSize(1364, 688), "1280x800": QSize(1278, 720)}
"""What a title bar and a panel of 40 pixels each leave."""


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        yield made


@pytest.mark.parametrize("screen", SCREENS)
def test_every_dialog_has_room_on_a_laptop(parts, monkeypatch, screen):
    room = SCREENS[screen]
    monkeypatch.setattr(dialog_rule, "room_on", lambda _: room)
    monkeypatch.setattr(BatchDialog, "_ask_preview", lambda dialog: None)  # the stand-in engine draws none
    monkeypatch.setattr(QDialog, "exec", QDialog.open)
    wrong = []
    for name in [*(form.action for form in FORMS if form.action not in NOT_HERE), *OTHERS]:
        parts.window.action(name).trigger()
        QApplication.processEvents()
        dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())
        assert isinstance(dialog, Dialog)
        if dialog.size().boundedTo(room) != dialog.size():
            wrong.append(f"{name}: {dialog.width()} x {dialog.height()}")
        wrong += [f"{name}: {said(control)} is cut" for control in cut(dialog)]
        dialog.reject()
        with suppress(RuntimeError):
            dialog.close()
        QApplication.processEvents()
    assert "\n".join(wrong) == ""


def cut(dialog: QDialog) -> list[QWidget]:
    """What is not seen whole where it has the focus."""
    found = []
    for control in dialog.findChildren(QWidget):
        if control.window() is dialog and control.isVisible() and control.isEnabled() and takes_tab(control):
            control.setFocus(Qt.FocusReason.TabFocusReason)
            QApplication.processEvents()
            seen = control.visibleRegion().boundingRect()
            if control.isVisible() and seen.height() < min(control.height(), 60):
                found.append(control)
    return found


def test_a_dialog_that_grows_past_the_screen_scrolls_and_keeps_its_buttons_in_sight(qtbot, monkeypatch):
    monkeypatch.setattr(dialog_rule, "room_on", lambda _: QSize(1364, 688))
    dialog = Dialog()
    qtbot.addWidget(dialog)
    column, buttons = QVBoxLayout(dialog), DialogButtons("Go", dialog)
    labels = [QLabel(f"line {number}", dialog) for number in range(40)]
    for label in labels:
        label.setFixedHeight(30)
        column.addWidget(label)
    column.addWidget(buttons)
    for label in labels[3:]:
        label.hide()
    dialog.show()
    assert dialog.height() < 400
    for label in labels:
        label.show()
    qtbot.waitUntil(lambda: 600 < dialog.height() <= 688)
    assert buttons.visibleRegion().boundingRect().height() == buttons.height()
    assert labels[-1].visibleRegion().isEmpty()
    dialog.close()
