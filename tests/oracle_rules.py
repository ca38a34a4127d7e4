"""The rules once more, for the brute force: written from their sentences alone.

Nothing here comes from ``constraints`` or from the look-ups of :class:`Problem`; of the problem
only the rows of the workbook and the Monday are used. Slow and plain on purpose.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations, product

from matcher.domain import Group, Meeting, Request, Room, Slot, Student, Tutor, Window, Windows
from matcher.problem import Problem

DAY = 24 * 60


def week_of(problem: Problem) -> list[dt.date]:
    """The seven dates of the week."""
    return [problem.monday + dt.timedelta(days=n) for n in range(7)]


def _dated(date: dt.date, first: dt.date | None, last: dt.date | None) -> bool:
    return not (first is not None and date < first) and not (last is not None and date > last)


def concerns(problem: Problem, thing: Request | Tutor | Slot) -> bool:
    """Whether a request, a tutor or a Slots row concerns the week at all."""
    if isinstance(thing, Slot):
        return any(_dated(d, thing.start_date, thing.end_date) for d in week_of(problem))
    if isinstance(thing, Request):
        who = thing.student
        return who.consent and any(
            _dated(d, who.start_date, who.end_date) for d in week_of(problem)
        )
    return thing.cleared and any(
        _dated(d, thing.start_date, thing.end_date) and _dated(d, None, thing.cleared_until)
        for d in week_of(problem)
    )


def _ties(problem: Problem, rule: str, student: str) -> set[str]:
    return {p.other for p in problem.program.pairs if p.rule == rule and p.student == student}


# -- rules 1 to 4: one person and one group or meeting ------------------------------------------


def eligible(problem: Problem, tutor: Tutor, language: str, member: Request) -> bool:
    """Rule 1, for one member."""
    only = _ties(problem, "only", member.student.id)
    return (
        not tutor.reserve
        and member.subject in tutor.subjects
        and (tutor.grades is None or member.student.grade in tutor.grades)
        and language in tutor.languages
        and language in member.languages
        and (not only or tutor.id in only)
        and tutor.id not in _ties(problem, "avoid", member.student.id)
    )


def suits(person: Student | Tutor, modality: str) -> bool:
    """Whether the person can be in meetings of the modality."""
    return person.modality in (modality, "either")


def student_may_come(student: Student, slot: Slot) -> bool:
    """Rule 2, for one student."""
    opened = (
        slot.site is None
        or slot.site == student.site
        or slot.open_to_all
        or student.site in slot.open_to
    )
    return opened and suits(student, slot.modality)


def tutor_may_come(tutor: Tutor, slot: Slot) -> bool:
    """Rule 2, for the tutor."""
    here = slot.modality == "online" or slot.site in tutor.sites
    return here and suits(tutor, slot.modality)


@cache
def _minutes(windows: tuple[Window, ...]) -> frozenset[int]:
    return frozenset(minute for w in windows for minute in range(w.start, w.end))


def windows_allow(available: Windows | None, busy: Windows, at: Meeting) -> bool:
    """Rule 3, for one person's windows: every minute available, no minute busy."""
    minutes = frozenset(range(at.day * DAY + at.slot.start, at.day * DAY + at.slot.end))
    return (available is None or minutes <= _minutes(available)) and not minutes & _minutes(busy)


def student_is_free(problem: Problem, student: Student, at: Meeting) -> bool:
    """Rule 3, for one student: windows, grade and length of the slot."""
    return (
        windows_allow(student.available, student.busy, at)
        and (at.slot.grades is None or student.grade in at.slot.grades)
        and at.slot.end - at.slot.start >= problem.settings.min_session_minutes
    )


def can_ride(problem: Problem, student: Student, at: Meeting) -> bool:
    """Rule 4, for one student."""
    if at.slot.modality == "online" or at.slot.kind == "school_day" or student.transport == "self":
        return True
    return any(
        ride.route == student.transport
        and at.day in ride.days
        and (ride.earliest is None or at.slot.start >= ride.earliest)
        and (ride.latest is None or at.slot.end <= ride.latest)
        for ride in problem.program.rides
    )


# -- rules 5 to 7: one group -------------------------------------------------------------------


def dosage_holds(members: Iterable[Request], meetings: int) -> bool:
    """Rule 5."""
    return all(member.least <= meetings <= member.most for member in members)


def size_holds(problem: Problem, tutor: Tutor, members: Sequence[Request]) -> bool:
    """Rule 6."""
    limits = [problem.settings.max_group_size, tutor.max_group]
    limits += [member.max_group for member in members]
    return all(limit is None or len(members) <= limit for limit in limits)


def fit_holds(problem: Problem, members: Sequence[Request]) -> bool:
    """Rule 7 but for ``together``, which is about the whole plan."""
    grades = [member.student.grade for member in members]
    levels = [member.level for member in members if member.level is not None]
    most = problem.settings.max_level_spread
    if max(grades) - min(grades) > problem.settings.max_grade_spread:
        return False
    if most is not None and levels and max(levels) - min(levels) > most:
        return False
    return not any(
        b.student.id in _ties(problem, "apart", a.student.id)
        or a.student.id in _ties(problem, "apart", b.student.id)
        for a, b in combinations(members, 2)
    )


# -- rules 7 to 11: the whole plan -------------------------------------------------------------


def together_pairs(problem: Problem) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Keys of requests that must sit together: both must concern the week."""
    keys = {r.key for r in problem.program.requests if concerns(problem, r)}
    for pair in problem.program.pairs:
        if pair.rule == "together":
            for student, subject in sorted(keys):
                if student == pair.student and (pair.other, subject) in keys:
                    yield (student, subject), (pair.other, subject)


def together_holds(problem: Problem, groups: Sequence[Group]) -> bool:
    """The part of rule 7 that names ``together``."""
    seats: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for member in group.members:
            seats[member.key].add(number)
    return all(seats[a] == seats[b] for a, b in together_pairs(problem))


def overlap(a: Meeting, b: Meeting) -> bool:
    """Whether two meetings share a minute of the same weekday."""
    return a.day == b.day and a.slot.start < b.slot.end and b.slot.start < a.slot.end


def one_place_holds(problem: Problem, groups: Sequence[Group]) -> bool:
    """Rule 8."""
    seats = Counter(member.key for group in groups for member in group.members)
    people: dict[str, list[Meeting]] = defaultdict(list)
    for group in groups:
        for student in {member.student.id for member in group.members}:
            people["student " + student] += group.meetings
        people["tutor " + group.tutor.id] += group.meetings
    days = Counter((who, m.day) for who, theirs in people.items() for m in theirs)
    most = problem.settings.max_sessions_per_student_day
    return (
        all(count == 1 for count in seats.values())
        and not any(overlap(a, b) for ms in people.values() for a, b in combinations(ms, 2))
        and all(n <= most for (who, _), n in days.items() if who.startswith("student "))
    )


def minutes_between(problem: Problem, first: str, then: str) -> int:
    """Travel minutes between two sites."""
    default = 0 if first == then else problem.settings.travel_minutes
    return problem.program.travel.get((first, then), default) if first != then else 0


def gap_holds(problem: Problem, a: Meeting, b: Meeting) -> bool:
    """Rule 9, for two meetings of one tutor: break and travel, the longer of the two."""
    if a.day != b.day:
        return True
    first, then = sorted((a, b), key=lambda m: (m.slot.start, m.slot.end))
    needed = problem.settings.tutor_break_minutes
    if first.slot.modality == then.slot.modality == "in_person":
        assert first.slot.site is not None
        assert then.slot.site is not None
        needed = max(needed, minutes_between(problem, first.slot.site, then.slot.site))
    return then.slot.start - first.slot.end >= needed


def load_holds(problem: Problem, groups: Sequence[Group]) -> bool:
    """Rule 9."""
    of_tutor: dict[Tutor, list[Meeting]] = defaultdict(list)
    for group in groups:
        of_tutor[group.tutor] += group.meetings
    for tutor, theirs in of_tutor.items():
        days = Counter(m.day for m in theirs)
        minutes = sum(m.slot.end - m.slot.start for m in theirs)
        if tutor.max_sessions_week is not None and len(theirs) > tutor.max_sessions_week:
            return False
        if tutor.max_sessions_day is not None and max(days.values()) > tutor.max_sessions_day:
            return False
        if tutor.max_hours_week is not None and Fraction(minutes, 60) > tutor.max_hours_week:
            return False
        # What overlaps is rule 8's to say: there is nothing between the two.
        pairs = [(a, b) for a, b in combinations(theirs, 2) if not overlap(a, b)]
        if not all(gap_holds(problem, a, b) for a, b in pairs):
            return False
    return True


def room_holds(problem: Problem, groups: Sequence[Group]) -> bool:
    """Rule 10: counted at the start of each meeting, when the most groups are in."""
    every = [m for group in groups for m in group.meetings]
    for at in every:
        in_slot = [m for m in every if m.day == at.day and m.slot.row == at.slot.row]
        if at.slot.groups_at_once is not None and len(in_slot) > at.slot.groups_at_once:
            return False
        room = problem.program.site_rooms.get(at.slot.site or "")
        if at.slot.modality == "in_person" and room is not None:
            now = [
                m
                for m in every
                if m.slot.modality == "in_person"
                and m.slot.site == at.slot.site
                and m.day == at.day
                and m.slot.start <= at.slot.start < m.slot.end
            ]
            if len(now) > room:
                return False
    return True


def room_takes(room: Room, at: Meeting) -> bool:
    """Whether a named room is open all through a meeting, for its kind of slot."""
    minutes = frozenset(range(at.day * DAY + at.slot.start, at.day * DAY + at.slot.end))
    return (
        room.site == at.slot.site
        and (room.open is None or minutes <= _minutes(room.open))
        and (room.kinds is None or at.slot.kind in room.kinds)
    )


def find_rooms(problem: Problem, now: Sequence[Meeting]) -> bool:
    """Whether some way to put these meetings into named rooms, all at once, holds."""
    choices = [
        [n for n, room in enumerate(problem.program.rooms) if room_takes(room, at)] for at in now
    ]
    return any(
        all(problem.program.rooms[n].groups_at_once >= many for n, many in Counter(one).items())
        for one in product(*choices)
    )


def has_rooms(problem: Problem, at: Meeting) -> bool:
    """Whether a meeting needs a named room: in person, at a site that has some."""
    sites = {room.site for room in problem.program.rooms}
    return at.slot.modality == "in_person" and at.slot.site in sites


def named_rooms_hold(problem: Problem, every: Sequence[Meeting]) -> bool:
    """Rule 13: at the start of each meeting, when the most are there."""
    mine = [at for at in every if has_rooms(problem, at)]
    return all(
        find_rooms(
            problem,
            [
                m
                for m in mine
                if (m.slot.site, m.day) == (at.slot.site, at.day)
                and m.slot.start <= at.slot.start < m.slot.end
            ],
        )
        for at in mine
    )


def cost(groups: Iterable[Group]) -> Fraction:
    """Wages of a week."""
    return sum(
        (
            Fraction(m.slot.end - m.slot.start, 60) * group.tutor.hourly_rate
            for group in groups
            for m in group.meetings
        ),
        Fraction(0),
    )


def _place_holds(group: Group) -> bool:
    sites = {m.slot.site for m in group.meetings}
    return (
        all(m.slot.modality == group.modality for m in group.meetings)
        and (group.modality == "online" or len(sites) == 1)
        and all(tutor_may_come(group.tutor, m.slot) for m in group.meetings)
        and all(student_may_come(r.student, m.slot) for r in group.members for m in group.meetings)
        and suits(group.tutor, group.modality)
        and all(suits(r.student, group.modality) for r in group.members)
    )


def broken_by_group(problem: Problem, group: Group) -> set[int]:
    """The rules among 1 to 7 that a group breaks by itself; 0 for one out of this week."""
    tutor, members, meetings = group.tutor, group.members, group.meetings
    people = [member.student for member in members]
    week = [tutor, *members, *(m.slot for m in meetings)]
    holds = {
        0: all(concerns(problem, thing) for thing in week)
        and len({m.day for m in meetings}) == len(meetings) > 0
        and all(m.day in m.slot.days for m in meetings)
        and all(member.subject == group.subject for member in members),
        1: all(eligible(problem, tutor, group.language, member) for member in members),
        2: _place_holds(group),
        3: all(windows_allow(tutor.available, tutor.busy, m) for m in meetings)
        and all(student_is_free(problem, who, m) for who in people for m in meetings),
        4: all(can_ride(problem, who, m) for who in people for m in meetings),
        5: dosage_holds(members, len(meetings)),
        6: size_holds(problem, tutor, members),
        7: fit_holds(problem, members),
    }
    return {rule for rule, good in holds.items() if not good}


def broken_between(problem: Problem, groups: Sequence[Group]) -> set[int]:
    """The rules from 8 on that the groups break; the more groups, the more are broken."""
    budget = problem.settings.weekly_budget
    holds = {
        8: one_place_holds(problem, groups),
        9: load_holds(problem, groups),
        10: room_holds(problem, groups),
        11: budget is None or cost(groups) <= budget,
        13: named_rooms_hold(problem, [m for group in groups for m in group.meetings]),
    }
    return {rule for rule, good in holds.items() if not good}


def broken(problem: Problem, groups: Sequence[Group]) -> set[int]:
    """The numbers of all rules that a set of groups breaks; 0 for what is no plan of this week."""
    found = {rule for group in groups for rule in broken_by_group(problem, group)}
    found |= broken_between(problem, groups)
    if not together_holds(problem, groups):
        found.add(7)
    return found
