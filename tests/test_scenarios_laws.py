"""Laws of scenarios, on problems of any kind: real plans, bounds that hold, nothing contradictory."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from constraints import GOALS, RULES
from matcher.crew import Here
from matcher.domain import Pair, Program, Request, Student
from matcher.problem import Problem
from matcher.report.coverage import coverage_of, open_coverage_of
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
from tests.constraints.first_voice import worth
from tests.strategies import problems, schedules

COUNTED = [goal for goal in GOALS if goal.number not in LEFT_OUT]
MONDAY = dt.date(2026, 9, 14)
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


def test_whoever_must_be_together_is_in_a_sample_together():
    """A partner who comes binds the one who is there, so that a plan of fewer might not do for more."""
    students = [Student(f"S{n}", "Elm", 3, transport="self") for n in range(1, 7)]
    requests = tuple(Request(student, "Math", 1, 2) for student in students)
    pairs = (Pair("together", "S1", "S2"), Pair("together", "S2", "S6"))
    problem = Problem(Program(requests, (), (), pairs=pairs), MONDAY)
    before = None
    for sixths in range(1, 13):
        found = changed_program(problem, Levers(students=Fraction(sixths, 6)))
        ids = {request.student.id for request in found.requests}
        assert len(ids & {"S1", "S2", "S6"}) in (0, 3)
        assert sixths <= len(found.requests) <= sixths + 2
        assert before is None or richer(found, before)
        before = found
    one = replace(problem.program, requests=requests[:1])
    two = replace(problem.program, requests=requests[:2])
    assert not richer(two, one)
    assert richer(replace(problem.program, requests=(requests[0], requests[3])), one)


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


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_count_is_the_same_told_to_the_search_and_counted_in_a_schedule(data):
    """For schedules of any kind, whether they hold the rules or not; nobody sits twice."""
    problem = data.draw(PROBLEMS)
    schedule = data.draw(schedules(problem))
    assume(all(len(groups) == 1 for groups in schedule.groups_of.values()))
    for goal in COUNTS:
        (aim,) = goal.aims(problem)
        assert goal.values(problem, schedule) == (worth(aim, problem, schedule),)


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


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), max_size=16))
def test_each_trait_has_about_its_share_of_every_beginning(pairs):
    """Nobody is lost, rows in another order make no difference, and no trait is far behind."""
    items = [(f"{n:02}", one) for n, one in enumerate(sorted(pairs))]
    order = in_mix(items, lambda item: item[1], lambda item: item[0])
    assert sorted(order) == items
    assert in_mix(items[::-1], lambda item: item[1], lambda item: item[0]) == order
    for n in range(len(order) + 1):
        for trait in "abxyz":
            whole = sum(trait in one for _, one in items)
            share = Fraction(n * whole, max(1, len(items)))
            assert abs(sum(trait in one for _, one in order[:n]) - share) < 2


@st.composite
def crowds(draw):
    """Students of a few sites, grades, languages and categories, some of them with a seat."""
    kinds = draw(
        st.lists(
            st.tuples(
                st.sampled_from(("Elm", "Oak", "Ash")),
                st.integers(1, 4),
                st.sampled_from(("English", "Spanish")),
                st.sampled_from(((), ("EL",), ("EL", "IEP"))),
            ),
            min_size=1,
            max_size=6,
            unique=True,
        )
    )
    requests, placed = [], set()
    for number, (site, grade, language, categories) in enumerate(kinds):
        count = draw(st.integers(1, 25))
        seated = draw(st.integers(0, count))
        for n in range(count):
            student = Student(
                f"{number}-{n}", site, grade, home_language=language, categories=categories
            )
            requests.append(Request(student, "Math"))
            if n < seated:
                placed.add(requests[-1].key)
    return requests, placed


@given(crowd=crowds(), least=st.integers(2, 12))
@settings(max_examples=150, deadline=None)
def test_hidden_counts_can_not_be_told_from_those_that_are_shown(crowd, least):
    """Two worlds: whatever is shown fits another world too, in which a hidden small count is another one.

    Of the students of each kind, any number from none up could be there. If no such world differs in the
    hidden line, the line is as good as shown.
    """
    requests, placed = crowd
    lines, shown = coverage_of(requests, placed), open_coverage_of(requests, placed, least)
    assert [(line.by, line.value) for line in lines] == [(line.by, line.value) for line in shown]
    kinds = {}
    for request in requests:
        student = request.student
        key = (student.categories, student.site, student.grade, student.home_language)
        kinds.setdefault(key, len(kinds))

    def row(line):
        def inside(key):
            categories, site, grade, language = key
            return {
                "all": True,
                "category": line.value in (categories or ("(none)",)),
                "site": line.value == site,
                "grade": line.value == str(grade),
                "language": line.value == language,
            }[line.by]

        return [int(inside(key)) for key in kinds]

    seen = [row(line) for line, open_ in zip(lines, shown, strict=True) if not open_.hidden]
    for line, open_ in zip(lines, shown, strict=True):
        counts = (line.students, line.students_placed, line.students - line.students_placed)
        small = any(0 < count < least for count in counts)
        if line.by == "all":
            assert not open_.hidden
        elif not open_.hidden:
            assert not small
            assert (open_.students, open_.students_placed) == counts[:2]
        elif small and len(seen) > 1:
            assert rank([*seen, row(line)]) > rank(seen)


def rank(rows):
    """By elimination in fractions: no rounding."""
    rows, count = [[Fraction(value) for value in one] for one in rows], 0
    for column in range(len(rows[0])):
        at = next((n for n in range(count, len(rows)) if rows[n][column]), None)
        if at is None:
            continue
        rows[count], rows[at] = rows[at], rows[count]
        for n in range(count + 1, len(rows)):
            times = rows[n][column] / rows[count][column]
            rows[n] = [a - times * b for a, b in zip(rows[n], rows[count], strict=True)]
        count += 1
    return count
