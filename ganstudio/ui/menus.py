"""The menu bar, made from the actions table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar

from ganstudio.ui.actions import ACTIONS, MENUS

_WITH_MNEMONIC = {"Misc": "M&isc", "View/Tabs": "Ta&bs", "View/Theme": "The&me"}
"""Menus that another one of the same first letter stands beside; the others take their first letter."""


def build_menus(bar: QMenuBar, table: Mapping[str, QAction], *, panels: Sequence[QAction]) -> QMenu:
    """Fills the menu bar, and gives the menu of recent models, which fills itself when it opens.

    Args:
        bar: The window's.
        table: The actions by name.
        panels: Switches that show and hide the panels.
    """
    menus: dict[str, QMenu] = {}
    for name in MENUS:
        if any(spec.menu.split("/")[0] == name for spec in ACTIONS):
            menus[name] = bar.addMenu(_WITH_MNEMONIC.get(name, f"&{name}"))
            menus[name].setToolTipsVisible(True)
    groups: dict[str, QActionGroup] = {}
    for spec in ACTIONS:
        top, _, sub = spec.menu.partition("/")
        if sub and spec.menu not in menus:
            menus[spec.menu] = menus[top].addMenu(_WITH_MNEMONIC.get(spec.menu, f"&{sub}"))
        if spec.starts_section:
            menus[spec.menu].addSeparator()
        menus[spec.menu].addAction(table[spec.name])
        if spec.group:
            groups.setdefault(spec.group, QActionGroup(bar)).addAction(table[spec.name])
    shown = QMenu("&Panels", bar)
    shown.addActions(panels)
    menus["View"].insertMenu(table["reset_layout"], shown)
    recent = QMenu("&Recent models", bar)
    recent.setToolTipsVisible(True)
    menus["Model"].insertMenu(table["open_builtin_model"], recent)
    return recent
