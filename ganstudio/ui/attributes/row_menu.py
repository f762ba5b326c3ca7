"""The context menu of an attribute's row."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFormLayout,
    QMenu,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ganstudio.spec import LayerRange
from ganstudio.ui.attributes.entries import BAND_TITLES, AttributeEntry
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.ui.widgets.dialog_buttons import DialogButtons
from ganstudio.ui.widgets.spin_field import SpinField
from ganstudio.words import spoken, tr


class RowMenu(QMenu):
    """What can be done with one attribute; each entry calls what it was given."""

    def __init__(
        self,
        entry: AttributeEntry,
        parent: QWidget,
        *,
        bands: Mapping[str, LayerRange],
        on_reset: Callable[[], None],
        on_favorite: Callable[[], None],
        on_limit: Callable[[LayerRange], None],
        on_choose_limit: Callable[[], None],
        on_keep: Callable[[], None],
        on_rename: Callable[[], None],
        on_export: Callable[[], None],
        on_delete: Callable[[], None],
    ) -> None:
        super().__init__(entry.name, parent)
        self._entry = entry
        self._add(tr("Reset to zero\tDel"), on_reset)
        self._add(tr("Remove from favorites\t*") if entry.is_favorite else tr("Add to favorites\t*"), on_favorite)
        self._add_limits(bands, on_limit, on_choose_limit)
        self.addSeparator()
        keep = self._add(tr("Keep as custom attribute…"), on_keep)
        keep.setToolTip(tr("Add it, with its layer limit, to your own attributes"))
        is_new = entry.is_from_picture or not entry.layers.is_all
        open_unless(keep, "" if is_new else tr("It is on your list as it is."))
        foreign = tr("It came with a picture; keep it as a custom attribute first.") if entry.is_from_picture else ""
        open_unless(self._add(tr("Rename…"), on_rename), foreign)
        self._add(tr("Export as CSV…"), on_export)
        self.addSeparator()
        open_unless(self._add(tr("Delete…"), on_delete), foreign)

    def _add(self, text: str, slot: Callable[[], None]) -> QAction:
        action = self.addAction(text)
        action.triggered.connect(slot)
        return action

    def _add_limits(
        self,
        bands: Mapping[str, LayerRange],
        on_limit: Callable[[LayerRange], None],
        on_choose_limit: Callable[[], None],
    ) -> None:
        menu = self.addMenu(tr("Limit to layers"))
        present = self._entry.layers
        choices = {tr("All layers"): LayerRange()} | {
            f"{BAND_TITLES[name]} ({layers.text})": layers for name, layers in bands.items() if not layers.is_all
        }
        for text, layers in choices.items():
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(layers == present)
            action.triggered.connect(lambda _checked=False, layers=layers: on_limit(layers))
        own = menu.addAction(
            tr("Layers…") if present in choices.values() else tr("Layers {numbers}…", numbers=present.text)
        )
        own.setCheckable(True)
        own.setChecked(present not in choices.values())
        own.triggered.connect(on_choose_limit)


class LayerRangeDialog(Dialog):
    """Asks for the first and the last style layer that an attribute is to move."""

    def __init__(self, name: str, layers: LayerRange, num_ws: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Layers of {name}", name=spoken(name)))
        self._num_ws = num_ws
        self.first = _layer_field(tr("First style layer"), num_ws, layers.first)
        self.last = _layer_field(tr("Last style layer"), num_ws, num_ws - 1 if layers.last is None else layers.last)
        self.first.valueChanged.connect(self.last.setMinimum)
        self.last.setMinimum(self.first.value())
        form = QFormLayout()
        form.addRow(tr("First style layer (0 is the coarsest)"), self.first)
        form.addRow(tr("Last style layer"), self.last)
        buttons = DialogButtons(tr("Limit"), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addLayout(form)
        layout.addWidget(buttons)

    @property
    def layers(self) -> LayerRange:
        """What was chosen."""
        last = self.last.value()
        return LayerRange(first=self.first.value(), last=None if last == self._num_ws - 1 else last)


def _layer_field(name: str, num_ws: int, value: int) -> QSpinBox:
    field = SpinField()
    field.setRange(0, num_ws - 1)
    field.setValue(value)
    field.lineEdit().setTextMargins(6, 0, 0, 0)
    field.setAccessibleName(name)
    return field
