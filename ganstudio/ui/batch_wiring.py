"""Joins the batch commands and the Jobs tab to the window; one call, so that the window knows little of jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ganstudio.jobs.fields import Ground
from ganstudio.ui.jobs.commands import BatchCommands

if TYPE_CHECKING:
    from ganstudio.ui.main_window import MainWindow


def batch_context(window: MainWindow) -> Ground | None:
    """What batch dialogs refer to: the picture on screen and the places looked at; None while there is no model."""
    model = window.bench.model
    if model is None:
        return None
    tabs = window.tab_set
    edit = tabs.spatial.current_edit
    layer = tabs.feature_maps.bar.layer
    recipe = window.bench.session.recipe
    return Ground(
        recipe=recipe,
        spec=model.spec,
        portraits=model.workspace.portraits,
        latents=model.folder.path / "latents.csv",
        layer=layer or "",
        tab=edit.name if edit is not None else "",
        template=window.bench.template_of_new(),
        keep_noise_seed=window.bench.keep_noise_seed,
    )


def wire_batch(window: MainWindow, batch: BatchCommands) -> None:
    """Connects everything; called once, when the window has been built."""
    service, jobs = window.bench.service, window.tab_set.jobs
    batch.task_requested.connect(window.bench.run)
    batch.cancel_requested.connect(service.cancel_task)
    service.task_progress.connect(batch.show_task)
    service.task_finished.connect(batch.end_task)
    window.bench.model_changed.connect(batch.show_model)
    batch.message.connect(window.bar.show_error)
    batch.status.connect(window.status.say)
    batch.jobs_shown.connect(window.commands.show_jobs)
    batch.attributes_changed.connect(lambda: window.tab_set.attributes.show_model(window.bench.model))
    batch.queue.finished.connect(lambda _: window.files.folders_changed.emit())
    batch.queue.started.connect(lambda _: _out_of_the_way(window))
    jobs.folder_asked.connect(batch.open_folder)
    jobs.resume_asked.connect(batch.batch_resume)
    jobs.settings_changed.connect(lambda changes: window.change_settings(**changes))


def _out_of_the_way(window: MainWindow) -> None:
    if window.settings.minimize_during_jobs:
        window.showMinimized()
