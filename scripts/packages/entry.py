"""The program of a package that brings its own Python: `ganstudio`, and the Python that runs users' scripts.

A script of a user's is run as `sys.executable -I ... FILE` or `-I ... -c CODE`; in such a package that is this program.
"""

import multiprocessing
import os
import runpy
import sys
from collections.abc import MutableMapping
from pathlib import Path


def leave_to_others(environment: MutableMapping[str, str]) -> None:
    """Takes out what PyInstaller put in for this program: a browser or file manager has libraries of its own.

    This program itself, where it is started again, is to put it in anew.
    """
    before = environment.pop("LD_LIBRARY_PATH_ORIG", "")
    environment.pop("LD_LIBRARY_PATH", None)
    if before:
        environment["LD_LIBRARY_PATH"] = before
    environment["PYINSTALLER_RESET_ENVIRONMENT"] = "1"


def as_python(arguments: list[str]) -> None:
    """What `python` would do with arguments that begin with `-I`."""
    rest = list(arguments)
    while rest and rest[0].startswith("-") and rest[0] != "-c":
        del rest[: 2 if rest[0] == "-X" else 1]
    if rest[0] == "-c":
        sys.argv = ["-c", *rest[2:]]
        exec(compile(rest[1], "<string>", "exec"), {"__name__": "__main__", "__builtins__": __builtins__})
        return
    sys.argv = rest
    file = Path(rest[0])
    runpy.run_path(str(file.with_suffix(".py") if file.suffix == ".pyc" else file), run_name="__main__")


if __name__ == "__main__":
    multiprocessing.freeze_support()
    if getattr(sys, "frozen", False):
        leave_to_others(os.environ)
    if sys.argv[1:2] == ["-I"]:
        as_python(sys.argv[1:])
    else:
        from ganstudio.cli.main import main

        main()
