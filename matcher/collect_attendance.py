"""The job of ``match attendance --collect``: filled sheets of many sites, read into one file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from matcher import weeks
from matcher.attendance_check import AttendanceCheck, Told
from matcher.input_problems import (
    InputProblemsError,
    WrongUsageError,
    read_checked,
    with_marks,
)
from matcher.planned_days import PlannedDays
from matcher.same_session import Key, Outcome, contradict, keys, merged
from matcher.workbook.collected import is_taken, read_collected, write_collected
from matcher.workbook.filled import Filled, FilledFiles, filled_files, read_filled
from matcher.workbook.findings import Finding
from matcher.workbook.read import Reading


@dataclass(frozen=True)
class FileRead:
    """What came of one file: sessions read, rows not filled in yet, and what there is to say.

    ``new`` were not known before, ``changed`` said something else. ``problems`` is None where all
    is well; ``not_one`` says why a file of a folder was not read at all.
    """

    path: Path
    read: int
    blank: int
    new: int
    changed: int
    notices: tuple[Finding, ...]
    problems: InputProblemsError | None = None
    not_one: str = ""


@dataclass(frozen=True)
class Collected:
    """The files, and what is now known: ``rows`` in all, in a file that was ``written`` or not."""

    path: Path
    files: tuple[FileRead, ...]
    rows: int
    written: bool
    notices: tuple[Finding, ...]

    @property
    def has_problems(self) -> bool:
        """Whether any row was left out."""
        return any(file.problems for file in self.files)


def collect(path: Path, given: Sequence[Path]) -> Collected:
    """Read filled sheets and keep what is good, beside the program at ``path``.

    A file with problems gets a copy with its bad cells marked. Raises :class:`WrongUsageError` and,
    where the program or what was collected before has errors, :class:`InputProblemsError`; nothing
    is written then. Raises what :func:`matcher.workbook.write.whole_file` says.
    """
    target = weeks.attendance_path(path)
    files = filled_files(given, besides=(path, target))
    _check(given, files, target)
    program, _ = read_checked(path)
    if is_taken(target):
        raise WrongUsageError(f"{target} is a program. Give it, or {path}, another name.")
    all_read = [read_filled(file) for file in files.named]
    all_read += [read_filled(file, found_in_folder=True) for file in files.found]
    days = PlannedDays(path, program)
    check = AttendanceCheck(program, days)
    told = _once([one for filled in all_read for one in check.rows(filled)], days)
    before = read_collected(target)
    now = merged(before, [one.row for one in told], days.starts)
    written = any(outcome != "same" for outcome in now.outcomes)
    if written:
        write_collected(now.rows, program, target)
    done: dict[Path, Counter[Outcome]] = defaultdict(Counter)
    for one, outcome in zip(told, now.outcomes, strict=True):
        done[one.filled.path][outcome] += 1
    results = tuple(_file_read(filled, done[filled.path]) for filled in all_read)
    return Collected(target, results, len(now.rows), written, tuple(days.notices))


def _check(given: Sequence[Path], files: FilledFiles, target: Path) -> None:
    if any(file.resolve() == target.resolve() for file in files.named):
        raise WrongUsageError(
            f"{target} is what was collected so far. Give the filled sheets, not this file."
        )
    if not files.named and not files.found:
        folders = " and ".join(map(str, given))
        raise WrongUsageError(f"{folders} holds no workbook and no CSV file to read.")


def _once(told: Sequence[Told], days: PlannedDays) -> list[Told]:
    """One row of each session. Where two can't both be right, neither counts."""
    by_key: dict[Key, list[Told]] = defaultdict(list)
    for key, one in zip(keys([one.row for one in told], days.starts), told, strict=True):
        by_key[key].append(one)
    kept = []
    for same in by_key.values():
        apart = [(a, b) for a, b in combinations(same, 2) if contradict(a.row, b.row)]
        for one, other in apart:
            _contradicts(one, other)
            _contradicts(other, one)
        if not apart:
            fullest = max(
                same, key=lambda one: (one.row.minutes is not None, one.row.tutor_id or "")
            )
            kept.append(fullest)
    return kept


def _contradicts(one: Told, other: Told) -> None:
    """Say of a row which other row tells something else, where nothing was said of it yet."""
    if one.line.bad:
        return
    sheet, cell = other.line.table.title, other.line.cell("status")
    elsewhere = f"{other.filled.path}, " if other.filled is not one.filled else ""
    name = f"{elsewhere}{sheet} {cell}" if sheet != other.filled.path.name else f"{elsewhere}{cell}"
    column = "status" if one.row.status != other.row.status else "minutes"
    if column == "minutes" and one.row.minutes == other.row.minutes:
        column = "tutor_id"
    said = getattr(other.row, column)
    one.filled.log.reject(
        one.line,
        column,
        f"{name} says {said} for the same session",
        "Write the same in both, or delete the row that is wrong.",
    )


def _file_read(filled: Filled, done: Counter[Outcome]) -> FileRead:
    findings = filled.log.findings
    problems = None
    if filled.log.failed:
        reading = Reading(filled.path, None, tuple(findings), source=filled.source)
        problems = with_marks(filled.path, reading)
    return FileRead(
        path=filled.path,
        read=done.total(),
        blank=filled.blank,
        new=done["new"],
        changed=done["changed"],
        notices=tuple(one for one in findings if one.level == "notice"),
        problems=problems,
        not_one=filled.not_one,
    )
