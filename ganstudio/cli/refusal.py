"""How the command line refuses: one sentence on standard error, exit code 2."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click


def refuse(error: BaseException) -> NoReturn:
    """Print what is wrong in a sentence and exit with 2.

    Args:
        error: A GanStudioError, an error of click's, an OSError or a MemoryError.
    """
    match error:
        case BrokenPipeError():
            # The reader of our output has gone, as `head` does. Python would complain when it flushes at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        case click.UsageError():
            command = error.ctx.command_path if error.ctx else "ganstudio"
            click.echo(f"ganstudio: {error.format_message()} See '{command} --help'.", err=True)
        case click.ClickException():
            click.echo(f"ganstudio: {error.format_message()}", err=True)
        case OSError():
            name = f"{error.filename}: " if error.filename else ""
            click.echo(f"ganstudio: {name}{error.strerror or error}.", err=True)
        case MemoryError():
            click.echo("ganstudio: There is not enough memory for this; close other programs.", err=True)
        case _:
            click.echo(f"ganstudio: {error}", err=True)
    sys.exit(2)
