"""One week after another: which week, which file came before, and what goes on from it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from matcher.domain import Group, Previous
from matcher.plan import Seat
from matcher.problem import Problem
from matcher.schedule import Schedule

# -- which week, which file -------------------------------------------------------------------


_EXCEL_YEARS = range(1901, 9999)
"""The years of which Excel, and a calendar, can hold every week whole."""

_OF_WEEK = r"-(\d{4}-\d{2}-\d{2})(?:-r([2-9]|[1-9]\d{1,3}))?\.xlsx"
"""How the file of a plan goes on after the program's name: the Monday, and which revision."""

MOST_WEEKS = 60
"""A longer term is a typing error."""

_NO_PLAN = (dt.date.min, 0, None)


def monday_of(text: str) -> dt.date:
    """The Monday of the week that ``2026-09-16`` or ``2026-W38`` lies in.

    Raises ValueError, with what would be right, if the text is neither, or no year of Excel's.
    """
    said = text.strip().upper()
    try:
        if match := re.fullmatch(r"(\d{4})-?W(\d{1,2})", said):
            date = dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)
        else:
            date = dt.date.fromisoformat(said)
    except ValueError:
        raise ValueError(
            f"{text!r} is no week. Give any day of it, such as 2026-09-14, or its number, such as"
            " 2026-W38."
        ) from None
    if date.year not in _EXCEL_YEARS:
        raise ValueError(f"{text!r} is in no year that Excel can hold. Is the year right?")
    return date - dt.timedelta(days=date.weekday())


def mondays_of(text: str) -> tuple[dt.date, ...]:
    """The Mondays of a term: ``2026-09-14..2026-12-18`` or ``2026-W38..2026-W51``.

    Both weeks count, whichever of their days is given. Raises ValueError, with what would be
    right, if there is no end, it comes first, or the term is longer than ``MOST_WEEKS``.
    """
    first, dots, last = text.partition("..")
    if not (dots and first.strip() and last.strip()):
        raise ValueError(
            f"{text!r} is no range of weeks. Give the first and the last, such as"
            " 2026-09-14..2026-12-18."
        )
    start, end = monday_of(first), monday_of(last)
    if end < start:
        raise ValueError(f"{text!r} ends before it starts. Give the earlier week first.")
    count = (end - start).days // 7 + 1
    if count > MOST_WEEKS:
        raise ValueError(f"{text!r} are {count} weeks. Give at most {MOST_WEEKS}.")
    return tuple(start + dt.timedelta(weeks=week) for week in range(count))


def next_monday(today: dt.date) -> dt.date:
    """The first Monday after ``today``."""
    return today + dt.timedelta(days=7 - today.weekday())


def program_name(program: Path) -> str:
    """What the output files of a program are named after: its workbook or folder."""
    if program.name in ("", ".."):
        program = program.resolve()
    return program.name if program.is_dir() else program.stem


def output_path(program: Path, monday: dt.date) -> Path:
    """Where the plan of a week goes unless told otherwise: beside the input."""
    return _folder(program) / f"{program_name(program)}-{monday.isoformat()}.xlsx"


def next_revision(program: Path, monday: dt.date) -> Path:
    """Where a plan of a week goes that takes the place of an earlier one, which stays as it is.

    A week's first plan is ``NAME-DATE.xlsx``, the next ``NAME-DATE-r2.xlsx``, and so on.
    """
    first = output_path(program, monday)
    made = [number for date, number, _ in _plans(program) if date == monday]
    return first.with_stem(f"{first.stem}-r{max(made) + 1}") if made else first


def revision_of(name: str) -> int | None:
    """Which revision of its week's plan a file is by its name; ``None`` where it tells no week."""
    match = re.fullmatch(rf".*{_OF_WEEK}", name)
    return int(match[2] or 1) if match and _date(match[1]) else None


def earlier_revisions(plan: Path) -> list[Path]:
    """The plans of the same week beside a plan that it took the place of, in their order."""
    match = re.fullmatch(rf"(.*){_OF_WEEK}", plan.name)
    if match is None or _date(match[2]) is None:
        return []
    stem, last = f"{match[1]}-{match[2]}", int(match[3] or 1)
    names = [
        f"{stem}-r{number}.xlsx" if number > 1 else f"{stem}.xlsx" for number in range(1, last)
    ]
    return [path for name in names if (path := plan.with_name(name)).exists()]


def newest_of(program: Path, monday: dt.date) -> Path | None:
    """The newest revision of a week's plan beside the input; ``None`` where there is no plan."""
    return max((plan for plan in _plans(program) if plan[0] == monday), default=_NO_PLAN)[2]


def revisions_of(program: Path, monday: dt.date) -> list[Path]:
    """All plans of a week beside the input, in their order."""
    return [path for date, _, path in sorted(_plans(program)) if date == monday]


def newest_earlier(program: Path, monday: dt.date) -> Path | None:
    """The newest plan of an earlier week beside the input; ``None`` where there is none.

    Of a week with several revisions the last counts.
    """
    return max((plan for plan in _plans(program) if plan[0] < monday), default=_NO_PLAN)[2]


def newest_of_each(program: Path, before: dt.date = dt.date.max) -> list[Path]:
    """The newest revision of each week that has a plan beside the input, week after week.

    Only of weeks whose Monday is ``before`` that date.
    """
    newest = {date: path for date, _, path in sorted(_plans(program)) if date < before}
    return [newest[date] for date in sorted(newest)]


def scenarios_path(program: Path, monday: dt.date) -> Path:
    """Where a study of scenarios goes: beside the program."""
    return _folder(program) / f"{program_name(program)}-scenarios-{monday}.xlsx"


def capacity_path(program: Path, monday: dt.date) -> Path:
    """Where the answer to what to buy goes: beside the program."""
    return _folder(program) / f"{program_name(program)}-capacity-{monday}.xlsx"


def ledger_path(program: Path, until: dt.date) -> Path:
    """Where the count of sessions until a date goes unless told otherwise."""
    return _folder(program) / f"{program_name(program)}-ledger-{until.isoformat()}.xlsx"


def attendance_path(program: Path) -> Path:
    """Where what was read from filled attendance sheets stands: beside the program."""
    return _folder(program) / f"{program_name(program)}-attendance.xlsx"


def attendance_sheet_path(program: Path, monday: dt.date, place: str = "") -> Path:
    """Where a week's attendance sheet goes unless told otherwise; ``place``, that of one site."""
    more = f"-{place}" if place else ""
    return _folder(program) / f"{program_name(program)}-attendance-{monday.isoformat()}{more}.xlsx"


def coverage_path(program: Path, until: dt.date) -> Path:
    """Where the count of who is taking part on a date goes unless told otherwise."""
    return _folder(program) / f"{program_name(program)}-coverage-{until.isoformat()}.xlsx"


def term_path(program: Path, first: dt.date) -> Path:
    """Where the account of a term goes unless told otherwise; ``first`` is its first Monday."""
    return _folder(program) / f"{program_name(program)}-term-{first.isoformat()}.xlsx"


def _plans(program: Path) -> list[tuple[dt.date, int, Path]]:
    """The plans beside the input: their week's Monday, which revision, and where."""
    name = re.compile(re.escape(program_name(program)) + _OF_WEEK)
    found = []
    for path in _folder(program).iterdir():
        match = name.fullmatch(path.name)
        date = match and _date(match[1])
        if match and date:
            found.append((date, int(match[2] or 1), path))
    return found


def newest_program(folder: Path) -> Path | None:
    """The workbook of a folder that was changed last and is no output of this program."""
    attendance = r"-attendance(-\d{4}-\d{2}-\d{2}.*)?\.xlsx"
    written = re.compile(rf".*({_OF_WEEK}|-problems\.xlsx|{attendance})", re.DOTALL)
    books = [
        path
        for path in folder.glob("*.xlsx")
        if not written.fullmatch(path.name) and not path.name.startswith("~$")
    ]
    return max(books, key=lambda path: (path.stat().st_mtime_ns, path.name), default=None)


def _folder(program: Path) -> Path:
    return program.parent if program.name not in ("", "..") else program.resolve().parent


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


# -- what goes on -----------------------------------------------------------------------------


def number_groups(problem: Problem, schedule: Schedule) -> Schedule:
    """The same schedule with an ID for each group.

    A group goes on from the previous group of its tutor and subject with which it shares the most
    members (at least one), and keeps its ID; the pairs that share the most are served first. New
    groups get the next free ``G001``, in the order of site, subject, tutor and time.
    """
    ids = _kept_ids(problem.previous, schedule) if problem.previous else {}
    free = _free_ids(problem.previous)
    for group in sorted((g for g in schedule if g not in ids), key=_order):
        ids[group] = next(free)
    numbered = (replace(group, id=ids[group]) for group in schedule)
    return Schedule(tuple(sorted(numbered, key=lambda group: group.id)))


def _kept_ids(previous: Previous, schedule: Schedule) -> dict[Group, str]:
    shared: Counter[tuple[Group, str]] = Counter()
    for group in schedule:
        for member in group.members:
            seat = previous.seats.get(member.key)
            before = seat and previous.groups.get(seat.group_id)
            if before and (before.tutor_id, before.subject) == (group.tutor.id, group.subject):
                shared[group, before.id] += 1
    ids: dict[Group, str] = {}
    taken: set[str] = set()
    closest = sorted(
        shared,
        key=lambda pair: (-shared[pair], -_same_places(previous, *pair), pair[1], _order(pair[0])),
    )
    for group, name in closest:
        if group not in ids and name not in taken:
            ids[group] = name
            taken.add(name)
    return ids


def _same_places(previous: Previous, group: Group, name: str) -> int:
    return len(previous.groups[name].places & {meeting.place for meeting in group.meetings})


def _free_ids(previous: Previous | None) -> Iterator[str]:
    """IDs after the highest of the previous plan, so that no name passes to another group."""
    names = previous.groups if previous else {}
    numbers = (int(match[1]) for name in names if (match := re.fullmatch(r"[Gg](\d{1,9})", name)))
    return (f"G{number:03d}" for number in count(max(numbers, default=0) + 1))


def _order(group: Group) -> tuple[object, ...]:
    return (
        group.frame.site or "",
        group.subject,
        group.tutor.id,
        [(meeting.start, meeting.end, meeting.slot.row) for meeting in group.meetings],
        [member.key for member in group.members],
    )


def seats(problem: Problem, schedule: Schedule) -> tuple[Seat, ...]:
    """A seat for every placed request, in the order of the Students sheet.

    ``seated_since`` and ``tutor_since`` go on from the previous Seats where the request had a seat
    and, for the second, the same tutor; else they are this week's Monday. A previous seat without
    a date counts from the previous plan's week.
    """
    placed = schedule.groups_of
    return tuple(
        _seat(problem, placed[request.key][0], request.key)
        for request in problem.requests
        if request.key in placed
    )


def _seat(problem: Problem, group: Group, key: tuple[str, str]) -> Seat:
    monday, before = problem.monday, problem.kept.get(key)
    start = tutor = monday
    if before is not None and problem.previous is not None:
        week = problem.previous.week or monday
        start = min(monday, before.seated_since or week)
        if before.tutor_id == group.tutor.id:
            tutor = min(monday, before.tutor_since or week)
    return Seat(problem.request[key], group, start, tutor)
