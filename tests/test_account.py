"""The whole account of a plan: complete, the same for any number of threads, and ended when wished."""

from constraints import GOALS, RULES
from matcher.account import account_of, reasons_only
from matcher.advice import NOT_LOOKED
from matcher.domain import Program, Settings
from matcher.problem import Problem
from matcher.progress import Progress
from matcher.schedule import Schedule
from matcher.search.corner import replanning
from tests.constraints.world import MONDAY, ask, at, group, span, tutor

DAYS = [at(f"{day} 8:00-8:30") for day in ("Mon", "Tue", "Wed")]
EARLY = (span("Mon 8:00-8:30"), span("Tue 8:00-8:30"))


def case():
    """Two seats for six students, one of whom nobody teaches."""
    staff = (tutor("T1", max_group=1), tutor("T2", max_group=1, available=EARLY))
    seated = [ask("S1", need=9, least=2), ask("S2", need=8, least=2)]
    waiting = [ask(f"S{n}", need=n, least=2) for n in (3, 4, 5)] + [ask("S6", "Art")]
    plan = [
        group(who, *DAYS[:2], by=by, name=f"G{by.id[1]}")
        for who, by in zip(seated, staff, strict=True)
    ]
    program = Program(
        (*seated, *waiting),
        staff,
        tuple(meeting.slot for meeting in DAYS),
        Settings(max_sessions_per_student_day=1),
    )
    return Problem(program, MONDAY), Schedule(tuple(plan))


def account(problem, schedule, *, stop=lambda: False, tell=lambda _: None, workers=1):
    replan = replanning(RULES, stop)
    return account_of(
        problem, RULES, GOALS, schedule, replan, workers=workers, tell=tell, stop=stop
    )


def test_everybody_who_waits_has_a_reason_and_a_change():
    told = account(*case())
    assert [reason.request.student.id for reason in told.reasons] == ["S3", "S4", "S5", "S6"]
    assert [reason.code for reason in told.reasons] == ["outweighed"] * 3 + ["no_tutor"]
    assert all(reason.smallest_change.endswith(".") for reason in told.reasons)
    assert told.helps[0].verified_need >= told.helps[-1].verified_need > 0


def test_two_threads_say_the_same_as_one():
    assert account(*case(), workers=2) == account(*case(), workers=1)


def test_once_nobody_wants_more_reasons_are_still_given():
    told = account(*case(), stop=lambda: True)
    assert [reason.code for reason in told.reasons] == ["blocked"] * 3 + ["no_tutor"]
    assert {reason.smallest_change for reason in told.reasons} == {NOT_LOOKED}
    assert told.helps == ()


def test_of_very_many_those_of_the_greatest_need_are_looked_at(monkeypatch):
    monkeypatch.setattr("matcher.account.MOST_LOOKED_AT", 2)
    told = account(*case())
    assert [reason.code for reason in told.reasons] == [
        "blocked",
        "outweighed",
        "outweighed",
        "no_tutor",
    ]
    assert [reason.smallest_change == NOT_LOOKED for reason in told.reasons] == [
        True,
        False,
        False,
        True,
    ]


def test_it_says_where_it_is():
    heard: list[Progress] = []
    account(*case(), tell=heard.append)
    assert [progress.phase for progress in heard] == [
        *(f"reasons for who has no seat: {n} of 4" for n in (1, 2, 3, 4)),
        *(f"the smallest change for each: {n} of 4" for n in (1, 2, 3, 4)),
        "what would help most",
        "open seats",
    ]


def test_without_planning_the_reasons_are_the_plain_ones():
    problem, schedule = case()
    plain = reasons_only(RULES)(problem, schedule)
    told = account_of(problem, RULES, GOALS, schedule)
    assert [(r.code, r.sentence) for r in told.reasons] == [
        (r.code, r.sentence) for r in plain.reasons
    ]
    assert (told.helps, plain.helps, plain.open_seats) == ((), (), ())
    assert {r.code for r in told.reasons} == {"blocked", "no_tutor"}
    assert all(reason.smallest_change for reason in told.reasons)
