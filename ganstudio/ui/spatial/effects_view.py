"""EffectsView: what the results of both searches have in common, which paint what they show themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QHelpEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ganstudio.recipe.style_names import map_name
from ganstudio.ui.widgets import roles
from ganstudio.words import tr


class EffectsView(QWidget):
    """As high as its results need at its width, with a tooltip for each, and quick to exchange while a search runs.

    A subclass says how high that is (`heightForWidth`), which result is at a place, and what its tooltip says.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is what screen readers call it."""
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        roles.set_role(self, QAccessible.Role.List)

    def hasHeightForWidth(self) -> bool:
        """Pictures fill the width."""
        return True

    def sizeHint(self) -> QSize:
        """For a narrow column."""
        return QSize(320, self.heightForWidth(max(self.width(), 240)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Asks for the height that the results need at the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        """Says in a tooltip what the channel under the mouse does."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._at(event.pos())
            QToolTip.showText(event.globalPos(), self._tip(index) if index >= 0 else "", self)
            return True
        return super().event(event)

    def _at(self, position: QPoint) -> int:
        """Which result is there; -1 for none."""
        raise NotImplementedError

    def _tip(self, index: int) -> str:
        """What its tooltip says."""
        raise NotImplementedError


def map_words(layer: str, channel: int, sign: float) -> str:
    """Which map, and whether it was added or taken away."""
    if sign > 0:
        return tr("{name}, added", name=map_name(layer, channel))
    return tr("{name}, taken away", name=map_name(layer, channel))
