"""The part of a week that is over: what people were told stays, whatever becomes of the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from matcher.domain import Past, Session
from matcher.problem import Problem

RUN_KEY = "since"
"""The row of a plan's Run sheet with the first date that was planned anew."""

TAKING_PLACE = ("planned", "covered", "moved")


def past_of(monday: dt.date, since: dt.date, told: Iterable[Session]) -> Past | None:
    """What is over of a week of which ``told`` is the dated week; None where nothing is.

    That is every session that was planned, or stands, before ``since``.
    """
    days = (since - monday).days
    if days <= 0:
        return None
    lines = (line for line in told if min(line.planned.day, line.meeting.day) < days)
    return Past(since, tuple(lines))


def history(problem: Problem, ahead: Iterable[Session]) -> tuple[Session, ...]:
    """The sessions that are over, beside those of the dates ``ahead``.

    A session that was to be made up for on a date to come, with a group that is no more, is
    cancelled.
    """
    past = problem.past
    if past is None:
        return ()
    known = {(line.member.key, line.planned.day) for line in ahead}
    kept = (line for line in past.sessions if (line.member.key, line.planned.day) not in known)
    return tuple(
        line
        if problem.is_over(line.meeting.day)
        else replace(line, meeting=line.planned, tutor=line.group.tutor, status="cancelled")
        for line in kept
    )


def held_before(problem: Problem) -> Iterator[Session]:
    """One session for each meeting that took place on a date that is over."""
    seen: set[tuple[str, int, int]] = set()
    for line in problem.past.sessions if problem.past else ():
        key = (line.group.id, line.planned.day, line.meeting.start)
        took_place = line.status in TAKING_PLACE and problem.is_over(line.meeting.day)
        if took_place and key not in seen:
            seen.add(key)
            yield line
