"""The part of mutate.py that pytest runs: chooses tests, and notes what they enter and how long they take."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path

import pytest

_seconds: Counter[str] = Counter()
_failed: set[str] = set()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    """Functions entered from now on are this test's."""
    seen = sys.modules.get("ganstudio._seen")
    if seen is not None:
        seen.test = item.nodeid


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the chosen tests."""
    chosen = Path(os.environ["MUTATE_FOLDER"], "chosen.txt")
    if chosen.exists():
        wanted = set(chosen.read_text().splitlines())
        items[:] = [item for item in items if item.nodeid in wanted]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Notes how long a test took, and the one that failed first."""
    if report.failed:
        _failed.add(report.nodeid)
        first = Path(os.environ["MUTATE_FOLDER"], "failed.txt")
        if not first.exists():
            first.write_text(report.nodeid)
    _seconds[report.nodeid] += report.duration


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Writes down what was noted."""
    seen = sys.modules.get("ganstudio._seen")
    if seen is not None:
        seen.write()
    if not hasattr(session.config, "workerinput"):
        passed = {test: seconds for test, seconds in _seconds.items() if test not in _failed}
        Path(os.environ["MUTATE_FOLDER"], "seconds.json").write_text(json.dumps(passed))
