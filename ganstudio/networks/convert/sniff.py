"""Names the kind of a file from its first bytes, for the sentence that refuses it."""

from __future__ import annotations

import json
from typing import Final

from ganstudio.words import tr

HEAD_BYTES: Final = 4096
GIT_LFS: Final = tr(
    "a Git LFS pointer: a few lines that stand for a model that was not downloaded "
    "(run 'git lfs pull' in the folder that it came from)"
)

# First bytes and what begins with them.
SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"version https://git-lfs", GIT_LFS),
    (b"\x89PNG\r\n\x1a\n", tr("a PNG picture")),
    (b"\xff\xd8\xff", tr("a JPEG picture")),
    (b"GIF8", tr("a GIF picture")),
    (b"BM", tr("a BMP picture")),
    (b"\x89HDF\r\n", tr("an HDF5 file, as Keras writes them")),
    (b"\x1f\x8b", tr("a gzip archive (if the model file is inside, unpack it)")),
    (b"BZh", tr("a bzip2 archive (if the model file is inside, unpack it)")),
    (b"\xfd7zXZ", tr("an xz archive (if the model file is inside, unpack it)")),
    (b"7z\xbc\xaf", tr("a 7-Zip archive (if the model file is inside, unpack it)")),
    (b"Rar!", tr("a RAR archive (if the model file is inside, unpack it)")),
    (b"\x93NUMPY", tr("a NumPy array (.npy), perhaps a latent: open it as a latent")),
    (b"GGUF", tr("a GGUF language model")),
    (b"%PDF", tr("a PDF document")),
    (b"\x7fELF", tr("a program or a library")),
    (b"MZ", tr("a Windows program or library")),
    (b"SQLite format 3", tr("an SQLite database")),
    (b"ID3", tr("a sound file")),
    (b"OggS", tr("a sound or video file")),
    (b"fLaC", tr("a sound file")),
    (b"\x00\x00\x01\x00", tr("an icon")),
    (b"II*\x00", tr("a TIFF picture")),
    (b"MM\x00*", tr("a TIFF picture")),
)


def kind_of(head: bytes) -> str | None:
    """What a file is that is no model, as a noun with its article; None where the first bytes do not tell.

    Args:
        head: The first bytes, HEAD_BYTES at most.
    """
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF":
        return tr("a WebP picture") if head[8:12] == b"WEBP" else tr("a sound or video file")
    if head[4:8] == b"ftyp":
        return tr("a video or HEIF picture")
    if head[257:262] == b"ustar":
        return tr("a tar archive (if the model file is inside, unpack it)")
    # An ONNX protobuf: field 1 (ir_version, a varint) and then field 2 (producer's name) or 7 (the graph).
    if head[:1] == b"\x08" and len(head) > 3 and head[1] < 0x20 and head[2] in b"\x12\x3a\x1a\x22\x28":
        return tr("an ONNX model")
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
        return tr("an HTML page, as a web server gives when a download failed (download the model again)")
    if start.startswith(("<?xml", "<svg")):
        return tr("an XML file")
    if start.startswith(("{", "[")) and _looks_like_json(text):
        return tr("a JSON file")
    return tr("a text file")


def _looks_like_json(text: str) -> bool:
    try:
        json.loads(text)
    except RecursionError:
        return True
    except json.JSONDecodeError as error:
        return error.pos >= min(len(text), HEAD_BYTES) - 200  # cut at the end of the head
    return True
