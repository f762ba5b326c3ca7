"""Guide: takes a person through a lesson: says a step, points at its control, and waits until it is done."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QWidget

from ganstudio.ui.welcome.lesson_card import LessonCard
from ganstudio.ui.welcome.lessons import Lesson, Step, load_lessons
from ganstudio.ui.welcome.spotlight import Spotlight
from ganstudio.ui.welcome.start_card import StartCard
from ganstudio.ui.widgets.action_button import without_mnemonic
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.disclosure import Disclosure
from ganstudio.words import spoken, tr

_LOOK_MS = 150
_LOOKS_TO_SIGHT = 8
"""So often is a control brought to sight: panels grow and move for a moment. From then on a person may scroll away."""
_TOP = 14


class Guide(QObject):
    """Main thread only. Everything that the lessons say is in `lessons.toml`.

    Attributes:
        lessons: All of them. card: the step on screen. spotlight: the ring.
        progress: Name of a lesson -> how many of its steps are done.
        place_of: Gives where something is that is no control, such as `part:mouth`, in the window; None for nowhere.
        parts: Gives the parts of a picture that the model knows; some lessons point at them.
        is_so: Says whether what a step waits for is so already, such as that a page is shown.

    Signals:
        progressed(str, int): Another number of steps of a lesson is done.
        begun(Lesson), ended(): A lesson is on screen, or not any more.
        page_wanted(str): The tab at the right on which a lesson goes on; empty for none.
    """

    progressed = Signal(str, int)
    begun = Signal(Lesson)
    ended = Signal()
    page_wanted = Signal(str)

    def __init__(self, window: QWidget, canvas: QWidget) -> None:
        """`canvas` is where the card floats."""
        super().__init__(window)
        self._window, self._canvas = window, canvas
        self.lessons = load_lessons()
        self.progress: Mapping[str, int] = MappingProxyType({})
        self.place_of: Callable[[str], QRect | None] = _nowhere
        self.parts: Callable[[], Collection[str]] = tuple
        self.is_so: Callable[[str], bool] = lambda _: False
        self.card = LessonCard(canvas)
        self.spotlight = Spotlight(window)
        self._lesson: Lesson | None = None
        self._number = 0
        self._control: QWidget | None = None
        self._looks_left = 0
        self._looking = QTimer(self, interval=_LOOK_MS)
        self._looking.timeout.connect(self._look)
        self.card.next_requested.connect(self._next)
        self.card.over_requested.connect(lambda: self._go_to(0))
        self.card.closed.connect(self.stop)

    @property
    def step(self) -> Step | None:
        """What is to be done now; None while there is no lesson."""
        return None if self._lesson is None else self._lesson.steps[self._number]

    def closed(self, lesson: Lesson) -> str:
        """Why a lesson cannot be had with this model; empty if it can."""
        missing = next((part for part in lesson.parts if part not in self.parts()), "")
        if missing and self.parts():
            return tr("This model knows no {part}; the built-in one does.", part=spoken(missing))
        return tr("This model knows no parts; the built-in one does.") if missing else ""

    def offer_start(self, card: StartCard) -> None:
        """Shows the card to begin from, which leads to the first lesson where that can be had."""
        card.offer(self.closed(self.lessons[0]))

    def start(self, name: str) -> None:
        """Begins a lesson, or goes on where it was left; further up, where what is pointed at there has gone since."""
        self._lesson = next(lesson for lesson in self.lessons if lesson.name == name)
        done = self.progress.get(name, 0)
        number = done if done < len(self._lesson.steps) else 0
        self.begun.emit(self._lesson)
        self.page_wanted.emit(_page_of(self._lesson.steps[: number + 1]))
        while number and not self._is_there(self._lesson.steps[number].target):
            number -= 1
        self._looking.start()
        self._go_to(number)

    def stop(self) -> None:
        """Ends the lesson where it is."""
        self._lesson = None
        self._forget_control()
        self._looking.stop()
        self.card.leave()
        self.spotlight.point_at(None)
        self.ended.emit()

    def follow_model(self, card: StartCard) -> None:
        """Another model is loaded: offers on the card what it can, and ends a lesson that cannot be had with it."""
        card.set_lesson(self.closed(self.lessons[0]))
        if self._lesson is not None and self.closed(self._lesson):
            self.stop()

    def hear(self, event: str) -> None:
        """Something was done, such as `painted`; the step that waits for it is over."""
        if self.step is not None and self.step.waits == event:
            self._next()

    def _next(self) -> None:
        if self._lesson is None:
            return
        if self._number + 1 < len(self._lesson.steps):
            self._go_to(self._number + 1)
        else:
            self.progressed.emit(self._lesson.name, len(self._lesson.steps))
            self.stop()

    def _go_to(self, number: int) -> None:
        if self._lesson is None:
            return
        self._forget_control()
        self._number = number
        self.progressed.emit(self._lesson.name, number)
        self.card.show_step(self._lesson, number)
        self._look()
        if self.step is not None and self.is_so(self.step.waits):
            self._next()

    def _is_there(self, target: str) -> bool:
        """Whether a control can be had now; parts and pages always can."""
        if not target or ":" in target:
            return True
        name = _written(target)
        _unfold(self._window, name)
        control = control_named(self._window, name)
        return control is not None and control.isEnabled()

    def _look(self) -> None:
        """Puts ring and card where they belong by now."""
        step = self.step
        if step is None:
            return
        size = self.card.sizeHint().boundedTo(self._canvas.size())
        self.card.setGeometry(QRect(QPoint((self._canvas.width() - size.width()) // 2, _TOP), size))
        self.card.raise_()
        over = QRect(self.card.mapTo(self._window, QPoint()), self.card.size())
        self.spotlight.point_at(self._place(step.target), behind=over)

    def _place(self, target: str) -> QRect | None:
        if not target:
            return None
        if ":" in target:
            return self.place_of(target)
        if self._control is None or not self._control.isVisible():
            name = _written(target)
            _unfold(self._window, name)
            self._take_control(control_named(self._window, name))
        if self._control is None:
            return None
        seen = self._control.visibleRegion().boundingRect()
        if self._looks_left and seen.size() != self._control.size():
            self._looks_left -= 1
            _bring_to_sight(self._control)
            seen = self._control.visibleRegion().boundingRect()
        return seen.translated(self._control.mapTo(self._window, QPoint())) if not seen.isEmpty() else None

    def _take_control(self, control: QWidget | None) -> None:
        self._forget_control()
        self._control = control
        if control is None:
            return
        if isinstance(control, QAbstractButton):
            control.clicked.connect(self._pressed)
        self._looks_left = _LOOKS_TO_SIGHT

    def _forget_control(self) -> None:
        if isinstance(self._control, QAbstractButton):
            self._control.clicked.disconnect(self._pressed)
        self._control = None

    def _pressed(self) -> None:
        self.hear("pressed")


def _written(target: str) -> str:
    """What is written on the control that a step points at: of a command, its text without the mark of its letter."""
    return without_mnemonic(tr(target))


def control_named(window: QWidget, name: str) -> QWidget | None:
    """The control in sight that is called so, by what is written on it or by what screen readers say; None if none."""
    return next((widget for widget in _called(window, name) if widget.isVisible()), None)


def _called(window: QWidget, name: str) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if isinstance(widget, QLabel):  # a heading is called as the control below it
            continue
        written = widget.text() if isinstance(widget, QAbstractButton) else ""
        if name in (widget.accessibleName(), written):
            yield widget


def _unfold(window: QWidget, name: str) -> None:
    """Opens what hides a control, where that is in sight."""
    folds: list[Card | Disclosure] = [*window.findChildren(Card), *window.findChildren(Disclosure)]
    hiding = ([fold for fold in folds if fold.isVisible() and fold.hides(one)] for one in _called(window, name))
    for fold in next((found for found in hiding if found), ()):
        fold.set_folded(False)


def _bring_to_sight(control: QWidget) -> None:
    above = control.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(control, 0, 40)
        above = above.parentWidget()


def _page_of(steps: Sequence[Step]) -> str:
    """The page that the last of these steps is done on, if they turned to one before."""
    turned = [step.waits.partition(":")[2] for step in steps[:-1] if step.waits.startswith("page:")]
    return turned[-1] if turned else ""


def _nowhere(_target: str) -> QRect | None:
    return None
