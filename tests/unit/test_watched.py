"""The bar of work that tells nothing itself, on a terminal."""

import io
import threading

import pytest

from ganstudio.cli import progress


class Terminal(io.StringIO):
    def __init__(self):
        super().__init__()
        self.shown = threading.Event()

    def isatty(self):
        return True

    def write(self, text):
        if "30/100" in text:
            self.shown.set()
        return super().write(text)


def test_a_watched_step_shows_how_far_it_is_while_it_works(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(progress.sys, "stderr", terminal)
    with progress.watched("Learning to paint", 100, lambda: 30):
        assert terminal.shown.wait(20)
    assert "Learning to paint" in terminal.getvalue()
    assert "100/100" in terminal.getvalue()


def test_a_step_that_fails_ends_its_bar_and_does_not_look_done(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(progress.sys, "stderr", terminal)

    def fail():
        assert terminal.shown.wait(20)
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"), progress.watched("Drawing faces", 100, lambda: 30):
        fail()
    assert "100/100" not in terminal.getvalue()
    assert not any(thread.name == "ganstudio-progress" for thread in threading.enumerate())


def test_a_watched_step_is_quiet_where_there_is_no_terminal(capsys):
    with progress.watched("Drawing faces", 100, lambda: 30):
        pass
    assert capsys.readouterr().err == ""
