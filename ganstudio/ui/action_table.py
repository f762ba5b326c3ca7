"""Every command of the window in one table: where it is, what it is called, its keys, its tooltip, its slot."""

from __future__ import annotations

from functools import partial

from ganstudio.ui.actions import ActionSpec, Command, Switch
from ganstudio.ui.bench.workbench import Workbench
from ganstudio.ui.files.picture_files import PictureFiles
from ganstudio.ui.jobs.commands import BatchCommands
from ganstudio.ui.jobs.menu import FORMS
from ganstudio.ui.window_commands import WindowCommands


def window_actions(
    *, bench: Workbench, files: PictureFiles, commands: WindowCommands, batch: BatchCommands
) -> tuple[ActionSpec, ...]:
    """The table, with the slots of these objects."""
    return (
        *_file(files, commands),
        *_edit(bench, files, commands),
        *_view(bench, commands),
        *_misc(files),
        *_model(bench, files, commands),
        *_help(commands),
        *_batch(batch),
    )


def _file(files: PictureFiles, commands: WindowCommands) -> tuple[ActionSpec, ...]:
    return (
        Command(
            name="import_picture",
            menu="File",
            text="&Import…",
            tooltip="Open a saved picture, a recipe or a latent (.png, .json, .npy, .npz) with everything as it was",
            slot=files.import_picture,
            keys=("Ctrl+I",),
            icon="import",
        ),
        Command(
            name="save",
            menu="File",
            text="&Save",
            tooltip="Keep the picture on screen in the portraits folder (generated pictures are kept by themselves)",
            slot=files.save,
            keys=("Ctrl+S",),
            icon="save",
            starts_section=True,
        ),
        Command(
            name="save_as",
            menu="File",
            text="Save &as…",
            tooltip="Save the picture on screen, with its recipe, where you choose",
            slot=files.save_as,
            keys=("Ctrl+Shift+S",),
        ),
        Command(
            name="favorite",
            menu="File",
            text="&Favorite",
            tooltip="Keep a copy of this picture in the favorites folder, where deleting samples leaves it",
            slot=files.favorite,
            keys=("Ctrl+D",),
            icon="star",
        ),
        Command(
            name="show_trash",
            menu="File",
            text="&Deleted things…",
            tooltip="See what was deleted in this workspace, put it back, or delete it for good",
            slot=commands.show_trash,
            icon="delete",
        ),
        Command(
            name="show_settings",
            menu="File",
            text="Se&ttings…",
            tooltip="Theme, device, precision, live update, workspace folder",
            slot=commands.show_settings,
            keys=("Ctrl+,",),
            icon="settings",
            starts_section=True,
        ),
        Command(
            name="quit",
            menu="File",
            text="&Quit",
            tooltip="Close the studio; nothing that was saved is lost",
            slot=commands.quit,
            keys=("Ctrl+Q",),
            starts_section=True,
        ),
    )


def _edit(bench: Workbench, files: PictureFiles, commands: WindowCommands) -> tuple[ActionSpec, ...]:
    return (
        Command(
            name="undo",
            menu="Edit",
            text="&Undo",
            tooltip="Take back the last change; a whole drag is one change",
            slot=bench.undo,
            keys=("Ctrl+Z",),
            icon="undo",
        ),
        Command(
            name="redo",
            menu="Edit",
            text="&Redo",
            tooltip="Do the change again that was taken back last",
            slot=bench.redo,
            keys=("Ctrl+Shift+Z", "Ctrl+Y"),
            icon="redo",
        ),
        Command(
            name="copy_recipe",
            menu="Edit",
            text="&Copy recipe",
            tooltip="Copy all that makes this picture, to paste it here, into another window or into a text",
            slot=files.copy_recipe,
            keys=("Ctrl+C",),
            icon="copy",
            starts_section=True,
        ),
        Command(
            name="copy_picture",
            menu="Edit",
            text="Copy p&icture",
            tooltip="Copy the picture itself, to paste it into another program",
            slot=files.copy_picture,
            keys=("Ctrl+Shift+C",),
        ),
        Command(
            name="paste_recipe",
            menu="Edit",
            text="&Paste recipe",
            tooltip="Show the picture whose recipe was copied",
            slot=files.paste_recipe,
            keys=("Ctrl+V",),
            icon="paste",
        ),
        Command(
            name="paste_edits",
            menu="Edit",
            text="Paste &edits only",
            tooltip="Put the copied recipe's attributes and spatial edits onto the picture on screen",
            slot=files.paste_edits,
            keys=("Ctrl+Shift+V",),
        ),
        Command(
            name="set_base",
            menu="Edit",
            text="Set as &base",
            tooltip="Make this picture the one that variation starts from: the slider goes to 0, where it is, "
            "and leads to others. Attribute sliders and style mixes are part of it from now on and go back to none",
            slot=bench.set_base,
            keys=("Ctrl+B",),
            icon="base",
            starts_section=True,
        ),
        Command(
            name="reset_base",
            menu="Edit",
            text="Reset ba&se",
            tooltip="Let variation start from the model's average picture again",
            slot=bench.reset_base,
            keys=("Ctrl+Shift+B",),
            icon="base-reset",
        ),
        Command(
            name="reset_attributes",
            menu="Edit",
            text="Reset all &attributes",
            tooltip="Set every attribute slider to zero, also those not shown",
            slot=commands.reset_attributes,
            keys=("Ctrl+R",),
            icon="zero",
            starts_section=True,
        ),
        Command(
            name="find_attribute",
            menu="Edit",
            text="&Find an attribute…",
            tooltip="Go to the attributes and type a part of a name",
            slot=commands.find_attribute,
            keys=("Ctrl+F",),
            icon="search",
        ),
    )


def _view(bench: Workbench, commands: WindowCommands) -> tuple[ActionSpec, ...]:
    return (
        Switch(
            name="toggle_previous",
            menu="View",
            text="&Toggle previous",
            tooltip="Swap the picture with the one before the last change, and back",
            slot=bench.comparison.toggle_previous,
            keys=("T",),
            icon="toggle",
        ),
        Switch(
            name="toggle_wipe",
            menu="View",
            text="&Wipe",
            tooltip="Lay the picture before the last change over this one, with a line to drag between them",
            slot=bench.comparison.toggle_wipe,
            keys=("W",),
            icon="wipe",
        ),
        Command(
            name="zoom_in",
            menu="View",
            text="Zoom &in",
            tooltip="Show the picture larger",
            slot=commands.zoom_in,
            keys=("Ctrl++", "Ctrl+="),
            starts_section=True,
        ),
        Command(
            name="zoom_out",
            menu="View",
            text="Zoom &out",
            tooltip="Show the picture smaller",
            slot=commands.zoom_out,
            keys=("Ctrl+-",),
        ),
        Command(
            name="zoom_fit",
            menu="View",
            text="&Fit to window",
            tooltip="Show the whole picture, as large as there is room",
            slot=commands.zoom_fit,
            keys=("Ctrl+0",),
            icon="fit",
        ),
        Command(
            name="zoom_one_to_one",
            menu="View",
            text="&Actual size",
            tooltip="Show one pixel of the picture as one pixel of the screen",
            slot=commands.zoom_one_to_one,
            keys=("Ctrl+1",),
        ),
        Switch(
            name="show_pixels",
            menu="View",
            text="Show single pi&xels",
            tooltip="Show an enlarged picture's pixels as blocks instead of smoothing them",
            slot=commands.show_pixels,
            keys=("Ctrl+2",),
        ),
        Command(
            name="show_attributes",
            menu="View/Tabs",
            text="&Attributes",
            tooltip="Go to the attribute sliders",
            slot=commands.show_attributes,
            keys=("Alt+1",),
        ),
        Command(
            name="show_spatial",
            menu="View/Tabs",
            text="&Spatial",
            tooltip="Go to the spatial edits and paint on the picture",
            slot=commands.show_spatial,
            keys=("Alt+2",),
        ),
        Command(
            name="show_feature_maps",
            menu="View/Tabs",
            text="&Feature maps",
            tooltip="Go to the feature maps of this picture",
            slot=commands.show_feature_maps,
            keys=("Alt+3",),
        ),
        Switch(
            name="theme_dark",
            menu="View/Theme",
            text="&Dark",
            tooltip="Light text on dark surfaces",
            slot=commands.theme_dark,
            group="theme",
        ),
        Switch(
            name="theme_light",
            menu="View/Theme",
            text="&Light",
            tooltip="Dark text on light surfaces",
            slot=commands.theme_light,
            group="theme",
        ),
        Switch(
            name="theme_system",
            menu="View/Theme",
            text="&As the system",
            tooltip="Follow the desktop's choice of dark or light",
            slot=commands.theme_system,
            group="theme",
        ),
        Command(
            name="switch_theme",
            menu="View/Theme",
            text="&Switch dark and light",
            tooltip="Change between the dark and the light look",
            slot=commands.switch_theme,
            keys=("Ctrl+Shift+L",),
            icon="contrast",
            starts_section=True,
        ),
        Switch(
            name="full_screen",
            menu="View",
            text="F&ull screen",
            tooltip="Use the whole screen, and back",
            slot=commands.full_screen,
            keys=("F11",),
            starts_section=True,
        ),
        Command(
            name="reset_layout",
            menu="View",
            text="&Reset layout",
            tooltip="Put all panels back where they were at first",
            slot=commands.reset_layout,
        ),
        Command(
            name="show_jobs",
            menu="View/Tabs",
            text="&Jobs",
            tooltip="Go to the queue of batch jobs",
            slot=commands.show_jobs,
            keys=("Alt+4",),
        ),
    )


def _misc(files: PictureFiles) -> tuple[ActionSpec, ...]:
    return (
        Command(
            name="open_portraits_folder",
            menu="Misc",
            text="&Open the portraits folder",
            tooltip="Show the folder that every generated picture is kept in",
            slot=files.open_portraits_folder,
            keys=("Ctrl+Shift+O",),
            icon="folder",
        ),
        Command(
            name="delete_samples",
            menu="Misc",
            text="&Delete samples…",
            tooltip="Delete all pictures of the portraits folder; favorites stay, and it can be taken back",
            slot=files.delete_samples,
            keys=("Ctrl+Shift+Del",),
            icon="delete",
            starts_section=True,
        ),
    )


def _model(bench: Workbench, files: PictureFiles, commands: WindowCommands) -> tuple[ActionSpec, ...]:
    return (
        Command(
            name="generate",
            menu="Model",
            text="&Generate",
            tooltip="Make a new picture from a random seed and keep it in the portraits folder",
            slot=bench.generate,
            keys=("Space", "Ctrl+G"),
            icon="generate",
        ),
        Command(
            name="type_seed",
            menu="Model",
            text="Type a &seed…",
            tooltip="Go to the seed field: type a number and press Enter for the picture of that seed",
            slot=commands.type_seed,
            keys=("Ctrl+Shift+G",),
        ),
        Switch(
            name="new_image_when_done",
            menu="Model",
            text="New image when &done",
            tooltip="Make the next picture as soon as all scripts and detectors are back, until stopped",
            slot=bench.placing.new_image_when_done,
            keys=("Ctrl+Shift+N",),
        ),
        Command(
            name="update",
            menu="Model",
            text="&Update",
            tooltip="Make the picture again with all changes, where live update is off",
            slot=bench.update,
            keys=("F5", "Ctrl+U"),
            icon="refresh",
        ),
        Switch(
            name="live_update",
            menu="Model",
            text="&Live update",
            tooltip="Let the picture follow while a control is dragged",
            slot=commands.live_update,
            keys=("Ctrl+L",),
        ),
        Command(
            name="open_model",
            menu="Model",
            text="&Open model…",
            tooltip="Load a StyleGAN2 model file (.pkl, .pt, .safetensors); a file can be dropped on the window too",
            slot=files.open_model,
            keys=("Ctrl+O",),
            icon="open",
            starts_section=True,
        ),
        Command(
            name="open_builtin_model",
            menu="Model",
            text="Open the &built-in model",
            tooltip="Load the model of drawn faces that the studio comes with",
            slot=files.open_builtin_model,
        ),
    )


def _help(commands: WindowCommands) -> tuple[ActionSpec, ...]:
    return (
        Command(
            name="show_shortcuts",
            menu="Help",
            text="&Keyboard shortcuts",
            tooltip="All keys at a glance",
            slot=commands.show_shortcuts,
            keys=("F1",),
            icon="help",
        ),
        Command(
            name="show_about",
            menu="Help",
            text="&About GanStudio",
            tooltip="Version, model and where files are kept",
            slot=commands.show_about,
        ),
    )


def _batch(batch: BatchCommands) -> tuple[ActionSpec, ...]:
    forms = (
        Command(
            name=form.action,
            menu=form.menu,
            text=form.text,
            tooltip=form.summary.rstrip("."),
            slot=partial(batch.open_form, form),
            starts_section=form.starts_section,
        )
        for form in FORMS
    )
    return (
        *forms,
        Command(
            name="batch_attribute",
            menu="Misc",
            text="Add interpolation as attri&bute…",
            tooltip="Save the way from one picture to another as an attribute slider",
            slot=batch.batch_attribute,
        ),
        Command(
            name="batch_film",
            menu="Batch",
            text="Make a fi&lm…",
            tooltip="Make a GIF, WebP, APNG or MP4 of pictures or of the folders of batch jobs",
            slot=batch.batch_film,
            starts_section=True,
        ),
        Command(
            name="batch_resume",
            menu="Batch",
            text="&Resume a job…",
            tooltip="Go on with a batch job that was stopped, by its folder",
            slot=batch.batch_resume,
        ),
    )
