"""The commands in another language than English."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from ganstudio.cli.doctor import Finding
from ganstudio.cli.language import SpokenOption, WideFormatter, columns_of, help_texts, padded, translate_help

ROOT = Path(__file__).parents[2]
CHINESE = "把图片（PNG 或 JPEG）移动到 --out，向右、向下移动，以图片宽度为单位（StyleGAN3）。不给出时保持原样。" * 3


def _said(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ganstudio", *arguments],
        env={**os.environ, "GANSTUDIO_LANGUAGE": "pseudo", "PYTHONPATH": str(ROOT), "COLUMNS": "80"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("command", [(), ("batch", "resume"), ("trash", "restore"), ("library", "find")])
def test_the_help_of_each_command_is_translated_once(command):
    help_ = _said(*command, "--help").stdout
    assert "⟦" in help_
    assert "⟦⟦" not in help_
    assert "⟦Examples:⟧" in help_


def test_a_refusal_is_in_the_language_spoken():
    refused = _said("show", "gone.png")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("ganstudio: ⟦")


def _command() -> click.Command:
    @click.command()
    @click.option("--out", metavar="FILE", help="Where to.")
    @click.option("--of", cls=SpokenOption, help="Told already.")
    def command(out: str, of: str) -> None:
        """Make it.

        Then look at it.
        """

    return command


def test_help_is_looked_up_without_its_indentation_which_newer_pythons_take_away():
    assert list(help_texts(_command())) == ["Make it.\n\nThen look at it.", "Where to."]
    assert translate_help(_command()).help == "Make it.\n\nThen look at it."


@pytest.mark.parametrize("width", [38, 60, 78])
def test_chinese_help_is_broken_by_columns_and_not_before_a_mark(width):
    formatter = WideFormatter(width=width)
    formatter.write_text(CHINESE)
    formatter.write_dl([("--out FILE", CHINESE), ("--json", "In English.")])
    lines = formatter.getvalue().splitlines()
    assert max(columns_of(line) for line in lines) <= width
    assert min(columns_of(line) for line in lines[:-1] if "。" not in line) > width / 2
    assert not [line for line in lines if line.strip()[0] in "，。、）"]
    assert not [line for line in lines if line[-1] in "（"]
    assert "".join("".join(lines).split()).startswith("".join(CHINESE.split()))


def test_blocks_that_are_laid_out_stay_as_they_are():
    formatter = WideFormatter(width=40)
    formatter.write_text("\b\n名称    大小\na.png   12\n\n下一段。")
    assert formatter.getvalue() == "名称    大小\na.png   12\n\n下一段。\n"


def test_columns_of_a_table_are_as_wide_as_a_terminal_shows_them():
    assert [padded(text, 8) + "|" for text in ("ab", "窗口", "")] == ["ab      |", "窗口    |", "        |"]


def test_a_finding_for_programs_is_in_english(monkeypatch):
    from ganstudio import words

    monkeypatch.setattr(words, "_spoken", words._catalog(words.PSEUDO))
    finding = Finding("Workspace", "{folder}, not writable", True, {"folder": "a"})
    assert finding.facts() == {"name": "Workspace", "text": "a, not writable", "is_trouble": True}
    assert finding.line() == f"! {padded('⟦Workspace⟧:', 20)}⟦a, not writable⟧"
