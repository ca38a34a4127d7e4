"""What would help most over all: what is tried, what is shown, and in which order."""

from concurrent.futures import ThreadPoolExecutor

from constraints import GOALS, RULES
from matcher.advice import Adviser
from matcher.domain import Program, Ride, Settings
from matcher.explain import Explainer
from matcher.helps import OF_A_KIND, SHOWN, Helps
from matcher.problem import Problem
from matcher.schedule import Schedule
from matcher.search.corner import replanning
from matcher.steps import BusRun, NewSlot, NewTutor, SiteRoom, TutorHour
from tests.constraints.world import MONDAY, ask, at, group, span, tutor

MON, TUE = at("Mon 8:00-8:30"), at("Tue 8:00-8:30")


def helps(*requests, tutors, plan=(), slots=(MON,), rows=None, planning=True, **settings):
    """What helps a small program."""
    program = Program(
        requests=requests,
        tutors=tuple(tutors),
        slots=tuple(dict.fromkeys(meeting.slot for meeting in slots)),
        settings=Settings(**settings),
        **(rows or {}),
    )
    problem = Problem(program, MONDAY)
    replan = replanning(RULES) if planning else None
    explainer = Explainer(problem, RULES, Schedule(tuple(plan)), GOALS, replan)
    adviser = Adviser(explainer, GOALS, replan)
    advice = [adviser.advice(request) for request in explainer.waiting]
    with ThreadPoolExecutor(max_workers=1) as crew:
        return Helps(adviser.remedies, GOALS, replan).find(advice, crew)


def of(found, step):
    return [one for one in found if isinstance(one.steps[0], step)]


def test_nobody_waits_and_nothing_is_told():
    assert helps(tutors=[tutor()]) == []


def test_the_most_need_comes_first_and_is_counted():
    waiting = [ask(f"S{n}", need=n, max_group=1) for n in (1, 2, 3)]
    here = tutor(available=(span("Tue 9:00-10:00"),))
    found = helps(*waiting, tutors=[here], slots=[MON, TUE])
    assert [one.verified for one in found] == sorted((o.verified for o in found), reverse=True)
    first = found[0]
    assert (first.predicted, first.verified, first.students) == (5, 5, 2)
    assert {request.student.id for request in first.seated} == {"S2", "S3"}


def test_planning_may_seat_more_than_filling_up_predicts():
    """The greatest need first takes the hour of two who would fit together."""
    alone = ask("S1", need=3, max_group=1)
    two = [ask(f"S{n}", need=2) for n in (2, 3)]
    (one, *_) = of(
        helps(alone, *two, tutors=[tutor(available=(span("Tue 8:00-9:00"),))]), TutorHour
    )
    assert (one.predicted, one.verified) == (3, 4)
    (told, *_) = of(
        helps(alone, *two, tutors=[tutor(available=(span("Tue 8:00-9:00"),))], planning=False),
        TutorHour,
    )
    assert (told.predicted, told.verified) == (3, 3)


def test_nobody_loses_a_seat_by_a_change():
    seated = ask("S1", need=1, max_group=1)
    there = tutor(available=(span("Mon 8:00-8:30"),))
    plan = [group(seated, MON, by=there)]
    found = helps(seated, ask("S2", need=9, max_group=1), tutors=[there], plan=plan,
                  slots=[MON, TUE])  # fmt: skip
    assert found
    assert all(seated.key in one.plan.groups_of for one in found)


def test_a_new_tutor_is_told_with_site_subjects_language_and_hours():
    found = helps(ask("S1", languages=("Farsi",)), ask("S2", "Art", languages=("Farsi",)),
                  tutors=[tutor(max_sessions_week=12, max_sessions_day=3)], slots=[MON, TUE])  # fmt: skip
    (new, *_) = of(found, NewTutor)
    assert (
        new.words
        == "a new tutor for Art and Math in Farsi at Elm, Mon Tue 8:00-8:30, 12 sessions a week"
    )
    assert new.kind == "new tutor"


def test_a_room_a_bus_day_and_a_slot_are_tried():
    full = ask("S1", available=(span("Mon 8:00-8:30"),))
    late = at("Mon 15:00-15:30", kind="after_school", days=frozenset({0}))
    other = tutor("T2", subjects=("Reading",))
    found = helps(
        full,
        ask("S2", "Reading", max_group=1, available=(span("Mon 8:00-8:30"),)),
        ask("S3", "Reading", transport="R1", available=(span("Mon 15:00-16:00"),)),
        tutors=[tutor(), other],
        plan=[group(full, MON, by=tutor())],
        slots=[MON, late],
        rows={"site_rooms": {"Elm": 1}, "rides": (Ride("R1", frozenset({1})),)},
    )
    assert {request.student.id for one in of(found, SiteRoom) for request in one.seated} == {"S2"}
    assert {request.student.id for one in of(found, BusRun) for request in one.seated} == {"S3"}
    assert of(found, BusRun)[0].words == "route R1 runs for sessions on Mon 15:00-15:30 too"
    grade = at("Mon 8:00-8:30", grades=frozenset({9}))
    (slot, *_) = of(helps(ask(), tutors=[tutor()], slots=[grade]), NewSlot)
    assert slot.words == "one more slot (school day) at Elm, Mon 8:00-8:30"


def test_no_more_are_shown_than_ten_and_few_of_a_kind():
    waiting = [ask(f"S{n}", site=f"Site {n}", need=n) for n in range(1, 15)]
    slots = [at("Mon 8:00-8:30", site=f"Site {n}") for n in range(1, 15)]
    far = [tutor(f"T{n}", sites=("Elm",)) for n in range(1, 15)]
    found = helps(*waiting, tutors=far, slots=slots)
    kinds = [one.kind for one in found]
    assert len(found) <= SHOWN
    assert max(kinds.count(kind) for kind in kinds) == OF_A_KIND
