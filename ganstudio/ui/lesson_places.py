"""Where those things are in the window that lessons point at and that are no controls: pages, menus, the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtWidgets import QMainWindow, QTabWidget, QWidget

from ganstudio.ui.actions import menu_title
from ganstudio.ui.canvas.image_view import ImageView
from ganstudio.ui.tab_set import TITLES
from ganstudio.ui.widgets.action_button import without_mnemonic


@dataclass(frozen=True)
class LessonPlaces:
    """Called with what a step points at, as `lessons.toml` has it; gives its place in the window, None for nowhere.

    Attributes:
        window: With its menus. pages: the tabs at the right. view: the picture.
        part: Where a part of the picture lies in the view.
    """

    window: QMainWindow
    pages: QTabWidget
    view: ImageView
    part: Callable[[str], QRectF | None]

    def __call__(self, target: str) -> QRect | None:
        """See above."""
        kind, _, name = target.partition(":")
        match kind:
            case "page":
                bar = self.pages.tabBar()
                return self._seen(bar, bar.tabRect(TITLES.index(name)))
            case "menu":
                return self._seen(self.window.menuBar(), self._menu(menu_title(name)))
            case "picture":
                return self._seen(self.view, self.view.picture_rect().toAlignedRect())
            case _:
                part = self.part(name)
                return None if part is None else self._seen(self.view, part.toAlignedRect())

    def _menu(self, title: str) -> QRect:
        bar = self.window.menuBar()
        return next(bar.actionGeometry(menu) for menu in bar.actions() if without_mnemonic(menu.text()) == title)

    def _seen(self, widget: QWidget, place: QRect) -> QRect | None:
        """The place within a widget, as far as it is seen, in the window; a menu bar of the desktop is not in it."""
        seen = place.intersected(widget.rect())
        return seen.translated(widget.mapTo(self.window, QPoint())) if widget.isVisible() and seen.isValid() else None
