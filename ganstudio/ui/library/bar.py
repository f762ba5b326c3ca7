"""LibraryBar: what is searched for, in which order, and as stacks or not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from ganstudio.ui.library.syntax_help import SyntaxHelp
from ganstudio.ui.widgets.icons import IconButton
from ganstudio.ui.widgets.search_field import SearchField
from ganstudio.words import tr
from ganstudio.workspace.library.sorting import Order

_SORTS = (
    (tr("Newest first"), "date"),
    (tr("Name"), "name"),
    (tr("Best rated"), "rating"),
    (tr("Seed"), "seed"),
    (tr("Largest file"), "size"),
    (tr("Recipe"), "recipe"),
)
DUPLICATES = "is:duplicate"


class LibraryBar(QWidget):
    """A row of controls.

    Attributes:
        field: What is typed. sort, backwards: the order. stacks: whether edits of one face are one. duplicates: finds
            pictures of one recipe.

    Signals:
        changed(): Something else is to be found, or in another order. stacks_changed(bool).
        closed(): The person is done with the library.
    """

    changed = Signal()
    stacks_changed = Signal(bool)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = SearchField(self)
        self.field.setPlaceholderText(tr("Search: words, mouth_open>50, tag:print, rating>=3, …"))
        self.field.setAccessibleName(tr("Search"))
        self.field.setToolTip(tr("What to find; the question mark tells how. Down goes to the pictures, / comes back"))
        self.help = SyntaxHelp(self)
        self.help_button = IconButton("help", tr("How a search is typed"), self)
        self.sort = QComboBox(self)
        self.sort.setAccessibleName(tr("Sort by"))
        self.sort.setToolTip(tr("In which order pictures are shown; attributes and tabs are listed below the others"))
        self.backwards = IconButton("sort", tr("The other way round"), self, checkable=True)
        self.stacks = QPushButton(tr("Stacks"), self)
        self.stacks.setCheckable(True)
        self.stacks.setChecked(True)
        self.stacks.setToolTip(tr("Show the edits of one face as one picture; F or its number unfolds them"))
        self.duplicates = QPushButton(tr("Duplicates"), self)
        self.duplicates.setToolTip(
            tr(
                "Find pictures with the same recipe, beside one another. A favorite and a version are no duplicates of "
                "the picture that they were made of"
            )
        )
        self.close_button = IconButton("clear", tr("Back to the picture (Esc)"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 4)
        row.setSpacing(6)
        row.addWidget(self.field, 1)
        for widget in (
            *(self.help_button, self.sort, self.backwards, self.stacks, self.duplicates, self.close_button),
        ):
            row.addWidget(widget)
        self.show_names(())
        self.field.textChanged.connect(self.changed)
        self.help_button.clicked.connect(lambda: self.help.show_below(self.field))
        self.help.chosen.connect(self._type)
        self.sort.activated.connect(self.changed)
        self.backwards.toggled.connect(self.changed)
        self.stacks.toggled.connect(self.stacks_changed)
        self.duplicates.clicked.connect(self._find_duplicates)
        self.close_button.clicked.connect(self.closed)

    @property
    def order(self) -> Order:
        """The order chosen."""
        return Order(str(self.sort.currentData()), is_backwards=self.backwards.isChecked())

    def show_names(self, names: Sequence[str]) -> None:
        """Offers these attributes and tabs to sort by."""
        chosen = self.sort.currentData()
        self.sort.clear()
        for text, by in _SORTS:
            self.sort.addItem(text, by)
        if names:
            self.sort.insertSeparator(self.sort.count())
        for name in names:
            self.sort.addItem(name, name)
        self.sort.setCurrentIndex(max(0, self.sort.findData(chosen)))
        self.sort.setMinimumContentsLength(12)
        self.sort.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def _type(self, text: str) -> None:
        before = self.field.text().strip()
        self.field.setText(f"{before} {text}".strip())
        self.field.setFocus()

    def _find_duplicates(self) -> None:
        self.sort.setCurrentIndex(self.sort.findData("recipe"))
        self.stacks.setChecked(False)
        if self.field.text() == DUPLICATES:
            self.changed.emit()
        else:
            self.field.setText(DUPLICATES)
