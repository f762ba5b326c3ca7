"""The words of the program: which language is spoken, and which texts translators are given."""

from __future__ import annotations

import gettext
import importlib.util
import os
import subprocess
import sys
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


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        ("zh_CN", "zh_CN"), ("zh_CN.UTF-8", "zh_CN"), ("zh-Hans", "zh_CN"), ("ZH", "zh_CN"), ("en_GB@euro", "en"),
        ("de_DE.UTF-8", "en"), ("C", "en"), ("", "en"), ("pseudo", "pseudo"),
    ],
)  # fmt: skip
def test_a_language_is_found_by_whatever_a_system_calls_it(wanted, spoken):
    assert words.language_of(wanted) == spoken


@pytest.mark.parametrize(
    ("settings", "system", "spoken"),
    [
        ('{"language": "zh_CN"}', {"LANG": "en_US.UTF-8"}, "zh_CN"),
        ('{"language": ""}', {"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ('{"language": "en"}', {"LANG": "zh_CN.UTF-8"}, "en"),
        ('{"language": 7}', {"LANGUAGE": "zh_TW:de", "LANG": "en_US.UTF-8"}, "zh_CN"),
        ("[]", {"LC_ALL": "zh_CN", "LANG": "en_US"}, "zh_CN"),
        ("not json", {}, "en"),
        (None, {"LC_MESSAGES": "zh_CN.UTF-8"}, "zh_CN"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such variables")
def test_a_process_speaks_what_the_settings_or_the_system_ask_for(tmp_path, settings, system, spoken):
    if settings is not None:
        (tmp_path / "settings.json").write_text(settings, encoding="utf-8")
    asked = ("GANSTUDIO_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    kept = {name: value for name, value in os.environ.items() if name not in asked}
    done = subprocess.run(
        [sys.executable, "-c", "from ganstudio import words; print(words.language)"],
        env={**kept, **system, "GANSTUDIO_CONFIG": str(tmp_path), "PYTHONPATH": str(SCRIPT.parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == spoken


_MISTAKES = {
    "{file} is missing": "{datei} fehlt",
    "{size:.1f} MB": "{size:,d} MB",
    "a {b}": "{",
    "{number} face": "{n}",
}


class _Strange(gettext.NullTranslations):
    """Translations with mistakes in them."""

    def gettext(self, message: str) -> str:
        return _MISTAKES.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _MISTAKES[msgid1]

    def pgettext(self, context: str, message: str) -> str:
        return _MISTAKES[message]


def test_a_translation_whose_placeholders_are_wrong_gives_way_to_the_english(monkeypatch):
    monkeypatch.setattr(words, "_spoken", _Strange())
    assert words.tr("{file} is missing", file="a.png") == "a.png is missing"
    assert words.tr("{size:.1f} MB", size=1.25) == "1.2 MB"
    assert words.trp("verb", "a {b}", b=1) == "a 1"
    assert words.trn("{number} face", "{number} faces", 1) == "1 face"
    assert words.trn("{number} face", "{number} faces", 3) == "3 faces"


def test_values_are_filled_in_as_they_are():
    assert words.tr("{name}: {size:,} bytes", name="{odd}", size=1234) == "{odd}: 1,234 bytes"
    assert words.tr("braces {stay} where there is no value") == "braces {stay} where there is no value"
    assert words.tr("") == ""


def test_a_number_chooses_among_the_forms_of_a_text(monkeypatch):
    forms = ("{number:,} face in {folder}", "{number:,} faces in {folder}")
    said = [words.trn(*forms, number, folder="a") for number in (0, 1, 2500)]
    assert said == ["0 faces in a", "1 face in a", "2,500 faces in a"]
    monkeypatch.setattr(words, "_spoken", words._catalog(words.PSEUDO))
    assert words.trn(*forms, 1, folder="a") == "⟦1 face in a⟧"
    assert words.trp("verb", "open") == "⟦open⟧"
    assert words.marked("open") == "open"


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


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 200_000,
        b'{"language":' + b"[" * 200_000,
        b'{"language":"\xff"}',
        b'{"language": ["zh_CN"]}',
        b"",
        b"null",
    ],
    ids=["deep", "deep below", "no text", "a list", "empty", "null"],
)
def test_damaged_settings_speak_the_systems_language(tmp_path, monkeypatch, content):
    monkeypatch.setenv("GANSTUDIO_CONFIG", str(tmp_path))
    monkeypatch.delenv("GANSTUDIO_LANGUAGE")
    monkeypatch.setattr(words, "_system", "de")
    (tmp_path / "settings.json").write_bytes(content)
    assert words.chosen_language() == "en"


def damaged(good: bytes) -> dict[str, bytes]:
    return {
        "empty": b"",
        "cut in its table": good[:5000],
        "cut in half": good[: len(good) // 2],
        "another file": b"PK\x03\x04" + good[4:],
        "no text": good[:-20_000] + b"\xff" * 20_000,
        "no rule of plurals": good.replace(b"nplurals=1; plural=0", b"nplurals=(((; plu=0"),
        "an encoding that is none": good.replace(b"charset=UTF-8", b"charset=UTX-9"),
    }


GOOD = (words.LOCALES / "zh_CN" / "LC_MESSAGES" / "ganstudio.mo").read_bytes()


@pytest.mark.parametrize("damage", damaged(GOOD))
def test_a_damaged_catalog_is_passed_over_for_english(tmp_path, monkeypatch, damage):
    place = tmp_path / "zh_CN" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "ganstudio.mo").write_bytes(damaged(GOOD)[damage])
    monkeypatch.setattr(words, "LOCALES", tmp_path)
    code, catalog = words._speaking("zh_CN")
    assert (code, catalog.gettext("Quit")) in (("en", "Quit"), ("zh_CN", "退出"))


def test_a_text_is_said_again_in_another_language(monkeypatch):
    made_of = words.wording(words.tr("add {name}", name=words.spoken("mouth_open")))
    number = words.wording(words.trn("{number} picture in {out}", "{number} pictures in {out}", 3, out=Path("a")))
    monkeypatch.setattr(words, "_spoken", words._catalog("zh_CN"))
    assert words.say(made_of) == words.tr("add {name}", name=words.tr("mouth open")) != "add mouth open"
    assert words.say(number) == words.trn("{number} picture in {out}", "{number} pictures in {out}", 3, out="a")
    assert words.wording("what a person typed") is None


def test_of_two_texts_that_are_one_in_another_language_the_last_is_meant(monkeypatch):
    monkeypatch.setattr(words, "_spoken", words._catalog("zh_CN"))
    assert words.tr("Begin") == words.tr("start")
    assert words.wording(words.tr("start")).text == "start"
    assert words.wording(words.tr("Begin")).text == "Begin"


@pytest.mark.parametrize(
    "damaged",
    [
        words.Wording("{a.__class__}", values=(("a", "b"),)),
        words.Wording("{a:>99999999}", values=(("a", "b"),)),
        words.Wording("{a:.2f}", values=(("a", "b"),)),
        words.Wording("one {", values=(("a", "b"),)),
    ],
)
def test_what_was_never_a_text_of_the_program_is_not_said(damaged):
    assert words.say(damaged) == ""
