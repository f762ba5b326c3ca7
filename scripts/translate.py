"""Keeps the translations in step with the program: `ganstudio/locale/<language>/LC_MESSAGES/ganstudio.po`, and its .mo.

    python scripts/translate.py                         look for texts; add new ones, drop old ones, compile
    python scripts/translate.py --missing ui/spatial    print those of a folder that have no translation, as .po
    python scripts/translate.py --take FILE ...         take translations from such files
    python scripts/translate.py --check                 say what is not in step, and exit with 1

What Qt itself leaves in English stands in `ganstudio/locale/<language>/qt.ts`, compiled there by
`pyside6-lrelease qt.ts -qm qt.qm`.

Texts are the literals given to `tr`, `trn`, `trp` and `marked` (ganstudio/words.py), the help of the commands, what
click says itself, what the lessons say, and the names in the built-in model.
"""

from __future__ import annotations

import argparse
import ast
import csv
import importlib.util
import io
import json
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ["GANSTUDIO_LANGUAGE"] = "en"  # the commands' help is read from the commands

from ganstudio.words import DOMAIN, LANGUAGES, LOCALES

WORDS = {"tr": "text", "marked": "text", "trn": "one many", "trp": "context text"}
CLICK = {"_": "text", "gettext": "text", "ngettext": "one many"}
"""Function -> what its first arguments are."""
WHEN = datetime(2026, 1, 1, tzinfo=UTC)  # files change with their texts alone


def texts() -> Catalog:
    """All that can be translated, in English."""
    catalog = Catalog(domain=DOMAIN, project="GanStudio", creation_date=WHEN)
    for file in sorted((ROOT / "ganstudio").rglob("*.py")):
        for message, context in texts_of_file(file, WORDS):
            catalog.add(message, locations=[(file.relative_to(ROOT).as_posix(), None)], context=context)
    for text in names_of_the_model():
        catalog.add(text, locations=[("ganstudio/builtin", None)])
    for text in texts_of_the_lessons():
        catalog.add(text, locations=[("ganstudio/ui/welcome/lessons.toml", None)])
    for text in help_of_the_commands():
        catalog.add(text, locations=[("ganstudio/cli", None)])
    for message, _context in words_of_click():
        catalog.add(message, locations=[("click", None)])
    return catalog


def texts_of_file(file: Path, functions: Mapping[str, str]) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """The literals that a file gives to these functions, also within f-strings, each with its context."""
    for call in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in functions:
            kinds = functions[call.func.id].split()
            given = [one.value for one in call.args[: len(kinds)] if isinstance(one, ast.Constant)]
            if len(given) == len(kinds) and all(isinstance(one, str) for one in given) and given[-1]:
                context = given[0] if kinds[0] == "context" else None
                yield tuple(given) if kinds[0] == "one" else given[-1], context


def help_of_the_commands() -> Iterator[str]:
    from ganstudio.cli.language import help_texts
    from ganstudio.cli.main import commands

    yield from help_texts(commands)


def names_of_the_model() -> Iterator[str]:
    """Of its attributes, tabs and detectors, with the detectors' notes, and of the known parts, as they are shown."""
    from ganstudio.ui.bench.face_parts import GROUPS, OTHER, PARTS, SCENE

    names = {*GROUPS, *PARTS, OTHER, SCENE}
    for table in sorted((ROOT / "ganstudio" / "builtin" / "data").glob("*/attributes*.csv")):
        with table.open(encoding="utf-8", newline="") as file:
            names |= {row[0] for row in csv.reader(file) if row}
    for kept in sorted((ROOT / "ganstudio" / "builtin" / "data").glob("*/*.json")):
        content = json.loads(kept.read_bytes())
        names |= {entry["name"] for entry in content.get("tabs", []) + content.get("detectors", [])}
        names |= {entry["note"] for entry in content.get("detectors", []) if entry["note"]}
    yield from sorted(name.replace("_", " ").strip() for name in names)


def texts_of_the_lessons() -> Iterator[str]:
    from ganstudio.ui.welcome.lessons import load_lessons

    for lesson in load_lessons():
        yield lesson.title
        yield lesson.summary
        yield from (step.say for step in lesson.steps)


def words_of_click() -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    found = importlib.util.find_spec("click")
    if found is None or found.origin is None:
        raise SystemExit("click is not installed.")
    for file in sorted(Path(found.origin).parent.glob("*.py")):
        yield from texts_of_file(file, CLICK)
    yield "required", None  # a value there, which is looked up by its variable


def po_path(code: str) -> Path:
    return LOCALES / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(path: Path, code: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=code)
    with path.open("rb") as file:
        return read_po(file, locale=code, domain=DOMAIN)


def updated(code: str) -> Catalog:
    """The translations kept, for the texts of today."""
    kept = read(po_path(code), code)
    today = Catalog(
        locale=code, domain=DOMAIN, project="GanStudio", creation_date=WHEN, revision_date=WHEN, fuzzy=False,
        header_comment="# Translations of GanStudio's texts. Kept in step by scripts/translate.py.",
    )  # fmt: skip
    for message in texts():
        if message.id:
            old = kept.get(_id(message), message.context)
            today.add(message.id, _same_kind(message, old), message.locations, context=message.context)
    return today


def _id(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def _same_kind(message: Message, old: Message | None) -> str | tuple[str, ...]:
    if old is None:
        return ""
    one = old.string[0] if isinstance(old.string, tuple | list) else old.string
    return (one,) if isinstance(message.id, tuple | list) else one


def as_po(catalog: Catalog) -> bytes:
    content = io.BytesIO()
    write_po(content, catalog, width=110, sort_output=True, include_lineno=False, omit_header=False)
    return content.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    content = io.BytesIO()
    write_mo(content, catalog)
    return content.getvalue()


def write(code: str, catalog: Catalog) -> None:
    po_path(code).parent.mkdir(parents=True, exist_ok=True)
    po_path(code).write_bytes(as_po(catalog))
    po_path(code).with_suffix(".mo").write_bytes(as_mo(catalog))


def is_translated(message: Message) -> bool:
    return bool(message.string) and all(
        message.string if isinstance(message.string, tuple | list) else [message.string]
    )


def missing(code: str, folder: str = "") -> Catalog:
    """What has no translation, of the files whose paths in the package begin so."""
    left = Catalog(locale=code, domain=DOMAIN, creation_date=WHEN, revision_date=WHEN, fuzzy=False)
    for message in updated(code):
        is_there = any(path.startswith((f"ganstudio/{folder}", folder)) for path, _ in message.locations)
        if message.id and is_there and not is_translated(message):
            left.add(message.id, "", message.locations, context=message.context)
    return left


def take(code: str, files: list[Path]) -> None:
    catalog = updated(code)
    for path in files:
        for message in read(path, code):
            known = catalog.get(_id(message), message.context) if message.id else None
            if known is not None and is_translated(message):
                known.string = _same_kind(known, message)
    write(code, catalog)


def not_in_step(code: str) -> Iterator[str]:
    """What a person has to do before the translations are whole."""
    catalog = updated(code)
    if po_path(code).read_bytes() != as_po(catalog) or po_path(code).with_suffix(".mo").read_bytes() != as_mo(catalog):
        yield f"{code}: run python scripts/translate.py"
    for message in catalog:
        if message.id and not is_translated(message):
            yield f"{code}: no translation of {_id(message)!r}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missing", metavar="FOLDER")
    parser.add_argument("--take", metavar="FILE", nargs="+", type=Path)
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    for code in LANGUAGES:
        if code == "en":
            continue
        if asked.missing is not None:
            sys.stdout.buffer.write(as_po(missing(code, asked.missing)))
        elif asked.check:
            left = list(not_in_step(code))
            print("\n".join(left[:50]))
            if left:
                return 1
        elif asked.take:
            take(code, asked.take)
        else:
            write(code, updated(code))
            print(f"{code}: {len(missing(code))} texts have no translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
