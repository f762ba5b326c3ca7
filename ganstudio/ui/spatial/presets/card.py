"""PresetsCard: kept tabs as a list with small pictures; a click puts them onto the picture."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from ganstudio.ui import theme
from ganstudio.ui.spatial.presets.delegate import PICTURE_PX, ROW_PX, PresetDelegate
from ganstudio.ui.spatial.presets.files import Preset
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.thumbnail import pixmap_from_png
from ganstudio.words import tr

_MOST_ROWS = 4
_EMPTY = tr("Keep the tabs of a picture under a name. One click puts them, as they are then, onto any other picture.")
_NO_TABS = tr("There is no spatial tab to save.")


class PresetsCard(Card):
    """Shows the presets and asks for changes; changes none itself.

    Signals:
        apply_requested(str): Put a preset's tabs onto the picture, in place of tabs of the same names.
        add_requested(str): Add a preset's tabs behind the others.
        rename_requested(str), delete_requested(str), export_requested(str): A preset's name.
        save_requested(), import_requested(), export_tabs_requested(): Keep all tabs under a name; add tabs from a
            file; write all tabs into a file.
    """

    apply_requested = Signal(str)
    add_requested = Signal(str)
    rename_requested = Signal(str)
    delete_requested = Signal(str)
    export_requested = Signal(str)
    save_requested = Signal()
    import_requested = Signal()
    export_tabs_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Presets"), parent)
        self._presets: tuple[Preset, ...] = ()
        self._has_tabs = False
        self.empty_label = QLabel(_EMPTY, self)
        self.empty_label.setProperty("role", "quiet")
        self.empty_label.setWordWrap(True)
        self.list = self._make_list()
        self.body.addWidget(self.empty_label)
        self.body.addWidget(self.list)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.save_button = _button(
            tr("Save these tabs…"), tr("Keep all tabs, with selections and multipliers, under a name")
        )
        self.save_button.clicked.connect(self.save_requested)
        self.import_button = _button(
            tr("Add from file…"), tr("Add the tabs of a file; it can be dropped on the window too")
        )
        self.import_button.clicked.connect(self.import_requested)
        row.addWidget(self.save_button)
        row.addWidget(self.import_button)
        self.body.addLayout(row)
        self.show_presets(())
        self.set_folded(True)

    def show_presets(self, presets: tuple[Preset, ...]) -> None:
        """Lists these; no signal."""
        self._presets = presets
        current = self.list.currentRow()
        self.list.clear()
        for preset in presets:
            item = QListWidgetItem(preset.name, self.list)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{preset.name}, {preset.note}")
            item.setToolTip(
                tr(
                    "{name}: {note}. Click or Enter puts these tabs onto the picture, F2 renames, Delete deletes",
                    name=preset.name,
                    note=preset.note,
                )
            )
            picture = pixmap_from_png(preset.picture, PICTURE_PX, self.devicePixelRatioF()) if preset.picture else None
            item.setData(Qt.ItemDataRole.UserRole, (preset.note, picture))
        self.list.setCurrentRow(min(current, len(presets) - 1))
        self.list.setVisible(bool(presets))
        self.empty_label.setVisible(not presets)
        self.list.setFixedHeight(min(len(presets), _MOST_ROWS) * ROW_PX + 2)

    def show_has_tabs(self, has_tabs: bool) -> None:
        """Whether there is anything to keep."""
        self._has_tabs = has_tabs
        open_unless(self.save_button, "" if has_tabs else _NO_TABS)

    def fill_menu(self, menu: QMenu) -> None:
        """Fills a menu with everything that can be done here."""
        menu.clear()
        save = menu.addAction(tr("Save these tabs…"), self.save_requested.emit)
        menu.addAction(tr("Add tabs from a file…"), self.import_requested.emit)
        export = menu.addAction(tr("Save these tabs in a file…"), self.export_tabs_requested.emit)
        for action in (save, export):
            open_unless(action, "" if self._has_tabs else _NO_TABS)
        menu.addSeparator()
        for preset in self._presets:
            menu.addMenu(self.menu_for(preset.name, menu))
        if not self._presets:
            open_unless(menu.addAction(tr("No presets yet")), tr("Save these tabs to have one."))

    def menu_for(self, name: str, parent: QWidget | None = None) -> QMenu:
        """The menu of one preset."""
        menu = QMenu(name.replace("&", "&&"), parent or self)
        menu.addAction(tr("Put onto this picture"), partial(self.apply_requested.emit, name))
        menu.addAction(tr("Add as further tabs"), partial(self.add_requested.emit, name))
        menu.addSeparator()
        menu.addAction(tr("Rename…\tF2"), partial(self.rename_requested.emit, name))
        menu.addAction(tr("Save in a file…"), partial(self.export_requested.emit, name))
        menu.addAction(tr("Delete\tDel"), partial(self.delete_requested.emit, name))
        return menu

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, F2 and Delete on the list."""
        item = self.list.currentItem() if watched is self.list else None
        if item is not None and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            asked = {
                Qt.Key.Key_Return: self.apply_requested,
                Qt.Key.Key_Enter: self.apply_requested,
                Qt.Key.Key_F2: self.rename_requested,
                Qt.Key.Key_Delete: self.delete_requested,
            }.get(Qt.Key(event.key()))
            if asked is not None:
                asked.emit(item.text())
                return True
        return super().eventFilter(watched, event)

    def _make_list(self) -> QListWidget:
        presets = QListWidget(self)
        presets.setItemDelegate(PresetDelegate(presets))
        presets.setAccessibleName(tr("Presets"))
        presets.setToolTip(tr("Kept tabs. Click or Enter puts them onto the picture, F2 renames, Delete deletes"))
        presets.setUniformItemSizes(True)
        presets.setMouseTracking(True)
        presets.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        presets.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        presets.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        presets.customContextMenuRequested.connect(self._open_menu)
        presets.itemClicked.connect(lambda item: self.apply_requested.emit(item.text()))
        presets.installEventFilter(self)
        return presets

    def _open_menu(self, position: QPoint) -> None:
        item = self.list.itemAt(position)
        if item is not None:
            menu = self.menu_for(item.text())
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.list.viewport().mapToGlobal(position))


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    button.setFixedHeight(theme.CONTROL_HEIGHT)
    return button
