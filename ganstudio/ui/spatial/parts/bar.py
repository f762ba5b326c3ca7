"""PartBar: what can be done with the part of the picture that was clicked, floating over the picture's lower edge."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from ganstudio.recipe.edits import MULTIPLIER_SLIDER_MAX, NUMBER_MAX
from ganstudio.ui.spatial.numbers import Curve, Scale, number_text
from ganstudio.ui.spatial.parts.offers import AMOUNT_MAX, Kind, Offer
from ganstudio.ui.widgets.chip import Chip
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.floating_bar import FloatingBar
from ganstudio.ui.widgets.icons import IconButton
from ganstudio.ui.widgets.number_field import NumberField
from ganstudio.ui.widgets.slider import Slider
from ganstudio.words import tr

MOST_CHIPS = 3
"""Offers that get a button; the others are in the menu behind them."""
_AMOUNT_STEPS = 10


class PartBar(FloatingBar):
    """Shows and asks; changes nothing itself.

    Signals:
        offer_chosen(Offer): This is what dragging the part moves from now on.
        moved(float), settled(float): The value, while the slider moves and once it is let go or a number typed.
        details_requested(Offer): Show the tab or the slider behind it.
        animate_requested(Offer): Make a film of it.
        search_requested(): Find something that changes the part.
    """

    offer_chosen = Signal(Offer)
    moved = Signal(float)
    settled = Signal(float)
    details_requested = Signal(Offer)
    animate_requested = Signal(Offer)
    search_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("What can be done with this part"), parent)
        self._offer: Offer | None = None
        self._offers: tuple[Offer, ...] = ()
        self._scale = Scale()
        self._chips: dict[Offer, Chip] = {}
        self.title = QLabel("", self)
        self.title.setProperty("role", "title")
        self._row = QHBoxLayout()
        self._row.setSpacing(6)
        self.more = QToolButton(self)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setToolTip(tr("What else can be done with this part"))
        self.more.setAccessibleName(tr("More for this part"))
        self.more.setStyleSheet("QToolButton { padding: 0 24px 0 8px; }")
        self.more.setMenu(QMenu(self.more))
        self.more.hide()
        self.close_button = IconButton("clear", tr("Close this bar (Escape)"), self)
        self.close_button.clicked.connect(self.closed)
        self.slider = Slider(-MULTIPLIER_SLIDER_MAX, MULTIPLIER_SLIDER_MAX, self, centre_zero=True)
        self.slider.setAccessibleName(tr("How strongly"))
        self.slider.moved.connect(lambda position: self.moved.emit(self._value_at(position)))
        self.slider.settled.connect(lambda position: self.settled.emit(self._value_at(position)))
        self.slider.reset_requested.connect(lambda: self.settled.emit(0.0))
        self.number = NumberField(-NUMBER_MAX, NUMBER_MAX, self, decimals=None, step=1.0, written=number_text)
        self.number.setFixedWidth(64)
        self.number.setAccessibleName(tr("How strongly, as a number"))
        self.number.entered.connect(self.settled)
        self.animate_button = QPushButton(tr("Animate"), self)
        self.animate_button.setToolTip(
            tr("Play this change in the picture, from nothing to where it stands, as a film")
        )
        self.animate_button.clicked.connect(self._ask_animation)
        self.details_button = QPushButton(tr("Details"), self)
        self.details_button.setToolTip(tr("Show what is behind it: the spatial tab with its maps, or the attribute"))
        self.details_button.clicked.connect(self._ask_details)
        self.nothing = QLabel(tr("Nothing changes this part yet."), self)
        self.nothing.setProperty("role", "quiet")
        self.find_button = QPushButton(tr("Find what changes it"), self)
        self.find_button.setProperty("role", "primary")
        self.find_button.setToolTip(
            tr("Add a spatial tab that follows this part, and try every map of its layer there")
        )
        self.find_button.clicked.connect(self.search_requested)
        self._lay_out()

    @property
    def offer(self) -> Offer | None:
        """What is chosen."""
        return self._offer

    def chip(self, offer: Offer) -> Chip | None:
        """The button of an offer; None where it is in the menu."""
        return self._chips.get(offer)

    def show_part(self, title: str, offers: Sequence[Offer], chosen: Offer) -> None:
        """Shows a part and what can be done with it, of which one is chosen. No signal."""
        self.title.setText(title)
        self._show_offers(tuple(offers))
        if chosen != self._offer:
            self._offer, self._scale = chosen, Scale()
        for offer, chip in self._chips.items():
            chip.setChecked(offer == chosen)
        self.more.setText(chosen.title if chosen not in self._chips else tr("More"))
        self.slider.setRange(*self._range())
        self.slider.setAccessibleName(chosen.title)
        self.number.setAccessibleName(tr("{title} as a number", title=chosen.title))
        for widget in (self.slider, self.number):
            widget.setToolTip(
                tr("How much: {title}. Dragging the part up and down in the picture does the same", title=chosen.title)
            )
        self.show()

    def show_nothing(self, title: str) -> None:
        """Shows a part with which nothing can be done yet. No signal."""
        self.title.setText(title)
        self._show_offers(())
        self._offer = None
        self.show()

    def show_value(self, value: float, curve: Curve) -> None:
        """Shows where the chosen offer stands. No signal."""
        self._scale = self._scale.holding(value, curve)
        is_tab = self._offer is None or self._offer.kind is Kind.TAB
        self.slider.set_position(self._scale.position(value) if is_tab else round(value * _AMOUNT_STEPS))
        self.number.set_value(value)
        open_unless(self.animate_button, "" if value else tr("It stands at 0: move it first."))

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(10)
        above.addWidget(self.title)
        above.addLayout(self._row)
        above.addWidget(self.more)
        above.addStretch(1)
        above.addWidget(self.close_button)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.slider, 1)
        below.addWidget(self.number)
        below.addWidget(self.animate_button)
        below.addWidget(self.details_button)
        below.addWidget(self.nothing, 1)
        below.addWidget(self.find_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 8, 10)
        column.setSpacing(6)
        column.addLayout(above)
        column.addLayout(below)
        for widget in (self.more, self.close_button, self.animate_button, self.details_button, self.find_button):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _show_offers(self, offers: tuple[Offer, ...]) -> None:
        if offers != self._offers:
            self._offers = offers
            self._make_chips()
        for widget in (self.slider, self.number, self.animate_button, self.details_button):
            widget.setVisible(bool(offers))
        self.nothing.setVisible(not offers)
        self.find_button.setVisible(not offers)

    def _make_chips(self) -> None:
        for chip in self._chips.values():
            self._row.removeWidget(chip)
            chip.deleteLater()
        self._chips = {}
        for offer in self._offers[:MOST_CHIPS]:
            chip = Chip(offer.title, "", self, dot=False)
            chip.setToolTip(tr("Let dragging this part change: {title}", title=offer.title))
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            chip.clicked.connect(partial(self.offer_chosen.emit, offer))
            self._row.addWidget(chip)
            self._chips[offer] = chip
        menu = self.more.menu()
        menu.clear()
        for offer in self._offers[MOST_CHIPS:]:
            menu.addAction(offer.title, partial(self.offer_chosen.emit, offer))
        self.more.setVisible(len(self._offers) > MOST_CHIPS)

    def _range(self) -> tuple[int, int]:
        largest = MULTIPLIER_SLIDER_MAX
        if self._offer is not None and self._offer.kind is Kind.ATTRIBUTE:
            largest = round(AMOUNT_MAX * _AMOUNT_STEPS)
        return -largest, largest

    def _value_at(self, position: int) -> float:
        if self._offer is not None and self._offer.kind is Kind.ATTRIBUTE:
            return position / _AMOUNT_STEPS
        return self._scale.multiplier(position)

    def _ask_details(self) -> None:
        if self._offer is not None:
            self.details_requested.emit(self._offer)

    def _ask_animation(self) -> None:
        if self._offer is not None:
            self.animate_requested.emit(self._offer)
