"""An old group put back into the new plan: who makes way, and who comes along."""

from fractions import Fraction

from constraints import RULES
from matcher.by_itself import ByItself
from matcher.put_back import Backs
from matcher.schedule import Schedule
from tests.constraints.world import ask, at, earlier, group, pairs, problem, tutor

MON, WED, FRI = at("Mon 8:00-8:30"), at("Wed 8:00-8:30"), at("Fri 9:00-9:30")
SLOTS = [MON.slot, WED.slot, FRI.slot]
T1, T2, T3 = (tutor(f"T{n}", hourly_rate=Fraction(20)) for n in (1, 2, 3))


def put(old, now, seat, **given):
    """What comes of putting ``old`` back, of which ``seat`` is what must come."""
    plan = problem([*now, old], previous=earlier(old), **{"slots": SLOTS, **given})
    alone = ByItself(plan, RULES)
    assert alone.broken(seat) == ()
    back = Backs(alone, Schedule(tuple(now))).put(seat, old.members)
    assert not [r.name for r in RULES if r.check(plan, back.schedule).violations]
    return back


def named(back):
    """IDs of those who sit in the old group, of those who have to leave theirs, and the rules."""
    there = [member.student.id for member in back.group.members]
    gone = {part.id: [member.student.id for member in part.members] for part in back.gone}
    return there, gone, [rule.name for rule in back.rules]


def test_nothing_makes_way_where_there_is_room():
    old = group(ask("S1"), MON, by=T1, name="G1")
    now = [group(ask("S1"), WED, by=T1, name="G1"), group(ask("S2"), MON, by=T2, name="G2")]
    back = put(old, now, old)
    assert named(back) == (["S1"], {}, [])
    assert back.schedule.groups == (now[1], old)
    assert back.unseated == frozenset()


def test_who_sits_with_the_tutor_at_that_time_makes_way_or_comes_along():
    old = group(ask("S1"), MON, by=T1, name="G1")
    other = group([ask("S2"), ask("S3", grade=6)], MON, by=T1, name="G2")
    back = put(old, [other], old, max_grade_spread=3)
    assert named(back) == (["S1", "S2", "S3"], {}, [])
    back = put(old, [other], old, max_grade_spread=3, max_group_size=2)
    assert named(back) == (["S1", "S2"], {"G2": ["S3"]}, ["one-place"])
    assert back.unseated == {"S3"}


def test_those_with_the_greatest_need_come_along_first_and_before_them_who_had_a_seat():
    old = group([ask("S1"), ask("S9")], MON, by=T1, name="G1")
    other = group([ask("S2"), ask("S3", need=Fraction(2))], MON, by=T1, name="G2")
    back = put(old, [other], group(ask("S1"), MON, by=T1), max_group_size=3)
    assert named(back) == (["S1", "S3", "S9"], {"G2": ["S2"]}, ["one-place"])


def test_a_former_member_who_is_elsewhere_at_that_time_does_not_come_along():
    old = group([ask("S1"), ask("S2")], MON, by=T1, name="G1")
    maths = group([ask("S1"), ask("S2")], WED, by=T1, name="G1")
    reading = group(ask("S2", "Reading"), MON, by=T2, name="G2")
    back = put(old, [maths, reading], group(ask("S1"), MON, by=T1))
    assert named(back) == (["S1"], {}, [])
    back = put(old, [maths], group(ask("S1"), MON, by=T1))
    assert named(back) == (["S1", "S2"], {}, [])


def test_what_room_is_left_by_those_who_come_along_is_used():
    """The budget is for two meetings: S2 comes along and ends G2, so that G3 need not end."""
    old = group([ask("S1"), ask("S2")], MON, by=T1, name="G1")
    now = [
        group(ask("S2"), FRI, by=T2, name="G2"),
        group(ask("S3", grade=9), FRI, by=T3, name="G3"),
    ]
    back = put(old, now, group(ask("S1"), MON, by=T1), weekly_budget=Fraction(20))
    assert named(back) == (["S1", "S2"], {}, [])
    assert back.schedule.groups == (now[1], back.group)


def test_where_money_is_short_the_group_that_counts_least_makes_way():
    old = group(ask("S1"), MON, by=T1, name="G1")
    now = [
        group(ask("S2", need=Fraction(2)), FRI, by=T2, name="G2"),
        group(ask("S3", grade=9), FRI, by=T3, name="G3"),
    ]
    back = put(old, now, old, weekly_budget=Fraction(20))
    assert named(back) == (["S1"], {"G3": ["S3"]}, ["budget"])


def test_a_student_s_other_group_loses_only_the_student_and_who_must_be_with_them():
    old = group(ask("S1"), MON, by=T1, name="G1")
    reading = [ask("S1", "Reading"), ask("S2", "Reading"), ask("S3", "Reading")]
    now = [group(reading, MON, by=T2, name="G2")]
    back = put(old, now, old)
    assert named(back) == (["S1"], {"G2": ["S1"]}, ["one-place"])
    assert [len(one.members) for one in back.schedule] == [2, 1]
    back = put(old, now, old, rows=pairs("together S1 S2"))
    assert named(back) == (["S1"], {"G2": ["S1", "S2"]}, ["one-place"])
    assert back.unseated == {"S1", "S2"}


def test_a_full_day_of_the_tutor_and_a_full_room_make_way_each_by_its_rule():
    early = at("Mon 7:00-7:30", groups_at_once=1)
    busy = tutor("T1", max_sessions_day=1)
    old = group(ask("S1"), early, by=busy, name="G1")
    now = [
        group(ask("S2"), at("Mon 12:00-12:30"), by=busy, name="G2"),
        group(ask("S3"), early, by=T2, name="G3"),
    ]
    slots = [meeting.slot for one in (old, *now) for meeting in one.meetings]
    back = put(old, now, old, slots=slots, max_group_size=1)
    assert named(back) == (["S1"], {"G2": ["S2"], "G3": ["S3"]}, ["tutor-load", "room"])
