"""EmptyCard: what the spatial tab says while the recipe has no tabs: what they are and how to get one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ganstudio.ui.widgets.card import Card

_TEXT = (
    "A spatial tab changes one part of the picture: paint where, pick the feature maps to move, and drag how much. "
    "Add a tab and paint on the picture."
)
_NO_MODEL = "Load a model first. Then tabs can be added and painted on the picture."


class EmptyCard(Card):
    """Says what to do next.

    Signals:
        add_requested(), load_requested(): Add an empty tab; add the model's basic tabs.
    """

    add_requested = Signal()
    load_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("No spatial tabs yet", parent, collapsible=False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._text = QLabel(_TEXT, self)
        self._text.setProperty("role", "quiet")
        self._text.setWordWrap(True)
        self.add_button = QPushButton("Add a tab", self)
        self.add_button.setProperty("role", "primary")
        self.add_button.setToolTip("Add a tab that is painted on a grid of 16×16")
        self.add_button.clicked.connect(self.add_requested)
        self.load_button = QPushButton("Add the basic tabs", self)
        self.load_button.setToolTip("Add the tabs that are saved for this model under the name basic")
        self.load_button.clicked.connect(self.load_requested)
        self.body.addWidget(self._text)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.add_button)
        row.addWidget(self.load_button)
        row.addStretch(1)
        self.body.addLayout(row)

    def show_state(self, *, has_model: bool, has_basic: bool) -> None:
        """Offers what can be done."""
        self._text.setText(_TEXT if has_model else _NO_MODEL)
        self.add_button.setVisible(has_model)
        self.load_button.setVisible(has_model and has_basic)
