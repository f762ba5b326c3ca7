"""Notes which test entered which function; mutate.py puts it into a copy of the package."""

import atexit
import os
from pathlib import Path

test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
_pairs: set[tuple[str, int]] = set()


def seen(number: int) -> None:
    """Called at the start of each function."""
    _pairs.add((test, number))


def write() -> None:
    """Writes down what was seen in this process; whole or not at all, for it may be killed meanwhile."""
    file = Path(os.environ["MUTATE_FOLDER"], f"seen-{os.getpid()}.txt")
    part = file.with_suffix(".part")
    part.write_text("".join(f"{number}\t{test}\n" for test, number in _pairs if test))
    part.replace(file)


atexit.register(write)
