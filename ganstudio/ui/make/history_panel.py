"""HistoryPanel: the steps of this sitting with small pictures; a click goes back to one."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListView,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.history import History, Step
from ganstudio.ui import theme
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.make.history_pictures import MOST_PICTURES
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.thumbnail import thumbnail
from ganstudio.words import tr

_PICTURE_PX = 40
_ROW_PX = 48
_COMPACT_ROW_PX = 40
"""Height of a row in a low window."""
_LEAST_ROWS = 3
"""So many steps are in sight whatever is opened above."""

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class _Row:
    """What the delegate paints of one step."""

    label: str
    time: str
    picture: QPixmap | None
    undone: bool
    present: bool


class HistoryPanel(Card):
    """Newest step on top; steps taken back are dimmed above the present one.

    Signals:
        go_requested(int): Go so many steps: negative to the past.
        name_requested(Recipe): Keep that step's picture under a name.
    """

    go_requested = Signal(int)
    name_requested = Signal(Recipe)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("History"), parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._steps = _StepModel(self)
        self._list = QListView(self)
        self._list.setModel(self._steps)
        self._delegate = _StepDelegate(self._list)
        self._list.setItemDelegate(self._delegate)
        self._list.setUniformItemSizes(True)
        self._list.setMouseTracking(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setToolTip(
            tr(
                "The steps of this sitting; click one to go back to it and branch from there, right-click one to keep "
                "it under a name"
            )
        )
        self._list.setAccessibleName(tr("History"))
        self._list.clicked.connect(self._go)
        self._list.activated.connect(self._go)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._open_menu)
        self._empty = QLabel(tr("Each change appears here. Click a step to go back to it."), self)
        self._empty.setProperty("role", "quiet")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._list.hide()
        self.set_compact(False)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self._list, 1)

    def set_compact(self, compact: bool) -> None:
        """Makes the rows lower, or as high as they are in a window with room; insists on room for three."""
        row = _COMPACT_ROW_PX if compact else _ROW_PX
        self._delegate.row_px = row
        self._list.setMinimumHeight(_LEAST_ROWS * row + 2 * self._list.frameWidth())
        self._list.scheduleDelayedItemsLayout()

    def show_history(self, history: History) -> None:
        """Shows the steps."""
        self._empty.hide()
        self._list.show()
        self._steps.set_history(history)
        present = self._steps.index(len(history.future))
        self._list.scrollTo(present)
        if not self._list.viewport().visibleRegion().contains(self._list.visualRect(present).center()):
            self._list.scrollTo(present, QAbstractItemView.ScrollHint.PositionAtTop)  # the column cuts the list off

    def show_frame(self, frame: Frame) -> None:
        """Keeps a small picture for the steps of that recipe."""
        self._steps.add_picture(frame, self.devicePixelRatioF())

    def _go(self, index: QModelIndex) -> None:
        steps = self._steps.steps_to(index.row())
        if steps:
            self.go_requested.emit(steps)

    def _open_menu(self, place: QPoint) -> None:
        index = self._list.indexAt(place)
        if index.isValid():
            recipe = self._steps.recipe_of(index.row())
            menu = QMenu(self)
            menu.addAction(tr("Name this version…")).triggered.connect(lambda: self.name_requested.emit(recipe))
            menu.popup(self._list.viewport().mapToGlobal(place))


class _StepModel(QAbstractListModel):
    """Rows: future (last redo first), present, past (newest first)."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: tuple[Step, ...] = ()
        self._present = 0
        self._pictures: dict[Recipe, QPixmap] = {}

    def set_history(self, history: History) -> None:
        self.beginResetModel()
        self._rows = (*reversed(history.future), history.present, *reversed(history.past))
        self._present = len(history.future)
        self.endResetModel()

    def add_picture(self, frame: Frame, ratio: float) -> None:
        if frame.recipe in self._pictures:
            return
        self._pictures[frame.recipe] = thumbnail(frame.image, _PICTURE_PX, ratio)
        while len(self._pictures) > MOST_PICTURES:
            self._pictures.pop(next(iter(self._pictures)))
        for row, step in enumerate(self._rows):
            if step.recipe == frame.recipe:
                self.dataChanged.emit(self.index(row), self.index(row), [Qt.ItemDataRole.UserRole])

    def recipe_of(self, row: int) -> Recipe:
        return self._rows[row].recipe

    def steps_to(self, row: int) -> int:
        return self._present - row

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        step = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return step.label
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{step.label}, {_clock(step.time)}"
            case Qt.ItemDataRole.ToolTipRole:
                return tr("{label}\nClick to go to this step; changes then branch off from it", label=step.label)
            case Qt.ItemDataRole.UserRole:
                return _Row(
                    step.label,
                    _clock(step.time),
                    self._pictures.get(step.recipe),
                    undone=index.row() < self._present,
                    present=index.row() == self._present,
                )
        return None


class _StepDelegate(QStyledItemDelegate):
    """Paints picture, label and time of a step, in rows of `row_px`."""

    row_px = _ROW_PX

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(80, self.row_px)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        colors = theme.current()
        area = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row: _Row = index.data(Qt.ItemDataRole.UserRole)
        state = option.state
        fill = "hover" if row.present or state & QStyle.StateFlag.State_MouseOver else None
        if fill:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.color(fill))
            painter.drawRoundedRect(QRectF(area).adjusted(0, 1, 0, -1), 4, 4)
        side = area.height() - _ROW_PX + _PICTURE_PX
        picture = QRect(area.left() + 4, area.top() + 4, side, side)
        self._paint_picture(painter, picture, row)
        if row.present:
            self._ring(painter, QRectF(picture), 2.0)
        if state & QStyle.StateFlag.State_HasFocus:
            self._ring(painter, QRectF(area).adjusted(1, 2, -1, -2), 1.0)
        left = picture.right() + 11
        text = QRect(left, area.center().y() - 18, area.right() - left - 4, 19)
        painter.setPen(colors.color("text_quiet" if row.undone else "text"))
        label = painter.fontMetrics().elidedText(row.label, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter), label)
        painter.setFont(theme.font(11))
        painter.setPen(colors.color("text_quiet"))
        below = tr("taken back") if row.undone else row.time
        painter.drawText(text.translated(0, 18), int(Qt.AlignmentFlag.AlignVCenter), below)
        painter.restore()

    def _ring(self, painter: QPainter, around: QRectF, width: float) -> None:
        painter.setPen(QPen(theme.current().color("accent_text"), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(around, 4, 4)

    def _paint_picture(self, painter: QPainter, area: QRect, row: _Row) -> None:
        path = QPainterPath()
        path.addRoundedRect(QRectF(area), 4, 4)
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(area, theme.current().color("groove"))
        if row.picture is not None:
            painter.setOpacity(0.5 if row.undone else 1.0)
            painter.drawPixmap(area, row.picture)
        painter.restore()


def _clock(seconds: float) -> str:
    return time.strftime("%H:%M:%S", time.localtime(seconds)) if seconds else ""
