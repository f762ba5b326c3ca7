"""Measures the tests: changes the code in one small place at a time, and says which changes no test notices.

    python scripts/mutate.py --count 100 --seed 1 --folder /tmp/mutations

Works on a copy of the last commit in the folder. First the whole suite runs once over code that notes which test enters
which function; this is kept in the folder. Then each mutation, drawn at random from each room in turn, is put to the
tests that enter its function, the most special first, until one fails. Needs the extra `dev`, and a POSIX system.

The tools made for this do not fit: mutmut runs tests in forks of one process, which Qt does not survive, and cosmic-ray
puts the whole suite to each mutation.
"""

from __future__ import annotations

import argparse
import ast
import copy
import difflib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy  # noqa: F401 - here and below: large, and so imported once for all forks
import PIL.Image  # noqa: F401
import PySide6.QtTest
import PySide6.QtWidgets  # noqa: F401
import pytest
import torch  # noqa: F401

ROOT = Path(__file__).parent.parent
LIMIT_S = 900.0
ROOMS = ("render", "jobs", "recipe", "ui", "workspace", "analysis")
LOOKS = re.compile(
    r"(set|add)(\w*Spac\w+|ContentsMargins|IconSize|(Fixed|Minimum|Maximum)(Size|Width|Height)|\w*Stretch|PointSizeF?|"
    r"PixelSize|ColumnWidth|RenderHint|Cursor|Alignment)|Q(Color|Pen|Margins|Size)|resize|adjusted|cast"
)
"""Calls that say how a thing looks and nothing else (and what a type checker reads): eyes judge these."""
PAINTS = re.compile(r"\._?(paint|draw)\w*:|ui/theme/|ui/widgets/icons")
"""Functions and files that paint: likewise."""
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


@dataclass(frozen=True)
class Mutation:
    """One change: bytes `start` to `end` of a file are replaced; `function` is the one that they are in, if any."""

    path: str
    function: str
    start: int
    end: int
    replacement: bytes

    def apply(self, source: bytes) -> bytes:
        """The file with the change."""
        return source[: self.start] + self.replacement + source[self.end :]

    def diff(self, source: bytes) -> str:
        """The change as a diff of one line around it."""
        before, after = source.decode().splitlines(), self.apply(source).decode().splitlines()
        return "\n".join(difflib.unified_diff(before, after, self.path, self.path, n=1, lineterm=""))


# -- mutations


def mutations_of(path: str, source: bytes) -> Iterator[Mutation]:
    """All mutations of a file."""
    offsets = [0]
    for line in source.splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    for function, node in _nodes(ast.parse(source)):
        if PAINTS.search(f"{path}{function}"):
            continue
        for place, changed in _changes(node):
            if function == "" and isinstance(changed, ast.BinOp):
                continue  # a union of types
            start = offsets[place.lineno - 1] + place.col_offset
            end = offsets[place.end_lineno - 1] + place.end_col_offset
            text = ast.unparse(changed)
            plain = isinstance(changed, ast.stmt | ast.Constant)
            yield Mutation(path, function, start, end, (text if plain else f"({text})").encode())


def _nodes(node: ast.AST, function: str = "") -> Iterator[tuple[str, ast.AST]]:
    """The nodes that may be changed, each with the functions around it; no annotations, decorators or messages."""
    match node:
        case ast.FunctionDef():
            function = f"{function}.{node.name}:{node.lineno}"
            parts = [*node.body, *node.args.defaults, *(part for part in node.args.kw_defaults if part is not None)]
        case ast.ClassDef():
            parts = node.body
        case ast.AnnAssign():
            parts = [node.value] if node.value else []
        case ast.JoinedStr() | ast.Assert() | ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
            return
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if LOOKS.fullmatch(name):
            return
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name))) if LOOKS.fullmatch(name):
            return
        case _:
            yield function, node
            parts = list(ast.iter_child_nodes(node))
    for part in parts:
        yield from _nodes(part, function)


def _changes(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """What may be changed in a node, and to what."""
    changed = copy.deepcopy(node)
    match changed:
        case ast.Compare(ops=[op, *_]):
            changed.ops[0] = SWAPS[type(op)]()
        case ast.BoolOp(op=op):
            changed.op = SWAPS[type(op)]()
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in SWAPS and not _is_text(changed):
            changed.op = SWAPS[type(op)]()
        case ast.UnaryOp(op=ast.Not()):
            changed = changed.operand
        case ast.Constant(value=bool()):
            changed.value = not changed.value
        case ast.Constant(value=int() | float()):
            changed.value += 1
        case ast.Expr(value=ast.Call()) | ast.Raise() | ast.Break():
            changed = ast.Pass()
        case ast.Return(value=ast.expr()) if not isinstance(changed.value, ast.Constant):
            changed.value = ast.Constant(None)
        case ast.If(test=test) | ast.IfExp(test=test) if isinstance(test, ast.Name | ast.Attribute | ast.Call):
            node, changed = node.test, ast.UnaryOp(ast.Not(), test)
        case _:
            return
    yield node, changed


def _is_text(node: ast.AST) -> bool:
    parts = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
    return any(isinstance(part, ast.JoinedStr) or isinstance(getattr(part, "value", 0), str) for part in parts)


# -- which test enters which function


def instrument(tree: Path) -> list[str]:
    """Has each function of the rooms note that it was entered; gives their names, `path::name:line`."""
    names: list[str] = []
    shutil.copy(ROOT / "scripts" / "mutate_seen.py", tree / "ganstudio" / "_seen.py")
    for path in files_of(tree):
        source = (tree / path).read_text()
        lines = source.splitlines(keepends=True)
        found = [
            (name, node)
            for name, node in _functions(ast.parse(source))
            if lines[node.body[0].lineno - 1][: node.body[0].col_offset].isspace()
        ]
        for name, node in sorted(found, key=lambda pair: -pair[1].body[0].lineno):
            has_docstring = isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
            first = node.body[1] if has_docstring and len(node.body) > 1 else node.body[0]
            lines.insert(first.lineno - 1, f"{' ' * node.body[0].col_offset}__seen__({len(names)})\n")
            names.append(f"{path}::{name}")
        place = next((i for i, line in enumerate(lines) if line.startswith("from __future__")), None)
        if found:
            lines.insert(0 if place is None else place + 1, "from ganstudio._seen import seen as __seen__\n")
        (tree / path).write_text("".join(lines))
    return names


def _functions(tree: ast.AST, function: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.FunctionDef):
            yield (named := f"{function}.{child.name}:{child.lineno}"), child
            yield from _functions(child, named)
        else:
            yield from _functions(child, function)


def files_of(tree: Path) -> list[str]:
    """The files that are changed, as paths in the tree."""
    found = [path for room in ROOMS for path in (tree / "ganstudio" / room).rglob("*.py")]
    return sorted(path.relative_to(tree).as_posix() for path in found)


def map_tests(folder: Path, workers: int, tests: list[str]) -> None:
    """Runs the suite over instrumented code and writes `map.json`: function -> tests; test -> seconds."""
    tree = folder / "instrumented"
    shutil.copytree(folder / "tree", tree, dirs_exist_ok=True)
    names = instrument(tree)
    run_tests(tree, folder, ["-n", str(workers), "--dist", "loadfile", *tests], limit_s=7200)
    seconds: dict[str, float] = json.loads((folder / "seconds.json").read_text())
    entered: dict[str, set[str]] = {}
    for file in folder.glob("seen-*.txt"):
        for line in file.read_text().splitlines():
            number, _, test = line.partition("\t")
            if test in seconds:
                entered.setdefault(names[int(number)], set()).add(test)
        file.unlink()
    content = {"functions": {name: sorted(tests) for name, tests in entered.items()}, "seconds": seconds}
    (folder / "map.json").write_text(json.dumps(content))


# -- running


def copy_commit(tree: Path) -> None:
    """The last commit's files."""
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True)
    subprocess.run(["tar", "-x"], cwd=tree, input=archive.stdout, check=True)


def run_tests(tree: Path, folder: Path, arguments: list[str], *, limit_s: float) -> str:
    """Runs pytest in a tree; gives the test that failed first, `timeout`, `crash`, or nothing.

    In a fork of this process, which has the large libraries already and nothing of the package.
    """
    failed = folder / "failed.txt"
    failed.unlink(missing_ok=True)
    process = os.fork()
    if process == 0:
        _become_pytest(tree, folder, arguments)
    end = time.monotonic() + limit_s
    while not (found := os.waitpid(process, os.WNOHANG))[0] and time.monotonic() < end:
        time.sleep(0.1)
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)  # also what the tests have left
    if not found[0]:
        os.waitpid(process, 0)
        return "timeout"
    if failed.exists():
        return failed.read_text()
    ended_well = os.waitstatus_to_exitcode(found[1]) in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    return "" if ended_well else "crash"


def _become_pytest(tree: Path, folder: Path, arguments: list[str]) -> NoReturn:
    code = 3
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        log = os.open(folder / "pytest.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.chdir(tree)
        os.environ.update(
            PYTHONPATH=f"{tree}{os.pathsep}{ROOT / 'scripts'}",
            QT_QPA_PLATFORM="offscreen",
            MUTATE_FOLDER=str(folder),
            PYTHONDONTWRITEBYTECODE="1",
        )
        sys.dont_write_bytecode = True
        sys.path[:0] = [str(tree), str(ROOT / "scripts")]
        code = pytest.main(["-q", "-p", "mutate_plugin", "-p", "no:cacheprovider", *arguments])
    finally:
        sys.stdout.flush()
        os._exit(code)


def tests_for(mutation: Mutation, mapped: dict[str, Any], budget_s: float) -> tuple[list[str], int]:
    """The tests that enter the function, those first that enter the fewest others; and how many there are in all."""
    functions: dict[str, list[str]] = mapped["functions"]
    key = f"{mutation.path}::{mutation.function}"
    near = [key] if key in functions else [name for name in functions if name.startswith(f"{mutation.path}::")]
    every = {test for name in near for test in functions[name]}
    breadth = Counter(test for tests in functions.values() for test in tests)
    chosen, total = [], 0.0
    for test in sorted(every, key=lambda test: (breadth[test], test)):
        total += mapped["seconds"][test]
        if chosen and total > budget_s:
            break
        chosen.append(test)
    return chosen, len(every)


def judge(mutation: Mutation, tests: list[str], tree: Path, folder: Path) -> str:
    """The test that notices the mutation; `timeout`, `crash`, or nothing.

    A test of the window, which waits for things, must pass without the mutation to count.
    """
    place = tree / mutation.path
    source, times = place.read_bytes(), place.stat()
    (folder / "chosen.txt").write_text("\n".join(tests))
    files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
    try:
        place.write_bytes(mutation.apply(source))
        found = run_tests(tree, folder, ["-x", *files], limit_s=LIMIT_S)
    finally:
        place.write_bytes(source)
        os.utime(place, ns=(times.st_atime_ns, times.st_mtime_ns))  # its compiled form counts again
    if found.startswith(("tests/ui", "tests/end_to_end")):
        (folder / "chosen.txt").write_text(found)
        if run_tests(tree, folder, [found.partition("::")[0]], limit_s=LIMIT_S):
            found = f"unsure: {found} fails without it too"
    (folder / "chosen.txt").unlink()
    return found


def main() -> None:
    """Draw, judge and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("tests", nargs="*", help="files that the map is made of; all by default")
    parser.add_argument("--rooms", default=",".join(ROOMS), help="rooms to draw from, in turn")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "ganstudio-mutations")
    parser.add_argument("--workers", type=int, default=2, help="processes that run the suite for the map")
    parser.add_argument("--budget", type=float, default=300.0, help="seconds of tests for one mutation")
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "map.json").exists():
        copy_commit(folder / "tree")
        subprocess.run([sys.executable, "-m", "compileall", "-q", "ganstudio"], cwd=folder / "tree", check=True)
        map_tests(folder, chosen.workers, chosen.tests)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the file that is changed is put back
    tree, mapped = folder / "tree", json.loads((folder / "map.json").read_text())
    sources = {path: (tree / path).read_bytes() for path in files_of(tree)}
    chance = random.Random(chosen.seed)
    by_room: dict[str, list[Mutation]] = {}
    for path, source in sources.items():
        by_room.setdefault(path.split("/")[1], []).extend(mutations_of(path, source))
    rooms = chosen.rooms.split(",")
    drawn = [chance.choice(by_room[rooms[number % len(rooms)]]) for number in range(chosen.count)]
    every = sum(map(len, by_room.values()))
    print(f"{every:,} mutations in {len(sources)} files; {len(drawn)} drawn with seed {chosen.seed}", flush=True)
    survivors = []
    for number, mutation in enumerate(drawn, start=1):
        started = time.monotonic()
        tests, covering = tests_for(mutation, mapped, chosen.budget)
        killer = judge(mutation, tests, tree, folder) if tests else ""
        killed = bool(killer) and not killer.startswith("unsure")
        survivors += [] if killed else [mutation]
        outcome = f"killed by {killer}" if killed else f"SURVIVED {len(tests)} of {covering} tests {killer}"
        print(f"{number:3} {time.monotonic() - started:4.0f} s  {mutation.path}  {outcome}", flush=True)
        if not killed:
            print(mutation.diff(sources[mutation.path]), flush=True)
    print(f"\n{len(drawn) - len(survivors)} of {len(drawn)} killed")


if __name__ == "__main__":
    main()
