"""Laws over random problems and schedules: the two voices of every rule and goal agree.

Nothing is solved here. ``accepts`` and ``worth`` say what the search would make of a schedule.
"""

from dataclasses import replace
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from constraints import GOALS, RULES
from constraints.goals.need_served import NeedServed
from matcher.domain import Frame, Group, Meeting, Pin, Window
from matcher.schedule import Schedule
from matcher.verify import verify
from tests.constraints.first_voice import accepts, well_formed, worth
from tests.strategies import problems, schedules

random_worlds = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def wild_groups(draw, problem, free):
    """Anybody with any tutor at any times: a group that any rule may mind."""
    first = draw(st.sampled_from(free))
    company = [one for one in free if one.subject == first.subject and one is not first]
    others = draw(st.lists(st.sampled_from(company), unique=True)) if company else []
    tutor = draw(st.sampled_from(problem.tutors))
    start = draw(st.sampled_from(problem.meetings)).slot
    site = None if start.modality == "online" else start.site
    meetings = {}
    for meeting in draw(st.lists(st.sampled_from(problem.meetings), min_size=1, max_size=6)):
        if meeting.slot.modality == start.modality and site in (None, meeting.slot.site):
            meetings[meeting.day] = meeting
    meetings = meetings or {day: Meeting(start, day) for day in sorted(start.days)[:1]}
    language = draw(st.sampled_from(["English", "Spanish"]))
    frame = Frame(tutor, first.subject, language, start.modality, site)
    return Group(frame, (first, *others), tuple(meetings.values()))


@st.composite
def wild_schedules(draw, problem):
    """Up to five wild groups, each request in one at most."""
    groups, free = [], list(problem.requests)
    for _ in range(draw(st.integers(1, 5))):
        if free and problem.tutors and problem.meetings:
            groups.append(draw(wild_groups(problem, free)))
            free = [request for request in free if request not in groups[-1].members]
    return Schedule(tuple(groups))


@st.composite
def pinned(draw, problem):
    """The problem with up to three pins of anybody to any tutor or time."""
    spans = sorted({Window(meeting.start, meeting.end) for meeting in problem.meetings})
    pins = []
    for _ in range(draw(st.integers(1, 3))):
        request = draw(st.sampled_from(problem.program.requests))
        subject = draw(st.sampled_from([request.subject, None]))
        tutor = draw(st.sampled_from([None, *(one.id for one in problem.program.tutors)]))
        times = draw(st.lists(st.sampled_from(spans), max_size=2, unique=True)) if spans else []
        pins.append(Pin("Pins", "C2", request.student.id, subject, tutor, tuple(sorted(times))))
    return replace(problem, program=replace(problem.program, pins=tuple(pins)))


@st.composite
def worlds(draw):
    """A problem and a schedule for it, as often wild as nearly valid."""
    problem = draw(problems())
    problem = draw(pinned(problem)) if draw(st.booleans()) else problem
    return problem, draw(wild_schedules(problem) if draw(st.booleans()) else schedules(problem))


@given(worlds())
@random_worlds
def test_every_rule_s_voices_agree(world):
    """The search would take a schedule exactly where the checker finds nothing."""
    problem, schedule = world
    if not well_formed(schedule):
        return
    for rule in RULES:
        check = rule.check(problem, schedule)
        assert accepts(rule, problem, schedule) == (not check.violations), check.violations
        assert len(check.violations) <= check.cases


@given(worlds())
@random_worlds
def test_no_search_builds_what_the_checkers_take_for_torn(world):
    """A schedule of a shape that no search builds breaks some rule."""
    problem, schedule = world
    if not well_formed(schedule):
        assert not verify(problem, RULES, GOALS, schedule).holds


@given(worlds())
@random_worlds
def test_every_goal_s_voices_agree(world):
    """What the aims add up to is the goal's value, part by part."""
    problem, schedule = world
    if not well_formed(schedule):
        return
    for goal in GOALS:
        told = tuple(worth(aim, problem, schedule) for aim in goal.aims(problem))
        values = goal.values(problem, schedule)
        assert len(values) == len(goal.labels)
        if isinstance(goal, NeedServed) and problem.settings.need_order == "strict":
            counts = [count for _, count in goal.levels(problem, schedule)]
            cumulative = [sum(counts[: n + 1]) for n in range(len(counts))]
            assert list(told) == [*cumulative, values[0]]
            assert values[0] == sum(n * count for n, count in goal.levels(problem, schedule))
        else:
            assert told == values, goal.name


@given(worlds())
@random_worlds
def test_order_changes_nothing(world):
    """Neither groups nor rows have an order that a rule or a goal could see."""
    problem, schedule = world
    turned = Schedule(schedule.groups[::-1])
    here, there = (verify(problem, RULES, GOALS, given) for given in (schedule, turned))
    assert here.values == there.values
    assert [(rule.name, check.cases) for rule, check in here.checks] == [
        (rule.name, check.cases) for rule, check in there.checks
    ]
    assert [len(check.violations) for _, check in here.checks] == [
        len(check.violations) for _, check in there.checks
    ]


@given(problems())
@random_worlds
def test_nothing_placed_breaks_nothing(problem):
    """The empty schedule is legal where nothing is pinned, and worth nothing."""
    verdict = verify(problem, RULES, GOALS, Schedule())
    assert verdict.holds
    assert all(value == 0 for _, values in verdict.values for value in values)


@given(problems())
@random_worlds
def test_symmetric_voices_are_symmetric(problem):
    """Who is asked about first makes no difference."""
    for rule in RULES:
        for one, two in combinations(problem.requests, 2):
            assert rule.fits(problem, one, two) == rule.fits(problem, two, one)
            assert rule.links(problem, one, two) == rule.links(problem, two, one)
        for first, second in combinations(problem.meetings[:12], 2):
            here = rule.conflict(problem, first, second)
            assert here == rule.conflict(problem, second, first)
    for aim in (aim for goal in GOALS for aim in goal.aims(problem)):
        for one, two in combinations(problem.requests, 2):
            assert aim.spread(problem, one, two) == aim.spread(problem, two, one)


def test_random_worlds_break_every_rule_and_hold_it():
    """The laws above speak: among the random schedules some break each rule and some do not."""
    seen = {rule.name: set() for rule in RULES}

    @given(worlds())
    @settings(random_worlds, max_examples=200)
    def look(world):
        problem, schedule = world
        if schedule.groups and well_formed(schedule):
            for rule in RULES:
                seen[rule.name].add(accepts(rule, problem, schedule))

    look()
    assert seen == {rule.name: {True, False} for rule in RULES}
