"""Every command of the window in one table: where it is, what it is called, its keys, its tooltip, its slot."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ganstudio.ui.actions import ActionSpec, Command, Switch
from ganstudio.ui.arrangement import Arrangement
from ganstudio.ui.attributes.tab import AttributeTab
from ganstudio.ui.bench.workbench import Workbench
from ganstudio.ui.canvas.image_view import ImageView
from ganstudio.ui.files.picture_files import PictureFiles
from ganstudio.ui.jobs.commands import BatchCommands
from ganstudio.ui.jobs.menu import FORMS
from ganstudio.ui.library.view import LibraryView
from ganstudio.ui.maps.tab import FeatureMapTab
from ganstudio.ui.welcome.guide import Guide
from ganstudio.ui.welcome.lessons import Lesson
from ganstudio.ui.welcome.start_card import StartCard
from ganstudio.ui.widgets.closed import NO_MODEL
from ganstudio.ui.window_commands import WindowCommands
from ganstudio.version import documentation
from ganstudio.words import tr

Specs = tuple[ActionSpec, ...]


def _no_model(bench: Workbench) -> str:
    return "" if bench.model is not None else NO_MODEL


def _no_picture(bench: Workbench) -> str:
    return "" if bench.frame is not None else tr("There is no picture yet.")


def _no_change(bench: Workbench) -> str:
    return "" if bench.session.history.past else tr("Nothing has been changed yet.")


def window_actions(
    *,
    bench: Workbench,
    generate: Callable[[], object],
    files: PictureFiles,
    view: ImageView,
    batch: BatchCommands,
    attributes: AttributeTab,
    maps: FeatureMapTab,
    arrangement: Arrangement,
    commands: WindowCommands,
    animate: Callable[[], object],
    find_parts: Callable[[], object],
    start: StartCard,
    guide: Guide,
    library: LibraryView,
    close: Callable[[], object],
) -> Specs:
    """The table, with the slots of these objects.

    `generate` makes a new picture, `animate` plays the change made last, `find_parts` tells the model's parts apart,
    `close` ends the window.
    """
    table: list[ActionSpec] = []
    table += _file(bench, files, commands, close)
    table += _edit(bench, files, commands, attributes, arrangement)
    table += _styles(bench, maps, arrangement)
    table += _view(bench, view, arrangement, commands)
    table += _library(library)
    table += _misc(files)
    table += _found(bench, attributes, maps, find_parts)
    table += _model(bench, generate, files, commands)
    table += _help(commands, files, lambda: commands.show_shortcuts(table), _lessons(bench, start, guide))
    table += _batch(bench, batch, animate)
    return tuple(table)


# A table is read by its rows.
# fmt: off
def _file(bench: Workbench, files: PictureFiles, commands: WindowCommands, close: Callable[[], object]) -> Specs:
    return (
        Command("File", "import_picture", tr("&Import…"), files.import_picture, keys=("Ctrl+I",), icon="import",
                tooltip=tr("Open whatever the studio writes: a picture with everything as it was, a recipe, a "
                           "latent, tabs, detectors, attributes, a job")),
        Command("File", "save", tr("&Save"), files.save, keys=("Ctrl+S",), icon="save", starts_section=True,
                closed=lambda: _no_picture(bench),
                tooltip=tr("Keep this state as a file of its own in the portraits folder. Without that, a picture's "
                           "file there gets its last state when you generate or open another one, or close the "
                           "window")),
        Command("File", "save_as", tr("Save &as…"), files.save_as, keys=("Ctrl+Shift+S",),
                closed=lambda: _no_picture(bench),
                tooltip=tr("Save the picture on screen, with its recipe, where you choose")),
        Command("File", "favorite", tr("&Favorite"), files.favorite, keys=("Ctrl+D",), icon="star",
                closed=lambda: _no_picture(bench),
                tooltip=tr("Keep a copy of this picture in the favorites folder, where deleting samples leaves it")),
        Command("File", "show_trash", tr("&Deleted things…"), commands.show_trash, icon="delete",
                tooltip=tr("See what was deleted in this workspace, put it back, or delete it for good")),
        Command("File", "show_settings", tr("Se&ttings…"), commands.show_settings, keys=("Ctrl+,",), icon="settings",
                starts_section=True,
                tooltip=tr("Theme, language, device, precision, live update, workspace folder")),
        Command("File", "quit", tr("&Quit"), close, keys=("Ctrl+Q",), starts_section=True,
                tooltip=tr("Close the studio; nothing that was saved is lost")),
    )


def _edit(
    bench: Workbench, files: PictureFiles, commands: WindowCommands, attributes: AttributeTab, arrangement: Arrangement
) -> Specs:
    return (
        Command("Edit", "undo", tr("&Undo"), files.undo, keys=("Ctrl+Z",), icon="undo", repeats=True,
                closed=lambda: "" if files.has_just_deleted else _no_change(bench),
                tooltip=tr("Take back the last change; a whole drag is one change")),
        Command("Edit", "redo", tr("&Redo"), bench.redo, keys=("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo", repeats=True,
                closed=lambda: "" if bench.session.history.future else tr("Nothing was taken back."),
                tooltip=tr("Do the change again that was taken back last")),
        Command("Edit", "name_version", tr("&Name this version…"), files.name_version, keys=("Ctrl+Shift+D",),
                starts_section=True, closed=lambda: _no_picture(bench),
                tooltip=tr("Keep the picture as it is now under a name, until you delete it")),
        Command("Edit", "show_versions", tr("Named &versions"), arrangement.show_versions,
                tooltip=tr("Show the versions that have a name in the film strip, to open, rename or delete them")),
        Command("Edit", "copy_recipe", tr("&Copy recipe"), files.copy_recipe, keys=("Ctrl+C",), icon="copy",
                starts_section=True, closed=lambda: _no_picture(bench),
                tooltip=tr("Copy all that makes this picture, to paste it here, into another window or into a text")),
        Command("Edit", "copy_picture", tr("Copy p&icture"), files.copy_picture, keys=("Ctrl+Shift+C",),
                closed=lambda: _no_picture(bench),
                tooltip=tr("Copy the picture itself, to paste it into another program")),
        Command("Edit", "paste_recipe", tr("&Paste recipe"), files.paste_recipe, keys=("Ctrl+V",), icon="paste",
                closed=lambda: _no_model(bench),
                tooltip=tr("Show the picture whose recipe was copied")),
        Command("Edit", "paste_edits", tr("Paste &edits only"), files.paste_edits, keys=("Ctrl+Shift+V",),
                closed=lambda: _no_model(bench),
                tooltip=tr("Put the copied recipe's attributes, styles and spatial edits onto the picture on screen")),
        Command("Edit", "set_base", tr("Set as &base"), bench.set_base, keys=("Ctrl+B",), icon="base",
                starts_section=True, closed=lambda: _no_model(bench),
                tooltip=tr("Make this picture the one that variation starts from: the slider goes to 0, where it "
                           "is, and leads to others. Attribute sliders and style mixes are part of it from now on "
                           "and go back to none")),
        Command("Edit", "reset_base", tr("Reset ba&se"), bench.reset_base, keys=("Ctrl+Shift+B",), icon="base-reset",
                closed=lambda: "" if bench.session.recipe.base
                else tr("The base is the model's average picture already."),
                tooltip=tr("Let variation start from the model's average picture again")),
        Command("Edit", "reset_attributes", tr("Reset all &attributes"), attributes.reset_all, keys=("Ctrl+R",),
                icon="zero", starts_section=True,
                closed=lambda: "" if bench.session.recipe.attributes else tr("Every attribute is at zero."),
                tooltip=tr("Set every attribute slider to zero, also those not shown")),
        Command("Edit", "find_attribute", tr("&Find an attribute…"), commands.find_attribute, keys=("Ctrl+F",),
                icon="search",
                tooltip=tr("Go to the attributes and type a part of a name")),
    )


def _styles(bench: Workbench, maps: FeatureMapTab, arrangement: Arrangement) -> Specs:
    def show() -> None:
        arrangement.show_tab(2)
        maps.pages.show_page(maps.styles)

    return (
        Command("Edit", "reset_styles", tr("Reset all st&yles"), maps.styles.reset_all,
                closed=lambda: "" if bench.session.recipe.style_shifts else tr("No style channel is shifted."),
                tooltip=tr("Take the shifts of all style channels out")),
        Command("View/Tabs", "show_styles", tr("S&tyles"), show,
                tooltip=tr("Go to the style channels of this face, beside its feature maps")),
    )


def _found(
    bench: Workbench, attributes: AttributeTab, maps: FeatureMapTab, find_parts: Callable[[], object]
) -> Specs:
    return (
        Command("Misc", "find_attributes", tr("Find new a&ttributes…"), attributes.find_new, starts_section=True,
                closed=lambda: _no_model(bench),
                tooltip=tr("Components of w, of styles and of maps, and directions between pictures, with live "
                           "sliders")),
        Command("Misc", "find_parts", tr("Find &parts"), find_parts,
                closed=lambda: _no_model(bench),
                tooltip=tr("Tell the parts of this model's pictures apart by its feature maps, and keep a detector "
                           "each: parts light up under the mouse")),
        Command("Misc", "compare_parts", tr("Maps a&gainst parts…"), maps.open_parts,
                closed=lambda: _no_model(bench),
                tooltip=tr("Which maps of the layer in view say where each part is: a table over many faces")),
    )


def _view(bench: Workbench, view: ImageView, arrangement: Arrangement, commands: WindowCommands) -> Specs:
    return (
        Switch("View", "toggle_previous", tr("&Toggle previous"), bench.comparison.toggle_previous, keys=("T",),
               icon="toggle", closed=lambda: "" if bench.comparison.is_showing_previous else _no_change(bench),
               tooltip=tr("Swap the picture with the one before the last change, and back")),
        Switch("View", "toggle_wipe", tr("&Wipe"), bench.comparison.toggle_wipe, keys=("W",), icon="wipe",
               closed=lambda: _no_picture(bench),
               tooltip=tr("Lay the picture before the last change over this one, with a line to drag between them")),
        Command("View", "zoom_in", tr("Zoom &in"), partial(view.zoom_by, 1), keys=("Ctrl++", "Ctrl+="),
                repeats=True, starts_section=True,
                closed=lambda: _no_picture(bench),
                tooltip=tr("Show the picture larger")),
        Command("View", "zoom_out", tr("Zoom &out"), partial(view.zoom_by, -1), keys=("Ctrl+-",), repeats=True,
                closed=lambda: _no_picture(bench),
                tooltip=tr("Show the picture smaller")),
        Command("View", "zoom_fit", tr("&Fit to window"), view.fit, keys=("Ctrl+0",), icon="fit",
                closed=lambda: _no_picture(bench),
                tooltip=tr("Show the whole picture, as large as there is room")),
        Command("View", "zoom_one_to_one", tr("&Actual size"), view.show_actual_size, keys=("Ctrl+1",),
                closed=lambda: _no_picture(bench),
                tooltip=tr("Show one pixel of the picture as one pixel of the screen")),
        Switch("View", "show_pixels", tr("Show single pi&xels"), lambda on: view.set_smooth(not on), keys=("Ctrl+2",),
               closed=lambda: _no_picture(bench),
               tooltip=tr("Show an enlarged picture's pixels as blocks instead of smoothing them")),
        Switch("View", "point_at_parts", tr("Poi&nt at parts"), commands.point_at_parts, keys=("Ctrl+3",),
               starts_section=True,
               tooltip=tr("Light the part of the face under the mouse, drag it up and down to change it, and click "
                          "it to see what can be done with it")),
        Command("View/Tabs", "show_attributes", tr("&Attributes"), partial(arrangement.show_tab, 0), keys=("Alt+1",),
                tooltip=tr("Go to the attribute sliders")),
        Command("View/Tabs", "show_spatial", tr("&Spatial"), partial(arrangement.show_tab, 1), keys=("Alt+2",),
                tooltip=tr("Go to the spatial edits and paint on the picture")),
        Command("View/Tabs", "show_feature_maps", tr("&Feature maps"), partial(arrangement.show_tab, 2),
                keys=("Alt+3",),
                tooltip=tr("Go to the feature maps of this picture")),
        Switch("View/Theme", "theme_dark", tr("&Dark"), partial(commands.choose_theme, "dark"), group="theme",
               tooltip=tr("Light text on dark surfaces")),
        Switch("View/Theme", "theme_light", tr("&Light"), partial(commands.choose_theme, "light"), group="theme",
               tooltip=tr("Dark text on light surfaces")),
        Switch("View/Theme", "theme_system", tr("&As the system"), partial(commands.choose_theme, "system"),
               group="theme", tooltip=tr("Follow the desktop's choice of dark or light")),
        Command("View/Theme", "switch_theme", tr("&Switch dark and light"), commands.switch_theme,
                keys=("Ctrl+Shift+L",), icon="contrast", starts_section=True,
                tooltip=tr("Change between the dark and the light look")),
        Switch("View", "full_screen", tr("F&ull screen"), commands.full_screen, keys=("F11",), starts_section=True,
               tooltip=tr("Use the whole screen, and back")),
        Command("View", "reset_layout", tr("&Reset layout"), arrangement.reset,
                tooltip=tr("Put all panels back where they were at first")),
        Command("View/Tabs", "show_jobs", tr("&Jobs"), partial(arrangement.show_tab, 3), keys=("Alt+4",),
                tooltip=tr("Go to the queue of batch jobs")),
    )


def _library(library: LibraryView) -> Specs:
    return (
        Switch("View", "show_library", tr("&Library"), library.set_shown, keys=("Ctrl+Shift+F",), icon="grid",
               starts_section=True,
               tooltip=tr("Search, sort, rate, tag and compare all pictures of the workspace, in place of the "
                          "picture")),
    )


def _misc(files: PictureFiles) -> Specs:
    return (
        Command("Misc", "open_portraits_folder", tr("&Open the portraits folder"), files.open_portraits_folder,
                keys=("Ctrl+Shift+O",), icon="folder",
                tooltip=tr("Show the folder that every generated picture is kept in")),
        Command("Misc", "delete_samples", tr("&Delete samples…"), files.delete_samples, keys=("Ctrl+Shift+Del",),
                icon="delete", starts_section=True,
                tooltip=tr("Delete all pictures of the portraits folder; favorites stay, and it can be taken back")),
    )


def _model(
    bench: Workbench, generate: Callable[[], object], files: PictureFiles, commands: WindowCommands
) -> Specs:
    return (
        Command("Model", "generate", tr("&Generate"), generate, keys=("Space", "Ctrl+G"), icon="generate",
                closed=lambda: _no_model(bench),
                tooltip=tr("Make a new picture from a random seed, or the one typed, and keep it in the portraits "
                           "folder")),
        Command("Model", "type_seed", tr("Type a &seed…"), commands.type_seed, keys=("Ctrl+Shift+G",),
                closed=lambda: _no_model(bench),
                tooltip=tr("Go to the seed field: type a number and press Enter for the picture of that seed")),
        Switch("Model", "new_image_when_done", tr("New image when &done"), bench.placing.new_image_when_done,
               keys=("Ctrl+Shift+N",), closed=lambda: _no_model(bench),
               tooltip=tr("Make the next picture as soon as all scripts and detectors are back, until stopped")),
        Command("Model", "update", tr("&Update"), bench.update, keys=("F5", "Ctrl+U"), icon="refresh",
                closed=lambda: _no_model(bench)
                or ("" if bench.stale else tr("The picture shows all changes already.")),
                tooltip=tr("Make the picture again with all changes, where live update is off")),
        Switch("Model", "live_update", tr("&Live update"), commands.live_update, keys=("Ctrl+L",),
               tooltip=tr("Let the picture follow while a control is dragged")),
        Command("Model", "open_model", tr("&Open model…"), files.open_model, keys=("Ctrl+O",), icon="open",
                starts_section=True,
                tooltip=tr("Load a StyleGAN2 model file (.pkl, .pt, .safetensors); a file can be dropped on the "
                           "window too")),
        Command("Model", "open_builtin_model", tr("Open the &built-in model"), files.open_builtin_model,
                tooltip=tr("Load the model of drawn faces that the studio comes with")),
    )


def _no_lesson(bench: Workbench, guide: Guide, lesson: Lesson) -> str:
    return _no_picture(bench) or guide.closed(lesson)


def _lessons(bench: Workbench, start: StartCard, guide: Guide) -> Specs:
    lessons = (
        Command("Help/Tutorials", f"lesson_{lesson.name}", f"&{number} " + tr(lesson.title),
                partial(guide.start, lesson.name),
                closed=partial(_no_lesson, bench, guide, lesson),
                tooltip=tr("{summary}. A lesson that was left goes on there", summary=tr(lesson.summary)))
        for number, lesson in enumerate(guide.lessons, start=1)
    )
    return (
        *lessons,
        Command("Help/Tutorials", "show_start", tr("&Faces to begin with"),
                partial(guide.offer_start, start), starts_section=True,
                closed=lambda: _no_picture(bench),
                tooltip=tr("Show the card of the first start again: six faces, and other ways to begin")),
    )


def _help(
    commands: WindowCommands, files: PictureFiles, show_shortcuts: Callable[[], None], lessons: Specs
) -> Specs:
    pages = documentation()

    def no_sample(name: str) -> str:
        there = files.sample(name) is not None
        return "" if there else tr("This model brought no sample faces; the built-in one does.")

    return (
        Command("Help", "show_palette", tr("&Find a command…"), commands.palette_requested.emit, keys=("Ctrl+K",),
                icon="search", tooltip=tr("Type some words of a command, an attribute or a spatial tab, and go there")),
        Command("Help", "show_documentation", tr("&Documentation"), commands.show_documentation,
                closed=lambda: "" if pages is not None else tr("This installation came without its pages."),
                tooltip=tr("Tutorials, how-to, what latents and feature maps are, formats, messages: in the "
                           "browser, without a network")),
        *lessons,
        Command("Help", "open_sample_mouth", tr("Sample face: mouth &shut"), partial(files.open_sample, "sample_01"),
                closed=partial(no_sample, "sample_01"), starts_section=True,
                tooltip=tr("A face to try the Spatial tab on: paint over its mouth and open it")),
        Command("Help", "open_sample_hairband", tr("Sample face: &hairband"), partial(files.open_sample, "sample_02"),
                closed=partial(no_sample, "sample_02"),
                tooltip=tr("A face with a hairband, to find the maps that follow it")),
        Command("Help", "show_shortcuts", tr("&Keyboard shortcuts"), show_shortcuts, keys=("F1",), icon="help",
                starts_section=True, tooltip=tr("All keys at a glance")),
        Command("Help", "show_about", tr("&About GanStudio"), commands.show_about,
                tooltip=tr("Version, model and where files are kept")),
    )


def _batch(bench: Workbench, batch: BatchCommands, animate: Callable[[], object]) -> Specs:
    forms = (
        Command(form.menu, form.action, form.text, partial(batch.open_form, form),
                starts_section=form.starts_section, closed=lambda: _no_model(bench), tooltip=form.summary.rstrip(".。"),
                term=form.term)
        for form in FORMS
    )
    return (
        *forms,
        Command("Misc", "batch_attribute", tr("Add interpolation as attri&bute…"), batch.batch_attribute,
                closed=lambda: _no_model(bench),
                tooltip=tr("Save the way from one picture to another as an attribute slider")),
        Command("Batch", "animate_part", tr("An&imate this part"), animate, keys=("Ctrl+Shift+P",), starts_section=True,
                closed=lambda: _no_picture(bench),
                tooltip=tr("Play what was done with the part that you clicked, from nothing to where it stands, in "
                           "the picture")),
        Command("Batch", "batch_film", tr("Make a fi&lm…"), batch.batch_film,
                closed=lambda: _no_model(bench),
                tooltip=tr("Make a GIF, WebP, APNG or MP4 of pictures or of the folders of batch jobs")),
        Command("Batch", "batch_resume", tr("&Resume a job…"), batch.batch_resume,
                closed=lambda: _no_model(bench),
                tooltip=tr("Go on with a batch job that was stopped, by its folder")),
    )
# fmt: on
