"""Reasons are tested against the checkers: what "could be" breaks no rule, what "could not" does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations, product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from constraints import RULES
from matcher.domain import Frame, Group, Request
from matcher.explain import explain
from matcher.problem import Problem
from matcher.reach import Reach
from matcher.schedule import Schedule
from tests.strategies import problems

COULD_BE = {"outweighed", "room_left"}
SMALL = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def holds(problem: Problem, schedule: Schedule) -> bool:
    return not any(rule.check(problem, schedule).violations for rule in RULES)


def bound(problem: Problem, request: Request) -> tuple[Request, ...]:
    """Whoever must be placed together with the request, from the Pairs sheet's own words."""
    unit = [request]
    for one in unit:
        others = problem.partners["together"].get(one.student.id, ())
        unit += [
            r
            for r in problem.requests
            if r.student.id in others and r.subject == request.subject and r not in unit
        ]
    return tuple(unit)


def every_group(problem: Problem, unit: tuple[Request, ...]) -> Iterator[Group]:
    """Every group of exactly these members, by trying everything there is."""
    sites = {m.slot.site for m in problem.meetings}
    languages = {name for tutor in problem.program.tutors for name in tutor.languages}
    for tutor, language, site in product(problem.tutors, sorted(languages), sites):
        for modality in ("in_person", "online"):
            frame = Frame(tutor, unit[0].subject, language, modality, site)
            meetings = [
                m
                for m in problem.meetings
                if m.slot.modality == modality and (modality == "online" or m.slot.site == site)
            ]
            days = sorted({m.day for m in meetings})
            sets = chain.from_iterable(combinations(days, n) for n in range(1, len(days) + 1))
            for chosen in sets:
                for dealt in product(*([m for m in meetings if m.day == d] for d in chosen)):
                    yield Group(frame, unit, dealt)


def additions(
    problem: Problem, schedule: Schedule, unit: tuple[Request, ...]
) -> Iterator[Schedule]:
    """The schedule with the unit in a group of its own, or in one of the groups there are."""
    for group in every_group(problem, unit):
        yield Schedule((*schedule.groups, group))
    for group in schedule:
        if group.subject == unit[0].subject:
            wider = Group(group.frame, (*group.members, *unit), group.meetings)
            yield Schedule((*(g for g in schedule if g is not group), wider))


@SMALL
@given(problems(most_students=4, most_tutors=2, most_slots=3, most_days=3))
def test_alone_a_request_is_impossible_exactly_when_no_group_passes_the_checkers(problem):
    for reason in explain(problem, RULES, Schedule()):
        unit = bound(problem, reason.request)
        possible = any(holds(problem, Schedule((group,))) for group in every_group(problem, unit))
        assert (reason.code in COULD_BE) == possible, reason.sentence


@SMALL
@given(problems(most_students=5, most_tutors=2, most_slots=3, most_days=3), st.randoms())
def test_what_is_outweighed_can_not_be_added_and_room_left_can(problem, random):
    schedule = grown(problem, random)
    for reason in explain(problem, RULES, schedule):
        unit = bound(problem, reason.request)
        fits = any(holds(problem, wider) for wider in additions(problem, schedule, unit))
        assert fits == (reason.code == "room_left"), reason.sentence


def grown(problem: Problem, random) -> Schedule:
    """A valid schedule, grown group by group in random order, sometimes left unfinished."""
    schedule = Schedule()
    requests = list(problem.requests)
    random.shuffle(requests)
    for request in requests[: random.randint(0, len(requests))]:
        unit = bound(problem, request)
        reach = Reach(problem, RULES, schedule)
        if request.key in schedule.groups_of:
            continue
        found = [group for _, group in reach.groups(unit, reach.load.all)]
        if found:
            schedule = Schedule((*schedule.groups, random.choice(found)))
    assert holds(problem, schedule)
    return schedule


@SMALL
@given(problems(most_students=4, most_tutors=2, most_slots=3, most_days=3))
def test_every_unplaced_request_has_one_reason_that_names_no_need(problem):
    reasons = explain(problem, RULES, Schedule())
    assert [reason.request for reason in reasons] == list(problem.requests)
    assert all(reason.sentence.endswith(".") and reason.code for reason in reasons)
