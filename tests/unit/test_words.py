"""The words of the program: which language is spoken, and which texts translators are given."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from ganstudio import words
from ganstudio.ui.welcome.lessons import load_lessons

SCRIPT = Path(__file__).parents[2] / "scripts" / "translate.py"


@pytest.fixture(scope="module")
def translate():
    spec = importlib.util.spec_from_file_location("translate", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_variable_counts_before_the_settings_and_these_before_the_system(monkeypatch):
    monkeypatch.setattr(words, "_system", "zh_CN")
    assert words.chosen_language("en") == "en"  # the tests' own variable says so
    monkeypatch.setenv("GANSTUDIO_LANGUAGE", "zh")
    assert words.chosen_language("en") == "zh_CN"
    monkeypatch.delenv("GANSTUDIO_LANGUAGE")
    assert words.chosen_language("en") == "en"
    assert words.chosen_language("") == "zh_CN"


def test_a_text_that_was_translated_is_known_by_its_english(monkeypatch):
    monkeypatch.setattr(words, "_spoken", words._catalog(words.PSEUDO))
    shown = words.tr("Style mixing")
    assert shown == "⟦Style mixing⟧"
    assert words.english(shown) == "Style mixing"
    assert words.english("what a person has typed") == "what a person has typed"


def test_texts_are_found_in_calls_also_within_f_strings(translate, tmp_path):
    file = tmp_path / "some.py"
    file.write_text(
        'tr("one " "text")\nf"{tr(\'inside\')}: {value}"\ntrn("{number} face", "{number} faces", n)\n'
        'trp("verb", "open")\nmarked("kept")\ntr(name)\ntr("")\n',
        encoding="utf-8",
    )
    assert set(translate.texts_of_file(file, translate.WORDS)) == {
        ("one text", None),
        ("inside", None),
        (("{number} face", "{number} faces"), None),
        ("open", "verb"),
        ("kept", None),
    }


def test_translators_are_given_what_lessons_say_and_the_controls_that_they_point_at(translate):
    texts = translate.texts()
    lessons = load_lessons()
    said = [text for lesson in lessons for text in (lesson.title, lesson.summary, *(step.say for step in lesson.steps))]
    targets = {step.target for lesson in lessons for step in lesson.steps if ":" not in step.target} - {""}
    assert [text for text in (*said, *targets) if texts.get(text) is None] == []
