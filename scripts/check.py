"""Sets up GanStudio with its development tools (once) and runs every check: tests, ruff, mypy, import-linter.

Run it with Python 3.11 or newer and nothing else installed; it needs no display. Arguments go to pytest:

    python3 scripts/check.py
    python3 scripts/check.py -k portrait
"""

import os
import signal
import subprocess
import sys

from environment import ROOT, prepare

CHECKS = [
    ["-m", "ruff", "check", "."],
    ["-m", "ruff", "format", "--check", "."],
    ["-c", "import sys; from importlinter.cli import lint_imports_command as main; sys.exit(main())"],
]
TYPES = ["-m", "mypy"]  # one core has a minute's work with it, and another none: it runs beside the tests


def run(python: str, arguments: list[str], environment: dict[str, str]) -> bool:
    """Runs one check in the clone's folder and says whether it passed."""
    print("\n$ python", *arguments, flush=True)
    return subprocess.call([python, *arguments], cwd=ROOT, env=environment) == 0


if __name__ == "__main__":
    python = prepare(extra="dev")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it; tests press Ctrl+C
    cores = os.cpu_count() or 1
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a hundred programs are started, and would compile all
    environment["OMP_NUM_THREADS"] = "1"  # each worker has a core; threads that wait for one another would take it
    failed = [check[1] for check in CHECKS if not run(python, check, environment)]
    workers = ["-n", str(min(4, cores)), "--dist", "worksteal"]  # no worker is idle while another has files to do
    workers += ["--max-worker-restart", "0"]  # a test that hangs ends its worker, and would be run again and again
    tests = ["-m", "pytest", *workers, *sys.argv[1:]]
    types = subprocess.Popen([python, *TYPES], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    if not run(python, tests, environment):
        failed.append("pytest")
    print("\n$ python", *TYPES)
    print(types.communicate()[0], end="", flush=True)
    if types.returncode:
        failed.append("mypy")
    print("\nAll checks passed." if not failed else f"\nFailed: {', '.join(failed)}", flush=True)
    sys.exit(bool(failed))
