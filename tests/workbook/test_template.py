"""The template, and the law that a program written into it reads back as the same."""

import datetime as dt
from dataclasses import fields
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from matcher.domain import (
    DAY_MINUTES,
    Absence,
    Attended,
    CalendarDay,
    Contact,
    Pair,
    Pin,
    Program,
    Request,
    Ride,
    Room,
    Settings,
    Slot,
    Student,
    Tutor,
    Window,
)
from matcher.workbook import template, times
from matcher.workbook.read import read_program
from matcher.workbook.settings import SETTINGS_COLUMNS
from matcher.workbook.template import EVERY_LAYOUT, write_program, write_template


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "template.xlsx"
    write_template(path)
    return load_workbook(path)


def test_the_template_reads_back_without_a_word(tmp_path):
    path = tmp_path / "template.xlsx"
    write_template(path)
    found = read_program(path)
    assert found.findings == ()
    program = found.program
    rows = (program.requests, program.tutors, program.slots, program.site_rooms, program.rides)
    rows += (program.travel, program.pairs, program.calendar, program.absences, program.attendance)
    rows += (program.pins,)
    assert all(rows), "each sheet has its example"
    assert program.settings == Settings(program="My program")


def test_every_sheet_and_column_is_there_with_a_note_and_an_example(book):
    assert book.sheetnames == [layout.name for layout in EVERY_LAYOUT]
    for layout in EVERY_LAYOUT:
        sheet = book[layout.name]
        headers = [cell.value for cell in sheet[1]]
        assert headers == list(layout.columns)
        for cell, column in zip(sheet[1], layout.columns.values(), strict=True):
            assert column.note in cell.comment.text
            assert ("required" in cell.comment.text) == column.star
            words, _, example = cell.comment.text.partition("\nExample: ")
            assert example, f"{layout.name}.{words} has no example"
            shown = column.such_as if column.example is None else column.example
            assert column.parse(example) == column.parse(shown)


def test_every_setting_has_its_parser_and_every_parser_its_setting():
    assert set(SETTINGS_COLUMNS) == {field.name for field in fields(Settings)}


def test_headers_are_frozen_columns_sized_and_ranges_kept_as_text(book):
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "B2"
        for cell in sheet[1]:
            assert sheet.column_dimensions[cell.column_letter].width > len(cell.value)
    assert book["Students"].column_dimensions["F"].number_format == "@"
    assert book["Slots"].column_dimensions["J"].number_format == "yyyy-mm-dd"


def test_choices_are_offered_as_lists(book):
    for layout in EVERY_LAYOUT:
        offered = {
            str(listed.sqref).split("2:")[0]: listed.formula1
            for listed in book[layout.name].data_validations.dataValidation
        }
        for at, column in enumerate(layout.columns.values()):
            letter = book[layout.name].cell(1, at + 1).column_letter
            if column.choices:
                assert offered[letter] == f'"{",".join(column.choices)}"'


def test_every_setting_stands_with_its_default_and_its_choices(book):
    sheet = book["Settings"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert list(rows) == list(SETTINGS_COLUMNS)
    assert rows["sessions_per_week"][1].value == "3-5"
    assert rows["max_group_size"][1].value == 4
    assert rows["weekly_budget"][1].value is None
    listed = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert listed[rows["need_order"][1].coordinate] == '"weight,strict"'


def test_nothing_is_left_behind_when_a_file_cannot_be_written(tmp_path):
    target = tmp_path / "template.xlsx"
    target.mkdir()
    with pytest.raises(OSError, match=r"."):
        write_template(target)
    assert list(tmp_path.iterdir()) == [target]


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    names = ("=1+1", "+1", "-1", "@x", '=HYPERLINK("http://example.org")')
    students = [Student(f"S{n}", "Elm", 3, name=name) for n, name in enumerate(names)]
    program = Program(
        tuple(Request(student, "Math") for student in students),
        (Tutor("T", ("Elm",), ("Math",), ("English",), (Window(0, 60),)),),
        (Slot(2, "Elm", frozenset({0}), 0, 30),),
    )
    path = tmp_path / "program.xlsx"
    write_program(program, path)
    column = [cell for cell in load_workbook(path)["Students"]["E"] if cell.row > 1]
    assert [cell.value for cell in column] == list(names)
    assert {cell.data_type for cell in column} == {"s"}
    assert read_program(path).program == program


def test_slots_keep_their_rows_where_there_is_room_for_them(tmp_path):
    slots = tuple(Slot(row, "Elm", frozenset({0}), 60 * row, 60 * row + 30) for row in (3, 4, 9))
    path = tmp_path / "program.xlsx"
    write_program(Program((), (), slots), path)
    assert read_program(path).program.slots == slots
    write_program(Program((), (), slots[::-1]), path)
    assert [slot.row for slot in read_program(path).program.slots] == [2, 3, 4]


# -- the law ------------------------------------------------------------------------------------

SITES, SUBJECTS, ROUTES = ("Elm", "Oak St", "=Ash", "12"), ("Math", "Reading"), ("Red bus", "-2")
LANGUAGES = ("English", "Spanish", "Dari", "Ga (gaa)")
words = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Cn", "Co", "Cf"]), max_size=6
).filter(lambda text: not text.startswith("#"))
day = st.dates(dt.date(2026, 12, 29), dt.date(2027, 1, 2))
numbers = st.decimals(0, 1000, places=3).map(Fraction)
limit = st.none() | st.integers(1, 9)
some_grades = st.none() | st.frozensets(st.integers(-1, 12), min_size=1)
some_days = st.frozensets(st.integers(0, 6), min_size=1)


def some(*choices):
    return st.lists(st.sampled_from(choices), min_size=1, unique=True).map(tuple)


@st.composite
def span(draw, items):
    return sorted((draw(items), draw(items)))


@st.composite
def dates(draw):
    first, last = sorted((draw(day), draw(day)))
    return draw(st.sampled_from([(None, None), (first, None), (None, last), (first, last)]))


@st.composite
def windows(draw, least=0):
    drawn = draw(
        st.lists(
            st.tuples(st.integers(0, 7 * DAY_MINUTES - 200), st.integers(1, 200)),
            min_size=least,
            max_size=3,
        )
    )
    return times.join(Window(start, start + length) for start, length in drawn)


@st.composite
def clock_range(draw, open_ends):
    start, end = draw(
        st.lists(st.integers(0, DAY_MINUTES), min_size=2, max_size=2, unique=True).map(sorted)
    )
    if not open_ends:
        return start, end
    return draw(st.sampled_from([(None, None), (start, None), (None, end), (start, end)]))


@st.composite
def students(draw, number):
    first, last = draw(dates())
    return Student(
        id=f"00{number}",
        site=draw(st.sampled_from(SITES)),
        grade=draw(st.integers(-1, 12)),
        name=draw(words),
        transport=draw(st.sampled_from([None, "self", *ROUTES])),
        modality=draw(st.sampled_from(["in_person", "online", "either"])),
        available=draw(st.none() | windows(least=1)),
        busy=draw(windows()),
        consent=draw(st.booleans()),
        start_date=first,
        end_date=last,
        home_language=draw(st.sampled_from([None, *LANGUAGES])),
        categories=draw(st.just(()) | some("EL", "IEP", "=x")),
        homeroom=draw(st.sampled_from(["", "4A", "=12"])),
    )


@st.composite
def requests(draw, student):
    return [
        Request(student, subject, *draw(span(st.integers(1, 7))), *draw(facts), *draw(targets))
        for subject in draw(some(*SUBJECTS))
    ]


facts = st.tuples(
    numbers.filter(bool), some(*LANGUAGES), st.none() | numbers.map(lambda n: n - 500), limit
)

targets = st.sampled_from([(None, None), (40, None), (None, Fraction("22.5"))])


@st.composite
def tutors(draw, number):
    first, last = draw(dates())
    return Tutor(
        id=f"T{number}",
        sites=draw(some(*SITES)),
        subjects=draw(some(*SUBJECTS)),
        languages=draw(some(*LANGUAGES)),
        available=draw(windows(least=1)),
        name=draw(words),
        grades=draw(some_grades),
        busy=draw(windows()),
        max_sessions_week=draw(limit),
        max_sessions_day=draw(limit),
        max_hours_week=draw(st.none() | numbers),
        max_group=draw(limit),
        hourly_rate=draw(numbers),
        modality=draw(st.sampled_from(["in_person", "online", "either"])),
        cleared=draw(st.booleans()),
        cleared_until=draw(st.none() | day),
        reserve=draw(st.booleans()),
        provider=draw(words),
        start_date=first,
        end_date=last,
    )


@st.composite
def slots(draw, row):
    first, last = draw(dates())
    start, end = draw(clock_range(open_ends=False))
    site = draw(st.sampled_from([None, *SITES]))
    everywhere = draw(st.booleans())
    others = draw(st.frozensets(st.sampled_from(SITES))) - {site}
    return Slot(
        row=row,
        site=site,
        days=draw(some_days),
        start=start,
        end=end,
        kind=draw(
            st.sampled_from(["school_day", "before_school", "after_school", "evening", "weekend"])
        ),
        grades=draw(some_grades),
        groups_at_once=draw(st.none() | st.integers(0, 9)),
        modality="online" if site is None else draw(st.sampled_from(["in_person", "online"])),
        open_to=frozenset() if everywhere else others,
        open_to_all=everywhere,
        start_date=first,
        end_date=last,
    )


@st.composite
def rooms(draw, number):
    kinds = st.frozensets(st.sampled_from(["school_day", "weekend"]), min_size=1)
    return Room(
        site=draw(st.sampled_from(SITES)),
        name=f"0{number}",
        groups_at_once=draw(st.integers(1, 3)),
        open=draw(st.none() | windows(least=1)),
        kinds=draw(st.none() | kinds),
    )


@st.composite
def contacts(draw, ids):
    language = draw(st.sampled_from([None, *LANGUAGES]))
    channel = draw(st.sampled_from(["", "text"]))
    return Contact(draw(ids), draw(words), language, channel, draw(words))


@st.composite
def calendar_days(draw):
    what = draw(st.sampled_from(["closed", "early_release", "blocked"]))
    start, end = draw(clock_range(open_ends=what == "blocked"))
    return CalendarDay(
        *draw(span(day)),
        what,
        draw(st.sampled_from([None, *SITES])),
        draw(some_grades),
        None if what == "closed" else start,
        end if what == "blocked" else None,
        draw(words),
    )


@st.composite
def pins(draw, wishes, staff):
    """Pins of students, and of tutors at times when they are busy anyway, as a pin makes them."""
    found = [
        Pin("Pins", "D2", tutor=tutor.id, times=tutor.busy, note=draw(words))
        for tutor in staff
        if tutor.busy
    ]
    for request in draw(st.lists(st.sampled_from(wishes), max_size=2)):
        once = {window.start // DAY_MINUTES: window for window in draw(windows())}
        by = draw(st.sampled_from([None, *(tutor.id for tutor in staff)]))
        times = tuple(once[on] for on in sorted(once))
        if by or times:
            subject = draw(st.sampled_from([None, request.subject]))
            found.append(Pin("Pins", "C2", request.student.id, subject, by, times, draw(words)))
    return tuple(found)


@st.composite
def programs(draw):
    people = [draw(students(n)) for n in range(draw(st.integers(1, 3)))]
    staff = tuple(draw(tutors(n)) for n in range(draw(st.integers(0, 2))))
    rows = draw(st.lists(st.integers(2, 9), unique=True, max_size=3).map(sorted))
    timetable = [draw(slots(row)) for row in rows]
    differing = {(s.site, s.days, s.start, s.end): s for s in timetable}  # no whole row twice
    persons = [*(s.id for s in people), *(t.id for t in staff)]
    ids = st.sampled_from([s.id for s in people])
    pairs = [Pair("only", draw(ids), t.id) for t in staff]
    if len(people) > 1:
        pairs.append(Pair("apart", people[0].id, people[1].id))
    settings = Settings(
        program=draw(words),
        sessions_per_week=tuple(draw(span(st.integers(1, 7)))),
        max_group_size=draw(st.integers(1, 9)),
        max_level_spread=draw(st.none() | numbers),
        default_language=draw(st.sampled_from(LANGUAGES)),
        weekly_budget=draw(st.none() | numbers),
        seat_protection=draw(st.booleans()),
        need_order=draw(st.sampled_from(["weight", "strict"])),
        **dict(zip(("sessions_total", "hours_total"), draw(targets), strict=True)),
    )
    wishes = tuple(r for s in people for r in draw(requests(s)))
    return Program(
        requests=wishes,
        tutors=staff,
        slots=tuple(sorted(differing.values(), key=lambda slot: slot.row)),
        settings=settings,
        site_rooms=draw(st.dictionaries(st.sampled_from(SITES), st.integers(0, 9))),
        travel={("Elm", "12"): 5, ("12", "Elm"): draw(st.integers(0, 90))},
        rides=tuple(
            Ride(route, draw(some_days), *draw(clock_range(open_ends=True))) for route in ROUTES
        ),
        pairs=tuple(pairs),
        pins=draw(pins(wishes, staff)),
        rooms=tuple(draw(rooms(n)) for n in range(draw(st.integers(0, 2)))),
        contacts=tuple(draw(st.lists(contacts(ids), max_size=2))),
        calendar=tuple(draw(st.lists(calendar_days(), max_size=2))),
        absences=tuple(
            Absence(who, *draw(span(day)), *draw(clock_range(open_ends=True)), draw(words))
            for who in draw(st.lists(st.sampled_from(persons), max_size=2))
        ),
        attendance=tuple(
            Attended(
                draw(day),
                draw(ids),
                draw(st.sampled_from(["present", "absent", "tutor_absent", "cancelled"])),
                draw(st.sampled_from([None, *SUBJECTS])),
                draw(st.sampled_from([None, "T0", "gone"])),
                draw(st.none() | st.integers(0, 90)),
            )
            for _ in range(draw(st.integers(0, 2)))
        ),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(program=programs())
def test_a_program_written_and_read_is_the_same(tmp_path, program):
    path = tmp_path / "program.xlsx"
    template.write_program(program, path)
    found = read_program(path)
    assert found.errors == ()
    assert found.program == program
    notes = [pin.note for pin in program.pins]
    assert [pin.note for pin in found.program.pins] == notes


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(program=programs())
def test_a_program_read_written_and_read_again_is_the_same(tmp_path, program):
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    write_program(program, one)
    first = read_program(one).program
    write_program(first, two)
    assert read_program(two).program == first
