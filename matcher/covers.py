"""Who has covered how often, week after week: a line of each plan's Run sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter, ValidationError

from matcher.domain import Session

RUN_KEY = "covers"
"""The row of the Run sheet."""

_COVERS: TypeAdapter[dict[str, int]] = TypeAdapter(dict[str, int])


def covers_of(sessions: Iterable[Session]) -> Counter[str]:
    """How many meetings of a dated week each tutor covers, by the tutor's ID."""
    meetings = {
        (line.tutor.id, line.planned.day, line.group.id)
        for line in sessions
        if line.status == "covered"
    }
    return Counter(tutor for tutor, _, _ in meetings)


def told_covers(sessions: Iterable[Session]) -> str:
    """As it stands in a Run sheet; blank where nobody covers."""
    covers = covers_of(sessions)
    return _COVERS.dump_json(dict(sorted(covers.items()))).decode() if covers else ""


def read_covers(told: Any) -> Counter[str]:
    """What a Run sheet tells; nothing where it tells nothing, or nothing that makes sense."""
    if not isinstance(told, str):
        return Counter()
    try:
        return Counter(_COVERS.validate_json(told))
    except ValidationError:
        return Counter()
