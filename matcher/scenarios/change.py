"""The program of a scenario: its levers put into the program as it is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NoReturn

from matcher.domain import (
    Program,
    Request,
    Ride,
    Slot,
    Student,
    Tutor,
)
from matcher.problem import Problem
from matcher.scenarios.levers import Lever, Levers, Tutors
from matcher.scenarios.mix import Traits, in_mix

COPY = "+"
"""Between a tutor's or a student's ID and the number of the copy: ``T004+1``."""


class LeverError(Exception):
    """A lever can't be turned as asked: which, why, and what would be right."""

    def __init__(self, lever: Lever, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")
        self.lever = lever
        self.message = message
        self.remedy = remedy


def changed_program(problem: Problem, levers: Levers) -> Program:
    """The program of the problem with the levers turned.

    ``overrides`` and ``sessions_per_week`` are not looked at: they are cells, put in before the program
    is read. Raises :class:`LeverError` for what can't be.
    """
    program = problem.program
    program = _settings(program, levers)
    program = _some_sites(program, levers.sites)
    program = _some_requests(program, levers)
    program = _students(program, levers.students)
    program = _tutors(problem.after(program), levers)
    program = _hours(program, levers.tutor_hours)
    program = _rooms(program, levers.groups_at_once)
    program = _kinds(program, levers.kinds)
    return _without_lost_pins(_buses(program, levers.bus_days))


def _settings(program: Program, levers: Levers) -> Program:
    given = {
        name: value
        for name in ("max_group_size", "weekly_budget")
        if (value := getattr(levers, name)) is not None
    }
    return replace(program, settings=replace(program.settings, **given)) if given else program


def _some_sites(program: Program, sites: Sequence[str]) -> Program:
    if not sites:
        return program
    known = {site.casefold(): site for site in program.sites}
    unknown = [site for site in sites if site.casefold() not in known]
    if unknown:
        raise LeverError(
            "sites", f"No site is called {unknown[0]!r}", f"Write some of {', '.join(known.values())}."
        )  # fmt: skip
    kept = {known[site.casefold()] for site in sites}
    return replace(
        program,
        requests=tuple(r for r in program.requests if r.student.site in kept),
        tutors=tuple(t for t in program.tutors if kept & set(t.sites) or t.modality != "in_person"),
        slots=tuple(s for s in program.slots if s.site is None or s.site in kept),
        rooms=tuple(room for room in program.rooms if room.site in kept),
    )


def _some_requests(program: Program, levers: Levers) -> Program:
    need = levers.min_need
    if need is None:
        return program
    kept = tuple(r for r in program.requests if r.need >= need)
    if not kept:
        most = max((r.need for r in program.requests), default=Fraction(0))
        raise LeverError(
            "min_need", "No request has a need so high", f"Write at most {float(most):g}."
        )
    return replace(program, requests=kept)


def _without_lost_pins(program: Program) -> Program:
    """The program without pins of tutors who are not in it any more."""
    there = {tutor.id for tutor in program.tutors}
    kept = tuple(pin for pin in program.pins if pin.tutor is None or pin.tutor in there)
    return replace(program, pins=kept) if len(kept) < len(program.pins) else program


# -- students -----------------------------------------------------------------------------------


def _students(program: Program, factor: Fraction | None) -> Program:
    """A sample of the students, or copies of some besides; fewer are always some of more.

    Whoever must be together comes together, so that there may be a few more than asked for.
    """
    if factor is None:
        return program
    subjects: dict[str, list[Request]] = {}
    for request in program.requests:
        subjects.setdefault(request.student.id, []).append(request)

    def traits(student: Student) -> Traits:
        mine = subjects[student.id]
        return (
            ("site", student.site),
            *(("subject", r.subject) for r in mine),
            ("language", mine[0].languages[0]),
            ("need", max(r.need for r in mine)),
        )

    students = list(program.students.values())
    order = in_mix(students, traits, lambda student: student.id)
    count = math.floor(factor * len(order) + Fraction(1, 2))
    if not count:
        raise LeverError(
            "students", f"No student is left of {len(order)}", "Write a larger factor, such as 0.5."
        )
    order, count = _together(program, order, count)
    rounds = Counter(order[at % len(order)].id for at in range(count))
    requests = [r for r in program.requests if rounds[r.student.id]]
    pairs = list(program.pairs)
    for number in range(1, max(rounds.values())):
        copied = {s for s, times in rounds.items() if times > number}
        requests += [_copy(r, number) for r in program.requests if r.student.id in copied]
        for pair in program.pairs:
            of_students = pair.rule in ("apart", "together")
            if pair.student in copied and (not of_students or pair.other in copied):
                other = _named(pair.other, number) if of_students else pair.other
                pairs.append(replace(pair, student=_named(pair.student, number), other=other))
    return replace(program, requests=tuple(requests), pairs=tuple(pairs))


def _together(program: Program, order: list[Student], count: int) -> tuple[list[Student], int]:
    """The students with those who must be together side by side, and a count that parts none."""
    known = {student.id: student for student in order}
    partners: dict[str, set[str]] = {}
    for pair in program.pairs:
        if pair.rule == "together" and {pair.student, pair.other} <= known.keys():
            partners.setdefault(pair.student, set()).add(pair.other)
            partners.setdefault(pair.other, set()).add(pair.student)
    found: dict[str, int] = {}  # each student, and after how many a cut parts nobody
    for student in order:
        if student.id in found:
            continue
        unit = [student.id]
        for one in unit:
            unit += sorted(partners.get(one, set()) - set(unit))
        end = len(found) + len(unit)
        found |= dict.fromkeys(unit, end)
    whole, rest = divmod(count, len(order))
    ends = list(found.values())
    return [known[one] for one in found], whole * len(order) + (ends[rest - 1] if rest else 0)


def _copy(request: Request, number: int) -> Request:
    student = request.student
    return replace(request, student=replace(student, id=_named(student.id, number), name=""))


def _named(who: str, number: int) -> str:
    return f"{who}{COPY}{number}"


# -- tutors -------------------------------------------------------------------------------------


def working(problem: Problem) -> tuple[Tutor, ...]:
    """The tutors who hold groups in the week: no reserves, nobody who is not cleared or not there."""
    return tuple(tutor for tutor in problem.tutors if not tutor.reserve)


def tutor_order(problem: Problem) -> list[Tutor]:
    """The working tutors in the order in which a smaller number of them is taken."""

    def traits(tutor: Tutor) -> Traits:
        named = {"site": tutor.sites, "subject": tutor.subjects, "language": tutor.languages}
        of = [(what, value) for what, values in named.items() for value in values]
        return (*of, ("modality", tutor.modality))

    return in_mix(working(problem), traits, lambda tutor: tutor.id)


def _tutors(problem: Problem, levers: Levers) -> Program:
    program = problem.program
    tutors = list(program.tutors)
    if levers.tutors is not None:
        tutors = _so_many(problem, levers.tutors)
    if not (levers.add_tutors or levers.drop_tutors):
        return replace(program, tutors=tuple(tutors)) if levers.tutors is not None else program
    both = {one.tutor for one in levers.add_tutors} & {one.tutor for one in levers.drop_tutors}
    if both:
        raise LeverError(
            "drop_tutors",
            f"{min(both)} is to be added and dropped",
            "Name the tutor in one of both.",
        )
    _drop(tutors, levers.drop_tutors, program.tutors)
    _add(tutors, levers.add_tutors, problem)
    return replace(program, tutors=tuple(tutors))


def _so_many(problem: Problem, count: int) -> list[Tutor]:
    order = tutor_order(problem)
    if not order and count:
        raise LeverError(
            "tutors",
            "No tutor works in this week",
            "Leave the cell blank, or mend the Tutors sheet.",
        )
    kept = {tutor.id for tutor in order[:count]}
    works = {tutor.id for tutor in order}
    tutors = [t for t in problem.program.tutors if t.id not in works or t.id in kept]
    for at in range(len(order), count):
        tutors.append(_copied(order[at % len(order)], tutors))
    return tutors


def _drop(tutors: list[Tutor], dropped: Iterable[Tutors], known: Iterable[Tutor]) -> None:
    for one in dropped:
        mine = [t for t in tutors if t.id == one.tutor or _original(t) == one.tutor]
        if len(mine) < one.count:
            _unknown("drop_tutors", one, tutors, len(mine), known)
        for tutor in mine[::-1][: one.count]:  # copies go first
            tutors.remove(tutor)


def _add(tutors: list[Tutor], added: Iterable[Tutors], problem: Problem) -> None:
    """A copy of a tutor who works; a reserve, or one who is not cleared, works from now on."""
    program = problem.program
    idle = {t.id for t in program.tutors} - {t.id for t in working(problem)}
    for one in added:
        like = next((t for t in program.tutors if t.id == one.tutor), None)
        if like is None:
            _unknown("add_tutors", one, program.tutors, 0, program.tutors)
        count = one.count
        if one.tutor in idle:
            at = next((i for i, t in enumerate(tutors) if t.id == one.tutor), None)
            like = hired(like)
            count -= at is not None
            if at is not None:
                tutors[at] = like
        for _ in range(count):
            tutors.append(_copied(like, tutors))


def hired(tutor: Tutor) -> Tutor:
    """The tutor at work: no reserve, cleared, and employed from now on."""
    return replace(
        tutor, reserve=False, cleared=True, cleared_until=None, start_date=None, end_date=None
    )


def _unknown(
    lever: Lever, one: Tutors, tutors: Iterable[Tutor], there: int, known: Iterable[Tutor]
) -> NoReturn:
    if there:
        raise LeverError(
            lever,
            f"{one} can't be dropped: there are {there}",
            f"Write at most {there} x {one.tutor}.",
        )
    some = ", ".join([tutor.id for tutor in tutors][:5]) or "none, since no tutor is left"
    if one.tutor in {tutor.id for tutor in known}:
        raise LeverError(
            lever, f"Tutor {one.tutor} is left out of the scenario already", f"Write IDs such as {some}."
        )  # fmt: skip
    raise LeverError(lever, f"There is no tutor {one.tutor!r}", f"Write IDs such as {some}.")


def _original(tutor: Tutor) -> str:
    """The ID of the tutor whom this one is a copy of; the own ID of one who is none."""
    who, _, number = tutor.id.rpartition(COPY)
    return who if who and number.isdigit() else tutor.id


def _copied(like: Tutor, tutors: Iterable[Tutor]) -> Tutor:
    taken = {tutor.id for tutor in tutors}
    who = _original(like)
    number = next(n for n in range(1, len(taken) + 2) if f"{who}{COPY}{n}" not in taken)
    return replace(like, id=f"{who}{COPY}{number}", name=f"like {who}")


def _hours(program: Program, factor: Fraction | None) -> Program:
    """Each tutor's week, so much longer or shorter in what was agreed.

    When a tutor is available stays; a tutor without a limit has the hours of these times as one.
    """
    if factor is None:
        return program

    def scaled(tutor: Tutor) -> Tutor:
        hours, sessions = tutor.max_hours_week, tutor.max_sessions_week
        if hours is None and sessions is None:
            hours = Fraction(sum(window.end - window.start for window in tutor.available), 60)
        return replace(
            tutor,
            max_hours_week=None if hours is None else hours * factor,
            max_sessions_week=None if sessions is None else math.floor(sessions * factor),
        )

    return replace(program, tutors=tuple(map(scaled, program.tutors)))


# -- rooms, slots, buses ------------------------------------------------------------------------


def _rooms(program: Program, rooms: int | None) -> Program:
    """So many groups at once at each site, in each of its slots that has a limit too.

    The named rooms of these sites no longer count: the number says how many there are.
    """
    if rooms is None:
        return program

    def with_rooms(slot: Slot) -> Slot:
        limited = slot.modality == "in_person" and slot.groups_at_once is not None
        return replace(slot, groups_at_once=rooms) if limited else slot

    sites = {slot.site for slot in program.slots if slot.site and slot.modality == "in_person"}
    return replace(
        program,
        slots=tuple(map(with_rooms, program.slots)),
        site_rooms={**program.site_rooms, **dict.fromkeys(sorted(sites), rooms)},
        rooms=tuple(room for room in program.rooms if room.site not in sites),
    )


def kind_of(slot: Slot) -> str:
    """The kind of a slot, as the lever ``kinds`` names it."""
    return "online" if slot.modality == "online" else slot.kind


def _kinds(program: Program, kinds: frozenset[str] | None) -> Program:
    if kinds is None:
        return program
    kept = tuple(slot for slot in program.slots if kind_of(slot) in kinds)
    if not kept:
        there = ", ".join(sorted({kind_of(slot) for slot in program.slots}))
        raise LeverError("kinds", "No slot is of this kind", f"The program has slots of: {there}.")
    return replace(program, slots=kept)


def bus_day_order(program: Program) -> list[int]:
    """The weekdays, those first on which most routes run now."""
    runs = Counter(day for ride in program.rides for day in ride.days)
    return sorted(range(7), key=lambda day: (-runs[day], day))


def _buses(program: Program, days: frozenset[int] | int | None) -> Program:
    """Every route on these weekdays and no others; where it does not run yet, at its usual times."""
    if days is None:
        return program
    if not program.rides:
        raise LeverError(
            "bus_days",
            "The program has no route",
            "Fill in the Transport sheet, or leave it blank.",
        )
    wanted = frozenset(bus_day_order(program)[:days]) if isinstance(days, int) else days
    return replace(program, rides=tuple(_rides(program.rides, wanted)))


def _rides(rides: Sequence[Ride], wanted: frozenset[int]) -> Iterator[Ride]:
    routes: dict[str, list[Ride]] = {}
    for ride in rides:
        routes.setdefault(ride.route, []).append(ride)
    for mine in routes.values():
        now = frozenset(day for ride in mine for day in ride.days)
        most = Counter(day for ride in mine for day in ride.days).most_common(1)[0][0]
        for ride in mine:
            days = (ride.days & wanted) | (wanted - now if most in ride.days else frozenset())
            if days:
                yield replace(ride, days=days)
