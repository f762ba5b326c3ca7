"""A file that was damaged anywhere is refused in words, or opens; no other exception gets out of its reader."""

from __future__ import annotations

import io
import random
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from ganstudio.analysis.detector_files import decode_detectors, encode_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.errors import GanStudioError
from ganstudio.jobs.manifest import Job, decode_job, encode_job
from ganstudio.jobs.plans import Walk
from ganstudio.recipe.array import Array
from ganstudio.recipe.codec import decode, encode
from ganstudio.recipe.document import Recipe, check
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit
from ganstudio.recipe.latent_files import read_latent
from ganstudio.recipe.portrait import Portrait
from ganstudio.workspace.tabs import decode_tabs, encode_tabs
from ganstudio.workspace.vectors import VectorRow, read_table, write_table
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


FILES = {
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
    "small.npz": numpy_file(lambda file: np.savez_compressed(file, w=np.ones((1, SPEC.w_dim), np.float32))),
}


def read(path: Path) -> None:
    """Opens the file as the program does."""
    content = path.read_bytes()
    match path.name:
        case "face.png" | "face.jpg" | "face.webp":
            check(Portrait.open(path).recipe, SPEC)
        case "recipe.json":
            check(decode(content), SPEC)
        case "tabs_mouth.json":
            decode_tabs(content, path.name, SPEC)
        case "detectors.json":
            for detector in decode_detectors(content):
                detector.check(SPEC)
        case "attributes.csv":
            read_table(content, source=path.name, spec=SPEC)
        case "job.json":
            decode_job(content, path.name)
        case _:
            read_latent(path, SPEC)


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


@pytest.mark.parametrize("name", FILES)
def test_damage_anywhere_is_refused_in_words(name, tmp_path):
    path = tmp_path / name
    for seed in range(400):
        chance = random.Random(seed)
        content = damaged(FILES[name], chance)
        path.write_bytes(with_right_checksums(content) if name == "face.png" and seed % 3 else content)
        assert len(refusal(path)) < 2000, seed
