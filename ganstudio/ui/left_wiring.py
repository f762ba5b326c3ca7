"""Joins the left column to the window; one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ganstudio.ui.make.history_pictures import HistoryPictures

if TYPE_CHECKING:
    from ganstudio.ui.main_window import MainWindow


def wire_left(window: MainWindow) -> None:
    """Connects everything; called once, when the window has been built."""
    left, bench = window.left, window.bench
    left.recipe_edited.connect(bench.edit)
    left.make.seed_entered.connect(bench.generate)
    left.noise.keep_seed_chosen.connect(lambda keep: window.change_settings(keep_noise_seed=keep))
    left.history.go_asked.connect(bench.go)
    left.mixing.task_requested.connect(bench.run)
    left.mixing.message.connect(window.bar.show_error)
    left.mixing.strip_pictures_asked.connect(lambda: left.mixing.add_strip_pictures(window.strip.selected))
    bench.service.task_finished.connect(left.mixing.end_task)
    bench.session.history_changed.connect(left.history.show_history)
    bench.frame_kept.connect(left.history.show_frame)
    HistoryPictures(bench).drawn.connect(left.history.show_frame)
