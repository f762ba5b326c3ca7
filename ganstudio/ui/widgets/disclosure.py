"""Disclosure: a line of text with an arrow that shows what is behind it, or folds it away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ganstudio.ui import theme
from ganstudio.ui.widgets import icons


class Disclosure(QPushButton):
    """Closed at first; what it shows is given to it.

    Attributes:
        title: What it is called, and remembered by.
        fold_is_chosen: Whether a person opened or closed it, now or in an earlier sitting.

    Signals:
        fold_chosen(bool): A person opened it (False) or folded it (True).
    """

    fold_chosen = Signal(bool)

    _built = False
    """Qt may tell of a new palette before the constructor is through."""

    def __init__(self, title: str, tooltip: str, *shown: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.title = title
        self.fold_is_chosen = False
        self._shown: tuple[QWidget, ...] = ()
        self.setCheckable(True)
        self.setProperty("role", "disclosure")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setToolTip(tooltip)
        self.setAccessibleName(title)
        self.setIconSize(QSize(12, 12))
        self.toggled.connect(self._follow)
        self.clicked.connect(self._choose)
        self._built = True
        self.show_behind(*shown)

    @property
    def folded(self) -> bool:
        """Whether what is behind it is hidden."""
        return not self.isChecked()

    def set_folded(self, folded: bool) -> None:
        """Folds what is behind it away, or shows it."""
        self.setChecked(not folded)

    def show_behind(self, *widgets: QWidget) -> None:
        """Takes these widgets, too, behind it."""
        self._shown += widgets
        self._follow()

    def hides(self, widget: QWidget) -> bool:
        """Whether a widget is out of sight because this is folded."""
        return self.folded and any(one is widget or one.isAncestorOf(widget) for one in self._shown)

    def show_note(self, note: str) -> None:
        """Says behind the title what is not as usual there; empty for nothing."""
        text = f"{self.title} · {note}" if note else self.title
        self.setText(text)
        self.setAccessibleName(text)

    def changeEvent(self, event: QEvent) -> None:
        """Draws the arrow anew in the colors of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._built:
            self._tint()

    def _choose(self) -> None:
        self.fold_is_chosen = True
        self.fold_chosen.emit(self.folded)

    def _follow(self) -> None:
        for widget in self._shown:
            widget.setVisible(self.isChecked())
        self._tint()

    def _tint(self) -> None:
        self.setIcon(icons.icon("chevron-right" if self.folded else "chevron-down", theme.current().text_quiet))
