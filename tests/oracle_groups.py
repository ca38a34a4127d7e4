"""Every group of a tiny problem that breaks no rule by itself, and which of them go together."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from matcher.domain import Frame, Group, Meeting, Request, Tutor
from matcher.problem import Problem
from matcher.schedule import Schedule
from tests import oracle_rules as rules

Where = tuple[int, int, int, str | None, str]


@dataclass(frozen=True, eq=False)
class Candidate:
    """A group that could be, on places instead of Slots rows.

    ``bits`` are its members, ``rows`` the Slots rows to which each of its meetings can be dealt.
    """

    group: Group
    bits: int
    rows: tuple[tuple[Meeting, ...], ...]


def where(at: Meeting) -> Where:
    """Weekday, times, site and modality."""
    return (at.day, at.slot.start, at.slot.end, at.slot.site, at.slot.modality)


def candidates(problem: Problem) -> list[Candidate]:
    """Every group that breaks no rule by itself, once for each choice of places."""
    requests = [r for r in problem.program.requests if rules.concerns(problem, r)]
    bit = {request.key: 1 << n for n, request in enumerate(requests)}
    tied = [bit[a] | bit[b] for a, b in rules.together_pairs(problem)]
    found = []
    for tutor in problem.program.tutors:
        if not rules.concerns(problem, tutor):
            continue
        mine = [at for at in every_meeting(problem) if _tutor_can(tutor, at)]
        frames = product(sorted({r.subject for r in requests}), tutor.languages, _frames_at(mine))
        for subject, language, (modality, site) in frames:
            frame = Frame(tutor, subject, language, modality, site)
            there = [
                at
                for at in mine
                if at.slot.modality == modality and (modality == "online" or at.slot.site == site)
            ]
            for members in _member_sets(problem, frame, requests):
                bits = sum(bit[member.key] for member in members)
                if all(bits & pair in (0, pair) for pair in tied):
                    found += _with_meetings(problem, frame, members, there, bits)
    return found


def every_meeting(problem: Problem) -> list[Meeting]:
    rows = [slot for slot in problem.program.slots if rules.concerns(problem, slot)]
    return [Meeting(slot, day) for slot in rows for day in sorted(slot.days)]


def _tutor_can(tutor: Tutor, at: Meeting) -> bool:
    return rules.tutor_may_come(tutor, at.slot) and rules.windows_allow(
        tutor.available, tutor.busy, at
    )


def _frames_at(meetings: Sequence[Meeting]) -> list[tuple[str, str | None]]:
    """In person at each site, and online."""
    return list(
        dict.fromkeys(
            (at.slot.modality, at.slot.site if at.slot.modality == "in_person" else None)
            for at in meetings
        )
    )


def _member_sets(
    problem: Problem, frame: Frame, requests: Sequence[Request]
) -> Iterator[tuple[Request, ...]]:
    able = [
        request
        for request in requests
        if request.subject == frame.subject
        and rules.eligible(problem, frame.tutor, frame.language, request)
        and rules.suits(request.student, frame.modality)
    ]
    for size in range(1, len(able) + 1):
        for members in combinations(able, size):
            if rules.size_holds(problem, frame.tutor, members) and rules.fit_holds(
                problem, members
            ):
                yield members


def _with_meetings(
    problem: Problem, frame: Frame, members: Sequence[Request], there: list[Meeting], bits: int
) -> Iterator[Candidate]:
    options: dict[int, dict[Where, list[Meeting]]] = {}
    for at in there:
        if all(
            rules.student_may_come(m.student, at.slot)
            and rules.student_is_free(problem, m.student, at)
            and rules.can_ride(problem, m.student, at)
            for m in members
        ):
            options.setdefault(at.day, {}).setdefault(where(at), []).append(at)
    for count in range(1, len(options) + 1):
        if not rules.dosage_holds(members, count):
            continue
        for days in combinations(sorted(options), count):
            for rows in product(*(options[day].values() for day in days)):
                group = Group(frame, tuple(members), tuple(row[0] for row in rows))
                if _alone(problem, group, rows):
                    yield Candidate(group, bits, tuple(tuple(row) for row in rows))


def _alone(problem: Problem, group: Group, rows: Sequence[Sequence[Meeting]]) -> bool:
    """Whether the group breaks nothing when no other group is there."""
    dealt = any(rules.named_rooms_hold(problem, rows) for rows in deals(rows))
    return dealt and rules.broken_between(problem, [group]) <= {10, 13}


# -- which groups go together --------------------------------------------------------------------


def deals(wishes: Sequence[Sequence[Meeting]]) -> Iterator[list[Meeting]]:
    """Every choice of one row for each meeting with which no row holds too many groups."""
    taken: Counter[Meeting] = Counter()
    dealt: list[Meeting] = []

    def rest() -> Iterator[list[Meeting]]:
        if len(dealt) == len(wishes):
            yield list(dealt)
            return
        for row in wishes[len(dealt)]:
            room = row.slot.groups_at_once
            if room is None or taken[row] < room:
                taken[row] += 1
                dealt.append(row)
                yield from rest()
                taken[row] -= 1
                dealt.pop()

    return rest()


def dealt_schedule(problem: Problem, chosen: Sequence[Candidate]) -> Schedule | None:
    """The chosen groups with their meetings dealt to rows, if they can be.

    Which row it is also says which named rooms there are for it.
    """
    every = deals([rows for candidate in chosen for rows in candidate.rows])
    held = (rows for rows in every if rules.named_rooms_hold(problem, rows))
    dealt = next(held, None) if problem.program.rooms else next(every, None)
    if dealt is None:
        return None
    found = []
    for number, candidate in enumerate(chosen, start=1):
        meetings, dealt = dealt[: len(candidate.rows)], dealt[len(candidate.rows) :]
        found.append(replace(candidate.group, meetings=tuple(meetings), id=f"G{number}"))
    return Schedule(tuple(found))


class Clashes:
    """Whether a group can join groups that go together already."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._pair: dict[tuple[int, int], bool] = {}
        self._limited = {
            where(at)
            for at in every_meeting(problem)
            if at.slot.groups_at_once is not None
            or at.slot.site in problem.program.site_rooms
            or rules.has_rooms(problem, at)
        }

    def joins(self, chosen: Sequence[Candidate], new: Candidate) -> bool:
        """Whether the chosen groups still break no rule with the new one among them."""
        return all(self._two(old, new) for old in chosen) and self._many(chosen, new)

    def _two(self, old: Candidate, new: Candidate) -> bool:
        key = (id(old), id(new))
        if key not in self._pair:
            self._pair[key] = not self._broken([old, new]) & {8, 9, 11}
        return self._pair[key]

    def _many(self, chosen: Sequence[Candidate], new: Candidate) -> bool:
        touched = any(where(at) in self._limited for at in new.group.meetings)
        people = {member.student.id for member in new.group.members}
        near = [
            old
            for old in chosen
            if old.group.tutor.id == new.group.tutor.id
            or people & {member.student.id for member in old.group.members}
        ]
        if len(near) > 1 and self._broken([*near, new]) & {8, 9}:
            return False
        if self.problem.settings.weekly_budget is not None:
            spent = rules.cost(candidate.group for candidate in (*chosen, new))
            if spent > self.problem.settings.weekly_budget:
                return False
        return not touched or self._rooms_hold([*chosen, new])

    def _rooms_hold(self, chosen: Sequence[Candidate]) -> bool:
        schedule = dealt_schedule(self.problem, chosen)
        return schedule is not None and rules.room_holds(self.problem, schedule.groups)

    def _broken(self, chosen: Sequence[Candidate]) -> set[int]:
        return rules.broken_between(self.problem, [candidate.group for candidate in chosen])
