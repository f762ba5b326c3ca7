"""A query as SQL: the condition on table `pictures p`, and its parameters."""

from __future__ import annotations

import re
import time
from datetime import date

from ganstudio.workspace.library.query import (
    All,
    Amount,
    Any,
    Between,
    Compare,
    Everything,
    Kind,
    Not,
    Number,
    Query,
    Text,
    When,
    Words,
)

Condition = tuple[str, tuple[object, ...]]
_LIKE = "LIKE ? ESCAPE '\\'"
_DUPLICATE = (
    "(p.recipe, p.home) IN (SELECT recipe, home FROM pictures WHERE recipe IS NOT NULL "
    "GROUP BY recipe, home HAVING count(*) > 1)"
)
_IS = {
    "rated": "p.rating > 0",
    "unrated": "p.rating = 0",
    "tagged": "p.tags <> ''",
    "untagged": "p.tags = ''",
    "edited": "p.is_edited",
    "duplicate": _DUPLICATE,
    "film": "p.is_film",
    "plain": "p.recipe IS NULL AND NOT p.is_film",
}


def condition(query: Query) -> Condition:
    """The condition that pictures of the query fulfil."""
    match query:
        case Not(part):
            said, values = condition(part)
            return f"NOT ({said})", values
        case All(parts):
            return _joined(parts, " AND ")
        case Any(parts):
            return _joined(parts, " OR ")
        case Number(field, test):
            said, values = _test(f"p.{field}", test)
            return f"(({said}) IS TRUE)", values
        case Amount(name, test):
            return _amount(name, test)
    return _of_words(query)


def _of_words(query: Everything | Words | Text | When | Kind) -> Condition:
    match query:
        case Words(text):
            return _words(text)
        case Text(field, text):
            return _text(field, text)
        case When(first, end):
            return _when(first, end)
        case Kind("in", kind):
            return "p.kind = ?", (kind,)
        case Kind(_, kind):
            return f"({_IS[kind]})", ()
    return "1", ()


def key(text: str) -> str:
    """A text in the form in which texts are compared: without the difference of small and capital letters."""
    return text.casefold()


def _joined(parts: tuple[Query, ...], by: str) -> Condition:
    conditions = [condition(part) for part in parts]
    said = by.join(f"({said})" for said, _ in conditions)
    return said, tuple(value for _, values in conditions for value in values)


def _words(text: str) -> Condition:
    if not any(letter.isalnum() for letter in text):
        return "instr(p.name_key, ?) > 0", (key(text),)  # no word at all, such as `_`
    phrase = "".join(" " if letter in '"*\0' else letter for letter in text)
    return "p.id IN (SELECT rowid FROM words WHERE words MATCH ?)", (f'"{phrase}"*',)


def _text(field: str, text: str) -> Condition:
    whole, part = _pattern(text, is_whole=True), _pattern(text, is_whole=False)
    match field:
        case "tag":
            return f"p.id IN (SELECT picture FROM tags WHERE tag_key {_LIKE})", (whole,)
        case "tab":
            return f"p.id IN (SELECT picture FROM amounts WHERE kind = 'tab' AND name_key {_LIKE})", (part,)
        case "model":
            named = f"(SELECT id FROM models WHERE name_key {_LIKE})"
            said = f"p.model {_LIKE} OR p.weights {_LIKE} OR p.model IN {named} OR p.weights IN {named}"
            start = f"{_pattern(text, is_whole=True)}%"
            return f"({said})", (start, start, part, part)
        case "folder":
            return f"p.folder {_LIKE}", (part,)
    return f"p.{field}_key {_LIKE}", (part,)


def _pattern(text: str, *, is_whole: bool) -> str:
    """For LIKE: `*` is anything; without one, a part of the text is enough where it is not to be whole."""
    escaped = re.sub(r"([\\%_])", r"\\\1", key(text))
    return escaped.replace("*", "%") if is_whole or "*" in text else f"%{escaped}%"


def _amount(name: str, test: Compare | Between) -> Condition:
    said, values = _test("amount", test)
    rows = "p.id IN (SELECT picture FROM amounts WHERE name_key = ?"
    if not holds(test, 0.0):
        return f"{rows} AND {said})", (key(name), *values)
    absent = f"p.recipe IS NOT NULL AND NOT {rows})"
    return f"({absent} OR {rows} AND {said}))", (key(name), key(name), *values)


def holds(test: Compare | Between, number: float) -> bool:
    """Whether a number fulfils a test: `=` is as exact as it was typed, to a tenth at least."""
    if isinstance(test, Between):
        return (test.low is None or number >= test.low) and (test.high is None or number <= test.high)
    is_same = abs(number - test.value) <= _half(test)
    return {
        "=": is_same,
        "!=": not is_same,
        "<": number < test.value,
        "<=": number <= test.value,
        ">": number > test.value,
        ">=": number >= test.value,
    }[test.op]


def _test(column: str, test: Compare | Between) -> Condition:
    if isinstance(test, Between):
        given = [(f"{column} >= ?", test.low), (f"{column} <= ?", test.high)]
        parts = [(said, value) for said, value in given if value is not None]
        return " AND ".join(said for said, _ in parts), tuple(value for _, value in parts)
    if test.op in ("=", "!="):
        return f"abs({column} - ?) {'<=' if test.op == '=' else '>'} ?", (test.value, _half(test))
    return f"{column} {test.op} ?", (test.value,)


def _half(test: Compare) -> float:
    return 0.5 * 10.0 ** -max(1, test.places) + 1e-9


def _when(first: date | None, end: date | None) -> Condition:
    parts = [("p.mtime >= ?", first), ("p.mtime < ?", end)]
    given = [(said, start_of(day)) for said, day in parts if day is not None]
    return " AND ".join(said for said, _ in given) or "1", tuple(value for _, value in given)


def start_of(day: date) -> float:
    """When a day begins here, in seconds since the epoch."""
    return time.mktime(day.timetuple())
