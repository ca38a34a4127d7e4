"""Where an owed session could be made up for: spare seats, and tutors' spare hours.

An *opening* is one meeting on a date of the week: of a group that meets anyway, or an extra one.
Nobody else's session is touched: members who are away keep their seats, and rooms, hours and money
are what the meetings that take place leave over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from matcher.bend_dates import Dates
from matcher.domain import Frame, Group, Meeting, Place, Request, Session, Tutor
from matcher.load import Load, Use
from matcher.problem import Problem
from matcher.reach import Reach
from matcher.rule import Rule
from matcher.schedule import Schedule


@dataclass(frozen=True, eq=False)
class Opening:
    """A meeting that owed students could come to.

    ``group`` meets there anyway, and ``sitting`` are all its members; without it the meeting is an
    extra one, which takes what ``uses`` says. ``most`` bounds its members in all, as far as its
    tutor and who sits there already can tell.
    """

    frame: Frame
    meeting: Meeting
    most: int | None
    group: Group | None = None
    sitting: tuple[Request, ...] = ()
    uses: Use = ()


@dataclass(frozen=True, eq=False)
class Held:
    """A meeting that takes place on its date, in a Slots row that has room for it.

    ``row`` is None where the rows in force do not hold all that take place there.
    """

    group: Group
    frame: Frame
    meeting: Meeting
    present: tuple[Request, ...]
    moved: bool
    row: Meeting | None = None

    @property
    def binding(self) -> tuple[Request, ...]:
        """Those whom its row has to suit: who is away from a planned meeting may come back."""
        return self.present if self.moved else self.group.members


class Openings:
    """The openings of a dated week, and what its meetings leave of rooms, hours and money."""

    def __init__(
        self, problem: Problem, sessions: Iterable[Session], rules: Sequence[Rule]
    ) -> None:
        self.problem, self.rules = problem, tuple(rules)
        self.dates = Dates(problem)
        self.admits = cache(self._admits)
        self.fits = cache(self._fits)
        self.size = cache(self._size)
        self._extra = cache(self._extra_of)
        self.held = self._dealt(_held(sessions))

    def _admits(self, person: Request | Tutor, at: Meeting) -> bool:
        return all(rule.admits(self.problem, person, at) for rule in self.rules)

    def _fits(self, first: Request, second: Request) -> bool:
        """Whether the two may sit in one meeting."""
        return all(rule.fits(self.problem, first, second) for rule in self.rules)

    def _size(self, person: Request | Tutor) -> int | None:
        """The most members of a meeting that the person is in."""
        sizes = (rule.size(self.problem, person) for rule in self.rules)
        return min((size for size in sizes if size is not None), default=None)

    def _most(self, people: Iterable[Request | Tutor]) -> int | None:
        sizes = (self.size(person) for person in people)
        return min((size for size in sizes if size is not None), default=None)

    # -- what takes place -----------------------------------------------------------------------

    def _dealt(self, held: Sequence[Held]) -> tuple[Held, ...]:
        """The meetings in rows in force, wherever these hold all that take place there."""
        at_place: dict[Place, list[Held]] = defaultdict(list)
        for one in held:
            at_place[one.meeting.place].append(one)
        dealt: list[Held] = []
        for place, there in at_place.items():
            rows = self._dealing(place, there)
            dealt += [replace(one, row=row) for one, row in zip(there, rows, strict=True)]
        return tuple(dealt)

    def _dealing(self, place: Place, there: Sequence[Held]) -> Sequence[Meeting | None]:
        suiting = [self._rows(place, one) for one in there]
        sitting: dict[Meeting, list[int]] = defaultdict(list)

        def seat(number: int, tried: set[Meeting]) -> bool:
            for row in suiting[number]:
                if row in tried:
                    continue
                tried.add(row)
                room = row.slot.groups_at_once
                if room is None or len(sitting[row]) < room:
                    sitting[row].append(number)
                    return True
                for other in list(sitting[row]):
                    if seat(other, tried):
                        sitting[row].remove(other)
                        sitting[row].append(number)
                        return True
            return False

        if not all(seat(number, set()) for number in range(len(there))):
            return [None] * len(there)
        row_of = {number: row for row, numbers in sitting.items() for number in numbers}
        return [row_of[number] for number in range(len(there))]

    def _rows(self, place: Place, one: Held) -> list[Meeting]:
        """The rows in force that suit the meeting; first the one in which it stands."""
        rows = [
            row
            for row in self.problem.meetings_at.get(place, ())
            if self.dates.in_force(row)
            and all(self.admits(person, row) for person in (one.frame.tutor, *one.binding))
        ]
        return sorted(rows, key=lambda row: row != one.meeting)

    @cached_property
    def full(self) -> frozenset[Place]:
        """The places that do not even hold what takes place there."""
        return frozenset(one.meeting.place for one in self.held if one.row is None)

    @cached_property
    def load(self) -> Load:
        """What the meetings that take place use up of everything limited."""
        return self._reach.load

    @cached_property
    def _reach(self) -> Reach:
        once = (Group(one.frame, one.present, (one.row or one.meeting,)) for one in self.held)
        return Reach(self.problem, self.rules, Schedule(tuple(once)))

    # -- what is open to a request --------------------------------------------------------------

    def joins(self, request: Request) -> Iterator[Opening]:
        """The meetings of groups that have a spare seat for the request."""
        for opening in self._with_a_seat.get(request.subject, ()):
            frame, at = opening.frame, opening.meeting
            if (
                request not in opening.sitting
                and frame.language in request.languages
                and all(rule.pairs(self.problem, request, frame) for rule in self.rules)
                and self.admits(request, at)
                and not self.dates.bar_student(request.student, at)
                and all(self.fits(request, member) for member in opening.sitting)
                and self._takes(opening, request)
            ):
                yield opening

    def _takes(self, opening: Opening, request: Request) -> bool:
        size = self.size(request)
        return size is None or len(opening.sitting) < size

    @cached_property
    def _with_a_seat(self) -> dict[str, list[Opening]]:
        found: dict[str, list[Opening]] = defaultdict(list)
        for one in self.held:
            most = self._most((one.frame.tutor, *one.group.members))
            if one.row is not None and (most is None or len(one.group.members) < most):
                opening = Opening(one.frame, one.row, most, one.group, one.group.members)
                found[one.group.subject].append(opening)
        return found

    def extras(self, request: Request) -> Iterator[Opening]:
        """The extra meetings that a tutor could hold for the request."""
        for offer in self._reach.offers((request,)):
            mask = self._reach.shared((request,), offer)
            for bit, at in enumerate(offer.place.meetings):
                if not mask >> bit & 1 or self.dates.bar_student(request.student, at):
                    continue
                opening = self._extra(offer.frame, at)
                if opening is not None:
                    yield opening

    def _extra_of(self, frame: Frame, at: Meeting) -> Opening | None:
        """The extra meeting, one and the same for all who ask; None if it can not be."""
        dates, load = self.dates, self.load
        uses = load.use(frame, at)
        most = self._most((frame.tutor,))
        if (
            at.place in self.full
            or not dates.in_force(at)
            or dates.bar_site(at)
            or dates.bar_tutor(frame.tutor, at)
            or load.parted(frame.tutor, at, load.all)
            or not load.within(uses, load.all)
            or (most is not None and most < 1)
        ):
            return None
        return Opening(frame, at, most, uses=uses)


def _held(sessions: Iterable[Session]) -> list[Held]:
    """The meetings that take place, each with the tutor who holds it and those who come."""
    lines: dict[tuple[Group, int], list[Session]] = defaultdict(list)
    for session in sessions:
        if session.status in ("planned", "covered", "moved"):
            lines[session.group, session.planned.day].append(session)
    found = []
    for (group, _), there in lines.items():
        # A reserve who covers holds the meeting like anybody else.
        tutor = replace(there[0].tutor, reserve=False)
        found.append(
            Held(
                group,
                replace(group.frame, tutor=tutor),
                there[0].meeting,
                tuple(line.member for line in there),
                there[0].status == "moved",
            )
        )
    return found
