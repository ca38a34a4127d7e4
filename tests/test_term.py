"""What the weeks of a term come to: doses, targets, what is lost to what, and what could be had."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from constraints import GOALS, RULES
from matcher.domain import CalendarDay, Settings
from matcher.planning import make_plan
from matcher.problem import Problem
from matcher.report.term import pace_words
from matcher.target import Dose, Target, target_of
from matcher.term import Term, count_week
from matcher.term_dates import dates_of
from matcher.term_limits import out_of_reach
from tests.bend_weeks import trouble
from tests.constraints.world import ask, at, group, problem
from tests.quick_search import Found, quick_search, reached

HOURS, SESSIONS = Target(Fraction(30), "hours"), Target(Fraction(40), "sessions")


@pytest.mark.parametrize(
    ("target", "weekly", "words"),
    [
        (HOURS, Dose(1, 30), "30 hours at one half-hour a week take 60 weeks"),
        (HOURS, Dose(1, 60), "30 hours at one hour a week take 30 weeks"),
        (HOURS, Dose(1, 45), "30 hours at one session of 45 minutes a week take 40 weeks"),
        (HOURS, Dose(3, 90), "30 hours at 3 sessions of 30 minutes a week take 20 weeks"),
        (HOURS, Dose(3, 91), "30 hours at 3 sessions of 91 minutes together a week take 20 weeks"),
        (SESSIONS, Dose(3, 90), "40 sessions at 3 a week take 14 weeks"),
        (SESSIONS, Dose(1, 90), "40 sessions at one a week take 40 weeks"),
        (SESSIONS, Dose(5, 90), "40 sessions at 5 a week take 8 weeks"),
        (Target(Fraction(1), "hours"), Dose(2, 60), ("1 hour at 2 sessions of 30 minutes a week"
         " takes 1 week")),
        (Target(Fraction("22.5"), "hours"), Dose(1, 30), ("22.5 hours at one half-hour a week take"
         " 45 weeks")),
        (HOURS, Dose(), "30 hours can't be reached without any session"),
    ],
)  # fmt: skip
def test_how_long_a_target_takes(target, weekly, words):
    assert pace_words(target, weekly) == words


@pytest.mark.parametrize(
    ("held", "sessions", "hours"),
    [
        (Dose(), 40, 30),
        (Dose(39, 1799), 1, Fraction(1, 60)),
        (Dose(40, 1800), 0, 0),
        (Dose(50, 2000), 0, 0),
    ],
)
def test_what_is_missing_of_a_target(held, sessions, hours):
    assert SESSIONS.short_by(held) == sessions
    assert HOURS.short_by(held) == hours


def test_a_row_s_own_target_wins_over_the_settings():
    program = Settings(hours_total=Fraction(30))
    assert target_of(program, ask()) == HOURS
    assert target_of(program, replace(ask(), sessions_total=40)) == SESSIONS
    assert target_of(Settings(sessions_total=40), replace(ask(), hours_total=Fraction(30))) == HOURS
    assert target_of(Settings(), ask()) is None


# -- what the calendar leaves ---------------------------------------------------------------------

MON, TUE = at("Mon 8:00-8:30"), at("Tue 8:00-8:30")
WEEK = problem([group(ask(), MON, TUE)], slots=[MON.slot, TUE.slot])
FIRST = WEEK.monday


def closing(*rows):
    return replace(WEEK, program=replace(WEEK.program, calendar=rows))


def day(number):
    return FIRST + dt.timedelta(days=number)


@pytest.mark.parametrize(
    ("row", "open_", "short", "words"),
    [
        (CalendarDay(day(0), day(0), "closed", note="Labor Day"), 1, "yes",
         "Mon 14 Sep: closed (Labor Day)"),
        (CalendarDay(day(0), day(6), "closed"), 0, "yes", "Mon 14 Sep to Tue 15 Sep: closed"),
        (CalendarDay(day(0), day(0), "closed", "Elm"), 1, "yes", "Mon 14 Sep: closed at Elm"),
        (CalendarDay(day(0), day(0), "closed", "Oak"), 2, "in part", "Mon 14 Sep: closed at Oak"),
        (CalendarDay(day(0), day(0), "closed", grades=frozenset({3, 4, 5})), 1, "yes",
         "Mon 14 Sep: closed for grades 3-5"),
        (CalendarDay(day(0), day(0), "closed", grades=frozenset({4})), 2, "in part",
         "Mon 14 Sep: closed for grade 4"),
        (CalendarDay(day(1), day(1), "early_release", start=510), 2, "in part",
         "Tue 15 Sep: early release at 8:30"),
        (CalendarDay(day(1), day(1), "early_release", start=509), 1, "yes",
         "Tue 15 Sep: early release at 8:29"),
        (CalendarDay(day(1), day(1), "blocked", start=500, end=600), 1, "yes",
         "Tue 15 Sep: blocked from 8:20 to 10:00"),
        (CalendarDay(day(1), day(1), "blocked", start=510), 2, "in part",
         "Tue 15 Sep: blocked from 8:30"),
        (CalendarDay(day(1), day(1), "blocked", end=480), 2, "in part",
         "Tue 15 Sep: blocked until 8:00"),
        (CalendarDay(day(1), day(1), "blocked"), 1, "yes", "Tue 15 Sep: closed"),
        (CalendarDay(day(2), day(2), "closed"), 2, "", None),
        (CalendarDay(day(7), day(7), "closed"), 2, "", None),
    ],
)  # fmt: skip
def test_what_a_calendar_row_leaves_of_a_week(row, open_, short, words):
    found = dates_of(closing(row))
    assert (found.open, found.usual, found.short) == (open_, 2, short)
    assert found.closures == (() if words is None else (words,))


# -- what could be had at most --------------------------------------------------------------------


def limits(of, weeks=2, **target):
    """Those out of reach if this is everybody's target."""
    program = replace(of.program, settings=replace(of.settings, **target))
    mondays = [of.monday + dt.timedelta(weeks=week) for week in range(weeks)]
    return out_of_reach(program, mondays, RULES)


def test_no_more_can_be_had_than_the_slots_and_the_request_allow():
    assert limits(WEEK) == ()
    assert limits(WEEK, sessions_total=4) == ()
    (one,) = limits(WEEK, sessions_total=5)
    assert (one.weeks, one.weekly, one.undisturbed, one.left) == (
        2,
        Dose(2, 60),
        Dose(4, 120),
        Dose(4, 120),
    )
    assert limits(WEEK, hours_total=Fraction(2)) == ()
    assert len(limits(WEEK, hours_total=Fraction("2.01"))) == 1
    once = problem([group(ask(least=1, most=1), MON)], slots=[MON.slot, TUE.slot])
    assert limits(once, sessions_total=2) == ()
    assert limits(once, sessions_total=3)[0].weekly == Dose(1, 30)


def test_closures_count_against_what_can_be_had():
    shut = closing(CalendarDay(day(0), day(0), "closed"))
    (one,) = limits(shut, sessions_total=4)
    assert (one.undisturbed.sessions, one.left.sessions) == (4, 3)
    assert limits(shut, sessions_total=3) == ()


def term_of(chance):
    """A week full of trouble, planned, as a term; the first of its chain."""
    drawn, schedule = trouble(chance)
    of = replace(drawn, previous=None)

    def given_plan(now, _rules, goals):
        bare = type(schedule)(tuple(replace(group, id="") for group in schedule))
        return Found(bare, reached(now, goals, bare))

    plan = make_plan(of, RULES, GOALS, given_plan)
    return plan, Term(of.program, (of.monday,), (count_week(plan, "week.xlsx"),))


@settings(deadline=None, max_examples=60)
@given(st.randoms(use_true_random=False))
def test_every_session_counts_once(chance: Random):
    plan, term = term_of(chance)
    held = Counter(s.member.key for s in plan.sessions if s.status not in ("away", "cancelled"))
    all_ = Counter(session.member.key for session in plan.sessions)
    (week,) = term.weeks
    for total in term.totals:
        key = total.request.key
        assert total.held.sessions == held[key]
        assert total.promised.sessions == all_[key]
        parts = (total.held, total.calendar, total.other)
        assert sum(part.sessions for part in parts) == all_[key]
        assert bool(total.seated) == (key in plan.schedule.groups_of)
    assert sum(week.statuses.values()) == len(plan.sessions)
    assert sum(t.held.minutes for t in term.totals) == week.held.minutes
    assert {t.request.key for t in term.totals} == set(plan.problem.request)


@settings(deadline=None, max_examples=60)
@given(st.randoms(use_true_random=False))
def test_what_a_plan_gives_is_never_out_of_reach(chance: Random):
    plan, term = term_of(chance)
    got = {total.request.key: total.held for total in term.totals if total.held.sessions}
    program = plan.problem.program
    for field, of in (("sessions_total", lambda d: d.sessions), ("hours_total", lambda d: d.hours)):
        requests = tuple(
            replace(request, **{field: of(got[request.key])}) if request.key in got else request
            for request in program.requests
        )
        aimed = replace(program, requests=requests)
        assert out_of_reach(aimed, [plan.problem.monday], RULES) == ()


@settings(deadline=None, max_examples=20)
@given(st.randoms(use_true_random=False))
def test_an_empty_calendar_takes_nothing(chance: Random):
    of, _ = trouble(chance)
    quiet = replace(of.program, calendar=())
    plan = make_plan(Problem(quiet, of.monday), RULES, GOALS, quick_search)
    term = Term(quiet, (of.monday,), (count_week(plan, ""),))
    assert all(total.calendar == Dose() for total in term.totals)
