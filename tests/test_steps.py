"""Each single change: what it makes of a program, and how it is told."""

from fractions import Fraction

import pytest

from matcher.domain import Pair, Program, Ride, Room, Settings, Slot, Window
from matcher.steps import (
    KINDS,
    BusRun,
    BusyFreed,
    ExtraRoom,
    LargerGroups,
    LargerTutor,
    NewSlot,
    NewTutor,
    OneFewer,
    PairsLifted,
    SiteRoom,
    SlotRoom,
    TimeOpened,
    TutorGrade,
    TutorHour,
    TutorLanguage,
    TutorSite,
    grades_words,
    spans_words,
)
from tests.constraints.world import ask, called, span, tutor

TUE = span("Tue 15:00-16:00")
ANA = {
    "available": (span("Mon 8:00-9:00"),),
    "busy": (span("Tue 14:00-17:00"),),
}
GINA = called(
    tutor(
        "T4",
        available=(span("Mon 8:00-9:00"),),
        grades=frozenset({1}),
        max_group=2,
        max_sessions_week=5,
        max_sessions_day=1,
        max_hours_week=Fraction(3),
    ),
    "Gina Park",
)
PROGRAM = Program(
    requests=(
        called(ask("S1", least=3, **ANA), "Ana Ortiz"),
        called(ask("S1", "Reading", **ANA), "Ana Ortiz"),
        ask("S2", transport="R1"),
    ),
    tutors=(GINA,),
    slots=(Slot(7, "Elm", frozenset({1}), 900, 960, groups_at_once=2),),
    settings=Settings(),
    site_rooms={"Elm": 3},
    rides=(Ride("R1", frozenset({0})),),
    pairs=(Pair("only", "S1", "T9"), Pair("apart", "S1", "S2")),
)


def told(step):
    return step.words(PROGRAM), step.applied(PROGRAM)


def test_one_more_group_in_a_slot():
    words, after = told(SlotRoom(7))
    assert words == (
        "one more group at once at Elm, 15:00-16:00 (Slots row 7: groups_at_once 3 instead of 2)"
    )
    assert after.slots[0].groups_at_once == 3


def test_one_more_hour_raises_what_was_agreed_by_an_hour_too():
    words, after = told(TutorHour("T4", TUE))
    assert words == "one more hour of tutor Gina Park (T4), Tue 15:00-16:00"
    (gina,) = after.tutors
    assert gina.available == (*GINA.available, TUE)
    limits = (gina.max_sessions_week, gina.max_sessions_day, gina.max_hours_week)
    assert limits == (6, 2, 4)


def test_limits_that_were_not_agreed_stay_so():
    free = Program(PROGRAM.requests, (tutor("T4"),), PROGRAM.slots)
    (after,) = TutorHour("T4", TUE).applied(free).tutors
    assert (after.max_sessions_week, after.max_sessions_day, after.max_hours_week) == (None,) * 3


def test_a_time_opened_is_no_longer_outside_what_is_available():
    words, after = told(TimeOpened("S1", TUE))
    assert words == "student Ana Ortiz (S1) available on Tue 15:00-16:00"
    assert {r.student.available for r in after.requests[:2]} == {(*ANA["available"], TUE)}
    assert after.requests[0].student.busy == ANA["busy"]
    assert TimeOpened("S2", TUE).applied(PROGRAM).requests[2].student.available is None


def test_a_busy_time_freed_leaves_the_rest_of_it():
    words, after = told(BusyFreed("S1", TUE))
    assert words == "student Ana Ortiz (S1) not busy on Tue 15:00-16:00"
    student = after.requests[0].student
    assert student.busy == (span("Tue 14:00-15:00"), span("Tue 16:00-17:00"))
    assert student.available == (*ANA["available"], TUE)


@pytest.mark.parametrize(
    ("step", "words", "changed"),
    [
        (SiteRoom("Elm"), "room for one more group at once at Elm (4 instead of 3)",
         lambda p: p.site_rooms == {"Elm": 4}),
        (ExtraRoom("Elm"), "one more room at Elm, open whenever groups meet there (Rooms)",
         lambda p: p.rooms == (Room("Elm", "another room"),)),
        (TutorSite("T4", "Ash"), "tutor Gina Park (T4) works at Ash too",
         lambda p: p.tutors[0].sites == ("Elm", "Oak", "Ash")),
        (TutorGrade("T4", 0), "tutor Gina Park (T4) teaches grade K too",
         lambda p: p.tutors[0].grades == {0, 1}),
        (TutorLanguage("T4", "Farsi"), "tutor Gina Park (T4) tutors in Farsi too",
         lambda p: p.tutors[0].languages[-1] == "Farsi"),
        (BusRun("R1", TUE), "route R1 runs for sessions on Tue 15:00-16:00 too",
         lambda p: p.rides[-1] == Ride("R1", frozenset({1}), 900, 960)),
        (LargerTutor("T4"), "groups of 3 instead of 2 with tutor Gina Park (T4)",
         lambda p: p.tutors[0].max_group == 3),
        (LargerGroups(), "groups of 5 instead of 4 in the whole program (Settings, max_group_size)",
         lambda p: p.settings.max_group_size == 5),
        (OneFewer("S1", "Math"), "2 instead of 3 sessions of Math a week for student Ana Ortiz (S1)",
         lambda p: [r.least for r in p.requests] == [2, 1, 1]),
        (PairsLifted((Pair("only", "S1", "T9"),)), "without this row of the Pairs sheet: only S1 T9",
         lambda p: p.pairs == (Pair("apart", "S1", "S2"),)),
        (NewSlot(Slot(8, "Elm", frozenset({0, 2}), 900, 940, kind="after_school")),
         "one more slot (after school) at Elm, Mon Wed 15:00-15:40", lambda p: len(p.slots) == 2),
        (NewTutor(tutor("new", subjects=("Math",), languages=("Farsi",), sites=("Elm",),
                        available=(TUE,), grades=frozenset({2, 3, 5}))),
         "a new tutor for Math in grade 2-3 and 5 in Farsi at Elm, Tue 15:00-16:00",
         lambda p: p.tutors[1].id == "new"),
    ],
)  # fmt: skip
def test_every_other_kind(step, words, changed):
    said, after = told(step)
    assert said == words
    assert changed(after)


def test_no_one_asks_for_less_than_one_session():
    assert OneFewer("S2", "Math").applied(PROGRAM) == PROGRAM


def test_the_kinds_stand_in_the_order_of_what_they_ask():
    assert [kind.asks for kind in KINDS] == list(range(1, len(KINDS) + 1))


def test_of_one_kind_the_earlier_comes_first():
    early, late = (TutorHour("T4", Window(start, start + 60)) for start in (600, 1500))
    assert sorted([late, early], key=lambda step: step.order) == [early, late]


@pytest.mark.parametrize(
    ("grades", "words"),
    [({-1}, "TK"), ({-1, 0, 1}, "TK-1"), ({3, 5, 6}, "3 and 5-6"), ({1, 3, 5}, "1, 3 and 5")],
)
def test_grades_are_told_in_ranges(grades, words):
    assert grades_words(grades) == words


def test_days_with_one_time_are_told_together():
    windows = [span("Tue 9:00-10:00"), span("Mon 15:00-16:00"), span("Wed 15:00-16:00")]
    assert spans_words(windows) == "Mon Wed 15:00-16:00, Tue 9:00-10:00"
