"""Searches: whatever is typed is read or refused in a sentence, and SQLite finds what plain Python finds."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganstudio.errors import QueryError
from ganstudio.workspace.library.facts import ATTRIBUTE, TAB, Facts
from ganstudio.workspace.library.index import Index, Place, Reading
from ganstudio.workspace.library.marks import Mark
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
from ganstudio.workspace.library.reading import parse
from ganstudio.workspace.library.selecting import holds, start_of
from ganstudio.workspace.library.sorting import Order

TODAY = date(2026, 3, 9)
_words = st.from_regex(r"[a-z]{1,4}( [a-z]{1,3})?", fullmatch=True)
_numbers = st.integers(-99, 99) | st.integers(-300, 300).map(lambda number: number / 10)
_compare = st.builds(
    lambda op, value: Compare(op, float(value), 1 if isinstance(value, float) else 0),
    st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
    _numbers,
)
_between = st.lists(_numbers.map(float), min_size=2, max_size=2).map(lambda pair: Between(min(pair), max(pair)))
_days = st.integers(0, 5).map(lambda number: TODAY + timedelta(days=number))
_names = st.sampled_from(["smile", "mouth_open", "big nose", "size"])
_leaves = (
    st.builds(Words, st.sampled_from(["sample", "open", "nose", "holiday", "faces", "xx"]))
    | st.builds(Text, st.sampled_from(["name", "folder", "note", "tab"]), st.sampled_from(["a", "sa*", "open", "*7*"]))
    | st.builds(Text, st.just("tag"), st.sampled_from(["print", "Two words", "t*"]))
    | st.builds(Number, st.sampled_from(["seed", "psi", "width", "size"]), _compare | _between)
    | st.builds(Number, st.just("rating"), st.integers(0, 5).map(lambda stars: Compare(">=", float(stars))))
    | st.builds(Amount, _names, _compare | _between)
    | st.builds(When, st.none(), _days)
    | st.builds(When, _days, st.none())
    | st.sampled_from([Kind("in", "favorites"), Kind("is", "rated"), Kind("is", "tagged"), Kind("is", "edited")])
)
queries: st.SearchStrategy[Query] = st.recursive(
    _leaves,
    lambda inner: (
        st.builds(Not, inner)
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts)))
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: Any(tuple(parts)))
    ),
    max_leaves=8,
)


def typed(query: Query) -> str:  # noqa: C901 - a case a kind
    """A line that means the query."""
    match query:
        case Everything():
            return ""
        case Words(text):
            return f'"{text}"'
        case Text(field, text) | Kind(field, text):
            return f'{field}:"{text}"'
        case Number(field, test):
            return f"{field}{_test(test)}"
        case Amount(name, test):
            return f'"{name}"{_test(test)}'
        case When(None, end):
            return f"date<{end}"
        case When(first, None):
            return f"date>={first}"
        case Not(part):
            return f"NOT ({typed(part)})"
        case All(parts):
            return " ".join(f"({typed(part)})" for part in parts)
        case Any(parts):
            return " OR ".join(f"({typed(part)})" for part in parts)
    raise AssertionError(query)


def _test(test: Compare | Between) -> str:
    if isinstance(test, Between):
        return f":{test.low:.1f}..{test.high:.1f}"
    return f"{test.op}{test.value:.{test.places}f}"


@given(queries)
def test_a_line_is_read_as_it_is_meant(query: Query):
    assert parse(typed(query), TODAY) == query


@given(st.text(alphabet='ab :=<>!"()-|*.,0719_ORNTdategsil\né', max_size=40) | st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused_with_its_place(text: str):
    refusals = []
    try:
        parse(text, TODAY)
    except QueryError as error:
        refusals.append(error)
    assert all(str(error).endswith((".", "?")) and 0 <= error.place <= len(text) for error in refusals)


_readings = st.builds(
    Reading,
    st.builds(
        lambda kind, number: Place(
            {"batches": "portraits/batch_0001"}.get(kind, kind), f"sample_{number:04d}.png", kind
        ),
        st.sampled_from(["portraits", "favorites", "batches"]),
        st.integers(0, 9999),
    ),
    mtime=st.integers(0, 5 * 86400).map(lambda seconds: start_of(TODAY) + seconds),
    size=st.integers(1, 200),
    facts=st.builds(
        Facts,
        size=st.tuples(st.integers(1, 99), st.just(64)),
        seed=st.none() | st.integers(0, 99),
        psi=st.none() | st.integers(0, 10).map(lambda tenths: tenths / 10),
        recipe=st.none() | st.integers(0, 5),
        amounts=st.lists(
            st.tuples(st.sampled_from([ATTRIBUTE, TAB]), _names, _numbers.map(float)),
            max_size=3,
            unique_by=lambda amount: amount[1],
        ).map(tuple),
    ),
    mark=st.builds(
        Mark,
        rating=st.integers(0, 5),
        tags=st.lists(st.sampled_from(["print", "two words", "T9"]), max_size=2, unique=True).map(tuple),
        note=st.sampled_from(["", "A holiday", "faces of 2026"]),
    ),
)


def _finds(query: Query, one: Reading) -> bool:  # noqa: C901 - a case a kind
    """What a query means, in plain Python."""
    facts, mark, place = one.facts, one.mark, one.place
    match query:
        case Words(text):
            said = [place.name, place.folder.rpartition("/")[2], *mark.tags, mark.note]
            said += [name for _, name, _ in facts.amounts]
            tokens = ["".join(c if c.isalnum() else " " for c in part.lower()).split() for part in said]
            return any(token.startswith(text) for part in tokens for token in part)
        case Text("tag", text):
            return any(_like(tag, text, whole=True) for tag in mark.tags)
        case Text("tab", text):
            return any(_like(name, text) for kind, name, _ in facts.amounts if kind == TAB)
        case Text(field, text):
            return _like({"name": place.name, "folder": place.folder, "note": mark.note}[field], text)
        case Number(field, test):
            known = {"seed": facts.seed, "psi": facts.psi, "width": facts.size[0], "rating": mark.rating}
            number = one.size if field == "size" else known[field]
            return number is not None and holds(test, number)
        case Amount(name, test):
            amounts = [amount for _, known, amount in facts.amounts if known == name]
            return any(holds(test, amount) for amount in amounts or ([] if facts.recipe is None else [0.0]))
        case When(first, end):
            return (first is None or one.mtime >= start_of(first)) and (end is None or one.mtime < start_of(end))
        case Kind(_, kind):
            known = {"rated": mark.rating > 0, "tagged": bool(mark.tags), "edited": bool(facts.amounts)}
            return known.get(kind, place.kind == kind)
        case Not(part):
            return not _finds(part, one)
        case All(parts):
            return all(_finds(part, one) for part in parts)
        case Any(parts):
            return any(_finds(part, one) for part in parts)
    raise AssertionError(query)


def _like(text: str, pattern: str, *, whole: bool = False) -> bool:
    import re

    said = ".*".join(re.escape(part) for part in pattern.lower().split("*"))
    if not whole and "*" not in pattern:
        said = f".*{said}.*"
    return re.fullmatch(said, text.lower(), re.DOTALL) is not None


@pytest.fixture(scope="module")
def numbers() -> itertools.count:
    return itertools.count()


@settings(max_examples=60)
@given(
    st.lists(_readings, max_size=12, unique_by=lambda one: (one.place.folder, one.place.name)),
    st.lists(queries, min_size=1, max_size=6),
)
def test_the_index_finds_what_a_query_means(tmp_path_factory, numbers, readings, queries):
    index = Index(tmp_path_factory.getbasetemp() / f"index_{next(numbers)}.sqlite3", tmp_path_factory.getbasetemp())
    with index.changing():
        for reading in readings:
            index.put(reading)
    names = {(one.place.folder, one.place.name): one for one in readings}
    for query in queries:
        entries = index.entries(index.search(query, Order()).ids).values()
        found = {(entry.path.parent.name, entry.path.name) for entry in entries}
        expected = {(folder.rpartition("/")[2], name) for (folder, name), one in names.items() if _finds(query, one)}
        assert found == expected, query
    index.close()
