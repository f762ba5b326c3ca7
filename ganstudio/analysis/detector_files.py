"""The detectors of a model on disk: `detectors.json` in the model's data folder.

Format 1 is UTF-8 JSON, one object:

    {"format": 1, "detectors": [
      {"name": "mouth", "kind": "probe", "weights": [["b16", 3, 0.25], ["b32", 100, -1.5]],
       "threshold": 25.0, "bias": -2.0, "least": 0.1, "note": "from strokes on 3 pictures"}]}

Each weight is [layer, map, weight]. What the numbers do is said in `ganstudio.analysis.detectors.Detector`. All fields
but name and weights may be left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from ganstudio.analysis.detectors import Detector
from ganstudio.errors import AnalysisError
from ganstudio.words import tr
from ganstudio.workspace.files import read_bytes, write_atomically

FORMAT = 1
FILE_NAME = "detectors.json"


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    detectors: tuple[Detector, ...] = ()


class _AnyDocument(msgspec.Struct, frozen=True):
    format: int


def encode_detectors(detectors: Iterable[Detector]) -> bytes:
    """The detectors as the file's content.

    Raises:
        AnalysisError: Two of them have one name.
    """
    document = _Document(format=FORMAT, detectors=tuple(detectors))
    _check_names(document.detectors)
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def decode_detectors(content: bytes, *, source: str = FILE_NAME) -> tuple[Detector, ...]:
    """The detectors of a file's content, in its order.

    Args:
        content: UTF-8 JSON.
        source: The file's name, for the sentences.

    Raises:
        AnalysisError: Not such a file, damaged, or of a newer format.
    """
    try:
        found = msgspec.json.decode(content, type=_AnyDocument).format
        if found != FORMAT:
            raise AnalysisError(
                tr(
                    "{source} has format {found}, and this version of GanStudio reads format {readable}. "
                    "Update GanStudio.",
                    source=source,
                    found=found,
                    readable=FORMAT,
                )
            )
        document = msgspec.json.decode(content, type=_Document)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise AnalysisError(tr("{source} cannot be read as detectors: {error}.", source=source, error=error)) from error
    _check_names(document.detectors)
    return document.detectors


def load_detectors(folder: Path) -> dict[str, Detector]:
    """The detectors kept in a model's data folder, by name; none if there is no file.

    Raises:
        AnalysisError: The file is damaged.
        WorkspaceError: The file cannot be read.
    """
    content = read_bytes(folder / FILE_NAME)
    if content is None:
        return {}
    return {detector.name: detector for detector in decode_detectors(content, source=str(folder / FILE_NAME))}


def save_detectors(folder: Path, detectors: Iterable[Detector]) -> None:
    """Keep these detectors, and no others, in a model's data folder.

    Raises:
        AnalysisError: Two of them have one name.
        WorkspaceError: The file cannot be written.
    """
    write_atomically(folder / FILE_NAME, encode_detectors(detectors))


def _check_names(detectors: tuple[Detector, ...]) -> None:
    seen: set[str] = set()
    for detector in detectors:
        if detector.name in seen:
            raise AnalysisError(tr("Two detectors are named '{name}'. Rename one of them.", name=detector.name))
        seen.add(detector.name)
