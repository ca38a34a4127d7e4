"""Reads an output workbook back: as last week's plan to start from, or as a plan to verify.

Whoever edited the workbook by hand gets findings with sheet and cell, never an exception.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.domain import (
    DAY_MINUTES,
    Frame,
    MakeUp,
    Pin,
    Place,
    Previous,
    PreviousGroup,
    PreviousSeat,
    Program,
    Request,
    Session,
    Window,
)
from matcher.problem import Problem
from matcher.rule import Rule
from matcher.schedule import Schedule
from matcher.workbook import times
from matcher.workbook.cells import CellError, Raw, yes_no
from matcher.workbook.deal import PlacedGroup, deal
from matcher.workbook.findings import Finding
from matcher.workbook.make_up_sheet import MAKE_UP, read_make_ups
from matcher.workbook.names import plain
from matcher.workbook.plan_groups import (
    GroupTold,
    SeatTold,
    Spelling,
    check_counts,
    place_told,
    read_groups,
    read_seats,
)
from matcher.workbook.plan_rows import PlanRow, PlanUnreadableError, Reading, open_sheets
from matcher.workbook.plan_sessions import read_sessions
from matcher.workbook.read_rooms import ROOM, room_named, rooms_known
from matcher.workbook.sheets import RawSheet
from matcher.workbook.whose import of_another_program

__all__ = [
    "Head",
    "PlanUnreadableError",
    "ReadPlan",
    "read_head",
    "read_previous",
    "read_schedule",
]

_A_WEEK = dt.timedelta(days=6)


@dataclass(frozen=True)
class ReadPlan:
    """A plan read back: it may break any rule, and ``findings`` tell what could not be read."""

    schedule: Schedule
    sessions: tuple[Session, ...]
    findings: tuple[Finding, ...]
    make_ups: tuple[MakeUp, ...] = ()


@dataclass(frozen=True)
class Head:
    """What the Run sheet of a plan says: the Monday that it is for, and each row by its key."""

    monday: dt.date
    rows: Mapping[str, Raw]

    def said(self, key: str) -> Raw:
        """What stands beside a key; None where nothing does."""
        return self.rows.get(plain(key))

    @property
    def skipped_bad_rows(self) -> bool:
        """Whether the plan was made without its program's bad rows."""
        return "--skip-bad-rows" in str(self.said("options")).split()


def read_head(path: Path) -> Head:
    """What a plan's Run sheet says.

    Raises:
        PlanUnreadableError: the file is no workbook, or its Run sheet tells no week.

    """
    rows = _run_rows(open_sheets(path, ("Run",)).get("Run"))
    week = _week(rows)
    if week is None:
        raise PlanUnreadableError(
            f"The Run sheet of {path} tells no week. Its row 'week' should hold a Monday."
        )
    return Head(week, rows)


def _run_rows(run: RawSheet | None) -> dict[str, Raw]:
    """What stands beside each key; of a key that stands twice, the first."""
    rows = [values for _, values in run.rows] if run else []
    told = [row for row in rows if row[1:2] not in ((), (None,))]
    return {plain(str(row[0])): row[1] for row in reversed(told)}


def _week(rows: Mapping[str, Raw]) -> dt.date | None:
    if "week" not in rows:
        return None
    try:
        date = times.date(rows["week"])
    except CellError:
        return None
    monday = date - dt.timedelta(days=date.weekday())
    return monday if dt.date.max - monday >= _A_WEEK else None


def read_previous(
    path: Path, program: Program, left_out: Collection[str] = ()
) -> tuple[Previous, tuple[Finding, ...]]:
    """The standing plan of an earlier week, from its Groups and Seats sheets alone.

    Sites and subjects come in the program's spelling. Seats of requests that the program no longer
    has are kept and counted in one notice, but for the students ``left_out``, of whom more is said
    elsewhere. With an error among the findings the plan is only a part.
    """
    reading = Reading()
    sheets = _open(path, ("Groups", "Seats", "Run"), reading)
    groups, seats = _standing(sheets, Spelling(program), reading)
    other = _of_another(groups, seats, program)
    if other is not None:
        return Previous({}, {}, path.name), (other,)
    _one_seat_each(seats, reading)
    _count_gone(seats, program, left_out, reading)
    known = rooms_known(program)
    previous = Previous(
        groups={
            group.id: PreviousGroup(
                group.id,
                group.tutor_id,
                group.subject,
                group.language,
                group.modality,
                frozenset(group.places),
                _rooms(group, known),
            )
            for group in groups.values()
        },
        seats={
            (seat.student_id, seat.subject): PreviousSeat(
                seat.student_id,
                seat.subject,
                seat.group_id,
                seat.tutor_id,
                seat.seated_since,
                seat.tutor_since,
            )
            for seat in seats
        },
        source=path.name,
        week=_week(_run_rows(sheets.get("Run"))),
        pins=tuple(_pins(groups, seats, reading)),
    )
    return previous, tuple(reading.findings)


def _rooms(group: GroupTold, known: Mapping[tuple[str, str], str]) -> dict[Place, str]:
    """The named room of each meeting that has one; a plan need not tell of any."""
    told = zip(group.places, group.rows, strict=True)
    rooms = {at: room_named(row.raw(ROOM), at.site, known) for at, row in told}
    return {at: room for at, room in rooms.items() if room}


def _pins(
    groups: Mapping[str, GroupTold], seats: Sequence[SeatTold], reading: Reading
) -> Iterator[Pin]:
    """What the pin columns mark: of Seats student and tutor, of Groups tutor and time for all."""
    for seat in seats:
        if _marked(seat.row, reading):
            cell = seat.row.cell("pin")
            yield Pin("Seats", cell, seat.student_id, seat.subject, seat.tutor_id)
    for group in groups.values():
        for row, place in zip(group.rows, group.places, strict=True):
            for seat in seats if _marked(row, reading) else ():
                if seat.group_id == group.id:
                    at, who = row.cell("pin"), seat.student_id
                    yield Pin("Groups", at, who, group.subject, group.tutor_id, (_span(place),))


def _marked(row: PlanRow, reading: Reading) -> bool:
    return bool(reading.take(row, "pin", yes_no, needed=False))


def _span(place: Place) -> Window:
    midnight = place.day * DAY_MINUTES
    return Window(midnight + place.start, midnight + place.end)


def _open(path: Path, names: Sequence[str], reading: Reading) -> dict[str, RawSheet]:
    try:
        return open_sheets(path, names)
    except PlanUnreadableError as error:
        reading.findings.append(Finding("error", "", "", "", str(error)))
        return {}


def _standing(
    sheets: Mapping[str, RawSheet], spelling: Spelling, reading: Reading
) -> tuple[dict[str, GroupTold], list[SeatTold]]:
    for name in ("Groups", "Seats"):
        if name not in sheets and not reading.findings:
            message = f"The sheet {name} is missing."
            remedy = "A plan is read from its sheets Groups and Seats."
            reading.findings.append(Finding("error", name, "", "", message, remedy))
    if "Groups" not in sheets or "Seats" not in sheets:
        return {}, []
    groups = read_groups(sheets["Groups"], spelling, reading)
    return groups, read_seats(sheets["Seats"], groups, spelling, reading)


def _of_another(
    groups: Mapping[str, GroupTold], seats: Sequence[SeatTold], program: Program
) -> Finding | None:
    students = {seat.student_id: str(seat.row.raw("student") or "") for seat in seats}
    tutors = {group.tutor_id: str(group.rows[0].raw("tutor") or "") for group in groups.values()}
    return of_another_program("Seats", students, tutors, program)


def _one_seat_each(seats: Sequence[SeatTold], reading: Reading) -> None:
    seen: dict[tuple[str, str], str] = {}
    for seat in seats:
        before = seen.setdefault((seat.student_id, seat.subject), seat.group_id)
        if before != seat.group_id:
            message = f"{seat.student_id} has a second seat in {seat.subject}, in group {before}."
            reading.findings.append(
                seat.row.bad("group_id", message, "Delete one of the two rows.")
            )


def _count_gone(
    seats: Sequence[SeatTold], program: Program, left_out: Collection[str], reading: Reading
) -> None:
    known = {request.key for request in program.requests}
    gone = sum(
        (seat.student_id, seat.subject) not in known and seat.student_id not in left_out
        for seat in seats
    )
    if gone:
        who = "seat belongs to a request" if gone == 1 else "seats belong to requests"
        message = f"{gone} {who} that the program no longer has."
        reading.findings.append(Finding("notice", "Seats", "", "", message))


def read_schedule(
    path: Path, problem: Problem, rules: Sequence[Rule] = (), *, dated: bool = True
) -> ReadPlan:
    """A plan to be verified: its groups, dealt to Slots rows, and its dated week, if that is wanted.

    ``rules`` tell which Slots rows suit whom, so that a plan is not blamed for an unlucky dealing.
    Persons, slots and meetings that do not exist in the week are findings and are left out.
    """
    reading = Reading()
    wanted = ("Groups", "Seats", *(("Sessions", MAKE_UP) if dated else ()))
    sheets = _open(path, wanted, reading)
    told, seats = _standing(sheets, Spelling(problem.program), reading)
    other = _of_another(told, seats, problem.program)
    if other is not None:
        return ReadPlan(Schedule(), (), (other,))
    check_counts(told, seats, reading)
    _check_names(told, seats, problem, reading)
    members = _members(seats, problem, reading)
    placed = [
        group
        for one in told.values()
        if members.get(one.id) and (group := _placed(one, members[one.id], problem, reading))
    ]
    dealing = deal(problem, placed, rules)
    for group, place in dealing.without_row:
        row = told[group.id].rows[told[group.id].places.index(place)]
        message = f"No Slots row in force in the week is {place_told(place)}."
        reading.findings.append(row.bad("start", message, "Use a time of the Slots sheet."))
    groups = tuple(group for group in dealing.groups if group.meetings)
    sessions: tuple[Session, ...] = ()
    if "Sessions" in sheets:
        sessions = read_sessions(sheets["Sessions"], problem, groups, rules, reading)
    elif sheets and dated:
        reading.findings.append(Finding("error", "Sessions", "", "", "The sheet is missing."))
    make_ups: tuple[MakeUp, ...] = ()
    if MAKE_UP in sheets:
        make_ups = read_make_ups(sheets[MAKE_UP], problem, groups, rules, reading)
    return ReadPlan(Schedule(groups), sessions, tuple(reading.findings), make_ups)


def _check_names(
    groups: Mapping[str, GroupTold],
    seats: Sequence[SeatTold],
    problem: Problem,
    reading: Reading,
) -> None:
    """Names are for people and may change between weeks; in one plan they go with the IDs."""
    rows = [(row, group.tutor_id) for group in groups.values() for row in group.rows]
    for row, tutor_id in [*rows, *((seat.row, seat.tutor_id) for seat in seats)]:
        tutor = problem.tutor.get(tutor_id)
        if tutor is not None:
            reading.check_name(row, "tutor", tutor)
    for seat in seats:
        request = problem.request.get((seat.student_id, seat.subject))
        if request is not None:
            reading.check_name(seat.row, "student", request.student)


def _members(
    seats: Sequence[SeatTold], problem: Problem, reading: Reading
) -> dict[str, tuple[Request, ...]]:
    members: dict[str, tuple[Request, ...]] = {}
    for seat in seats:
        request = problem.request.get((seat.student_id, seat.subject))
        if request is None:
            message = f"No request of {seat.student_id} for {seat.subject} concerns the week."
            remedy = "Look for the student in the program: the ID, consent and dates."
            reading.findings.append(seat.row.bad("student_id", message, remedy))
        else:
            members[seat.group_id] = (*members.get(seat.group_id, ()), request)
    return members


def _placed(
    told: GroupTold, members: tuple[Request, ...], problem: Problem, reading: Reading
) -> PlacedGroup | None:
    tutor = problem.tutor.get(told.tutor_id)
    if tutor is None:
        message = f"No tutor {told.tutor_id} works in the week."
        remedy = "Look for the tutor in the program: the ID, clearance and dates."
        reading.findings.append(told.rows[0].bad("tutor_id", message, remedy))
        return None
    in_person = told.modality == "in_person"
    site = told.places[0].site if in_person else None
    frame = Frame(tutor, told.subject, told.language, told.modality, site)
    rooms = _rooms(told, rooms_known(problem.program))
    return PlacedGroup(told.id, frame, members, told.places, rooms)
