"""Languages by their English name, their native name or an ISO 639 code.

A name must be known exactly, apart from case and accents: a misspelt language is nobody's guess.
Where a short word is one language's code and another's name, it is read as the code. What stands
behind a name, as in ``Spanish (Mexico)``, may only say where and how the language is spoken or
written, or give it another of its names.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import langcodes
from langcodes.tag_parser import LanguageTagError
from language_data.name_data import CODE_TO_NAMES
from language_data.names import get_trie_value, load_trie
from language_data.util import data_filename

_CODE = re.compile(r"[a-z]{2,3}")
_TAG = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{2,8})+")
_NO_LANGUAGE = {"und", "mul", "mis", "zxx", "art"}
"""Codes that ISO 639 keeps for "unknown", "several", "uncoded", "none" and "invented"."""
_SCHOOL_USE = {"asl": "ase"}
"""At a school, ASL is American Sign Language; ISO 639-3 gives the letters to Asilulu."""
_OWN_NAME = {"fa-AF": "prs"}
"""Regional forms that people name and tutor as a language of their own."""
_SPOKEN_OTHERWISE = {"zh-HK", "zh-MO"}
"""Where people write one language and speak another: nobody's guess which of them is meant."""
_ALSO = {"castellano": "es", "kiche": "quc", "quiche": "quc", "quich\u00e9": "quc"}
"""Names that schools use and the tables of names lack."""
_ABBREVIATED = {"usa": "US", "u.s.": "US", "u.s.a.": "US"}
_LONGEST = 100
"""No language's name is longer, whatever stands behind it."""
_ASIDE = re.compile(r"(.+?)\s*(?:[(\[]\s*(.+?)\s*[)\]]|\s[-\u2013\u2014]\s+(.+)|/\s*(.+))")
"""A name and what stands behind it: ``Spanish (Mexico)``, ``Chinese - Simplified``, ``Tagalog/Filipino``."""


@cache
def english_name(text: str) -> str | None:
    """The English name of a language written in any of the known ways; None if it isn't one."""
    word = _fold(text)
    if not word or not word.isprintable():  # the look-up of names takes no control characters
        return None
    code = _code_written(word) or _with_aside(text)
    return None if code is None else _name_of(code)


def kinds(text: str) -> list[str]:
    """The languages that have ``text`` as their last name, where it is none by itself."""
    end = f" {_fold(text)}"
    codes = (_by_english_name(word) for word in _listed_under() if word.endswith(end))
    return sorted({_name_of(code) for code in codes if code is not None})


def _code_written(word: str) -> str | None:
    code = None
    if _CODE.fullmatch(word):
        code = _code_of(_SCHOOL_USE.get(word, word))
    return code or _by_name(word) or (_code_of(word) if _TAG.fullmatch(word) else None)


def _by_name(word: str) -> str | None:
    code = _by_english_name(word) or _native().get(word) or _ALSO.get(word)
    if code is not None:
        return code
    listed = _listed("en", "language", word)
    return _code_of(listed) if listed else _by_second_native_name(word)


def _by_second_native_name(word: str) -> str | None:
    """The one language whose own speakers also call it so."""
    codes = set()
    for speakers in _tongues():
        listed = _listed(speakers, "language", word)
        if listed and listed.split("-")[0] == speakers:
            codes.add(_code_of(listed))
    return codes.pop() if len(codes) == 1 else None


def _with_aside(text: str) -> str | None:
    """The one language of a name with something behind it; None if it may be another."""
    parts = _ASIDE.fullmatch(unicodedata.normalize("NFKC", text[:_LONGEST]).strip())
    if parts is None or len(text) > _LONGEST:
        return None
    aside = parts[2] or parts[3] or parts[4]
    if not parts[4]:  # Chinese (Simplified) is Simplified Chinese
        turned = _code_written(_fold(f"{aside} {parts[1]}"))
        if turned:
            return turned
    code, other = _code_written(_fold(parts[1])), _code_written(_fold(aside))
    if code is None or code == other:
        return code
    territory = _territory(aside, code)
    if territory:
        return _code_of(f"{code}-{territory}")
    script = _listed("en", "script", _fold(aside))
    # Most scripts are called like a language, which may be meant as a second one. Latin is not.
    return code if script and (other is None or script == "Latn") else None


def _territory(aside: str, code: str) -> str | None:
    if re.fullmatch("[A-Z]{2}", aside) and aside in CODE_TO_NAMES:
        return aside
    word = _fold(aside)
    return (
        _ABBREVIATED.get(word)
        or _listed("en", "territory", word)
        or _listed(code, "territory", word)
    )


@cache
def _code_of(tag: str) -> str | None:
    """The one code of the language behind a tag; scripts and regions make no other language."""
    try:
        language = langcodes.Language.get(tag)
        if not language.is_valid():
            return None
        language = language.prefer_macrolanguage()
    except (LanguageTagError, ValueError):
        return None
    regional = f"{language.language}-{language.territory}"
    if regional in _SPOKEN_OTHERWISE:
        return None
    code = _OWN_NAME.get(regional) or language.language or ""
    return code if code not in _NO_LANGUAGE and "en" in CODE_TO_NAMES.get(code, {}) else None


@cache
def _name_of(code: str) -> str:
    """The English name of a code, with the code where the bare name is another's code."""
    name = str(CODE_TO_NAMES[code]["en"])
    word = _fold(name)
    taken = _CODE.fullmatch(word) and _code_of(_SCHOOL_USE.get(word, word)) not in (None, code)
    return f"{name} ({code})" if taken else name


def _fold(text: str) -> str:
    """Without case, brackets and doubled blanks, and with one kind of apostrophe."""
    one = unicodedata.normalize("NFKC", text).casefold()
    one = re.sub("[\u2018\u2019\u02bc\u02bb`\u00b4]", "'", one)
    return " ".join(re.sub(r"[(),]", " ", one).split())


def _without_accents(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


@cache
def _listed_under() -> dict[str, list[str]]:
    """The codes by their first English name, with and without the code behind it; short ones first."""
    found: dict[str, list[str]] = {}
    for listed in sorted(filter(_CODE.fullmatch, CODE_TO_NAMES), key=lambda one: (len(one), one)):
        word = _fold(str(CODE_TO_NAMES[listed].get("en", "")))
        for name in (word, f"{word} {listed}"):
            found.setdefault(name, []).append(listed)
    return found


@cache
def _by_english_name(word: str) -> str | None:
    """The language that has ``word`` as its first English name; of two alike the shorter code."""
    for code in _listed_under().get(word, ()):
        names = (_name_of(code), str(CODE_TO_NAMES[code]["en"])) if _code_of(code) == code else ()
        if word in map(_fold, names):
            return code
    return None


@cache
def _native() -> dict[str, str]:
    """Every language by the name that its own speakers use, with and without accents."""
    exact = {
        _fold(names[listed]): code
        for listed, names in CODE_TO_NAMES.items()
        if listed in names and (code := _code_of(listed)) is not None
    }
    loose = {_without_accents(word): code for word, code in exact.items() if not word.isascii()}
    return {**loose, **exact}


def _listed(tongue: str, what: str, word: str) -> str | None:
    """The tag of a language, a territory or a script by any of its names in ``tongue``.

    English has second names there, such as Farsi and Mandarin.
    """
    names, key = _names(tongue, what), word.replace("-", " ")
    return str(get_trie_value(names, key)) if key in names else None


@cache
def _names(tongue: str, what: str) -> Any:
    path = Path(data_filename(f"trie/{tongue}/name_to_{what}.marisa"))
    return load_trie(str(path)) if path.exists() else {}


@cache
def _tongues() -> tuple[str, ...]:
    """Those of which names are listed."""
    folder = Path(data_filename("trie"))
    return tuple(sorted(one.name for one in folder.iterdir() if one.name != "und"))
