"""The Script card: a Python file that places a tab's selection, and the consent to run it."""
