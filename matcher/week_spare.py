"""To the checker of make-ups: whether they go with everything else that takes place.

Only what a make-up adds to is looked at; without make-ups the dated week holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from matcher.domain import DAYS, Place, Request
from matcher.problem import Problem
from matcher.rule import Violation
from matcher.week_dates import rows_for, spoken
from matcher.week_named_rooms import Guest, crowded, rooms_of
from matcher.week_rooms import can_deal
from matcher.week_sittings import Sitting, told, violation


def check_students(problem: Problem, all_: Sequence[Sitting]) -> Iterator[Violation]:
    """Rule 8 for those who make up for something: overlaps, and sessions a day."""
    mine: dict[str, list[tuple[Sitting, Request, bool]]] = defaultdict(list)
    for sitting in all_:
        for member in sitting.present:
            mine[member.student.id].append((sitting, member, False))
        for member in sitting.guests:
            mine[member.student.id].append((sitting, member, True))
    most = problem.settings.max_sessions_per_student_day
    for student, there in mine.items():
        for (first, member, new), (then, _, newer) in combinations(there, 2):
            if (new or newer) and first.at.overlaps(then.at):
                message = (
                    f"Student {student} has two meetings at once: {told(problem, first)},"
                    f" and {told(problem, then)}."
                )
                yield violation(message, [member])
        for day in sorted({sitting.at.day for sitting, _, new in there if new}):
            count = sum(sitting.at.day == day for sitting, _, _ in there)
            if count > most:
                message = f"Student {student} has {count} sessions on {DAYS[day]}, but at most {most} may be."
                yield violation(message, [there[0][1]])


def check_tutors(problem: Problem, all_: Sequence[Sitting]) -> Iterator[Violation]:
    """Rules 8 and 9 for those who hold an extra meeting."""
    mine: dict[str, list[Sitting]] = defaultdict(list)
    for sitting in all_:
        mine[sitting.tutor.id].append(sitting)
    for there in mine.values():
        extra = [sitting for sitting in there if sitting.group is None]
        if extra:
            yield from _gaps(problem, there)
            yield from _load(there, extra)


def _gaps(problem: Problem, there: Sequence[Sitting]) -> Iterator[Violation]:
    for first, then in combinations(sorted(there, key=lambda sitting: sitting.at.start), 2):
        if first.at.day != then.at.day or (first.group is not None and then.group is not None):
            continue
        between = then.at.start - first.at.end
        needed = _needed(problem, first, then)
        if between < needed:
            message = (
                f"Tutor {first.tutor.id} has {between} minutes between two meetings, but needs"
                f" {needed}: {told(problem, first)}, and {told(problem, then)}."
            )
            if between < 0:
                message = (
                    f"Tutor {first.tutor.id} has two meetings at once: {told(problem, first)},"
                    f" and {told(problem, then)}."
                )
            yield violation(message, (), first.tutor)


def _needed(problem: Problem, first: Sitting, then: Sitting) -> int:
    here, there = first.at.slot, then.at.slot
    needed = max(0, problem.settings.tutor_break_minutes)
    if "online" in (here.modality, there.modality) or here.site == there.site:
        return needed
    way = (here.site or "", there.site or "")
    return max(needed, problem.program.travel.get(way, problem.settings.travel_minutes))


def _load(there: Sequence[Sitting], extra: Sequence[Sitting]) -> Iterator[Violation]:
    tutor = there[0].tutor
    loads = [
        (
            sum(one.at.day == day for one in there),
            f"sessions on {DAYS[day]}",
            tutor.max_sessions_day,
        )
        for day in sorted({one.at.day for one in extra})
    ]
    loads.append((len(there), "sessions in the week", tutor.max_sessions_week))
    for count, what, most in loads:
        if most is not None and count > most:
            message = f"Tutor {tutor.id} has {count} {what}, but at most {most} were agreed."
            yield violation(message, (), tutor)
    minutes = sum(one.at.slot.end - one.at.slot.start for one in there)
    if tutor.max_hours_week is not None and minutes > 60 * tutor.max_hours_week:
        message = (
            f"Tutor {tutor.id} has {minutes} minutes in the week, but at most"
            f" {float(tutor.max_hours_week):g} hours were agreed."
        )
        yield violation(message, (), tutor)


def check_rooms(problem: Problem, all_: Sequence[Sitting]) -> Iterator[Violation]:
    """Rules 10 and 13 wherever somebody makes up for something."""
    at_place: dict[Place, list[Sitting]] = defaultdict(list)
    for sitting in all_:
        at_place[sitting.at.place].append(sitting)
    for there in at_place.values():
        new = [member for sitting in there for member in sitting.guests]
        rows = [rows_for(problem, sitting.suited, sitting.at) for sitting in there]
        if new and not can_deal(rows):
            message = (
                f"The slots in force on {spoken(problem, there[0].at)} do not take the"
                f" {len(there)} meetings that are there with those who make up for something."
            )
            yield violation(message, new)
    for extra in (sitting for sitting in all_ if sitting.group is None):
        yield from _site(problem, extra, all_)
        yield from _named(problem, extra, all_)


def _site(problem: Problem, extra: Sitting, all_: Sequence[Sitting]) -> Iterator[Violation]:
    """The site at each moment of an extra meeting at which something starts."""
    site = extra.at.slot.site
    most = problem.program.site_rooms.get(site) if site is not None else None
    if most is None or extra.at.slot.modality == "online":
        return
    there = [
        sitting.at
        for sitting in all_
        if sitting.at.slot.site == site and sitting.at.slot.modality == "in_person"
    ]
    for moment in sorted({at.start for at in there if extra.at.start <= at.start < extra.at.end}):
        count = sum(at.start <= moment < at.end for at in there)
        if count > most:
            message = (
                f"{told(problem, extra)} makes {count} groups at {site} at once, but at most"
                f" {most} may be."
            )
            yield violation(message, extra.guests, extra.tutor)
            return


def _named(problem: Problem, extra: Sitting, all_: Sequence[Sitting]) -> Iterator[Violation]:
    """The named rooms of the site at each moment of an extra meeting."""
    site = extra.at.slot.site
    if extra.at.slot.modality == "online" or not rooms_of(problem, site):
        return
    there = {
        number: Guest(one.at, rows_for(problem, one.suited, one.at), one.group is None or one.moved)
        for number, one in enumerate(all_)
        if one.at.slot.site == site
        and one.at.slot.modality == "in_person"
        and one.at.day == extra.at.day
    }
    crowd = crowded(problem, there[all_.index(extra)], list(there.values()))
    if crowd is not None:
        count, inside = crowd
        message = (
            f"{told(problem, extra)} makes {count} groups at {site} at once, but its named rooms hold"
            f" {inside} of them."
        )
        yield violation(message, extra.guests, extra.tutor)


def check_money(problem: Problem, all_: Sequence[Sitting]) -> Iterator[Violation]:
    """Rule 11 over all that takes place, where there is an extra meeting."""
    budget = problem.settings.weekly_budget
    extra = [sitting for sitting in all_ if sitting.group is None]
    if budget is None or not extra:
        return
    wages = sum(
        (
            Fraction(sitting.at.slot.end - sitting.at.slot.start, 60) * sitting.tutor.hourly_rate
            for sitting in all_
        ),
        start=Fraction(0),
    )
    if wages > budget:
        message = (
            f"With {len(extra)} extra meetings the week's sessions cost {float(wages):.2f} but the"
            f" weekly budget is {float(budget):.2f}."
        )
        yield violation(message, [member for one in extra for member in one.guests])
