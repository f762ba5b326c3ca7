"""PagesWindow: the documentation's pages as they are written, where no site was built of them."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.words import tr

_WIDTH, _HEIGHT = 860, 760
_MARGIN = 24
_DIRECTIVE = re.compile(r"^```\{.*?^```$\n?", re.MULTILINE | re.DOTALL)
"""A block for the program that makes the site, such as a table of contents."""


class PagesWindow(Dialog):
    """Shows Markdown pages, whose links lead to one another; others are opened in the browser."""

    def __init__(self, first: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Documentation"))
        self.resize(_WIDTH, _HEIGHT)
        self.page = _Page(self)
        back, start = QPushButton(tr("Back"), self), QPushButton(tr("First page"), self)
        back.setToolTip(tr("To the page before (Alt+Left)"))
        start.setToolTip(tr("To the page that leads to all others (Alt+Home)"))
        for button in (back, start):
            button.setAutoDefault(False)
        here, home = tr("This is the first page."), QUrl.fromLocalFile(str(first))
        back.clicked.connect(self.page.backward)
        start.clicked.connect(self.page.home)
        self.page.backwardAvailable.connect(lambda is_there: open_unless(back, "" if is_there else here))
        self.page.sourceChanged.connect(lambda place: open_unless(start, here if place == home else ""))
        open_unless(back, here)
        row = QHBoxLayout()
        row.addWidget(back)
        row.addWidget(start)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(self.page, 1)
        self.page.setSource(home)
        self.page.setFocus()


class _Page(QTextBrowser):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setAccessibleName(tr("Page"))
        self.anchorClicked.connect(self._follow)
        self.sourceChanged.connect(self._give_room)

    def loadResource(self, kind: int, url: QUrl | str) -> object:
        """A page without what is meant for the site alone, a picture no wider than the page."""
        place = self.source().resolved(QUrl(url))
        if kind == QTextDocument.ResourceType.ImageResource.value:
            image = QImage(place.toLocalFile())
            widest = _WIDTH - 4 * _MARGIN
            smooth = Qt.TransformationMode.SmoothTransformation
            return image.scaledToWidth(widest, smooth) if image.width() > widest else image
        path = Path(place.toLocalFile())
        if path.suffix == ".md" and path.is_file():
            return QByteArray(_DIRECTIVE.sub("", path.read_text(encoding="utf-8")).encode())
        return super().loadResource(kind, url)

    def _give_room(self) -> None:
        """Space around the page and between its paragraphs, which Markdown has none of."""
        self.document().setDocumentMargin(_MARGIN)
        room = QTextBlockFormat()
        room.setBottomMargin(10)
        everything = QTextCursor(self.document())
        everything.select(QTextCursor.SelectionType.Document)
        everything.mergeBlockFormat(room)

    def _follow(self, url: QUrl) -> None:
        place = self.source().resolved(url)
        if place.isLocalFile() and place.path().endswith(".md"):
            self.setSource(place)
        else:
            QDesktopServices.openUrl(place)
