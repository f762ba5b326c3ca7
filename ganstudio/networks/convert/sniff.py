"""Names the kind of a file from its first bytes, for the sentence that refuses it."""

from __future__ import annotations

import json
from typing import Final

from ganstudio.words import marked

HEAD_BYTES: Final = 4096
GIT_LFS: Final = marked(
    "a Git LFS pointer: a few lines that stand for a model that was not downloaded "
    "(run 'git lfs pull' in the folder that it came from)"
)

# First bytes and what begins with them.
SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"version https://git-lfs", GIT_LFS),
    (b"\x89PNG\r\n\x1a\n", marked("a PNG picture")),
    (b"\xff\xd8\xff", marked("a JPEG picture")),
    (b"GIF8", marked("a GIF picture")),
    (b"BM", marked("a BMP picture")),
    (b"\x89HDF\r\n", marked("an HDF5 file, as Keras writes them")),
    (b"\x1f\x8b", marked("a gzip archive (if the model file is inside, unpack it)")),
    (b"BZh", marked("a bzip2 archive (if the model file is inside, unpack it)")),
    (b"\xfd7zXZ", marked("an xz archive (if the model file is inside, unpack it)")),
    (b"7z\xbc\xaf", marked("a 7-Zip archive (if the model file is inside, unpack it)")),
    (b"Rar!", marked("a RAR archive (if the model file is inside, unpack it)")),
    (b"\x93NUMPY", marked("a NumPy array (.npy), perhaps a latent: open it as a latent")),
    (b"GGUF", marked("a GGUF language model")),
    (b"%PDF", marked("a PDF document")),
    (b"\x7fELF", marked("a program or a library")),
    (b"MZ", marked("a Windows program or library")),
    (b"SQLite format 3", marked("an SQLite database")),
    (b"ID3", marked("a sound file")),
    (b"OggS", marked("a sound or video file")),
    (b"fLaC", marked("a sound file")),
    (b"\x00\x00\x01\x00", marked("an icon")),
    (b"II*\x00", marked("a TIFF picture")),
    (b"MM\x00*", marked("a TIFF picture")),
)


def kind_of(head: bytes) -> str | None:
    """What a file is that is no model, as a noun with its article; None where the first bytes do not tell.

    It is English, and shown through `tr`.

    Args:
        head: The first bytes, HEAD_BYTES at most.
    """
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF":
        return marked("a WebP picture") if head[8:12] == b"WEBP" else marked("a sound or video file")
    if head[4:8] == b"ftyp":
        return marked("a video or HEIF picture")
    if head[257:262] == b"ustar":
        return marked("a tar archive (if the model file is inside, unpack it)")
    # An ONNX protobuf: field 1 (ir_version, a varint) and then field 2 (producer's name) or 7 (the graph).
    if head[:1] == b"\x08" and len(head) > 3 and head[1] < 0x20 and head[2] in b"\x12\x3a\x1a\x22\x28":
        return marked("an ONNX model")
    return _text_kind(head)


def _text_kind(head: bytes) -> str | None:
    """`an HTML page`, `a JSON file`, `a text file`, or None for binary content."""
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:  # a character cut at the end of the head is no sign of binary content
            return None
        text = head[: error.start].decode("utf-8-sig")
    if any(ord(character) < 32 and character not in "\t\n\r\f\x1b" for character in text):
        return None
    start = text.lstrip()[:200].lower()
    if start.startswith(("<!doctype html", "<html")) or ("<head" in start and start.startswith("<")):
        return marked("an HTML page, as a web server gives when a download failed (download the model again)")
    if start.startswith(("<?xml", "<svg")):
        return marked("an XML file")
    if start.startswith(("{", "[")) and _looks_like_json(text):
        return marked("a JSON file")
    return marked("a text file")


def _looks_like_json(text: str) -> bool:
    try:
        json.loads(text)
    except RecursionError:
        return True
    except json.JSONDecodeError as error:
        return error.pos >= min(len(text), HEAD_BYTES) - 200  # cut at the end of the head
    return True
