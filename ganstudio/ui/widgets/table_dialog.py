"""TableDialog: a table of what a long search found, with its progress; a row can be used, the whole exported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ganstudio.errors import GanStudioError
from ganstudio.ui import theme
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.ui.widgets.folder_memory import ask_target
from ganstudio.words import tr

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ROW_PX, _GAP_PX = 28, 20
_FEW_ROWS, _HEIGHT_OF_MANY, _WIDEST = 8, 560, 1100
_SORT = Qt.ItemDataRole.UserRole
_PLACE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Cell:
    """What is written, and the number by which the column is sorted; by the text where that is None."""

    text: str
    number: float | None = None


class TableDialog(Dialog):
    """Not modal: the window can be used meanwhile.

    Attributes:
        table: The rows. use_button, copy_button, export_button: by their names. note: what is going on or went wrong.
        warning: What to know of the whole table.

    Signals:
        used(int): The row with that place, as in `show_rows`, is wanted.
        export_requested(Path): The table is to be written there.
    """

    used = Signal(int)
    export_requested = Signal(Path)

    def __init__(
        self,
        title: str,
        summary: str,
        columns: Sequence[str],
        parent: QWidget | None = None,
        *,
        use: tuple[str, str],
        formats: str,
        file: Path,
    ) -> None:
        """Opens empty.

        Args:
            title: Of the dialog.
            summary: What it shows, in a sentence or two.
            columns: Their heads.
            parent: The window.
            use: What the button says that uses the row chosen, and its tooltip.
            formats: Kinds of files to export to, as file dialogs have them.
            file: Where it is exported to unless another is chosen.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 380)
        self._formats, self._file, self._markdown = formats, file, ""
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self._summary = QLabel(summary, self)
        self._summary.setProperty("role", "quiet")
        self._summary.setWordWrap(True)
        self.warning = QLabel("", self)
        self.warning.setProperty("role", "warning")
        self.warning.setWordWrap(True)
        self.warning.hide()
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("Progress"))
        self.note = QLabel("", self)
        self.note.setProperty("role", "quiet")
        self.note.setWordWrap(True)
        self.table = self._make_table(columns)
        self._arrange_columns(len(columns))
        self.use_button = _button(*use)
        theme.set_role(self.use_button, "primary")
        self.copy_button = _button(tr("Copy"), tr("Copy the table as Markdown, for a text or an issue"))
        self.export_button = _button(tr("Export…"), tr("Write the table as JSON, CSV, Markdown or LaTeX"))
        self.use_button.clicked.connect(self._use)
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._markdown))
        self.export_button.clicked.connect(self._export)
        self._lay_out()
        self._refresh()

    @property
    def current(self) -> int:
        """The place of the row chosen; -1 for none."""
        items = self.table.selectedItems()
        return int(items[0].data(0, _PLACE)) if items else -1

    def show_progress(self, done: int, total: int, note: str) -> None:
        """Shows how far the search is."""
        self.progress.setMaximum(max(1, total))
        self.progress.setValue(done)
        self.progress.show()
        self.note.setText(note)

    def show_columns(self, columns: Sequence[str]) -> None:
        """Other columns, before the rows that have them."""
        self.table.clear()
        self.table.setColumnCount(len(columns))
        self.table.setHeaderLabels(list(columns))
        self._arrange_columns(len(columns))

    def show_problem(self, sentence: str) -> None:
        """Says why there is no table."""
        self.progress.hide()
        self.note.setText(sentence)
        theme.set_role(self.note, "warning")

    def show_warning(self, sentence: str) -> None:
        """Says above the table what to know of it; empty for nothing."""
        self.warning.setText(sentence)
        self.warning.setVisible(bool(sentence))

    def write(self, path: Path, save: Callable[[Path], None]) -> bool:
        """Has the table written by `save`, and says below it that it was, or why not."""
        try:
            save(path)
        except GanStudioError as error:
            self.show_problem(str(error))
            return False
        self.note.setText(tr("Wrote {file}", file=path))
        return True

    def show_rows(self, rows: Sequence[Sequence[Cell]], *, markdown: str, note: str = "") -> None:
        """Shows the table; the first row is chosen.

        Args:
            rows: A cell for each column.
            markdown: What Copy copies.
            note: A sentence below the table.
        """
        self._markdown = markdown
        self._unsort()
        self.progress.hide()
        self.note.setText(note)
        self.table.clear()
        items = []
        for place, row in enumerate(rows):
            item = _Row([cell.text for cell in row])
            item.setData(0, _PLACE, place)
            for column, cell in enumerate(row):
                item.setData(column, _SORT, cell.number)
                item.setToolTip(column, cell.text)
                width = self.table.fontMetrics().horizontalAdvance(cell.text)
                item.setSizeHint(column, QSize(width + _GAP_PX, _ROW_PX))
                if column and cell.number is not None:
                    item.setTextAlignment(column, _RIGHT)
            items.append(item)
        self.table.addTopLevelItems(items)
        self._align_heads(rows[0] if rows else ())
        self._grow(_HEIGHT_OF_MANY if len(items) > _FEW_ROWS else 0)
        if items:
            self.table.setCurrentItem(items[0])
        self._refresh()

    def _grow(self, height: int) -> None:
        """Takes the room that the columns need, and many rows."""
        header, last = self.table.header(), self.table.columnCount() - 1
        length = header.sectionPosition(last) + max(self.table.sizeHintForColumn(last), header.sectionSizeHint(last))
        bar = self.table.verticalScrollBar().sizeHint().width()
        needed = self.width() - self.table.viewport().width() + length + bar
        self.resize(min(max(self.width(), needed), _WIDEST), max(self.height(), height))

    def _make_table(self, columns: Sequence[str]) -> QTreeWidget:
        table = QTreeWidget(self)
        table.setHeaderLabels(list(columns))
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.setAlternatingRowColors(False)
        table.setAccessibleName(tr("What was found"))
        table.setToolTip(tr("Click the head of a column to sort by it; double-click a row to use it"))
        header = table.header()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)  # from the start, as its room is in each head's width
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sectionClicked.connect(self._sort)
        table.itemSelectionChanged.connect(self._refresh)
        table.itemActivated.connect(self._use)
        return table

    def _arrange_columns(self, count: int) -> None:
        for column in range(count - 1):
            self.table.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.table.header().setSectionResizeMode(count - 1, QHeaderView.ResizeMode.Interactive)

    def _align_heads(self, row: Sequence[Cell]) -> None:
        for column, cell in enumerate(row):
            if column and cell.number is not None:
                self.table.headerItem().setTextAlignment(column, _RIGHT)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.export_button)
        buttons.addStretch(1)
        buttons.addWidget(self.use_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._summary)
        column.addWidget(self.warning)
        column.addWidget(self.table, 1)
        column.addWidget(self.progress)
        column.addWidget(self.note)
        column.addLayout(buttons)

    def _unsort(self) -> None:
        self._sorted = None
        self.table.header().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def _sort(self, column: int) -> None:
        """Numbers from the highest, words from A; the other way round when the same head is clicked again."""
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        row = self.table.topLevelItem(0)
        by_number = row is not None and row.data(column, _SORT) is not None
        order = down if by_number else up
        if self._sorted == (column, order):
            order = up if order is down else down
        self._sorted = (column, order)
        self.table.header().setSortIndicator(column, order)
        self.table.sortItems(column, order)

    def _use(self) -> None:
        if self.current >= 0 and self.use_button.isEnabled():
            self.used.emit(self.current)

    def _export(self) -> None:
        path, _ = ask_target(self, "table", tr("Export the table"), self._file, self._formats)
        if path is not None:
            self.export_requested.emit(path if path.suffix else path.with_suffix(".csv"))

    def _refresh(self) -> None:
        reason = "" if self.table.topLevelItemCount() else tr("There is no table yet.")
        for button in (self.copy_button, self.export_button):
            open_unless(button, reason)
        open_unless(self.use_button, reason or ("" if self.current >= 0 else tr("Choose a row first.")))


class _Row(QTreeWidgetItem):
    """Sorted by numbers where it has them."""

    def __lt__(self, other: QTreeWidgetItem) -> bool:
        column = self.treeWidget().sortColumn()
        mine, its = self.data(column, _SORT), other.data(column, _SORT)
        if mine is None or its is None:
            return self.text(column) < other.text(column)
        return bool(mine < its)


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleName(text.rstrip("…"))
    button.setAutoDefault(False)
    return button
