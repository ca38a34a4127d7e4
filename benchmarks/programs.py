"""Making the programs of the suite: from a shape and a seed to a folder and back as a Problem."""

from __future__ import annotations

import csv
import datetime as dt
import random
import shutil
from pathlib import Path

from pydantic import TypeAdapter

from benchmarks.grouping import add_schools
from benchmarks.packing import add_centres
from benchmarks.peers.by_hand import by_hand
from benchmarks.peers.clock import Clock
from benchmarks.shapes import FIRST_WEEK, Shape
from constraints import RULES
from matcher.domain import Previous, PreviousGroup, PreviousSeat
from matcher.problem import Problem
from matcher.schedule import Schedule
from matcher.weeks import number_groups
from matcher.workbook.read import read_program
from sample_inputs.programs.book import Book, Value, columns, numbered

REQUIRED = ("Students", "Tutors", "Slots")
PREVIOUS = "previous.json"
LONGEST_DAY = 4  # sessions of a student who has several requests
BY_HAND_SECONDS = 30

_PREVIOUS: TypeAdapter[tuple[list[PreviousGroup], list[PreviousSeat]]] = TypeAdapter(
    tuple[list[PreviousGroup], list[PreviousSeat]]
)


def program_folder(shape: Shape, seed: int, parent: Path) -> Path:
    """The folder of CSV files of a program, made unless it is there already."""
    folder = parent / f"{shape.name}-seed{seed}"
    if not folder.exists():
        unfinished = parent / f"{folder.name}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        write(make(shape, seed), unfinished)
        if shape.previous:
            _write_previous(unfinished)
        unfinished.rename(folder)
    return folder


def make(shape: Shape, seed: int) -> Book:
    """The program's rows."""
    rng = random.Random(f"{shape.name} {seed}")
    book = Book()
    ids = numbered("S", 5), numbered("T", 4)
    packed = {"grouping": 0.0, "packing": 1.0, "mixed": 0.5}[shape.regime]
    if packed < 1:
        add_schools(book, shape, round(shape.requests * (1 - packed)), rng, ids)
    if packed > 0:
        add_centres(book, shape, round(shape.requests * packed), rng, ids)
    book.settings(
        program=shape.name,
        sessions_per_week="3-5",
        max_group_size=4,
        max_level_spread=2,
        travel_minutes=0,
        max_sessions_per_student_day=LONGEST_DAY if packed else 2,
    )
    return book


def write(book: Book, folder: Path) -> None:
    """Write a folder of CSV files, one a sheet."""
    folder.mkdir(parents=True)
    for sheet, rows in book.rows.items():
        if rows or sheet in REQUIRED:
            headers = columns(sheet)
            path = folder / f"{sheet.lower()}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                lines = csv.writer(file)
                lines.writerow(headers)
                lines.writerows([_text(row.get(name)) for name in headers] for row in rows)


def _text(value: Value) -> str:
    if value is None:
        return ""
    return value.strftime("%H:%M") if isinstance(value, dt.time) else str(value)


def load(folder: Path, week: dt.date) -> Problem:
    """The program as the project's own reader reads it, with its previous plan if it has one."""
    reading = read_program(folder)
    if reading.program is None:
        raise ValueError("; ".join(str(finding) for finding in reading.errors[:5]))
    path = folder / PREVIOUS
    previous = _read_previous(path) if path.exists() else None
    return Problem(reading.program, week, previous)


def _read_previous(path: Path) -> Previous:
    groups, seats = _PREVIOUS.validate_json(path.read_bytes())
    by_id = {group.id: group for group in groups}
    by_request = {(seat.student_id, seat.subject): seat for seat in seats}
    return Previous(by_id, by_request, path.name, FIRST_WEEK)


def _write_previous(folder: Path) -> None:
    """A plan of the first week as it is made by hand, to go on from."""
    problem = load(folder, FIRST_WEEK)
    answer = by_hand(problem, RULES, Clock(BY_HAND_SECONDS), 0)
    schedule: Schedule = number_groups(problem, answer.schedule)
    groups, seats = [], []
    for group in schedule:
        places = frozenset(meeting.place for meeting in group.meetings)
        told = group.id, group.tutor.id, group.subject, group.language, group.modality, places
        groups.append(PreviousGroup(*told))
        seats += [
            PreviousSeat(member.student.id, member.subject, group.id, group.tutor.id)
            for member in group.members
        ]
    (folder / PREVIOUS).write_bytes(_PREVIOUS.dump_json((groups, seats)))
