"""Each reason's code and words, on small cases."""

import pytest

from constraints import RULES
from matcher.domain import Program, Ride, Settings
from matcher.explain import explain
from matcher.problem import Problem
from matcher.schedule import Schedule
from tests.constraints.world import MONDAY, ask, at, group, pairs, span, tutor

DAYS = [at(f"{day} 8:00-8:30") for day in ("Mon", "Tue", "Wed")]
LATE = [
    at(f"{day} 15:00-15:30", kind="after_school", days=frozenset({0, 1, 2}))
    for day in ("Mon", "Tue", "Wed")
]


def why(*requests, tutors=(), slots=None, schedule=(), rows=None, **settings):
    """The reasons of a small program, by student and subject."""
    program = Program(
        requests=requests,
        tutors=tuple(tutors) or (tutor(),),
        slots=tuple(dict.fromkeys(meeting.slot for meeting in slots or DAYS)),
        settings=Settings(**settings),
        **(rows or {}),
    )
    problem = Problem(program, MONDAY)
    reasons = explain(problem, RULES, Schedule(tuple(schedule)))
    return {reason.request.key: reason for reason in reasons}


def only(*requests, **given):
    """The one reason of the first request."""
    return why(*requests, **given)[requests[0].key]


@pytest.mark.parametrize(
    ("code", "request_", "tutors", "sentence"),
    [
        ("no_tutor", ask(), [tutor(reserve=True)],
         "The week has no tutor besides reserves, who only cover for others."),
        ("no_tutor", ask(subject="Art"), [tutor()],
         "Of the week's 1 tutor besides reserves, none teaches Art."),
        ("no_grade", ask(grade=0), [tutor(grades=frozenset({1})), tutor("T2", subjects=("Art",))],
         ("Of the week's 2 tutors besides reserves, 1 can teach Math, but none of them teaches"
         " grade K.")),
        ("no_language", ask(languages=("Armenian", "Farsi")), [tutor()],
         ("Of the week's 1 tutor besides reserves, 1 can teach Math in grade 3, but none of them"
         " does so in a language of the student (Armenian, Farsi).")),
        ("no_modality", ask(modality="online"), [tutor()],
         ("Of the week's 1 tutor besides reserves, 1 can teach Math in grade 3 in a language of the"
         " student (English), but none of them meets online, as the student needs.")),
    ],
)  # fmt: skip
def test_plain_facts_about_tutors_are_counted_until_nobody_is_left(
    code, request_, tutors, sentence
):
    reason = only(request_, tutors=tutors)
    assert (reason.code, reason.sentence) == (code, sentence)


@pytest.mark.parametrize("rows", ["avoid S1 T1", "only S1 T7"])
def test_only_and_avoid_can_leave_nobody(rows):
    assert only(ask(), rows=pairs(rows)).code == "only_avoid"


def test_too_few_common_days_are_counted_and_the_rules_that_would_free_more_are_named():
    reason = only(ask(least=3, busy=(span("Mon 8:00-8:30"),)))
    assert reason.code == "no_common_time"
    assert "on 3 days of the week (at most on 2)" in reason.sentence
    assert reason.sentence.endswith("without rule 3 (windows) or rule 5 (dosage).")


def test_transport_alone_in_the_way_gives_its_name():
    reason = only(ask(transport=None, least=1), slots=LATE)
    assert (reason.code, "(not on any day)" in reason.sentence) == ("transport", True)


def test_a_bus_that_leaves_when_the_session_ends_is_no_obstacle():
    ride = {"rides": (Ride("R1", frozenset({0}), None, 930),)}
    assert only(ask(transport="R1"), slots=LATE, rows=ride).code == "room_left"


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("tutor_load", {"tutors": [tutor(max_sessions_week=1)]}),
        ("budget", {"tutors": [tutor(hourly_rate=60)], "weekly_budget": 59}),
        ("room", {"rows": {"site_rooms": {"Elm": 0}}}),
    ],
)
def test_limits_smaller_than_one_group_are_found(code, given):
    """Two meetings of half an hour need two sessions, 60 of wages and a room."""
    reason = only(ask(least=2, most=2), **given)
    assert reason.code in (code, "limits")
    assert f"({code.replace('_', ' ')})" in reason.sentence


def test_together_is_the_obstacle_where_each_alone_could_be_served():
    pair = pairs("together S1 S2")
    early, late = ask("S1", busy=(span("Mon 8:00-8:30"),)), ask("S2", least=3)
    reasons = why(early, late, rows=pair)
    assert {reason.code for reason in reasons.values()} == {"together"}
    assert "each could be served alone" in reasons["S1", "Math"].sentence


def test_who_is_bound_to_somebody_impossible_hears_so():
    reasons = why(ask("S1"), ask("S2", grade=12), rows=pairs("together S1 S2"),
                  tutors=[tutor(grades=frozenset({3}))])  # fmt: skip
    assert (reasons["S1", "Math"].code, reasons["S2", "Math"].code) == ("together", "no_grade")
    assert "could serve student S2" in reasons["S1", "Math"].sentence


def test_whoever_could_be_served_but_for_the_plan_is_outweighed_and_the_rules_are_counted():
    other = ask("S2", max_group=1)
    busy = group(other, *DAYS, by=tutor(max_sessions_day=1))
    reason = only(ask("S1"), other, tutors=[busy.tutor, tutor("T2", subjects=("Art",))],
                  schedule=[busy])  # fmt: skip
    assert reason.code == "outweighed"
    assert reason.sentence == (
        "1 tutor could teach this student with everyone else gone; in this plan one more group"
        " would break rule 8 (one place) with that tutor, and no group there is can take this"
        " student as it stands."
    )


def test_a_seat_that_is_left_is_told_as_such():
    there = group(ask("S2"), *DAYS)
    reason = only(ask("S1"), ask("S2"), schedule=[there], tutors=[there.tutor])
    assert (reason.code, "tutor T1 could still take" in reason.sentence) == ("room_left", True)


def test_who_has_a_seat_needs_no_reason():
    there = group(ask("S2"), DAYS[0])
    assert why(ask("S2"), schedule=[there], tutors=[there.tutor]) == {}
