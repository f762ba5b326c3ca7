"""A model's detectors as a person keeps them: added, renamed, copied, deleted and taken back, exported and imported."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from ganstudio.analysis.detector_files import (
    FILE_NAME,
    decode_detectors,
    encode_detectors,
    load_detectors,
    save_detectors,
)
from ganstudio.analysis.detectors import Detector
from ganstudio.errors import AnalysisError
from ganstudio.spec import GeneratorSpec
from ganstudio.words import tr
from ganstudio.workspace.files import locked, read_bytes, write_atomically


class DetectorLibrary(Mapping[str, Detector]):
    """The detectors of one model by name; each change is on disk when the call returns. For one thread at a time."""

    def __init__(self, folder: Path, spec: GeneratorSpec) -> None:
        """Reads the model's data folder.

        Args:
            folder: Where `detectors.json` is, or will be.
            spec: The model's, for what is imported.

        Raises:
            AnalysisError: The file is damaged.
            WorkspaceError: It cannot be read.
        """
        self._folder = folder
        self._spec = spec
        self._detectors = load_detectors(folder)

    def __getitem__(self, name: str) -> Detector:
        return self._detectors[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._detectors)

    def __len__(self) -> int:
        return len(self._detectors)

    def keep(self, detector: Detector) -> None:
        """Adds a detector, in place of one of the same name.

        Raises:
            WorkspaceError: The file cannot be written.
        """
        self._change(lambda detectors: detectors | {detector.name: detector})

    def add(self, detector: Detector) -> Detector:
        """Adds a new detector under its name, or with the first number that makes it free, and gives it as it is kept.

        Raises:
            WorkspaceError: The file cannot be written.
        """
        added: list[Detector] = []

        def put(detectors: dict[str, Detector]) -> dict[str, Detector]:
            name = self.free_name(detector.name, taken=tuple(detectors))
            added.append(msgspec.structs.replace(detector, name=name))
            return detectors | {name: added[-1]}

        self._change(put)
        return added[-1]

    def rename(self, name: str, wanted: str) -> Detector:
        """Calls a detector otherwise, and gives it.

        Raises:
            AnalysisError: The new name is empty or taken.
            WorkspaceError: The file cannot be written.
        """
        new_name = wanted.strip()
        refusal = self.refusal(name, new_name)
        if refusal:
            raise AnalysisError(refusal)
        renamed = msgspec.structs.replace(self._detectors[name], name=new_name)

        def put(detectors: dict[str, Detector]) -> dict[str, Detector]:
            if new_name != name and new_name in detectors:
                raise AnalysisError(
                    tr(
                        "Another window has named a detector '{new_name}' meanwhile. Choose another name.",
                        new_name=new_name,
                    )
                )
            return {one.name: one for one in (renamed if n == name else d for n, d in detectors.items())}

        self._change(put)
        return renamed

    def refusal(self, name: str, wanted: str) -> str:
        """Why a detector cannot be called that, as a sentence; empty if it can."""
        if not wanted.strip():
            return tr("A detector needs a name. Type one.")
        if wanted.strip() != name and wanted.strip() in self._detectors:
            return tr("There is a detector named '{name}' already. Choose another name.", name=wanted.strip())
        return ""

    def duplicate(self, name: str) -> Detector:
        """A copy under a free name, kept beside the original.

        Raises:
            WorkspaceError: The file cannot be written.
        """
        return self.add(self._detectors[name])

    def delete(self, name: str) -> Detector:
        """Takes a detector out, and gives it; `keep` takes that back.

        Raises:
            WorkspaceError: The file cannot be written.
        """
        deleted = self._detectors[name]
        self._change(lambda detectors: {other: kept for other, kept in detectors.items() if other != name})
        return deleted

    def export(self, name: str, path: Path) -> None:
        """Writes one detector into a file of its own, of the format of `detectors.json`.

        Raises:
            WorkspaceError: It cannot be written.
        """
        write_atomically(path, encode_detectors([self._detectors[name]]))

    def import_from(self, path: Path) -> tuple[Detector, ...]:
        """Adds the detectors of a file; a name that is taken gets a number, and one that is here as it is is left out.

        Raises:
            AnalysisError: The file is no such file, holds nothing new, or its detectors were made for another model.
            RecipeError: The model has no such layer.
            WorkspaceError: A file cannot be read or written.
        """
        content = read_bytes(path)
        if content is None:
            raise AnalysisError(tr("The file {path} is not there. Choose another.", path=path))
        found = decode_detectors(content, source=path.name)
        if not found:
            raise AnalysisError(tr("{file} holds no detectors. Choose another file.", file=path.name))
        for detector in found:
            detector.check(self._spec)
        added: list[Detector] = []

        def add(detectors: dict[str, Detector]) -> dict[str, Detector]:
            for detector in found:
                if detector == detectors.get(detector.name):
                    continue
                name = self.free_name(detector.name, taken=tuple(detectors))
                added.append(msgspec.structs.replace(detector, name=name))
                detectors = detectors | {name: added[-1]}
            return detectors

        self._change(add)
        if not added:
            raise AnalysisError(tr("The detectors of {file} are all here already.", file=path.name))
        return tuple(added)

    def free_name(self, name: str, *, taken: tuple[str, ...] | None = None) -> str:
        """The name itself, or with the first number that makes it free."""
        names = set(self._detectors if taken is None else taken)
        numbered = (f"{name} {number}" for number in itertools.count(2))
        return next(free for free in itertools.chain([name], numbered) if free not in names)

    def _change(self, edit: Callable[[dict[str, Detector]], dict[str, Detector]]) -> None:
        """Replaces the detectors on disk by what `edit` makes of them, with no other window writing in between."""
        with locked(self._folder / FILE_NAME):
            detectors = edit(load_detectors(self._folder))
            save_detectors(self._folder, detectors.values())
        self._detectors = detectors
