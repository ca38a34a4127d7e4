"""What to do for a student without a seat: which change comes first, and what is said of it."""

from dataclasses import replace

from constraints import GOALS, RULES
from matcher.advice import NO_SINGLE, NOT_LOOKED, Adviser, change_words, list_words
from matcher.domain import Program, Settings
from matcher.explain import Explainer
from matcher.problem import Problem
from matcher.schedule import Schedule
from matcher.search.corner import replanning
from matcher.steps import OneFewer, TutorHour
from tests.constraints.world import MONDAY, ask, at, called, group, pairs, span, tutor

DAYS = [at(f"{day} 8:00-8:30") for day in ("Mon", "Tue", "Wed")]
NINE = [at(f"{day} 9:00-9:30") for day in ("Mon", "Tue", "Wed")]
EIGHT = tuple(span(f"{day} 8:00-8:30") for day in ("Mon", "Tue", "Wed"))
ONE = {"least": 3, "most": 3, "max_group": 1}


class Case:
    """A small program with a plan, and the advice for the first request."""

    def __init__(self, *requests, tutors, plan=(), slots=DAYS, rows=None, stop=None, **settings):
        program = Program(
            requests=requests,
            tutors=tuple(tutors),
            slots=tuple(dict.fromkeys(meeting.slot for meeting in slots)),
            settings=Settings(**settings),
            **(rows or {}),
        )
        problem = Problem(program, MONDAY)
        groups = tuple(replace(one, id=f"G{n}") for n, one in enumerate(plan, start=1))
        replan = replanning(RULES)
        explainer = Explainer(problem, RULES, Schedule(groups), GOALS, replan)
        adviser = Adviser(explainer, GOALS, replan, stop or (lambda: False))
        self.advice = adviser.advice(requests[0])
        self.words = change_words(program, self.advice)
        self.more = list_words(program, self.advice)


def test_one_hour_more_is_told_with_the_seat_that_it_makes():
    early = called(tutor(available=EIGHT[:2]), "Gina Park")
    case = Case(ask(least=3), tutors=[early])
    assert case.words == (
        "One more hour of tutor Gina Park (T1), Wed 8:00-9:00. Then there is a seat in a new group"
        " with tutor Gina Park, Mon Tue Wed 8:00-8:30 at Elm."
    )
    assert case.more == [
        "Each of these is enough as well:",
        "  2 instead of 3 sessions of Math a week for student S1.",
    ]


def test_of_the_changes_that_ask_least_the_one_that_seats_more_comes_first():
    """Both hours would do for the first; at eight two others could come as well."""
    busy = tutor(available=(span("Mon 12:00-13:00"),))
    others = [ask(f"S{n}", available=(span("Mon 8:00-9:00"),)) for n in (2, 3)]
    case = Case(ask(), *others, tutors=[busy], slots=[at("Mon 7:00-7:30"), at("Mon 8:00-8:30")])
    assert case.advice.single[0].steps == (TutorHour("T1", span("Mon 8:00-9:00")),)
    assert case.words.endswith("It seats 2 other requests without a seat as well.")


def test_a_group_that_is_full_is_named_where_it_could_take_one_more():
    there = [ask(f"S{n}") for n in range(2, 6)]
    case = Case(ask(), *there, tutors=[tutor(max_sessions_week=1)], slots=DAYS[:1],
                plan=[group(there, DAYS[0], by=tutor(max_sessions_week=1))])  # fmt: skip
    assert case.words == (
        "Groups of 5 instead of 4 in the whole program (Settings, max_group_size). Then there is a"
        " seat in group G1 with tutor T1, Mon 8:00-8:30 at Elm."
    )


def test_an_hour_may_be_enough_where_other_groups_move():
    """The other student could come at nine, but the tutor is there on two days only then."""
    part = tutor(available=(*EIGHT, *(span(f"{day} 9:00-9:30") for day in ("Mon", "Tue"))))
    other = ask("S2", **ONE)
    case = Case(
        ask("S1", available=EIGHT, **ONE),
        other,
        tutors=[part],
        slots=[*DAYS, *NINE],
        plan=[group(other, *DAYS, by=part)],
        max_sessions_per_student_day=1,
    )
    assert case.advice.single == ()
    assert case.advice.rearranged.steps == (TutorHour("T1", span("Wed 9:00-10:00")),)
    assert case.words == (
        f"{NO_SINGLE} But one more hour of tutor T1, Wed 9:00-10:00 would be, with the groups of tutor"
        " T1 planned anew: nobody would lose a seat. Then there is a seat in a new group with tutor"
        " T1, Mon Tue Wed 8:00-8:30 at Elm."
    )


def test_a_set_is_told_where_no_single_change_is_enough():
    case = Case(ask(**ONE), tutors=[tutor(available=EIGHT[:1])])
    assert [type(step) for step in case.advice.several.steps] == [TutorHour, TutorHour]
    assert case.words == (
        f"{NO_SINGLE} Enough together, the smallest set found: 2 more hours of tutor T1, Tue Wed"
        " 8:00-9:00. Then there is a seat in a new group with tutor T1, Mon Tue Wed 8:00-8:30 at Elm."
        " Or else: a new tutor for Math in grade 3 in English at Elm, Mon Tue Wed 8:00-8:30."
    )


def test_a_set_has_nothing_to_spare():
    """A site and a language lack, and no more than these two are named."""
    far = tutor(sites=("Oak",), languages=("Farsi",))
    case = Case(ask(**ONE), tutors=[far])
    assert [step.words(Program((), (far,), ())) for step in case.advice.several.steps] == [
        "tutor T1 works at Elm too",
        "tutor T1 tutors in English too",
    ]


def test_a_subject_that_nobody_teaches_takes_a_new_tutor():
    case = Case(ask(subject="Art", least=2), tutors=[tutor()])
    assert case.advice.several is None
    assert case.words == (
        f"{NO_SINGLE} Enough would be a new tutor for Art in grade 3 in English at Elm, Mon Tue"
        " 8:00-8:30."
    )


def test_where_nothing_helps_that_is_said():
    case = Case(ask(least=3), tutors=[tutor()], slots=DAYS[:1])
    assert case.words == f"{NO_SINGLE} Nor was a set of them found that is."


def test_the_student_s_own_pairs_row_may_be_what_stands_in_the_way():
    case = Case(ask(), tutors=[tutor()], rows=pairs("avoid S1 T1"))
    assert case.words.startswith("Without this row of the Pairs sheet: avoid S1 T1. Then ")


def test_one_session_fewer_is_said_of_the_request_alone():
    both = ask(least=2), ask(subject="Reading", least=2)
    case = Case(*both, tutors=[tutor(subjects=("Math",), available=EIGHT[:1])], slots=DAYS[:1])
    assert case.advice.single[0].steps == (OneFewer("S1", "Math"),)


def test_what_was_not_looked_for_is_said_to_be():
    case = Case(ask(**ONE), tutors=[tutor(available=EIGHT[:1])], stop=lambda: True)
    assert case.words == NOT_LOOKED


def test_whoever_could_be_seated_as_it_is_needs_no_change():
    case = Case(ask(), tutors=[tutor()])
    assert case.advice.single == ()
