"""PlayerBar: the controls of a film that plays in the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ganstudio.ui.watch.film import SPEEDS, Order
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.floating_bar import FloatingBar
from ganstudio.ui.widgets.icons import IconButton
from ganstudio.ui.widgets.slider import Slider
from ganstudio.words import tr


class PlayerBar(FloatingBar):
    """Shows and asks; plays nothing itself.

    Signals:
        play_toggled(): Play or pause. stepped(int): one picture on (1) or back (-1). sought(int): to that picture.
        order_chosen(Order), speed_chosen(float): How it plays.
        save_requested(str): As a file of that ending.
    """

    play_toggled = Signal()
    stepped = Signal(int)
    sought = Signal(int)
    order_chosen = Signal(Order)
    speed_chosen = Signal(float)
    save_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Film"), parent)
        self.title = QLabel("", self)
        self.title.setProperty("role", "title")
        self.place = QLabel("", self)
        self.place.setProperty("role", "quiet")
        self.play_button = IconButton("pause", tr("Play or pause (P)"), self)
        self.play_button.clicked.connect(self.play_toggled)
        self.back_button = IconButton("chevron-left", tr("One picture back (left arrow)"), self)
        self.back_button.clicked.connect(lambda: self.stepped.emit(-1))
        self.on_button = IconButton("chevron-right", tr("One picture on (right arrow)"), self)
        self.on_button.clicked.connect(lambda: self.stepped.emit(1))
        self.slider = Slider(0, 1, self)
        self.slider.setAccessibleName(tr("Place in the film"))
        self.slider.setToolTip(
            tr("Which picture of the film is shown; double-click or Home goes to the first, End to the last")
        )
        self.slider.moved.connect(self.sought)
        self.slider.reset_requested.connect(lambda: self.sought.emit(0))
        self.order = self._make_box(tr("Order"), tr("What comes after the last picture; films are saved so, too"))
        for order in Order:
            self.order.addItem(tr(order.value), order)
        self.order.activated.connect(lambda _: self.order_chosen.emit(self.order.currentData()))
        self.speed = self._make_box(tr("Speed"), tr("How fast it plays; films are saved at this speed"))
        for speed in SPEEDS:
            self.speed.addItem(f"{speed:g}×", speed)
        self.speed.setCurrentIndex(SPEEDS.index(1.0))
        self.speed.activated.connect(lambda _: self.speed_chosen.emit(self.speed.currentData()))
        self.gif_button = self._make_button(
            tr("Save GIF"), ".gif", tr("Keep this film as a GIF, which every program shows")
        )
        self.mp4_button = self._make_button(
            tr("Save MP4"), ".mp4", tr("Keep this film as an MP4: smaller, with all colors")
        )
        self.close_button = IconButton("clear", tr("Back to the picture (Escape)"), self)
        self.close_button.clicked.connect(self.closed)
        self._lay_out()

    def show_film(self, title: str, order: Order) -> None:
        """Shows another film from its beginning. No signal."""
        self.title.setText(title)
        self.order.setCurrentIndex(self.order.findData(order))
        self.show()

    def show_place(self, place: int, count: int, expected: int) -> None:
        """Shows where the film is, and how much of it is there. No signal."""
        self.slider.setRange(0, max(1, count - 1))
        self.slider.set_position(place)
        if count >= expected:
            self.place.setText(tr("{place} of {count}", place=place + 1, count=count))
        else:
            self.place.setText(tr("{place} of {count}, {made} made", place=place + 1, count=expected, made=count))

    def show_playing(self, playing: bool) -> None:
        """Shows the button that does the other thing. No signal."""
        self.play_button.set_icon_name("pause" if playing else "play")

    def show_save(self, closed: str) -> None:
        """Whether the film can be saved: why not, or an empty text."""
        for button in (self.gif_button, self.mp4_button):
            open_unless(button, closed)

    def _make_box(self, name: str, tip: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setToolTip(tip)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return box

    def _make_button(self, text: str, ending: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.save_requested.emit(ending))
        return button

    def _lay_out(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        above.setSpacing(10)
        below.setSpacing(8)
        above.addWidget(self.title)
        above.addWidget(self.place)
        above.addStretch(1)
        for widget in (self.gif_button, self.mp4_button, self.close_button):
            above.addWidget(widget)
        for widget in (self.back_button, self.play_button, self.on_button):
            below.addWidget(widget)
        below.addWidget(self.slider, 1)
        below.addWidget(self.order)
        below.addWidget(self.speed)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 8, 10)
        column.setSpacing(6)
        column.addLayout(above)
        column.addLayout(below)
