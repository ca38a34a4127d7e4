"""The standing plan as an output workbook tells it: its Groups and Seats sheets."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matcher.domain import DAYS, Modality, Place, Program, clock
from matcher.report.words import count_words
from matcher.workbook import cells, times
from matcher.workbook.cells import CellError, Raw
from matcher.workbook.names import alike
from matcher.workbook.plan_rows import PlanRow, Reading, plan_rows
from matcher.workbook.sheets import RawSheet

GROUP_COLUMNS = (
    "group_id",
    "day",
    "start",
    "end",
    "site",
    "modality",
    "tutor_id",
    "subject",
    "language",
)
GROUPS_ALSO = ("tutor", "students", "pin", "room")
SEAT_COLUMNS = ("student_id", "subject", "group_id")
SEATS_ALSO = ("student", "tutor_id", "tutor", "seated_since", "tutor_since", "pin")
"""Columns that are read where they are there."""

modality = cells.one_of("in_person", "online")


@dataclass(frozen=True)
class GroupTold:
    """A group of the Groups sheet. ``row`` is its first; ``rows`` tell where each place stands."""

    id: str
    tutor_id: str
    subject: str
    language: str
    modality: Modality
    places: tuple[Place, ...]
    rows: tuple[PlanRow, ...]


@dataclass(frozen=True)
class SeatTold:
    """A row of the Seats sheet."""

    student_id: str
    subject: str
    group_id: str
    tutor_id: str
    seated_since: dt.date | None
    tutor_since: dt.date | None
    row: PlanRow


class Spelling:
    """Finds the program's own spelling of a site or a subject that someone typed."""

    def __init__(self, program: Program) -> None:
        subjects = [request.subject for request in program.requests]
        subjects += [subject for tutor in program.tutors for subject in tutor.subjects]
        self._subjects = _by_likeness(subjects)
        self._sites = _by_likeness(program.sites)

    def subject(self, raw: Raw) -> str:
        """A subject; one that the program does not know stays as it is written."""
        written = cells.name(raw)
        return self._subjects.get(alike(written), written)

    def site(self, raw: Raw) -> str:
        """A site; one that the program does not know stays as it is written."""
        written = cells.name(raw)
        return self._sites.get(alike(written), written)


def _by_likeness(names: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(alike(name), name)
    return found


def weekday(raw: Raw) -> int:
    """One weekday, Monday = 0."""
    found = times.days(raw)
    if len(found) != 1:
        raise CellError("This is more than one day", "Write one day a row, such as Mon.")
    return next(iter(found))


def read_groups(sheet: RawSheet, spelling: Spelling, reading: Reading) -> dict[str, GroupTold]:
    """The groups of a Groups sheet by ID; rows that can not be read are findings."""
    by_group: dict[str, list[tuple[PlanRow, Place]]] = defaultdict(list)
    told: dict[str, tuple[str, str, str, Modality]] = {}
    for row in plan_rows("Groups", sheet, GROUP_COLUMNS, reading.findings, GROUPS_ALSO):
        identity = _identity(row, spelling, reading)
        place = read_place(row, spelling, reading)
        if identity is None or place is None:
            continue
        group_id, tutor_id, subject, language = identity
        mine = (tutor_id, subject, language, place.modality)
        if told.setdefault(group_id, mine) != mine:
            _differs(row, group_id, told[group_id], mine, reading)
        elif any(place == other for _, other in by_group[group_id]):
            reading.findings.append(row.bad("day", f"Group {group_id} has this meeting twice."))
        else:
            by_group[group_id].append((row, place))
    return {
        group_id: GroupTold(
            group_id,
            *told[group_id],
            places=tuple(place for _, place in rows),
            rows=tuple(row for row, _ in rows),
        )
        for group_id, rows in by_group.items()
    }


def _identity(
    row: PlanRow, spelling: Spelling, reading: Reading
) -> tuple[str, str, str, str] | None:
    group_id = reading.take(row, "group_id", cells.name)
    tutor_id = reading.take(row, "tutor_id", cells.name)
    subject = reading.take(row, "subject", spelling.subject)
    language = reading.take(row, "language", cells.language)
    if None in (group_id, tutor_id, subject, language):
        return None
    return group_id, tutor_id, subject, language


def _differs(
    row: PlanRow,
    group_id: str,
    first: Sequence[str],
    mine: Sequence[str],
    reading: Reading,
) -> None:
    for header, before, now in zip(
        ("tutor_id", "subject", "language", "modality"), first, mine, strict=True
    ):
        if before != now:
            message = f"Group {group_id} has {before} in an earlier row."
            remedy = "All meetings of a group have one tutor, subject, language and modality."
            reading.findings.append(row.bad(header, message, remedy))


def read_place(
    row: PlanRow, spelling: Spelling, reading: Reading, day: int | None = None
) -> Place | None:
    """Weekday, times, site and modality of a row; the weekday from its cell unless given."""
    told = len(reading.findings)
    if day is None:
        day = reading.take(row, "day", weekday)
    start = reading.take(row, "start", times.time)
    end = reading.take(row, "end", times.time)
    site = reading.take(row, "site", spelling.site, needed=False)
    kind = reading.take(row, "modality", modality)
    if day is None or start is None or end is None or kind is None:
        return None
    if len(reading.findings) > told:  # a site that can't be read is not a blank one
        return None
    if start >= end:
        reading.findings.append(row.bad("end", "The meeting ends no later than it starts."))
        return None
    return Place(day, start, end, site, kind)


def _monday(raw: Raw) -> dt.date:
    """The Monday of the week of a date; by hand, any day of it may have been written."""
    date = times.date(raw)
    return date - dt.timedelta(days=date.weekday())


def read_seats(
    sheet: RawSheet,
    groups: Mapping[str, GroupTold],
    spelling: Spelling,
    reading: Reading,
) -> list[SeatTold]:
    """The rows of a Seats sheet that fit the Groups sheet; what does not fit are findings.

    One request may sit in two groups here: whether that is allowed is a rule's to say.
    """
    seats: list[SeatTold] = []
    seen: set[tuple[str, str, str]] = set()
    for row in plan_rows("Seats", sheet, SEAT_COLUMNS, reading.findings, SEATS_ALSO):
        seat = _seat(row, groups, spelling, reading)
        if seat is None:
            continue
        key = (seat.student_id, seat.subject, seat.group_id)
        if key in seen:
            message = f"{seat.student_id} has this seat in group {seat.group_id} twice."
            reading.findings.append(row.bad("student_id", message, "Delete one of the two rows."))
            continue
        seen.add(key)
        seats.append(seat)
    return seats


def _seat(
    row: PlanRow, groups: Mapping[str, GroupTold], spelling: Spelling, reading: Reading
) -> SeatTold | None:
    student_id = reading.take(row, "student_id", cells.name)
    subject = reading.take(row, "subject", spelling.subject)
    group_id = reading.take(row, "group_id", cells.name)
    tutor_id = reading.take(row, "tutor_id", cells.name, needed=False)
    since = reading.take(row, "seated_since", _monday, needed=False)
    tutor_since = reading.take(row, "tutor_since", _monday, needed=False)
    if student_id is None or subject is None or group_id is None:
        return None
    group = groups.get(group_id)
    if group is None:
        message = f"The Groups sheet has no group {group_id} that could be read."
        reading.findings.append(
            row.bad("group_id", message, "Put the group back, or delete the seat.")
        )
        return None
    if group.subject != subject:
        message = f"Group {group_id} is a group for {group.subject}."
        reading.findings.append(row.bad("subject", message, "Choose a group of the same subject."))
        return None
    if tutor_id not in (None, group.tutor_id):
        message = f"Group {group_id} has the tutor {group.tutor_id} on the Groups sheet."
        reading.findings.append(row.bad("tutor_id", message, "Make the two sheets say the same."))
        return None
    return SeatTold(student_id, subject, group_id, group.tutor_id, since, tutor_since, row)


def check_counts(
    groups: Mapping[str, GroupTold], seats: Iterable[SeatTold], reading: Reading
) -> None:
    """Report groups without any seat, and counts on Groups that the Seats sheet contradicts."""
    taken = Counter(seat.group_id for seat in seats)
    for group in groups.values():
        for row in group.rows:
            count = reading.take(row, "students", cells.whole(), needed=False)
            if count is not None and count != taken[group.id]:
                seats_there = count_words(taken[group.id], "seat")
                message = f"Group {group.id} has {seats_there} on the Seats sheet."
                reading.findings.append(row.bad("students", message, "Make the two agree."))
        if not taken[group.id]:
            message = f"No row of the Seats sheet is in group {group.id}."
            remedy = "Give it members, or delete its rows."
            reading.findings.append(group.rows[0].bad("group_id", message, remedy))


def place_told(place: Place) -> str:
    """A place in words: ``Mon 8:00-8:30 at Lincoln``."""
    where = f" at {place.site}" if place.site else ""
    online = ", online" if place.modality == "online" else ""
    return f"{DAYS[place.day]} {clock(place.start)}-{clock(place.end)}{where}{online}"
