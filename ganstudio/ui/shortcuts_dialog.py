"""ShortcutsDialog: all keys at a glance, from the actions table."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialogButtonBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ganstudio.ui.actions import MENUS, ActionSpec, menu_title
from ganstudio.ui.widgets.action_button import without_mnemonic
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.ui.widgets.run_bar import STOP_KEYS
from ganstudio.words import tr, trp

_BESIDE_THE_MENUS = {"Model": ((STOP_KEYS, tr("Stop making pictures by itself")),)}
"""Keys of buttons that no menu has, in the card of the menu that they belong to."""
_MOUSE = (
    (tr("Wheel"), tr("Zoom the picture about the pointer")),
    (tr("Middle button"), tr("Move the picture (any, while Space is held)")),
    (tr("Left button"), tr("Paint +1 (spatial tab)")),
    (tr("Right button"), tr("Paint −1 (spatial tab)")),
    (tr("Ctrl with either"), tr("Erase (spatial tab)")),
    (tr("Double click"), tr("Reset a slider")),
)
_ATTRIBUTES = (
    (tr("Left, Right"), tr("Move the slider that has the focus")),
    (tr("Up, Down"), tr("Go to the slider above, below")),
    (tr("A digit or Enter"), tr("Type the number")),
    (trp("key", "Delete"), tr("Reset to zero")),
    ("*", tr("Give or take the star")),
)
_PAINTING = (
    ("B, P, L, O, E", tr("Box, brush, lasso, ellipse, eraser")),
    (tr("[ and ]"), tr("Brush smaller, larger")),
    ("M, I, C", tr("Mirror, invert, clear the selection")),
    ("G, Shift+G", tr("Grow, shrink the selection")),
    ("H", tr("Hide or show the selection")),
    (tr("Arrow keys"), tr("Move the cell cursor; with Shift widen it")),
    (tr("Enter, Minus, Delete"), tr("Paint +1, paint −1, erase there")),
)


class ShortcutsDialog(Dialog):
    """Cards in three columns, to fit a screen of 1280 x 800: one a menu, and some for keys and mouse in places."""

    def __init__(self, specs: Iterable[ActionSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        columns = tuple(QVBoxLayout() for _ in range(3))
        for column in columns:
            column.setSpacing(10)
        known = tuple(specs)
        groups = [(menu_title(name), _lines(name, known)) for name in MENUS]
        groups += [(tr("Mouse"), [*_MOUSE]), (tr("Attributes"), [*_ATTRIBUTES]), (tr("Painting"), [*_PAINTING])]
        lengths = [0 for _ in columns]
        for name, lines in sorted(groups, key=lambda group: -len(group[1])):
            if lines:
                shortest = lengths.index(min(lengths))
                lengths[shortest] += len(lines) + 2
                columns[shortest].addWidget(_card(name, lines))
        row = QHBoxLayout()
        row.setSpacing(10)
        for column in columns:
            column.addStretch(1)
            row.addLayout(column, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(row)
        layout.addWidget(buttons)


def _lines(menu: str, specs: Iterable[ActionSpec]) -> list[tuple[str, str]]:
    actions = [(_keys(*spec.keys), _name(spec)) for spec in specs if spec.keys and spec.menu.split("/")[0] == menu]
    return actions + [(_keys(keys), text) for keys, text in _BESIDE_THE_MENUS.get(menu, ())]


def _keys(*sequences: str) -> str:
    native, between = QKeySequence.SequenceFormat.NativeText, trp("between keys", "or")
    return f" {between} ".join(QKeySequence(keys).toString(native) for keys in sequences)


def _name(spec: ActionSpec) -> str:
    return without_mnemonic(spec.text).rstrip("…")


def _card(title: str, lines: list[tuple[str, str]]) -> Card:
    card = Card(title, collapsible=False)
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, 132)
    for row, (keys, text) in enumerate(lines):
        label = QLabel(keys)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        words = QLabel(text)
        words.setProperty("role", "quiet")
        grid.addWidget(label, row, 0)
        grid.addWidget(words, row, 1)
    card.body.addLayout(grid)
    return card
