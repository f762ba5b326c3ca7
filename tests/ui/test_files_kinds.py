"""What a file is, told by its content, whatever its name."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from ganstudio.ui.files.file_kinds import FileKind, file_kind


def png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (2, 2)).save(stream, format="PNG")
    return stream.getvalue()


def picture(kind: str, frames: int = 1) -> bytes:
    stream = io.BytesIO()
    images = [Image.new("RGB", (2, 2), (100 * number, 0, 0)) for number in range(frames)]
    more = {"save_all": True, "append_images": images[1:]} if frames > 1 else {"xmp": b"<x/>"}
    images[0].save(stream, format=kind, **more)
    return stream.getvalue()


def npy() -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.zeros(3))
    return stream.getvalue()


def npz() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, w=np.zeros(3))
    return stream.getvalue()


def torch_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("archive/data.pkl", b"\x80\x02.")
        archive.writestr("archive/data/0", b"\0" * 4)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(), FileKind.PICTURE),
        (picture("JPEG"), FileKind.PICTURE),
        (picture("WEBP"), FileKind.PICTURE),
        (picture("WEBP", frames=3), FileKind.FILM),
        (npy(), FileKind.LATENT),
        (npz(), FileKind.LATENT),
        (b'{"format": 1}', FileKind.RECIPE),
        (b'{"format": 1, "tabs": []}', FileKind.TABS),
        (b'\xef\xbb\xbf {"picture": "", "tabs": 3}', FileKind.TABS),
        (b'{"format": 1, "tabs": [', FileKind.RECIPE),
        (b'\xef\xbb\xbf\r\n {"format": 1}', FileKind.RECIPE),
        (torch_zip(), FileKind.MODEL),
        (b"\x80\x04}.", FileKind.MODEL),
        (b"\x40\0\0\0\0\0\0\0{}", FileKind.MODEL),
        (b"PK\x03\x04 cut off", FileKind.MODEL),
        (b"", FileKind.MODEL),
    ],
)
def test_kinds_by_content(tmp_path, content, kind):
    path = tmp_path / "misleading.txt"
    path.write_bytes(content)
    assert file_kind(path) is kind
