"""ActionButton: a push button that shows an action: its name, icon, keys in the tooltip, and whether it can be used."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QPushButton, QWidget

from ganstudio.ui import theme


def without_mnemonic(text: str) -> str:
    """The text of a command or a menu without the mark of its letter, which Chinese has in brackets behind it.

    A number that is there to be pressed, as in a list of tutorials, goes too.
    """
    return re.sub(r"\(&\D\)|^&\d ", "", text).replace("&", "")


class ActionButton(QPushButton):
    """Follows its action. It takes the focus by Tab only, so that a click leaves the keys to the picture."""

    def __init__(
        self, action: QAction, text: str = "", parent: QWidget | None = None, *, role: str = "", with_icon: bool = True
    ) -> None:
        super().__init__(parent)
        self._action = action
        self._text = text
        self._with_icon = with_icon
        self._with_words = True
        self._hint = ""
        self.setProperty("role", role)
        self.setIconSize(QSize(16, 16))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(action.isCheckable())
        self.clicked.connect(self._clicked)
        action.changed.connect(self._follow)
        self._follow()

    def minimumSizeHint(self) -> QSize:
        """May be squeezed in a narrow column."""
        return QSize(40, super().minimumSizeHint().height())

    def set_icon(self, icon: QIcon) -> None:
        """Shows another icon than the action's, such as one in the color on the accent."""
        self._with_icon = False
        self.setIcon(icon)

    def set_hint(self, hint: str) -> None:
        """Writes its key at the right end, small."""
        self._hint = hint
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the button, and the hint on it."""
        super().paintEvent(event)
        if not self._hint:
            return
        painter = QPainter(self)
        painter.setFont(theme.font(11))
        painter.setPen(self.palette().color(QPalette.ColorRole.ButtonText))
        painter.setOpacity(0.8)
        room = self.rect().adjusted(0, 0, -12, 0)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self._hint)
        painter.end()

    def _clicked(self) -> None:
        self.setChecked(self._action.isChecked())
        self._action.trigger()

    def set_words(self, shown: bool) -> None:
        """Shows the name beside the icon, or the icon alone."""
        self._with_words = shown
        self._follow()

    def _follow(self) -> None:
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.toolTip())
        self.setAccessibleName(without_mnemonic(self._action.text()).rstrip("…"))
        if self._with_icon:
            self.setIcon(self._action.icon())
        words = self._text or without_mnemonic(self._action.text()).rstrip("…")
        gap = "" if self.icon().isNull() else " "  # keeps the words off the icon
        self.setText(f"{gap}{words}" if self._with_words else "")
        if self._action.isCheckable():
            self.setChecked(self._action.isChecked())
