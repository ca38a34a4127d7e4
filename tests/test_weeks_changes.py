"""Changes against the previous plan: what, before and after in words, and why."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from constraints import GOALS, RULES
from matcher.causes import STILL_POSSIBLE
from matcher.changes import changes
from matcher.schedule import Schedule
from matcher.weeks import number_groups
from tests.constraints.world import ask, at, earlier, group, online, pairs, problem, span, tutor

BACK = f"{STILL_POSSIBLE} With group G001 back there"
AS_GOOD_BY_ALL = "the plan would be exactly as good by every goal"
MON, WED, FRI = at("Mon 8:00-8:30"), at("Wed 8:00-8:30"), at("Fri 9:00-9:30")
SLOTS = [MON.slot, WED.slot, FRI.slot]


def told(before, now, **given):
    """The changes by person's ID, where ``before`` becomes ``now``."""
    plan = problem(now, previous=earlier(*before), **{"slots": SLOTS, **given})
    schedule = number_groups(plan, Schedule(tuple(now)))
    return {line.id: line for line in changes(plan, RULES, GOALS, schedule)}


def test_without_a_previous_plan_there_is_nothing_to_tell():
    now = group(ask(), MON)
    assert changes(problem([now]), RULES, GOALS, Schedule((now,))) == ()


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
    assert lines["T1"].before == "G001 Math, Mon 8:00-8:30 at Elm, 1 student"


def test_a_move_for_a_goal_names_it_with_its_values():
    lines = told([group(ask(), MON, name="G001")], [group(ask(), MON, WED)])
    assert (lines["S1"].what, lines["S1"].against) == ("moves", ("goal 7 (dosage)",))
    assert lines["S1"].why == (
        f"{BACK} (1 student) and nothing else moved, goal 7 (dosage) would be worse (student"
        " sessions: 1 instead of 2)."
    )
    assert lines["T1"].why == "G001 meets at other times. Against its old seats: goal 7 (dosage)."


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
    why = "G009 ended: its only student no longer takes part."
    assert (line.what, line.why) == ("moves", why)
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
    (line,) = [line for line in changes(plan, RULES, GOALS, schedule) if line.id == "S1"]
    assert line.why == "Tutor T9 is not cleared or not employed in this week."


def test_whose_rows_were_left_out_is_not_said_to_have_left():
    """With bad rows skipped, student and tutor are in the workbook still; saying else is untrue."""
    before = [group([ask("S1"), ask("S2")], MON, by=tutor("T9"), name="G001")]
    now = group(ask("S2"), MON)
    plan = problem([now], previous=earlier(*before))
    schedule = number_groups(plan, Schedule((now,)))
    why = {line.id: line.why for line in changes(plan, RULES, GOALS, schedule, {"S1", "T9"})}
    assert why["S1"] == "A row of the student has errors, so the student was left out."
    assert why["S2"] == "A row of tutor T9 has errors, so the tutor was left out."


@pytest.mark.parametrize(
    ("meetings", "rule"),
    [
        ((MON, at("Mon 10:00-10:30")), "rule 5 (dosage)"),
        ((MON, at("Wed 8:00-8:30", "Oak", open_to_all=True)), "rule 2 (place)"),
    ],
)
def test_an_old_seat_of_a_shape_that_only_an_edited_plan_has_is_looked_over_too(meetings, rule):
    before = [group(ask(), *meetings, name="G001")]
    lines = told(before, [group(ask(), FRI)], slots=[FRI.slot, *(m.slot for m in meetings)])
    assert lines["S1"].why == f"The old seat would now break {rule}."


def test_a_previous_plan_that_does_not_tell_the_times_is_said_to():
    before = group(ask(), MON, name="G001")
    for groups in ({}, {"G001": replace(earlier(before).groups["G001"], places=frozenset())}):
        now = group(ask(), MON)
        plan = problem([now], previous=replace(earlier(before), groups=groups))
        line = changes(plan, RULES, GOALS, number_groups(plan, Schedule((now,))))[0]
        told = ("moves", "The previous plan does not tell when this group met.")
        assert (line.what, line.why) == told


def test_online_at_another_site_s_slot_is_another_place():
    here, there = online("Mon 8:00-8:30", "Elm"), online("Mon 8:00-8:30")
    wish = ask(modality="online")
    far = tutor("T1", modality="online")
    before = [group(wish, here, by=far, name="G001")]
    lines = told(before, [group(wish, there, by=far)], slots=[here.slot, there.slot])
    assert (lines["S1"].what, lines["S1"].before, lines["S1"].after) == (
        "moves",
        "Tutor T1, Mon 8:00-8:30 online (Elm), in English",
        "Tutor T1, Mon 8:00-8:30 online, in English",
    )


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
        (ask(), {"rows": pairs("together S1 S3"), "others": [ask("S3")]}, "rule 7 (group fit)"),
        (
            ask(busy=(span("Mon 8:00-8:30"),), least=2),
            {},
            "rule 3 (windows) and rule 5 (dosage)",
        ),
    ],
)
def test_a_rule_that_forbids_the_old_seat_is_named(now, given, rule):
    before = [group(ask(), MON, name="G001")]
    others = [tutor("T1"), tutor("T2")]
    keep = group(ask("S2"), FRI, by=others[0])
    lines = told(before, [group(now, WED, FRI, by=others[1]), keep], **given)
    assert lines["S1"].why == f"The old seat would now break {rule}."


def test_a_seat_that_someone_else_has_now_is_told_with_the_group_the_rule_and_the_goal():
    """One tutor, one time: S2's need is greater, and nobody's seat is protected."""
    before = [group(ask("S1"), MON, name="G001")]
    now = [group(ask("S2", need=3, level=Fraction(9)), MON)]
    given = {"others": [ask("S1")], "max_level_spread": Fraction(1), "max_group_size": 1}
    lines = told(before, now, seat_protection=False, tutor_protection=False, **given)
    assert (lines["S1"].what, lines["S1"].why) == ("ends", (
        f"{BACK} (1 student) and nothing else moved, group G002 could not stay as it is (rule 8"
        " (one place)), 1 student would lose a seat and goal 3 (need served) would be worse (1"
        " instead of 3)."
    ))  # fmt: skip
    assert lines["T1"].why == (
        "G001 ended: its only student has no seat. Against its old seats: goal 3 (need served)."
        " G002 is new."
    )


def test_who_would_lose_the_seat_comes_along_where_that_is_possible():
    """S2 can sit in S1's old group just as well: only the time is another."""
    before = [group(ask("S1"), MON, name="G001")]
    lines = told(before, [group([ask("S1"), ask("S2")], WED, FRI)])
    assert lines["S1"].why == (
        f"{BACK} (1 student) and nothing else moved, goal 5 (times kept) would be better (student"
        " sessions at their old time: 1 instead of 0). The search did not find that."
    )
    one_group = [tutor("T1", max_sessions_week=2)]
    lines = told(before, [group([ask("S1"), ask("S2")], WED, FRI, by=one_group[0])])
    assert f"{BACK} (2 students) and nothing else moved, goal 5" in lines["S1"].why
    lines = told(before, [group([ask("S1"), ask("S2", least=2)], WED, FRI, by=one_group[0])])
    assert lines["S1"].why == (
        f"{BACK} (1 student) and nothing else moved, the rest of group G001 could not stay as it"
        " is (rule 9 (tutor load)), 1 student would lose a seat and goal 3 (need served) would be"
        " worse (1 instead of 2)."
    )


def test_former_members_come_along_and_the_first_of_them_tells_for_all():
    before = [group([ask("S1"), ask("S2")], MON, name="G001")]
    lines = told(before, [group(ask("S1"), WED, FRI), group(ask("S2"), MON, FRI, by=tutor("T2"))])
    assert "(2 students)" in lines["S1"].why
    assert lines["S1"].why == lines["S2"].why


def test_an_old_seat_that_would_be_as_good_is_said_to_be():
    """The same time and tutor, in one second language or the other."""
    before = [group(ask("S1"), MON, name="G001")]
    now = group(ask("S1", languages=("Welsh", "Spanish", "English")), MON, language="Spanish")
    lines = told(before, [now])
    assert (lines["S1"].what, lines["S1"].why) == (
        "moves",
        f"{BACK} (1 student) and nothing else moved, {AS_GOOD_BY_ALL}.",
    )
    assert lines["T1"].why == "G001 is in Spanish now."


def test_all_that_must_be_together_goes_back_together():
    before = [group([ask("S1"), ask("S2"), ask("S3")], MON, name="G001")]
    tied = pairs("together S1 S2", "together S2 S3")
    now = [group([ask("S1"), ask("S2"), ask("S3")], WED)]
    lines = told(before, now, rows=tied)
    assert "(3 students) and nothing else moved, goal 5 (times kept) would be better" in (
        lines["S1"].why
    )


def test_a_student_s_other_subject_makes_way_alone():
    """S1's Reading is at the old Math time now; S2, who sits there too, stays."""
    before = [group(ask("S1"), MON, name="G001")]
    reading = group([ask("S1", "Reading"), ask("S2", "Reading")], MON, by=tutor("T2"))
    now = [reading, group(ask("S1"), WED, FRI)]
    plan = problem(now, previous=earlier(*before), slots=SLOTS)
    lines = changes(plan, RULES, GOALS, number_groups(plan, Schedule(tuple(now))))
    assert lines[0].why == (
        f"{BACK} (1 student) and nothing else moved, group G002 could not stay as it is (rule 8"
        " (one place)), 1 student would lose a seat and goal 4 (further subjects) would be worse"
        " (need of all placed requests: 2 instead of 3)."
    )


@pytest.mark.parametrize(
    ("start", "why"),
    [
        (dt.date(2026, 9, 14), "The student is enrolled from 14 September 2026 on."),
        (dt.date(2026, 9, 13), ""),
        (None, ""),
    ],
)
def test_a_first_seat_is_explained_only_by_an_enrolment_after_the_previous_week(start, why):
    now = [group(ask("S1"), MON), group(ask("S2", start_date=start), WED)]
    last = replace(earlier(group(ask("S1"), MON, name="G001")), week=dt.date(2026, 9, 7))
    plan = problem(now, previous=last)
    lines = changes(plan, RULES, GOALS, number_groups(plan, Schedule(tuple(now))))
    assert [line.why for line in lines if line.id == "S2"] == [why]


def test_tutors_are_told_what_became_of_each_group_and_its_students():
    before = [
        group([ask("S1"), ask("S2"), ask("S3"), ask("S9")], MON, name="G001"),
        group([ask("S4"), ask("S5")], WED, name="G002"),
        group(ask("S6"), FRI, name="G003"),
    ]
    free = at("Mon 10:00-10:30")
    now = [
        group([ask("S4"), ask("S7")], WED),
        group(ask("S6"), FRI, language="Spanish"),
        group([ask("S1"), ask("S2")], free, by=tutor("T2")),
    ]
    away = [ask("S3", available=()), ask("S5")]
    lines = told(before, now, others=away, slots=[*SLOTS, free.slot])
    assert lines["T1"].what == "moves"
    said = lines["T1"].why
    assert said.startswith(
        "G001 ended: of its 4 students, 1 no longer takes part, 2 sit in another group and 1 has"
        " no seat. Against its old seats: rule 3 (windows)."
    )
    assert "G002 has 1 more student and no longer has 1 of its students." in said
    assert "G003 is in Spanish now." in said


def test_groups_that_someone_renamed_or_passed_on_are_told_as_they_stand():
    """A plan edited by hand may give a group's ID to another tutor or subject."""
    before = earlier(
        group([ask("S1"), ask("S1", "Reading")], MON, name="G001"),
        group(ask("S2"), WED, name="G002"),
    )
    empty = group((), FRI, subject="Math", name="G003")
    before = replace(before, groups={**before.groups, **earlier(empty).groups})
    now = (
        group(ask("S1", "Reading"), MON, name="G001"),
        group(ask("S2"), WED, by=tutor("T2"), name="G002"),
    )
    plan = problem([*now, empty], previous=before, others=[ask("S1")], slots=SLOTS)
    lines = {one.id: one for one in changes(plan, RULES, GOALS, Schedule(now)) if not one.subject}
    assert lines["T2"].why == "G002 came from tutor T1."
    assert "G002 went to tutor T2." in lines["T1"].why
    assert "G003 ended: it had no students." in lines["T1"].why
    assert "G001 no longer has 1 of its students." in lines["T1"].why


def test_of_many_groups_in_the_way_five_are_named():
    """Six groups are in the one room that has the old group's whole hour."""
    long, short = at("Mon 8:00-9:00"), [at(f"Mon 8:{n}0-8:{n + 1}0") for n in range(5)]
    last = at("Mon 8:50-9:00")
    before = [group(ask("S0"), long, name="G001")]
    now = [group(ask(f"S{n}"), when) for n, when in enumerate([*short, last], start=1)]
    slots = [long.slot, last.slot, *(when.slot for when in short)]
    given = {"others": [ask("S0")], "max_group_size": 1, "min_session_minutes": 10}
    why = told(before, now, slots=slots, **given)["S0"].why
    assert "groups G002, G003, G004, G005, G006 and 1 more could not stay as they are" in why
    assert "6 students would lose a seat" in why
