"""BatchGroup: what one job made, as the film strip shows it: as one picture, until it is opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ganstudio.jobs.manifest import MANIFEST, is_sheet, read_head
from ganstudio.words import tr, trn
from ganstudio.workspace.pictures import PortraitFile, is_film


@dataclass(frozen=True)
class BatchGroup:
    """One job's folder.

    Attributes:
        folder: Where its files are. title: what the job is called.
        first: The picture that stands for all. files: all of them, newest first.
        pictures, films: How many there are, without contact sheets.
    """

    folder: Path
    title: str
    first: PortraitFile
    files: tuple[PortraitFile, ...]
    pictures: int
    films: int

    @property
    def made(self) -> str:
        """How many pictures and films there are."""
        made = trn("{number:,} picture", "{number:,} pictures", self.pictures)
        if not self.films:
            return made
        film = trn("{number:,} film", "{number:,} films", self.films)
        return tr("{pictures} and {films}", pictures=made, films=film) if self.pictures else film

    @property
    def words(self) -> str:
        """All that is known, for the tooltip."""
        return tr(
            "{title}: {made}\n{folder}\nDouble-click shows them all; right-click plays them",
            title=self.title,
            made=self.made,
            folder=self.folder.name,
        )


def batch_groups(files: Iterable[PortraitFile]) -> tuple[BatchGroup, ...]:
    """The jobs that made these files, by the time of their first pictures, newest first; so are the files."""
    folders: dict[Path, list[PortraitFile]] = {}
    for file in files:
        folders.setdefault(file.path.parent, []).append(file)
    groups = (_group(folder, inside) for folder, inside in folders.items())
    return tuple(sorted(groups, key=lambda group: (group.first.mtime, group.first.path), reverse=True))


def _group(folder: Path, files: Sequence[PortraitFile]) -> BatchGroup:
    plays = {file.path: is_film(file.path) for file in files}
    films = [file for file in files if plays[file.path]]
    pictures = [file for file in files if not plays[file.path]]
    plain = [file for file in pictures if not is_sheet(file.path.name)]
    first = min(plain or pictures or films, key=lambda file: file.path.name)
    return BatchGroup(folder, _title(folder), first, tuple(files), len(plain), len(films))


def _title(folder: Path) -> str:
    manifest = folder / MANIFEST
    try:
        return _title_in(manifest, manifest.stat().st_mtime_ns)
    except OSError:
        return folder.name


@lru_cache(maxsize=2000)
def _title_in(manifest: Path, _mtime_ns: int) -> str:
    head = read_head(manifest.parent)
    return manifest.parent.name if head is None else tr(head.title)
