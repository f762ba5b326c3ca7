"""A person at the real window on the built-in model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ganstudio.ui.main_window import MainWindow
from ganstudio.ui.widgets.disclosure import Disclosure


class Person:
    """Uses the window as a person would, and waits for what it shows."""

    def __init__(self, window: MainWindow, qtbot, screenshots: Path) -> None:
        self.window = window
        self.qtbot = qtbot
        self.screenshots = screenshots

    @property
    def recipe(self):
        return self.window.bench.session.recipe

    def see(self) -> np.ndarray:
        """The picture on screen, once it is the recipe's."""
        self.qtbot.waitUntil(lambda: self.window.bench.frame_is_current)
        return self.window.bench.frame.image

    def press(self, name: str) -> None:
        """Presses the keys of an action."""
        self.window.activateWindow()
        self.window.view.setFocus()
        keys = self.window.action(name).shortcut()[0]
        QTest.keyClick(self.window.view, keys.key(), keys.keyboardModifiers())

    def drag(self, widget: QWidget, start: QPoint, end: QPoint, button=Qt.MouseButton.LeftButton) -> None:
        """Drags on a widget in a few steps."""
        QTest.mousePress(widget, button, Qt.KeyboardModifier.NoModifier, start)
        for step in range(1, 5):
            QTest.mouseMove(widget, start + (end - start) * step / 4)
        QTest.mouseRelease(widget, button, Qt.KeyboardModifier.NoModifier, end)

    def drag_slider(self, slider, position: int) -> None:
        """Drags a slider's knob from where it is to a position."""
        start, end = (QPoint(round(slider._x(at)), slider.height() // 2) for at in (slider.value(), position))
        self.drag(slider, start, end)

    def turn_to(self, name: str) -> None:
        """Clicks a tab at the right."""
        bar = self.window.tabs.tabBar()
        index = next(index for index in range(bar.count()) if bar.tabText(index) == name)
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(index).center())

    def unfold(self) -> None:
        """Opens what is folded away behind lines of the page that is shown."""
        for line in self.window.tabs.currentWidget().findChildren(Disclosure):
            if line.isVisible() and line.folded:
                QTest.mouseClick(line, Qt.MouseButton.LeftButton)

    def at(self, x: float, y: float) -> QPoint:
        """The place in the view of a place in the picture, both counted from 0 to 1."""
        rect = self.window.view.picture_rect()
        return QPoint(round(rect.x() + x * rect.width()), round(rect.y() + y * rect.height()))

    def take_screenshot(self, name: str) -> None:
        self.see()
        QApplication.processEvents()  # paints what has just been shown; a test may do this, the studio never does
        assert self.window.grab().save(str(self.screenshots / f"{name}.png"))
