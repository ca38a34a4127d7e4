"""Rule 8: nobody is in two places."""

import pytest

from constraints.rules.one_place import OnePlace
from tests.constraints.world import allowed, ask, at, both_voices, broken, group, malformed, tutor

EIGHT = at("Mon 8:00-8:30")
T2 = tutor("T2")
MATH, READING, ART = ask("S1"), ask("S1", "Reading"), ask("S1", "Art")
ARTIST = tutor("T3", subjects=("Art",))


def students(second):
    """One student's Math at Mon 8:00-8:30 and Reading in a second meeting, by two tutors."""
    return (
        group(MATH, EIGHT, name="G1"),
        group(READING, second, by=T2, name="G2"),
    )


def tutors(second):
    """One tutor with S1 at Mon 8:00-8:30 and S2 in a second meeting."""
    return (group(ask("S1"), EIGHT, name="G1"), group(ask("S2"), second, name="G2"))


THREE_SUBJECTS = (
    group(MATH, EIGHT),
    group(READING, at("Mon 9:00-9:30"), by=T2),
    group(ART, at("Mon 10:00-10:30"), by=ARTIST),
)

CASES = (
    allowed("a student's meetings touch", *students(at("Mon 8:30-9:00"))),
    broken(
        "a student's meetings overlap by a minute",
        *students(at("Mon 8:29-9:00")),
        says="Student S1 is in two meetings at once: group G1 on Mon 8:00-8:30 and group G2 on Mon 8:29-9:00.",
    ),
    broken("a student's second meeting starts first", *students(at("Mon 7:30-8:01"))),
    broken("a student's meeting lies in the other", *students(at("Mon 7:00-9:00"))),
    broken("a student is twice in one slot", *students(EIGHT)),
    broken(
        "a student is in two rows at one time", *students(at("Mon 8:00-8:30", open_to_all=True))
    ),
    allowed("a student's meetings on two days", *students(at("Tue 8:00-8:30"))),
    allowed("a tutor's meetings touch", *tutors(at("Mon 8:30-9:00"))),
    broken(
        "a tutor's meetings overlap by a minute",
        *tutors(at("Mon 8:29-9:00")),
        says="Tutor T1 is in two meetings at once: group G1 on Mon 8:00-8:30 and group G2 on Mon 8:29-9:00.",
    ),
    broken("a tutor's second meeting starts first", *tutors(at("Mon 7:30-8:01"))),
    broken("a tutor has two groups in one slot", *tutors(EIGHT)),
    allowed("a tutor's meetings on two days", *tutors(at("Tue 8:00-8:30"))),
    allowed("two sessions a day", *students(at("Mon 9:00-9:30"))),
    broken(
        "three sessions a day",
        *THREE_SUBJECTS,
        says="Student S1 has 3 sessions on Mon but may have at most 2.",
    ),
    allowed("three, where three are allowed", *THREE_SUBJECTS, max_sessions_per_student_day=3),
    broken(
        "two, where one is allowed", *students(at("Mon 9:00-9:30")), max_sessions_per_student_day=1
    ),
    allowed("one a day", *students(at("Tue 9:00-9:30")), max_sessions_per_student_day=1),
    broken("one, where none is allowed", group(MATH, EIGHT), max_sessions_per_student_day=0),
    malformed(
        "a request in two groups",
        group(MATH, EIGHT),
        group(MATH, at("Tue 8:00-8:30"), by=T2),
        says="Student S1 has 2 seats in Math, not one.",
    ),
    malformed(
        "a request twice in a group",
        group([MATH, MATH], EIGHT),
        says="Student S1 has 2 seats in Math, not one.",
    ),
    allowed("a student's second meeting ends as the first starts", *students(at("Mon 7:30-8:00"))),
    allowed("a tutor's second meeting ends as the first starts", *tutors(at("Mon 7:30-8:00"))),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """Both voices say what the table says, and no other rule minds."""
    both_voices(OnePlace(), case)


def test_a_single_request_shares_nothing():
    """A student with one request needs no rows of their own: a group never meets twice a day."""
    case = allowed("", group(MATH, EIGHT))
    assert list(OnePlace().shares(case.problem, MATH, EIGHT)) == []
