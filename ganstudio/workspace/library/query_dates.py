"""Dates as people type them in a search: a day, a month, a year, or a word such as `today`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ganstudio.words import tr

ACCEPTED = tr("Write a day (2026-03-09), a month (2026-03), a year (2026), or today, yesterday, week or month.")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_LATEST_YEAR = 9000
_DAY = timedelta(days=1)


def span_of(text: str, today: date) -> tuple[date, date] | None:
    """The first day meant, and the day after the last; None where it is no date.

    Args:
        text: As typed; `week` and `month` are the last 7 and 30 days.
        today: What the words are counted from.
    """
    days = {"today": (0, 1), "yesterday": (-1, 0), "week": (-6, 1), "month": (-29, 1)}.get(text.lower())
    if days is not None:
        return today + days[0] * _DAY, today + days[1] * _DAY
    found = _DATE.fullmatch(text)
    if found is None or not 1 <= int(found[1]) <= _LATEST_YEAR:
        return None
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    try:
        first = date(year, month, day)
    except ValueError:
        return None
    if found[3]:
        return first, first + _DAY
    if found[2]:
        return first, date(year + month // 12, month % 12 + 1, 1)
    return first, date(year + 1, 1, 1)
