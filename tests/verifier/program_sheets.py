"""The program workbook in its simple common forms, as plain objects."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

import cell_words as words
import openpyxl

SAME = {
    "school": "site",
    "campus": "site",
    "student#": "studentid",
    "studentnumber": "studentid",
    "sisid": "studentid",
    "gr": "grade",
    "gradelevel": "grade",
    "language": "languages",
    "fullname": "name",
    "priority": "need",
}
OF_STUDENT = (
    "site", "grade", "name", "transport", "modality", "available", "consent", "startdate",
    "enddate",
)  # fmt: skip


def rows(book: Any, name: str) -> list[dict[str, Any]]:
    """The rows of a sheet by plain header; nothing where there is no such sheet."""
    for title in book.sheetnames:
        if words.plain(title) == words.plain(name):
            table = list(book[title].iter_rows(values_only=True))
            break
    else:
        return []
    heads = [SAME.get(words.plain(head), words.plain(head)) for head in table[0]]
    found = []
    for values in table[1:]:
        if any(words.text(value) for value in values):
            row = dict.fromkeys(heads)
            row.update(
                {h: v for h, v in zip(heads, values, strict=False) if words.text(v) or not row[h]}
            )
            found.append(defaultdict(lambda: None, row))
    return found


def load(path: Path) -> Thing:
    """Everything of the program that the checks need."""
    book = openpyxl.load_workbook(path, data_only=True)
    settings = {words.plain(r["setting"]): r["value"] for r in rows(book, "Settings")}
    program = Thing(settings=_settings(settings))
    program.requests = _requests(rows(book, "Students"), program.settings)
    program.tutors = {t.id: t for t in map(_tutor, rows(book, "Tutors"))}
    program.slots = [_slot(row) for row in rows(book, "Slots")]
    program.rooms = {
        site(r["site"]): words.whole(r["groupsatonce"])
        for r in rows(book, "Sites")
        if words.text(r["groupsatonce"])
    }
    program.named = [_room(row) for row in rows(book, "Rooms")]
    program.travel = _travel(rows(book, "Travel"))
    program.rides = [
        Thing(
            route=words.plain(r["route"]),
            days=words.days(r["days"]),
            earliest=words.time(r["earliest"]),
            latest=words.time(r["latest"]),
        )
        for r in rows(book, "Transport")
    ]
    program.pairs = [
        (words.plain(r["rule"]), words.text(r["student"]), words.text(r["with"]))
        for r in rows(book, "Pairs")
    ]
    program.calendar = [_calendar(row) for row in rows(book, "Calendar")]
    program.absences = [_absence(row) for row in rows(book, "Absences")]
    return program


def site(value: object) -> str | None:
    """A site's name without its case; None where blank."""
    return words.text(value).casefold() or None


def _settings(given: dict[str, Any]) -> Thing:
    def whole(name: str, default: int) -> int:
        found = words.whole(given.get(name))
        return default if found is None else found

    return Thing(
        sessions=words.sessions(given.get("sessionsperweek"), (3, 5)),
        group=whole("maxgroupsize", 4),
        grade_spread=whole("maxgradespread", 1),
        level_spread=words.number(given.get("maxlevelspread")),
        minutes=whole("minsessionminutes", 20),
        language=words.language(words.text(given.get("defaultlanguage")) or "English"),
        travel=whole("travelminutes", 30),
        pause=whole("tutorbreakminutes", 0),
        student_day=whole("maxsessionsperstudentday", 2),
        budget=words.number(given.get("weeklybudget")),
        seats=words.yes(given.get("seatprotection"), True),
        tutors=words.yes(given.get("tutorprotection"), True),
        strict=words.plain(given.get("needorder") or "weight") == "strict",
    )


def _name(row: dict[str, Any]) -> str:
    both = f"{words.text(row['firstname'])} {words.text(row['lastname'])}".strip()
    return words.text(row["name"]) or both


def _requests(table: list[dict[str, Any]], settings: Thing) -> dict[tuple[str, str], Thing]:
    said: dict[str, dict[str, Any]] = defaultdict(dict)
    busy: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in table:
        who = words.text(row["studentid"])
        row["name"] = _name(row)
        busy[who] += words.windows(row["busy"])
        for column in OF_STUDENT:
            if words.text(row[column]):
                said[who][column] = row[column]
    found = {}
    for row in table:
        who = words.text(row["studentid"])
        student = defaultdict(lambda: None, said[who])
        least, most = words.sessions(row["sessions"], settings.sessions)
        for subject in words.items(row["subject"]):
            found[who, subject.casefold()] = Thing(
                id=who,
                subject=subject.casefold(),
                name=words.text(student["name"]),
                site=site(student["site"]),
                grade=min(words.grades(student["grade"])),
                least=least,
                most=most,
                need=words.number(row["need"]) or Fraction(1),
                languages=[words.language(w) for w in words.items(row["languages"])]
                or [settings.language],
                level=words.number(row["level"]),
                max_group=words.whole(row["maxgroup"]),
                transport=words.plain(student["transport"] or ""),
                modality=words.plain(student["modality"] or "in_person"),
                available=words.windows(student["available"]) or None,
                busy=busy[who],
                consent=words.yes(student["consent"], True),
                start=words.date(student["startdate"]),
                end=words.date(student["enddate"]),
            )
    return found


def _tutor(row: dict[str, Any]) -> Thing:
    return Thing(
        id=words.text(row["tutorid"]),
        name=_name(row),
        sites={site(s) for s in words.items(row["sites"] or row["site"])},
        subjects={s.casefold() for s in words.items(row["subjects"] or row["subject"])},
        languages={words.language(w) for w in words.items(row["languages"])},
        available=words.windows(row["available"]),
        grades=words.grades(row["grades"] or row["grade"]),
        busy=words.windows(row["busy"]),
        week=words.whole(row["maxsessionsweek"]),
        day=words.whole(row["maxsessionsday"]),
        hours=words.number(row["maxhoursweek"]),
        max_group=words.whole(row["maxgroup"]),
        rate=words.number(row["hourlyrate"]) or Fraction(0),
        modality=words.plain(row["modality"] or "in_person"),
        cleared=words.yes(row["cleared"], True),
        cleared_until=words.date(row["cleareduntil"]),
        reserve=words.yes(row["reserve"], False),
        start=words.date(row["startdate"]),
        end=words.date(row["enddate"]),
    )


def _slot(row: dict[str, Any]) -> Thing:
    opened = {site(s) for s in words.items(row["opento"])}
    return Thing(
        site=site(row["site"]),
        days=words.days(row["days"]),
        start=words.time(row["start"]),
        end=words.time(row["end"]),
        kind=words.plain(row["kind"] or "school_day"),
        grades=words.grades(row["grades"] or row["grade"]),
        room=words.whole(row["groupsatonce"]),
        modality=words.plain(row["modality"] or "in_person"),
        open_to=opened,
        to_all="all" in opened,
        first=words.date(row["startdate"]),
        last=words.date(row["enddate"]),
    )


def _room(row: dict[str, Any]) -> Thing:
    holds = words.whole(row["groupsatonce"])
    return Thing(
        site=site(row["site"]),
        name=words.text(row["room"]),
        holds=1 if holds is None else holds,
        open=words.windows(row["open"]) if words.text(row["open"]) else None,
        kinds={words.plain(kind) for kind in words.items(row["kinds"])},
    )


def _travel(table: list[dict[str, Any]]) -> dict[tuple[Any, Any], int]:
    given = {(site(r["from"]), site(r["to"])): words.whole(r["minutes"]) for r in table}
    return {**{(b, a): minutes for (a, b), minutes in given.items()}, **given}


def _span(row: dict[str, Any]) -> tuple[dt.date, dt.date]:
    first = words.date(row["date"]) or words.date(row["startdate"])
    return first, words.date(row["date"]) or words.date(row["enddate"]) or first


def _calendar(row: dict[str, Any]) -> Thing:
    first, last = _span(row)
    start, end = words.time(row["from"]), words.time(row["to"])
    return Thing(
        first=first,
        last=last,
        site=site(row["site"]),
        grades=words.grades(row["grades"] or row["grade"]),
        what=words.plain(row["what"]),
        start=0 if start is None else start,
        end=1440 if end is None else end,
    )


def _absence(row: dict[str, Any]) -> Thing:
    first, last = _span(row)
    start, end = words.time(row["from"]), words.time(row["to"])
    return Thing(
        person=words.text(row["personid"]),
        first=first,
        last=last,
        start=0 if start is None else start,
        end=1440 if end is None else end,
    )
