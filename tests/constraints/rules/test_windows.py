"""Rule 3: when people can meet."""

import datetime as dt

import pytest

from constraints.rules.windows import Windows
from tests.constraints.world import (
    MONDAY,
    SUNDAY,
    allowed,
    ask,
    at,
    both_voices,
    broken,
    group,
    span,
    tutor,
)

TUE = at("Tue 8:00-8:30")
EXACTLY = (span("Tue 8:00-8:30"),)
LATE = (span("Tue 8:01-9:00"),)
SHORT = (span("Tue 7:00-8:29"),)
OTHER_DAY = (span("Wed 8:00-8:30"),)
TOUCHING = (span("Tue 7:30-8:00"), span("Tue 8:30-9:00"))
AT_START = (span("Tue 7:30-8:01"),)
AT_END = (span("Tue 8:29-9:00"),)
IN_TWO = (span("Tue 7:00-8:10"), span("Tue 8:10-9:00"))
WITH_A_GAP = (span("Tue 7:00-8:10"), span("Tue 8:11-9:00"))


def of_student(**wishes):
    return group([ask(), ask("S2", **wishes)], TUE, name="G1")


def of_tutor(**wishes):
    return group(ask(), TUE, by=tutor(**wishes), name="G1")


def only_row(meeting):
    return group(ask(), meeting)


CASES = (
    allowed("a student's window is the slot", of_student(available=EXACTLY)),
    broken(
        "a student comes a minute late",
        of_student(available=LATE),
        says="Student S2 is not available on Tue 8:00-8:30, when group G1 meets.",
    ),
    broken("a student leaves a minute early", of_student(available=SHORT)),
    broken("a student comes on another day", of_student(available=OTHER_DAY)),
    broken("a student comes never", of_student(available=())),
    allowed("two windows of a student touch", of_student(available=IN_TWO)),
    allowed(
        "two windows that touch are just the slot",
        of_student(available=(span("Tue 8:00-8:10"), span("Tue 8:10-8:30"))),
    ),
    broken("two windows of a student leave a minute", of_student(available=WITH_A_GAP)),
    allowed("a tutor's window is the slot", of_tutor(available=EXACTLY)),
    broken(
        "a tutor comes a minute late",
        of_tutor(available=LATE),
        says="Tutor T1 is not available on Tue 8:00-8:30, when group G1 meets.",
    ),
    broken("a tutor leaves a minute early", of_tutor(available=SHORT)),
    allowed("two windows of a tutor touch", of_tutor(available=IN_TWO)),
    broken("two windows of a tutor leave a minute", of_tutor(available=WITH_A_GAP)),
    allowed("a student is busy until and from", of_student(busy=TOUCHING)),
    allowed("a student is busy on another day", of_student(busy=OTHER_DAY)),
    broken("a student is busy at the start", of_student(busy=AT_START)),
    broken("a student is busy at the end", of_student(busy=AT_END)),
    broken("a student is busy in between", of_student(busy=(span("Tue 8:10-8:20"),))),
    allowed("a tutor is busy until and from", of_tutor(busy=TOUCHING)),
    broken("a tutor is busy at the start", of_tutor(busy=AT_START)),
    broken(
        "a tutor is busy at the end",
        of_tutor(busy=AT_END),
        says="Tutor T1 is busy on Tue 8:00-8:30, when group G1 meets.",
    ),
    broken(
        "one meeting of two is outside",
        group(ask(available=(span("Tue 7:00-9:00"),)), TUE, at("Wed 8:00-8:30")),
    ),
    allowed("the slot is for the grade", only_row(at("Tue 8:00-8:30", grades=frozenset({3, 4})))),
    broken(
        "the slot is for another grade", only_row(at("Tue 8:00-8:30", grades=frozenset({2, 4})))
    ),
    allowed("just long enough", only_row(at("Tue 8:00-8:20"))),
    broken(
        "a minute too short",
        group(ask(), at("Tue 8:00-8:19"), name="G1"),
        says="The slot of group G1 on Tue 8:00-8:19 lasts 19 minutes but sessions are to last at least 20.",
    ),
    allowed("as long as the program asks", only_row(at("Tue 8:00-8:45")), min_session_minutes=45),
    broken("shorter than the program asks", only_row(TUE), min_session_minutes=31),
    allowed("in force from the Sunday", only_row(at("Tue 8:00-8:30", start_date=SUNDAY))),
    allowed("in force to the Monday", only_row(at("Tue 8:00-8:30", end_date=MONDAY))),
    broken(
        "in force to the day before",
        only_row(at("Tue 8:00-8:30", end_date=MONDAY - dt.timedelta(days=1))),
    ),
    broken(
        "in force from the next Monday",
        only_row(at("Tue 8:00-8:30", start_date=SUNDAY + dt.timedelta(days=1))),
    ),
    broken("a day that the slot does not have", only_row(at("Tue 8:00-8:30", days=frozenset({2})))),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """Both voices say what the table says, and no other rule minds."""
    both_voices(Windows(), case)


def test_a_slot_that_the_program_does_not_have():
    """A search takes its slots from the program; an edited workbook may name another."""
    case = broken("", only_row(TUE), slots=())
    assert len(Windows().check(case.problem, case.schedule).violations) == 1
