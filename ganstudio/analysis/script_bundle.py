"""ScriptBundle: all that runs when a script runs, read once, so that what is shown, agreed to and run is the same."""

from __future__ import annotations

import ast
import hashlib
import io
import itertools
import os
import tokenize
import warnings
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ganstudio.errors import ScriptError
from ganstudio.words import tr

MOST_BYTES = 512 << 10
MOST_FILES = 200


@dataclass(frozen=True, kw_only=True)
class ScriptBundle:
    """A script as it stands.

    Attributes:
        path: The script's file. workspace: where it runs.
        arguments: Its own.
        sources: The bytes of the script and of the modules beside it that it imports, by their place in its folder
            (`/` between folders), its own first. UTF-8, and Python reads them as such.
    """

    path: Path
    workspace: Path
    arguments: tuple[str, ...]
    sources: Mapping[str, bytes]

    @property
    def key(self) -> str:
        """sha256 of all of it, in hexadecimal digits."""
        parts = (os.path.realpath(self.workspace), self.path.name, self.arguments, tuple(self.sources.items()))
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def write(self, folder: Path) -> Path:
        """Writes the sources into a folder and gives the script's place there."""
        for place, content in self.sources.items():
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return folder / self.path.name


def read_bundle(path: Path, workspace: Path, arguments: tuple[str, ...] = ()) -> ScriptBundle:
    """The script as it stands now.

    Modules that it names while it runs, by `importlib` say, are not found; nor are compiled ones.

    Raises:
        ScriptError: A file is missing, cannot be read or is no UTF-8, or there are too many or too large ones.
    """
    sources: dict[str, bytes] = {}
    waiting = [path.name]
    while waiting:
        place = waiting.pop(0)
        if place in sources:
            continue
        sources[place] = _read(path.parent / place)
        if len(sources) > MOST_FILES or sum(map(len, sources.values())) > MOST_BYTES:
            raise ScriptError(
                tr(
                    "Script {script} and the modules that it imports are more than {most_files} files or "
                    "{most_size} KiB: nobody could look through them. Install large ones as a package.",
                    script=path.name,
                    most_files=MOST_FILES,
                    most_size=MOST_BYTES >> 10,
                )
            )
        waiting += sorted(_beside(path.parent, sources[place]))
    return ScriptBundle(path=path, workspace=workspace, arguments=arguments, sources=sources)


def _beside(folder: Path, source: bytes) -> Iterator[str]:
    """The places of the modules of the folder that a source imports; of a package, all of its modules."""
    there = {path.name for path in folder.iterdir()}
    for name in _imported(source):
        if f"{name}.py" in there:
            yield f"{name}.py"
        if name in there and not (folder / name).is_symlink():  # which may lead to the whole disk
            found = itertools.islice((folder / name).rglob("*.py"), MOST_FILES + 1)
            yield from (path.relative_to(folder).as_posix() for path in found)


def _imported(source: bytes) -> set[str]:
    """The first names of all that a source imports, but from its own package."""
    names: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the script, such as one of a backslash: they are its author's to see
        with suppress(SyntaxError, ValueError, RecursionError, MemoryError):  # what cannot be parsed does not run
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Import):
                    names += [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names.append(node.module)
    return {name.partition(".")[0] for name in names}


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise ScriptError(
                tr("There is no script {path}. Put it there, or choose another one in the tab.", path=path)
            )
        if path.stat().st_size > MOST_BYTES:
            raise ScriptError(
                tr(
                    "{path} has {size} KiB; a script has up to {most}.",
                    path=path,
                    size=path.stat().st_size >> 10,
                    most=MOST_BYTES >> 10,
                )
            )
        content = path.read_bytes()
    except OSError as error:
        raise ScriptError(
            tr("Script {path} cannot be read: {reason}. Choose another one.", path=path, reason=error.strerror or error)
        ) from error
    try:
        content.decode("utf-8-sig")
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    except (UnicodeDecodeError, SyntaxError):
        encoding = ""
    if encoding not in ("utf-8", "utf-8-sig"):
        raise ScriptError(
            tr("{path} is not UTF-8: it would run otherwise than it is shown. Save it as UTF-8.", path=path)
        )
    return content
