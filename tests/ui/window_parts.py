"""The real window on a stand-in engine."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

import pytest
from fake_studio import FakeStudio
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from ganstudio.recipe.files import open_picture_or_recipe
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui import theme
from ganstudio.ui.bench.render_service import RenderService
from ganstudio.ui.main_window import MainWindow
from ganstudio.workspace import Settings, Workspace


class PlainActions(dict[str, QAction]):
    """Actions that do nothing, for a part that is tested without its window."""

    def __missing__(self, name: str) -> QAction:
        self[name] = QAction(name)
        return self[name]


class FileStudio(FakeStudio):
    """A stand-in that saves and opens pictures as the engine does."""

    def render(self, recipe) -> Portrait:
        rendering = self.render_detailed(recipe)
        return Portrait(rendering.portrait.image, recipe)

    def save(self, portrait: Portrait) -> Path:
        return self.workspace.save_picture(portrait.png_bytes())

    def save_as(self, portrait: Portrait, path: Path) -> Path:
        return portrait.save(path)

    def open(self, path: Path):
        return open_picture_or_recipe(path)

    def open_recipe(self, path: Path):
        opened = self.open(path)
        return opened.recipe if isinstance(opened, Portrait) else opened

    def find_model(self, model_id: str, weights_id: str = ""):
        return self.workspace.find_model(model_id, weights_id)


class WindowParts:
    def __init__(self, qtbot, folder: Path, settings: Settings | None = None) -> None:
        self.qtbot = qtbot
        self.workspace = Workspace(folder / "workspace")
        self.studio = FileStudio(workspace=self.workspace)
        self.saved_settings: list[Settings] = []
        self.opened: list[str] = []
        self.window = MainWindow(
            RenderService(self._open), self.workspace, settings or Settings(), save_settings=self.saved_settings.append
        )

    def _open(self, command, tell):
        self.opened.append(command.path)
        return self.studio

    def start(self) -> MainWindow:
        with self.qtbot.waitSignal(self.window.bench.frame_shown):
            self.window.open_model("fake.pt")
        self.window.show()
        self.settle()
        return self.window

    def settle(self) -> None:
        """Waits until the picture on screen is that of the recipe and nothing is being done."""
        self.qtbot.waitUntil(lambda: self.window.bench.frame_is_current)

    def generate(self, seed: int) -> Path:
        """Generates, and gives the file that the picture was saved to."""
        kept = self.window.files.keeping.saved  # the picture before it may be kept as well, if it was changed
        with self.qtbot.waitSignal(kept, check_params_cb=lambda saved: saved.recipe.latent == Seed(seed)) as told:
            self.window.bench.generate(seed)
        self.settle()
        return told.args[0].path


class MovingParts(WindowParts):
    """A window whose engine is opened anew in the workspace that is asked for."""

    def _open(self, command, tell):
        self.opened.append(command.path)
        self.studio = FileStudio(workspace=command.workspace)
        return self.studio


def drop(widget: QWidget, *paths: Path) -> None:
    """Brings files over a widget and lets go of them, as the desktop would tell it."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place = widget.rect().center()
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, mime, buttons, keys)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(place), Qt.DropAction.CopyAction, mime, buttons, keys))


@contextmanager
def window_parts(qtbot, qapp, folder: Path, settings: Settings | None = None, kind: type[WindowParts] = WindowParts):
    theme.apply(qapp, "dark")
    parts = kind(qtbot, folder, settings)
    try:
        yield parts
    finally:
        if parts.studio.gate is not None:
            parts.studio.gate.set()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("ganstudio.ui.widgets.dialogs.confirm", lambda *_, **__: True)
            parts.window.close()
        parts.window.deleteLater()
