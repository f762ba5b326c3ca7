"""What a person prefers, kept in one small JSON file of the user's configuration folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs

from ganstudio.errors import WorkspaceError
from ganstudio.words import settings_path
from ganstudio.workspace.files import cannot_write, locked, read_bytes, write_atomically


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Preferences; every field has a default, fields unknown to this version are passed over.

    Attributes:
        theme: Look of the window.
        language: Code of the language, as in `ganstudio.words.LANGUAGES`; empty for the system's.
        movement: Whether films play over and over and menus slide: `full`, `still`, or as the desktop has it.
        device: `auto`, `cpu`, `cuda`, `cuda:N` or `mps`. precision: `auto`, `exact`, `fp32`,
            `bf16` or `fp16`.
        live_update: Whether the picture follows while a control is dragged.
        point_at_parts: Whether the part of the picture under the mouse is lit, and can be dragged.
        blue_for_green: Draw positive selections in blue, for people who confuse green and red.
        workspace: The workspace's folder; empty for the default place.
        confirm_delete: Whether deleting asks first.
        open_folder_when_done: Whether a job opens its folder at the end.
        minimize_during_jobs: Whether a job hides the window while it runs.
        overlap_selections: Whether painting adds to what is selected already, instead of setting it.
        reset_selections: Whether a newly generated image starts with nothing selected in any spatial tab.
        raw_weights: Whether weights of maps are shown as recipes have them, instead of in deviations of the maps.
        keep_noise_seed: Whether new pictures keep the noise seed, instead of each bringing its own.
        undo_mib: How much memory the steps that can be undone may take, in MiB; the oldest are forgotten beyond that.
        largest_picture_mpx: The largest picture that is opened, in millions of pixels.
        welcomed: Whether the card to begin from was shown. lessons: name of a lesson -> how many of its steps are done.
        attribute_sets: Attribute sets that are shown; none for those shown at first. attribute_order: how attributes
            stand: by part of the picture, by name, or by use.
        folders: What a file dialog is for -> the folder that was last used for it.
        folded_cards: Heading of each card that was folded or unfolded by hand -> whether it is folded.
        history_height: How high a person made the history, in pixels; 0 for what the cards above it leave.
        window_geometry: Place and size of the window, as Qt saves them. window_state: its docks, likewise.
    """

    theme: Literal["dark", "light", "system"] = "dark"
    language: Literal["", "en", "zh_CN"] = ""
    movement: Literal["system", "full", "still"] = "system"
    device: str = "auto"
    precision: Literal["auto", "exact", "fp32", "bf16", "fp16"] = "auto"
    live_update: bool = True
    point_at_parts: bool = True
    blue_for_green: bool = False
    workspace: str = ""
    confirm_delete: bool = True
    open_folder_when_done: bool = True
    minimize_during_jobs: bool = False
    overlap_selections: bool = True
    reset_selections: bool = False
    raw_weights: bool = False
    keep_noise_seed: bool = False
    undo_mib: Annotated[int, msgspec.Meta(ge=1, le=65536)] = 512
    largest_picture_mpx: Annotated[int, msgspec.Meta(ge=1, le=4000)] = 64
    welcomed: bool = False
    lessons: dict[str, int] = {}
    attribute_sets: tuple[Literal["basic", "advanced", "custom", "favorites"], ...] = ()
    attribute_order: Literal["PARTS", "NAME", "USE"] = "PARTS"
    folders: dict[str, str] = {}
    folded_cards: dict[str, bool] = {}
    history_height: Annotated[int, msgspec.Meta(ge=0, le=65536)] = 0
    window_geometry: bytes = b""
    window_state: bytes = b""


def default_workspace() -> Path:
    """The workspace used when none is named.

    `GANSTUDIO_WORKSPACE` where set; the current folder where it is laid out as one (a clone of the project is); else
    `GanStudio` in the user's documents.
    """
    named = os.environ.get("GANSTUDIO_WORKSPACE")
    if named:
        return Path(named)
    here = Path.cwd()
    if all((here / folder).is_dir() for folder in ("portraits", "favorites")):
        return here
    return platformdirs.user_documents_path() / "GanStudio"


def workspace_place(named: Path | None = None, settings: Settings | None = None) -> Path:
    """Where the window and the command line work: the folder named, else the settings', else the default one.

    Args:
        named: Such as by `--workspace`.
        settings: The user's own if not given.
    """
    if named is not None:
        return named
    kept = (load_settings() if settings is None else settings).workspace
    return Path(kept) if kept else default_workspace()


def load_settings(path: Path | None = None) -> Settings:
    """The saved settings; a field that is missing or damaged gets its default, and so does a whole damaged file.

    Args:
        path: The file; the user's own if not given.
    """
    try:
        content = read_bytes(settings_path() if path is None else path)
        found: Any = {} if content is None else msgspec.json.decode(content)
    except (msgspec.MsgspecError, ValueError, RecursionError, WorkspaceError):
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    known: dict[str, Any] = {}
    for field in msgspec.structs.fields(Settings):
        if field.name not in found:
            continue
        try:
            known[field.name] = msgspec.convert(found[field.name], field.type)
        except msgspec.ValidationError:
            continue  # this preference falls back to its default, the others stay
    return Settings(**known)


def most_pixels() -> int:
    """The pixels of the largest picture that is opened, as the user's settings have it now."""
    return load_settings().largest_picture_mpx * 1_000_000


class SettingsFile:
    """The settings as one window keeps them: what this window changes is saved, what another one changed stays."""

    def __init__(self, path: Path | None = None) -> None:
        """Reads the file; the user's own if none is given."""
        self._path = settings_path() if path is None else path
        self._known = load_settings(self._path)

    @property
    def settings(self) -> Settings:
        """As this window knows them."""
        return self._known

    def save(self, settings: Settings) -> None:
        """Saves the fields in which `settings` differs from what this window knew.

        Raises:
            WorkspaceError: The file cannot be written.
        """
        before, after = msgspec.structs.asdict(self._known), msgspec.structs.asdict(settings)
        make_folder_of(self._path)
        with locked(self._path):
            kept = load_settings(self._path)
            present = msgspec.structs.asdict(kept)
            changes = {
                name: _merged(present[name], before[name], value)
                for name, value in after.items()
                if value != before[name]
            }
            save_settings(msgspec.structs.replace(kept, **changes), self._path)
        self._known = settings


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Save the settings.

    Args:
        settings: What to save.
        path: The file; the user's own if not given.

    Raises:
        WorkspaceError: It cannot be written.
    """
    content = msgspec.json.format(msgspec.json.encode(settings), indent=1)
    target = settings_path() if path is None else path
    make_folder_of(target)
    write_atomically(target, content + b"\n")


def make_folder_of(path: Path) -> None:
    """Makes the folder of a file of the user's settings, with those above it.

    Raises:
        WorkspaceError: It cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error


def _merged(present: Any, before: Any, after: Any) -> Any:
    """What a field becomes; of one with many entries, those that this window has not changed stay as they are."""
    if not isinstance(after, dict):
        return after
    changed = {key: value for key, value in after.items() if key not in before or before[key] != value}
    return {key: value for key, value in present.items() if key in after or key not in before} | changed
