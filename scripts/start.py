"""Sets GanStudio up in a virtual environment beside this clone (once), and starts it.

Run it with Python 3.11 or newer and nothing else installed; arguments go to `ganstudio`:

    python3 scripts/start.py
    python3 scripts/start.py gui --model my_model.pkl
"""

import subprocess
import sys

from environment import prepare

if __name__ == "__main__":
    python = prepare(extra="", window=not sys.argv[1:] or sys.argv[1] == "gui")
    sys.exit(subprocess.call([python, "-m", "ganstudio", *sys.argv[1:]]))
