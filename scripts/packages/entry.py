"""The program of a package that brings its own Python: `ganstudio`, and the Python that runs users' scripts.

A script of a user's is run as `sys.executable -I ... FILE` or `-I ... -c CODE`; in such a package that is this program.
"""

import multiprocessing
import runpy
import sys
from pathlib import Path


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
    if sys.argv[1:2] == ["-I"]:
        as_python(sys.argv[1:])
    else:
        from ganstudio.cli.main import main

        main()
