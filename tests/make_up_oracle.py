"""Make-ups by brute force: what is allowed, and how many owed sessions a week has room for.

Written from what binds the people on a date; for single rules it asks ``oracle_rules`` and for the
dates ``bend_oracle``, which are as far from the making as from its checker.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from matcher.domain import Frame, Group, MakeUp, Meeting, Request, Session, Tutor
from matcher.problem import Problem
from tests import bend_oracle, oracle_rules


@dataclass
class Table:
    """Who sits together on a date. ``keeps`` are members with a seat, whether they come or not."""

    tutor: Tutor
    frame: Frame
    at: Meeting
    moved: bool = False
    comes: list[Request] = field(default_factory=list)
    keeps: list[Request] = field(default_factory=list)
    guests: list[Request] = field(default_factory=list)
    extra: bool = False

    @property
    def as_group(self) -> Group:
        """A group that meets just this once."""
        frame = replace(self.frame, tutor=self.tutor)
        return Group(frame, (*self.comes, *self.guests), (self.at,))


def tables(sessions: Sequence[Session], make_ups: Sequence[MakeUp]) -> list[Table] | None:
    """Everything that takes place; None where a make-up names a meeting that does not."""
    held: dict[object, Table] = {}
    for one in sessions:
        if one.status in ("planned", "covered", "moved"):
            table = held.setdefault(
                (one.group, one.planned),
                Table(one.tutor, one.group.frame, one.meeting, one.status == "moved"),
            )
            table.comes.append(one.member)
            table.keeps = list(one.group.members)
    extra: dict[object, Table] = {}
    for one in make_ups:
        if one.joins is None:
            key = (one.frame, one.meeting.place)
            table = extra.setdefault(
                key, Table(one.frame.tutor, one.frame, one.meeting, extra=True)
            )
        else:
            here = [
                table
                for (group, _), table in held.items()
                if group == one.joins and table.at.place == one.meeting.place
            ]
            if not here or here[0].tutor.id != one.frame.tutor.id:
                return None
            table = here[0]
        table.guests.append(one.member)
    return [*held.values(), *extra.values()]


def allowed(
    problem: Problem,
    sessions: Sequence[Session],
    make_ups: Sequence[MakeUp],
    owed: Mapping[tuple[str, str], int],
) -> bool:
    """Whether the make-ups may be, all together."""
    counts = Counter(one.member.key for one in make_ups)
    if any(count > owed.get(key, 0) for key, count in counts.items()):
        return False
    every = tables(sessions, make_ups)
    if every is None:
        return False
    new = [table for table in every if table.guests]
    return (
        all(sits_well(problem, table) for table in new)
        and students_hold(problem, every)
        and tutors_hold(problem, every)
        and rooms_hold(problem, every)
        and money_holds(problem, every)
    )


def sits_well(problem: Problem, table: Table) -> bool:
    """Rules 1 to 4, 6 and 7 and the dates, for one meeting with those who come besides."""
    at, seated = table.at, [*table.keeps, *table.guests]
    tutor = table.tutor if table.extra else replace(table.tutor, reserve=False)
    if len({member.key for member in seated}) < len(seated):
        return False
    for member in table.guests:
        if (
            not oracle_rules.concerns(problem, member)
            or member.subject != table.frame.subject
            or not oracle_rules.eligible(problem, tutor, table.frame.language, member)
            or bend_oracle.student_is_out(problem, member.student, at)
            or not any(
                bend_oracle.can_be_in(problem, tutor, [member], row)
                for row in bend_oracle.rows_in_force(problem, at)
            )
        ):
            return False
    if table.extra and (
        not oracle_rules.concerns(problem, tutor)
        or bend_oracle.person_is_out(problem, tutor, at)
        or bend_oracle.site_is_out(problem, at)
    ):
        return False
    return oracle_rules.size_holds(problem, tutor, seated) and oracle_rules.fit_holds(
        problem, seated
    )


def students_hold(problem: Problem, every: Sequence[Table]) -> bool:
    """Rule 8 for students."""
    mine: dict[str, list[Meeting]] = defaultdict(list)
    for table in every:
        for member in (*table.comes, *table.guests):
            mine[member.student.id].append(table.at)
    guests = {member.student.id for table in every for member in table.guests}
    most = problem.settings.max_sessions_per_student_day
    return all(
        max(Counter(at.day for at in mine[who]).values()) <= most
        and not any(
            oracle_rules.overlap(a, b)
            for number, a in enumerate(mine[who])
            for b in mine[who][:number]
        )
        for who in guests
    )


def tutors_hold(problem: Problem, every: Sequence[Table]) -> bool:
    """Rules 8 and 9 for whoever holds an extra meeting."""
    for tutor in {table.tutor.id for table in every if table.extra}:
        mine = [table for table in every if table.tutor.id == tutor]
        groups = [
            replace(table.as_group, frame=replace(table.frame, tutor=mine[0].tutor))
            for table in mine
        ]
        if not oracle_rules.load_holds(problem, groups):
            return False
        if any(
            oracle_rules.overlap(a.at, b.at) for number, a in enumerate(mine) for b in mine[:number]
        ):
            return False
    return True


def rooms_hold(problem: Problem, every: Sequence[Table]) -> bool:
    """Rule 10 wherever somebody comes besides, for some dealing of all that meet there."""
    for place in {table.at.place for table in every if table.guests}:
        choices = [
            [
                row
                for row in bend_oracle.rows_in_force(problem, table.at)
                if bend_oracle.can_be_in(problem, table.tutor, _bound(table), row)
            ]
            for table in every
            if table.at.place == place
        ]
        if not any(bend_oracle._dealt(rows) for rows in product(*choices)):
            return False
    for table in (table for table in every if table.extra):
        site = table.at.slot.site or ""
        room = problem.program.site_rooms.get(site)
        if room is None or table.at.slot.modality == "online":
            continue
        for minute in range(table.at.start, table.at.end):
            inside = sum(
                other.at.slot.site == site
                and other.at.slot.modality == "in_person"
                and other.at.start <= minute < other.at.end
                for other in every
            )
            if inside > room:
                return False
    return all(has_named_room(problem, every, table) for table in every if table.extra)


def has_named_room(problem: Problem, every: Sequence[Table], extra: Table) -> bool:
    """Rule 13 at each moment of an extra meeting, for the kinds of the rows that it could be in."""
    if not oracle_rules.has_rooms(problem, extra.at):
        return True
    near = [
        table
        for table in every
        if table.at.slot.site == extra.at.slot.site
        and table.at.slot.modality == "in_person"
        and oracle_rules.overlap(table.at, extra.at)
    ]
    choices = [
        [
            row
            for row in bend_oracle.rows_in_force(problem, table.at)
            if bend_oracle.can_be_in(problem, table.tutor, _bound(table), row)
        ]
        for table in near
    ]
    return any(
        all(
            oracle_rules.find_rooms(
                problem, [row for row in rows if row.slot.start <= at < row.slot.end]
            )
            for at in {max(table.at.slot.start, extra.at.slot.start) for table in near}
        )
        for rows in product(*choices)
        if bend_oracle._dealt(rows)
    )


def _bound(table: Table) -> list[Request]:
    return [*(table.comes if table.moved else table.keeps), *table.guests]


def money_holds(problem: Problem, every: Sequence[Table]) -> bool:
    """Rule 11 where an extra meeting is held."""
    budget = problem.settings.weekly_budget
    if budget is None or not any(table.extra for table in every):
        return True
    return oracle_rules.cost(table.as_group for table in every) <= budget


# -- everything that could be tried -----------------------------------------------------------


def candidates(
    problem: Problem, sessions: Sequence[Session], owed: Mapping[tuple[str, str], int]
) -> Iterator[MakeUp]:
    """Each owed request in each meeting that takes place, and with each tutor at each time."""
    wishes = [r for r in problem.program.requests if owed.get(r.key)]
    held = {
        (one.group, one.planned): (replace(one.group.frame, tutor=one.tutor), one.meeting)
        for one in sessions
        if one.status in ("planned", "covered", "moved")
    }
    for member in wishes:
        for (group, _), (frame, at) in held.items():
            yield MakeUp(member, frame, at, group)
        for tutor in problem.program.tutors:
            for slot in problem.program.slots:
                site = slot.site if slot.modality == "in_person" else None
                for day in sorted(slot.days):
                    for language in member.languages:
                        frame = Frame(tutor, member.subject, language, slot.modality, site)
                        yield MakeUp(member, frame, Meeting(slot, day))


def most(
    problem: Problem,
    sessions: Sequence[Session],
    owed: Mapping[tuple[str, str], int],
    each: Sequence[MakeUp],
) -> int:
    """The most owed sessions that can be made up for; ``each`` are those possible alone."""
    best = 0

    def extend(chosen: list[MakeUp], rest: Sequence[MakeUp]) -> None:
        nonlocal best
        best = max(best, len(chosen))
        for number, one in enumerate(rest):
            if len(chosen) + len(rest) - number <= best or best == sum(owed.values()):
                return
            if allowed(problem, sessions, [*chosen, one], owed):
                extend([*chosen, one], rest[number + 1 :])

    extend([], each)
    return best
