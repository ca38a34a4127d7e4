"""Languages by their English name, their native name or an ISO 639 code.

A name must be known exactly, apart from case and accents: a misspelt language is nobody's guess.
Where a short word is one language's code and another's name, it is read as the code.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
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


@cache
def english_name(text: str) -> str | None:
    """The English name of a language written in any of the known ways; None if it isn't one."""
    word = _fold(text)
    if not word or not word.isprintable():  # the look-up of names takes no control characters
        return None
    code = None
    if _CODE.fullmatch(word):
        code = _code_of(_SCHOOL_USE.get(word, word))
    code = code or _by_name(word) or (_code_of(word) if _TAG.fullmatch(word) else None)
    return None if code is None else _name_of(code)


def _by_name(word: str) -> str | None:
    code = _english().get(word) or _native().get(word)
    if code is not None:
        return code
    names = _other_english_names()
    key = word.replace("-", " ")
    return _code_of(get_trie_value(names, key)) if key in names else None


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
    own = _OWN_NAME.get(f"{language.language}-{language.territory}")
    code = own or language.language or ""
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
def _english() -> dict[str, str]:
    """Every language by its first English name; of two alike the shorter code counts."""
    found: dict[str, str] = {}
    for listed in sorted(filter(_CODE.fullmatch, CODE_TO_NAMES), key=lambda one: (len(one), one)):
        code = _code_of(listed)
        if code is not None:
            found.setdefault(_fold(_name_of(code)), code)
            found.setdefault(_fold(str(CODE_TO_NAMES[code]["en"])), code)
    return found


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


@cache
def _other_english_names() -> Any:
    """Second names in English, such as Farsi and Mandarin."""
    return load_trie(data_filename("trie/en/name_to_language.marisa"))
