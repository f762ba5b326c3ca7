"""How the rooms of the window are joined: who hears whom. Rooms know nothing of one another; they meet here alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTabWidget, QWidget

from ganstudio.jobs.fields import Ground
from ganstudio.ui.arrangement import Arrangement
from ganstudio.ui.bench.frame import Draft, Failure, Frame
from ganstudio.ui.bench.workbench import Workbench
from ganstudio.ui.canvas.image_view import ImageView
from ganstudio.ui.files.file_kinds import FileKind
from ganstudio.ui.files.picture_files import PictureFiles
from ganstudio.ui.jobs.commands import BatchCommands
from ganstudio.ui.make.history_pictures import HistoryPictures
from ganstudio.ui.make.left_column import LeftColumn
from ganstudio.ui.palette import CommandPalette, entries_of
from ganstudio.ui.preferences import Preferences
from ganstudio.ui.spatial.script.consent_dialog import ask_for_consent
from ganstudio.ui.spatial.state import PaintOptions, SelectionState
from ganstudio.ui.status_line import StatusLine, frame_caption
from ganstudio.ui.tab_set import TITLES, TabSet, title_at
from ganstudio.ui.widgets.error_bar import ErrorBar
from ganstudio.ui.widgets.run_bar import RunBar
from ganstudio.ui.window_commands import WindowCommands
from ganstudio.words import tr, trn
from ganstudio.workspace.journal_lines import Left

JOBS_TAB = 3


def join_picture(
    view: ImageView, bench: Workbench, status: StatusLine, tabs: TabSet, actions: Mapping[str, QAction]
) -> None:
    """The picture, and what is said below it."""
    service, comparison = bench.service, bench.comparison

    def show_picture(frame: Frame) -> None:
        view.show_image(frame.image)
        view.set_info(frame_caption(frame, bench.model))

    def show_draft(draft: Draft) -> None:
        view.show_image(draft.image)
        view.set_info(tr("blurred until the hand rests"))

    bench.draft_shown.connect(show_draft)
    bench.picture_shown.connect(show_picture)
    bench.frame_shown.connect(show_picture)
    bench.frame_shown.connect(status.show_frame)
    bench.frame_shown.connect(tabs.show_frame)
    comparison.comparison_changed.connect(view.set_comparison)
    comparison.showing_previous_changed.connect(actions["toggle_previous"].setChecked)
    view.space_tapped.connect(actions["generate"].trigger)
    service.loading_progressed.connect(status.show_loading_progress)
    service.loading_failed.connect(status.end_loading)
    status.loading_given_up.connect(service.give_up_loading)
    service.task_started.connect(status.follow)


def join_errors(bar: ErrorBar, bench: Workbench) -> None:
    """A picture that was asked for after an error, and made, ends it."""
    asked_before_error = 0

    def remember() -> None:
        nonlocal asked_before_error
        asked_before_error = bench.service.last_serial

    def end(frame: Frame) -> None:
        if frame.serial > asked_before_error:
            bar.end_error()

    bar.error_shown.connect(remember)
    bench.frame_shown.connect(end)
    bench.picture_shown.connect(end)


def join_files(files: PictureFiles, view: ImageView, status: StatusLine) -> None:
    """What is dropped on the picture, and what is said of files."""
    view.files_dropped.connect(files.open_files)
    files.status.connect(status.say)
    files.out_of_date.connect(status.unsay)


def join_commands(commands: WindowCommands, left: LeftColumn, tabs: TabSet, files: PictureFiles, bar: ErrorBar) -> None:
    """Where the window's own commands lead."""
    commands.message.connect(bar.show_error)
    commands.seed_requested.connect(left.focus_seed)
    commands.search_requested.connect(tabs.attributes.focus_search)
    commands.restored.connect(files.folders_changed)
    commands.restored.connect(tabs.spatial.look_up_presets)
    left.history.name_requested.connect(files.name_version_of)


def join_palette(
    commands: WindowCommands, window: QWidget, bench: Workbench, tabs: TabSet, actions: Mapping[str, QAction]
) -> None:
    """What is found by typing."""

    def show() -> None:
        palette = CommandPalette(lambda: entries_of(actions, tabs), window)
        bench.session.history_changed.connect(palette.look_up)  # the model came after the palette: its session begins
        palette.run()

    commands.palette_requested.connect(show)


def join_left(
    left: LeftColumn, bench: Workbench, bar: ErrorBar, tabs: TabSet, *, preferences: Preferences, status: StatusLine
) -> None:
    """The left column: making, quality, mixing, noise, history."""
    bench.session.recipe_changed.connect(left.show_recipe)
    left.recipe_edited.connect(bench.edit)
    left.make.seed_entered.connect(lambda entered: bench.generate(entered.seed))
    left.noise.keep_seed_chosen.connect(lambda keep: preferences.change(keep_noise_seed=keep))
    left.history.go_requested.connect(bench.go)
    left.mixing.task_requested.connect(bench.service.start)
    left.mixing.message.connect(bar.show_error)
    left.mixing.status.connect(status.say)
    tabs.strip.mix_requested.connect(left.mixing.add_pictures)
    tabs.strip.band_requested.connect(left.mixing.take_band)
    tabs.strip.part_requested.connect(left.mixing.take_part)
    left.mixing.strip_pictures_requested.connect(lambda: left.mixing.add_strip_pictures(tabs.strip.selected))
    bench.session.history_changed.connect(left.history.show_history)
    bench.frame_kept.connect(left.history.show_frame)
    HistoryPictures(bench).drawn.connect(left.history.show_frame)


def join_tabs(
    tabs: TabSet, bench: Workbench, files: PictureFiles, *, bar: ErrorBar, status: StatusLine, preferences: Preferences
) -> None:
    """The tabs and the film strip, to the bench and the bars."""
    bench.session.recipe_changed.connect(tabs.show_recipe)
    for tab in tabs.all:
        tab.recipe_edited.connect(bench.edit)
        tab.message.connect(bar.show_error)
        tab.status.connect(status.say)
    spatial, maps, strip = tabs.spatial, tabs.feature_maps, tabs.strip
    for requested in (tabs.attributes.task_requested, spatial.task_requested, maps.task_requested):
        requested.connect(bench.service.start)
    bench.session.history_changed.connect(lambda _history: bar.end_notice())
    spatial.undo_offered.connect(lambda it: bar.show_notice(it.said, action=tr("Take back"), on_action=it.undo))
    spatial.options_changed.connect(lambda options: preferences.change(**_settings_of(options)))
    spatial.raw_chosen.connect(lambda on: preferences.change(raw_weights=on))
    maps.capture_changed.connect(bench.set_capture)
    bench.adapt_new_image = spatial.for_new_image
    files.passed_on.connect(lambda kind, path: _take_file(tabs, kind, path))
    spatial.script.folder_requested.connect(files.show_folder)
    strip.open_requested.connect(files.open_file)
    strip.favorite_requested.connect(files.favorite_files)
    strip.delete_requested.connect(files.ask_delete)
    strip.reveal_requested.connect(files.reveal)
    strip.rename_requested.connect(files.rename_version)
    strip.copy_recipe_requested.connect(files.copy_recipe_of)
    files.folders_changed.connect(strip.refresh)
    files.on_screen.connect(strip.set_current)


def join_tabs_to_one_another(tabs: TabSet, view: ImageView) -> None:
    """What one tab shows or picks, for another."""
    spatial, maps = tabs.spatial, tabs.feature_maps
    spatial.selection_shown.connect(lambda state: _show_selection(tabs, state))
    maps.weights_requested.connect(spatial.add_maps)
    maps.records.recorded_changed.connect(lambda: spatial.holding.show_recorded(maps.records.recording.recipes))
    maps.shown_changed.connect(tabs.canvas.keep_in_sight)
    maps.detector_requested.connect(spatial.detector.take_maps)
    maps.script_requested.connect(spatial.script.take_maps)
    maps.overlay_requested.connect(lambda values, name: view.set_overlay("map", tabs.map_overlay(values)))


def join_session(bench: Workbench, pages: QTabWidget) -> None:
    """Which tab is shown, kept with the session and given back with it."""

    def show_left(left: Left) -> None:
        if left.tab in TITLES:
            pages.setCurrentIndex(TITLES.index(left.tab))

    pages.currentChanged.connect(lambda index: bench.journaling.show_tab(title_at(index)))
    bench.journaling.resumed.connect(show_left)


def join_placing(
    bench: Workbench,
    tabs: TabSet,
    run_bar: RunBar,
    status: StatusLine,
    *,
    bar: ErrorBar,
    repeats: QAction,
    show_failure: Callable[[Failure], None],
    window: QWidget,
) -> None:
    """Detectors and scripts at work on new pictures; `repeats` is the switch "New image when done"."""
    placing, card = bench.placing, tabs.spatial.script

    def show_repeats(on: bool, made: int) -> None:
        card.show_repeats(on)
        repeats.setChecked(on)
        first = tr("New image when done: the next picture is made as soon as scripts and detectors are back.")
        so_far = trn(
            "New image when done: {number:,} picture made and kept so far.",
            "New image when done: {number:,} pictures made and kept so far.",
            made,
        )
        run_bar.show_run((so_far if made else first) if on else "")

    placing.ask = lambda question: ask_for_consent(question, window)
    placing.failed.connect(show_failure)
    placing.status.connect(status.say)
    placing.noticed.connect(bar.show_notice)
    placing.step_changed.connect(card.show_step)
    placing.repeats_changed.connect(show_repeats)
    card.run_requested.connect(placing.place_one)
    card.cancel_requested.connect(placing.cancel)
    card.repeat_chosen.connect(placing.new_image_when_done)
    run_bar.stop_requested.connect(lambda: placing.new_image_when_done(False))


def join_jobs(
    batch: BatchCommands,
    tabs: TabSet,
    bench: Workbench,
    files: PictureFiles,
    *,
    bar: ErrorBar,
    status: StatusLine,
    preferences: Preferences,
    arrangement: Arrangement,
    regenerate: QAction,
    step_aside: Callable[[], None],
    is_watched: Callable[[], bool],
) -> None:
    """Batch jobs; `step_aside` puts the window out of the way when one begins, if the person prefers that.

    `is_watched` says whether a film plays, as that of the job may that has just ended.
    """
    queue, jobs = batch.queue, tabs.jobs

    def take_file(kind: FileKind, path: Path) -> None:
        if kind is FileKind.JOB:
            arrangement.show_tab(JOBS_TAB)
            queue.open_folder(path.parent)
        elif kind is FileKind.LATENTS:
            regenerate.trigger()

    def started() -> None:
        if preferences.settings.minimize_during_jobs:
            step_aside()

    files.passed_on.connect(take_file)
    tabs.strip.interpolate_requested.connect(batch.open_interpolation)
    batch.ground = lambda: _ground(bench, tabs)
    bench.session.history_changed.connect(batch.show_ground)
    batch.task_requested.connect(bench.service.start)
    bench.model_changed.connect(batch.show_model)
    batch.message.connect(bar.show_error)
    batch.status.connect(status.say)
    batch.folder_requested.connect(files.show_folder)
    batch.jobs_shown.connect(lambda: arrangement.show_tab(JOBS_TAB))
    batch.attributes_changed.connect(lambda: tabs.attributes.show_model(bench.model))
    queue.pictures_made.connect(tabs.feature_maps.record_made)
    queue.finished.connect(lambda _: files.folders_changed.emit())
    queue.finished.connect(lambda entry: batch.tell_end(entry, is_watched=is_watched()))
    queue.started.connect(started)
    tabs.feature_maps.recorded_layers_changed.connect(queue.record_maps)
    jobs.folder_requested.connect(batch.open_folder)
    jobs.resume_requested.connect(batch.batch_resume)
    jobs.settings_changed.connect(lambda changes: preferences.change(**changes))


def _ground(bench: Workbench, tabs: TabSet) -> Ground | None:
    """What batch dialogs refer to: the picture on screen and the places looked at; None while there is no model."""
    model = bench.model
    if model is None:
        return None
    edit = tabs.spatial.current_edit
    return Ground(
        recipe=bench.session.recipe,
        spec=model.spec,
        portraits=model.workspace.portraits,
        latents=model.folder.path / "latents.csv",
        layer=tabs.feature_maps.bar.layer or "",
        maps=tabs.feature_maps.picks.field.understood,
        tab=edit.name if edit is not None else "",
        template=bench.template_of_new(),
        keep_noise_seed=bench.keep_noise_seed,
        library=lambda: (tabs.attributes.shifts, ()),
    )


def _take_file(tabs: TabSet, kind: FileKind, path: Path) -> None:
    match kind:
        case FileKind.TABS:
            tabs.show(tabs.spatial)
            tabs.spatial.add_file(path)
        case FileKind.DETECTORS:
            tabs.show(tabs.spatial)
            tabs.spatial.detector.keeper.import_file(path)
        case FileKind.ATTRIBUTES:
            tabs.show(tabs.attributes)
            tabs.attributes.set_actions.import_file(path)
        case FileKind.SHEET:
            tabs.show(tabs.feature_maps)
            tabs.feature_maps.sheets.open(path)


def _show_selection(tabs: TabSet, state: SelectionState) -> None:
    tabs.feature_maps.show_selection(state.cells(), state.edit.name if state.edit is not None else "")


def _settings_of(options: PaintOptions) -> dict[str, object]:
    """The switches of the spatial tab that are kept with the settings, by their names there."""
    return {
        "blue_for_green": options.blue_for_green,
        "overlap_selections": not options.no_overlap,
        "reset_selections": options.reset_for_new_images,
    }
