"""Card: a framed group of controls under a small heading that folds it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ganstudio.ui import theme
from ganstudio.ui.widgets import icons
from ganstudio.words import tr


def heading(text: str, parent: QWidget | None = None) -> QLabel:
    """A small heading in spaced capitals."""
    label = QLabel(text.upper(), parent)
    label.setProperty("role", "heading")
    font = QFont(label.font())
    font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 106)
    label.setFont(font)
    label.setAccessibleName(text)
    return label


class Card(QFrame):
    """Controls under a heading; a click on the heading folds them away.

    Attributes:
        body: Where the controls go (QVBoxLayout).
        fold_is_chosen: Whether a person folded or unfolded it, now or in an earlier sitting; code that folds cards to
            make room leaves such a card alone.

    Signals:
        folded_changed(bool): It was folded or unfolded, by whatever.
        fold_chosen(bool): A person did it.
    """

    folded_changed = Signal(bool)
    fold_chosen = Signal(bool)

    def __init__(self, title: str, parent: QWidget | None = None, *, collapsible: bool = True) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._title = title
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 8, 12, 10)
        outer.setSpacing(6)
        self._header = QHBoxLayout()
        self._header.setSpacing(6)
        self._fold = QToolButton(self)
        self._fold.setProperty("role", "fold")
        self._fold.setIconSize(QSize(12, 12))
        self._fold.setFixedSize(18, 18)
        self._fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fold.clicked.connect(self._toggle)
        self._fold.setVisible(collapsible)
        self._heading = heading(title, self)
        self._header.addWidget(self._heading)
        self._header.addWidget(self._fold)
        self._header.addStretch(1)
        outer.addLayout(self._header)
        self._content = QWidget(self)
        self._content.setObjectName("scrolled")
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        outer.addWidget(self._content)
        self._collapsible = collapsible
        self.fold_is_chosen = False
        self._show_fold_state()

    @property
    def title(self) -> str:
        """The heading's text."""
        return self._title

    @property
    def collapsible(self) -> bool:
        """Whether a click on the heading folds it."""
        return self._collapsible

    @property
    def folded(self) -> bool:
        """Whether only the heading shows."""
        return self._content.isHidden()

    def set_folded(self, folded: bool) -> None:
        """Folds the controls away or shows them."""
        if folded == self.folded:
            return
        self._content.setVisible(not folded)
        self._show_fold_state()
        self.folded_changed.emit(folded)

    def hides(self, widget: QWidget) -> bool:
        """Whether a widget is out of sight because this is folded."""
        return self.folded and self._content.isAncestorOf(widget)

    def fold_unless_used(self, *, is_used: bool, is_new: bool) -> None:
        """Opens what changes the picture, and folds it away on a new picture where it does not.

        A person's own choice stays.
        """
        if not self.fold_is_chosen and (is_used or is_new):
            self.set_folded(not is_used)

    def add_header_widget(self, widget: QWidget) -> None:
        """Puts a widget at the right end of the heading's line."""
        self._header.addWidget(widget)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Folds or unfolds on a click on the heading's line."""
        if self._collapsible and event.position().y() < self._header.geometry().bottom() + 4:
            self._toggle()
        super().mousePressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draws the arrow anew in the colors of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_fold_state()

    def _toggle(self) -> None:
        self.fold_is_chosen = True
        self.set_folded(not self.folded)
        self.fold_chosen.emit(self.folded)

    def _show_fold_state(self) -> None:
        folded = self.folded
        title = self._title.lower()
        name = "chevron-right" if folded else "chevron-down"
        self._fold.setIcon(icons.icon(name, theme.current().text_quiet))
        self._fold.setToolTip(tr("Show {card}", card=title) if folded else tr("Fold away {card}", card=title))
        self._fold.setAccessibleName(self._fold.toolTip())
