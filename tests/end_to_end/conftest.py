"""The tests through the window need no display. GANSTUDIO_SCREENSHOTS names a folder for the pictures they take."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path

import pytest
from person import Person

from ganstudio.ui import theme
from ganstudio.ui.app import GuiOptions, open_window
from ganstudio.workspace import Settings


@pytest.fixture
def person(qtbot, qapp, tmp_path: Path) -> Iterator[Person]:
    theme.apply(qapp, "dark")
    options = GuiOptions(workspace=tmp_path / "workspace", settings_file=tmp_path / "settings.json", device="cpu")
    window = open_window(options, Settings())
    screenshots = Path(os.environ.get("GANSTUDIO_SCREENSHOTS", tmp_path))
    screenshots.mkdir(parents=True, exist_ok=True)
    window.resize(1600, 1000)
    window.show()
    qtbot.waitUntil(lambda: window.bench.frame is not None)
    yield Person(window, qtbot, screenshots)
    window.close()
    window.deleteLater()
