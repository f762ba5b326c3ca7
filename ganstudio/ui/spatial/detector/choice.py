"""DetectorChoice: which detector a tab follows, and what happens when a new picture is made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QMenu, QToolButton, QWidget

from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.icons import IconButton
from ganstudio.words import spoken, tr

if TYPE_CHECKING:
    from ganstudio.analysis.detectors import Detector

_NONE = tr("By hand")
MODES = {"off": tr("Do not run"), "run": tr("Run"), "modify": tr("Run and modify")}
_MODE_TIPS = {
    "off": tr("New pictures keep the selection as it is"),
    "run": tr(
        "New pictures: find the part and select it; the picture stays unmodified until you apply the tab.\n"
        "Batches that vary this tab's slider apply it"
    ),
    "modify": tr(
        "New pictures: find the part in the unmodified picture, then make it again with this tab applied there.\n"
        "Batches do so on each new face and between faces; over sliders of this picture the selection "
        "stays as you see it"
    ),
}


class DetectorChoice(QWidget):
    """Two rows.

    Signals:
        chosen(detector, mode): str, str; an empty name for none.
        delete_requested(), rename_requested(), duplicate_requested(), export_requested(): The detector shown.
        import_requested(): Detectors of a file.
    """

    chosen = Signal(str, str)
    delete_requested = Signal()
    rename_requested = Signal()
    duplicate_requested = Signal()
    export_requested = Signal()
    import_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = QComboBox(self)
        self.names.setAccessibleName(tr("Detector"))
        self.names.setToolTip(tr("Which detector finds the part that this tab selects"))
        self.names.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.names.setMinimumContentsLength(6)
        self.names.activated.connect(self._chosen)
        self.modes = QComboBox(self)
        for name, text in MODES.items():
            self.modes.addItem(text, name)
            self.modes.setItemData(self.modes.count() - 1, _MODE_TIPS[name], Qt.ItemDataRole.ToolTipRole)
        self.modes.setAccessibleName(tr("When a new picture is made"))
        self.modes.activated.connect(self._chosen)
        self.more_button = self._make_menu()
        self.delete_button = IconButton("delete", tr("Delete this detector; can be taken back"), self)
        self.delete_button.clicked.connect(self.delete_requested)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.addWidget(QLabel(tr("Follows"), self), 0, 0)
        grid.addWidget(self.names, 0, 1)
        grid.addWidget(self.more_button, 0, 2)
        grid.addWidget(self.delete_button, 0, 3)
        grid.addWidget(QLabel(tr("New pictures"), self), 1, 0)
        grid.addWidget(self.modes, 1, 1, 1, 3)

    def show_detectors(self, detectors: Iterable[Detector]) -> None:
        """Offers these. No signal."""
        self.names.clear()
        self.names.addItem(_NONE, "")
        for detector in sorted(detectors, key=lambda one: one.name.casefold()):
            said = spoken(detector.name)
            self.names.addItem(said, detector.name)
            called = () if said == detector.name else (detector.name,)
            tip = "\n".join(filter(None, (*called, tr(detector.note) if detector.note else "")))
            self.names.setItemData(self.names.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)

    def show_choice(self, name: str, mode: str, *, is_known: bool, script: str = "") -> None:
        """Shows what a tab follows; `script` names the one that it has in a detector's place. No signal."""
        self.names.setItemText(0, tr("None: placed by {script}", script=script) if script else _NONE)
        if name and self.names.findData(name) < 0:
            self.names.addItem(tr("{name} (missing)", name=spoken(name)), name)
        self.names.setCurrentIndex(max(0, self.names.findData(name)))
        self.modes.setCurrentIndex(max(0, self.modes.findData(mode)))
        self.modes.setToolTip(_MODE_TIPS[str(self.modes.currentData())])
        open_unless(self.modes, "" if name else tr("Choose a detector first."))
        for closed in (self.delete_button, *self._of_one):
            open_unless(closed, "" if is_known else tr("Choose a detector first."))

    def _make_menu(self) -> IconButton:
        button = IconButton("settings", tr("Rename, copy, export or import detectors"), self)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        self._of_one = (
            menu.addAction(tr("Rename…"), self.rename_requested.emit),
            menu.addAction(tr("Duplicate"), self.duplicate_requested.emit),
            menu.addAction(tr("Export…"), self.export_requested.emit),
        )
        menu.addSeparator()
        menu.addAction(tr("Import…"), self.import_requested.emit)
        button.setMenu(menu)
        return button

    def _chosen(self) -> None:
        name = str(self.names.currentData() or "")
        self.chosen.emit(name, str(self.modes.currentData()) if name else "off")
