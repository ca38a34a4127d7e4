"""The Settings sheet: what can be set, and how a row of it is read."""

from __future__ import annotations

from typing import Any

from matcher.domain import Settings
from matcher.time_zone import zone_named
from matcher.workbook import cells
from matcher.workbook.cells import CellError, Noted
from matcher.workbook.column import Column
from matcher.workbook.layout import SettingRow
from matcher.workbook.log import Line, Log, Table
from matcher.workbook.names import nearest, plain

_YES_NO = ("yes", "no")


def _count(note: str, least: int = 0) -> Column:
    return Column(parse=cells.whole(least), note=note, form="number")


def _amount(note: str) -> Column:
    return Column(parse=cells.amount, note=note, form="number")


def _yes_no(note: str) -> Column:
    return Column(parse=cells.yes_no, note=note, choices=_YES_NO)


SETTINGS_COLUMNS: dict[str, Column] = {
    "program": Column(parse=cells.text, note="The program's name, for headings."),
    "timezone": Column(parse=cells.text, note="Where the clocks are: America/Los_Angeles."),
    "sessions_per_week": Column(
        parse=cells.sessions, note="Sessions a week where a student's cell is blank: 3-5."
    ),
    "max_group_size": _count("The most students in a group.", 1),
    "max_grade_spread": _count("The most grades between two members of a group."),
    "max_level_spread": _amount("The most levels between two members. Blank: no limit."),
    "min_session_minutes": _count("Slots shorter than this are not used."),
    "default_language": Column(
        parse=cells.language, note="The language of students whose languages are blank."
    ),
    "travel_minutes": _count("Minutes between two sites that the Travel sheet doesn't name."),
    "tutor_break_minutes": _count("The least pause between two meetings of a tutor."),
    "max_sessions_per_student_day": _count("The most sessions of a student on one day."),
    "weekly_budget": _amount("Wages for a week. Blank: no limit."),
    "seat_protection": _yes_no("yes: who has a seat keeps one before others get one."),
    "tutor_protection": _yes_no("yes: who has a tutor keeps that tutor where possible."),
    "need_order": Column(
        parse=cells.one_of("weight", "strict"),
        note="weight: a need of 4 counts like two of 2. strict: the highest need first.",
        choices=("weight", "strict"),
    ),
    "small_cell": _count("Counts below this are hidden in what is handed out."),
    "sessions_total": _count(
        "Sessions that each request should reach over a term, unless its row in Students says "
        "otherwise. Blank: no target. Not together with hours_total.",
        1,
    ),
    "hours_total": Column(
        parse=cells.more_than_nothing,
        note="Hours that each request should reach over a term, unless its row in Students says "
        "otherwise. Blank: no target. Not together with sessions_total.",
        form="number",
    ),
    "program_weeks": _count("Weeks of sessions in a year, for what scenarios cost.", 1),
    "total_budget": _amount(
        "Dollars for the whole year, everything included, that scenarios are compared with."
        " Blank: none."
    ),
}
"""Every setting with its parser, in the order of the template."""

_BY_PLAIN = {plain(setting): setting for setting in SETTINGS_COLUMNS}


def setting_named(words: str) -> str | None:
    """The setting that is meant, whatever its case and blanks; None if there is none."""
    return _BY_PLAIN.get(plain(words))


def read_settings(table: Table[SettingRow], log: Log) -> Settings:
    """The settings, with the default of each that is missing, blank or bad."""
    found: dict[str, Any] = {}
    rows: dict[str, int] = {}
    for line in table.lines:
        if "setting" not in line.found:
            continue
        setting = setting_named(line.found["setting"])
        if setting is None:
            close = nearest(line.found["setting"], SETTINGS_COLUMNS)
            log.reject(line, "setting", "There is no such setting", f"Maybe {close} is meant.")
        elif setting in rows:
            log.reject(
                line,
                "setting",
                f"The setting stands in row {rows[setting]} too",
                "Delete one of the two.",
            )
        else:
            rows[setting] = line.number
            _read(setting, line, found, log)
            _one_target(setting, line, found, rows, log)
    return Settings(**found)


def _one_target(
    setting: str, line: Line[SettingRow], found: dict[str, Any], rows: dict[str, int], log: Log
) -> None:
    """A request is to reach sessions or hours; with both it would not be clear when it is done."""
    other = {"sessions_total": "hours_total", "hours_total": "sessions_total"}.get(setting)
    if other is not None and {setting, other} <= found.keys():
        log.reject(
            line,
            "value",
            f"{setting} is given, and {other} in row {rows[other]} too",
            "Leave one of the two blank.",
        )
        del found[setting]


def _read(setting: str, line: Line[SettingRow], found: dict[str, Any], log: Log) -> None:
    raw = line.found.get("value")
    if raw is None:
        return
    try:
        value = SETTINGS_COLUMNS[setting].parse(raw)
    except CellError as wrong:
        log.reject(line, "value", f"{setting}: {wrong.message}", wrong.remedy)
        return
    if isinstance(value, Noted):
        log.notice(line, "value", value.notice, "Format the cell as Text to keep what is typed.")
        value = value.value
    if setting == "timezone" and value and zone_named(value) is None:
        message = "There is no such time zone, so calendar files will have none"
        log.notice(line, "value", message, "Write one such as America/Los_Angeles.")
    found[setting] = value
