"""ResultsBelow: the button beside Find that leads to what was found, there while that is out of sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractButton, QWidget

from ganstudio.ui.widgets.scroll_column import ScrollColumn

_ENOUGH_PX = 96
"""Of the results: about their first row."""
_CHANGES = (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize, QEvent.Type.Move)


class ResultsBelow(QObject):
    """Follows the column in which the results are."""

    def __init__(self, column: ScrollColumn, button: QAbstractButton, results: QWidget) -> None:
        super().__init__(column)
        self._column, self._button, self._results = column, button, results
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.timeout.connect(self._follow)  # once everything has its place
        column.scrolled.connect(self._look.start)
        results.installEventFilter(self)
        button.clicked.connect(lambda: column.scroll_to(results))
        button.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks again where the results are."""
        if event.type() in _CHANGES:
            self._look.start()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        shown = self._results.isVisible()
        self._button.setVisible(shown and not self._column.begins_in_sight(self._results, _ENOUGH_PX))
