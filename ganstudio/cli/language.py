"""The help of the commands in the language spoken: click keeps it in the commands, where it is exchanged once."""

from __future__ import annotations

from collections.abc import Iterator

import click

from ganstudio.words import tr


def help_texts(command: click.Command) -> Iterator[str]:
    """What a command's help says, in English: its own text and those of its options; for a group of all below it."""
    yield from filter(None, (command.help, command.short_help))
    yield from (
        parameter.help for parameter in command.params if isinstance(parameter, click.Option) and parameter.help
    )
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            yield from help_texts(below) if below is not None else ()


def translate_help(command: click.Command) -> click.Command:
    """The command, with its help, and that of all that is in it, in the language spoken."""
    command.help, command.short_help = tr(command.help or ""), tr(command.short_help or "")
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = tr(parameter.help)
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        translate_help(below)
    return command
