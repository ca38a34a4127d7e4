"""Changes against the previous plan: what, before and after in words, and why."""

import datetime as dt
from dataclasses import replace

import pytest

from constraints import RULES
from matcher.changes import GAVE_WAY, changes
from matcher.schedule import Schedule
from matcher.weeks import number_groups
from tests.constraints.world import ask, at, earlier, group, pairs, problem, span, tutor

MON, WED, FRI = at("Mon 8:00-8:30"), at("Wed 8:00-8:30"), at("Fri 9:00-9:30")
SLOTS = [MON.slot, WED.slot, FRI.slot]


def told(before, now, **given):
    """The changes by person's ID, where ``before`` becomes ``now``."""
    plan = problem(now, previous=earlier(*before), **{"slots": SLOTS, **given})
    schedule = number_groups(plan, Schedule(tuple(now)))
    return {line.id: line for line in changes(plan, RULES, schedule)}


def test_without_a_previous_plan_there_is_nothing_to_tell():
    now = group(ask(), MON)
    assert changes(problem([now]), RULES, Schedule((now,))) == ()


def test_who_stays_is_told_with_the_same_words_before_and_after():
    lines = told([group(ask(), MON, WED, name="G001")], [group(ask(), MON, WED)])
    words = "Tutor T1, Mon Wed 8:00-8:30 at Elm, in English"
    assert ("stays", words, words, "") == (
        lines["S1"].what, lines["S1"].before, lines["S1"].after, lines["S1"].why
    )  # fmt: skip
    assert (lines["T1"].what, lines["T1"].after) == ("stays", "1 group")


def test_tutors_are_told_by_name_where_they_have_one():
    ruiz = replace(tutor("T1"), name="Ms Ruiz")
    before = [group(ask(), MON, by=tutor("T9"), name="G001")]
    lines = told(before, [group(ask(), MON, by=ruiz)])
    assert lines["S1"].before == "Tutor T9, Mon 8:00-8:30 at Elm, in English"  # who has left
    assert lines["S1"].after == "Tutor Ms Ruiz (T1), Mon 8:00-8:30 at Elm, in English"


def test_other_times_are_a_move_although_tutor_and_group_stay():
    lines = told([group(ask(), MON, name="G001")], [group(ask(), MON, FRI)])
    assert lines["S1"].what == "moves"
    assert lines["S1"].after == "Tutor T1, Mon 8:00-8:30 at Elm, Fri 9:00-9:30 at Elm, in English"
    assert lines["S1"].why == GAVE_WAY
    assert lines["T1"].before == "G001 Math, Mon 8:00-8:30 at Elm, 1 student"


def test_a_first_seat_starts_and_its_tutor_tells_the_new_group():
    before = [group(ask("S1"), MON, name="G001")]
    lines = told(before, [group(ask("S1"), MON), group(ask("S2"), WED)])
    assert (lines["S2"].what, lines["S2"].before, lines["S2"].why) == ("starts", "", "")
    assert lines["T1"].what == "moves"
    assert lines["T1"].before == "not yet with this tutor, who had 1 other group"
    assert lines["T1"].after == "G002 Math, Wed 8:00-8:30 at Elm, 1 student"


@pytest.mark.parametrize(("kept", "words"), [(1, "1 other group"), (2, "2 other groups")])
def test_a_tutor_who_loses_a_group_keeps_the_others(kept, words):
    stay = [group(ask(f"S{n}"), at(f"Fri {n}:00-{n}:30"), name=f"G00{n}") for n in range(1, 3)]
    lost = group(ask("S9"), WED, name="G009")
    slots = [*SLOTS, *(meeting.slot for one in stay for meeting in one.meetings)]
    line = told([*stay[:kept], lost], stay[:kept], slots=slots)["T1"]
    assert (line.what, line.why) == ("moves", "")
    assert line.before == "G009 Math, Wed 8:00-8:30 at Elm, 1 student"
    assert line.after == f"no longer with this tutor, who keeps {words}"


MONTHS_AGO = dt.date(2026, 5, 1)


@pytest.mark.parametrize(
    ("others", "why"),
    [
        ([], "The student is no longer in the program."),
        ([ask("S1", "Reading")], "The student no longer asks for Math."),
        ([ask("S1", consent=False)], "There is no consent."),
        ([ask("S1", end_date=MONTHS_AGO)], "The student is not enrolled in this week."),
    ],
)
def test_a_seat_ends_with_its_request(others, why):
    stays = group(ask("S2"), WED)
    lines = told([group(ask("S1"), MON, name="G001")], [stays], others=others)
    assert (lines["S1"].what, lines["S1"].after, lines["S1"].why) == ("ends", "", why)


def test_a_tutor_who_is_gone_is_why_and_ends_too():
    before = [group(ask(), MON, by=tutor("T9"), name="G001")]
    lines = told(before, [group(ask(), MON)])
    assert lines["S1"].why == "Tutor T9 is no longer in the program."
    assert (lines["T9"].what, lines["T9"].why) == ("ends", "Tutor T9 is no longer in the program.")
    assert lines["T1"].what == "starts"


def test_a_tutor_who_is_not_cleared_is_told_apart_from_one_who_left():
    before = [group(ask(), MON, by=tutor("T9"), name="G001")]
    away = group(ask("S3"), FRI, by=tutor("T9", cleared=False))
    plan = problem([group(ask(), MON), away], previous=earlier(*before))
    schedule = number_groups(plan, Schedule((group(ask(), MON),)))
    (line,) = [line for line in changes(plan, RULES, schedule) if line.id == "S1"]
    assert line.why == "Tutor T9 is not cleared or not employed in this week."


def test_whose_rows_were_left_out_is_not_said_to_have_left():
    """With bad rows skipped, student and tutor are in the workbook still; saying else is untrue."""
    before = [group([ask("S1"), ask("S2")], MON, by=tutor("T9"), name="G001")]
    now = group(ask("S2"), MON)
    plan = problem([now], previous=earlier(*before))
    schedule = number_groups(plan, Schedule((now,)))
    why = {line.id: line.why for line in changes(plan, RULES, schedule, {"S1", "T9"})}
    assert why["S1"] == "A row of the student has errors, so the student was left out."
    assert why["S2"] == "A row of tutor T9 has errors, so the tutor was left out."


def test_a_slot_that_is_gone_is_why():
    before = [group(ask(), MON, at("Tue 7:00-7:30"), name="G001")]
    lines = told(before, [group(ask(), MON)])
    assert lines["S1"].why == "There is no slot any more for Tue 7:00-7:30 at Elm."


@pytest.mark.parametrize(
    ("now", "given", "rule"),
    [
        (ask(busy=(span("Mon 8:00-8:30"),)), {}, "rule 3 (windows)"),
        (ask(least=2), {}, "rule 5 (dosage)"),
        (ask(), {"rows": pairs("avoid S1 T1")}, "rule 1 (eligible)"),
    ],
)
def test_a_rule_that_forbids_the_old_seat_is_named(now, given, rule):
    before = [group(ask(), MON, name="G001")]
    others = [tutor("T1"), tutor("T2")]
    keep = group(ask("S2"), FRI, by=others[0])
    lines = told(before, [group(now, WED, FRI, by=others[1]), keep], **given)
    assert lines["S1"].why == f"The old seat would now break {rule}."


def test_a_seat_lost_although_nothing_forbids_it_gave_way():
    before = [group(ask("S1"), MON, name="G001")]
    lines = told(before, [group(ask("S2"), MON)], others=[ask("S1")])
    assert (lines["S1"].what, lines["S1"].why) == ("ends", GAVE_WAY)


def test_who_must_be_together_in_a_row_had_one_old_seat_between_them():
    """S1 with S2 and S2 with S3: all three belong to the old seat, which alone breaks nothing."""
    three = [ask(f"S{n}") for n in (1, 2, 3)]
    before = [group(three, MON, name="G001")]
    bound = pairs("together S1 S2", "together S2 S3")
    lines = told(before, [group(three, FRI)], rows=bound)
    assert [lines[f"S{n}"].why for n in (1, 2, 3)] == [GAVE_WAY] * 3
