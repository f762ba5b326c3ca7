"""How what a new person meets first is joined to the window: parts under the mouse, films, the start, lessons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QMainWindow, QTabWidget

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.history import History
from ganstudio.recipe.new_latent import with_new_seed
from ganstudio.ui.actions import ActionSpec
from ganstudio.ui.arrangement import Arrangement
from ganstudio.ui.bench.frame import Failure
from ganstudio.ui.bench.task import Task
from ganstudio.ui.bench.workbench import Workbench
from ganstudio.ui.canvas.image_view import ImageView
from ganstudio.ui.files.file_kinds import FileKind
from ganstudio.ui.files.picture_files import PictureFiles
from ganstudio.ui.jobs.entries import JobEntry
from ganstudio.ui.jobs.queue import JobQueue
from ganstudio.ui.lesson_places import LessonPlaces
from ganstudio.ui.library.view import LibraryView
from ganstudio.ui.preferences import Preferences
from ganstudio.ui.spatial.parts.finding import Part
from ganstudio.ui.spatial.parts.offers import Kind, Offer
from ganstudio.ui.status_line import StatusLine
from ganstudio.ui.tab_set import TITLES, TabSet, title_at
from ganstudio.ui.watch.controller import Watching
from ganstudio.ui.watch.tasks import film_in
from ganstudio.ui.welcome import start_card
from ganstudio.ui.welcome.guide import Guide
from ganstudio.ui.welcome.hearing import done_between, is_so_already
from ganstudio.ui.welcome.lessons import Lesson
from ganstudio.ui.welcome.start_card import StartCard
from ganstudio.ui.widgets.error_bar import ErrorBar
from ganstudio.words import tr


def join_parts(tabs: TabSet, bench: Workbench, status: StatusLine) -> None:
    """The parts of the picture under the mouse, to the bench and to the tabs behind them."""
    parts, keeper = tabs.parts, tabs.spatial.detector.keeper

    def show_details(offer: Offer) -> None:
        (tabs.show_spatial if offer.kind is Kind.TAB else tabs.show_attribute)(offer.name)

    def find_what_changes(part: Part) -> None:
        tabs.spatial.commands.add_following(part.name, part.detectors[0], part.field)
        tabs.show(tabs.spatial)
        tabs.spatial.search_maps()

    def tell_painting() -> None:
        """Without a tab there is nothing to paint, and parts can be pointed at on that page, too."""
        parts.set_painting(tabs.spatial.isVisible() and tabs.spatial.current_edit is not None)

    parts.chosen.search_requested.connect(find_what_changes)
    parts.chosen.attribute_names = lambda: tabs.attributes.all_names
    parts.recipe_edited.connect(bench.edit)
    bench.opened.connect(parts.chosen.drop)
    parts.attribute_moved.connect(tabs.attributes.set_amount)
    parts.search.task_requested.connect(bench.service.start)
    parts.chosen.tab_chosen.connect(tabs.spatial.choose)
    parts.bar.details_requested.connect(show_details)
    keeper.changed.connect(lambda: parts.show_detectors(keeper.detectors))
    keeper.changed.connect(lambda: tabs.strip.show_parts(parts.detectors))
    tabs.spatial.shown_changed.connect(lambda _: tell_painting())
    tabs.spatial.selection_shown.connect(lambda _: tell_painting())
    tabs.spatial.empty.parts_requested.connect(tabs.own_parts.find)
    tabs.own_parts.task_requested.connect(bench.service.start)
    tabs.own_parts.status.connect(status.say)
    bench.comparison.comparison_changed.connect(lambda image: parts.set_comparing(image is not None))


def join_watching(
    watching: Watching,
    tabs: TabSet,
    bench: Workbench,
    files: PictureFiles,
    *,
    queue: JobQueue,
    view: ImageView,
    status: StatusLine,
    show_failure: Callable[[Failure], None],
) -> None:
    """Films in the canvas: of the part that was changed, of files, and of jobs as soon as they are made."""
    parts = tabs.parts
    asked_at: dict[int, Recipe] = {}

    def show_film() -> None:
        parts.set_watching(True)
        tabs.canvas.set_watching(True)
        view.set_bare(True)

    def show_picture() -> None:
        parts.set_watching(False)
        tabs.canvas.set_watching(False)
        view.set_bare(False)
        view.show_image(bench.frame.image if bench.frame is not None else None)

    def take_file(kind: FileKind, path: Path) -> None:
        if kind is FileKind.FILM:
            watching.take_keys()
            watching.play_file(path)

    def play_job(entry: JobEntry) -> None:
        if entry.film is not None:
            watching.play_file(entry.film.target)
        elif entry.folder is not None:
            watching.play_folder(entry.folder, entry.title)

    def play_made(entry: JobEntry) -> None:
        """Unless the person has gone on to something else meanwhile, or types where the film would be."""
        stayed = asked_at.pop(entry.number, None) == bench.session.recipe
        if stayed and _makes_film(entry) and view.isVisible() and not watching.is_on and not _is_typed_in(view):
            play_job(entry)

    parts.chosen.tab_shown = lambda: tabs.spatial.current_edit.name if tabs.spatial.current_edit is not None else ""
    parts.chosen.animation_requested.connect(watching.play_change)
    parts.chosen.status.connect(status.say)
    files.passed_on.connect(take_file)
    tabs.jobs.play_requested.connect(watching.take_keys)
    tabs.jobs.play_requested.connect(play_job)
    queue.started.connect(lambda entry: asked_at.update({entry.number: bench.session.recipe}))
    queue.finished.connect(play_made)
    tabs.strip.play_requested.connect(watching.take_keys)
    tabs.strip.play_requested.connect(watching.play_folder)
    watching.task_requested.connect(bench.service.start)
    watching.started.connect(show_film)
    watching.stopped.connect(show_picture)
    watching.saved.connect(lambda _: files.folders_changed.emit())
    watching.status.connect(status.say)
    watching.failed.connect(show_failure)
    bench.session.recipe_changed.connect(watching.close)
    bench.frame_shown.connect(watching.show_again)
    bench.picture_shown.connect(watching.show_again)


def _makes_film(entry: JobEntry) -> bool:
    return entry.film is not None or (entry.folder is not None and film_in(entry.folder) is not None)


def _is_typed_in(view: ImageView) -> bool:
    focus = QApplication.focusWidget()
    return isinstance(focus, QLineEdit | QAbstractSpinBox) and view.isAncestorOf(focus)


_LEAVE_LIBRARY = ("Model", "Edit", "Batch")
"""Menus whose commands are about the picture, which is then shown."""


def join_library(
    library: LibraryView,
    tabs: TabSet,
    files: PictureFiles,
    *,
    view: ImageView,
    arrangement: Arrangement,
    bar: ErrorBar,
    status: StatusLine,
    actions: Mapping[str, QAction],
    specs: Iterable[ActionSpec],
) -> None:
    """The library, in the canvas' place: its switch, and what is done with its pictures, as with the strip's."""
    switch, strip = actions["show_library"], tabs.strip

    def show(on: bool) -> None:
        view.setVisible(not on)
        (arrangement.make_room if on else arrangement.give_back)()
        if on:
            library.enter()
        else:
            library.hide()
            view.setFocus()
        switch.setChecked(on)

    def leave() -> None:
        switch.setChecked(False)

    library.shown_changed.connect(show)
    library.closed.connect(leave)
    library.message.connect(bar.show_error)
    library.status.connect(status.say)
    library.favorite_requested.connect(files.favorite_files)
    library.delete_requested.connect(files.ask_delete)
    library.reveal_requested.connect(files.reveal)
    library.rename_requested.connect(files.rename_version)
    library.copy_recipe_requested.connect(files.copy_recipe_of)
    for requested, passed_on in (
        (library.open_requested, strip.open_requested),
        (library.interpolate_requested, strip.interpolate_requested),
        (library.mix_requested, strip.mix_requested),
        (library.part_requested, strip.part_requested),
        (library.band_requested, strip.band_requested),
    ):
        requested.connect(leave)
        requested.connect(passed_on)
    files.folders_changed.connect(library.refresh)
    tabs.spatial.detector.keeper.changed.connect(lambda: library.show_parts(tabs.parts.detectors))
    strip.library_requested.connect(lambda: switch.setChecked(True))
    for spec in specs:
        if spec.menu.split("/")[0] in _LEAVE_LIBRARY or spec.menu == "View/Tabs":
            actions[spec.name].triggered.connect(leave)


def join_start(
    card: StartCard, guide: Guide, bench: Workbench, preferences: Preferences, actions: Mapping[str, QAction]
) -> None:
    """The card that one begins from: each way takes it away, and it is not shown by itself again."""

    def begin(seed: int) -> None:
        end()
        bench.generate(seed, plain=True)  # as the card shows it

    def end() -> None:
        card.leave()
        preferences.change(welcomed=True)

    def show_how() -> None:
        begin(start_card.SEEDS[0])
        guide.start(guide.lessons[0].name)

    def draw() -> None:
        template = bench.template_of_new(plain=True)
        recipes = [(seed, with_new_seed(template, seed)) for seed in start_card.SEEDS]
        drawing: Task[start_card.Face] = Task(
            tr("faces to begin with"), start_card.faces(recipes), found=card.show_face
        )
        bench.service.start(drawing)

    def start_anew() -> None:
        card.forget_faces()
        if card.isVisible():
            bench.frame_shown.connect(draw, type=Qt.ConnectionType.SingleShotConnection)

    card.shown.connect(draw)
    bench.model_changed.connect(start_anew)
    card.face_chosen.connect(begin)
    card.closed.connect(end)
    for has_begun in (bench.generated, bench.opened):
        has_begun.connect(lambda *_: end() if card.isVisible() else None)
    for requested, go_on in (
        (card.model_requested, actions["open_model"].trigger),
        (card.picture_requested, actions["import_picture"].trigger),
    ):
        requested.connect(end)
        requested.connect(go_on)
    card.lesson_requested.connect(show_how)


def join_lessons(
    guide: Guide,
    start: StartCard,
    *,
    bench: Workbench,
    tabs: TabSet,
    pages: QTabWidget,
    watching: Watching,
    queue: JobQueue,
    preferences: Preferences,
    actions: Mapping[str, QAction],
    window: QMainWindow,
    view: ImageView,
) -> None:
    """What lessons hear of, and where the things are that they point at."""
    before = bench.session.history.present.recipe

    def hear_change(history: History) -> None:
        nonlocal before
        after = history.present.recipe
        events, before = done_between(before, after), after
        for event in events:
            guide.hear(event)

    def keep(name: str, steps: int) -> None:
        preferences.change(lessons={**preferences.settings.lessons, name: steps})
        guide.progress = preferences.settings.lessons

    def begin(lesson: Lesson) -> None:
        start.hide()
        watching.close()
        if lesson.parts:
            preferences.change(point_at_parts=True)
            if pages.currentWidget() is tabs.spatial:  # where the mouse paints
                tabs.show(tabs.attributes)
        tabs.parts.set_pointed_at(True)

    guide.progress = preferences.settings.lessons
    guide.place_of = LessonPlaces(window, pages, view, tabs.parts.place_of)
    guide.parts = lambda: tabs.parts.names
    guide.is_so = lambda waits: is_so_already(
        waits, page=title_at(pages.currentIndex()), edit=tabs.spatial.current_edit
    )
    guide.progressed.connect(keep)
    guide.page_wanted.connect(lambda page: pages.setCurrentIndex(TITLES.index(page)) if page else None)
    guide.begun.connect(begin)
    guide.ended.connect(lambda: tabs.parts.set_pointed_at(False))
    bench.model_changed.connect(lambda _: guide.follow_model(start))
    bench.session.history_changed.connect(hear_change)
    bench.generated.connect(lambda _: guide.hear("generated"))
    tabs.parts.clicked.connect(lambda _: guide.hear("part_clicked"))
    tabs.parts.dragged.connect(lambda _: guide.hear("part_dragged"))
    tabs.spatial.chips.chosen.connect(lambda _: guide.hear("tab_chosen"))
    watching.started.connect(lambda: guide.hear("film_started"))
    watching.saved.connect(lambda _: guide.hear("film_saved"))
    queue.started.connect(lambda _: guide.hear("job_started"))
    pages.currentChanged.connect(lambda index: guide.hear(f"page:{title_at(index)}"))
    for name, action in actions.items():
        action.triggered.connect(lambda _on, name=name: guide.hear(f"action:{name}"))
