"""Finding the person that a manager means: by ID, by name, or by a part of the name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import TypeVar

from matcher.domain import Student, Tutor

Person = TypeVar("Person", bound=Student | Tutor)

_NAMED_AT_MOST = 8
_NEAR_AT_MOST = 3
_NEAR = 0.7
"""How much of a word's letters must be the same for it to be offered, from 0 to 1."""


class WhoError(Exception):
    """Nobody is meant, or more than one could be; the message says who."""


def find(people: Sequence[Person], words: str, kind: str) -> Person:
    """The person with this ID, else with this name, else the only one with it in the name.

    ``kind`` says what they are, for the message of :class:`WhoError`. Case and commas don't count,
    nor does the order of words: ``ortiz`` and ``Ortiz, Ana`` find Ana Ortiz. A name that a tutor and
    a student have is nobody's: it must be said who is meant.
    """
    said = words.strip()
    for person in people:
        if person.id == said:
            return person
    wanted = _loose(said)
    named = [person for person in people if _loose(person.name) == wanted]
    parts = [
        person
        for person in people
        if wanted and set(wanted.split()) <= set(_loose(person.name).split())
    ]
    found = named if wanted and named else parts or [p for p in people if _loose(p.id) == wanted]
    if len(found) == 1:
        return found[0]
    if not found:
        raise WhoError(f"No {kind} has the ID or the name {said!r}.{_near(people, wanted)}")
    raise WhoError(f"{said!r} can be several: {_told(found, _NAMED_AT_MOST)}. Give the ID.")


def _near(people: Iterable[Person], wanted: str) -> str:
    """Who has an ID, a name or a part of a name that looks much like what was said."""
    spelled: dict[str, list[Person]] = {}
    for person in people:
        name = _loose(person.name)
        for word in dict.fromkeys((_loose(person.id), name, *name.split())):
            if word:
                spelled.setdefault(word, []).append(person)
    close = difflib.get_close_matches(wanted, spelled, n=_NEAR_AT_MOST, cutoff=_NEAR)
    found = list(dict.fromkeys(person for word in close for person in spelled[word]))
    return f" Maybe {_told(found, _NEAR_AT_MOST, last='or')} is meant." if found else ""


def _told(people: Sequence[Person], most: int, last: str = "") -> str:
    """The first of them with name and ID; with what they are where that differs."""
    mixed = len({isinstance(person, Tutor) for person in people}) > 1
    names = [_called(person, with_kind=mixed) for person in people[:most]]
    if len(people) > most:
        return f"{', '.join(names)}, ..."
    if last and len(names) > 1:
        return f"{', '.join(names[:-1])} {last} {names[-1]}"
    return ", ".join(names)


def _called(person: Student | Tutor, *, with_kind: bool) -> str:
    kind = "tutor " if isinstance(person, Tutor) else "student "
    name = f"{person.name} ({person.id})" if person.name else person.id
    return f"{kind if with_kind else ''}{name}"


def _loose(words: str) -> str:
    return " ".join(words.casefold().replace(",", " ").split())
