"""Makes what ships: the model file and its data folder, from a trained run."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import numpy as np

from ganstudio.analysis.detector_files import save_detectors
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import LatentW
from ganstudio.recipe.portrait import Portrait
from ganstudio.training.attributes import find_directions, label_changes
from ganstudio.training.export import checkpoint_of_parts, export_model
from ganstudio.training.faces_dataset import natural_factors
from ganstudio.training.ship_tabs import find_detectors, find_tabs, with_factors
from ganstudio.training.start import FACTORS_FILE
from ganstudio.training.trained import TrainedModel
from ganstudio.workspace.model_folder import ModelFolder

MODEL_FILE: Final = "faces.safetensors"

_RED_BAND: Final = {"hairband": 1.0, "hairband_r": 0.89, "hairband_g": 0.23, "hairband_b": 0.29}


def ship(model: TrainedModel, package_folder: Path, *, tab_steps: int = 140) -> str:
    """Write the model file into `package_folder`, and its data folder below it in place of older ones.

    Returns:
        The model's id, which names `package_folder/data/<id>/`.
    """
    model_id = export_model(model.mapping, model.synthesis, package_folder / MODEL_FILE)
    for old in (package_folder / "data").glob("*"):
        shutil.rmtree(old)
    folder = package_folder / "data" / model_id
    folder.mkdir(parents=True, exist_ok=True)
    fill_data_folder(model, folder, model_id, tab_steps=tab_steps)
    np.savez(package_folder / FACTORS_FILE, matrix=model.factor_matrix, offset=model.factor_offset, images=model.images)
    return model_id


def fill_data_folder(model: TrainedModel, folder: Path, model_id: str, *, tab_steps: int = 140) -> None:
    """Attributes, average latent, detectors, tabs and the tutorial's samples of one model."""
    data = ModelFolder(folder, model_id, checkpoint_of_parts(model.mapping, model.synthesis).config.spec())
    data.save_average_latent(model.mapping.w_avg.numpy())
    labels = natural_factors(8000, seed=21)
    ws = model.ws_of_factors(labels)
    basic, advanced = label_changes()
    data.save_attribute_set("basic", {k: Array(v) for k, v in sorted(find_directions(ws, labels, basic).items())})
    data.save_attribute_set("advanced", {k: Array(v) for k, v in sorted(find_directions(ws, labels, advanced).items())})
    detectors = find_detectors(model)
    save_detectors(folder, detectors.values())
    data.save_tabs("basic", find_tabs(model, detectors, steps=tab_steps))
    save_samples(model, folder, model_id)


def save_samples(model: TrainedModel, folder: Path, model_id: str) -> None:
    """The tutorial's two faces, which the studio opens: one with its mouth closed, one with a hairband."""
    factors = natural_factors(400, seed=31)
    plain = {"mouth_openness": 0.0, "smile": 0.35, "glasses": 0.0, "ribbon": 0.0, "eye_openness": 0.95}
    wanted = np.concatenate([
        with_factors(factors[:1], plain | {"hairband": 0.0}),
        with_factors(factors[1:2], plain | _RED_BAND | {"smile": 0.6}),
    ])  # fmt: skip
    ws = model.ws_of_factors(wanted)
    for number, (w, picture) in enumerate(zip(ws, model.pictures(ws), strict=True), start=1):
        recipe = Recipe(model=model_id, latent=LatentW(Array(w)))
        Portrait(picture, recipe).save(folder / f"sample_{number:02d}.png")
