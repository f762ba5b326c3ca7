"""Watching: plays a film in the canvas, in place of the picture, until it is closed or the picture changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.frame import Failure
from ganstudio.ui.bench.task import Task, Work
from ganstudio.ui.canvas.image_view import ImageView
from ganstudio.ui.watch import tasks
from ganstudio.ui.watch.bar import PlayerBar
from ganstudio.ui.watch.film import Film, Order, following
from ganstudio.ui.watch.tasks import Shown
from ganstudio.words import spoken, tr

FPS = 15.0
PICTURE_S = 0.25
"""How long each picture of a job is shown that made no film."""
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Watching(QObject):
    """Lives as long as the view; main thread only.

    Attributes:
        bar: The controls. portraits: gives the folder below which films are kept.
        is_still: says whether films go on only where they are told to: they are played once and not over and over.

    Signals:
        started(): A film is on screen instead of the picture. stopped(): it is not any more.
        task_requested(Task): For the render thread.
        saved(Path): A film was kept. status(str), failed(Failure): For the bars.
    """

    started = Signal()
    stopped = Signal()
    task_requested = Signal(Task)
    saved = Signal(Path)
    status = Signal(str)
    failed = Signal(Failure)

    def __init__(self, view: ImageView) -> None:
        super().__init__(view)
        self._view = view
        self._film: Film | None = None
        self._place, self._direction = 0, 1
        self._order, self._speed = Order.BACK_AND_FORTH, 1.0
        self._loading: Task[Shown] | None = None
        self._saving: Task[Path] | None = None
        self.portraits: Callable[[], Path] = Path
        self.is_still: Callable[[], bool] = lambda: False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._go_on)
        self._playing = False
        self.bar = bar = PlayerBar(view)
        view.set_foot_widget(bar)
        view.key_pressed.connect(self._key)
        bar.play_toggled.connect(self.toggle)
        bar.stepped.connect(self.step)
        bar.sought.connect(self._seek)
        bar.order_chosen.connect(self._choose_order)
        bar.speed_chosen.connect(self._choose_speed)
        bar.save_requested.connect(self.save)
        bar.closed.connect(self.close)

    @property
    def is_on(self) -> bool:
        """Whether a film is on screen instead of the picture."""
        return self._film is not None

    @property
    def is_playing(self) -> bool:
        """Whether it moves."""
        return self._playing

    @property
    def film(self) -> Film | None:
        """The film on screen."""
        return self._film

    @property
    def is_complete(self) -> bool:
        """Whether all of its pictures are there."""
        return self._film is not None and self._loading is None

    def play_change(self, recipes: Sequence[Recipe], name: str) -> None:
        """Plays pictures that are made meanwhile; they show the change called `name`. The keys are the film's."""
        film = Film(spoken(name).capitalize(), name, len(recipes))
        title = tr("Film of {change}", change=spoken(name))
        self.take_keys()
        self._begin(film, Order.BACK_AND_FORTH, tasks.render(recipes, 1.0 / FPS), title)

    def take_keys(self) -> None:
        """Of what a person asked for, the keys are the film's."""
        self._view.setFocus()

    def play_file(self, path: Path) -> None:
        """Plays a film that is kept in a file; who has the keys keeps them."""
        self._begin(Film(path.name), Order.LOOP, tasks.read(path), tr("Opening {file}", file=path.name))

    def play_folder(self, folder: Path, title: str) -> None:
        """Plays what a job made: its film, or its pictures one after another; who has the keys keeps them."""
        path = tasks.film_in(folder)
        if path is not None:
            self._begin(Film(title), Order.LOOP, tasks.read(path), tr("Opening {file}", file=path.name))
        else:
            pictures = tasks.read_pictures(folder, PICTURE_S)
            opening = tr("Opening the pictures of {folder}", folder=folder.name)
            self._begin(Film(title, folder.name), Order.LOOP, pictures, opening)

    def toggle(self) -> None:
        """Plays, or pauses; a film that has come to its end begins anew."""
        if self._film is not None and not self._playing and self._is_over(self._film):
            self._show(0)
        self._set_playing(not self._playing)

    def step(self, by: int) -> None:
        """Shows the picture after (1) or before (-1) the one on screen, and stays there."""
        if self._film is not None and self._film.pictures:
            self._set_playing(False)
            self._show((self._place + by) % len(self._film.pictures))

    def save(self, ending: str) -> None:
        """Keeps the film as a file, `.gif` or `.mp4`, in the films folder of the portraits."""
        film = self._film
        if film is None or not film.name or not self.is_complete or self._saving is not None:
            return
        pictures, fps = list(film.pictures), film.fps * self._speed
        work = tasks.save(self.portraits(), f"{film.name}{ending}", pictures, fps=fps, order=self._order)
        title = tr("Saving {title}", title=film.title)
        self._saving = Task(tr("saving a film"), work, title=title, finished=self._tell_saved)
        self._saving.ended.connect(self._end_saving)
        self._saving.failed.connect(self.failed)
        self._show_save()
        self.task_requested.emit(self._saving)

    def close(self) -> None:
        """Shows the picture again."""
        if self._film is None:
            return
        self._film = None
        self._set_playing(False)
        if self._loading is not None:
            self._loading.drop()
            self._loading = None
        self.bar.leave()
        self.stopped.emit()

    def show_again(self) -> None:
        """Shows the film's picture in place of one that has come meanwhile."""
        if self._film is not None and self._film.pictures:
            self._view.show_image(self._film.pictures[self._place])

    def _begin(self, film: Film, order: Order, work: Work[Shown], title: str) -> None:
        if self._loading is not None:
            self._loading.drop()
        order = Order.ONCE if self.is_still() else order
        self._film, self._place, self._direction, self._order = film, 0, 1, order
        self.bar.show_film(film.title, order)
        self.bar.show_place(0, 0, film.expected)
        self._loading = Task("film", work, title=title, found=self._take, cancelled=self._cut_short)
        self._loading.failed.connect(self._fail)
        self._loading.ended.connect(partial(self._end_loading, self._loading))
        self._show_save()
        self._set_playing(True)
        self.started.emit()
        self.task_requested.emit(self._loading)

    def _is_over(self, film: Film) -> bool:
        return self._order is Order.ONCE and self.is_complete and self._place == len(film.pictures) - 1

    def _take(self, shown: Shown) -> None:
        film = self._film
        if film is None:
            return
        film.add(*shown)
        if len(film.pictures) == 1:
            self._show(0)
        elif self._playing and not self._timer.isActive():
            self._wait()
        self.bar.show_place(self._place, len(film.pictures), film.expected)
        if film.is_full and self._loading is not None:
            count = len(film.pictures)
            self.status.emit(
                tr("Only the first {count:,} pictures of {title} are played.", count=count, title=film.title)
            )
            self._loading.cancel()

    def _cut_short(self) -> None:
        if self._film is not None:
            self._film.expected = 0

    def _fail(self, failure: Failure) -> None:
        self.failed.emit(failure)
        if self._film is not None and not self._film.pictures:
            self.close()

    def _end_loading(self, task: Task[Shown]) -> None:
        if task is not self._loading:
            return
        self._loading = None
        self._show_save()
        if self._playing and not self._timer.isActive():
            self._wait()
        if self._film is not None:
            self._film.expected = len(self._film.pictures)
            self.bar.show_place(self._place, len(self._film.pictures), self._film.expected)

    def _show_save(self) -> None:
        film = self._film
        closed = ""
        if film is not None and not film.name:
            closed = tr("This film is a file already.")
        elif self._loading is not None:
            closed = tr("Its pictures are still being made.")
        elif self._saving is not None:
            closed = tr("It is being saved.")
        self.bar.show_save(closed)

    def _tell_saved(self, path: Path) -> None:
        self.status.emit(tr("Saved {file}", file=f"{path.parent.name}/{path.name}"))
        self.saved.emit(path)

    def _end_saving(self) -> None:
        self._saving = None
        self._show_save()

    def _set_playing(self, playing: bool) -> None:
        self._playing = playing
        self.bar.show_playing(playing)
        self._timer.stop()
        if playing:
            self._wait()

    def _wait(self) -> None:
        film = self._film
        if film is not None and film.pictures:
            self._timer.start(max(1, round(1000.0 * film.seconds[self._place] / self._speed)))

    def _go_on(self) -> None:
        film = self._film
        if film is None or not self._playing:
            return
        if self._loading is not None and self._place == len(film.pictures) - 1:
            return  # the next one is being made, and goes on with it
        there = following(self._place, self._direction, len(film.pictures), self._order)
        if there is None:
            self._set_playing(False)
        else:
            self._direction = there[1]
            self._show(there[0])
            self._wait()

    def _show(self, place: int) -> None:
        film = self._film
        if film is not None:
            self._place = place
            self._view.show_image(film.pictures[place])
            self.bar.show_place(place, len(film.pictures), film.expected)

    def _seek(self, place: int) -> None:
        if self._film is not None and place < len(self._film.pictures):
            self._set_playing(False)
            self._show(place)

    def _choose_order(self, order: Order) -> None:
        self._order, self._direction = order, 1
        self._set_playing(True)

    def _choose_speed(self, speed: float) -> None:
        self._speed = speed

    def _key(self, event: QKeyEvent) -> None:
        if self._film is None or event.modifiers():
            return
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() == Qt.Key.Key_P:
            self.toggle()
        elif event.key() in _STEPS:
            self.step(_STEPS[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._seek(0 if event.key() == Qt.Key.Key_Home else len(self._film.pictures) - 1)
        else:
            return
        event.accept()
