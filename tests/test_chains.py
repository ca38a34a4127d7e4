"""Week after week by chance: no rule broken on any date, no seat lost without a cause that is told.

The quick tests are a part of the suite. Those marked slow try many more chains, and others with each
seed: ``python -m pytest -m slow tests/test_chains.py --hypothesis-seed=1``.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from constraints import GOALS, RULES
from matcher.domain import Status
from matcher.plan import Plan
from matcher.planning import make_plan
from matcher.problem import Problem
from matcher.search.standing import Options, search
from matcher.substitute import find_relief
from matcher.trouble import Trouble
from matcher.verify import verify
from matcher.verify_week import verify_week
from tests import chain_laws as laws
from tests.chain_files import Files
from tests.chain_strategies import WEEK, Chain, Week, chains

LAW = settings(deadline=None, suppress_health_check=list(HealthCheck))


def planned(week: Week, before: Plan | None) -> Plan:
    """The week's plan, going on from the plan before."""
    previous = laws.previous_of(before) if before else None
    of = Problem(week.program, week.monday, previous)
    return make_plan(of, RULES, GOALS, lambda *of: search(*of, Options(workers=1)))


def follow(chain: Chain) -> Counter[str]:
    """Plan week after week; everything holds of each plan and of what changed. Counts what was seen."""
    before: Plan | None = None
    since, seen = laws.Since(), Counter[str]()
    for week in chain:
        plan = planned(week, before)
        assert verify(plan.problem, RULES, GOALS, plan.schedule).violations == ()
        assert verify_week(plan.problem, plan.schedule, plan.sessions).violations == ()
        laws.plan_holds(plan)
        since.goes_on(plan)
        laws.names_go_on(plan)
        seen.update(laws.cause(why) for why in laws.changes_are_told(plan))
        seen["too large"] += not laws.no_seat_is_lost_for_nothing(plan)
        seen["seats"] += len(plan.seats)
        before = plan
    return seen


def interrupt(chain: Chain) -> Counter[str]:
    """Trouble in the middle of each week: what was told stays, unless the trouble touches it."""
    before: Plan | None = None
    seen = Counter[str]()
    for week in chain:
        before = plan = planned(week, before)
        of, sessions = replace(plan.problem, previous=laws.previous_of(plan)), plan.sessions
        for trouble in week.troubles:
            found = find_relief(of, plan.schedule, sessions, RULES, trouble)
            assert verify_week(found.problem, plan.schedule, found.sessions).violations == ()
            seen.update(laws.told_stays(of, sessions, found.sessions, trouble))
            of, sessions = found.problem, found.sessions
    return seen


def from_file_to_file(chain: Chain) -> None:
    """The same with workbooks alone, looked over by the outside checker; the ledger counts it all."""
    with tempfile.TemporaryDirectory() as folder:
        files, since = Files(Path(folder)), laws.Since()
        counted: Counter[tuple[laws.Key, Status]] = Counter()
        for week in chain:
            plan = files.plan(week.program, week.monday).plan
            laws.plan_holds(plan)
            since.goes_on(plan)
            laws.names_go_on(plan)
            assert all(laws.changes_are_told(plan))
            so_far = Trouble()
            for trouble in week.troubles:
                so_far += trouble
                files.revise(plan, trouble, so_far)
            told = files.sessions(plan, so_far)
            counted.update((line.member.key, line.status) for line in told)
        accounts = files.ledger(chain[-1].monday + WEEK)
    assert accounts.keys() == {key for key, _ in counted}
    for key, account in accounts.items():
        mine = {status: n for (who, status), n in counted.items() if who == key}
        assert account.scheduled == sum(mine.values())
        assert account.owed == mine.get("away", 0) + mine.get("cancelled", 0)
        assert account.delivered == 0


@settings(LAW, max_examples=20)
@given(chains())
def test_no_seat_is_lost_without_a_cause_that_is_told(chain: Chain) -> None:
    follow(chain)


@settings(LAW, max_examples=20)
@given(chains(most_weeks=3, troubles=2))
def test_what_was_told_in_the_middle_of_a_week_stays(chain: Chain) -> None:
    interrupt(chain)


@settings(LAW, max_examples=2)
@given(chains(most_weeks=3, troubles=1))
def test_from_file_to_file_nothing_is_wrong_either(chain: Chain) -> None:
    from_file_to_file(chain)


# -- many more of them ------------------------------------------------------------------------------


@pytest.mark.slow
def test_many_chains_show_every_cause() -> None:
    """The law above speaks: each cause that can be told is, and the brute force seldom gives up."""
    seen = Counter[str]()

    @settings(LAW, max_examples=600)
    @given(chains())
    def look(chain: Chain) -> None:
        seen.update(follow(chain))

    look()
    assert {cause for cause in laws.CAUSES if not seen[cause]} == set()
    assert seen["seats"] > 50 * seen["too large"]


@pytest.mark.slow
def test_many_interrupted_weeks_show_whatever_can_happen() -> None:
    seen = Counter[str]()

    @settings(LAW, max_examples=800)
    @given(chains(most_weeks=3, troubles=3))
    def look(chain: Chain) -> None:
        seen.update(interrupt(chain))

    look()
    assert {what for what in laws.FATES if not seen[what]} == set()


@pytest.mark.slow
@settings(LAW, max_examples=60)
@given(chains(troubles=2))
def test_many_chains_from_file_to_file(chain: Chain) -> None:
    from_file_to_file(chain)
