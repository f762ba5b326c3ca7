"""Files through the real window: dropped on the picture, shown in the desktop's file manager."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from window_parts import window_parts


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        yield made


def drop(widget: QWidget, *paths: Path) -> None:
    """Brings files over a widget and lets go of them, as the desktop would tell it."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place = widget.rect().center()
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, mime, buttons, keys)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(place), Qt.DropAction.CopyAction, mime, buttons, keys))


def test_a_picture_dropped_on_the_picture_is_opened(parts, qtbot):
    first = parts.generate(7)
    parts.generate(8)

    drop(parts.window.view, first)

    qtbot.waitUntil(lambda: parts.window.bench.session.recipe.latent.seed == 7)


def test_reveal_in_the_menu_of_a_picture_opens_its_folder(parts, qtbot, monkeypatch):
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    saved = parts.generate(7)
    strip = parts.window.strip
    qtbot.waitUntil(lambda: strip.model.rowCount() == 1)
    place = strip.view.visualRect(strip.model.index(0)).center()
    QTest.mouseClick(strip.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    viewport = strip.view.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)
    menu = next(menu for menu in strip.findChildren(QMenu) if menu.isVisible())
    entry = next(action for action in menu.actions() if action.text().startswith("Reveal"))
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())

    assert opened == [str(saved.parent)]


def test_of_several_files_the_first_is_opened_and_the_next_one_offered(parts, qtbot):
    first, second, third = (parts.generate(seed) for seed in (7, 8, 9))
    shown = lambda: parts.window.bench.session.recipe.latent.seed  # noqa: E731

    drop(parts.window.view, second, first, third)

    qtbot.waitUntil(lambda: shown() == 8)
    assert parts.window.bar.sentence == f"{second.name} is opened first; 2 more files were given with it."
    for path, seed in ((first, 7), (third, 9)):
        button = next(one for one in parts.window.bar.findChildren(QPushButton) if one.text() == f"Open {path.name}")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda seed=seed: shown() == seed)
    assert parts.window.bar.sentence == ""
