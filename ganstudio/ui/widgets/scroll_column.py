"""ScrollColumn: cards under one another, scrolled when they are higher than the view; nothing is squeezed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QMoveEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

_MARGIN = 12


class ScrollColumn(QScrollArea):
    """A vertical scroll area as wide as its contents are made to be.

    What is under the mouse stays there when something above it grows or goes by itself, as far as there is to scroll,
    and when the contents get shorter: the space below goes once it is out of sight or the mouse is elsewhere.

    Attributes:
        column: Where the cards go.

    Signals:
        scrolled(): Other things may be in sight now.
    """

    scrolled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the keys, and brings itself to sight
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._content = QWidget()
        self._content.setObjectName("scrolled")
        self.column = QVBoxLayout(self._content)
        self.column.setContentsMargins(12, 12, 12, 12)
        self.column.setSpacing(12)
        self.setWidget(self._content)
        self._content.installEventFilter(self)
        self._places: dict[QWidget, QRect] = {}
        """Where the cards were that have been moved, before the first move of this turn."""
        self._awaited: QWidget | None = None
        """What is to come to sight once the mouse is elsewhere."""
        self.verticalScrollBar().valueChanged.connect(self._fit_height)
        self.verticalScrollBar().valueChanged.connect(self.scrolled)
        self.verticalScrollBar().rangeChanged.connect(self.scrolled)
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.timeout.connect(self._scroll_after)  # once the scroll bar knows the new height

    def add(self, *widgets: QWidget) -> None:
        """Puts widgets under one another, at the top."""
        for widget in widgets:
            self.column.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)  # as high as it is at this width
            widget.installEventFilter(self)
        self.column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gives the contents the height that they need at the new width."""
        super().resizeEvent(event)
        self._fit_height()

    def leaveEvent(self, event: QEvent) -> None:
        """Takes away the space that was kept for what was under the mouse."""
        super().leaveEvent(event)
        self._fit_height()
        awaited, self._awaited = self._awaited, None
        if awaited is not None and awaited.isVisible():
            self.scroll_to(awaited)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Where a person scrolls, nothing is brought to sight any more."""
        self._awaited = None
        super().wheelEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Scrolls to what Tab goes to; not to what gets the keys because what was pressed is closed or gone."""
        left, before = QApplication.focusWidget(), self.verticalScrollBar().value()
        moved = super().focusNextPrevChild(forward)
        gone = left is not None and (left.testAttribute(Qt.WidgetAttribute.WA_ForceDisabled) or left.isHidden())
        if gone and self.is_pointed_at():
            self.verticalScrollBar().setValue(before)
        return moved

    def bring_to_sight(self, widget: QWidget) -> None:
        """Scrolls there once it has its place or, while the mouse is over the column, when it has left.

        So nothing moves away from under the mouse.
        """
        QTimer.singleShot(0, self, lambda: self._bring(widget))

    def scroll_to(self, widget: QWidget) -> None:
        """Scrolls as little as it takes to see it or, where it is higher than the view, to see it from its top on."""
        bar, room = self.verticalScrollBar(), self.viewport().height() - 2 * _MARGIN
        top = widget.mapTo(self._content, QPoint(0, 0)).y()
        least = top + min(widget.height(), room) - room - _MARGIN
        self.horizontalScrollBar().setValue(0)
        bar.setValue(min(max(bar.value(), least), top - _MARGIN))

    def begins_in_sight(self, widget: QWidget, height: int) -> bool:
        """Whether so much of its top, in pixels, is seen."""
        top = widget.mapTo(self.viewport(), QPoint(0, 0)).y()
        return top >= 0 and top + min(height, widget.height()) <= self.viewport().height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Likewise when something in them has changed; follows what is moved away from under the mouse."""
        if watched is self._content:
            if event.type() == QEvent.Type.LayoutRequest:
                self._fit_height()
        elif isinstance(event, QMoveEvent) and isinstance(watched, QWidget) and watched.isVisible():
            self._places.setdefault(watched, QRect(event.oldPos(), watched.size()))
            self._follow.start()
        return super().eventFilter(watched, event)

    def _bring(self, widget: QWidget) -> None:
        if self.is_pointed_at():
            self._awaited = widget
        else:
            self.scroll_to(widget)

    def _scroll_after(self) -> None:
        places, self._places = self._places, {}
        seen = self.is_pointed_at()
        mouse, bar = self._content.mapFromGlobal(QCursor.pos()), self.verticalScrollBar()
        for card, place in places.items():
            if seen and card.isVisible() and place.contains(mouse):
                bar.setValue(bar.value() + card.y() - place.y())

    def _fit_height(self) -> None:
        # QScrollArea asks for the minimum height at any width; wrapped texts and chips need more at a small one.
        width = self.viewport().width()
        needed = self.column.totalHeightForWidth(width) if self.column.hasHeightForWidth() else 0
        kept = self.verticalScrollBar().value() + self.viewport().height() if self.is_pointed_at() else 0
        self._content.setMinimumHeight(max(needed, kept, self.column.totalMinimumSize().height()))

    def is_pointed_at(self) -> bool:
        """Whether the mouse is over what is seen of it, as QCursor has it: `underMouse` is wrong after a drag."""
        return self.isVisible() and self.viewport().rect().contains(self.viewport().mapFromGlobal(QCursor.pos()))
