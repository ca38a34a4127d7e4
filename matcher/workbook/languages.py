"""Languages by their English name, their native name or an ISO 639 code.

A name must be known exactly, apart from case and accents: a misspelt language is nobody's guess.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import langcodes
from language_data.name_data import CODE_TO_NAMES
from language_data.names import get_trie_value, load_trie
from language_data.util import data_filename

_CODE = re.compile(r"[a-z]{2,3}")
_TAG = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{2,8})+")
_NO_LANGUAGE = {"und", "mul", "mis", "zxx", "art"}
"""Codes that ISO 639 keeps for "unknown", "several", "uncoded", "none" and "invented"."""
_SCHOOL_USE = {"asl": "ase"}
"""At a school, ASL is American Sign Language; ISO 639-3 gives the letters to Asilulu."""
_OWN_NAME = {"fa-AF": "Dari"}
"""Regional forms that people name and tutor as a language of their own."""


@cache
def english_name(text: str) -> str | None:
    """The English name of a language written in any of the known ways; None if it isn't one."""
    word = _fold(text)
    if _CODE.fullmatch(word):
        return _name_of(_SCHOOL_USE.get(word, word)) or _by_name(word)
    return _by_name(word) or (_name_of(word) if _TAG.fullmatch(word) else None)


def _by_name(word: str) -> str | None:
    tag = _english().get(word) or _native().get(word)
    if tag is None:
        trie = load_trie(data_filename("trie/en/name_to_language.marisa"))
        key = word.replace("-", " ")
        tag = get_trie_value(trie, key) if key in trie else None
    return None if tag is None else _name_of(tag)


def _name_of(tag: str) -> str | None:
    """The English name behind a tag; scripts and regions don't make another language."""
    try:
        language = langcodes.Language.get(tag)
        if not language.is_valid():
            return None
        language = language.prefer_macrolanguage()
    except (langcodes.LanguageTagError, ValueError):
        return None
    own = _OWN_NAME.get(
        langcodes.Language.make(language.language, None, None, language.territory).to_tag()
    )
    code = language.language
    if own or code is None or code in _NO_LANGUAGE:
        return own
    name = CODE_TO_NAMES.get(code, {}).get("en")
    return None if name is None else str(name)


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
    """Every code by its first English name; a two-letter code before a three-letter one."""
    named = {
        _fold(names["en"]): code
        for code, names in sorted(CODE_TO_NAMES.items(), key=lambda item: (-len(item[0]), item[0]))
        if "en" in names and _CODE.fullmatch(code)
    }
    return {word: code for word, code in named.items() if code not in _NO_LANGUAGE}


@cache
def _native() -> dict[str, str]:
    """Every code by the name that its own speakers use, with and without accents."""
    exact = {_fold(names[code]): code for code, names in CODE_TO_NAMES.items() if code in names}
    loose = {
        _without_accents(word): code for word, code in exact.items() if word.isascii() is False
    }
    return {**loose, **exact}
