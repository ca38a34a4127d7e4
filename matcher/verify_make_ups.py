"""Whether make-ups are allowed: said without whatever made them, and without the search.

The best make-ups are not looked for here; only that every line is true, that nobody gets more than
is owed, and that all that binds the meetings of a date holds for those who come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from matcher.domain import MakeUp, Request, Session
from matcher.problem import Problem
from matcher.rule import Check, Violation
from matcher.week_dates import (
    rows_for,
    site_forbidden,
    spoken,
    student_forbidden,
    time_suits,
    tutor_forbidden,
    works_there,
)
from matcher.week_sittings import (
    Sitting,
    extra_sittings,
    held_sittings,
    seat_guests,
    told,
    violation,
)
from matcher.week_spare import check_money, check_rooms, check_students, check_tutors


def verify_make_ups(
    problem: Problem,
    sessions: Sequence[Session],
    make_ups: Sequence[MakeUp],
    owed: Mapping[tuple[str, str], int] | None = None,
) -> Check:
    """Look over the make-ups of a valid dated week; ``cases`` is how many there are.

    ``owed`` counts the sessions owed by request key; None where that is not known. What is over is
    not looked at any more. Meetings are
    compared by their place, as in :func:`matcher.verify_week.verify_week`.
    """
    count = len(make_ups)
    make_ups = [one for one in make_ups if not problem.is_over(one.meeting.day)]
    found = list(_lines(problem, make_ups, owed))
    held = held_sittings(sessions)
    joining = [one for one in make_ups if one.joins is not None]
    for lost in seat_guests(held, joining):
        when = spoken(problem, lost.meeting)
        message = (
            f"No {lost.frame.subject} meeting of group {lost.joins.id if lost.joins else ''} with"
            f" tutor {lost.frame.tutor.id} takes place on {when}, which student"
            f" {lost.member.student.id} is to join."
        )
        found.append(violation(message, [lost.member], lost.frame.tutor))
    extras = extra_sittings(one for one in make_ups if one.joins is None)
    for sitting in extras:
        found += _extra(problem, sitting)
    for sitting in (*(one for one in held if one.guests), *extras):
        found += _guests(problem, sitting)
        found += _size(problem, sitting)
        found += _fit(problem, sitting)
    everything = [*held, *extras]
    for check in (check_students, check_tutors, check_rooms, check_money):
        found += check(problem, everything)
    return Check(count, tuple(found))


def _lines(
    problem: Problem, make_ups: Sequence[MakeUp], owed: Mapping[tuple[str, str], int] | None
) -> Iterator[Violation]:
    """Whether everyone concerns the week and gets no more than is owed."""
    for key, count in Counter(one.member.key for one in make_ups).items():
        member = next(one.member for one in make_ups if one.member.key == key)
        if key not in problem.request:
            message = f"Student {key[0]} has no {key[1]} request that concerns the week."
            yield violation(message, [member])
        if owed is not None and count > owed.get(key, 0):
            message = (
                f"Student {key[0]} makes up for {count} sessions of {key[1]}, but"
                f" {owed.get(key, 0)} are owed."
            )
            yield violation(message, [member])


def _extra(problem: Problem, sitting: Sitting) -> Iterator[Violation]:
    """Whether the tutor may hold the extra meeting, whoever comes."""
    tutor, frame, at = sitting.tutor, sitting.frame, sitting.at
    where = told(problem, sitting)

    def broken(why: str) -> Violation:
        return violation(f"{where} can't be: {why}.", sitting.guests, tutor)

    if tutor.id not in problem.tutor:
        yield broken("the tutor is not cleared or not employed in this week")
    if tutor.reserve:
        yield broken("the tutor is a reserve, who only covers for others")
    if frame.subject not in tutor.subjects:
        yield broken(f"the tutor does not teach {frame.subject}")
    if frame.language not in tutor.languages:
        yield broken(f"the tutor does not tutor in {frame.language}")
    if not works_there(tutor, at):
        yield broken("the tutor does not work there")
    if not time_suits(problem, tutor, at):
        yield broken("the time does not suit the tutor, or is too short")
    if tutor_forbidden(problem, tutor, at):
        yield broken("the tutor can't come on that date")
    if site_forbidden(problem, at):
        yield broken("the Calendar forbids it")
    if frame.modality != at.slot.modality:
        yield broken(f"the slot is not {frame.modality}")


def _guests(problem: Problem, sitting: Sitting) -> Iterator[Violation]:
    """Whether everyone who makes up for something there may be with this tutor at that time."""
    where = told(problem, sitting)
    for member in sitting.guests:
        for wrong, why in _of_guest(problem, sitting, member):
            if wrong:
                message = f"{where} is no make-up for student {member.student.id}: {why}."
                yield violation(message, [member], sitting.tutor)


def _of_guest(problem: Problem, sitting: Sitting, member: Request) -> Iterator[tuple[bool, str]]:
    student, tutor, frame, at = member.student, sitting.tutor, sitting.frame, sitting.at
    wishes = [pair for pair in problem.program.pairs if pair.student == student.id]
    only = {pair.other for pair in wishes if pair.rule == "only"}
    avoid = {pair.other for pair in wishes if pair.rule == "avoid"}
    yield sitting.seated.count(member) > 1, "the student sits there already"
    yield member.subject != frame.subject, f"what is owed is {member.subject}"
    yield frame.language not in member.languages, f"{frame.language} is not the student's language"
    yield (
        tutor.grades is not None and student.grade not in tutor.grades,
        "the tutor does not teach the student's grade",
    )
    yield bool(only) and tutor.id not in only, "the student is to have no tutor but another"
    yield tutor.id in avoid, "the student is to avoid the tutor"
    yield not time_suits(problem, student, at), "the time does not suit the student"
    yield student_forbidden(problem, student, at), "the student can't come on that date"
    yield not rows_for(problem, [member], at), "no slot in force then takes the student"


def _size(problem: Problem, sitting: Sitting) -> Iterator[Violation]:
    """Rule 6, with everyone who has a seat there, also those who are away."""
    limits = [problem.settings.max_group_size, sitting.tutor.max_group]
    limits += [member.max_group for member in sitting.seated]
    most = min(limit for limit in limits if limit is not None)
    if len(sitting.seated) > most:
        message = f"{told(problem, sitting)} has {len(sitting.seated)} students, but at most {most} may be."
        yield violation(message, sitting.seated, sitting.tutor)


def _fit(problem: Problem, sitting: Sitting) -> Iterator[Violation]:
    """Rule 7 for each two of whom one makes up for something, but for who is to be together."""
    settings, where = problem.settings, told(problem, sitting)
    apart = {
        frozenset((pair.student, pair.other))
        for pair in problem.program.pairs
        if pair.rule == "apart"
    }
    for one, other in combinations(sitting.seated, 2):
        if one not in sitting.guests and other not in sitting.guests:
            continue
        names = (one.student.id, other.student.id)
        who = f"students {names[0]} and {names[1]}"
        if abs(one.student.grade - other.student.grade) > settings.max_grade_spread:
            yield violation(f"{where}: {who} are too many grades apart.", [one, other])
        if frozenset(names) in apart:
            yield violation(f"{where}: {who} are to be apart.", [one, other])
        most, levels = settings.max_level_spread, (one.level, other.level)
        given = [level for level in levels if level is not None]
        if most is not None and len(given) == 2 and abs(given[0] - given[1]) > most:
            yield violation(f"{where}: {who} are too many levels apart.", [one, other])
