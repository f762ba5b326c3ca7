"""MapPages: the pages of the Feature maps tab under a bar that turns them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from ganstudio.words import tr


class MapPages(QWidget):
    """One page in sight at a time.

    Signals:
        turned(): Another page is in sight.
    """

    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QTabBar(self)
        self.bar.setExpanding(False)
        self.bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.bar.setAccessibleName(tr("What is looked at in the layers"))
        self._stack = QStackedWidget(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self._stack, 1)
        self.bar.currentChanged.connect(self._turn)

    def add(self, page: QWidget, title: str, tooltip: str) -> None:
        """Adds a page; the first one is in sight."""
        self._stack.addWidget(page)
        self.bar.setTabToolTip(self.bar.addTab(title), tooltip)

    def show_page(self, page: QWidget) -> None:
        """Turns to a page."""
        self.bar.setCurrentIndex(self._stack.indexOf(page))

    def _turn(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self.turned.emit()
