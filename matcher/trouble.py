"""What a day brings that stands in no sheet yet: who is missing, and what is closed.

A plan that was changed because of it keeps it in its Run sheet, so that whoever reads the plan
knows why a meeting is covered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from matcher.domain import Absence, CalendarDay, Program

RUN_KEY = "trouble"
"""The row of the Run sheet."""


@dataclass(frozen=True)
class Trouble:
    """Rows that are missing in the Absences and Calendar sheets."""

    absences: tuple[Absence, ...] = ()
    closures: tuple[CalendarDay, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.absences or self.closures)

    def __add__(self, other: Trouble) -> Trouble:
        """Both, each row once."""
        absences = dict.fromkeys((*self.absences, *other.absences))
        return Trouble(tuple(absences), tuple(dict.fromkeys((*self.closures, *other.closures))))

    def added_to(self, program: Program) -> Program:
        """The program with the trouble in its dated sheets."""
        return replace(
            program,
            absences=(*program.absences, *self.absences),
            calendar=(*program.calendar, *self.closures),
        )

    def told(self) -> str:
        """As it stands in a Run sheet; blank where there is none."""
        return _TROUBLE.dump_json(self).decode() if self else ""


_TROUBLE: TypeAdapter[Trouble] = TypeAdapter(Trouble)


def read_trouble(told: Any) -> Trouble:
    """What a Run sheet tells; nothing where it tells nothing, or nothing that makes sense."""
    if not isinstance(told, str):
        return Trouble()
    try:
        return _TROUBLE.validate_json(told)
    except ValidationError:
        return Trouble()
