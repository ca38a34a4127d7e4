"""Whether a plan is one of the program it is read with, and whether all its sessions are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from matcher.domain import DAYS, Previous, Program, Session, clock
from matcher.workbook.findings import Finding


def of_another_program(
    sheet: str, students: Iterable[str], tutors: Iterable[str], program: Program
) -> Finding | None:
    """An error where a plan names people, and the program knows none of them.

    ``sheet`` is where the plan names them.
    """
    named = (set(students), set(tutors))
    known = (set(program.students), {tutor.id for tutor in program.tutors})
    if not named[0] or any(theirs & ours for theirs, ours in zip(named, known, strict=True)):
        return None
    return Finding(
        "error",
        sheet,
        "",
        "",
        "None of the students and none of the tutors of this plan is in the program.",
        "It seems to be the plan of another program. Give the one of this program.",
    )


def missing_sessions(
    previous: Previous, told: Iterable[Session], monday: dt.date, since: dt.date | None
) -> Iterator[Finding]:
    """The sessions that a dated week should have and has not, for each seat of its standing plan.

    Before ``since``, the standing plan was another one.
    """
    there = {(line.member.key, line.planned.day) for line in told}
    for key, seat in previous.seats.items():
        group = previous.groups.get(seat.group_id)
        for place in sorted(group.places, key=lambda p: p.day) if group else ():
            date = monday + dt.timedelta(days=place.day)
            if (since is None or date >= since) and (key, place.day) not in there:
                when = f"{DAYS[place.day]} {clock(place.start)}"
                message = (
                    f"{key[0]} has no row for {when}, when group {group.id if group else ''} meets."
                )
                remedy = "Put the row back. What did not take place is cancelled or away."
                yield Finding("error", "Sessions", "", "", message, remedy)
