"""The standing plan: a set of groups, with the look-ups that the checkers need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from matcher.domain import Group, Meeting, Request


@dataclass(frozen=True)
class Schedule:
    """A set of groups. It may break any rule; only :mod:`matcher.verify` says whether it does."""

    groups: tuple[Group, ...] = ()

    def __iter__(self) -> Iterator[Group]:
        return iter(self.groups)

    def __len__(self) -> int:
        return len(self.groups)

    def __sub__(self, other: Schedule) -> Schedule:
        """The groups that are not in ``other``."""
        theirs = set(other.groups)
        return Schedule(tuple(group for group in self.groups if group not in theirs))

    def exchanged(self, out: Iterable[Group], into: Iterable[Group]) -> Schedule:
        """The schedule without some of its groups and with others, no request in two of them."""
        going, coming = set(out), tuple(into)
        after = Schedule((*(group for group in self.groups if group not in going), *coming))
        seats = dict(self.groups_of)
        for group in going:
            for member in group.members:
                seats.pop(member.key, None)
        seats.update({member.key: (group,) for group in coming for member in group.members})
        vars(after)["groups_of"] = seats
        return after

    @cached_property
    def groups_of(self) -> dict[tuple[str, str], tuple[Group, ...]]:
        """The groups that a request sits in, by request key. A valid plan has at most one each."""
        found: dict[tuple[str, str], list[Group]] = defaultdict(list)
        for group in self.groups:
            for member in group.members:
                found[member.key].append(group)
        return {key: tuple(groups) for key, groups in found.items()}

    @cached_property
    def placed(self) -> frozenset[Request]:
        """The requests that have a seat."""
        return frozenset(member for group in self.groups for member in group.members)

    @cached_property
    def of_tutor(self) -> dict[str, tuple[Group, ...]]:
        """The groups of each tutor, by the tutor's ID."""
        found: dict[str, list[Group]] = defaultdict(list)
        for group in self.groups:
            found[group.tutor.id].append(group)
        return {tutor: tuple(groups) for tutor, groups in found.items()}

    @cached_property
    def of_student(self) -> dict[str, tuple[Group, ...]]:
        """The groups of each student over all subjects, by the student's ID."""
        found: dict[str, list[Group]] = defaultdict(list)
        for group in self.groups:
            for student in {member.student.id for member in group.members}:
                found[student].append(group)
        return {student: tuple(groups) for student, groups in found.items()}

    @cached_property
    def in_meeting(self) -> dict[Meeting, tuple[Group, ...]]:
        """The groups that meet in a slot on a weekday."""
        found: dict[Meeting, list[Group]] = defaultdict(list)
        for group in self.groups:
            for meeting in group.meetings:
                found[meeting].append(group)
        return {meeting: tuple(groups) for meeting, groups in found.items()}
