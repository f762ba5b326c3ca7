"""The translations are whole, and say the same as the English texts do."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from string import Formatter

import pytest

from ganstudio.words import LANGUAGES

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
translate = importlib.import_module("translate")
CODES = [code for code in LANGUAGES if code != "en"]


@pytest.fixture(scope="module", params=CODES)
def catalog(request):
    return request.param, translate.read(translate.po_path(request.param), request.param)


@pytest.mark.parametrize("code", CODES)
def test_every_text_is_translated_and_the_files_are_in_step(code):
    left = list(translate.not_in_step(code))
    assert not left, "\n".join(left)


def fields(text: str) -> list[tuple[str, str]]:
    return sorted((name, form or "") for _, name, form, _ in Formatter().parse(text) if name is not None)


def pairs(catalog):
    for message in catalog:
        if message.id:
            english = message.id if isinstance(message.id, tuple | list) else (message.id,)
            found = message.string if isinstance(message.string, tuple | list) else (message.string,)
            for text in found:
                yield english, text


def test_values_and_their_form_stay_as_they_are(catalog):
    _, texts = catalog
    wrong = [
        (english, text)
        for english, text in pairs(texts)
        if "%(" not in english[0] and fields(text) not in [fields(one) for one in english]
    ]
    assert not wrong


def test_what_stands_for_something_stays(catalog):
    _, texts = catalog
    for english, text in pairs(texts):
        one = english[-1]
        line = "\n\n" if "\n\n" in one else "\n"  # paragraphs of help are filled anew
        for mark in (line, "\t"):
            assert text.count(mark) == one.count(mark), (one, text)
        assert text.endswith("…") == one.endswith("…"), (one, text)
        patterns = re.findall(r"\*\.\w+", one)
        assert re.findall(r"\*\.\w+", text) == patterns, (one, text)


def test_no_two_entries_of_a_menu_have_the_same_letter_to_press(catalog):
    """A mnemonic is written (&F) in Chinese; each menu's are told apart where the English ones are."""
    _, texts = catalog
    for english, text in pairs(texts):
        letter = re.search(r"(?<!&)&(\w)", english[0])
        if letter and "&&" not in english[0] and "\n" not in english[0]:
            found = re.search(r"&(\w)", text)
            assert found, (english[0], text)
            assert found[1].lower() == letter[1].lower(), (english[0], text)
