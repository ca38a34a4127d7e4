"""What every rule and every goal must be able to do.

A :class:`Rule` has two voices that share no code. The first speaks to the search, in a few fixed
shapes, each with a neutral default; a rule overrides those it needs. The second,
:meth:`Rule.check`, looks over a finished schedule in plain Python. A :class:`Goal` likewise.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar, Literal

from matcher.domain import Frame, Meeting, Request, Tutor
from matcher.problem import Problem
from matcher.schedule import Schedule

Resource = Hashable
"""Something shared and limited: a tutor's hour, a room, a student's day, money."""

Amount = int | Fraction


@dataclass(frozen=True, slots=True)
class Claim:
    """How much of a resource something uses up."""

    resource: Resource
    amount: Amount = 1


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken case of a rule, in a sentence that names witnesses as the workbook does.

    The sentence goes to the program manager, so it may name students; it never tells a need,
    a category or a reason for an absence.
    """

    rule: str
    message: str
    students: tuple[str, ...] = ()
    tutors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """What a rule's checker found: how many cases it looked at and which of them are broken."""

    cases: int
    violations: tuple[Violation, ...] = ()


class Rule:
    """A hard rule. Subclasses set ``number``, ``name`` and ``sentence`` and are stateless."""

    number: ClassVar[int]
    name: ClassVar[str]  # its file's name with hyphens: "group-size"
    sentence: ClassVar[str]  # what a principal could dispute
    echoes: ClassVar[bool] = (
        False  # whether its claims are often just another rule's, and no tighter
    )

    # -- to the search: what may be -------------------------------------------------------------

    def frames(self, problem: Problem, frame: Frame) -> bool:
        """Whether a group with this tutor, subject, language, modality and site may exist."""
        return True

    def pairs(self, problem: Problem, request: Request, frame: Frame) -> bool:
        """Whether the request may join groups of this frame."""
        return True

    def admits(self, problem: Problem, person: Request | Tutor, meeting: Meeting) -> bool:
        """Whether this member or this tutor may be in the meeting."""
        return True

    def fits(self, problem: Problem, first: Request, second: Request) -> bool:
        """Whether the two may be members of one group. A group fits if all its pairs do."""
        return True

    def size(self, problem: Problem, person: Request | Tutor) -> int | None:
        """The most members of a group that this member or this tutor is in; None: no limit."""
        return None

    def meetings(self, problem: Problem, request: Request) -> tuple[int, int]:
        """The least and the most meetings a week of a group that the request is in."""
        return (1, 7)

    def days(self, problem: Problem, request: Request) -> frozenset[int]:
        """The weekdays on which every group that the request is in must meet."""
        return frozenset()

    def claims(self, problem: Problem, frame: Frame, meeting: Meeting) -> Iterable[Claim]:
        """What one weekly meeting of a group uses up, whoever its members are."""
        return ()

    def shares(self, problem: Problem, request: Request, meeting: Meeting) -> Iterable[Claim]:
        """What one weekly meeting uses up because this request is a member."""
        return ()

    def capacity(self, problem: Problem, resource: Resource) -> Amount:
        """How much there is of a resource that this rule's claims or shares name."""
        raise KeyError(resource)

    def conflict(self, problem: Problem, first: Meeting, second: Meeting) -> bool:
        """Whether no tutor can hold both of two meetings of one weekday. Symmetric."""
        return False

    def links(self, problem: Problem, first: Request, second: Request) -> bool:
        """Whether the two must be members of the same group or both have no seat. Symmetric."""
        return False

    # -- to the checker: what is ----------------------------------------------------------------

    def check(self, problem: Problem, schedule: Schedule) -> Check:
        """Look over a finished schedule, without any of the voices above."""
        raise NotImplementedError


Points = int | Fraction


@dataclass(frozen=True)
class Aim:
    """One number to be made as large or as small as possible, told to the search.

    The value of a schedule is the sum of the parts below. Every part has a neutral default, and
    those that depend on a request, a frame or a meeting are methods of a subclass.
    """

    sense: Literal["max", "min"] = "max"
    best_of_student: bool = False
    """Only the largest :meth:`member` worth among a student's placed requests counts."""
    start_points: int = 0
    """Points for each different start time of a group, beyond its first."""
    day_points: Mapping[frozenset[int], int] = field(default_factory=dict)
    """Points for the set of weekdays on which a group meets; 0 where not named."""
    tutor_day_points: int = 0
    """Points for each day on which a tutor has at least one meeting."""
    waiting_points: int = 0
    """Points for each minute between the meetings of a tutor's day."""
    level: Points = 0
    """The need that the aim counts students of, in a strict order of need."""
    own_sessions: bool = False
    """Whether :meth:`session` depends on the request (it is then asked of each)."""

    def member(self, problem: Problem, request: Request, frame: Frame) -> Points:
        """Points for a placed request."""
        return 0

    def session(self, problem: Problem, request: Request, frame: Frame, meeting: Meeting) -> Points:
        """Points for each weekly meeting of a member; the same for all unless ``own_sessions``."""
        return 0

    def meeting(self, problem: Problem, frame: Frame, meeting: Meeting) -> Points:
        """Points for each weekly meeting of a group, whoever its members are."""
        return 0

    def spread(self, problem: Problem, first: Request, second: Request) -> tuple[int, int]:
        """``(rank, points)`` of two members. The pair with the largest tuple speaks for the group."""
        return (0, 0)


class Goal:
    """One of the goals, in strict order. Subclasses are stateless.

    A goal of two parts ("then") has two labels and two values. ``aims`` are what the search
    pursues one after another; usually one for each part (a strict order of need has more).
    """

    number: ClassVar[int]
    name: ClassVar[str]  # its file's name with hyphens: "need-served"
    sentence: ClassVar[str]
    labels: ClassVar[tuple[str, ...]]  # one for each part: "student sessions", "student minutes"
    senses: ClassVar[tuple[Literal["max", "min"], ...]] = ("max",)

    def applies(self, problem: Problem) -> bool:
        """Whether the goal counts in this problem."""
        return True

    def aims(self, problem: Problem) -> tuple[Aim, ...]:
        """To the search: what to pursue, in order."""
        raise NotImplementedError

    def values(self, problem: Problem, schedule: Schedule) -> tuple[Fraction, ...]:
        """To the checker: the goal's parts for a finished schedule, in plain Python."""
        raise NotImplementedError
