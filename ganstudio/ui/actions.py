"""Every command of the window in one table: where it is, what it is called, its keys, its tooltip, its slot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from ganstudio.ui.jobs.menu import commands as batch_commands
from ganstudio.ui.widgets import icons

MENUS = ("File", "Edit", "View", "Batch", "Misc", "Model", "Help")


@dataclass(frozen=True, kw_only=True)
class ActionSpec:
    """One command.

    Attributes:
        name: Its slot: a method of that name on one of the objects given to `build_actions`.
        menu: One of MENUS, or `View/Theme` for a submenu.
        text: In the menu, with its mnemonic.
        tooltip: What it does, in the user's words; the keys are appended.
        keys: Shortcuts, the first one is shown.
        icon: Name of a drawing in `widgets.icons`, or empty.
        checkable: Whether it is a switch; its slot then takes a bool.
        group: Switches of one group exclude one another.
        starts_section: Whether a line is drawn above it in the menu.
    """

    name: str
    menu: str
    text: str
    tooltip: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    group: str = ""
    starts_section: bool = False


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        name="import_picture",
        menu="File",
        text="&Import…",
        tooltip="Open a saved picture, a recipe or a latent (.png, .json, .npy, .npz) with everything as it was",
        keys=("Ctrl+I",),
        icon="import",
    ),
    ActionSpec(
        name="save",
        menu="File",
        text="&Save",
        tooltip="Keep the picture on screen in the portraits folder (generated pictures are kept by themselves)",
        keys=("Ctrl+S",),
        icon="save",
        starts_section=True,
    ),
    ActionSpec(
        name="save_as",
        menu="File",
        text="Save &as…",
        tooltip="Save the picture on screen, with its recipe, where you choose",
        keys=("Ctrl+Shift+S",),
    ),
    ActionSpec(
        name="favorite",
        menu="File",
        text="&Favorite",
        tooltip="Keep a copy of this picture in the favorites folder, where deleting samples leaves it",
        keys=("Ctrl+D",),
        icon="star",
    ),
    ActionSpec(
        name="show_trash",
        menu="File",
        text="&Deleted things…",
        tooltip="See what was deleted in this workspace, put it back, or delete it for good",
        icon="delete",
    ),
    ActionSpec(
        name="show_settings",
        menu="File",
        text="Se&ttings…",
        tooltip="Theme, device, precision, live update, workspace folder",
        keys=("Ctrl+,",),
        icon="settings",
        starts_section=True,
    ),
    ActionSpec(
        name="quit",
        menu="File",
        text="&Quit",
        tooltip="Close the studio; nothing that was saved is lost",
        keys=("Ctrl+Q",),
        starts_section=True,
    ),
    ActionSpec(
        name="undo",
        menu="Edit",
        text="&Undo",
        tooltip="Take back the last change; a whole drag is one change",
        keys=("Ctrl+Z",),
        icon="undo",
    ),
    ActionSpec(
        name="redo",
        menu="Edit",
        text="&Redo",
        tooltip="Do the change again that was taken back last",
        keys=("Ctrl+Shift+Z", "Ctrl+Y"),
        icon="redo",
    ),
    ActionSpec(
        name="copy_recipe",
        menu="Edit",
        text="&Copy recipe",
        tooltip="Copy all that makes this picture, to paste it here, into another window or into a text",
        keys=("Ctrl+C",),
        icon="copy",
        starts_section=True,
    ),
    ActionSpec(
        name="copy_picture",
        menu="Edit",
        text="Copy p&icture",
        tooltip="Copy the picture itself, to paste it into another program",
        keys=("Ctrl+Shift+C",),
    ),
    ActionSpec(
        name="paste_recipe",
        menu="Edit",
        text="&Paste recipe",
        tooltip="Show the picture whose recipe was copied",
        keys=("Ctrl+V",),
        icon="paste",
    ),
    ActionSpec(
        name="paste_edits",
        menu="Edit",
        text="Paste &edits only",
        tooltip="Put the copied recipe's attributes and spatial edits onto the picture on screen",
        keys=("Ctrl+Shift+V",),
    ),
    ActionSpec(
        name="set_base",
        menu="Edit",
        text="Set as &base",
        tooltip="Make this picture the one that variation starts from: the slider goes to 0, where this picture is, "
        "and leads to others. Attribute sliders and style mixes are part of it from now on and go back to none",
        keys=("Ctrl+B",),
        icon="base",
        starts_section=True,
    ),
    ActionSpec(
        name="reset_base",
        menu="Edit",
        text="Reset ba&se",
        tooltip="Let variation start from the model's average picture again",
        keys=("Ctrl+Shift+B",),
        icon="base-reset",
    ),
    ActionSpec(
        name="reset_attributes",
        menu="Edit",
        text="Reset all &attributes",
        tooltip="Set every attribute slider to zero, also those not shown",
        keys=("Ctrl+R",),
        icon="zero",
        starts_section=True,
    ),
    ActionSpec(
        name="find_attribute",
        menu="Edit",
        text="&Find an attribute…",
        tooltip="Go to the attributes and type a part of a name",
        keys=("Ctrl+F",),
        icon="search",
    ),
    ActionSpec(
        name="toggle_previous",
        menu="View",
        text="&Toggle previous",
        tooltip="Swap the picture with the one before the last change, and back",
        keys=("T",),
        icon="toggle",
        checkable=True,
    ),
    ActionSpec(
        name="toggle_wipe",
        menu="View",
        text="&Wipe",
        tooltip="Lay the picture before the last change over this one, with a line to drag between them",
        keys=("W",),
        icon="wipe",
        checkable=True,
    ),
    ActionSpec(
        name="zoom_in",
        menu="View",
        text="Zoom &in",
        tooltip="Show the picture larger",
        keys=("Ctrl++", "Ctrl+="),
        starts_section=True,
    ),
    ActionSpec(name="zoom_out", menu="View", text="Zoom &out", tooltip="Show the picture smaller", keys=("Ctrl+-",)),
    ActionSpec(
        name="zoom_fit",
        menu="View",
        text="&Fit to window",
        tooltip="Show the whole picture, as large as there is room",
        keys=("Ctrl+0",),
        icon="fit",
    ),
    ActionSpec(
        name="zoom_one_to_one",
        menu="View",
        text="&Actual size",
        tooltip="Show one pixel of the picture as one pixel of the screen",
        keys=("Ctrl+1",),
    ),
    ActionSpec(
        name="show_pixels",
        menu="View",
        text="Show single pi&xels",
        tooltip="Show an enlarged picture's pixels as blocks instead of smoothing them",
        keys=("Ctrl+2",),
        checkable=True,
    ),
    ActionSpec(
        name="show_attributes",
        menu="View/Tabs",
        text="&Attributes",
        tooltip="Go to the attribute sliders",
        keys=("Alt+1",),
    ),
    ActionSpec(
        name="show_spatial",
        menu="View/Tabs",
        text="&Spatial",
        tooltip="Go to the spatial edits and paint on the picture",
        keys=("Alt+2",),
    ),
    ActionSpec(
        name="show_feature_maps",
        menu="View/Tabs",
        text="&Feature maps",
        tooltip="Go to the feature maps of this picture",
        keys=("Alt+3",),
    ),
    ActionSpec(
        name="theme_dark",
        menu="View/Theme",
        text="&Dark",
        tooltip="Light text on dark surfaces",
        checkable=True,
        group="theme",
    ),
    ActionSpec(
        name="theme_light",
        menu="View/Theme",
        text="&Light",
        tooltip="Dark text on light surfaces",
        checkable=True,
        group="theme",
    ),
    ActionSpec(
        name="theme_system",
        menu="View/Theme",
        text="&As the system",
        tooltip="Follow the desktop's choice of dark or light",
        checkable=True,
        group="theme",
    ),
    ActionSpec(
        name="switch_theme",
        menu="View/Theme",
        text="&Switch dark and light",
        tooltip="Change between the dark and the light look",
        keys=("Ctrl+Shift+L",),
        icon="contrast",
        starts_section=True,
    ),
    ActionSpec(
        name="full_screen",
        menu="View",
        text="F&ull screen",
        tooltip="Use the whole screen, and back",
        keys=("F11",),
        checkable=True,
        starts_section=True,
    ),
    ActionSpec(
        name="reset_layout",
        menu="View",
        text="&Reset layout",
        tooltip="Put all panels back where they were at first",
    ),
    ActionSpec(
        name="open_portraits_folder",
        menu="Misc",
        text="&Open the portraits folder",
        tooltip="Show the folder that every generated picture is kept in",
        keys=("Ctrl+Shift+O",),
        icon="folder",
    ),
    ActionSpec(
        name="delete_samples",
        menu="Misc",
        text="&Delete samples…",
        tooltip="Delete all pictures of the portraits folder; favorites stay, and it can be taken back",
        keys=("Ctrl+Shift+Del",),
        icon="delete",
        starts_section=True,
    ),
    ActionSpec(
        name="generate",
        menu="Model",
        text="&Generate",
        tooltip="Make a new picture from a random seed and keep it in the portraits folder",
        keys=("Space", "Ctrl+G"),
        icon="generate",
    ),
    ActionSpec(
        name="type_seed",
        menu="Model",
        text="Type a &seed…",
        tooltip="Go to the seed field: type a number and press Enter for the picture of that seed",
        keys=("Ctrl+Shift+G",),
    ),
    ActionSpec(
        name="new_image_when_done",
        menu="Model",
        text="New image when &done",
        tooltip="Make the next picture as soon as all scripts and detectors are back, again and again, until stopped",
        keys=("Ctrl+Shift+N",),
        checkable=True,
    ),
    ActionSpec(
        name="update",
        menu="Model",
        text="&Update",
        tooltip="Make the picture again with all changes, where live update is off",
        keys=("F5", "Ctrl+U"),
        icon="refresh",
    ),
    ActionSpec(
        name="live_update",
        menu="Model",
        text="&Live update",
        tooltip="Let the picture follow while a control is dragged",
        keys=("Ctrl+L",),
        checkable=True,
    ),
    ActionSpec(
        name="open_model",
        menu="Model",
        text="&Open model…",
        tooltip="Load a StyleGAN2 model file (.pkl, .pt, .safetensors); a file can be dropped on the window too",
        keys=("Ctrl+O",),
        icon="open",
        starts_section=True,
    ),
    ActionSpec(
        name="open_builtin_model",
        menu="Model",
        text="Open the &built-in model",
        tooltip="Load the model of drawn faces that the studio comes with",
    ),
    ActionSpec(
        name="show_shortcuts",
        menu="Help",
        text="&Keyboard shortcuts",
        tooltip="All keys at a glance",
        keys=("F1",),
        icon="help",
    ),
    ActionSpec(
        name="show_about", menu="Help", text="&About GanStudio", tooltip="Version, model and where files are kept"
    ),
    *(ActionSpec(**command) for command in batch_commands()),
)


def keys_text(spec: ActionSpec) -> str:
    """The first shortcut as this system writes it; empty if there is none."""
    return QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if spec.keys else ""


def build_actions(
    parent: QObject, targets: Iterable[object], specs: Iterable[ActionSpec] = ACTIONS
) -> dict[str, QAction]:
    """Makes the actions and connects each to the method of its name on the first target that has one.

    Raises:
        LookupError: No target has such a method.
    """
    known = tuple(targets)
    return {spec.name: _build(spec, parent, _slot(spec, known)) for spec in specs}


def tint(actions: Mapping[str, QAction], specs: Iterable[ActionSpec] = ACTIONS) -> None:
    """Draws the icons in the colors of the theme worn now."""
    for spec in specs:
        if spec.icon:
            actions[spec.name].setIcon(icons.icon(spec.icon))


def _build(spec: ActionSpec, parent: QObject, slot: Callable[..., None]) -> QAction:
    action = QAction(spec.text, parent)
    action.setObjectName(spec.name)
    action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
    keys = keys_text(spec)
    action.setToolTip(f"{spec.tooltip} ({keys})" if keys else spec.tooltip)
    action.setStatusTip("")
    action.setCheckable(spec.checkable)
    if spec.icon:
        action.setIcon(icons.icon(spec.icon))
    if spec.checkable:
        action.toggled.connect(slot)
    else:
        action.triggered.connect(_without_arguments(slot))
    return action


def _slot(spec: ActionSpec, targets: tuple[object, ...]) -> Callable[..., None]:
    for target in targets:
        slot: Callable[..., None] | None = getattr(target, spec.name, None)
        if slot is not None:
            return slot
    raise LookupError(f"No object has a slot for the action '{spec.name}'.")


def _without_arguments(slot: Callable[..., None]) -> Callable[[], None]:
    """`triggered` would pass a bool that the slot has no use for."""

    def call() -> None:
        slot()

    return call
