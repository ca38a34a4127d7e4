"""Finding the person that a manager means: by ID, by name, or by a part of the name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from matcher.domain import Student, Tutor

Person = TypeVar("Person", Student, Tutor, Student | Tutor)

_NAMED_AT_MOST = 8


class WhoError(Exception):
    """Nobody is meant, or, where ``several``, more than one could be; the message says who."""

    def __init__(self, message: str, *, several: bool = False) -> None:
        super().__init__(message)
        self.several = several


def find(people: Mapping[str, Person], words: str, kind: str) -> Person:
    """The person with this ID, else with this name, else the only one with it in the name.

    ``kind`` says what they are, for the message of :class:`WhoError`. Case and commas don't count,
    nor does the order of words: ``ortiz`` and ``Ortiz, Ana`` find Ana Ortiz.
    """
    said = words.strip()
    if said in people:
        return people[said]
    wanted = _loose(said)
    named = [person for person in people.values() if _loose(person.name) == wanted]
    parts = [
        person
        for person in people.values()
        if wanted and set(wanted.split()) <= set(_loose(person.name).split())
    ]
    found = named or parts or [p for p in people.values() if _loose(p.id) == wanted]
    if len(found) == 1:
        return found[0]
    if not found:
        raise WhoError(f"No {kind} has the ID or the name {said!r}.")
    told = ", ".join(f"{person.name} ({person.id})" for person in found[:_NAMED_AT_MOST])
    more = ", ..." if len(found) > _NAMED_AT_MOST else ""
    raise WhoError(f"{said!r} can be several: {told}{more}. Give the ID.", several=True)


def _loose(words: str) -> str:
    return " ".join(words.casefold().replace(",", " ").split())
