"""Arrangement: the panels around the picture: where they are at first, kept for the next sitting, and put back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QSizePolicy, QTabWidget, QWidget

from ganstudio.ui.attributes.entries import KINDS, Order
from ganstudio.ui.attributes.layout import OrderButton, SetChips
from ganstudio.ui.files.film_strip import FilmStrip
from ganstudio.ui.make.left_column import LeftColumn
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.disclosure import Disclosure
from ganstudio.ui.widgets.grip import GRIP_PX, paint_grip
from ganstudio.words import english, tr
from ganstudio.workspace import Settings

_STATE_VERSION = 1
_WIDE_FROM = 1440
_COLUMNS = {True: (284, 436), False: (266, 356)}
"""Width of the left and the right column in a wide and in a narrow window."""
_TALL_FROM = 900
_STRIP_HEIGHTS = {True: 148, False: 124}
"""Height of the film strip in a tall and in a low window."""
_FIRST_SIZE = QSize(1600, 1000)
_FRAME = QSize(16, 44)
"""What a desktop adds around a window, title bar included; not to be asked for before the window is shown."""


class Arrangement:
    """Puts the panels into docks and moves these. Main thread only.

    Attributes:
        left, right, strip: The docks. docks: all three.
    """

    def __init__(self, window: QMainWindow, *, tabs: QTabWidget, strip: FilmStrip) -> None:
        """The left dock is empty until `put_left`."""
        self._window = window
        self._tabs = tabs
        self._film_strip = strip
        self._shape = (True, True)
        self._folds: CardFolds | None = None
        self._chips: SetChips | None = None
        self._order: OrderButton | None = None
        self._left_column: LeftColumn | None = None
        self._put_away = b""
        """How the docks were before they were put away."""
        areas = Qt.DockWidgetArea
        self.left = _add_dock(window, "make", tr("Make and compare"), areas.LeftDockWidgetArea)
        self.right = _add_dock(window, "tabs", tr("Tabs"), areas.RightDockWidgetArea)
        self.strip = _add_dock(window, "strip", tr("Film strip"), areas.BottomDockWidgetArea)
        self.docks = (self.left, self.right, self.strip)
        self.right.setWidget(tabs)
        self.strip.setWidget(strip)
        for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
            window.setCorner(corner, areas.BottomDockWidgetArea)

    def put_left(self, column: LeftColumn) -> None:
        """Puts the left column into its dock."""
        self._left_column = column
        self.left.setWidget(column)

    def restore(self, settings: Settings, chips: SetChips, order: OrderButton) -> None:
        """Puts everything where it was left, or where it is at first; called once, when the window has been built."""
        window = self._window
        cards = [card for card in window.findChildren(Card) if card.collapsible]
        self._folds = CardFolds((*cards, *window.findChildren(Disclosure)), settings.folded_cards)
        self._chips, self._order = chips, order
        order.set_order(Order[settings.attribute_order])
        if settings.attribute_sets:
            chips.set_kinds(settings.attribute_sets)
        window.resize(_FIRST_SIZE)
        self.reset()
        if settings.window_geometry:
            window.restoreGeometry(QByteArray(settings.window_geometry))
            self._shape = self._present_shape()  # what follows is the person's own arrangement: leave it
        if settings.window_state:
            window.restoreState(QByteArray(settings.window_state), _STATE_VERSION)
        if self._left_column is not None:
            self._left_column.set_history_height(settings.history_height)

    def fit_screen(self) -> None:
        """Makes the window no larger than fits the screen with its frame."""
        self._window.resize(self._window.size().boundedTo(self._window.screen().availableSize() - _FRAME))

    def kept(self) -> dict[str, object]:
        """What of the settings is to be kept for the next sitting, by the names of their fields."""
        kept: dict[str, object] = {
            "window_geometry": bytes(self._window.saveGeometry().data()),
            "window_state": self._put_away or bytes(self._window.saveState(_STATE_VERSION).data()),
        }
        if self._folds is not None:
            kept["folded_cards"] = self._folds.folded
        if self._chips is not None:
            kept["attribute_sets"] = tuple(kind for kind in KINDS if kind in self._chips.kinds)
        if self._order is not None:
            kept["attribute_order"] = self._order.order.name
        if self._left_column is not None:
            kept["history_height"] = self._left_column.history_height
        return kept

    def reset(self) -> None:
        """Puts the docks where they are at first."""
        areas = Qt.DockWidgetArea
        places = ((self.left, areas.LeftDockWidgetArea), (self.right, areas.RightDockWidgetArea))
        for dock, area in (*places, (self.strip, areas.BottomDockWidgetArea)):
            dock.setFloating(False)
            self._window.addDockWidget(area, dock)
            dock.show()
        if self._left_column is not None:
            self._left_column.set_history_height(0)
        self._fit()

    def make_room(self) -> None:
        """Puts the panels away, until `give_back`, as where the library is in the canvas' place."""
        if not self._put_away:
            self._put_away = bytes(self._window.saveState(_STATE_VERSION).data())
            for dock in self.docks:
                dock.hide()

    def give_back(self) -> None:
        """Puts the panels back that `make_room` has put away."""
        if self._put_away:
            self._window.restoreState(QByteArray(self._put_away), _STATE_VERSION)
            self._put_away = b""
            if self._shape != self._present_shape():
                self.follow_size()

    def show_left(self) -> None:
        """Brings the left column to sight."""
        self.left.show()
        self.left.raise_()

    def show_versions(self) -> None:
        """Brings the named versions to sight, in the film strip."""
        self.strip.show()
        self.strip.raise_()
        self._film_strip.show_kind("versions")

    def show_tab(self, index: int) -> None:
        """Goes to a tab, counted from 0."""
        self.right.show()
        self._tabs.setCurrentIndex(index)
        self._tabs.currentWidget().setFocus()

    def follow_size(self) -> None:
        """Gives the docks another size when the window has turned wide or narrow, tall or low."""
        shape = self._present_shape()
        if shape != self._shape and not self._put_away:
            self._shape = shape
            QTimer.singleShot(0, self._window, self._fit)  # once the docks know the window's new size

    def _present_shape(self) -> tuple[bool, bool]:
        return self._window.width() >= _WIDE_FROM, self._window.height() >= _TALL_FROM

    def _fit(self) -> None:
        window, (wide, tall) = self._window, self._shape
        window.resizeDocks([self.left, self.right], list(_COLUMNS[wide]), Qt.Orientation.Horizontal)
        window.resizeDocks([self.strip], [_STRIP_HEIGHTS[tall]], Qt.Orientation.Vertical)


class CardFolds:
    """Told by what folds what a person does with it. Each is known by its heading in English. Main thread only."""

    def __init__(self, cards: Iterable[Card | Disclosure], known: Mapping[str, bool]) -> None:
        """Folds and unfolds them as they were left; `known` is heading -> whether folded, of earlier sittings."""
        self._folded = dict(known)
        for card in cards:
            title = english(card.title)
            card.fold_chosen.connect(partial(self._note, title))
            if title in known:
                card.fold_is_chosen = True
                card.set_folded(known[title])

    @property
    def folded(self) -> dict[str, bool]:
        """Heading -> whether it is folded, of those that a person has folded or unfolded."""
        return dict(self._folded)

    def _note(self, title: str, folded: bool) -> None:
        self._folded[title] = folded


def _add_dock(window: QMainWindow, name: str, title: str, area: Qt.DockWidgetArea) -> QDockWidget:
    """Makes a dock; `name` is what its place is remembered by."""
    dock = QDockWidget(title, window)
    dock.setObjectName(name)
    dock.setTitleBarWidget(_Grip(title, dock))
    window.addDockWidget(area, dock)
    return dock


class _Grip(QWidget):
    """A thin strip to drag the dock by; a double click floats it."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            tr(
                "Drag to move the panel “{panel}”, double-click to float it; View, Reset layout puts it back",
                panel=title,
            )
        )
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Thin."""
        return QSize(40, GRIP_PX)

    def minimumSizeHint(self) -> QSize:
        """As thin."""
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leaves the mouse to the dock, which moves."""
        event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Likewise."""
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Likewise."""
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Likewise."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws a short line in the middle."""
        paint_grip(self)
