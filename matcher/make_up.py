"""Owed sessions made up for in spare seats and spare tutor hours of a week."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Protocol

from matcher.domain import MakeUp, Session
from matcher.make_up_board import Board, Key, lay_out
from matcher.make_up_fill import fill
from matcher.problem import Problem
from matcher.rule import Rule
from matcher.schedule import Schedule

WORK = 6.0
"""How much work the choice is worth: about the seconds of one processor."""

LARGEST = 8_000
"""The most spare seats that are chosen from at once; a larger board is filled one by one."""


class Chooser(Protocol):
    """Something that chooses spare seats of a board, as well as its work allows."""

    def __call__(self, board: Board, start: Sequence[int], *, work: float) -> tuple[int, ...]:
        """The numbers of the chosen spares, at least as good as ``start``."""


def make_up(
    problem: Problem,
    schedule: Schedule,
    sessions: Sequence[Session],
    rules: Sequence[Rule],
    owed: Mapping[Key, int],
    *,
    work: float = WORK,
    chooser: Chooser | None = None,
) -> tuple[MakeUp, ...]:
    """The owed sessions that a dated week has room for, sorted by time, site, tutor and student.

    ``owed`` counts sessions by request key; no request gets more. A student joins a meeting that
    takes place anyway and has a spare seat, or gets an extra one, perhaps with other owed students
    of the subject. Nobody else's session changes, and every rule holds for those who come, but the
    number of sessions a week: that is what is owed.

    Of all choices the most sessions are made up; then the most requests get a first one, those who
    are owed the most before others; then a second one; then the most are with the student's own
    tutor, then with one met before, then in the fewest extra meetings. Should ``work`` run out, the
    best choice found is taken. In any case no further session could be made up beside those chosen.
    """
    board = lay_out(problem, schedule, sessions, rules, owed)
    start = fill(board)
    if start and work and len(board.spares) <= LARGEST:
        start = fill(board, (chooser or _default_chooser())(board, start, work=work))
    return tuple(sorted((_told(board, spare) for spare in start), key=_order))


def _default_chooser() -> Chooser:
    # Loaded only now: whoever reads or checks a week does not need the search.
    chooser: Chooser = importlib.import_module("matcher.search.spare_seats").choose
    return chooser


def _told(board: Board, spare: int) -> MakeUp:
    one = board.spares[spare]
    opening = board.openings[one.opening]
    return MakeUp(board.requests[one.request], opening.frame, opening.meeting, opening.group)


def _order(one: MakeUp) -> tuple[object, ...]:
    at = one.meeting
    return (at.start, at.slot.site or "", one.frame.tutor.id, at.end, one.how, one.member.key)
