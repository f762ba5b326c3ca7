"""Versions: states of a picture that a person gave a name, kept until they are deleted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from window_parts import WindowParts, window_parts

from ganstudio.recipe.document import replace
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.ui.files.film_strip import KINDS
from ganstudio.ui.widgets.name_dialog import NameDialog


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        yield made


def vary(parts: WindowParts, value: float) -> None:
    session = parts.window.bench.session
    parts.window.bench.edit(RecipeEdit(replace(session.recipe, variation=value), f"variation {value}"))
    parts.settle()


def answer_with(name: str) -> None:
    """Types a name into the question that comes, and presses Enter; a name that is refused leaves it by Escape."""

    def type_name() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, NameDialog)
        dialog.field.selectAll()
        QTest.keyClicks(dialog.field, name)
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        if dialog.isVisible():
            said.append(dialog.hint.text())
            QTest.keyClick(dialog, Qt.Key.Key_Escape)

    said: list[str] = []
    answer_with.said = said
    QTimer.singleShot(0, type_name)


def listed(parts: WindowParts) -> list[str]:
    return [file.path.stem for file in parts.window.strip.model.files]


def name_it(parts: WindowParts, name: str) -> None:
    answer_with(name)
    parts.window.action("name_version").trigger()
    parts.qtbot.waitUntil(lambda: name in [file.path.stem for file in parts.workspace.list_portraits("versions")])


def show_versions(parts: WindowParts, count: int) -> None:
    parts.window.action("show_versions").trigger()
    assert parts.window.strip.kind == "versions"
    parts.qtbot.waitUntil(lambda: len(listed(parts)) == count)


def click_menu(parts: WindowParts, row: int, text: str) -> None:
    view = parts.window.strip.view
    place = view.visualRect(parts.window.strip.model.index(row)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    _choose(view.viewport(), place, text)


def _choose(viewport, place: QPoint, text: str) -> None:
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)
    menu = next(menu for menu in viewport.window().findChildren(QMenu) if menu.isVisible())
    entry = next(action for action in menu.actions() if action.text().startswith(text))
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())


def test_a_version_is_named_listed_and_opened_again(qtbot, parts):
    parts.generate(5)
    vary(parts, 0.25)
    named = parts.window.bench.session.recipe
    name_it(parts, "before the beard")
    vary(parts, 0.5)
    parts.generate(6)
    show_versions(parts, 1)
    assert listed(parts) == ["before the beard"]
    view = parts.window.strip.view
    QTest.mouseDClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(parts.window.strip.model.index(0)).center()
    )
    qtbot.waitUntil(lambda: parts.window.bench.session.recipe == named)
    parts.settle()


def test_changes_to_an_opened_version_leave_the_version_as_it_was(qtbot, parts):
    parts.generate(5)
    name_it(parts, "mine")
    (version,) = parts.workspace.list_portraits("versions")
    before = version.path.read_bytes()
    parts.generate(6)
    with qtbot.waitSignal(parts.window.bench.frame_shown):
        parts.window.files.open_file(version.path)
    vary(parts, 0.9)
    parts.window.close()
    assert version.path.read_bytes() == before


def test_a_name_is_given_once(qtbot, parts):
    parts.generate(5)
    name_it(parts, "mine")
    vary(parts, 0.5)
    answer_with("mine")
    parts.window.action("name_version").trigger()
    assert "mine" in answer_with.said[0]
    answer_with("a/b")
    parts.window.action("name_version").trigger()
    assert "'/'" in answer_with.said[0]
    assert len(parts.workspace.list_portraits("versions")) == 1


def test_a_version_is_renamed_and_deleted_and_comes_back(qtbot, parts):
    parts.generate(5)
    name_it(parts, "first")
    show_versions(parts, 1)
    answer_with("second")
    click_menu(parts, 0, "Rename")
    qtbot.waitUntil(lambda: listed(parts) == ["second"])
    parts.window.files.confirm_delete = False
    click_menu(parts, 0, "Delete")
    qtbot.waitUntil(lambda: listed(parts) == [])
    undo = next(button for button in parts.window.bar.findChildren(QPushButton) if button.text() == "Take back")
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: listed(parts) == ["second"])


def test_a_step_of_the_history_gets_a_name_while_another_is_on_screen(qtbot, parts):
    parts.generate(5)
    vary(parts, 0.25)
    wanted = parts.window.bench.session.recipe
    vary(parts, 0.5)
    steps = parts.window.left.history._list
    answer_with("a step")
    _choose(steps.viewport(), steps.visualRect(steps.model().index(1)).center(), "Name")
    qtbot.waitUntil(lambda: len(parts.workspace.list_portraits("versions")) == 1)
    (version,) = parts.workspace.list_portraits("versions")
    assert Portrait.open(version.path).recipe == wanted
    assert parts.window.bench.session.recipe.variation == 0.5


def test_versions_outlive_deleting_all_samples_and_the_window(qtbot, qapp, tmp_path, parts):
    parts.generate(5)
    name_it(parts, "mine")
    parts.window.files.confirm_delete = False
    parts.window.action("delete_samples").trigger()
    qtbot.waitUntil(lambda: parts.workspace.list_portraits() == [])
    parts.window.close()
    with window_parts(qtbot, qapp, tmp_path) as again:
        again.start()
        show_versions(again, 1)
        assert KINDS.index("versions") == again.window.strip.tabs.currentIndex()
