"""What can become of each meeting that its date makes impossible: cancelled, covered, moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from matcher.bend_dates import Dates
from matcher.domain import Frame, Group, Meeting, Request, Tutor
from matcher.problem import Problem
from matcher.rule import Rule
from matcher.schedule import Schedule

COVER_RULES = frozenset({1, 2, 3, 6})
"""The rules that bind a cover and those present, besides one place and load (8 and 9)."""

MOVE_RULES = frozenset({2, 3, 4})
"""The rules that bind the tutor and those present in another slot, besides 8 to 10 and 13."""


@dataclass(frozen=True)
class Option:
    """One thing that can become of a meeting: who then meets, where, and with whom.

    ``met`` counts those present who know a cover already. ``planned`` marks a meeting that stays,
    of which only the Slots row is open. ``told`` marks a cover or a move that people have been told
    of already.
    """

    what: Literal["cancelled", "covered", "moved", "planned"]
    meeting: Meeting
    tutor: Tutor
    present: tuple[Request, ...] = ()
    met: int = 0
    told: bool = False


@dataclass(frozen=True)
class Dated:
    """A meeting of the standing plan on its date: who can come, and what stands in its way.

    Where its date is ``over``, only that it has been moved from there to a date to come still counts.
    """

    group: Group
    planned: Meeting
    present: tuple[Request, ...]
    site_barred: bool
    tutor_barred: bool
    over: bool = False

    @property
    def stays(self) -> bool:
        """Whether it takes place as planned, perhaps without some members."""
        free = not self.site_barred and not self.tutor_barred and not self.over
        return bool(self.present) and free

    @property
    def coverable(self) -> bool:
        """Whether only the tutor is missing."""
        free = not self.site_barred and not self.over
        return bool(self.present) and free and self.tutor_barred


@dataclass(frozen=True, eq=False)
class Choices:
    """The options of every meeting of a standing plan in its week."""

    problem: Problem
    schedule: Schedule
    rules: Sequence[Rule]

    @cached_property
    def dates(self) -> Dates:
        """What is impossible when."""
        return Dates(self.problem)

    @cached_property
    def dated(self) -> tuple[Dated, ...]:
        """Every meeting of every group, in the order of the schedule, but for those that are over."""
        return tuple(
            self._date(group, at)
            for group in self.schedule
            for at in group.meetings
            if (
                self._moved_ahead(group, at)
                if self.problem.is_over(at.day)
                else self.due(group, at)
            )
        )

    def due(self, group: Group, planned: Meeting) -> tuple[Request, ...]:
        """The members but for those whose session was held on an earlier day that is over."""
        early = self._held_early
        return tuple(m for m in group.members if (m.key, planned.day) not in early)

    @cached_property
    def _held_early(self) -> frozenset[tuple[tuple[str, str], int]]:
        """Member and planned day of what was told for an earlier day that is over.

        It is over with that day, whoever was away: what its planned date brings does not touch it.
        """
        over = self.problem.is_over
        return frozenset(
            (member, planned)
            for (member, planned), day in self._told_moves.items()
            if over(day) and not over(planned)
        )

    def _moved_ahead(self, group: Group, planned: Meeting) -> bool:
        """Whether people were told that the meeting has moved to a day still to come."""
        days = {self._told_moves.get((member.key, planned.day)) for member in group.members}
        # Where some were told something else, they are not the same group any more.
        return len(days) == 1 and not any(day is None or self.problem.is_over(day) for day in days)

    @cached_property
    def _told_moves(self) -> dict[tuple[tuple[str, str], int], int]:
        """By member and planned day, the day moved to, of what the past has to do with."""
        past = self.problem.past
        return {
            (line.member.key, line.planned.day): line.meeting.day
            for line in (past.sessions if past else ())
            if line.meeting != line.planned
        }

    def _date(self, group: Group, planned: Meeting) -> Dated:
        return Dated(
            group,
            planned,
            self._present(group, planned, planned),
            self.dates.bar_site(planned) or not self._has_row(group, planned),
            self.dates.bar_tutor(group.tutor, planned),
            self.problem.is_over(planned.day),
        )

    def _present(self, group: Group, planned: Meeting, at: Meeting) -> tuple[Request, ...]:
        barred = self.dates.bar_student
        due = self.due(group, planned)
        return tuple(member for member in due if not barred(member.student, at))

    def _has_row(self, group: Group, planned: Meeting) -> bool:
        # A valid plan's own row suits the group, so mostly there is nothing to look for.
        return self.dates.in_force(planned) or bool(self.rows(group, planned))

    def rows(self, group: Group, planned: Meeting) -> tuple[Meeting, ...]:
        """The meetings of the same place, in force on the date, to which it could be dealt."""
        return tuple(
            row
            for row in self.problem.meetings_at.get(planned.place, ())
            if self.dates.in_force(row) and self._suits(group.tutor, group.members, row)
        )

    def _suits(self, tutor: Tutor, members: Iterable[Request], at: Meeting) -> bool:
        return self._admits(tutor, at) and all(self._admits(member, at) for member in members)

    def _admits(self, person: Request | Tutor, at: Meeting) -> bool:
        key = (person, at)
        if key not in self._admitted:
            self._admitted[key] = all(
                rule.admits(self.problem, person, at) for rule in self._numbered(MOVE_RULES)
            )
        return self._admitted[key]

    @cached_property
    def _admitted(self) -> dict[tuple[Request | Tutor, Meeting], bool]:
        return {}

    def _numbered(self, numbers: frozenset[int]) -> Iterator[Rule]:
        return (rule for rule in self.rules if rule.number in numbers)

    # -- moves ----------------------------------------------------------------------------------

    def moves(self, dated: Dated) -> tuple[Option, ...]:
        """Every other slot of the week that suits the tutor and those who can come to it.

        What other meetings take of people and rooms is not looked at yet.
        """
        group, planned = dated.group, dated.planned
        taken = {at.day for at in group.meetings} - {planned.day}
        options = (
            Option("moved", at, group.tutor, self._present(group, planned, at))
            for at in self._slots_like[group.modality, group.frame.site]
            if at.day not in taken and at != planned and self._held(group.tutor, at)
            if not self.problem.is_over(at.day)
        )
        return tuple(
            option
            for option in options
            if len(option.present) >= max(1, len(dated.present))
            and self._suits(group.tutor, option.present, option.meeting)
        )

    def _held(self, tutor: Tutor, at: Meeting) -> bool:
        dates = self.dates
        return dates.in_force(at) and not dates.bar_site(at) and not dates.bar_tutor(tutor, at)

    @cached_property
    def _slots_like(self) -> dict[tuple[str, str | None], list[Meeting]]:
        """The week's meetings by modality and, in person, site."""
        found: dict[tuple[str, str | None], list[Meeting]] = defaultdict(list)
        for at in self.problem.meetings:
            site = at.slot.site if at.slot.modality == "in_person" else None
            found[at.slot.modality, site].append(at)
        return found

    # -- covers ---------------------------------------------------------------------------------

    def covers(self, dated: Dated) -> tuple[Option, ...]:
        """Every other tutor who may hold the meeting, as far as this meeting alone can tell."""
        if not dated.coverable:
            return ()
        here = dated.present
        allowed = (
            self.problem.tutor[frame.tutor.id]
            for frame in self._frames(dated.group)
            if self._may_cover(frame, dated)
        )
        return tuple(
            Option("covered", dated.planned, tutor, here, self._met(tutor, here))
            for tutor in allowed
        )

    def _frames(self, group: Group) -> tuple[Frame, ...]:
        """The group's frame with each other tutor who can take it over as such."""
        key = group.members[0].key
        if key not in self._framed:
            frames = (
                replace(group.frame, tutor=tutor)
                for tutor in self._unreserved
                if tutor.id != group.tutor.id
            )
            rules = tuple(self._numbered(COVER_RULES))
            self._framed[key] = tuple(
                frame for frame in frames if all(rule.frames(self.problem, frame) for rule in rules)
            )
        return self._framed[key]

    @cached_property
    def _framed(self) -> dict[tuple[str, str], tuple[Frame, ...]]:
        return {}

    @cached_property
    def _unreserved(self) -> tuple[Tutor, ...]:
        """The week's tutors as if none were a reserve: reserves cover like anybody else."""
        return tuple(
            replace(tutor, reserve=False) if tutor.reserve else tutor
            for tutor in self.problem.tutors
        )

    def _may_cover(self, frame: Frame, dated: Dated) -> bool:
        if self.dates.bar_tutor(frame.tutor, dated.planned):
            return False
        return all(
            rule.admits(self.problem, frame.tutor, dated.planned)
            and all(rule.pairs(self.problem, member, frame) for member in dated.present)
            and self._size_allows(rule, (frame.tutor, *dated.present), len(dated.present))
            for rule in self._numbered(COVER_RULES)
        )

    def _size_allows(self, rule: Rule, people: Iterable[Request | Tutor], count: int) -> bool:
        limits = (rule.size(self.problem, person) for person in people)
        return all(limit is None or count <= limit for limit in limits)

    def _met(self, tutor: Tutor, members: Iterable[Request]) -> int:
        return sum((member.student.id, tutor.id) in self._acquainted for member in members)

    @cached_property
    def _acquainted(self) -> frozenset[tuple[str, str]]:
        return acquainted(self.problem)


def acquainted(problem: Problem) -> frozenset[tuple[str, str]]:
    """Students and tutors who have met: attended before the week, or had a previous seat."""
    met = {
        (row.student_id, row.tutor_id)
        for row in problem.program.attendance
        if row.status == "present" and row.tutor_id and row.date < problem.monday
    }
    if problem.previous is not None:
        met |= {(seat.student_id, seat.tutor_id) for seat in problem.previous.seats.values()}
    return frozenset(met)
