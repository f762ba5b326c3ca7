"""EmptyCard: what the spatial tab says while the recipe has no tabs: what they are and how to get one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.flow_layout import FlowLayout
from ganstudio.words import tr

_TEXT = tr(
    "A spatial tab changes one part of the picture: paint where, pick the feature maps to move, and drag how much. "
    "Add a tab and paint on the picture."
)
_PARTS = tr("Or click a part of the picture: parts light up under the mouse.")
_NO_PARTS = tr("Or let the studio find the parts of this model's pictures, and click one of them.")
_NO_MODEL = tr("Load a model first. Then tabs can be added and painted on the picture.")


class EmptyCard(Card):
    """Says what to do next.

    Signals:
        add_requested(), load_requested(): Add an empty tab; add the model's basic tabs.
        parts_requested(): Find the parts of the model's pictures.
    """

    add_requested = Signal()
    load_requested = Signal()
    parts_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("No spatial tabs yet"), parent, collapsible=False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._text = QLabel(_TEXT, self)
        self._text.setProperty("role", "quiet")
        self._text.setWordWrap(True)
        self.add_button = QPushButton(tr("Add a tab"), self)
        self.add_button.setProperty("role", "primary")
        self.add_button.setToolTip(tr("Add a tab that is painted on a grid of 16×16"))
        self.add_button.clicked.connect(self.add_requested)
        self.load_button = QPushButton(tr("Add the basic tabs"), self)
        self.load_button.setToolTip(tr("Add the tabs that are saved for this model under the name basic"))
        self.load_button.clicked.connect(self.load_requested)
        self.parts_button = QPushButton(tr("Find parts"), self)
        self.parts_button.setToolTip(
            tr(
                "Look at random pictures for parts that the model tells apart; they light up under the mouse "
                "from then on"
            )
        )
        self.parts_button.clicked.connect(self.parts_requested)
        self.body.addWidget(self._text)
        row = FlowLayout(spacing=8)
        row.addWidget(self.add_button)
        row.addWidget(self.load_button)
        row.addWidget(self.parts_button)
        self.body.addLayout(row)

    def show_state(self, *, has_model: bool, has_basic: bool, has_parts: bool) -> None:
        """Offers what can be done; `has_parts` says whether the model knows parts already."""
        self._text.setText(f"{_TEXT} {_PARTS if has_parts else _NO_PARTS}" if has_model else _NO_MODEL)
        self.parts_button.setVisible(has_model and not has_parts)
        self.add_button.setVisible(has_model)
        self.load_button.setVisible(has_model and has_basic)
