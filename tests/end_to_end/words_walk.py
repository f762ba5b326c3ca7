"""Opens every page, menu and dialog of the window, in the language of the process, and writes what can be read there.

    python tests/end_to_end/words_walk.py FOLDER [width height]

Each line of the answer is JSON: where, text, and by how many pixels it is cut off. Screenshots go to the folder.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QTabBar,
    QToolButton,
    QTreeView,
    QTreeWidget,
    QWidget,
)

from ganstudio.ui import theme
from ganstudio.ui.app import GuiOptions, make_application, open_window, speak_qt
from ganstudio.ui.bench.task import Task
from ganstudio.ui.main_window import MainWindow
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.disclosure import Disclosure
from ganstudio.workspace import Settings

FOLDER = Path(sys.argv[1])
WIDTH, HEIGHT = (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 3 else (1280, 800)
LEAVES = ("quit", "open_documentation", "show_documentation", "full_screen", "open_portraits_folder", "delete_samples")
"""What ends the walk, leaves the window, or asks the system."""

LOOK_MS = 30
A_WHILE_S = 1.5
"""So long a dialog is waited for while the worker goes on working."""


def say(where: str, kind: str, text: str, cut: int = 0) -> None:
    if any(letter.isalpha() for letter in text):
        print(json.dumps({"where": where, "kind": kind, "text": text, "cut": cut}), flush=True)


def read(top: QWidget, where: str) -> None:
    """All that is written on what is visible below, and in its tooltips."""
    for widget in (top, *top.findChildren(QWidget)):
        if not widget.isVisible() or (widget.window() is not top.window()):
            continue
        name = f"{where}/{type(widget).__name__}"
        say(name, "tooltip", widget.toolTip())
        say(name, "accessible", widget.accessibleName())
        if any(cut_off(widget, text, room) for _, text, room in texts_of(widget)):
            QTest.qWait(200)  # its text may have changed just now, and it gets its room with the next layout
        for kind, text, room in texts_of(widget):
            say(name, kind, text, cut_off(widget, text, room))
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            read_rows(widget, name)
    say(where, "title", top.windowTitle())


def read_rows(view: QAbstractItemView, where: str) -> None:
    model = view.model()
    for row in range(min(40, model.rowCount(QModelIndex()))):
        columns = view.header().count() if isinstance(view, QTreeView) else 1
        for column in range(columns):
            index = model.index(row, column)
            for kind, role in (("row", Qt.ItemDataRole.DisplayRole), ("tooltip", Qt.ItemDataRole.ToolTipRole)):
                text = index.data(role)
                say(where, kind, text if isinstance(text, str) else "")


def texts_of(widget: QWidget) -> Iterator[tuple[str, str, QSize]]:  # noqa: C901
    """What a widget paints, and the room that it has for it."""
    inside = widget.contentsRect().size()
    if isinstance(widget, QLabel):
        if widget.text() and not widget.text().startswith("<"):
            yield "label", widget.text(), inside
    elif isinstance(widget, QCheckBox):
        option = QStyleOptionButton()
        widget.initStyleOption(option)
        room = widget.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, widget)
        yield "check box", widget.text(), room.size()
    elif isinstance(widget, QPushButton | QToolButton):
        left = widget.iconSize().width() + 4 if not widget.icon().isNull() else 0
        yield "button", widget.text(), inside - QSize(left, 0)
    elif isinstance(widget, QComboBox):
        for place in range(widget.count()):
            yield "entry", widget.itemText(place), QSize(9999, 9999)
            say("entry", "tooltip", str(widget.itemData(place, Qt.ItemDataRole.ToolTipRole) or ""))
    elif isinstance(widget, QTabBar):
        for place in range(widget.count()):
            yield "tab", widget.tabText(place), widget.tabRect(place).size()
            say("tab", "tooltip", widget.tabToolTip(place))
    elif isinstance(widget, QLineEdit):
        yield "placeholder", widget.placeholderText(), QSize(9999, 9999)
    elif isinstance(widget, QHeaderView) and widget.model() is not None:
        for place in range(widget.count()):
            head = widget.model().headerData(place, widget.orientation())
            if isinstance(head, str) and not isinstance(widget.parent(), QTreeWidget):
                yield "head", head, QSize(9999, 9999)
    elif isinstance(widget, QAbstractButton):
        yield "button", widget.text(), QSize(9999, 9999)


def cut_off(widget: QWidget, text: str, room: QSize) -> int:
    """By how many pixels a text is longer, or taller, than its room; 0 where it gives way by itself."""
    paints_itself = any(
        "paintEvent" in vars(kind) for kind in type(widget).__mro__ if kind.__module__.startswith("ganstudio")
    )
    if paints_itself:
        return 0
    plain = text.replace("&&", "\0").replace("&", "").replace("\0", "&") if not isinstance(widget, QLabel) else text
    metrics = widget.fontMetrics()
    if isinstance(widget, QLabel) and widget.wordWrap():
        needed = metrics.boundingRect(QRect(0, 0, room.width(), 9999), int(Qt.TextFlag.TextWordWrap), plain)
        return max(0, needed.height() - room.height() - 2, needed.width() - room.width() - 2)
    widest = max((metrics.horizontalAdvance(line) for line in plain.split("\n")), default=0)
    return max(0, widest - room.width() - 1)


def unfold(window: MainWindow) -> None:
    for fold in (*window.findChildren(Card), *window.findChildren(Disclosure)):
        if hasattr(fold, "set_folded"):
            fold.set_folded(False)
    QTest.qWait(100)


def read_menu(menu: QMenu, where: str) -> None:
    menu.aboutToShow.emit()
    for action in menu.actions():
        if action.menu() is not None:
            say(where, "menu", action.text())
            read_menu(action.menu(), f"{where}/{action.text()}")
        else:
            say(where, "command", action.text().split("\t")[0])
            say(where, "tooltip", action.toolTip())


def let_work(window: MainWindow) -> None:
    """Waits until the worker has answered and has nothing to do, or goes on with something long."""
    told: list[str] = []
    window.bench.service.idle.connect(at_rest := lambda: told.append("at rest"))
    window.bench.service.finish(Task("a knock", lambda _studio: iter(()), ended=lambda: told.append("answered")))
    end = time.monotonic() + A_WHILE_S
    while "answered" not in told or ("at rest" not in told and time.monotonic() < end):
        QTest.qWait(5)
    window.bench.service.idle.disconnect(at_rest)


def read_what_opens(window: MainWindow, name: str) -> None:
    """Triggers a command, and reads the dialog that it opens, if it opens one within its time."""
    seen: list[QWidget] = []

    def opened() -> list[QWidget]:
        return [top for top in QApplication.topLevelWidgets() if top is not window and top.isVisible()]

    def look() -> None:
        """Reads what has stood there since the last look, so that it has its layout."""
        for top in opened():
            if top not in seen:
                seen.append(top)
            elif not isinstance(top, QMenu) and top.width() > 60:
                read(top, name)
                top.grab().save(str(FOLDER / f"{name}.png"))
                top.close()

    looks = QTimer()
    looks.timeout.connect(look)
    looks.start(LOOK_MS)
    window.action(name).trigger()
    let_work(window)
    end = time.monotonic() + A_WHILE_S
    while True:
        QTest.qWait(2 * LOOK_MS)
        if not opened() or time.monotonic() > end:
            break


def walk(window: MainWindow) -> None:
    for bar_action in window.menuBar().actions():
        say("menu bar", "menu", bar_action.text())
        if bar_action.menu() is not None:
            read_menu(bar_action.menu(), bar_action.text())
    for page in range(window.tabs.count()):
        window.tabs.setCurrentIndex(page)
        QTest.qWait(400)
        read(window, f"page {page}")
        window.grab().save(str(FOLDER / f"page{page}.png"))
        unfold(window)
        read(window, f"page {page} unfolded")
        window.grab().save(str(FOLDER / f"page{page}-unfolded.png"))
    for spec in window.specs:
        if spec.name not in LEAVES and not spec.name.startswith(("theme_", "switch_theme")) and not spec.closed():
            read_what_opens(window, spec.name)
            read(window, f"after {spec.name}")


def main() -> None:
    app = make_application(sys.argv[:1])
    speak_qt(app)
    theme.apply(app, "dark")
    for ask in ("getOpenFileName", "getSaveFileName"):
        setattr(QFileDialog, ask, staticmethod(lambda *_, **__: ("", "")))
    QFileDialog.getOpenFileNames = staticmethod(lambda *_, **__: ([], ""))
    QFileDialog.getExistingDirectory = staticmethod(lambda *_, **__: "")
    window = open_window(
        GuiOptions(model="builtin", workspace=FOLDER / "workspace", settings_file=FOLDER / "settings.json"), Settings()
    )
    window.resize(WIDTH, HEIGHT)
    window.greet()
    window.show()
    while window.bench.frame is None:
        QTest.qWait(50)
    QTest.qWait(1500)
    read(window, "start")
    window.grab().save(str(FOLDER / "start.png"))
    walk(window)
    window.close()
    os._exit(0)


if __name__ == "__main__":
    main()
