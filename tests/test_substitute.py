"""Who steps in when someone is missing, and that nobody else is moved for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from constraints import RULES
from matcher import match_week
from matcher.bend import bend
from matcher.closed import ClosedError, find_closed
from matcher.covers import read_covers
from matcher.domain import Absence, Attended, CalendarDay, Previous, PreviousSeat
from matcher.people import WhoError, find
from matcher.substitute import covers_so_far, find_relief
from matcher.trouble import Trouble, read_trouble
from matcher.verify_week import verify_week
from tests.quick_search import quick_search
from tests.test_bend import (
    MON,
    MON9,
    MON10,
    NINE,
    ONLY_MON9,
    S1,
    S2,
    T1,
    TUE9,
    Week,
    at,
    group,
    off,
    on,
    tutor,
)
from tests.test_bend_laws import weeks
from tests.test_cli import match, program, rows

SICK = Trouble((off("T1", MON),))


def relief(week, trouble=SICK):
    """What becomes of a week; it is allowed, and changes nothing that the trouble does not touch."""
    found = find_relief(week.problem, week.schedule, week.sessions, RULES, trouble)
    assert verify_week(found.problem, week.schedule, found.sessions).violations == ()
    return found


def test_reserves_come_first_then_who_takes_more_then_who_is_known_then_who_did_least():
    others = [tutor("T5"), tutor("T4"), tutor("T3", reserve=True)]
    week = Week([group(T1, [S1], ONLY_MON9)], tutors=others)
    (orphan,) = relief(week).orphans
    assert [option.tutor.id for option in orphan.options[:3]] == ["T3", "T5", "T4"]
    met = (Attended(on(-7), "S1", "present", "Math", "T4"),)
    week = Week([group(T1, [S1], ONLY_MON9)], tutors=others[:2], attendance=met)
    (orphan,) = relief(week).orphans
    assert [option.tutor.id for option in orphan.options[:2]] == ["T4", "T5"]


def test_covers_are_shared_fairly_over_time():
    seat = PreviousSeat("S2", "Math", "G9", "T1", on(-28), on(-28))
    previous = Previous({}, {("S2", "Math"): seat})
    past = (Attended(on(-7), "S2", "present", "Math", "T4"),)
    groups = [group(T1, [S1], ONLY_MON9)]
    others = [tutor("T4", reserve=True), tutor("T5", reserve=True)]
    week = Week(groups, tutors=others, attendance=past, previous=previous)
    (orphan,) = relief(week).orphans
    assert orphan.chosen.tutor.id == "T5"


def test_covers_of_earlier_weeks_and_attendance_may_be_the_same_and_count_once():
    groups = [group(T1, [S1], ONLY_MON9)]
    others = [tutor("T4", reserve=True), tutor("T5", reserve=True)]
    week = Week(groups, tutors=others)
    found = find_relief(week.problem, week.schedule, week.sessions, RULES, SICK, {"T4": 2, "T5": 1})
    assert found.orphans[0].chosen.tutor.id == "T5"
    seat = PreviousSeat("S2", "Math", "G9", "T1", on(-28), on(-28))
    previous = Previous({}, {("S2", "Math"): seat})
    past = (Attended(on(-7), "S2", "present", "Math", "T4"),)
    week = Week(groups, tutors=others, attendance=past, previous=previous)
    assert covers_so_far(week.problem, (), {"T4": 1, "T5": 3}) == {"T4": 1, "T5": 3}
    assert covers_so_far(week.problem, (), {}) == {"T4": 1}


def test_neighbouring_meetings_get_one_cover():
    early = tutor("T4", reserve=True, busy=(replace(T1.available[0], start=600, end=700),))
    both = tutor("T5", reserve=True)
    groups = [group(T1, [S1], MON9), group(T1, [S2], MON10)]
    week = Week(groups, tutors=[early, both])
    assert [orphan.chosen.tutor.id for orphan in relief(week).orphans] == ["T5", "T5"]


def test_where_nobody_may_the_meeting_moves_or_is_owed():
    week = Week([group(T1, [S1], ONLY_MON9)])
    (orphan,) = relief(week).orphans
    assert (orphan.chosen.what, orphan.saved) == ("cancelled", 0)
    assert len(orphan.options) == 1
    week = Week([group(T1, [S1], MON9)], slots=[NINE])
    (orphan,) = relief(week).orphans
    assert (orphan.chosen.what, orphan.chosen.meeting) == ("moved", TUE9)
    assert [option.meeting.day for option in orphan.options] == [1, 2, 3, 4]


def test_a_student_who_is_away_makes_no_orphan_of_a_group_that_meets():
    week = Week([group(T1, [S1, S2], ONLY_MON9)])
    found = relief(week, Trouble((off("S1", MON),)))
    assert found.orphans == ()
    assert {line.status for line in found.sessions} == {"away", "planned"}


def test_a_closed_site_moves_what_can_be_moved():
    week = Week([group(T1, [S1], MON9)], slots=[NINE])
    closed = Trouble(closures=(CalendarDay(on(MON), on(MON), "closed", "Elm"),))
    (orphan,) = relief(week, closed).orphans
    assert orphan.chosen.what == "moved"


def test_trouble_is_kept_in_words_and_nonsense_is_none():
    trouble = Trouble((off("T1", MON, 9),), (CalendarDay(on(0), on(1), "closed", "Elm"),))
    assert read_trouble(trouble.told()) == trouble
    assert trouble + trouble == trouble
    assert Trouble().told() == ""
    for told in (None, "", "{}x", 7, '{"absences": [{}]}'):
        assert read_trouble(told) == Trouble()


@settings(max_examples=100, deadline=None)
@given(weeks(), st.data())
def test_nobody_else_is_moved_and_every_offer_can_be_taken(week, data):
    problem, schedule = week
    assume(schedule.groups)
    before = bend(problem, schedule, RULES)
    who = data.draw(st.sampled_from([group.tutor.id for group in schedule]))
    day = data.draw(st.integers(0, 4))
    date = problem.dates[day]
    trouble = Trouble((Absence(who, date, date),))
    found = find_relief(problem, schedule, before, RULES, trouble)
    assert verify_week(found.problem, schedule, found.sessions).violations == ()
    now = {(line.member.key, line.planned.day): line for line in found.sessions}
    open_now = {(one.group, one.planned.day) for one in found.orphans}
    for line in before:
        after = now[line.member.key, line.planned.day]
        told = (line.status, line.meeting.place, line.tutor.id)
        if told == (after.status, after.meeting.place, after.tutor.id):
            continue
        saved = line.status == "cancelled"
        away = line.status == "away"
        assert saved or away or (line.group, line.planned.day) in open_now
        if not (saved or away):
            on_day = who in (line.tutor.id, line.group.tutor.id)
            assert on_day
            assert day in (line.planned.day, line.meeting.day)
    for orphan in found.orphans:
        for option in orphan.options:
            changed = [_with(line, orphan, option) for line in found.sessions]
            assert verify_week(found.problem, schedule, changed).violations == ()


def _with(line, orphan, option):
    """A session as it would be with another option for its meeting."""
    if (line.group, line.planned.day) != (orphan.group, orphan.planned.day):
        return line
    meeting = option.meeting if option.what == "moved" else line.planned
    status = option.what
    if status != "cancelled" and line.member not in option.present:
        status = "away"
    cover = option.tutor if status == "covered" else line.group.tutor
    return replace(line, status=status, meeting=meeting, tutor=cover)


# -- who is meant ----------------------------------------------------------------------------------


ORTIZES = [
    replace(tutor("T1"), name="Ana Ortiz"),
    replace(tutor("T2"), name="Ben Ortiz"),
    replace(tutor("T3"), name="Ana Maria Reed"),
]
CHILD = replace(S1.student, name="Cruz Reed")


def test_people_are_found_by_id_name_or_part_of_it():
    assert find(ORTIZES, "T1", "tutor").id == "T1"
    assert find(ORTIZES, "ortiz, ana", "tutor").id == "T1"
    assert find(ORTIZES, "reed", "tutor").id == "T3"
    assert find(ORTIZES, "t2", "tutor").id == "T2"
    with pytest.raises(WhoError, match=r"several: Ana Ortiz .T1., Ben Ortiz .T2.\. Give the ID"):
        find(ORTIZES, "Ortiz", "tutor")
    for words in ("Ort", "", "zoe"):
        with pytest.raises(WhoError, match="No tutor has"):
            find(ORTIZES, words, "tutor")


def test_a_name_that_a_tutor_and_a_student_have_is_asked_back():
    everyone = [*ORTIZES, CHILD]
    assert find(everyone, "cruz reed", "student or tutor") is CHILD
    with pytest.raises(
        WhoError, match=r"several: tutor Ana Maria Reed .T3., student Cruz Reed .S1"
    ):
        find(everyone, "Reed", "student or tutor")


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("Ortis", "Maybe Ana Ortiz (T1) or Ben Ortiz (T2) is meant."),
        ("Ana Ortis", "Maybe Ana Ortiz (T1)"),
        ("T33", "Maybe Ana Maria Reed (T3) is meant."),
    ],
)
def test_who_looks_much_like_it_is_offered(words, near):
    with pytest.raises(WhoError) as error:
        find(ORTIZES, words, "tutor")
    assert near in str(error.value)
    with pytest.raises(WhoError) as error:
        find(ORTIZES, "Xylo", "tutor")
    assert "Maybe" not in str(error.value)


# -- what is closed --------------------------------------------------------------------------------


HALLS = replace(
    Week([]).problem.program,
    slots=(
        at(10.25, MON, site="Elm 2", length=30),
        at(10.25, MON, site="Elm 2", length=45, row=7),
        at(15.5, MON, site="Elm 2"),
        at(9, 1, site="Elm 2"),
        at(8, MON, site="Elm 2", row=9, end_date=on(-1)),
    ),
)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("Elm 2", 600, None),
        ("elm  2 10:15", 615, 660),
        ("Elm 2, 3:30 PM", 930, 960),
        ("Elm 2 15:30", 930, 960),
    ],
)
def test_a_site_or_its_slots_of_one_start_are_closed(words, start, end):
    found = find_closed(HALLS, words, on(MON), 600, None)
    assert (found.site, found.start, found.end) == ("Elm 2", start, end)
    assert found.row(on(MON)).what == "blocked"
    assert find_closed(HALLS, "Elm 2", on(MON), None, None).row(on(MON)).what == "closed"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "Elm 2 8:00",
            "No slot of Elm 2 starts at 8:00 on Mon 14 Sep. Its slots that day start at",
        ),
        ("Elm 2 9:00", "start at 10:15, 15:30."),
        ("Elm 3 10:15", "No site is called 'Elm 3'. Maybe Elm 2 is meant."),
        ("10:15", "No site is called '10:15'. Give a site, or a site and the start"),
        ("", "No site is called ''."),
    ],
)
def test_a_slot_that_is_not_there_is_told_with_those_that_are(words, said):
    with pytest.raises(ClosedError) as error:
        find_closed(HALLS, words, on(MON), None, None)
    assert said in str(error.value)


def test_a_site_without_slots_that_day_says_so():
    with pytest.raises(ClosedError, match="It has none that day"):
        find_closed(HALLS, "Elm 2 9:00", on(2), None, None)


# -- the command -----------------------------------------------------------------------------------

STAFF = [
    ("tutor_id", "sites", "subjects", "languages", "available", "name", "reserve"),
    ("T1", "Elm", "Math", "English", "Mon-Fri 8:00-12:00", "Tom Reed", "no"),
    ("T9", "Elm", "Math", "English", "Mon-Fri 8:00-12:00", "Zoe Park", "yes"),
]
DAY = ("--date", "2026-09-14")


@pytest.fixture
def planned(tmp_path, monkeypatch):
    """A program with the plan of its first week."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)
    book = program(Tutors=STAFF)
    match("--week", "2026-09-14", book)
    return book


def busy_day():
    """The date and tutor of the first session."""
    return rows("program-2026-09-14.xlsx", "Sessions")[0][0].date().isoformat()


def test_the_command_says_who_steps_in_and_writes_the_next_revision_when_asked(planned):
    day = ("--date", busy_day())
    said = match("substitute", planned, "--absent", "reed", *day).stdout
    assert "Zoe Park (T9) covers." in said
    assert "Nothing was written" in said
    assert sorted(path.name for path in Path().glob("*r2*")) == []
    said = match("substitute", planned, "--absent", "T1", *day, "--apply").stdout
    assert "Wrote program-2026-09-14-r2.xlsx" in said
    before, after = "program-2026-09-14.xlsx", "program-2026-09-14-r2.xlsx"
    assert rows(after, "Groups") == rows(before, "Groups")
    assert rows(after, "Seats") == rows(before, "Seats")
    covered = [row for row in rows(after, "Sessions") if row[13] == "covered"]
    assert covered
    assert {(row[7], row[14]) for row in covered} == {("T9", "T1")}
    assert "every rule holds" in match("verify", planned, after).stdout
    again = match("substitute", planned, "--absent", "Tom", *day, "--apply").stdout
    assert "after program-2026-09-14-r2.xlsx" in again
    assert "No meeting needs anybody else" in again
    assert "Tom Reed (T1) has no meeting on" in again
    assert "nothing to write" in again
    assert not list(Path().glob("*-r3*"))


def test_one_slot_of_a_site_can_be_closed(planned):
    first = rows("program-2026-09-14.xlsx", "Sessions")[0]
    day, start, end = first[0].date(), first[2], first[3]
    words = f"Elm {start:%H:%M}"
    said = match("substitute", planned, "--closed", words, "--date", f"{day}", "--apply").stdout
    assert f"without Elm {start:%-H:%M}-{end:%-H:%M} (closed)" in said
    for row in rows("program-2026-09-14-r2.xlsx", "Sessions"):
        takes_place = row[13] in ("planned", "covered", "moved")
        assert not (takes_place and row[0].date() == day and row[2] == start)
    assert "every rule holds" in match("verify", planned, "program-2026-09-14-r2.xlsx").stdout


def test_nobody_is_missed_who_has_no_meeting_then(planned):
    """The plan still learns of it: who is absent can't cover for others later that day."""
    day = ("--date", busy_day())
    idle = ("--absent", "T9", *day)
    said = match("substitute", planned, *idle).stdout
    assert "Zoe Park (T9) has no meeting on" in said
    assert "No meeting needs anybody else" in said
    said = match("substitute", planned, *idle, "--apply").stdout
    assert "Wrote program-2026-09-14-r2.xlsx" in said
    assert not list(Path().glob("*covers*"))
    before, after = "program-2026-09-14.xlsx", "program-2026-09-14-r2.xlsx"
    assert rows(before, "Sessions") == rows(after, "Sessions")
    said = match("substitute", planned, "--absent", "T1", *day).stdout
    assert "Zoe Park (T9) covers" not in said
    noon = ("--from", "11:55", "--to", "12:00")
    assert "has no meeting" in match("substitute", planned, "--absent", "T1", *day, *noon).stdout
    assert "Elm (closed) has no" not in match("substitute", planned, "--closed", "Elm", *day).stdout
    said = match("substitute", planned, "--closed", "Elm", *day, *noon).stdout
    assert "Elm has no meeting on" in said


def test_the_cover_sheet_names_only_the_students_of_its_own_page(planned):
    match("substitute", planned, "--absent", "T1", "--date", busy_day(), "--apply")
    book = load_workbook("program-2026-09-14-r2-covers.xlsx")
    first, *pages = book.worksheets
    named = str(list(first.iter_rows(values_only=True)))
    assert "Ana" not in named
    assert [page.title for page in pages] == ["T9 Zoe Park"]
    assert "Ana Ávila" in str(list(pages[0].iter_rows(values_only=True)))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "--absent"),
        (("--absent", "Nobody", *DAY), 1, "No student or tutor has"),
        (("--closed", "Elmm", *DAY), 1, "Maybe Elm is meant"),
        (("--closed", "Elm 7:00", *DAY), 1, "No slot of Elm starts at 7:00 on Mon 14 Sep"),
        (("--absent", "Zoee", *DAY), 1, "Maybe Zoe Park (T9) is meant"),
        (("--absent", "T1", "--date", "soon"), 2, "is no date"),
        (("--absent", "T1", "--from", "soon", *DAY), 2, "is no time"),
        (("--absent", "T1", "--from", "10:00", "--to", "9:00", *DAY), 2, "--from must come"),
        (("--absent", "T1", "--date", "2026-09-21"), 1, "No plan of the week of 2026-09-21"),
    ],
)
def test_what_can_not_be_done_is_said(planned, words, code, said):
    assert said in match("substitute", planned, *words, code=code).stderr


def test_a_plan_of_another_week_or_program_is_no_help(planned):
    plan = ("--plan", "program-2026-09-14.xlsx")
    said = match("substitute", planned, "--absent", "T1", "--date", "2026-09-22", *plan, code=1)
    assert "in which 2026-09-22 does not lie" in said.stderr
    Workbook().save("empty.xlsx")
    said = match("substitute", planned, "--absent", "T1", *DAY, "--plan", "empty.xlsx", code=1)
    assert "Run sheet" in said.stderr
    other = program("other.xlsx", Tutors=[STAFF[0], ("T7", *STAFF[1][1:])])
    said = match("substitute", other, "--absent", "T7", *DAY, *plan, code=1).stderr
    assert "No tutor T1 works in the week" in said


def test_a_program_that_changed_since_asks_for_a_new_plan(planned):
    book = load_workbook(planned)
    for row in book["Tutors"].iter_rows(min_row=2):
        row[2].value = "Reading"
    book.save(planned)
    said = match("substitute", planned, "--absent", "T1", *DAY, "--apply", code=1).stderr
    assert "no longer holds every rule" in said
    assert not list(Path().glob("*-r2*"))


def test_whoever_covered_last_week_has_not_the_first_turn(tmp_path, monkeypatch):
    """By the Run sheets of the plans before; nothing stands in Attendance."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)
    book = program(Tutors=[*STAFF, ("T8", *STAFF[2][1:5], "Yan Poe", "yes")])
    match("--week", "2026-09-14", book)
    first = match("substitute", book, "--absent", "T1", "--date", busy_day(), "--apply").stdout
    assert "Zoe Park (T9) covers." in first
    run = dict(rows("program-2026-09-14-r2.xlsx", "Run"))
    assert set(read_covers(run["covers"])) == {"T9"}
    match("--week", "2026-09-21", book)
    assert "covers" not in dict(rows("program-2026-09-21.xlsx", "Run"))
    day = rows("program-2026-09-21.xlsx", "Sessions")[0][0].date().isoformat()
    again = match("substitute", book, "--absent", "T1", "--date", day).stdout
    assert "Yan Poe (T8) covers." in again


def test_covers_that_make_no_sense_are_none():
    for told in (None, 3, "", "[1]", '{"T1": "many"}'):
        assert read_covers(told) == {}
