"""Where one more student fits: what is listed, and where the listing ends."""

from fractions import Fraction

from constraints import RULES
from matcher.account import seat_lines
from matcher.domain import Program, Settings
from matcher.open_seats import OpenSeats
from matcher.problem import Problem
from matcher.schedule import Schedule
from tests.constraints.world import MONDAY, ask, at, group, span, tutor

DAYS = [at(f"{day} 8:00-8:30") for day in ("Mon", "Tue", "Wed")]
BUSY = {"available": (span("Sun 1:00-1:30"),)}


def seats(*groups, tutors=None, slots=DAYS, rows=None, others=(), **settings):
    """The lines of a small program with this plan."""
    members = [member for one in groups for member in one.members]
    program = Program(
        requests=(*members, *others),
        tutors=tuple(tutors or dict.fromkeys(one.tutor for one in groups)),
        slots=tuple(dict.fromkeys(meeting.slot for meeting in slots)),
        settings=Settings(**settings),
        **(rows or {}),
    )
    return seat_lines(OpenSeats(Problem(program, MONDAY), RULES, Schedule(groups)).find())


def test_a_group_with_a_free_seat_tells_who_fits():
    there = tutor(max_sessions_week=3, grades=frozenset({2, 3}))
    (line,) = seats(group([ask("S1", level=Fraction(3))], *DAYS, by=there, name="G1"),
                    max_level_spread=Fraction(2))  # fmt: skip
    assert (line.what, line.group_id, line.free_seats, line.sessions) == ("group", "G1", 3, 3)
    assert (line.where, line.times) == ("Elm", "Mon Tue Wed 8:00-8:30")
    assert (line.grades, line.lowest_level, line.highest_level) == ("2-3", 1.0, 5.0)
    assert (line.subjects, line.languages, line.students_of) == ("Math", "English", "Elm")


def test_a_full_group_is_none():
    there = tutor(max_sessions_week=3, max_group=1)
    assert seats(group([ask("S1")], *DAYS, by=there)) == []


def test_a_member_s_own_limit_counts():
    there = tutor(max_sessions_week=3)
    (line,) = seats(group([ask("S1", max_group=2)], *DAYS, by=there))
    assert line.free_seats == 1


def test_without_a_limit_of_levels_any_level_fits():
    there = tutor(max_sessions_week=3)
    (line,) = seats(group([ask("S1", level=Fraction(3))], *DAYS, by=there))
    assert (line.lowest_level, line.highest_level) == (None, None)


def test_free_hours_are_told_with_what_they_could_teach():
    there = tutor(sites=("Elm",), grades=frozenset({0, 1}))
    (line,) = seats(tutors=[there], others=[ask()])
    assert (line.what, line.group_id, line.sessions, line.free_seats) == ("new group", "", 3, 4)
    assert (line.subjects, line.languages, line.grades) == (
        "Math, Reading",
        "English, Spanish",
        "K-1",
    )


def test_hours_for_fewer_sessions_than_usual_are_none():
    there = tutor(sites=("Elm",), available=(span("Mon 8:00-8:30"), span("Tue 8:00-8:30")))
    assert seats(tutors=[there], others=[ask()]) == []
    (line,) = seats(tutors=[there], others=[ask()], sessions_per_week=(2, 3))
    assert (line.sessions, line.times) == (2, "Mon Tue 8:00-8:30")


def test_hours_that_are_used_or_without_a_room_are_none():
    there = tutor(sites=("Elm",))
    assert [line.what for line in seats(group([ask("S1")], *DAYS, by=there))] == ["group"]
    assert seats(tutors=[there], others=[ask()], rows={"site_rooms": {"Elm": 0}}) == []


def test_reserves_have_none():
    assert seats(tutors=[tutor(sites=("Elm",), reserve=True)], others=[ask()]) == []


def test_slots_of_some_grades_are_told_apart():
    rows = [at(f"{day} 8:00-8:30", grades=frozenset({3})) for day in ("Mon", "Tue", "Wed")]
    rows += [at(f"{day} 9:00-9:30", grades=frozenset({3, 4})) for day in ("Mon", "Tue", "Wed")]
    lines = seats(tutors=[tutor(sites=("Elm",))], others=[ask()], slots=rows)
    assert {(line.grades, line.times) for line in lines} == {
        ("3", "Mon Tue Wed 8:00-8:30, Mon Tue Wed 9:00-9:30"),
        ("4", "Mon Tue Wed 9:00-9:30"),
    }


def test_students_of_other_sites_are_named_where_they_may_come():
    rows = [at(f"{d} 8:00-8:30", open_to=frozenset({"Oak"})) for d in ("Mon", "Tue", "Wed")]
    lines = seats(tutors=[tutor(sites=("Elm",))], others=[ask(), ask("S2", site="Oak")], slots=rows)
    assert [line.students_of for line in lines] == ["Elm, Oak"]
