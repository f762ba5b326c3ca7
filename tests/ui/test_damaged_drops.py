"""A damaged file that is dropped on the window is refused in a sentence there."""

from __future__ import annotations

import io
import zipfile

import pytest
from window_parts import drop, window_parts


def zip_with(name: bytes, version: int = 20) -> bytes:
    """A zip of one file, whose name is said to be UTF-8, that needs that version of a reader."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("é" * 4, b"1")
    content = stream.getvalue().replace("é".encode() * 4, name)
    at = content.index(b"PK\x01\x02")
    return content[: at + 6] + bytes([version]) + content[at + 7 :]


ZIPS = {"name": zip_with(b"\xff" * 8), "version": zip_with("é".encode() * 4, version=200)}


@pytest.mark.parametrize("kind", ZIPS)
def test_a_zip_that_python_cannot_read_is_refused_in_the_bar(qtbot, qapp, tmp_path, kind):
    path = tmp_path / "latent.npz"
    path.write_bytes(ZIPS[kind])
    with window_parts(qtbot, qapp, tmp_path) as parts:
        window = parts.start()
        asked = []
        window.files.model_file_requested.connect(lambda file, _: asked.append(file))
        drop(window.view, path)
        qtbot.waitUntil(lambda: asked == [str(path)])  # it is no latent that can be told: the loader says what it is
