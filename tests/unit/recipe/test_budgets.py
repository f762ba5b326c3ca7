"""One budget for an opened file: what no honest file needs is refused at once, and the refusal names the figure."""

from __future__ import annotations

import base64
import io
import json
import struct
import time
import zlib
from contextlib import contextmanager

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from ganstudio.errors import PortraitError, WorkspaceError
from ganstudio.recipe import codec
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.recipe.portrait import RECIPE_KEY, Portrait, portrait_from_bytes
from ganstudio.workspace.model_folder import ModelFolder
from ganstudio.workspace.settings import Settings, most_pixels, save_settings
from recipes import small_spec

MOST_SECONDS = 20.0
"""Of the processor's time, also where another test runs beside; each takes a fraction of it."""


@contextmanager
def at_once():
    start = time.process_time()
    yield
    assert time.process_time() - start < MOST_SECONDS


def recipe_with(selections: int, side: int) -> bytes:
    """A recipe with so many tabs, each with a selection of zeros, without making these first."""
    edit = SpatialEdit(name="one", resolution=4, selection=Array(np.zeros((1, 1))))
    document = json.loads(codec.encode(Recipe(edits=(edit,))))
    (tab,) = document["recipe"]["edits"]
    zeros = base64.b64encode(zlib.compress(bytes(4 * side * side), 9)).decode()
    tab["selection"] = {"shape": [side, side], "float32": zeros}
    document["recipe"]["edits"] = [{**tab, "name": f"e{number}"} for number in range(selections)]
    return json.dumps(document).encode()


def png_with(document: bytes) -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_itxt(RECIPE_KEY, document.decode())
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "PNG", pnginfo=text)
    return buffer.getvalue()


def test_two_large_selections_are_read():
    assert len(codec.decode(recipe_with(2, 4096)).edits) == 2


def test_sixty_selections_of_4096_are_refused():
    content = png_with(recipe_with(60, 4096))
    assert len(content) < 10_000_000
    with at_once(), pytest.raises(PortraitError, match=r"more than 33,554,432 numbers"):
        portrait_from_bytes(content, "face.png")


def test_two_hundred_thousand_edits_are_refused():
    with at_once(), pytest.raises(PortraitError, match=r"2,000 spatial edits; at most 1,000"):
        portrait_from_bytes(png_with(recipe_with(2000, 1)), "face.png")
    content = png_with(recipe_with(200_000, 1))
    with at_once(), pytest.raises(PortraitError, match=r"more than 100,000 arrays"):
        portrait_from_bytes(content, "face.png")


def test_half_a_million_attribute_rows_are_refused(tmp_path):
    spec = small_spec()
    row = ",hash," + ":".join(["1.0"] * spec.w_dim)
    (tmp_path / "attributes.csv").write_text("".join(f"a{number}{row}\n" for number in range(500_000)))
    with at_once(), pytest.raises(WorkspaceError, match=r"500,000 rows; at most 10,000"):
        ModelFolder(tmp_path, "0" * 32, spec).attribute_sets()


def test_latents_may_be_as_many_as_there_are_pictures(tmp_path):
    spec = small_spec()
    folder = ModelFolder(tmp_path, "0" * 32, spec)
    folder.append_latents((f"{number}.png", np.ones(spec.w_dim)) for number in range(10_050))
    assert sum(1 for _ in folder.latents()) == 10_050


def large_png(side: int, document: bytes) -> bytes:
    """A white picture with a recipe, written a row at a time."""
    squeezer = zlib.compressobj(1)
    row = b"\0" + b"\xff" * (3 * side)
    rows = b"".join([*(squeezer.compress(row) for _ in range(side)), squeezer.flush()])
    text = RECIPE_KEY.encode() + b"\0\0\0\0\0" + document

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"iTXt", text) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_picture_of_13300_pixels_a_side_is_refused_before_it_is_decoded():
    content = large_png(13_300, codec.encode(Recipe()))
    with at_once(), pytest.raises(PortraitError, match=r"13,300 x 13,300.*176,890,000.*at most 64,000,000.*settings"):
        portrait_from_bytes(content, "poster.png")


def test_what_is_larger_can_be_asked_for_in_the_settings(tmp_path, tiny_generator):
    from ganstudio.api import Studio

    path = tmp_path / "poster.png"
    path.write_bytes(large_png(9000, codec.encode(Recipe())))
    studio = Studio(tmp_path / "workspace", tiny_generator)
    with pytest.raises(PortraitError, match="Largest picture in the settings"):
        studio.open(path)
    save_settings(Settings(largest_picture_mpx=400))
    assert most_pixels() == 400_000_000
    opened = studio.open(path)
    assert isinstance(opened, Portrait)
    assert opened.image.shape == (9000, 9000, 3)


def test_a_picture_of_two_gigabytes_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "face.png"
    with path.open("wb") as stream:
        stream.write(b"\x89PNG\r\n\x1a\n")
        stream.truncate(2 << 30)
    with at_once(), pytest.raises(PortraitError, match=r"2,147,483,648 bytes; at most 1,073,741,824"):
        Portrait.open(path)
