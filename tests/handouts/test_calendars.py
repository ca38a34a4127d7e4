"""Calendar files: read by another library than the one that writes them, again and again."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import vobject
from openpyxl import load_workbook

import cli
from matcher import adjust, match_week, weeks
from matcher.domain import MakeUp, Meeting, Session
from matcher.handouts.families import family_document
from matcher.handouts.page import texts
from matcher.handouts.since import Since
from matcher.handouts.teachers import homerooms, pull_document
from matcher.handouts.telling import Telling
from matcher.handouts.week import HandoutWeek
from matcher.handouts.words import Catalogues
from matcher.time_zone import zone_named
from tests.handouts.lincoln import FIRST, SHEETS, lincoln, sheet, text_of
from tests.quick_search import quick_search
from tests.test_bend import NINE, S1, S2, T1, Week, group
from tests.test_cli import match

ZONE = ZoneInfo("America/Los_Angeles")
NOW = dt.datetime(2026, 9, 13, 20, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The program, its first plan and everybody's calendars."""
    folder = tmp_path_factory.mktemp("calendars")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(match_week, "search", quick_search)
        patch.setattr(cli, "now", lambda: NOW)
        lincoln(folder / "lincoln.xlsx")
        match("--week", FIRST, "lincoln.xlsx")
        match("handouts", "lincoln.xlsx", "-d", "out")
    return folder


@pytest.fixture
def place(made, tmp_path, monkeypatch):
    """A copy of it all that a test may change, as the present folder."""
    shutil.copytree(made, tmp_path / "it", dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path / "it")
    for job in (match_week, adjust):
        monkeypatch.setattr(job, "search", quick_search)
    monkeypatch.setattr(cli, "now", lambda: NOW + dt.timedelta(days=2))
    return tmp_path / "it"


def events(path):
    """The events of a file by UID, after another library has looked it over."""
    calendar = vobject.readOne(Path(path).read_text(encoding="utf-8"))
    calendar.validate(raiseException=True)
    found = {event.uid.value: event for event in calendar.vevent_list}
    assert len(found) == len(calendar.vevent_list)
    return found


def files(folder):
    return sorted((folder / "out").glob("*/*.ics"))


def test_each_file_holds_what_its_standard_asks_for(made):
    for path in files(made):
        raw = path.read_bytes()
        assert b"\n" not in raw.replace(b"\r\n", b"")
        assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
        assert raw.startswith(b"BEGIN:VCALENDAR\r\n")
        assert raw.count(b"BEGIN:VTIMEZONE") == 1
        for event in events(path).values():
            assert event.dtend.value > event.dtstart.value
            assert event.dtstamp.value == NOW


def test_a_student_s_calendar_is_the_week_of_the_plan(made):
    rows = sheet(made / "lincoln-2026-09-14.xlsx", "Sessions")
    for student in ("S1", "S2", "S3", "S4", "S6"):
        mine = [row for row in rows if row["student_id"] == student]
        planned = {
            (dt.datetime.combine(row["date"].date(), row["start"], ZONE),
             row["status"] not in ("away", "cancelled"))
            for row in mine
        }  # fmt: skip
        told = {
            (event.dtstart.value, event.status.value == "CONFIRMED")
            for event in events(made / f"out/families/{student}.ics").values()
        }
        assert {(when.astimezone(dt.UTC), on) for when, on in told} == {
            (when.astimezone(dt.UTC), on) for when, on in planned
        }


def test_a_covered_meeting_is_off_for_one_tutor_and_on_for_the_other(made):
    tom, uma = events(made / "out/tutors/T1.ics"), events(made / "out/tutors/T2.ics")
    covered = [event for event in tom.values() if event.status.value == "CANCELLED"]
    assert {event.dtstart.value.day for event in covered} == {14}
    assert all("COVERED by Uma Urial" in event.summary.value for event in covered)
    assert {event.status.value for event in uma.values()} == {"CONFIRMED"}
    assert {event.dtstart.value for event in uma.values()} == {
        event.dtstart.value for event in covered
    }
    assert not tom.keys() & uma.keys()


def test_an_event_says_where_and_with_whom(made):
    (event,) = [
        event
        for event in events(made / "out/families/S1.ics").values()
        if event.dtstart.value.day == 14
    ]
    assert event.summary.value == "EN LUGAR DE Tom Tern: Math"
    assert event.location.value == "Lincoln, Library"
    assert event.description.value == "Math · español\nUma Urial"


def test_the_same_plan_gives_the_same_events_again(place):
    before = {path.name: events(path) for path in files(place)}
    match("handouts", "lincoln.xlsx", "-d", "out", "--overwrite")
    for path in files(place):
        after = events(path)
        assert after.keys() == before[path.name].keys()
        for uid, event in after.items():
            assert int(event.sequence.value) > int(before[path.name][uid].sequence.value)
            assert event.dtstamp.value > before[path.name][uid].dtstamp.value


def imported(calendar, path):
    """What a calendar program holds after importing a file: for each UID the newest event."""
    for uid, event in events(path).items():
        old = calendar.get(uid)
        rank = (int(event.sequence.value), event.dtstamp.value)
        if old is None or rank > (int(old.sequence.value), old.dtstamp.value):
            calendar[uid] = event
    return calendar


def standing(calendar):
    """The moments of what is not cancelled."""
    on = [event for event in calendar.values() if event.status.value == "CONFIRMED"]
    return sorted(event.dtstart.value.astimezone(dt.UTC) for event in on)


def test_a_revision_updates_what_was_imported_and_doubles_nothing(place):
    held = {path: imported({}, path) for path in files(place)}
    match("substitute", "lincoln.xlsx", "--absent", "T1", "--date", "2026-09-15", "--apply")
    assert (place / "lincoln-2026-09-14-r2.xlsx").exists()
    match("handouts", "lincoln.xlsx", "-d", "out", "--overwrite")
    rows = sheet(place / "lincoln-2026-09-14-r2.xlsx", "Sessions")
    for path in files(place):
        now = imported(held.get(path, {}), path)
        if path.parent.name == "families":
            planned = [
                dt.datetime.combine(row["date"].date(), row["start"], ZONE).astimezone(dt.UTC)
                for row in rows
                if row["student_id"] == path.stem and row["status"] not in ("away", "cancelled")
            ]
            assert standing(now) == sorted(planned)


def test_what_a_revision_drops_is_taken_back(place):
    """A student leaves in the middle of the week; what was imported must not stay."""
    child = imported({}, place / "out/families/S3.ics")
    assert len(standing(child)) == 3
    held = imported({}, place / "out/tutors/T1.ics")
    rows = [[*row] for row in SHEETS["Students"]]
    rows[0].append("end_date")
    rows[3].append(dt.date(2026, 9, 14))
    lincoln(place / "lincoln.xlsx", Students=rows)
    match("adjust", "lincoln.xlsx", "--from", "2026-09-15")
    match("handouts", "lincoln.xlsx", "-d", "out", "--overwrite")
    tutor = events(place / "out/tutors/T1.ics")
    assert held.keys() <= tutor.keys()
    rows = sheet(place / "lincoln-2026-09-14-r2.xlsx", "Sessions")
    mine = {(row["group_id"], row["date"]) for row in rows if row["tutor_id"] == "T1"}
    assert len(standing(imported(held, place / "out/tutors/T1.ics"))) == len(mine)
    assert any(event.summary.value == "CANCELLED: Math" for event in tutor.values())
    assert len(standing(imported(child, place / "out/families/S3.ics"))) == 1


def test_without_a_time_zone_times_are_those_of_the_reader_s_clock(place):
    settings = [["setting", "value"], ["timezone", "Pacific"]]
    lincoln(place / "lincoln.xlsx", Settings=settings)
    match("handouts", "lincoln.xlsx", "-d", "out", "--overwrite")
    assert "'Pacific' is none" in text_of(place / "out/cover.pdf")
    for path in files(place):
        assert b"VTIMEZONE" not in path.read_bytes()
        assert all(event.dtstart.value.tzinfo is None for event in events(path).values())


@pytest.mark.parametrize("name", ["", "  ", "Pacific", "../etc", "America/Los Angeles", "/etc"])
def test_what_is_no_time_zone_is_none(name):
    assert zone_named(name) is None


def test_a_time_zone_is_found_by_its_name():
    assert zone_named(" America/Los_Angeles ") == ZONE


def test_clocks_go_forward_and_back_when_they_do(made):
    """Each change of the zone's part, by its old clock, is one of the zone."""
    text = (made / "out/tutors/T1.ics").read_text(encoding="utf-8")
    zone = vobject.readOne(text).vtimezone
    parts = [part for part in zone.getChildren() if part.name in ("STANDARD", "DAYLIGHT")]
    changes = 0
    for part in parts:
        start = part.dtstart.value.replace(tzinfo=None)
        old, new = (_offset(part.tzoffsetfrom.value), _offset(part.tzoffsetto.value))
        if old == new:
            continue
        changes += 1
        moment = (start - old).replace(tzinfo=dt.UTC)
        second = dt.timedelta(seconds=1)
        assert (moment - second).astimezone(ZONE).utcoffset() == old
        assert moment.astimezone(ZONE).utcoffset() == new
    assert changes >= 2


def _offset(text):
    """``-0700`` as a length of time."""
    size = dt.timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))
    return -size if text[0] == "-" else size


def test_what_a_revision_takes_back_is_told_on_paper_too(place):
    """A tutor who was told to cover is sick too: her page says that it is off, as the family's does."""
    match("substitute", "lincoln.xlsx", "--absent", "T2", "--date", "2026-09-14", "--apply")
    match("handouts", "lincoln.xlsx", "-d", "new")
    rows = sheet(place / "lincoln-2026-09-14-r2.xlsx", "Sessions")
    monday = [row for row in rows if row["student_id"] == "S1" and row["date"].day == 14]
    assert not [row for row in monday if row["tutor_id"] == "T2"]
    uma = text_of(place / "new/tutors/T2.pdf")
    assert "Monday, September 14 Time Where Group Students CANCELLED 8:00" in uma.replace(
        "\xa0", " "
    )
    told = text_of(place / "new/tutors/T1.pdf")
    assert "COVERED" not in told


def test_who_makes_up_in_a_moved_meeting_reads_of_no_move():
    member, guest = S1, S2
    at, planned = Meeting(NINE, 1), Meeting(NINE, 0)
    one = replace(group(T1, [member], planned, Meeting(NINE, 2)), id="G001")
    week = Week([one], slots=())
    problem = week.problem.after(replace(week.problem.program, requests=(member, guest)))
    sessions = (Session(one, member, planned, at, T1, "moved"),)
    make_ups = (MakeUp(guest, one.frame, at, one),)
    telling = Telling(HandoutWeek(problem, week.schedule, sessions, make_ups), Catalogues().english)
    since = Since(problem, week.schedule, None)
    page = "\n".join(texts(family_document(telling, since, guest.student)))
    assert "MAKE-UP" in page
    assert "MOVED" not in page
    page = "\n".join(texts(family_document(telling, since, member.student)))
    assert "MOVED here from" in page
    assert "MOVED to" in page
    (_, pupils), *_ = homerooms(telling).items()
    pulled = "\n".join(texts(pull_document(telling, ("Elm", ""), pupils)))
    assert pulled.count("MOVED to") == 1


def test_earlier_revisions_are_those_of_the_same_week(tmp_path):
    for name in ("p-2026-09-14.xlsx", "p-2026-09-14-r2.xlsx", "p-2026-09-14-r4.xlsx",
                 "p-2026-09-07.xlsx", "q-2026-09-14.xlsx"):  # fmt: skip
        (tmp_path / name).touch()
    found = weeks.earlier_revisions(tmp_path / "p-2026-09-14-r4.xlsx")
    assert [path.name for path in found] == ["p-2026-09-14.xlsx", "p-2026-09-14-r2.xlsx"]
    assert weeks.earlier_revisions(tmp_path / "p-2026-09-14.xlsx") == []
    assert weeks.earlier_revisions(tmp_path / "mine.xlsx") == []


def test_make_ups_are_marked_and_taken_back_too(place):
    """The tutor did not come on Tuesday; the next week makes up for it."""
    book = load_workbook(place / "lincoln.xlsx")
    attendance = book.create_sheet("Attendance")
    attendance.append(["date", "student_id", "subject", "tutor_id", "status"])
    attendance.append([dt.date(2026, 9, 15), "S1", "Math", "T1", "tutor_absent"])
    book.save(place / "lincoln.xlsx")
    match("--week", "2026-09-21", "--make-up", "lincoln.xlsx")
    match("handouts", "lincoln.xlsx", "-d", "out", "--overwrite")
    ana = events(place / "out/families/S1.ics")
    marked = [event for event in ana.values() if event.summary.value == "RECUPERACIÓN: Math"]
    assert len(marked) == 1
    assert "RECUPERACIÓN" in text_of(place / "out/families/S1-es.pdf")
    assert "makes up" in text_of(place / "out/tutors/T1.pdf") or "MAKE-UP" in text_of(
        place / "out/tutors/T1.pdf"
    )
