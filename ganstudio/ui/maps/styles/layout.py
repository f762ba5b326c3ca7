"""StylesLayout: what the view of style channels is made of, and where it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ganstudio.recipe.style_names import in_deviations
from ganstudio.ui.maps.styles.channels import StyleOrder
from ganstudio.ui.maps.styles.row import StyleRow
from ganstudio.ui.widgets.icons import IconButton
from ganstudio.ui.widgets.search_field import SearchField
from ganstudio.words import tr, trn


class StylesLayout(QWidget):
    """Search and order above, the channels in rows, and beneath them what is shifted.

    Attributes:
        search, order_box, shifted_only, more_button, reset_button, untick_button: By their names.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[StyleRow] = []
        self._count = 0
        self.search = SearchField(self)
        self.search.setPlaceholderText(tr("16×16, colors, 37 or b16.conv0:37"))
        self.search.setAccessibleName(tr("Search style channels"))
        self.search.setToolTip(
            tr(
                "Show only style channels whose layer has these letters, or of this number; Down goes to the first, "
                "Escape shows all"
            )
        )
        self.order_box = QComboBox(self)
        self.order_box.setAccessibleName(tr("Order of style channels"))
        self.order_box.setToolTip(
            tr(
                "The channels first by which this face differs most from random faces, or by layer and number. "
                "Shifted ones always come first"
            )
        )
        self.order_box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.order_box.addItems([tr(order.value) for order in StyleOrder])
        self.shifted_only = IconButton(
            "filter", tr("Show only the style channels that are shifted"), self, checkable=True
        )
        self.more_button = QPushButton(tr("Show more"), self)
        self.more_button.setToolTip(tr("Show more of the channels found, in the order chosen"))
        self.reset_button = QPushButton(tr("Reset all"), self)
        self.reset_button.setToolTip(tr("Take the shifts of all style channels out, also of those not shown"))
        self.reset_button.setAccessibleName(tr("Reset all style channels"))
        self.untick_button = QPushButton(tr("Untick"), self)
        self.untick_button.setToolTip(tr("Untick all channels, so that each slider moves alone again"))
        for button in (self.more_button, self.reset_button, self.untick_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._counts = _quiet(QLabel(self))
        self._empty = QLabel(self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setTextFormat(Qt.TextFormat.RichText)
        self._lay_out()

    @property
    def order(self) -> StyleOrder:
        """The order chosen."""
        return list(StyleOrder)[self.order_box.currentIndex()]

    @property
    def rows(self) -> list[StyleRow]:
        """Those in sight, from the top."""
        return self._rows[: self._count]

    def with_rows(self, count: int, join: Callable[[StyleRow], None]) -> list[StyleRow]:
        """So many rows in sight; those there were are used again, a new one is joined."""
        while len(self._rows) < count:
            row = StyleRow(self._content)
            join(row)
            self._column.insertWidget(len(self._rows), row)
            self._rows.append(row)
        self._count = count
        for number, row in enumerate(self._rows):
            row.setVisible(number < count)
        return self.rows

    def widths(self) -> tuple[int, int]:
        """How wide values are, and how wide deviations, so that those of all rows stand below one another."""
        metrics = self.fontMetrics()
        widths = metrics.horizontalAdvance("−0.00000"), metrics.horizontalAdvance(in_deviations(20.0)) + 4
        for title, width in zip(self._titles[1:], widths, strict=True):
            title.setFixedWidth(max(width, title.sizeHint().width()))
        return self._titles[1].width(), self._titles[2].width()

    def show_empty(self, title: str, hint: str) -> None:
        """A sentence in place of rows; "" for none."""
        self._empty.setText(f"<b>{title}</b><br/><br/>{hint}" if title else "")
        self._empty.setVisible(bool(title))
        for widget in (self._area, *self._titles):
            widget.setVisible(not title)

    def say_counts(self, found: int | None, *, shifted: int, ticked: int) -> None:
        """Says how many channels are found (None: as before), shifted and ticked."""
        if found is not None:
            self._found = found
        parts = [
            trn("{number:,} channel", "{number:,} channels", self._found),
            tr("{shifted} shifted", shifted=shifted),
        ]
        if ticked:
            parts.append(tr("{ticked} ticked", ticked=ticked))
        self._counts.setText(" · ".join(parts))
        self.untick_button.setVisible(ticked > 0)

    def _lay_out(self) -> None:
        self._found = 0
        tools, second, titles, feet = (QHBoxLayout() for _ in range(4))
        for row in (tools, second, titles, feet):
            row.setSpacing(8)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.shifted_only)
        tools.addWidget(self.reset_button)
        order = _quiet(QLabel(tr("Order"), self))
        order.setBuddy(self.order_box)
        self._titles = tuple(_quiet(QLabel(text, self)) for text in (tr("Channel"), tr("Value"), tr("Unusual")))
        self._titles[2].setToolTip(
            tr("By how many standard deviations (sd) this face's value differs from the average of random faces")
        )
        for title, room in zip(self._titles, (1, 0, 0), strict=True):
            titles.addWidget(title, room)
        for title in self._titles[1:]:
            title.setAlignment(Qt.AlignmentFlag.AlignRight)
        titles.setContentsMargins(0, 0, 16, 0)
        second.addWidget(order)
        second.addWidget(self.order_box, 1)
        self._content = QWidget()
        self._content.setObjectName("scrolled")
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)
        self._area = QScrollArea(self)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._content)
        feet.addWidget(self._counts, 1)
        feet.addWidget(self.untick_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(tools)
        layout.addLayout(second)
        layout.addLayout(titles)
        layout.addWidget(self._area, 1)
        layout.addWidget(self._empty, 1)
        layout.addLayout(feet)


def _quiet(label: QLabel) -> QLabel:
    label.setProperty("role", "quiet")
    return label
