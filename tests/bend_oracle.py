"""The dated week by brute force: every combination of what can become of its meetings.

Written from the contract's section on the dated week; for single rules it asks ``oracle_rules``,
which is as far from the rules in ``constraints`` as this is from the bending and its checker.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from matcher.domain import CalendarDay, Group, Meeting, Request, Session, Slot, Student, Tutor
from matcher.problem import Problem
from matcher.schedule import Schedule
from tests import oracle_rules as rules

Score = tuple[int, int, int]
"""Student sessions saved, moves as a negative number, students who know their cover."""


@dataclass(frozen=True)
class Held:
    """A meeting that takes place: whose, by whom, where, with whom."""

    group: Group
    tutor: Tutor
    at: Meeting
    present: tuple[Request, ...]
    moved: bool = False

    @property
    def as_group(self) -> Group:
        """A group that meets just this once."""
        return Group(replace(self.group.frame, tutor=self.tutor), self.present, (self.at,))


# -- what a date makes impossible ---------------------------------------------------------------


def date_of(problem: Problem, at: Meeting) -> dt.date:
    """The date of a meeting of the week."""
    return problem.monday + dt.timedelta(days=at.day)


def minutes(start: int | None, end: int | None) -> set[int]:
    """The minutes of a day from start to end; a blank is the day's own."""
    return set(range(0 if start is None else start, 24 * 60 if end is None else end))


def forbids(row: CalendarDay, date: dt.date, slot: Slot) -> bool:
    """Whether a Calendar row lets no session take place in the slot on the date."""
    if not row.first <= date <= row.last:
        return False
    if row.what == "closed":
        return True
    if row.what == "blocked":
        return bool(minutes(row.start, row.end) & minutes(slot.start, slot.end))
    return slot.site is not None and slot.end > row.start


def site_is_out(problem: Problem, at: Meeting) -> bool:
    """Whether the Calendar closes the slot's site to everybody then."""
    return at.slot.site is not None and any(
        row.grades is None
        and row.site in (at.slot.site, None)
        and forbids(row, date_of(problem, at), at.slot)
        for row in problem.program.calendar
    )


def person_is_out(problem: Problem, person: Student | Tutor, at: Meeting) -> bool:
    """Whether an absence or the person's dates keep the person away."""
    date = date_of(problem, at)
    last = [person.end_date, getattr(person, "cleared_until", None)]
    if person.start_date is not None and date < person.start_date:
        return True
    if any(day is not None and date > day for day in last):
        return True
    return any(
        row.person_id == person.id
        and row.first <= date <= row.last
        and minutes(row.start, row.end) & minutes(at.slot.start, at.slot.end)
        for row in problem.program.absences
    )


def student_is_out(problem: Problem, student: Student, at: Meeting) -> bool:
    """Whether the student's own site, grade, absences or dates keep the student away."""
    return person_is_out(problem, student, at) or any(
        row.site in (student.site, None)
        and (row.grades is None or student.grade in row.grades)
        and forbids(row, date_of(problem, at), at.slot)
        for row in problem.program.calendar
    )


def present(problem: Problem, group: Group, at: Meeting) -> tuple[Request, ...]:
    """The members for whom the meeting is possible."""
    return tuple(m for m in group.members if not student_is_out(problem, m.student, at))


def can_be_in(problem: Problem, tutor: Tutor, members: Sequence[Request], at: Meeting) -> bool:
    """Rules 2 to 4 for a tutor and students in a Slots row."""
    return (
        tutor_can_hold(tutor, at)
        and all(rules.student_may_come(m.student, at.slot) for m in members)
        and all(rules.student_is_free(problem, m.student, at) for m in members)
        and all(rules.can_ride(problem, m.student, at) for m in members)
    )


def tutor_can_hold(tutor: Tutor, at: Meeting) -> bool:
    """Rules 2 and 3 for a tutor."""
    return rules.tutor_may_come(tutor, at.slot) and rules.windows_allow(
        tutor.available, tutor.busy, at
    )


def rows_in_force(problem: Problem, like: Meeting) -> list[Meeting]:
    """The Slots rows at the same weekday, time, site and modality that count on the date."""
    return [
        Meeting(slot, like.day)
        for slot in problem.program.slots
        if Meeting(slot, like.day).place == like.place
        and like.day in slot.days
        and slot.in_force(date_of(problem, like))
    ]


def own_rows(problem: Problem, group: Group, planned: Meeting) -> list[Meeting]:
    """The rows in force to which a meeting of the plan can be dealt."""
    return [
        at
        for at in rows_in_force(problem, planned)
        if can_be_in(problem, group.tutor, group.members, at)
    ]


# -- what can become of a meeting ---------------------------------------------------------------


def met(problem: Problem, tutor: Tutor, member: Request) -> bool:
    """Whether the two had a session before the week, or the previous plan's seat together."""
    seats = problem.previous.seats.values() if problem.previous else ()
    return any(
        (row.student_id, row.tutor_id, row.status) == (member.student.id, tutor.id, "present")
        and row.date < problem.monday
        for row in problem.program.attendance
    ) or any((s.student_id, s.tutor_id) == (member.student.id, tutor.id) for s in seats)


def covers(problem: Problem, group: Group, planned: Meeting) -> Iterator[Held]:
    """Whoever else may hold the meeting with those present."""
    here = present(problem, group, planned)
    for tutor in problem.program.tutors:
        if (
            tutor.id != group.tutor.id
            and rules.concerns(problem, tutor)
            and not person_is_out(problem, tutor, planned)
            and all(
                rules.eligible(problem, replace(tutor, reserve=False), group.language, m)
                for m in here
            )
            and tutor_can_hold(tutor, planned)
            and rules.size_holds(problem, tutor, here)
        ):
            yield Held(group, tutor, planned, here)


def moves(problem: Problem, group: Group, planned: Meeting) -> Iterator[Held]:
    """Whatever other slot of the week is in force and suits those who come."""
    other_days = {m.day for m in group.meetings} - {planned.day}
    away_before = len(group.members) - len(present(problem, group, planned))
    for slot in problem.program.slots:
        for day in slot.days - other_days:
            at = Meeting(slot, day)
            here = present(problem, group, at)
            if (
                at != planned
                and slot.in_force(date_of(problem, at))
                and slot.modality == group.modality
                and (slot.modality == "online" or slot.site == group.frame.site)
                and not site_is_out(problem, at)
                and not person_is_out(problem, group.tutor, at)
                and here
                and len(group.members) - len(here) <= away_before
                and can_be_in(problem, group.tutor, here, at)
            ):
                yield Held(group, group.tutor, at, here, moved=True)


def split(
    problem: Problem, schedule: Schedule
) -> tuple[list[Held], list[tuple[Group, Meeting, list[Held]]]]:
    """The meetings that stay, and the others with all that can become of each but cancelled."""
    stay, bend = [], []
    for group in schedule:
        for planned in group.meetings:
            here = present(problem, group, planned)
            shut = site_is_out(problem, planned) or not own_rows(problem, group, planned)
            tutorless = person_is_out(problem, group.tutor, planned)
            if here and not shut and not tutorless:
                stay.append(Held(group, group.tutor, planned, here))
                continue
            options = list(moves(problem, group, planned))
            if here and not shut:
                options += covers(problem, group, planned)
            bend.append((group, planned, options))
    return stay, bend


# -- what goes together -------------------------------------------------------------------------


def go_together(problem: Problem, week: Sequence[Held]) -> bool:
    """Rules 8 to 10 over what takes place, and one moved meeting of a group a day."""
    targets = Counter((one.group, one.at.day) for one in week)
    return (
        max(targets.values(), default=0) <= 1
        and one_place(problem, week)
        and rules.load_holds(problem, [one.as_group for one in week])
        and site_room(problem, week)
        and slot_room(problem, week)
        and named_rooms(problem, week)
    )


def one_place(problem: Problem, week: Sequence[Held]) -> bool:
    """Rule 8: nobody in two meetings at once, and no student in too many a day."""
    people: dict[str, list[Meeting]] = defaultdict(list)
    for one in week:
        people[one.tutor.id].append(one.at)
        for member in one.present:
            people[member.student.id].append(one.at)
    tutors = {tutor.id for tutor in problem.program.tutors}
    most = problem.settings.max_sessions_per_student_day
    for who, theirs in people.items():
        if any(rules.overlap(a, b) for a, b in combinations(theirs, 2)):
            return False
        if who not in tutors and max(Counter(at.day for at in theirs).values()) > most:
            return False
    return True


def site_room(problem: Problem, week: Sequence[Held]) -> bool:
    """Rule 10 at the sites, minute by minute."""
    for site, room in problem.program.site_rooms.items():
        inside = Counter(
            (one.at.day, minute)
            for one in week
            if (one.at.slot.site, one.at.slot.modality) == (site, "in_person")
            for minute in minutes(one.at.slot.start, one.at.slot.end)
        )
        if max(inside.values(), default=0) > room:
            return False
    return True


def slot_room(problem: Problem, week: Sequence[Held]) -> bool:
    """Rule 10 in the slots that something moves to, for some dealing of all that meet there."""
    for place in {one.at.place for one in week if one.moved}:
        there = [one for one in week if one.at.place == place]
        choices = [
            [at for at in rows_in_force(problem, one.at) if can_be_in(problem, one.tutor, who, at)]
            for one in there
            for who in [one.present if one.moved else one.group.members]
        ]
        if not any(_dealt(rows) for rows in product(*choices)):
            return False
    return True


def named_rooms(problem: Problem, week: Sequence[Held]) -> bool:
    """Rule 13 at each moment of what moves, for some dealing of all that meet there.

    Who stays and finds no room, since a row is not in force, does not stand in the way.
    """
    mine = [one for one in week if rules.has_rooms(problem, one.at)]
    for moved in (one for one in mine if one.moved):
        near = [
            one
            for one in mine
            if rules.overlap(one.at, moved.at) and one.at.slot.site == moved.at.slot.site
        ]
        if not _some_dealing_houses(problem, near, moved):
            return False
    return True


def _some_dealing_houses(problem: Problem, near: Sequence[Held], moved: Held) -> bool:
    choices = [
        [at for at in rows_in_force(problem, one.at) if can_be_in(problem, one.tutor, who, at)]
        for one in near
        for who in [one.present if one.moved else one.group.members]
    ]
    moments = {at.at.slot.start for at in near if at.at.slot.start >= moved.at.slot.start}
    return any(
        all(
            rules.find_rooms(
                problem,
                [at for at in rows if at.slot.start <= moment < at.slot.end],
            )
            for moment in moments | {moved.at.slot.start}
            if moment < moved.at.slot.end
        )
        for rows in product(*choices)
        if _dealt(rows)
    )


def _dealt(rows: Sequence[Meeting]) -> bool:
    count = Counter(at.slot for at in rows)
    return all(
        slot.groups_at_once is None or many <= slot.groups_at_once for slot, many in count.items()
    )


# -- the best week ------------------------------------------------------------------------------


def score(problem: Problem, chosen: Sequence[Held]) -> Score:
    """What the week saves, how often it moves, and how many know their cover."""
    known = [
        met(problem, one.tutor, member)
        for one in chosen
        if not one.moved and one.tutor.id != one.group.tutor.id
        for member in one.present
    ]
    saved = sum(len(one.present) for one in chosen)
    return saved, -sum(one.moved for one in chosen), sum(known)


def best_week(problem: Problem, schedule: Schedule) -> Score:
    """The best score of any week; meetings that stay count as saved."""
    stay, bend = split(problem, schedule)
    best = score(problem, stay)
    open_ = [(stay, 0)]
    while open_:
        week, number = open_.pop()
        if number == len(bend):
            best = max(best, score(problem, week))
            continue
        open_.append((week, number + 1))  # cancelled
        longer = ([*week, option] for option in bend[number][2])
        open_ += [(week, number + 1) for week in longer if go_together(problem, week)]
    return best


def weeks(problem: Problem, schedule: Schedule) -> int:
    """How many combinations there are."""
    count = 1
    for _, _, options in split(problem, schedule)[1]:
        count *= 1 + len(options)
    return count


def told(problem: Problem, sessions: Sequence[Session]) -> Score:
    """The score of a dated week as its sessions tell it."""
    saved = sum(one.status in ("planned", "covered", "moved") for one in sessions)
    moved = {(one.group, one.planned) for one in sessions if one.status == "moved"}
    known = [met(problem, one.tutor, one.member) for one in sessions if one.status == "covered"]
    return saved, -len(moved), sum(known)
