"""The command line: thin. `ganstudio.cli.main` is the command; the others are its subcommands."""

from ganstudio.words import speak_everywhere

speak_everywhere()  # before click is asked for anything: it names some of its types as they are made
