"""Hypothesis strategies: tiny problems in which every rule speaks often, and schedules for them.

``problems()`` draws a :class:`Problem` of 2 to 7 students; ``schedules(problem)`` draws
well-formed schedules of it, valid and invalid ones. Everything shrinks towards few people, one
site, no limits and no previous plan.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from matcher.domain import Program
from matcher.problem import Problem
from tests.schedule_strategies import schedules
from tests.sheet_strategies import (
    MONDAY,
    SITES,
    WEEKS,
    absences,
    calendars,
    mostly,
    pair_rows,
    previous_plans,
    requests_of,
    rides,
    room_rows,
    setting_rows,
    slot_rows,
    tutors,
)

__all__ = ["problems", "schedules"]


@st.composite
def problems(
    draw: st.DrawFn,
    *,
    most_students: int = 7,
    most_tutors: int = 3,
    most_slots: int = 5,
    most_days: int = 5,
    dated: bool = False,
) -> Problem:
    """A tiny problem. ``dated`` adds Calendar and Absences rows, which only bend the week.

    For the brute force: ``problems(most_students=4, most_slots=3, most_days=3)``.
    """
    days = draw(st.sampled_from([week for week in WEEKS if len(week) <= most_days]))
    sites = SITES[: draw(st.integers(1, 2))]
    numbers = range(1, 1 + draw(st.integers(2, most_students)))
    wishes = [request for n in numbers for request in draw(requests_of(n, sites, days))]
    staff = tuple(
        draw(tutors(n, sites, days)) for n in range(1, 1 + draw(st.integers(1, most_tutors)))
    )
    rows = draw(slot_rows(sites, days, most_slots))
    tutor_ids = [tutor.id for tutor in staff]
    rooms = {site: draw(mostly(None, 1, 2, times=1)) for site in sites}
    ways = [("Elm", "Oak"), ("Oak", "Elm")] if len(sites) > 1 else []
    minutes = {way: draw(mostly(None, 15, 45, times=1)) for way in ways}
    people = [f"S{n}" for n in numbers]
    program = Program(
        requests=tuple(wishes),
        tutors=staff,
        slots=rows,
        settings=draw(setting_rows()),
        site_rooms={site: room for site, room in rooms.items() if room is not None},
        travel={way: length for way, length in minutes.items() if length is not None},
        rides=draw(rides(days)),
        pairs=draw(pair_rows(people, tutor_ids)),
        calendar=draw(calendars(sites, days)) if dated else (),
        absences=draw(absences([*people, *tutor_ids], days)) if dated else (),
    )
    previous = draw(previous_plans(program, days))
    named = draw(room_rows(sites, days))
    return Problem(replace(program, rooms=named) if named else program, MONDAY, previous)
