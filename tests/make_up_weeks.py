"""Small weeks full of trouble in which some students are owed sessions, made by chance."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

from matcher.domain import Group, Pair
from matcher.problem import Problem
from matcher.schedule import Schedule
from tests import oracle_rules
from tests.bend_weeks import trouble

Owed = dict[tuple[str, str], int]


def owing(
    chance: Random, most: int = 3, *, roomed: bool = False
) -> tuple[Problem, Schedule, Owed] | None:
    """A problem, a standing plan that holds every rule, and what is owed; None where none holds."""
    problem, schedule = trouble(chance, roomed=roomed)
    program = problem.program
    tutors = {
        tutor.id: replace(tutor, hourly_rate=Fraction(chance.choice([0, 20, 30])))
        for tutor in program.tutors
    }
    levels = [None, None, *map(Fraction, (1, 2, 3))]
    requests = {
        request.key: replace(
            request,
            level=chance.choice(levels),
            max_group=chance.choice([request.max_group, request.max_group, None, 1, 3]),
        )
        for request in program.requests
    }
    groups = tuple(
        Group(
            replace(group.frame, tutor=tutors[group.tutor.id]),
            tuple(requests[member.key] for member in group.members),
            group.meetings,
            f"G{number}",
        )
        for number, group in enumerate(schedule)
    )
    settings = replace(
        program.settings,
        max_group_size=chance.choice([1, 2, 3]),
        max_level_spread=chance.choice([None, Fraction(1)]),
        max_sessions_per_student_day=chance.choice([1, 2, 3]),
        weekly_budget=chance.choice([None, None, oracle_rules.cost(groups) + 15]),
    )
    apart = Pair("apart", f"S{chance.randint(1, 6)}", f"S{chance.randint(1, 6)}")
    program = replace(
        program,
        requests=tuple(requests.values()),
        tutors=tuple(tutors.values()),
        settings=settings,
        pairs=(*program.pairs, *([apart] if apart.student != apart.other else [])),
    )
    problem = Problem(program, problem.monday, problem.previous)
    if not groups or oracle_rules.broken(problem, groups):
        return None
    keys = chance.sample(sorted(requests), chance.randint(1, min(most, len(requests))))
    return problem, Schedule(groups), {key: chance.choice([1, 1, 2, 3]) for key in keys}
