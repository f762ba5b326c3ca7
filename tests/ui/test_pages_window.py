"""The documentation in the window, where no site was built."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from ganstudio.ui import window_commands
from ganstudio.ui.pages_window import PagesWindow

DOCS = Path(__file__).parents[2] / "docs"


def test_pages_lead_to_one_another_and_back(qtbot, qapp, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(opened.append))
    window = PagesWindow(DOCS / "index.md")
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    words = window.page.toPlainText()
    assert words.startswith("GanStudio")
    assert "toctree" not in words
    back = next(button for button in window.findChildren(QPushButton) if button.text() == "Back")
    assert not back.isEnabled()
    window.page.anchorClicked.emit(QUrl("tutorials/open-a-mouth.md"))
    assert window.page.source().toLocalFile() == str(DOCS / "tutorials" / "open-a-mouth.md")
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert window.page.source().toLocalFile() == str(DOCS / "index.md")
    window.page.anchorClicked.emit(QUrl("https://example.org/paper"))
    assert [url.toString() for url in opened] == ["https://example.org/paper"]


def test_pictures_are_no_wider_than_the_page(qtbot, qapp):
    window = PagesWindow(DOCS / "tutorials" / "open-a-mouth.md")
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    assert window.page.horizontalScrollBar().maximum() == 0


def test_the_command_shows_pages_where_there_is_no_site(qtbot, qapp, monkeypatch, tmp_path):
    from window_parts import window_parts

    monkeypatch.setattr(window_commands, "documentation", lambda: DOCS / "index.md")
    with window_parts(qtbot, qapp, tmp_path) as parts:
        parts.start()
        parts.window.action("show_documentation").trigger()
        shown = parts.window.findChild(PagesWindow)
        assert shown.isVisible()
        assert not shown.isModal()
        shown.close()
