"""Files of every kind that the program reads, damage done to them, and reading them as the program does."""

from __future__ import annotations

import io
import random
import struct
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from ganstudio.analysis.detector_files import decode_detectors, encode_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.script_consent import ScriptConsent
from ganstudio.errors import GanStudioError
from ganstudio.jobs.manifest import Job, decode_job, encode_job
from ganstudio.jobs.plans import Walk
from ganstudio.recipe.array import Array
from ganstudio.recipe.codec import encode
from ganstudio.recipe.document import Recipe, check
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit
from ganstudio.recipe.files import read_recipe
from ganstudio.recipe.history import Step
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.files.file_kinds import file_kind
from ganstudio.workspace.attribute_layers import LayerLimit, decode_limits, encode_limits
from ganstudio.workspace.journal_lines import FORMAT, Head, LineMaker, Moved, Stepped, head_of, read_back
from ganstudio.workspace.settings import Settings, load_settings
from ganstudio.workspace.tabs import decode_tabs, encode_tabs
from ganstudio.workspace.vectors import MAX_ROWS, VectorRow, read_table, write_table
from recipes import small_spec

SPEC = small_spec()
EDIT = SpatialEdit(
    name="mouth", resolution=4, selection=Array(np.eye(4)), weights=(ChannelWeight("b8", 1, 2.0),), multiplier=3.0
)
RECIPE = Recipe(
    attributes=(AttributeShift(name="smile", vector=Array(np.ones(SPEC.w_dim)), amount=1.0),), edits=(EDIT,)
)


def numpy_file(save) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


def journal() -> bytes:
    maker = LineMaker()
    steps = [Stepped(Step(label=f"step {number}", recipe=RECIPE, time=1.0, picture=number)) for number in range(3)]
    records = [Head(FORMAT, "0" * 32, "builtin"), *steps, Moved(-1)]
    return b"".join(b"\n" + line for record in records for line in maker.lines(record))


FILES: dict[str, bytes] = {
    "face.png": Portrait(np.random.RandomState(0).randint(0, 255, (16, 16, 3), dtype=np.uint8), RECIPE).png_bytes(),
    **{
        f"face{ending}": Portrait(np.zeros((16, 16, 3), np.uint8), RECIPE).file_bytes(kind)
        for ending, kind in ((".jpg", "JPEG"), (".webp", "WEBP"))
    },
    "recipe.json": encode(RECIPE),
    "tabs_mouth.json": encode_tabs(RECIPE.edits, b"picture"),
    "detectors.json": encode_detectors([Detector(name="mouth", weights=(ChannelWeight("b8", 1, 2.0),))]),
    "job.json": encode_job(Job(title="Walk", plan=Walk(stops=(RECIPE, Recipe()), per_leg=3))),
    "attributes.csv": write_table([VectorRow(name="smile", note="", vector=Array(np.ones(SPEC.w_dim)))] * 3),
    "w.npy": numpy_file(lambda file: np.save(file, np.ones((1, SPEC.w_dim), np.float32))),
    "w.npz": numpy_file(lambda file: np.savez(file, w=np.ones((1, SPEC.w_dim), np.float32))),
    "attribute_layers.json": encode_limits({"smile": LayerLimit(1, 3)}),
    "settings.json": msgspec.json.encode(Settings(folded_cards={"History": True})),
    "agreed_scripts.json": b'{"format":2,"agreed":{"' + b"0" * 64 + b'":"scripts/mine.py"}}',
    "session.jsonl": journal(),
    "small.npz": numpy_file(lambda file: np.savez_compressed(file, w=np.ones((1, SPEC.w_dim), np.float32))),
}


def models() -> dict[str, bytes]:
    """Model files of every format, by names that end in `.model`."""
    import torch

    from ganstudio.networks.checkpoint import checkpoint_of, save_safetensors
    from ganstudio.networks.config import GeneratorConfig
    from ganstudio.networks.random_init import random_generator
    from writers import nvlabs, rosinality, stylegan3, tensorflow

    config = GeneratorConfig(z_dim=8, w_dim=8, block_resolutions=(4, 8), channels=(4, 4), mapping_widths=(8, 8))
    network = random_generator(config, torch.Generator().manual_seed(0)).requires_grad_(False)
    generator = tensorflow.generator_network(network)
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "model.safetensors"
        save_safetensors(checkpoint_of(network), own)
        own_content = own.read_bytes()
    return {
        "nvlabs.model": nvlabs.nvlabs_pickle({"G_ema": nvlabs.generator_record(network)}),
        "stylegan3.model": nvlabs.nvlabs_pickle({"G_ema": stylegan3.generator_record(stylegan3.make_network())}),
        "state dict.model": rosinality.torch_file(nvlabs.state_dict(network)),
        "tensorflow.model": tensorflow.tensorflow_pickle((generator,) * 3),
        "rosinality zip.model": rosinality.torch_file({"g_ema": rosinality.state_dict(network)}),
        "rosinality stream.model": rosinality.torch_file({"g_ema": rosinality.state_dict(network)}, zipped=False),
        "own.model": own_content,
    }


def read(path: Path) -> None:
    """Opens the file as the program does."""
    file_kind(path)
    if path.suffix == ".model":
        from ganstudio.networks.convert.reader import read_network

        read_network(path)
    elif path.name in _READERS:
        _READERS[path.name](path)
    else:
        check(read_recipe(path, SPEC), SPEC)


def _read_detectors(path: Path) -> None:
    for detector in decode_detectors(path.read_bytes()):
        detector.check(SPEC)


def _read_session(path: Path) -> None:
    head_of(path)
    read_back(path, 1 << 20)


_READERS: dict[str, Callable[[Path], object]] = {
    "tabs_mouth.json": lambda path: decode_tabs(path.read_bytes(), path.name, SPEC),
    "detectors.json": _read_detectors,
    "attributes.csv": lambda path: read_table(path.read_bytes(), source=path.name, spec=SPEC, most_rows=MAX_ROWS),
    "attribute_layers.json": lambda path: decode_limits(path.read_bytes(), path.name, num_ws=SPEC.num_ws),
    "job.json": lambda path: decode_job(path.read_bytes(), path.name),
    "settings.json": load_settings,
    "agreed_scripts.json": lambda path: ScriptConsent(path.parent)._agreed(),
    "session.jsonl": _read_session,
}


def refusal(path: Path) -> str:
    """What is said of the file; empty if it opens."""
    try:
        read(path)
    except GanStudioError as error:
        return str(error)
    return ""


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The content with some bits, bytes or runs of it changed, lost, doubled or replaced by lengths that mislead."""
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 4, 8])):
        if not changed:
            break
        at = chance.randrange(len(changed))
        match chance.randrange(6):
            case 0:
                changed[at] ^= 1 << chance.randrange(8)
            case 1:
                changed[at] = chance.choice(b'\0\xff\x80-9"{[e')
            case 2:
                del changed[at : at + chance.choice([1, 4, 16, len(changed)])]
            case 3:
                changed[at:at] = chance.randbytes(chance.choice([1, 4]))
            case 4:
                start = chance.randrange(len(changed))
                changed[at:at] = changed[start : start + chance.choice([4, 16, 64])]
            case _:
                changed[at : at + 4] = struct.pack(">I", chance.choice([0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]))
    return bytes(changed)


def with_right_checksums(png: bytes) -> bytes:
    """The PNG with each chunk's CRC made to fit, so that damage gets as far as the chunk's reader."""
    mended, at = bytearray(png[:8]), 8
    while at + 12 <= len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        end = at + 8 + length
        if end + 4 > len(png):
            break
        mended += png[at:end] + struct.pack(">I", zlib.crc32(png[at + 4 : end]))
        at = end + 4
    return bytes(mended + png[at:])


def damaged_file(name: str, content: bytes, chance: random.Random) -> bytes:
    """The content damaged; of a PNG mostly so that its checksums do not tell."""
    changed = damaged(content, chance)
    return with_right_checksums(changed) if name.endswith(".png") and chance.random() < 0.67 else changed
