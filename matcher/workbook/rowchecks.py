"""What the cells of one row must be to each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matcher.domain import DAY_MINUTES, DAYS, SELF, clock
from matcher.workbook.log import Line, Log
from matcher.workbook.tables import Tables


def check_rows(tables: Tables, log: Log) -> None:
    """Look at each row by itself."""
    for sheet, check in _CHECKS.items():
        for line in tables[sheet].lines:
            check(line, log)


def dates_in_order(line: Line[Any], log: Log) -> None:
    """``start_date`` is no later than ``end_date``."""
    first, last = line.found.get("start_date"), line.found.get("end_date")
    if first and last and first > last:
        log.reject(
            line,
            "end_date",
            f"The end date comes before the start date, {first}",
            "Write the earlier date as start_date.",
        )


def _student(line: Line[Any], log: Log) -> None:
    """A request is to reach sessions or hours: with both it would not be clear when it is done."""
    if {"sessions_total", "hours_total"} <= line.found.keys():
        log.reject(
            line,
            "hours_total",
            "The row has a sessions_total and also an hours_total",
            "Leave one of the two blank.",
        )


def _times_in_order(start: str, end: str) -> Callable[[Line[Any], Log], None]:
    def check(line: Line[Any], log: Log) -> None:
        first, last = line.found.get(start), line.found.get(end)
        if first is not None and last is not None and first >= last:
            log.reject(
                line,
                end,
                f"{end} is no later than {start}, {clock(first)}",
                "Write the earlier time first, with AM or PM if need be.",
            )

    return check


def _slot(line: Line[Any], log: Log) -> None:
    online = line.found.get("modality", "in_person") == "online" or "modality" in line.unread
    if "site" in line.table.at and not online and not {"site"} & (line.found.keys() | line.unread):
        log.reject(line, "site", "site is blank", "Write the site; only online slots have none.")
    _times_in_order("start", "end")(line, log)
    dates_in_order(line, log)


def _ride(line: Line[Any], log: Log) -> None:
    if str(line.found.get("route", "")).casefold() == SELF:
        log.reject(
            line,
            "route",
            "No route can be called self: it means a student who comes alone",
            "Give the route another name, here and in Students.",
        )
    _times_in_order("earliest", "latest")(line, log)


def _travel(line: Line[Any], log: Log) -> None:
    ends = (line.found.get("from"), line.found.get("to"))
    if ends[0] is not None and ends[0] == ends[1] and line.found.get("minutes"):
        log.notice(line, "to", "The way from a site to itself counts as 0 minutes")


def _pair(line: Line[Any], log: Log) -> None:
    if line.found.get("student", "") == line.found.get("with"):
        log.reject(line, "with", "The row names the same person twice", "Write another ID.")


def _pin(line: Line[Any], log: Log) -> None:
    """A row says something: of a student who with or when, of a tutor alone when he is free."""
    given = line.found.keys() | line.unread
    if not {"student", "tutor"} & given:
        message = "The row names neither a student nor a tutor"
        log.reject(line, "student", message, "Write a student's ID, or delete the row.")
    elif "student" not in given:
        if "times" not in given:
            message = "The row names a tutor alone, but no times"
            remedy = "Write when the tutor is to be free, or which student stays with the tutor."
            log.reject(line, "times", message, remedy)
        if "subject" in given:
            message = "The row has a subject but no student"
            log.reject(line, "subject", message, "Leave it blank, or write the student's ID.")
    elif not {"tutor", "times"} & given:
        message = "The row names a student, but neither a tutor nor times"
        log.reject(line, "tutor", message, "Write a tutor's ID, times, or both.")
    if "student" in given:
        _once_a_weekday(line, log)


def _once_a_weekday(line: Line[Any], log: Log) -> None:
    days = [window.start // DAY_MINUTES for window in line.found.get("times", ())]
    twice = next((day for day in days if days.count(day) > 1), None)
    if twice is not None:
        log.reject(
            line,
            "times",
            f"There are two times on {DAYS[twice]}, but a group meets once a weekday",
            "Write one time for each weekday.",
        )


def _dated(line: Line[Any], log: Log) -> None:
    """A row stands on one ``date``, or from ``start_date`` to ``end_date``."""
    given = {"date", "start_date", "end_date"} & (line.found.keys() | line.unread)
    several = given - {"date"}
    if "date" in given and several:
        log.reject(
            line,
            "date",
            "The row has a date and also start_date or end_date",
            "Leave date blank, or the other two.",
        )
    elif len(several) == 1:
        blank = ({"start_date", "end_date"} - several).pop()
        log.reject(line, blank, f"{blank} is blank", "Write it, or write date alone for one day.")
    elif not given and (
        "date" in line.table.at or {"start_date", "end_date"} <= line.table.at.keys()
    ):
        log.reject(line, "date", "date is blank", "Write a date such as 2026-09-14.")
    dates_in_order(line, log)


def _absence(line: Line[Any], log: Log) -> None:
    _dated(line, log)
    _times_in_order("from", "to")(line, log)


def _calendar(line: Line[Any], log: Log) -> None:
    _dated(line, log)
    what = line.found.get("what")
    if what == "closed":
        for column in ("from", "to"):
            if column in line.found:
                log.reject(
                    line,
                    column,
                    "closed takes no times",
                    "Leave it blank, or write blocked as what.",
                )
        return
    if what == "early_release" and not {"from"} & (line.found.keys() | line.unread):
        log.reject(line, "from", "from is blank", "Write when the early release is, such as 13:00.")
    if what == "early_release" and "to" in line.found:
        log.notice(line, "to", "early_release takes no to; it is not used")
        return
    _times_in_order("from", "to")(line, log)


_CHECKS: dict[str, Callable[[Line[Any], Log], None]] = {
    "Students": _student,
    "Tutors": dates_in_order,
    "Slots": _slot,
    "Travel": _travel,
    "Transport": _ride,
    "Pairs": _pair,
    "Pins": _pin,
    "Calendar": _calendar,
    "Absences": _absence,
}
