"""`ganstudio completion`: the shell completes commands, flags, their choices and files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click
import platformdirs
from click.shell_completion import get_completion_class

from ganstudio.cli.options import examples
from ganstudio.errors import GanStudioError
from ganstudio.words import tr

VARIABLE = "_GANSTUDIO_COMPLETE"
_SHELLS = ("bash", "zsh", "fish")
_START_FILES = {"bash": ".bashrc", "zsh": ".zshrc"}


@click.command(
    short_help="Have the shell complete commands and flags.",
    epilog=examples("ganstudio completion --install", "ganstudio completion --shell zsh > _ganstudio"),
)
@click.option("--install", is_flag=True, help="Write it where the shell finds it, and say where.")
@click.option("--shell", type=click.Choice(_SHELLS), help="By default the one that you use.")
@click.pass_context
def completion(context: click.Context, install: bool, shell: str | None) -> None:
    """Print the completion script of a shell, or install it: then Tab completes commands, flags and files."""
    chosen = shell or Path(os.environ.get("SHELL", "")).name
    maker = get_completion_class(chosen)
    if chosen not in _SHELLS or maker is None:
        raise GanStudioError(
            tr("Which shell you use is not known. Name it: --shell {names}.", names=", ".join(_SHELLS))
        )
    if chosen == "bash" and shutil.which("bash") is None:
        raise GanStudioError(tr("bash is not installed here."))
    script = maker(context.find_root().command, {}, "ganstudio", VARIABLE).source()
    if not install:
        click.echo(script)
        return
    for path in _install(chosen, script):
        click.echo(path)
    click.echo(tr("Open a new terminal, and Tab completes 'ganstudio'."), err=True)


def _install(shell: str, script: str) -> list[Path]:
    """Writes the script; bash and zsh are told of it by a line in their start file, once."""
    if shell == "fish":
        config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        place = config / "fish" / "completions" / "ganstudio.fish"
    else:
        place = platformdirs.user_data_path("ganstudio", appauthor=False) / f"completion.{shell}"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(script, encoding="utf-8")
    if shell == "fish":
        return [place]
    start = Path(os.environ.get("ZDOTDIR", "") if shell == "zsh" else "") / _START_FILES[shell]
    start = start if start.is_absolute() else Path.home() / start
    setup = "autoload -Uz compinit && compinit\n" if shell == "zsh" else ""
    line = f'{setup}[ -r "{place}" ] && . "{place}" # completion of ganstudio\n'
    known = start.read_text(encoding="utf-8") if start.exists() else ""
    if line not in known:
        with start.open("a", encoding="utf-8") as file:
            file.write(("" if known.endswith("\n") or not known else "\n") + line)
    return [place, start]
