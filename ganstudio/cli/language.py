"""The help of the commands in the language spoken, and lines of it that fit where a letter takes two columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from inspect import cleandoc

import click

from ganstudio.words import tr


class SpokenOption(click.Option):
    """An option whose help is in the language spoken from the start: it is put together from other texts."""


class SpokenCommand(click.Command):
    """Such a command."""


def help_texts(command: click.Command) -> Iterator[str]:
    """What a command's help says, in English: its own text and those of its options; for a group of all below it."""
    if not isinstance(command, SpokenCommand):
        yield from (cleandoc(text) for text in (command.help, command.short_help) if text)
    yield from (option.help for option in _in_english(command) if option.help)
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            yield from help_texts(below) if below is not None else ()


@cache
def translate_help(command: click.Command) -> click.Command:
    """The command, with its help, and that of all that is in it, in the language spoken."""
    if not isinstance(command, SpokenCommand):
        texts = (command.help, command.short_help)
        command.help, command.short_help = (text and tr(cleandoc(text)) for text in texts)
    for option in _in_english(command):
        option.help = option.help and tr(option.help)
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        translate_help(below)
    return command


def _in_english(command: click.Command) -> list[click.Option]:
    options = (parameter for parameter in command.params if isinstance(parameter, click.Option))
    return [option for option in options if not isinstance(option, SpokenOption)]


_WIDE = r"[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]"
_CLOSING = r"[，。、：；！？）」』》】…”]"
_PIECES = rf"\s+|[\[（「『《【“]*(?:{_WIDE}|(?:(?!{_WIDE})\S)+){_CLOSING}*"
"""What a line may be broken between: spaces, Chinese letters with the marks that belong to them, other words."""


def columns_of(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def padded(text: str, columns: int) -> str:
    """The text, with spaces up to so many columns."""
    return text + " " * (columns - columns_of(text))


class WideFormatter(click.HelpFormatter):
    """Breaks the lines of Chinese help, which click takes for few long words and measures by letters."""

    def write_text(self, text: str) -> None:
        """Paragraphs."""
        super().write_text(_broken(text, self.width - self.current_indent))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Two columns; the first is English, names and values."""
        given = list(rows)
        first = min(max(len(name) for name, _ in given), col_max) + col_spacing
        width = max(self.width - first - self.indent_increment, 10)
        super().write_dl([(name, _broken(text, width)) for name, text in given], col_max, col_spacing)


def _broken(text: str, width: int) -> str:
    """With lines of no more than so many columns that click leaves as they are; as it is if click can break it."""
    if text.isascii() or not re.search(_WIDE, text):
        return text
    paragraphs = text.split("\n\n")
    return "\n\n".join(
        part if part.startswith("\b") else "\b\n" + "\n".join(_lines(part, width)) for part in paragraphs
    )


def _lines(paragraph: str, width: int) -> Iterator[str]:
    line = ""
    for piece in re.findall(_PIECES, paragraph.replace("\n", " ")):
        if line and columns_of(line + piece.rstrip()) > width:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    if line.strip():
        yield line.rstrip()
