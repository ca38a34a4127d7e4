"""The job of ``match handouts``: read a program and its plan, make what each person is handed."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from matcher import weeks
from matcher.domain import Previous, Program, Session
from matcher.handouts.calendars import Almanac
from matcher.handouts.cover import HandedOut, Lacking, cover_document
from matcher.handouts.files import replaceable, whole_folder
from matcher.handouts.making import Content, File, Making
from matcher.handouts.messages import messages_file
from matcher.handouts.page import Document
from matcher.handouts.press import Press
from matcher.handouts.since import Since
from matcher.handouts.telling import Telling
from matcher.handouts.told import read_told
from matcher.handouts.week import HandoutWeek
from matcher.handouts.words import CatalogueError, Catalogues, Words
from matcher.input_problems import InputProblemsError, WrongUsageError
from matcher.past import history
from matcher.progress import Progress, Report
from matcher.revise import PlanOutdatedError, Standing, read_standing
from matcher.rooms import Rooms
from matcher.rule import Rule
from matcher.time_zone import zone_named
from matcher.verify import verify
from matcher.verify_make_ups import verify_make_ups
from matcher.verify_rooms import verify_rooms
from matcher.verify_week import verify_week
from matcher.workbook.attendance_book import SessionLine, session_lines
from matcher.workbook.languages import english_name
from matcher.workbook.read_plan import read_previous
from matcher.workbook.read_rooms import NO_COLUMN, read_rooms
from matcher.workbook.scheduled import read_week
from matcher.workbook.write import whole_file

Audience = Literal["tutors", "sites", "teachers", "families"]
AUDIENCES: tuple[Audience, ...] = ("tutors", "sites", "teachers", "families")
"""For whom hand-outs are made, in the order in which they are made."""

COVER = "cover.pdf"
_AHEAD = 32
"""So many documents wait for a press at most."""


@dataclass(frozen=True)
class HandoutOrder:
    """What the user asked for. ``language`` is that of tutors', sites' and teachers' sheets."""

    program: Path
    folder: Path
    plan: Path | None = None
    monday: dt.date | None = None  # of the week; None: the newest that has a plan
    audiences: tuple[Audience, ...] = AUDIENCES
    previous: Path | None = None
    language: str = "English"
    catalogues: Path | None = None
    messages: Path | None = None
    overwrite: bool = False


def hand_out(
    order: HandoutOrder, rules: tuple[Rule, ...], tell: Report, now: Callable[[], dt.datetime]
) -> HandedOut:
    """Make the hand-outs; the folder is there whole, or as it was before.

    ``now`` is the present moment, with its zone. Raises :class:`WrongUsageError`, :class:`InputProblemsError` where the program
    or the plan can't be read, :class:`PlanOutdatedError` where the plan breaks a rule, and
    :class:`matcher.workbook.write.WriteError`.
    """
    plan = _check(order)
    words = _catalogues(order)
    tell(Progress(f"reading {plan.name}"))
    standing = read_standing(order.program, plan, rules)
    sessions = (*history(standing.problem, standing.sessions), *standing.sessions)
    _hold(standing, sessions, rules)
    path, previous, why_none = _previous(order, standing)
    week = HandoutWeek(
        standing.problem,
        standing.schedule,
        sessions,
        standing.make_ups,
        standing.rooms,
        read_told(_told_before(order, plan, standing)),
    )
    zone = zone_named(week.problem.settings.timezone)
    making = Making(
        week,
        Since(week.problem, week.schedule, previous, standing.rooms),
        Almanac(now(), zone),
        words,
        _language(order.language, words),
        _of_sites(plan, standing.problem.program),
    )
    making.stack.lacking += why_none
    if zone is None:
        making.stack.lacking.append(_no_zone(week.problem.settings.timezone))
    with whole_folder(order.folder) as folder:
        _print(making, order, folder, tell)
        texts = list(making.messages()) if order.messages is not None else []
        making.finish()
        telling = Telling(week, words.english)
        cover = cover_document(telling, making.stack, plan.name)
        (folder / COVER).write_bytes(Press(week.problem.monday).pdf(cover))
        if order.messages is not None:
            with whole_file(order.messages) as stream:
                stream.write(messages_file(texts))
    return HandedOut(order.folder, plan, path, making.stack, order.messages, len(texts))


def _check(order: HandoutOrder) -> Path:
    """The plan to hand out; or what is wrong with what was asked for."""
    if order.plan is not None:
        plan: Path | None = order.plan
    elif order.monday is not None:
        plan = weeks.newest_of(order.program, order.monday)
    else:
        plan = weeks.newest_earlier(order.program, dt.date.max)
    if plan is None:
        raise WrongUsageError(
            f"No plan stands beside {order.program}. Name it with --plan, or plan a week first."
        )
    if order.previous is not None and order.previous.resolve() == plan.resolve():
        raise WrongUsageError("--previous is the plan itself. Name an earlier one.")
    folder = order.folder
    why_not = replaceable(folder, {*order.audiences, COVER}, overwrite=order.overwrite)
    if why_not:
        raise WrongUsageError(why_not)
    if order.messages is not None and folder.resolve() in order.messages.resolve().parents:
        raise WrongUsageError(f"Give --messages a file that is not in {folder}.")
    if order.messages is not None and order.messages.exists() and not order.overwrite:
        raise WrongUsageError(f"{order.messages} is there already. Give --overwrite to replace it.")
    return plan


def _told_before(order: HandoutOrder, plan: Path, standing: Standing) -> list[Path]:
    """The other plans of the week that people may have been told of, in their order."""
    beside = weeks.revisions_of(order.program, standing.problem.monday)
    others = [*weeks.earlier_revisions(plan), *beside]
    return [path for path in dict.fromkeys(others) if path.resolve() != plan.resolve()]


def _catalogues(order: HandoutOrder) -> Catalogues:
    try:
        return Catalogues(order.catalogues)
    except CatalogueError as error:
        raise WrongUsageError(str(error)) from error


def _language(language: str, catalogues: Catalogues) -> Words:
    """What those who work here are told in."""
    name = english_name(language)
    words = None if name is None else catalogues.of(name)
    if words is None:
        known = ", ".join(catalogues.languages)
        raise WrongUsageError(f"There is no catalogue of {language}. There are: {known}.")
    return words


def _hold(standing: Standing, sessions: Sequence[Session], rules: tuple[Rule, ...]) -> None:
    """A plan that breaks a rule is not handed to anybody."""
    problem, schedule = standing.problem, standing.schedule
    broken = verify(problem, rules, (), schedule).violations
    broken = broken or verify_week(problem, schedule, sessions).violations
    broken = broken or verify_make_ups(problem, sessions, standing.make_ups).violations
    since = problem.past.since if problem.past else None
    rooms, of_rooms = read_rooms(standing.path, problem.program, problem.monday, since)
    wrong = [one for one in of_rooms if one.level == "error" and one != NO_COLUMN]
    if wrong:
        raise InputProblemsError(standing.path, wrong, None)
    if not broken and rooms != Rooms():
        broken = verify_rooms(problem, schedule, sessions, standing.make_ups, rooms).violations
    if broken:
        raise PlanOutdatedError(standing.path, broken)


def _previous(
    order: HandoutOrder, standing: Standing
) -> tuple[Path | None, Previous | None, list[Lacking]]:
    """The plan that people know, of this week or of one before; or why changes are not marked."""
    remedy = "Name the plan that people know with --previous, if there is one."
    known = weeks.earlier_revisions(standing.path)
    path = order.previous or (known[-1] if known else None)
    path = path or weeks.newest_earlier(order.program, standing.problem.monday)
    if path is None:
        return None, None, [Lacking("Changes are not marked, as there is no earlier plan", remedy)]
    previous, findings = read_previous(path, standing.problem.program)
    errors = [finding for finding in findings if finding.level == "error"]
    if not errors:
        return path, previous, []
    if order.previous is not None:
        raise InputProblemsError(path, errors, None)
    what = f"Changes are not marked, as {path.name} can't be read"
    return None, None, [Lacking(what, remedy)]


def _of_sites(plan: Path, program: Program) -> dict[str | None, list[SessionLine]]:
    """What is to be filled in at each site; None is what is online without one."""
    found: dict[str | None, list[SessionLine]] = {}
    for line in session_lines(read_week(plan, program), program):
        found.setdefault(line.site, []).append(line)
    return found


def _no_zone(named: str) -> Lacking:
    what = (
        f"Calendars without a time zone: {named!r} is none"
        if named
        else "Calendars without a time zone"
    )
    return Lacking(what, "Write the setting timezone, such as America/Los_Angeles.")


def _print(making: Making, order: HandoutOrder, folder: Path, tell: Report) -> None:
    """Write all files; as many documents are set side by side as there are cores."""
    presses = threading.local()
    date = making.week.problem.monday

    def write(path: Path, content: Content) -> None:
        if isinstance(content, Document):
            if not hasattr(presses, "one"):
                presses.one = Press(date)
            path.write_bytes(presses.one.pdf(content))
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)

    under_way: set[Future[None]] = set()
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for number, (path, content) in enumerate(_files(making, order.audiences), start=1):
            if len(under_way) >= _AHEAD:
                under_way = _wait(under_way)
            target = folder / path
            target.parent.mkdir(exist_ok=True)
            under_way.add(pool.submit(write, target, content))
            tell(Progress(f"{target.parent.name}: {number} files"))
        for future in under_way:
            future.result()


def _wait(under_way: set[Future[None]]) -> set[Future[None]]:
    done, left = wait(under_way, return_when=FIRST_COMPLETED)
    for future in done:
        future.result()
    return left


def _files(making: Making, audiences: Iterable[Audience]) -> Iterator[File]:
    makers = {
        "tutors": making.tutors,
        "sites": making.sites,
        "teachers": making.teachers,
        "families": making.families,
    }
    for audience in AUDIENCES:
        if audience in audiences:
            yield from makers[audience]()
