"""What takes too long for every run of the tests: `python -m tests.endurance fuzz|kill|gestures|strip --help`.

Figures are in docs/reliability.md, with the commands that made them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from tests.endurance import fuzz, gestures, guided, kill, strip  # noqa: E402 - what they need is in `tests` itself

COMMANDS = {"fuzz": fuzz, "guided": guided, "kill": kill, "gestures": gestures, "strip": strip}


def main() -> int:
    """Runs one of them; gives 1 where something did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, module in COMMANDS.items():
        module.add_options(commands.add_parser(name, help=module.__doc__, description=module.__doc__))
    chosen = parser.parse_args()
    return COMMANDS[chosen.command].run(chosen)


if __name__ == "__main__":
    sys.exit(main())
