"""Reads what a person types to look for pictures, such as `mouth_open>50 model:faces tag:"for print"`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import NoReturn

from ganstudio.errors import QueryError
from ganstudio.words import tr
from ganstudio.workspace.library import query_dates as dates
from ganstudio.workspace.library.query import (
    FIELDS,
    IN_KINDS,
    IS_KINDS,
    NUMBER_FIELDS,
    TEXT_FIELDS,
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

LONGEST = 2000
MOST_TERMS = 100
DEEPEST = 40
_UNITS = {"b": 1, "kb": 1000, "mb": 1_000_000, "gb": 1_000_000_000}
_TOKEN = re.compile(r'\s*(?P<sign>-(?=[^\s)]))?(?P<token>[()]|(?:"[^"]*"|[^\s()"])+|")')
_PARTS = re.compile(r'(?P<name>"[^"]*"|[^"<>=!:]*)(?P<op>!=|>=|<=|>|<|=|:)(?P<value>.*)', re.DOTALL)
_NUMBER = re.compile(r"[-+−]?\d{1,15}(?:\.\d{1,6})?")
_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,6})?)\s*(b|kb|mb|gb)", re.IGNORECASE)


def parse(text: str, today: date | None = None) -> Query:
    """What a line asks for.

    Args:
        text: As typed.
        today: What `date:today` is counted from; today if not given.

    Raises:
        QueryError: It cannot be understood; says what is wrong and where.
    """
    if len(text) > LONGEST:
        raise QueryError(
            tr(
                "This search has {count:,} letters; at most {longest:,} are read. Shorten it.",
                count=len(text),
                longest=LONGEST,
            )
        )
    return _Reader(text, today or date.today()).read()


def number_of(text: str) -> float | None:
    """A number as people write it, None where it is none."""
    return float(text.replace("−", "-")) if _NUMBER.fullmatch(text) else None


@dataclass(frozen=True)
class _Token:
    text: str
    place: int
    is_negated: bool


class _Reader:
    """Reads a line from left to right: either ( all ( not ( term ) ) )."""

    def __init__(self, text: str, today: date) -> None:
        self._today = today
        self._tokens = list(_tokens(text))
        self._next = 0
        self._end = len(text)
        if len(self._tokens) > MOST_TERMS:
            raise QueryError(tr("This search has more than {most} parts. Leave some out.", most=MOST_TERMS))

    def read(self) -> Query:
        if not self._tokens:
            return Everything()
        found = self._either(0)
        if self._next < len(self._tokens):
            self._fail(
                tr("This ')' closes nothing. Take it out, or put a '(' before it."), self._tokens[self._next].place
            )
        return found

    def _either(self, depth: int) -> Query:
        parts = [self._every(depth)]
        while self._peek() in ("OR", "|"):
            place = self._tokens[self._next].place
            self._next += 1
            if self._peek() in ("", ")"):
                self._fail(tr("'OR' stands between two things: add one behind it."), place)
            parts.append(self._every(depth))
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _every(self, depth: int) -> Query:
        parts: list[Query] = []
        while self._peek() not in ("", ")", "OR", "|"):
            if self._peek() == "AND":
                self._next += 1
                continue
            parts.append(self._one(depth))
        if not parts:
            place = self._tokens[self._next].place if self._peek() else self._end
            self._fail(tr("Something is missing here. Type a word, or a field such as rating>=3."), place)
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self, depth: int) -> Query:
        token = self._tokens[self._next]
        self._next += 1
        if token.text == "NOT" and not token.is_negated:
            if self._peek() in ("", ")", "OR", "|", "AND"):
                self._fail(tr("'NOT' stands before what is to be left out: add it."), token.place)
            if depth >= DEEPEST:
                self._fail(tr("There are too many NOTs and brackets within one another."), token.place)
            return Not(self._one(depth + 1))
        found = self._bracket(token, depth) if token.text == "(" else self._term(token)
        return Not(found) if token.is_negated else found

    def _bracket(self, opening: _Token, depth: int) -> Query:
        if depth >= DEEPEST:
            self._fail(tr("There are too many brackets within one another."), opening.place)
        found = self._either(depth + 1)
        if self._peek() != ")":
            self._fail(tr("This '(' is never closed. Add a ')'."), opening.place)
        self._next += 1
        return found

    def _term(self, token: _Token) -> Query:
        if token.text.count('"') % 2:
            self._fail(tr('This quotation mark is never closed. Add another ".'), token.place)
        parts = _PARTS.fullmatch(token.text)
        if parts is None:
            return self._words(token)
        name, op, value = _unquoted(parts["name"]), parts["op"], _unquoted(parts["value"])
        field = "" if '"' in parts["name"] else name.lower()  # in quotation marks it is an attribute or a tab
        place = token.place + parts.start("value")
        if not name:
            self._fail(tr("Before '{op}' a name is missing, as in rating{op}3.", op=op), token.place)
        if not value:
            self._fail(
                tr(
                    "Behind '{name}{op}' something is missing, as in {example}.",
                    name=name,
                    op=op,
                    example=_example(field),
                ),
                place,
            )
        match field:
            case "in" | "is":
                return self._kind(field, op, value, place)
            case "date":
                return self._date(op, value, place)
            case _ if field in TEXT_FIELDS:
                if op not in (":", "="):
                    self._fail(
                        tr(
                            "'{field}' has no order, so '{op}' says nothing. Write {field}:{value}.",
                            field=field,
                            op=op,
                            value=value,
                        ),
                        token.place,
                    )
                return Text(field, value)
            case _ if field in NUMBER_FIELDS:
                return Number(field, self._test(field, op, value, place))
        return Amount(name, self._test(name, op, value, place))

    def _words(self, token: _Token) -> Query:
        text = token.text.replace('"', "").strip()
        if not text:
            self._fail(tr("There is nothing between these quotation marks."), token.place)
        return Words(text)

    def _kind(self, field: str, op: str, value: str, place: int) -> Query:
        accepted = IN_KINDS if field == "in" else IS_KINDS
        kind = value.lower()
        kind = f"{kind}s" if f"{kind}s" in accepted else "batches" if kind == "batch" and field == "in" else kind
        if kind not in accepted:
            self._fail(
                tr(
                    "'{field}' knows no '{value}'. It knows {known}.",
                    field=field,
                    value=value,
                    known=", ".join(accepted),
                ),
                place,
            )
        if op not in (":", "="):
            self._fail(
                tr(
                    "'{field}' has no order, so '{op}' says nothing. Write {field}:{value}.",
                    field=field,
                    op=op,
                    value=kind,
                ),
                place,
            )
        return Kind(field, kind)

    def _date(self, op: str, value: str, place: int) -> Query:
        first, to, last = value.partition("..")
        if to and op in (":", "="):
            return When(self._day(first, place)[0] if first else None, self._day(last, place)[1] if last else None)
        start, end = self._day(value, place)
        found: dict[str, Query] = {
            "!=": Not(When(start, end)),
            "<": When(None, start),
            "<=": When(None, end),
            ">": When(end, None),
            ">=": When(start, None),
        }
        return found.get(op, When(start, end))

    def _day(self, text: str, place: int) -> tuple[date, date]:
        found = dates.span_of(text, self._today)
        if found is None:
            self._fail(tr("'{text}' is no date. {accepted}", text=text, accepted=dates.ACCEPTED), place)
        return found

    def _test(self, name: str, op: str, value: str, place: int) -> Compare | Between:
        first, to, last = value.partition("..")
        if to and op in (":", "="):
            if not first and not last:
                self._fail(tr("'{name}:..' has no end. Write {name}:10..20.", name=name), place)
            low = self._value(name, first, place)[0] if first else None
            high = self._value(name, last, place)[0] if last else None
            if low is not None and high is not None and low > high:
                self._fail(
                    tr(
                        "'{value}' runs backwards. Write {name}:{last}..{first}.",
                        value=value,
                        name=name,
                        last=last,
                        first=first,
                    ),
                    place,
                )
            return Between(low, high)
        number, places = self._value(name, value, place)
        return Compare("=" if op == ":" else op, number, places)

    def _value(self, name: str, text: str, place: int) -> tuple[float, int]:
        if name == "size" and (found := _SIZE.fullmatch(text)):
            return float(found[1]) * _UNITS[found[2].lower()], 0
        number = number_of(text)
        if number is None:
            self._fail(_no_number(name, text), place)
        if name == "rating" and not 0 <= number <= 5:
            self._fail(tr("A rating is 0 to 5 stars; {text} is none.", text=text), place)
        return number, len(text.partition(".")[2])

    def _peek(self) -> str:
        return self._tokens[self._next].text if self._next < len(self._tokens) else ""

    def _fail(self, sentence: str, place: int) -> NoReturn:
        raise QueryError(sentence, place)


def _tokens(text: str) -> list[_Token]:
    tokens = []
    place = 0
    while found := _TOKEN.match(text, place):
        tokens.append(_Token(found["token"], found.start("token"), found["sign"] is not None))
        place = found.end()
    if text[place:].strip():
        tokens.append(_Token(text[place:].strip(), place, False))
    return tokens


def _unquoted(text: str) -> str:
    return text.replace('"', "").strip()


def _example(field: str) -> str:
    examples = {"date": "date:2026-03", "in": "in:favorites", "is": "is:unrated", "tag": "tag:print"}
    return examples.get(field, f"{field}:word" if field in TEXT_FIELDS else f"{field}>10")


def _no_number(name: str, text: str) -> str:
    if name in NUMBER_FIELDS:
        return tr("'{name}' is compared with a number, as in {name}>=3; '{text}' is none.", name=name, text=text)
    alike = get_close_matches(name.lower(), FIELDS, 1)
    if not alike:
        return tr(
            "There is no field '{name}', and the amount of an attribute or tab is compared with a number, as in "
            "{name}>10; '{text}' is none.",
            name=name,
            text=text,
        )
    return tr(
        "There is no field '{name}', and the amount of an attribute or tab is compared with a number, as in "
        "{name}>10; '{text}' is none. Did you mean {meant}:{text}?",
        name=name,
        text=text,
        meant=alike[0],
    )
