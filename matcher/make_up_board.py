"""All spare seats that owed students could take, and what these take from each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TypeVar

from matcher.bend_options import acquainted
from matcher.domain import Meeting, Request, Session
from matcher.make_up_openings import Opening, Openings
from matcher.problem import Problem
from matcher.rule import Amount, Rule
from matcher.schedule import Schedule

OWN, MET, NEW = 2, 1, 0
"""How well a student knows a tutor: it is the student's own, one met before, or a new one."""

Key = tuple[str, str]

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True)
class Spare:
    """One owed request in one opening, both by number.

    ``knows`` is OWN, MET or NEW; ``language`` which of the request's languages, the best being 0.
    """

    request: int
    opening: int
    knows: int
    language: int


@dataclass(frozen=True, eq=False)
class Board:
    """Owed requests, the openings that they could come to, and every spare seat.

    ``owed`` runs parallel to ``requests``. Openings stand in the order of time, and spares in that
    of their openings. ``sessions_left`` says how many more sessions a student may have on a
    weekday, by student ID and day.
    """

    known: Openings
    requests: tuple[Request, ...]
    owed: tuple[int, ...]
    openings: tuple[Opening, ...]
    spares: tuple[Spare, ...]
    sessions_left: Mapping[tuple[str, int], int]

    @cached_property
    def of_request(self) -> dict[int, list[int]]:
        """The spares of each request, by number."""
        return _gathered((spare.request, number) for number, spare in enumerate(self.spares))

    @cached_property
    def of_opening(self) -> dict[int, list[int]]:
        """The spares in each opening, by number."""
        return _gathered((spare.opening, number) for number, spare in enumerate(self.spares))

    @cached_property
    def of_student(self) -> dict[str, list[int]]:
        """The spares of each student over all subjects."""
        return _gathered((self.student(n), n) for n in range(len(self.spares)))

    @cached_property
    def extras_of_tutor(self) -> dict[tuple[str, int], list[int]]:
        """The extra meetings by tutor and weekday."""
        return _gathered(
            ((opening.frame.tutor.id, opening.meeting.day), number)
            for number, opening in enumerate(self.openings)
            if opening.group is None
        )

    def student(self, spare: int) -> str:
        """Whose seat it would be."""
        return self.requests[self.spares[spare].request].student.id

    def meeting(self, spare: int) -> Meeting:
        """When and where it is."""
        return self.openings[self.spares[spare].opening].meeting

    def fit(self, first: int, second: int) -> bool:
        """Whether the two requests may sit in one meeting."""
        return self.known.fits(self.requests[first], self.requests[second])

    def room(self, spare: int) -> int | None:
        """How many owed students the opening may have if this one is among them."""
        opening = self.openings[self.spares[spare].opening]
        sizes = (opening.most, self.known.size(self.requests[self.spares[spare].request]))
        least = min((size for size in sizes if size is not None), default=None)
        return None if least is None else least - len(opening.sitting)

    def clash(self, first: int, second: int) -> bool:
        """Whether one tutor can not hold both extra meetings."""
        one, other = self.openings[first].meeting, self.openings[second].meeting
        return any(rule.conflict(self.known.problem, one, other) for rule in self.known.rules)

    @cached_property
    def uses(self) -> dict[Hashable, dict[int, Amount]]:
        """What extra meetings use up of each limited thing, by opening."""
        found: dict[Hashable, dict[int, Amount]] = defaultdict(lambda: defaultdict(int))
        for number, opening in enumerate(self.openings):
            for rule, claim in opening.uses:
                found[rule, claim.resource][number] += claim.amount
        return {thing: dict(amounts) for thing, amounts in found.items()}

    @cached_property
    def left(self) -> dict[Hashable, Amount]:
        """How much the week leaves of each thing of ``uses``."""
        return {
            (rule, claim.resource): self.known.load.left(rule, claim)
            for opening in self.openings
            for rule, claim in opening.uses
        }


def _gathered(pairs: Iterable[tuple[Name, int]]) -> dict[Name, list[int]]:
    found: dict[Name, list[int]] = defaultdict(list)
    for name, number in pairs:
        found[name].append(number)
    return dict(found)


def lay_out(
    problem: Problem,
    schedule: Schedule,
    sessions: Sequence[Session],
    rules: Sequence[Rule],
    owed: Mapping[Key, int],
) -> Board:
    """Every spare seat for everyone who is owed something and whose request concerns the week."""
    known = Openings(problem, sessions, rules)
    requests = tuple(r for r in problem.requests if owed.get(r.key, 0) > 0)
    busy = _busy(known)
    found = [
        (number, opening)
        for number, request in enumerate(requests)
        for opening in (*known.joins(request), *known.extras(request))
        if _free(problem, busy.get(request.student.id, ()), opening.meeting)
    ]
    order = {tutor.id: number for number, tutor in enumerate(problem.tutors)}
    openings = sorted({opening for _, opening in found}, key=lambda one: _order(one, order))
    number_of = {opening: number for number, opening in enumerate(openings)}
    knows = _Knowing(problem, schedule)
    spares = [
        Spare(
            number,
            number_of[opening],
            knows(requests[number], opening),
            requests[number].languages.index(opening.frame.language),
        )
        for number, opening in found
    ]
    spares.sort(key=lambda spare: (spare.opening, spare.request))
    most = problem.settings.max_sessions_per_student_day
    taken = Counter((student, at.day) for student, those in busy.items() for at in those)
    left = {
        (r.student.id, day): most - taken[r.student.id, day] for r in requests for day in range(7)
    }
    return Board(
        known=known,
        requests=requests,
        owed=tuple(owed[request.key] for request in requests),
        openings=tuple(openings),
        spares=tuple(spares),
        sessions_left=left,
    )


def _order(opening: Opening, tutors: Mapping[str, int]) -> tuple[object, ...]:
    at, frame = opening.meeting, opening.frame
    group = opening.group.id if opening.group else ""
    return (
        at.start,
        opening.group is None,
        tutors[frame.tutor.id],
        at.end,
        at.slot.row,
        frame.subject,
        frame.language,
        group,
        opening.sitting[0].key if opening.sitting else (),
    )


def _busy(known: Openings) -> dict[str, list[Meeting]]:
    """Each student's sessions that take place."""
    found: dict[str, list[Meeting]] = defaultdict(list)
    for held in known.held:
        for member in held.present:
            found[member.student.id].append(held.meeting)
    return found


def _free(problem: Problem, busy: Iterable[Meeting], at: Meeting) -> bool:
    """Whether a student with these sessions can have one more then."""
    busy = list(busy)
    there = sum(other.day == at.day for other in busy)
    return there < problem.settings.max_sessions_per_student_day and not any(
        other.overlaps(at) for other in busy
    )


class _Knowing:
    """How well students know the tutors of openings."""

    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        self.schedule, self.met = schedule, acquainted(problem)

    def __call__(self, request: Request, opening: Opening) -> int:
        tutor = opening.frame.tutor.id
        if any(group.tutor.id == tutor for group in self.schedule.groups_of.get(request.key, ())):
            return OWN
        return MET if (request.student.id, tutor) in self.met else NEW


def cliques(board: Board) -> Iterator[list[int]]:
    """Sets of extra meetings of which a tutor can hold at most one; every clash lies in one."""
    for numbers in board.extras_of_tutor.values():
        at: dict[Meeting, list[int]] = defaultdict(list)
        for number in numbers:
            at[board.openings[number].meeting].append(number)
        yield from (those for those in at.values() if len(those) > 1)
        for first, second in combinations(at.values(), 2):
            if board.clash(first[0], second[0]):
                yield [*first, *second]
