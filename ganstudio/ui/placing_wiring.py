"""Joins detectors and scripts at work on new pictures to the window; one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ganstudio.ui.spatial.script.consent_dialog import ask_for_consent

if TYPE_CHECKING:
    from ganstudio.ui.main_window import MainWindow


def wire_placing(window: MainWindow) -> None:
    """Connects everything; called once, when the window has been built."""
    placing, card, status = window.bench.placing, window.tab_set.spatial.script, window.status
    placing.ask = lambda question: ask_for_consent(question, window)
    placing.failed.connect(window.show_failure)
    placing.status.connect(status.say)
    placing.titled.connect(status.name_task)
    status.cancel_asked.connect(placing.cancel_task)
    placing.step_changed.connect(card.show_step)
    placing.repeats_changed.connect(lambda on, made: _show_repeats(window, on=on, made=made))
    card.run_asked.connect(placing.place_one)
    card.cancel_asked.connect(placing.cancel)
    card.repeat_chosen.connect(placing.new_image_when_done)
    window.run_bar.stop_asked.connect(lambda: placing.new_image_when_done(False))


def _show_repeats(window: MainWindow, *, on: bool, made: int) -> None:
    window.tab_set.spatial.script.show_repeats(on)
    window.action("new_image_when_done").setChecked(on)
    first = "the next picture is made as soon as scripts and detectors are back."
    so_far = f"{made:,} picture{'' if made == 1 else 's'} made and kept so far."
    window.run_bar.show_run(f"New image when done: {so_far if made else first}" if on else "")
