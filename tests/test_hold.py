"""Pins before the search: what can hold is held, and what can't is told with what it contradicts."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from constraints import GOALS, RULES
from matcher.domain import Pair, Pin, Window
from matcher.hold import PinsContradictError, Placed, hold, smallest
from matcher.problem import Problem
from matcher.schedule import Schedule
from matcher.search.standing import Options, search
from matcher.verify import verify
from tests.constraints.world import ask, at, earlier, group, problem, span, tutor
from tests.oracle_groups import Clashes, candidates
from tests.quick_search import quick_search
from tests.strategies import problems

LAW = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
TINY = problems(most_students=4, most_tutors=2, most_slots=3, most_days=3)


def place(of, rules):
    found = search(of, rules, GOALS[:1], Options(workers=1))
    return Placed(found.schedule, found.ended_by == "proof")


def held(of):
    """The schedule that holds the pins, or what is said of them."""
    try:
        return hold(of, RULES, place), ()
    except PinsContradictError as error:
        return None, error.findings


def with_pins(of, pins):
    return replace(of, program=replace(of.program, pins=tuple(pins)))


def windows(meetings):
    return tuple(sorted(Window(meeting.start, meeting.end) for meeting in meetings))


# -- laws ---------------------------------------------------------------------------------------


@st.composite
def legal_pins(draw, schedule):
    """Pins that a schedule holds: some of its members, with their tutor, some of their times."""
    pins = []
    for one in schedule:
        for member in one.members:
            said = draw(st.sampled_from([(), ("tutor",), ("times",), ("tutor", "times")]))
            some = draw(st.sets(st.sampled_from(one.meetings), min_size=1))
            if said:
                pins.append(
                    Pin(
                        "Pins",
                        f"C{len(pins) + 2}",
                        *member.key,
                        one.tutor.id if "tutor" in said else None,
                        windows(some) if "times" in said else (),
                    )
                )
    return pins


@LAW
@given(st.data())
def test_pins_of_a_legal_schedule_hold_in_the_plan(data):
    """Whatever else the search would like better."""
    of = data.draw(problems())
    pins = data.draw(legal_pins(quick_search(of, RULES, ()).schedule))
    of = with_pins(of, pins)
    start, said = held(of)
    assert said == ()
    verdict = verify(of, RULES, GOALS, start)
    assert verdict.holds, verdict.violations
    found = search(of, RULES, GOALS, Options(workers=1), start=start)
    verdict = verify(of, RULES, GOALS, found.schedule)
    assert verdict.holds, verdict.violations
    assert verdict.value(0) == ((len(of.pinned),) if pins else ())
    for reached in found.reached:
        assert reached.values == verdict.value(reached.goal.number)


@st.composite
def any_pins(draw, of):
    """Up to four pins, whether they can hold or not."""
    staff = [one.id for one in of.program.tutors]
    spans = sorted({Window(meeting.start, meeting.end) for meeting in of.meetings})
    pins = []
    for number in range(draw(st.integers(1, 4))):
        request = draw(st.sampled_from(of.program.requests))
        by = draw(st.sampled_from([None, *staff]))
        times = draw(st.lists(st.sampled_from(spans), max_size=2, unique=True)) if spans else []
        if by or times:
            subject = draw(st.sampled_from([request.subject, None]))
            cell = f"C{number + 2}"
            pins.append(Pin("Pins", cell, request.student.id, subject, by, tuple(sorted(times))))
    return pins


def could_hold(of, pins):
    """The brute force: whether some legal schedule holds these pins."""
    of = with_pins(of, [])
    wanted = {
        request.key: mine
        for request in of.requests
        if (mine := [pin for pin in pins if concerns(pin, request.key)])
    }
    groups = [one for one in candidates(of) if as_pinned(one.group, pins)]
    clashes = Clashes(of)

    def visit(chosen, seated):
        missing = next((key for key in wanted if key not in seated), None)
        if missing is None:
            return True
        for one in groups:
            keys = {member.key for member in one.group.members}
            apart = missing in keys and not keys & seated
            if apart and clashes.joins(chosen, one) and visit((*chosen, one), seated | keys):
                return True
        return False

    return visit((), frozenset())


def concerns(pin, key):
    return pin.student == key[0] and pin.subject in (None, key[1])


def as_pinned(one, pins):
    met = {(meeting.start, meeting.end) for meeting in one.meetings}
    return all(
        pin.tutor in (None, one.tutor.id) and all((w.start, w.end) in met for w in pin.times)
        for member in one.members
        for pin in pins
        if concerns(pin, member.key)
    )


@LAW
@given(st.data())
def test_whatever_is_said_to_contradict_does(data):
    """Each finding names pins that no legal schedule holds, by the brute force."""
    of = data.draw(TINY)
    pins = data.draw(any_pins(of))
    start, said = held(with_pins(of, pins))
    if start is not None:
        assert verify(with_pins(of, pins), RULES, (), start).holds
        assert said == ()
        return
    assert said
    for finding in said:
        cells = {finding.cell, *re.findall(r"C\d", finding.message)}
        named = [pin for pin in pins if pin.cell in cells]
        assert not could_hold(of, named), finding
        assert finding.level == "error"
        assert len(named) == 1 or "together with" in finding.message


def test_the_laws_see_pins_that_hold_and_pins_that_do_not():
    """Both ends of the law above are reached, with one pin and with several."""
    seen = set()

    @given(st.data())
    @settings(LAW, max_examples=120, database=None, derandomize=True)
    def look(data):
        of = data.draw(TINY)
        of = with_pins(of, data.draw(any_pins(of)))
        _, said = held(of)
        seen.add((bool(of.pinned), *({"together" in one.message for one in said} or {None})))

    look()
    assert seen >= {(True, None), (True, True), (True, False)}


@given(st.sets(st.frozensets(st.integers(0, 9), min_size=1, max_size=4), min_size=1, max_size=3))
@settings(deadline=None)
def test_smallest_leaves_nothing_that_could_be_spared(bad):
    """It fails as long as one of the ``bad`` sets is whole."""

    def fails(some):
        return any(set(some) >= one for one in bad)

    found = smallest(list(range(10)), fails)
    assert fails(found)
    assert not any(fails([pin for pin in found if pin != one]) for one in found)


# -- what is said -------------------------------------------------------------------------------

MON, TUE, LATER = at("Mon 8:00-8:30"), at("Tue 8:00-8:30"), at("Mon 9:00-9:30")
SLOTS = [meeting.slot for meeting in (MON, TUE, LATER)]


def pin(cell, student, by=None, *times, subject=None):
    return Pin("Pins", cell, student, subject, by, tuple(map(span, times)))


def week(*pins, students=(), tutors=(), previous=None, others=None, **told):
    """A problem of these students and tutors in three slots, two of them on Monday."""
    of = problem([], others=students or [ask()], slots=SLOTS, previous=previous, **told)
    staff = tutors or (tutor(), tutor("T2"))
    return replace(of, program=replace(of.program, tutors=staff, pins=pins, **(others or {})))


def said(of):
    """Cell, message and reason of each finding."""
    return [(one.cell, one.message, one.remedy) for one in held(of)[1]]


def test_nothing_pinned_is_held_by_nothing():
    def never(_problem, _rules):
        raise AssertionError("nothing is to be placed")

    assert hold(week(), RULES, never) == Schedule()
    assert hold(week(pin("C2", "S9", "T1")), RULES, never) == Schedule()


def test_who_is_not_pinned_is_left_to_the_search():
    start, _ = held(week(pin("C2", "S1", "T2"), students=[ask(), ask("S2")]))
    assert [(one.tutor.id, len(one.members)) for one in start] == [("T2", 1)]


ALONE = "This pin can't hold"
EITHER = "Change or delete the pin, or what it contradicts."


@pytest.mark.parametrize(
    ("of", "why"),
    [
        (
            week(pin("C2", "S1", "T1"), tutors=(tutor(subjects=("Reading",)),)),
            ("It would break rule 1 (eligible): Tutor T1 holds the Math group of tutor T1 with S1"
            " but does not teach Math."),
        ),
        (
            week(pin("C2", "S1", "T1", "Mon 8:00-8:30"), students=[ask(busy=(span("Mon 8:20-9:00"),))]),
            ("It would break rule 3 (windows): Student S1 is busy on Mon 8:00-8:30, when the Math"
            " group of tutor T1 with S1 meets."),
        ),
        (
            week(pin("C2", "S1", None, "Mon 8:00-8:45")),
            "No slot of this week is on Mon 8:00-8:45. There is Mon 8:00-8:30.",
        ),
        (
            week(pin("C2", "S1", None, "Sun 8:00-8:30")),
            "No slot of this week is on Sun 8:00-8:30.",
        ),
        (
            week(pin("C2", "S1", "T9"), tutors=(tutor(), tutor("T9", cleared=False))),
            "Tutor T9 is not cleared or not employed in this week.",
        ),
        (
            week(
                pin("C2", "S1", None, "Mon 8:00-8:30"),
                students=[ask(least=3)],
            ),
            ("It would break rule 5 (dosage): Student S1 has 1 session a week in the Math group of"
            " tutor T1 with S1 but 3 to 5 were asked for."),
        ),
        (
            week(
                pin("C2", "S1", "T1"),
                students=[ask()],
                others={"pairs": (Pair("only", "S1", "T2"),)},
            ),
            ("It would break rule 1 (eligible): Student S1 sits in the Math group of tutor T1 with"
            " S1 but may have no tutor except T2."),
        ),
        (
            week(
                pin("C2", "S1", "T1"),
                students=[ask(), ask("S2", grade=9)],
                others={"pairs": (Pair("together", "S1", "S2"),)},
            ),
            ("Students S1 and S2 are to be together. It would break rule 7 (group fit): Students S1"
            " and S2 are 6 grades apart in the Math group of tutor T1 with S1, S2 but may be at"
            " most 1."),
        ),
    ],
)  # fmt: skip
def test_a_pin_that_contradicts_a_rule_names_it(of, why):
    assert said(of) == [("C2", ALONE, f"{why} {EITHER}")]


def test_a_pin_that_keeps_the_tutor_free_is_named_too():
    free = span("Mon 8:00-12:00")
    of = week(
        pin("C2", "S1", "T1", "Mon 8:00-8:30"),
        Pin("Pins", "D3", tutor="T1", times=(free,)),
        tutors=(tutor(busy=(free,)),),
    )
    ((cell, message, why),) = said(of)
    assert (cell, message) == ("C2", ALONE)
    assert "rule 3 (windows): Tutor T1 is busy on Mon 8:00-8:30" in why
    assert "Pins D3 keeps the tutor free then." in why


def test_two_pins_of_a_student_that_name_two_tutors():
    of = week(pin("C2", "S1", "T1"), pin("C3", "S1", "T2", subject="Math"))
    first, second = said(of)
    assert first[:2] == ("C2", "This pin can't hold together with Pins C3")
    assert second[:2] == ("C3", "This pin can't hold together with Pins C2")
    assert first[2].startswith("They name two tutors, T1 and T2.")


def test_two_times_on_one_day():
    of = week(pin("C2", "S1", None, "Mon 8:00-8:30"), pin("C3", "S1", "T1", "Mon 9:00-9:30"))
    assert [(cell, why.split(". ")[0]) for cell, _, why in said(of)] == [
        ("C2", "A group meets once a weekday, not at Mon 8:00-8:30 and Mon 9:00-9:30"),
        ("C3", "A group meets once a weekday, not at Mon 8:00-8:30 and Mon 9:00-9:30"),
    ]


def test_pins_that_only_together_ask_too_much_of_a_tutor():
    """Three students alone, each at the same time with one tutor: two would be one too many."""
    students = [ask("S1", max_group=1), ask("S2", max_group=1), ask("S3", max_group=1)]
    times = {"S1": "Mon 8:00-8:30", "S2": "Tue 8:00-8:30", "S3": "Mon 8:00-8:30"}
    pins = [pin(f"C{n}", who, "T1", when) for n, (who, when) in enumerate(times.items(), start=2)]
    first, second = said(week(*pins, students=students))
    assert first[:2] == ("C2", "This pin can't hold together with Pins C4")
    assert second[:2] == ("C4", "This pin can't hold together with Pins C2")
    assert "It would break rule" in first[2]


def test_every_pin_that_can_not_hold_is_told_at_once():
    students = [ask("S1"), ask("S2"), ask("S3")]
    of = week(
        pin("C2", "S1", "T1"),
        pin("C3", "S2", "T9"),  # who is no longer there
        pin("C4", "S3", None, "Sun 8:00-8:30"),
        students=students,
    )
    assert [cell for cell, _, _ in said(of)] == ["C3", "C4"]


def test_several_sets_that_can_not_go_together_are_told_at_once():
    students = [ask(f"S{n}", max_group=1) for n in range(1, 5)]
    whens = ["Mon 8:00-8:30", "Mon 8:00-8:30", "Tue 8:00-8:30", "Tue 8:00-8:30"]
    pins = [pin(f"C{n + 1}", f"S{n}", "T1", when) for n, when in enumerate(whens, start=1)]
    assert sorted(cell for cell, _, _ in said(week(*pins, students=students))) == [
        "C2",
        "C3",
        "C4",
        "C5",
    ]


def test_a_pin_of_an_earlier_plan_is_told_with_its_file():
    before = earlier(group(ask(), MON, name="G1"))
    mark = Pin("Seats", "I2", "S1", "Math", "T1")
    previous = replace(before, pins=(mark,), source="program-2026-09-07.xlsx")
    of = week(pin("C2", "S1", "T2"), previous=previous)
    places = [(one.sheet, one.cell, one.message) for one in held(of)[1]]
    assert places == [
        ("Pins", "C2", f"{ALONE} together with Seats of program-2026-09-07.xlsx I2"),
        ("Seats of program-2026-09-07.xlsx", "I2", f"{ALONE} together with Pins C2"),
    ]


def test_what_the_search_can_not_prove_is_not_called_impossible():
    def lazy(of, _rules):
        whole = len(of.pinned) < 2
        return Placed(place(of, RULES).schedule if whole else Schedule(), proven=False)

    of = week(pin("C2", "S1", "T1"), pin("C3", "S2", "T1"), students=[ask(), ask("S2")])
    with pytest.raises(PinsContradictError) as error:
        hold(of, RULES, lazy)
    assert [one.message for one in error.value.findings] == [
        "No plan was found that holds this pin together with Pins C3",
        "No plan was found that holds this pin together with Pins C2",
    ]


# -- the search begins with it ------------------------------------------------------------------


def test_the_previous_plan_goes_on_beside_a_new_pin():
    """S3 is pinned to a time that a group of the previous plan has: that group makes way."""
    students = [ask("S1", max_group=1), ask("S2", max_group=1), ask("S3", max_group=1)]
    before = earlier(
        group(students[0], MON, name="G1"),
        group(students[1], TUE, name="G2"),
    )
    of = week(pin("C2", "S3", "T1", "Mon 8:00-8:30"), students=students, previous=before)
    start, _ = held(of)
    found = search(of, RULES, GOALS, Options(workers=1), start=start)
    verdict = verify(of, RULES, GOALS, found.schedule)
    assert verdict.holds
    assert (verdict.value(0), verdict.value(1)) == ((1,), (2,))


def test_a_start_of_groups_that_can_not_be_is_no_start():
    """A schedule with a stranger, with a time that is gone or with half of a pair is left out."""
    of = week(students=[ask(), ask("S2")], others={"pairs": (Pair("together", "S1", "S2"),)})
    strange = [
        group(ask("S9"), MON),
        group([ask(), ask("S2")], at("Wed 8:00-8:30")),
        group(ask(), MON),
        group([ask(), ask("S2")], MON, by=tutor("T9")),
    ]
    for one in strange:
        found = search(of, RULES, GOALS, Options(workers=1), start=Schedule((one,)))
        assert verify(of, RULES, GOALS, found.schedule).holds
        assert len(found.schedule.placed) == 2


def test_a_problem_tells_the_pins_that_concern_its_requests():
    pins = (pin("C2", "S1", "T1"), pin("C3", "S2", "T1"), pin("C4", "S1", "T1", subject="Art"))
    marks = (Pin("Groups", "L2", "S1", "Math", "T1", (span("Mon 8:00-8:30"),)), pins[0])
    previous = replace(earlier(group(ask(), MON, name="G1")), pins=marks)
    of = week(*pins, students=[ask(), ask("S2", consent=False)], previous=previous)
    assert of.pins == (pins[0], marks[0])
    assert of.pinned == {("S1", "Math"): (pins[0], marks[0])}
    assert isinstance(of, Problem)
