"""Dialog: fits the screen that it is on; where that is too low or narrow, all but its buttons scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QLayout, QLayoutItem, QScrollArea, QVBoxLayout, QWidget

_TITLE_BAR = QSize(2, 40)
"""What desktops put around a window; GNOME's bar is 37 pixels high."""
_LEAST_ROOM = QSize(1024, 680)
"""Of the studio's own window; no screen is taken for smaller."""


def room_on(screen: QScreen) -> QSize:
    """How large what is in a window can be there, beside the desktop's panels and below its title bar."""
    return (screen.availableSize() - _TITLE_BAR).expandedTo(_LEAST_ROOM)


class Dialog(QDialog):
    """What every dialog of the studio is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._area: QScrollArea | None = None

    def setVisible(self, visible: bool) -> None:
        """Fits before it is seen."""
        if visible:
            self._fit()
        super().setVisible(visible)

    def event(self, event: QEvent) -> bool:
        """Fits again when something in it has become larger."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return done

    def _fit(self) -> None:
        layout, room = self.layout(), room_on(self.screen())
        if layout is None:
            return
        if self._area is None and not _fits(_needed(self, layout), room):
            self._area = _scrolled(self, layout)
            self.resize(self._area.sizeHint().grownBy(self.contentsMargins()).expandedTo(self.size()))
        if not _fits(self.size(), room):
            self.resize(self.size().boundedTo(room))
        beyond = self.frameGeometry().bottom() - self.screen().availableGeometry().bottom()
        if self.isVisible() and beyond > 0:
            self.move(self.x(), max(self.screen().availableGeometry().top(), self.y() - beyond))


def _fits(size: QSize, room: QSize) -> bool:
    return size.boundedTo(room) == size


def _needed(dialog: QDialog, layout: QLayout) -> QSize:
    least = layout.totalMinimumSize()
    if layout.hasHeightForWidth():
        width = max(dialog.width(), least.width())
        least.setHeight(max(least.height(), layout.totalMinimumHeightForWidth(width)))
    return least


class _Area(QScrollArea):
    """As large as what is in it, if there is room."""

    def __init__(self, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._content = content
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    def sizeHint(self) -> QSize:
        """With room for the bar."""
        inside = self._content.sizeHint().expandedTo(self._content.minimumSizeHint())
        return inside + QSize(self.verticalScrollBar().sizeHint().width(), 0)

    def minimumSizeHint(self) -> QSize:
        """Scrolls to the side where the screen is too narrow, too."""
        least = self._content.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(min(least, room_on(self.screen()).width()), 160)


def _scrolled(dialog: QDialog, layout: QLayout) -> QScrollArea:
    """Puts what is in a dialog into a scrolling area, and leaves the row of buttons below it in sight."""
    last = layout.itemAt(layout.count() - 1)
    foot = layout.takeAt(layout.count() - 1) if last is not None and _has_buttons(last) else None
    content = QWidget()
    content.setObjectName("scrolled")
    margins, spacing = layout.contentsMargins(), layout.spacing()
    content.setLayout(layout)  # with all that is in it
    area = _Area(content, dialog)
    dialog.setMinimumHeight(0)  # which its layout had set
    outer = QVBoxLayout(dialog)
    outer.setContentsMargins(0, 0, 0, margins.bottom())
    outer.setSpacing(spacing)
    outer.addWidget(area, 1)
    if foot is not None:
        below = QVBoxLayout()
        below.setContentsMargins(margins.left(), 0, margins.right(), 0)
        below.addItem(foot)
        outer.addLayout(below)
    return area


def _has_buttons(item: QLayoutItem) -> bool:
    inside = item.layout()
    if inside is None:
        return isinstance(item.widget(), QDialogButtonBox)
    items = (inside.itemAt(index) for index in range(inside.count()))
    return any(_has_buttons(one) for one in items if one is not None)
