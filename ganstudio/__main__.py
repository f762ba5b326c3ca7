"""`python -m ganstudio` is the `ganstudio` command."""

from ganstudio.cli.main import main

if __name__ == "__main__":
    main()
