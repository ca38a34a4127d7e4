"""Each reason's code and words, on small cases."""

from dataclasses import replace

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
    plan = [replace(one, id=f"G{number}") for number, one in enumerate(schedule, start=1)]
    reasons = explain(problem, RULES, Schedule(tuple(plan)))
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
         "The week's only tutor does not teach Art."),
        ("no_tutor", ask(subject="Art"), [tutor(), tutor("T2", reserve=True)],
         ("The week's only tutor does not teach Art (not counting reserves, who only cover for"
         " others).")),
        ("no_tutor", ask(subject="Art"), [tutor(), tutor("T2")],
         "Neither of the week's tutors teaches Art."),
        ("no_tutor", ask(subject="Art"), [tutor(f"T{n}") for n in range(3)],
         "None of the week's 3 tutors teaches Art."),
        ("no_grade", ask(grade=0), [tutor(grades=frozenset({1})), tutor("T2", subjects=("Art",))],
         "One of the week's 2 tutors teaches Math, but does not teach grade K."),
        ("no_grade", ask(grade=0), [tutor(f"T{n}", grades=frozenset({n})) for n in (1, 2)],
         "Both of the week's tutors teach Math, but neither of them teaches grade K."),
        ("no_grade", ask(grade=0), [tutor(f"T{n}", grades=frozenset({n})) for n in (1, 2, 3)],
         "All of the week's 3 tutors teach Math, but none of them teaches grade K."),
        ("no_grade", ask(grade=0),
         [*(tutor(f"T{n}", grades=frozenset({n})) for n in (1, 2)), tutor("T3", subjects=("Art",))],
         "2 of the week's 3 tutors teach Math, but neither of them teaches grade K."),
        ("no_language", ask(languages=("Armenian", "Farsi")), [tutor()],
         ("The week's only tutor teaches Math in grade 3, but does not do so in a language of the"
         " student (Armenian, Farsi).")),
        ("no_language", ask(languages=("Armenian",)), [tutor(), tutor("T2")],
         ("Both of the week's tutors teach Math in grade 3, but neither of them does so in a"
         " language of the student (Armenian).")),
        ("no_modality", ask(modality="online"), [tutor()],
         ("The week's only tutor teaches Math in grade 3 in a language of the student (English),"
         " but does not meet online, as the student needs.")),
    ],
)  # fmt: skip
def test_plain_facts_about_tutors_are_counted_until_nobody_is_left(
    code, request_, tutors, sentence
):
    reason = only(request_, tutors=tutors)
    assert (reason.code, reason.sentence) == (code, sentence)


def test_without_any_tutor_no_reserves_are_spoken_of():
    gone = tutor(cleared=False)
    reason = only(ask(), tutors=[gone])
    assert (reason.code, reason.sentence) == ("no_tutor", "The week has no tutor.")


@pytest.mark.parametrize("rows", ["avoid S1 T1", "only S1 T7"])
def test_only_and_avoid_can_leave_nobody(rows):
    reason = only(ask(), rows=pairs(rows))
    assert reason.code == "only_avoid"
    assert reason.sentence == (
        "The week's only tutor teaches Math in grade 3 in a language of the student (English), but"
        " may not tutor the student by the only and avoid rows of the Pairs sheet."
    )


def test_whom_only_and_avoid_leave_is_said_to_stand_within_them():
    given = {"tutors": [tutor(), tutor("T2")], "rows": pairs("only S1 T1")}
    assert only(ask(modality="online"), **given).sentence == (
        "One of the week's 2 tutors teaches Math in grade 3 in a language of the student (English)"
        " within the only and avoid rows of the Pairs sheet, but does not meet online, as the"
        " student needs."
    )


def test_tutors_of_the_subject_are_told_apart_from_those_who_suit_the_student():
    staff = [tutor("T1"), tutor("T2", languages=("Farsi",)), tutor("T3", grades=frozenset({9}))]
    reason = only(ask(least=3, busy=(span("Mon 8:00-8:30"),)), tutors=staff)
    assert (
        "3 tutors teach Math, and one of them is for grade 3 and in a language of the student"
        " (English), but shares times" in reason.sentence
    )


def test_too_few_common_days_are_counted_and_what_would_free_more_is_named():
    reason = only(ask(least=3, busy=(span("Mon 8:00-8:30"),)))
    assert reason.code == "no_common_time"
    assert reason.sentence == (
        "Even if nobody had a seat yet, this student could not have one in Math: one tutor teaches"
        " Math, in grade 3 and in a language of the student (English), but shares times with the"
        " student at one place on only 2 days of the week, and 3 are needed; it would be possible if"
        " the student were never busy or with fewer than 3 sessions a week."
    )


@pytest.mark.parametrize(
    ("tutors", "busy", "said"),
    [
        (1, ["Mon", "Tue"], ("one tutor teaches", "on only 1 day of the week, and 3 are needed")),
        (2, ["Mon"], ("2 tutors teach", "neither of them shares times", "on more than 2 days")),
        (3, ["Mon", "Tue"], ("3 tutors teach", "none of them shares times", "more than 1 day of")),
        (1, ["Mon", "Tue", "Wed"], ("but shares no time with the student at any place",)),
        (2, ["Mon", "Tue", "Wed"], ("but neither of them shares any time with the student",)),
    ],
)
def test_one_and_many_are_told_apart(tutors, busy, said):
    windows = tuple(span(f"{day} 8:00-8:30") for day in busy)
    staff = [tutor(f"T{n}") for n in range(tutors)]
    sentence = only(ask(least=3, busy=windows), tutors=staff).sentence
    assert all(part in sentence for part in said), sentence


def test_days_at_two_sites_do_not_count_together():
    """A group meets at one site."""
    slots = [at("Mon 8:00-8:30"), at("Tue 8:00-8:30", site="Oak", open_to=frozenset({"Elm"}))]
    reason = only(ask(least=2), tutors=[tutor(sites=("Elm", "Oak"))], slots=slots)
    assert "at one place on only 1 day of the week, and 2 are needed" in reason.sentence


def test_a_ride_alone_in_the_way_has_a_code_of_its_own():
    reason = only(ask(transport=None, least=1), slots=LATE)
    assert (reason.code, "shares no time" in reason.sentence) == ("no_transport", True)
    assert "possible if the student could come and go outside the school day." in reason.sentence


def test_a_bus_that_leaves_when_the_session_ends_is_no_obstacle():
    ride = {"rides": (Ride("R1", frozenset({0}), None, 930),)}
    assert only(ask(transport="R1"), slots=LATE, rows=ride).code == "room_left"


@pytest.mark.parametrize(
    ("said", "given"),
    [
        (
            "if the sessions and hours agreed with tutors had no limit or with fewer than 2",
            {"tutors": [tutor(max_sessions_week=1)]},
        ),
        (
            "with fewer than 2 sessions a week or with a larger weekly budget.",
            {"tutors": [tutor(hourly_rate=60)], "weekly_budget": 59},
        ),
        ("without rule 10 (room).", {"rows": {"site_rooms": {"Elm": 0}}}),
    ],
)
def test_limits_smaller_than_one_group_are_found(said, given):
    """Two meetings of half an hour need two sessions, 60 of wages and a room."""
    reason = only(ask(least=2, most=2), **given)
    assert reason.code == "limits"
    assert f"it would be possible {said}" in reason.sentence
    assert "but every group with that tutor and the student would break a rule" in reason.sentence


def test_together_is_the_obstacle_where_each_alone_could_be_served():
    pair = pairs("together S1 S2")
    early, late = ask("S1", busy=(span("Mon 8:00-8:30"),)), ask("S2", least=3)
    reasons = why(early, late, rows=pair)
    assert {reason.code for reason in reasons.values()} == {"together"}
    assert reasons["S1", "Math"].sentence == (
        "This student must be in one group with student S2: even if nobody had a seat yet, each"
        " could have one alone, but every group with both of them would break a rule; it would be"
        " possible if the student were never busy or with fewer than 3 sessions a week."
    )


def test_three_who_must_be_together_are_named_as_several():
    rows = pairs("together S1 S2", "together S1 S3")
    reasons = why(*(ask(who, max_group=2) for who in ("S1", "S2", "S3")), rows=rows)
    assert "in one group with students S2 and S3:" in reasons["S1", "Math"].sentence
    assert "every group with all of them would break" in reasons["S1", "Math"].sentence


def test_who_is_bound_to_somebody_impossible_hears_so():
    reasons = why(ask("S1"), ask("S2", grade=12), rows=pairs("together S1 S2"),
                  tutors=[tutor(grades=frozenset({3}))])  # fmt: skip
    assert (reasons["S1", "Math"].code, reasons["S2", "Math"].code) == ("together", "no_grade")
    assert reasons["S1", "Math"].sentence == (
        "This student must be in one group with student S2, and even if nobody had a seat yet,"
        " student S2 could not have one in Math."
    )


def test_whoever_could_be_served_but_for_the_plan_is_blocked_and_the_rules_are_counted():
    other = ask("S2", max_group=1)
    busy = group(other, *DAYS, by=tutor(max_sessions_day=1))
    reason = only(ask("S1"), other, tutors=[busy.tutor, tutor("T2", subjects=("Art",))],
                  schedule=[busy])  # fmt: skip
    assert reason.code == "blocked"
    assert reason.sentence == (
        "One tutor could teach this student if nobody had a seat yet, but in this plan a new group"
        " with that tutor would break rule 8 (one place), because of group G1 with tutor T1, and none"
        " of the plan's groups can take this student as well."
    )


LATE_BUSY = {"busy": (span("Mon 9:00-9:30"),)}
FULL = {"max_sessions_week": 3}


@pytest.mark.parametrize(
    ("staff", "said"),
    [
        (
            [LATE_BUSY] * 2,
            (
                "a new group with either of them would break rule 8 (one place), because of group G1"
                " with tutor T0 and group G2 with tutor T1, and none of the plan's groups"
            ),
        ),
        (
            [LATE_BUSY] * 5,
            (
                "a new group with any of them would break rule 8 (one place), because of group G1 with"
                " tutor T0, group G2 with tutor T1, group G3 with tutor T2 and others with 2 tutors"
                " more, and none"
            ),
        ),
        (
            [LATE_BUSY, FULL, LATE_BUSY],
            (
                "a new group would break rule 8 (one place) with 2 of them, because of group G1 with"
                " tutor T0 and group G3 with tutor T2; rule 9 (tutor load) with 1 of them, because"
                " of group G2 with tutor T1, and none of the plan's groups can take this student as"
                " well."
            ),
        ),
    ],
)
def test_each_obstacle_is_told_with_how_many_tutors_it_rules_out(staff, said):
    """Each holds three meetings; at nine only who is not busy could hold a fourth."""
    tutors = [tutor(f"T{n}", **told) for n, told in enumerate(staff)]
    others = [ask(f"S{n + 2}", max_group=1) for n in range(len(staff))]
    plan = [group(who, *DAYS, by=by) for who, by in zip(others, tutors, strict=True)]
    slots = [*DAYS, at("Mon 9:00-9:30")]
    reason = only(ask("S1"), *others, tutors=tutors, slots=slots, schedule=plan)
    assert reason.code == "blocked"
    assert reason.sentence.startswith(f"{len(staff)} tutors could teach this student if nobody")
    assert said in reason.sentence


def test_where_each_time_breaks_a_rule_of_its_own_no_single_one_is_named():
    early, late = at("Mon 8:00-8:30"), at("Mon 9:00-9:30", groups_at_once=1)
    others = [ask("S2", max_group=1), ask("S3", "Art", max_group=1)]
    mine, art = tutor(), tutor("T2", subjects=("Art",))
    plan = [group(others[0], early, by=mine), group(others[1], late, by=art)]
    reason = only(ask("S1"), *others, tutors=[mine, art], slots=[early, late], schedule=plan)
    assert "a new group with that tutor would break one rule or another, and" in reason.sentence


def test_who_is_blocked_together_is_told_together():
    other = ask("S3", max_group=1)
    busy = group(other, *DAYS, by=tutor())
    reason = only(ask("S1"), ask("S2"), other, tutors=[busy.tutor], schedule=[busy],
                  rows=pairs("together S1 S2"))  # fmt: skip
    assert "could teach this student together with student S2 if" in reason.sentence
    assert reason.sentence.endswith("none of the plan's groups can take them as well.")


def test_a_seat_of_the_student_s_own_may_be_what_stands_in_the_way():
    """So it is not said that the others have to go."""
    maths, reading = ask("S1", max_group=1), ask("S1", "Reading")
    there = group(maths, at("Mon 8:00-8:30"))
    plan = {"tutors": [there.tutor, tutor("T2")], "slots": [at("Mon 8:00-8:30")]}
    reason = only(reading, maths, schedule=[there], **plan)
    assert reason.code == "blocked"
    assert reason.sentence.startswith("2 tutors could teach this student if nobody had a seat yet,")
    assert (
        "would break rule 8 (one place), because of group G1 (the student's own) with tutor T1 and"
        " group G1 (the student's own) with tutor T2" in reason.sentence
    )


def test_a_seat_that_is_left_is_told_as_such():
    there = group(ask("S2"), *DAYS)
    reason = only(ask("S1"), ask("S2"), schedule=[there], tutors=[there.tutor])
    assert (reason.code, "tutor T1 could still take" in reason.sentence) == ("room_left", True)


def test_who_has_a_seat_needs_no_reason():
    there = group(ask("S2"), DAYS[0])
    assert why(ask("S2"), schedule=[there], tutors=[there.tutor]) == {}
