"""From the window to a kept film of a mouth that opens: how many actions it takes a person, and how long."""

from __future__ import annotations

import time

import numpy as np
from person import Person
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ganstudio.jobs.film_reading import read_film
from ganstudio.recipe.latent import Seed
from ganstudio.ui.welcome.start_card import SEEDS

MOST_ACTIONS = 8
MOST_SECONDS = 60.0
LEFT = Qt.MouseButton.LeftButton


class Counted:
    """A person whose every click, drag and key is an action; looking and pointing are none."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.actions = 0
        self._begun = time.process_time()

    @property
    def seconds(self) -> float:
        """Of the processor, so that a busy machine does not count."""
        return time.process_time() - self._begun

    def point_at(self, x: float, y: float) -> None:
        view = self.person.window.view
        QTest.mouseMove(view, self.person.at(0.5, 0.02))
        QTest.mouseMove(view, self.person.at(x, y))

    def click(self, widget: QWidget) -> None:
        self.actions += 1
        assert widget.isVisible()
        assert widget.isEnabled()
        QTest.mouseClick(widget, LEFT)

    def drag_up(self, x: float, y: float, pixels: int) -> None:
        self.actions += 1
        place = self.person.at(x, y)
        self.person.drag(self.person.window.view, place, place - QPoint(0, pixels))


def middle_of(field: np.ndarray) -> tuple[float, float]:
    rows, columns = np.nonzero(field >= 0.5)
    return (columns.mean() + 0.5) / field.shape[1], (rows.mean() + 0.5) / field.shape[0]


def test_a_person_has_a_film_of_an_opening_mouth_in_few_actions(person: Person):
    window = person.window
    window.bench.generate(5)
    person.qtbot.waitUntil(lambda: person.recipe.latent == Seed(5))
    person.see()
    hand, parts, watching = Counted(person), window.tab_set.parts, window.watching

    hand.point_at(0.5, 0.4)
    person.qtbot.waitUntil(lambda: any(part.name == "mouth" for part in parts.parts))
    mouth = middle_of(next(part.field for part in parts.parts if part.name == "mouth"))
    hand.point_at(*mouth)
    assert window.view.overlay("part").title == "Mouth"
    person.take_screenshot("front_door_mouth")
    hand.drag_up(*mouth, 100)
    person.see()
    person.take_screenshot("front_door_open")
    hand.click(parts.bar.animate_button)
    person.qtbot.waitUntil(lambda: watching.is_complete)
    with person.qtbot.waitSignal(watching.saved) as told:
        hand.click(watching.bar.gif_button)

    pictures = np.stack([picture for picture, _ in read_film(told.args[0])]).astype(float)
    moved = np.abs(pictures - pictures[0]).mean(axis=(0, 3))
    side = len(moved)
    row, column = round(mouth[1] * side), round(mouth[0] * side)
    near = moved[row - side // 12 : row + side // 12, column - side // 12 : column + side // 12]
    assert near.mean() > 5 * moved[: side // 4].mean()  # the mouth moves, and the hair does not
    assert hand.actions <= MOST_ACTIONS
    assert hand.seconds < MOST_SECONDS
    print(f"{hand.actions} actions, {hand.seconds:.1f} s of the processor")


def test_the_first_lesson_goes_on_with_each_thing_that_a_person_does(person: Person):
    window = person.window
    window.start.offer()
    window.start.lesson_requested.emit()
    person.qtbot.waitUntil(lambda: person.recipe.latent == Seed(SEEDS[0]))
    person.see()
    hand, parts, guide = Counted(person), window.tab_set.parts, window.guide
    person.qtbot.waitUntil(lambda: parts.place_of("mouth") is not None)
    person.qtbot.waitUntil(lambda: guide.spotlight.place is not None)
    mouth = middle_of(next(part.field for part in parts.parts if part.name == "mouth"))
    hand.point_at(*mouth)
    person.take_screenshot("front_door_lesson")
    QTest.mouseClick(window.view, LEFT, pos=person.at(*mouth))
    assert guide.card.place.text() == "2 of 5"
    hand.drag_up(*mouth, 100)
    assert guide.card.place.text() == "3 of 5"
    hand.click(parts.bar.animate_button)
    assert guide.card.place.text() == "4 of 5"
    person.qtbot.waitUntil(lambda: window.watching.is_complete)
    hand.click(window.watching.bar.gif_button)
    person.qtbot.waitUntil(lambda: guide.card.place.text() == "5 of 5")
    hand.click(guide.card.next_button)
    assert not guide.card.isVisible()
