"""Lists every refusal that the code can give, with what it is about, read out of the sources themselves."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

from ganstudio import errors

PACKAGE = Path(errors.__file__).parent
ERRORS = {
    name: thing
    for name, thing in vars(errors).items()
    if isinstance(thing, type) and issubclass(thing, errors.GanStudioError)
}
HOLE = "…"
TRANSLATING = {"tr": 0, "marked": 0, "trn": 1, "trp": 1}
"""Which argument of these is the text; of `trn`, the one for many."""
LEFT_OUT = ("training", "bench")
INTRODUCTION = """# All messages

Every sentence in which GanStudio refuses something, as the code has it; `…` stands for what is filled in. What to do
stands in the sentence, and for those that are met most in [Troubleshooting](../../troubleshooting.md). On the command
line a refusal exits with 2.
"""


def messages() -> dict[str, set[str]]:
    """Name of the error -> its messages, with `…` where a name or a number is filled in."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).parts[0] in LEFT_OUT:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                text = _text(node.args[0])
                if node.func.id in ERRORS and len(re.sub(rf"[{HOLE}\W]", "", text)) > 8:
                    found[node.func.id].add(re.sub(r"\s+", " ", text).strip())
    return found


def all_texts() -> list[str]:
    """Every text of the code, those that a person never sees included, with `…` where something is filled in."""
    return [text for path in sorted(PACKAGE.rglob("*.py")) for text in texts_of(path)]


def texts_of(path: Path) -> list[str]:
    """Those of one file."""
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [_text(node) for node in tree if isinstance(node, (ast.Constant, ast.JoinedStr, ast.BinOp))]


def message_page() -> str:
    """The page."""
    parts = [INTRODUCTION]
    found = messages()
    for name, kind in ERRORS.items():
        if found[name]:
            said = (kind.__doc__ or "").strip()
            parts.append(
                f"## {name}\n\n{said}\n\n" + "\n".join(f"- {_safe(one)}" for one in sorted(found[name])) + "\n"
            )
    return "\n".join(parts)


def _text(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.JoinedStr(values=values):
            return "".join(_text(value) for value in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _text(left) + _text(right)
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in TRANSLATING:
            text = _text(arguments[TRANSLATING[name]])
            return re.sub(r"\{\w+(![rsa])?(:[^{}]*)?\}", HOLE, text)
    return HOLE


def _safe(text: str) -> str:
    return re.sub(r"([<>*_`\[\]|{}$\\])", r"\\\1", text)
