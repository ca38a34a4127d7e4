"""What a program manager is told to look at first, and in which order."""

from dataclasses import replace
from fractions import Fraction

from matcher.domain import Meeting, Program, Request
from matcher.report.attention import (
    SHOWN,
    cancelled_lines,
    most_needed_unplaced,
    notice_lines,
    unplaced_lines,
)
from tests.workbook.plans import as_planned, eventful, group, plan_of, slot, student, tutor


def many_unplaced():
    """Twelve requests without a seat, of needs 1 to 3; S001 has a seat in another subject."""
    wishes = [Request(student(n), "Reading", 1, 5, Fraction(n % 3 + 1)) for n in range(1, 13)]
    seated = Request(student(2), "Mathematics", 1, 5)
    here = slot(2, 480)
    program = Program((*wishes, seated), (tutor(1),), (here,))
    return plan_of(program, [group("G1", tutor(1), [seated], [Meeting(here, 0)])])


def test_the_highest_need_comes_first_then_who_has_no_seat_at_all():
    ranked = [reason.request for reason in most_needed_unplaced(many_unplaced())]
    assert [request.need for request in ranked] == [3] * 4 + [2] * 4 + [1] * 4
    assert [request.student.id for request in ranked[:4]] == ["S005", "S008", "S011", "S002"]


def test_what_is_not_shown_is_counted():
    lines = unplaced_lines(many_unplaced())
    assert len(lines) == SHOWN + 1
    assert lines[-1] == "... and 2 more requests: see the sheet Unplaced."


def test_students_are_told_by_id_and_not_by_name():
    shown = "\n".join(unplaced_lines(many_unplaced()))
    assert "S005" in shown
    assert "Child" not in shown


def test_cancelled_meetings_are_told_with_time_group_and_tutor():
    assert cancelled_lines(eventful()) == [
        "Wed 8:00, group G001: Mathematics with Ms Ruiz, 2 students",
        "Fri 17:00, group G010: Reading with Mr Kim, 1 student",
    ]


def test_notices_are_told_as_they_are():
    assert notice_lines(eventful()) == ["The student S009 is no longer in the program."]


def holiday(sites):
    """A Monday on which everything is cancelled: two groups of two at each of ``sites``."""
    groups, wishes, slots = [], [], []
    for n, site in enumerate(sites):
        slots.append(slot(n + 2, 480, site=site))
        for twin in range(2):
            members = [
                Request(student(4 * n + 2 * twin + seat, site=site), "Reading", 1, 5)
                for seat in range(2)
            ]
            wishes += members
            told = {"site": site}
            teacher = tutor(2 * n + twin, sites=(site,))
            groups.append(
                group(f"G{2 * n + twin}", teacher, members, [Meeting(slots[-1], 0)], **told)
            )
    program = Program(tuple(wishes), tuple(one.tutor for one in groups), tuple(slots))
    lost = [replace(one, status="cancelled") for each in groups for one in as_planned(each)]
    return plan_of(program, groups, lost)


def test_many_cancelled_meetings_are_told_by_date_and_site():
    """A holiday cancels hundreds; ten of them by name would say nothing of it."""
    lines = cancelled_lines(holiday([f"School {n}" for n in range(6)]))
    assert lines == [
        f"Mon 14 Sep, School {n}: 2 meetings with 4 student sessions" for n in range(6)
    ]


def test_cancelled_meetings_of_sites_that_are_not_shown_are_counted():
    lines = cancelled_lines(holiday([f"School {n:02d}" for n in range(SHOWN + 2)]))
    assert len(lines) == SHOWN + 1
    assert lines[-1] == "... and 4 more cancelled meetings: see the sheet Sessions."
