"""What has changed since last week: for a tutor's groups, and for a child's seat."""

import datetime as dt
from dataclasses import replace

import pytest

from matcher.domain import Group, Meeting, Previous, PreviousGroup, PreviousSeat
from matcher.handouts.families import family_document
from matcher.handouts.page import texts
from matcher.handouts.since import OfGroup, OfRequest, Since
from matcher.handouts.telling import Telling
from matcher.handouts.tutors import tutor_document
from matcher.handouts.week import HandoutWeek
from matcher.handouts.words import Catalogues
from matcher.rooms import Rooms
from matcher.schedule import Schedule
from tests.test_bend import NINE, S1, S2, T1, Week, group, tutor

MONDAY = dt.date(2026, 9, 14)
THREE_DAYS = [Meeting(NINE, day) for day in range(3)]
T2 = replace(tutor("T2"), name="Uma")
"""Another tutor of the same kind."""


def plan_before(one: Group, *seats, tutor_id=None, places=None, **changed):
    """A plan with one group as it was, and who sat in it."""
    told = PreviousGroup(
        one.id,
        tutor_id or one.tutor.id,
        one.subject,
        changed.get("language", one.language),
        changed.get("modality", one.modality),
        places or frozenset(meeting.place for meeting in one.meetings),
    )
    rows = {member.key: PreviousSeat(*member.key, one.id, told.tutor_id) for member in seats}
    return Previous({one.id: told}, rows)


def now(members=(S1, S2)):
    return replace(group(T1, list(members), *THREE_DAYS), id="G001")


def since(previous, *groups):
    problem = Week(list(groups) or [now()]).problem
    return Since(problem, Schedule(groups), previous)


def test_without_a_plan_before_nothing_is_told():
    one = now()
    found = since(None, one)
    assert found.group(one) == OfGroup()
    assert found.request(S1.key) == OfRequest()
    assert found.ended("T1") == []
    assert not OfRequest().anything


def test_what_is_as_it_was_is_not_told():
    one = now()
    found = since(plan_before(one, S1, S2), one)
    assert found.group(one) == OfGroup()
    assert found.request(S1.key) == OfRequest()
    assert found.ended("T1") == []


def test_who_is_new_and_how_many_have_left():
    one = now([S1])
    found = since(plan_before(one, S2), one)
    assert found.group(one) == OfGroup(joined=frozenset({S1.key}), left=1)
    assert found.request(S1.key) == OfRequest(seat=True)
    assert found.request(S2.key) == OfRequest(ended=True)


def test_other_times_are_told():
    one = now()
    places = frozenset(meeting.place for meeting in THREE_DAYS[:2])
    later = frozenset(replace(place, day=place.day + 2) for place in places)
    found = since(plan_before(one, S1, S2, places=places), one)
    assert found.group(one) == OfGroup(times=frozenset({THREE_DAYS[2].place}))
    assert found.request(S1.key) == OfRequest(times=True)
    found = since(plan_before(one, S1, S2, places=later), one)
    assert found.group(one).fewer_times


def test_a_group_of_another_tutor_is_new_to_this_one():
    one = now()
    found = since(plan_before(one, S1, S2, tutor_id="T2"), one)
    assert found.group(one) == OfGroup(new=True)
    assert found.request(S1.key) == OfRequest(tutor_before="T2")
    assert [gone.id for gone in found.ended("T2")] == ["G001"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"language": "Spanish"}, OfRequest(language=True)), ({"modality": "online"}, OfRequest())],
)
def test_the_language_is_told(changed, told):
    one = now()
    assert since(plan_before(one, S1, S2, **changed), one).request(S1.key) == told


def test_another_room_is_told():
    one = now()
    keys = [(one.id, meeting.place) for meeting in one.meetings]
    before = plan_before(one, S1, S2)
    was = replace(before.groups["G001"], rooms={place: "Library" for _, place in keys})
    before = replace(before, groups={"G001": was})
    for room, told in (("Library", False), ("Room 3", True)):
        rooms = Rooms(standing=dict.fromkeys(keys, room))
        found = replace(since(before, one), rooms=rooms)
        assert found.group(one) == OfGroup(room=told)
        assert found.request(S1.key) == OfRequest(room=told)
    assert not since(before, one).group(one).room  # this plan tells of no rooms


def test_another_site_is_told():
    one = now()
    elsewhere = frozenset(replace(meeting.place, site="Oak") for meeting in one.meetings)
    found = since(plan_before(one, S1, S2, places=elsewhere), one)
    assert found.request(S1.key) == OfRequest(place=True)


def pages(previous, *groups, language="English"):
    """What the tutor and the first student's family read."""
    week = Week(list(groups), tutors=[T1])
    problem = week.problem.after(replace(week.problem.program, requests=(S1, S2)))
    telling = Telling(HandoutWeek(problem, Schedule(groups), ()), Catalogues().of(language))
    changes = Since(problem, Schedule(groups), previous)
    tutors = tutor_document(telling, changes, T1)
    family = family_document(telling, changes, S1.student)
    return ["\n".join(texts(page)) if page else "" for page in (tutors, family)]


def test_a_tutor_reads_who_is_new_and_not_who_has_left():
    one = now([S1])
    tutors, family = pages(plan_before(one, S2), one)
    assert "S1 (new)" in tutors
    assert "1 student has left" in tutors
    assert "S2" not in tutors
    assert "Math: a new seat." in family


def test_a_family_reads_everything_that_changed():
    one = now()
    places = frozenset(replace(THREE_DAYS[0].place, site="Oak", day=day) for day in (3, 4))
    previous = plan_before(one, S1, S2, tutor_id="T2", places=places, language="Spanish")
    _, family = pages(previous, one)
    for told in (
        "Math: T1 is the new tutor.",
        "Math: new times, Mon, Tue, Wed 9:00–9:30",
        "Math: now Elm.",
        "Math: now in English.",
    ):
        assert told in family.replace("\xa0", " ")
    _, spanish = pages(previous, one, language="Spanish")
    assert "Math: nuevos horarios, lun, mar, mié 9:00–9:30" in spanish.replace("\xa0", " ")


def test_a_family_that_has_lost_its_seat_is_told():
    one = now([S2])
    previous = plan_before(one, S1, S2)
    _, family = pages(previous, one)
    assert "Math: there is no seat any more." in family
    assert "There are no sessions this week." in family


def test_a_family_whose_request_is_gone_is_told():
    one = now()
    before = plan_before(one, S1, S2)
    seat = before.seats[S1.key]
    more = replace(seat, subject="Reading", group_id="G009")
    before = replace(before, seats={**before.seats, ("S1", "Reading"): more})
    _, family = pages(before, one)
    assert "Reading: there is no seat any more." in family
    assert "Math:" not in family


def test_a_tutor_without_groups_is_told_which_have_ended():
    one = now()
    other = replace(one, frame=replace(one.frame, tutor=T2))
    tutors, _ = pages(plan_before(one, S1, S2), other)
    assert "Nothing is planned for you this week." in tutors
    assert "Group G001 is no longer yours." in tutors
