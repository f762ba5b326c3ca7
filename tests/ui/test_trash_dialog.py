"""The dialog of deleted things, by mouse and keys, and its way into the window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from window_parts import window_parts

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.files.trash_dialog import TrashDialog, size_text
from ganstudio.workspace import Workspace


def strip_paths(parts) -> list[Path]:
    return [file.path for file in parts.window.strip.model.files]


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    made = Workspace(tmp_path / "workspace")
    paths = [
        made.save_picture(Portrait(np.full((8, 8, 3), 200, np.uint8), Recipe()).png_bytes()),
        made.favorites / "notes.png",
    ]
    paths[1].write_bytes(b"no picture")
    made.delete(paths)
    return made


@pytest.fixture
def dialog(qtbot, workspace) -> TrashDialog:
    made = TrashDialog(workspace)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def rows(dialog: TrashDialog) -> list[tuple[str, str]]:
    found = (dialog.list.topLevelItem(index) for index in range(dialog.list.topLevelItemCount()))
    return [(row.text(0), row.text(1)) for row in found]


def answer(text: str) -> None:
    """Clicks that button of the question that is about to be asked."""

    def click() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        button = next(button for button in box.findChildren(QPushButton) if button.text().replace("&", "") == text)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, click)


def test_it_lists_what_was_deleted_and_shows_pictures(dialog):
    assert rows(dialog) == [("notes.png", "Favorite"), ("sample_000001.png", "Portrait")]
    assert dialog._total.text().startswith("2 things")
    assert dialog._picture.pixmap().isNull()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    assert not dialog._picture.pixmap().isNull()
    assert dialog._place.text() == "from portraits"


def test_restore_puts_the_chosen_back_and_tells(dialog, workspace, qtbot):
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(dialog.restored):
        QTest.mouseClick(dialog.restore_button, Qt.MouseButton.LeftButton)
    assert rows(dialog) == [("notes.png", "Favorite")]
    assert [file.path.name for file in workspace.list_portraits()] == ["sample_000001.png"]


def test_all_that_was_deleted_is_chosen_with_ctrl_a_and_restored(dialog, workspace):
    QTest.keyClick(dialog.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseClick(dialog.restore_button, Qt.MouseButton.LeftButton)
    assert rows(dialog) == []
    assert workspace.trashed() == []


def test_enter_restores(dialog, workspace):
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert (workspace.favorites / "notes.png").exists()


def test_del_asks_and_deletes_the_chosen_for_good(dialog, workspace, qtbot):
    answer("Cancel")
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert len(rows(dialog)) == 2
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    answer("Delete")
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert rows(dialog) == [("sample_000001.png", "Portrait")]
    assert [file.original.name for file in workspace.trashed()] == ["sample_000001.png"]


def test_empty_asks_and_says_what_the_trash_is_for_afterwards(dialog, workspace):
    answer("Delete")
    QTest.mouseClick(dialog.empty_button, Qt.MouseButton.LeftButton)
    assert workspace.trashed() == []
    assert not dialog.list.isVisible()
    assert dialog._empty.isVisible()
    enabled = [button.isEnabled() for button in (dialog.empty_button, dialog.delete_button, dialog.restore_button)]
    assert enabled == [False, False, False]


def test_every_button_has_a_name_and_a_tooltip(dialog):
    for button in dialog.findChildren(QPushButton):
        if not button.isHidden() and button.parent() is dialog:
            assert button.accessibleName()
            assert button.toolTip()


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (14_200, "14.2 kB"), (3_100_000, "3.1 MB"), (5 * 10**12, "5000.0 GB")],
)
def test_sizes_are_written_as_people_read_them(size, text):
    assert size_text(size) == text


def test_a_deleted_sample_comes_back_into_the_film_strip_by_the_file_menu(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as parts:
        parts.start()
        path = parts.generate(5)
        parts.workspace.delete([path])
        parts.window.files.folders_changed.emit()

        def restore() -> None:
            shown = QApplication.activeModalWidget()
            assert isinstance(shown, TrashDialog)
            QTest.mouseClick(shown.restore_button, Qt.MouseButton.LeftButton)
            QTest.keyClick(shown, Qt.Key.Key_Escape)

        menu = next(action.menu() for action in parts.window.menuBar().actions() if action.text() == "&File")
        menu.popup(parts.window.pos())
        QTimer.singleShot(0, restore)
        QTest.keyClick(menu, Qt.Key.Key_D)
        assert path.exists()
        qtbot.waitUntil(lambda: path in strip_paths(parts))
