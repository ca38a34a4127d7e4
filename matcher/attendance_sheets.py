"""The job of ``match attendance``: a week's sessions as sheets to be filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from matcher import weeks
from matcher.domain import Program
from matcher.file_names import ONLINE, file_words
from matcher.input_problems import InputProblemsError, WrongUsageError, read_checked
from matcher.workbook.attendance_book import SessionLine, session_lines, write_attendance
from matcher.workbook.findings import Finding
from matcher.workbook.names import alike, nearest
from matcher.workbook.scheduled import read_week


@dataclass(frozen=True)
class SheetsWanted:
    """What was asked for. ``plan`` None means the newest beside the program.

    ``site`` is one site, or ``online`` for what has none; ``each_site`` a file for each of them.
    """

    program: Path
    plan: Path | None = None
    site: str | None = None
    each_site: bool = False
    output: Path | None = None
    overwrite: bool = False


@dataclass(frozen=True)
class Sheet:
    """A file that was written, and how many sessions stand in it."""

    path: Path
    sessions: int


@dataclass(frozen=True)
class SheetsWritten:
    """The files, the plan that they were made from and what reading it had to say."""

    plan: Path
    monday: dt.date
    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...]


def write_sheets(
    wanted: SheetsWanted, *, wrote: Callable[[Path], object] = lambda _: None
) -> SheetsWritten:
    """Write the sheets of a plan's week, each whole or not at all; ``wrote`` is told of each.

    Raises :class:`WrongUsageError` before anything is written, :class:`InputProblemsError` for a
    program or a plan that can't be read, and what :func:`matcher.workbook.write.whole_file` says.
    """
    program, _ = read_checked(wanted.program)
    plan = wanted.plan or weeks.newest_earlier(wanted.program, dt.date.max)
    if plan is None:
        raise WrongUsageError(
            f"No plan stands beside {wanted.program}. Name it with --plan, or plan a week first."
        )
    week = read_week(plan, program)
    if week.errors or week.monday is None:
        raise InputProblemsError(plan, week.findings, None)
    lines = session_lines(week, program)
    parts = _parts(wanted, lines, program, week.monday)
    for path in parts:
        _check_target(path, wanted, plan)
    for path, (place, some) in parts.items():
        write_attendance(
            some, path, program=program.settings.program, monday=week.monday, place=place
        )
        wrote(path)
    sheets = tuple(Sheet(path, len(some)) for path, (_, some) in parts.items())
    return SheetsWritten(plan, week.monday, sheets, week.findings)


Part = tuple[str, list[SessionLine]]
"""Whose sheet it is, in words, and its sessions."""


def _parts(
    wanted: SheetsWanted, lines: Iterable[SessionLine], program: Program, monday: dt.date
) -> dict[Path, Part]:
    """The files that are wanted, each with what stands in it."""
    of_site: dict[str | None, list[SessionLine]] = {}
    for line in lines:
        of_site.setdefault(line.site, []).append(line)
    if not wanted.each_site and wanted.site is None:
        path = wanted.output or weeks.attendance_sheet_path(wanted.program, monday)
        return {path: ("", [line for some in of_site.values() for line in some])}
    names = file_words([*program.sites, *of_site, None])
    sites = list(of_site) if wanted.site is None else [_site(wanted.site, of_site, monday)]
    if not sites:
        raise WrongUsageError(f"No site has a session in the week of {monday}.")
    found: dict[Path, Part] = {}
    for site in sorted(sites, key=lambda site: (site is None, site or "")):
        path = weeks.attendance_sheet_path(wanted.program, monday, names[site])
        found[wanted.output or path] = (site or ONLINE, of_site[site])
    return found


def _site(words: str, there: Iterable[str | None], monday: dt.date) -> str | None:
    """The site that is meant; None for what is online without a site."""
    known = {alike(site): site for site in there if site is not None}
    if alike(words) in known:
        return known[alike(words)]
    if alike(words) == ONLINE and None in there:
        return None
    close = nearest(words, known.values(), least=0.6)
    maybe = f" Maybe {close} is meant." if close else ""
    raise WrongUsageError(
        f"No site called {words.strip()!r} has a session in the week of {monday}.{maybe}"
    )


def _check_target(path: Path, wanted: SheetsWanted, plan: Path) -> None:
    if path.suffix.lower() != ".xlsx":
        raise WrongUsageError(f"{path} does not end in .xlsx, so Excel would not open it.")
    if not path.exists():
        return
    if any(path.samefile(one) for one in (wanted.program, plan)):
        raise WrongUsageError(f"{path} is the program or its plan. Give another name with -o.")
    if not wanted.overwrite:
        raise WrongUsageError(
            f"{path} is there already, perhaps filled in. Give --overwrite to replace it."
        )
