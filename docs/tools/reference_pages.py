"""Writes the pages of reference that follow from the code: formats, commands, the Python interface, messages."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import msgspec
from message_list import message_page
from struct_words import field_rows, has_tag, reachable

import ganstudio
from ganstudio.analysis.detectors import Detector
from ganstudio.cli.main import commands
from ganstudio.jobs.manifest import Job
from ganstudio.networks.generator import LoadedGenerator, SynthesisOutput
from ganstudio.recipe.codec import Made
from ganstudio.recipe.document import Recipe
from ganstudio.spec import GeneratorSpec, LayerSpec

RECIPE_NAMES = frozenset(one.__name__ for one in reachable(Recipe))
RECIPE_LINKS = frozenset(map(str.lower, RECIPE_NAMES))
SECTIONS = re.compile(r"^(Attributes|Args|Returns|Raises|Yields|Source):(?:[ ]*)(.*)$", re.MULTILINE)


def write_reference(folder: Path) -> None:
    """Writes all of them; one that is as it was is not touched, so that it is not built again."""
    folder.mkdir(parents=True, exist_ok=True)
    recipe = reachable(Recipe)
    pages = {
        "recipe": struct_page("Recipe format", RECIPE_INTRODUCTION, [*recipe, Made]),
        "jobs": beside_recipes(struct_page("Job and film format", JOB_INTRODUCTION, reachable(Job, without=recipe))),
        "detectors": beside_recipes(struct_page("Detector format", DETECTOR_INTRODUCTION, [Detector])),
        "commands": command_page(),
        "python": python_page(),
        "messages": message_page(),
    }
    for name, text in pages.items():
        path = folder / f"{name}.md"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


RECIPE_INTRODUCTION = """
A recipe is all that makes a picture. It stands in every picture that GanStudio saves, and as JSON in `.json` files
(`ganstudio show face.png --json`). Of format 1 or 2 it is one object, `{"format": 1, "recipe": {...}}`; format 2 has
`styles` besides, and is written only where there are any. In a picture, `made` stands beside the recipe.

An *array* is `{"shape": [rows, columns], "float32": "<base64>"}`: little-endian float32 in C order, compressed with
zlib. Unknown fields are refused; a field that is missing has its default.
"""
JOB_INTRODUCTION = """
A job's folder has a `job.json`. It is enough to go on with a job that was stopped (`ganstudio batch resume FOLDER`), on
this machine or another: the plan is data from which all recipes follow, and a picture is done when its file is there.
Films are described by the same fields in the job, in the dialog and on the command line; see
[Film options](#filmoptions).
"""
DETECTOR_INTRODUCTION = """
`detectors.json` in a model's data folder is `{"format": 1, "detectors": [...]}`. Such a file opens where it is
dropped.
"""


def struct_page(title: str, introduction: str, structs: list[type[msgspec.Struct]]) -> str:
    """One heading a struct, with a table of its fields, all from their types, defaults and docstrings."""
    parts = [f"# {title}\n{introduction}"]
    for struct in structs:
        body, _ = split_docstring(struct)
        tag = has_tag(struct)
        parts.append(f"## {struct.__name__}\n\n{body}\n")
        if tag is not None:
            parts.append(f"Told by `{tag[0]}`: `{tag[1]}`.\n")
        if struct.__struct_config__.array_like:
            parts.append("Written as a list, in this order.\n")
        rows = field_rows(struct)
        if rows:
            parts.append("| field | type | default | |\n| --- | --- | --- | --- |\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def beside_recipes(page: str) -> str:
    """A page whose links to parts of a recipe lead to the page of recipes."""
    return re.sub(r"\]\(#(\w+)\)", lambda link: f"](recipe.md#{link[1]})" if link[1] in RECIPE_LINKS else link[0], page)


def split_docstring(thing: object) -> tuple[str, dict[str, str]]:
    """What a docstring says before its sections, as Markdown, and the sections' texts."""
    text = inspect.getdoc(thing) or ""
    parts = SECTIONS.split(text)
    sections: dict[str, str] = {}
    for name, first, rest in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        sections[name] = inspect.cleandoc(f"{first}\n{rest}").strip()
    return markdown(parts[0].strip()), sections


def markdown(text: str) -> str:
    """A docstring's text: `<` outside code is no tag."""
    pieces = re.split(r"(```.*?```|`[^`]*`)", text, flags=re.DOTALL)
    return "".join(piece if index % 2 else piece.replace("<", "\\<") for index, piece in enumerate(pieces))


# Commands


def command_page() -> str:
    """Every command with its flags and examples, as `--help` has them."""
    parts = ["# Commands\n\nWhat `ganstudio COMMAND --help` says, on one page.\n"]
    parts += [_command(command, context, path) for command, context, path in _commands(commands, None, "ganstudio")]
    return "\n".join(parts)


def _commands(
    command: click.Command, parent: click.Context | None, name: str
) -> Iterator[tuple[click.Command, click.Context, str]]:
    context = click.Context(command, parent=parent, info_name=name.rpartition(" ")[2])
    yield command, context, name
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            yield from _commands(found, context, f"{name} {child}")


def _command(command: click.Command, context: click.Context, path: str) -> str:
    usage = f"{path} {' '.join(command.collect_usage_pieces(context))}"
    parts = [f"## {path}\n", f"```text\n{usage}\n```\n", markdown(inspect.cleandoc(command.help or "")) + "\n"]
    rows = [_option(parameter, context) for parameter in command.get_params(context)]
    shown = [row for row in rows if row]
    if shown:
        parts.append("| option | |\n| --- | --- |\n" + "\n".join(shown) + "\n")
    examples = (command.epilog or "").partition("Examples:\n")[2]
    if examples:
        parts.append("```text\n" + inspect.cleandoc(examples) + "\n```\n")
    return "\n".join(parts)


def _option(parameter: click.Parameter, context: click.Context) -> str:
    record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
    if record is None:
        return ""
    names, text = record
    return f"| `{cell(names)}` | {cell(markdown(text))} |"


def cell(text: str) -> str:
    """Text for a table."""
    return re.sub(r"\s+", " ", text).replace("|", "\\|").strip()


# Python


def python_page() -> str:
    """The public names of `ganstudio`, and what their methods give."""
    intro, _ = split_docstring(ganstudio)
    parts = [f"# Python\n\n{intro}\n"]
    named = {name: getattr(ganstudio, name) for name in ganstudio.__all__}
    others = {one.__name__: one for one in (LoadedGenerator, SynthesisOutput, GeneratorSpec, LayerSpec)}
    for name, thing in {**named, **others}.items():
        parts.append(_thing(name, thing))
    return "\n".join(parts)


def _thing(name: str, thing: object) -> str:
    if isinstance(thing, type) and issubclass(thing, msgspec.Struct) and name in RECIPE_NAMES:
        body, _ = split_docstring(thing)
        return f"## {name}\n\n{body}\n\nIts fields: [Recipe format](recipe.md#{name.lower()}).\n"
    parts = [f"## {name}\n", _described(name, thing)]
    if isinstance(thing, type):
        for member_name, member in _public_members(thing):
            parts.append(f"### {name}.{member_name}\n\n{_described(member_name, member)}")
    return "\n".join(parts)


def _public_members(thing: type) -> Iterator[tuple[str, object]]:
    for name, member in vars(thing).items():
        if not name.startswith("_") and (
            inspect.isfunction(member) or isinstance(member, (property, classmethod, staticmethod))
            or type(member).__name__ == "cached_property"
        ):  # fmt: skip
            yield name, member


def _described(name: str, thing: object) -> str:
    inner = thing.__func__ if isinstance(thing, (classmethod, staticmethod)) else thing
    body, sections = split_docstring(inner)
    parts = [f"```python\n{name}{_signature(inner)}\n```\n"] if callable(inner) else []
    parts.append(f"{body}\n")
    if isinstance(inner, type) and inner.__init__.__doc__ and "__init__" in vars(inner):
        _, made_of = split_docstring(inner.__init__)
        sections = {**made_of, **sections}
    return "\n".join([*parts, *(f"**{title}**\n\n{items(text)}\n" for title, text in sections.items())])


def _signature(thing: Callable[..., object]) -> str:
    try:
        text = str(inspect.signature(thing))
    except (TypeError, ValueError):
        return "(...)"
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", text)  # annotations that are kept as text
    text = re.sub(r"numpy\.ndarray\[tuple\[Any, \.\.\.\], numpy\.dtype\[(?:numpy\.)?(\w+)\]\]", r"ndarray of \1", text)
    return re.sub(r"(?<![\w.])(?:[a-z_0-9]+\.)+(?=[A-Z])", "", text)


def items(section: str) -> str:
    """`name: text` lines of a section as a list; other lines as they are."""
    lines: list[str] = []
    for line in section.splitlines():
        found = re.match(r"(\w[\w, ]*): (.*)", line)
        if found:
            lines.append(f"- `{found[1]}`: {markdown(found[2])}")
        elif lines:
            lines.append(f"  {markdown(line.strip())}")
        else:
            lines.append(markdown(line))
    return "\n".join(lines)
