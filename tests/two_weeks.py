"""Two standing plans of one small program, one after the other, made by chance."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

from constraints import RULES
from matcher.by_itself import ByItself
from matcher.domain import Pair, Program
from matcher.problem import Problem
from matcher.reach import Reach
from matcher.schedule import Schedule
from matcher.weeks import number_groups
from tests.bend_weeks import trouble
from tests.constraints.world import earlier


def two_weeks(chance: Random) -> tuple[Problem, Schedule]:
    """A crowded problem whose previous plan once held every rule, and a plan that holds them now.

    Few tutors have limits, rooms and money; students have two subjects, and some must be together.
    """
    program = _crowded(chance, trouble(chance)[0].program)
    monday = trouble(Random(0))[0].monday
    before = grown(Problem(_looser(chance, program), monday), chance)
    before = number_groups(Problem(program, monday), before)
    problem = Problem(program, monday, earlier(*before))
    return problem, number_groups(problem, grown(problem, chance))


def _crowded(chance: Random, program: Program) -> Program:
    requests = tuple(
        replace(
            request,
            need=Fraction(chance.choice(["1", "2", "2.5", "4"])),
            least=chance.choice([1, 1, 2]),
            level=chance.choice([None, Fraction(2), Fraction(5)]),
        )
        for request in program.requests
    )
    tutors = tuple(
        replace(tutor, hourly_rate=Fraction(chance.choice([0, 20, 30])), cleared_until=None)
        for tutor in program.tutors[: chance.choice([1, 2, 2, 3])]
    )
    pairs = tuple(pair for pair in program.pairs if pair.other in {t.id for t in tutors})
    if chance.random() < 0.4:
        pairs += (Pair("together", "S1", "S2"), Pair("together", "S2", "S3"))
    settings = replace(
        program.settings,
        weekly_budget=chance.choice([None, None, Fraction(40), Fraction(90)]),
        need_order=chance.choice(["weight", "weight", "strict"]),
        seat_protection=chance.random() < 0.5,
        tutor_protection=chance.random() < 0.5,
    )
    return replace(program, requests=requests, tutors=tutors, pairs=pairs, settings=settings)


def _looser(chance: Random, program: Program) -> Program:
    """The program a week before: now and then somebody was free at other times."""
    if chance.random() < 0.5:
        return program
    tutors = tuple(replace(tutor, busy=()) for tutor in program.tutors)
    return replace(program, tutors=tutors, pairs=())


def grown(problem: Problem, chance: Random) -> Schedule:
    """A valid plan: request after request joins a group or gets a new one, or is left out."""
    schedule, alone = Schedule(), ByItself(problem, RULES)
    for request in chance.sample(problem.requests, len(problem.requests)):
        if request.key in schedule.groups_of or chance.random() < 0.1:
            continue
        unit, reach = alone.unit(request), Reach(problem, RULES, schedule)
        host = reach.joinable(unit) if chance.random() < 0.8 else None
        if host is not None:
            wider = replace(host, members=(*host.members, *unit))
            schedule = Schedule((*(g for g in schedule if g is not host), wider))
            continue
        found = [group for _, group in reach.groups(unit, reach.load.all)]
        if found:
            schedule = Schedule((*schedule.groups, chance.choice(found)))
    return schedule
