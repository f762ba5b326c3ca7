"""What a command says at its end: a line for people, or one JSON document for programs."""

from __future__ import annotations

import click
import msgspec

JSON = click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")


def report(text: object, facts: object, *, as_json: bool) -> None:
    """Prints the text, or the facts as JSON.

    Args:
        text: For people.
        facts: What JSON can say; paths become text.
        as_json: Which of them.
    """
    document = msgspec.json.encode(facts, enc_hook=str)
    click.echo(msgspec.json.format(document, indent=2).decode() if as_json else text)
