"""The whole recipe behind `ganstudio train`: draw faces, fit, learn the mapping, sharpen, and write what ships."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from ganstudio.networks.header import model_path
from ganstudio.training.faces_dataset import draw_dataset
from ganstudio.training.fit import FitOptions, FitStage, fit
from ganstudio.training.fit_mapping import MappingOptions, MappingRun
from ganstudio.training.sharpen import SharpenOptions, sharpen
from ganstudio.training.ship import ship
from ganstudio.training.start import start_from_model
from ganstudio.training.trained import open_trained

CHANNELS: Final[dict[int, int]] = {4: 256, 8: 256, 16: 128, 32: 64, 64: 48, 128: 16}
"""Feature maps of the built-in model, by resolution."""


class TrainOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What `ganstudio train` is told.

    Attributes:
        workspace: Folder for drawn faces, checkpoints, sample grids (fit.png, sharpen.png) and logs.
            A second call with the same folder goes on where the first stopped.
        output: Folder for faces.safetensors, factors.npz and data/<id>/.
        faces: Number of faces to draw.
        start: A model of this training to begin with (a file, or `builtin`); None begins with nothing.
        kimg_32: Thousands of pictures fitted at 32x32. kimg_64: at 64x64. kimg_128: at 128x128.
        kimg_sharpen: Thousands of pictures of the adversarial phase, 0 for none.
        mapping_steps: Batches of 1024 z for the mapping network.
        processes: One-thread workers; the number of cores is best.
        compile: Use torch.compile (needs a C++ compiler; starts some minutes later, then runs faster).
    """

    workspace: Path
    output: Path
    faces: int = 60_000
    start: Path | None = None
    kimg_32: float = 44
    kimg_64: float = 44
    kimg_128: float = 370
    kimg_sharpen: float = 80
    mapping_steps: int = 8000
    processes: int = 2
    compile: bool = True


def fit_options(options: TrainOptions) -> FitOptions:
    """The fit phase of these options."""
    stages = (
        FitStage(resolution=32, kimg=options.kimg_32, first_rate=0.004, last_rate=0.003, batch_size=32),
        FitStage(resolution=64, kimg=options.kimg_64, first_rate=0.0038, last_rate=0.0025, batch_size=32),
        FitStage(resolution=128, kimg=options.kimg_128, first_rate=0.0032, last_rate=0.0003, batch_size=32),
    )
    return FitOptions(
        faces=options.workspace / "faces",
        run=options.workspace / "fit",
        stages=tuple(stage for stage in stages if stage.kimg > 0),
        channels=CHANNELS,
        processes=options.processes,
        compile=options.compile,
    )


def train(options: TrainOptions) -> None:
    """Make the built-in model from nothing, or go on with it.

    Raises:
        WorkspaceError: The workspace holds faces of another count, or a checkpoint is missing.
        CheckpointError: The model file cannot be written.
    """
    draw_dataset(options.workspace / "faces", options.faces, processes=options.processes)
    plan = fit_options(options)
    if options.start is not None and not (plan.run / "fit.pt").exists():
        start_from_model(model_path(str(options.start)), plan)
    fit(plan)
    mapping = options.workspace / "mapping"
    MappingRun(MappingOptions(run=mapping, steps=options.mapping_steps)).run()
    last = plan.run
    if options.kimg_sharpen > 0:
        last = options.workspace / "sharpen"
        sharpen(
            SharpenOptions(
                fit=plan,
                mapping=mapping,
                run=last,
                kimg=options.kimg_sharpen,
                processes=options.processes,
                compile=options.compile,
            )
        )
    ship(open_trained(last, mapping), options.output)
