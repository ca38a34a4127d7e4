"""What is said in one language: texts from a message catalogue, dates and times in its own form.

A catalogue is a gettext file named after its language, such as ``es.po``. A language is added by
adding its file. The texts in the code are the English ones; in braces stand what is put in.
"""

from __future__ import annotations

import datetime as dt
import gettext
import re
import string
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import langcodes
from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.localedata import locale_identifiers
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from babel.units import format_unit
from language_data.name_data import CODE_TO_NAMES

from matcher.domain import DAY_MINUTES
from matcher.workbook.languages import english_name

ENGLISH = "English"
SHIPPED = Path(__file__).parent / "locale"
COUNTRY = "US"
"""Of the forms that a language writes dates and times in, those used here."""

_MONDAY = dt.date(2026, 1, 5)
_NEAR = 10
"""So far from a language may be the one whose forms it borrows: Dari has those of Persian."""
_LEFTWARDS = ("Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Mand", "Samr")
"""Scripts that are written from right to left (ISO 15924)."""
_CODE = re.compile("[a-z]{2,3}")
NO_BREAK = "\N{NO-BREAK SPACE}"
_ISOLATE, _RELEASE = "\u2068", "\u2069"


class CatalogueError(Exception):
    """A message catalogue can't be used; the message says which, why, and what would be right."""


class Words:
    """What is said in one language.

    Attributes
    ----------
    language : str
        Its English name.
    code : str
        As its catalogue is called: ``es``, ``zh_Hans``.
    untranslated : int
        How many texts its catalogue lacks; they are said in English.
    own_forms : bool
        Whether dates and times come in a form of its own; else they come as in English.

    """

    def __init__(
        self, language: str, code: str, texts: gettext.NullTranslations, untranslated: int = 0
    ) -> None:
        self.language, self.code, self.untranslated = language, code, untranslated
        locale = _locale(code)
        self.own_forms = locale is not None
        self._locale, self._texts = locale or Locale("en", COUNTRY), texts

    @cached_property
    def rightwards(self) -> bool:
        """Whether the language is written from left to right."""
        if self.own_forms:
            return str(self._locale.character_order) != "right-to-left"
        script = langcodes.Language.get(self.code.replace("_", "-")).maximize().script
        return script not in _LEFTWARDS

    @property
    def tag(self) -> str:
        """The language as typesetting programs name it: ``es``, ``zh``."""
        return self.code.replace("-", "_").partition("_")[0].lower()

    def name(self, text: str) -> str:
        """A name as it may stand beside others, whichever way it is written."""
        leftwards = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)
        if not text or (self.rightwards and not leftwards):
            return text
        return f"{_ISOLATE}{text}{_RELEASE}"

    def say(self, text: str, **values: object) -> str:
        """A text, with the values where their names stand in braces."""
        return self._fill(self._texts.gettext(text), values)

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """A text about so many; ``{number}`` stands for it."""
        told = self._texts.ngettext(one, many, number)
        return self._fill(told, {"number": number, **values})

    def _fill(self, text: str, values: dict[str, object]) -> str:
        """The text with its values; of two full stops, as in ``10:15 a.m..``, one stays."""
        told = {name: str(value) for name, value in values.items()}
        for name, value in told.items():
            if value.endswith(".") and f"{{{name}}}." in text:
                told[name] = value[:-1]
        if not self.rightwards:
            # Names of the other direction must not turn the sentence round them about.
            told = {name: f"{_ISOLATE}{value}{_RELEASE}" for name, value in told.items()}
        return text.format(**told)

    def date(self, date: dt.date) -> str:
        """A date with its year: ``September 14, 2026``."""
        return str(format_date(date, "long", locale=self._locale))

    def day(self, date: dt.date) -> str:
        """A date of the week: ``Monday, September 14``, its first letter large."""
        return _capital(str(format_date(date, self._day_form, locale=self._locale)))

    @cached_property
    def _day_form(self) -> str:
        """The form of a day and month with the weekday, which is written out."""
        form = self._locale.datetime_skeletons.get("MMMMEd")
        parts = re.split("('[^']*')", form.pattern if form else "EEEE, MMMM d")
        return "".join(p if p.startswith("'") else re.sub("E+|c+", "EEEE", p) for p in parts)

    def short_day(self, date: dt.date) -> str:
        """The same, short: ``Mon, Sep 14``."""
        return _capital(str(format_skeleton("MMMEd", date, locale=self._locale)))

    def weekday(self, day: int) -> str:
        """A weekday, Monday being 0: ``Mon``."""
        date = _MONDAY + dt.timedelta(days=day)
        return str(format_date(date, "EEE", locale=self._locale))

    def clock(self, minutes: int) -> str:
        """A time of the day, in minutes since midnight: ``10:15 AM``."""
        minutes %= DAY_MINUTES
        time = dt.time(minutes // 60, minutes % 60)
        told = str(format_time(time, "short", locale=self._locale))
        return told.replace(" ", NO_BREAK).replace("\N{NARROW NO-BREAK SPACE}", NO_BREAK)

    def span(self, start: int, end: int) -> str:
        """From one time of the day to another: ``10:15 - 10:45 AM``."""
        first, last = self.clock(start), self.clock(end)
        half = first.removesuffix(_common_end(first, last)).rstrip()
        both_halves_alike = (start < DAY_MINUTES // 2) == (end < DAY_MINUTES // 2)
        if both_halves_alike and half and half[-1].isdigit():
            first = half
        return f"{first}\N{EN DASH}{last}"

    def hours(self, minutes: int) -> str:
        """A length of time: ``5 hr, 30 min``."""
        parts = [
            format_unit(number, f"duration-{unit}", "short", locale=self._locale)
            for number, unit in zip(divmod(minutes, 60), ("hour", "minute"), strict=True)
            if number
        ]
        return " ".join(parts)

    def tongue(self, language: str) -> str:
        """A language, given by its English name, as this one calls it."""
        return str(self._locale.languages.get(_codes().get(language, ""), language))

    def listed(self, parts: Sequence[str]) -> str:
        """``a``, ``a and b``, ``a, b, and c``."""
        return format_list(list(parts), locale=self._locale) if parts else ""


class Catalogues:
    """The languages that something can be said in: those that are shipped and, first, one's own.

    Raises :class:`CatalogueError` if a file of the ``folder`` is no catalogue of a language.
    """

    def __init__(self, folder: Path | None = None) -> None:
        shipped = _files(SHIPPED)
        own = _files(folder) if folder is not None else {}
        if folder is not None and not own:
            raise CatalogueError(
                f"{folder} holds no catalogue. Each is a file named after its language, such"
                " as hy.po or ar.po."
            )
        self._words = {ENGLISH: _english()}
        for language in {**shipped, **own}:
            paths = [files[language] for files in (own, shipped) if language in files]
            self._words[language] = _read(language, paths)

    @property
    def languages(self) -> tuple[str, ...]:
        """Their English names, English first."""
        return (ENGLISH, *sorted(self._words.keys() - {ENGLISH}))

    def of(self, language: str | None) -> Words | None:
        """What is said in a language, given by its English name; None where it has no catalogue."""
        return self._words.get(language or ENGLISH)

    @property
    def english(self) -> Words:
        """What is said where there is nothing better."""
        return self._words[ENGLISH]


def empty_catalogue(language: str) -> bytes:
    """A catalogue of a language, given by any of its names, in which nothing is translated yet.

    Raises :class:`CatalogueError` if it is no language.
    """
    name = english_name(language)
    code = _codes().get(name or "")
    if name is None or code is None:
        raise CatalogueError(f"{language!r} is no language that is known.")
    catalogue = Catalog(locale=_locale(code), project="tutor-matcher", fuzzy=False)
    catalogue.header_comment = f"# Hand-outs in {name}. What stands in braces stays as it is."
    for message in _every_text():
        if message.id:
            catalogue.add(message.id)
    stream = BytesIO()
    write_po(stream, catalogue, sort_output=True)
    return stream.getvalue()


def _english() -> Words:
    return Words(ENGLISH, "en", gettext.NullTranslations())


def _language_of(path: Path) -> str:
    language = english_name(path.stem.replace("_", "-"))
    if language is None:
        raise CatalogueError(
            f"{path}: {path.stem!r} is no language. Name the file after its code, such as es.po."
        )
    return language


def _files(folder: Path) -> dict[str, Path]:
    """The catalogues of a folder by the English names of their languages."""
    found: dict[str, Path] = {}
    for path in sorted(folder.glob("*.po")):
        language = _language_of(path)
        if language in found:
            raise CatalogueError(f"{found[language]} and {path} are both of {language}. Keep one.")
        found[language] = path
    return found


def _read(language: str, paths: Sequence[Path]) -> Words:
    """What the first of the catalogues says, else the next one, else English."""
    said: set[object] = set()
    chain: list[gettext.GNUTranslations] = []
    for path in paths:
        catalogue = _catalogue(path)
        said |= _said(catalogue)
        chain.append(_compiled(catalogue, path))
    for texts, following in pairwise(chain):
        texts.add_fallback(following)
    untranslated = sum(message.id not in said for message in _every_text() if message.id)
    return Words(language, paths[0].stem, chain[0], untranslated)


def _catalogue(path: Path) -> Catalog:
    try:
        with path.open("rb") as stream:
            catalogue = read_po(stream, _locale(path.stem), abort_invalid=True)
    except (OSError, UnicodeDecodeError, PoFileError, ValueError) as error:
        raise CatalogueError(f"{path} is no message catalogue: {error}.") from error
    _check_values(catalogue, path)
    return catalogue


def _compiled(catalogue: Catalog, path: Path) -> gettext.GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    try:
        return gettext.GNUTranslations(compiled)
    except (ValueError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}, in its head: {error}.") from error


def _check_values(catalogue: Catalog, path: Path) -> None:
    """What is put into a text in braces must be what the English text has, or nothing is told."""
    for message in catalogue:
        known = set[str]().union(*map(_values, _texts(message.id)))
        for text in _texts(message.string) if message.id else ():
            try:
                strange = _values(text) - known
            except ValueError as error:
                raise CatalogueError(f"{path}, {text!r}: {error}.") from error
            if strange:
                raise CatalogueError(
                    f"{path}, {text!r}: there is no {{{min(strange)}}} in the English text,"
                    f" {_texts(message.id)[0]!r}."
                )


def _texts(told: object) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(map(str, _items(told)))


def _items(told: object) -> Iterable[object]:
    return told if isinstance(told, list | tuple) else ()


def _values(text: str) -> set[str]:
    """The names in braces, as they stand there; a form behind one makes it another name."""
    return {
        f"{name}{f'!{how}' if how else ''}{f':{form}' if form else ''}"
        for _, name, form, how in string.Formatter().parse(text)
        if name is not None
    }


def _said(catalogue: Catalog) -> set[object]:
    """The texts that a catalogue has whole, by their English."""
    return {
        message.id
        for message in catalogue
        if message.id and all(_texts(message.string)) and not message.fuzzy
    }


@cache
def _every_text() -> Catalog:
    with (SHIPPED / "handouts.pot").open("rb") as stream:
        return read_po(stream)


@cache
def _locale(stem: str) -> Locale | None:
    """The forms of a language, in this country where it has them here; None if none are known."""
    tags = {name.replace("_", "-"): name for name in locale_identifiers()}
    tag, _ = langcodes.closest_match(stem.replace("_", "-"), list(tags), max_distance=_NEAR)
    if tag not in tags:
        return None
    return Locale.parse(tags.get(f"{tag}-{COUNTRY}", tags[tag]))


@cache
def _codes() -> dict[str, str]:
    """The codes of languages by the English names that workbooks write.

    Of several the one that is called just so, and then the shorter one.
    """
    known = {*filter(str.isalpha, map(str, Locale("en").languages)), *CODE_TO_NAMES}
    named = {code: english_name(code) for code in filter(_CODE.fullmatch, known)}
    exact = {code for code in named if CODE_TO_NAMES.get(code, {}).get("en") == named[code]}
    codes = sorted(named, key=lambda code: (code in exact, -len(code), code))
    return {name: code for code in codes if (name := named[code]) is not None}


def _common_end(first: str, last: str) -> str:
    """What both end with, if it is no part of a number: ``AM``."""
    length = 0
    while length < min(len(first), len(last)) and first[-1 - length] == last[-1 - length]:
        length += 1
    end = first[len(first) - length :]
    return end.lstrip("0123456789:")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
