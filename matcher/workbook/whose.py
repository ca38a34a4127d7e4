"""Whether a plan is one of the program it is read with, and whether all its sessions are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from matcher.domain import DAYS, Previous, Program, Session, clock
from matcher.workbook.findings import Finding
from matcher.workbook.names import alike
from matcher.workbook.styles import clean

FEW = 3


def of_another_program(
    sheet: str, students: Mapping[str, str], tutors: Mapping[str, str], program: Program
) -> Finding | None:
    """An error where a plan names people, and the program knows none of them.

    That is so where it has none of their IDs, or, for both students and tutors, only such as belong
    to others: IDs like S001 are in many programs. ``students`` and ``tutors`` are the names by ID,
    blank where not told; ``sheet`` is where the plan names them.
    """
    ours = (
        {one.id: one.name for one in program.students.values()},
        {one.id: one.name for one in program.tutors},
    )
    if not students or any(
        _known(names, mine) for names, mine in zip((students, tutors), ours, strict=True)
    ):
        return None
    return Finding(
        "error",
        sheet,
        "",
        "",
        "No student and no tutor of this plan is in the program by ID and name.",
        "It seems to be the plan of another program. Give the one of this program.",
    )


def _known(names: Mapping[str, str], ours: Mapping[str, str]) -> bool:
    """Whether somebody of the plan is in the program. Few other names may be corrected ones."""
    both = [(name, ours[one]) for one, name in names.items() if one in ours]
    told = [(alike(clean(name)), alike(clean(mine))) for name, mine in both if name and mine]
    all_others = len(told) >= FEW and all(name != mine for name, mine in told)
    return bool(both) and not all_others


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
