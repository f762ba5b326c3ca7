"""Makes the pictures of the window for the tutorials: what a person sees, step by step, by mouse and keys."""

from __future__ import annotations

import numpy as np
from picture_tools import Ground, drag, place_in, settle, until
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ganstudio.recipe.latent import Seed
from ganstudio.ui.jobs.preview_card import PreviewTiles
from ganstudio.ui.main_window import MainWindow
from ganstudio.workspace import Settings

LEFT = Qt.MouseButton.LeftButton
FACE = 4


def make(ground: Ground) -> None:
    """Makes them all; in short the start alone."""
    start(ground)
    if ground.is_short:
        return
    with ground.window() as window:
        show_face(window, FACE)
        mouth(ground, window)
        spatial(ground, window)
        feature_maps(ground, window)
        grid_of_seeds(ground, window)
        attributes(ground, window)


def show_face(window: MainWindow, seed: int) -> None:
    """Generates the face of a seed, and waits until its parts are found."""
    window.bench.generate(seed)
    until(lambda: window.bench.session.recipe.latent == Seed(seed))
    settle(window)


def start(ground: Ground) -> None:
    """What a new person meets: six faces."""
    with ground.window(settings=Settings()) as window:
        window.start.offer()
        until(lambda: not any(button.icon().isNull() for button in window.start.buttons.values()))
        QApplication.processEvents()
        ground.grab(window, "start", 600 if ground.is_short else 1000)


def mouth(ground: Ground, window: MainWindow) -> None:
    """A mouth that lights up, is dragged open, and plays."""
    parts, view = window.tab_set.parts, window.view
    QTest.mouseMove(view, place_in(window, 0.5, 0.02))
    QTest.mouseMove(view, place_in(window, 0.5, 0.4))
    until(lambda: any(part.name == "mouth" for part in parts.parts))
    field = next(part.field for part in parts.parts if part.name == "mouth")
    rows, columns = np.nonzero(field >= 0.5)
    x, y = (columns.mean() + 0.5) / field.shape[1], (rows.mean() + 0.5) / field.shape[0]
    QTest.mouseMove(view, place_in(window, x, y))
    ground.grab(view, "mouth_lit", 640)
    place = place_in(window, x, y)
    drag(view, place, place - QPoint(0, 100))
    settle(window)
    QTest.mouseMove(view, place_in(window, 0.98, 0.02))
    ground.grab(window, "mouth_open", 1000)
    QTest.mouseClick(parts.bar.animate_button, LEFT)
    until(lambda: window.watching.is_complete)
    window.watching.step(8)
    ground.grab(view, "watching", 640)
    window.watching.close()
    parts.close_bar()


def spatial(ground: Ground, window: MainWindow) -> None:
    """A tab, painted over the mouth."""
    window.tabs.setCurrentWidget(window.tab_set.spatial)
    window.tab_set.show_spatial("mouth_open")
    settle(window)
    QTest.mouseMove(window.view, place_in(window, 0.95, 0.95))
    ground.grab(window, "window", 1200)


def feature_maps(ground: Ground, window: MainWindow) -> None:
    """The maps of a layer."""
    maps = window.tab_set.feature_maps
    window.tabs.setCurrentWidget(maps)
    maps.bar.layer_box.setCurrentIndex(maps.bar.layer_box.findData("b16"))
    settle(window)
    ground.grab(window, "feature_maps", 1000)


def grid_of_seeds(ground: Ground, window: MainWindow) -> None:
    """The dialog in which psi values are typed."""
    window.action("batch_seed_grid").trigger()
    dialog = window.batch.dialog
    assert dialog is not None
    until(lambda: len(dialog.findChild(PreviewTiles).captions) >= 6)
    ground.grab(dialog, "grid_of_seeds", 900)
    dialog.reject()


def attributes(ground: Ground, window: MainWindow) -> None:
    """The sliders."""
    window.tabs.setCurrentWidget(window.tab_set.attributes)
    settle(window)
    ground.grab(window.tabs, "attributes", 460)
