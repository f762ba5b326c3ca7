"""Sets GanStudio up in a virtual environment beside this clone (once), and starts it.

Run it with Python 3.11 or newer and nothing else installed; arguments go to `ganstudio`:

    python3 scripts/start.py
    python3 scripts/start.py gui --model my_model.pkl
"""

import contextlib
import subprocess
import sys

from environment import prepare

if __name__ == "__main__":
    python = prepare(extra="", window=not sys.argv[1:] or sys.argv[1] == "gui")
    with subprocess.Popen([python, "-m", "ganstudio", *sys.argv[1:]]) as program:
        while program.poll() is None:
            with contextlib.suppress(KeyboardInterrupt):  # the program hears it too, and ends in its own way
                program.wait()
    sys.exit(program.returncode)
