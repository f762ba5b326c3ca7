"""What a command of the window is, and how QActions and the menu bar are made of the table of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from ganstudio.ui.widgets import icons
from ganstudio.ui.widgets.action_button import without_mnemonic
from ganstudio.ui.widgets.number_field import take_typed
from ganstudio.words import tr

_TITLES = {
    "File": tr("&File"),
    "Edit": tr("&Edit"),
    "View": tr("&View"),
    "View/Tabs": tr("Ta&bs"),
    "View/Theme": tr("The&me"),
    "Batch": tr("&Batch"),
    "Batch/Attribute": tr("&Attribute"),
    "Batch/Feature maps": tr("&Feature maps"),
    "Misc": tr("M&isc"),
    "Model": tr("&Model"),
    "Help": tr("&Help"),
    "Help/Tutorials": tr("&Tutorials"),
}
"""What the table calls a menu -> its title."""
MENUS = tuple(name for name in _TITLES if "/" not in name)


@dataclass(frozen=True)
class ActionSpec:
    """What commands and switches have in common.

    Attributes:
        menu: One of MENUS, or `View/Theme` for a submenu; in English in every language.
        name: What the window's parts know it by.
        text: In the menu, with its mnemonic.
        tooltip: What it does, in the user's words; the keys are appended.
        keys: Shortcuts, the first one is shown.
        icon: Name of a drawing in `widgets.icons`, or empty.
        starts_section: Whether a line is drawn above it in the menu.
        term: Another word for it, of those who study such models; behind its tooltip, and found in the palette.
        closed: Why it cannot be used now; empty if it can.
    """

    menu: str
    name: str
    text: str
    _: KW_ONLY
    tooltip: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    starts_section: bool = False
    term: str = ""
    closed: Callable[[], str] = lambda: ""


@dataclass(frozen=True)
class Command(ActionSpec):
    """Something that is done; its slot takes nothing. Held keys do it again and again only where it `repeats`."""

    slot: Callable[[], object]
    repeats: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Switch(ActionSpec):
    """Something that is on or off, which its slot is told; switches of one `group` exclude one another."""

    slot: Callable[[bool], object]
    group: str = field(default="", kw_only=True)


def menu_title(name: str) -> str:
    """The title of a menu, or of a submenu such as `View/Theme`."""
    return without_mnemonic(_TITLES[name])


def keys_text(spec: ActionSpec) -> str:
    """The first shortcut as this system writes it; empty if there is none."""
    return QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if spec.keys else ""


def build_actions(parent: QObject, specs: Iterable[ActionSpec]) -> dict[str, QAction]:
    """Makes the actions, each joined to its slot, by their names."""
    return {spec.name: _build(spec, parent) for spec in specs}


def tint(actions: Mapping[str, QAction], specs: Iterable[ActionSpec]) -> None:
    """Draws the icons in the colors of the theme worn now."""
    for spec in specs:
        if spec.icon:
            actions[spec.name].setIcon(icons.icon(spec.icon))


def build_menus(
    bar: QMenuBar, specs: Sequence[ActionSpec], actions: Mapping[str, QAction], *, panels: Sequence[QAction]
) -> QMenu:
    """Fills the menu bar, and gives the menu of recent models, which fills itself when it opens.

    Args:
        bar: The window's.
        specs: The table.
        actions: Its actions by name.
        panels: Switches that show and hide the panels.
    """
    menus: dict[str, QMenu] = {}
    for name in MENUS:
        if any(spec.menu.split("/")[0] == name for spec in specs):
            menus[name] = bar.addMenu(_TITLES[name])
            menus[name].setToolTipsVisible(True)
    groups: dict[str, QActionGroup] = {}
    for spec in specs:
        if spec.menu not in menus:
            menus[spec.menu] = menus[spec.menu.split("/")[0]].addMenu(_TITLES[spec.menu])
        if spec.starts_section:
            menus[spec.menu].addSeparator()
        menus[spec.menu].addAction(actions[spec.name])
        if isinstance(spec, Switch) and spec.group:
            groups.setdefault(spec.group, QActionGroup(bar)).addAction(actions[spec.name])
    shown = QMenu(tr("&Panels"), bar)
    shown.addActions(panels)
    menus["View"].insertMenu(actions["reset_layout"], shown)
    recent = QMenu(tr("&Recent models"), bar)
    recent.setToolTipsVisible(True)
    menus["Model"].insertMenu(actions["open_builtin_model"], recent)
    return recent


def _build(spec: ActionSpec, parent: QObject) -> QAction:
    action = QAction(spec.text, parent)
    action.setObjectName(spec.name)
    action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
    keys = keys_text(spec)
    beside = ", ".join(filter(None, (spec.term, keys)))
    action.setToolTip(f"{spec.tooltip} ({beside})" if beside else spec.tooltip)
    action.setData(spec.term)
    action.setStatusTip("")
    if spec.icon:
        action.setIcon(icons.icon(spec.icon))
    match spec:
        case Switch(slot=switch):
            action.setCheckable(True)
            action.toggled.connect(switch)
        case Command(slot=command, repeats=repeats):
            action.setAutoRepeat(repeats)
            action.triggered.connect(lambda _checked: take_typed())
            action.triggered.connect(lambda _checked: command())  # the slot has no use for the bool
    return action
