"""The window's parts say what they hand to one another: no `Any`, nothing found by its name, few untyped signals."""

import ast
from pathlib import Path

import ganstudio

HERE = Path(ganstudio.__file__).parent
MOST_UNTYPED_SIGNALS = 20
"""Of values that may be None, of a generic, or of a class that would bring torch to the start."""


def nodes():
    for path in sorted((HERE / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield f"{path.relative_to(HERE)}:{getattr(node, 'lineno', 0)}", node


def test_nothing_is_found_by_its_name_or_left_untyped():
    frozen = "getattr(sys, 'frozen', False)"  # as the bundler documents it
    glue = [
        f"{where} {ast.unparse(node)}"
        for where, node in nodes()
        if (isinstance(node, ast.Call) and ast.unparse(node.func) in ("getattr", "setattr", "hasattr"))
        or (isinstance(node, ast.Name) and node.id == "Any")
    ]
    assert [line for line in glue if frozen not in line] == []


def test_few_signals_are_untyped():
    untyped = [where for where, node in nodes() if ast.unparse(node).startswith("Signal(object")]
    assert len(untyped) <= MOST_UNTYPED_SIGNALS, "\n".join(untyped)
