"""Laws of scenarios, on problems of any kind: real plans, bounds that hold, nothing contradictory."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from constraints import GOALS, RULES
from matcher.crew import Here
from matcher.problem import Problem
from matcher.report.coverage import CoverageLine, without_small_cells
from matcher.scenarios.binding import Binding, Bound, what_binds
from matcher.scenarios.change import LeverError, changed_program, tutor_order, working
from matcher.scenarios.counting import COUNTS
from matcher.scenarios.inherit import Heirs, Stated
from matcher.scenarios.levers import SLOT_KINDS, Levers, Scenario
from matcher.scenarios.mix import in_mix
from matcher.scenarios.outcome import Wanted
from matcher.scenarios.richer import richer
from matcher.scenarios.run import Studies
from matcher.scenarios.solved import LEFT_OUT, told_in, values_of
from matcher.schedule import Schedule
from matcher.verify import verify
from tests.strategies import problems

COUNTED = [goal for goal in GOALS if goal.number not in LEFT_OUT]
laws = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
PROBLEMS = problems(most_students=6, most_tutors=3, most_slots=4, most_days=4)


@st.composite
def levers(draw):
    """Two settings of one lever, the second with at least as much of it, and which lever it is."""
    low, high = sorted(draw(st.tuples(st.integers(0, 5), st.integers(0, 5))))
    which = draw(
        st.sampled_from(
            (
                "tutors",
                "max_group_size",
                "groups_at_once",
                "tutor_hours",
                "kinds",
                "weekly_budget",
                "students",
            )
        )
    )
    if which == "kinds":
        return which, frozenset(SLOT_KINDS[: low + 1]), frozenset(SLOT_KINDS[: high + 1])
    if which == "max_group_size":
        return which, low + 1, high + 1
    if which in ("tutor_hours", "students"):
        return which, Fraction(low + 1, 3), Fraction(high + 1, 3)
    return which, low * 20, high * 20 if which == "weekly_budget" else high


def pair(problem, which, low, high):
    """The problems of both settings; asks for others where a lever can't be turned."""
    low = low // 20 if which in ("tutors", "groups_at_once") else low
    try:
        return [
            Problem(changed_program(problem, Levers(**{which: value})), problem.monday)
            for value in (low, high)
        ]
    except LeverError:
        assume(False)
        raise


@given(problem=PROBLEMS, turned=levers())
@laws
def test_more_of_a_resource_never_shows_less(problem, turned):
    """In the goals' own order and unit, whichever of the two is solved first; nor lower bounds."""
    less, more = pair(problem, *turned)
    for order in ((less, more), (more, less)):
        wanted = [Wanted(Scenario(str(n)), one) for n, one in enumerate(order)]
        found = Studies(RULES, GOALS, Here()).solve(wanted)
        poor, rich = (found[order.index(one)] for one in (less, more))
        there = told_in(rich.problem, poor.schedule)
        if there is not None and verify(rich.problem, RULES, (), there).holds:
            worth = values_of(rich.problem, COUNTED, rich.schedule)
            assert worth >= values_of(rich.problem, COUNTED, there)
        if richer(more.program, less.program):
            for goal in COUNTS:
                assert poor.solved.most_of(goal) <= rich.solved.most_of(goal)


@given(problem=PROBLEMS, turned=levers())
@laws
def test_what_is_richer_allows_every_plan(problem, turned):
    """Every plan of the poorer program is one of the richer's; every lever makes richer programs."""
    less, more = pair(problem, *turned)
    assert richer(more.program, less.program)
    assert richer(less.program, less.program)
    poor = Studies(RULES, GOALS, Here()).solve([Wanted(Scenario("less"), less)])[0]
    there = told_in(more, poor.schedule)
    assert there is not None
    assert verify(more, RULES, (), there).holds


@given(problem=PROBLEMS)
@laws
def test_every_plan_holds_the_rules_and_every_bound(problem):
    """The counts, the need and each goal are never better than their bounds."""
    problem = replace(problem, previous=None)
    one = Studies(RULES, GOALS, Here()).solve([Wanted(Scenario("it"), problem)])[0]
    assert verify(one.problem, RULES, (), one.schedule).holds
    for goal in COUNTS:
        assert goal.values(one.problem, one.schedule)[0] <= one.solved.most_of(goal)
    f = one.figures
    assert f.served.count <= f.served.most <= f.children
    assert f.placed.count <= f.placed.most <= f.requests
    assert f.need <= f.need_most
    assert f.not_served == f.children - f.served.count


@given(problem=PROBLEMS)
@laws
def test_what_one_more_is_worth_is_shown_by_a_plan_that_holds(problem):
    """And nobody who has a seat loses it; where all have a seat, nothing is worth anything."""
    problem = replace(problem, previous=None)
    one = Studies(RULES, GOALS, Here()).solve([Wanted(Scenario("it"), problem)])[0]
    piece = Bound(one.problem, RULES, GOALS, one.schedule)
    found = what_binds(piece)
    assert [(-r.need, -r.students) for r in found] == sorted((-r.need, -r.students) for r in found)
    if not Binding(piece).waiting:
        assert not any(resource.binds for resource in found)
    for resource in found:
        assert resource.students <= resource.requests
        assert resource.used is None or resource.there is None or resource.used >= 0


@given(problem=PROBLEMS)
@laws
def test_a_better_plan_of_a_neighbour_is_taken_over_and_a_worse_one_is_not(problem):
    """An empty plan takes over any that holds; a plan never gives way to an empty one."""
    problem = replace(problem, previous=None)
    one = Studies(RULES, GOALS, Here()).solve([Wanted(Scenario("it"), problem)])[0]
    full = Stated(one.problem, one.solved)
    empty = Stated(one.problem, replace(one.solved, schedule=Schedule()))
    heirs = Heirs(RULES, GOALS)
    assert heirs.inherited(full, [empty]) is full.solved
    if one.schedule:
        assert heirs.inherited(empty, [full]).schedule == one.schedule


@given(problem=PROBLEMS, count=st.integers(0, 8))
@laws
def test_fewer_tutors_are_always_some_of_more(problem, count):
    """And the beginning of the order is a small picture of the whole."""
    ids = [
        {t.id for t in working(Problem(changed_program(problem, Levers(tutors=n)), problem.monday))}
        for n in (count, count + 1)
    ] if working(problem) else [set(), set()]  # fmt: skip
    assert ids[0] <= ids[1]
    assert len(ids[0]) == (count if working(problem) else 0)
    assert sorted(t.id for t in tutor_order(problem)) == sorted(t.id for t in working(problem))


@given(st.lists(st.sampled_from("aabc"), max_size=20))
def test_each_kind_has_its_share_of_every_beginning(kinds):
    """Give or take one; nobody is lost."""
    items = list(enumerate(kinds))
    order = in_mix(items, lambda item: item[1])
    assert sorted(order) == items
    for n in range(len(order) + 1):
        for kind in set(kinds):
            share = Fraction(n * kinds.count(kind), max(1, len(kinds)))
            assert abs(sum(k == kind for _, k in order[:n]) - share) <= 1


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=6),
    st.integers(1, 12),
)
def test_hidden_counts_can_not_be_told_from_those_that_are_shown(pairs, least):
    """No small count is shown; what is left over of everyone is at least two lines and no small count."""
    lines = [
        CoverageLine("site", f"V{n}", students, min(placed, students), students, placed)
        for n, (students, placed) in enumerate(pairs)
    ]
    shown = without_small_cells(lines, least)
    hidden = [line for line, open_ in zip(lines, shown, strict=True) if open_.hidden]
    for line, open_ in zip(lines, shown, strict=True):
        if not open_.hidden:
            counts = (line.students, line.students_placed, line.students - line.students_placed)
            assert not any(0 < count < least for count in counts)
            assert (open_.students, open_.students_placed) == counts[:2]
    if hidden and len(hidden) < len(lines):
        students = sum(line.students for line in hidden)
        placed = sum(line.students_placed for line in hidden)
        assert len(hidden) > 1
        assert not any(0 < count < least for count in (students, placed, students - placed))
