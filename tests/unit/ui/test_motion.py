"""What the desktop says of movement, as its own files and programs have it."""

from __future__ import annotations

import sys

import pytest

from ganstudio.ui.theme import motion

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="files and programs of Linux desktops")


@pytest.fixture
def desktop(tmp_path, monkeypatch):
    """A folder for settings, and one for programs, of which there are none at first."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    motion.desktop_is_still.cache_clear()
    yield tmp_path
    motion.desktop_is_still.cache_clear()


def test_a_desktop_that_says_nothing_moves(desktop):
    assert not motion.is_still("system")
    assert motion.is_still("still")
    assert not motion.is_still("full")


@pytest.mark.parametrize(("factor", "still"), [("0", True), ("0.5", False), ("nonsense", False)])
def test_plasma_says_so_in_its_settings(desktop, factor, still):
    (desktop / "kdeglobals").write_text(f"[KDE]\nAnimationDurationFactor={factor}\n")
    assert motion.is_still("system") is still
    assert not motion.is_still("full")


@pytest.mark.parametrize(("answer", "still"), [("false", True), ("true", False)])
def test_gnome_says_so_through_its_program(desktop, answer, still):
    program = desktop / "gsettings"
    program.write_text(f'#!/bin/sh\n[ "$3" = enable-animations ] && echo {answer}\n')
    program.chmod(0o755)
    assert motion.is_still("system") is still
