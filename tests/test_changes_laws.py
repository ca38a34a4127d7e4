"""What Changes says is held against the two plans, the checkers and the goals' own values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from constraints import GOALS, RULES
from matcher.by_itself import ByItself
from matcher.causes import STILL_POSSIBLE, Causes
from matcher.changes import changes
from matcher.domain import Frame, Group, Meeting
from matcher.impossible import named
from matcher.problem import Problem
from matcher.put_back import Back
from matcher.report.words import count_words, listed, number_words
from matcher.rule import Rule
from matcher.schedule import Schedule
from matcher.weeks import number_groups
from tests import oracle_goals
from tests.constraints.world import earlier
from tests.schedule_strategies import schedules
from tests.strategies import problems
from tests.test_explain_laws import bound
from tests.two_weeks import grown, two_weeks

LAW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def two_plans(draw: st.DrawFn) -> tuple[Problem, Schedule]:
    """A problem with a previous plan, valid once or of any shape, and a valid plan of it."""
    chance = draw(st.randoms(use_true_random=False))
    if draw(st.booleans()):
        return two_weeks(chance)
    problem = draw(problems())
    if problem.previous is None:
        problem = replace(problem, previous=earlier())
    return problem, number_groups(problem, grown(problem, chance))


def seat_then(problem: Problem, key: tuple[str, str]) -> object:
    """Tutor, times and language of a seat of the previous plan, as its sheets tell them."""
    seat = problem.previous.seats[key]
    group = problem.previous.groups[seat.group_id]
    return seat.tutor_id, group.places, group.language


def seat_now(schedule: Schedule, key: tuple[str, str]) -> object:
    """The same of the new plan; None where there is no seat."""
    for group in schedule:
        if key in [member.key for member in group.members]:
            places = frozenset(meeting.place for meeting in group.meetings)
            return group.tutor.id, places, group.language
    return None


@LAW
@given(two_plans())
def test_every_line_is_right_about_what_and_every_lost_seat_has_a_cause(both):
    problem, schedule = both
    lines = changes(problem, RULES, GOALS, schedule)
    told = {(line.id, line.subject): line for line in lines if line.person == "student"}
    keys = {member.key for group in schedule for member in group.members}
    assert told.keys() == keys | set(problem.previous.seats)
    for key, line in told.items():
        now = seat_now(schedule, key)
        if key not in problem.previous.seats:
            assert line.what == "starts"
            continue
        kept = seat_then(problem, key) == now
        assert line.what == ("stays" if kept else "ends" if now is None else "moves")
        assert (line.before == line.after) == kept
        assert bool(line.why) == bool(line.against) == (not kept)
    tutors = Counter(line.id for line in lines if line.person == "tutor")
    theirs = {group.tutor.id for group in schedule}
    theirs |= {group.tutor_id for group in problem.previous.groups.values()}
    assert tutors == Counter(theirs)


@LAW
@given(two_plans())
def test_every_tutor_s_line_tells_of_each_group_that_changed(both):
    problem, schedule = both
    before, after = of_tutors_before(problem), of_tutors_after(schedule)
    for line in changes(problem, RULES, GOALS, schedule):
        if line.person == "tutor":
            then, now = before.get(line.id, {}), after.get(line.id, {})
            what = "stays" if then == now else "moves" if then and now else "x"
            assert line.what == {"x": "starts" if now else "ends"}.get(what, what)
            changed = {name for name in {*then, *now} if then.get(name) != now.get(name)}
            gone = line.id not in problem.tutor
            assert gone or set(re.findall(r"\bG\d+\b", line.why)) == changed
            assert line.why.count(".") >= len(changed) or gone


def of_tutors_before(problem: Problem) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for group in problem.previous.groups.values():
        members = {k for k, seat in problem.previous.seats.items() if seat.group_id == group.id}
        words = (group.subject, group.language, group.places, members)
        found.setdefault(group.tutor_id, {})[group.id] = words
    return found


def of_tutors_after(schedule: Schedule) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for group in schedule:
        places, members = {m.place for m in group.meetings}, {m.key for m in group.members}
        words = (group.subject, group.language, places, members)
        found.setdefault(group.tutor.id, {})[group.id] = words
    return found


@LAW
@given(st.data())
def test_a_group_breaks_by_itself_what_the_checkers_say(data):
    problem = data.draw(problems())
    alone = ByItself(problem, RULES)
    for group in data.draw(schedules(problem)):
        assert alone.broken(group) == breaking(problem, Schedule((group,)))


def breaking(problem: Problem, schedule: Schedule) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if rule.check(problem, schedule).violations)


@settings(LAW, max_examples=100)
@given(two_plans())
def test_every_cause_is_true(both):
    """Counted once: 300 crowded weeks put 554 old groups back, 353 where someone makes way."""
    problem, schedule = both
    causes = Causes(problem, RULES, GOALS, schedule, ())
    for key in problem.previous.seats:
        cause = causes.of_seat(key)
        if cause is not None and not cause.why.startswith(STILL_POSSIBLE):
            certain(problem, key, cause.why)
        elif cause is not None:
            (back,) = [b for told in causes._tried.values() for b, said in told if said is cause]
            assert key in [member.key for member in back.group.members]
    for name, told in causes._tried.items():
        for back, cause in told:
            is_the_old_group_and_breaks_no_rule(problem, name, back)
            nothing_else_moves(schedule, back, cause.why)
            who_makes_way_breaks_the_named_rules(problem, back, cause.why)
            names_the_first_goal_that_differs(problem, schedule, back, cause.why)


def certain(problem: Problem, key: tuple[str, str], why: str) -> None:
    """Student, tutor or slot are gone, or the old seat breaks what is named however it is dealt."""
    seat = problem.previous.seats[key]
    places = sorted(problem.previous.groups[seat.group_id].places, key=str)
    rows = [[m for m in problem.meetings if m.place == place] for place in places]
    if "student" in why or "consent" in why:
        assert key not in {request.key for request in problem.requests}
    elif why.startswith("Tutor"):
        assert seat.tutor_id not in {tutor.id for tutor in problem.tutors}
    elif "no slot" in why:
        assert not all(rows)
    else:
        broken = [breaking(problem, Schedule((g,))) for g in old_seats(problem, key, rows)]
        assert all(broken)
        said = [f"would now break {listed([named(rule) for rule in rules])}." for rules in broken]
        assert any(why.endswith(words) for words in said)


def old_seats(problem: Problem, key: tuple[str, str], rows: list[list[Meeting]]) -> Iterator[Group]:
    """The old seat in every choice of Slots rows."""
    seat = problem.previous.seats[key]
    group = problem.previous.groups[seat.group_id]
    seats = problem.previous.seats
    members = [
        r for r in bound(problem, problem.request[key])
        if r.key in seats and seats[r.key].group_id == seat.group_id
    ]  # fmt: skip
    (tutor,) = [tutor for tutor in problem.tutors if tutor.id == seat.tutor_id]
    site = min(place.site or "" for place in group.places)
    site = site if group.modality == "in_person" else None
    frame = Frame(tutor, key[1], group.language, group.modality, site)
    for dealt in product(*rows):
        yield Group(frame, tuple(members), dealt)


def is_the_old_group_and_breaks_no_rule(problem: Problem, name: str, back: Back) -> None:
    old, group = problem.previous.groups[name], back.group
    then = (old.tutor_id, old.subject, old.language, old.modality, old.places)
    places = frozenset(meeting.place for meeting in group.meetings)
    assert then == (group.tutor.id, group.subject, group.language, group.modality, places)
    assert breaking(problem, back.schedule) == ()


def nothing_else_moves(schedule: Schedule, back: Back, why: str) -> None:
    """Who is not in the old group sits where the plan has them, or has no seat."""
    there, lost = {member.key for member in back.group.members}, set()
    for key in schedule.groups_of.keys() - there:
        now = seat_now(back.schedule, key)
        assert now in (seat_now(schedule, key), None)
        lost |= {key[0]} if now is None else set()
    assert back.schedule.groups_of.keys() <= schedule.groups_of.keys() | there
    assert f"({count_words(len(there), 'student')})" in why
    said = re.search(r"(\d+ students?) would lose a seat", why)
    assert (said[1] if said else "0 students") == count_words(len(lost), "student")


def who_makes_way_breaks_the_named_rules(problem: Problem, back: Back, why: str) -> None:
    """Each of them, and no other rule than those named."""
    broken = [beside(problem, back, part) for part in back.gone]
    assert all(broken)
    assert {rule.name for rules in broken for rule in rules} == {rule.name for rule in back.rules}
    assert all(named(rule) in why for rule in back.rules)
    assert all(f" {part.id}" in why for part in back.gone)


def beside(problem: Problem, back: Back, part: Group) -> tuple[Rule, ...]:
    """What is broken if those who would have to leave a group stay in it."""
    same = (part.frame, part.meetings, part.id)
    rest = [group for group in back.schedule if (group.frame, group.meetings, group.id) == same]
    members = (*part.members, *(member for group in rest for member in group.members))
    others = [group for group in back.schedule if group not in rest]
    return breaking(problem, Schedule((*others, replace(part, members=members))))


def names_the_first_goal_that_differs(
    problem: Problem, schedule: Schedule, back: Back, why: str
) -> None:
    here, there = worth(problem, schedule), worth(problem, back.schedule)
    first = next((part for part in here if here[part] != there[part]), None)
    if first is None:
        assert "exactly as good by every goal" in why
        return
    sense = 1 if first[1] == "level" else oracle_goals.SENSES[first[0]][first[1]]
    better = sense * (there[first] - here[first]) > 0
    assert f" goal {first[0]} (" in why
    assert f" would be {'better' if better else 'worse'} (" in why
    assert f"{number_words(there[first])} instead of {number_words(here[first])})" in why
    assert why.endswith("The search did not find that.") == better


def worth(problem: Problem, schedule: Schedule) -> dict[tuple, object]:
    """Every goal's parts in their order; under a strict order of need, its levels before the sum."""
    found: dict[tuple, object] = {}
    for number, values in oracle_goals.values(problem, schedule.groups).items():
        if number == 3 and problem.settings.need_order == "strict":
            served = 0
            for at, level in enumerate(oracle_goals.strict_levels(problem, schedule.groups)):
                served += level
                found[3, "level", at] = served
        found |= {(number, part): value for part, value in enumerate(values)}
    return found
