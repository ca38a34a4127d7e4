"""The brute force on problems whose optimum is known by hand, one for each rule and goal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from matcher.domain import (
    Frame,
    Group,
    Meeting,
    Pair,
    Previous,
    PreviousGroup,
    PreviousSeat,
    Program,
    Request,
    Ride,
    Room,
    Settings,
    Slot,
    Student,
    Tutor,
    Window,
)
from matcher.problem import Problem
from matcher.schedule import Schedule
from tests import oracle, oracle_goals, oracle_rules
from tests.strategies import problems, schedules

MONDAY = dt.date(2026, 9, 14)
ALWAYS = tuple(Window(day * 1440 + 420, day * 1440 + 1200) for day in range(7))


def tutor(number: int = 1, **more: Any) -> Tutor:
    """A tutor of Math at Elm who can always come."""
    usual: dict[str, Any] = {
        "sites": ("Elm",), "subjects": ("Math",), "languages": ("English",), "available": ALWAYS,
    }  # fmt: skip
    return Tutor(id=f"T{number}", **{**usual, **more})


def request(number: int = 1, subject: str = "Math", **more: Any) -> Request:
    """A wish for one session a week of Math by a third-grader at Elm; ``more`` is for either."""
    of_student = {name: more.pop(name) for name in list(more) if name in Student.__annotations__}
    student = Student(id=f"S{number}", **{"site": "Elm", "grade": 3, **of_student})
    return Request(student, subject, **{"least": 1, "most": 1, **more})


def slot(row: int = 2, start: int = 480, days: str = "0", **more: Any) -> Slot:
    """Half an hour of the school day at Elm; ``days`` as digits, Monday is 0."""
    end = more.pop("end", start + 30)
    return Slot(row, more.pop("site", "Elm"), frozenset(map(int, days)), start, end, **more)


def problem(
    wishes: Sequence[Request], tutors: Sequence[Tutor], slots: Sequence[Slot], **more: Any
) -> Problem:
    """A problem; ``more`` goes to the program, ``previous`` to the problem."""
    previous = more.pop("previous", None)
    return Problem(Program(tuple(wishes), tuple(tutors), tuple(slots), **more), MONDAY, previous)


def before(tutor_id: str, *seats: str, at: Sequence[Meeting] = ()) -> Previous:
    """A previous plan with one group of Math for these students."""
    group = PreviousGroup(
        "G1", tutor_id, "Math", "English", "in_person", frozenset(m.place for m in at)
    )
    return Previous(
        {"G1": group}, {(who, "Math"): PreviousSeat(who, "Math", "G1", tutor_id) for who in seats}
    )


def placed(of: Problem) -> set[str]:
    """The students whom the optimum places, with the subject where it is not Math."""
    found = oracle.best(of).schedule.placed
    return {r.student.id + ("" if r.subject == "Math" else r.subject) for r in found}


TWO = [request(1), request(2)]
AFTER = slot(kind="after_school")


@pytest.mark.parametrize(
    ("rule", "of", "expected"),
    [
        ("a plain problem", problem(TWO, [tutor()], [slot()]), {"S1", "S2"}),
        # the week
        ("consent", problem([request(consent=False)], [tutor()], [slot()]), set()),
        ("enrolled on one date", problem([request(end_date=MONDAY)], [tutor()], [slot()]), {"S1"}),
        (
            "gone before",
            problem([request(end_date=MONDAY - dt.timedelta(days=1))], [tutor()], [slot()]),
            set(),
        ),
        ("cleared", problem(TWO, [tutor(cleared=False)], [slot()]), set()),
        (
            "employed and cleared on no one date",
            problem(
                TWO,
                [tutor(cleared_until=MONDAY, start_date=MONDAY + dt.timedelta(days=1))],
                [slot()],
            ),
            set(),
        ),
        (
            "a row out of force",
            problem(TWO, [tutor()], [slot(start_date=MONDAY + dt.timedelta(days=7))]),
            set(),
        ),
        # 1
        ("reserve", problem(TWO, [tutor(reserve=True)], [slot()]), set()),
        ("subject", problem([request(1, "Reading")], [tutor()], [slot()]), set()),
        (
            "grade of the tutor",
            problem([request(1), request(2, grade=4)], [tutor(grades=frozenset({4}))], [slot()]),
            {"S2"},
        ),
        ("language", problem([request(languages=("Thai",))], [tutor()], [slot()]), set()),
        (
            "one language for all",
            problem(
                [request(1, languages=("Thai",)), request(2, need=Fraction(2))],
                [tutor(languages=("English", "Thai"))],
                [slot()],
            ),
            {"S2"},
        ),
        ("only", problem(TWO, [tutor()], [slot()], pairs=(Pair("only", "S1", "T9"),)), {"S2"}),
        (
            "only one of two",
            problem(
                TWO, [tutor()], [slot()], pairs=(Pair("only", "S1", "T9"), Pair("only", "S1", "T1"))
            ),
            {"S1", "S2"},
        ),
        ("avoid", problem(TWO, [tutor()], [slot()], pairs=(Pair("avoid", "S2", "T1"),)), {"S1"}),
        # 2
        (
            "another site's slot",
            problem([request(1), request(2, site="Oak")], [tutor()], [slot()]),
            {"S1"},
        ),
        (
            "open to the other site",
            problem(
                [request(1), request(2, site="Oak")], [tutor()], [slot(open_to=frozenset({"Oak"}))]
            ),
            {"S1", "S2"},
        ),
        ("tutor of another site", problem(TWO, [tutor(sites=("Oak",))], [slot()]), set()),
        (
            "online without site",
            problem(
                [request(1, modality="either"), request(2)],
                [tutor(modality="online", sites=("Oak",))],
                [slot(site=None, modality="online")],
            ),
            {"S1"},
        ),
        (
            "in person at one site",
            problem(
                [request(least=2, most=2)],
                [tutor(sites=("Elm", "Oak"))],
                [slot(), slot(3, site="Oak", days="1", open_to_all=True)],
            ),
            set(),
        ),
        (
            "online over sites",
            problem(
                [request(least=2, most=2, modality="online")],
                [tutor(modality="either")],
                [
                    slot(modality="online"),
                    slot(3, site="Oak", days="1", open_to_all=True, modality="online"),
                ],
            ),
            {"S1"},
        ),
        # 3
        (
            "windows to the minute",
            problem(
                [
                    request(1, available=(Window(480, 510),), busy=(Window(450, 480),)),
                    request(2, available=(Window(481, 520),)),
                    request(3, busy=(Window(509, 520),)),
                ],
                [tutor(busy=(Window(510, 600),))],
                [slot()],
            ),
            {"S1"},
        ),
        ("tutor's window", problem(TWO, [tutor(available=(Window(480, 509),))], [slot()]), set()),
        (
            "grades of the slot",
            problem([request(1), request(2, grade=2)], [tutor()], [slot(grades=frozenset({2}))]),
            {"S2"},
        ),
        ("19 minutes", problem(TWO, [tutor()], [slot(end=499)]), set()),
        ("20 minutes", problem(TWO, [tutor()], [slot(end=500)]), {"S1", "S2"}),
        # 4
        (
            "rides",
            problem(
                [request(n, transport=way) for n, way in enumerate((None, "self", "R1", "R2"))],
                [tutor()],
                [AFTER],
                rides=(
                    Ride("R1", frozenset({0}), 481),
                    Ride("R1", frozenset({0}), 480, 510),
                    Ride("R2", frozenset({0}), None, 509),
                    Ride("R2", frozenset({1})),
                ),
            ),
            {"S1", "S2"},
        ),
        # 5
        (
            "no common number",
            problem(
                [request(1), request(2, least=2, most=2, need=Fraction(2))],
                [tutor(max_sessions_week=2)],
                [slot(days="02")],
            ),
            {"S2"},
        ),
        ("too few days", problem([request(least=3, most=5)], [tutor()], [slot(days="01")]), set()),
        # 6
        (
            "largest group",
            problem(
                [request(n, need=Fraction(n + 1)) for n in range(5)], [tutor()], [slot()]
            ),
            {"S1", "S2", "S3", "S4"},
        ),
        (
            "tutor's largest group",
            problem([request(1), request(2, need=Fraction(2))], [tutor(max_group=1)], [slot()]),
            {"S2"},
        ),
        (
            "a member's largest group",
            problem([request(1), request(2, need=Fraction(2), max_group=1)], [tutor()], [slot()]),
            {"S2"},
        ),
        # 7
        (
            "grades too far apart",
            problem([request(1), request(2, grade=5, need=Fraction(2))], [tutor()], [slot()]),
            {"S2"},
        ),
        (
            "levels too far apart",
            problem(
                [
                    request(1, level=Fraction("2.4"), need=Fraction(2)),
                    request(2, level=Fraction("3.5")),
                    request(3),
                ],
                [tutor()],
                [slot()],
                settings=Settings(max_level_spread=Fraction(1)),
            ),
            {"S1", "S3"},
        ),
        (
            "apart",
            problem(
                [request(1), request(2, need=Fraction(2))],
                [tutor()],
                [slot()],
                pairs=(Pair("apart", "S1", "S2"),),
            ),
            {"S2"},
        ),
        (
            "together or not at all",
            problem(
                [request(1, languages=("Thai",)), request(2)],
                [tutor()],
                [slot()],
                pairs=(Pair("together", "S1", "S2"),),
            ),
            set(),
        ),
        (
            "together with somebody out of the week",
            problem(
                [request(1, consent=False), request(2)],
                [tutor()],
                [slot()],
                pairs=(Pair("together", "S1", "S2"),),
            ),
            {"S2"},
        ),
        # 8
        (
            "two subjects at one time",
            problem(
                [request(), request(1, "Reading", need=Fraction(2))],
                [tutor(1), tutor(2, subjects=("Reading",))],
                [slot(), slot(3, start=509)],
            ),
            {"S1Reading"},
        ),
        (
            "two subjects after each other",
            problem(
                [request(), request(1, "Reading", need=Fraction(2))],
                [tutor(1), tutor(2, subjects=("Reading",))],
                [slot(), slot(3, start=510)],
            ),
            {"S1", "S1Reading"},
        ),
        (
            "one session a day",
            problem(
                [request(), request(1, "Reading", need=Fraction(2))],
                [tutor(1), tutor(2, subjects=("Reading",))],
                [slot(), slot(3, start=510)],
                settings=Settings(max_sessions_per_student_day=1),
            ),
            {"S1Reading"},
        ),
        # 9
        *[
            (
                f"load {limits} {more}",
                problem(
                    [request(1, max_group=1), request(2, max_group=1, need=Fraction(2))],
                    [tutor(sites=("Elm", "Oak"), **limits)],
                    [slot(), slot(3, start=530, open_to_all=True, **where)],
                    **more,
                ),
                expected,
            )
            for limits, where, more, expected in [
                ({}, {}, {}, {"S1", "S2"}),
                ({"max_sessions_week": 1}, {}, {}, {"S2"}),
                ({"max_sessions_day": 1}, {}, {}, {"S2"}),
                ({"max_hours_week": Fraction(1)}, {}, {}, {"S1", "S2"}),
                ({"max_hours_week": Fraction("0.99")}, {}, {}, {"S2"}),
                ({}, {}, {"settings": Settings(tutor_break_minutes=20)}, {"S1", "S2"}),
                ({}, {}, {"settings": Settings(tutor_break_minutes=21)}, {"S2"}),
                ({}, {"site": "Oak"}, {}, {"S2"}),
                ({}, {"site": "Oak"}, {"travel": {("Elm", "Oak"): 20}}, {"S1", "S2"}),
                ({}, {"site": "Oak"}, {"travel": {("Oak", "Elm"): 20}}, {"S2"}),
            ]
        ],
        # 10
        *[
            (
                f"rooms {rooms} {more}",
                problem(
                    [request(1, max_group=1), request(2, max_group=1, need=Fraction(2))],
                    [tutor(1), tutor(2)],
                    [slot(**rooms), *others],
                    **more,
                ),
                expected,
            )
            for rooms, others, more, expected in [
                ({"groups_at_once": 1}, [], {}, {"S2"}),
                ({"groups_at_once": 2}, [], {}, {"S1", "S2"}),
                ({"groups_at_once": 1}, [slot(3, groups_at_once=1)], {}, {"S1", "S2"}),
                ({"groups_at_once": 1}, [slot(3)], {"site_rooms": {"Elm": 1}}, {"S2"}),
                ({}, [slot(3, start=509)], {"site_rooms": {"Elm": 1}}, {"S2"}),
                ({}, [slot(3, start=510)], {"site_rooms": {"Elm": 1}}, {"S1", "S2"}),
            ]
        ],
        # 13
        *[
            (
                f"named rooms {rooms} {others}",
                problem(
                    [
                        request(1, max_group=1, transport="self"),
                        request(2, max_group=1, transport="self", need=Fraction(2)),
                    ],
                    [tutor(1), tutor(2)],
                    [slot(), *others],
                    rooms=tuple(Room("Elm", f"Room {n}", *room) for n, room in enumerate(rooms)),
                ),
                expected,
            )
            for rooms, others, expected in [
                ([()], [], {"S2"}),
                ([(2,)], [], {"S1", "S2"}),
                ([(), ()], [], {"S1", "S2"}),
                ([()], [slot(3, start=509)], {"S2"}),
                ([()], [slot(3, start=510)], {"S1", "S2"}),
                ([(1, (Window(480, 509),))], [], set()),
                ([(1, None, frozenset({"after_school"})), ()], [], {"S2"}),
                (
                    [(1, None, frozenset({"after_school"})), ()],
                    [slot(3, kind="after_school")],
                    {"S1", "S2"},
                ),
            ]
        ],
        # 11
        *[
            (
                f"budget {budget}",
                problem(
                    [request(1, max_group=1), request(2, max_group=1, need=Fraction(2))],
                    [tutor(1, hourly_rate=Fraction(25)), tutor(2, hourly_rate=Fraction("30.5"))],
                    [slot()],
                    settings=Settings(weekly_budget=Fraction(budget)),
                ),
                expected,
            )
            for budget, expected in [
                ("27.75", {"S1", "S2"}),
                ("27.74", {"S2"}),
                ("12.49", set()),
            ]
        ],
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_rule_decides_who_can_be_placed(rule: str, of: Problem, expected: set[str]) -> None:
    assert placed(of) == expected, rule


def test_a_slots_row_with_room_is_dealt_to_who_fits_no_other() -> None:
    """The open row must go to the second grader, whoever is placed first."""
    wishes = [request(1, max_group=1), request(2, max_group=1, grade=2)]
    rows = [slot(groups_at_once=1), slot(3, groups_at_once=1, grades=frozenset({3}))]
    found = oracle.best(problem(wishes, [tutor(1), tutor(2)], rows)).schedule
    dealt = {m.student.id: g.meetings[0].slot.row for g in found for m in g.members}
    assert dealt == {"S1": 3, "S2": 2}


LATER = Meeting(slot(3, start=600), 0)


@pytest.mark.parametrize(
    ("number", "of", "expected"),
    [
        # 1: a seat kept beats a larger need.
        (
            1,
            problem(
                [request(1, max_group=1), request(2, max_group=1, need=Fraction(9))],
                [tutor()],
                [slot()],
                previous=before("T1", "S1"),
            ),
            {1: (1,), 2: (1,), 3: (1,)},
        ),
        (
            1,
            problem(
                [request(1, max_group=1), request(2, max_group=1, need=Fraction(9))],
                [tutor()],
                [slot()],
                previous=before("T1", "S1"),
                settings=Settings(seat_protection=False, tutor_protection=False),
            ),
            {1: None, 2: None, 3: (9,)},
        ),
        # 2: the same tutor beats a first language's points and the need of others.
        (
            2,
            problem(
                [request(1), request(2, languages=("Thai",), need=Fraction(9))],
                [tutor(1), tutor(2, languages=("Thai",))],
                [slot(groups_at_once=1)],
                previous=before("T1", "S1"),
            ),
            {1: (1,), 2: (1,), 3: (1,)},
        ),
        # 3: need over students, each counted once.
        (
            3,
            problem(
                [
                    request(1, need=Fraction(2)),
                    request(1, "Reading", need=Fraction("1.5")),
                    request(2, need=Fraction("0.5")),
                ],
                [tutor(max_sessions_week=1), tutor(2, subjects=("Reading",))],
                [slot(), slot(3, start=600)],
            ),
            {3: (Fraction("2.5"),), 4: (4,)},
        ),
        # 3, weight: four of need 1 (one group) beat one of need 3.
        (
            3,
            problem(
                [request(0, max_group=1, need=Fraction(3)), *(request(n) for n in range(1, 5))],
                [tutor()],
                [slot()],
            ),
            {3: (4,), 4: (4,), 7: (4, 120)},
        ),
        # 3, strict: the highest need first, whatever it takes.
        (
            3,
            problem(
                [request(0, max_group=1, need=Fraction(3)), *(request(n) for n in range(1, 5))],
                [tutor()],
                [slot()],
                settings=Settings(need_order="strict"),
            ),
            {3: (3,), 4: (3,), 7: (1, 30)},
        ),
        # 4: a second subject of a student only where it costs no student.
        (
            4,
            problem(
                [request(1, need=Fraction(5)), request(1, "Reading", need=Fraction(4)),
                 request(2, max_group=1)],
                [tutor(subjects=("Math", "Reading"), max_sessions_week=2)],
                [slot(), slot(3, start=600)],
            ),
            {3: (6,), 4: (6,)},
        ),
        # 5: the old time beats a longer slot.
        (
            5,
            problem(
                [request()],
                [tutor()],
                [slot(end=600), slot(3, start=600)],
                previous=before("T1", "S1", at=[LATER]),
            ),
            {5: (1,), 7: (1, 30)},
        ),
        (
            5,
            problem(
                [request()],
                [tutor(2)],
                [slot(end=600), slot(3, start=600)],
                previous=before("T1", "S1", at=[LATER]),
            ),
            {1: (1,), 2: (0,), 5: (0,), 7: (1, 120)},
        ),
        # 6: two meetings at one time beat three at two times.
        (
            6,
            problem([request(least=2, most=3)], [tutor()], [slot(days="02"), slot(3, 600, "4")]),
            {6: (0,), 7: (2, 60), 8: (0,)},
        ),
        # 7: sessions, then minutes.
        (
            7,
            problem([request(most=2)], [tutor()], [slot(days="02"), slot(3, 500, "02", end=545)]),
            {6: (0,), 7: (2, 90)},
        ),
        # 8: the first language, the spread, days that are not neighbours.
        (
            8,
            problem(
                [
                    request(1, languages=("Thai", "English"), level=Fraction("1.5")),
                    request(2, level=Fraction("3.4")),
                ],
                [tutor(languages=("English", "Thai"))],
                [slot()],
            ),
            {8: (4,)},
        ),
        (8, problem([request(1), request(2, grade=4)], [tutor()], [slot()]), {8: (1,)}),
        (
            8,
            problem([request(least=2, most=2)], [tutor()], [slot(days="012")]),
            {7: (2, 60), 8: (0,)},
        ),
        (
            8,
            problem([request(least=2, most=2)], [tutor()], [slot(days="06")]),
            {7: (2, 60), 8: (0,)},
        ),
        (8, problem([request(least=3, most=3)], [tutor()], [slot(days="012")]), {8: (2,)}),
        (8, problem([request(least=4, most=4)], [tutor()], [slot(days="0123")]), {8: (1,)}),
        (8, problem([request(least=5, most=5)], [tutor()], [slot(days="01234")]), {8: (0,)}),
        # 9: one tutor-day, then the least waiting.
        (
            9,
            problem(
                [request(1, max_group=1), request(2, max_group=1)],
                [tutor(1), tutor(2)],
                [slot(), slot(3, start=700), slot(4, start=515)],
            ),
            {9: (1, 5)},
        ),
        # 10: the cheaper tutor.
        (
            10,
            problem(
                [request()],
                [tutor(1, hourly_rate=Fraction(30)), tutor(2, hourly_rate=Fraction("25.5"))],
                [slot()],
            ),
            {9: (1, 0), 10: (Fraction("12.75"),)},
        ),
    ],
)  # fmt: skip
def test_a_goal_decides_between_plans(
    number: int, of: Problem, expected: dict[int, tuple[Fraction, ...] | None]
) -> None:
    found = oracle.best(of).values
    assert {goal: found.get(goal) for goal in expected} == expected, f"goal {number}"


def test_strict_reports_the_plain_sum_and_counts_each_level() -> None:
    wishes = [request(1, need=Fraction(4)), request(2), request(3)]
    strict = Settings(need_order="strict")
    found = oracle.best(problem(wishes, [tutor()], [slot()], settings=strict))
    assert found.values[3] == (6,)
    assert found.levels == (1, 2)


def test_reach_of_a_worse_plan_looks_at_every_plan_as_good() -> None:
    """From a plan that places nobody, later goals may still reach anything."""
    of = problem(TWO, [tutor()], [slot(days="02")])
    nobody = Schedule()
    assert oracle.reach(of, nobody, (3, 0)) == 2
    assert oracle.reach(of, nobody, (4, 0)) == 2
    assert oracle.reach(of, nobody, (7, 1)) == 60
    assert oracle.reach(of, nobody, (9, 0)) == 0


# -- a second, even plainer enumeration ----------------------------------------------------------


def every_group(of: Problem) -> Iterator[Group]:
    """Every group of one or more requests, with any tutor, language, days and rows."""
    program = of.program
    meetings = [Meeting(row, day) for row in program.slots for day in sorted(row.days)]
    for teacher, count, subject in product(program.tutors, range(1, 8), ("Math", "Reading")):
        wishes = [r for r in program.requests if r.subject == subject]
        for some in combinations(meetings, count):
            slot_ = some[0].slot
            site = slot_.site if slot_.modality == "in_person" else None
            for language, size in product(teacher.languages, range(1, len(wishes) + 1)):
                frame = Frame(teacher, subject, language, slot_.modality, site)
                for members in combinations(wishes, size):
                    group = Group(frame, members, some)
                    if not oracle_rules.broken_by_group(of, group):
                        yield group


def every_plan(of: Problem, groups: Sequence[Group]) -> Iterator[tuple[Group, ...]]:
    """Every set of groups that breaks no rule but perhaps ``together``."""

    def more(chosen: tuple[Group, ...], start: int) -> Iterator[tuple[Group, ...]]:
        yield chosen
        for n in range(start, len(groups)):
            if not oracle_rules.broken_between(of, (*chosen, groups[n])):
                yield from more((*chosen, groups[n]), n + 1)

    return more((), 0)


def key(of: Problem, plan: Sequence[Group]) -> tuple[Any, ...]:
    """Values in strict order, more is better."""
    values = oracle_goals.values(of, plan)
    senses = oracle_goals.SENSES
    in_order = {n: tuple(v * s for v, s in zip(values[n], senses[n], strict=True)) for n in values}
    if of.settings.need_order == "strict":
        in_order[3] = oracle_goals.strict_levels(of, plan)
    return tuple(in_order.values())


TINY = problems(most_students=3, most_tutors=2, most_slots=2, most_days=3)
LAW = settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@LAW
@given(TINY)
def test_no_plan_of_a_full_enumeration_is_better(of: Problem) -> None:
    """The branches that the brute force leaves out hold no better plan."""
    groups = list(every_group(of))
    assume(0 < len(groups) <= 24)
    plans = [plan for plan in every_plan(of, groups) if oracle_rules.together_holds(of, plan)]
    found = oracle.best(of)
    assert key(of, found.schedule.groups) == max(key(of, plan) for plan in plans)


@LAW
@given(st.data())
def test_reach_agrees_with_a_full_enumeration(data: st.DataObject) -> None:
    """For every part of every goal, from any valid plan."""
    of = data.draw(TINY)
    groups = list(every_group(of))
    assume(0 < len(groups) <= 12)
    plans = [plan for plan in every_plan(of, groups) if oracle_rules.together_holds(of, plan)]
    plan = data.draw(st.sampled_from(plans))
    mine = key(of, plan)
    for part in oracle.parts_of(of):
        assert oracle.reach(of, Schedule(plan), part) == _reached(of, plans, mine, part)


def _reached(
    of: Problem, plans: Sequence[Sequence[Group]], mine: tuple[Any, ...], part: oracle.Part
) -> Fraction:
    number, which = part
    position = oracle_goals.applying(of).index(number)
    strict = number == 3 and of.settings.need_order == "strict"
    sense = oracle_goals.SENSES[number][which]
    values = []
    for plan in plans:
        theirs = key(of, plan)
        before_it = all(_as_good(of, n, theirs[n], mine[n]) for n in range(position))
        same = theirs[position] >= mine[position] if strict else True
        if before_it and same and (which == 0 or theirs[position][0] >= mine[position][0]):
            values.append(oracle_goals.values(of, plan)[number][which] * sense)
    return max(values) * sense


def _as_good(of: Problem, position: int, theirs: tuple[Any, ...], mine: tuple[Any, ...]) -> bool:
    if oracle_goals.applying(of)[position] == 3:
        return theirs >= mine
    return all(a >= b for a, b in zip(theirs, mine, strict=True))


@LAW
@given(st.data())
def test_a_mended_schedule_breaks_nothing_that_its_parts_do_not(data: st.DataObject) -> None:
    """Leaving a group out of a plan that holds breaks no rule but ``together``."""
    of = data.draw(problems(most_students=4))
    drawn = data.draw(schedules(of))
    assume(drawn.groups and not oracle_rules.broken(of, drawn.groups))
    assert oracle_rules.broken(of, drawn.groups[1:]) <= {7}
    doubled = (*drawn.groups, replace(drawn.groups[0], id="G9"))
    assert 8 in oracle_rules.broken(of, doubled)
