"""Makes the pictures that need no window: seeds, psi, style layers, feature maps, an edit by parts, a walk."""

from __future__ import annotations

import itertools
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
from picture_tools import Ground, side_by_side
from PIL import Image, ImageDraw

from ganstudio.api import Studio
from ganstudio.jobs import catalogue, runner
from ganstudio.jobs.axes import EditAxis
from ganstudio.jobs.manifest import Job
from ganstudio.jobs.outputs import FilmOptions, Outputs, SheetOptions
from ganstudio.jobs.plans import Plan
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace, with_attribute
from ganstudio.recipe.edits import AttributeShift, SpatialEdit
from ganstudio.recipe.latent import Seed, StyleMix, Truncation
from ganstudio.ui.canvas.feature_map_colors import ColorStyle, limits_of, map_colors
from ganstudio.workspace.tabs import decode_tabs

FACE = 41
PSIS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25)
LAYERS = ("b4", "b8", "b16", "b32", "b64")
ATTRIBUTE = "length_hair"


def make(ground: Ground) -> None:
    """Makes them all; in short those of psi."""
    pictures = EnginePictures(ground)
    pictures.psi()
    if not ground.is_short:
        pictures.seeds()
        pictures.mixing()
        pictures.attribute()
        pictures.maps()
        pictures.edit()
        pictures.films()


class EnginePictures:
    """Of one model."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.studio = Studio(ground.folder / "engine", ground.model, "cpu", "fp32")

    def recipe(self, seed: int, psi: float = 0.7) -> Recipe:
        """A face as the window makes it."""
        return replace(self.studio.new_recipe(seed), truncation=Truncation(psi=psi))

    def image(self, recipe: Recipe) -> npt.NDArray[np.uint8]:
        """Its picture."""
        return self.studio.render(recipe).image

    def seeds(self) -> None:
        """Six faces of six seeds."""
        faces = [self.image(self.recipe(seed)) for seed in (4, 8, 35, 41, 13, 30)]
        self.ground.keep(side_by_side(faces, 6), "seeds", 960)

    def psi(self) -> None:
        """The sheet of a job: a row for each face, a column for each psi."""
        seeds, psis = ((FACE,), PSIS[::2]) if self.ground.is_short else ((4, 8, FACE), PSIS)
        plan = catalogue.seed_grid(self.studio.new_recipe(0), seeds, psis)
        folder = self.job("psi", plan, Outputs(pictures=False, sheet=SheetOptions(tile=150)))
        self.ground.keep(Image.open(folder / "sheet.png"), "psi")

    def mixing(self) -> None:
        """One face with the coarse, the middle and the fine style layers of another."""
        layers = self.studio.spec.num_ws
        thirds = (0, layers // 3, 2 * layers // 3, layers)
        own, other = self.recipe(FACE), self.recipe(13)
        mixed = [
            replace(own, style_mix=(StyleMix(first=first, last=end - 1, source=Seed(13)),))
            for first, end in itertools.pairwise(thirds)
        ]
        self.ground.keep(side_by_side([self.image(one) for one in (own, *mixed, other)], 5), "mixing", 960)

    def attribute(self) -> None:
        """A slider from -3 to 3."""
        sets = self.studio.folder.attribute_sets().values()
        vector = next(kept[ATTRIBUTE] for kept in sets if ATTRIBUTE in kept)
        own = self.recipe(FACE)
        faces = [
            self.image(with_attribute(own, AttributeShift(name=ATTRIBUTE, vector=vector, amount=amount)))
            for amount in (-3.0, -1.5, 0.0, 1.5, 3.0)
        ]
        self.ground.keep(side_by_side(faces, 5), "attribute", 960)

    def maps(self) -> None:
        """The four maps of each layer that vary most, from the coarsest to the finest, as the window colors them."""
        own = self.recipe(FACE)
        maps = self.studio.render_detailed(own, LAYERS).feature_maps
        tiles = [painted(one) for place in range(4) for one in (loudest(maps[layer])[place] for layer in LAYERS)]
        self.ground.keep(side_by_side(tiles, len(LAYERS)), "maps", 900)

    def edit(self) -> None:
        """A face, where a tab acts on it, and the face with it."""
        own, tab, cells = self.recipe(4), self.tab("mouth_open"), mouth_cells()
        edited = replace(own, edits=(msgspec.structs.replace(tab, selection=Array(cells), multiplier=96.0),))
        before, after = self.image(own), self.image(edited)
        change = np.abs(after.astype(np.int16) - before).max(axis=2)
        shown = np.repeat(np.clip(change * 2, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)
        self.ground.keep(side_by_side([before, with_cells(before, cells), after, shown], 4), "edit", 960)

    def films(self) -> None:
        """A walk through four faces, and a mouth that opens."""
        seeds = [self.recipe(seed) for seed in (4, 35, 41, 8)]
        walk = catalogue.walk(seeds, 12, closed=True, spline=True)
        folder = self.job(
            "walk", walk, Outputs(pictures=False, films=(FilmOptions(format="webp", fps=12, size=192, quality=70),))
        )
        self.take(next(folder.glob("*.webp")), "walk.webp")
        tab = msgspec.structs.replace(self.tab("mouth_open"), selection=Array(mouth_cells()))
        axis = EditAxis(edit=tab, values=tuple(100.0 * step / 12 for step in range(13)))
        opening = catalogue.spectrum(self.recipe(4), [axis])
        film = FilmOptions(format="gif", fps=12, easing="smooth", hold=0.3)
        folder = self.job("opening", opening, Outputs(pictures=False, films=(film,)))
        self.take(next(folder.glob("*.gif")), "../opening.gif")

    def tab(self, name: str) -> SpatialEdit:
        """One that came with the model."""
        path = self.studio.folder.path / "tabs_basic.json"
        tabs = decode_tabs(path.read_bytes(), path.name).tabs
        return next(tab for tab in tabs if tab.name == name)

    def job(self, name: str, plan: Plan, outputs: Outputs) -> Path:
        """Runs a job; gives its folder."""
        folder = self.ground.folder / name
        runner.begin(folder, Job(title=name, plan=plan, outputs=outputs), self.studio.renderer)
        for _ in runner.run(folder, self.studio.renderer):
            pass
        return folder

    def take(self, path: Path, name: str) -> None:
        """Keeps a file as it is."""
        self.ground.out.mkdir(parents=True, exist_ok=True)
        target = self.ground.out / name
        target.write_bytes(path.read_bytes())
        print(f"{target}: {target.stat().st_size / 1000:.0f} kB")


def mouth_cells() -> npt.NDArray[np.float32]:
    """Where seed 4 has its mouth, painted by hand: float32 [16, 16]."""
    cells = np.zeros((16, 16), np.float32)
    cells[11, 7:9] = 1.0
    return cells


def loudest(maps: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Maps, float32 [channels, h, w], those that vary most over the picture first."""
    return maps[np.argsort(-maps.std(axis=(1, 2)))]


def painted(values: npt.NDArray[np.float32], side: int = 176) -> npt.NDArray[np.uint8]:
    """A feature map in the window's colors, a block a value."""
    colors = map_colors(ColorStyle.SIGN, theme="light", blue_for_green=False)
    packed = colors.paint(values, limits_of(values))
    rgb = np.stack([(packed >> shift & 255).astype(np.uint8) for shift in (16, 8, 0)], axis=-1)
    return np.asarray(Image.fromarray(rgb).resize((side, side), Image.Resampling.NEAREST))


def with_cells(image: npt.NDArray[np.uint8], cells: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """The picture with the painted cells as boxes."""
    picture = Image.fromarray(image).convert("RGB")
    draw, side = ImageDraw.Draw(picture), picture.height / len(cells)
    for row, column in np.argwhere(cells > 0):
        box = (column * side, row * side, (column + 1) * side - 1, (row + 1) * side - 1)
        draw.rectangle(box, outline=(30, 170, 80), width=3)
    return np.asarray(picture)
