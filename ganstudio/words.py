"""The words that people read, in their language: gettext's catalogs, found before anything else is imported.

Every sentence of the window, the command line and the errors is written in English where it is needed and goes
through `tr`; `locale/<language>/LC_MESSAGES/ganstudio.po` has the translations, and `python scripts/translate.py` keeps
them in step. The language is chosen once a process, so that tables of labels may be constants of modules.
"""

from __future__ import annotations

import contextlib
import gettext
import locale
import os
import re
from pathlib import Path
from typing import Any

import msgspec
import platformdirs

DOMAIN = "ganstudio"
LOCALES = Path(__file__).parent / "locale"
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""Code of each language that is complete -> its name in itself."""

PSEUDO = "pseudo"
"""A language for tests: each translated text is put in brackets, so that what is not stands out."""


def settings_path() -> Path:
    """Where settings are kept unless told otherwise; `GANSTUDIO_CONFIG` names another folder."""
    folder = os.environ.get("GANSTUDIO_CONFIG")
    return (Path(folder) if folder else platformdirs.user_config_path("ganstudio", appauthor=False)) / "settings.json"


def language_of(wanted: str) -> str:
    """The language to speak: the one wanted, such as `zh_CN.UTF-8` or `zh-Hans`, or English where there is none."""
    if wanted == PSEUDO or wanted in LANGUAGES:
        return wanted
    spoken = re.split(r"[_.@-]", wanted)[0].lower()
    return next((code for code in LANGUAGES if code.split("_")[0] == spoken), "en")


def chosen_language(setting: str | None = None) -> str:
    """What `GANSTUDIO_LANGUAGE`, the settings or the system ask for, in this order.

    Args:
        setting: What counts as the settings' choice, empty for the system's; the saved one if not given.
    """
    kept = _language_of_settings() if setting is None else setting
    return language_of(os.environ.get("GANSTUDIO_LANGUAGE") or kept or _system)


def _language_of_settings() -> str:
    with contextlib.suppress(OSError, msgspec.DecodeError, ValueError, RecursionError, AttributeError):
        found = msgspec.json.decode(settings_path().read_bytes()).get("language", "")
        return found if isinstance(found, str) else ""
    return ""


def _language_of_system() -> str:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if found := os.environ.get(name):
            return found.split(":")[0]
    return (locale.getlocale()[0] or "en") if os.name == "nt" else "en"


_system = _language_of_system()
_variable = os.environ.get("LANGUAGE")
"""Both as they were before `speak_everywhere`."""


class _Pseudo(gettext.NullTranslations):
    """Puts in brackets whatever it is asked for."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)


def _catalog(code: str) -> gettext.NullTranslations:
    if code == PSEUDO:
        return _Pseudo()
    return gettext.translation(DOMAIN, LOCALES, languages=[code], fallback=True)


def _speaking(code: str) -> tuple[str, gettext.NullTranslations]:
    """A language and its catalog; English where that is damaged, in which every text is at hand."""
    try:
        return code, _catalog(code)
    except Exception:  # noqa: BLE001 - gettext raises what its reading of bytes and of plurals happens to
        return "en", gettext.NullTranslations()


language, _spoken = _speaking(chosen_language())
"""Code of the language that this process speaks, and its catalog."""
_english: dict[str, str] = {}
"""Text that `tr` has given -> its English."""
_MOST_WORDINGS = 4096
_wordings: dict[str, tuple[str, str, str, dict[str, object]]] = {}
"""Text that was given lately -> what it was made of: two English ones may be one in another language."""
_SPOKEN_PLACES = re.compile(r"(?:[^{}]|\{[a-z_]+(?::[-+,.0-9a-z]{0,4})?\})*")
"""English texts with values, as they are written in the program."""


class Wording(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a text was made of, for what is kept and may be read in another language; see `wording`.

    Attributes:
        text: In English. many: the plural, where it depends on `number`. context: as `trp` takes it.
        values: By name, in pairs; those that are texts of the program with their own wording.
    """

    text: str
    many: str = ""
    context: str = ""
    values: tuple[tuple[str, Wording | str | int | float], ...] = ()


def speak_everywhere() -> None:
    """Has what click says itself translated too: it asks the gettext module of the whole process."""
    if language in LANGUAGES and language != "en":
        gettext.bindtextdomain(DOMAIN, str(LOCALES))
        gettext.textdomain(DOMAIN)
        os.environ["LANGUAGE"] = language


def environment_at_start() -> dict[str, str]:
    """The variables as they were before `speak_everywhere`, for a program that asks anew which language to speak."""
    found = {name: value for name, value in os.environ.items() if name != "LANGUAGE"}
    return found if _variable is None else {**found, "LANGUAGE": _variable}


def tr(text: str, /, **values: object) -> str:
    """A text in the language spoken.

    Args:
        text: In English, as a literal; `{name}` stands for a value.
        values: By name.
    """
    found = _spoken.gettext(text) if text else ""
    if values:
        return _kept(_filled(found, text, values), text, "", "", values)
    _english.setdefault(found, text)
    return _kept(found, text, "", "", values)


def english(text: str) -> str:
    """The English of a text that `tr` gave, where it did: for what files keep things by, such as a heading."""
    return _english.get(text, text)


def trn(one: str, many: str, number: int, /, **values: object) -> str:
    """A text that depends on a number, which it may name `{number}`: `trn("{number} face", "{number} faces", n)`."""
    values = {"number": number, **values}
    said = _filled(_spoken.ngettext(one, many, number), one if number == 1 else many, values)
    return _kept(said, one, many, "", values)


def trp(context: str, text: str, /, **values: object) -> str:
    """A text whose English means several things; the context, such as "verb", tells translators which."""
    return _kept(_filled(_spoken.pgettext(context, text), text, values), text, "", context, values)


def spoken(name: str) -> str:
    """A name as a person would write it: `mouth_open` as `mouth open`, in their language where it is a common one."""
    return tr(name.replace("_", " ").strip()) or name


def heading(name: str) -> str:
    """A name as it stands alone: `mouth_open` as `Mouth open`."""
    said = spoken(name)
    return said[:1].upper() + said[1:]


def wording(said: str) -> Wording | None:
    """What a text was made of that `tr`, `trn` or `trp` gave lately; None where it is of a person's own words."""
    if said not in _wordings:
        return Wording(_english[said]) if said in _english else None
    text, many, context, values = _wordings[said]
    return Wording(text, many, context, tuple((name, _value_kept(value)) for name, value in values.items()))


def say(made_of: Wording) -> str:
    """The text in the language spoken; an empty one where that was never a text of the program.

    Args:
        made_of: Read from a file, maybe.
    """
    values: dict[str, Any] = {name: say(v) if isinstance(v, Wording) else v for name, v in made_of.values}
    if not all(_SPOKEN_PLACES.fullmatch(text) for text in (made_of.text, made_of.many)):
        return ""
    try:
        if made_of.many:
            return trn(made_of.text, made_of.many, values.pop("number"), **values)
        return trp(made_of.context, made_of.text, **values) if made_of.context else tr(made_of.text, **values)
    except (KeyError, IndexError, ValueError, TypeError):
        return ""


def in_english(text: str, /, **values: object) -> str:
    """A text as it is written into files, which stay English; for what says it through `tr` where it is shown."""
    return text.format(**values) if values else text


def marked(text: str) -> str:
    """The same text, noted for translation: for what is kept or compared in English, and shown through `tr`."""
    return text


def _kept(said: str, text: str, many: str, context: str, values: dict[str, object]) -> str:
    _wordings.pop(said, None)
    _wordings[said] = text, many, context, values
    if len(_wordings) > _MOST_WORDINGS:
        with contextlib.suppress(StopIteration, KeyError, RuntimeError):  # another thread says something
            del _wordings[next(iter(_wordings))]
    return said


def _value_kept(value: object) -> Wording | str | int | float:
    if isinstance(value, str):
        return wording(value) or value
    return value if isinstance(value, int | float) else str(value)


def _filled(found: str, english: str, values: dict[str, object]) -> str:
    try:
        return found.format(**values)
    except (KeyError, IndexError, ValueError):  # a translation that names what there is not
        return english.format(**values)
