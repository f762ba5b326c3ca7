"""Studio: a workspace and a model, opened together. The command line and the window do everything through it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.analysis.styles import Styles
from ganstudio.errors import CheckpointError, ModelMissingError, WorkspaceError
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.networks.header import BUILTIN, file_md5, model_path
from ganstudio.networks.loading import load_generator
from ganstudio.networks.model_info import describe_generator
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, belongs_to, owned_by, replace
from ganstudio.recipe.files import holds_latent, open_picture_or_recipe, read_recipe
from ganstudio.recipe.latent import LatentW, LatentWPlus, Seed
from ganstudio.recipe.portrait import Portrait
from ganstudio.render.incremental import Draft
from ganstudio.render.renderer import Renderer, Rendering
from ganstudio.spec import GeneratorSpec, ModelIdentity, said_of_former
from ganstudio.words import tr
from ganstudio.workspace.described import keep_description, kept_description, stamp_of
from ganstudio.workspace.model_folder import ModelFolder
from ganstudio.workspace.settings import most_pixels
from ganstudio.workspace.speeds import keep_speeds, load_speeds
from ganstudio.workspace.workspace import Workspace

Progress = Callable[[int, int], None]
"""Called with the number done and the number in all."""


class Studio:
    """Renders, saves and opens pictures of one model in one workspace. For one thread at a time."""

    def __init__(
        self,
        workspace: str | os.PathLike[str] | Workspace,
        model: str | os.PathLike[str] | LoadedGenerator | None = None,
        device: str = "auto",
        precision: str = "auto",
        *,
        progress: Progress | None = None,
    ) -> None:
        """Opens the workspace, and the model if one is named.

        Args:
            workspace: A folder (made if missing), or one that is open.
            model: A model file, `builtin`, or a loaded generator; None to load one later.
            device: `auto`, `cpu`, `cuda`, `cuda:N` or `mps`; not used for a loaded generator.
            precision: `auto`, `exact`, `fp32`, `bf16` or `fp16`; likewise.
            progress: Told how many bytes of the model are read, then, for a model that has no average latent, how
                many latents it is estimated of.

        Raises:
            WorkspaceError: The folder cannot be used.
            CheckpointError: The model cannot be loaded.
            DeviceError: The device or precision is not available.
        """
        self.workspace = workspace if isinstance(workspace, Workspace) else Workspace(workspace)
        self._device = device
        self._precision = precision
        self._renderer: Renderer | None = None
        self._folder: ModelFolder | None = None
        self._styles: Styles | None = None
        if isinstance(model, LoadedGenerator):
            self._take(model, progress)
        elif model is not None:
            self.load_model(model, progress=progress)

    @property
    def renderer(self) -> Renderer:
        """The renderer of the loaded model.

        Raises:
            ModelMissingError: No model is loaded; as for every property and method below that needs one.
        """
        if self._renderer is None:
            raise ModelMissingError(tr("No model is loaded. Load a model file, or 'builtin'."))
        return self._renderer

    @property
    def generator(self) -> LoadedGenerator:
        """The loaded model."""
        return self.renderer.generator

    @property
    def spec(self) -> GeneratorSpec:
        """The loaded model's sizes and layers."""
        return self.generator.spec

    @property
    def model_id(self) -> str:
        """md5 of the loaded model's file."""
        return self.generator.model_id

    @property
    def identity(self) -> ModelIdentity:
        """What the loaded model is, whichever file it was read from."""
        return self.generator.identity

    @property
    def styles(self) -> Styles:
        """The loaded model's style channels: those of a face, and how much they vary."""
        if self._styles is None:
            self._styles = Styles(self.renderer)
        return self._styles

    @property
    def folder(self) -> ModelFolder:
        """The loaded model's folder in the workspace: attributes, tabs, latents."""
        if self._folder is None:
            raise ModelMissingError(tr("No model is loaded. Load a model file, or 'builtin'."))
        return self._folder

    def load_model(self, path: str | os.PathLike[str], *, progress: Progress | None = None) -> LoadedGenerator:
        """Load a model file, or `builtin`, in place of the present model, and remember it as recently used.

        Raises:
            CheckpointError: The file is missing or not an accepted model; the present model stays.
            DeviceError: The device or precision is not available.
        """
        name = BUILTIN if path == BUILTIN else Path(path)
        file = model_path(name)
        stamp = stamp_of(file)
        speeds = load_speeds()
        measured = dict(speeds)
        generator = load_generator(name, self._device, self._precision, progress=progress, measured=measured)
        if measured != speeds:
            keep_speeds(measured)
        self._take(generator, progress)
        if stamp is not None and kept_description(file) is None:
            keep_description(file, stamp, msgspec.json.encode(describe_generator(generator, file)))
        if isinstance(name, Path):
            with suppress(WorkspaceError):  # a convenience: a workspace that cannot be written still shows pictures
                self.workspace.remember_model(name, generator.model_id, weights_id=generator.identity.weights_id)
        return generator

    def find_model(self, model_id: str, weights_id: str = "") -> str | Path | None:
        """What to give to `load_model` for a model by its md5 or its numbers: a path, `builtin`, or None if unknown."""
        known = self.workspace.find_model(model_id, weights_id)
        if known is not None:
            return known
        return BUILTIN if self.workspace.ships(weights_id) or _is_builtin(model_id) else None

    def new_recipe(self, seed: int | None = None) -> Recipe:
        """A recipe for the loaded model with everything at its default, from the seed given or a random one."""
        recipe = Recipe(latent=Seed(secrets.randbelow(1 << 32) if seed is None else seed))
        return owned_by(recipe, self.identity)

    def render(self, recipe: Recipe, capture: Collection[str] = ()) -> Portrait:
        """Make the picture of a recipe; the portrait's recipe names the model.

        Raises:
            ModelMissingError: The recipe belongs to another model.
            RecipeError: It does not fit the model.
        """
        return self.render_detailed(recipe, capture).portrait

    def render_detailed(self, recipe: Recipe, capture: Collection[str] = (), draft: Draft | None = None) -> Rendering:
        """As `render`, with feature maps of the layers in `capture`, the time, and what had to be computed.

        A picture that takes long is preceded by a blurred one, which `draft` is called with.

        Raises:
            ModelMissingError: The recipe belongs to another model.
            RecipeError: It does not fit the model.
        """
        return self.renderer.render(self._of_this_model(recipe), capture, draft)

    def render_batch(self, recipes: Collection[Recipe], capture: Collection[str] = ()) -> list[Rendering]:
        """Make many pictures for a job; see `Renderer.render_batch`.

        Raises:
            ModelMissingError: A recipe belongs to another model.
            RecipeError: One does not fit the model.
        """
        return self.renderer.render_batch([self._of_this_model(recipe) for recipe in recipes], capture)

    def save(self, portrait: Portrait) -> Path:
        """Save to `portraits/` under the next name, add its latent to latents.csv, and give the path.

        Raises:
            WorkspaceError: The workspace cannot be written. If it is latents.csv that cannot, the picture is there.
        """
        path = self.workspace.save_picture(portrait.png_bytes())
        self._record_latent(path.name, portrait.recipe)
        return path

    def save_as(self, portrait: Portrait, path: Path) -> Path:
        """Save to a file of any place and name, add its latent to latents.csv, and give the path.

        Raises:
            PortraitError: The picture cannot be written.
            WorkspaceError: latents.csv cannot be written; the picture is there.
        """
        saved = portrait.save(path)
        self._record_latent(saved.name, portrait.recipe)
        return saved

    def open(self, path: str | os.PathLike[str]) -> Portrait | Recipe:
        """Open a picture with its recipe, a recipe's JSON, or a latent (.npy, .npz), told by content.

        Raises:
            PortraitError: Not a picture with a recipe.
            RecipeError: A damaged recipe.
            LatentFileError: A latent that does not fit the model.
        """
        source = Path(path)
        if holds_latent(source):
            return owned_by(read_recipe(source, self.spec), self.identity)
        return open_picture_or_recipe(source, most_pixels=most_pixels())

    def open_recipe(self, path: str | os.PathLike[str]) -> Recipe:
        """The recipe of whatever `open` opens.

        Raises:
            PortraitError, RecipeError, LatentFileError: As `open`.
        """
        opened = self.open(path)
        return opened.recipe if isinstance(opened, Portrait) else opened

    def set_as_base(self, recipe: Recipe) -> Recipe:
        """The recipe whose base is the w that is shown, with variation 0: the picture stays, and is where that starts.

        With `w' = q * w + (1 - q) * base`, base becomes w' (attributes included), and q becomes 0, the one place where
        the picture is the base whatever the latent. The latent and its truncation stay: variation now goes from this
        picture to them, or to the next latent that is chosen. What acts after variation, style mixing and attributes,
        is in the base now and starts anew.

        Args:
            recipe: Of the loaded model.

        Returns:
            The recipe; its base is a w, or a w+ where the style layers differ.

        Raises:
            RecipeError: The recipe does not fit the model, or its w is not finite.
        """
        shown = self.renderer.ws(recipe)
        same = bool(np.array_equal(shown, np.broadcast_to(shown[:1], shown.shape)))
        base = LatentW(Array(shown[0])) if same else LatentWPlus(Array(shown))
        return replace(recipe, base=base, variation=0.0, style_mix=(), attributes=())

    def map_deviations(self, layer: str) -> Iterator[tuple[int, npt.NDArray[np.float32] | None]]:
        """How much each map of a layer varies over random images; kept in the model's folder once it is known.

        Args:
            layer: Such as `b16`.

        Yields:
            The images looked at so far, and with the last one the standard deviations, float32 [channels].

        Raises:
            RecipeError: The model has no such layer.
        """
        from ganstudio.analysis.map_sampling import sample_deviations

        kept = self.folder.map_deviations(layer)
        if kept is not None:
            yield 0, kept
            return
        for done, deviations in sample_deviations(self.renderer, layer):
            if deviations is not None:
                with suppress(WorkspaceError):  # they are estimated again next time
                    self.folder.save_map_deviations(layer, deviations)
            yield done, deviations

    def _record_latent(self, name: str, recipe: Recipe) -> None:
        if belongs_to(recipe, self.identity):
            self.folder.append_latent(name, self.renderer.ws(recipe))

    def _of_this_model(self, recipe: Recipe) -> Recipe:
        if belongs_to(recipe, self.identity):
            return owned_by(recipe, self.identity)
        known = self.find_model(recipe.model, recipe.weights_id)
        text = (
            tr(
                "This recipe belongs to the model {model}, and {loaded} is loaded. {former}Its file is {file}; load "
                "that first, or take the model out of the recipe to use it with this one.",
                model=recipe.model,
                loaded=self.model_id,
                former=said_of_former(recipe.model),
                file=known,
            )
            if known
            else tr(
                "This recipe belongs to the model {model}, and {loaded} is loaded. {former}Load that model's file "
                "first, or take the model out of the recipe to use it with this one.",
                model=recipe.model,
                loaded=self.model_id,
                former=said_of_former(recipe.model),
            )
        )
        raise ModelMissingError(text)

    def _take(self, generator: LoadedGenerator, progress: Progress | None) -> None:
        model_id, weights_id = generator.identity.model_id, generator.identity.weights_id
        folder = self.workspace.model_folder(model_id, generator.spec, weights_id=weights_id)
        others = frozenset(self.workspace.ids_of(weights_id)) - {model_id}
        generator.identity = ModelIdentity(model_id=model_id, weights_id=weights_id, other_ids=others)
        if not generator.has_w_avg:
            _find_average(generator, folder, progress)
        self._folder, self._styles = folder, None
        self._renderer = Renderer(generator)


def _find_average(generator: LoadedGenerator, folder: ModelFolder, progress: Progress | None) -> None:
    """Give a model that has no average latent the one kept in its folder, or estimate it and keep it."""
    try:
        kept = folder.average_latent()
    except WorkspaceError:
        kept = None  # damaged: it is only an estimate, and is made anew
    if kept is not None:
        generator.set_w_avg(kept)
        return
    average = generator.estimate_w_avg(progress=progress)
    with suppress(WorkspaceError):  # it is estimated again next time
        folder.save_average_latent(average)


def _is_builtin(model_id: str) -> bool:
    try:
        return file_md5(model_path(BUILTIN)) == model_id
    except (CheckpointError, OSError):
        return False
