"""The lines of the dated week, gathered into meetings."""

from matcher.report.week import dated_meetings
from tests.workbook.plans import eventful


def of_first_group():
    found = [dated for dated in dated_meetings(eventful().sessions) if dated.group.id == "G001"]
    return {dated.planned.day: dated for dated in found}


def test_each_meeting_has_the_fate_of_those_who_come():
    assert {day: dated.fate for day, dated in of_first_group().items()} == {
        0: "covered",
        1: "moved",
        2: "cancelled",
        3: "planned",
    }


def test_present_and_away_are_told_apart():
    monday, wednesday = of_first_group()[0], of_first_group()[2]
    assert [member.student.id for member in monday.present] == ["S001"]
    assert [member.student.id for member in monday.away] == ["S002"]
    assert wednesday.present == ()


def test_a_covered_meeting_is_its_covers_and_a_cancelled_one_its_own_tutors():
    assert of_first_group()[0].tutor.id == "T03"
    assert of_first_group()[2].tutor.id == "T01"


def test_a_moved_meeting_stands_where_it_moved():
    tuesday = of_first_group()[1]
    assert (tuesday.planned.day, tuesday.meeting.day) == (1, 4)


def test_every_line_is_in_one_meeting():
    sessions = eventful().sessions
    meetings = dated_meetings(sessions)
    counted = sum(
        len(dated.present) + len(dated.away) for dated in meetings if dated.fate != "cancelled"
    )
    lost = sum(len(dated.group.members) for dated in meetings if dated.fate == "cancelled")
    assert counted + lost == len(sessions)
