"""The command line: thin. `ganstudio.cli.main` is the command; the others are its subcommands."""
