"""Makes what ships of a fit: the model file, and its data folder with attributes, detectors, tabs and samples."""

from __future__ import annotations

import shutil
from itertools import groupby
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ganstudio.analysis.detector_files import save_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.map_sampling import heard_deviations, images_for, sample_distributions
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.networks.loading import load_generator
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import LatentW
from ganstudio.recipe.portrait import Portrait
from ganstudio.render.renderer import Renderer
from ganstudio.training.export import checkpoint_of_parts, export_model
from ganstudio.training.faces.canvas import Part
from ganstudio.training.faces.drawing import draw_face
from ganstudio.training.faces.factors import with_factors
from ganstudio.training.faces.masks import pooled
from ganstudio.training.faces.people import natural_faces
from ganstudio.training.fitting.attributes import directions, face_changes, ice_tab, tabs
from ganstudio.training.fitting.painting import tab_strengths
from ganstudio.training.fitting.start import INPUTS_FILE, save_inputs_file
from ganstudio.training.fitting.trained import FittedModel
from ganstudio.training.probes import captured, fit_probe
from ganstudio.workspace.model_folder import ModelFolder
from ganstudio.workspace.workspace import mark_folder

MODEL_FILE: Final = "faces.safetensors"

DETECTOR_GRID: Final = 32
"""Rows of the cells that detectors are fitted to: those of the finest tabs."""

DETECTOR_LAYERS: Final = ("b16.conv0", "b16", "b32.conv0", "b32")

THIN: Final = ("b64.conv0", "b64")
"""Layers besides, for parts that are thinner than a cell."""

_THIN_PARTS: Final = ("brows",)

DETECTED: Final[dict[str, tuple[Part, ...]]] = {
    "mouth": (Part.MOUTH,), "eyes": (Part.EYES, Part.IRIS), "irises": (Part.IRIS,), "cheeks": (Part.CHEEKS,),
    "brows": (Part.BROWS,), "hair": (Part.HAIR, Part.BROWS), "background": (Part.BACKGROUND,),
    "clothes": (Part.CLOTHES,), "face": (Part.SKIN, Part.CHEEKS, Part.MOUTH, Part.EYES, Part.IRIS),
}  # fmt: skip
"""Detector -> the parts that it finds; brows are drawn over hair, so they count as hair too."""

SAMPLES: Final[dict[str, dict[str, float]]] = {
    "sample_01": {"mouth_open": 0.0, "smile": 0.4, "yaw": 4.0, "roll": 0.0},
    "sample_02": {
        "mouth_open": 0.0,
        "smile": 0.7,
        "hairband": 1.0,
        "acc_hue": 0.05,
        "yaw": -6.0,
        "back_len": 0.75,
        "spike": 0.1,
        "masc": 0.0,
    },
}
"""The tutorial's faces: one with its mouth shut, one with a hairband."""

SHOWN: Final = 0.2
"""A cell shows a part that fills this much of it: a shut mouth fills little more of any."""


def ship(model: FittedModel, package_folder: Path, *, faces: int = 800, probe_steps: int = 60) -> str:
    """Write the model file and inputs.npz into a folder, and its data folder below it in place of older ones.

    Args:
        model: What ships.
        package_folder: Where to.
        faces: How many the detectors are fitted on, and, a twenty-fourth of them, the tabs' strengths.
        probe_steps: Steps of each detector's fit.

    Returns:
        The model's id, which names `package_folder/data/<id>/`.
    """
    model_id = export_model(model.mapping, model.synthesis, package_folder / MODEL_FILE)
    save_inputs_file(package_folder / INPUTS_FILE, model.embedding, moved=model.moved, images=model.images)
    for old in (package_folder / "data").glob("*"):
        shutil.rmtree(old)
    folder = package_folder / "data" / model_id
    folder.mkdir(parents=True)
    data = ModelFolder(folder, model_id, checkpoint_of_parts(model.mapping, model.synthesis).config.spec())
    data.save_average_latent(model.mapping.w_avg.numpy())
    basic, advanced = (directions(model.embedding, changes) for changes in face_changes())
    data.save_attribute_set("basic", {name: Array(basic[name]) for name in sorted(basic)})
    data.save_attribute_set("advanced", {name: Array(advanced[name]) for name in sorted(advanced)})
    save_detectors(folder, find_detectors(model, faces=faces, steps=probe_steps))
    data.save_tabs(
        "basic", (*tabs(tab_strengths(model, faces=max(1, faces // 24))), ice_tab(model.synthesis, model.mapping.w_avg))
    )
    generator = load_generator(str(package_folder / MODEL_FILE))
    mark_folder(folder, generator.identity.weights_id)
    save_samples(model, generator, folder)
    renderer = Renderer(generator)
    for images, layers in groupby(generator.spec.layers, key=images_for):
        *_, found = sample_distributions(renderer, [layer.name for layer in layers], images=images)
        for name, distribution in found.items():
            data.save_map_deviations(name, heard_deviations(distribution.deviation))
    return model_id


def find_detectors(model: FittedModel, *, faces: int = 800, seed: int = 11, steps: int = 60) -> list[Detector]:
    """Fit every detector on made faces whose drawings' parts are known."""
    factors = natural_faces(faces, seed=seed)
    maps = captured(model.synthesis, model.ws_of_faces(factors), (*DETECTOR_LAYERS, *THIN))
    drawn = np.stack([draw_face(row, size=256)[1] for row in factors])
    found = []
    for name in DETECTED:
        layers = (*DETECTOR_LAYERS, *THIN) if name in _THIN_PARTS else DETECTOR_LAYERS
        note = f"linear probe on {', '.join(layers)}, fitted to the drawn masks of {faces} faces"
        seen = {layer: maps[layer] for layer in layers}
        found.append(fit_probe(name, seen, cells_of_part(drawn, name), steps=steps, note=note))
    return found


def cells_of_part(parts: NDArray[np.uint8], name: str) -> NDArray[np.bool_]:
    """The cells of drawings that show what a detector finds: uint8 [n, r, r] -> bool [n, cells, cells]."""
    masks = np.isin(parts, [part.value for part in DETECTED[name]])
    return np.stack([pooled(mask, DETECTOR_GRID) >= SHOWN for mask in masks])


def save_samples(model: FittedModel, generator: LoadedGenerator, folder: Path) -> None:
    """Write the tutorial's faces into a folder, as the studio makes them of the model file that was written."""
    people = natural_faces(len(SAMPLES), seed=31)
    absent = dict.fromkeys(("glasses", "cat_ears", "bow", "flower", "clip", "wink_l", "wink_r", "hairband"), 0.0)
    faces = [
        with_factors(row, absent | {"eye_open": 0.95, "masc": 0.05} | changes)
        for row, changes in zip(people, SAMPLES.values(), strict=True)
    ]
    ws = model.ws_of_faces(np.stack(faces))
    pictures = generator.synthesize(np.repeat(ws[:, None], generator.spec.num_ws, axis=1)).images_uint8
    for name, w, picture in zip(SAMPLES, ws, pictures, strict=True):
        recipe = Recipe(model=generator.model_id, latent=LatentW(Array(w)))
        Portrait(picture, recipe).save(folder / f"{name}.png")
